"""A check as a page: self-contained, searchable, printed right, legible in the dark and on a telephone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from servicepolicy.errors import visible
from servicepolicy.reporting.durations import margin_text
from servicepolicy.reporting.remarks import remarks
from servicepolicy.reporting.sections import (
    Cell,
    Section,
    cell_text,
    group_title,
    rule_title,
    run_names,
    sections,
    status_text,
)
from servicepolicy.reporting.summary import Count
from servicepolicy.reporting.text import share_text
from servicepolicy.results.moments import minute_text
from servicepolicy.results.rows import settled_by
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.telling.verdicts import in_short

if TYPE_CHECKING:
    from datetime import date

    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report

__all__ = ["PageWriter"]

MANY: Final = 2_000  # cases of one status on a page that is still read and printed; tables have all
OF_A_RULE: Final = 500  # of these of one rule, so that one rule hides no other

WORD: Final = 12  # characters that are never broken, on paper neither
SHORT: Final = 22  # characters that stay on one line
LONG: Final = 50
MANY_LINES: Final = 30  # of what is not the heart of the matter; more are folded away

_STYLE: Final = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--met:#2e7d4f;--bad:#c0392b;--open:#8a8f98;--odd:#b7791f}
@media(prefers-color-scheme:dark){:root{--met:#5fbf86;--bad:#ff7b6b;--open:#9aa0aa;--odd:#e0a84a}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:78rem;
margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
p{margin:.25rem 0}.soft{color:#777;color:color-mix(in srgb,currentColor 65%,transparent)}
.small{font-size:.85rem;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:1rem 0;font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.25rem 0}
.tile{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}
.tile b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tile.met b{color:var(--met)}.tile.breached b{color:var(--bad)}.tile.unknown b{color:var(--odd)}
.first{border-left:3px solid var(--odd);padding-left:.6rem}.first a{color:inherit}
.wide{overflow-x:auto;background:linear-gradient(90deg,Canvas 30%,transparent),
linear-gradient(270deg,Canvas 30%,transparent) 100% 0,linear-gradient(90deg,#0005,transparent),
linear-gradient(270deg,#0005,transparent) 100% 0;background-repeat:no-repeat;
background-size:2rem 100%,2rem 100%,.6rem 100%,.6rem 100%;background-attachment:local,local,scroll,scroll}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{border-bottom:1px solid var(--line);padding:.35rem .4rem;text-align:left;vertical-align:top}
th{font-weight:600;vertical-align:bottom}thead th{border-bottom:2px solid var(--line)}
td{overflow-wrap:break-word}td.text{min-width:9rem}td.why{min-width:16rem}td.id,td.keep{white-space:nowrap}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th.num{white-space:normal}td.time{white-space:nowrap}
.pairs th{width:14rem;font-weight:400}.pairs td{overflow-wrap:anywhere}
.bar{display:inline-block;width:2.5rem;height:.6rem;background:var(--soft);border-radius:.3rem;overflow:hidden}
.bar i{display:block;float:left;height:100%}.bar .m{background:var(--met)}.bar .b{background:var(--bad)}
.bar .u{background:var(--odd)}.bar .p{background:var(--open)}
.s-breached{color:var(--bad)}.s-unknown{color:var(--odd)}.s-met{color:var(--met)}
.pill{font-size:.85em;border:1px solid var(--line);border-radius:1rem;padding:0 .45rem;overflow-wrap:anywhere}
.d{white-space:nowrap}
details{margin:.75rem 0}summary{cursor:pointer}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;font-size:.92rem;margin:.5rem 0 1rem;padding-left:1rem;
border-left:3px solid var(--line)}
.find{display:none;gap:.5rem;flex-wrap:wrap;margin:.5rem 0}.js .find{display:flex}
.find input,.find select{font:inherit;padding:.35rem .6rem;border:1px solid var(--line);border-radius:.4rem;
background:transparent;color:inherit;max-width:100%}.find input{flex:1 1 16rem}
.find select option{color:#000;background:#fff}
figure{margin:1.5rem 0}.trend{width:100%;height:auto;max-width:60rem}
.trend text{font:11px system-ui,sans-serif;fill:currentColor}
@media(max-width:600px){.trend text{font-size:26px}.trend .more{display:none}
.pairs th,.pairs td{display:block;width:auto;border:0;padding:.1rem 0}
.pairs tr{display:block;border-bottom:1px solid var(--line);padding:.35rem 0}.pairs th{font-size:.85rem;opacity:.7}
th,td{padding:.35rem .45rem}.spare{display:none}
#list thead{display:none}#list tr{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}
#list tr[hidden]{display:none}#list td{display:block;border:0;overflow-wrap:anywhere;
padding:.05rem .25rem;white-space:normal;min-width:0}
#list td:empty{display:none}#list td::before{opacity:.65}}
@media print{@page{margin:15mm;size:A4 landscape}:root{color-scheme:light}
body{max-width:none;padding:0;font-size:10pt}nav,.find{display:none!important}h2{break-after:avoid}
tr,pre,.tile{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible;background:none}table{font-size:8.5pt}
td,td.text,td.why{min-width:0}td.id,td.time{white-space:normal}
td{overflow-wrap:anywhere}td.id{overflow-wrap:break-word}td.keep,td.num{white-space:nowrap}
#list{font-size:7.5pt}#list td{padding:.1rem .35rem;line-height:1.25}#list td br,#list td .small{display:none}
tr[hidden]{display:none}details>*{display:block}details::details-content{content-visibility:visible;height:auto}}
"""
_SCRIPT: Final = """
document.documentElement.classList.add('js');
const rows=[...document.querySelectorAll('#list tbody tr')],q=document.querySelector('#q'),
r=document.querySelector('#r'),s=document.querySelector('#s'),n=document.querySelector('#n');
if(q){const texts=rows.map(x=>x.textContent.toLowerCase());
const find=()=>{const words=q.value.toLowerCase().split(/\\s+/).filter(Boolean);let shown=0;
rows.forEach((x,i)=>{const ok=(!r.value||x.dataset.r===r.value)&&(!s.value||x.dataset.s===s.value)
&&words.every(w=>texts[i].includes(w));x.hidden=!ok;shown+=ok});n.textContent=shown.toLocaleString('en')};
for(const e of [q,r,s])e.addEventListener('input',find);find()}
"""
_SETTLES: Final = 8  # the place of the columns that would settle an unknown
_HEAD: Final = {
    "en": ("status", "rule", "case", "due", "done", "margin", "by", "why", "columns that would settle it"),
    "zh": ("结论", "规则", "对象", "期限", "完成", "余量", "经办人", "原因", "可据以判定的列"),
}
_SAID: Final = {
    "en": {
        "head": "Check: {policy}",
        "cases": "The cases",
        "worst": "The worst cases, explained",
        "find": "search: case, rule, person, reason",
        "rules": "all rules",
        "statuses": "every status",
        "shown": "shown",
        "capped": "{left} more are not on this page ({listed} are): `--format csv`, `xlsx` or `parquet` has all.",
        "none": "Nothing is breached, and nothing is unknown.",
        "waived": "waived",
        "undone": "not done",
        "met": "met",
        "subjects": "subjects judged",
        "with_breach": "with a breach: {count}",
        "trend": "Verdicts by month: met above, breached and unknown below",
        "rate": "met in {rate} of those decided",
    },
    "zh": {
        "head": "检查报告：{policy}",
        "cases": "具体情形",
        "worst": "最严重的违反及说明",
        "find": "查找：对象、规则、人员、原因",
        "rules": "全部规则",
        "statuses": "全部结论",
        "shown": "项",
        "capped": "另有 {left} 项未列于本页（已列 {listed} 项）：`--format csv`、`xlsx` 或 `parquet` 列出全部。",
        "none": "没有违反，也没有无法判定的情形。",
        "waived": "获批例外",
        "undone": "未完成",
        "met": "符合",
        "subjects": "已判定对象",
        "with_breach": "其中有违反：{count}",
        "trend": "各月判定：上为符合，下为违反和无法判定",
        "rate": "已判定中符合 {rate}",
    },
}
_LISTED: Final = (Status.BREACHED, Status.UNKNOWN)


class PageWriter:
    """Writes a check as HTML: what a person reads, searches, prints and files.

    Of the breached and of the unknown it lists 2,000 each, 500 of a rule; how many more there are is told.
    """

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out, self._setting = out, setting
        self._cases: dict[Status, list[_Row]] = {status: [] for status in _LISTED}
        self._of_rule: Counter[tuple[Status, str]] = Counter()

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Take in what is breached or unknown."""
        for verdict, belongs in zip(report.verdicts, groups, strict=False):  # those of advice come last
            if verdict.status not in _LISTED or verdict.status.value not in self._setting.statuses:
                continue
            listed, rule = self._cases[verdict.status], (verdict.status, verdict.rule)
            if len(listed) < MANY and self._of_rule[rule] < OF_A_RULE:
                listed.append(_case(verdict, self._setting, belongs))
                self._of_rule[rule] += 1

    def room(self, status: Status, rule: Rule) -> int:
        """As many more as a page that is read has place for."""
        if status not in _LISTED or status.value not in self._setting.statuses or rule.level == "advice":
            return 0
        return min(MANY - len(self._cases[status]), OF_A_RULE - self._of_rule[status, rule.id])

    def problem(self, problem: Problem) -> None:
        """Nothing: how many more there are is told."""

    def finish(self, checked: CheckReport) -> None:
        """Write the page."""
        language = self._setting.language
        self._out.writelines(self._parts(checked, language))

    def _parts(self, checked: CheckReport, language: str) -> Iterator[str]:
        said = _SAID[language]
        laid_out = {section.id: section for section in sections(checked, language)}
        title = checked.policy.title
        head = said["head"].format(policy=(title.zh if language == "zh" else title.en) or checked.policy.id)
        yield (
            f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{_text(head)}</title><style>{_STYLE}{_cards(language, self._setting.further)}</style></head><body>"
        )
        facts = {str(name): cell for name, cell in laid_out["run"].rows}
        told = [f"{name} {_plain(cell)}" for name, cell in facts.items() if name in run_names(language)]
        yield f'<header><h1>{_text(head)}</h1><p class="soft">{"<br>".join(map(_text, told))}</p></header>'
        yield _tiles(checked, language)
        yield "".join(
            f'<p class="first"><a href="#{name}">{_text(told)}</a></p>' for _, name, told in remarks(checked, language)
        )
        groups = [name for name in laid_out if name.startswith(("by-", "crossed-"))]
        before: list[str] = [name for name in ("rules", "advice", "since", "why") if name in laid_out]
        after: list[str] = [name for name in (*groups, "missing", "waivers") if name in laid_out]
        last: list[str] = [name for name in ("run", "read", "not_judged", "problems") if name in laid_out]
        links = [
            *((name, laid_out[name].title) for name in before),
            *((name, laid_out[name].title) for name in after),
            *([("worst", said["worst"])] if checked.summary.worst else []),
            ("cases", said["cases"]),
            *((name, laid_out[name].title) for name in last),
        ]
        yield "<nav>" + "".join(f'<a href="#{name}">{_text(title)}</a>' for name, title in links) + "</nav><main>"
        for name in before:
            yield _section(laid_out[name], language)
        for name in after:
            if name == "by-month":
                yield _trend(checked, language)
            yield _section(laid_out[name], language)
        yield _worst(checked, language)
        yield self._listing(checked, language)
        for name in last:
            yield _pairs(laid_out[name]) if name == "run" else _section(laid_out[name], language)
        yield f"</main><script>{_SCRIPT}</script></body></html>\n"

    def _listing(self, checked: CheckReport, language: str) -> str:
        said = _SAID[language]
        rows = [row for status in _LISTED for row in self._cases[status]]
        if not rows:
            return f'<h2 id="cases">{said["cases"]}</h2><p>{said["none"]}</p>'
        names = (*_HEAD[language], *(group_title(name, language) for name in self._setting.further))
        used = [at for at in range(len(names)) if at != _SETTLES or any(row.cells[at][1] for row in rows)]
        head = "".join(f'<th scope="col" class="c{at}">{_text(names[at])}</th>' for at in used)
        body = "".join(row.text(used) for row in rows)
        rules = "".join(
            f'<option value="{escape(tally.rule.id)}">'
            f"{_text(rule_title(tally.rule, language) or tally.rule.id)}</option>"
            for tally in checked.summary.rules
            if any(tally.statuses[status] for status in _LISTED)
        )
        statuses = "".join(f'<option value="{one.value}">{status_text(one, language)}</option>' for one in _LISTED)
        counted = checked.summary.total
        left = sum(
            getattr(counted, status.value) - len(cases)
            for status, cases in self._cases.items()
            if status.value in self._setting.statuses
        )
        capped = said["capped"].format(left=f"{left:,}", listed=f"{len(rows):,}") if left else ""
        return (
            (
                f'<h2 id="cases">{said["cases"]}</h2>'
                + (f"<p>{_text(capped)}</p>" if capped else "")
                + f'<div class="find"><input id="q" type="search" '
                f'placeholder="{said["find"]}" aria-label="{said["find"]}">'
                f'<select id="r" aria-label="{said["rules"]}"><option value="">{said["rules"]}</option>{rules}</select>'
                f'<select id="s" aria-label="{said["statuses"]}"><option value="">{said["statuses"]}</option>{statuses}'
                f'</select><span class="soft"><output id="n"></output> {said["shown"]}</span></div>'
                f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
            )
            .replace("<table>", '<table id="list">')
            .replace('<div class="wide">', '<div class="wide" id="cases-list">')
        )


def _cards(language: str, further: Sequence[str]) -> str:
    """On a telephone a case is a card: there each of its lines says what it is."""
    colon = "：" if language == "zh" else ": "
    names = {at: _HEAD[language][at] for at in (3, 4, 5, 6, _SETTLES)}
    names |= {_SETTLES + 1 + at: group_title(name, language) for at, name in enumerate(further)}
    named = "".join(f'#list td.c{at}::before{{content:"{_css(name)}{colon}"}}' for at, name in names.items())
    return f"@media(max-width:600px){{{named}}}"


def _css(text: str) -> str:
    """A text inside of a string of a style sheet; what is not a letter or a number is written as a code."""
    return "".join(one if one.isalnum() or one == " " else f"\\{ord(one):06x}" for one in text)


class _Row(NamedTuple):
    """A line of the list of cases: which rule and status, and each cell with how it is set."""

    rule: str
    status: str
    cells: tuple[tuple[str, str], ...]

    def text(self, used: Iterable[int]) -> str:
        cells = ((at, *self.cells[at]) for at in used)
        body = "".join(f'<td class="{f"c{at} {kind}".strip()}">{text}</td>' for at, kind, text in cells)
        return f'<tr data-r="{escape(self.rule)}" data-s="{self.status}">{body}</tr>\n'


def _case(verdict: Verdict, setting: Setting, belongs: Mapping[str, str]) -> _Row:
    language, label = setting.language, verdict.label
    title = (label.zh if language == "zh" else label.en) or verdict.rule
    waived = (
        ""
        if verdict.waived is None
        else f'<br><span class="pill">{_SAID[language]["waived"]} {_text(verdict.waived)}</span>'
    )
    cells = (
        ("", f'<span class="d s-{verdict.status.value}">{status_text(verdict.status, language)}</span>{waived}'),
        ("text", f'{_text(title)}<br><span class="soft small">{_text(verdict.rule)}</span>'),
        ("keep" if len(verdict.subject) <= SHORT else "text", _text(verdict.subject)),
        ("time", "" if verdict.due is None else _dated(minute_text(verdict.due))),
        ("time", _dated(_moment(verdict.stopped or (verdict.started if verdict.due is None else None)))),
        ("", _SAID[language]["undone"] if verdict.undone else _text(margin_text(verdict.measure, language))),
        ("id", _text(", ".join(verdict.credit) or verdict.owner or "")),
        ("why", _text(in_short(verdict, language))),
        ("", _text(", ".join(settled_by(verdict, setting.columns)))),
        *(
            ("id" if len(belongs.get(name, "")) <= SHORT else "", _text(belongs.get(name, "")))
            for name in setting.further
        ),
    )
    return _Row(verdict.rule, verdict.status.value, cells)


def _dated(moment: str) -> str:
    """A moment whose date is never broken."""
    day, _, time = moment.partition(" ")
    return f'<span class="d">{_text(day)}</span> {_text(time)}' if day else ""


def _moment(at: date | None) -> str:
    return "" if at is None else at.isoformat()[:16].replace("T", " ")


def _text(text: str) -> str:
    return escape(visible(text))


def _tiles(checked: CheckReport, language: str) -> str:
    said, whole = _SAID[language], checked.summary.total
    with_breach = said["with_breach"].format(count=f"{checked.summary.subjects_breached:,}")
    tiles = [("", f"{checked.summary.subjects:,}", said["subjects"], with_breach)]
    rate = "" if whole.rate is None else said["rate"].format(rate=share_text(whole.rate, language))
    for status in (Status.MET, Status.BREACHED, Status.PENDING, Status.UNKNOWN):
        note = rate if status is Status.MET else ""
        if status is Status.BREACHED and whole.waived:
            note = f"{said['waived']}: {whole.waived:,}"
        tiles.append((status.value, f"{getattr(whole, status.value):,}", status_text(status, language), note))
    body = "".join(
        f'<div class="tile {kind}"><b>{number}</b>{_text(name)}'
        + (f'<br><span class="soft small">{_text(note)}</span>' if note else "")
        + "</div>"
        for kind, number, name, note in tiles
    )
    return f'<div class="tiles">{body}</div>'


def _pairs(section: Section) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_text(str(name))}</th><td>{_text(_plain(cell))}</td></tr>' for name, cell in section.rows
    )
    return f'<h2 id="{section.id}">{_text(section.title)}</h2><table class="pairs"><tbody>{rows}</tbody></table>'


def _plain(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _section(section: Section, language: str) -> str:
    used, numbers = section.used(), section.numbers()
    barred = section.id in ("rules", "advice") or section.id.startswith("by-")
    head = "".join(f"<th{_kind(at, numbers, spare=_spare(section, at))}>{_text(section.head[at])}</th>" for at in used)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_kind(at, numbers, section, spare=_spare(section, at))}>{_cell(row[at], language)}</td>"
            for at in used
        )
        + (f"<td>{_bar(section, row)}</td>" if barred else "")
        + "</tr>\n"
        for row in section.rows
    )
    head += "<td></td>" if barred else ""
    table = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    note = f'<p class="soft">{_text(section.note)}</p>' if section.note else ""
    if section.id in ("not_judged", "problems", "read"):
        state = "" if len(section.rows) > MANY_LINES else " open"
        table = f"<details{state}><summary>{len(section.rows):,}</summary>{table}</details>"
    return f'<section><h2 id="{section.id}">{_text(section.title)}</h2>{table}{note}</section>'


def _cell(cell: Cell, language: str) -> str:
    """A cell; a number and its per cent stay together."""
    return _text(cell_text(cell, language)).replace(" %", "\u00a0%")


def _spare(section: Section, at: int) -> bool:
    """Whether a column is left out on a telephone: the title of a rule, whose id stands before it."""
    return at in {"rules": (2,), "advice": (2,), "since": (1,), "why": (1,)}.get(section.id, ())


def _kind(at: int, numbers: Iterable[int], section: Section | None = None, *, spare: bool = False) -> str:
    """How a cell is set: a number, the name at the beginning of a row, a title or a reason."""
    kind = "num" if at in numbers else ""
    if section is not None and not kind:
        longest = max(len(str(row[at])) for row in section.rows)
        whole = at < 2 or section.id == "since"  # names and times stay on a line, where they are short
        short = "keep" if longest <= WORD else "id" if whole else ""
        kind = short if longest <= SHORT else "text" if longest <= LONG else "why"
    kind = f"{kind} spare".strip() if spare else kind
    return f' class="{kind}"' if kind else ""


def _bar(section: Section, row: Sequence[Cell]) -> str:
    """The statuses of a row as a bar; its met, breached, pending and unknown stand in known places."""
    first = 3 if section.id in ("rules", "advice") else 1
    met, breached, _, pending, unknown = (int(cell) if isinstance(cell, int) else 0 for cell in row[first : first + 5])
    whole = met + breached + pending + unknown
    parts = (("m", met), ("b", breached), ("u", unknown), ("p", pending))
    shares = "".join(f'<i class="{kind}" style="width:{100 * n / whole:.2f}%"></i>' for kind, n in parts if n)
    return f'<span class="bar" aria-hidden="true">{shares}</span>' if whole else ""


def _trend(checked: CheckReport, language: str) -> str:
    """The months as a picture: met above the line, breached and unknown below."""
    months = [(month, counted) for month, counted in checked.summary.months.items() if month][-60:]
    if len(months) < 2:
        return ""
    most = max(max(one.met, one.breached + one.unknown) for _, one in months) or 1
    step, tall = 960 / len(months), 90
    parts = [_columns(at, one, step, tall / most, tall) for at, (_, one) in enumerate(months)]
    every = max(1, -(-len(months) // 16))
    names = "".join(
        f'<text x="{at * step + step / 2:.1f}" y="{2 * tall + 22}" text-anchor="middle"'
        f"{' class=more' if at % (3 * every) else ''}>{month}</text>"
        for at, (month, _) in enumerate(months)
        if at % every == 0
    )
    said = _SAID[language]["trend"]
    return (
        f'<figure><svg class="trend" viewBox="0 0 960 {2 * tall + 30}" role="img" aria-label="{said}">'
        f'{"".join(parts)}<path d="M0 {tall}H960" stroke="currentColor" stroke-opacity=".4"/>{names}</svg>'
        f'<figcaption class="soft small">{said}</figcaption></figure>'
    )


def _columns(at: int, one: Count, step: float, scale: float, tall: int) -> str:
    left, wide = at * step + step * 0.15, step * 0.7
    met, breached, unknown = one.met * scale, one.breached * scale, one.unknown * scale
    parts = (("met", tall - met, met), ("bad", tall, breached), ("odd", tall + breached, unknown))
    return "".join(
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{height:.1f}" fill="var(--{kind})"/>'
        for kind, top, height in parts
        if height
    )


def _worst(checked: CheckReport, language: str) -> str:
    worst = checked.summary.worst
    if not worst:
        return ""
    told = "".join(f"<pre>{_text_lines(verdict.explain(language).strip())}</pre>" for verdict in worst)
    return f'<section><h2 id="worst">{_SAID[language]["worst"]}</h2>{told}</section>'


def _text_lines(text: str) -> str:
    return "\n".join(_text(line) for line in text.split("\n"))
