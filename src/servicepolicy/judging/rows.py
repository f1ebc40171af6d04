"""Rows of a population: one for each case that is counted, with its credit, its value and whether it surely belongs.

- `within(rows, since, until)`: those of a period; what may lie in it comes back as a doubtful member.
- `Holdings(rows)`: the rows by whom they are credited to: `.holders`, and `.of(holder)`, in which what may be theirs
  comes back as doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import attrs

__all__ = ["Holdings", "Row", "within"]


@attrs.frozen(slots=True, kw_only=True)
class Row:
    """One case of a population.

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

    @property
    def case(self) -> tuple[str, str]:
        """Subject and occurrence, as an explanation lists them."""
        return self.subject, self.occurrence


def within(rows: Iterable[Row], since: int, until: int) -> Iterator[Row]:
    """The rows of a period, from its first instant to the first one after it; undated ones as doubtful members."""
    for row in rows:
        if row.at is None:
            yield row if row.member is None else attrs.evolve(row, member=None)
        elif (since < row.at <= until) if row.due else (since <= row.at < until and (row.ends or until) <= until):
            yield row


class Holdings:
    """Rows by the person, unit or subject to whom they are credited."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._held: dict[str, list[Row]] = {}
        self._loose: list[Row] = []  # everybody's, and what may be anybody's
        for row in rows:
            if row.everybody:
                self._loose.append(row)
            elif row.credit is None and row.pending:
                continue  # nobody may count on it: whose it will be is not recorded
            elif row.credit is None:
                self._loose.append(row if row.member is not True else attrs.evolve(row, member=None))
            else:
                for holder in row.credit:
                    self._held.setdefault(holder, []).append(row)

    @property
    def holders(self) -> tuple[str, ...]:
        """Everybody to whom something is credited, sorted."""
        return tuple(sorted(self._held))

    def of(self, holder: str) -> tuple[Row, ...]:
        """The rows of one holder; those of unknown credit as doubtful members."""
        return (*self._held.get(holder, ()), *self._loose)
