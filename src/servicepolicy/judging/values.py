"""Values of a policy, compiled to readers that also say where each value came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.readers import Place, reader_of
from servicepolicy.language.bound import nodes
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import BoundValue, Chosen, Extreme, Outright, Unfilled, refs_of
from servicepolicy.language.bound.says import ACTOR, EVENT
from servicepolicy.language.operand import typed
from servicepolicy.language.value import ValueForm
from servicepolicy.models.event import Actor, Event
from servicepolicy.results.verdict import Applied
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import parse_us

__all__ = [
    "Bound",
    "Read",
    "ValueReader",
    "as_closing_day",
    "as_instant",
    "as_span",
    "as_texts",
    "reads",
    "typed",
    "value_reader",
]

Convert: TypeAlias = Callable[[object], object]


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


def value_reader(form: ValueForm, place: Place, convert: Convert) -> ValueReader:
    """Bind and compile a value.

    Args:
        form: The value as the policy says it.
        place: Where paths in it stand.
        convert: Turns what was said into the type that is needed; raises ValueError for what is not of it.
    """
    return reads(place.edition.binder.value(form, place.spot, wanted=place.wanted), convert)


def reads(value: BoundValue, convert: Convert) -> ValueReader:
    """Compile a bound value.

    Args:
        value: The value.
        convert: Turns what was said into the type that is needed; raises ValueError for what is not of it.
    """
    match value:
        case Outright(_, origin, value=said):
            return _constant(Read(convert(said), origin))
        case Unfilled(name):
            return _constant(Read(missing=Missing(0, f"value {name}")))
        case nodes.Read(ref):
            return _from_field(ref, convert)
        case Chosen():
            return _choice(value, convert)
        case Extreme(pick, values):
            return _extreme(pick, [reads(item, convert) for item in values])


def is_shown(form: ValueForm, place: Place) -> bool:
    """Whether what a value may come to can be told: no part of it reads what is personal."""
    return not any(ref.personal for ref in refs_of(place.edition.binder.value(form, place.spot)))


def _constant(read: Read) -> ValueReader:
    return ValueReader(lambda _scene, _event, _at, _actor: read, read)


def _from_field(ref: Ref, convert: Convert) -> ValueReader:
    get, shown, origin = reader_of(ref), not ref.personal, f"field {ref.path}"
    if convert is as_instant and ref.kind == "instant":
        convert = _as_read
    of_event = ref.root in (EVENT, ACTOR)
    name = ref.path.removeprefix("subject.")

    def read(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Read:
        found = get(scene, event, at, actor)
        if isinstance(found, Missing):
            return Read(missing=found)
        try:
            return Read(convert(found), origin, shown=shown)
        except (ValueError, TypeError, MoneyError):  # recorded, but not of the type that is needed (decision 10)
            return Read(missing=Missing(event.number if of_event and event is not None else 0, name))

    return ValueReader(read, None)


def _choice(chosen: Chosen, convert: Convert) -> ValueReader:
    from servicepolicy.judging.conditions import holds_of  # tests read values, and choices hold tests

    # Where nothing is left open, the last option is what is left: there is no world in which none holds.
    last = len(chosen.options) - 1 if chosen.left_open.nothing else None
    none_fits = Read(missing=Missing(0, f"option {', '.join(chosen.left_open.fields)}"))
    branches = [
        (None if when is None or index == last else holds_of(when), reads(value, convert))
        for index, (when, value) in enumerate(chosen.options)
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


def as_texts(raw: object) -> tuple[str, ...]:
    """Texts; one stands for a list."""
    return tuple(str(one) for one in raw) if isinstance(raw, list | tuple) else (str(raw),)
