"""Numbers, shares and fields of what is measured: what they name must exist, and what they say must mean something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from servicepolicy.errors import Where
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.measure import CREDITS, as_quantity
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.value import Blank, Literal, Value, blank_names, literals

__all__ = ["Convert", "Fillings", "field_problems", "number_problems", "share_problems", "unnamed"]

Fillings = Mapping[str, Filling]


Convert = Callable[[object], Fraction]


_IDLE: Final = {"ge": 0, "lt": 0, "gt": 1, "le": 1}  # what every share reaches, or none


def _said(value: Value, fillings: Fillings) -> Iterator[tuple[Literal, Where | None]]:
    """What a value says outright, what fills its blanks included."""
    yield from ((literal, None) for literal in literals(value.form))
    for name in blank_names(value.form):
        if name in fillings:
            filling = fillings[name]
            for dated, place in zip(filling.fill.values, filling.places, strict=False):
                yield from ((literal, place) for literal in literals(dated.form))


def number_problems(value: Value, path: Path, convert: Convert, fillings: Fillings) -> Iterator[Found]:
    """What is no number, or hangs on a subject."""
    for literal, place in _said(value, fillings):
        try:
            convert(literal.raw)
        except ValueError as error:
            yield Found("wrong-type", path, f"`{path[-1]}`: {error}", "", place)
    if not isinstance(value.form, Literal | Blank):
        help = "say the number, or `{blank: name}`"
        yield Found("illegal-combination", path, f"`{path[-1]}` is one number for everybody", help)


def share_problems(value: Value, path: Path, fillings: Fillings) -> Iterator[Found]:
    """A share above 1 was meant in per cent; a target that every share reaches, or none, was not meant at all."""
    for literal, place in _said(value, fillings):
        try:
            share = as_quantity(literal.raw)
        except ValueError:
            continue
        if share > 1:
            message = f"`{path[-1]}` is a share, and `{literal.raw}` is more than all"
            yield Found("wrong-value", path, message, f"write `{literal.raw}%`", place)
        elif _IDLE.get(str(path[-1])) == share:
            every = "every" if path[-1] in ("ge", "le") else "no"
            message = f"`{path[-1]}: {literal.raw}` says nothing: {every} share is so"
            yield Found("idle-target", path, message, "name a share that some reach and others do not", place)


_NAMING: Final = ("credit", "per")  # keys whose fields name whoever is judged


def field_problems(name: str, known: Mapping[str, object], kind: str, path: Path) -> Iterator[Found]:
    """A field of what is counted that does not exist, or may not be shown."""
    if name.startswith(HOST):
        if path[-1] in _NAMING:
            yield unnamed(name, path)
        return
    declared = known.get(name)
    if declared is None:
        if known:
            help = did_you_mean(name, (*known, *(CREDITS if path[-1] == "credit" else ())))
            yield Found("unknown-field", path, f"`{name}` is not a field of what is counted on each {kind}", help)
    elif path[-1] in _NAMING and getattr(declared, "personal", False):
        help = "its values are named in findings, and personal fields are never shown"
        yield Found("personal-matter", path, f"`{name}` cannot tell apart what is judged", help)


def unnamed(name: str, path: Path) -> Found:
    """A field whose values would be named and are never shown."""
    help = "its values are named in findings, and fields of your own are never shown"
    return Found("personal-matter", path, f"`{name}` cannot tell apart what is judged", help)
