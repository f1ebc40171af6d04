"""An edition with its evaluators."""

from __future__ import annotations

from collections.abc import Mapping

from servicepolicy.engine.computed_facts import Computer
from servicepolicy.engine.foreseen import touches
from servicepolicy.judging.abilities import Decides, Links, Owns
from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.verdicts import Evaluator
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts

__all__ = ["Compiled", "Editions"]


def _compiled(edition: Edition) -> Mapping[str, Evaluator]:
    """What decides the rules that are judged subject by subject, in the order of the policy."""
    compiled = {
        rule.id: kind_of(rule).judge.evaluator(rule, edition) for rule in edition.rules if not rule.nature.over_a_period
    }
    for evaluator in compiled.values():
        if isinstance(evaluator, Links):
            evaluator.link(compiled)
    return compiled


class Compiled:
    """An edition with its evaluators."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.evaluators: Mapping[str, Evaluator] = _compiled(edition)
        self.computer = Computer(edition, self.evaluators)
        self.of_subject: dict[str, tuple[Evaluator, ...]] = {}
        self.of_owner: dict[str, tuple[Owns, ...]] = {}
        self.of_action: dict[tuple[str, str], tuple[Decides, ...]] = {}

    def judging(self, subject: str) -> tuple[Evaluator, ...]:
        """The evaluators for one kind of subject."""
        if subject not in self.of_subject:
            self.of_subject[subject] = tuple(e for e in self.evaluators.values() if e.rule.subject == subject)
        return self.of_subject[subject]

    def owning(self, subject: str) -> tuple[Owns, ...]:
        """The evaluators for one kind of subject that know who holds a question."""
        if subject not in self.of_owner:
            self.of_owner[subject] = tuple(one for one in self.judging(subject) if isinstance(one, Owns))
        return self.of_owner[subject]

    def limiting(self, subject: str, action: str) -> tuple[Decides, ...]:
        """The authority rules for one kind of subject that name an action."""
        found = self.of_action.get((subject, action))
        if found is None:
            found = tuple(
                evaluator
                for evaluator in self.judging(subject)
                if isinstance(evaluator, Decides) and action in evaluator.actions()
            )
            if found:  # what no rule names comes from outside and is not remembered
                self.of_action[subject, action] = found
        return found

    def scene(self, facts: SubjectFacts, as_of: int, known_at: int | None, context: Context | None) -> Scene:
        """A subject as this edition sees it."""
        return Scene(facts, as_of, known_at, context, self.edition, self.computer)


class Editions:
    """The editions of a policy, in order, each compiled when it is first asked."""

    def __init__(self, editions: tuple[Edition, ...]) -> None:
        self.all = editions
        self._compiled: dict[int, Compiled] = {}
        self._holding: dict[str, Mapping[str, list[int]]] = {}
        self._versions: dict[int, Mapping[str, tuple[tuple[int, Evaluator], ...]]] = {}
        self._touched: dict[tuple[str, str], frozenset[str]] = {}

    def compiled(self, index: int) -> Compiled:
        """One edition with its evaluators."""
        if index not in self._compiled:
            self._compiled[index] = Compiled(self.all[index])
        return self._compiled[index]

    def holding(self, subject: str) -> Mapping[str, list[int]]:
        """The rules for one kind of subject, in the order of the policy, each with the editions that hold it."""
        if subject not in self._holding:
            rules: dict[str, list[int]] = {}
            for index, edition in enumerate(self.all):
                for rule in edition.rules:
                    if rule.subject == subject and not rule.nature.over_a_period:
                        rules.setdefault(rule.id, []).append(index)
            self._holding[subject] = rules
        return self._holding[subject]

    def versions(self, index: int) -> Mapping[str, tuple[tuple[int, Evaluator], ...]]:
        """The evaluators of each rule whose count runs on, up to an edition, each with its first instant."""
        if index not in self._versions:
            found: dict[str, list[tuple[int, Evaluator]]] = {}
            for number, edition in enumerate(self.all[: index + 1]):
                for name, evaluator in self.compiled(number).evaluators.items():
                    if evaluator.rule.nature.across_versions:
                        found.setdefault(name, []).append((edition.since or 0, evaluator))
            self._versions[index] = {name: tuple(several) for name, several in found.items() if len(several) > 1}
        return self._versions[index]

    def touched(self, subject: str, action: str) -> frozenset[str]:
        """The rules for one kind of subject, but those of authority and advice, of which an act may change the verdict.

        Args:
            subject: The kind of subject.
            action: The event kind of the act, one that the policy names.
        """
        found = self._touched.get((subject, action))
        if found is None:
            asked = (
                rule.id
                for edition in self.all
                for rule in edition.rules
                if rule.subject == subject and rule.level == "breach"
                if not (rule.nature.as_of_the_act or rule.nature.over_a_period)
                if touches(rule, action, edition.facts, {other.id: other for other in edition.rules})
            )
            found = self._touched[subject, action] = frozenset(asked)
        return found

    def running(self) -> frozenset[str]:
        """The rules whose count runs on once it has begun."""
        return frozenset(rule.id for edition in self.all for rule in edition.rules if rule.nature.across_versions)

    def index(self, at: int) -> int | None:
        """Which edition covers an instant, `None` in a gap."""
        for index, edition in enumerate(self.all):
            if edition.covers(at):
                return index
        return None
