"""Thirty rules on a complaint with ten events, every verdict with its reasons; and what comes before that.

The rules are those of a large policy: two thirds deadlines (half of them plain, half with pauses, extensions, repeated
duties, re-classification or reopening), the rest authority and ownership. Most are triggered; a few find nothing to
judge, as in any policy. Nothing is put into words: a host does that for the verdicts that it shows.

The budget is absolute, so it says something only of the machine on which it was measured; the fastest of many rounds is
taken.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from time import perf_counter
from typing import Any

from bench_decide import python_loop
from run import Row

import servicepolicy as sp

ROUNDS = 200
OFFICE = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}, "holidays": "CN"}
AS_OF = datetime.fromisoformat("2026-02-10T12:00:00+08:00")
HUMAN_ANSWER = {
    "event": "replied",
    "who": {"kind": "human"},
    "where": {"to": "customer", "visibility": "public", "substance": {"in": ["full", "partial"]}},
}


def _deadline(name: str, start: Any, stop: Any, within: Any, **more: Any) -> dict[str, Any]:
    said = {"id": name, "kind": "deadline", "clause": "B-1", "start": start, "stop": stop, "within": within}
    return {**said, "clock": "office", "applies": {"type": "complaint"}, **more}


def _authority(name: str, action: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "authority", "clause": "B-2", "action": action, **more}


def plain_deadlines() -> Iterator[dict[str, Any]]:
    """One start, one stop, nothing that moves the due instant."""
    yield _deadline("acknowledged", "received", "acknowledged", "30 minutes", clock=None)
    yield _deadline("recorded", "received", "recorded", "2 working hours")
    yield _deadline("first-response", "received", HUMAN_ANSWER, "4 working hours", warn=["80%"])
    yield _deadline("classified", "received", "classified", "8 working hours", duty="intake-specialist")
    yield _deadline("assigned", "classified", "assigned", "1 working hour")
    yield _deadline("handled", "received", "resolved", "5 working days")
    yield _deadline("settled", "received", "closed", "15 working days")
    yield _deadline("legal-limit", "received", "closed", "60 days", warn=["90%"])
    yield _deadline("closed-after-solution", "resolved", "closed", "3 working days")
    yield _deadline("escalated", {"event": "classified", "where": {"severity": "critical"}}, "escalated", "1 hour")


def moving_deadlines() -> Iterator[dict[str, Any]]:
    """Pauses, extensions, repeated duties, re-classification, reopening, values that depend on the case."""
    waiting = {"from": {"event": "paused", "where": {"reason": "awaiting_customer"}}, "until": "resumed"}
    longer = {"grant": {"event": "extended"}, "to": "30 working days"}
    by_severity = {"choose": [{"when": {"severity": "major"}, "value": "2 working days"}, {"value": "5 working days"}]}
    yield _deadline("investigated", "received", "resolved", "6 working days", pause=[waiting])
    yield _deadline("solved", "received", "resolved", by_severity, on_reclassify="retroactive")
    yield _deadline("extended", "received", "closed", "20 working days", extend=[longer], pause=[waiting])
    yield _deadline("each-answer", "received", HUMAN_ANSWER, "2 working days", cycle="each start")
    yield _deadline("oldest-unanswered", "received", "replied", "3 working days", cycle="oldest unanswered")
    yield _deadline("kept-informed", "received", "replied", "7 days", cycle={"repeat": "from_act", "until": "closed"})
    yield _deadline("called-back", "resolved", "called_back", "7 days", cancel="withdrawn", warn=["80%"])
    yield _deadline("reopened-in-time", "received", "closed", "15 working days", on_reopen="new_cycle")
    yield _deadline("withdrawn-or-solved", "received", "resolved", "10 working days", cancel="withdrawn")
    yield _deadline("team-and-plan", "received", {"all": ["classified", "assigned"]}, "2 working days")


def authorities() -> Iterator[dict[str, Any]]:
    """Who may do it at all, limits by amount, approvals by another person."""
    yield _authority("recorded-by", "recorded", who={"role": "intake-specialist"})
    yield _authority("classified-by", "classified", who={"role": {"in": ["intake-specialist", "analyst"]}})
    yield _authority("answered-by", "replied", who={"role": {"in": ["analyst", "solution-engineer"]}})
    yield _authority("resolved-by", "resolved", who={"role": "solution-engineer"})
    head = {"any_of": ["department-head"]}
    yield _authority("closing-signed", "closed", tiers=[{"approvers": head}], approval={"event": "signed"})
    tiers = [
        {"le": "5000 CNY", "approvers": "none"},
        {"gt": "5000 CNY", "le": "50000 CNY", "approvers": head},
        {"gt": "50000 CNY", "approvers": {"any_of": ["supervising-leader"]}},
    ]
    yield _authority("remedy-limits", "remedied", amount={"field": "amount"}, tiers=tiers)
    yield _authority("payment-limits", "paid", amount={"field": "amount"}, tiers=tiers)
    yield _authority("assigned-by", "assigned", who={"role": "intake-specialist"})


def rules() -> list[dict[str, Any]]:
    """All thirty."""
    owners = [
        {"id": "first-asked", "kind": "ownership", "clause": "B-3", "starts": "received", "ends": "closed"},
        {"id": "until-answered", "kind": "ownership", "clause": "B-4", "starts": "received", "ends": "replied"},
    ]
    return [*plain_deadlines(), *moving_deadlines(), *authorities(), *owners]


def record() -> dict[str, Any]:
    """The complaint as a host hands it in."""

    def event(kind: str, at: str, by: str, role: str, **fields: Any) -> dict[str, Any]:
        return {"event": kind, "at": f"2026-01-{at}:00+08:00", "by": by, "role": role, "kind": "human", **fields}

    answer = {"to": "customer", "visibility": "public", "substance": "full"}
    events = [
        event("received", "05T09:12", "e1", "intake-specialist"),
        event("acknowledged", "05T09:20", "e1", "intake-specialist"),
        event("recorded", "05T09:40", "e1", "intake-specialist"),
        event("classified", "05T14:00", "e1", "intake-specialist", category="service", severity="major"),
        event("assigned", "05T14:30", "e1", "intake-specialist", to="e7"),
        event("paused", "06T10:00", "e7", "analyst", reason="awaiting_customer"),
        event("resumed", "08T10:00", "e7", "analyst"),
        event("replied", "08T16:00", "e7", "analyst", **answer),
        event("resolved", "09T11:00", "e9", "solution-engineer"),
        event("closed", "12T15:00", "e9", "solution-engineer"),
    ]
    return {
        "id": "C-1",
        "type": "complaint",
        "channel": "telephone",
        "severity": "minor",
        "amount": "8000 CNY",
        "events": events,
    }


def without_facts(raw: dict[str, Any]) -> dict[str, Any]:
    """The same complaint as a log tells it that has nothing but ids, kinds and times."""
    events = [{"event": event["event"], "at": event["at"]} for event in raw["events"]]
    return {"id": raw["id"], "type": raw["type"], "events": events}


def policy() -> sp.Policy:
    """The thirty rules as one policy."""
    return sp.Policy(policy="thirty", timezone="Asia/Shanghai", calendars={"office": OFFICE}, rules=rules())


def fastest(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest round: what else the machine does can only add to it."""
    run()
    taken = []
    gc.collect()
    for _ in range(rounds):
        begun = perf_counter()
        run()
        taken.append(perf_counter() - begun)
    return min(taken)


def said(report: sp.Report) -> str:
    """What a report holds, for the note."""
    counts = Counter(verdict.status.value for verdict in report.verdicts)
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))


def rows() -> Iterator[Row]:
    """`evaluate` against 300 µs; then reading the record, agenda, notices, words and the shipped packs."""
    judged, raw = policy(), record()
    case = sp.Complaint.model_validate(raw)
    report = judged.evaluate(case, as_of=AS_OF)
    assert (len(judged.rules), len(case.events)) == (30, 10), "the budget speaks of 30 rules and 10 events"

    def evaluate() -> sp.Report:
        return judged.evaluate(case, as_of=AS_OF)

    def from_record() -> sp.Report:
        return judged.evaluate(sp.Complaint.model_validate(raw), as_of=AS_OF)

    turn = f"one turn of a Python loop takes {python_loop() * 1e9:.0f} ns here"
    yield Row("evaluate, 30 rules on 10 events", fastest(evaluate), "300 µs", 300e-6, 1.0, f"{said(report)}; {turn}")
    yield Row("the same, record validated too", fastest(from_record), "300 µs", 300e-6, note="for orientation")
    yield Row("agenda of the same", fastest(lambda: judged.agenda(case, as_of=AS_OF)), "", note="for orientation")
    yield Row(
        "evaluate, then say it in words", fastest(lambda: evaluate().explain("en"), 20), "", note="for orientation"
    )
    bare = sp.Complaint.model_validate(without_facts(raw))
    lacking = fastest(lambda: judged.evaluate(bare, as_of=AS_OF), 50)
    yield Row("evaluate, bare ids and times", lacking, "the same, complete", fastest(evaluate, 50), 3.0)
    shipped = sp.load("complaint-handling", fill="example-bank")
    complete = fastest(lambda: shipped.evaluate(case, as_of=AS_OF), 50)
    about = f"{sum(rule.subject == 'case' for rule in shipped.rules)} of them about cases; for orientation"
    yield Row(f"evaluate, complaint pack ({len(shipped.rules)} rules)", complete, "", note=about)
    lacking = fastest(lambda: shipped.evaluate(bare, as_of=AS_OF), 50)
    yield Row("evaluate, complaint pack, bare ids and times", lacking, "the same, complete", complete, 3.0)
    both = [sp.load(name, fill="example-bank") for name in ("complaint-handling", "branch-service")]
    count = sum(len(one.rules) for one in both)
    shipped = fastest(lambda: [one.evaluate(case, as_of=AS_OF) for one in both])
    yield Row(f"evaluate, both shipped packs ({count} rules)", shipped, "", note="for orientation")
