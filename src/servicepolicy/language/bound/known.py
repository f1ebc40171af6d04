"""What a policy declares, as the check of one of its rules sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from servicepolicy.language.bound.edition import Resolved
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.names import Vocabulary
from servicepolicy.language.bound.stretch import Stretch
from servicepolicy.language.period import Period
from servicepolicy.language.rule import Rule

__all__ = ["Known"]


class Known(Protocol):
    """The names and values of a policy."""

    @property
    def names(self) -> Vocabulary:
        """The events, fields and computed facts that can be named."""
        ...

    @property
    def fillings(self) -> Mapping[str, Filling]:
        """What fills its blanks."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, as far as they could be read."""
        ...

    @property
    def facts(self) -> Collection[str]:
        """The names of its computed facts."""
        ...

    @property
    def role_names(self) -> Collection[str]:
        """The roles that it declares."""
        ...

    @property
    def zone(self) -> str:
        """The zone of its dates."""
        ...

    @property
    def pin(self) -> str:
        """Which edition governs a running case."""
        ...

    @property
    def in_force(self) -> Period | None:
        """When it is in force."""
        ...

    @property
    def constant(self) -> Sequence[tuple[Stretch, Mapping[str, Resolved]]]:
        """The stretches of time in which nothing changes, each with what fills the blanks then."""
        ...

    def names_in(self, section: str) -> Collection[str]:
        """Every name that a section declares, that of unreadable parts included."""
        ...

    def roles(self, names: Iterable[str], path: Path) -> Iterator[Found]:
        """The roles among some names that the policy does not declare."""
        ...

    def rule(self, name: str) -> Rule | None:
        """The rule of an id, if there is one that can be read."""
        ...

    def power(self, name: str, path: Path) -> Iterator[Found]:
        """What is wrong with the name of a rule that must give leave to some act."""
        ...
