"""What was read of a log and what was not: counts and problems, gathered as one goes."""

from __future__ import annotations

from collections import Counter

import attrs

from servicepolicy.errors import Problem, Where

__all__ = ["CASE_LEFT_OUT", "Counts", "Findings"]

FIRST_FEW = 200  # more problems than this, of one log, are counted but no longer listed one by one

CASE_LEFT_OUT = "the case is left out, as one of its events is lost"

_SAID = {
    "date-of-another-zone": (
        "dates without a time are of several zones, and a record has one",
        "say the same `zone` for `{column}` and for the times of single events",
    ),
    "naive-time": (
        "times in the column `{column}` name no zone",
        "say it in the mapping: `{{column: {column}, zone: Europe/London}}`",
    ),
    "not-a-time": (
        "the column `{column}` holds what is not a time in the expected form",
        'say the form in the mapping: `format: "%d/%m/%Y %H:%M"`',
    ),
    "time-out-of-range": (
        "the column `{column}` holds times outside of the years 1900 to 2200",
        "correct the year, or list what means nothing in `absent`",
    ),
    "not-an-amount": ("the column `{column}` holds what is not an amount", "list what means nothing in `absent`"),
    "unmapped-value": (
        "the column `{column}` holds texts that its `map` does not list",
        "list them, or name them in `absent`",
    ),
    "no-case": ("the column `{column}` holds no key of a case", ""),
    "not-a-number": ("the column `{column}` numbers rows with what is not a number", ""),
}


@attrs.define
class Counts:
    """How much was read.

    Attributes:
        rows: Lines or rows, blank ones left out.
        events: Events that were written from them.
        subjects: Subjects that can be judged.
        refused: Subjects that were left out because of problems.
        duplicates: Events handed in twice and counted once.
        unplaced: Lines or rows of events that do not tell their case: what they say is missing from some case.
        ignored: Rows of activities that the mapping ignores.
        unmapped: Activities that the mapping does not list, with their rows.
        unreadable: Cells that could not be read, by what was wrong and the column.
        unmatched: Entries of the mapping (`events.Refund`, `header.channel.map.Phone`) that no row matches, once a pass
            has ended.
    """

    rows: int = 0
    events: int = 0
    subjects: int = 0
    refused: int = 0
    duplicates: int = 0
    unplaced: int = 0
    ignored: int = 0
    unmapped: Counter[str] = attrs.field(factory=Counter[str])
    unreadable: Counter[tuple[str, str]] = attrs.field(factory=Counter[tuple[str, str]])
    unmatched: tuple[str, ...] = ()

    def plain(self) -> dict[str, object]:
        """The counts as JSON-ready data."""
        return {
            "rows": self.rows,
            "events": self.events,
            "subjects": self.subjects,
            "refused": self.refused,
            "duplicates": self.duplicates,
            "unplaced": self.unplaced,
            "ignored": self.ignored,
            "unmapped": dict(sorted(self.unmapped.items())),
            "unreadable": {f"{code} {column}": count for (code, column), count in sorted(self.unreadable.items())},
            "unmatched": list(self.unmatched),
        }


@attrs.define
class Findings:
    """Counts and problems of one reading of a log."""

    file: str
    counts: Counts = attrs.field(factory=Counts)
    listed: list[Problem] = attrs.field(factory=list[Problem])
    unlisted: int = 0
    _first: dict[tuple[str, str], int] = attrs.field(factory=dict[tuple[str, str], int])
    _first_lost: dict[tuple[str, str], int] = attrs.field(factory=dict[tuple[str, str], int])

    def add(self, problem: Problem) -> None:
        """List a problem, or count it if there are too many."""
        if len(self.listed) < FIRST_FEW:
            self.listed.append(problem)
        else:
            self.unlisted += 1

    def cell(self, code: str, column: str, row: int) -> None:
        """Count a cell that cannot be read; the log may have thousands of them, so they are one problem."""
        self.counts.unreadable[code, column] += 1
        self._first.setdefault((code, column), row)

    def lost(self, code: str, column: str, row: int, case: str) -> Problem:
        """Count a cell without which an event is lost; the problem is that of its case, which cannot be judged."""
        self.counts.unreadable[code, column] += 1
        self._first_lost.setdefault((code, column), row)
        message, help = _SAID[code]
        where = Where(file=self.file, line=row, path=case)
        return Problem(code, where, f"{message.format(column=column)}: {CASE_LEFT_OUT}", help.format(column=column))

    def problems(self) -> tuple[Problem, ...]:
        """What was left out because it is wrong: single problems first, then unreadable cells, by column.

        What a mapping merely does not list (`unmapped`) is counted, and is no problem.
        """
        cells = sorted(found for found in self._first if found[0] != "unmapped-value")
        return (*self.listed, *(self._of_cells(code, column, self._first[code, column]) for code, column in cells))

    def lost_by_column(self) -> tuple[Problem, ...]:
        """The cells without which events are lost, by column: where all are, no case need be named."""
        return tuple(self._of_cells(*found, row) for found, row in sorted(self._first_lost.items()))

    def _of_cells(self, code: str, column: str, row: int) -> Problem:
        message, help = _SAID[code]
        count = self.counts.unreadable[code, column]
        times = "once" if count == 1 else f"{count} times"
        where = Where(file=self.file, line=row)
        return Problem(
            code, where, f"{message.format(column=column)} ({times}, here first)", help.format(column=column)
        )
