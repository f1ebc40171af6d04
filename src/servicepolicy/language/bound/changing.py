"""What a condition hangs on: the computed facts behind it, and whether they change only where something happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from servicepolicy.language.bound.bind import Binder
from servicepolicy.language.bound.names import FACT, Ref
from servicepolicy.language.bound.nodes import BoundCondition, refs_in
from servicepolicy.language.bound.walk import PlacedCondition, parts_of
from servicepolicy.language.computed_fact import ComputedFact

__all__ = ["facts_behind", "followed"]

_READ_ONCE: Final = frozenset({"elapsed", "verdict", "authority", "staff"})


def followed(fact: ComputedFact) -> bool:
    """Whether a fact changes only where something happens to the subject, or leaves a window.

    A running time, the verdict of another rule and what somebody may do are read once; what happens to the organisation
    is no event of the subject.
    """
    return fact.form not in _READ_ONCE and fact.on == "subject"


def facts_behind(
    conditions: Iterable[BoundCondition], facts: Mapping[str, ComputedFact], binder: Binder
) -> dict[str, ComputedFact]:
    """The computed facts that conditions read, and those that these are made of, by name.

    Args:
        conditions: The conditions.
        facts: The facts that there are.
        binder: Binds what the facts say.
    """
    found: dict[str, ComputedFact] = {}
    waiting = [ref for condition in conditions for ref in refs_in(condition)]
    while waiting:
        ref = waiting.pop()
        fact = facts.get(ref.name) if ref.root == FACT else None
        if fact is not None and ref.name not in found:
            found[ref.name] = fact
            waiting.extend(_read_by(fact, facts, binder))
    return found


def _read_by(fact: ComputedFact, facts: Mapping[str, ComputedFact], binder: Binder) -> Iterator[Ref]:
    for part in parts_of(fact):
        if isinstance(part, PlacedCondition):
            yield from refs_in(binder.condition(part.condition, part.place))
    for name in fact.fields():
        if name in facts:
            yield Ref(FACT, name, name, None)
