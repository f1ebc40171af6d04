"""Decides retention: was it kept long enough, at its place, and disposed of in time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest

import attrs

from servicepolicy.judging.case_view import Scene, why_missing
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.matching import Matcher, events_of
from servicepolicy.judging.matter_events import Hit, Search, Strand, strand_of
from servicepolicy.judging.matters import splits
from servicepolicy.judging.occurrence import occurrence_key, people
from servicepolicy.judging.quick_results import changed
from servicepolicy.judging.readers import Place
from servicepolicy.judging.steady_stretches import changes, next_change
from servicepolicy.judging.term import Term, TermReader
from servicepolicy.judging.threads import Kept, threads
from servicepolicy.judging.verdicts import NOTHING_AWAITED, Awaited, Judged, about, blank_verdict
from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import FactRef, Margin, Reason, Status, Step, Verdict

__all__ = ["DISPOSAL", "PLACE", "RetentionEvaluator", "evaluator"]

PLACE, DISPOSAL = "-place", "-disposal"  # what the keys of the further occurrences end with


@attrs.frozen(slots=True)
class _Stay:
    """One time of keeping.

    Attributes:
        key: Its key among the occurrences.
        anchor: What began it.
        again: What began the next one, `None` where nothing did.
        destroyed: What ended it before the next one began, `None` where nothing did.
    """

    key: str
    anchor: Hit
    again: Hit | None
    destroyed: Hit | None

    @property
    def tie(self) -> bool:
        """Whether nobody recorded that it was destroyed after it was begun, and not before."""
        return self.destroyed is not None and self.destroyed.rank == self.anchor.rank

    def over(self, end: int) -> int:
        """When it was over: at the end of its time, or when it was destroyed or begun anew before."""
        cut = [hit.event.at for hit in (self.again, self.destroyed) if hit is not None]
        return min([end, *cut])


class RetentionEvaluator:
    """A retention, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Retention, edition: Edition) -> None:
        self.rule = rule
        header = Place.of(edition, rule, "applies")
        counting = edition.convention(rule.counting).from_a_boundary()
        self._applies = compile_condition(rule.applies, header)
        self._anchor = Matcher(rule.anchor, header)
        self._destroyed = self.looked_for = Matcher(rule.destroyed, header)
        self._keep = TermReader(rule.keep.form, "keep", None, counting.settled(), Place.of(edition, rule, "keep"))
        self._place = compile_condition(rule.place, Place.of(edition, rule, "place"))
        self._disposal: TermReader | None = None
        if rule.dispose is not None:
            within, clock = rule.dispose.within.form, rule.dispose.clock
            place = Place.of(edition, rule.dispose, "within", rule.subject)
            self._disposal = TermReader(within, "dispose.within", clock, counting, place)
        ours, theirs = self._anchor.kinds, self._destroyed.kinds
        self._kinds = None if ours is None or theirs is None else ours | theirs
        self._on_organisation = self._anchor.on_organisation or self._destroyed.on_organisation
        self._nothing: Verdict | None = None
        bounds = rule.in_force.bounds(edition.zone)[0] if rule.in_force is not None else None
        self._first = max((at for at in (bounds, edition.in_force[0]) if at is not None), default=None)

    def awaited(self, verdict: Verdict, /) -> Awaited | None:
        """Its disposal, where that is due; to keep something is no act, and waits for time alone."""
        if verdict.reason.code in ("kept_so_far", "in_place_so_far"):
            return None
        return self.rule.destroyed.named() if verdict.occurrence.endswith(DISPOSAL) else NOTHING_AWAITED

    def judge(self, scene: Scene) -> Judged:
        """The verdicts: one for each time of keeping, and for its place and its disposal where the rule says so."""
        verdicts: list[Verdict] = []
        per = self.rule.splits_by
        try:
            for strand in self._strands(scene):
                scene.matter = (per, strand.matter) if strand.split and per is not None else None
                verdicts.extend(self._matter(scene, strand))
        finally:
            scene.matter = None
        return tuple(verdicts) or (self._idle(scene),)

    def _strands(self, scene: Scene) -> Iterator[Strand]:
        events, per = list(events_of(scene, self._kinds, with_organisation=self._on_organisation)), self.rule.splits_by
        if per is None or not splits(scene, per, events):
            return iter((strand_of(None, events),))
        return threads(scene, per, events, partial(Kept, scene, per, self._anchor, (self._destroyed,), None))

    def _idle(self, scene: Scene) -> Verdict:
        """Nothing began it; the same for every subject but for the subject's id."""
        if self._nothing is None:
            self._nothing = blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_triggered"))
        return about(self._nothing, scene.facts.id)

    # what happened

    def _matter(self, scene: Scene, strand: Strand) -> Iterator[Verdict]:
        destroyed = Search(self._destroyed, scene, strand)
        anchors: list[Hit] = []
        for hit in Search(self._anchor, scene, strand).all():
            if not anchors or hit.rank != anchors[-1].rank:  # what begins it at one instant begins it once
                anchors.append(hit)
        taken: set[str] = set()
        gone = destroyed.first_from(0)
        if gone is not None and (not anchors or gone.rank < anchors[0].rank):
            yield self._without_start(scene, strand.prefix + occurrence_key(gone.event.since, taken), gone.event)
        for anchor, again in zip_longest(anchors, anchors[1:]):
            end = destroyed.first_from(anchor.rank)
            if end is not None and again is not None and end.rank >= again.rank:
                end = None
            key = strand.prefix + occurrence_key(anchor.event.since, taken)
            yield from self._stay(scene, _Stay(key, anchor, again, end))

    def _applying(self, scene: Scene, event: Event) -> bool:
        return self._applies is None or scene.settle(self._applies(scene, event, event.at, None))

    def _without_start(self, scene: Scene, key: str, event: Event) -> Verdict:
        """It was destroyed, and nobody recorded since when it had to be kept."""
        kinds = tuple(sorted(self.rule.anchor.kinds()))
        status, reason = Status.UNKNOWN, Reason.of("never_begun", step=kinds)
        if not self._applying(scene, event):
            status, reason = Status.NOT_APPLICABLE, Reason.of("not_applicable")
        return blank_verdict(
            self.rule,
            scene,
            status,
            reason,
            key,
            credit=people(event),
            started_us=event.at,
            stopped_us=event.at,
            facts=(FactRef(event.number, "destroyed"),),
            doubts=tuple(f"event {kind}" for kind in kinds) if status is Status.UNKNOWN else (),
        )

    # one time of keeping

    def _stay(self, scene: Scene, stay: _Stay) -> Iterator[Verdict]:
        event = stay.anchor.event
        if not self._applying(scene, event):
            yield self._say(scene, stay, "", Status.NOT_APPLICABLE, "not_applicable", final=True)
            return
        term = self._keep.term(scene, event)
        if term.due is None:
            yield self._not_known(scene, stay, "", term)
            return
        if self._first is not None and stay.over(term.due) < self._first:
            yield from self._before_all(scene, stay, term.due, self._first)
            return
        yield self._kept(scene, stay, term, term.due)
        if self._place is not None:
            yield from self._placed(scene, stay, term.due)
        if self._disposal is not None and stay.over(term.due) == term.due and term.due <= scene.as_of:
            yield self._disposed(scene, stay, self._disposal, term.due)

    def _before_all(self, scene: Scene, stay: _Stay, end: int, first: int) -> Iterator[Verdict]:
        """It was over before the policy's first day, which asks nothing of it but a disposal that is due later."""
        yield self._say(scene, stay, "", Status.NOT_APPLICABLE, "not_in_force", final=True)
        if self._disposal is None or stay.over(end) != end:
            return
        term = self._disposal.term_after(scene, stay.anchor.event, end)
        gone = stay.destroyed is not None and stay.destroyed.event.at < first
        if not gone and (term.due is None or term.due >= first):
            yield self._disposed(scene, stay, self._disposal, end)

    def _kept(self, scene: Scene, stay: _Stay, term: Term, end: int) -> Verdict:
        over = stay.over(end)
        margin: Margin | None = None
        next_us: int | None = None
        if stay.destroyed is not None:
            early = stay.destroyed.event.at < end
            status, code = (Status.BREACHED, "destroyed_early") if early else (Status.MET, "kept")
            margin = Margin(stay.destroyed.event.at - end)
        elif over < end:
            status, code = Status.NOT_APPLICABLE, "begun_anew"
        elif end <= scene.as_of:
            status, code = Status.MET, "kept"
        else:
            status, code, next_us = Status.PENDING, "kept_so_far", end
        verdict = self._say(scene, stay, "", status, code, final=status is not Status.PENDING)
        return changed(verdict, due_us=end, values=term.values, margin=margin, arithmetic=term.steps, next_us=next_us)

    def _placed(self, scene: Scene, stay: _Stay, end: int) -> Iterator[Verdict]:
        """Whether it was where it must be for as long as it was kept."""
        since, until = max(stay.anchor.event.at, self._first or 0), stay.over(end)
        lasting = scene.as_of < until
        if self._place is None or since >= until:
            return
        left: tuple[int, list[int]] | None = None
        back: int | None = None  # since when it has been in its place again
        for at, numbers in changes(scene, since, min(until, scene.as_of + 1), organisation=True).items():
            if scene.settle(self._place(scene, None, at, None)):
                back = at if left is not None and back is None else back
            else:
                left, back = left or (at, numbers), None
        next_us = min(filter(None, (end, next_change(scene, organisation=True)))) if lasting else None
        if left is None:
            status, code = (Status.PENDING, "in_place_so_far") if lasting else (Status.MET, "in_place")
            verdict = self._say(scene, stay, PLACE, status, code, final=not lasting)
            yield changed(verdict, stopped_us=None, credit=(), next_us=next_us)
            return
        out = lasting and back is None
        verdict = self._say(scene, stay, PLACE, Status.BREACHED, "out_of_place", *(("open",) if out else ()))
        moves = tuple(FactRef(number, "change") for number in left[1] if number != stay.anchor.event.number)
        yield changed(
            verdict,
            stopped_us=None if out else back if back is not None else until,
            credit=(),
            facts=tuple(dict.fromkeys((*verdict.facts, *moves))),
            arithmetic=(Step("out_of_place", left[0]),),
            next_us=next_us,
            final=not out,
        )

    def _disposed(self, scene: Scene, stay: _Stay, disposal: TermReader, end: int) -> Verdict:
        """Whether what had been kept long enough was destroyed in time."""
        event = stay.anchor.event
        term = disposal.term_after(scene, event, end)
        stop = stay.destroyed if stay.destroyed is not None else stay.again
        in_time = term.in_time(scene.as_of if stop is None else stop.event.at)
        if in_time is None:
            return self._not_known(scene, stay, DISPOSAL, term)
        state: tuple[str, ...] = ()
        next_us: int | None = None
        if stay.destroyed is not None:
            status, code = (Status.MET, "disposed") if in_time else (Status.BREACHED, "disposed_late")
        elif stay.again is not None:
            status, code = (Status.NOT_APPLICABLE, "begun_anew") if in_time else (Status.BREACHED, "not_disposed")
        elif in_time:
            status, code = Status.PENDING, "disposal_due"
            next_us = term.due + 1 if term.due is not None else term.horizon
        else:
            status, code, state = Status.BREACHED, "not_disposed", ("open",)
        verdict = self._say(scene, stay, DISPOSAL, status, code, *state, final=stop is not None)
        return changed(
            verdict,
            due_us=term.due,
            due_latest_us=term.latest,
            values=term.values,
            margin=None if stay.destroyed is None else term.margin(stay.destroyed.event.at),
            arithmetic=(Step("kept_until", end), *term.steps),
            next_us=next_us,
        )

    # saying it

    def _say(
        self, scene: Scene, stay: _Stay, part: str, status: Status, code: str, *state: str, final: bool = False
    ) -> Verdict:
        facts = [FactRef(stay.anchor.event.number, "start")]
        stop = stay.destroyed.event if stay.destroyed is not None else None
        if stop is not None:
            facts.append(FactRef(stop.number, "destroyed"))
        elif stay.again is not None:
            facts.append(FactRef(stay.again.event.number, "reset"))
        return blank_verdict(
            self.rule,
            scene,
            status,
            Reason.of(code),
            stay.key + part,
            state=tuple(sorted((*state, *(("tie",) if stay.tie else ())))),
            credit=() if stop is None else people(stop),
            started_us=stay.anchor.event.at,
            stopped_us=None if stop is None else stop.at,
            facts=tuple(facts),
            final=final,
        )

    def _not_known(self, scene: Scene, stay: _Stay, part: str, term: Term) -> Verdict:
        """For want of a value, or of a calendar, nothing can be said."""
        code, fact = why_missing(term.missing)
        reason = Reason.of(code, fact=fact)
        if term.horizon is not None:
            reason = Reason.of("calendar_not_published", calendar=term.missing)
        verdict = self._say(scene, stay, part, Status.UNKNOWN, code)
        return changed(verdict, reason=reason, values=term.values, doubts=(fact,))


def evaluator(rule: Retention, edition: Edition) -> RetentionEvaluator:
    """A rule, compiled for one edition of the policy."""
    return RetentionEvaluator(rule, edition)
