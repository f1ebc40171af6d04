"""A name means at work what it meant when the policy was loaded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from servicepolicy import Agent, Case, Policy

DAY = "2026-01-05T"
AS_OF = datetime.fromisoformat(f"{DAY}18:00:00+08:00")


def policy(*rules: dict[str, Any], **said: Any) -> Policy:
    """A policy of some rules."""
    given = [{"clause": "C-1", **rule} for rule in rules]
    return Policy(policy="example", timezone="Asia/Shanghai", rules=given, **said)


def case(*events: dict[str, Any], **header: Any) -> Case:
    """A case received at nine, with further events."""
    received = {"event": "received", "at": f"{DAY}09:00:00+08:00"}
    written = [{**event, "at": f"{DAY}{event['at']}:00+08:00"} for event in events]
    return Case.model_validate({"id": "C-1", "type": "complaint", **header, "events": [received, *written]})


def limit(bound: Any) -> dict[str, Any]:
    """Clerks may give back up to a bound."""
    tiers = [{"role": "clerk", "le": bound, "approvers": "none"}]
    return {"id": "paid", "kind": "authority", "action": "remedied", "amount": {"field": "amount"}, "tiers": tiers}


def remedied(amount: str) -> dict[str, Any]:
    """An amount given back by a clerk."""
    return {"event": "remedied", "at": "10:00", "amount": amount, "by": "ann", "role": "clerk", "kind": "human"}


@pytest.mark.parametrize("bound", ["amount", "subject.amount"])
@pytest.mark.parametrize(("amount", "status"), [("100 CNY", "met"), ("999999 CNY", "breached")])
def test_a_limit_that_is_a_field_is_the_cases(bound: str, amount: str, status: str) -> None:
    """The bound of a tier is a field of the case, however it is written, never the amount of the act itself."""
    judged = policy(limit({"field": bound})).evaluate(case(remedied(amount), amount="100 CNY"), as_of=AS_OF)
    assert judged["paid"].status == status


@pytest.mark.parametrize(("amount", "effect"), [("100 CNY", "permit"), ("999999 CNY", "refuse")])
def test_a_limit_that_is_a_field_decides(amount: str, effect: str) -> None:
    """What may be done is asked of the same field as what was done."""
    decision = policy(limit({"field": "amount"})).decide(
        "remedied", on=case(amount="100 CNY"), amount=amount, by=Agent(id="ann", role="clerk"), at=AS_OF
    )
    assert decision.effect == effect


@pytest.mark.parametrize("form", ["choose", "least", "greatest"])
@pytest.mark.parametrize(("priority", "status"), [("high", "met"), ("low", "breached")])
def test_a_limit_is_chosen_by_the_case(priority: str, status: str, form: str) -> None:
    """The options of a limit are tests on the case, at whatever depth."""
    chosen: dict[str, Any] = {"choose": [{"when": {"priority": "high"}, "value": "500 CNY"}, {"value": "50 CNY"}]}
    bound: dict[str, Any] = {
        "choose": chosen,
        "least": {"least": [chosen, "9999 CNY"]},
        "greatest": {"greatest": [chosen, "1 CNY"]},
    }
    judged = policy(limit(bound[form])).evaluate(case(remedied("100 CNY"), priority=priority), as_of=AS_OF)
    assert judged["paid"].status == status


@pytest.mark.parametrize(
    ("within", "leaves"),
    [
        ("30 days", "2026-02-04T09:00:00+08:00"),
        ("2 weeks", "2026-01-19T09:00:00+08:00"),
        ("1 month", "2026-02-05T09:00:00+08:00"),
        ("1 year", "2027-01-05T09:00:00+08:00"),
        ("5 hours", "2026-01-05T14:00:00+08:00"),
    ],
)
def test_a_window_is_as_long_as_it_says(within: str, leaves: str) -> None:
    """An event is counted until the time of the window has passed, and not from then on."""
    rule = {"id": "few", "kind": "requirement", "hold": "now", "must": {"n": {"le": "0"}}}
    facts = {"n": {"type": "number", "count": "received", "within": within}}
    judged = policy(rule, facts=facts)
    left = datetime.fromisoformat(leaves)
    moments = (AS_OF.replace(hour=9), left - timedelta(microseconds=1), left, left + timedelta(days=1))
    statuses = [judged.evaluate(case(), as_of=at)["few"].status.value for at in moments]
    assert statuses == ["breached", "breached", "met", "met"]


SEVERITIES = ("minor", "normal", "serious", "major", "critical")
ANSWERED: dict[str, Any] = {"id": "answered", "kind": "deadline", "start": "received", "stop": "replied"}


def by_severity(*codes: str, **said: Any) -> Policy:
    """An answer is due within hours that the severity chooses."""
    options = [{"when": {"severity": code}, "value": f"{number} hours"} for number, code in enumerate(codes, 1)]
    return policy({**ANSWERED, "within": {"choose": options}, **said})


def test_a_choice_over_a_whole_list_leaves_nothing_open() -> None:
    """What is not classified yet is of one of the severities there are: due at the latest in the longest time."""
    judged = by_severity(*SEVERITIES, on_reclassify="retroactive", reclassified="classified")
    known = case({"event": "classified", "at": "10:00", "severity": "critical"})
    assert judged.evaluate(known, as_of=AS_OF)["answered"].status == "breached"
    assert judged.evaluate(case(), as_of=AS_OF.replace(hour=15))["answered"].status == "breached"
    early = judged.evaluate(case(), as_of=AS_OF.replace(hour=11))["answered"].verdicts[0]
    assert (early.status, early.doubts) == ("unknown", ("severity",))


def test_a_value_that_no_option_fits_is_named() -> None:
    """A severity that is known and has no option leaves the time unknown, for that reason and no other."""
    verdict = by_severity("minor", "normal").evaluate(case(severity="major"), as_of=AS_OF)["answered"].verdicts[0]
    assert (verdict.status, verdict.reason.code, dict(verdict.reason.args)) == (
        "unknown",
        "no_option",
        {"fact": "severity"},
    )
    assert verdict.doubts == ("severity",)


BY_SEVERITY = {"choose": [{"when": {"severity": "minor"}, "value": "100 CNY"}]}


@pytest.mark.parametrize("hold", ["now", "throughout"])
def test_a_value_that_no_option_fits_is_named_in_what_must_hold(hold: str) -> None:
    """A state that is compared with such a value is unknown for that reason, and for what is missing where that is."""
    rule = {"id": "small", "kind": "requirement", "hold": hold, "must": {"amount": {"le": BY_SEVERITY}}}

    def reason(**header: Any) -> tuple[str, str]:
        (verdict,) = policy(rule).evaluate(case(amount="50 CNY", **header), as_of=AS_OF)["small"].verdicts
        return verdict.status.value, verdict.reason.code

    assert reason(severity="minor") == ("met", "holds" if hold == "now" else "held_throughout")
    assert reason(severity="major") == ("unknown", "no_option")
    assert reason() == ("unknown", "hangs_on_missing")


def test_a_limit_that_no_option_fits_is_named_in_a_tier() -> None:
    """Nobody can tell what may be done up to a limit that was not chosen: not after the act, and not before it."""
    rule = {"id": "limit", "kind": "authority", "action": "remedied", "amount": {"field": "amount"}}
    judged = policy({**rule, "tiers": [{"le": BY_SEVERITY, "approvers": "none"}]})
    facts = case({"event": "remedied", "at": "10:00", "amount": "50 CNY"}, severity="major")
    (verdict,) = judged.evaluate(facts, as_of=AS_OF)["limit"].verdicts
    assert (verdict.status, verdict.reason.code, dict(verdict.reason.args)) == (
        "unknown",
        "no_option",
        {"fact": "severity"},
    )
    clerk = Agent(id="e1", role="clerk")
    decided = judged.decide("remedied", by=clerk, on=case(severity="major"), at=AS_OF, amount="50 CNY")
    assert (decided.effect, decided.reason.code, decided.doubts) == ("unknown", "no_option", ("severity",))
    missing = judged.decide("remedied", by=clerk, on=case(), at=AS_OF, amount="50 CNY")
    assert (missing.effect, missing.reason.code, missing.doubts) == ("unknown", "hangs_on_missing", ("severity",))


REPLY = {"event": "replied", "at": "10:00", "by": "ann", "role": "0571", "unit": "b1", "kind": "human", "id": "e7"}


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ({"kind": "human"}, "met"),
        ({"kind": "bot"}, "breached"),
        ({"role": "0571"}, "met"),
        ({"unit": "b1"}, "met"),
        ({"unit": {"not": "b1"}}, "breached"),
        ({"by": "ann"}, "met"),
        ({"id": "e7"}, "met"),
        ({"at": {"ge": f"{DAY}10:00:00+08:00"}}, "met"),
        ({"at": {"gt": f"{DAY}10:00:00+08:00"}}, "breached"),
        ({"actor.role": "0571"}, "met"),
    ],
)
def test_what_every_event_says_can_be_asked(where: dict[str, Any], status: str) -> None:
    """Who did it, when and which it was are asked of the event under the names that they have there."""
    stop = {"event": "replied", "where": where}
    judged = policy({**ANSWERED, "within": "2 hours", "stop": stop}).evaluate(case(REPLY), as_of=AS_OF)
    assert judged["answered"].status == status


@pytest.mark.parametrize(("of", "many"), [("by", "2"), ("role", "1"), ("kind", "1"), ("id", "2")])
def test_a_computed_fact_reads_who_acted(of: str, many: str) -> None:
    """A computed fact works on who did something, and on which event it was, as on any other field of an event."""
    facts = {"n": {"type": "number", "distinct": "replied", "of": of}}
    rule = {"id": "few", "kind": "requirement", "hold": "now", "must": {"n": many}}
    again = {**REPLY, "at": "11:00", "by": "bob", "id": "e8"}
    assert policy(rule, facts=facts).evaluate(case(REPLY, again), as_of=AS_OF)["few"].status == "met"
