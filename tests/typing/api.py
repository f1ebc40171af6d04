"""The public typing, as a host writes it. Never run: mypy and pyright read it in `make check`.

An ignore below says that a misuse must stay an error for type checkers; an unused one fails the check.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel

import servicepolicy as sp
from servicepolicy.errors import MoneyError, PolicyError, Problem, ServicePolicyError, Where
from servicepolicy.models.vocabulary.records import CaseEvent, CaseReceived, CaseRecord
from servicepolicy.money import Money, minor_units
from servicepolicy.worktime import Span, WorkCalendar, WorkClock


class Remedy(BaseModel):
    amount: Money
    offered: list[Money] = []


def amounts() -> None:
    limit: Money = Money("80000", "CNY")
    same: Money = Money(80000, "CNY")
    exact: Money = Money(Decimal(80000), "CNY")
    fine: Money = 3 * Money.parse("10 CNY")
    total: Money = Money.total([limit, same, exact, fine], "CNY")
    within: bool = total <= limit
    amount: Decimal = limit.amount
    code: str = limit.currency
    digits: int | None = minor_units(code)
    left: Money = limit - same + -exact
    Money(0.1, "CNY")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # floats are no money
    _ = limit < 80000  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]  # a number has no currency
    _ = (within, amount, digits, left)


def problems() -> tuple[Problem, ...]:
    try:
        Remedy(amount=Money("1", "CNY"))
    except PolicyError as error:
        place: Where = error.problems[0].where
        _ = (place.line, error.problems[0].help)
        return error.problems
    except MoneyError as error:
        ours: ServicePolicyError = error
        plain: ValueError = error
        _ = (ours, plain)
    return ()


def a_month(policy: sp.Policy, cases: list[sp.Complaint], agents: list[sp.Agent]) -> None:
    assessment: sp.Assessment = policy.assess([*cases, *agents], "2026-03")
    cards: tuple[sp.ScorecardFinding, ...] = assessment.scorecards
    levels: tuple[sp.SLAFinding, ...] = assessment.slas
    awards: tuple[sp.Award, ...] = assessment.awards
    words: str = awards[0].explain("zh")
    policy.assess(cases)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # no month is guessed
    _ = (cards[0].score, levels[0].affordable, words)


def working_time(start: datetime, stop: datetime) -> None:
    london = WorkCalendar(
        timezone="Europe/London",
        hours={"mon-fri": ["09:00-17:00"]},
        closed=["2025-12-25", "2025-12-26"],
        special={"2025-12-24": ["09:00-12:00"]},
    )
    clock: WorkClock = london.clock()
    due: datetime = clock.due(start, Span("4 working hours"), pauses=[(start, stop)])
    later: datetime = clock.due(start, Span("3 working days"), counting="uk-disp")
    worked: timedelta = clock.elapsed(start, stop)
    clock.due(start, "4 hours")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a span is said typed
    clock.elapsed(0, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # microseconds: elapsed_us
    _ = (due, later, worked)


def records(policy: sp.Policy, at: datetime) -> sp.Case:
    received: CaseReceived = {"event": "received", "at": "2026-01-05T09:12:00+08:00", "in_writing": True}
    events: list[CaseEvent] = [received, {"event": "classified", "at": at, "severity": "major"}]
    record: CaseRecord = {"id": "C-1", "type": "complaint", "amount": Money("1", "CNY"), "events": events}
    wrong: CaseReceived = {"event": "received", "at": "2026-01-05T09:12:00+08:00", "in_wrting": True}  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportAssignmentType]  # no such field
    severe: CaseRecord = {"id": "C-2", "events": (), "severity": "mjor"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]  # no such code
    _ = (policy.read(record), wrong, severe)
    return sp.Case.model_validate(record)


def inputs(policy: sp.Policy, at: datetime) -> None:
    case = sp.Complaint(
        id="C-1",
        channel="letter",
        amount=Money("1", "CNY"),
        events=[{"event": "received", "at": at}, {"event": "x.scanned", "at": "2026-01-05T09:12:00+08:00", "pages": 3}],
    )
    sp.Complaint(events=[])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # it has no id
    sp.Complaint(id="C-1", chanel="letter")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt
    sp.Complaint(id="C-1", channel="pigeon")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no code
    rule = sp.Deadline(
        id="answered",
        clause="1",
        start="received",
        stop={"event": "replied", "who": {"kind": "human"}},
        within=timedelta(hours=4),
        pause={"from": "paused", "until": "resumed"},
    )
    sp.Deadline(id="a", clause="1", start="received")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sp.Policy(policy="p", timezone="Europe/London", rules=[rule], pin="opened", slas=[{"id": "s"}])
    sp.Policy(policy="p", rule=[rule])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt
    policy.evaluate(case)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # no moment is guessed
    policy.decide("remedied", by="e1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    complaint: sp.Complaint = policy.read({"id": "C-1"}, sp.Complaint)
    sp.Complant(id="C-1")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    shared: Fraction | None = policy.assess([complaint], "2026-03").slas["answers"][0].attainment
    _ = shared
