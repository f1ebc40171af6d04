"""In which country a zone lies, and which currency is paid with there."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

__all__ = ["country_of", "currency_of"]

_EURO: Final = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_ELSEWHERE: Final = (
    "AU:AUD BR:BRL CA:CAD CH:CHF CN:CNY CZ:CZK DK:DKK GB:GBP HK:HKD IN:INR JP:JPY KR:KRW MX:MXN NO:NOK NZ:NZD "
    "PL:PLN SE:SEK SG:SGD TW:TWD US:USD ZA:ZAR"
)
_CURRENCIES: Final = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    **{pair[:2]: pair[3:] for pair in _ELSEWHERE.split()},
}


@cache
def country_of(zone_name: str) -> str:
    """The country in which a zone lies, `""` where it lies in none."""
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and cells[2] == zone_name:
            return cells[0]
    return ""


def currency_of(country: str) -> str:
    """The ISO 4217 code of the currency of a country, such as `GB`; `""` where that is not known here."""
    return _CURRENCIES.get(country.partition("-")[0], "")
