"""What pages of reports are made of: the style and the search that they share, headings, tiles, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from importlib import resources
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

_HERE: Final = resources.files("servicepolicy") / "reporting" / "formats"
_STYLE: Final = (_HERE / "page.css").read_text(encoding="utf-8")
_SCRIPT: Final = (_HERE / "page.js").read_text(encoding="utf-8")
CLOSING: Final = f"</main><script>\n{_SCRIPT}</script></body></html>\n"
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
        f"<title>{escaped(head)}</title><style>\n{_STYLE}{style}</style></head><body>"
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
