"""A table of a report: what a page, a workbook and a text show alike."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from servicepolicy.reporting.text import share_text
from servicepolicy.results.moments import minute_text

__all__ = ["Cell", "Section", "cell_text"]

_KEPT: Final = ("met", "breached", "符合", "违反")  # columns that say something even where they hold noughts

Cell: TypeAlias = str | int | Fraction | date | None


@attrs.frozen
class Section:
    """A table with a title.

    Attributes:
        id: What it is: `run`, `rules`, `month` ...
        title: Its title.
        head: The names of its columns; none: it is a list of pairs.
        rows: Its rows.
        note: What is to be said below it.
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def used(self) -> tuple[int, ...]:
        """The places of columns that say something: nothing and noughts alone do not, but for the met and breached."""
        if self.id.startswith("crossed-"):  # a month without a breach says something
            return tuple(range(len(self.head)))
        return tuple(
            at
            for at, name in enumerate(self.head)
            if any(row[at] not in (None, "", 0) for row in self.rows) or name in _KEPT
        )

    def numbers(self) -> frozenset[int]:
        """The places of columns of numbers."""
        return frozenset(
            at for at in range(len(self.head)) if all(isinstance(row[at], int | Fraction | None) for row in self.rows)
        )


def cell_text(cell: Cell, language: str) -> str:
    """A cell as people read it."""
    match cell:
        case None:
            return ""
        case Fraction():
            return share_text(cell, language)
        case int():
            return f"{cell:,}"
        case datetime():
            return minute_text(cell)
        case date():
            return cell.isoformat()
        case _:
            return cell
