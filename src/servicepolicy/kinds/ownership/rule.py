"""Ownership: who is asked first keeps the question, until it is answered or rightly handed over."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, Unpack

from pydantic import Field, model_validator

from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Nature, Part, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value

if TYPE_CHECKING:
    from servicepolicy.language.said import PartSaid, RuleSaid, SelectorSaid

__all__ = ["HANDED_OVER", "RULE", "Handover", "Ownership"]

HANDED_OVER = Selector.parse("transferred")
"""The hand-over, where a rule names none."""


class Handover(Part):
    """When the question may, and when it must, go to somebody else.

    Attributes:
        event: The hand-over; its field `to` names the receiver.
        taken: What tells who received it, where the hand-over does not: whoever does this first, before the next one.
        allowed: Condition under which it counts: the event's fields, the `subject.` header, computed facts by name.
        required: Condition on the subject under which it must happen.
        to_role: The role of the receiver.
        within: How long after the question came a required hand-over may take.
        clock: Whose calendar counts.
        counting: How days are counted.
        otherwise: A hand-over that was not allowed: the question `stays` with the giver, or `moves` all the same.
    """

    event: Annotated[Selector, Says()] = HANDED_OVER
    taken: Annotated[Selector | None, Says()] = None
    allowed: Annotated[Condition, Says(at=EventsOf("event"), owned=True)] = Condition()
    required: Annotated[Condition | None, Says(owned=True)] = None
    to_role: str | None = None
    within: Annotated[Value | None, Says("span")] = None
    clock: str | None = None
    counting: str | None = None
    otherwise: Literal["stays", "moves"] = "stays"

    @model_validator(mode="after")
    def _timed_only_if_required(self) -> Self:
        if self.within is not None and self.required is None:
            raise refuse("nothing-required", "a hand-over has `within` but is never `required`", ("within",))
        return self


class Ownership(Rule):
    """First-question responsibility (首问负责制).

    Attributes:
        starts: What makes its actor the owner.
        ends: What ends the ownership: the question is answered.
        fails: What ends it without an answer: a breach by the owner.
        handover: When it may and must be handed over; absent: never.
        replies: Who owes the customer the reply: the `owner`, or `anyone`. Where the owner does, an answer by somebody
            else ends the question too, to that person's credit, and the verdict says `answered_by_other`: no breach.
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: Literal["ownership"] = ...,
            starts: SelectorSaid,
            ends: SelectorSaid,
            fails: SelectorSaid = ...,
            handover: PartSaid | None = ...,
            replies: Literal["owner", "anyone"] = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature()

    kind: Literal["ownership"] = "ownership"
    starts: Annotated[Selector, Says()]
    ends: Annotated[Selector, Says()]
    fails: Annotated[Selector, Says()] = Selector.parse("closed")
    handover: Handover | None = Field(None)
    replies: Literal["owner", "anyone"] = "anyone"

    def about(self) -> Iterator[Selector]:
        """What makes its actor the owner."""
        yield self.starts

    def unsaid(self) -> Iterator[Selector]:
        """The hand-over, where none is ever allowed."""
        if self.handover is None:
            yield HANDED_OVER

    def looked_for(self) -> Iterator[Selector]:
        """What answers the question."""
        yield self.ends

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return True


RULE = Ownership
