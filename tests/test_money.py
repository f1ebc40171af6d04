"""Money is exact, stays within one currency, and survives every way in and out."""

from __future__ import annotations

import copy
import decimal
import pickle
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from servicepolicy.errors import MoneyError, ServicePolicyError
from servicepolicy.money import MINOR_UNITS, Money, minor_units

currencies = st.sampled_from(sorted(MINOR_UNITS))
amounts = st.decimals(
    min_value=Decimal("-1e20"), max_value=Decimal("1e20"), allow_nan=False, allow_infinity=False, places=4
)
yuan = amounts.map(lambda amount: Money(amount, "CNY"))


def test_ways_of_writing_one_amount_are_one_value() -> None:
    """Trailing zeros, an exponent and an integer make the same money, in equality, hash and text."""
    ways = [Money("80000", "CNY"), Money("80000.00", "CNY"), Money(80000, "CNY"), Money(Decimal("8E+4"), "CNY")]
    assert len(set(ways)) == 1
    assert {str(way) for way in ways} == {"80000 CNY"}


def test_negative_zero_is_zero() -> None:
    """There is one zero, so that a digest of a policy cannot hold two."""
    assert str(Money("-0.00", "CNY")) == str(Money(0, "CNY")) == "0 CNY"


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money("0.5", "CNY"), "0.50 CNY"),
        (Money("0.125", "CNY"), "0.125 CNY"),
        (Money("0.5", "KWD"), "0.500 KWD"),
        (Money("0.5", "JPY"), "0.5 JPY"),
        (Money("0.5", "XAU"), "0.5 XAU"),
        (Money("-1234567.1", "USD"), "-1234567.10 USD"),
    ],
)
def test_fractions_show_at_least_the_minor_unit(money: Money, text: str) -> None:
    """A fraction is padded to the currency's decimals and never cut."""
    assert str(money) == text


def test_repr_can_be_pasted_back() -> None:
    """The repr is an expression that makes the same money."""
    money = Money("-80000.5", "CNY")
    assert repr(money) == "Money('-80000.50', 'CNY')"
    assert eval(repr(money), {"Money": Money}) == money  # noqa: S307 - the text is the repr above


@pytest.mark.parametrize(
    "amount",
    [0.1, 80000.0, float("nan"), True, None, "", " 1", "1e4", "80,000", "1_000", "+1", ".5", "5.", "８００", "NaN",
     "Infinity", Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), b"1", [1]],
)  # fmt: skip
def test_what_is_no_exact_amount_is_refused(amount: object) -> None:
    """Floats, booleans, exponents, grouping, other scripts' digits and non-finite values make no money."""
    with pytest.raises(MoneyError, match="amount"):
        Money(amount, "CNY")  # type: ignore[arg-type]  # what an untyped caller does


@pytest.mark.parametrize(
    "amount", ["9" * 25, "0." + "0" * 12 + "1", Decimal("1E+999999"), Decimal("1E-999999"), "1" * 5000]
)
def test_amounts_have_bounds(amount: str | Decimal) -> None:
    """Beyond 24 digits before the point or 12 after it an amount is refused, not rounded."""
    with pytest.raises(MoneyError, match="at most 24 digits"):
        Money(amount, "CNY")


def test_the_largest_amount_is_kept_digit_for_digit() -> None:
    """36 significant digits, more than the default decimal context carries, come out as they went in."""
    digits = "9" * 24 + "." + "9" * 12
    assert str(Money(digits, "CNY")) == f"{digits} CNY"


@pytest.mark.parametrize(
    ("code", "meant"), [("cny", "CNY"), ("RMB", "CNY"), ("rmb", "CNY"), ("EUX", "EUR"), ("Usd", "USD"), ("YEN", "JPY")]
)
def test_a_currency_that_nearly_exists_is_named(code: str, meant: str) -> None:
    """A misspelt or colloquial code is refused with the code that was probably meant."""
    with pytest.raises(MoneyError, match=re.escape(f"unknown currency `{code}`; did you mean `{meant}`?")):
        Money(1, code)


def test_several_codes_of_one_country_are_all_named() -> None:
    """Where two currencies could be meant, the choice is the writer's."""
    with pytest.raises(MoneyError, match="did you mean `USD` or `USN`"):
        Money(1, "USS")


@pytest.mark.parametrize("code", ["XXX", "XTS", "", "CN", "元", "CNY ", None, 156])
def test_other_currencies_are_refused(code: object) -> None:
    """No currency, the test code and things that are no code at all are refused."""
    with pytest.raises(MoneyError, match="unknown currency"):
        Money(1, code)  # type: ignore[arg-type]  # what an untyped caller does


@pytest.mark.parametrize(
    "text", ["Zhang San", "6222021234567890123", "80123 Zhang", "80123", "CNY 80123", "80,123 CNY"]
)
def test_messages_repeat_nothing_that_could_be_personal(text: str) -> None:
    """A text that is not a money is not quoted: it may be a customer's name or account."""
    with pytest.raises(MoneyError) as caught:
        Money.parse(text)
    assert text not in str(caught.value)
    assert "Zhang" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "digits"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XAU", None), ("HRK", 2)]
)
def test_minor_units_follow_iso_4217(code: str, digits: int | None) -> None:
    """Decimals come from ISO 4217, and a withdrawn currency is still readable."""
    assert minor_units(code) == digits


def test_every_code_is_three_capitals() -> None:
    """The table holds 190 well-formed codes, each once: 176 of list one, 14 withdrawn."""
    assert all(re.fullmatch("[A-Z]{3}", code) for code in MINOR_UNITS)
    assert len(MINOR_UNITS) == 190


def test_two_currencies_never_meet() -> None:
    """Comparing, adding and subtracting across currencies raise; equality is merely false."""
    a, b = Money(1, "CNY"), Money(1, "USD")
    for meet in (lambda: a < b, lambda: a <= b, lambda: a > b, lambda: a >= b, lambda: a + b, lambda: a - b):
        with pytest.raises(MoneyError, match="`CNY` and `USD` cannot be compared or added"):
            meet()
    assert a != b


def test_money_and_numbers_do_not_mix() -> None:
    """A bare number has no currency: comparison and addition with one are type errors, equality false."""
    money = Money(1, "CNY")
    for mix in (
        lambda: money + 1,
        lambda: money - 1,
        lambda: 1 - money,
        lambda: money < 1,
        lambda: money * 1.5,
        lambda: money * True,
    ):  # type: ignore[operator]  # misuse on purpose
        with pytest.raises(TypeError):
            mix()
    assert money != 1


def test_the_ambient_decimal_context_changes_nothing() -> None:
    """Under a context of two digits that rounds, sums are as exact as ever."""
    with decimal.localcontext(decimal.Context(prec=2, rounding=decimal.ROUND_UP)):
        assert str(Money("123456.78", "CNY") + Money("0.01", "CNY")) == "123456.79 CNY"
        assert str(Money("123456.78", "CNY") * 3) == "370370.34 CNY"
        assert str(-Money("123456.78", "CNY")) == "-123456.78 CNY"


def test_a_product_too_fine_is_refused() -> None:
    """A share that needs a thirteenth decimal is an error, for it could only be rounded."""
    with pytest.raises(MoneyError, match="12 after"):
        Money("0.0000001", "CNY") * Decimal("0.0000001")


def test_the_total_of_nothing_is_zero_in_its_currency() -> None:
    """A total names its currency, so an empty one is money too."""
    assert Money.total([], "CNY") == Money(0, "CNY")
    with pytest.raises(MoneyError):
        Money.total([Money(1, "USD")], "CNY")


def test_money_cannot_be_changed() -> None:
    """Fields are frozen and there is no room for others."""
    money = Money(1, "CNY")
    with pytest.raises(AttributeError):
        money.amount = Decimal(2)  # type: ignore[misc]  # misuse on purpose
    assert not hasattr(money, "__dict__")


@given(amounts, currencies)
def test_text_reads_back(amount: Decimal, currency: str) -> None:
    """What is printed parses to the same money, for every currency."""
    money = Money(amount, currency)
    assert Money.parse(str(money)) == money
    assert str(Money.parse(str(money))) == str(money)


@given(yuan)
def test_copies_are_equal(money: Money) -> None:
    """Pickling and copying keep the value and the hash."""
    for other in (pickle.loads(pickle.dumps(money)), copy.copy(money), copy.deepcopy(money)):  # noqa: S301 - our own bytes
        assert other == money
        assert hash(other) == hash(money)


@given(yuan, yuan, yuan)
def test_addition_is_a_group(a: Money, b: Money, c: Money) -> None:
    """Order and grouping do not matter, subtraction undoes addition, and minus is its inverse."""
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == Money.total([a, b, c], "CNY")
    assert a + b - b == a
    assert a + -a == Money(0, "CNY")


@given(yuan, yuan)
def test_order_is_total_and_that_of_the_amounts(a: Money, b: Money) -> None:
    """Exactly one of less, equal and greater holds, as for the amounts."""
    assert [a < b, a == b, a > b] == [a.amount < b.amount, a.amount == b.amount, a.amount > b.amount]
    assert (a <= b, a >= b) == (not a > b, not a < b)


@given(yuan, st.integers(0, 50))
def test_multiplying_is_adding_up(money: Money, times: int) -> None:
    """Ten yuan each, so many times, is the total of as many tens."""
    assert money * times == times * money == Money.total([money] * times, "CNY")


class Remedy(BaseModel):
    """A model with an amount, as hosts write them."""

    amount: Money


@given(amounts, currencies)
def test_json_reads_back(amount: Decimal, currency: str) -> None:
    """A model writes its money as text and reads that text, and the two-part form, as the same money."""
    remedy = Remedy(amount=Money(amount, currency))
    assert Remedy.model_validate_json(remedy.model_dump_json()) == remedy
    assert Remedy.model_validate({"amount": {"amount": amount, "currency": currency}}) == remedy


def test_json_numbers_must_be_whole() -> None:
    """A JSON integer is exact and accepted; a JSON fraction has become a float and is refused with the way out."""
    assert Remedy.model_validate_json('{"amount": {"amount": 80000, "currency": "CNY"}}').amount == Money(80000, "CNY")
    with pytest.raises(ValidationError, match="write it as text"):
        Remedy.model_validate_json('{"amount": {"amount": 0.1, "currency": "CNY"}}')


@pytest.mark.parametrize(
    "given", [80000, None, "80000", {"amount": "1"}, {"amount": "1", "currency": "CNY", "note": ""}, ["1", "CNY"], 0.5]
)
def test_other_shapes_are_validation_errors(given: object) -> None:
    """What is neither text nor exactly the two parts is reported by pydantic, not raised through it."""
    with pytest.raises(ValidationError):
        Remedy.model_validate({"amount": given})


def test_json_schema_says_what_is_read_and_what_is_written() -> None:
    """Input may be text or two parts; output is text that the input's pattern accepts."""
    read = TypeAdapter(Money).json_schema(mode="validation")
    written = TypeAdapter(Money).json_schema(mode="serialization")
    assert [form["type"] for form in read["anyOf"]] == ["string", "object"]
    assert written["type"] == "string"
    assert re.search(written["pattern"], str(Money("-0.5", "CNY")))
    assert not re.search(written["pattern"], "80,000 CNY")


def test_errors_are_ours_and_value_errors() -> None:
    """A host can catch either the library's base or the fitting built-in."""
    assert issubclass(MoneyError, ServicePolicyError)
    assert issubclass(MoneyError, ValueError)
