"""What never happens, and what happens at most once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matter_events import Hit, Search, Strand
from servicepolicy.judging.matters import matter_of, on_record
from servicepolicy.judging.quick_results import changed
from servicepolicy.judging.threads import Counted, threads
from servicepolicy.judging.worlds import surely_after
from servicepolicy.kinds.sequence.compiled import Finding, SequenceClauses
from servicepolicy.language.selector import Selector
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Reason, Status, Verdict

__all__ = ["CountedForm"]


class CountedForm:
    """At most so many of some events, none or one: one verdict a matter."""

    def __init__(self, clauses: SequenceClauses, act: Selector, most: int) -> None:
        self._clauses = clauses
        self._acts = clauses.matcher(act)
        self._most = most

    def strands(self, scene: Scene, per: str, events: list[Event]) -> Iterator[Strand]:
        """The strand of each matter."""
        beside = on_record(scene, per)
        return threads(
            scene, per, events, partial(Counted, scene, per, self._acts, self._clauses.until, beside), beside
        )

    def judge(self, scene: Scene, strand: Strand) -> Iterator[Verdict]:
        """The verdict of a matter, none where nothing called for one.

        What must never happen and did not is kept over the time that was watched, though not for good.
        """
        acts = list(islice(self._done(scene, strand), self._most + 1))
        since = acts[0].rank if acts and self._most else 0
        end = self._clauses.end(self._clauses.until, scene, strand, since)
        within = [act for act in acts if end is None or not end.surely_before(act)]
        if not within and (self._most or not _watched(scene) or self._is_of_others(scene, strand, end)):
            return
        key = f"{strand.prefix}1"
        first = within[0].event if within else None
        at = first.at if first is not None else end.event.at if end is not None else scene.as_of
        if not self._clauses.applies(scene, first, at):
            spared = self._clauses.spared(scene, key, first)
            yield spared if first is not None or end is not None else changed(spared, final=False)
            return
        found = Finding(status=Status.MET, reason=Reason.of("happened_once" if self._most else "never_happened"))
        found.facts = tuple((act.event, "act") for act in within)
        found.start, found.final = first, end is not None
        if len(within) > self._most:
            code = "happened_again" if self._most else "happened"
            found.status, found.reason, found.final = Status.BREACHED, Reason.of(code), True
            found.stop = within[-1].event
            if end is not None and within[-1].rank == end.rank and within[-1].event.number != end.event.number:
                found.state = ("tie",)
        elif not within and end is None and self._clauses.until is not None:
            found.status, found.reason = Status.PENDING, Reason.of("not_so_far")
        if end is not None and found.status is Status.MET:
            found.facts += ((end.event, "end"),)
        yield self._clauses.say(scene, key, found)

    def _is_of_others(self, scene: Scene, strand: Strand, end: Hit | None) -> bool:
        """Whether all is told of the matters that have a name: there are such, and it had not ended before they had."""
        per = self._clauses.rule.splits_by
        if not strand.split or strand.matter is not None or per is None:
            return False
        naming = (event for event in scene.timeline.events if matter_of(event, per) is not None)
        return end is None or not all(surely_after(event, end.event) for event in naming)

    def _done(self, scene: Scene, strand: Strand) -> Iterator[Hit]:
        """The acts of a matter; none where none of them names it: they have a verdict without it."""
        acts, per = Search(self._acts, scene, strand).all(), self._clauses.rule.splits_by
        if strand.matter is None or per is None:
            return acts
        found = list(acts)
        return iter(found if any(matter_of(act.event, per) is not None for act in found) else ())


def _watched(scene: Scene) -> bool:
    """Whether the subject had begun."""
    opened = scene.facts.opened
    return opened is None or opened <= scene.as_of
