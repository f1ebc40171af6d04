"""Decides sequences: what comes before what, what must follow, what never happens, who may not do both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Protocol

from servicepolicy.judging.case_view import Scene, UnsettledTruth, complete
from servicepolicy.judging.matching import events_of
from servicepolicy.judging.matter_events import Strand, strand_of
from servicepolicy.judging.matters import names_of, splits
from servicepolicy.judging.verdicts import NOTHING_AWAITED, Awaited, Judged, about, apart, blank_verdict
from servicepolicy.judging.worlds import once
from servicepolicy.kinds.sequence.compared import ComparedForm, never_same, same
from servicepolicy.kinds.sequence.compiled import SequenceClauses
from servicepolicy.kinds.sequence.counted import CountedForm
from servicepolicy.kinds.sequence.order import OrderForm
from servicepolicy.kinds.sequence.pairs import FollowedForm, PrecededForm
from servicepolicy.kinds.sequence.rule import Compared, Followed, Preceded, Sequence
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.selector import Selector
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Reason, Status, Verdict

__all__ = ["SequenceEvaluator", "evaluator"]


class _Form(Protocol):
    def judge(self, scene: Scene, strand: Strand) -> Iterator[Verdict]: ...

    def strands(self, scene: Scene, per: str, events: list[Event]) -> Iterator[Strand]: ...


class SequenceEvaluator:
    """A sequence, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Sequence, edition: Edition) -> None:
        self.rule = rule
        clauses = SequenceClauses(rule, edition)
        self._form = _form(clauses)
        following = rule.preceded or rule.followed
        self.looked_for = clauses.matcher(following.by) if following is not None else None
        if rule.order is not None:
            steps = (pattern for step in rule.order for pattern in step.selector.patterns())
            self.looked_for = clauses.matcher(Selector((tuple(steps),)))
        self._kinds = clauses.kinds
        self._on_organisation = clauses.on_organisation
        self._nothing: Verdict | None = None

    def awaited(self, verdict: Verdict, /) -> Awaited | None:
        """The step that comes next; what must never happen waits for none."""
        if verdict.reason.code == "not_so_far":
            return None
        args = dict(verdict.reason.args)
        step = args.get("step", ())
        return (step, str(args.get("form", ""))) if isinstance(step, tuple) else NOTHING_AWAITED

    def judge(self, scene: Scene) -> Judged:
        """The verdicts: one an occurrence of what must come after or before another, else one a matter."""
        verdicts = [verdict for strand in self._strands(scene) for verdict in self._of_strand(scene, strand)]
        return tuple(verdicts) or (self._idle(scene),)

    def by_matter(self, scene: Scene) -> list[tuple[str | None, Callable[[], Judged]]]:
        """How each matter is judged by itself."""
        events, per = self._events(scene), self.rule.splits_by
        if per is None or not splits(scene, per, self._naming(scene, events)):
            return []

        def alone(name: str | None) -> Judged:
            return next((self._of_strand(scene, one) for one in self._strands(scene) if one.matter == name), ())

        return [(name, partial(alone, name)) for name in (None, *names_of(per, events))]

    def _events(self, scene: Scene) -> list[Event]:
        return list(events_of(scene, self._kinds, with_organisation=self._on_organisation))

    def _strands(self, scene: Scene) -> Iterator[Strand]:
        events, per = once(scene, (self, "events"), partial(self._events, scene)), self.rule.splits_by
        if per is None or not splits(scene, per, self._naming(scene, events)):
            return iter(once(scene, self, lambda: (strand_of(None, events),)))
        return self._form.strands(scene, per, events)

    def _naming(self, scene: Scene, events: list[Event]) -> Iterable[Event]:
        """The events that may tell that there are matters; only what must be followed opens one of its own."""
        return events if self.rule.followed is not None else chain(events, scene.timeline.events)

    def _of_strand(self, scene: Scene, strand: Strand) -> Judged:
        per = self.rule.splits_by
        scene.matter = (per, strand.matter) if strand.split and per is not None else None
        try:
            return self._apart(scene, strand)
        finally:
            scene.matter = None

    def _apart(self, scene: Scene, strand: Strand) -> Judged:
        """The verdicts of a matter; where facts are doubtful, each occurrence by itself, if it can be."""
        if strand.split:  # what belongs to it may hang on doubts of its own
            return tuple(self._form.judge(scene, strand))
        outer = scene.settle
        scene.settle = complete
        try:
            return tuple(self._form.judge(scene, strand))
        except UnsettledTruth:
            pass
        finally:
            scene.settle = outer
        several = self._form if isinstance(self._form, PrecededForm | FollowedForm) else None
        occurrences = None if several is None else several.by_occurrence(scene, strand)
        if occurrences is None:
            return tuple(self._form.judge(scene, strand))
        each = (apart(self.rule, scene, judged, key) for key, judged in occurrences.items())
        return tuple(verdict for found in each for verdict in found)

    def _idle(self, scene: Scene) -> Verdict:
        """Nothing triggered it; the same for every subject but for the subject's id."""
        if self._nothing is None:
            reason = Reason.of("not_triggered")
            self._nothing = blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, reason)
        return about(self._nothing, scene.facts.id)


def _form(clauses: SequenceClauses) -> _Form:
    match clauses.rule:
        case Sequence(order=tuple() as steps):
            return OrderForm(clauses, steps)
        case Sequence(preceded=Preceded() as said):
            return PrecededForm(clauses, said)
        case Sequence(followed=Followed() as said):
            return FollowedForm(clauses, said)
        case Sequence(never=Selector() as act):
            return CountedForm(clauses, act, 0)
        case Sequence(once=Selector() as act):
            return CountedForm(clauses, act, 1)
        case Sequence(never_same=Compared() as said):
            return ComparedForm(clauses, said, never_same)
        case Sequence(same=Compared() as said):
            return ComparedForm(clauses, said, same)
        case _:
            raise TypeError("a sequence has one of its forms")


def evaluator(rule: Sequence, edition: Edition) -> SequenceEvaluator:
    """A rule, compiled for one edition of the policy."""
    return SequenceEvaluator(rule, edition)
