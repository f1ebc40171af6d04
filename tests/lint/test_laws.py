"""Laws of lint: what is found by box arithmetic is what enumeration finds, and the engine never says otherwise."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from servicepolicy import Policy
from servicepolicy.errors import PolicyError
from tests.strategies import (
    Example,
    at_event_examples,
    authority_examples,
    deadline_examples,
    header_examples,
    ownership_examples,
    retention_examples,
    sequence_examples,
    throughout_examples,
)

TYPES = ("complaint", "inquiry", "suggestion", "business")
SEVERITIES = ("minor", "normal", "serious", "major", "critical")
AMOUNTS = (0, 1, 1.5, 2, 2.5, 3, 4)
EVERYTHING = [
    {"type": kind, "severity": severity, "major": major, "amount": amount}
    for kind, severity, major, amount in product(TYPES, SEVERITIES, (True, False), AMOUNTS)
]
Plain = dict[str, Any]


def holds(condition: Plain, case: Plain) -> bool:
    """Whether a condition holds of a case, by looking."""
    return all(clause(name, said, case) for name, said in condition.items())


def clause(name: str, said: Any, case: Plain) -> bool:
    """Whether one clause holds of a case."""
    match name:
        case "any":
            return any(holds(option, case) for option in said)
        case "not":
            return not holds(said, case)
        case "amount":
            ((op, bound),) = said.items()
            number, limit = case["amount"], int(bound.split()[0])
            return {"gt": number > limit, "ge": number >= limit, "lt": number < limit, "le": number <= limit}[op]
        case _:
            if isinstance(said, dict):
                ((op, values),) = said.items()
                return (case[name] in values) is (op == "in")
            return bool(case[name] == said)


AMOUNT = st.builds(lambda op, bound: {op: f"{bound} CNY"}, st.sampled_from(("gt", "ge", "lt", "le")), st.integers(1, 3))


def of(values: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Tests on a field of listed values."""
    several = st.lists(st.sampled_from(values), min_size=1, max_size=len(values), unique=True)
    return st.one_of(
        st.sampled_from(values),
        several.map(lambda some: {"in": some}),
        several.map(lambda some: {"not": some}),
    )


FIELDS: dict[str, Any] = {"type": of(TYPES), "severity": of(SEVERITIES), "major": st.booleans(), "amount": AMOUNT}
FLAT = st.fixed_dictionaries({}, optional=FIELDS).filter(bool)
CONDITIONS = st.recursive(
    FLAT,
    lambda inner: st.fixed_dictionaries(
        {}, optional={**FIELDS, "not": inner, "any": st.lists(inner, min_size=1, max_size=3)}
    ).filter(bool),
    max_leaves=5,
)


def codes_of(**more: Any) -> set[str]:
    """The codes of the errors of a deadline."""
    rule = {"id": "a", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied", **more}
    try:
        policy = Policy(policy="drawn", timezone="Asia/Shanghai", rules=[rule])
    except PolicyError:  # a band that is upside down is refused
        assume(False)
        raise
    return {one.code for one in policy.lint() if one.severity == "error"}


@given(condition=CONDITIONS)
def test_a_rule_is_dead_where_no_case_meets_its_condition(condition: Plain) -> None:
    """A rule is told to be dead exactly where looking at every case finds none to which it applies."""
    dead = not any(holds(condition, case) for case in EVERYTHING)
    assert ("dead-rule" in codes_of(applies=condition, within="1 day")) is dead


@given(applies=FLAT, options=st.lists(CONDITIONS, min_size=1, max_size=3))
def test_a_choice_has_a_hole_where_a_case_meets_no_option(applies: Plain, options: list[Plain]) -> None:
    """A hole is told exactly where a case to which the rule applies meets no option."""
    choose = [{"when": when, "value": f"{number + 1} days"} for number, when in enumerate(options)]
    left = [case for case in EVERYTHING if holds(applies, case) and not any(holds(one, case) for one in options)]
    found = codes_of(applies=applies, within={"choose": choose})
    if "dead-rule" not in found:
        assert ("choice-hole" in found) is bool(left)


NEVER = {
    "dead-rule": {"met", "breached", "pending"},
    "impossible-requirement": {"met"},
    "trivial-requirement": {"breached"},
    "impossible-place": {"met"},
    "never-due": {"breached"},
}
"""By code, the statuses that no case may ever have if the finding is right."""

EXAMPLES = st.one_of(
    deadline_examples(),
    header_examples(),
    at_event_examples(),
    throughout_examples(),
    sequence_examples(),
    retention_examples(),
    ownership_examples(),
    authority_examples(),
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(example=EXAMPLES)
def test_no_case_says_otherwise(example: Example) -> None:
    """Policies of all kinds can be looked at, and no drawn case contradicts what is found of its rules."""
    findings = example.policy().lint()
    statuses = {verdict.rule: str(verdict.status) for verdict in example.report().verdicts}
    for finding in findings:
        assert finding.severity == "note" or finding.scenario is not None or not finding.rules
        for rule in finding.rules:
            assert statuses.get(rule) not in NEVER.get(finding.code, set()), (finding.code, finding.message)
