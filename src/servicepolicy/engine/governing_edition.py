"""Which edition of a policy governs which verdict: that of the opening, of each occurrence, or the latest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from servicepolicy.engine.compiled import Editions
from servicepolicy.judging.case_view import Scene, Walk
from servicepolicy.judging.quick_results import changed
from servicepolicy.judging.verdicts import Judged, blank_verdict, judge, not_judged
from servicepolicy.language.rule import LASTING
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.verdict import Margin, Reason, Status, Verdict

__all__ = ["Judgement"]

_NOT_ASKED: Final = -1


class Judgement:
    """One evaluation: which edition governs which rule, by the policy's pin."""

    def __init__(
        self,
        editions: Editions,
        pin: str,
        facts: SubjectFacts,
        as_of: int,
        known_at: int | None,
        context: Context | None,
        walk: Walk | None = None,
    ) -> None:
        self.editions = editions
        self.pin = pin
        self.facts = facts
        self.as_of = as_of
        self.known_at = known_at
        self.context = context
        self.walk = None if pin == "latest" and len(editions.all) > 1 else walk
        self.scenes: dict[tuple[int, int], Scene] = {}
        self._opening: int | None = _NOT_ASKED

    def scene(self, index: int, as_of: int | None = None) -> Scene:
        """The subject as an edition sees it, at the judged moment or an earlier one."""
        moment = self.as_of if as_of is None else as_of
        if (index, moment) not in self.scenes:
            scene = self.editions.compiled(index).scene(self.facts, moment, self.known_at, self.context)
            scene.walk = self.walk
            if self.pin == "latest" and index:
                scene.versions = self.editions.versions(index)
            self.scenes[index, moment] = scene
        return self.scenes[index, moment]

    def hints(self) -> Iterator[int]:
        """Instants at which a computed fact, or the edition in force, changes by time alone."""
        for scene in self.scenes.values():
            yield from scene.hints
        if self.pin != "opened" or self.facts.subject in LASTING:
            for edition in self.editions.all:
                if edition.since is not None:
                    yield edition.since

    def verdicts(self, rules: Collection[str] | None = None) -> Iterator[Verdict]:
        """All verdicts, or those of some rules, rule by rule in the order of the policy."""
        found = self._verdicts(rules)
        return not_judged(found, self._may_govern) if self.facts.half_read else found

    def _may_govern(self, rule_id: str) -> bool:
        """Whether a rule may be in force for what was lost of a subject: at some time from its opening until now."""
        opened = self.facts.opened
        held = (self.editions.all[index] for index in self.editions.holding(self.facts.subject).get(rule_id, ()))
        return any(
            (one.since is None or one.since <= self.as_of)
            and (one.until is None or opened is None or opened < one.until)
            for one in held
        )

    def _verdicts(self, rules: Collection[str] | None) -> Iterator[Verdict]:
        if len(self.editions.all) == 1 and self.editions.all[0].since is None and self.editions.all[0].until is None:
            scene = self.scene(0)
            for evaluator in self.editions.compiled(0).judging(self.facts.subject):
                if rules is not None and evaluator.rule.id not in rules:
                    continue
                yield from judge(evaluator, scene)
            return
        for rule_id, indexes in self.editions.holding(self.facts.subject).items():
            if rules is not None and rule_id not in rules:
                continue
            yield from self._rule(rule_id, indexes)

    def _rule(self, rule_id: str, indexes: list[int]) -> Judged:
        example = self.editions.compiled(indexes[0]).evaluators[rule_id]
        lasting = self.pin == "opened" and self.facts.subject in LASTING
        if example.rule.nature.as_of_the_act or self.pin == "cycle" or lasting:
            return self._by_start(rule_id, indexes)
        if self.pin == "latest":
            return self._latest(rule_id, indexes)
        index = self._opening
        if index == _NOT_ASKED:  # it is the same for every rule
            opened = self.facts.opened
            index = self._opening = self.editions.index(self.as_of if opened is None else opened)
        if index is None or index not in indexes:
            return self._not_in_force(rule_id, indexes)
        return judge(self.editions.compiled(index).evaluators[rule_id], self.scene(index))

    def _not_in_force(self, rule_id: str, indexes: list[int]) -> Judged:
        rule = self.editions.compiled(indexes[0]).evaluators[rule_id].rule
        return (blank_verdict(rule, self.scene(indexes[0]), Status.NOT_APPLICABLE, Reason.of("not_in_force")),)

    def _by_start(self, rule_id: str, indexes: list[int]) -> Judged:
        """Each occurrence by the edition in force when it began."""
        kept: list[Verdict] = []
        idle: list[Verdict] = []
        begun = [index for index in indexes if (self.editions.all[index].since or self.as_of) <= self.as_of]
        for index in self._reaching(rule_id, begun):
            edition, evaluator = self.editions.all[index], self.editions.compiled(index).evaluators[rule_id]
            takes_over = evaluator.rule.nature.taken_over and index == indexes[0] and edition.since is not None
            for verdict in judge(evaluator, self.scene(index)):
                if verdict.started_us is None:
                    idle.append(verdict)
                elif edition.covers(verdict.started_us) or (takes_over and verdict.started_us < (edition.since or 0)):
                    kept.append(verdict)
        if kept:
            return tuple(sorted(kept, key=lambda verdict: (verdict.started_us or 0, verdict.occurrence)))
        return tuple(idle[-1:]) or self._not_in_force(rule_id, indexes)

    def _reaching(self, rule_id: str, indexes: list[int]) -> list[int]:
        """The editions in which an occurrence may have begun, and the last: it tells where there is none.

        What is judged as of the act begins with that: an edition that was over at the first event governs none.
        """
        if not indexes or not self.editions.compiled(indexes[-1]).evaluators[rule_id].rule.nature.as_of_the_act:
            return indexes
        return [*(index for index in indexes[:-1] if self._reaches(index)), indexes[-1]]

    def _reaches(self, index: int) -> bool:
        until, first = self.editions.all[index].until, _first(self.facts, self.context)
        return until is None or first is None or first < until

    def _latest(self, rule_id: str, indexes: list[int]) -> Judged:
        """Each occurrence by the latest edition, but what was final, or broken, under an earlier one stays."""
        settled: dict[str, Verdict] = {}
        current: Judged = ()
        for index in indexes:
            edition = self.editions.all[index]
            if edition.since is not None and edition.since > self.as_of:
                break
            last = edition.until is None or edition.until > self.as_of
            moment = self.as_of if last else (edition.until or 0) - 1
            current = judge(self.editions.compiled(index).evaluators[rule_id], self.scene(index, moment))
            if not last:
                for verdict in current:
                    if verdict.occurrence and verdict.status in (Status.MET, Status.BREACHED):
                        settled.setdefault(verdict.occurrence, verdict)
        if not current:
            return self._not_in_force(rule_id, indexes)
        if not settled:
            return current
        now = {verdict.occurrence: verdict for verdict in current if verdict.occurrence}
        merged = {**now, **{key: _still(verdict, now.get(key)) for key, verdict in settled.items()}}
        return tuple(merged[key] for key in sorted(merged))


def _first(facts: SubjectFacts, context: Context | None) -> int | None:
    """The instant of the first event, of the subject or of its organisation."""
    organisation = None if context is None else context.organisation
    theirs = () if organisation is None else organisation.facts().timeline.events
    return min((events[0].since for events in (facts.timeline.events, theirs) if events), default=None)


def _still(settled: Verdict, now: Verdict | None) -> Verdict:
    """A verdict that stands; what was broken and undone then may have been done since."""
    if settled.stopped_us is None and now is not None and now.stopped_us is not None and settled.due_us is not None:
        over = Margin(settled.due_us - now.stopped_us)
        state = tuple(word for word in settled.state if word != "open")
        return changed(settled, stopped_us=now.stopped_us, credit=now.credit, margin=over, state=state, final=True)
    return settled
