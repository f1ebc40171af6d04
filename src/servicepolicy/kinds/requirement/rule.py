"""Requirement: a condition that must, or must not, hold: on the header, at each event, or in what was said."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, Unpack

from pydantic import Field, model_validator

from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.bound.shares import check_share
from servicepolicy.language.condition import Condition
from servicepolicy.language.phrase import Phrase
from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.rule import WHOLE, Nature, Part, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value

if TYPE_CHECKING:
    from servicepolicy.language.said import ConditionSaid, PartsSaid, RuleSaid, SelectorSaid

__all__ = ["RULE", "Requirement", "Speaker", "Spoken"]

Speaker = Literal["agent", "bot", "customer"]


Phrases = Annotated[tuple[Phrase, ...], LISTED, Says("phrase")]


class Spoken(Part):
    """What must, or must not, be said in a conversation.

    Case, width and spacing do not count; English is found at the edges of words, Chinese anywhere in the text.

    Attributes:
        by: Whose words are read: `agent`, `bot` or `customer`, or several of them.
        part: `opening` is the first turn of these speakers, up to where somebody else speaks; `closing` the last one.
        any_: At least one of these is said (`any` in a document).
        all_: Each of these is said (`all`).
        none_: None of these is said (`none`).
        share: In how many of the utterances of these speakers, at least, one of `any` is heard: `60%`, `2/3`, or a
            blank. Where nothing is said, one utterance is enough.
        noted: Where no utterance is on record: an entry that shows it. Where there are entries of that kind and none
            is this, it was not said; where there is none, nobody knows.
        otherwise: Where no such entry is on record either: the condition on the conversation that decides.
    """

    by: Annotated[tuple[Speaker, ...], LISTED, Field(min_length=1)] = ("agent",)
    part: Literal["opening", "closing", "anywhere"] = "anywhere"
    any_: Phrases = Field(default=(), alias="any")
    all_: Phrases = Field(default=(), alias="all")
    none_: Phrases = Field(default=(), alias="none")
    share: Annotated[Value | None, Says()] = None
    noted: Annotated[Selector | None, Says()] = None
    otherwise: Annotated[Condition, Says()] = Condition()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.any_ or self.all_ or self.none_):
            raise refuse("no-test", "nothing is said of what is spoken", (), "say `any`, `all` or `none`")
        if self.share is not None and not self.any_:
            help = "say `any`, or take `share` away"
            raise refuse("illegal-combination", "`share` counts where one of `any` is heard", ("share",), help)
        check_share(self.share, "share")
        if self.noted is not None and len(self.noted.parts) > 1:
            raise refuse("illegal-combination", "`noted` is one event, not all of several", ("noted",), "use `any`")
        return self


class Requirement(Rule):
    """A condition that must, or must not, hold.

    With `at` each matching event is one occurrence, judged at its instant; bare names in the conditions are the event's
    fields. Without `at` bare names are the header's and computed facts: a state, which is judged throughout, or once
    and for all at `until`. It is watched from the latest of the date on which the rule came into force, the opening,
    and the first record of the fields that it tests; a value that has only `until` is on record from the opening, an
    undated one always.

    Attributes:
        must: What must hold.
        must_not: What must not hold: a breach where all its clauses hold together; `any` makes each of them one.
        spoken: What must be said, or not, in an interaction; several must all be kept.
        at: The events at each of which it must hold.
        until: The event at which the header is judged for good; before it the answer is pending.
        cancel: What takes the chance away before that, or at the same instant: what does not hold then is not judged.
        hold: `throughout`: each interval in which it does not hold is an occurrence; or `now`: only as it stands. Where
            nothing is said, a state without `at`, `until` and `spoken` is judged throughout.
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: Literal["requirement"] = ...,
            must: ConditionSaid = ...,
            must_not: ConditionSaid = ...,
            spoken: PartsSaid = ...,
            at: SelectorSaid | None = ...,
            until: SelectorSaid | None = ...,
            cancel: SelectorSaid | None = ...,
            hold: Literal["now", "throughout"] | None = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(begins_once=True)

    kind: Literal["requirement"] = "requirement"
    must: Annotated[Condition, Says(at=EventsOf("at"))] = Condition()
    must_not: Annotated[Condition, Says(at=EventsOf("at"))] = Condition()
    spoken: Annotated[tuple[Spoken, ...], LISTED] = ()
    at: Annotated[Selector | None, Says()] = None
    until: Annotated[Selector | None, Says()] = None
    cancel: Annotated[Selector | None, Says()] = None
    hold: Literal["now", "throughout"] | None = None

    @property
    def throughout(self) -> bool:
        """Whether it is judged over all the time that it is watched."""
        if self.hold is None:
            return self.at is None and self.until is None and not self.spoken
        return self.hold == "throughout"

    def about(self) -> Iterator[Selector]:
        """The events at each of which it must hold, if it is asked of events."""
        if self.at is not None:
            yield self.at

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return self.at is not None

    @model_validator(mode="after")
    def _can_be_judged(self) -> "Requirement":
        if not (self.must.clauses or self.must_not.clauses or self.spoken):
            raise refuse(
                "no-test", "a requirement says what must hold", (), "say `must`, `must_not` or, of a talk, `spoken`"
            )
        if self.cancel is not None and (self.until is None or self.throughout):
            help = "say `until`, or in `applies` to what it does not apply"
            raise refuse("illegal-combination", "`cancel` goes with `until`", ("cancel",), help)
        for name in ("at", "until", "cancel"):
            selector = getattr(self, name)
            if selector is not None and len(selector.parts) > 1:
                raise refuse("illegal-combination", f"`{name}` is one event, not all of several", (name,), "use `any`")
        if self.at is not None and (self.until is not None or self.hold == "throughout"):
            name = "until" if self.until is not None else "hold"
            help = f"take `{name}` away: each event is judged at its own instant"
            raise refuse("illegal-combination", f"`{name}` does not go with `at`", (name,), help)
        if self.per not in (None, WHOLE) and self.at is None:
            help = "say `at`, or take `per` away"
            raise refuse("illegal-combination", "`per` splits events, and none are named", ("per",), help)
        return self._speech_is_of_a_talk()

    def _speech_is_of_a_talk(self) -> Self:
        if not self.spoken:
            return self
        if self.subject != "interaction":
            message = f"words are spoken in an interaction, not in a {self.subject}"
            raise refuse("illegal-combination", message, ("spoken",), "`subject: interaction`")
        if self.at is not None or self.hold == "throughout":
            name = "at" if self.at is not None else "hold"
            message = f"`spoken` reads the whole talk and does not go with `{name}`"
            raise refuse("illegal-combination", message, ("spoken",), "say `until`, such as `until: ended`")
        return self


RULE = Requirement
