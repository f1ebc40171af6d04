"""How one event of a mapping is written: when it happened, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, cast

import attrs

from servicepolicy.logs.cell import Cell
from servicepolicy.logs.found import Record
from servicepolicy.logs.gather import Row
from servicepolicy.logs.instants import Reading
from servicepolicy.logs.texts import known_as
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.values import Reader
from servicepolicy.models.quick_check import Draft, draft_of, with_fields
from servicepolicy.models.vocabulary import FieldType

__all__ = ["Field", "Moment", "Unread", "Writer", "is_time", "rests_on", "stands_apart"]

Timer = Callable[[Row], "Reading | None"]
_NONE: Final = object()
MANY_DRAFTS: Final = 20_000  # of one event of the mapping, that are remembered


Unread = tuple[str, Unreadable, object]
"""A field that cannot be read, as `not_offered` names it; why; and who did what the row tells."""


@attrs.frozen
class Moment:
    """How a row says when something happened.

    Attributes:
        read: What it says.
        column: The column, for problems.
        zone: The zone of times that name none.
        rests: Where the one cell stands that says it; `None`: several say it, or some of them mean nothing.
        plain: A time with an offset that stands there is what it says.
    """

    read: Timer
    column: str
    zone: Callable[[Row], str | None]
    rests: int | None = None
    plain: bool = False

    def instant(self, cells: Row) -> int | None:
        """The instant in UTC microseconds; `None` = that is a question, or nothing is said.

        Raises:
            Unreadable: It cannot be read.
        """
        reading = self.read(cells)
        plain = reading is not None and reading.on is None and reading.later is None and not reading.skipped
        return reading.us if reading is not None and plain else None


class Field(NamedTuple):
    """How a field is read from a row.

    Attributes:
        name: The field.
        read: What a row says in it.
        rests: Where the cells stand that say it.
        moment: How it says a time, where it says one.
    """

    name: str
    read: Reader
    rests: tuple[int, ...]
    moment: Moment | None = None


@attrs.frozen
class Writer:
    """One event of the mapping, made ready.

    Attributes:
        kind: Its kind.
        at: How it says when it happened; `None`: as its row does.
        readers: How each of its fields and its actor is read.
        apart: The same of fields that hardly two rows have alike: times, and its id.
        rests: Where the cells stand from which all but these are read; `None`: what is read is counted.
        drafts: What events said before, by these cells; `None` = not plainly in order.
        halves: The same of events that could be read but for some of their fields.
    """

    kind: str
    at: Moment | None
    readers: tuple[Field, ...]
    apart: tuple[Field, ...] = ()
    rests: tuple[int, ...] | None = None
    drafts: dict[tuple[object, ...], Draft | None] = attrs.field(
        factory=dict[tuple[object, ...], "Draft | None"], init=False, eq=False
    )
    halves: dict[tuple[object, ...], tuple[Draft, tuple[Unread, ...]]] = attrs.field(
        factory=dict[tuple[object, ...], tuple[Draft, tuple[Unread, ...]]], init=False, eq=False
    )

    def draft(self, subject: str, cells: Row) -> Draft | None:
        """What the event of a row says, rows that say the same once; `None` = not plainly in order."""
        if self.rests is None:
            return None
        held = tuple([known_as(cells[at]) for at in self.rests])
        try:
            found = self.drafts.get(held, _NONE)
        except TypeError:  # a list of a document
            return self.whole(self._draft(subject, cells), subject, cells)
        if found is _NONE:
            found = self._draft(subject, cells)
            if len(self.drafts) < MANY_DRAFTS:
                self.drafts[held] = found
        return self.whole(cast("Draft | None", found), subject, cells)

    def half(self, subject: str, cells: Row) -> tuple[Draft, tuple[Unread, ...]] | None:
        """The same where some fields cannot be read, with these; `None` = it is a question what the others say."""
        if self.rests is None:
            return None
        held = tuple([known_as(cells[at]) for at in self.rests])
        found = self.halves.get(held)
        if found is None:
            event, unread = self._read(cells, self.readers)
            draft = draft_of(subject, event) if unread else None
            if draft is None:
                return None
            found = draft, unread
            if len(self.halves) < MANY_DRAFTS:
                self.halves[held] = found
        whole = self.whole(found[0], subject, cells)
        return None if whole is None else (whole, found[1])

    def whole(self, draft: Draft | None, subject: str, cells: Row) -> Draft | None:
        """A draft with what a row says apart; `None` = not plainly in order."""
        if draft is None or not self.apart:
            return draft
        said, unread = self._read(cells, self.apart)
        return None if unread else with_fields(draft, subject, said)

    def _draft(self, subject: str, cells: Row) -> Draft | None:
        event, unread = self._read(cells, self.readers)
        return None if unread else draft_of(subject, event)

    def read(self, cells: Row) -> tuple[Record, tuple[Unread, ...]]:
        """The event of a row, but for when it happened, and the fields that cannot be read."""
        return self._read(cells, (*self.readers, *self.apart))

    def _read(self, cells: Row, readers: Sequence[Field]) -> tuple[Record, tuple[Unread, ...]]:
        event: Record = {"event": self.kind}
        unread: list[Unread] = []
        for name, read, *_ in readers:
            try:
                value = read(cells)
            except Unreadable as unreadable:
                unread.append((f"{self.kind}.{name}", unreadable, event.get("by")))
                continue
            if value is not None:
                event[name] = value
        return event, tuple(unread)


def is_time(cell: Cell, field: FieldType | None) -> bool:
    """Whether a cell is read as a time."""
    return cell.constant is None and (cell.timed or (field is not None and field.kind == "instant"))


def stands_apart(name: str, cell: Cell, field: FieldType | None) -> bool:
    """Whether hardly two rows have the same of a field of an event."""
    return is_time(cell, field) or (name == "id" and cell.constant is None)


def rests_on(cell: Cell, columns: Mapping[str, int]) -> tuple[int, ...]:
    """Where the cells stand from which a field is read."""
    return tuple(dict.fromkeys(columns[name] for name in cell.named()))
