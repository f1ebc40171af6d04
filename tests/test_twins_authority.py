"""Authority and its naive twin say the same of generated acts, before them and after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Case
from servicepolicy.models.context import Context
from servicepolicy.testing.strategies import Example, authority_examples
from tests.reference import authority
from tests.reference.conditions import TooManyQuestions

Plain = dict[str, Any]

thorough = settings(max_examples=max(150, settings().max_examples))  # the profile's number, where that is larger


@thorough
@given(authority_examples())
def test_authority_agrees_with_its_twin(example: Example) -> None:
    """Every act done has the status that the twin gives it."""
    assume(not limited_delegate_beside_unknown_part(example))
    try:
        twin = authority.evaluate(
            example.rules[0], example.subject, example.as_of, example.known_at, example.context, example.roles
        )
    except TooManyQuestions:
        assume(False)
        raise
    report = example.report()
    note(f"twin {twin}")
    note(f"engine {[verdict.plain() for verdict in report['limits'].verdicts]}")
    assert by_instant(report["limits"].verdicts) == by_instant(twin)


def limited_delegate_beside_unknown_part(example: Example) -> bool:
    """The one known gap: a part without an amount beside a delegate with a limit is unknown too often, never wrong.

    Every amount that the part could have would break the delegate's limit; the engine does not see that and stays with
    unknown, where the twin, which tries amounts, says broken.
    """
    organisation = (example.context or {}).get("organisation", {})
    limited = any("limit" in delegation for delegation in organisation.get("delegations", ()))
    parts = [event for event in example.subject["events"] if event["event"] == "remedied"]
    unknown = any("amount" not in event for event in parts)
    return limited and unknown and len(parts) > 1 and "splitting" in example.rules[0]


def by_instant(verdicts: Iterable[Any]) -> list[tuple[str, str]]:
    """Instant and status of acts: which of two acts of one instant is the second is not the twin's business."""
    said = [verdict if isinstance(verdict, dict) else verdict.plain() for verdict in verdicts]
    return sorted(
        (verdict["occurrence"].split("#")[0], verdict["status"]) for verdict in said if "occurrence" in verdict
    )


@thorough
@given(authority_examples(), st.sampled_from(("e1", "e2", "e3")), st.sampled_from(("clerk", "head", None)),
       st.sampled_from((None, "50 CNY", "100 CNY", "300 CNY", "700 CNY", "-1 CNY", "50 USD")))  # fmt: skip
def test_decisions_agree_with_their_twin(example: Example, person: str, role: str | None, amount: str | None) -> None:
    """Before the act the engine permits, refuses or asks for the same approvals as the twin."""
    by = {"id": person, **({"role": role} if role else {})}
    try:
        twin = authority.decide(
            example.rules[0], example.subject, by, amount, example.as_of, example.context, example.roles
        )
    except TooManyQuestions:
        assume(False)
        raise
    context = None if example.context is None else Context.model_validate(example.context)
    agent = Agent.model_validate({"id": person, "subject": "agent", **({"role": role} if role else {})})
    decision = example.policy().decide(
        "remedied", by=agent, on=Case.model_validate(example.subject), amount=amount, at=example.as_of, context=context
    )
    note(f"twin {twin}")
    note(f"engine {decision.plain()}")
    assert str(decision.effect) == twin["effect"]
    if twin["effect"] == "needs_approval" and twin["approvers"] is not None:
        assert list(decision.approvers) == twin["approvers"]
