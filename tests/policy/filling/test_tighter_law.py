"""A law over all tighter values: whoever keeps a rule with the tighter value keeps it with the looser one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.errors import PolicyError
from servicepolicy.language.bound.order import Order, joined
from servicepolicy.models.context import Context
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.money import Money
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.versions.rule_orders import rule_orders
from servicepolicy.results.verdict import Status
from servicepolicy.worktime import Span
from tests.strategies import (
    Example,
    authority_examples,
    deadline_examples,
    retention_examples,
    sequence_examples,
)

Plain = dict[str, Any]
PAIRS = (
    ("1 hour", "90 minutes"),
    ("1 hour", "4 hours"),
    ("4 hours", "40 hours"),
    ("2 working hours", "8 working hours"),
)
KEPT = (("1 day", "10 days"), ("1 month", "3 months"), ("1 year", "2 years"), ("12 hours", "36 hours"))
AMOUNTS = (("50 CNY", "100 CNY"), ("100 CNY", "300 CNY"), ("99 CNY", "500 CNY"))


def with_blank(example: Example, rule: Plain, kind: str, value: str) -> Policy:
    """The generated rule with the blank `v`, filled."""
    blanks = {"v": {"type": kind, "clause": "X", "ask": {"en": "?", "zh": "?"}}}
    more: Plain = {"roles": example.roles, "facts": example.facts, "blanks": blanks, "fill": {"v": value}}
    return Policy(policy="generated", timezone=example.zone, calendars=example.calendars, rules=[rule], **more)


def check(example: Example, rule: Plain, kind: str, small: str, large: str) -> Order:
    """Kept with the tighter of two values, it is not broken with the other one: then, or long after."""
    little, much = (with_blank(example, rule, kind, value) for value in (small, large))
    order = joined(one.order for one in rule_orders(much, little))
    if order not in ("more", "less"):
        return order
    tight, loose = (little, much) if order == "more" else (much, little)
    subject = subject_model(example.subject["subject"]).model_validate(example.subject)
    context = None if example.context is None else Context.model_validate(example.context)
    for as_of in (example.as_of, example.as_of + timedelta(days=800)):
        kept, other = (
            policy.evaluate(subject, as_of=as_of, known_at=example.known_at, context=context)[rule["id"]].status
            for policy in (tight, loose)
        )
        note(f"{order}, {as_of}: tight {kept}, loose {other}")
        assert not (kept in (Status.MET, Status.NOT_APPLICABLE) and other is Status.BREACHED)
    return order


def replaced(rule: Plain, key: str) -> Plain | None:
    """The rule with the blank in place of the first plain value under a key; `None` where there is none."""
    text = json.dumps(rule, default=str)
    for value in _under(rule, key):
        return dict(json.loads(text.replace(f'"{key}": {json.dumps(value)}', f'"{key}": {{"blank": "v"}}', 1)))
    return None


def _under(said: Any, key: str) -> list[str]:
    if isinstance(said, dict):
        own = [said[key]] if isinstance(said.get(key), str) else []
        return own + [found for value in said.values() for found in _under(value, key)]
    return [found for item in said for found in _under(item, key)] if isinstance(said, list) else []


@given(deadline_examples(), st.data())
def test_a_shorter_deadline_is_tighter(example: Example, data: st.DataObject) -> None:
    """Spans of deadlines, of their extensions too, wherever a direction is claimed."""
    said = example.rules[0]
    rules = [rule for key in ("within", "to", "by", "at_most") if (rule := replaced(said, key)) is not None]
    assume(rules)
    rule, (small, large) = data.draw(st.sampled_from(rules)), data.draw(st.sampled_from(PAIRS))
    try:
        with_blank(example, rule, "span", small)
    except PolicyError:
        assume(False)  # a span of a unit that does not go with the rest of the rule
    check(example, rule, "span", small, large)


@given(sequence_examples(), st.sampled_from(PAIRS))
def test_a_shorter_sequence_is_tighter(example: Example, pair: tuple[str, str]) -> None:
    """What must come before or follow, in less time."""
    rule = replaced(example.rules[0], "within")
    assume(rule is not None)
    assert rule is not None
    check(example, rule, "span", *pair)


@given(retention_examples(), st.sampled_from(KEPT))
def test_a_longer_retention_is_tighter(example: Example, pair: tuple[str, str]) -> None:
    """What is kept longer was kept long enough; beside a disposal no direction is claimed."""
    rule = {**example.rules[0], "keep": {"blank": "v"}}
    assert check(example, rule, "span", *pair) == ("apart" if "dispose" in rule else "less")


@given(authority_examples(), st.sampled_from(AMOUNTS), st.integers(0, 5))
def test_a_limit_moves_only_where_approvals_allow_it(example: Example, pair: tuple[str, str], which: int) -> None:
    """Bounds of tiers that are moved: wherever a direction is claimed, what is permitted then was permitted before."""
    tiers = example.rules[0].get("tiers", [])
    bounds = sorted({str(tier[key]) for tier in tiers for key in ("gt", "ge", "lt", "le") if key in tier})
    assume(bounds)
    chosen = bounds[which % len(bounds)]
    rule = {**example.rules[0], "tiers": [_with_bound(tier, chosen) for tier in tiers]}
    others = [Money.parse(bound).amount for bound in bounds if bound != chosen and not bound.startswith("{")]
    lowest, highest = (Money.parse(one).amount for one in pair)
    assume(not any(lowest <= other <= highest for other in others))  # the bounds keep their order
    check(example, rule, "money", *pair)


def _with_bound(tier: Plain, bound: str) -> Plain:
    return {
        key: {"blank": "v"} if key in ("gt", "ge", "lt", "le") and str(said) == bound else said
        for key, said in tier.items()
    }


def test_spans_of_the_law_are_of_one_unit() -> None:
    """The pairs compare: the first is the shorter one."""
    for small, large in (*PAIRS, *KEPT):
        assert Span(small).kind == Span(large).kind
        assert Span(small).amount < Span(large).amount
