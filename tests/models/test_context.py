"""The context of a judgement: one frozen value with one digest."""

from __future__ import annotations

from typing import Any

import pytest

from servicepolicy.errors import FactsError
from servicepolicy.models.context import Context
from servicepolicy.money import Money

ENTRY = {"action": "remedied", "at": "2026-01-05T00:00:00Z", "amount": "5 CNY", "customer": "k1"}
WAIVER = {
    "id": "w1",
    "rule": "first-response",
    "subject": "C-1",
    "approver": "e9",
    "reason": "flood",
    "until": "2026-02-01T00:00:00Z",
}


def problems(**given: Any) -> list[tuple[str, str]]:
    with pytest.raises(FactsError) as caught:
        Context.model_validate(given)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_what_is_absent_is_none() -> None:
    """An empty context knows nothing; an empty ledger knows that there was nothing."""
    assert (Context().organisation, Context().ledger, Context().waivers) == (None, None, None)
    assert Context(ledger=()).ledger == ()


def test_equal_contexts_have_one_digest() -> None:
    """The digest hangs on the content, not on how it was built; other content has another."""
    read = Context.model_validate({"ledger": [ENTRY], "waivers": [WAIVER]})
    again = Context.model_validate_json(read.model_dump_json())
    assert again == read
    assert again.digest() == read.digest() == read.digest()
    assert len({Context().digest(), Context(ledger=()).digest(), read.digest()}) == 3


def test_the_ledger_holds_money() -> None:
    """Amounts are money, so that sums stay within a currency."""
    (entry,) = Context.model_validate({"ledger": [ENTRY]}).ledger or ()
    assert entry.amount == Money("5", "CNY")


def test_problems_deep_inside_are_named() -> None:
    """A path leads to the place, through the organisation too."""
    assert problems(
        organisation={"id": "bank", "units": [{"id": "a", "parent": "a"}]},
        ledger=[ENTRY | {"at": "2026-01-05T00:00:00", "amount": "5"}],
        waivers=[WAIVER, WAIVER],
        weather="fine",
    ) == [
        ("unknown-field", "weather"),
        ("cyclic-units", "organisation.units[0].parent"),
        ("naive-time", "ledger[0].at"),
        ("wrong-amount", "ledger[0].amount"),
    ]


def test_a_waiver_has_an_id_of_its_own() -> None:
    """Two waivers of one id are refused."""
    assert problems(waivers=[WAIVER, WAIVER]) == [("one-id-two-contents", "waivers[1].id")]


def test_a_waiver_with_plain_dates_needs_a_zone() -> None:
    """A date is an instant only where a zone is named."""
    dated = WAIVER | {"from": "2026-01-01", "until": "2026-02-01"}
    assert problems(waivers=[dated]) == [("date-without-zone", "waivers[0]")]
    assert Context.model_validate({"waivers": [dated], "timezone": "Asia/Shanghai"}).waivers
    assert problems(timezone="Mars") == [("unknown-zone", "timezone")]
