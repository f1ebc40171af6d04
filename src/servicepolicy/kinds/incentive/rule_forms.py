"""The parts of an incentive: what is counted, ranked, climbed, shared, recorded, published and pooled."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from servicepolicy.language.bound.says import ACTOR, EventsOf, Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.measure import Population
from servicepolicy.language.plain import refuse, under_in
from servicepolicy.language.rule import Name, Part, Selecting, SubjectKind
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.value import Value

__all__ = ["Appraisal", "Counts", "Favours", "Pool", "Promotion", "Published", "Rank", "Recorded", "Team"]

TIED: Final = ("share", "none")
# Which field of an award says what was awarded, where the policy does not say it.
_NAMED_IN: Final = {"sanctioned": "sanction", "rewarded": "reward", "promoted": "to_role"}


def _rungs(raw: Any) -> Any:  # anything that a document may say
    return [under_in(item) for item in raw] if isinstance(raw, list | tuple) else raw


# How it may be written: one word stands for a list of one.
_SEVERAL: Final = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_ONE_OR_SEVERAL: Final = {"anyOf": [{"type": "string"}, _SEVERAL]}

Words = Annotated[
    tuple[str, ...], BeforeValidator(under_in), Field(min_length=1), WithJsonSchema(_ONE_OR_SEVERAL, mode="validation")
]


class Counts(Selecting):
    """What is counted: events, or verdicts.

    Attributes:
        of: On which kind of subject they lie; absent: on the subject of the rule itself.
        event: Kinds of events, each of which counts once.
        where: Condition on the event.
        who: Condition on those who acted.
        verdicts: Rules whose verdicts are counted, each once; a verdict lies at the instant at which it fell due.
        is_: Which status of theirs counts (`is` in a document). A breach that is waived counts as no breach.
        credit: Whom it is laid to: `self` (the subject that it lies on), `actor` (who acted), `owner` (who held the
            question), or a field of the event that names the person. Absent: `self` for the subject's own, else `actor`
            of an event and `owner` of a verdict.
        per: Field of the event that splits the count: each of its values climbs the ladder for itself.
    """

    of: SubjectKind | None = None
    event: Words | None = None
    where: Annotated[Condition, Says(at=EventsOf("event"))] = Condition()
    who: Annotated[Condition, Says(at=ACTOR)] = Condition()
    verdicts: Words | None = None
    is_: Literal["breached", "met"] = Field("breached", alias="is")
    credit: str | None = None
    per: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.event is None) == (self.verdicts is None):
            raise refuse("not-counted", "what is counted is an `event`, or `verdicts` of rules", ())
        if self.verdicts is not None and (self.where.clauses or self.who.clauses or self.per is not None):
            help = "count the events, or say it in the rule whose verdicts are counted"
            raise refuse("illegal-combination", "`where`, `who` and `per` go with `event`", ("verdicts",), help)
        if self.event is not None and "is_" in self.model_fields_set:
            raise refuse("illegal-combination", "`is` goes with `verdicts`", ("is",), "say it in `where`")
        return self

    def selector(self) -> Selector:
        """The events that are counted.

        Raises:
            TypeError: Verdicts are counted.
        """
        if self.event is None:
            raise TypeError("verdicts are counted, not events")
        return Selector(((EventPattern(self.event, self.where, self.who),),))

    def selected(self) -> Selector | None:
        """The events that are counted, where it is not verdicts."""
        return None if self.event is None else self.selector()

    def population(self, credit: str | None) -> Population:
        """What is counted, as a population.

        Args:
            credit: Whom it is laid to where the policy does not say.
        """
        credit = self.credit or credit
        said: dict[str, Any] = {"of": () if self.of is None else (self.of,), "credit": credit}
        if self.verdicts is not None:
            return Population.model_validate({**said, "verdicts": self.verdicts, "is": (self.is_,)})
        return Population.model_validate({**said, "event": self.selector()})


class Rank(Part):
    """The first few of all by their score.

    Attributes:
        by: The scorecard.
        first: How many.
        at_least: The score that is needed besides.
        ties: What separates equal scores: indicators of the scorecard, in order; last `share` (all who are still equal
            are in) or `none` (none of them is). Absent: they share.
    """

    by: Name
    first: Annotated[Value, Says("integer")]
    at_least: Annotated[Value | None, Says("number")] = None
    ties: Annotated[tuple[str, ...], BeforeValidator(under_in), WithJsonSchema(_ONE_OR_SEVERAL, mode="validation")] = (
        "share",
    )

    @model_validator(mode="after")
    def _ends_once(self) -> Self:
        if any(word in TIED for word in self.ties[:-1]):
            raise refuse("illegal-combination", "`share` and `none` end the list of what separates", ("ties",))
        return self

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that separate equal scores."""
        return tuple(word for word in self.ties if word not in TIED)

    @property
    def shared(self) -> bool:
        """Whether all who are still equal are in."""
        return not self.ties or self.ties[-1] != "none"


class Appraisal(Part):
    """The appraisal on which a promotion must rest.

    Attributes:
        scorecard: Which one.
        within: How long ago its period may have ended at most.
        at_least: The score that is needed; absent: a score at all.
    """

    scorecard: Name
    within: Annotated[Value, Says("span", spans="window")]
    at_least: Annotated[Value | None, Says("number")] = None


class Favours(Part):
    """Who comes first.

    Attributes:
        by: The scorecard of the period before the promotion.
        at_least: The score of those who come first; absent: whoever has the higher score.
    """

    by: Name
    at_least: Annotated[Value | None, Says("number")] = None


class Promotion(Part):
    """How somebody may climb.

    Attributes:
        ladder: The posts from the lowest to the highest; several posts may share a rung.
        event: The event that promotes.
        field: Its field that names the new post.
        step: `one`: no rung may be skipped; `any`.
        after: The appraisal on which it must rest; absent: none.
        favours: Who of those on the same rung comes first; absent: nobody.
    """

    ladder: Annotated[tuple[Words, ...], BeforeValidator(_rungs), Field(min_length=2)]
    event: str = "promoted"
    field: str = "to_role"
    step: Literal["one", "any"] = "one"
    after: Appraisal | None = None
    favours: Favours | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        posts = [post for rung in self.ladder for post in rung]
        twice = sorted({post for post in posts if posts.count(post) > 1})
        if twice:
            raise refuse("doubled-rung", f"`{twice[0]}` stands on two rungs", ("ladder",), "name each post once")
        return self

    def rung(self, post: object) -> int | None:
        """On which rung a post stands, from 0; `None`: on none."""
        return next((index for index, posts in enumerate(self.ladder) if post in posts), None)


class Team(Part):
    """A bonus for those who work together.

    Attributes:
        by: The scorecard of the organisation or of its units.
        split: How the members share it: `equal`, or by their `score` on the scorecard `members`; absent: it is not
            split. Shares are whole units of the currency's smallest coin; what is left over goes, coin by coin, to the
            largest remainders, and among equal ones in the order of the members' keys.
        members: The scorecard by whose scores it is split.
        when: Whether `entitles` comes once all targets are `met`, or only where each is `exceeded`: the value lies
            beyond its bound, and not upon it.
    """

    by: Name
    split: Literal["equal", "score"] | None = None
    members: Name | None = None
    when: Literal["met", "exceeded"] = "met"

    @model_validator(mode="after")
    def _split_by_something(self) -> Self:
        if (self.split == "score") != (self.members is not None):
            raise refuse("illegal-combination", "`members` names the scorecard for `split: score`", ("split",))
        return self


class Recorded(Selecting):
    """Where an award or a sanction is on record, and by when.

    Attributes:
        event: Kinds of events.
        where: Condition on the event.
        who: Condition on those who acted.
        on: Whose events: the subject's own, or those of the organisation.
        credit: For events of the organisation: the field that names whom it is for.
        what: The field that says what was awarded; absent: `sanction` of `sanctioned`, `reward` of `rewarded`,
            `to_role` of `promoted`.
        amount: The field with the amount.
        within: How long after it fell due; absent: until the end of the following period.
        clock: Name of the calendar whose days and hours count; absent: all days, in the policy's zone.
    """

    event: Words
    where: Annotated[Condition, Says(at=EventsOf("event"))] = Condition()
    who: Annotated[Condition, Says(at=ACTOR)] = Condition()
    on: Literal["subject", "organisation"] = "subject"
    credit: str | None = None
    what: str | None = None
    amount: str = "amount"
    within: Annotated[Value | None, Says("span")] = None
    clock: str | None = None

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if self.credit is not None and self.on == "subject":
            help = "an event of the subject's own is for the subject"
            raise refuse("illegal-combination", "`credit` goes with `on: organisation`", ("credit",), help)
        return self

    def selector(self) -> Selector:
        """The events that record it."""
        return Selector(((EventPattern(self.event, self.where, self.who, "each", self.on),),))

    def selected(self) -> Selector:
        """The events that record it."""
        return self.selector()

    def named_in(self, event: str) -> str | None:
        """The field of an event that says what was awarded."""
        return self.what if self.what is not None else _NAMED_IN.get(event)


class Published(Selecting):
    """What is on record is made known.

    Attributes:
        event: Kinds of events that make it known; absent: the record itself says so in its field `published`.
        where: Condition on the event.
        on: Whose events: the subject's own, or those of the organisation.
        by: A field that both events have, such as `decision`, by which the one is found for the other; absent: any that
            comes after the record makes it known.
        within: How long after the record; absent: until the end of the following period.
        clock: Name of the calendar whose days and hours count.
    """

    event: Words | None = None
    where: Annotated[Condition, Says(at=EventsOf("event"))] = Condition()
    on: Literal["subject", "organisation"] = "subject"
    by: str | None = None
    within: Annotated[Value | None, Says("span")] = None
    clock: str | None = None

    @model_validator(mode="after")
    def _of_an_event(self) -> Self:
        with_event = self.where.clauses or self.within is not None or self.clock is not None or self.by is not None
        if self.event is None and with_event:
            raise refuse("illegal-combination", "`where`, `by`, `within` and `clock` go with an `event`", ())
        return self

    def selector(self) -> Selector | None:
        """The events that make it known."""
        if self.event is None:
            return None
        return Selector(((EventPattern(self.event, self.where, Condition(), "each", self.on),),))

    def selected(self) -> Selector | None:
        """The events that make it known."""
        return self.selector()


class Pool(Part):
    """Money that fines are paid into and that has one purpose.

    Attributes:
        name: What rungs call it in `to`.
        paid_in: Events of the organisation that pay in; absent: what is on record as fined is paid in.
        paid_out: Events of the organisation that pay out.
        only: Condition that every payment meets.
        amount: The field with the amount.
    """

    name: Name
    paid_in: Annotated[Selector | None, Says()] = None
    paid_out: Annotated[Selector | None, Says()] = None
    only: Annotated[Condition, Says(at=EventsOf("paid_out"))] = Condition()
    amount: str = "amount"
