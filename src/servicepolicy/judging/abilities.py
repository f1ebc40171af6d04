"""What an evaluator may do besides judging: decide before an act, know who owns a question, change what others say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, runtime_checkable

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.verdicts import Evaluator
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money
from servicepolicy.results.verdict import Decision, Owner

__all__ = ["Decides", "Links", "Owns"]


@runtime_checkable
class Decides(Evaluator, Protocol):
    """An evaluator that says before an act whether it may be done."""

    def actions(self) -> Collection[str]:
        """The acts that it limits, as kinds of events."""
        ...

    def decided_before(
        self, facts: SubjectFacts, action: str, actors: tuple[Actor, ...], amount: Money | None, /
    ) -> Decision | None:
        """The answer where it hangs on nothing but the role and the amount; else `None`."""
        ...

    def decide(self, scene: Scene, act: Event) -> Decision:
        """Whether an act may be done."""
        ...


@runtime_checkable
class Owns(Evaluator, Protocol):
    """An evaluator that knows who holds a question."""

    def owner(self, scene: Scene, at: int, matter: str | None = None) -> Owner:
        """Who holds it at an instant."""
        ...


@runtime_checkable
class Links(Evaluator, Protocol):
    """An evaluator that changes what others of its edition decide."""

    def link(self, others: Mapping[str, Evaluator]) -> None:
        """Let the others know; called once, when all are compiled."""
        ...
