"""Blanks: what fills them, whether it is of their type, and whether it holds at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.language.bound.fillings import DatedValue, Filling
from servicepolicy.language.bound.types import canonical
from servicepolicy.language.value import Choose, Greatest, Least, Literal, ValueForm, blank_names, literals
from servicepolicy.policy.reading.document import BlankDeclaration
from servicepolicy.worktime._instant import from_us

__all__ = ["check_filling"]

_TELLING: Final = ("span", "money", "bands", "ladder")  # their readers say what is wrong in a sentence


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
            _one_of(declared, canonical(declared.type, literal.raw))
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


def _one_of(declared: BlankDeclaration, value: object) -> None:
    """Refuse what is none of the only values that fill a blank."""
    if declared.one_of and value not in declared.one_of:
        raise ValueError(" or ".join(f"`{one}`" for one in declared.one_of))


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
