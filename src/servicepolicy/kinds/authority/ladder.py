"""The ladder of roles: whoever stands above a role may do what the role may, where a rule says `or_above`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, Test
from servicepolicy.language.value import Literal

__all__ = ["above", "lifted", "unliftable"]

_Clause = FieldTest | AnyCondition


def above(roles: Iterable[str], below: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Some roles and all that are declared above one of them.

    Args:
        roles: The roles.
        below: Each role with all roles declared below it.
    """
    wanted = tuple(roles)
    return (*wanted, *(role for role, lower in below.items() if role not in wanted and not lower.isdisjoint(wanted)))


def lifted(condition: Condition, below: Mapping[str, frozenset[str]]) -> Condition:
    """A condition on whoever acts in which each role that is named stands for those above it, too.

    What a condition excludes (`not`) stays as it is said.
    """
    return Condition(
        tuple(_lifted(clause, below) if isinstance(clause, _Clause) else clause for clause in condition.clauses)
    )


def _lifted(clause: FieldTest | AnyCondition, below: Mapping[str, frozenset[str]]) -> FieldTest | AnyCondition:
    if isinstance(clause, AnyCondition):
        return AnyCondition(tuple(lifted(option, below) for option in clause.options))
    if clause.path.removeprefix("actor.") != "role":
        return clause
    return attrs.evolve(clause, tests=tuple(_test(test, below) for test in clause.tests))


def _test(test: Test, below: Mapping[str, frozenset[str]]) -> Test:
    if test.op not in ("is", "in"):
        return test
    roles = above((str(form.raw) for form in test.operands if isinstance(form, Literal)), below)
    rest = tuple(form for form in test.operands if not isinstance(form, Literal))
    return Test("in", (*(Literal(role) for role in roles), *rest))


def unliftable(condition: Condition) -> bool:
    """Whether a condition names a role otherwise than outright: which roles stand above it is then not said."""
    for clause in condition.clauses:
        match clause:
            case FieldTest(path, tests) if path.removeprefix("actor.") == "role":
                if any(not isinstance(form, Literal) for test in tests if test.op != "not" for form in test.operands):
                    return True
            case AnyCondition(options) if any(unliftable(option) for option in options):
                return True
            case _:
                pass
    return False
