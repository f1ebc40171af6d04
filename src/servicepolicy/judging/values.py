"""Values of a policy, compiled to readers that also say where each value came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.judging import readers as paths
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.readers import EVENT, Place
from servicepolicy.language.bound.choices import left_open
from servicepolicy.language.operand import typed
from servicepolicy.language.value import Blank, Choose, Field, Greatest, Least, Literal, Option, ValueForm
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.money import Money
from servicepolicy.results.verdict import Applied
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import parse_us

__all__ = [
    "Bound",
    "Read",
    "ValueReader",
    "as_closing_day",
    "as_instant",
    "as_money",
    "as_span",
    "typed",
    "value_reader",
]

Convert: TypeAlias = Callable[[object], object]

_NOT_OF_THE_EVENT = ("subject.", "unit.", "organisation.")  # where paths begin that lead elsewhere


@attrs.frozen(slots=True)
class Bound:
    """The least or the greatest of several spans: which one it is depends on where they start."""

    pick: str
    spans: tuple[object, ...]

    def __str__(self) -> str:
        return f"{self.pick} of {', '.join(str(span) for span in self.spans)}"


@attrs.frozen(slots=True)
class Read:
    """A value as read: itself, its origin, or what is missing."""

    value: object = None
    origin: str = "policy"
    missing: Missing | None = None
    shown: bool = True  # a personal value is used and never shown

    def applied(self, name: str) -> Applied:
        """As a verdict lists it."""
        return Applied(name, str(self.value) if self.shown else "", self.origin)


class ValueReader:
    """Reads one value; `constant` is set where it is the same for every subject."""

    __slots__ = ("_read", "constant")

    def __init__(self, read: Callable[[Scene, Event | None, int, Actor | None], Read], constant: Read | None) -> None:
        self._read = read
        self.constant = constant

    def read(self, scene: Scene, event: Event | None, at: int, actor: Actor | None = None) -> Read:
        """The value at an instant."""
        return self.constant if self.constant is not None else self._read(scene, event, at, actor)


def value_reader(form: ValueForm, place: Place, convert: Convert, origin: str = "policy") -> ValueReader:
    """Compile a value.

    Args:
        form: The value as the policy says it.
        place: Where paths in it stand.
        convert: Turns what was said into the type that is needed; raises ValueError for what is not of it.
        origin: Where it comes from, while a blank is being followed.
    """
    match form:
        case Literal(raw):
            return _constant(Read(convert(raw), origin))
        case Blank(name):
            resolved = place.edition.values.get(name)
            if resolved is None:
                return _constant(Read(missing=Missing(0, f"value {name}")))
            return value_reader(resolved.form, place, convert, resolved.origin)
        case Field(path):
            return _from_field(path, place, convert)
        case Choose(options):
            return _choice(options, place, convert, origin)
        case Least(values) | Greatest(values):
            pick = "least" if isinstance(form, Least) else "greatest"
            return _extreme(pick, [value_reader(item, place, convert, origin) for item in values])


def is_shown(form: ValueForm, place: Place) -> bool:
    """Whether what a value may come to can be told: no part of it reads what is personal."""
    match form:
        case Field(path):
            return not paths.is_personal(place, path)
        case Blank(name):
            resolved = place.edition.values.get(name)
            return resolved is None or is_shown(resolved.form, place)
        case Choose(options):
            return all(is_shown(option.value, place) for option in options)
        case Least(values) | Greatest(values):
            return all(is_shown(value, place) for value in values)
        case _:
            return True


def _constant(read: Read) -> ValueReader:
    return ValueReader(lambda _scene, _event, _at, _actor: read, read)


def _from_field(path: str, place: Place, convert: Convert) -> ValueReader:
    get = paths.reader(place, path)
    shown = not paths.is_personal(place, path)
    if convert is as_instant and paths.holds_instants(place, path):
        convert = _as_read
    of_event = place.bare == EVENT and not path.startswith(_NOT_OF_THE_EVENT) and path not in place.edition.facts
    name = path.removeprefix("subject.")

    def read(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Read:
        found = get(scene, event, at, actor)
        if isinstance(found, Missing):
            return Read(missing=found)
        try:
            return Read(convert(found), f"field {path}", shown=shown)
        except (ValueError, TypeError, MoneyError):  # recorded, but not of the type that is needed (decision 10)
            return Read(missing=Missing(event.number if of_event and event is not None else 0, name))

    return ValueReader(read, None)


def _choice(options: tuple[Option, ...], place: Place, convert: Convert, origin: str) -> ValueReader:
    from servicepolicy.judging.conditions import compile_condition  # tests read values, and choices hold tests

    def filled(name: str) -> ValueForm | None:
        resolved = place.edition.values.get(name)
        return None if resolved is None else resolved.form

    open_ = left_open(options, place.spot, place.edition.words, filled)
    otherwise = options[-1] if open_.nothing else None  # there is no world in which none holds
    none_fits = Read(missing=Missing(0, f"option {', '.join(open_.fields)}"))
    branches = [
        (
            compile_condition(option.when, place) if option.when and option is not otherwise else None,
            value_reader(option.value, place, convert, origin),
        )
        for option in options
    ]

    def read(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Read:
        for when, value in branches:
            if when is None or scene.settle(when(scene, event, at, actor)):
                return value.read(scene, event, at, actor)
        return none_fits

    return ValueReader(read, None)


def _extreme(pick: str, readers: list[ValueReader]) -> ValueReader:
    def read(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Read:
        return _extreme_of(pick, [reader.read(scene, event, at, actor) for reader in readers])

    constants = [reader.constant for reader in readers if reader.constant is not None]
    return _constant(_extreme_of(pick, constants)) if len(constants) == len(readers) else ValueReader(read, None)


def _extreme_of(pick: str, reads: list[Read]) -> Read:
    for item in reads:
        if item.missing is not None:
            return item
    values = [item.value for item in reads]
    origin = next((item.origin for item in reads if item.origin != "policy"), "policy")
    shown = all(item.shown for item in reads)
    if any(isinstance(value, Span | Bound) for value in values):
        return Read(Bound(pick, tuple(values)), origin, shown=shown)
    return Read(_chosen(pick, values), origin, shown=shown)


def _chosen(pick: str, values: list[Any]) -> object:  # amounts or numbers of one kind, which loading has checked
    return min(values) if pick == "least" else max(values)


def as_span(raw: object) -> Span:
    """A span, from text or as it is."""
    return raw if isinstance(raw, Span) else Span(str(raw))


def as_instant(raw: object) -> object:
    """A time with its zone, from text. Whole numbers are instants only where a field is declared to hold instants.

    Raises:
        ValueError: It is none.
    """
    if isinstance(raw, str):
        return parse_us(raw)
    raise ValueError("a time with its zone")


def _as_read(raw: object) -> object:
    return raw


def as_closing_day(raw: object) -> int:
    """A day of the month, from 1 to 31, as a number or as text.

    Raises:
        ValueError: It is none.
    """
    text = str(raw)  # yes and no are none either
    if not (text.isdecimal() and 1 <= int(text) <= 31):
        raise ValueError("a day of the month, from 1 to 31")
    return int(text)


def as_money(raw: object) -> Money:
    """An amount, from text or as it is."""
    return raw if isinstance(raw, Money) else Money.parse(str(raw))
