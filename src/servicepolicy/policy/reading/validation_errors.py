"""What pydantic finds, said in our own words and at the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from servicepolicy.errors import Problem
from servicepolicy.language.plain import did_you_mean
from servicepolicy.policy.reading.source import Path, Source
from servicepolicy.worktime._built import WORDS

__all__ = ["Wrong", "problems_of", "wrong_in"]

_SHAPES: Final = (
    "string_type",
    "tuple_type",
    "list_type",
    "dict_type",
    "mapping_type",
    "model_type",
    "model_attributes_type",
)


_NOWHERE: Final = object()


@attrs.frozen
class Wrong:
    """One error of pydantic: the path in the document, the branch of each union that it comes from, and the rest."""

    path: Path
    branches: tuple[tuple[Path, str], ...]  # where each union stands, the outermost first
    detail: ErrorDetails

    @property
    def is_unknown_key(self) -> bool:
        """A key stands where it is not known."""
        return self.detail["type"] in ("extra_forbidden", "unknown-key")

    def problem(self, source: Source, base: Path, raw: object, model: type[BaseModel] | None) -> Problem:
        """It in our words, at its place; the arguments are those of `problems_of`."""
        return _problem(self, source, base, raw, model)


def problems_of(
    error: ValidationError, source: Source, base: Path, raw: object, model: type[BaseModel] | None
) -> list[Problem]:
    """Everything that pydantic found in one part of a document.

    Args:
        error: What it raised.
        source: The document.
        base: The path of the part.
        raw: The part as written.
        model: Its schema, for the names of keys.
    """
    return [item.problem(source, base, raw, model) for item in wrong_in(error, raw)]


def wrong_in(error: ValidationError, raw: object) -> list[Wrong]:
    """Everything that pydantic found in one part of a document, of unions what concerns the branch that was meant."""
    errors = error.errors(include_url=False, include_input=False)
    # pydantic counts only the items that can be used: a list with a wrong one is no empty list
    details = [one for one in errors if one["type"] != "too_short" or not _has_wrong_items(one, errors)]
    return list(_one_branch_each([_located(detail, raw) for detail in details], raw))


def _has_wrong_items(short: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    at = short["loc"]
    return any(len(one["loc"]) > len(at) and one["loc"][: len(at)] == at for one in errors)


def _located(detail: ErrorDetails, raw: object) -> Wrong:
    """Split a location into keys of the document and tags of unions, which stand nowhere in it."""
    here: object = raw
    path: Path = ()
    branches: tuple[tuple[Path, str], ...] = ()
    parts = detail["loc"]
    for index, part in enumerate(parts):
        below = _below(here, part)
        if below is not _NOWHERE:
            here, path = below, (*path, part)
        elif index == len(parts) - 1 and detail["type"] == "missing":
            path = (*path, part)
        elif isinstance(part, str):
            branches = (*branches, (path, part))
    spot = detail.get("ctx", {}).get("spot", ())
    return Wrong((*path, *spot), branches, detail)


def _below(here: object, part: str | int) -> object:
    """What stands under a key or number, `_NOWHERE` if nothing does."""
    if isinstance(here, Mapping):
        return here.get(part, _NOWHERE)
    if isinstance(part, int) and isinstance(here, list | tuple) and part < len(here):
        return here[part]
    return _NOWHERE


def _one_branch_each(found: Sequence[Wrong], raw: object, depth: int = 0) -> Iterator[Wrong]:
    """Of each union only the branch that comes nearest to what was written; of unions inside of it likewise."""
    unions: dict[Path, dict[str, list[Wrong]]] = {}
    for item in found:
        if len(item.branches) > depth:
            at, branch = item.branches[depth]
            unions.setdefault(at, {}).setdefault(branch, []).append(item)
    done: set[Path] = set()
    for item in found:
        if len(item.branches) <= depth:
            yield item
            continue
        at, _ = item.branches[depth]
        if at not in done:
            done.add(at)
            nearest = _nearest(list(unions[at].values()), at, _at(raw, at))
            yield from _one_branch_each(nearest, raw, depth + 1)


def _nearest(branches: list[list[Wrong]], at: Path, given: object) -> list[Wrong]:
    def distance(errors: list[Wrong]) -> tuple[bool, int, bool, int]:
        kinds = {error.detail["type"] for error in errors}
        own = any(kind not in WORDS and kind not in ("missing", "extra_forbidden", "literal_error") for kind in kinds)
        misshapen = any(error.path == at and error.detail["type"] in _SHAPES for error in errors) or (
            isinstance(given, Mapping) and any(_is_one_word(error, at) for error in errors)
        )
        strange = sum(error.detail["type"] == "extra_forbidden" for error in errors)
        return misshapen, strange, not own, len(errors)

    return min(branches, key=distance)


def _is_one_word(error: Wrong, at: Path) -> bool:
    """The branch wants one of a few words where the union itself stands."""
    return error.detail["type"] == "literal_error" and error.path == at


def _at(raw: object, path: Path) -> object:
    here: Any = raw
    for part in path:
        here = here[part]
    return here


def _problem(item: Wrong, source: Source, base: Path, raw: object, model: type[BaseModel] | None) -> Problem:
    code = item.detail["type"]
    context = item.detail.get("ctx", {})
    path = (*base, *item.path)
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "the document")
    where = source.where(path)
    match code:
        case "missing":
            return Problem(
                "missing-key", source.where(path[:-1], key=True), f"`{name}` is missing", _after(item, model)
            )
        case "extra_forbidden":
            known = _known(model, item.path)
            hint = did_you_mean(name, known) or (f"known: {', '.join(known)}" if known else "")
            what = _holder(path)
            return Problem("unknown-key", source.where(path, key=True), f"`{name}` is not a key of {what}", hint)
        case "literal_error":
            known = tuple(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
            given = _at_if_there(raw, item.path)
            shown = f"`{given}` is not known here" if isinstance(given, str) else f"`{name}` is one word of a few"
            hint = did_you_mean(given, known) or f"one of {', '.join(f'`{word}`' for word in known)}"
            return Problem("unknown-word", where, shown, hint)
        case "value_error":
            return Problem("wrong-value", where, f"{_about(name)}{context.get('error')}")
        case _ if code in WORDS:
            ours, words = WORDS[code]
            return Problem(ours, where, f"`{name}` {words}", _shape_help(name, code))
        case _ if "spot" in context:
            key = code == "unknown-key"
            return Problem(code, source.where(path, key=key), item.detail["msg"], str(context.get("help", "")))
        case _:
            return Problem("wrong-value", where, f"`{name}` cannot be used")


def _about(name: str) -> str:
    return f"`{name}`: "


def _shape_help(name: str, code: str) -> str:
    if code == "string_pattern_mismatch" and name == "warn":
        return "a share such as `80%`, or a span"
    spoken = name in ("title", "ask") and code in ("model_type", "model_attributes_type")
    return "say in which language: `{en: Answered in time}`, `{zh: 及时答复}`, or both" if spoken else ""


def _holder(path: Path) -> str:
    inner = path[:-1]
    for part in reversed(inner):
        if isinstance(part, str):
            return f"`{part}`"
    return "a policy document"


def _at_if_there(raw: object, path: Path) -> object:
    try:
        return _at(raw, path)
    except (KeyError, IndexError, TypeError):
        return None


def _after(item: Wrong, model: type[BaseModel] | None) -> str:
    field = _field(model, item.path)
    return f"it says: {field}" if field else ""


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # any annotation of a field
    from typing import get_args

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _holders(model: type[BaseModel] | None, path: Path) -> Iterable[type[BaseModel]]:
    """The schemas that may hold the last key of a path."""
    current = [model] if model is not None else []
    for part in path[:-1]:
        if not isinstance(part, str):
            continue
        following: list[type[BaseModel]] = []
        for one in current:
            for name, field in one.model_fields.items():
                if part in (name, field.alias):
                    following.extend(_models_in(field.annotation))
        current = following or current
    return current


def _known(model: type[BaseModel] | None, path: Path) -> tuple[str, ...]:
    names = {field.alias or name: None for one in _holders(model, path) for name, field in one.model_fields.items()}
    return tuple(names)


def _field(model: type[BaseModel] | None, path: Path) -> str:
    for one in _holders(model, path):
        for name, field in one.model_fields.items():
            if path and path[-1] in (name, field.alias) and field.description:
                return field.description
    return ""
