"""Deadline: an act is due within a span of an event, or at a promised time. With the table of its signals."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, Unpack

from pydantic import BeforeValidator, Field, model_validator

from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.plain import Plain, refuse
from servicepolicy.language.rule import Nature, Part, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value
from servicepolicy.worktime import Counting, Span

if TYPE_CHECKING:
    from datetime import timedelta

    from servicepolicy.language.said import (
        CountingSaid,
        NumberSaid,
        PartSaid,
        PartsSaid,
        RuleSaid,
        SelectorSaid,
        SpanSaid,
        TimeSaid,
    )

__all__ = [
    "PRECEDENCE",
    "RULE",
    "TRANSITIONS",
    "Cycle",
    "Deadline",
    "Escalation",
    "Extension",
    "Pause",
    "SupersedeCycle",
]

# At one instant, signals act in this order.
PRECEDENCE: Final = ("stop", "reset", "cancel", "reclassify", "extend", "pause", "resume", "start", "reopen")

# (state of an occurrence, signal) -> its state once the signal has taken effect. What is not listed does not concern
# it. A start, or a reopening, makes an occurrence of its own: that begins in the state which is listed for it.
TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    ("idle", "start"): "running",
    ("running", "stop"): "stopped",
    ("paused", "stop"): "stopped",
    ("running", "reset"): "running",
    ("paused", "reset"): "paused",
    ("running", "cancel"): "cancelled",
    ("paused", "cancel"): "cancelled",
    ("running", "reclassify"): "running",
    ("paused", "reclassify"): "paused",
    ("running", "extend"): "running",
    ("paused", "extend"): "paused",
    ("running", "pause"): "paused",
    ("paused", "pause"): "paused",
    ("paused", "resume"): "running",
    ("stopped", "reopen"): "running",
}


class Pause(Part):
    """What stops the clock, and what lets it run again.

    Attributes:
        since: The event that begins it (`from` in a document).
        until: The event that ends it.
        reason: A code for the explanation.
        cap: The longest credit of one pause; after it the clock runs again by itself.
        ends_on_contact: An act of the customer ends it too.
    """

    since: Annotated[Selector, Says()] = Field(alias="from")
    until: Annotated[Selector | None, Says()] = None
    reason: str | None = None
    cap: Span | None = None
    ends_on_contact: bool = False

    @model_validator(mode="after")
    def _can_end(self) -> Self:
        if self.until is None and self.cap is None and not self.ends_on_contact:
            raise refuse("endless-pause", "a pause has no end", (), "say `until`, `cap` or `ends_on_contact`")
        return self


class Extension(Part):
    """One step by which a deadline may be extended, granted at most once.

    Attributes:
        grant: The event that grants it; its `where` and `who` are the preconditions.
        to: The span is replaced by this one, from the same start.
        by: This is added to the span.
        at_most: Never later than this span from the start.
        after: Number (from 1) of the step that must have been granted before.
        before_expiry: Only a grant at or before the due instant counts. Always so: a breach is not healed.
    """

    grant: Annotated[Selector, Says()]
    to: Annotated[Value | None, Says("span")] = None
    by: Annotated[Value | None, Says("span", spans="added")] = None
    at_most: Annotated[Value | None, Says("span")] = None
    after: Annotated[int, Field(ge=1)] | None = None
    before_expiry: Literal[True] = True

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.to is None) == (self.by is None):
            raise refuse(
                "not-an-extension", "an extension says exactly one of `to` and `by`", (), "`to` replaces, `by` adds"
            )
        if len(self.grant.parts) > 1:
            raise refuse("not-an-extension", "a grant is one event", ("grant",))
        return self


class SupersedeCycle(Part):
    """A later start replaces an earlier one, if it comes before that fell due."""

    supersede: Literal["before_due"]


class Cycle(Part):
    """The act is due again and again.

    Attributes:
        repeat: The next interval runs `from_act` (the last act) or `from_due` (a fixed grid).
        until: What ends it; the interval that is open then is not judged.
    """

    repeat: Literal["from_act", "from_due"]
    until: Annotated[Selector, Says()]


class Escalation(Part):
    """Who else is told, and when: `after` the due instant."""

    after: Span
    to: str


def _written_cycle(raw: Plain) -> Plain:
    return raw.strip().replace(" ", "_") if isinstance(raw, str) else raw


def _listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) or raw == "forbidden" else (raw,)


Percent = Annotated[str, Field(pattern=r"^[1-9][0-9]?%$")]


class Deadline(Rule):
    """An act is due within a span of an event, or at a promised time.

    Attributes:
        start: What starts the clock.
        stop: What satisfies it; the first at or after the start counts, also at the same instant.
        answers: A stop that names no matter serves the `one` matter that is open, or `all` that are.
        within: How long it may take; or
        due: a field of the starting event that holds the promised time; a date is the end of that day.
        clock: Name of the calendar whose zone, days and hours count; `unit` is that of the subject's unit.
        counting: How days are counted: a convention's name, or the convention itself.
        pause: What stops the clock; `forbidden` where the law knows no pause.
        extend: The steps by which it may be extended, in order.
        cancel: What ends it without a verdict.
        reset: What starts the count anew.
        cycle: `once`, `each_start`, `oldest_unanswered`, repeating, or superseding.
        told_apart_by: Field by which the starts of one matter are told apart, such as `remedy`: a stop that names one
            serves that, one that names none the one that is open. Goes with `each_start` and `oldest_unanswered`.
        on_reopen: What a reopening does.
        reopened: The event that reopens.
        on_reclassify: What a re-classification does to the running count.
        reclassified: The event that re-classifies.
        on_version: For a policy whose pin is `latest`: what another value of the span does to a count that runs and is
            not overdue; as `on_reclassify`.
        on_move: With `clock: unit`, whether a move to another unit changes the clock from there on (`piecewise`).
        cycle_day: Field with the closing day of the billing cycle (1 to 31).
        warn: When to warn: a share of the time, or a span before the due instant.
        escalate: Who is told when it is overdue.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the rule
            self,
            *,
            kind: Literal["deadline"] = ...,
            start: SelectorSaid,
            stop: SelectorSaid,
            answers: Literal["one", "all"] = ...,
            within: SpanSaid | None = ...,
            due: TimeSaid | None = ...,
            clock: str | None = ...,
            counting: CountingSaid | None = ...,
            pause: PartsSaid | Literal["forbidden"] = ...,
            extend: PartsSaid = ...,
            cancel: SelectorSaid | None = ...,
            reset: SelectorSaid | None = ...,
            cycle: str | PartSaid = ...,
            told_apart_by: str | None = ...,
            on_reopen: Literal["none", "resume", "new_cycle", "count_closed"] = ...,
            reopened: SelectorSaid = ...,
            on_reclassify: Literal["none", "retroactive", "retroactive_without_credit", "from_change", "carry"] = ...,
            reclassified: SelectorSaid = ...,
            on_version: Literal["retroactive", "retroactive_without_credit", "from_change", "carry"] = ...,
            on_move: Literal["keep", "piecewise"] = ...,
            cycle_day: NumberSaid | None = ...,
            warn: str | timedelta | Span | Sequence[str | timedelta | Span] = ...,
            escalate: PartsSaid = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(across_versions=True, in_service_levels=True)

    kind: Literal["deadline"] = "deadline"
    start: Annotated[Selector, Says()]
    stop: Annotated[Selector, Says()]
    answers: Literal["one", "all"] = "one"
    within: Annotated[Value | None, Says("span")] = None
    due: Annotated[Value | None, Says("instant", at=EventsOf("start"))] = None
    clock: str | None = None
    counting: str | Counting | None = None
    pause: Annotated[tuple[Pause, ...] | Literal["forbidden"], BeforeValidator(_listed)] = ()
    extend: Annotated[tuple[Extension, ...], BeforeValidator(_listed)] = ()
    cancel: Annotated[Selector | None, Says()] = None
    reset: Annotated[Selector | None, Says()] = None
    cycle: Annotated[
        Literal["once", "each_start", "oldest_unanswered"] | Cycle | SupersedeCycle, BeforeValidator(_written_cycle)
    ] = "once"
    told_apart_by: str | None = None
    on_reopen: Literal["none", "resume", "new_cycle", "count_closed"] = "none"
    reopened: Annotated[Selector, Says(read_with="on_reopen")] = Selector.parse("reopened")
    on_reclassify: Literal["none", "retroactive", "retroactive_without_credit", "from_change", "carry"] = "none"
    reclassified: Annotated[Selector, Says(read_with="on_reclassify")] = Selector.parse("reclassified")
    on_version: Literal["retroactive", "retroactive_without_credit", "from_change", "carry"] = "retroactive"
    on_move: Literal["keep", "piecewise"] = "keep"
    cycle_day: Annotated[Value | None, Says("integer")] = None
    warn: Annotated[tuple[Percent | Span, ...], BeforeValidator(_listed)] = ()
    escalate: Annotated[tuple[Escalation, ...], BeforeValidator(_listed)] = ()

    @classmethod
    def as_written(cls, schema: dict[str, Any]) -> None:
        """A cycle may be written in words."""
        schema["properties"]["cycle"]["anyOf"].append({"enum": ["each start", "oldest unanswered"]})

    def about(self) -> Iterator[Selector]:
        """What starts the clock."""
        yield self.start

    @property
    def begins_again(self) -> bool:
        """Whether a second start begins another count: in its cycle, or in another matter."""
        return super().begins_again and (self.cycle != "once" or self.splits_by is not None)

    @property
    def at_each_event(self) -> int | None:
        """One, unless an interval begins where another ended."""
        return None if isinstance(self.cycle, Cycle) else super().at_each_event

    @property
    def reads_every_event(self) -> bool:
        """Whether a contact of the customer, whatever it is, ends a pause."""
        return any(pause.ends_on_contact for pause in self.pause if not isinstance(pause, str))

    def looked_for(self) -> Iterator[Selector]:
        """What satisfies it."""
        yield self.stop

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return True

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.within is None) == (self.due is None):
            raise refuse(
                "no-span", "a deadline says exactly one of `within` and `due`", (), "`within: 4 working hours`"
            )
        if isinstance(self.cycle, SupersedeCycle) and self.due is None:
            raise refuse("nothing-promised", "`supersede` needs a promised time in `due`", ("cycle",))
        if self.told_apart_by is not None:
            self._may_be_told_apart()
        for name in ("start", "cancel", "reset"):
            selector = getattr(self, name)
            if selector is not None and len(selector.parts) > 1 and name != "start":
                raise refuse("illegal-combination", f"`{name}` is one event, not all of several", (name,), "use `any`")
        return self

    def _may_be_told_apart(self) -> None:
        if self.cycle not in ("each_start", "oldest_unanswered"):
            help = "`cycle: each start`, or `oldest unanswered` for the first of each"
            raise refuse("illegal-combination", "`told_apart_by` is about several starts", ("told_apart_by",), help)
        for name in ("reset", "extend", "on_reopen", "on_reclassify"):
            if getattr(self, name) not in (None, (), "none"):
                message = f"`{name}` is about one count, and `told_apart_by` about several"
                raise refuse("illegal-combination", message, (name,), "take one of the two away")


RULE = Deadline
