"""What was read of a log and what was not: counts and problems, gathered as one goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.logs.texts import quoted
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.worktime._instant import iso

__all__ = ["ANY_CASE", "CASE_LEFT_OUT", "Counts", "Findings", "passed_over"]

FIRST_FEW = 200  # more problems than this, of one log, are counted but no longer listed one by one

ANY_CASE = "rows of several cases stand mixed, so that each may be of any, and nothing is judged"

CASE_LEFT_OUT = "the case is left out, as one of its events is lost"

_LEFT_OUT = f": {CASE_LEFT_OUT}"
_HALF_READ = "half-read"
_NO_CASE = "no-case"
_NAMED = 20  # lines without a key that are named one by one
_NOT_A_TIME = "not-a-time"
_UNMAPPED = "unmapped-value"
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
        "correct the cells, or list in `absent` what means that nothing is known",
    ),
    "ambiguous-time": (
        "the column `{column}` holds times that several of its forms read, each otherwise: the first of them counts",
        "say one form of those that differ, or put the one first that is meant",
    ),
    "time-out-of-range": (
        "the column `{column}` holds times outside of the years 1900 to 2200",
        "correct the year, or list what means nothing in `absent`",
    ),
    "not-an-amount": (
        "the column `{column}` holds what is not an amount",
        "say its signs (`decimal`, `thousands`, `strip`) in the mapping, or list in `absent` what means nothing",
    ),
    "not-one-value": (
        "the column `{column}` holds lists or objects, where one value is wanted",
        "name what is meant inside of it (`{column}.id`), or take lists apart with `each`",
    ),
    "error-cell": (
        "the column `{column}` holds errors of a spreadsheet, or formulas that were never worked out",
        "open the workbook, let it calculate, and save it again",
    ),
    "says-nothing": (
        "the column `{column}` holds texts that say that nothing is known, such as `NULL`",
        'list them in `absent`: `absent: ["", "NULL", "-"]`',
    ),
    "unmapped-value": (
        "the column `{column}` holds texts that its `map` does not list",
        "list them, or name them in `absent`",
    ),
    "ambiguous-amount": (
        "the column `{column}` holds amounts that can be read in two ways: `1.250` is over a thousand, or under two",
        'say the signs in the mapping: `{{column: {column}, decimal: ",", thousands: "."}}`, or the other way round',
    ),
    "no-currency": (
        "the column `{column}` says no currency that is known",
        "say in `map` what its texts mean: `{{€: EUR}}`",
    ),
    "unknown-zone-name": (
        "the column `{column}` names a zone that may be several, or none",
        "say in the mapping which is meant, as in `zones: {{NAME: Europe/London}}`; of a column of zones in its `map`",
    ),
    "half-read": (
        "the column `{column}` is empty where it tells what happened: nothing of the case is judged",
        "correct the cell; if it may be empty, say so in the mapping: `{way_out}`",
    ),
    "no-such-key": ("the column `{column}` holds keys that the second table does not have", ""),
    "no-case": (
        "the column `{column}` holds no key of a case",
        "export as text what a spreadsheet shortens (`2.02604E+15`); say `empty: above` if the key above is meant",
    ),
    "not-a-number": ("the column `{column}` numbers rows with what is not a number", ""),
}


def passed_over(column: str) -> str:
    """What a mapping says under `rows` of rows without a key that are of no case."""
    return f'{{pass_over: {{{quoted(column)}: ""}}}}'


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
        of_any_case: They may be of any case, as rows of several stand mixed: nothing is judged.
        timed_of_none: Some of them say when they were, so that they are no totals.
        ignored: Rows of activities that the mapping ignores.
        passed_over: Rows that are no events: totals, footers, headers that are repeated, activities that only begin.
        merged: Cases that were merged into another, and are judged with it.
        merged_into: Into which case each of these was.
        twice_told: Wall times that their zone tells twice: the first instant is taken, unless the rows' order decides.
        skipped_hours: Wall times that their zone skips: the end of the gap is taken.
        unmapped: Activities that the mapping does not list, with their rows.
        unreadable: Cells that could not be read, by what was wrong and the column.
        unlisted_texts: The texts that a `map` does not list, by the column: as they stand where the field is a closed
            list of codes, and where they say of several people in which role or unit they act; else how they are
            written (`Aaaa 99`). 200 of them.
        forms: How often each form of times was read, where a mapping names several.
        kinds: Events of the subjects that can be judged, by kind.
        first: The first instant of any event of these, in microseconds of UTC.
        last: The last one.
        unmatched: Entries of the mapping (`events.Refund`, `header.channel.map.Phone`) that no row matches, once a pass
            has ended.
    """

    rows: int = 0
    events: int = 0
    subjects: int = 0
    refused: int = 0
    duplicates: int = 0
    unplaced: int = 0
    of_any_case: bool = False
    timed_of_none: bool = False
    ignored: int = 0
    passed_over: int = 0
    merged: int = 0
    twice_told: int = 0
    skipped_hours: int = 0
    merged_into: dict[str, str] = attrs.field(factory=dict[str, str])
    unmapped: Counter[str] = attrs.field(factory=Counter[str])
    unreadable: Counter[tuple[str, str]] = attrs.field(factory=Counter[tuple[str, str]])
    unlisted_texts: Counter[tuple[str, str]] = attrs.field(factory=Counter[tuple[str, str]])
    forms: Counter[str] = attrs.field(factory=Counter[str])
    kinds: Counter[str] = attrs.field(factory=Counter[str])
    first: int | None = None
    last: int | None = None
    unmatched: tuple[str, ...] = ()

    def spans(self, first: int, last: int) -> None:
        """Take in the time from one instant to another."""
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)

    @property
    def span(self) -> tuple[str, str] | None:
        """The first and the last instant of any event, in UTC; `None` = there is none."""
        return None if self.first is None or self.last is None else (iso(self.first), iso(self.last))

    def plain(self) -> dict[str, object]:
        """The counts as JSON-ready data."""
        return {
            "rows": self.rows,
            "events": self.events,
            "subjects": self.subjects,
            "refused": self.refused,
            "duplicates": self.duplicates,
            "unplaced": self.unplaced,
            **({"of_any_case": True} if self.of_any_case else {}),
            "ignored": self.ignored,
            "passed_over": self.passed_over,
            "merged": self.merged,
            **({"merged_into": dict(sorted(self.merged_into.items()))} if self.merged_into else {}),
            "twice_told": self.twice_told,
            "skipped_hours": self.skipped_hours,
            "unmapped": dict(sorted(self.unmapped.items())),
            "unreadable": {f"{code} {column}": count for (code, column), count in sorted(self.unreadable.items())},
            **({"unlisted_texts": self._by_column()} if self.unlisted_texts else {}),
            "forms": dict(sorted(self.forms.items())),
            "unmatched": list(self.unmatched),
            "span": None if self.span is None else {"first": self.span[0], "last": self.span[1]},
        }

    def _by_column(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for (column, text), count in sorted(self.unlisted_texts.items()):
            found.setdefault(column, {})[text] = count
        return found


@attrs.define
class Findings:
    """Counts and problems of one reading of a log."""

    file: str
    counts: Counts = attrs.field(factory=Counts)
    listed: list[Problem] = attrs.field(factory=list[Problem])
    unlisted: int = 0
    on_unlisted: Callable[[Problem], object] | None = attrs.field(default=None, kw_only=True)
    _first: dict[tuple[str, str], Where] = attrs.field(factory=dict[tuple[str, str], Where])
    _lines: dict[tuple[str, str], list[int]] = attrs.field(factory=dict[tuple[str, str], list[int]])
    _first_lost: dict[tuple[str, str], Where] = attrs.field(factory=dict[tuple[str, str], Where])
    _times: dict[str, dict[str, None]] = attrs.field(factory=dict[str, dict[str, None]])  # what is none, by column
    _people: dict[tuple[str, str], list[tuple[object, int]]] = attrs.field(
        factory=dict[tuple[str, str], list[tuple[object, int]]]
    )  # of each text in a column that a `map` does not list, one who has it, with how often, and another
    _expected: dict[str, tuple[str, ...]] = attrs.field(factory=dict[str, tuple[str, ...]])

    def taken(self, before: Findings) -> None:
        """Take over what was found when the log was opened."""
        for name in ("rows", "unplaced", "of_any_case", "timed_of_none", "passed_over", "merged", "merged_into"):
            setattr(self.counts, name, getattr(before.counts, name))
        for code, column in before.counts.unreadable:
            self.counts.unreadable[code, column] += before.counts.unreadable[code, column]
        for found, where in before._first.items():
            self._first.setdefault(found, where)
        self._lines.update({found: list(lines) for found, lines in before._lines.items()})
        for problem in before.listed:
            self.add(problem)
        self.unlisted += before.unlisted

    def add(self, problem: Problem) -> None:
        """List a problem, or count it if there are too many."""
        if len(self.listed) < FIRST_FEW:
            self.listed.append(problem)
        else:
            self.unlisted += 1
            if self.on_unlisted is not None:
                self.on_unlisted(problem)

    def cell(self, code: str, column: str, row: int, file: str | None = None) -> None:
        """Count a cell that cannot be read; the log may have thousands of them, so they are one problem."""
        self.counts.unreadable[code, column] += 1
        self._first.setdefault((code, column), Where(file=file or self.file, line=row))
        lines = self._lines.setdefault((code, column), [])
        if len(lines) < _NAMED:
            lines.append(row)

    def lost(self, code: str, column: str, row: int, case: str, file: str | None = None) -> Problem:
        """Count a cell without which an event is lost; the problem is that of its case, which cannot be judged."""
        self.counts.unreadable[code, column] += 1
        self._first_lost.setdefault((code, column), Where(file=file or self.file, line=row))
        message, help = _SAID[code]
        where = Where(file=file or self.file, line=row, path=case)
        return Problem(code, where, f"{message.format(column=column)}: {CASE_LEFT_OUT}", help.format(column=column))

    def half_read(self, column: str, row: int, case: str, file: str | None, way_out: str) -> Problem:
        """Count a row that tells no event, although it is one of a case; the problem is that of its case."""
        self.counts.unreadable[_HALF_READ, column] += 1
        message, help = _SAID[_HALF_READ]
        where = Where(file=file or self.file, line=row, path=case)
        return Problem(_HALF_READ, where, message.format(column=column), help.format(way_out=way_out))

    def unreadable(self, cell: Unreadable, row: int, file: str | None, of: object = None) -> None:
        """Count a cell that cannot be read; `of`: of whom it says something that several people have alike."""
        self._remember(cell)
        texts = self.counts.unlisted_texts
        if cell.code == _UNMAPPED and ((cell.column, cell.text) in texts or len(texts) < FIRST_FEW):
            texts[cell.column, self._shown(cell, of)] += 1
        self.cell(cell.code, cell.column, row, file)

    def _shown(self, cell: Unreadable, of: object) -> str:
        """What is shown of a text that a `map` does not list: itself, once it is seen with two people."""
        if of is None or cell.text == cell.whole:
            return cell.text
        people = self._people.setdefault((cell.column, cell.whole), [])
        if len(people) == 1 and of != people[0][0]:  # it is no name: what was counted before is counted under it
            many = people[0][1]
            texts = self.counts.unlisted_texts
            texts[cell.column, cell.text] -= many
            texts[cell.column, cell.whole] += many
            texts += Counter()
            people.append((of, 0))
        elif not people:
            people.append((of, 0))
        if len(people) > 1:
            return cell.whole
        people[0] = (people[0][0], people[0][1] + 1)
        return cell.text

    def lost_cell(self, cell: Unreadable, row: int, case: str, file: str | None) -> Problem:
        """Count a cell without which an event is lost; the problem shows what it holds, if it looks like a time."""
        problem = self.lost(cell.code, cell.column, row, case, file)
        if cell.code == _NOT_A_TIME and not cell.text:
            message = f"the column `{cell.column}` is empty where a time is wanted{_LEFT_OUT}"
            return attrs.evolve(problem, message=message, help="an event without a time has no place among the others")
        if not self._remember(cell):
            return problem
        message, help = self._of_times([cell.text], cell.column, problem.message.removesuffix(_LEFT_OUT), problem.help)
        return attrs.evolve(problem, message=message + _LEFT_OUT, help=help)

    def _remember(self, cell: Unreadable) -> bool:
        """Keep what is not a time, to find the form that it has; whether it is among those that are kept."""
        if cell.code != _NOT_A_TIME or not cell.text:
            return False
        self._expected.setdefault(cell.column, cell.expected)
        kept = self._times.setdefault(cell.column, {})
        if len(kept) < FIRST_FEW:
            kept[cell.text] = None
        return cell.text in kept

    def _of_times(self, texts: Sequence[str], column: str, message: str, help: str) -> tuple[str, str]:
        from servicepolicy.logs.wrong_times import help_with, shown_among

        kept = tuple(self._times.get(column, ()))
        if not kept:
            return message, help
        return message + shown_among(texts), help_with(kept, self._expected[column])

    def problems(self) -> tuple[Problem, ...]:
        """What was left out because it is wrong: single problems first, then unreadable cells, by column.

        What a mapping merely does not list (`unmapped`) is counted, and is no problem.
        """
        cells = sorted(found for found in self._first if found[0] != "unmapped-value")
        return (*self.listed, *(self._of_cells(code, column, self._first[code, column]) for code, column in cells))

    def lost_by_column(self) -> tuple[Problem, ...]:
        """The cells without which events are lost, by column: where all are, no case need be named."""
        return tuple(self._of_cells(*found, where) for found, where in sorted(self._first_lost.items()))

    def _of_cells(self, code: str, column: str, where: Where) -> Problem:
        message, help = _SAID[code]
        count = self.counts.unreadable[code, column]
        times = "once" if count == 1 else f"{count} times"
        lines = self._lines.get((code, column), [])
        here = "here first"
        if code == _NO_CASE and count > 1:
            here = f"lines {', '.join(map(str, lines))}" + (", and others" if count > len(lines) else "")
        said, way_out = message.format(column=column), help.format(column=column)
        if code == _NO_CASE and self.counts.of_any_case:
            said = f"{said}; {ANY_CASE}"
            way_out = f"if such rows are of no case (totals, footers), say in the mapping `rows: {passed_over(column)}`"
        if code == _NOT_A_TIME:
            said, way_out = self._of_times(tuple(self._times.get(column, ())), column, said, way_out)
        return Problem(code, where, f"{said} ({times}, {here})", way_out)
