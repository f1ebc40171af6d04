"""Money: an exact amount in one currency.

Amounts are `decimal.Decimal`, never binary floating point. Nothing here rounds, and nothing depends on the ambient
decimal context: arithmetic that could not be kept exactly is refused. Two amounts of different currencies are never
compared or added; exchange rates are facts that a host would have to state.

Messages never show an amount: the same code reads policies and customers' facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from servicepolicy.errors import MoneyError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["CURRENCY_SIGNS", "MINOR_UNITS", "Money", "as_money", "how_to_write", "minor_units"]

WHOLE_DIGITS: Final = 24
DECIMALS: Final = 12

# ISO 4217, list one (amendment 180, in force 2026-01-01) without the test code XTS and XXX, which is no currency; and
# from list three what was withdrawn since 2010, because logs remember. Digits after the point, by currency.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR"
_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU
CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL
"""
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
_UNDIVIDED = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA"

MINOR_UNITS: Final[Mapping[str, int | None]] = {
    code: digits
    for digits, codes in (
        (0, _NO_DECIMALS),
        (2, _TWO_DECIMALS),
        (3, _THREE_DECIMALS),
        (4, _FOUR_DECIMALS),
        (None, _UNDIVIDED),
    )
    for code in codes.split()
}
"""Digits of the minor unit of each currency; `None` for metals and units of account, for which ISO 4217 names none."""

CURRENCY_SIGNS: Final[Mapping[str, str]] = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
                                            "₫": "VND", "฿": "THB", "₪": "ILS", "₴": "UAH", "人民币": "CNY",
                                            "RMB": "CNY"}  # fmt: skip
"""Signs that one currency uses; `$` and `¥` are used by several."""

_SEVERAL = {"$": "USD", "¥": "CNY", "￥": "CNY"}  # signs of several currencies, each with one of them
_WORDS = {
    "pound": "GBP", "sterling": "GBP", "quid": "GBP", "euro": "EUR", "dollar": "USD", "yuan": "CNY", "renminbi": "CNY",
    "元": "CNY", "rupee": "INR", "yen": "JPY", "franc": "CHF",
}  # fmt: skip
_MEANT = {"RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "STG": "GBP", "UKP": "GBP", "YEN": "JPY"}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_AMOUNT_AND_CURRENCY = re.compile(rf"({_NUMBER.pattern}) +(\S+)")
_PATTERN = r"^-?[0-9]+(\.[0-9]+)? +[A-Z]{3}$"
_EXACT = Context(prec=200, traps=[InvalidOperation, Inexact, Overflow])
_WHOLE = Decimal(1)
_TOO_LONG = f"an amount has at most {WHOLE_DIGITS} digits before the point and {DECIMALS} after it"


def _amount(given: Decimal | int | str) -> Decimal:
    """The amount in its one exact form: no trailing zeros, no exponent, no negative zero."""
    if type(given) is Decimal and given and given.same_quantum(_WHOLE) and given.adjusted() < WHOLE_DIGITS:
        return given  # whole, without an exponent: it has that form already, and most amounts do
    if isinstance(given, str) and _NUMBER.fullmatch(given):
        if len(given) > WHOLE_DIGITS + DECIMALS + 64:  # zeros may pad a number, but not without end
            raise MoneyError(_TOO_LONG)
        number = Decimal(given)
    elif isinstance(given, Decimal) and given.is_finite():
        number = given
    elif isinstance(given, int) and not isinstance(given, bool):
        number = Decimal(given)
    elif isinstance(given, float):
        raise MoneyError("a binary floating point number is not an exact amount: write it as text or as a decimal")
    else:
        raise MoneyError("not an amount: write digits and perhaps a point, like `250.50`")
    if not number:
        return Decimal(0)
    if number.adjusted() >= WHOLE_DIGITS or len(number.as_tuple().digits) > _EXACT.prec:
        raise MoneyError(_TOO_LONG)
    plain = _EXACT.normalize(number)
    decimals = -int(plain.as_tuple().exponent)
    if decimals > DECIMALS:
        raise MoneyError(_TOO_LONG)
    return plain if decimals >= 0 else _EXACT.quantize(plain, Decimal(1))


def _currency(given: str) -> str:
    if isinstance(given, str) and given in MINOR_UNITS:
        return given
    # Only what can be a currency code is repeated: elsewhere the text might be a customer's.
    if not (isinstance(given, str) and re.fullmatch(r"[A-Za-z]{3}", given)):
        raise MoneyError(f"unknown currency: {_code_of(str(given)) or 'use a code of ISO 4217, as in `250 EUR`'}")
    code = given.upper()
    meant = [_MEANT.get(code, code)]
    if meant[0] not in MINOR_UNITS:
        meant = sorted(near for near in MINOR_UNITS if near[:2] == code[:2])  # the same country
    hint = f"did you mean {' or '.join(f'`{near}`' for near in meant)}?" if meant else "use a code of ISO 4217"
    raise MoneyError(f"unknown currency `{given}`; {hint}")


_NO_MONEY = "not an amount and a currency"


def how_to_write(text: object) -> str:
    """How an amount is written that was written otherwise; what was written is not repeated, but for a sign."""
    said = str(text).strip()
    if _NUMBER.fullmatch(said):
        return "write the currency after it, like `250 EUR`"
    return _code_of(said) or "write it like `250.50 EUR`, without grouping"


def _code_of(text: str) -> str:
    """The code of a sign, or of the word for a currency, in a text; an empty text where there is none."""
    for sign, code in CURRENCY_SIGNS.items():
        if sign in text:
            return f"`{sign}` is written as a code after the digits: `250 {code}`"
    for sign, code in _SEVERAL.items():
        if sign in text:
            return f"`{sign}` is the sign of several currencies, so a code is written after the digits: `250 {code}`"
    word = next((word for word in _WORDS if word in text.lower()), "")
    return f"a currency is written as a code after the digits: `250 {_WORDS[word]}`" if word else ""


def minor_units(currency: str) -> int | None:
    """How many decimals a currency has, such as 2 for `CNY`, 0 for `JPY`, `None` for gold.

    Raises:
        MoneyError: ISO 4217 has no such currency.
    """
    return MINOR_UNITS[_currency(currency)]


@attrs.frozen(order=False)
class Money:
    """An exact amount of one currency.

    Equal amounts are one value: `80000`, `80000.0` and `80000.00` compare, hash, print and serialise alike. Decimals
    finer than the currency's minor unit are kept, for interest and averages need them; nothing is ever rounded. An
    amount has at most 24 digits before the point and 12 after it.

    Args:
        amount: A `Decimal`, an `int`, or digits as text such as `80000.50`: no grouping, no exponent, ASCII digits.
        currency: ISO 4217 code in capitals.

    Raises:
        MoneyError: The amount is a float, not finite, written otherwise or out of bounds; the currency is unknown;
            two currencies meet in a comparison or a sum.

    Example:
        >>> Money("80000", "CNY") + Money("0.5", "CNY")
        Money('80000.50', 'CNY')
        >>> str(Money("80000.00", "CNY"))
        '80000 CNY'
    """

    amount: Decimal = attrs.field(converter=_amount)
    currency: str = attrs.field(converter=_currency)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read `80000 CNY`: amount, space, currency.

        Grouped digits are refused: `80,000` is eighty thousand in one country and eighty in another.

        Raises:
            MoneyError: The text is not written so, or the currency is unknown.
        """
        match = _AMOUNT_AND_CURRENCY.fullmatch(text.strip(" "))
        if match is None:
            raise MoneyError(f"{_NO_MONEY}: {how_to_write(text)}")
        return cls(match[1], match[2])

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Add up amounts of one currency; the total of none is zero.

        Raises:
            MoneyError: One of the amounts is in another currency.
        """
        return sum(amounts, cls(0, currency))

    def __str__(self) -> str:
        return f"{self._digits()} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({self._digits()!r}, {self.currency!r})"

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same_currency(other) if isinstance(other, Money) else NotImplemented

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same_currency(other) if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same_currency(other) if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same_currency(other) if isinstance(other, Money) else NotImplemented

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(_EXACT.add(self.amount, self._same_currency(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(_EXACT.subtract(self.amount, self._same_currency(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __mul__(self, times: int | Decimal) -> Money:
        if isinstance(times, bool) or not isinstance(times, int | Decimal):
            return NotImplemented
        return Money(_EXACT.multiply(self.amount, _amount(times)), self.currency)

    __rmul__ = __mul__

    def _same_currency(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise MoneyError(f"`{self.currency}` and `{other.currency}` cannot be compared or added")
        return other.amount

    def _digits(self) -> str:
        """The amount as text: whole, or with at least the decimals of the currency."""
        text = f"{self.amount:f}"
        whole, point, decimals = text.partition(".")
        if not point:
            return text
        return f"{whole}.{decimals.ljust(MINOR_UNITS[self.currency] or 0, '0')}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept `80000 CNY` and `{"amount": "80000", "currency": "CNY"}`; write the former."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _from_outside, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """What the validator accepts, or for output the one text that is written."""
        text: JsonSchemaValue = {"type": "string", "pattern": _PATTERN, "examples": ["80000 CNY"]}
        if handler.mode == "serialization":
            return text
        parts: JsonSchemaValue = {
            "type": "object",
            "properties": {
                "amount": {"anyOf": [{"type": "string", "pattern": f"^{_NUMBER.pattern}$"}, {"type": "integer"}]},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, parts]}


def _from_outside(given: object) -> Money:
    if isinstance(given, Money):
        return given
    if isinstance(given, str):
        return Money.parse(given)
    if isinstance(given, dict):
        parts = cast("dict[object, Any]", given)  # the converters check both parts
        if parts.keys() == {"amount", "currency"}:
            return Money(parts["amount"], parts["currency"])
    raise MoneyError(f"{_NO_MONEY}: write it like `250.50 EUR`")


def as_money(raw: object) -> Money:
    """An amount, from text or as it is."""
    return raw if isinstance(raw, Money) else Money.parse(str(raw))
