"""Bound values: what is said outright stands in the type of its place, or of the field it is compared with."""

from __future__ import annotations

import pytest

import servicepolicy as sp
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.language.bound.nodes import BoundField, Chosen, Outright
from servicepolicy.language.bound.place import place_of, says_of
from servicepolicy.language.condition import Condition
from servicepolicy.worktime import Span

RULE = Deadline.model_validate(
    {"id": "a", "clause": "C", "start": "received", "stop": "replied", "within": {"blank": "term"}}
)
POLICY = sp.Policy(
    policy="p",
    timezone="Asia/Shanghai",
    blanks={"term": {"type": "span", "clause": "C", "ask": {"en": "how long?"}}},
    values={"term": {"choose": [{"when": {"major": True}, "value": "1 day"}, {"value": "90 minutes"}]}},
    rules=[RULE],
)


@pytest.mark.parametrize(
    ("tested", "value"),
    [
        ({"amount": {"gt": "100.00 CNY"}}, sp.Money("100", "CNY")),
        ({"major": "true"}, True),
        ({"subject.priority": "high"}, "high"),
        ({"x.own": "100.00 CNY"}, "100.00 CNY"),
    ],
)
def test_what_a_test_compares_with_is_of_the_type_of_its_field(tested: dict[str, object], value: object) -> None:
    """An amount is an amount, yes is yes; of a field that nobody declared it stays as it was written."""
    binder = POLICY._engine(None, None).editions.all[0].binder
    (clause,) = binder.condition(Condition.parse(tested), place_of(RULE, "applies", "case")).clauses
    assert isinstance(clause, BoundField)
    (said,) = clause.tests[0].operands
    assert isinstance(said, Outright)
    assert (said.value, said.origin) == (value, "policy")


def test_what_fills_a_blank_is_of_the_type_of_its_place() -> None:
    """Every option of a choice that fills a span is a span, and says who said so."""
    binder = POLICY._engine(None, None).editions.all[0].binder
    place, wanted = place_of(RULE, "within", "case"), says_of(Deadline, "within").type
    assert RULE.within is not None
    bound = binder.value(RULE.within.form, place, wanted=wanted)
    assert isinstance(bound, Chosen)
    said = [value for _, value in bound.options if isinstance(value, Outright)]
    assert [(one.value, one.origin) for one in said] == [(Span("1 day"), "term/p"), (Span("90 minutes"), "term/p")]
