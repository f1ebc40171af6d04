"""Forms in which times are written: `strptime` forms, read alike on every machine, and numbers of days or seconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

import attrs

__all__ = ["HALVES", "ISO", "MONTHS", "NUMBERED", "Form", "Written", "figures_of", "form_of", "wrong_form"]

ISO: Final = "iso"
NUMBERED: Final = ("epoch", "epoch-ms", "epoch-us", "epoch-ns", "excel", "excel-1904")
"""Forms that are numbers: seconds or thousandths, millionths, billionths of them since 1970 in UTC, or days as
spreadsheets count them."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SCALE: Final = {
    "epoch": Decimal(1_000_000),
    "epoch-ms": Decimal(1_000),
    "epoch-us": Decimal(1),
    "epoch-ns": Decimal("0.001"),
}
_NO_LOG: Final = timedelta(days=3 * 365)  # after 1970: seconds that were taken for milliseconds lie there
_EXCEL: Final = {"excel": datetime(1899, 12, 30), "excel-1904": datetime(1904, 1, 1)}  # noqa: DTZ001  # wall times
_NUMBER: Final = re.compile(r"[+-]?\d{1,19}(\.\d{1,15})?|\d{5,17},\d{1,15}", re.ASCII)
_IN_SCRIPT: Final = re.compile(r"/Date\((-?\d{1,17})([+-]\d{4})?\)/", re.ASCII)  # as old services write milliseconds

_EN: Final = ("january february march april may june july august september october november december",
              "jan feb mar apr may jun jul aug sep oct nov dec")  # fmt: skip
MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (*_EN, "jan feb mar apr may june july aug sept oct nov dec"),
    "de": ("januar februar märz april mai juni juli august september oktober november dezember",
           "jänner feber märz april mai juni juli august september oktober november dezember",
           "jan feb mrz apr mai jun jul aug sep okt nov dez", "jan feb mär apr mai jun jul aug sept okt nov dez"),
    "fr": ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
           "janv févr mars avr mai juin juil août sept oct nov déc", "jan fév mar avr mai jun jul aoû sep oct nov déc"),
    "es": ("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
           "ene feb mar abr may jun jul ago sep oct nov dic", "ene feb mar abr may jun jul ago sept oct nov dic"),
    "it": ("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
           "gen feb mar apr mag giu lug ago set ott nov dic"),
    "nl": ("januari februari maart april mei juni juli augustus september oktober november december",
           "jan feb mrt apr mei jun jul aug sep okt nov dec"),
    "pt": ("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
           "jan fev mar abr mai jun jul ago set out nov dez"),
    "pl": ("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
           "sty lut mar kwi maj cze lip sie wrz paź lis gru"),
    "zh": ("一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
           "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
}  # fmt: skip
"""Names of months by language, in lower case and without dots: long ones first."""

_SAYS_UTC: Final = r"(?<![A-Za-z])(UTC|GMT|Z)(?![A-Za-z])"
# Half of the day, as it is written before or after the time.
HALVES: Final = {"am": 0, "a.m.": 0, "pm": 12, "p.m.": 12, "上午": 0, "凌晨": 0, "早上": 0, "清晨": 0, "下午": 12,
                  "晚上": 12, "傍晚": 12, "中午": 12, "오전": 0, "오후": 12, "午前": 0, "午後": 12}  # fmt: skip

_NOON: Final = ("中午",)
_NIGHT: Final = ("晚上", "傍晚")

_PIECES: Final = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})", "I": r"(?P<I>\d{1,2})", "M": r"(?P<M>\d{2})", "S": r"(?P<S>\d{2})",
    "f": r"(?P<f>\d{1,9})", "j": r"(?P<j>\d{1,3})", "p": r"\s*(?P<p>[^\W\d_][\w.]*?)\s*",
    "b": r"(?P<b>\d{0,2}[^\W\d_]+)\.?", "a": r"(?:[^\W\d_]+)\.?",
    "z": r"(?P<z>[+-]\d{1,2}(?::?\d{2})?|Z)",
    "Z": r"(?P<Z>(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*)",
}  # fmt: skip
_FIXED: Final = {"m": r"(?P<m>\d{2})", "d": r"(?P<d>\d{2})", "H": r"(?P<H>\d{2})", "I": r"(?P<I>\d{2})",
                 "M": r"(?P<M>\d{2})", "S": r"(?P<S>\d{2})", "j": r"(?P<j>\d{3})"}  # fmt: skip
_SAME: Final = {"B": "b", "A": "a", "e": "d", "k": "H", "l": "I", "h": "b"}
_SHORT: Final = {"T": "%H:%M:%S", "R": "%H:%M", "F": "%Y-%m-%d", "D": "%m/%d/%y"}
_OF_THE_DAY: Final = frozenset("HIMSfp")
_UTC_NAMES: Final = frozenset({"UTC", "GMT", "Z", "ZULU", "UT"})
_JAVA: Final = (
    ("yyyy", "%Y"), ("YYYY", "%Y"), ("yy", "%y"), ("YY", "%y"), ("MMMM", "%B"), ("MMM", "%b"), ("EEEE", "%A"),
    ("EEE", "%a"), ("dddd", "%A"), ("ddd", "%a"), ("dd", "%d"), ("DD", "%d"), ("HH", "%H"), ("hh", "%I"),
    ("ss", "%S"), ("SSS", "%f"), ("SS", "%S"), ("XXX", "%z"), ("XX", "%z"),
    ("AM/PM", "%p"), ("am/pm", "%p"), ("tt", "%p"), ("a", "%p"), ("A", "%p"),
    ("d", "%d"), ("H", "%H"), ("h", "%I"), ("s", "%S"), ("X", "%z"), ("Z", "%z"), ("y", "%Y"),
)  # fmt: skip


@attrs.frozen
class Written:
    """What a text says of a time.

    Attributes:
        wall: The wall time, or the instant where it has a zone.
        zone: The name of a zone that stands in the text and is none of UTC.
        timed: Whether it says a time of day.
    """

    wall: datetime
    zone: str | None = None
    timed: bool = True


Form = Callable[[object], "Written | None"]
"""Reads what a cell holds; `None` where it is not written so."""


@cache
def form_of(said: str | None, months: str | tuple[str, ...] | None = None, *, roc: bool = False) -> Form:
    """The reader of a form.

    Args:
        said: `iso` or `None` for ISO 8601, one of `NUMBERED`, or a `strptime` form.
        months: The language of names of months, or twelve names.
        roc: Years are counted from 1912, as in Taiwan.

    Raises:
        ValueError: It is no such form; see `wrong_form`.
    """
    if said is None or said == ISO:
        return _iso
    if said in NUMBERED:
        return _numbered(said)
    wrong = wrong_form(said)
    if wrong is not None:
        raise ValueError(wrong[1])
    return _directives(said, _month_numbers(months), 1911 if roc else 0)


def wrong_form(said: str) -> tuple[str, str, str] | None:
    """What is wrong with a form of times: code, message and help; `None` if nothing is."""
    if said == ISO or said in NUMBERED:
        return None
    if "%" not in said:
        return ("not-a-format", f"`{said}` is not a form of times as they are written here", _as_here(said))
    used = _used(said)
    if "s" in used:
        return "unknown-directive", "`%s` is not part of a form of times", "say `format: epoch`"
    for one in used:
        if one not in _PIECES:
            known = " ".join(f"%{name}" for name in (*_PIECES, *_SAME, *_SHORT))
            return "unknown-directive", f"`%{one}` is not part of a form of times", f"known: {known}"
    missing = [name for name, codes in (("year", "Yy"), ("month", "mbj"), ("day", "dj")) if not set(codes) & set(used)]
    if missing:
        message = f"the form `{said}` says no {' and no '.join(missing)}"
        return "incomplete-format", message, "where they stand in another column, say `columns: [date, time]`"
    repeated = sorted({one for one in used if used.count(one) > 1 and one != "a"})
    if repeated:
        return "wrong-format", f"the form `{said}` says `%{repeated[0]}` twice", "say each part once"
    return None


def _as_here(said: str) -> str:
    """How a form that Java or a spreadsheet would write is written here."""
    if not re.search(r"[yY]{2,4}|[dD]{1,2}[./-]|HH|hh|MM", said):
        return f"a `strptime` form such as `%d/%m/%Y %H:%M`, or one of {', '.join(f'`{name}`' for name in NUMBERED)}"
    written, rest, seen_hour = "", said, False
    while rest:
        minute = re.match(r"MM?|mm?", rest)
        if minute and (minute[0][0] == "m" or not rest.startswith("MMM")):
            # minutes follow an hour; spreadsheets write both with the same letter
            is_minute = seen_hour and (minute[0][0] == "m" or "%M" not in written) and "%m" in written
            written += "%M" if is_minute or (minute[0][0] == "m" and seen_hour) else "%m"
            rest = rest[len(minute[0]) :]
            continue
        for java, ours in _JAVA:
            if rest.startswith(java):
                written, rest = written + ours, rest[len(java) :]
                seen_hour = seen_hour or ours in ("%H", "%I")
                break
        else:
            written, rest = written + ("" if rest[0] == "'" else rest[0]), rest[1:]
    return f'here it is written `format: "{written}"`'


def _used(said: str) -> list[str]:
    return [one for kind, one in _tokens(said) if kind == "directive"]


def _tokens(said: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    index = 0
    while index < len(said):
        if said[index] != "%" or index + 1 == len(said):
            tokens.append(("literal", said[index]))
            index += 1
            continue
        one = said[index + 1]
        if one in "-#" and index + 2 < len(said):  # without a leading zero: read either way
            index += 1
            one = said[index + 1]
        index += 2
        if one == "%":
            tokens.append(("literal", "%"))
        elif one in _SHORT:
            tokens += _tokens(_SHORT[one])
        else:
            tokens.append(("directive", _SAME.get(one, one)))
    return tokens


def _directives(said: str, months: Mapping[str, int], years: int) -> Form:
    expression = re.compile(_pattern(said, years), re.IGNORECASE)
    tokens = _tokens(said)
    timed = bool(_OF_THE_DAY & set(_used(said)))
    literals = "".join(one if kind == "literal" else "\0" for kind, one in tokens)
    in_utc = re.search(_SAYS_UTC, literals) is not None

    def read(held: object) -> Written | None:
        if not isinstance(held, str):
            return None
        found = expression.fullmatch(held.strip())
        if found is None:
            return None
        try:
            written = _built(found.groupdict(), months, years, timed=timed)
        except (ValueError, OverflowError):
            return None
        if written is not None and in_utc and written.wall.tzinfo is None:
            return attrs.evolve(written, wall=written.wall.replace(tzinfo=UTC), zone=None)
        return written

    return read


def _pattern(said: str, years: int) -> str:
    tokens = _tokens(said)
    pattern = ""
    for index, (kind, one) in enumerate(tokens):
        if kind == "literal":
            pattern += (
                r"\s*" if one.isspace() and _beside_half(tokens, index) else r"\s+" if one.isspace() else re.escape(one)
            )
            continue
        joined = [tokens[near] for near in (index - 1, index + 1) if 0 <= near < len(tokens)]
        adjacent = any(kind == "directive" and other in {**_FIXED, "Y": "", "y": ""} for kind, other in joined)
        piece = _FIXED[one] if adjacent and one in _FIXED else _PIECES[one]
        if one in "MS" and index + 1 < len(tokens) and tokens[index + 1][1].isalpha() and not adjacent:
            piece = piece.replace("\\d{2}", "\\d{1,2}")  # `9时5分`; elsewhere one figure is half of two
        pattern += piece.replace("\\d{4}", "\\d{2,4}") if years and one == "Y" else piece
    return pattern


@cache
def figures_of(said: str) -> Callable[[str], tuple[int, ...] | None] | None:
    """Reads year, month, day, hour, minute and second of a form that holds nothing else; `None` = it holds more."""
    if said == ISO or said in NUMBERED:
        return None
    used = _used(said)
    if {*"YmdHM"} - set(used) or set(used) - {*"YmdHMS"}:
        return None
    if re.search(_SAYS_UTC, "".join(one if kind == "literal" else "\0" for kind, one in _tokens(said))):
        return None
    expression = re.compile(_pattern(said, 0), re.ASCII)
    order = tuple(used.index(one) if one in used else len(used) for one in "YmdHMS")

    def read(held: str) -> tuple[int, ...] | None:
        found = expression.fullmatch(held)
        if found is None:
            return None
        figures = (*found.groups(), "0")
        return tuple([int(figures[place]) for place in order])

    return read


def _beside_half(tokens: Sequence[tuple[str, str]], index: int) -> bool:
    """Whether a space stands beside the half of the day, where it is often left out."""
    return any(0 <= near < len(tokens) and tokens[near] == ("directive", "p") for near in (index - 1, index + 1))


def _built(said: dict[str, str | None], months: Mapping[str, int], years: int, *, timed: bool) -> Written | None:
    year = int(said.get("Y") or 0) + years if said.get("Y") else _short_year(int(said["y"] or 0), years)
    hour, minute, second = int(said.get("H") or 0), int(said.get("M") or 0), int(said.get("S") or 0)
    if said.get("p") is not None or said.get("I") is not None:
        half = HALVES.get((said.get("p") or "").lower())
        if half is None:
            return None
        twelve = int(said.get("I") or said.get("H") or 0)
        if not _fits(said.get("p") or "", twelve):
            return None
        half = 0 if (said.get("p") or "") in _NOON and twelve in (10, 11) else half
        if said.get("I") is not None or twelve <= 12:
            if not 0 <= twelve <= 12:
                return None
            hour = twelve % 12 + half
    past = timedelta()
    if hour == 24 and minute == second == 0:
        hour, past = 0, timedelta(days=1)
    micro = int((said.get("f") or "0").ljust(6, "0")[:6])
    if said.get("j") is not None:
        day = date(year, 1, 1) + timedelta(days=int(said["j"] or 0) - 1)
        if day.year != year:
            return None
    else:
        named = said.get("b")
        month = int(said["m"] or 0) if named is None else months.get(named.lower().strip("."), 0)
        day = date(year, month, int(said["d"] or 0))
    wall = datetime(day.year, day.month, day.day, hour, minute, second, micro) + past  # noqa: DTZ001  # a wall time
    offset, name = said.get("z"), said.get("Z")
    from_utc = None if name is None else _FROM_UTC.fullmatch(name)
    if from_utc is not None:
        offset = from_utc[1]
    if offset is not None:
        return Written(wall.replace(tzinfo=_offset(offset)), None, timed)
    if name is not None and name.upper() in _UTC_NAMES:
        return Written(wall.replace(tzinfo=UTC), None, timed)
    return Written(wall, name, timed)


def _fits(half: str, hour: int) -> bool:
    """Whether people say an hour so: the night has no twelve of its own (of which day?), and noon few hours."""
    if half in _NOON:
        return hour in (10, 11, 12, 1, 2)
    return half not in _NIGHT or hour != 12  # midnight, of the day before or after


def _short_year(said: int, years: int) -> int:
    return said + years if years else said + (1900 if said > 68 else 2000)


def _offset(said: str) -> timezone:
    if said in ("Z", "z"):
        return UTC
    figures = said[1:].replace(":", "")
    hours, minutes = (figures, "0") if len(figures) <= 2 else (figures[:-2], figures[-2:])
    whole = int(hours) * 60 + int(minutes)
    return timezone(timedelta(minutes=-whole if said[0] == "-" else whole))


@cache
def _month_numbers(said: str | tuple[str, ...] | None) -> Mapping[str, int]:
    """Numbers of months by name; English ones are always known where no other language uses the name."""
    sets = list(MONTHS["en"])
    if isinstance(said, str):
        sets += MONTHS[said]
    numbers: dict[str, int] = {}
    for names in sets:
        numbers |= {name: number for number, name in enumerate(names.split(), start=1)}
    if isinstance(said, tuple):
        numbers |= {name.lower().strip("."): number for number, name in enumerate(said, start=1)}
    return numbers


_NAMED: Final = re.compile(r"(?P<wall>.*?\d)\s*(?P<zone>UTC|GMT|[A-Za-z]{3,5}|[A-Za-z_]+/[A-Za-z_/]+)", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}(-?\d)?", re.ASCII)
_MIDNIGHT: Final = re.compile(r"(?P<day>\d{4}-?\d{2}-?\d{2})[T ]24(?P<rest>(:?00){1,2}(\.0+)?)(?P<zone>.*)", re.ASCII)
_FROM_UTC: Final = re.compile(r"(?:UTC|GMT)([+-]\d{1,2}(?::?\d{2})?)", re.ASCII | re.IGNORECASE)
_OFFSET: Final = re.compile(
    r"(?P<wall>.*[T ].*?\d)\s*(?:UTC|GMT)?(?P<offset>[+-]\d{1,2}(?::?\d{2})?|[Zz])(?P<named>\[[A-Za-z_/+-]+\])?",
    re.ASCII,
)
_HOUR_ALONE: Final = re.compile(r".*[T ]\d\d", re.ASCII)  # the rest of it was cut off
_COMMA: Final = re.compile(r"(?<=:\d\d),(?=\d)", re.ASCII)


def _iso(held: object) -> Written | None:
    match held:
        case datetime():
            return Written(held)
        case date():
            return Written(datetime(held.year, held.month, held.day), None, False)  # noqa: DTZ001  # a day
        case str():
            text = held.strip()
        case _:
            return None
    if _DATE.fullmatch(text):
        return _from_iso(text, None, timed=False)
    named = _NAMED.fullmatch(text)
    zone, offset = None, None
    if named is not None:
        text, zone = named["wall"], named["zone"]
    elif (shifted := _OFFSET.fullmatch(text.replace("\u2212", "-"))) is not None and ":" in shifted["wall"]:
        text, offset = shifted["wall"], shifted["offset"]
    past = timedelta()
    midnight = _MIDNIGHT.fullmatch(text)
    if midnight is not None:
        text, past = f"{midnight['day']}T00{midnight['rest']}{midnight['zone']}", timedelta(days=1)
    if _HOUR_ALONE.fullmatch(text):
        return None
    written = _from_iso(_COMMA.sub(".", text), zone, timed=True)
    if written is None:
        return None
    try:
        wall = written.wall + past
        return attrs.evolve(written, wall=wall if offset is None else wall.replace(tzinfo=_offset(offset)))
    except (ValueError, OverflowError):  # beyond a day, or beyond all years
        return None


def _from_iso(text: str, zone: str | None, *, timed: bool) -> Written | None:
    try:
        wall = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    if zone is not None and wall.tzinfo is not None:
        return None
    if zone is not None and zone.upper() in _UTC_NAMES:
        return Written(wall.replace(tzinfo=UTC), None, timed)
    return Written(wall, zone, timed)


def _numbered(said: str) -> Form:
    def number_of(held: object) -> Decimal | None:
        if isinstance(held, bool) or not isinstance(held, int | float | Decimal | str):
            return None
        text = held.strip() if isinstance(held, str) else str(held)
        script = _IN_SCRIPT.fullmatch(text) if said == "epoch-ms" else None
        if script is not None:
            text = script[1]
        elif isinstance(held, str) and not _NUMBER.fullmatch(text):
            return None
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def read(held: object) -> Written | None:
        if isinstance(held, date):  # a spreadsheet may hold some of its times as such
            return _iso(held)
        number = number_of(held)
        if number is None:
            return None
        try:
            if said in _SCALE:
                since = timedelta(microseconds=int(number * _SCALE[said]))
                nothing = -timedelta(days=1) < since < _NO_LOG  # or in another unit
                return None if nothing else Written(_EPOCH + since)
            if said == "excel" and number < 61:  # before March 1900 spreadsheets count a day that never was
                return None
            seconds = int((number * 86_400).to_integral_value())
            return Written(_EXCEL[said] + timedelta(seconds=seconds))
        except OverflowError:
            return None

    return read
