"""Before an act: what `decide` foresees is what `evaluate` says once the act is on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Case
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Effect, Status
from tests.strategies import Example, computed_requirement_examples, ownership_examples, sequence_examples

Fields = dict[str, Any]

MATTER: Fields = {"matter": st.just("a")}
SUBSTANCE: Fields = {**MATTER, "substance": st.sampled_from(("full", "partial"))}
# What may be done, and what may be said of it.
ACTS: dict[str, Fields] = {
    "received": MATTER,
    "replied": SUBSTANCE,
    "resolved": MATTER,
    "closed": MATTER,
    "paid": MATTER,
    "transferred": {"to": st.just("e3"), "customer_told": st.booleans()},
    "remedied": {"amount": st.sampled_from(("50 CNY", "300 CNY")), "remedy": st.sampled_from(("refund", "voucher"))},
    "called_back": {"score": st.sampled_from((1, 5)), "satisfied": st.booleans()},
    "evidence_collected": {"kinds": st.sampled_from((["voucher"], ["statement", "recording"]))},
}


def acts(*kinds: str) -> st.SearchStrategy[tuple[str, Fields]]:
    """An act of one of some kinds, and what is said of it."""

    def said(kind: str) -> st.SearchStrategy[tuple[str, Fields]]:
        return st.tuples(st.just(kind), st.fixed_dictionaries({}, optional=ACTS[kind]))

    return st.sampled_from(kinds).flatmap(said)


def policy_of(example: Example) -> Policy:
    """The generated rules, in a policy in which every act is open."""
    return Policy(
        policy="generated",
        timezone=example.zone,
        calendars=example.calendars,
        rules=example.rules,
        facts=example.facts,
        open_acts=list(ACTS),
    )


def breached(policy: Policy, subject: dict[str, Any], at: datetime) -> set[tuple[str, str]]:
    """The occurrences that are breached at an instant."""
    report = policy.evaluate(Case.model_validate(subject), as_of=at)
    return {(one.rule, one.occurrence) for one in report.verdicts if one.status is Status.BREACHED}


def asked_now(example: Example) -> Example:
    """The same demand on the header, asked of the very moment."""
    rule = {name: said for name, said in example.rules[0].items() if name not in ("at", "until", "applies")}
    return attrs.evolve(example, rules=[{**rule, "hold": "now"}, *example.rules[1:]])


def kept(example: Example) -> Example:
    """The same question, which nobody may hand over."""
    rule = {name: said for name, said in example.rules[0].items() if name != "handover"}
    return attrs.evolve(example, rules=[rule], facts={})


COMPUTED = st.one_of(computed_requirement_examples(), computed_requirement_examples().map(asked_now))
OWNED = st.one_of(ownership_examples(), ownership_examples().map(kept))
PEOPLE = st.sampled_from(("e1", "e2", "e9"))
SEQUENCE_ACTS = acts("received", "replied", "resolved", "closed", "paid")


@given(sequence_examples(), SEQUENCE_ACTS, PEOPLE)
def test_what_is_refused_is_what_the_act_would_breach(example: Example, act: tuple[str, Fields], person: str) -> None:
    """A refusal names a breach that the act alone brings, and what is permitted brings none, whatever else is said."""
    compare(example, act, person)


@given(OWNED, acts("transferred", "replied", "closed"), PEOPLE)
def test_a_question_is_not_given_away_or_closed_unseen(example: Example, act: tuple[str, Fields], person: str) -> None:
    """What would breach an ownership is refused, also where its rule knows no hand-over."""
    compare(example, act, person)


@given(COMPUTED, acts("replied", "remedied", "called_back", "evidence_collected"), PEOPLE)
def test_a_computed_fact_has_the_act_in_it(example: Example, act: tuple[str, Fields], person: str) -> None:
    """What would breach a requirement by what is computed from it is refused."""
    compare(example, act, person)


def compare(example: Example, act: tuple[str, Fields], person: str) -> None:
    """Ask before the act, and judge with it on record."""
    action, said = act
    moments = [datetime.fromisoformat(event["at"]) for event in example.subject["events"]]
    assume(example.as_of not in moments)  # an act of the same moment may be put before another of it
    policy, agent = policy_of(example), Agent.model_validate({"subject": "agent", "id": person, "role": "clerk"})
    case = Case.model_validate(example.subject)
    decision = policy.decide(action, by=agent, on=case, at=example.as_of, **said)
    done = {"event": action, "at": example.as_of.isoformat(), "by": person, "role": "clerk", "kind": "human", **said}
    whole = {**example.subject, "events": [*example.subject["events"], done]}
    before, after = (breached(policy, subject, example.as_of) for subject in (example.subject, whole))
    note(f"decided {decision.plain()}")
    note(f"before {before}, after {after}")
    if decision.effect is Effect.REFUSE:
        assert any(rule == decision.rule for rule, _ in after - before)
    if decision.effect is Effect.PERMIT and not decision.to_record:
        assert len(after - before) <= len(before - after)


# What conditions on the fields of an act may ask, and what the act may say: with every limit, what lies beyond it.
ASKED: dict[str, dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "called_back": {
        "score": (st.sampled_from(({"lt": 3}, {"ge": 3}, {"gt": 2, "le": 4}, 4, {"not": 4})), (1, 2, 3, 4, 5)),
        "satisfied": (st.sampled_from((True, False, {"not": False})), (True, False)),
    },
    "remedied": {
        "amount": (st.sampled_from(({"le": "50 CNY"}, {"gt": "50 CNY"})), ("50 CNY", "49 CNY", "50.01 CNY")),
        "remedy": (st.sampled_from(("refund", ["refund", "voucher"], {"not": "refund"})), ("refund", "voucher")),
    },
    "transferred": {
        "customer_told": (st.sampled_from((True, False)), (True, False)),
        "to_role": (st.sampled_from(("head", ["head", "clerk"], {"not": "clerk"})), ("head", "clerk")),
    },
    "evidence_collected": {
        "kinds": (
            st.sampled_from(({"has": {"any": ["voucher"]}}, {"has": {"none": ["voucher", "recording"]}})),
            (["voucher"], ["recording"], ["statement"], ["voucher", "recording"]),
        ),
    },
}  # fmt: skip


@st.composite
def limited_acts(draw: st.DrawFn) -> tuple[Policy, str, Fields]:
    """A policy whose rules ask for fields of an act, and an act that says some of these."""
    action = draw(st.sampled_from(sorted(ASKED)))
    fields = ASKED[action]
    rules: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 2))):
        names = draw(st.sets(st.sampled_from(sorted(fields)), min_size=1))
        where = {name: draw(fields[name][0]) for name in sorted(names)}
        common = {"id": f"r{number}", "clause": "X-1"}
        rules.append(
            draw(
                st.sampled_from(
                    (
                        {**common, "kind": "requirement", "at": action, "must": where},
                        {**common, "kind": "requirement", "at": action, "must_not": where},
                        {**common, "kind": "sequence", "never": {"event": action, "where": where}},
                    )
                )
            )
        )
    said = {
        name: draw(st.sampled_from(fields[name][1])) for name in sorted(draw(st.sets(st.sampled_from(sorted(fields)))))
    }
    roles = {"clerk": {}, "head": {"above": ["clerk"]}}
    return Policy(policy="p", timezone="UTC", roles=roles, rules=rules, open_acts=[action]), action, said


@given(limited_acts())
def test_to_leave_a_field_out_gives_no_leave(drawn: tuple[Policy, str, Fields]) -> None:
    """What is permitted without a field is permitted whatever the field holds; what no value permits is not."""
    policy, action, said = drawn
    by, at = Agent.model_validate({"id": "e1", "role": "clerk"}), datetime.fromisoformat("2026-03-02T10:00:00+00:00")
    case = Case.model_validate({"id": "c", "events": [{"event": "received", "at": "2026-03-02T09:00:00+00:00"}]})
    to: Fields = {"to": "e2"} if action == "transferred" else {}
    decision = policy.decide(action, by=by, on=case, at=at, **to, **said)
    for name, (_, values) in ASKED[action].items():
        if name in said:
            continue
        for value in values:
            given_too = policy.decide(action, by=by, on=case, at=at, **to, **said, **{name: value})
            note(f"{said} {decision.effect}; with {name} {value} {given_too.effect}")
            if decision.effect is Effect.PERMIT:
                assert given_too.effect is Effect.PERMIT
            if decision.effect is Effect.REFUSE:
                assert given_too.effect is Effect.REFUSE
