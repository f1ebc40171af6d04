"""Decision records: shaped as CloudEvents, with ids that the same question always has, and no people."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

import servicepolicy as sp
from servicepolicy.results.record import MASKED
from tests.test_canary import CANARY, NUMBER, events_of, personal_of

DESK = Path(__file__).parents[2] / "docs" / "guide" / "desk" / "desk.policy.yaml"
NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
LATE = {
    "id": "T-3",
    "type": "complaint",
    "events": [
        {"event": "received", "at": "2026-01-05T16:00:00Z"},
        {"event": "replied", "to": "customer", "at": "2026-01-06T13:30:00Z", "by": "bob", "role": "clerk"},
    ],
}


def verdict(as_of: datetime = NOON, **more: object) -> sp.Verdict:
    """The late answer."""
    case = sp.Complaint.model_validate(LATE)
    (found,) = sp.load(DESK).evaluate(case, as_of=as_of, **more)["answered"].verdicts  # type: ignore[arg-type]
    return found


def test_a_record_is_a_cloud_event() -> None:
    """With all that one must have, as text; the verdict stands in its data as `plain` says it."""
    record = verdict().record()
    assert [record[name] for name in ("specversion", "type", "subject", "time", "datacontenttype")] == [
        "1.0",
        "servicepolicy.verdict.v1",
        "case/T-3",
        "2026-01-07T12:00:00Z",
        "application/json",
    ]
    data = json.loads(json.dumps(record))["data"]
    assert data["digest"] == sp.load(DESK).digest
    assert data["verdict"]["status"] == "breached"
    assert verdict().record(mask=())["data"]["verdict"] == verdict().plain()  # type: ignore[index]  # of its data


def test_the_same_question_has_the_same_id() -> None:
    """And another moment, another state of knowledge, another context, another rule has another."""
    ids = [
        verdict().record()["id"],
        verdict(NOON + timedelta(seconds=1)).record()["id"],
        verdict(known_at=NOON).record()["id"],
        verdict(context=sp.Context()).record()["id"],
        attrs.evolve(verdict(), rule="other").record()["id"],
        attrs.evolve(verdict(), occurrence="2").record()["id"],
    ]
    assert len(set(ids)) == len(ids)
    assert verdict().record() == verdict().record()


def test_keys_of_people_are_masked() -> None:
    """Who did it is not told unless it is asked for; what is masked is listed."""
    told = verdict().record()
    assert "bob" not in json.dumps(told)
    assert told["data"]["verdict"]["credit"] == MASKED  # type: ignore[index]  # of its data
    assert told["data"]["masked"] == ["credit"]  # type: ignore[index]
    assert '"bob"' in json.dumps(verdict().record(mask=()))
    hidden = verdict().record(mask=["status", "margin"])
    assert hidden["data"]["masked"] == ["margin", "status"]  # type: ignore[index]


def test_a_report_has_the_records_of_its_verdicts() -> None:
    """Advice too; one that was put together by hand has them as well."""
    report = sp.load(DESK).evaluate(sp.Complaint.model_validate(LATE), as_of=NOON)
    assert report.records() == tuple(one.record() for one in report.verdicts)
    by_hand = attrs.evolve(report, verdicts=tuple(attrs.evolve(one, judged=None) for one in report.verdicts))
    assert by_hand.records() == report.records()


def test_what_no_policy_was_asked_for_has_no_record() -> None:
    """A verdict made by hand does not know under which text it is."""
    with pytest.raises(sp.UsageError, match=r"report\.records"):
        attrs.evolve(verdict(), judged=None).record()


def test_a_decision_has_one_too() -> None:
    """Another act, another id; the same, the same."""
    policy = sp.load(DESK)

    def decided(amount: str) -> dict[str, object]:
        clerk = sp.Agent(id="bob", role="clerk")
        return policy.decide("paid", by=clerk, amount=amount, at=NOON).record()

    assert decided("120 GBP") == decided("120 GBP")
    assert decided("120 GBP")["id"] != decided("20 GBP")["id"]
    assert decided("120 GBP")["type"] == "servicepolicy.decision.v1"
    assert "bob" not in json.dumps(decided("120 GBP"))


AMONG_ROLES = {"id": "pay", "kind": "authority", "clause": "X-1", "action": "paid", "who": {"role": "clerk"}}
BY_AMOUNT = {
    "id": "pay",
    "kind": "authority",
    "clause": "X-1",
    "action": "paid",
    "amount": {"field": "amount"},
    "tiers": [{"le": "500 GBP", "approvers": "none"}, {"gt": "500 GBP", "approvers": {"any_of": ["head"]}}],
}


@pytest.mark.parametrize("rule", [AMONG_ROLES, BY_AMOUNT], ids=["who", "tiers"])
@pytest.mark.parametrize("amount", ["5 GBP", "900 GBP"])
def test_a_decision_that_is_looked_up_has_a_record_of_its_own(rule: dict[str, object], amount: str) -> None:
    """One about another subject, at another moment, does not change what an earlier one was made of."""
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=[rule])
    cases = [sp.Case.model_validate({"id": name, "type": "complaint", "events": []}) for name in ("A", "B", "C")]
    by = sp.Agent(id="e1", role="clerk")
    made = [
        policy.decide("paid", by=by, on=case, amount=amount, at=NOON + timedelta(hours=hours))
        for hours, case in enumerate(cases)
    ]
    assert [decision.record()["subject"] for decision in made] == ["case/A", "case/B", "case/C"]
    assert [str(decision.record()["time"])[11:13] for decision in made] == ["12", "13", "14"]


def test_a_verdict_that_finds_nothing_has_a_record_of_its_own() -> None:
    """The same rule, idle on the same subject at a later moment, does not change what the earlier one was made of."""
    said: dict[str, dict[str, object]] = {
        "deadline": {"start": "received", "stop": "replied", "within": "4 hours"},
        "authority": {"action": "paid", "who": {"role": "clerk"}},
        "sequence": {"preceded": {"every": "paid", "by": "approved"}},
        "ownership": {"starts": "received", "ends": "replied"},
        "requirement": {"at": "paid", "must": {"amount": {"present": True}}},
    }
    idle = [{"id": kind, "kind": kind, "clause": "X-1", **parts} for kind, parts in said.items()]
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=idle)
    case = sp.Case.model_validate({"id": "A", "type": "complaint", "events": [{"event": "assigned", "at": NOON}]})
    reports = [policy.evaluate(case, as_of=NOON + timedelta(hours=hours)) for hours in (0, 1)]
    times = [{str(verdict.record()["time"])[11:13] for verdict in report.verdicts} for report in reports]
    assert {verdict.reason.code for report in reports for verdict in report.verdicts} == {"not_triggered"}
    assert times == [{"12"}, {"13"}]


def test_no_canary_sings_in_a_record() -> None:
    """Whatever personal field of a case holds it, and although nothing is masked."""
    from servicepolicy.models.vocabulary import header_fields

    header = personal_of(header_fields("case"))
    case = sp.Case.model_validate({"id": "C-1", **header, "events": list(events_of("case"))})
    for name in sp.packs():
        policy = sp.load(name, fill="example-bank")
        report = policy.evaluate(case, as_of=datetime(2026, 4, 1, tzinfo=UTC))
        told = json.dumps(report.records(mask=()), ensure_ascii=False)
        assert CANARY not in told
        assert str(NUMBER) not in told
