"""Where somebody begins: language, zone, holidays and currency, each as asked for or as the others suggest."""

from __future__ import annotations

from typing import Final

import attrs

from servicepolicy.errors import MoneyError, UsageError
from servicepolicy.language.plain import did_you_mean
from servicepolicy.money import Money
from servicepolicy.phrases.terms import in_language
from servicepolicy.worktime._instant import zone
from servicepolicy.worktime.countries import country_of, currency_of
from servicepolicy.worktime.holidays import JURISDICTIONS, HolidayError, source

__all__ = ["Place", "place"]

_ZONES: Final = {"en": "Europe/London", "zh": "Asia/Shanghai"}  # where nothing else is said
_PARTS: Final = {
    "GB": "GB-ENG",
    "US": "US-FED",
    "AU": "AU-NSW",
    "CH": "CH-ZH",
}  # of a country without holidays of its own


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
    in_language(language)
    zone_name = timezone or _ZONES[language]
    try:
        zone(zone_name)
    except ValueError as error:
        raise UsageError(f"`{zone_name}`: {error}") from None
    named = (country or country_of(zone_name)).upper()
    return Place(language, zone_name, _holidays(named, asked=country is not None), _currency(currency, named))


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
    found = said or currency_of(country)
    if not found:
        raise UsageError("which currency amounts are in is not known here: say it, such as `--currency EUR`")
    try:
        return Money.parse(f"1 {found.upper()}").currency
    except MoneyError as error:
        raise UsageError(str(error)) from None
