"""Whether a value of a layer only tightens that of the layer below: exactly, at every instant, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from servicepolicy.errors import Problem, Where
from servicepolicy.language.bound.fillings import DatedValue, Filling
from servicepolicy.language.bound.types import canonical
from servicepolicy.language.share import as_share
from servicepolicy.language.value import Choose, Literal, ValueForm, leaves, plain_value
from servicepolicy.money import Money
from servicepolicy.policy.filling.tightening_direction import Direction, Use
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import from_us
from servicepolicy.worktime.period import UNITS

__all__ = ["not_tighter", "only_way"]

_WORDS: Final = {
    "less": "no larger",
    "more": "no smaller",
    "inside": "that holds nothing more",
    "around": "that holds nothing less",
    "finer": "no longer",
}
_FIRST, _LAST = -(1 << 62), 1 << 62


class _NotComparable(Exception):
    """Two values of which neither can be told to be the tighter one."""


def only_way(name: str, uses: tuple[Use, ...], place: Where) -> Direction | Problem:
    """The one direction in which a blank is tighter, or what is in the way of telling it.

    Args:
        name: The blank.
        uses: Where it is used.
        place: Where it is filled.
    """
    loose = [use for use in uses if use.direction is None]
    if not uses or loose:
        why = f"`{loose[0].place}` has no tighter way" if loose else "no rule uses it"
        message = f"`{name}` may only be tightened, and which value is tighter cannot be told: {why}"
        help = "take the value away; in the layer below, `layers: open` or `layers: closed` say what is meant"
        return Problem("no-direction", place, message, help)
    first = uses[0]
    against = next((use for use in uses if use.direction != first.direction), None)
    if against is not None:
        message = f"`{name}` may only be tightened, and `{first.place}` and `{against.place}` pull apart"
        return Problem("no-direction", place, message, "use two blanks in the layer below")
    return first.direction or "less"


def not_tighter(
    name: str, kind: str, way: Direction, before: Filling, after: Filling, zone: str, place: Where
) -> Iterator[Problem]:
    """Where a filling is looser than the one that it replaces, or cannot be compared with it.

    Args:
        name: The blank.
        kind: Its type.
        way: Which way it is tighter.
        before: What the layer below says.
        after: What this layer says instead.
        zone: The policy's zone, in which dates are meant.
        place: Where it is said.
    """
    for old in before.fill.values:
        left = [_bounds(old, zone)]
        for index, new in enumerate(after.fill.values):
            where = after.places[index] if index < len(after.places) else place
            span = _common(_bounds(old, zone), _bounds(new, zone))
            if span is None:
                continue
            left = [piece for one in left for piece in _without(one, span)]
            yield from _against(name, kind, way, (before.by, old), new, where)
        for since, _until in left:
            began = "" if since == _FIRST else f" from {from_us(since, zone).isoformat()} on"
            message = f"`{name}` may only be tightened, and has no value{began}, where `{before.by}` has one"
            yield Problem("not-tighter", place, message, "say a value for that time too")


def _against(
    name: str, kind: str, way: Direction, before: tuple[str, DatedValue], new: DatedValue, where: Where
) -> Iterator[Problem]:
    by, old = before
    said, there = _shown(new.form), _shown(old.form)
    try:
        if _tighter(kind, way, new.form, old.form):
            return
    except _NotComparable as why:
        message = f"`{name}` may only be tightened, and `{said}` cannot be compared with `{there}` of `{by}`"
        yield Problem("not-comparable", where, message, str(why))
        return
    message = f"`{name}` may only be tightened, and `{said}` is looser than `{there}` of `{by}`"
    yield Problem("not-tighter", where, message, f"say a value {_WORDS[way]} than `{there}`")


def _shown(form: ValueForm) -> str:
    match form:
        case Literal(raw):
            return ", ".join(str(item) for item in raw) if isinstance(raw, list | tuple) else str(raw)
        case _:
            return str(plain_value(form))


# time


def _bounds(dated: DatedValue, zone: str) -> tuple[int, int]:
    since, until = dated.period.bounds(zone)
    return _FIRST if since is None else since, _LAST if until is None else until


def _common(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    since, until = max(one[0], other[0]), min(one[1], other[1])
    return (since, until) if since < until else None


def _without(whole: tuple[int, int], part: tuple[int, int]) -> Iterator[tuple[int, int]]:
    pieces = ((whole[0], min(whole[1], part[0])), (max(whole[0], part[1]), whole[1]))
    return (piece for piece in pieces if piece[0] < piece[1])


# values


def _tighter(kind: str, way: Direction, new: ValueForm, old: ValueForm) -> bool:
    """Whether one form is at least as tight as another, whatever is chosen in either.

    Raises:
        _NotComparable: With what to do about it.
    """
    match new, old:
        case Choose(options), Choose(others) if [one.when for one in options] == [one.when for one in others]:
            pairs = zip(options, others, strict=True)
            return all(_tighter(kind, way, one.value, other.value) for one, other in pairs)
        case _ if new == old:
            return True
        case _:
            news, olds = list(_outright(new)), list(_outright(old))
            return all(_at_least_as_tight(kind, way, one, other) for one in news for other in olds)


def _outright(form: ValueForm) -> Iterator[object]:
    """Every value that a form may be; all of them must compare."""
    for leaf in leaves(form):
        if not isinstance(leaf, Literal):
            raise _NotComparable("say the value outright: what a field holds is not known beforehand")
        yield leaf.raw


def _at_least_as_tight(kind: str, way: Direction, new: object, old: object) -> bool:
    one, other = canonical(kind, new), canonical(kind, old)
    if one == other:
        return True
    match way:
        case "inside" | "around":
            inner, outer = (one, other) if way == "inside" else (other, one)
            return _held(kind, inner, outer)
        case "finer":
            return UNITS.index(str(one)) <= UNITS.index(str(other))
        case _:
            small, large = (new, old) if way == "less" else (old, new)
            return _at_most(kind, small, large)


def _held(kind: str, inner: str | list[Any], outer: str | list[Any]) -> bool:
    """Whether a range lies in another, or a list is part of another; of texts, whether one is among the other's."""
    if kind == "range":
        return Decimal(outer[0]) <= Decimal(inner[0]) and Decimal(inner[1]) <= Decimal(outer[1])
    if kind in ("list", "phrase", "text"):
        return set(_several(inner)) <= set(_several(outer))
    raise _NotComparable("which of two other values holds less cannot be told: say the same one")


def _several(said: str | list[Any]) -> list[Any]:
    return said if isinstance(said, list) else [said]


def _at_most(kind: str, small: object, large: object) -> bool:
    match kind:
        case "span":
            return _span_at_most(Span(str(small)), Span(str(large)))
        case "money":
            one, other = Money.parse(str(small)), Money.parse(str(large))
            if one.currency != other.currency:
                raise _NotComparable("say an amount of the same currency")
            return one.amount <= other.amount
        case "number" | "integer":
            return Decimal(str(canonical(kind, small))) <= Decimal(str(canonical(kind, large)))
        case "share":
            return _share(canonical(kind, small)) <= _share(canonical(kind, large))
        case "time":
            return str(canonical(kind, small)) <= str(canonical(kind, large))  # `09:00`, always with two digits
        case "text":
            return _share(small) <= _share(large)
        case _:
            raise _NotComparable("tables and lists have no larger and smaller: say the same one")


def _span_at_most(small: Span, large: Span) -> bool:
    if small.kind != large.kind or small.kind in ("same_day", "moment"):
        raise _NotComparable("say a span of the same unit: days, hours and working hours have no common length")
    return small.amount <= large.amount


def _share(raw: object) -> Fraction:
    try:
        return as_share(raw)
    except ValueError:
        raise _NotComparable("say a share, such as `2/3` or `60%`") from None
