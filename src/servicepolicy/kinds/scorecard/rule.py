"""Scorecard: indicators with targets and weights, told for each agent, unit or organisation in each period."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, Unpack

from pydantic import Field, model_validator

from servicepolicy.language.bound.says import Says
from servicepolicy.language.measure import Measure, as_quantity, check_period, percent
from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Name, Nature, Part, Rule, Title
from servicepolicy.language.selector import Selector
from servicepolicy.language.target import Target
from servicepolicy.language.value import Literal as Said
from servicepolicy.language.value import Value

if TYPE_CHECKING:
    from servicepolicy.language.said import PartSaid, RuleSaid

__all__ = ["RULE", "Change", "Grade", "Indicator", "Scorecard", "weights_of"]


class Change(Part):
    """How a value must move against that of the period before.

    Attributes:
        against: The period right before, of the same length.
        up: It rises at least by so much; or
        down: it falls at least by so much. Nought: it does not move the other way.
        in_: In `percent` of the value before, or in `points` (`in` in a document): of a share per cent points, else
            the unit of the value.
    """

    against: Literal["previous"] = "previous"
    up: Annotated[Value | None, Says()] = None
    down: Annotated[Value | None, Says()] = None
    in_: Literal["percent", "points"] = Field("percent", alias="in")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.up is None) == (self.down is None):
            raise refuse("not-a-change", "a change says exactly one of `up` and `down`", (), "`{down: 10%}`")
        return self

    @property
    def by(self) -> Value:
        """By how much."""
        (found,) = (size for size in (self.up, self.down) if size is not None)
        return found


class Indicator(Part):
    """One figure of a scorecard.

    Attributes:
        id: Its name, unique in the scorecard.
        title: What people call it.
        measure: What is measured.
        target: Where its value must lie.
        change: How it must move.
        direction: Whether more is better (`up`) or less (`down`); absent: as target and change suggest, else `up`.
        weight: Its share of the score; absent: it is not in the score.
        at_least_cases: With fewer cases its value is unknown: 100 % of two cases is not 100 %.
        scale: The least and the greatest value there can be; a rating outside cannot be used.
        raters: Shares of those who rate, by the value of the measure's `by` field; the mean of each is combined.
        missing: What a rater without ratings does: `unknown`, or `reweight` the others.
        score: What enters the score: the `value` on its scale from 0 to 100, or 100 where the `target` is met and 0
            where it is not. Absent: the value where there is a scale (a share has one), else the target.
    """

    id: Name
    title: Title | None = None
    measure: Measure
    target: Target | None = None
    change: Change | None = None
    direction: Literal["up", "down"] | None = None
    weight: Annotated[Value | None, Says()] = None
    at_least_cases: Annotated[Value | None, Says("integer")] = None
    scale: Annotated[tuple[Value, Value] | None, Says()] = None
    raters: Annotated[dict[Name, Value], Says()] = Field(default_factory=dict)
    missing: Literal["unknown", "reweight"] = "unknown"
    score: Literal["value", "target"] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.raters and (self.measure.form != "mean" or self.measure.population.by is None):
            help = "`measure: {mean: {event: rated, of: score, by: rater}}`"
            raise refuse("illegal-combination", "`raters` need a mean that says `by` which field", ("raters",), help)
        if self.measure.population.by is not None and not self.raters:
            raise refuse("illegal-combination", "`by` tells raters apart: say their shares in `raters`", ("measure",))
        if self.score == "value" and not self.has_scale:
            raise refuse("illegal-combination", "a value enters the score by its `scale`", ("score",), "say the scale")
        if self.score == "target" and self.target is None and self.change is None:
            raise refuse("illegal-combination", "there is no target to be met", ("score",), "say a `target`")
        if self.weight is not None and self.enters_by is None:
            help = "say its `scale`, or a `target`"
            raise refuse("illegal-combination", "nothing says how the indicator enters the score", ("weight",), help)
        _check_sum("raters", [(("raters", name), value) for name, value in self.raters.items()])
        return self

    @property
    def has_scale(self) -> bool:
        """Whether its value can be told on a scale from 0 to 100."""
        return self.scale is not None or self.measure.form in ("share", "kept")

    @property
    def enters_by(self) -> Literal["value", "target"] | None:
        """What of it enters a score."""
        if self.score is not None:
            return self.score
        if self.has_scale:
            return "value"
        return "target" if self.target is not None or self.change is not None else None

    @property
    def falls(self) -> bool:
        """Whether less is better."""
        if self.direction is not None:
            return self.direction == "down"
        if self.target is not None:
            return all(op in ("le", "lt") for op, _ in self.target.bounds())
        return self.change is not None and self.change.down is not None


class Grade(Part):
    """A band of the score, from a bound upwards; the last may have none."""

    ge: Annotated[Value | None, Says()] = None
    grade: Name


class Scorecard(Rule):
    """Indicators with targets and weights, told for each subject in each period. Judged by `policy.assess`.

    `per: unit` judges each unit of the organisation apart.

    Attributes:
        period: The period that is judged each time: `day`, `week`, `month`, `quarter`, `half`, `year`, or a blank.
        indicators: What is measured.
        target: Where the score must lie, from 0 to 100.
        missing: What an indicator without cases does to the score: `unknown`, or `reweight` the others.
        grades: Names of bands of the score, the highest first.
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: Literal["scorecard"] = ...,
            period: str | Mapping[str, object],
            indicators: Sequence[PartSaid],
            target: PartSaid | None = ...,
            missing: Literal["unknown", "reweight"] = ...,
            grades: Sequence[PartSaid] = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(over_a_period=True, says_per_itself=True, keeps_scores=True)

    kind: Literal["scorecard"] = "scorecard"
    period: Annotated[Value, Says("period")]
    indicators: tuple[Indicator, ...]
    target: Target | None = None
    missing: Literal["unknown", "reweight"] = "unknown"
    grades: tuple[Grade, ...] = ()

    def figures(self) -> frozenset[str]:
        """Its indicators."""
        return frozenset(indicator.id for indicator in self.indicators)

    def part_titles(self) -> dict[str, tuple[str, str]]:
        """What its indicators are called, those that have a title."""
        return {one.id: (one.title.en, one.title.zh) for one in self.indicators if one.title is not None}

    def about(self) -> Iterator[Selector]:
        """No event of a subject: it is about whole periods."""
        yield from ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        check_period(self.period)
        if not self.indicators:
            raise refuse("wrong-value", "a scorecard measures something", ("indicators",), "name an indicator")
        seen: set[str] = set()
        for index, indicator in enumerate(self.indicators):
            if indicator.id in seen:
                message = f"two indicators have the id `{indicator.id}`"
                raise refuse("duplicate-id", message, ("indicators", index, "id"), "give each an id of its own")
            seen.add(indicator.id)
        if self.per is not None and (self.subject != "organisation" or self.per != "unit"):
            help = "`subject: organisation` with `per: unit` judges each unit"
            raise refuse("illegal-combination", "a scorecard is split by `unit` and by nothing else", ("per",), help)
        if (self.target is not None or self.grades) and not self.weighted:
            help = "give the indicators a `weight`"
            raise refuse("no-score", "without weights there is no score", ("target",), help)
        _check_sum("weights", [(("indicators", i, "weight"), w) for i, w in self.weights() if w is not None])
        return self

    @property
    def weighted(self) -> bool:
        """Whether there is a score: indicators have weights, or there is but one, and its value has a scale."""
        return any(one.weight is not None for one in self.indicators) or (
            len(self.indicators) == 1 and self.indicators[0].enters_by == "value"
        )

    def weights(self) -> Iterator[tuple[int, Value | None]]:
        """The number of each indicator and its weight."""
        for index, indicator in enumerate(self.indicators):
            yield index, indicator.weight


def weights_of(values: Iterator[Value]) -> Fraction | None:
    """The sum of weights that are all said outright, `None` where one is not.

    Raises:
        ValueError: One is no number.
    """
    total = Fraction(0)
    for value in values:
        if not isinstance(value.form, Said):
            return None
        total += as_quantity(value.form.raw)
    return total


def _check_sum(what: str, said: list[tuple[tuple[str | int, ...], Value]]) -> None:
    """Weights said outright add up to 100 %."""
    for path, value in said:
        if isinstance(value.form, Said):
            try:
                as_quantity(value.form.raw)
            except ValueError as error:
                raise refuse("wrong-type", str(error), path, "such as `30%`") from None
    total = weights_of(iter([value for _, value in said])) if said else None
    if total is not None and total != 1:
        help = "write shares such as `30%`"
        raise refuse("weights-do-not-sum", f"the {what} add up to {percent(total)}, not to 100%", said[0][0], help)


RULE = Scorecard
