"""Strict documents: a YAML file read into a model, every problem at once, each with its place and in our words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.policy.source import Source, read_file
from servicepolicy.rules._plain import did_you_mean

__all__ = ["problems_of", "read_document", "validated"]

Model = TypeVar("Model", bound=BaseModel)

_SAID = {
    "missing": ("missing-key", "`{key}` is missing"),
    "extra_forbidden": ("unknown-key", "`{key}` is not a key here"),
    "model_type": ("wrong-type", "`{key}` must be a mapping"),
    "dict_type": ("wrong-type", "`{key}` must be a mapping"),
    "model_attributes_type": ("wrong-type", "`{key}` must be a mapping"),
    "tuple_type": ("wrong-type", "`{key}` must be a list"),
    "string_type": ("wrong-type", "`{key}` must be text"),
    "int_parsing": ("wrong-type", "`{key}` must be a whole number"),
    "int_type": ("wrong-type", "`{key}` must be a whole number"),
    "bool_parsing": ("wrong-type", "`{key}` must be `true` or `false`"),
    "literal_error": ("unknown-word", "`{key}` says what is not known here"),
    "too_short": ("empty-list", "`{key}` must not be empty"),
}


def read_document(path: Path, model: type[Model]) -> tuple[Model, Source]:
    """The document in a file.

    Raises:
        PolicyError: The file cannot be read, or the document has problems; all of them.
    """
    source = read_file(path, path.name)
    return validated(source, model), source


def validated(source: Source, model: type[Model]) -> Model:
    """A document's plain values as a model.

    Raises:
        PolicyError: They have problems; all of them.
    """
    found = source.problems
    try:
        if not found:
            return model.model_validate(source.plain)
    except ValidationError as error:
        found = problems_of(error, source, model)
    raise PolicyError(found)


def problems_of(error: ValidationError, source: Source, model: type[BaseModel]) -> tuple[Problem, ...]:
    """What pydantic found, in our words, in the order of the document."""
    problems = {_problem(detail, source, model): None for detail in error.errors(include_url=False)}
    return tuple(sorted(problems, key=lambda problem: (problem.where.line or 0, problem.where.column or 0)))


def _problem(detail: ErrorDetails, source: Source, model: type[BaseModel]) -> Problem:
    context: dict[str, Any] = detail.get("ctx", {})
    spot = (*detail["loc"], *context.get("spot", ()))
    path = _real(spot, source.plain, missing=detail["type"] == "missing")
    key = str(path[-1]) if path else "the document"
    code, words = _SAID.get(detail["type"], (detail["type"].replace("_", "-"), ""))
    if detail["type"] == "missing":
        return Problem(code, source.where(path[:-1]), words.format(key=key))
    if not words:
        words = detail["msg"] if "help" in context else "`{key}` cannot be used"
    hint = str(context.get("help", ""))
    if detail["type"] == "extra_forbidden":
        hint = did_you_mean(key, model.model_fields)
    if detail["type"] == "literal_error":
        hint = f"one of {context.get('expected', '')}".replace("'", "`")
    message = words.format(key=key) if "{key}" in words else words
    return Problem(code, source.where(path, key=detail["type"] == "extra_forbidden"), message, hint)


def _real(spot: tuple[int | str, ...], plain: Any, *, missing: bool) -> tuple[int | str, ...]:
    """The path as the document has it: without the names that pydantic gives to the members of unions."""
    path: list[int | str] = []
    here = plain
    for place, part in enumerate(spot):
        if isinstance(here, dict) and part in here:
            here = here[part]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        elif missing and place == len(spot) - 1:
            pass
        else:
            continue
        path.append(part)
    return tuple(path)
