"""Where somebody begins: language, zone, holidays and currency, each as asked for or as the others suggest."""

from __future__ import annotations

from importlib import resources
from typing import Final

import attrs

from servicepolicy.errors import MoneyError, UsageError
from servicepolicy.language.plain import did_you_mean
from servicepolicy.money import Money
from servicepolicy.worktime._instant import zone
from servicepolicy.worktime.holidays import JURISDICTIONS, HolidayError, source

__all__ = ["LANGUAGES", "Place", "place"]

LANGUAGES: Final = ("en", "zh")
_ZONES: Final = {"en": "Europe/London", "zh": "Asia/Shanghai"}  # where nothing else is said
_PARTS: Final = {
    "GB": "GB-ENG",
    "US": "US-FED",
    "AU": "AU-NSW",
    "CH": "CH-ZH",
}  # of a country without holidays of its own
_EURO: Final = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_ELSEWHERE: Final = (
    "AU:AUD BR:BRL CA:CAD CH:CHF CN:CNY CZ:CZK DK:DKK GB:GBP HK:HKD IN:INR JP:JPY KR:KRW MX:MXN NO:NOK NZ:NZD "
    "PL:PLN SE:SEK SG:SGD TW:TWD US:USD ZA:ZAR"
)
_CURRENCIES: Final = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    **{pair[:2]: pair[3:] for pair in _ELSEWHERE.split()},
}


@attrs.frozen
class Place:
    """Where a first policy holds.

    Attributes:
        language: Of its titles and comments, `en` or `zh`.
        zone: IANA zone of its dates.
        holidays: Whose holidays close the office, such as `GB-ENG`; `""`: none are known there.
        currency: Of its amounts.
    """

    language: str
    zone: str
    holidays: str
    currency: str


def place(
    language: str = "en", timezone: str | None = None, country: str | None = None, currency: str | None = None
) -> Place:
    """The place that is meant.

    Args:
        language: `en` or `zh`.
        timezone: IANA zone; left out, London for English and Shanghai for Chinese.
        country: Country or jurisdiction whose holidays hold, such as `GB` or `GB-SCT`; left out, that of the zone.
        currency: ISO 4217 code; left out, that of the country.

    Raises:
        UsageError: One of them does not exist, or has to be said.
    """
    if language not in LANGUAGES:
        raise UsageError(f"`{language}` is not a language of this library: there are `en` and `zh`")
    zone_name = timezone or _ZONES[language]
    try:
        zone(zone_name)
    except ValueError as error:
        raise UsageError(f"`{zone_name}`: {error}") from None
    named = (country or _country_of(zone_name)).upper()
    return Place(language, zone_name, _holidays(named, asked=country is not None), _currency(currency, named))


def _country_of(zone_name: str) -> str:
    """The country in which a zone lies, `""` where it lies in none."""
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and cells[2] == zone_name:
            return cells[0]
    return ""


def _holidays(country: str, *, asked: bool) -> str:
    for code in (country, _PARTS.get(country, "")):
        try:
            return source(code).jurisdiction.code
        except HolidayError:
            continue
    if asked:
        near = did_you_mean(country, JURISDICTIONS) or f"known are {', '.join(JURISDICTIONS)}"
        raise UsageError(
            f"the holidays of `{country}` are not known: {near}; left out, `--country` is that of the zone"
        )
    return ""


def _currency(said: str | None, country: str) -> str:
    found = said or _CURRENCIES.get(country.partition("-")[0])
    if found is None:
        raise UsageError("which currency amounts are in is not known here: say it, such as `--currency EUR`")
    try:
        return Money.parse(f"1 {found.upper()}").currency
    except MoneyError as error:
        raise UsageError(str(error)) from None
