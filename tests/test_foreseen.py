"""Before an act: what `decide` foresees is what `evaluate` says once the act is on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Case
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Effect, Status
from tests.strategies import Example, computed_requirement_examples, ownership_examples, sequence_examples

ACTS = ("received", "replied", "resolved", "closed", "paid", "transferred")
EXAMPLES = st.one_of(sequence_examples(), ownership_examples(), computed_requirement_examples())
FIELDS = st.fixed_dictionaries({}, optional={"substance": st.sampled_from(("full", "partial")), "matter": st.just("a")})


def policy_of(example: Example) -> Policy:
    """The generated rules, in a policy in which every act is open."""
    return Policy(
        policy="generated",
        timezone=example.zone,
        calendars=example.calendars,
        rules=example.rules,
        facts=example.facts,
        open_acts=ACTS,
    )


def breached(policy: Policy, subject: dict[str, Any], at: datetime) -> set[tuple[str, str]]:
    """The occurrences that are breached at an instant."""
    report = policy.evaluate(Case.model_validate(subject), as_of=at)
    return {(one.rule, one.occurrence) for one in report.verdicts if one.status is Status.BREACHED}


@given(EXAMPLES, st.sampled_from(ACTS), st.sampled_from(("e1", "e2", "e9")), FIELDS)
def test_what_is_refused_is_what_the_act_would_breach(
    example: Example, action: str, person: str, fields: dict[str, Any]
) -> None:
    """A refusal names a breach that the act alone brings, and what is permitted brings none, whatever else is said."""
    moments = [datetime.fromisoformat(event["at"]) for event in example.subject["events"]]
    assume(example.as_of not in moments)  # an act of the same moment may be put before another of it
    policy, agent = policy_of(example), Agent.model_validate({"subject": "agent", "id": person, "role": "clerk"})
    case = Case.model_validate(example.subject)
    said = {name: value for name, value in fields.items() if name == "matter" or action == "replied"}
    decision = policy.decide(action, by=agent, on=case, at=example.as_of, **said)
    act = {"event": action, "at": example.as_of.isoformat(), "by": person, "role": "clerk", "kind": "human", **said}
    done = {**example.subject, "events": [*example.subject["events"], act]}
    before, after = (breached(policy, subject, example.as_of) for subject in (example.subject, done))
    note(f"decided {decision.plain()}")
    note(f"before {before}, after {after}")
    if decision.effect is Effect.REFUSE:
        assert any(rule == decision.rule for rule, _ in after - before)
    if decision.effect is Effect.PERMIT and not decision.to_record:
        assert len(after - before) <= len(before - after)
