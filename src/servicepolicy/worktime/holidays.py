"""Published holidays, by jurisdiction and year, with a guard for the years that nobody has published.

China comes from `chinesecalendar`, the others from `holidays`; both compute on past the years that a government has
announced, and a guess must not decide whether a duty was kept. The table says for each jurisdiction from when to when
its dates are known, and on what ground.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final, Protocol, cast

import attrs

from servicepolicy.errors import ServicePolicyError

__all__ = ["JURISDICTIONS", "HolidayError", "HolidaySource", "Jurisdiction", "named", "source"]

Year = tuple[frozenset[date], frozenset[date]]
_NONE: Final[frozenset[date]] = frozenset()


class HolidayError(ServicePolicyError, LookupError, ValueError):
    """There are no holidays of that name."""

    CODE = "wrong-holidays"


@attrs.frozen(eq=False, repr=False)
class Jurisdiction:
    """Where a list of holidays holds, and for which years it is known.

    Args:
        code: Such as `GB-ENG`.
        first: First known year.
        last: Last known year.
        published: Who publishes it, and why it is known so far.
        year: The days off, and the weekend days worked in exchange, of one year.
    """

    code: str
    first: int
    last: int
    published: str
    year: Callable[[int], Year]


@attrs.frozen(eq=False, repr=False)
class HolidaySource:
    """The holidays of a jurisdiction by date, dates being proleptic ordinals.

    Args:
        jurisdiction: Whose holidays.
    """

    jurisdiction: Jurisdiction

    @property
    def first(self) -> int:
        """The first known date."""
        return date(self.jurisdiction.first, 1, 1).toordinal()

    @property
    def until(self) -> int:
        """The first date that is no longer known."""
        return date(self.jurisdiction.last + 1, 1, 1).toordinal()

    def is_off(self, day: int) -> bool:
        """The date is a holiday. A date that is not known is none."""
        off, _ = self._year(day)
        return date.fromordinal(day) in off

    def is_made_up(self, day: int) -> bool:
        """The date lies on a weekend and is worked in exchange. A date that is not known is not."""
        _, made_up = self._year(day)
        return date.fromordinal(day) in made_up

    def between(self, first: int, until: int) -> tuple[set[int], set[int]]:
        """The holidays, and the days that are worked in exchange, from one date, included, until another, excluded."""
        off, worked = set[int](), set[int]()
        for year in range(date.fromordinal(first).year, date.fromordinal(until - 1).year + 1):
            if self.jurisdiction.first <= year <= self.jurisdiction.last:
                holidays, made_up = _known(self.jurisdiction.code, year)
                off |= {day.toordinal() for day in holidays}
                worked |= {day.toordinal() for day in made_up}
        return off, worked

    def digest(self) -> str:
        """A SHA-256 of all known holidays and of the weekend days that are worked in exchange; worked out once."""
        return _digest(self.jurisdiction.code)

    def __reduce__(self) -> tuple[Callable[[str], HolidaySource], tuple[str]]:
        """Travels as its code."""
        return source, (self.jurisdiction.code,)

    def _year(self, day: int) -> Year:
        year = date.fromordinal(day).year
        if not self.jurisdiction.first <= year <= self.jurisdiction.last:
            return _NONE, _NONE
        return _known(self.jurisdiction.code, year)


@cache
def _known(code: str, year: int) -> Year:
    return JURISDICTIONS[code].year(year)


@cache
def _digest(code: str) -> str:
    from hashlib import sha256

    known = JURISDICTIONS[code]
    years = ((year, *_known(code, year)) for year in range(known.first, known.last + 1))
    said = (f"{year}: {_dates(off)} worked {_dates(made_up)}" for year, off, made_up in years)
    return sha256("\n".join([code, *said]).encode()).hexdigest()


def _dates(days: frozenset[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))


_CALLED: Final = {"UK": "GB", "USA": "US", "EIRE": "IE", "PRC": "CN"}  # what people write for a country's code


def source(code: str) -> HolidaySource:
    """The holidays of a jurisdiction, such as `CN` or `GB-ENG`.

    Raises:
        HolidayError: There are none of that name.
    """
    if code not in JURISDICTIONS:
        from difflib import get_close_matches

        meant = _CALLED.get(code.upper(), code.upper())
        near = get_close_matches(meant, JURISDICTIONS, n=1) or [
            one for one in JURISDICTIONS if one.startswith(f"{meant}-")
        ]
        listed = ", ".join(f"`{one}`" for one in JURISDICTIONS)
        hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else f": there are {listed}"
        raise HolidayError(f"unknown holidays `{code}`{hint}")
    return HolidaySource(JURISDICTIONS[code])


def named(code: str, day: date) -> str:
    """What a holiday of a jurisdiction is called in English; `""` where nobody says."""
    if code == "CN":
        from chinese_calendar import constants

        return str(constants.holidays.get(day, ""))
    country, _, part = code.partition("-")
    try:
        return dict(_country(country, day.year, part=part or None).items()).get(day, "")
    except NotImplementedError:  # it is no country, or has no such part
        return ""


class _Listed(Protocol):
    def items(self) -> list[tuple[date, str]]: ...


def _country(
    code: str, year: int, *, part: str | None = None, categories: str = "public", moved: bool = True
) -> _Listed:
    import holidays

    found = holidays.country_holidays(
        code, subdiv=part, years=year, categories=tuple(categories.split()), observed=moved, language="en_US"
    )
    return cast("_Listed", found)


def _plainly(code: str, part: str | None = None, categories: str = "public") -> Callable[[int], Year]:
    def year(number: int) -> Year:
        found = _country(code, number, part=part, categories=categories)
        return frozenset(day for day, _ in found.items() if day.year == number), _NONE

    return year


# Where `chinesecalendar` differs from the notice of the State Council: 国办发明电〔2005〕35号, on the holidays of
# 2006, has Saturday 31 December 2005 worked in exchange for one of the days after New Year.
_CHINA_ALSO_WORKED: Final = frozenset({date(2005, 12, 31)})


def _china(year: int) -> Year:
    from chinese_calendar import constants

    off = frozenset(day for day in constants.holidays if day.year == year)
    worked = frozenset(day for day in constants.workdays if day.year == year and day.weekday() >= 5)
    return off, worked | frozenset(day for day in _CHINA_ALSO_WORKED if day.year == year)


def _federal_reserve(year: int) -> Year:
    import holidays

    found = cast("_Listed", holidays.financial_holidays("XFED", years=year, language="en_US"))
    return frozenset(day for day, _ in found.items() if day.year == year), _NONE


def _united_states_observed(year: int) -> Year:
    # A New Year's Day on a Saturday is observed on 31 December: it comes with the year after.
    days = {day for number in (year, year + 1) for day, _ in _country("US", number).items()}
    return frozenset(day for day in days if day.year == year), _NONE


def _canada(year: int) -> Year:
    """Holidays of the Interpretation Act, s 35: Easter Monday is one, Boxing Day is not; only Canada Day moves."""
    found = _country("CA", year, categories="public government", moved=False).items()
    days = {day for day, name in found if day.year == year and "Boxing" not in name}
    good_friday = next(day for day, name in found if "Good Friday" in name)
    days.add(good_friday + timedelta(days=3))
    canada_day = date(year, 7, 1)
    if canada_day.weekday() == 6:
        days.add(canada_day + timedelta(days=1))
    return frozenset(days), _NONE


_BY_STATUTE: Final = (  # computed from the statute, and looked ahead to 2030
    ("AT", 2012, "Feiertagsruhegesetz 1957, s 1"),
    ("BE", 2012, "act of 4 January 1974 on public holidays, and its royal decree"),
    ("CH-ZH", 2012, "Ruhetags- und Ladenöffnungsgesetz of the canton of Zürich, s 1"),
    ("DK", 2012, "the holidays of the Danish National Church, without the Great Prayer Day from 2024"),
    ("FR", 2012, "Code du travail, art. L3133-1"),
    ("IT", 2012, "act 260 of 1949 as amended, with 4 October from 2026; the day of a town's patron is not among them"),
    ("LU", 2019, "Code du travail, art. L232-2"),
    ("NO", 2012, "acts of 26 April 1947 and 24 February 1995 on holidays"),
    ("NZ", 2014, "Holidays Act 2003 and Matariki Act 2022; a region's anniversary day is not among them"),
    ("PL", 2012, "act of 18 January 1951 on days free of work, with 24 December from 2025"),
    ("PT", 2016, "Código do Trabalho, art. 234; the holiday of a municipality is not among them"),
    ("SE", 2012, "act 1989:253 on public holidays; the eves of Midsummer, Christmas and New Year are not among them"),
)
_LAENDER: Final = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH"
_OF_A_LAND: Final = (
    "the holiday act of the Land and the Unification Treaty; holidays of single municipalities are not among them"
)


def _statutory(code: str, first: int, ground: str) -> Jurisdiction:
    country, _, part = code.partition("-")
    return Jurisdiction(code, first, 2030, f"{ground}; looked ahead to 2030", _plainly(country, part or None))


_GOV_UK: Final = "gov.uk lists the bank holidays of 2012 to 2028"

JURISDICTIONS: Final[Mapping[str, Jurisdiction]] = {
    one.code: one
    for one in (
        Jurisdiction(
            "CN", 2004, 2026, "yearly notice of the General Office of the State Council, none yet for 2027", _china
        ),
        Jurisdiction("GB-ENG", 2012, 2028, _GOV_UK, _plainly("GB", "ENG")),
        Jurisdiction("GB-SCT", 2012, 2028, _GOV_UK, _plainly("GB", "SCT")),
        Jurisdiction("GB-NIR", 2012, 2028, _GOV_UK, _plainly("GB", "NIR")),
        Jurisdiction(
            "IE",
            1998,
            2030,
            "Organisation of Working Time Act 1997, sch. 2, as amended: fixed by statute, looked ahead to 2030",
            _plainly("IE"),
        ),
        Jurisdiction(
            "DE",
            1991,
            2030,
            "the nine days that all Länder have by statute and the Unification Treaty; looked ahead to 2030",
            _plainly("DE"),
        ),
        Jurisdiction(
            "SG",
            2004,
            2027,
            "Ministry of Manpower, gazetted each year for the next; later dates of lunar feasts are estimates",
            _plainly("SG"),
        ),
        Jurisdiction(
            "HK",
            2007,
            2026,
            "general holidays gazetted each year under the General Holidays Ordinance, cap. 149",
            _plainly("HK", categories="public optional"),
        ),
        Jurisdiction(
            "AU-NSW",
            2011,
            2027,
            "Public Holidays Act 2010 (NSW), and additional days that are declared a year or two ahead",
            _plainly("AU", "NSW"),
        ),
        Jurisdiction(
            "CA",
            2004,
            2030,
            "Interpretation Act, s 35, and the proclaimed Thanksgiving: fixed by statute, looked ahead to 2030",
            _canada,
        ),
        Jurisdiction(
            "US-FED",
            2012,
            2030,
            "Federal Reserve, release K.8, five years ahead: a holiday on a Saturday is not moved to the Friday",
            _federal_reserve,
        ),
        Jurisdiction(
            "US-FED-OBSERVED",
            2012,
            2030,
            "5 U.S.C. 6103 as observed by federal offices: from Saturday to Friday, from Sunday to Monday",
            _united_states_observed,
        ),
        Jurisdiction(
            "JP",
            2016,
            2026,
            "act on national holidays of 1948; the Cabinet Office lists the equinoxes of the next year each February",
            _plainly("JP"),
        ),
        *(_statutory(*one) for one in _BY_STATUTE),
        *(_statutory(f"DE-{land}", 2012, _OF_A_LAND) for land in _LAENDER.split()),
    )
}
"""Every jurisdiction that a calendar may name."""
