"""Blanks: what fills them, whether it is of their type, and whether it holds at every moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.language.award_tables import parse_ladder, parse_table
from servicepolicy.language.bound.fillings import DatedValue, Filling
from servicepolicy.language.measure import as_quantity, percent
from servicepolicy.language.value import Choose, Greatest, Least, Literal, ValueForm, blank_names, literals
from servicepolicy.money import Money
from servicepolicy.policy.reading.document import BlankDeclaration
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import from_us
from servicepolicy.worktime.period import UNITS

__all__ = ["canonical", "check_filling"]

_TELLING: Final = ("span", "money", "bands", "ladder")  # their readers say what is wrong in a sentence
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _number(raw: object) -> str:
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError("a number") from None
    if not number.is_finite():
        raise ValueError("a number")
    return f"{number.normalize():f}"


def _integer(raw: object) -> str:
    if not re.fullmatch(r"-?\d+", str(raw)):
        raise ValueError("a whole number")
    return str(int(str(raw)))


def _time(raw: object) -> str:
    if not _TIME.fullmatch(str(raw)):
        raise ValueError("a time of day, such as `17:30`")
    return str(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, list | tuple):
        return str(raw)
    raise ValueError("one text")


def _phrase(raw: object) -> str | list[str]:
    return _list(raw) if isinstance(raw, list | tuple) else _text(raw)


def _list(raw: object) -> list[str]:
    if isinstance(raw, list | tuple):
        return [str(item) for item in raw]
    raise ValueError("a list")


def _period(raw: object) -> str:
    if str(raw) not in UNITS:
        raise ValueError("a period: one of " + ", ".join(f"`{unit}`" for unit in UNITS))
    return str(raw)


def _range(raw: object) -> list[str]:
    bounds = _list(raw)
    if len(bounds) != 2 or Decimal(_number(bounds[0])) > Decimal(_number(bounds[1])):
        raise ValueError("a list of the lowest and the highest number, such as `[18, 35]`")
    return [_number(bound) for bound in bounds]


def _bands(raw: object) -> list[Any]:
    return [band.plain() for band in parse_table(raw)]


def _ladder(raw: object) -> list[Any]:
    return [rung.plain() for rung in parse_ladder(raw)]


@lru_cache(maxsize=1000)
def _span(text: str) -> str:  # policies say the same few spans over and over
    return str(Span(text))


def _share(raw: object) -> str:
    try:
        share = as_quantity(raw)
    except ValueError:
        raise ValueError("a share, such as `95%`") from None
    if not 0 <= share <= 1:
        raise ValueError("a share from 0% to 100%, such as `95%`")
    return percent(share)


_READERS: Final[Mapping[str, Callable[[object], str | list[Any]]]] = {
    "span": lambda raw: str(raw) if isinstance(raw, Span) else _span(str(raw)),
    "money": lambda raw: str(raw if isinstance(raw, Money) else Money.parse(str(raw))),
    "number": _number,
    "integer": _integer,
    "time": _time,
    "text": _text,
    "list": _list,
    "range": _range,
    "period": _period,
    "phrase": _phrase,
    "bands": _bands,
    "ladder": _ladder,
    "share": _share,
}


def canonical(kind: str, raw: object) -> str | list[Any]:
    """A value as it is compared and written: `90 minutes` for `1 hour 30 minutes`.

    Args:
        kind: The type of the blank or of the place where it stands.
        raw: The value.

    Raises:
        ValueError: It is not of that type; the message names what it should be, or what is wrong with it.
    """
    return _READERS[kind](raw)


def check_filling(name: str, declared: BlankDeclaration, filling: Filling, zone: str) -> Iterator[Problem]:
    """What is wrong with the values of one blank.

    Args:
        name: The blank.
        declared: What the policy says of it.
        filling: What fills it.
        zone: The policy's zone, in which its dates are meant.
    """
    for dated, place in _placed(filling):
        yield from _type_problems(name, declared, dated, place)
    bounds = sorted(
        ((*dated.period.bounds(zone), place) for dated, place in _placed(filling)),
        key=lambda bound: -(2**62) if bound[0] is None else bound[0],
    )
    for (_, until, _), (since, _, place) in pairwise(bounds):
        if until is None or since is None or since < until:
            message = f"two values of `{name}` hold at the same time"
            yield Problem("overlapping-values", place, message, "let one end, with `until`, where the next begins")


def gaps(name: str, filling: Filling, zone: str) -> Iterator[Problem]:
    """Times between two values of a blank at which it has none."""
    bounds = sorted(
        ((*dated.period.bounds(zone), place) for dated, place in _placed(filling)),
        key=lambda bound: -(2**62) if bound[0] is None else bound[0],
    )
    for (_, until, _), (since, _, place) in pairwise(bounds):
        if until is not None and since is not None and until < since:
            days = f"from {from_us(until, zone).date().isoformat()} until {from_us(since, zone).date().isoformat()}"
            yield Problem("gap-in-values", place, f"`{name}` has no value {days}", "what needs it then is unknown")


def _placed(filling: Filling) -> Iterator[tuple[DatedValue, Where]]:
    for index, dated in enumerate(filling.fill.values):
        yield dated, filling.places[index] if index < len(filling.places) else Where(path=filling.by)


def _type_problems(name: str, declared: BlankDeclaration, dated: DatedValue, place: Where) -> Iterator[Problem]:
    for literal in literals(dated.form):
        try:
            canonical(declared.type, literal.raw)
        except ValueError as error:
            reason = str(error)
            wanted = reason if declared.type not in _TELLING else f"of type {declared.type}: {reason}"
            message = f"`{name}` must be {wanted}"
            if declared.type not in _TELLING:
                message += f", and `{literal.raw}` is not"
            yield Problem(
                "wrong-type",
                place,
                message,
                f"asked for in {', '.join(declared.clause)}: {declared.ask.en}".rstrip(": "),
            )
    if any(blank_names(dated.form)):
        yield Problem("blank-in-fill", place, f"`{name}` is filled with another blank", "say the value itself")


def retyped(form: ValueForm, kind: str) -> ValueForm:
    """The same form with its outright values in canonical writing."""
    match form:
        case Literal(raw):
            return Literal(canonical(kind, raw))
        case Choose(options):
            return Choose(tuple(attrs.evolve(option, value=retyped(option.value, kind)) for option in options))
        case Least(values):
            return Least(tuple(retyped(item, kind) for item in values))
        case Greatest(values):
            return Greatest(tuple(retyped(item, kind) for item in values))
        case _:
            return form
