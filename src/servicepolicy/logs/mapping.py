"""Mapping files: what the columns and activities of a foreign log mean here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from servicepolicy.errors import UsageError
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.rule import Name, Part, SubjectKind
from servicepolicy.logs.cell import (
    Cell,
    CellOrColumn,
    OneSign,
    Signs,
    Texts,
    TimeForm,
    TimesOrColumn,
    object_column,
)
from servicepolicy.logs.row_conditions import columns_of

__all__ = [
    "CORRECTING",
    "IGNORE",
    "ActorCells",
    "CaseCell",
    "Change",
    "Derivation",
    "Each",
    "HeaderFrom",
    "LogMapping",
    "Milestone",
    "RowOrder",
    "RowPlace",
    "TableFormat",
    "TablePart",
    "WhenEvent",
    "WrittenEvent",
]

IGNORE = "ignore"
CORRECTING = ("id", "recorded_at", "voids")
"""Fields of any event that say which it is, when it was written down, and what it takes back."""
Spot = tuple[str | int, ...]


class ActorCells(Part):
    """Who acted, by columns or constants."""

    id: CellOrColumn | None = None
    role: CellOrColumn | None = None
    unit: CellOrColumn | None = None
    kind: CellOrColumn | None = None

    @model_validator(mode="after")
    def _no_times(self) -> ActorCells:
        for name, cell in self.cells():
            if cell.timed:
                key = "id" if name == "by" else name
                raise refuse("not-a-cell", f"`{key}` of an actor is not a time: it has no form and no zone", (key,))
        return self

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Each part that is said, under the name that a record gives it."""
        for name, cell in (("by", self.id), ("role", self.role), ("unit", self.unit), ("kind", self.kind)):
            if cell is not None:
                yield name, cell


class WrittenEvent(Part):
    """The event that an activity, or a change, is written as.

    Attributes:
        event: Its kind here.
        fields: Its fields, by columns or constants. `id`, `recorded_at` and `voids` correct what was written before.
        actor: Who acted, where that is not the `actor` of the mapping; `nobody`: the row's person did not do it.
        at: When it happened, where that is not the row's time.
    """

    event: str
    fields: dict[str, CellOrColumn] = Field(default_factory=dict)
    actor: ActorCells | Literal["nobody"] | None = None
    at: TimesOrColumn | None = None


def _event_name(raw: Any) -> Any:
    return {"event": raw} if isinstance(raw, str) else raw


EventOrName = Annotated[WrittenEvent, BeforeValidator(_event_name)]


class WhenEvent(WrittenEvent):
    """The event that a row is written as when a condition on its columns holds.

    Attributes:
        when: Tests on columns, in the grammar of rules: `{Field: state, New value: [Resolved, Closed]}`. A value that
            begins with `^`, or `{field: column}`, is what another column holds. Without it, every row that comes here.
    """

    when: Condition | None = None


class Milestone(WrittenEvent):
    """An event whose time stands in a column of its own, in tables of one row a case.

    Attributes:
        expected: When the column must hold a time: `always`, `never`, or tests on other columns (`{Status: [Resolved,
            Closed]}`). An empty cell means then that a case was read by half. Without it, the milestone with which
            rows begin is always expected, and no other.
    """

    expected: Literal["always", "never"] | Condition | None = None


MilestoneOrName = Annotated[Milestone, BeforeValidator(_event_name)]


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


class Each(WrittenEvent):
    """Events that stand side by side in one row: columns of one name, or texts that hold several things.

    Attributes:
        column: The column; there may be several of this name.
        split: The sign between the parts of a text; or
        rows: the path to a list in a document of JSON that stands in the cell: `[]` for a list itself.
        parts: Names of the parts, for `at`, `actor`, `fields` and `when`; `~` for one that says nothing here. In a
            document they are paths inside an item of the list (`author.id`).
        between: The sign between several things in one cell, each with its parts.
        when: Tests on the parts and on the row's columns.
    """

    column: str
    split: Annotated[str, Field(min_length=1)] | None = None
    rows: str | None = None
    parts: Annotated[tuple[str | None, ...], Field(min_length=1)]
    between: str | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Each:
        if (self.split is None) == (self.rows is None):
            raise refuse("not-a-cell", "`each` says exactly one of `split` and `rows`", ())
        return self


class RowOrder(Part):
    """What the order of rows means: `ascending`, the first row is the earliest; `descending`, the last one is."""

    row: Literal["ascending", "descending"]


class TableFormat(Part):
    """How a CSV file is written.

    Attributes:
        delimiter: The sign between cells; of a file that ends in `.tsv`, a tabulator; otherwise a comma.
        encoding: How its characters are written. A byte order mark wins.
        quote: The sign around cells that hold a delimiter.
    """

    delimiter: OneSign | None = None
    encoding: str = "utf-8-sig"
    quote: OneSign = '"'


def _path_of_rows(raw: Any) -> Any:
    return {"path": raw} if isinstance(raw, str) else raw


class RowPlace(Part):
    """Where the rows are.

    Attributes:
        path: In a document of JSON, where the lists are of which each item is a row: `issues[].comments[]`. Columns are
            then paths inside the item (`author.id`); `^` is what holds it, `^^` what holds that.
        sheet: The sheet of a workbook: its name, or its number from 1.
        skip: Lines or rows before the header.
        header: The rows that the header stands in, counted after `skip` from 1; several are joined with ` / `.
        comment: Lines that begin with this are passed over.
        footer: Rows at the end that are passed over.
        pass_over: Rows that are no events, by column and text (`*` at its end for any text): `{ticket: "Total*"}`.
    """

    path: str | None = None
    sheet: str | int | None = None
    skip: Annotated[int, Field(ge=0, le=1000)] = 0
    header: Annotated[tuple[Annotated[int, Field(ge=1, le=1000)], ...], LISTED, Field(min_length=1)] = (1,)
    comment: Annotated[str, Field(min_length=1)] | None = None
    footer: Annotated[int, Field(ge=0, le=1000)] = 0
    pass_over: dict[str, Texts] = Field(default_factory=dict)


class CaseCell(Part):
    """The column with the key of the case.

    Attributes:
        column: The column.
        object: In an object-centric log, the type of the objects that are cases.
        qualifier: How an event is related to its case; any, if it is not said.
        prefix: Put before the key.
        merged_into: The column with the key of the case that this one was merged into: both are judged as one.
        empty: `above`: an empty cell means the key of the row above it, as where cells were merged.
    """

    column: str | None = None
    object: str | None = None
    qualifier: str | None = None
    prefix: str = ""
    merged_into: str | None = None
    empty: Literal["above"] | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> CaseCell:
        if (self.column is None) == (self.object is None):
            raise refuse("not-a-cell", "`case` says exactly one of `column` and `object`", ())
        return self

    @property
    def name(self) -> str:
        """The column that holds the key."""
        return self.column or object_column(self.object or "", self.qualifier)


class HeaderFrom(Part):
    """A second table, with one row a case.

    Attributes:
        file: Its name, beside the log.
        key: Its column with the key by which the log's rows name a case.
        on: The log's column with that key; without it, the log's `case`.
        case: Its column with the id that the case is to have; without it, the key.
        header: Header fields of the case, by its columns.
        events: Events of the case, by the column that holds their time.
        actor: Who did what `events` say.
        csv: How it is written, if it is CSV.
        rows: Where its rows are.
    """

    file: str
    key: str
    on: str | None = None
    case: str | None = None
    header: dict[str, CellOrColumn] = Field(default_factory=dict)
    events: dict[str, MilestoneOrName] = Field(default_factory=dict)
    actor: ActorCells = ActorCells()
    csv: TableFormat | None = None
    rows: Annotated[RowPlace, BeforeValidator(_path_of_rows)] = RowPlace()


class TablePart(Part):
    """What the rows of one table, or of one list in a document, mean.

    Attributes:
        file: Which files it is about, by name (`audit*.csv`), where a log has several.
        rows: Where its rows are.
        case: The column with the key of the case.
        at: When a row happened.
        times: How times are written, wherever none of the cells says otherwise.
        event: The column with the activity, for logs that have one row an event.
        events: What each activity is here, or `ignore`; activities that are not listed are counted and left out. Or a
            list of `{when, event}`, of which the first counts whose condition on the row's columns holds.
        milestones: Events by the column that holds their time, for logs that have one row a case.
        each: Events that stand side by side in one row.
        derive: Events that arise from changes, for logs that have one row a snapshot.
        actor: Who acted.
        header: Header fields of a case, read from its first row: in time, or by `seq`.
    """

    file: str | None = None
    rows: Annotated[RowPlace, BeforeValidator(_path_of_rows)] = RowPlace()
    case: str | CaseCell | None = None
    at: TimesOrColumn | None = None
    times: TimeForm = TimeForm()
    event: str | None = None
    events: dict[str, EventOrName] | tuple[WhenEvent, ...] = Field(default_factory=dict)
    milestones: dict[str, MilestoneOrName] = Field(default_factory=dict)
    each: tuple[Each, ...] = ()
    derive: tuple[Derivation, ...] = ()
    actor: ActorCells | None = None
    header: dict[str, CellOrColumn] = Field(default_factory=dict)

    def _check_events(self) -> None:
        if isinstance(self.events, tuple):
            if self.event is not None:
                message = "`event` goes with `events` by activity; a list of `{when, event}` tests columns itself"
                raise refuse("no-events", message, ("event",))
        elif (self.event is None) != (not self.events):
            raise refuse(
                "no-events", "`event` names the column with the activities, `events` says what they are", ("events",)
            )
        needed = self.events or self.each or self.derive
        if needed and self.at is None and self._lacks_time():
            raise refuse("no-time", "`at` is missing: when a row happened", ("at",), "name the column with the time")

    def _lacks_time(self) -> bool:
        if self.derive:
            return True
        written = [event for _, event in self.written() if not isinstance(event, Each)]
        return any(event.at is None for event in written if event not in self.milestones.values())

    @property
    def reads_events(self) -> bool:
        """Whether it writes any event."""
        return bool(self.events or self.milestones or self.each or self.derive)

    @property
    def activities(self) -> Mapping[str, WrittenEvent]:
        """The events by activity."""
        return {} if isinstance(self.events, tuple) else self.events

    @property
    def conditional(self) -> tuple[WhenEvent, ...]:
        """The events by condition."""
        return self.events if isinstance(self.events, tuple) else ()

    def written(self) -> Iterator[tuple[Spot, WrittenEvent]]:
        """Every event that it may write, with its place in the part."""
        for activity, event in self.activities.items():
            if event.event != IGNORE:
                yield ("events", activity), event
        for index, event in enumerate(self.conditional):
            if event.event != IGNORE:
                yield ("events", index), event
        for column, event in self.milestones.items():
            yield ("milestones", column), event
        for index, event in enumerate(self.each):
            if event.event != IGNORE:
                yield ("each", index), event
        for index, event in enumerate(self.derive):
            yield ("derive", index), event

    def columns(self) -> Mapping[str, Spot]:  # noqa: C901, PLR0912  # each of its parts names some
        """Every column that it reads, with a place where it is named."""
        named: dict[str, Spot] = {}
        if self.at is not None:
            for name in self.at.cell().named():
                named.setdefault(name, ("at", "column"))
        if self.event is not None:
            named.setdefault(self.event, ("event",))
        for index, event in enumerate(self.conditional):
            for name in columns_of(event.when):
                named.setdefault(name, ("events", index, "when", name))
        for column, milestone in self.milestones.items():
            named.setdefault(column, ("milestones", column))
            if isinstance(milestone.expected, Condition):
                for name in columns_of(milestone.expected):
                    named.setdefault(name, ("milestones", column, "expected", name))
        for index, one in enumerate(self.each):
            named.setdefault(one.column, ("each", index, "column"))
            for name in columns_of(one.when):
                if name not in one.parts:
                    named.setdefault(name, ("each", index, "when", name))
        for place, cell in self.cells():
            inside = self.each[int(place[1])].parts if place[0] == "each" else ()
            for name in cell.named():
                if name not in inside:
                    named.setdefault(name, place)
        for column in self.rows.pass_over:
            named.setdefault(column, ("rows", "pass_over", column))
        for index, derivation in enumerate(self.derive):
            if isinstance(derivation.when, Change):
                named.setdefault(derivation.when.column, ("derive", index, "when", "column"))
        return named

    def cells(self) -> Iterator[tuple[Spot, Cell]]:
        """Every cell that it reads, with its place in the part."""
        for name, cell in self.header.items():
            yield ("header", name), cell
        if self.actor is not None:
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


class LogMapping(TablePart):
    """What a foreign log says, in our words.

    Attributes:
        servicepolicy: Version of the format: 1.
        mapping: Its name.
        subject: What the log's cases are here.
        tables: Several tables, or several lists of one document, each with what its rows mean; what one of them leaves
            out (`case`, `at`, `times`, `actor`) is what the mapping says.
        header_from: A second table, with one row a case.
        seq: `row`: the order of the rows means something (`{row: descending}`: the newest is first); or the column that
            numbers them.
        header_row: Which row of a case its header is read from: the `first` in time (by `seq`, if it is said), or
            the `last`.
        constants: Header fields that are the same for all cases.
        absent: Texts that mean that nothing is known, in any column.
        aliases: Several keys of one person: each key, and the one that is used for all who act; or a CSV file beside
            the mapping, whose first two columns say so.
        decimal: The sign before the decimals of amounts.
        thousands: The sign between the thousands of amounts, or several.
        not_offered: Fields (`field` or `event.field`) that the source cannot supply: unknown, not absent.
        csv: How a CSV file is written.
    """

    servicepolicy: Literal[1, "1"]
    mapping: Name
    subject: SubjectKind = "case"
    tables: tuple[TablePart, ...] = ()
    header_from: HeaderFrom | None = None
    seq: str | RowOrder | None = None
    header_row: Literal["first", "last"] = "first"
    constants: dict[str, str | int | bool] = Field(default_factory=dict)
    absent: tuple[str, ...] = ("",)
    aliases: dict[str, str] | str = Field(default_factory=dict)
    decimal: OneSign | None = None
    thousands: Signs | None = None
    not_offered: tuple[str, ...] = ()
    csv: TableFormat = TableFormat()
    title: str = ""
    source: str = ""

    def sources(self) -> dict[str, tuple[str, ...]]:
        """The columns from which each field is read, by the field's name."""
        found: dict[str, dict[str, None]] = {}
        for part in self.parts:
            for place, cell in part.cells():
                found.setdefault(str(place[-1]), {}).update(dict.fromkeys(cell.named()))
        return {name: tuple(columns) for name, columns in found.items() if columns}

    def maps(self) -> dict[str, frozenset[str]]:
        """What the `map` of each field makes of texts, by the field's name, where it has one."""
        found: dict[str, frozenset[str]] = {}
        for part in self.parts:
            for place, cell in part.cells():
                if cell.map is not None:
                    name = str(place[-1])
                    found[name] = found.get(name, frozenset()) | frozenset(cell.map.values())
        return found

    @model_validator(mode="after")
    def _has_events(self) -> LogMapping:
        if self.tables:
            told = ("event", "events", "milestones", "each", "derive", "header", "file")
            own = [name for name in told if getattr(self, name)]
            if own:
                message = f"`{own[0]}` stands beside `tables`: each of them says it for itself"
                raise refuse("two-ways-of-saying", message, (own[0],), "put it into one of the tables")
        for index, part in enumerate(self.parts):
            if part.case is None:
                raise refuse("missing-key", "`case` is missing: the column with the key of the case", ("case",))
            try:
                part._check_events()
            except PydanticCustomError as error:
                said = error.context
                if not self.tables or said is None:
                    raise
                spot = ("tables", index, *said["spot"])
                raise PydanticCustomError(error.type, "{message}", {**said, "spot": spot}) from None  # pyright: ignore[reportArgumentType]  # of `refuse`
        if not any(part.reads_events for part in self.parts) and not (self.header_from and self.header_from.events):
            raise refuse("no-events", "a mapping says neither `events` nor `derive`", (), "nothing would be read")
        return self

    @cached_property
    def parts(self) -> tuple[TablePart, ...]:
        """Its tables, each with what it takes from the mapping; the mapping itself where it names none."""
        if not self.tables:
            return (self,)
        return tuple(
            part.replaced(
                case=self.case if part.case is None else part.case,
                at=self.at if part.at is None else part.at,
                times=part.times.form_of(self.times),
                actor=self.actor if part.actor is None else part.actor,
                rows=self.rows if part.rows == RowPlace() else part.rows,
            )
            for part in self.tables
        )

    @property
    def ordered(self) -> bool:
        """Whether the order of the rows means something."""
        return self.seq == "row" or isinstance(self.seq, RowOrder)

    @property
    def newest_first(self) -> bool:
        """Whether the last row is the earliest."""
        return isinstance(self.seq, RowOrder) and self.seq.row == "descending"

    @property
    def people(self) -> dict[str, str]:
        """Several keys of one person: each key, and the one that is used.

        Raises:
            UsageError: They stand in a file that has not been read.
        """
        if isinstance(self.aliases, str):
            raise UsageError(f"the aliases in `{self.aliases}` are read with a mapping file, beside which they lie")
        return self.aliases

    def columns_of(self, part: TablePart) -> Mapping[str, Spot]:
        """Every column that a part reads, that of the case and that of the number included."""
        named: dict[str, Spot] = {case_of(part).name: ("case",)}
        merged = case_of(part).merged_into
        if merged is not None:
            named.setdefault(merged, ("case", "merged_into"))
        for name, spot in part.columns().items():
            named.setdefault(name, spot)
        if not any(part is own for own in self.parts):  # the second table has columns of its own
            return named
        if isinstance(self.seq, str) and self.seq != "row":
            named.setdefault(self.seq, ("seq",))
        if self.header_from is not None and self.header_from.on is not None:
            named.setdefault(self.header_from.on, ("header_from", "on"))
        return named


def case_of(part: TablePart) -> CaseCell:
    """Where the key of the case stands."""
    return part.case if isinstance(part.case, CaseCell) else CaseCell(column=part.case)
