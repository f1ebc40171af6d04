"""Cooling off: after an event, something must not be done before some time has passed."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from servicepolicy.language.bound.says import Says
from servicepolicy.language.rule import Nature, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value

__all__ = ["RULE", "Cooling"]


class Cooling(Rule):
    """No act within a span after an event."""

    nature: ClassVar[Nature] = Nature(begins_once=True)

    kind: Literal["cooling"] = "cooling"
    start: Selector
    act: Selector
    lasts: Annotated[Value, Says("span")]
    clock: str | None = None

    def about(self) -> Iterator[Selector]:
        """What begins it."""
        yield self.start


RULE = Cooling
