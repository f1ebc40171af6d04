"""Amounts as people and systems write them."""

from __future__ import annotations

from typing import Any

import pytest

from servicepolicy.errors import PolicyError
from servicepolicy.logs import LogMapping, read_log
from servicepolicy.logs.amounts import amount_of
from servicepolicy.logs.unreadable import Unreadable


@pytest.mark.parametrize(
    ("held", "said", "amount"),
    [
        ("1250.50", {}, "1250.50"),
        ("1.2505E+3", {}, "1250.5"),
        ("0.250", {}, "0.250"),
        ("1250.500", {}, "1250.500"),
        (1250.5, {}, "1250.5"),
        ("-12.00", {}, "-12.00"),
        ("12.00-", {}, "-12.00"),
        ("(12.00)", {}, "-12.00"),
        ("1.250,50", {"decimal": ",", "thousands": "."}, "1250.50"),
        ("1.250", {"decimal": ",", "thousands": "."}, "1250"),
        ("1.250", {"decimal": "."}, "1.250"),
        ("1,250", {"thousands": ","}, "1250"),
        ("1 250,50", {"decimal": ",", "thousands": " "}, "1250.50"),
        ("1\u202f250,50", {"decimal": ",", "thousands": " "}, "1250.50"),
        ("1'250.50", {"thousands": "'"}, "1250.50"),
        ("1.250,50", {"decimal": ",", "thousands": (".", " ")}, "1250.50"),
        ("1\u00a0250,50", {"decimal": ",", "thousands": (".", " ")}, "1250.50"),
        ("12,34,567.00", {"thousands": ","}, "1234567.00"),
        ("￥1,250.50元", {"thousands": ",", "strip": ("￥", "元")}, "1250.50"),
    ],
)
def test_amounts_that_are_read(held: object, said: dict[str, Any], amount: str) -> None:
    """Each is read as the mapping says, and what can be read in one way only without a word."""
    assert amount_of(held, "sum", **said) == amount


@pytest.mark.parametrize(
    ("held", "said", "code"),
    [
        ("1.250", {}, "ambiguous-amount"),
        ("1,250", {}, "ambiguous-amount"),
        ("-12.500", {}, "ambiguous-amount"),
        ("1,250.50", {}, "not-an-amount"),
        ("1250,50", {}, "not-an-amount"),
        ("1.250.50", {"thousands": "."}, "not-an-amount"),
        ("1,25", {"thousands": ","}, "not-an-amount"),
        ("1250.50 EUR", {}, "not-an-amount"),
        ("nan", {}, "not-an-amount"),
        ("1e400", {}, "not-an-amount"),
        (True, {}, "not-an-amount"),
    ],
)
def test_amounts_that_are_not_guessed(held: object, said: dict[str, Any], code: str) -> None:
    """What may be read in two ways, or is written otherwise than is said, is not read."""
    with pytest.raises(Unreadable) as caught:
        amount_of(held, "sum", **said)
    assert caught.value.code == code


PAID: dict[str, Any] = {"servicepolicy": 1, "mapping": "m", "case": "c", "at": "t", "event": "e"}
ROW = {"c": "1", "e": "P", "t": "2026-01-05T09:30:00Z"}


def paid(cell: dict[str, Any], **row: object) -> tuple[str | None, dict[tuple[str, str], int]]:
    """The amount that a row tells, and what could not be read."""
    log = read_log([{**ROW, **row}], {**PAID, "events": {"P": {"event": "paid", "fields": {"amount": cell}}}})
    (case,) = log
    amount = case.facts().timeline.events[0].fields.get("amount")
    return None if amount is None else str(amount), dict(log.counts.unreadable)


def test_the_currency_stands_beside_the_amount() -> None:
    """In a column of its own, with what its texts mean; an amount without one is counted, and not read."""
    cell = {"column": "sum", "currency": {"column": "cur", "map": {"€": "EUR"}}}
    assert paid(cell, sum="80.00", cur="USD") == ("80 USD", {})
    assert paid(cell, sum="80.00", cur="€") == ("80 EUR", {})
    assert paid(cell, sum="80.00", cur="") == (None, {("no-currency", "cur"): 1})
    assert paid(cell, sum="80.00", cur="$") == (None, {("no-currency", "cur"): 1})


def test_the_currency_stands_in_the_text() -> None:
    """As its code, or as a sign that one currency uses; `$` needs a word."""
    cell: dict[str, Any] = {"column": "sum", "currency": "in the text", "thousands": ","}
    assert paid(cell, sum="EUR 1,250.50") == ("1250.50 EUR", {})
    assert paid(cell, sum="£80") == ("80 GBP", {})
    assert paid(cell, sum="$80") == (None, {("no-currency", "sum"): 1})
    assert paid({**cell, "currency": {"text": "true", "map": {"$": "USD"}}}, sum="$80") == ("80 USD", {})


def test_an_ambiguous_amount_is_counted_and_told() -> None:
    """`1.250` is left out, its field is unknown, and the log has a problem that names the way out."""
    log = read_log(
        [{**ROW, "sum": "1.250"}],
        {**PAID, "events": {"P": {"event": "paid", "fields": {"amount": {"column": "sum", "currency": "EUR"}}}}},
    )
    (case,) = log
    assert case.facts().not_offered == {"paid.amount"}
    assert [problem.code for problem in log.problems] == ["ambiguous-amount"]
    assert "decimal" in log.problems[0].help


def test_signs_of_the_whole_mapping() -> None:
    """`decimal` and `thousands` may be said once, for all amounts."""
    mapping = {**PAID, "decimal": ",", "thousands": ".", "header": {"amount": {"column": "sum", "currency": "EUR"}}}
    (case,) = read_log([{**ROW, "sum": "1.250,50"}], {**mapping, "events": {"P": "paid"}})
    assert str(case.facts().header["amount"]) == "1250.50 EUR"


def test_one_sign_cannot_be_both() -> None:
    """A sign between thousands is not the sign before the decimals."""
    cell = {"column": "sum", "currency": "EUR", "decimal": ",", "thousands": ","}
    with pytest.raises(PolicyError):
        LogMapping.model_validate({**PAID, "events": {"P": {"event": "paid", "fields": {"amount": cell}}}})
