"""Two acts, and whether the same person, role or unit did both: over all who did them (decision 34)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matter_events import Hit, Search, Strand
from servicepolicy.judging.matters import on_record
from servicepolicy.judging.participants import UNENDED, Doers, doers
from servicepolicy.judging.threads import DoneBoth, threads
from servicepolicy.kinds.sequence.compiled import Finding, SequenceClauses
from servicepolicy.kinds.sequence.rule import Compared
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Reason, Status, Verdict

__all__ = ["ComparedForm", "never_same", "same"]

Compare: TypeAlias = "Callable[[list[Doers], list[Doers]], Finding]"


class ComparedForm:
    """Two acts and who did them, compared: one verdict a matter."""

    def __init__(self, clauses: SequenceClauses, said: Compared, compare: Compare) -> None:
        self._clauses = clauses
        self._compare = compare
        self._by = said.by
        self._one, self._other = (clauses.matcher(selector) for selector in said.of)

    def strands(self, scene: Scene, per: str, events: list[Event]) -> Iterator[Strand]:
        """The strand of each matter."""
        acts = (self._one, self._other)
        made = partial(DoneBoth, scene, per, acts, self._clauses.until)
        return threads(scene, per, events, made, on_record(scene, per))

    def judge(self, scene: Scene, strand: Strand) -> Iterator[Verdict]:
        """The verdict of a matter, none where one of the acts was not done."""
        one = list(Search(self._one, scene, strand).all())
        other = list(Search(self._other, scene, strand).all())
        if not one or not other:
            return
        start = min((one[0], other[0]), key=lambda hit: (hit.rank, hit.event.number))
        end = self._clauses.end(self._clauses.until, scene, strand, start.rank)
        if end is not None:
            one, other = ([hit for hit in hits if hit.rank <= end.rank] for hits in (one, other))
            if not one or not other:
                return
        key = f"{strand.prefix}1"
        if not self._clauses.applies(scene, start.event, start.event.at):
            yield self._clauses.spared(scene, key, start.event)
            return
        found = self._compare(_doers(scene, one, self._by), _doers(scene, other, self._by))
        found.start = start.event
        found.stop = max((one[-1], other[-1]), key=lambda hit: (hit.rank, hit.event.number)).event
        found.facts = (*((hit.event, "one") for hit in one), *((hit.event, "other") for hit in other))
        found.final = found.status is Status.BREACHED or (found.status is Status.MET and end is not None)
        yield self._clauses.say(scene, key, found)


def _doers(scene: Scene, hits: Iterable[Hit], by: str) -> list[Doers]:
    return [doers(scene, hit.event, by) for hit in hits]


def never_same(one: list[Doers], other: list[Doers]) -> Finding:
    """Nobody did both."""
    common = _known(one) & _known(other)
    if common:
        return Finding(status=Status.BREACHED, reason=Reason.of("did_both", who=tuple(sorted(common))))
    unended = not _all(one).isdisjoint(_all(other))
    settled = Finding(status=Status.MET, reason=Reason.of("nobody_did_both"))
    return _unless_missing([*one, *other], settled, unended=unended)


def _known(found: Iterable[Doers]) -> frozenset[str]:
    return frozenset().union(*(one.known for one in found))


def _all(found: Iterable[Doers]) -> frozenset[str]:
    return frozenset().union(*(one.known | one.perhaps for one in found))


def same(one: list[Doers], other: list[Doers]) -> Finding:
    """Somebody took part in each act; nobody can have, where the acts that are fully recorded have nobody in common."""
    found = [*one, *other]
    everywhere = frozenset.intersection(*(one.known for one in found))
    if everywhere:
        return Finding(status=Status.MET, reason=Reason.of("one_did_all", who=tuple(sorted(everywhere))))
    told = [one.known | one.perhaps for one in found if not one.missing]
    broken = Finding(status=Status.BREACHED, reason=Reason.of("not_one_did_all"))
    if told and not frozenset.intersection(*told):
        return broken
    return _unless_missing(found, broken, unended=any(one.perhaps for one in found))


def _unless_missing(found: Iterable[Doers], settled: Finding, *, unended: bool) -> Finding:
    """Unknown as long as anybody is not recorded, or it hangs on a delegation whose end is not."""
    names = {name for one in found for name in one.missing} | ({UNENDED} if unended else set())
    missing = tuple(sorted(names))
    if not missing:
        return settled
    reason = Reason.of("hangs_on_missing", facts=missing)
    return Finding(status=Status.UNKNOWN, reason=reason, doubts=missing)
