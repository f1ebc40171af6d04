"""What judging asks of a whole policy, by protocol: its editions, each compiled, and the verdicts on any subject."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.verdicts import Evaluator
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.verdict import Owner, Verdict

__all__ = ["CompiledEdition", "CompiledEditions", "PolicyEngine"]


class CompiledEdition(Protocol):
    """An edition of a policy with what decides each of its rules."""

    @property
    def edition(self) -> Edition:
        """What is constant between two moments at which something changes."""
        ...

    @property
    def evaluators(self) -> Mapping[str, Evaluator]:
        """What decides the rules that are judged subject by subject, by the id of the rule."""
        ...

    def scene(self, facts: SubjectFacts, as_of: int, known_at: int | None, context: Context | None) -> Scene:
        """A subject as the edition sees it."""
        ...


class CompiledEditions(Protocol):
    """The editions of a policy, in order."""

    @property
    def all(self) -> tuple[Edition, ...]:
        """Each edition, the earliest first."""
        ...

    def compiled(self, index: int) -> CompiledEdition:
        """One of them, compiled."""
        ...

    def index(self, at: int) -> int | None:
        """Which of them covers an instant, `None` in a gap."""
        ...


class PolicyEngine(Protocol):
    """A policy that can be asked about any subject."""

    @property
    def policy(self) -> str:
        """Its id."""
        ...

    @property
    def zone(self) -> str:
        """The zone of its dates."""
        ...

    @property
    def editions(self) -> CompiledEditions:
        """The policy through time."""
        ...

    def verdicts(
        self,
        facts: SubjectFacts,
        *,
        as_of: int,
        known_at: int | None = None,
        context: Context | None = None,
        rules: Collection[str] | None = None,
    ) -> list[Verdict]:
        """Every verdict on a subject, or those of some rules."""
        ...

    def owner(
        self,
        facts: SubjectFacts,
        *,
        at: int,
        known_at: int | None = None,
        context: Context | None = None,
        matter: str | None = None,
    ) -> Owner:
        """Who holds the question at an instant, of one matter or of whichever is open."""
        ...
