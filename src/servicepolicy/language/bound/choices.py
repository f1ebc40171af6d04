"""What a choice leaves open: the values of the fields that it asks for which no option is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final, cast

import attrs

from servicepolicy.language.bound.names import Ref, Unresolved, Vocabulary, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.value import Blank, Literal, Option, ValueForm

__all__ = ["NOT_LOOKED_FOR", "OTHER", "LeftOpen", "left_open"]

OTHER: Final = ""
"""Any value that no option names, of a field whose values are not listed."""

_MOST: Final = 2048  # combinations are not looked through beyond this
_LISTED: Final = frozenset({"is", "in", "not"})


@attrs.frozen(slots=True)
class LeftOpen:
    """What a choice leaves open.

    Args:
        fields: The fields that it asks, as the policy writes them.
        unfit: The values of them that no option fits, each in the order of the fields; `None` where nobody can tell,
            as of amounts.
    """

    fields: tuple[str, ...]
    unfit: tuple[tuple[str, ...], ...] | None

    @property
    def nothing(self) -> bool:
        """Whether some option fits whatever is known of the fields."""
        return self.unfit == ()


NOT_LOOKED_FOR: Final = LeftOpen((), None)
"""Of a choice that is only checked."""


class _NobodyCanTell(Exception):
    """A test is none on listed values."""


def left_open(
    options: Iterable[Option], place: Place, words: Vocabulary, filled: Callable[[str], ValueForm | None]
) -> LeftOpen:
    """What a choice leaves open, what fills the blanks in its conditions included.

    Args:
        options: The options.
        place: Where the choice stands.
        words: The names that there are.
        filled: What fills a blank; `None` if nothing does.
    """
    conditions = [option.when for option in options]
    asked = [when for when in conditions if when is not None]
    if len(asked) < len(conditions):
        return LeftOpen((), ())
    tested = [one for when in asked for one in when.tested()]
    fields = tuple(dict.fromkeys(one.path for one in tested))
    try:
        values = [_values(resolve(path, place, words), _said(path, tested, filled)) for path in fields]
        return LeftOpen(fields, _unfit(fields, values, asked, filled))
    except _NobodyCanTell:
        return LeftOpen(fields, None)


def _unfit(
    fields: tuple[str, ...],
    values: Sequence[Sequence[str]],
    asked: Sequence[Condition],
    filled: Callable[[str], ValueForm | None],
) -> tuple[tuple[str, ...], ...]:
    if prod(len(several) for several in values) > _MOST:
        raise _NobodyCanTell
    return tuple(
        chosen
        for chosen in product(*values)
        if not any(_holds(when, dict(zip(fields, chosen, strict=True)), filled) for when in asked)
    )


def _values(ref: Ref | Unresolved, said: Iterable[str]) -> tuple[str, ...]:
    if isinstance(ref, Unresolved) or ref.type is None:
        raise _NobodyCanTell
    if ref.type.codes is not None:
        return ref.type.codes
    match ref.kind:
        case "bool":
            return ("true", "false")
        case "code" | "text":
            return (*dict.fromkeys(said), OTHER)
        case _:
            raise _NobodyCanTell


def _said(path: str, tested: Iterable[FieldTest], filled: Callable[[str], ValueForm | None]) -> tuple[str, ...]:
    tests = [test for one in tested if one.path == path for test in one.tests]
    return tuple(text for test in tests for text in _texts(test, filled))


def _texts(test: Test, filled: Callable[[str], ValueForm | None]) -> Iterator[str]:
    if test.op not in _LISTED:
        raise _NobodyCanTell
    for operand in test.operands:
        form = filled(operand.name) if isinstance(operand, Blank) else operand
        if not isinstance(form, Literal):
            raise _NobodyCanTell
        raw = form.raw
        for item in cast("list[object]", raw) if isinstance(raw, list | tuple) else (raw,):
            yield str(item).lower() if isinstance(item, bool) else str(item)


def _holds(when: Condition, chosen: Mapping[str, str], filled: Callable[[str], ValueForm | None]) -> bool:
    return all(_clause_holds(clause, chosen, filled) for clause in when.clauses)


def _clause_holds(
    clause: FieldTest | AnyCondition | NotCondition,
    chosen: Mapping[str, str],
    filled: Callable[[str], ValueForm | None],
) -> bool:
    match clause:
        case FieldTest(path, tests):
            return all((chosen[path] in tuple(_texts(test, filled))) is (test.op != "not") for test in tests)
        case AnyCondition(several):
            return any(_holds(one, chosen, filled) for one in several)
        case NotCondition(inner):
            return not _holds(inner, chosen, filled)
