"""A check as a page: self-contained, searchable, printed right, legible in the dark and on a telephone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import titled
from servicepolicy.reporting.durations import margin_text
from servicepolicy.reporting.explained import with_skipped_days
from servicepolicy.reporting.formats.page_parts import (
    CLOSING,
    SHORT,
    Tile,
    css_text,
    escaped,
    escaped_lines,
    find_html,
    opening,
    pairs_html,
    section_html,
)
from servicepolicy.reporting.remarks import remarks
from servicepolicy.reporting.sections import group_title, sections, status_text
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

_TALL: Final = 150  # of the picture of months, without their names
_SETTLES: Final = 8  # the place of the columns that would settle an unknown
_HEAD: Final = ("status", "rule", "case", "due", "done", "margin", "by", "why", "settles")
_SAID: Final = words("page")
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

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:  # noqa: ARG002 - as all formats
        """Write the page."""
        language = self._setting.language
        self._out.writelines(self._parts(checked, language))

    def _parts(self, checked: CheckReport, language: str) -> Iterator[str]:
        said = _SAID[language]
        laid_out = {section.id: section for section in sections(checked, language)}
        head = said["head"].format(policy=titled(checked.policy.title, language) or checked.policy.id)
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
        first = ((name, told) for _, name, told in remarks(checked, language))
        cards = _cards(language, self._setting.further)
        yield from opening(head, laid_out["run"], _tiles(checked, language), first, links, language, cards)
        for name in before:
            yield section_html(laid_out[name], language)
        for name in after:
            yield section_html(laid_out[name], language)
            if name == "by-month":
                yield _trend(checked, language)
        yield _worst(checked, language)
        yield self._listing(checked, language)
        for name in last:
            yield pairs_html(laid_out[name], language) if name == "run" else section_html(laid_out[name], language)
        yield CLOSING

    def _listing(self, checked: CheckReport, language: str) -> str:
        said = _SAID[language]
        rows = [row for status in _LISTED for row in self._cases[status]]
        if not rows:
            return f'<h2 id="cases">{said["cases"]}</h2><p>{said["none"]}</p>'
        names = (*(said[name] for name in _HEAD), *(group_title(name, language) for name in self._setting.further))
        used = [at for at in range(len(names)) if at != _SETTLES or any(row.cells[at][1] for row in rows)]
        head = "".join(f'<th scope="col" class="c{at}">{escaped(names[at])}</th>' for at in used)
        body = "".join(row.text(used) for row in rows)
        rules = (
            (tally.rule.id, titled(tally.rule.title, language) or tally.rule.id)
            for tally in checked.summary.rules
            if any(tally.statuses[status] for status in _LISTED)
        )
        statuses = ((one.value, status_text(one, language)) for one in _LISTED)
        counted = checked.summary.total
        left = sum(
            getattr(counted, status.value) - len(cases)
            for status, cases in self._cases.items()
            if status.value in self._setting.statuses
        )
        capped = said["capped"].format(left=f"{left:,}", listed=f"{len(rows):,}") if left else ""
        return (
            f'<h2 id="cases">{said["cases"]}</h2>'
            + (f"<p>{escaped(capped)}</p>" if capped else "")
            + find_html(said["find"], rules, statuses, language)
            + f'<div class="wide" id="cases-list"><table id="list"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def _cards(language: str, further: Sequence[str]) -> str:
    """On a telephone a case is a card: there each of its lines says what it is."""
    colon = "：" if language == "zh" else ": "
    names = {at: _SAID[language][_HEAD[at]] for at in (3, 4, 5, 6, _SETTLES)}
    names |= {_SETTLES + 1 + at: group_title(name, language) for at, name in enumerate(further)}
    named = "".join(f'#list td.c{at}::before{{content:"{css_text(name)}{colon}"}}' for at, name in names.items())
    return f"@media(max-width:600px){{{named}}}"


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
    title = titled(label, language) or verdict.rule
    waived = (
        ""
        if verdict.waived is None
        else f'<br><span class="pill">{_SAID[language]["waived"]} {escaped(verdict.waived)}</span>'
    )
    cells = (
        ("", f'<span class="d s-{verdict.status.value}">{status_text(verdict.status, language)}</span>{waived}'),
        ("text", f'{escaped(title)}<br><span class="soft small">{escaped(verdict.rule)}</span>'),
        ("keep" if len(verdict.subject) <= SHORT else "text", escaped(verdict.subject)),
        ("time", "" if verdict.due is None else _dated(minute_text(verdict.due))),
        ("time", _dated(_moment(verdict.stopped or (verdict.started if verdict.due is None else None)))),
        ("", _SAID[language]["undone"] if verdict.undone else escaped(margin_text(verdict.measure, language))),
        ("id", escaped(", ".join(verdict.credit) or verdict.owner or "")),
        ("why", escaped(in_short(verdict, language))),
        ("", escaped(", ".join(settled_by(verdict, setting.columns)))),
        *(
            ("id" if len(belongs.get(name, "")) <= SHORT else "", escaped(belongs.get(name, "")))
            for name in setting.further
        ),
    )
    return _Row(verdict.rule, verdict.status.value, cells)


def _dated(moment: str) -> str:
    """A moment whose date is never broken."""
    day, _, time = moment.partition(" ")
    return f'<span class="d">{escaped(day)}</span> {escaped(time)}' if day else ""


def _moment(at: date | None) -> str:
    return "" if at is None else at.isoformat()[:16].replace("T", " ")


def _tiles(checked: CheckReport, language: str) -> Iterator[Tile]:
    said, whole = _SAID[language], checked.summary.total
    with_breach = said["with_breach"].format(count=f"{checked.summary.subjects_breached:,}")
    yield "", f"{checked.summary.subjects:,}", said["subjects"], with_breach
    rate = "" if whole.rate is None else said["rate"].format(rate=share_text(whole.rate, language))
    for status in (Status.MET, Status.BREACHED, Status.PENDING, Status.UNKNOWN):
        note = rate if status is Status.MET else ""
        if status is Status.BREACHED and whole.waived:
            note = f"{said['waived']}: {whole.waived:,}"
        yield status.value, f"{getattr(whole, status.value):,}", status_text(status, language), note


def _trend(checked: CheckReport, language: str) -> str:
    """The months as a picture: met above the line, breached and unknown below."""
    months = [(month, counted) for month, counted in checked.summary.months.items() if month][-60:]
    if len(months) < 2:
        return ""
    above, below = max(one.met for _, one in months), max(one.breached + one.unknown for _, one in months)
    step, scale = 960 / len(months), _TALL / ((above + below) or 1)
    line = above * scale
    parts = [_columns(at, one, step, scale, line) for at, (_, one) in enumerate(months)]
    every = max(1, -(-len(months) // 16))
    names = "".join(
        f'<text x="{at * step + step / 2:.1f}" y="{_TALL + 22}" text-anchor="middle"'
        f"{' class=more' if at % (3 * every) else ''}>{month}</text>"
        for at, (month, _) in enumerate(months)
        if at % every == 0
    )
    said = _SAID[language]["trend"]
    return (
        f'<figure><svg class="trend" viewBox="0 0 960 {_TALL + 30}" role="img" aria-label="{said}">'
        f'{"".join(parts)}<path d="M0 {line:.1f}H960" stroke="currentColor" stroke-opacity=".4"/>{names}</svg>'
        f'<figcaption class="soft small">{said}</figcaption></figure>'
    )


def _columns(at: int, one: Count, step: float, scale: float, tall: float) -> str:
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
    told = "".join(
        f"<pre>{escaped_lines(with_skipped_days(verdict, checked.policy, language))}</pre>" for verdict in worst
    )
    return f'<section><h2 id="worst">{_SAID[language]["worst"]}</h2>{told}</section>'
