"""Published holidays: against the lists that governments print, and guarded where they print none."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.worktime import HolidayError, Span, WorkCalendar, WorkClock, holidays
from servicepolicy.worktime._instant import first_instant, parse_us
from servicepolicy.worktime.holidays import JURISDICTIONS, source


def days_off(code: str, year: int) -> list[str]:
    """The holidays of a year on any weekday, as `MM-DD`."""
    off, _ = JURISDICTIONS[code].year(year)
    return sorted(day.isoformat()[5:] for day in off)


def working(code: str, day: date) -> bool:
    """Whether a date is worked where the week is Monday to Friday."""
    found = source(code)
    ordinal = day.toordinal()
    return found.is_made_up(ordinal) or (day.weekday() < 5 and not found.is_off(ordinal))


@pytest.fixture(scope="module")
def notices(shared: Path) -> dict[str, Any]:
    """The State Council's notices of three years."""
    found: dict[str, Any] = json.loads((shared / "vectors" / "cn_holidays_2024_2026.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("year", ["2024", "2025", "2026"])
def test_china_as_the_notices_say(notices: dict[str, Any], year: str) -> None:
    """Days off, make-up days and the count of working days of a year are those of the State Council's notice."""
    notice = notices[year]
    first = date(int(year), 1, 1)
    days = [first + timedelta(days=n) for n in range((date(int(year) + 1, 1, 1) - first).days)]
    assert [day.isoformat() for day in days if day.weekday() >= 5 and working("CN", day)] == notice["makeup_work"]
    assert {day.isoformat() for day in days if day.weekday() < 5 and not working("CN", day)} <= set(notice["off"])
    assert not [day for day in notice["off"] if working("CN", date.fromisoformat(day))]
    assert sum(working("CN", day) for day in days) == notice["working_days"]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_china_by_two_sources(year: int) -> None:
    """Every date of every year is worked or not as a second, independent source says."""
    import holidays

    other = holidays.country_holidays("CN", years=[year, year + 1])
    day, differing = date(year, 1, 1), []
    while day.year == year:
        if working("CN", day) != other.is_working_day(day):
            differing.append(day.isoformat())
        day += timedelta(days=1)
    assert differing == []


def test_china_new_years_eve_of_2005() -> None:
    """Saturday 31 December 2005 was worked: notice 国办发明电〔2005〕35号, which one source leaves out."""
    assert working("CN", date(2005, 12, 31))


# By royal proclamation of 4 February 2026 under the Banking and Financial Dealings Act 1971, s 1(3); the list is older.
PROCLAIMED_LATER = {"GB-SCT": {"2026-06-15"}}


@pytest.mark.parametrize(
    ("code", "division"), [("GB-ENG", "england-and-wales"), ("GB-SCT", "scotland"), ("GB-NIR", "northern-ireland")]
)
def test_britain_as_gov_uk_says(shared: Path, code: str, division: str) -> None:
    """The weekdays off are the bank holidays of gov.uk, from 2012 to 2028."""
    listed = json.loads((shared / "vectors" / "govuk-bank-holidays.json").read_text(encoding="utf-8"))[division][
        "events"
    ]
    expected = {event["date"] for event in listed} | PROCLAIMED_LATER.get(code, set())
    years = range(JURISDICTIONS[code].first, JURISDICTIONS[code].last + 1)
    found = {day.isoformat() for year in years for day in JURISDICTIONS[code].year(year)[0] if day.weekday() < 5}
    assert {text[:4] for text in expected} == {str(year) for year in years}
    assert found == {text for text in expected if date.fromisoformat(text).weekday() < 5}


# Release K.8 of the Federal Reserve: Saturday holidays stay where they are, Sunday holidays move to the Monday.
FED = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-19 07-05 09-06 10-11 11-11 11-25 12-25",
    2028: "01-01 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-11 11-23 12-25",
    2029: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
    2030: "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
}


@pytest.mark.parametrize("year", FED)
def test_federal_reserve(year: int) -> None:
    """The Federal Reserve Banks close on the days of release K.8, and on no Friday before a Saturday holiday."""
    assert days_off("US-FED", year) == FED[year].split()


def test_a_saturday_holiday_closes_offices_but_not_the_reserve_banks() -> None:
    """Friday 3 July 2026 is a working day of the Reserve Banks and a holiday of federal offices."""
    assert working("US-FED", date(2026, 7, 3))
    assert not working("US-FED-OBSERVED", date(2026, 7, 3))


def test_new_year_observed_in_the_year_before() -> None:
    """New Year's Day of 2022 fell on a Saturday, so federal offices closed on 31 December 2021."""
    assert not working("US-FED-OBSERVED", date(2021, 12, 31))


@pytest.mark.parametrize(
    ("code", "year", "days"),
    [
        ("CA", 2026, "01-01 04-03 04-06 05-18 07-01 09-07 09-30 10-12 11-11 12-25"),
        ("CA", 2029, "01-01 03-30 04-02 05-21 07-01 07-02 09-03 09-30 10-08 11-11 12-25"),
        ("IE", 2026, "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25 12-26"),
        ("DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"),
        ("AT", 2026, "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26"),
        ("BE", 2026, "01-01 04-05 04-06 05-01 05-14 05-24 05-25 07-21 08-15 11-01 11-11 12-25"),
        ("CH-ZH", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26"),
        ("DE-BE", 2025, "01-01 03-08 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26"),
        ("DE-BY", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"),
        ("DE-HE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 12-25 12-26"),
        ("DE-HH", 2017, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26"),
        ("DK", 2023, "01-01 04-06 04-07 04-09 04-10 05-05 05-18 05-28 05-29 12-25 12-26"),
        ("DK", 2026, "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 12-25 12-26"),
        ("FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"),
        ("IT", 2025, "01-01 01-06 04-20 04-21 04-25 05-01 06-02 08-15 11-01 11-02 12-08 12-25 12-26"),
        ("IT", 2026, "01-01 01-06 04-05 04-06 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26"),
        (
            "JP",
            2026,
            (
                "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12"
                " 11-03 11-23"
            ),
        ),
        ("LU", 2026, "01-01 04-06 05-01 05-09 05-14 05-25 06-23 08-15 11-01 12-25 12-26"),
        ("NO", 2026, "01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26"),
        ("NZ", 2026, "01-01 01-02 02-06 04-03 04-06 04-25 04-27 06-01 07-10 10-26 12-25 12-26 12-28"),
        ("PL", 2024, "01-01 01-06 03-31 04-01 05-01 05-03 05-19 05-30 08-15 11-01 11-11 12-25 12-26"),
        ("PL", 2026, "01-01 01-06 04-05 04-06 05-01 05-03 05-24 06-04 08-15 11-01 11-11 12-24 12-25 12-26"),
        ("PT", 2026, "01-01 04-03 04-05 04-25 05-01 06-04 06-10 08-15 10-05 11-01 12-01 12-08 12-25"),
        ("SE", 2026, "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26"),
        ("SG", 2026, "01-01 02-17 02-18 03-21 04-03 05-01 05-27 05-31 06-01 08-09 08-10 11-08 11-09 12-25"),
    ],
)
def test_statutory_lists(code: str, year: int, days: str) -> None:
    """A year's holidays are those of the statute; in Canada with Easter Monday and without Boxing Day."""
    assert days_off(code, year) == days.split()


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2010, "01-01 02-13 02-15 02-16 04-02 04-03 04-05 04-06 05-01 05-21 06-16 07-01 09-23 10-01 10-16 12-25 12-27"),
        (2014, "01-01 01-31 02-01 02-03 04-05 04-18 04-19 04-21 05-01 05-06 06-02 07-01 09-09 10-01 10-02 12-25 12-26"),
    ],
)
def test_hong_kong_gazette(year: int, days: str) -> None:
    """Weekdays and Saturdays off are the general holidays that the government gazetted for the year."""
    found = [day for day in days_off("HK", year) if date.fromisoformat(f"{year}-{day}").weekday() != 6]
    assert found == days.split()


@pytest.mark.parametrize("code", JURISDICTIONS)
def test_no_known_year_is_a_guess(code: str) -> None:
    """No date of the last known year is marked as estimated by the source, and the year has holidays at all."""
    import holidays

    country, _, part = code.partition("-")
    known = JURISDICTIONS[code]
    names = holidays.country_holidays(country, subdiv=part if country in ("GB", "AU") else None, years=known.last)
    assert not [name for name in names.values() if "estimated" in name]
    assert len(known.year(known.last)[0]) >= 8
    assert len(known.year(known.first)[0]) >= 8


@pytest.mark.parametrize("code", JURISDICTIONS)
def test_an_unpublished_year_raises_only_when_it_is_needed(code: str) -> None:
    """The last hour of the last known year can be asked for; the first working time of the next cannot."""
    known = JURISDICTIONS[code]
    calendar = WorkCalendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]}, holidays=code)
    # A day in the last week that is worked, so that the question stays within the year.
    start = parse_us(f"{known.last}-12-31T00:00Z")
    clock = calendar.clock()
    end = first_instant(date(known.last + 1, 1, 1).toordinal(), "UTC")
    left = clock.elapsed_us(start, end)
    assert clock.due_working_us(start, left) <= end
    with pytest.raises(CalendarNotPublished) as raised:
        clock.due_working_us(start, left + 1)
    assert (raised.value.calendar, raised.value.year, raised.value.known_until) == (code, known.last + 1, end)


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda clock: clock.due_us(parse_us("2029-03-05T00:00Z"), Span("1 working hour")), 2029),
        (lambda clock: clock.due_us(parse_us("2029-03-05T00:00Z"), Span("2 working days")), 2029),
        (lambda clock: clock.elapsed_us(parse_us("2028-03-05T00:00Z"), parse_us("2029-03-05T00:00Z")), 2028),
        (lambda clock: clock.elapsed_us(parse_us("2026-03-05T00:00Z"), parse_us("2029-03-05T00:00Z")), 2027),
        (lambda clock: clock.due_us(parse_us("2026-12-31T00:00Z"), Span("300 working days")), 2027),
        (lambda clock: clock.is_working_day(date(2030, 1, 1).toordinal()), 2030),
        (lambda clock: clock.elapsed_us(parse_us("1999-03-05T00:00Z"), parse_us("2001-03-05T00:00Z")), 2001),
    ],
)
def test_the_year_that_is_named_is_the_one_concerned(ask: Callable[[WorkClock], object], year: int) -> None:
    """What begins in a year that is not published needs that year, and not all those before it."""
    clock = WorkCalendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays="CN").clock()
    with pytest.raises(CalendarNotPublished) as raised:
        ask(clock)
    assert raised.value.year == year
    assert year < 2004 or raised.value.known_until == parse_us("2027-01-01T00:00Z")


def test_a_digest_tells_dates_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """One holiday more, or one weekend day that is worked, in any known year, is another digest."""
    first = {code: source(code).digest() for code in JURISDICTIONS}
    assert len(set(first.values())) == len(first)
    china, year = JURISDICTIONS["CN"], JURISDICTIONS["CN"].year
    off, made_up = year(2012)
    for changed in ((off | {date(2012, 3, 7)}, made_up), (off, made_up - {min(made_up)})):
        other = attrs.evolve(china, year=lambda number, said=changed: said if number == 2012 else year(number))
        monkeypatch.setitem(vars(holidays)["JURISDICTIONS"], "CN", other)
        _forget()
        assert source("CN").digest() != first["CN"]
    monkeypatch.undo()
    _forget()
    assert source("CN").digest() == first["CN"]


def _forget() -> None:
    """What was worked out once is worked out anew."""
    for name in ("_known", "_digest"):
        vars(holidays)[name].cache_clear()


def test_before_the_first_known_year() -> None:
    """A year before the first known one raises too, without an instant from which it is known."""
    clock = WorkCalendar(timezone="UTC", hours={"mon": ["09:00-17:00"]}, holidays="CN").clock()
    with pytest.raises(CalendarNotPublished) as raised:
        clock.due_us(parse_us("2003-06-01T00:00Z"), Span("1 working hour"))
    assert (raised.value.year, raised.value.known_until) == (2003, None)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("UK", "unknown holidays `UK`; did you mean `GB-ENG` or `GB-SCT` or `GB-NIR`?"),
        ("GB", "unknown holidays `GB`; did you mean `GB-ENG` or `GB-SCT` or `GB-NIR`?"),
        ("cn", "unknown holidays `cn`; did you mean `CN`?"),
        ("US-FEDERAL", "unknown holidays `US-FEDERAL`; did you mean `US-FED`?"),
    ],
)
def test_unknown_holidays(code: str, message: str) -> None:
    """An unknown code is refused with the nearest known ones."""
    with pytest.raises(HolidayError) as raised:
        source(code)
    assert str(raised.value) == message
