"""The worked cases whose explanations are kept in `golden/`, to be read aloud.

python -m tests.telling.cases        writes them anew; read what changed before it is committed
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import servicepolicy as sp
from tests.telling import duties, figures, keeping, orders, powers, requirements, rewards
from tests.telling.building import at, bank, branch, complaint, event, letters, verdicts

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "zh")


def decision(
    action: str, by: str, role: str | None, amount: str | None, *events: dict[str, Any]
) -> Callable[[str], str]:
    """How a decision before an act reads."""

    def told(language: str) -> str:
        agent = sp.Agent(id=by, role=role) if role is not None else sp.Agent(id=by)
        case = complaint(*events, severity="normal")
        return bank().decide(action, by=agent, on=case, amount=amount, at=at("07 10:00")).explain(language)

    return told


def owner(*events: dict[str, Any]) -> Callable[[str], str]:
    """How the answer to `who holds the question` reads."""
    return lambda language: branch().owner(complaint(*events), at=at("06 17:00")).explain(language)


def report(language: str) -> str:
    """How a whole report reads."""
    return bank().evaluate(complaint(CLASSIFIED_LATE), as_of=at("05 15:00")).explain(language)


def excused(language: str) -> str:
    """How a breach reads that an accepted exception covers."""
    waiver = {
        "id": "W-7",
        "rule": "classified-in-time",
        "subject": "C-1",
        "approver": "e99",
        "reason": "outage of the system",
        "until": "2026-02-01T00:00:00+08:00",
    }
    context = sp.Context.model_validate({"waivers": [waiver]})
    found = bank().evaluate(complaint(CLASSIFIED_LATE), as_of=at("05 18:00"), context=context)["classified-in-time"]
    return found.verdicts[0].explain(language)


CLASSIFIED_LATE = event("classified", "05 14:54", "e17", "intake-specialist", severity="normal")
REMEDIED = event("remedied", "09 16:00", "e31", "solution-engineer", amount="80000 CNY")
PAUSED = (event("paused", "06 10:00", reason="awaiting_customer"), event("resumed", "08 12:00"))
REOPENED = (event("replied", "06 10:00", "e5", to="customer"), event("reopened", "16 10:00"))
CAPPED = {"from": "paused", "until": "resumed", "cap": "2 working days", "ends_on_contact": True}
REPLIED = event("replied", "12 15:00", "e5", "writer", to="customer")
HANDED = {"to": "m1", "to_role": "complaint-manager", "reason_code": "beyond-authority"}


def approved(by: str, role: str, amount: str, when: str = "09 15:00") -> dict[str, Any]:
    """An approval of a remedy."""
    return event("approved", when, by, role, action="remedied", amount=amount)


CASES: dict[str, Callable[[str], str]] = {
    "late": verdicts(bank(), "classified-in-time", "05 18:00", CLASSIFIED_LATE),
    "in-time-to-the-second": verdicts(
        bank(), "classified-in-time", "05 18:00", event("classified", "05 14:42", "e17", "intake-specialist")
    ),
    "not-done": verdicts(bank(), "classified-in-time", "05 18:00"),
    "not-yet-due": verdicts(bank(), "classified-in-time", "05 14:00"),
    "called-off": verdicts(bank(), "classified-in-time", "05 18:00", event("withdrawn", "05 10:00")),
    "called-off-too-late": verdicts(bank(), "classified-in-time", "06 18:00", event("withdrawn", "06 10:00")),
    "human-or-not": verdicts(
        bank(),
        "first-response",
        "05 18:00",
        event("replied", "05 10:00", "web", to="customer", visibility="public", substance="full"),
    ),
    "next-years-holidays": verdicts(letters(within="300 working days"), "answered", "12-31 23:00"),
    "rolled-over-a-weekend": verdicts(
        letters(within="5 days", counting="cn-civil-code", extend=()), "answered", "20 10:00", REPLIED
    ),
    "rolled-over-a-holiday": verdicts(
        letters(within="42 days", counting="cn-civil-code", extend=()), "answered", "03-31 23:00", REPLIED
    ),
    "paused": verdicts(letters(), "answered", "07 10:00", PAUSED[0], severity="normal"),
    "paused-and-late": verdicts(
        letters(), "answered", "20 10:00", *PAUSED, event("replied", "14 15:00", "e5", to="customer"), severity="normal"
    ),
    "extended": verdicts(
        letters(), "answered", "20 10:00", event("extended", "07 10:00", customer_told=True), REPLIED, severity="normal"
    ),
    "extended-in-vain": verdicts(
        letters(),
        "answered",
        "20 10:00",
        event("extended", "07 10:00", customer_told=False),
        REPLIED,
        severity="normal",
    ),
    "extended-too-late": verdicts(
        letters(), "answered", "20 10:00", event("extended", "12 10:00", customer_told=True), REPLIED, severity="normal"
    ),
    "reclassified": verdicts(
        letters(),
        "answered",
        "20 10:00",
        event("reclassified", "06 15:00", severity="major"),
        REPLIED,
        severity="normal",
    ),
    "reopened": verdicts(
        letters(),
        "answered",
        "20 10:00",
        event("replied", "06 10:00", "e5", to="customer"),
        event("reopened", "16 10:00"),
        severity="normal",
    ),
    "reopened-and-resumed": verdicts(letters(on_reopen="resume"), "answered", "20 10:00", *REOPENED, severity="normal"),
    "reopened-and-closed-time-counted": verdicts(
        letters(on_reopen="count_closed"), "answered", "20 10:00", *REOPENED, severity="normal"
    ),
    "paused-to-its-cap": verdicts(letters(pause=CAPPED), "answered", "20 10:00", PAUSED[0], REPLIED, severity="normal"),
    "paused-up-to-a-cap": verdicts(letters(pause=CAPPED), "answered", "06 15:00", PAUSED[0], severity="normal"),
    "paused-until-the-customer-called": verdicts(
        letters(pause=CAPPED),
        "answered",
        "20 10:00",
        PAUSED[0],
        event("customer_contacted", "07 10:00"),
        REPLIED,
        severity="normal",
    ),
    "paused-when-already-late": verdicts(
        letters(within="4 working hours", extend=()),
        "answered",
        "20 10:00",
        *PAUSED,
        event("replied", "08 15:00", "e5", to="customer"),
    ),
    "approved-by-the-wrong-one": verdicts(
        bank(), "complaint-money", "12 18:00", approved("e90", "department-head", "80000 CNY"), REMEDIED
    ),
    "approved-too-little": verdicts(
        bank(), "complaint-money", "12 18:00", approved("e99", "supervising-leader", "60000 CNY"), REMEDIED
    ),
    "approved-by-the-maker": verdicts(
        bank(), "complaint-money", "12 18:00", approved("e31", "supervising-leader", "80000 CNY"), REMEDIED
    ),
    "approved-afterwards": verdicts(
        bank(), "complaint-money", "14 18:00", REMEDIED, approved("e99", "supervising-leader", "80000 CNY", "12 15:00")
    ),
    "approved": verdicts(
        bank(), "complaint-money", "12 18:00", approved("e99", "supervising-leader", "80000 CNY"), REMEDIED
    ),
    "may-it-be-done": decision("remedied", "e31", "solution-engineer", "50000.01 CNY"),
    "it-may": decision(
        "remedied", "e31", "solution-engineer", "800 CNY", approved("e90", "department-head", "800 CNY", "06 10:00")
    ),
    "it-may-not": decision("remedied", "e21", "analyst", "800 CNY"),
    "nobody-knows-the-role": decision("remedied", "e31", None, "800 CNY"),
    "nobody-knows-the-act": decision("remedy", "e31", "solution-engineer", "800 CNY"),
    "first-asked": owner(),
    "handed-over": owner(event("transferred", "06 09:30", "e17", "intake-specialist", **HANDED)),
    "already-answered": owner(
        event("replied", "06 09:30", "e17", to="customer", kind="human", visibility="public", substance="full")
    ),
    "handed-over-in-doubt": owner(event("transferred", "06 09:30", "e17", "intake-specialist", to="m1")),
    "handed-over-wrongly": verdicts(
        branch(),
        "first-asked-is-responsible",
        "06 17:00",
        event("transferred", "06 09:30", "e17", "intake-specialist", to="e9", to_role="teller", reason_code="busy"),
        category="employee_misconduct",
    ),
    "emergency": verdicts(
        bank(),
        "complaint-money",
        "09 17:00",
        event("emergency_declared", "09 15:00", "e17", "intake-specialist", reason="customer_threatens_to_leave"),
        event("remedied", "09 16:00", "e17", "intake-specialist", amount="800 CNY"),
    ),
    "handed-over-rightly": verdicts(
        branch(),
        "first-asked-is-responsible",
        "06 17:00",
        event("transferred", "05 09:30", "e17", "intake-specialist", **HANDED),
        answerable_on_spot=False,
    ),
    "rightly-or-not": verdicts(
        branch(),
        "first-asked-is-responsible",
        "06 17:00",
        event("transferred", "05 09:30", "e17", "intake-specialist", to="m1"),
        answerable_on_spot=False,
    ),
    "in-parts": verdicts(
        bank(),
        "complaint-money",
        "12 18:00",
        event("remedied", "07 16:00", "e31", "solution-engineer", amount="30000 CNY"),
        approved("e90", "department-head", "30000 CNY", "07 15:00"),
        event("remedied", "09 16:00", "e31", "solution-engineer", amount="30000 CNY"),
        approved("e90", "department-head", "30000 CNY"),
    ),
    "nothing-to-approve": verdicts(bank(), "complaint-money", "12 18:00"),
    "approved-or-not": verdicts(
        bank(), "complaint-money", "12 18:00", event("remedied", "09 16:00", "e31", "solution-engineer")
    ),
    "excused": excused,
    "a-whole-report": report,
    **keeping.CASES,
    **orders.CASES,
    **requirements.CASES,
    **powers.CASES,
    **duties.CASES,
    **figures.CASES,
    **rewards.CASES,
}


def written(name: str) -> str:
    """A case in both languages, as its golden file holds it."""
    return "\n\n".join(CASES[name](language) for language in LANGUAGES) + "\n"


def main() -> None:
    """Write all golden files, and remove those that no case stands for."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.txt"):
        if path.stem not in CASES:
            path.unlink()
    for name in CASES:
        (GOLDEN / f"{name}.txt").write_text(written(name), encoding="utf-8")
    sys.stdout.write(f"{len(CASES)} explanations in {GOLDEN.name}/\n")


if __name__ == "__main__":
    main()
