"""Which way a value of a policy is tighter: read off the places where its blank is used.

A value is tighter than another if whoever keeps the rule with the one keeps it with the other, whatever happens. A
place that does not give that has no direction, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.tightening import HOLDS_LESS, Below, Direction, When
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import blank_names
from servicepolicy.policy.reading.document import PolicyDocument

__all__ = ["Direction", "Use", "uses_of"]

_OPPOSITE: Final[Mapping[Direction, Direction]] = {
    "less": "more", "more": "less", "inside": "around", "around": "inside",
}  # fmt: skip


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


# conditions


def _of_value(blank: str, said: Rule | ComputedFact, path: Path, below: Below) -> Direction | None:
    return kind_of(said).check.tighter_value(blank, said, path, below) if isinstance(said, Rule) else None


def _tighter_when(said: Rule | ComputedFact, path: Path) -> When | None:
    return kind_of(said).check.tighter_when(said, path) if isinstance(said, Rule) else None


def _in_condition(blank: str, condition: Condition, wanted: When | None) -> Iterator[Direction | None]:
    for clause in condition.clauses:
        match clause:
            case FieldTest(tests=tests):
                for test in tests:
                    yield from _in_test(blank, test, wanted)
            case AnyCondition(options):
                for option in options:
                    yield from _in_condition(blank, option, wanted)
            case NotCondition(inner):
                turned: Mapping[str | None, When] = {"rarer": "oftener", "oftener": "rarer"}
                yield from _in_condition(blank, inner, turned.get(wanted))


def _in_test(blank: str, test: Test, wanted: When | None) -> Iterator[Direction | None]:
    for inner in test.inner:
        yield from _in_test(blank, inner, wanted)
    for operand in test.operands:
        if blank in blank_names(operand):
            way = HOLDS_LESS.get(test.op)
            yield None if wanted is None or way is None else way if wanted == "rarer" else _OPPOSITE[way]
