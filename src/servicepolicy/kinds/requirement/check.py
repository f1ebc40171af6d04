"""Requirements that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.bound.bind import Binder
from servicepolicy.language.bound.changing import facts_behind, followed
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.bound.spans import ILLEGAL
from servicepolicy.language.bound.tightening import Below, Direction, When
from servicepolicy.models.vocabulary._own import SHIPPED

__all__ = ["problems", "tighter_value", "tighter_when", "warnings"]

_OF_WORDS: Final[Mapping[str, Direction]] = {"any": "inside", "none": "around"}


def problems(rule: Requirement, known: Known) -> Iterator[Found]:
    """States that hang on what cannot be followed from moment to moment."""
    if not (rule.throughout and known.facts):
        return
    for name in ("must", "must_not", "applies"):
        for fact in dict.fromkeys(_read_once(rule, name, known)):
            message = f"`{fact}` is read once, and says nothing of the moments between events"
            help = "ask it `at` an event, `until` one, or say `hold: now`"
            tested = any(one.path == fact for one in getattr(rule, name).tested())
            yield Found(ILLEGAL, (name, fact) if tested else (name,), message, help)


def _read_once(rule: Requirement, name: str, known: Known) -> Iterator[str]:
    """The computed facts behind a condition that change while nothing happens to the subject."""
    place = place_of(rule, name, rule.subject)
    for _stretch, values in known.constant:
        binder = Binder(known.names, values, SHIPPED)
        bound = binder.condition(getattr(rule, name), place)
        behind = facts_behind((bound,), known.names.facts, binder)
        yield from (fact for fact, said in behind.items() if not followed(said))


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
