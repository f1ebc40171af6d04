"""Which record serves which claim: the one that it fits, whatever is missing before it."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from servicepolicy.results.award import Award
from tests.kinds.incentive.awarding import agent, award, desk, event, fined, found, outcome, reminded

FINES = desk(ladder=[{"from": "1", "each": "10 CNY"}])
TWICE = [found("I1", "2026-01-05"), found("I2", "2026-01-12")]
THRICE = [*TWICE, found("I3", "2026-01-19")]
UNTOLD = event("sanctioned", "2026-01-13")


def lines(one: Award) -> list[tuple[str, str]]:
    """What each claim brings and what came of it; what is on record without a right brings nothing."""
    return [(str(line.entitled or ""), line.code.removeprefix("award_")) for line in one.lines]


def test_a_fine_is_not_taken_for_the_reminder_that_was_never_given() -> None:
    """The first time is missing its reminder; the second one's fine is in order."""
    one = award(desk(), [*TWICE, agent("e1", fined("2026-01-13"))])
    assert lines(one) == [("reminder", "missing"), ("10 CNY", "in_order")]
    assert one.status == "breached"


def test_a_late_fine_is_still_the_fine() -> None:
    """A record of the right kind serves late rather than as something else in time."""
    one = award(desk(), [*TWICE, agent("e1", fined("2026-01-20"))])
    assert lines(one) == [("reminder", "missing"), ("10 CNY", "late")]
    one = award(desk(), [*TWICE, agent("e1", reminded("2026-01-13"))])
    assert lines(one) == [("reminder", "late"), ("10 CNY", "missing")]


def test_of_three_times_the_middle_one_is_missing() -> None:
    """A record in time for the third does not come late for the second."""
    one = award(FINES, [*THRICE, agent("e1", fined("2026-01-06"), fined("2026-01-20"))])
    assert lines(one) == [("10 CNY", "in_order"), ("10 CNY", "missing"), ("10 CNY", "in_order")]


def test_one_omission_spoils_no_later_month() -> None:
    """What was never recorded in December leaves January as it is."""
    one = award(FINES, [found("I0", "2025-12-05"), *TWICE, agent("e1", fined("2026-01-06"), fined("2026-01-13"))])
    assert outcome(one) == ("met", "in_order", ["10 CNY", "10 CNY"])


def test_a_wrong_amount_in_time_is_that_fine() -> None:
    """Half a fine in time is the first fine, and the whole one that comes late the second."""
    one = award(FINES, [*TWICE, agent("e1", fined("2026-01-06", "5 CNY"), fined("2026-01-20"))])
    assert lines(one) == [("10 CNY", "less"), ("10 CNY", "late")]


def test_an_amount_goes_to_the_claim_that_brings_it() -> None:
    """Of two times whose records could be either's, the exact amount decides."""
    rising = desk(ladder=[{"nth": "1", "entitles": "10 CNY"}, {"from": "2", "each": "50 CNY"}])
    near = [found("I1", "2026-01-05"), found("I2", "2026-01-06")]
    one = award(rising, [*near, agent("e1", fined("2026-01-07", "50 CNY"))])
    assert lines(one) == [("10 CNY", "missing"), ("50 CNY", "in_order")]
    one = award(rising, [*near, agent("e1", fined("2026-01-07", "50 CNY"), fined("2026-01-08"))])
    assert outcome(one)[0] == "met"


@pytest.mark.parametrize("order", list(permutations((reminded("2026-01-13"), fined("2026-01-13")))))
def test_two_records_of_one_instant_serve_what_each_fits(order: tuple[dict[str, Any], ...]) -> None:
    """A reminder and a fine of one instant are told apart by what they are, in whatever order they stand."""
    near = [found("I1", "2026-01-11"), found("I2", "2026-01-12")]
    one = award(desk(), [*near, agent("e1", *order)])
    assert outcome(one) == ("met", "in_order", ["reminder", "10 CNY"])


def test_two_like_records_of_one_instant_serve_one_each() -> None:
    """Two fines of one instant serve two findings of one instant; a third has no right."""
    near = [found("I1", "2026-01-12"), found("I2", "2026-01-12")]
    pair = [fined("2026-01-13", sanction=name) for name in ("a", "b", "c")]
    assert outcome(award(FINES, [*near, agent("e1", *pair[:2])]))[0] == "met"
    assert lines(award(FINES, [*near, agent("e1", *pair)]))[2:] == [("", "without_right")]


def test_a_record_before_its_claim_serves_nothing() -> None:
    """A fine a day before the finding is without a right, and the finding is still open."""
    one = award(FINES, [found("I1", "2026-01-12"), agent("e1", fined("2026-01-11"))])
    assert lines(one) == [("10 CNY", "missing"), ("", "without_right")]


def test_a_record_that_names_a_period_serves_only_that() -> None:
    """A fine for December does not serve January, and one for the quarter does."""
    subjects = [found("I0", "2025-12-31"), found("I1", "2026-01-01")]
    first, second = fined("2026-01-02"), fined("2026-01-03")
    named = [{**first, "period": "2026-01"}, {**second, "period": "2025-12-31"}]
    assert outcome(award(FINES, [*subjects, agent("e1", *named)]))[0] == "met"
    twice = [{**first, "period": "2025-12"}, {**second, "period": "2025-12"}]
    assert lines(award(FINES, [*subjects, agent("e1", *twice)])) == [("10 CNY", "missing"), ("", "without_right")]
    quarter = [{**first, "period": "2026-Q1"}, second]
    assert outcome(award(FINES, [*subjects, agent("e1", *quarter)]))[0] == "met"


def test_a_word_that_is_no_period_names_none() -> None:
    """What the field holds besides periods narrows nothing."""
    one = award(FINES, [*TWICE[:1], agent("e1", fined("2026-01-06", period="hygiene-week"))])
    assert outcome(one)[0] == "met"


# what is not told


def test_a_record_without_a_form_leaves_open_what_it_decides() -> None:
    """Nobody knows whether it is the fine; whatever it is, the reminder is missing or the fine is."""
    one = award(desk(), [*TWICE, agent("e1", UNTOLD)])
    assert (one.status, one.doubts) == ("breached", ())
    one = award(desk(), [*TWICE, agent("e1", reminded("2026-01-06"), UNTOLD)])
    assert (one.status, one.doubts) == ("unknown", ("e1/2.amount",))


def test_what_another_record_serves_leaves_nothing_open() -> None:
    """Beside the reminder and the fine that are there, a third record has no right, whatever it says."""
    one = award(desk(), [*TWICE, agent("e1", reminded("2026-01-06"), UNTOLD, fined("2026-01-13T12:00"))])
    assert one.status == "breached"


def test_an_amount_that_is_not_told_may_be_either() -> None:
    """Of two fines of different height one is missing, and nobody knows which: that month by month."""
    rising = desk(ladder=[{"nth": "1", "entitles": "10 CNY"}, {"from": "2", "each": "50 CNY"}])
    subjects = [found("I0", "2025-12-31"), found("I1", "2026-01-01")]
    untold = event("sanctioned", "2026-01-02", sanction="fine")
    one = award(rising, [*subjects, agent("e1", untold)])
    assert (one.status, one.doubts) == ("unknown", ("e1/1.amount",))
    one = award(rising, [*subjects, agent("e1", untold, fined("2026-01-03", "50 CNY"))])
    assert outcome(one) == ("met", "in_order", ["50 CNY"])


def test_a_code_of_the_ladder_is_no_amount() -> None:
    """A talk that the ladder itself brings is told apart from a fine whose amount is missing."""
    talk = desk(ladder=[{"nth": "1", "entitles": "talk"}, {"from": "2", "each": "10 CNY"}])
    said = event("sanctioned", "2026-01-06", sanction="talk")
    assert outcome(award(talk, [*TWICE, agent("e1", said, fined("2026-01-13"))]))[0] == "met"
    again = event("sanctioned", "2026-01-13", sanction="talk")
    assert lines(award(talk, [*TWICE, agent("e1", said, again)]))[1] == ("10 CNY", "other")
    before = [found("I0", "2025-12-05"), agent("e1", event("sanctioned", "2025-12-06", sanction="talk"), said)]
    assert lines(award(talk, [*TWICE[:1], *before])) == [("10 CNY", "other")]


def test_what_was_never_told_long_ago_leaves_later_months_as_they_are() -> None:
    """However many fines of last year have no amount, a month in order is kept, and one without findings not judged."""
    days = [f"2025-{month:02}-05" for month in range(1, 13)]
    then = [found(f"I{day}", day) for day in days]
    untold = [event("sanctioned", day) for day in days]
    assert outcome(award(desk(), [*then, agent("e1", *untold)])) == ("not_applicable", "nothing_due", [])
    one = award(desk(), [*then, *TWICE, agent("e1", *untold, fined("2026-01-06"), fined("2026-01-13"))])
    assert outcome(one) == ("met", "in_order", ["10 CNY", "10 CNY"])


def test_a_due_day_that_nobody_knows_yet_leaves_open_what_is_late() -> None:
    """Where holidays are not published a wrong amount is still wrong, and a right one may be late."""
    office = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}
    rule = desk(ladder=FINES["ladder"], recorded={**FINES["recorded"], "within": "3 working days", "clock": "office"})
    for amount, status, doubts in (("10 CNY", "unknown", ("calendar office 2027",)), ("5 CNY", "breached", ())):
        subjects = [found("I1", "2026-12-31"), agent("e1", fined("2027-01-05", amount))]
        one = award(rule, subjects, period="2026-12", as_of="2027-02-20", calendars={"office": office})
        assert (one.status, one.doubts) == (status, doubts)


def test_a_finding_that_may_not_count_moves_the_claims() -> None:
    """With the doubtful finding the fine is the second's; without it, the second's is a reminder."""
    subjects = [found("I1", "2026-01-05", what=None), found("I2", "2026-01-12")]
    one = award(desk(), [*subjects, agent("e1", reminded("2026-01-06"), fined("2026-01-13"))])
    assert (one.status, one.doubts) == ("unknown", ("I1/1.what",))
    one = award(desk(), [*subjects, agent("e1", fined("2026-01-13"))])
    assert (one.status, one.doubts) == ("breached", ())


# at the end of a period


def test_of_two_records_of_a_bonus_the_right_one_serves() -> None:
    """The bonus is in order; what stands beside it has no right."""
    table = [{"is": "0", "entitles": "1000 CNY"}, {"ge": "1", "entitles": "none"}]
    rule = desk(ladder=None, table=table, recorded={"event": "rewarded", "within": "10 days"})
    less, bonus = event("rewarded", "2026-02-02", amount="50 CNY"), event("rewarded", "2026-02-03", amount="1000 CNY")
    one = award(rule, [agent("e1", less, bonus)])
    assert lines(one) == [("1000 CNY", "in_order"), ("", "without_right")]


def test_two_equal_fines_of_one_instant_are_told_apart_by_a_number() -> None:
    """Counted once, the second is missing, and the finding says why and what would tell them apart; a number does."""
    twice = (fined("2026-01-13"), fined("2026-01-13"))
    one = award(FINES, [*TWICE, agent("e1", *twice)])
    assert "award_counted_once" in [line.code for line in one.lines]
    assert "award_missing" not in [line.code for line in one.lines]
    numbered = [{**fine, "seq": number} for number, fine in enumerate(twice)]
    told = award(FINES, [*TWICE, agent("e1", *numbered)])
    assert "award_counted_once" not in [line.code for line in told.lines]
    named = [{**fine, "id": "F-1"} for fine in twice]
    same = award(FINES, [*TWICE, agent("e1", *named)])
    assert "award_missing" in [line.code for line in same.lines]
