"""Rows of a population: one for each case that is counted, with its credit, its value and whether it surely belongs.

- `Table(kinds)`: the rows of a population, kept in little room while cases are read one after another.
- `Rows`: some of them, in the order of the kinds and ids of their subjects, made when they are asked for.
- `rows.within(since, until)`: those of a period; what may lie in it comes back as a doubtful member.
- `Holdings(rows)`: the rows by whom they are credited to: `.holders`, and `.of(holder)`, in which what may be theirs
  comes back as doubtful.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

import attrs

from servicepolicy.judging.packed import Column, Shared, Texts

__all__ = ["Bounds", "Holdings", "Row", "Rows", "Subjects", "Table"]

_NEVER: Final = -(1 << 63)
_FITS: Final = 1 << 62
Bounds: TypeAlias = tuple[int, int]
"""A first instant, and the first one after the last."""

_ANSWERS: Final = (False, True, None)
_NOTHING, _WHOLE, _EXACT = range(3)
"""How a bound of a value is kept: there is none, as a whole number, as the place of a fraction."""


@attrs.define(slots=True, kw_only=True)  # not frozen: there are millions, and freezing doubles what making one takes
class Row:
    """One case of a population; it is changed only while it is made.

    Attributes:
        kind: Kind of the subject on which it lies.
        subject: Id of that subject.
        occurrence: Which: a verdict's occurrence, an event's number, empty for the subject itself.
        at: The instant that decides the period, UTC microseconds; `None`: not known.
        ends: For what names a period itself: the first instant after that; it counts in periods that hold all of it.
        due: The instant is a due one: one at the very end of a period belongs to that period.
        credit: To whom it is credited, perhaps to nobody; `None`: not known.
        everybody: It is credited to everybody who is judged.
        member: Whether it is counted; `None`: not known.
        hit: Of a share: whether it meets the condition; of verdicts whether it was met; `None`: not known.
        low: The least that its value can be; `None`: there is no bound.
        high: The greatest.
        group: Whose rating it is, where the population says `by`, or the value by which it counts once, where it says
            `distinct`; empty: not known.
        waived: An accepted exception covers the verdict.
        pending: A verdict that is still open and in time; it is no member, and only there for who asks for such.
        doubts: What would settle it, each with its subject: `C-1/3.score`.
        flaw: Why the value cannot be used, such as `out_of_scale`.
        many: It stands for any number of such cases, of a subject that was read by half; it is a doubtful member.
    """

    kind: str
    subject: str
    occurrence: str = ""
    at: int | None = None
    ends: int | None = None
    due: bool = False
    credit: tuple[str, ...] | None = ()
    everybody: bool = False
    member: bool | None = True
    hit: bool | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    group: str | None = None
    waived: bool = False
    pending: bool = False
    doubts: tuple[str, ...] = ()
    flaw: str = ""
    many: bool = False

    @property
    def case(self) -> tuple[str, str]:
        """Subject and occurrence, as an explanation lists them."""
        return self.subject, self.occurrence


class Subjects:
    """The ids of the subjects of a kind, each once, in the order in which they came."""

    def __init__(self) -> None:
        self._ids = Texts()
        self._last = ""
        self._known: set[str] | None = None  # only once they come in another order than theirs
        self._ranks: array[int] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, place: int) -> str:
        return self._ids[place]

    def add(self, name: str) -> int | None:
        """Take up a subject; its place, or `None` where one of this id was there before."""
        if self._known is None and (name > self._last or not self._ids):
            self._last = name
            return self._ids.add(name)
        if self._known is None:
            self._known = {self._ids[place] for place in range(len(self._ids))}
        if name in self._known:
            return None
        self._known.add(name)
        return self._ids.add(name)

    def rank(self, place: int) -> int:
        """Where a subject stands in the order of their ids, once all are there."""
        if self._known is None:
            return place
        if self._ranks is None:
            ids = self._ids
            self._ranks = array("I", bytes(4 * len(ids)))
            for rank, one in enumerate(sorted(range(len(ids)), key=ids.__getitem__)):
                self._ranks[one] = rank
        return self._ranks[place]


class Table:
    """The rows of a population, as they are read; a row takes some 40 bytes.

    Args:
        kinds: The kinds of subjects on which it looks, in order, each with its subjects.
        bounds: What lies outside of them is not there; `None`: everything is.
    """

    def __init__(self, kinds: Sequence[tuple[str, Subjects]], bounds: Bounds | None = None) -> None:
        self.bounds = bounds
        self._kinds = tuple(kinds)
        self._subject, self._flags = array("I"), array("I")
        self._at, self._ends = Column("q", _NEVER), Column("q", _NEVER)
        self._occurrence, self._occurrences = Column("I"), Texts()
        self._occurrences.add("")
        self._credit, self._credits = Column("I"), Shared[tuple[str, ...] | None]((), None)
        self._low, self._high, self._exact = Column("q"), Column("q"), Shared[Fraction]()
        self._group, self._groups = Column("I"), Shared[str | None](None)
        self._doubt, self._doubts = Column("I"), Shared[tuple[str, ...]](())
        self._flaw, self._flaws = Column("I"), Shared[str]("")

    def __len__(self) -> int:
        return len(self._subject)

    def add(self, kind: int, subject: int, row: Row) -> None:
        """Keep a row of a subject, by the places of its kind and of itself."""
        number = len(self._subject)
        low, low_as = self._number(row.low)
        high, high_as = self._number(row.high)
        self._subject.append(subject)
        self._flags.append(
            _ANSWERS.index(row.member)
            | _ANSWERS.index(row.hit) << 2
            | row.due << 4
            | row.everybody << 5
            | row.waived << 6
            | row.pending << 7
            | low_as << 8
            | high_as << 10
            | row.many << 12
            | kind << 13
        )
        self._at.add(number, _NEVER if row.at is None else row.at)
        self._ends.add(number, _NEVER if row.ends is None else row.ends)
        self._occurrence.add(number, self._occurrences.add(row.occurrence) if row.occurrence else 0)
        self._credit.add(number, self._credits.add(row.credit))
        self._low.add(number, low)
        self._high.add(number, high)
        self._group.add(number, self._groups.add(row.group))
        before = len(row.subject) + 1  # every doubt begins with its subject
        self._doubt.add(number, self._doubts.add(tuple(name[before:] for name in row.doubts)) if row.doubts else 0)
        self._flaw.add(number, self._flaws.add(row.flaw))

    def _number(self, value: Fraction | None) -> tuple[int, int]:
        if value is None:
            return 0, _NOTHING
        if value.denominator == 1 and -_FITS < value.numerator < _FITS:
            return value.numerator, _WHOLE
        return self._exact.add(value), _EXACT

    def rows(self) -> Rows:
        """All of them, once all are there: by kind and id of their subjects, those of one as they came."""
        numbers = range(len(self))
        in_order = all(one <= other for one, other in pairwise(map(self._standing, numbers)))
        return Rows(self, array("I", numbers if in_order else sorted(numbers, key=self._standing)))

    def _standing(self, row: int) -> int:
        kind = self._flags[row] >> 13
        return kind << 32 | self._kinds[kind][1].rank(self._subject[row])

    def row(self, number: int, *, undated: bool = False, uncredited: bool = False) -> Row:
        """One row; see `Rows` for what comes back as a doubtful member."""
        flags = self._flags[number]
        kind, subjects = self._kinds[flags >> 13]
        subject = subjects[self._subject[number]]
        at, ends = self._at[number], self._ends[number]
        everybody, credit = bool(flags & 32), self._credits[self._credit[number]]
        member = _ANSWERS[flags & 3]
        if (undated and at == _NEVER) or (uncredited and member and credit is None and not everybody):
            member = None
        return Row(
            kind=kind,
            subject=subject,
            occurrence=self._occurrences[self._occurrence[number]],
            at=None if at == _NEVER else at,
            ends=None if ends == _NEVER else ends,
            due=bool(flags & 16),
            credit=credit,
            everybody=everybody,
            member=member,
            hit=_ANSWERS[flags >> 2 & 3],
            low=self._value(self._low[number], flags >> 8 & 3),
            high=self._value(self._high[number], flags >> 10 & 3),
            group=self._groups[self._group[number]],
            waived=bool(flags & 64),
            pending=bool(flags & 128),
            doubts=tuple(f"{subject}/{name}" for name in self._doubts[self._doubt[number]]),
            flaw=self._flaws[self._flaw[number]],
            many=bool(flags & 4096),
        )

    def _value(self, number: int, kept_as: int) -> Fraction | None:
        match kept_as:
            case 0:
                return None
            case 1:
                return Fraction(number)
            case _:
                return self._exact[number]

    def lies_within(self, number: int, since: int, until: int) -> bool:
        """Whether a row may lie in a period."""
        at = self._at[number]
        if at == _NEVER:
            return True
        if self._flags[number] & 16:
            return since < at <= until
        ends = self._ends[number]
        return since <= at < until and (ends == _NEVER or ends <= until)

    def holders(self, number: int) -> tuple[str, ...] | None:
        """To whom a row is credited; `None`: to everybody, or it is not known."""
        return None if self._flags[number] & 32 else self._credits[self._credit[number]]

    def counts_on_nobody(self, number: int) -> bool:
        """Whether a row is still open, and whose it will be is not recorded."""
        return self._flags[number] & (128 | 32) == 128 and self._credits[self._credit[number]] is None


class Rows:
    """Some rows of a table, in order; each pass makes them afresh.

    Args:
        table: The table.
        numbers: Which of its rows.
        undated: What is not dated comes back as a doubtful member.
        uncredited: What is credited to nobody known comes back as a doubtful member.
    """

    def __init__(self, table: Table, numbers: array[int], *, undated: bool = False, uncredited: bool = False) -> None:
        self.table = table
        self.numbers = numbers
        self._undated = undated
        self._uncredited = uncredited

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        make, undated, uncredited = self.table.row, self._undated, self._uncredited
        return (make(number, undated=undated, uncredited=uncredited) for number in self.numbers)

    def of(self, numbers: array[int]) -> Rows:
        """Some of them, as those of one to whom they are credited."""
        return Rows(self.table, numbers, undated=self._undated, uncredited=True)

    def within(self, since: int, until: int) -> Rows:
        """The rows of a period, from its first instant to the first one after it; undated ones as doubtful members.

        Raises:
            LookupError: What lies in it was not kept.
        """
        bounds = self.table.bounds
        if bounds is not None and not bounds[0] <= since <= until <= bounds[1]:
            raise LookupError("nobody said that this period would be asked about")
        lies = self.table.lies_within
        found = array("I", (number for number in self.numbers if lies(number, since, until)))
        return Rows(self.table, found, undated=True, uncredited=self._uncredited)


class Holdings:
    """Rows by the person, unit or subject to whom they are credited."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._held: dict[str, array[int]] = {}
        self._loose = array("I")  # everybody's, and what may be anybody's
        holders_of: Callable[[int], tuple[str, ...] | None] = rows.table.holders
        for number in rows.numbers:
            holders = holders_of(number)
            if holders is None:
                if not rows.table.counts_on_nobody(number):
                    self._loose.append(number)
                continue
            for holder in holders:
                self._held.setdefault(holder, array("I")).append(number)

    @property
    def holders(self) -> tuple[str, ...]:
        """Everybody to whom something is credited, sorted."""
        return tuple(sorted(self._held))

    def of(self, holder: str) -> Rows:
        """The rows of one holder; those of unknown credit as doubtful members."""
        return self._rows.of(self._held.get(holder, array("I")) + self._loose)
