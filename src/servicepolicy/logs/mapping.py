"""Mapping files: what the columns and activities of a foreign log mean here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Name, Part, SubjectKind
from servicepolicy.logs.cell import Cell, CellOrColumn

__all__ = ["IGNORE", "ActorCells", "Change", "Derivation", "LogMapping", "TableFormat", "Times", "WrittenEvent"]

IGNORE = "ignore"


class Times(Part):
    """Where a row says when it happened.

    Attributes:
        column: The column.
        format: Its `strptime` format; without it, ISO 8601.
        zone: The zone of times that name none. Without it, such times are refused.
    """

    column: str
    format: str | None = None
    zone: str | None = None

    def cell(self) -> Cell:
        """The same, as a cell that holds a time."""
        return Cell(column=self.column, format=self.format, zone=self.zone, instant=True)


def _column_of_times(raw: Any) -> Any:
    return {"column": raw} if isinstance(raw, str) else raw


TimesOrColumn = Annotated[Times, BeforeValidator(_column_of_times)]


class ActorCells(Part):
    """Who acted, by columns or constants."""

    id: CellOrColumn | None = None
    role: CellOrColumn | None = None
    unit: CellOrColumn | None = None
    kind: CellOrColumn | None = None

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Each part that is said, under the name that a record gives it."""
        for name, cell in (("by", self.id), ("role", self.role), ("unit", self.unit), ("kind", self.kind)):
            if cell is not None:
                yield name, cell


class WrittenEvent(Part):
    """The event that an activity, or a change, is written as.

    Attributes:
        event: Its kind here.
        fields: Its fields, by columns or constants.
        actor: Who acted, where that is not the `actor` of the mapping; `nobody`: the row's person did not do it.
        at: When it happened, where that is not the row's time.
    """

    event: str
    fields: dict[str, CellOrColumn] = Field(default_factory=dict)
    actor: ActorCells | Literal["nobody"] | None = None
    at: TimesOrColumn | None = None


def _event_name(raw: Any) -> Any:
    return {"event": raw} if isinstance(raw, str) else raw


def _listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else (raw,)


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class Change(Part):
    """A change from one row of a case to its next: logs of snapshots say no more.

    Attributes:
        column: The column that changes.
        becomes: It holds one of these, and did not before; alone, the first row of a case counts, too.
        leaves: It held one of these, and does no longer. `present`, here and in `becomes`, is any text at all.
        changes: It holds something else than before; with `becomes` and `leaves`, also one of theirs for another.
        rises: It is a number, and larger than before.
    """

    column: str
    becomes: Texts | None = None
    leaves: Texts | None = None
    changes: bool = False
    rises: bool = False

    @model_validator(mode="after")
    def _says_what(self) -> Change:
        if not (self.becomes or self.leaves or self.changes or self.rises):
            raise refuse("not-a-change", "a change says none of `becomes`, `leaves`, `changes` and `rises`", ())
        return self

    def happened(self, before: str | None, after: str | None, *, first: bool) -> bool:
        """Whether it happened between two rows of a case; `before` is nothing in the first row."""
        if first:
            return self.becomes is not None and not (self.leaves or self.rises) and _among(after, self.becomes)
        if before == after or (self.rises and not _larger(after, before)):
            return False
        if self.becomes is not None and not (
            _among(after, self.becomes) and (self.changes or not _among(before, self.becomes))
        ):
            return False
        return self.leaves is None or (_among(before, self.leaves) and (self.changes or not _among(after, self.leaves)))


def _among(text: str | None, wanted: tuple[str, ...]) -> bool:
    return text is not None and (text in wanted or "present" in wanted)


def _larger(after: str | None, before: str | None) -> bool:
    try:
        return int(after or "") > int(before or "")
    except ValueError:
        return False


class Derivation(WrittenEvent):
    """An event that arises from a change, or with the first row of a case."""

    when: Literal["first row"] | Change


class TableFormat(Part):
    """How a CSV file is written."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8-sig"


class LogMapping(Part):
    """What a foreign log says, in our words.

    Attributes:
        servicepolicy: Version of the format: 1.
        mapping: Its name.
        subject: What the log's cases are here.
        case: The column with the key of the case.
        at: When a row happened.
        event: The column with the activity, for logs that have one row an event.
        events: What each activity is here, or `ignore`. Activities that are not listed are counted and left out.
        derive: Events that arise from changes, for logs that have one row a snapshot.
        seq: `row`: the order of the rows means something; or the column that numbers them.
        actor: Who acted.
        constants: Header fields that are the same for all cases.
        header: Header fields of a case, read from its first row.
        absent: Texts that mean that nothing is known, in any column.
        not_offered: Fields (`field` or `event.field`) that the source cannot supply: unknown, not absent.
        csv: How a CSV file is written.
    """

    servicepolicy: Literal[1, "1"]
    mapping: Name
    subject: SubjectKind = "case"
    case: str
    at: TimesOrColumn
    event: str | None = None
    events: dict[str, Annotated[WrittenEvent, BeforeValidator(_event_name)]] = Field(default_factory=dict)
    derive: tuple[Derivation, ...] = ()
    seq: str | None = None
    actor: ActorCells = ActorCells()
    constants: dict[str, str | int | bool] = Field(default_factory=dict)
    header: dict[str, CellOrColumn] = Field(default_factory=dict)
    absent: tuple[str, ...] = ("",)
    not_offered: tuple[str, ...] = ()
    csv: TableFormat = TableFormat()
    title: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _has_events(self) -> LogMapping:
        if (self.event is None) != (not self.events):
            raise refuse(
                "no-events", "`event` names the column with the activities, `events` says what they are", ("events",)
            )
        if not self.events and not self.derive:
            raise refuse("no-events", "a mapping says neither `events` nor `derive`", (), "nothing would be read")
        return self

    def written(self) -> Iterator[tuple[tuple[str | int, ...], WrittenEvent]]:
        """Every event that it may write, with its place in the document."""
        for activity, event in self.events.items():
            if event.event != IGNORE:
                yield ("events", activity), event
        for index, derivation in enumerate(self.derive):
            yield ("derive", index), derivation

    def columns(self) -> Mapping[str, tuple[str | int, ...]]:
        """Every column that it reads, with a place where it is named."""
        named: dict[str, tuple[str | int, ...]] = {self.case: ("case",), self.at.column: ("at", "column")}
        if self.event is not None:
            named.setdefault(self.event, ("event",))
        if self.seq not in (None, "row"):
            named.setdefault(str(self.seq), ("seq",))
        for place, cell in self.cells():
            if cell.column is not None:
                named.setdefault(cell.column, place)
        for index, derivation in enumerate(self.derive):
            if isinstance(derivation.when, Change):
                named.setdefault(derivation.when.column, ("derive", index, "when", "column"))
        return named

    def cells(self) -> Iterator[tuple[tuple[str | int, ...], Cell]]:
        """Every cell that it reads, with its place in the document."""
        for name, cell in self.header.items():
            yield ("header", name), cell
        for part, cell in self.actor.cells():
            yield ("actor", part), cell
        for place, event in self.written():
            for name, cell in event.fields.items():
                yield (*place, "fields", name), cell
            if isinstance(event.actor, ActorCells):
                for part, cell in event.actor.cells():
                    yield (*place, "actor", part), cell
            if event.at is not None:
                yield (*place, "at"), event.at.cell()
