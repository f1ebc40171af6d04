"""The form in which texts of times are written, found from the texts: the day or the month first as rows decide it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import attrs

from servicepolicy.logs.time_forms import HALVES, ISO, MONTHS, Written, form_of

__all__ = ["Fitting", "fitting", "is_nothing", "is_shown"]

LONGEST: Final = 60  # characters: no time is longer
_PLACE: Final = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)?")
_MANY: Final = 400  # ways of writing that are looked at
_EARLIEST, _LATEST = 1990, 2040  # years that a log of cases is of

_PIECE: Final = re.compile(r"[ap]\.\s?m\.?|\d+|[^\W\d_]+|\s+|.", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"(?<!\d)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?P<p>[.,]\d{1,9})?)?(?!\d)"
    r"|(?<!\d)(?P<Hh>\d{1,2})\s?h\s?(?P<Mh>\d{2})(?!\d)"
    r"|(?P<Hz>\d{1,2})[时時点點](?P<Mz>\d{1,2})分(?:(?P<Sz>\d{1,2})秒)?"
)
_DOTTED_CLOCK: Final = re.compile(r"(?<=[\s,])(?P<H>\d{1,2})\.(?P<M>\d{2})(?:\.(?P<S>\d{2}))?(?=\s|$)")
_BARE_CLOCK: Final = re.compile(r"(?<=\d[ T])(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?$")
_OFFSET: Final = re.compile(r"(?<=\d)(\s?)(?:[+-]\d{2}:?\d{2}|Z)$|(?<=GMT)[+-]\d{2}:?\d{2}")


def _all(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


_WEEKDAYS: Final = _all(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday",
    "mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日",
)
_BESIDE: Final = _all(
    "t z h at um uhr à a le den am the of on th st nd rd utc gmt cet cest bst est edt cst cdt mst mdt pst pdt ist",
    "年 月 日 号 时 時 点 點 分 秒 klo kl",
)
_NOTHING: Final = _all(
    "n/a na none null nil - -- --- ? tbc tba tbd unknown pending open ongoing nan nat #n/a not_known keine offen",
    "unbekannt",
    "无 暂无 未知 待定 0000-00-00 0000-00-00_00:00:00 00/00/0000 00.00.0000 0 00000000",
)
_DATE_LIKE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]+\d{1,2}([:.]\d{1,2}){0,2})?")
_NUMBER: Final = re.compile(r"\d{5,16}([.,]\d+)?", re.ASCII)
_RANGES: Final = {"epoch": (6.3e8, 2.3e9), "epoch-ms": (6.3e11, 2.3e12), "epoch-us": (6.3e14, 2.3e15),
                  "excel": (32_800, 51_500)}  # fmt: skip
_ORDERS: Final = ("dmY", "mdY", "Ymd")
_ORDERLY: Final = re.compile(r"%[dmYy][^%]*%[dmYy][^%]*%[dmYy]")


@attrs.frozen
class Fitting:
    """How texts of times are written.

    Attributes:
        forms: The forms, to be tried in turn.
        others: Where nothing decides whether the day or the month is first: the forms of the other order. Neither is
            to be taken without asking.
        months: The language of the names of months, if it is not English.
        decided: A text that can be read in one order only, where there are two.
        mixed: Some texts can only be read with the day first, and others only with the month first.
        zoned: Whether every text says its offset, or a zone.
        zones: Names of zones in the texts that may be several.
        unread: Texts that none of the forms reads.
    """

    forms: tuple[str, ...]
    others: tuple[str, ...] = ()
    months: str | None = None
    decided: str = ""
    mixed: bool = False
    zoned: bool = False
    zones: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def fitting(texts: Iterable[str]) -> Fitting | None:
    """The forms that read these texts, or most of them; `None` if there is none.

    >>> fitting(["02/04/26", "13/04/26"]).forms
    ('%d/%m/%y',)
    >>> fitting(["02/04/26", "03/04/26"]).others
    ('%m/%d/%y',)
    """
    different = tuple(dict.fromkeys(texts))
    if not different:
        return None
    numbered = _numbered(different)
    if numbered:
        return Fitting((numbered,), zoned=numbered != "excel")
    iso = _read_by((ISO,), None, different)
    if len(iso) == len(different) and different:
        return _said((ISO,), (), None, different)
    months = _language(different)
    candidates = _candidates(different, months)
    if iso:
        candidates.insert(0, ISO)
    read = {form: _read_by((form,), months, different) for form in candidates}
    orders = {order: [form for form in candidates if _order(form) in ("", order)] for order in _ORDERS}
    covers = {order: frozenset[str]().union(*(read[form] for form in forms)) for order, forms in orders.items()}
    most = max((len(one) for one in covers.values()), default=0)
    if not most:
        return None
    best = [order for order in _ORDERS if len(covers[order]) == most and any(_order(form) for form in orders[order])]
    if len(best) > 1:
        best = _plausible(best, orders, months, different)
    best = best or ["dmY"]
    chosen, *rest = (_least(orders[order], read) for order in best)
    beside = [order for order in ("dmY", "mdY") if order != best[0] and any(_order(form) for form in orders[order])]
    said = _said(chosen, tuple(rest[0]) if rest else (), months, different)
    if not beside or best[0] not in ("dmY", "mdY"):
        return said
    other = covers[beside[0]]
    decided = next((text for text in different if text in covers[best[0]] and text not in other), "")
    return attrs.evolve(said, decided=decided, mixed=bool(decided and other - covers[best[0]]))


def _numbered(texts: Sequence[str]) -> str:
    """Whether all of them are numbers of seconds or days, in years that a log may be of."""
    if not texts or not all(_NUMBER.fullmatch(text) for text in texts):
        return ""
    numbers = [float(text.replace(",", ".")) for text in texts]
    return next((form for form, (least, most) in _RANGES.items() if all(least < one < most for one in numbers)), "")


def _said(forms: tuple[str, ...], others: tuple[str, ...], months: str | None, texts: Sequence[str]) -> Fitting:
    written = {text: _first(forms, months, text) for text in texts}
    read = [one for one in written.values() if one is not None]
    zones = tuple(sorted({one.zone for one in read if one.zone is not None and "/" not in one.zone}))
    zoned = all(one.wall.tzinfo is not None or one.zone is not None for one in read)
    unread = tuple(text for text, one in written.items() if one is None)
    language = months if months not in (None, "en") and any("%b" in form for form in (*forms, *others)) else None
    return Fitting(forms, others, language, zoned=zoned, zones=zones, unread=unread)


def _first(forms: Sequence[str], months: str | None, text: str) -> Written | None:
    for form in forms:
        written = form_of(form, months)(text)
        if written is not None:
            return written
    return None


def _read_by(forms: Sequence[str], months: str | None, texts: Sequence[str]) -> frozenset[str]:
    return frozenset(text for text in texts if _first(forms, months, text) is not None)


def _least(forms: Sequence[str], read: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The fewest forms that read all that these read; what reads most comes first."""
    taken: list[str] = []
    left = frozenset[str]().union(*(read[form] for form in forms))
    while left:
        form = max(forms, key=lambda one: len(read[one] & left))
        if not read[form] & left:
            break
        taken.append(form)
        left -= read[form]
    return tuple(taken)


def _plausible(
    orders: Sequence[str], forms: Mapping[str, Sequence[str]], months: str | None, texts: Sequence[str]
) -> list[str]:
    """Of years in two figures, those that lie within a few years, where the other order spreads them over decades."""
    spread: dict[str, int] = {}
    for order in orders:
        of_order = [form for form in forms[order] if _order(form)]
        years = [one.wall.year for text in texts if (one := _first(of_order, months, text)) is not None]
        usual = years and min(years) >= _EARLIEST and max(years) <= _LATEST
        spread[order] = max(years) - min(years) if usual else 1000
    least = min(spread.values())
    return [order for order in orders if spread[order] <= least + 8 or (spread[order] < 1000 and len(texts) < 3)]


def _order(form: str) -> str:
    """In which order a form says day, month and year in figures, where another is as likely; else nothing."""
    found = _ORDERLY.search(form)
    order = "".join(re.findall(r"%([dmYy])", found[0])) if found else ""
    if order in ("dmY", "mdY"):
        return order
    return {"dmy": "dmY", "mdy": "mdY", "ymd": "Ymd"}.get(order, "")


# ---------------------------------------------------------------- from one text


def _candidates(texts: Sequence[str], months: str | None) -> list[str]:
    """Every form that one of the texts may be written in, by the shapes that they have."""
    found: dict[str, None] = {}
    shapes: set[str] = set()
    for text in texts:
        if len(text) > LONGEST or not any(sign.isdigit() for sign in text):
            continue
        shape = re.sub(r"\d", "9", text)
        if shape not in shapes and len(shapes) < _MANY:
            shapes.add(shape)
            found |= dict.fromkeys(_forms(text, months))
    return list(found)


def _forms(text: str, months: str | None) -> Iterator[str]:
    for clock in (_CLOCK, _DOTTED_CLOCK, _BARE_CLOCK):
        at = clock.search(text)
        if at is not None:
            yield from _with_clock(text, at, months)
            if clock is _CLOCK:
                return
    yield from _dates(text, (), months)
    if text.isdecimal() and len(text) in (12, 14):
        yield "%Y%m%d%H%M" + ("%S" if len(text) == 14 else "")


def _with_clock(text: str, at: re.Match[str], months: str | None) -> Iterator[str]:
    halved = any(_half(piece[0]) for piece in _PIECE.finditer(text))
    signs = {"H": "%I" if halved else "%H", "M": "%M", "S": "%S"}
    said = [name for name in at.re.groupindex if name[0] in signs and at[name] is not None]
    taken = [(*at.span(name), signs[name[0]]) for name in said]
    if at.groupdict().get("p"):
        taken.append((at.start("p") + 1, at.end("p"), "%f"))
    yield from _dates(text, tuple(taken), months)


def _half(piece: str) -> bool:
    return re.sub(r"\s", "", piece.lower()) in HALVES


def _dates(text: str, taken: tuple[tuple[int, int, str], ...], months: str | None) -> Iterator[str]:
    """Forms with what stands for the clock, and every way of reading the rest as a date."""
    fixed = list(taken)
    offset = _OFFSET.search(text) if taken else None
    if offset is not None:
        fixed.append((offset.start() + len(offset[1] or ""), offset.end(), "%z"))
    place = _PLACE.search(text) if taken else None
    if place is not None:
        fixed.append((*place.span(), "%Z"))
    figures: list[re.Match[str]] = []
    named = False
    after = max((end for _, end, _ in taken), default=len(text))
    for piece in _PIECE.finditer(text):
        word = piece[0].lower()
        if any(start < piece.end() and piece.start() < end for start, end, _ in fixed):
            continue
        if word.isdecimal():
            figures.append(piece)
        elif _half(word) and taken:
            fixed.append((*piece.span(), "%p"))
        elif word in _months(months) and not named:
            named = True
            fixed.append((*piece.span(), "%b"))
        elif word in _WEEKDAYS:
            fixed.append((*piece.span(), "%a"))
        elif taken and piece.start() >= after and re.fullmatch(r"[A-Z]{3,5}", piece[0]):
            fixed.append((*piece.span(), "%Z"))
    sign = text[figures[0].end() : figures[0].end() + 1] if figures else ""
    for order in _ways([one[0] for one in figures], sign, named=named):
        spans = [*fixed, *((*one.span(), way) for one, way in zip(figures, order, strict=True))]
        yield _built(text, spans)


def _ways(figures: Sequence[str], sign: str, *, named: bool) -> Iterable[tuple[str, ...]]:
    """Every way of reading figures as a date, beside a month that is named or without one."""
    lengths = tuple(len(one) for one in figures)
    if named:
        return _beside_month(lengths) if len(lengths) == 2 else ()
    if lengths == (8,):
        whole = (("%Y%m%d", figures[0][:4]), ("%d%m%Y", figures[0][4:]), ("%m%d%Y", figures[0][4:]))
        return [(form,) for form, year in whole if _EARLIEST <= int(year) <= _LATEST]
    return _of_three(lengths, sign) if len(lengths) == 3 else ()


def _beside_month(lengths: tuple[int, ...]) -> Iterable[tuple[str, ...]]:
    match lengths:
        case (4, 1 | 2):
            return [("%Y", "%d")]
        case (1 | 2, 4):
            return [("%d", "%Y")]
        case (1 | 2, 2):
            return [("%d", "%y")]
        case _:
            return ()


def _of_three(lengths: tuple[int, ...], sign: str) -> Iterable[tuple[str, ...]]:
    """Day, month and year in figures; with dots the day is first, wherever dates are written so."""
    match lengths:
        case (4, 1 | 2, 1 | 2):
            return [("%Y", "%m", "%d")]
        case (1 | 2, 1 | 2, (2 | 4) as length):
            year = "%Y" if length == 4 else "%y"
            ways = [("%d", "%m", year)] if sign == "." else [("%d", "%m", year), ("%m", "%d", year)]
            return [*ways, ("%y", "%m", "%d")] if sign == "-" and lengths == (2, 2, 2) else ways
        case _:
            return ()


def _built(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    form, at = "", 0
    for start, end, directive in sorted(spans):
        form += text[at:start].replace("%", "%%") + directive
        at = end
    form = re.sub(r"\s+", " ", form + text[at:].replace("%", "%%")).strip()
    return re.sub(r"%b\.", "%b", re.sub(r"%a\.", "%a", form))


# ---------------------------------------------------------------- names


@cache
def _months(language: str | None) -> frozenset[str]:
    sets = (*MONTHS["en"], *(MONTHS[language] if language else ()))
    return frozenset(name for names in sets for name in names.split())


def _language(texts: Sequence[str]) -> str | None:
    """The language whose names of months the texts hold, where English does not know them."""
    words = {
        piece[0].lower()
        for text in texts
        if len(text) <= LONGEST and any(sign.isdigit() for sign in text)
        for piece in _PIECE.finditer(text)
        if piece[0].isalpha() and piece[0].lower() not in _WEEKDAYS
    }
    strange = words - _months("en") - _BESIDE - HALVES.keys()
    known = {language: len(strange & _months(language)) for language in MONTHS if language != "zh"}
    language = max(known, key=lambda one: known[one])
    return language if known[language] else None


def is_nothing(text: str) -> bool:
    """Whether a text says that no time is known."""
    return text.lower().replace(" ", "_") in _NOTHING


def is_shown(text: str) -> bool:
    """Whether a text may be shown: it looks like a time, or says that there is none; what else it is may be personal.

    >>> is_shown("02-Apr-2026 09:14"), is_shown("Ann Lee"), is_shown("020 7946 0958")
    (True, False, False)
    """
    if len(text) > LONGEST:
        return False
    if is_nothing(text):
        return True
    months = _language((text,))
    if _DATE_LIKE.fullmatch(text):
        return True
    known = _months(months) | _WEEKDAYS | _BESIDE | HALVES.keys()
    words = [piece[0].lower() for piece in _PIECE.finditer(text) if piece[0][0].isalpha()]
    if any(word not in known and not _half(word) for word in words):
        return False
    written = _first((ISO, *_candidates((text,), months)), months, text)
    return written is not None and _EARLIEST <= written.wall.year <= _LATEST
