"""Times, lengths of time and amounts as people of each language write them, without asking the machine's locale."""

from __future__ import annotations

import re
from datetime import date

from servicepolicy.worktime._instant import from_us

__all__ = [
    "SAME_DAY",
    "amounts",
    "day",
    "end_of_day",
    "last_end_of_day",
    "last_moment",
    "length",
    "moment",
    "period",
    "span",
    "working_length",
]

SAME_DAY = "same day"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS_IN_FULL = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_ZH = "一二三四五六日"
_UNITS = ((86_400, "d", "天"), (3_600, "h", "小时"), (60, "min", "分钟"), (1, "s", "秒"))


def moment(us: int, zone: str, language: str) -> str:
    """An instant in a zone: `Mon 5 Jan 2026 14:42`, `2026年1月5日（周一）14:42`; seconds only where there are any."""
    at = from_us(us, zone)
    clock = f"{at.hour:02d}:{at.minute:02d}"
    if at.second or at.microsecond:
        clock = f"{clock}:{at.second:02d}"
    if at.microsecond:
        clock = f"{clock}.{at.microsecond:06d}"
    return f"{day(at, language)}{'' if language == 'zh' else ' '}{clock}"


def day(on: date, language: str) -> str:
    """A date: `Mon 5 Jan 2026`, `2026年1月5日（周一）`."""
    weekday = on.weekday()
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日（周{_DAYS_ZH[weekday]}）"
    return f"{_DAYS[weekday]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def last_moment(us: int, zone: str, language: str) -> str:
    """An instant up to which something may be done: a midnight is the end of the day before."""
    return last_end_of_day(us, zone, language) or moment(us, zone, language)


def last_end_of_day(us: int, zone: str, language: str) -> str:
    """As `end_of_day`, also of the last instant of a day."""
    return end_of_day(us + 1 if us % 1_000_000 == 999_999 else us, zone, language)


def end_of_day(us: int, zone: str, language: str) -> str:
    """A midnight, as the end of the day before: `the end of Mon 5 Jan 2026`, `2026年1月5日24:00`; else nothing."""
    at, before = from_us(us, zone), from_us(us - 1, zone)
    if before.date() == at.date():
        return ""
    said = day(before.date(), language)
    return f"{said}24:00" if language == "zh" else f"the end of {said}"


_YUAN = re.compile(r"(?<![\w.-])(?P<sign>-?)(?P<whole>\d+)(?P<rest>\.\d+)? CNY\b", re.ASCII)


def amounts(text: str, language: str) -> str:
    """A text with its amounts of renminbi as Chinese writes them: `50000 CNY` is `50,000元`."""
    if language != "zh" or "CNY" not in text:
        return text
    return _YUAN.sub(lambda one: f"{one['sign']}{int(one['whole']):,}{one['rest'] or ''}元", text)


_PERIOD = re.compile(
    r"(?P<year>\d{4})(-((?P<month>\d\d)(-(?P<day>\d\d))?|W(?P<week>\d\d)|Q(?P<quarter>\d)|H(?P<half>\d)))?", re.ASCII
)


def period(code: str, language: str) -> str:
    """A period of the calendar: `2026-01` is `January 2026`, `2026年1月`; what is none stays as it is."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return code
    said = {name: int(number) for name, number in found.groupdict().items() if number is not None}
    year, chinese = said.pop("year"), language == "zh"
    match said:
        case {"month": month, "day": day} if month <= 12:
            return f"{year}年{month}月{day}日" if chinese else f"{day} {_MONTHS[month - 1]} {year}"
        case {"month": month} if 1 <= month <= 12:
            return f"{year}年{month}月" if chinese else f"{_MONTHS_IN_FULL[month - 1]} {year}"
        case {"week": week}:
            return f"{year}年第{week}周" if chinese else f"week {week} of {year}"
        case {"quarter": quarter}:
            return f"{year}年第{quarter}季度" if chinese else f"quarter {quarter} of {year}"
        case {"half": half}:
            first = half == 1
            return (
                f"{year}年{'上' if first else '下'}半年"
                if chinese
                else f"{'first' if first else 'second'} half of {year}"
            )
        case _:
            return f"{year}年" if chinese and not said else code


def length(us: int, language: str) -> str:
    """A length of time: `1 h 12 min`, `1小时12分钟`; the two largest units, and `0 min` for none."""
    return _said(us, language, _UNITS)


def working_length(us: int, language: str) -> str:
    """A length of working time: `25 h 30 min`. Hours are its largest unit: working days differ in length."""
    return _said(us, language, _UNITS[1:])


def _said(us: int, language: str, units: tuple[tuple[int, str, str], ...]) -> str:
    chinese = language == "zh"
    seconds, rest = divmod(abs(us), 1_000_000)
    parts: list[str] = []
    for size, english, han in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{han}" if chinese else f"{count} {english}")
    if not parts:
        if rest:
            return "不足1秒" if chinese else "less than 1 s"
        return "0分钟" if chinese else "0 min"
    return ("" if chinese else " ").join(parts[:2])


_SPAN_WORDS = (
    ("working days", "个工作日"),
    ("working day", "个工作日"),
    ("working hours", "个工作小时"),
    ("working hour", "个工作小时"),
    ("working minutes", "分钟工作时间"),
    ("working minute", "分钟工作时间"),
    ("working seconds", "秒工作时间"),
    ("billing cycles", "个账单周期"),
    ("billing cycle", "个账单周期"),
    ("seconds", "秒"),
    ("second", "秒"),
    ("minutes", "分钟"),
    ("minute", "分钟"),
    ("hours", "小时"),
    ("hour", "小时"),
    ("days", "日"),
    ("day", "日"),
    ("weeks", "周"),
    ("week", "周"),
    ("months", "个月"),
    ("month", "个月"),
    ("years", "年"),
    ("year", "年"),
)


def span(canonical: str, language: str) -> str:
    """A value of the policy: canonical spans are put into Chinese, anything else stays as it is."""
    if language != "zh":
        return canonical
    if canonical == SAME_DAY:
        return "当日"
    for pick, said in (("least of ", "较早者："), ("greatest of ", "较晚者：")):
        if canonical.startswith(pick):
            return said + "、".join(span(part, language) for part in canonical.removeprefix(pick).split(", "))
    number, _, unit = canonical.partition(" ")
    han = dict(_SPAN_WORDS).get(unit)
    return f"{number}{han}" if number.isdigit() and han else canonical
