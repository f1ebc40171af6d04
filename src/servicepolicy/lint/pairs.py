"""Any two rules of an edition, by what they claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.bound.nodes import BoundCondition, BoundNot, BoundPattern, Outright
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.claims import Claim, Demands, Needs, Permits
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.measured import period_at, span_of
from servicepolicy.language.suspected.selections import kinds_of, meet
from servicepolicy.language.suspected.suspicion import Example, Period, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime import Span

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["ANY", "LATE", "NOT_MEANING", "NOT_OF_THE_NEED", "Pairs", "at_once", "plain_of", "spans_of", "wanted_by"]

C = TypeVar("C")
ANY: Final = ("met", "breached", "pending", "unknown", "not_applicable")
"""Whatever the engine says."""

NOT_MEANING: Final = ("id", "title", "clause")
"""What two rules that say the same may differ in."""

NOT_OF_THE_NEED: Final = (*NOT_MEANING, "applies", "must", "must_not", "at", "in_force")
"""What two requirements may differ in that are compared by what they want."""

LATE: Final = 24 * 400
"""Hours after which everything is late."""


class Pairs:
    """The claims of an edition, compared two by two."""

    def __init__(self, view: View, changed: Collection[str], policy: Policy) -> None:
        self.view = view
        self.changed = changed
        self.policy = policy
        self.claims: list[Claim] = [
            claim for rule in view.edition.rules for claim in kind_of(rule).lint.claims(rule, view)
        ]

    def of(self, kind: type[C]) -> list[C]:
        """The claims of a kind."""
        return [claim for claim in self.claims if isinstance(claim, kind)]

    def new(self, *rules: Rule) -> bool:
        """Whether a pair has not been looked at."""
        return any(rule.id in self.changed for rule in rules)

    def together(self, one: Claim, other: Claim) -> bool:
        """Whether two claims are of different rules about subjects that can be the same."""
        if one.rule is other.rule or one.rule.subject != other.rule.subject or not self.new(one.rule, other.rule):
            return False
        return self.view.possible(one.cases, other.cases)

    def world(self, *cases: BoundCondition, subject: str) -> Imagined:
        """A subject of which some conditions hold."""
        world = Imagined(self.view, subject)
        world.holds(cases)
        return world

    def suspicion(
        self, code: str, spot: Spot, rules: Iterable[Rule], examples: Iterable[Example], **args: Arg
    ) -> Suspicion:
        """Something that is suspected of some rules."""
        named = tuple(dict.fromkeys(rule.id for rule in rules))
        return Suspicion(code, spot, named, {"rules": named, **args}, tuple(examples))

    def same_twice(self, rule: Rule, named: tuple[str, ...]) -> Iterator[Example]:
        """A case of one of two rules that say the same: both say the same of it."""
        world = Imagined(self.view, rule.subject)
        if rule.nature.over_a_period:
            period = period_at(self.view, "year")
            as_of = span_of(period, self.view)[1]
            yield Example(as_of, dict.fromkeys(named, ANY), period=Period(period.code, (world.record(),)))
            return
        kind_of(rule).lint.scene(rule, self.view, world)
        for statuses in (("breached",), ANY):
            expect = dict.fromkeys(named, statuses)
            yield world.example(world.after(LATE), expect)

    def implied(self, one: BoundCondition, other: BoundCondition) -> bool:
        """Whether one condition implies another; what nobody looks through does not."""
        try:
            return self.view.space((one, other)).implies(one, other)
        except TooManyBoxes:
            return False

    def same_act(self, one: Permits, other: Permits) -> bool:
        """Whether two rules are about one act."""
        if one.rule is other.rule or one.rule.subject != other.rule.subject:
            return False
        return set(kinds_of(one.act)) & set(kinds_of(other.act)) != set() and meet(one.act, other.act, self.view)


def spans_of(one: Demands, other: Demands) -> tuple[Span, Span] | None:
    """How long two claims leave, where both say it outright."""
    match one.within, other.within:
        case Outright(value=Span() as left), Outright(value=Span() as right):
            return left, right
        case _:
            return None


def wanted_by(need: Needs) -> list[BoundCondition]:
    """What a need wants to hold."""
    wanted = [need.must]
    if need.must_not.clauses:
        wanted.append(BoundCondition((BoundNot(need.must_not),)))
    return wanted


def at_once(one: Needs, other: Needs) -> Iterator[tuple[BoundPattern | None, BoundPattern | None]]:
    """The events of which two needs are both asked."""
    if one.at is None or other.at is None:
        yield None, None
        return
    for left in one.at.parts[0]:
        for right in other.at.parts[0]:
            if left.on == right.on and set(left.events) & set(right.events):
                yield left, right


def plain_of(rule: Rule) -> Mapping[str, Any]:
    """A rule as plain values, with what splits it into matters, whether it says so or leaves it unsaid."""
    from servicepolicy.policy.versions.digest import plain_rule

    return {**plain_rule(rule), "per": rule.splits_by}
