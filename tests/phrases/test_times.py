"""Times and lengths of time, as people of each language write them."""

from __future__ import annotations

import pytest

from servicepolicy.phrases.times import amounts, last_moment, length, moment, period, span, working_length

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
AT = 1_767_575_520 * SECOND  # 2026-01-05T01:12:00Z, a Monday


@pytest.mark.parametrize(
    ("us", "zone", "en", "zh"),
    [
        (AT, "Asia/Shanghai", "Mon 5 Jan 2026 09:12", "2026年1月5日（周一）09:12"),
        (AT, "America/New_York", "Sun 4 Jan 2026 20:12", "2026年1月4日（周日）20:12"),
        (AT + SECOND, "Asia/Shanghai", "Mon 5 Jan 2026 09:12:01", "2026年1月5日（周一）09:12:01"),
        (AT + 1, "Asia/Shanghai", "Mon 5 Jan 2026 09:12:00.000001", "2026年1月5日（周一）09:12:00.000001"),
    ],
)
def test_a_moment(us: int, zone: str, en: str, zh: str) -> None:
    """A moment has weekday, date and clock in the zone asked for; seconds only where there are any."""
    assert (moment(us, zone, "en"), moment(us, zone, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("us", "en", "zh"),
    [
        (0, "0 min", "0分钟"),
        (1, "less than 1 s", "不足1秒"),
        (SECOND, "1 s", "1秒"),
        (12 * MINUTE, "12 min", "12分钟"),
        (-12 * MINUTE, "12 min", "12分钟"),
        (HOUR + 12 * MINUTE + 5 * SECOND, "1 h 12 min", "1小时12分钟"),
        (2 * DAY + 5 * MINUTE, "2 d 5 min", "2天5分钟"),
        (25 * HOUR, "1 d 1 h", "1天1小时"),
    ],
)
def test_a_length(us: int, en: str, zh: str) -> None:
    """A length has its two largest units, without a sign."""
    assert (length(us, "en"), length(us, "zh")) == (en, zh)


def test_working_time_has_no_days() -> None:
    """Twenty-five hours of working time are not a day and an hour: a working day is shorter than a day."""
    assert (working_length(25 * HOUR, "en"), working_length(25 * HOUR, "zh")) == ("25 h", "25小时")


@pytest.mark.parametrize(
    ("canonical", "zh"),
    [
        ("4 working hours", "4个工作小时"),
        ("1 working day", "1个工作日"),
        ("90 minutes", "90分钟"),
        ("3 months", "3个月"),
        ("same day", "当日"),
        ("least of 2 days, 4 working hours", "较早者：2日、4个工作小时"),
        ("50000 CNY", "50000 CNY"),
        ("major", "major"),
    ],
)
def test_a_span(canonical: str, zh: str) -> None:
    """A span is said in Chinese; an amount, or a word of the policy, stays as it is, and English stays canonical."""
    assert (span(canonical, "zh"), span(canonical, "en")) == (zh, canonical)


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("2026", "2026", "2026年"),
        ("2026-H1", "first half of 2026", "2026年上半年"),
        ("2026-H2", "second half of 2026", "2026年下半年"),
        ("2026-Q3", "quarter 3 of 2026", "2026年第3季度"),
        ("2026-01", "January 2026", "2026年1月"),
        ("2026-W07", "week 7 of 2026", "2026年第7周"),
        ("2026-03-31", "31 Mar 2026", "2026年3月31日"),
        ("2026-13", "2026-13", "2026-13"),
        ("before the first", "before the first", "before the first"),
    ],
)
def test_a_period(code: str, en: str, zh: str) -> None:
    """A period of the calendar is told by its name; what is none stays as it is."""
    assert (period(code, "en"), period(code, "zh")) == (en, zh)


def test_the_last_moment_is_a_round_one() -> None:
    """A midnight is told as the end of the day before, and so is the microsecond before it."""
    midnight = 1_772_294_400_000_000  # 1 March 2026 in Beijing
    for at in (midnight, midnight - 1):
        assert last_moment(at, "Asia/Shanghai", "en") == "the end of Sat 28 Feb 2026"
        assert last_moment(at, "Asia/Shanghai", "zh") == "2026年2月28日（周六）24:00"


def test_amounts_are_written_as_chinese_writes_them() -> None:
    """Renminbi is said in yuan with thousands apart, in Chinese; other currencies and English stay as they are."""
    assert amounts("超过 50000 CNY，12.50 CNY，-3 CNY", "zh") == "超过 50,000元，12.50元，-3元"
    assert amounts("50000 CNY", "en") == "50000 CNY"
    assert amounts("50000 USD", "zh") == "50000 USD"
