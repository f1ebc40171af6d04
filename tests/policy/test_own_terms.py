"""Examples in messages are in the currency and the zone of the policy that is spoken of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import Problem, Where
from servicepolicy.policy.own_terms import NEUTRAL, Terms, terms_of, terms_said

TEXT = """\
servicepolicy: 1
policy: desk
timezone: {zone}
{more}
rules:
- {{id: limit, kind: authority, clause: "1", action: paid, amount: {{field: amount}}, tiers: [{{le: {bound}}}]}}
"""
AT = datetime.fromisoformat("2026-03-03T10:00:00+00:00")


def desk(zone: str = "Europe/Paris", bound: str = "100 CHF", more: str = "") -> sp.Policy:
    """A policy of one limit."""
    return sp.loads(TEXT.format(zone=zone, bound=bound, more=more))


def told(call: Any) -> str:
    """What an error says."""
    with pytest.raises(sp.ServicePolicyError) as caught:
        call()
    return str(caught.value)


def test_examples_are_in_the_policys_currency_and_zone() -> None:
    """Of amounts and of times, in what it reads, what it is asked, and what it leaves open."""
    policy = desk()
    record = {
        "id": "C-1",
        "type": "complaint",
        "amount": "50",
        "events": [{"event": "received", "at": "2026-01-05T09:00"}],
    }
    read = told(lambda: policy.read(record))
    assert "`250 CHF`" in read
    assert "`2026-01-05T09:12:00+01:00`" in read
    assert "`250 CHF`" in told(lambda: policy.decide("paid", by="ann", amount=250, at=AT))  # type: ignore[arg-type]  # on purpose
    assert "+01:00" in told(lambda: policy.decide("paid", by="ann", at=datetime(2026, 1, 5)))  # noqa: DTZ001  # on purpose
    assert "`250 CHF`" in told(lambda: desk(bound="100", more="currency: CHF"))
    blank = "blanks: {most: {type: money, clause: x, ask: {en: Up to which amount?}}}\ncurrency: CHF"
    open_ = desk(bound="{blank: most}", more=blank)
    assert "`250 CHF`" in told(lambda: open_.decide("paid", by="ann", amount="5 CHF", at=AT))


@pytest.mark.parametrize(
    ("amount", "written"),
    [("£250", "250 GBP"), ("250€", "250 EUR"), ("$250", "250 USD"), ("250 pounds", "250 GBP"), ("250", "250 CHF")],
)
def test_a_sign_is_told_with_its_code(amount: str, written: str) -> None:
    """Wherever an amount is written with a sign or a word, the code of that currency is named, and never the amount."""
    for call in (
        lambda: desk().decide("paid", by="ann", amount=amount, at=AT),
        lambda: desk(bound=amount, more="currency: CHF"),
        lambda: desk().read({"id": "C-1", "type": "complaint", "amount": amount, "events": []}),
    ):
        assert f"`{written}`" in told(call)
    assert "999" not in told(lambda: sp.Money.parse(amount.replace("250", "999")))


def test_only_examples_are_said_otherwise() -> None:
    """What somebody wrote stays as it is, and so does everything where neither currency nor zone is known."""
    problem = Problem(
        "x", Where(), "`250 EUR` is too much; did you mean `EUR`?", "such as `250 EUR` in `Europe/London`"
    )
    said = Terms("GBP", "Asia/Tokyo").problem(problem)
    assert (said.message, said.help) == (problem.message, "such as `250 GBP` in `Europe/London`")
    assert NEUTRAL.problem(problem) == problem


def test_the_currency_of_most_amounts_counts_where_none_is_named() -> None:
    """A policy that names no currency speaks the one of its amounts."""
    said = terms_said(desk().document, {"a": ["1 GBP", "2 GBP"], "b": "3 EUR"})
    assert (said.currency, terms_of(desk()).currency, terms_of(desk(more="currency: EUR")).currency) == (
        "GBP",
        "CHF",
        "EUR",
    )


def test_fields_of_an_act_hold_what_they_are_declared_to_hold() -> None:
    """What `decide` is told of an act is checked like an event on record; what it holds is not shown."""
    policy = desk(more="open_acts: [transferred, closed]")
    assert "true or false" in told(lambda: policy.decide("transferred", by="ann", at=AT, customer_told="yes"))
    assert "must be text" in told(lambda: policy.decide("transferred", by="ann", at=AT, to=5))
    misspelt = told(lambda: policy.decide("closed", by="ann", at=AT, outcome="sovled"))
    assert "`solved`" in misspelt
    assert "sovled" not in misspelt
