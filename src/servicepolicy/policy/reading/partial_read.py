"""A part that cannot be read, read without what is wrong with it, so that one wrong key hides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from pydantic import BaseModel, ValidationError

from servicepolicy.errors import Problem
from servicepolicy.language.rule import Rule
from servicepolicy.policy.reading.source import Path, Source
from servicepolicy.policy.reading.validation_errors import Wrong, wrong_in

__all__ = ["problems_and_rest"]

T = TypeVar("T")

# What a rule may say or leave out without another of its keys meaning anything else.
_APART: Final = frozenset({"title", "gravity", "in_force", "duty", "level"})


def problems_and_rest(
    read: Callable[[Any], T],  # a part of a document may be anything
    error: ValidationError,
    source: Source,
    base: Path,
    raw: object,
    model: type[BaseModel] | None,
) -> tuple[list[Problem], T | None]:
    """Every problem of a part that could not be read, and what it says beside them.

    Unknown keys are told and left out, and what is left is read again. What is missed by a mapping that lost a key
    is not told: it may stand there, misspelt.

    Args:
        read: How the part is read.
        error: What came of that.
        source: The document.
        base: The path of the part.
        raw: The part as written.
        model: Its schema, for the names of keys.

    Returns:
        The problems, and the part without what is wrong: `None` where nothing can be left out, or what is left cannot
        be read either.
    """
    told: dict[Problem, None] = {}
    robbed: set[Path] = set()
    while True:
        found = wrong_in(error, raw)
        told |= dict.fromkeys(one.problem(source, base, raw, model) for one in found if one.path not in robbed)
        unknown = [one.path for one in found if one.is_unknown_key]
        rest = _without(raw, [*unknown, *_beside(found, model)])
        if rest is raw:
            return list(told), None
        robbed |= {path[:-1] for path in unknown}
        raw = rest
        try:
            return list(told), read(raw)
        except ValidationError as again:
            error = again


def _beside(found: Sequence[Wrong], model: type[BaseModel] | None) -> list[Path]:
    if model is None or not issubclass(model, Rule):
        return []
    return [one.path[:1] for one in found if one.path and one.path[0] in _APART]


def _without(raw: object, paths: Sequence[Path]) -> object:
    """A copy without what stands under some paths; itself, where nothing does."""
    for path in paths:
        raw = _cut(raw, path)
    return raw


def _cut(raw: object, path: Path) -> object:
    if not path:
        return raw
    first, rest = path[0], path[1:]
    if isinstance(raw, Mapping):
        held = cast("Mapping[object, object]", raw)
        if first not in held:
            return raw
        if not rest:
            return {key: value for key, value in held.items() if key != first}
        inner = _cut(held[first], rest)
        return raw if inner is held[first] else {**held, first: inner}
    if isinstance(raw, list | tuple) and isinstance(first, int):
        listed = list(cast("Sequence[object]", raw))
        if not rest or first >= len(listed):
            return raw
        inner = _cut(listed[first], rest)
        return raw if inner is listed[first] else [*listed[:first], inner, *listed[first + 1 :]]
    return raw
