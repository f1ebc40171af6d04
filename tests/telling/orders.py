"""Worked sequences: order, before and after, never, once, four eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.telling.building import bank, branch, complaint, event, told_of, verdicts

RECORDED = event("recorded", "05 09:20", "e17", customer_recorded=True, content_recorded=True)
EVIDENCE = event("evidence_collected", "06 10:00", "e21", "analyst")
FAULT = event("responsibility_determined", "06 15:00", "e21", "analyst", bank_at_fault=True)
RESOLVED = event("resolved", "08 11:00", "e31")
CALLED = event("called_back", "09 10:00", "e41")
CLOSED = event("closed", "12 09:00", "e17", outcome="solved")
REGISTERED = event("registered", "05 10:00", "m1", "complaint-manager", entered_in="opinion_register")
REPLIED = event("replied", "09 10:00", "m1", to="customer", substance="full")


def steps(when: str, *events: dict[str, Any]) -> Callable[[str], str]:
    """How the four steps of a complaint read."""
    return verdicts(bank(), "four-steps", when, *events)


def letter(when: str, *events: dict[str, Any]) -> Callable[[str], str]:
    """How the handling of a letter reads, of which the branch may dispose."""
    return verdicts(branch(), "letter-handled-in-order", when, *events, channel="letter", amount="100 CNY")


def sequence(title: tuple[str, str], when: str, *events: dict[str, Any], **said: Any) -> Callable[[str], str]:
    """How a sequence of one's own reads."""
    rule = {"id": "in-order", "kind": "sequence", "clause": "L-2", "title": dict(zip(("en", "zh"), title, strict=True))}
    return told_of({**rule, **said}, complaint(*events), when)


FOUR_EYES = {"never_same": {"of": ["paid", "expense_approved"]}}
FOUR_EYES_TITLE = ("Nobody approves an own expense", "费用经办与审批分离")
PAID = event("paid", "09 16:00", "e31", amount="300 CNY")
ONE_HAND = ("One person from investigation to reply", "调查答复由同一人负责")

CASES: dict[str, Callable[[str], str]] = {
    "steps-in-order": steps("12 18:00", EVIDENCE, FAULT, RESOLVED, CALLED),
    "step-left-out": steps("12 18:00", RESOLVED),
    "step-out-of-order": steps("12 18:00", RESOLVED, {**EVIDENCE, "at": CLOSED["at"]}, FAULT),
    "steps-to-come": steps("07 18:00", EVIDENCE, FAULT),
    "ended-without-a-step": steps("12 18:00", EVIDENCE, FAULT, RESOLVED, CLOSED),
    "ended-or-not": steps("12 18:00", EVIDENCE, FAULT, RESOLVED, {k: v for k, v in CLOSED.items() if k != "outcome"}),
    "step-late": letter("12 18:00", REGISTERED, event("investigated", "12 10:00", "m1"), REPLIED),
    "step-overdue": letter("12 18:00", REGISTERED),
    "came-before": verdicts(
        bank(),
        "mediated-before-arbitration",
        "12 18:00",
        event("mediated", "07 10:00", "h2", agreed=False),
        event("arbitrated", "08 10:00", "h1", "hr-officer"),
    ),
    "nothing-came-before": verdicts(
        bank(), "mediated-before-arbitration", "12 18:00", event("arbitrated", "08 10:00", "h1", "hr-officer")
    ),
    "came-before-or-not": verdicts(
        bank(),
        "mediated-before-arbitration",
        "12 18:00",
        event("mediated", "07 10:00", "h2"),
        event("arbitrated", "08 10:00", "h1", "hr-officer"),
    ),
    "too-long-before": sequence(
        ("Identity verified shortly before the payment", "付款前核实身份"),
        "12 18:00",
        event("verified", "07 09:00", "e31"),
        PAID,
        preceded={"every": "paid", "by": "verified", "within": "1 working day"},
        clock="office",
    ),
    "followed": verdicts(bank(), "recorded-at-intake", "05 18:00", RECORDED),
    "followed-too-late": sequence(
        ("Paid once it is decided", "决定后及时付款"),
        "12 18:00",
        event("decided", "06 10:00", "e90"),
        PAID,
        followed={"every": "decided", "by": "paid", "within": "2 working days"},
        clock="office",
        duty="cashier",
    ),
    "not-before-the-end": verdicts(
        bank(),
        "recorded-at-intake",
        "05 18:00",
        event("classified", "05 10:00", "e17"),
        {**RECORDED, "at": CLOSED["at"]},
    ),
    "still-to-follow": verdicts(branch(), "cause-analysed", "06 18:00"),
    "nothing-called-for-it": verdicts(bank(), "mediated-before-arbitration", "12 18:00"),
    "never-happened": verdicts(branch(), "never-refused", "12 18:00", CLOSED),
    "never-so-far": verdicts(branch(), "never-refused", "06 18:00"),
    "it-happened": verdicts(branch(), "never-refused", "06 18:00", event("refused_intake", "05 09:30", "e17")),
    "it-happened-again": sequence(
        ("One extension at most", "只可延期一次"),
        "12 18:00",
        event("extended", "06 10:00", "e90"),
        event("extended", "08 10:00", "e90"),
        once="extended",
    ),
    "one-person-did-both": sequence(
        FOUR_EYES_TITLE, "12 18:00", PAID, event("expense_approved", "09 15:00", "e31"), **FOUR_EYES
    ),
    "two-people-did-it": sequence(
        FOUR_EYES_TITLE, "12 18:00", PAID, event("expense_approved", "09 15:00", "e90"), **FOUR_EYES
    ),
    "nobody-knows-who-did-it": sequence(
        FOUR_EYES_TITLE, "12 18:00", PAID, event("expense_approved", "09 15:00"), **FOUR_EYES
    ),
    "more-than-one-hand": sequence(
        ONE_HAND,
        "12 18:00",
        event("investigated", "06 10:00", "e21"),
        REPLIED,
        same={"of": ["investigated", "replied"]},
    ),
}
