"""What pages of reports are made of: the style and the search that they share, headings, tiles, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Final, TypeAlias

from servicepolicy.errors import visible
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.read_sections import run_names
from servicepolicy.reporting.section import Cell, Section, cell_text

__all__ = [
    "CLOSING",
    "SHORT",
    "Tile",
    "css_text",
    "escaped",
    "escaped_lines",
    "find_html",
    "opening",
    "pairs_html",
    "section_html",
    "tiles_html",
    "whole_text",
]

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
td{overflow-wrap:anywhere}td.id,table:not(#list) td.text{overflow-wrap:break-word}td.keep,td.num{white-space:nowrap}
table#list{font-size:7.5pt}#list td{padding:.1rem .35rem;line-height:1.25}#list td br,#list td .small{display:none}
tr[hidden]{display:none}details>*{display:block}details::details-content{content-visibility:visible;height:auto}}
"""
_SCRIPT: Final = """
document.documentElement.classList.add('js');
const rows=[...document.querySelectorAll('#list tbody tr,#list>details')],q=document.querySelector('#q'),
r=document.querySelector('#r'),s=document.querySelector('#s'),n=document.querySelector('#n');
if(q){const texts=rows.map(x=>x.textContent.toLowerCase());
const find=()=>{const words=q.value.toLowerCase().split(/\\s+/).filter(Boolean);let shown=0;
rows.forEach((x,i)=>{const ok=(!r.value||x.dataset.r===r.value)&&(!s.value||x.dataset.s===s.value)
&&words.every(w=>texts[i].includes(w));x.hidden=!ok;shown+=ok});n.textContent=shown.toLocaleString('en')};
for(const e of [q,r,s])e.addEventListener('input',find);find()}
"""
CLOSING: Final = f"</main><script>{_SCRIPT}</script></body></html>\n"
_ASSESSED: Final = ("slas", "scorecards", "awards")
_SAID: Final = words("page_parts")

Tile: TypeAlias = tuple[str, str, str, str]
"""How it is coloured, the number, what it counts, and a note."""


def opening(
    head: str,
    run: Section,
    tiles: Iterable[Tile],
    remarks: Iterable[tuple[str, str]],
    links: Iterable[tuple[str, str]],
    language: str,
    style: str = "",
) -> Iterator[str]:
    """A page down to its table of contents.

    Args:
        head: Its title.
        run: What was judged.
        tiles: The numbers to be seen first.
        remarks: What has to be known before any number: the section that tells more, and the text.
        links: The sections, each with its title.
        language: `en` or `zh`.
        style: What this page adds to the style that all share.
    """
    yield (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escaped(head)}</title><style>{_STYLE}{style}</style></head><body>"
    )
    first = run_names(language)
    told = (f"{name} {whole_text(cell, language)}" for name, cell in run.rows if name in first)
    yield f'<header><h1>{escaped(head)}</h1><p class="soft">{"<br>".join(map(escaped, told))}</p></header>'
    yield tiles_html(tiles)
    yield "".join(f'<p class="first"><a href="#{name}">{escaped(told)}</a></p>' for name, told in remarks)
    yield "<nav>" + "".join(f'<a href="#{name}">{escaped(title)}</a>' for name, title in links) + "</nav><main>"


def tiles_html(tiles: Iterable[Tile]) -> str:
    """Numbers side by side."""
    body = "".join(
        f'<div class="tile {kind}"><b>{number}</b>{escaped(name)}'
        + (f'<br><span class="soft small">{escaped(note)}</span>' if note else "")
        + "</div>"
        for kind, number, name, note in tiles
    )
    return f'<div class="tiles">{body}</div>'


def find_html(find: str, rules: Iterable[tuple[str, str]], statuses: Iterable[tuple[str, str]], language: str) -> str:
    """What searches the list that follows: by words, by rule, by status; each choice has its code and its name."""
    said = _SAID[language]
    parts = [f'<input id="q" type="search" placeholder="{find}" aria-label="{find}">']
    for name, every, choices in (("r", said["rules"], rules), ("s", said["statuses"], statuses)):
        listed = "".join(f'<option value="{escape(code)}">{escaped(title)}</option>' for code, title in choices)
        parts.append(f'<select id="{name}" aria-label="{every}"><option value="">{every}</option>{listed}</select>')
    return f'<div class="find">{"".join(parts)}<span class="soft"><output id="n"></output> {said["shown"]}</span></div>'


def css_text(text: str) -> str:
    """A text inside of a string of a style sheet; what is not a letter or a number is written as a code."""
    return "".join(one if one.isalnum() or one == " " else f"\\{ord(one):06x}" for one in text)


def escaped(text: str) -> str:
    """A text on a page; what would move the cursor is shown as a code."""
    return escape(visible(text))


def pairs_html(section: Section, language: str) -> str:
    """A list of what was judged."""
    told = ((str(name), whole_text(cell, language)) for name, cell in section.rows)
    rows = "".join(f'<tr><th scope="row">{escaped(name)}</th><td>{escaped(said)}</td></tr>' for name, said in told)
    return f'<h2 id="{section.id}">{escaped(section.title)}</h2><table class="pairs"><tbody>{rows}</tbody></table>'


def whole_text(cell: Cell, language: str) -> str:
    """A cell that stands alone: a moment is told to the second, with its offset."""
    return cell.isoformat(sep=" ", timespec="seconds") if isinstance(cell, datetime) else cell_text(cell, language)


def section_html(section: Section, language: str) -> str:
    """A table, with bars where it holds counts of statuses."""
    used, numbers = section.used(), section.numbers()
    barred = section.id in ("rules", "advice") or section.id.startswith("by-")
    head = "".join(
        f"<th{_kind(at, numbers, spare=_spare(section, at))}>{escaped(section.head[at])}</th>" for at in used
    )
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
    note = f'<p class="soft">{escaped(section.note)}</p>' if section.note else ""
    if section.id in ("not_judged", "problems", "read"):
        state = "" if len(section.rows) > MANY_LINES else " open"
        table = f"<details{state}><summary>{len(section.rows):,}</summary>{table}</details>"
    return f'<section><h2 id="{section.id}">{escaped(section.title)}</h2>{table}{note}</section>'


def _cell(cell: Cell, language: str) -> str:
    """A cell; a number and its per cent stay together."""
    return escaped(cell_text(cell, language)).replace(" %", "\u00a0%")


def _spare(section: Section, at: int) -> bool:
    """Whether a column is left out on a telephone: the title of a rule, whose id stands before it."""
    spare = {"since": (1,), "why": (1,)} | dict.fromkeys(("rules", "advice", "findings", *_ASSESSED), (2,))
    return at in spare.get(section.id, ())


def _kind(at: int, numbers: Iterable[int], section: Section | None = None, *, spare: bool = False) -> str:
    """How a cell is set: a number, the name at the beginning of a row, a title or a reason."""
    kind = "num" if at in numbers else ""
    if section is not None and not kind:
        longest = max(len(str(row[at])) for row in section.rows)
        whole = (
            at < (4 if section.id in _ASSESSED else 2) or section.id == "since"
        )  # names and times stay on a line, where they are short
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


def escaped_lines(text: str) -> str:
    """The same, line by line."""
    return "\n".join(escaped(line) for line in text.split("\n"))
