"""What is asked of a policy by what works beside it: its name, its text and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule, Title
from servicepolicy.models.vocabulary._own import OwnVocabulary
from servicepolicy.policy.reading.document import BlankDeclaration, PolicyDocument

__all__ = ["Text"]


class Text(Protocol):
    """A policy, as far as it says what it is."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def title(self) -> Title:
        """What people call it."""
        ...

    @property
    def timezone(self) -> str:
        """IANA zone of its dates and of the times it shows."""
        ...

    @property
    def pin(self) -> Literal["opened", "cycle", "latest"]:
        """Which version governs a running case."""
        ...

    @property
    def document(self) -> PolicyDocument:
        """Everything that its document says."""
        ...

    @property
    def own_vocabulary(self) -> OwnVocabulary:
        """The shipped vocabulary with what it adds."""
        ...

    def plain(self) -> dict[str, Any]:
        """It as plain data."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all layers."""
        ...

    @property
    def blanks(self) -> Mapping[str, BlankDeclaration]:
        """What the source leaves open."""
        ...

    @property
    def open_blanks(self) -> tuple[str, ...]:
        """The blanks that nothing fills."""
        ...

    @property
    def digest(self) -> str:
        """Identifies its meaning."""
        ...

    @property
    def basis(self) -> str:
        """Identifies its calendars, their holidays and zone data."""
        ...

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The policy between the moments at which it changes."""
        ...
