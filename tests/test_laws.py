"""Laws that hold for every kind of rule, on generated policies with computed facts, windows, choices and matters."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from servicepolicy.models.agent import Agent
from servicepolicy.models.context import Context
from servicepolicy.models.vocabulary import sources, subject_model
from servicepolicy.money import Money
from servicepolicy.results.report import Report
from servicepolicy.results.verdict import Decision, Effect, Verdict
from servicepolicy.testing.strategies import Example
from servicepolicy.worktime._instant import to_us
from tests import strategies

Plain = dict[str, Any]
KINDS: dict[str, SearchStrategy[Example]] = {
    "deadline": strategies.deadline_examples(),
    "changing deadline": strategies.changing_deadline_examples(),
    "unpublished": strategies.unpublished_examples(),
    "deadline on facts": strategies.computed_deadline_examples(),
    "requirement": st.one_of(
        strategies.at_event_examples(), strategies.header_examples(), strategies.talk_examples(),
        strategies.throughout_examples(),
    ),
    "requirement on facts": strategies.computed_requirement_examples(),
    "sequence": strategies.sequence_examples(),
    "authority": st.one_of(
        strategies.authority_examples(), strategies.emergency_examples(), strategies.access_examples(),
        strategies.competence_examples(), strategies.together_examples(), strategies.vote_examples(),
    ),
    "ownership": strategies.ownership_examples(),
    "periodic": strategies.periodic_examples(),
    "retention": strategies.retention_examples(),
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS)
# What an event is, when it was, which matter or slot it names: without these it is another event, no doubtful one.
UNTOUCHED = {"event", "at", "recorded_at", "seq", "id", "voids", "matter", "slot", "for_period"}


def report(example: Example, as_of: datetime, subject: Plain | None = None) -> Report:
    """What is said of the subject at a moment."""
    told = subject or example.subject
    facts = subject_model(told.get("subject", "case")).model_validate(told)
    context = None if example.context is None else Context.model_validate(example.context)
    return example.policy().evaluate(facts, as_of=as_of, known_at=example.known_at, context=context)


def verdicts(found: Report) -> dict[tuple[str, str], Verdict]:
    """Its verdicts by rule and occurrence; what nothing triggered has none."""
    told = (*found.verdicts, *found.advice)
    return {(verdict.rule, verdict.occurrence): verdict for verdict in told if verdict.occurrence}


def decided(verdict: Verdict) -> tuple[object, ...]:
    """What is decided and when; of several reasons, which stand by then, another may be told."""
    times = verdict.started_us, verdict.due_us, verdict.due_latest_us, verdict.stopped_us
    return verdict.status, times, verdict.margin, verdict.credit, verdict.owner


def said(verdict: Verdict) -> Plain:
    """What a verdict says, but for the numbers of events, which shift, and what only shows how it was found."""
    shown = verdict.plain()
    return {name: value for name, value in shown.items() if name not in ("facts", "why_not", "next")}


@every_kind
@given(data=st.data())
def test_what_is_final_stays_what_it_is(kind: str, data: st.DataObject) -> None:
    """A verdict that is final says the same at every later moment."""
    example = data.draw(KINDS[kind])
    moments = [datetime.fromisoformat(event["at"]) for event in example.subject["events"]]
    moments = [moment for moment in moments if moment.tzinfo is not None and moment > example.as_of]
    later = data.draw(
        st.sampled_from([*moments, *(example.as_of + timedelta(hours=hours) for hours in (1, 5, 30, 999))])
    )
    now, then = (verdicts(report(example, moment)) for moment in (example.as_of, later))
    for key, verdict in now.items():
        if verdict.final:
            note(f"{key} {verdict.plain()}\n later {then[key].plain() if key in then else None}")
            assert key in then, "it is gone"
            assert decided(then[key]) == decided(verdict)


@every_kind
@given(data=st.data())
def test_no_rule_asks_more_often_than_events_came(kind: str, data: st.DataObject) -> None:
    """Each verdict began with an event of its own, or with the subject, but for duties that come back by the hour."""
    example = data.draw(KINDS[kind])
    told = Counter(rule for rule, _ in verdicts(report(example, example.as_of)))
    events = sum(event["event"] != "voided" for event in example.subject["events"])
    for rule in example.policy().rules:
        assert rule.at_each_event is None or told[rule.id] <= (events + 1) * rule.at_each_event


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "changing deadline"])  # it has but the header's
@given(data=st.data())
def test_a_missing_fact_makes_nothing_right(kind: str, data: st.DataObject) -> None:
    """What is met where a fact is missing is met with that fact, whatever it was.

    Left out are fields that set the header: an event that does not say to what leaves that as it was.
    """
    example = data.draw(KINDS[kind])
    assume("present" not in str((example.rules, example.facts)))  # which asks whether it is there
    events = example.subject["events"]
    setting = {pair for pairs in sources(example.subject.get("subject", "case")).values() for pair in pairs}
    stands = [(event["event"], event["at"]) for event in events]
    places = [
        (number, name)
        for number, event in enumerate(events)  # alike, and without the fact not alike, they would be one more
        for name in event
        if name not in UNTOUCHED and stands.count(stands[number]) == 1 and (event["event"], name) not in setting
    ]
    assume(places)
    number, name = data.draw(st.sampled_from(sorted(places)))
    less = [*events]
    less[number] = {key: value for key, value in events[number].items() if key != name}
    complete = verdicts(report(example, example.as_of))
    partial = verdicts(report(example, example.as_of, {**example.subject, "events": less}))
    for key, verdict in partial.items():
        if verdict.status == "met":
            whole = complete.get(key)
            note(f"without {number}.{name}: {key} {verdict.plain()}; with: {whole and whole.plain()}")
            assert whole is not None, "there is no such occurrence"
            assert whole.status == "met"


@every_kind
@given(data=st.data())
def test_what_nothing_asks_about_changes_nothing(kind: str, data: st.DataObject) -> None:
    """Events of a kind that no rule and no fact names leave every verdict as it is.

    What comes before all that is known is left out: of whatever kind, the first event opens the subject.
    """
    example = data.draw(KINDS[kind])
    assume("any'" not in str((example.rules, example.facts)))
    assume("ends_on_contact" not in str(example.rules))  # which asks of every event whether it was the customer's
    events = example.subject["events"]
    opened = _opened(example)
    moments = sorted((event["at"] for event in events), key=datetime.fromisoformat)
    moments = [at for at in moments if opened is not None and to_us(datetime.fromisoformat(at)) >= opened]
    assume(moments)
    beside = [
        {"event": "x.beside", "at": data.draw(st.sampled_from(moments))} for _ in range(data.draw(st.integers(1, 3)))
    ]
    for one in beside:
        if any("seq" in event for event in events if event["at"] == one["at"]):
            one["seq"] = data.draw(st.integers(-1, 20))
    without = verdicts(report(example, example.as_of))
    among = verdicts(report(example, example.as_of, {**example.subject, "events": [*events, *beside]}))
    assert {key: _bare(verdict) for key, verdict in among.items()} == {
        key: _bare(verdict) for key, verdict in without.items()
    }


def _opened(example: Example) -> int | None:
    """When the subject opened, by what is known of it."""
    told = example.subject
    facts = subject_model(told.get("subject", "case")).model_validate(told).facts()
    known_at = None if example.known_at is None else to_us(example.known_at)
    return facts.known(to_us(example.as_of), known_at).opened


def _bare(verdict: Verdict) -> Plain:
    """What it says without the names of doubts, which hold numbers of events."""
    return {name: value for name, value in said(verdict).items() if name not in ("doubts", "left_open", "reason")}


POWERS = st.one_of(strategies.authority_examples(), strategies.emergency_examples())


@given(data=st.data())
def test_a_missing_fact_gives_no_leave(data: st.DataObject) -> None:
    """An act that is refused with all that is known is never permitted where some of that is not recorded."""
    example = data.draw(POWERS)
    assume("present" not in str((example.rules, example.facts)))
    assume("unsaid_is_any" not in str(example.rules))  # what is unsaid licenses all, and the rule says so
    events = example.subject["events"]
    asked = {kind for rule in example.policy().rules for kind in rule.actions()}
    acts = [number for number, event in enumerate(events) if event["event"] in asked and event.get("by")]
    assume(acts)
    act = events[data.draw(st.sampled_from(acts))]
    at = datetime.fromisoformat(act["at"])
    earlier = [event for event in events if datetime.fromisoformat(event["at"]) < at]
    places = [(number, name) for number, event in enumerate(earlier) for name in event if name not in UNTOUCHED]
    assume(places)
    number, name = data.draw(st.sampled_from(sorted(places)))
    less = [*earlier]
    less[number] = {key: value for key, value in earlier[number].items() if key != name}
    whole, partial = (_decided(example, act, at, told) for told in (earlier, less))
    note(f"without {number}.{name}: {partial.plain()}; with: {whole.plain()}")
    if partial.effect is Effect.PERMIT:
        assert whole.effect is Effect.PERMIT


def _decided(example: Example, act: Plain, at: datetime, events: list[Plain]) -> Decision:
    """Whether an act may be done after these events."""
    facts = subject_model(example.subject.get("subject", "case")).model_validate({**example.subject, "events": events})
    context = None if example.context is None else Context.model_validate(example.context)
    header = {"subject": "agent", "id": act["by"], **{key: act[key] for key in ("role", "unit") if act.get(key)}}
    amount = None if act.get("amount") is None else Money.parse(str(act["amount"]))
    said = {key: act[key] for key in ("matter", "proposal") if act.get(key)}
    return example.policy().decide(
        act["event"], by=Agent.model_validate(header), on=facts, amount=amount, at=at, context=context, **said
    )
