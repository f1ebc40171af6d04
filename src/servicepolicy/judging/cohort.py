"""The cohort: all subjects that are assessed together, each evaluated at most once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import Check
from servicepolicy.judging.rows import Row
from servicepolicy.judging.worlds import in_every_world
from servicepolicy.language.truth import Doubt, TooManyWorlds, Truth, deciding, explore, outcomes
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts, Timeline
from servicepolicy.results.verdict import Verdict

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition, PolicyEngine

__all__ = ["Cohort", "asked", "settled"]


class Cohort:
    """The subjects of an assessment. What they are asked is worked out once.

    Args:
        engine: The policy.
        subjects: All subjects; of two with one kind and id the first counts.
        as_of: The moment that is judged, UTC microseconds.
        known_at: What was recorded later does not exist; `None`: everything handed in.
        context: Organisation, ledger and waivers.
    """

    def __init__(
        self,
        engine: PolicyEngine,
        subjects: Iterable[SubjectFacts],
        as_of: int,
        known_at: int | None = None,
        context: Context | None = None,
    ) -> None:
        self.engine = engine
        self.as_of = as_of
        self.known_at = known_at
        self.context = context
        self.rows: dict[object, tuple[Row, ...]] = {}
        """Rows of populations that were read already, by population and edition."""
        self._all: dict[tuple[str, str], SubjectFacts] = {}
        for facts in subjects:
            self._all.setdefault((facts.subject, facts.id), facts)
        organisation = context.organisation if context is not None else None
        if organisation is not None and not any(kind == "organisation" for kind, _ in self._all):
            self._all["organisation", organisation.id] = organisation.facts()
        self._verdicts: dict[tuple[str, str], tuple[Verdict, ...]] = {}
        self._scenes: dict[tuple[int | None, str, str], Scene] = {}

    def of(self, kind: str) -> Iterator[SubjectFacts]:
        """The subjects of a kind, in the order of their ids."""
        yield from (self._all[key] for key in sorted(self._all) if key[0] == kind)

    def subject(self, kind: str, name: str) -> SubjectFacts:
        """One subject; one of which nothing is known, if it was not handed in."""
        return self._all.get((kind, name)) or SubjectFacts(name, kind, None, {}, Timeline.of(()))

    def has(self, facts: SubjectFacts) -> bool:
        """Whether a subject was handed in: of another one nothing is known."""
        return (facts.subject, facts.id) in self._all

    def verdicts(self, facts: SubjectFacts) -> tuple[Verdict, ...]:
        """Every verdict on a subject, advice included; evaluated when it is first asked."""
        key = facts.subject, facts.id
        if key not in self._verdicts:
            report = self.engine.evaluate(facts, as_of=self.as_of, known_at=self.known_at, context=self.context)
            self._verdicts[key] = (*report.verdicts, *report.advice)
        return self._verdicts[key]

    def scene(self, compiled: CompiledEdition, facts: SubjectFacts) -> Scene:
        """A subject as an edition sees it."""
        key = compiled.edition.since, facts.subject, facts.id
        if key not in self._scenes:
            self._scenes[key] = compiled.scene(facts, self.as_of, self.known_at, self.context)
        return self._scenes[key]

    def kind_of(self, rule: str) -> str | None:
        """Which kind of subject a rule judges."""
        for edition in self.engine.editions.all:
            for one in edition.rules:
                if one.id == rule:
                    return one.subject
        return None


def asked(scene: Scene, condition: Check, at: int) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a condition on the header holds; computed facts in it may hang on doubts of their own."""
    try:
        tree = in_every_world(scene, lambda: scene.settle(condition(scene, None, at, None)))
    except TooManyWorlds as many:
        return None, tuple(sorted({leaf.name for leaf in many.leaves}))
    names = tuple(sorted({leaf.name for leaf in deciding(tree, lambda found: found)}))
    return (None, names) if names else (next(outcomes(tree)), ())


def settled(truth: Truth) -> tuple[bool | None, tuple[str, ...]]:
    """Yes, no, or `None` with the facts that would settle it."""
    if not isinstance(truth, Doubt):
        return truth, ()
    try:
        tree = explore(lambda settle: settle(truth))
    except TooManyWorlds as many:
        return None, tuple(sorted({leaf.name for leaf in many.leaves}))
    names = tuple(sorted({leaf.name for leaf in deciding(tree, lambda found: found)}))
    return (None, names) if names else (next(outcomes(tree)), ())
