"""Pieces of a policy that Python code may build: wrong ones raise the library's own error, with every problem."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from servicepolicy.errors import PolicyError, Problem, Where

__all__ = ["WORDS", "Built", "validated"]

WORDS: Final = {
    "string_type": ("wrong-type", "must be text"),
    "string_too_short": ("wrong-value", "must not be empty"),
    "bool_type": ("wrong-type", "must be `true` or `false`"),
    "bool_parsing": ("wrong-type", "must be `true` or `false`"),
    "int_type": ("wrong-type", "must be a whole number"),
    "int_parsing": ("wrong-type", "must be a whole number"),
    "int_from_float": ("wrong-type", "must be a whole number"),
    "tuple_type": ("wrong-type", "must be a list"),
    "list_type": ("wrong-type", "must be a list"),
    "dict_type": ("wrong-type", "must be a mapping"),
    "mapping_type": ("wrong-type", "must be a mapping"),
    "model_type": ("wrong-type", "must be a mapping"),
    "model_attributes_type": ("wrong-type", "must be a mapping"),
    "greater_than_equal": ("wrong-value", "is too small"),
    "less_than_equal": ("wrong-value", "is too large"),
    "too_short": ("wrong-value", "must not be an empty list"),
    "string_pattern_mismatch": ("wrong-value", "is not written as it must be"),
}
"""What pydantic finds, as the code of a problem and as words that follow a name."""

_NOWHERE: Final = object()
Path: TypeAlias = "tuple[str | int, ...]"
Model = TypeVar("Model", bound=BaseModel)


class Built(BaseModel):
    """A frozen piece of a policy: unknown keys are refused, errors never repeat their input.

    Raises:
        PolicyError: With every problem.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True, populate_by_name=True
    )

    def __init__(self, /, **given: Any) -> None:
        found: tuple[Problem, ...] = ()
        try:
            self.__pydantic_validator__.validate_python(given, self_instance=self)
        except ValidationError as error:
            found = tuple(_problems(error, given, type(self)))
        if found:  # raised outside of the handler: pydantic's error holds what was handed in
            raise PolicyError(found)

    # Tells pydantic that this constructor does what its own does, so that it need not be called for nested pieces.
    vars(__init__)["__pydantic_base_init__"] = True

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Read it from plain data.

        Raises:
            PolicyError: With every problem.
        """
        found: tuple[Problem, ...] = ()
        try:
            return cast("Self", cls.__pydantic_validator__.validate_python(obj, **options))
        except ValidationError as error:
            found = tuple(_problems(error, obj, cls))
        raise PolicyError(found)

    def replaced(self, **parts: Any) -> Self:
        """A copy with parts replaced that were read already: nothing is checked, and it costs next to nothing."""
        return super().model_copy(update=parts)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields replaced, checked like a new piece (`deep` makes no difference: all is frozen).

        Raises:
            PolicyError: The result cannot be used.
        """
        del deep
        names = {field.alias: name for name, field in type(self).model_fields.items() if field.alias is not None}
        changed = {names.get(key, key): said for key, said in (update or {}).items()}
        given = {name: getattr(self, name) for name in self.model_fields_set if name in type(self).model_fields}
        return type(self).model_validate({**given, **changed})


def validated(model: type[Model], raw: Any) -> Model:
    """A piece read from plain data, for a reader that says by itself where what stands.

    Raises:
        pydantic.ValidationError: It cannot be read.
    """
    return cast("Model", model.__pydantic_validator__.validate_python(raw))


def _problems(error: ValidationError, given: object, model: type[BaseModel]) -> Iterator[Problem]:
    """Each thing once: where several forms are possible, the one in which something inside of it is wrong was meant."""
    found: dict[Path, ErrorDetails] = {}
    for detail in error.errors(include_url=False, include_input=False):
        found.setdefault(_path(detail, given), detail)
    for path, detail in found.items():
        holds_another = any(len(other) > len(path) and other[: len(path)] == path for other in found)
        if not (holds_another and (detail["type"] in WORDS or detail["type"] == "literal_error")):
            yield _problem(detail, path, model)


def _path(detail: ErrorDetails, given: object) -> Path:
    """A location without the names of forms, which stand nowhere in what was given."""
    here = given
    path: Path = ()
    for number, part in enumerate(detail["loc"], start=1):
        below = _below(here, part)
        if below is not _NOWHERE:
            here, path = below, (*path, part)
        elif number == len(detail["loc"]) and detail["type"] == "missing":
            path = (*path, part)
    return (*path, *detail.get("ctx", {}).get("spot", ()))


def _below(here: object, part: str | int) -> object:
    if isinstance(here, Mapping):
        return cast("Mapping[object, object]", here).get(part, _NOWHERE)
    if isinstance(here, list | tuple) and isinstance(part, int):
        listed = cast("tuple[object, ...]", here)
        return listed[part] if part < len(listed) else _NOWHERE
    return _NOWHERE


def _problem(detail: ErrorDetails, path: Path, model: type[BaseModel]) -> Problem:
    code, context = detail["type"], detail.get("ctx", {})
    where = Where(path=_written(path))
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    about = f"`{name}`" if name else "what is given"
    if code == "missing":
        return Problem("missing-key", where, f"{about} is missing")
    if code == "extra_forbidden":
        return Problem("unknown-key", where, f"{about} is not known here", _near(name, path, model))
    if code == "literal_error":
        return Problem("unknown-word", where, f"{about} is one word of a few", f"one of {context.get('expected', '')}")
    if code == "value_error":
        sentence = str(context.get("error", ""))
        return Problem("wrong-value", where, f"`{name}`: {sentence}" if name else sentence)
    if code in WORDS:
        ours, words = WORDS[code]
        return Problem(ours, where, f"{about} {words}")
    if "spot" in context:
        return Problem(code, where, detail["msg"], str(context.get("help", "")))
    return Problem("wrong-value", where, f"{about} cannot be used")


def _near(name: str, path: Path, model: type[BaseModel]) -> str:
    if len(path) > 1:
        return ""
    from difflib import get_close_matches

    known = [field.alias or one for one, field in model.model_fields.items()]
    near = get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"


def _written(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
