"""Steps in their order: each by its first occurrence, none skipped, each in its time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TypeAlias

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matter_events import Hit, Search, Strand
from servicepolicy.judging.matters import on_record
from servicepolicy.judging.occurrence import occurrence_key
from servicepolicy.judging.term import Term
from servicepolicy.judging.threads import Ordered, threads
from servicepolicy.kinds.sequence.compiled import Finding, SequenceClauses, because, step_of
from servicepolicy.language.step import Step
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Margin, Reason, Status, Verdict

__all__ = ["OrderForm"]

Reached: TypeAlias = "list[Hit | None]"


@attrs.frozen(slots=True)
class _Timed:
    """A step that was reached in its time, or nobody can tell: its term and what there was to spare."""

    term: Term
    margin: Margin | None
    known: bool


class OrderForm:
    """Steps in their order, one verdict a matter."""

    def __init__(self, clauses: SequenceClauses, steps: tuple[Step, ...]) -> None:
        self._clauses = clauses
        self._names = [step_of(step.selector) for step in steps]
        self._steps = [clauses.matcher(step.selector) for step in steps]
        self._terms = [clauses.term(step.within) for step in steps]
        self._again = clauses.matcher(clauses.rule.reopened) if clauses.rule.on_reopen != "none" else None

    def strands(self, scene: Scene, per: str, events: list[Event]) -> Iterator[Strand]:
        """The strand of each matter."""
        made = partial(Ordered, scene, per, self._steps, self._clauses.ends, self._again)
        return threads(scene, per, events, made, on_record(scene, per))

    def judge(self, scene: Scene, strand: Strand) -> Iterator[Verdict]:
        """The verdicts of a matter, one a round, none where no step was taken."""
        reached: Reached = [Search(step, scene, strand).first_from(0) for step in self._steps]
        taken = [hit for hit in reached if hit is not None]
        if not taken:
            return
        start = min(taken, key=_place)
        key, keys = f"{strand.prefix}1", set[str]()
        again = self._reopening(scene, strand, start)
        yield self._of_round(scene, strand, key, start, reached, again, anew=False)
        while again is not None:
            start, search = again, [Search(step, scene, strand) for step in self._steps[1:]]
            reached = [start, *(step.first_from(start.rank, start.event) for step in search)]
            key = f"{strand.prefix}{occurrence_key(start.event.since, keys)}"
            again = self._reopening(scene, strand, start)
            yield self._of_round(scene, strand, key, start, reached, again, anew=True)

    def _reopening(self, scene: Scene, strand: Strand, start: Hit) -> Hit | None:
        """The first reopening after what began a round."""
        if self._again is None:
            return None
        return Search(self._again, scene, strand).first_from(start.rank + 1)

    def _of_round(
        self, scene: Scene, strand: Strand, key: str, start: Hit, reached: Reached, again: Hit | None, *, anew: bool
    ) -> Verdict:
        """The verdict of a round, which ends with what closes it, or is given up for the next one."""
        if not self._clauses.applies(scene, start.event, start.event.at):
            return self._clauses.spared(scene, key, start.event)
        # what closes it, or calls it off, at the instant of a reopening did so to the round before
        end = self._clauses.end(self._clauses.closing, scene, strand, start.rank + anew)
        off = self._clauses.called_off(scene, strand, start.rank + anew)
        if again is not None:
            end = None if end is None or end.rank > again.rank else end
            off = None if off is None or off.rank > again.rank else off
            if end is None:
                reached = [None if hit is None or hit.rank > again.rank else hit for hit in reached]
        if off is not None and (end is None or off.rank <= end.rank):
            return self._clauses.say(scene, key, self._called_off(scene, reached, start, off))
        if end is not None:
            reached = [None if hit is None or hit.rank > end.rank else hit for hit in reached]
        found = self._found(scene, reached, end)
        if again is not None and end is None and found.status is Status.PENDING:
            found = Finding(status=Status.NOT_APPLICABLE, reason=Reason.of("taken_up_again"), final=True)
        found.start = start.event
        found.facts = tuple((hit.event, "step") for hit in reached if hit is not None)
        if end is not None and found.status is not Status.MET:
            found.facts += ((end.event, "end"),)
        if _tied(reached, end):
            found.state += ("tie",)
        return self._clauses.say(scene, key, found)

    def _called_off(self, scene: Scene, reached: Reached, start: Hit, off: Hit) -> Finding:
        """Nothing is asked any more; what was broken, or whole, by then is that."""
        reached = [None if hit is None or hit.rank > off.rank else hit for hit in reached]
        found = self._found(scene, reached, None, off.event.at)
        waited = found.status is Status.PENDING
        if waited:
            found.status, found.reason, found.waiting = Status.NOT_APPLICABLE, Reason.of("cancelled"), False
        if found.status is not Status.UNKNOWN:
            found.final, found.state = True, tuple(state for state in found.state if state != "open")
        found.start = start.event
        found.facts = tuple((hit.event, "step") for hit in reached if hit is not None)
        if found.status is not Status.MET:
            found.facts += ((off.event, "cancel" if waited else "end"),)
        if _tied(reached, off):
            found.state += ("tie",)
        return found

    def _found(self, scene: Scene, reached: Reached, end: Hit | None, as_of: int | None = None) -> Finding:
        timed: list[_Timed] = []
        latest: Hit | None = None
        last = max(number for number, hit in enumerate(reached) if hit is not None)
        for number, hit in enumerate(reached):
            if hit is None and number < last:
                skipped = self._broken("step_skipped", number, reached[last])
                skipped.final = end is not None  # else a later step shows by whom, or that it came out of order
                return skipped
            if hit is None:
                return self._ahead(scene.as_of if as_of is None else as_of, scene, number, latest, end, timed)
            if any(hit.surely_before(one) for one in reached[:number] if one is not None):
                return self._broken("out_of_order", number, hit)
            in_time = self._in_time(scene, number, latest, hit)
            if in_time is not None:
                timed.append(in_time)
                if in_time.margin is not None and (in_time.margin.wall_us or 0) < 0:
                    found = self._broken("step_late", number, hit)
                    found.term, found.margin = in_time.term, in_time.margin
                    return found
            latest = hit
        found = _doubtful(timed) or _tightest(timed)
        found.stop = None if latest is None else latest.event
        return found

    def _in_time(self, scene: Scene, number: int, before: Hit | None, hit: Hit) -> _Timed | None:
        reader = self._terms[number]
        if reader is None or before is None:
            return None
        term = reader.term(scene, before.event)
        return _Timed(term, term.margin(hit.event.at), term.in_time(hit.event.at) is not None)

    def _broken(self, code: str, number: int, by: Hit | None) -> Finding:
        reason = Reason.of(code, **self._names[number])
        return Finding(status=Status.BREACHED, reason=reason, stop=None if by is None else by.event, final=True)

    def _ahead(  # what is ahead hangs on all of these
        self, as_of: int, scene: Scene, number: int, before: Hit | None, end: Hit | None, timed: list[_Timed]
    ) -> Finding:
        """A step that was not reached by an instant, nor any after it."""
        if end is not None:
            return self._broken("steps_missing", number, None)
        reader = self._terms[number]
        term = None if reader is None or before is None else reader.term(scene, before.event)
        in_time = True if term is None else term.in_time(as_of)
        reason = Reason.of("step_overdue" if in_time is False else "step_awaited", **self._names[number])
        if in_time is False:
            return Finding(status=Status.BREACHED, reason=reason, term=term, state=("open",))
        unknown = _doubtful(timed if term is None else [*timed, _Timed(term, None, in_time is not None)])
        if unknown is not None:
            return unknown
        return Finding(status=Status.PENDING, reason=reason, term=term, waiting=True)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.rank, hit.event.number


def _doubtful(timed: list[_Timed]) -> Finding | None:
    """Unknown, where nobody can tell when a step was due."""
    for one in timed:
        if not one.known:
            reason, doubts = because(one.term)
            return Finding(status=Status.UNKNOWN, reason=reason, doubts=doubts, term=one.term)
    return None


def _tightest(timed: list[_Timed]) -> Finding:
    """Kept; of the steps that had to be in time, the one with least to spare is shown."""
    kept = Finding(status=Status.MET, reason=Reason.of("in_order"), final=True)
    shown = min((one for one in timed if one.margin is not None), key=_to_spare, default=None)
    if shown is not None:
        kept.term, kept.margin = shown.term, shown.margin
    return kept


def _to_spare(one: _Timed) -> int:
    return one.margin.wall_us or 0 if one.margin is not None else 0


def _tied(reached: Reached, end: Hit | None) -> bool:
    """Whether events of one instant, of which nobody knows the order, stand beside one another."""
    places: dict[int, int] = {}
    for hit in (*reached, end):
        if hit is not None and places.setdefault(hit.rank, hit.event.number) != hit.event.number:
            return True
    return False
