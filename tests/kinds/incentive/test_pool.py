"""The fund that fines go to: what is owed, what is fined for it, and amounts that nobody knows."""

from __future__ import annotations

from typing import Any

from servicepolicy.results.award import Award
from tests.kinds.incentive.awarding import agent, award, desk, event, fined, found, outcome, reminded

FUND = {"fund": "activity-fund"}


def fund(*events: dict[str, Any], people: tuple[dict[str, Any], ...] = (), **said: Any) -> Award:
    """What is said in January of a fund with these payments, and these inspections and employees."""
    pool: dict[str, Any] = {
        "name": "activity-fund",
        "paid_in": {"event": "fund_paid_in", "where": FUND},
        "paid_out": {"event": "fund_spent", "where": FUND},
        "only": {"purpose": "group_activity"},
        **said,
    }
    rule = {"id": "fund", "kind": "incentive", "subject": "organisation", "clause": "X-10", "pool": pool}
    bank = {"subject": "organisation", "id": "bank", "events": list(events)}
    return award([desk(), rule], [*people, bank], "activity-fund")


def paid_in(day: str, amount: str | None = "10 CNY") -> dict[str, Any]:
    """Money that came in."""
    return event("fund_paid_in", day, **FUND, **({"amount": amount} if amount else {}))


def spent(day: str, amount: str | None = "10 CNY", purpose: str = "group_activity") -> dict[str, Any]:
    """Money that went out."""
    return event("fund_spent", day, **FUND, purpose=purpose, **({"amount": amount} if amount else {}))


def test_a_fund_that_owed_before_the_period_still_owes() -> None:
    """What was overdrawn in December is below nought in January, too, and the book says so."""
    one = fund(spent("2025-12-20"))
    assert outcome(one)[:2] == ("breached", "overdrawn")
    assert [line.score for line in one.lines if line.ground == "balance"] == ["-10 CNY", "-10 CNY"]
    assert "-10 CNY" in one.explain("en")


def test_a_fund_that_only_comes_to_owe_nothing_by_its_first_payment_owed() -> None:
    """It was below nought as the period began."""
    people = (found("I0", "2026-01-03"), found("I1", "2026-01-04"), agent("e1", reminded("2026-01-03T12:00"), FINE))
    one = fund(spent("2025-12-20"), paid_in("2026-01-20"), people=people)
    assert (outcome(one)[0], [str(line.status) for line in one.lines if line.ground == "balance"]) == (
        "breached",
        ["breached", "met"],
    )


FINE = event("sanctioned", "2026-01-05", amount="10 CNY")


def test_a_reminder_in_place_of_a_fine_fines_nothing() -> None:
    """Its amount is not missing: nothing had to come in for it."""
    people = (found("I0", "2026-01-05"), found("I1", "2026-01-12"))
    one = fund(paid_in("2025-12-20"), people=(*people, agent("e1", reminded("2026-01-06"), reminded("2026-01-13"))))
    assert outcome(one)[:2] == ("met", "adds_up")


def test_an_amount_that_is_missing_hides_no_misuse() -> None:
    """What was spent on something else is broken, whatever another payment came to."""
    one = fund(paid_in("2026-01-05", None), spent("2026-01-06", purpose="office_supplies"))
    assert outcome(one)[:2] == ("breached", "misused")


def test_an_amount_that_does_not_matter_is_not_asked_for() -> None:
    """A payment after the period, and a fine before it that had to come in then, leave the book as it is."""
    later = {**paid_in("2026-02-01T00:00", None)}
    people = (found("I0", "2025-12-01"), found("I1", "2025-12-02"))
    untold = event("sanctioned", "2025-12-03")
    one = fund(paid_in("2025-12-20"), later, people=(*people, agent("e1", reminded("2025-12-01T12:00"), untold)))
    assert outcome(one)[:2] == ("met", "adds_up")
    assert outcome(fund(later))[0] == "not_applicable"


def test_a_fine_hangs_on_what_another_record_is() -> None:
    """Whether it was fined for the fund is not known where a record beside it may have been that fine."""
    untold = event("sanctioned", "2026-01-13")
    people = (found("I0", "2026-01-05"), found("I1", "2026-01-12"), agent("e1", untold, fined("2026-01-14")))
    one = fund(paid_in("2026-01-20"), people=people)
    assert (outcome(one)[0], one.doubts) == ("unknown", ("e1/1.amount",))


def test_many_records_that_say_nothing_hide_no_misuse() -> None:
    """What more worlds than can be told apart were fined is not known; what was spent on something else is broken."""
    days = [f"2026-01-{day:02}" for day in range(5, 11)]
    untold = [event("sanctioned", day, seq=seq) for seq, day in enumerate(days)]
    people = (*(found(f"I{day}", day) for day in days), agent("e1", *untold))
    assert outcome(fund(paid_in("2026-01-20"), people=people))[0] == "unknown"
    one = fund(paid_in("2026-01-20"), spent("2026-01-21", purpose="office_supplies"), people=people)
    assert outcome(one)[:2] == ("breached", "misused")


def test_what_is_fined_only_later_opens_no_book() -> None:
    """A fund that had nothing to do with money by the end of the period is not judged."""
    people = (found("I0", "2026-02-01"), found("I1", "2026-02-02"))
    one = fund(people=(*people, agent("e1", reminded("2026-02-01T12:00"), fined("2026-02-03"))))
    assert outcome(one)[:2] == ("not_applicable", "nothing_due")
