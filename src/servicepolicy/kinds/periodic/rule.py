"""Periodic: an act is due in every period of the calendar, or whenever a recurrence rule fires."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, Unpack

from pydantic import BeforeValidator, Field, field_validator, model_validator

from servicepolicy.language.bound.says import Says
from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Nature, Part, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Blank, Value
from servicepolicy.language.value import Literal as Said
from servicepolicy.worktime import Counting
from servicepolicy.worktime.period import UNITS
from servicepolicy.worktime.recurrence import Recurrence

if TYPE_CHECKING:
    from servicepolicy.language.said import CountingSaid, NumberSaid, PartSaid, RuleSaid, SelectorSaid, TimeSaid

__all__ = ["LAST", "RULE", "WEEKDAYS", "WORKING_DAY", "After", "Covers", "Each", "Excused", "Periodic"]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST: Final = "last"
WORKING_DAY: Final = "working_day"
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_SHORTEST: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class After(Part):
    """When it is due: so long after the period has ended, such as a report; or before it begins, such as a plan.

    Attributes:
        after: What the span is counted from: the end of the `period`.
        within: How long after it.
        early: Whether what is done within the period `counts` for it; a report tells of what has ended.
        before: It is due before the `period` begins, and owed from the beginning of the period before.
    """

    after: Literal["period"] = "period"
    within: Annotated[Value | None, Says("span")] = None
    early: Literal["counts"] | None = None
    before: Literal["period"] | None = None

    @property
    def reports(self) -> bool:
        """Whether what is due is about the period, and so comes after it."""
        return self.before is None and self.early is None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.before is None) == (self.within is None):
            message = "`due` says `within`, or `before: period`, and not both"
            raise refuse("illegal-combination", message, (), "`{after: period, within: 10 days}`")
        if self.before is not None and self.early is not None:
            raise refuse("illegal-combination", "what is due before a period is not done within it", ("early",))
        return self


class Covers(Part):
    """What the acts of a period hold, all together: one report on volume and another on satisfaction make up both.

    Attributes:
        field: The list of an act.
        all: What must be in it, in one act or in several.
    """

    field: str
    all: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.all)) != len(self.all):
            raise refuse("not-a-list", "what must be covered is named twice", ("all",), "name each once")
        return self


class Each(Part):
    """Everybody owes it: one occurrence for each member of a list and each period.

    Attributes:
        field: The list: a header field such as `members`, or one of the organisation, `organisation.members`; read on
            the day on which the act falls due.
        by: Field of the act that names the member; absent: its field `person`, else who acted.
        unnamed: Whose an act is that names nobody: one member's, and nobody knows whose (`doubtful`), or `everybody`'s.
    """

    field: str
    by: str | None = None
    unnamed: Literal["doubtful", "everybody"] = "doubtful"


class Excused(Part):
    """What excuses: a period whose working time lies wholly in spans that events grant is not owed.

    Attributes:
        by: The event that grants a span, such as `leave_approved`; it counts from when it happened, up to the due
            instant.
        since: Its field that holds the first instant of the span (`from` in a document).
        until: Its field that holds the end of it.
        per: Its field by which an earlier event of the same key is found, that says what this one leaves unsaid: the
            request of a leave.
    """

    by: Annotated[Selector, Says()]
    since: str = Field(alias="from")
    until: str
    per: str | None = None

    @model_validator(mode="after")
    def _one_event(self) -> Self:
        if len(self.by.parts) > 1:
            raise refuse("illegal-combination", "`by` is one event, not all of several", ("by",), "use `any`")
        return self


def _text(raw: Any) -> Any:
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _written(raw: Any) -> Any:
    return raw.strip().replace(" ", "_") if isinstance(raw, str) else _text(raw)


def _recurring(raw: str) -> str:
    try:
        return Recurrence.parse(raw).text
    except ValueError as error:
        help = "such as `FREQ=MONTHLY;BYDAY=2TU`, or say `every`"
        raise refuse("wrong-recurrence", str(error), (), help) from None


class Periodic(Rule):
    """An act is due in every period.

    Each period is one occurrence, its slot, named like `2026-W07`. The first is the first whole period in force. An act
    serves the slot that it names, else the first unserved slot whose time holds it: after the due instant of the slot
    before, up to its own. It is late for its own slot, never early for the next.

    Attributes:
        every: `day`, `week`, `month`, `quarter`, `half` or `year`; or
        rrule: a recurrence rule of RFC 5545, by the date: each date on which it fires is a slot.
        weeks: Of weeks only the `odd` or the `even` ones, by their ISO number.
        on: The day: a weekday (week), 1 to 28 (month), `MM-DD` (year), `last` (the last day of the period), and of days
            `working_day`: only the working dates of the clock; where a blank says how often, of days only. Absent: the
            last day of the period.
        before: Time of that day by which it is due; absent: the end of the day. It may be done earlier in the period.
        at: Time of that day from which it is done: neither earlier nor on a later day; with `before`, until then.
        due: When it is due after the period, or that it is due before it, instead of `on`, `before` and `at`.
        act: The act.
        slot: Field of the act that names the slot: a period such as `2026-W07`, or a date in it.
        at_least: How many acts; absent: one.
        distinct: Field of the act; acts count once for each value of it.
        covers: What the acts of a period must hold in a list, all together; each adds what none before it held.
        each: One occurrence for every member of a list.
        excused: What excuses from a period that lies wholly in it, such as an approved leave.
        on_holiday: What a holiday or closed date of the clock does (a weekend is none): `keep` the day, `skip` the
            period, or move to the `previous` or the `next` working day.
        partial: Whether a first period that has begun before the duty is skipped or counts.
        clock: Name of the calendar whose zone, days and hours count; `unit` is that of the subject's unit.
        counting: How days are counted: a convention's name, or the convention itself.
        since: When the duty begins: a date, or a header field that holds it. Absent: when the rule is in force; for an
            agent also while in service, for an organisation from its opening.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the rule
            self,
            *,
            kind: Literal["periodic"] = ...,
            act: SelectorSaid,
            every: str | Mapping[str, object] | None = ...,
            rrule: str | None = ...,
            weeks: Literal["odd", "even"] | None = ...,
            on: str | None = ...,
            before: TimeSaid | None = ...,
            at: TimeSaid | None = ...,
            due: PartSaid | None = ...,
            slot: str | None = ...,
            at_least: NumberSaid | None = ...,
            distinct: str | None = ...,
            covers: PartSaid | None = ...,
            each: str | PartSaid | None = ...,
            excused: PartSaid | None = ...,
            on_holiday: Literal["keep", "skip", "previous", "next"] = ...,
            partial: Literal["skip", "count"] = ...,
            clock: str | None = ...,
            counting: CountingSaid | None = ...,
            since: TimeSaid | None = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(by_time_alone=True, begins_once=True)

    kind: Literal["periodic"] = "periodic"
    every: Annotated[Value | None, Says("period")] = None
    rrule: str | None = None
    weeks: Literal["odd", "even"] | None = None
    on: Annotated[str | None, BeforeValidator(_written)] = None
    before: Annotated[Value | None, Says("time")] = None
    at: Annotated[Value | None, Says("time")] = None
    due: After | None = None
    act: Annotated[Selector, Says()]
    slot: str | None = None
    at_least: Annotated[Value | None, Says("integer")] = None
    distinct: str | None = None
    covers: Covers | None = None
    each: Each | None = None
    excused: Excused | None = None
    on_holiday: Literal["keep", "skip", "previous", "next"] = "keep"
    partial: Literal["skip", "count"] = "skip"
    clock: str | None = None
    counting: str | Counting | None = None
    since: Annotated[Value | None, Says()] = None

    def about(self) -> Iterator[Selector]:
        """The act that is due."""
        yield self.act

    def looked_for(self) -> Iterator[Selector]:
        """The act that is due."""
        yield self.act

    @field_validator("rrule")
    @classmethod
    def _fires(cls, raw: str | None) -> str | None:
        return None if raw is None else _recurring(raw)

    @property
    def unit(self) -> str | None:
        """The length of the period where it is said outright."""
        form = self.every.form if self.every is not None else None
        return str(form.raw) if isinstance(form, Said) else None

    @model_validator(mode="after")
    def _says_how_often(self) -> Self:
        if (self.every is None) == (self.rrule is None):
            raise refuse("no-period", "a periodic duty says exactly one of `every` and `rrule`", (), "`every: week`")
        if self.every is not None:
            if not isinstance(self.every.form, Said | Blank):
                raise refuse("illegal-combination", "`every` is a period or a blank", ("every",), "`every: week`")
            if self.unit is not None and self.unit not in UNITS:
                help = f"one of {', '.join(f'`{unit}`' for unit in UNITS)}"
                raise refuse("unknown-word", f"`{self.unit}` is not a period", ("every",), help)
        if self.subject not in ("organisation", "agent"):
            message = f"a periodic duty is one of an organisation or an agent, not of {self.subject}"
            help = "while a subject is open, a deadline with `cycle: {repeat: from_due, until: ..}` comes back"
            raise refuse("illegal-combination", message, ("subject",), help)
        if self.due is not None and not self.due.reports and self.rrule is not None:
            help = "say `every`"
            raise refuse("illegal-combination", "a date of a recurrence rule has no beginning", ("due",), help)
        if self.weeks is not None and self.unit != "week":
            raise refuse("illegal-combination", "`weeks` picks among weeks", ("weeks",), "say `every: week`")
        if len(self.act.parts) > 1:
            raise refuse("illegal-combination", "`act` is one event, not all of several", ("act",), "use `any`")
        if self.excused is not None and self.each is not None:
            message = "`excused` reads the events of the subject, and `each` judges the members of a list"
            raise refuse("illegal-combination", message, ("excused",), "say `subject: agent` in place of `each`")
        return self

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        said = [value.form for value in (self.at, self.before) if value is not None]
        times = [str(form.raw) for form in said if isinstance(form, Said)]
        if len(times) == 2 and times[0] >= times[1]:
            raise refuse("illegal-combination", "`at` is not before `before`: no time lies between", ("at",))
        for name in ("on", "before", "at"):
            if self.due is not None and getattr(self, name) is not None:
                raise refuse(
                    "illegal-combination", f"`due` and `{name}` exclude each other", (name,), "say one of them"
                )
        if self.due is not None and self.on_holiday != "keep":
            help = "the counting convention says what happens on a day of rest"
            raise refuse("illegal-combination", "`due` is not moved by `on_holiday`", ("on_holiday",), help)
        for name in ("before", "at"):
            value = getattr(self, name)
            if value is not None and isinstance(value.form, Said) and not _TIME.fullmatch(str(value.form.raw)):
                message = f"`{value.form.raw}` is not a time of day"
                raise refuse("wrong-type", message, (name,), "such as `17:30`; absent, the day ends at 24:00")
        if self.clock is None and (self.on_holiday != "keep" or self.on == WORKING_DAY):
            name = "on" if self.on == WORKING_DAY else "on_holiday"
            raise refuse("no-clock", f"`{name}` cannot be told without a calendar", (name,), "name it: `clock: office`")
        return self

    @model_validator(mode="after")
    def _has_such_a_day(self) -> Self:
        if self.on is None or (self.on == LAST and self.every is not None and self.unit != "day"):
            return self
        if self.every is None:
            raise refuse("illegal-combination", "a recurrence rule names its days", ("on",), "take it away")
        if self.unit is None and self.on == WORKING_DAY:
            return self  # the bank says how often; where that is daily, on working days
        if self.unit is None:
            message = "`on` is a day of a period, and which period it is, is not said here"
            raise refuse("illegal-combination", message, ("on",), "say `every` outright")
        known = _days_of(self.unit, self.on)
        if known is not None:
            raise refuse("unknown-word", f"`{self.on}` is not a day of every {self.unit}", ("on",), known)
        return self

    @model_validator(mode="after")
    def _counts(self) -> Self:
        form = self.at_least.form if self.at_least is not None else None
        if isinstance(form, Said) and not re.fullmatch(r"[1-9]\d{0,5}", str(form.raw), re.ASCII):
            raise refuse("not-a-count", f"`{form.raw}` is not a number of acts", ("at_least",), "a whole number from 1")
        if self.covers is not None and (self.at_least is not None or self.distinct is not None):
            help = "what is covered says how much is enough"
            raise refuse("illegal-combination", "`covers` does not go with `at_least` or `distinct`", ("covers",), help)
        if self.distinct is not None and self.at_least is None:
            raise refuse("illegal-combination", "one act is always distinct", ("distinct",), "say `at_least`")
        return self


def _days_of(unit: str, on: str) -> str | None:
    """What may be said instead where a word names no day of every such period; `None` where it does."""
    match unit:
        case "day":
            return None if on == WORKING_DAY else "take it away, or say `working_day`"
        case "week":
            return None if on in WEEKDAYS else f"one of {', '.join(f'`{day}`' for day in (*WEEKDAYS, LAST))}"
        case "month":
            if on.isdecimal() and on.isascii() and 1 <= int(on) <= 28:
                return None
            return "1 to 28, or `last`: not every month has a later day"
        case "year":
            found = _MONTH_DAY.fullmatch(on)
            if found is not None and int(found[2]) <= _SHORTEST[int(found[1]) - 1]:
                return None
            return "such as `03-31`, or `last`; 29 February is not in every year"
        case _:
            return "only `last`; say `due: {after: period, within: ..}` for a day after it"


RULE = Periodic
