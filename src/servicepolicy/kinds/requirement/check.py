"""Requirements that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.spans import (
    ILLEGAL,
)
from servicepolicy.language.bound.tightening import Below, Direction, When

__all__ = ["problems", "tighter_value", "tighter_when", "warnings"]

_OF_WORDS: Final[Mapping[str, Direction]] = {"any": "inside", "none": "around"}


def problems(rule: Requirement, known: Known) -> Iterator[Found]:
    """States that hang on what is computed once."""
    if not rule.throughout:
        return
    for name in ("must", "must_not"):
        for tested in getattr(rule, name).tested():
            if tested.path in known.facts:
                message = (
                    f"`{tested.path}` is computed once, from all that is known, and says nothing of earlier moments"
                )
                help = "ask it `at` an event, `until` one, or say `hold: now`"
                yield Found(ILLEGAL, (name, tested.path), message, help)


def warnings(_rule: Requirement, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())


def tighter_value(_blank: str, _rule: Requirement, path: Path, _below: Below) -> Direction | None:
    """Fewer words that do, more words that do not."""
    return _OF_WORDS.get(str(path[2])) if path[0] == "spoken" else None


def tighter_when(_rule: Requirement, path: Path) -> When | None:
    """What must hold holds rarer, what must not oftener."""
    match path:
        case ("must",):
            return "rarer"
        case ("must_not",) | ("applies",):
            return "oftener"
        case _:
            return None
