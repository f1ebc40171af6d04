"""Where somebody begins, from what is said of it."""

from __future__ import annotations

import pytest

from servicepolicy.errors import UsageError
from servicepolicy.starting.place import Place, place


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({}, Place("en", "Europe/London", "GB-ENG", "GBP")),
        ({"language": "zh"}, Place("zh", "Asia/Shanghai", "CN", "CNY")),
        ({"timezone": "America/New_York"}, Place("en", "America/New_York", "US-FED", "USD")),
        ({"timezone": "Europe/Berlin", "country": "IE"}, Place("en", "Europe/Berlin", "IE", "EUR")),
        ({"country": "gb-sct", "currency": "eur"}, Place("en", "Europe/London", "GB-SCT", "EUR")),
        ({"timezone": "UTC", "currency": "USD"}, Place("en", "UTC", "", "USD")),
    ],
)
def test_what_is_not_said_follows_from_what_is(said: dict[str, str], meant: Place) -> None:
    """The zone follows the language, the country the zone, the currency the country."""
    assert place(**said) == meant


@pytest.mark.parametrize(
    ("said", "way_out"),
    [
        ({"language": "fr"}, "`en`, `zh`"),
        ({"timezone": "Europe/Londn"}, "Europe/London"),
        ({"country": "XX"}, "GB-ENG"),
        ({"timezone": "UTC"}, "--currency"),
        ({"currency": "QQQ"}, "QQQ"),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(said: dict[str, str], way_out: str) -> None:
    """A language, zone, country or currency that is none, or cannot be guessed, is refused with the way out."""
    with pytest.raises(UsageError, match=way_out):
        place(**said)
