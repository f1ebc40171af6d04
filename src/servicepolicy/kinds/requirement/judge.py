"""Decides requirements: at each event, now or at the end of the subject, throughout its time, or in what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matters import matter_of, names_of, prefix_of, splits
from servicepolicy.judging.occurrence import not_told, occurrence_key
from servicepolicy.judging.quick_results import changed
from servicepolicy.judging.readers import Place
from servicepolicy.judging.steady_stretches import begins, changes, first_record, next_change
from servicepolicy.judging.verdicts import NOTHING_AWAITED, Awaited, Judged, blank_verdict, by_itself
from servicepolicy.judging.worlds import first_true
from servicepolicy.kinds.requirement.failing_test import Conditions, values_of
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.kinds.requirement.transcript import Speech, blanks_in
from servicepolicy.language.bound.changing import facts_behind
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.value import Literal
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, FactRef, Reason, Status, Step, Verdict, WhyNot
from servicepolicy.worktime import Span

__all__ = ["RequirementEvaluator", "evaluator"]

ONLY = "1"  # the key of the one occurrence of a requirement on the header
CONTEXT = ("unit.", "organisation.")


@attrs.define(slots=True)
class _Stretch:
    """Neighbouring stretches of time with one answer."""

    verdict: Verdict
    since: int | None
    until: int | None
    events: list[int]
    doubts: set[str]


class RequirementEvaluator:
    """A requirement, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Requirement, edition: Edition) -> None:
        self.rule = rule
        header = Place.of(edition, rule, "applies")
        place = Place.of(edition, rule, "must")
        self.applies = compile_condition(rule.applies, header)
        self.conditions = Conditions(rule, place)
        self.speech = tuple(Speech(spoken, edition, rule.subject) for spoken in rule.spoken)
        self.at = Matcher(rule.at, header) if rule.at is not None else None
        self.until = Matcher(rule.until, header) if rule.until is not None else None
        self.cancel = Matcher(rule.cancel, header) if rule.cancel is not None else None
        self.values = (*values_of((rule.must, rule.must_not), place), *self._spoken_values(edition))
        tested = [test.path for part in (rule.must, rule.must_not) for test in part.tested()]
        read = (*tested, *(test.path for test in rule.applies.tested()))
        self.reads_context = any(path.startswith(CONTEXT) for path in read)
        self.windows = tuple(_windows(rule, edition)) if rule.throughout else ()
        self.tested = tuple(dict.fromkeys(name for path in tested for name in _fields(path, edition)))
        bounds = rule.in_force.bounds(edition.zone)[0] if rule.in_force is not None else None
        self.in_force = max((at for at in (bounds, edition.in_force[0]) if at is not None), default=None)

    def _spoken_values(self, edition: Edition) -> Iterator[Applied]:
        for name in dict.fromkeys(blanks_in(self.rule.spoken)):
            filled = edition.values.get(name)
            if filled is not None and isinstance(filled.form, Literal):
                raw = filled.form.raw
                text = ", ".join(str(item) for item in raw) if isinstance(raw, list | tuple) else str(raw)
                yield Applied("spoken", text, filled.origin)

    def awaited(self, _verdict: Verdict, /) -> Awaited:
        """What makes it final, where something does."""
        return self.rule.until.named() if self.rule.until is not None else NOTHING_AWAITED

    def judge(self, scene: Scene) -> Judged:
        """The verdicts: one an event, one on the header, or one for each stretch of time in which it does not hold."""
        if self.at is not None:
            return self._each(scene, self.at)
        if self.rule.throughout:
            return self._throughout(scene)
        return (self._header(scene),)

    # each event

    def _each(self, scene: Scene, matcher: Matcher) -> Judged:
        verdicts: list[Verdict] = []
        try:
            for matter, events in self._matters(scene, matcher):
                taken: set[str] = set()
                prefix = prefix_of(matter)
                for event in not_told(scene, self.rule.id, events, prefix):
                    verdicts.extend(self._of_event(scene, matcher, event, prefix, taken))
        finally:
            scene.matter = None
        return tuple(verdicts) or (blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_triggered")),)

    def _matters(self, scene: Scene, matcher: Matcher) -> Iterator[tuple[str | None, list[Event]]]:
        """The events of each matter, each an occurrence of its own; those of the nameless one first."""
        events, per = list(matcher.candidates(scene)), self.rule.splits_by
        if per is None or not splits(scene, per, events):
            yield None, events
            return
        for matter in (None, *names_of(per, events)):
            scene.matter = per, matter
            yield matter, [event for event in events if matter_of(event, per) == matter]

    def _of_event(self, scene: Scene, matcher: Matcher, event: Event, prefix: str, taken: set[str]) -> Judged:
        """The verdict on one event, if it is one of those; its doubts are its own."""
        name = occurrence_key(event.since, taken)
        key = prefix + name

        def judged() -> Judged:
            if not scene.settle(matcher.truth(scene, event)):
                return ()
            return (self._at_event(scene, event, key),)

        found = self._apart(scene, judged, key)
        if not found:
            taken.discard(name)
        return found

    def _at_event(self, scene: Scene, event: Event, key: str) -> Verdict:
        facts = (FactRef(event.number, "judged", event.kind),)
        if not self._applies(scene, event, event.at):
            verdict = self._say(scene, Status.NOT_APPLICABLE, "not_applicable", key)
        elif self.conditions.kept(scene, event, event.at):
            verdict = self._say(scene, Status.MET, "holds", key)
        else:
            verdict = self._broken(scene, key, self.conditions.why(scene, event, event.at))
        credit = tuple(actor.id for actor in event.actors if actor.id is not None)
        picked = {pattern.nth for pattern in (self.rule.at.patterns() if self.rule.at is not None else ())} - {"each"}
        return changed(
            verdict,
            started_us=event.at,
            credit=credit,
            facts=facts,
            state=("tie",) if picked and self._has_rivals(scene, event) else (),
            final="last" not in picked,
        )

    def _has_rivals(self, scene: Scene, event: Event) -> bool:
        """Whether another that may be one of those stands beside it, so that nobody recorded which came first."""
        candidates = self.at.candidates(scene) if event.tie and self.at is not None else ()
        return any(other.number != event.number and other.ties(event) for other in candidates)

    # the header

    def _header(self, scene: Scene) -> Verdict:
        ended, off = self._ended(scene), self._called_off(scene)
        if off is not None and (ended is None or off.at <= ended.at):
            ended = off
        else:
            off = None
        at = scene.as_of if ended is None else ended.at
        facts: list[FactRef] = []
        if not self._applies(scene, None, at):
            verdict = self._say(scene, Status.NOT_APPLICABLE, "not_applicable", ONLY)
        elif self.until is not None and ended is None:
            verdict = self._say(scene, Status.PENDING, "judged_at_the_end", ONLY)
        else:
            verdict = self._now(scene, at, facts)
        if off is not None and verdict.status is Status.BREACHED:
            verdict = self._say(scene, Status.NOT_APPLICABLE, "cancelled", ONLY)
        if ended is None:
            following = next_change(scene, organisation=self.reads_context)
            open_ = ("open",) if verdict.status is Status.BREACHED else ()
            return changed(verdict, state=open_, facts=tuple(dict.fromkeys(facts)), next_us=following)
        facts.append(FactRef(ended.number, "until"))
        return changed(verdict, started_us=at, facts=tuple(dict.fromkeys(facts)), final=True)

    def _now(self, scene: Scene, at: int, facts: list[FactRef]) -> Verdict:
        if not self.conditions.kept(scene, None, at):
            return self._broken(scene, ONLY, self.conditions.why(scene, None, at))
        for speech in self.speech:
            fault = speech.fault(scene, at, facts)
            if fault is not None:
                return self._broken(scene, ONLY, fault)
        return self._say(scene, Status.MET, "holds", ONLY)

    def _ended(self, scene: Scene) -> Event | None:
        """The first event at which the requirement is judged for good."""
        if self.until is None:
            return None
        return first_true(scene, (self, "until"), self.until.candidates(scene), self.until.truth)

    def _called_off(self, scene: Scene) -> Event | None:
        """The first event after which nothing is judged that does not hold by then."""
        if self.cancel is None:
            return None
        return first_true(scene, (self, "cancel"), self.cancel.candidates(scene), self.cancel.truth)

    # throughout

    def _throughout(self, scene: Scene) -> Judged:
        ended = self._ended(scene)
        stretches = self._stretches(scene, ended)
        told = [stretch for stretch in stretches if stretch.verdict.status not in (Status.MET, Status.NOT_APPLICABLE)]
        following = None if ended is not None else next_change(scene, organisation=self.reads_context)
        if told:
            taken: set[str] = set()
            return tuple(self._of_stretch(stretch, ended, following, taken) for stretch in told)
        if not stretches:
            verdict = self._say(scene, Status.NOT_APPLICABLE, "not_triggered", "")
        elif not any(stretch.verdict.status is Status.MET for stretch in stretches):
            verdict = self._say(scene, Status.NOT_APPLICABLE, "not_applicable", ONLY)
        elif self.until is not None and ended is None:
            verdict = self._say(scene, Status.PENDING, "judged_at_the_end", ONLY)
        else:
            verdict = self._say(scene, Status.MET, "held_throughout", ONLY)
        facts = () if ended is None else (FactRef(ended.number, "until"),)
        since = next((stretch.since for stretch in stretches), None)
        steps = () if since is None else (Step("watched", since),)
        return (changed(verdict, next_us=following, final=ended is not None, facts=facts, arithmetic=steps),)

    def _stretches(self, scene: Scene, ended: Event | None) -> list[_Stretch]:
        """The time watched, cut where the answer changes; none before all that is tested could be on record."""
        found: list[_Stretch] = []
        since = self._watched_from(scene)
        last, until = (scene.as_of, scene.as_of + 1) if ended is None else (ended.at, ended.at)
        if since is not None and since > last:
            return found
        first = last if since is None else since
        moments = changes(scene, first, until, organisation=self.reads_context, windows=self.windows)
        for at, events in moments.items():
            (verdict,) = self._apart(scene, partial(self._in_stretch_alone, scene, at), ONLY)
            if found and found[-1].verdict.status is verdict.status:
                found[-1].doubts.update(verdict.doubts)
                continue
            if found:
                found[-1].until = at
            began = None if since is None else at  # when it began is not known where nothing says when the subject did
            found.append(_Stretch(verdict, began, None, events, set(verdict.doubts)))
        return found

    def _watched_from(self, scene: Scene) -> int | None:
        """From when the state is watched; `None` where nothing says."""
        moments = [begins(scene), self.in_force, *(first_record(scene, name) for name in self.tested)]
        return max((at for at in moments if at is not None), default=None)

    def _in_stretch_alone(self, scene: Scene, at: int) -> Judged:
        return (self._in_stretch(scene, at),)

    def _in_stretch(self, scene: Scene, at: int) -> Verdict:
        if not self._applies(scene, None, at):
            return self._say(scene, Status.NOT_APPLICABLE, "not_applicable", ONLY)
        if self.conditions.kept(scene, None, at):
            return self._say(scene, Status.MET, "holds", ONLY)
        return self._broken(scene, ONLY, self.conditions.why(scene, None, at))

    def _of_stretch(self, stretch: _Stretch, ended: Event | None, following: int | None, taken: set[str]) -> Verdict:
        lasting = stretch.until is None and ended is None
        stopped = ended.at if stretch.until is None and ended is not None else stretch.until
        broken = stretch.verdict.status is Status.BREACHED
        doubts = tuple(sorted(stretch.doubts))
        facts = tuple(FactRef(number, "change") for number in stretch.events)
        reason = stretch.verdict.reason
        if not broken and doubts != stretch.verdict.doubts:
            reason = Reason.of("hangs_on_missing", facts=doubts)
        return changed(
            stretch.verdict,
            occurrence=ONLY if stretch.since is None else occurrence_key(stretch.since, taken),
            reason=reason,
            state=("open",) if broken and lasting else (),
            started_us=stretch.since,
            stopped_us=stopped,
            facts=facts,
            doubts=doubts,
            next_us=following,
            final=broken and not lasting,
        )

    # parts

    def _applies(self, scene: Scene, event: Event | None, at: int) -> bool:
        return self.applies is None or scene.settle(self.applies(scene, event, at, None))

    def _apart(self, scene: Scene, judged: Callable[[], Judged], key: str) -> Judged:
        return by_itself(
            self.rule, scene, judged, lambda reason: blank_verdict(self.rule, scene, Status.UNKNOWN, reason, key)
        )

    def _say(self, scene: Scene, status: Status, code: str, key: str) -> Verdict:
        verdict = blank_verdict(self.rule, scene, status, Reason.of(code), key)
        return verdict if status is Status.NOT_APPLICABLE else changed(verdict, values=self.values)

    def _broken(self, scene: Scene, key: str, why: WhyNot | None) -> Verdict:
        verdict = self._say(scene, Status.BREACHED, "does_not_hold", key)
        return verdict if why is None else changed(verdict, why_not=(why,))


def _fields(path: str, edition: Edition) -> Iterator[str]:
    """The field that a path names; of a list that several put together, the fields that list."""
    name = path.removeprefix("subject.")
    fact = edition.facts.get(name)
    if fact is None or fact.together is None:
        yield name
    else:
        yield from (one for read in fact.fields() for one in _fields(read, edition))


def _windows(rule: Requirement, edition: Edition) -> Iterator[Span]:
    """The windows of the computed facts that a state hangs on: these change where an event leaves them."""
    binder = edition.binder
    bound = [
        binder.condition(getattr(rule, name), place_of(rule, name, rule.subject))
        for name in ("must", "must_not", "applies")
    ]
    behind = facts_behind(bound, edition.facts, binder)
    return (fact.within for fact in behind.values() if fact.within is not None)


def evaluator(rule: Requirement, edition: Edition) -> RequirementEvaluator:
    """A rule, compiled for one edition of the policy."""
    return RequirementEvaluator(rule, edition)
