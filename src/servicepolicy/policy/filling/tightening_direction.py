"""Which way a value of a policy is tighter: read off the places where its blank is used.

A value is tighter than another if whoever keeps the rule with the one keeps it with the other, whatever happens. A
place that does not give that has no direction, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

import attrs

from servicepolicy.kinds.authority.rule import Approvers, Authority, Tier
from servicepolicy.kinds.deadline.rule import Cycle, Deadline
from servicepolicy.kinds.ownership.rule import Ownership
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.kinds.scorecard.rule import Scorecard
from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import Value
from servicepolicy.policy.checking.vocabulary_check import blank_names
from servicepolicy.policy.checking.walk import PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.reading.document_source import Path

__all__ = ["Direction", "Use", "uses_of"]

Direction: TypeAlias = Literal["less", "more", "inside", "around", "finer"]
"""`less` and `more` of a quantity or a span; a range or list `inside` the other, or `around` it; a `finer` period."""

_OPPOSITE: Final[Mapping[Direction, Direction]] = {
    "less": "more", "more": "less", "inside": "around", "around": "inside",
}  # fmt: skip
# What a test that holds less often says of its operand. What is not named here has no direction.
_HOLDS_LESS: Final[Mapping[str, Direction]] = {
    "gt": "more", "ge": "more", "lt": "less", "le": "less",
    "is": "inside", "in": "inside", "not": "around", "all": "around", "any": "inside", "none": "around",
}  # fmt: skip
_OF_WORDS: Final[Mapping[str, Direction]] = {"any": "inside", "none": "around"}
# Kinds whose rules are kept more easily by what they do not apply to. A power that does not apply is refused.
_OBLIGING: Final = (Deadline, Requirement, Sequence, Retention, Periodic)
_BELOW: Final = ("lt", "le")
_ABOVE: Final = ("gt", "ge")

Below: TypeAlias = Mapping[str, frozenset[str]]  # each role with all roles below it


@attrs.frozen
class Use:
    """One place where a blank is used.

    Args:
        rule: Id of the rule, or name of the computed fact.
        path: The path in it.
        direction: Which way a value is tighter there; `None`: that cannot be told.
    """

    rule: str
    path: Path
    direction: Direction | None

    @property
    def place(self) -> str:
        """The place as a message names it: `answered.within`."""
        return ".".join((self.rule, *(str(part) for part in self.path)))


def uses_of(blank: str, rules: tuple[Rule, ...], document: PolicyDocument, below: Below) -> tuple[Use, ...]:
    """Every place where a blank is used, with its direction.

    Args:
        blank: Its name.
        rules: The rules that bind whoever fills it.
        document: The policy. What its computed facts hang on decides conditions, which has no direction.
        below: Each role with all roles below it.
    """
    found = [Use(rule.id, path, way) for rule in rules for path, way in _in_rule(blank, rule, below)]
    found += [
        Use(name, path, None) for name, fact in document.facts.items() for path, _ in _in_rule(blank, fact, below)
    ]
    found += [Use(level.id, ("objective",), "more") for level in document.slas if blank in level.objective.blanks()]
    found += [Use(level.id, ("period",), None) for level in document.slas if blank in level.period.blanks()]
    found += [Use(level.id, ("where",), None) for level in document.slas if blank in level.where.blanks()]
    return tuple(found)


def _in_rule(blank: str, said: Rule | ComputedFact, below: Below) -> Iterator[tuple[Path, Direction | None]]:
    for part in parts_of(said):
        match part:
            case PlacedValue(path=path, form=form):
                if blank in blank_names(form):
                    yield path, _of_value(blank, said, path, below)
            case PlacedCondition(path=path, condition=condition):
                for way in _in_condition(blank, condition, _tighter_when(said, path)):
                    yield path, way
            case PlacedSelector():
                continue


# values


def _of_value(blank: str, said: Rule | ComputedFact, path: Path, below: Below) -> Direction | None:
    key = str(path[-1])
    match said:
        case Deadline():
            grid = isinstance(said.cycle, Cycle) and said.cycle.repeat == "from_due"  # an act serves one interval of it
            return "less" if not grid and key in ("within", "to", "by", "at_most") else None
        case Sequence() | Ownership():
            return "less" if key == "within" else None
        case Retention():
            return _of_retention(said, path)
        case Periodic():
            return _of_periodic(said, path)
        case Scorecard():
            return _of_scorecard(path)
        case Authority():
            return _of_authority(blank, said, path, below)
        case Requirement() if path[0] == "spoken":
            return _OF_WORDS.get(str(path[2]))
        case _:
            return None


def _of_retention(rule: Retention, path: Path) -> Direction | None:
    """With a disposal, a longer time also moves the time in which it may be destroyed."""
    if path == ("keep",):
        return "more" if rule.dispose is None else None
    return "less" if path == ("dispose", "within") else None


def _of_periodic(rule: Periodic, path: Path) -> Direction | None:
    match path:
        case ("at_least",):
            return "more"
        case ("every",):
            placed = (rule.before, rule.at, rule.due, rule.on, rule.weeks)
            return "finer" if all(said is None for said in placed) and rule.on_holiday == "keep" else None
        case ("before",) | ("due", "within"):
            return "less" if rule.slot is not None else None  # else an act may serve another slot than before
        case _:
            return None


def _of_scorecard(path: Path) -> Direction | None:
    if len(path) > 1 and path[-2] == "target":
        return _HOLDS_LESS[str(path[-1])]
    return "more" if len(path) > 1 and path[-2] == "change" else None


# conditions


def _tighter_when(said: Rule | ComputedFact, path: Path) -> Literal["rarer", "oftener"] | None:
    """Whether a rule is tighter where a condition of it holds rarer, or oftener."""
    match said, path:
        case (Requirement(), ("must",)) | (Retention(), ("place",)) | (Authority(), ("who",) | ("together", "who")):
            return "rarer"
        case (Ownership(), ("handover", "allowed")):
            return "rarer"
        case (Requirement(), ("must_not",)) | (Ownership(), ("handover", "required")):
            return "oftener"
        case (_, ("applies",)) if isinstance(said, _OBLIGING):
            return "oftener"
        case _:
            return None


def _in_condition(
    blank: str, condition: Condition, wanted: Literal["rarer", "oftener"] | None
) -> Iterator[Direction | None]:
    for clause in condition.clauses:
        match clause:
            case FieldTest(tests=tests):
                for test in tests:
                    yield from _in_test(blank, test, wanted)
            case AnyCondition(options):
                for option in options:
                    yield from _in_condition(blank, option, wanted)
            case NotCondition(inner):
                turned: Mapping[str | None, Literal["rarer", "oftener"]] = {"rarer": "oftener", "oftener": "rarer"}
                yield from _in_condition(blank, inner, turned.get(wanted))


def _in_test(blank: str, test: Test, wanted: Literal["rarer", "oftener"] | None) -> Iterator[Direction | None]:
    for inner in test.inner:
        yield from _in_test(blank, inner, wanted)
    for operand in test.operands:
        if blank in blank_names(operand):
            way = _HOLDS_LESS.get(test.op)
            yield None if wanted is None or way is None else way if wanted == "rarer" else _OPPOSITE[way]


# powers


def _of_authority(blank: str, rule: Authority, path: Path, below: Below) -> Direction | None:
    match path:
        case ("tiers", int(index), str(bound)):
            return _of_bound(blank, rule, rule.tiers[index], bound, below)
        case ("votes", "quorum") | ("votes", "pass", _):
            return "more"
        case ("emergency", "formalities", "within") | ("votes", "publish", "within"):
            return "less"
        case _:
            return None


def _of_bound(blank: str, rule: Authority, tier: Tier, bound: str, below: Below) -> Direction | None:
    """A bound between two tiers moves towards the one that asks for less; one with nothing beyond it is a limit."""
    upper = bound in _BELOW
    meeting = [
        other
        for other in rule.tiers
        if other is not tier and other.role == tier.role and _names(other, _ABOVE if upper else _BELOW, blank)
    ]
    if not meeting:
        return "less" if upper else "more"
    if len(meeting) > 1:
        return None
    low, high = (tier, meeting[0]) if upper else (meeting[0], tier)
    if _suffices(high.approvers, low.approvers, below):
        return "less"
    return "more" if _suffices(low.approvers, high.approvers, below) else None


def _names(tier: Tier, bounds: tuple[str, ...], blank: str) -> bool:
    said = [getattr(tier, bound) for bound in bounds]
    return any(isinstance(value, Value) and blank in value.blanks() for value in said)


def _suffices(given: Literal["none"] | Approvers, asked: Literal["none"] | Approvers, below: Below) -> bool:
    """Whether every approval that satisfies the one satisfies the other."""
    if asked == "none":
        return True
    if given == "none" or (given.or_above and not asked.or_above):
        return False
    ways = [(role,) for role in given.any_of] if given.any_of is not None else [given.all_of or given.chain or ()]
    if asked.any_of is not None:
        wanted = asked.any_of
        return all(any(_serves(role, one, asked, below) for role in way for one in wanted) for way in ways)
    if asked.chain is not None and len(asked.chain) > 1 and given.chain != asked.chain:
        return False
    needed = asked.all_of or asked.chain or ()
    return all(all(any(_serves(role, one, asked, below) for role in way) for one in needed) for way in ways)


def _serves(role: str, wanted: str, asked: Approvers, below: Below) -> bool:
    return role == wanted or (asked.or_above and wanted in below.get(role, frozenset()))
