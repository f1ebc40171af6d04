"""What rules, computed facts and service levels hold, looked into once, however many checks ask."""

from __future__ import annotations

from servicepolicy.language.bound.walk import Placed, PlacedValue, blanks_in, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA

__all__ = ["Walk"]


class Walk:
    """What rules, computed facts and service levels hold: each is looked into once, however many checks ask.

    The checks go through them one after the other. So the parts of the last one are kept, which are many, and of all
    before it the blanks that they name, which are few.
    """

    __slots__ = ("_blanks", "_parts", "_said", "_values")

    def __init__(self) -> None:
        self._said: Rule | ComputedFact | SLA | None = None
        self._parts: tuple[Placed, ...] = ()
        # What was looked into is held as well, so that nothing else can come to have its number.
        self._values: dict[int, tuple[PlacedValue, ...]] = {}
        self._blanks: dict[int, tuple[Rule | ComputedFact | SLA, tuple[str, ...]]] = {}

    def parts_of(self, said: Rule | ComputedFact | SLA) -> tuple[Placed, ...]:
        """Everything in a rule, a computed fact or a service level, as `parts_of` finds it."""
        if said is not self._said:
            self._parts = tuple(parts_of(said))
            self._said = said
            self._blanks[id(said)] = (said, tuple(blanks_in(self._parts)))
            self._values[id(said)] = tuple(part for part in self._parts if isinstance(part, PlacedValue))
        return self._parts

    def values_of(self, said: Rule | ComputedFact | SLA) -> tuple[PlacedValue, ...]:
        """The values that stand in a rule, a computed fact or a service level."""
        if id(said) not in self._blanks:
            self.parts_of(said)
        return self._values[id(said)]

    def blanks_of(self, said: Rule | ComputedFact | SLA) -> tuple[str, ...]:
        """The blanks that a rule, a computed fact or a service level names, wherever."""
        if id(said) not in self._blanks:
            self.parts_of(said)
        return self._blanks[id(said)][1]
