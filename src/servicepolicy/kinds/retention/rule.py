"""Retention: how long something is kept, where, and by when it is disposed of."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, Unpack

from pydantic import BeforeValidator, model_validator

from servicepolicy.language.bound.says import Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Nature, Part, Rule, SubjectKind
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value
from servicepolicy.worktime import Counting

if TYPE_CHECKING:
    from servicepolicy.language.said import ConditionSaid, CountingSaid, PartSaid, RuleSaid, SelectorSaid, SpanSaid

__all__ = ["RULE", "Disposal", "Retention"]

_SHORT_PLACE: Final = {"field", "in"}


def _place(raw: Any) -> Any:  # anything that a document may say
    """A place may be said as the field that holds it and the values that it may have."""
    if isinstance(raw, Mapping) and set(raw) == _SHORT_PLACE and isinstance(raw["field"], str):
        return {raw["field"]: {"in": raw["in"]}}
    return raw


class Disposal(Part):
    """What has been kept long enough is destroyed in time.

    Attributes:
        within: How long after the end of the retention at most.
        clock: Name of the calendar whose days and hours count; absent: all days, in the policy's zone.
    """

    within: Annotated[Value, Says("span")]
    clock: str | None = None


class Retention(Rule):
    """Something is kept for a time that an event begins; destroying it earlier is a breach.

    Each event that begins the time is one occurrence. One that comes while it still runs begins it anew: what is added
    to a file keeps the file; `nth: first` in `anchor` says that only the first one counts. The time is never moved for
    a day of rest, so that it needs no calendar.

    Attributes:
        anchor: From which event it is kept.
        keep: For how long, in years, months, weeks, days or hours; to the end of the corresponding date, else of the
            month. It is read when the time begins.
        destroyed: What ends it.
        dispose: By when it must be destroyed once the time is over; absent: it may be kept for ever.
        place: Where it must be while it is kept: a condition on the header, or `{field: location, in: archive}`.
        counting: How days are counted: a convention's name, or the convention itself. Only a disposal rolls.
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: Literal["retention"] = ...,
            anchor: SelectorSaid,
            keep: SpanSaid,
            destroyed: SelectorSaid,
            dispose: PartSaid | None = ...,
            place: str | ConditionSaid = ...,
            counting: CountingSaid | None = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(taken_over=True)

    kind: Literal["retention"] = "retention"
    subject: SubjectKind = "document"
    anchor: Annotated[Selector, Says()]
    keep: Annotated[Value, Says("span", spans="kept")]
    destroyed: Annotated[Selector, Says()]
    dispose: Disposal | None = None
    place: Annotated[Condition, BeforeValidator(_place), Says()] = Condition()
    counting: str | Counting | None = None

    def about(self) -> Iterator[Selector]:
        """From what it is kept."""
        yield self.anchor

    @property
    def at_each_event(self) -> int:
        """That it is kept, where it is kept, and that it is destroyed afterwards."""
        return 3

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        for name, selector in (("anchor", self.anchor), ("destroyed", self.destroyed)):
            if len(selector.parts) > 1:
                raise refuse("illegal-combination", f"`{name}` is one event, not all of several", (name,), "use `any`")
            if any(pattern.nth == "last" for pattern in selector.patterns()):
                message = "which one is the last is never settled"
                raise refuse("illegal-combination", message, (name, "nth"), "take it away: a later one begins it anew")
        if any(pattern in self.destroyed.parts[0] for pattern in self.anchor.parts[0]):
            raise refuse(
                "illegal-combination", "what begins the time also ends it", ("destroyed",), "name another event"
            )
        counting = self.counting
        if isinstance(counting, Counting) and counting.roll != "none" and self.dispose is None:
            message = f"what is kept is never kept longer for a day of rest: `roll: {counting.roll}` says nothing here"
            raise refuse("illegal-combination", message, ("counting", "roll"), "say `roll: none`")
        return self


RULE = Retention
