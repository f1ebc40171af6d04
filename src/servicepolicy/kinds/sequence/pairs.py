"""One event and another: what must have come before, and what must follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.looking_back import Acts
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matter_events import Hit, Search, Strand, strand_of
from servicepolicy.judging.matters import matter_of, names_of
from servicepolicy.judging.occurrence import not_told, occurrence_key
from servicepolicy.judging.term import Term
from servicepolicy.judging.threads import Waiting, threads
from servicepolicy.judging.values import ValueReader
from servicepolicy.judging.verdicts import Judged, apart
from servicepolicy.kinds.sequence.compiled import Finding, SequenceClauses, because, step_of
from servicepolicy.kinds.sequence.rule import Followed, Preceded
from servicepolicy.language.truth import Leaf, Truth, all_of
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Arg, Margin, Reason, Status, Verdict

__all__ = ["FollowedForm", "PrecededForm"]


class PrecededForm:
    """What must have come before: one verdict for each event that needs it."""

    def __init__(self, clauses: SequenceClauses, said: Preceded) -> None:
        self._clauses = clauses
        self._acts = clauses.matcher(said.every)
        self._before = clauses.matcher(said.by)
        self._names = step_of(said.by)
        self._term = clauses.term(said.within)

    def strands(self, scene: Scene, per: str, events: list[Event]) -> Iterator[Strand]:
        """All events, once for each matter that an act may name."""
        whole = strand_of(None, events)
        acts = [hit.event for hit in Search(self._acts, scene, whole).candidates()]
        return (strand_of(name, events, split=True) for name in (None, *names_of(per, acts)))

    def judge(self, scene: Scene, strand: Strand) -> Iterator[Verdict]:
        """The verdicts of a matter."""
        per = self._clauses.rule.splits_by
        if strand.split and per is not None:
            yield from self._of_matter(scene, strand, per)
            return
        before = Search(self._before, scene, strand)
        taken: set[str] = set()
        told = scene.told(self._clauses.rule.id)
        for act in Search(self._acts, scene, strand).all():
            key = occurrence_key(act.event.since, taken)
            if key not in told:
                yield self._of_act(scene, act, before, key)

    def _of_matter(self, scene: Scene, strand: Strand, per: str) -> Iterator[Verdict]:
        """The verdicts on the acts that name a matter, each with doubts of its own."""
        rule, taken = self._clauses.rule, set[str]()
        acts = [hit.event for hit in Search(self._acts, scene, strand).candidates()]
        own = [act for act in acts if matter_of(act, per) == strand.matter]
        for act in not_told(scene, rule.id, own, strand.prefix):
            name = occurrence_key(act.since, taken)
            key = strand.prefix + name
            found = apart(rule, scene, partial(self._looked_back, scene, strand, per, acts, act, key), key)
            if not found:
                taken.discard(name)
            yield from found

    def _looked_back(
        self, scene: Scene, strand: Strand, per: str, candidates: list[Event], act: Event, key: str
    ) -> Judged:
        """The verdict on one act of a matter, if it is one; no other matter's events come before it."""
        if not self._is_act(scene, per, act):
            return ()
        done = [one for one in candidates if one is act or self._is_act(scene, per, one)]
        acts = Acts(scene, per, done, self._before.kinds)
        outer, scene.matter = scene.matter, (per, acts.about(act))
        try:
            events = strand_of(strand.matter, acts.around(act, strand.events), split=True)
            here = next(hit for hit in Search(self._acts, scene, events).candidates() if hit.event is act)
            return (self._of_act(scene, here, Search(self._before, scene, events), key),)
        finally:
            scene.matter = outer

    def _is_act(self, scene: Scene, per: str, event: Event) -> bool:
        outer, scene.matter = scene.matter, (per, matter_of(event, per))
        try:
            return scene.settle(self._acts.part(0, scene, event))
        finally:
            scene.matter = outer

    def by_occurrence(self, scene: Scene, strand: Strand) -> dict[str, Callable[[], Judged]] | None:
        """How each act is judged by itself; `None` where its name hangs on another."""

        def judged(act: Hit, key: str) -> Judged:
            if not scene.settle(self._acts.part(0, scene, act.event)):
                return ()
            return (self._of_act(scene, act, Search(self._before, scene, strand), key),)

        return _by_start(self._acts, scene, strand, judged)

    def _of_act(self, scene: Scene, act: Hit, before: Search, key: str) -> Verdict:
        if not self._clauses.applies(scene, act.event, act.event.at):
            return self._clauses.spared(scene, key, act.event)
        found = self._found(scene, before, act)
        found.start = found.stop = act.event
        found.facts = (*found.facts, (act.event, "act"))
        return self._clauses.say(scene, key, found)

    def _found(self, scene: Scene, before: Search, act: Hit) -> Finding:
        earlier = before.last_to(act.rank - 1)
        found = self._against(scene, earlier, act)
        if found.status is Status.MET:
            return found
        beside = before.last_to(act.rank, act.event)
        if beside is not None and beside.rank == act.rank:  # "before" holds both ways (decision 1)
            tied = self._against(scene, beside, act)
            tied.state = ("tie",)
            return tied
        return found

    def _against(self, scene: Scene, before: Hit | None, act: Hit) -> Finding:
        step = self._names
        if before is None:
            return Finding(status=Status.BREACHED, reason=Reason.of("nothing_before", **step), final=True)
        facts = ((before.event, "before"),)
        kept = Finding(status=Status.MET, reason=Reason.of("came_before", **step), facts=facts, final=True)
        if self._term is None:
            return kept
        kept.term = term = self._term.term(scene, before.event)
        kept.margin = term.margin(act.event.at)
        match term.in_time(act.event.at):
            case None:
                kept.status = Status.UNKNOWN
                kept.reason, kept.doubts = because(term)
                kept.final = False
            case False:
                kept.status, kept.reason = Status.BREACHED, Reason.of("too_long_before", **step)
            case True:
                pass
        return kept


@attrs.frozen(slots=True)
class _Ends:
    """What may end the wait for what must follow, or call it off."""

    before: Search | None
    until: Search | None
    cancel: Search | None

    def after(self, begun: Hit) -> Hit | None:
        """The first of them that comes at or after an event."""
        found = [
            search.first_from(begun.rank, begun.event) for search in (self.before, self.until) if search is not None
        ]
        ends = [hit for hit in found if hit is not None]
        return min(ends, key=lambda hit: (hit.rank, hit.event.number), default=None)

    def called_off(self, begun: Hit) -> Hit | None:
        """The first event that calls it off, at or after an event."""
        return None if self.cancel is None else self.cancel.first_from(begun.rank, begun.event)


@attrs.frozen(slots=True)
class _Followers:
    """What may follow; only what names the same, where what must be followed says what it is about.

    Attributes:
        apart: The field by which what must be followed is told apart.
        begins: What must be followed.
        ends: What may end the wait.
    """

    matcher: Matcher
    scene: Scene
    strand: Strand
    about: ValueReader | None
    fields: tuple[str, ...]
    any_of_them: Search
    apart: str | None
    begins: Matcher
    ends: _Ends

    def first_from(self, begun: Hit, but: Event | None) -> Hit | None:
        """The first at or after an event, `but` left out."""
        if self.apart is not None:
            meant = self._meant(self.apart, begun)
            return Search(self.matcher, self.scene, meant).first_from(begun.rank, but)
        if self.about is None:
            return self.any_of_them.first_from(begun.rank, but)
        return Search(self.matcher, self.scene, self._naming_the_same(self.about, begun.event)).first_from(
            begun.rank, but
        )

    def _meant(self, field: str, begun: Hit) -> Strand:
        """The events but those of another; one that names none is of the one that waits, of several perhaps."""
        mine, strand, kept = matter_of(begun.event, field), self.strand, list[int]()
        doubts, starts = dict[int, Truth](strand.doubts), list(Search(self.begins, self.scene, strand).all())
        for place, (event, rank) in enumerate(zip(strand.events, strand.ranks, strict=True)):
            if self.matcher.kinds is not None and event.kind not in self.matcher.kinds:
                continue
            named, by_then = matter_of(event, field), [start for start in starts if start.rank <= rank]
            if named is not None:
                known = any(matter_of(start.event, field) == named for start in by_then)
                if mine != (named if known else None):
                    continue
            elif any(matter_of(start.event, field) != mine and self._waits(field, start, rank) for start in by_then):
                doubts[event.number] = all_of((doubts.get(event.number, True), Leaf(event.number, field, f"is {mine}")))
            kept.append(place)
        return self._strand(kept, doubts)

    def _waits(self, field: str, start: Hit, rank: int) -> bool:
        """Whether nothing that names the same, and no end, came between something that must be followed and a place."""
        end, name = self.ends.after(start), matter_of(start.event, field)
        same = [place for place, event in enumerate(self.strand.events) if name and matter_of(event, field) == name]
        named = self._strand(same, self.strand.doubts)
        follower = Search(self.matcher, self.scene, named).first_from(start.rank, start.event)
        return all(hit is None or hit.rank >= rank for hit in (end, follower))

    def _naming_the_same(self, about: ValueReader, begun: Event) -> Strand:
        """The events but those that name something else; whether one that does not tell is meant is a doubt."""
        read = about.read(self.scene, begun, begun.at, None)
        strand, kept, doubts = self.strand, list[int](), dict[int, Truth](self.strand.doubts)
        for place, event in enumerate(strand.events):
            named = _named(event, self.fields)
            if read.missing is not None:
                doubt = Leaf(read.missing.event, read.missing.field, f"is {' or '.join(sorted(named)) or 'it'}")
            elif not named:
                doubt = Leaf(event.number, self.fields[0], f"is {read.value}")
            elif str(read.value) in named:
                kept.append(place)
                continue
            else:
                continue
            kept.append(place)
            doubts[event.number] = all_of((doubts.get(event.number, True), doubt))
        return self._strand(kept, doubts)

    def _strand(self, places: Sequence[int], doubts: Mapping[int, Truth]) -> Strand:
        """Some of the events, and what is doubtful of them."""
        strand = self.strand
        events, ranks = tuple(strand.events[place] for place in places), tuple(strand.ranks[place] for place in places)
        return Strand(strand.matter, events, ranks, True, doubts)


def _named(event: Event, fields: tuple[str, ...]) -> frozenset[str]:
    """What an event names in some fields, each one value or a list."""
    said = [event.fields.get(field) for field in fields]
    return frozenset(
        str(name)
        for value in said
        if value is not None
        for name in (value if isinstance(value, list | tuple) else (value,))
    )


class FollowedForm:
    """What must follow: one verdict for each event that calls for it, or one a matter where some event is enough."""

    def __init__(self, clauses: SequenceClauses, said: Followed) -> None:
        self._clauses = clauses
        self._every = said.every is not None
        self._begins = clauses.matcher(said.begins)
        self._by = clauses.matcher(said.by)
        self._names = step_of(said.by)
        self._itself = said.itself is not None
        self._term = clauses.term(said.within)
        self._planned = clauses.planned(said.by_end_of)
        self._about, self._named_in, self._apart = clauses.about(said), said.named_in, said.told_apart_by
        self._before = None if said.before is None else clauses.matcher(said.before)
        self._until = clauses.closing

    def strands(self, scene: Scene, per: str, events: list[Event]) -> Iterator[Strand]:
        """The strand of each matter."""
        stops = (self._by,) if self._before is None else (self._by, self._before)
        return threads(scene, per, events, partial(Waiting, scene, per, self._begins, stops, self._clauses.ends))

    def judge(self, scene: Scene, strand: Strand) -> Iterator[Verdict]:
        """The verdicts of a matter."""
        ends = self._ends(scene, strand)
        by = self._followers(scene, strand, ends)
        begun = Search(self._begins, scene, strand).all()
        if not self._every:
            yield from self._some(scene, strand, begun, by, ends)
            return
        taken: set[str] = set()
        told = scene.told(self._clauses.rule.id)
        for start in begun:
            key = strand.prefix + occurrence_key(start.event.since, taken)
            if key not in told:
                yield self._of_start(scene, start, by, ends, key)

    def by_occurrence(self, scene: Scene, strand: Strand) -> dict[str, Callable[[], Judged]] | None:
        """How each event that calls for it is judged by itself; `None` where all are judged together."""
        if not self._every or self._apart is not None:
            return None  # which of them it follows hangs on what else waits

        def judged(start: Hit, key: str) -> Judged:
            if not scene.settle(self._begins.part(0, scene, start.event)):
                return ()
            ends = self._ends(scene, strand)
            by = self._followers(scene, strand, ends)
            return (self._of_start(scene, start, by, ends, key),)

        return _by_start(self._begins, scene, strand, judged)

    def _followers(self, scene: Scene, strand: Strand, ends: _Ends) -> _Followers:
        any_of_them = Search(self._by, scene, strand)
        said = self._about, self._named_in
        return _Followers(self._by, scene, strand, *said, any_of_them, self._apart, self._begins, ends)

    def _ends(self, scene: Scene, strand: Strand) -> _Ends:
        return _Ends(
            None if self._before is None else Search(self._before, scene, strand),
            None if self._until is None else Search(self._until, scene, strand),
            None if self._clauses.cancel is None else Search(self._clauses.cancel, scene, strand),
        )

    def _of_start(self, scene: Scene, start: Hit, by: _Followers, ends: _Ends, key: str) -> Verdict:
        if self._clauses.applies(scene, start.event, start.event.at):
            return self._clauses.say(scene, key, self._found(scene, start, by, ends))
        return self._clauses.spared(scene, key, start.event)

    def _some(
        self, scene: Scene, strand: Strand, begun: Iterator[Hit], by: _Followers, ends: _Ends
    ) -> Iterator[Verdict]:
        """The first that is followed settles it; so does a time at which all that had begun were past their limits."""
        shown: Finding | None = None
        spared: Hit | None = None
        lifted: Finding | None = None
        over: tuple[int, float] | None = None  # when the last of those before was past its limit: instant and place
        for start in begun:
            if over is not None and (start.event.at, start.rank) > over:
                break
            if not self._clauses.applies(scene, start.event, start.event.at):
                spared = spared or start
                continue
            found = self._found(scene, start, by, ends)
            if found.status is Status.NOT_APPLICABLE:
                lifted = lifted or found
                continue
            if found.status is Status.MET:
                shown = found
                break
            shown = _likelier(shown, found)
            over = None if found.status is not Status.BREACHED else _later(over, self._over(found, start, ends))
            if found.status is not Status.BREACHED:
                over = (2**63, float("inf"))
        if shown is not None:
            yield self._clauses.say(scene, f"{strand.prefix}1", shown)
        elif lifted is not None:
            yield self._clauses.say(scene, f"{strand.prefix}1", lifted)
        elif spared is not None:
            yield self._clauses.spared(scene, f"{strand.prefix}1", spared.event)

    def _over(self, found: Finding, start: Hit, ends: _Ends) -> tuple[int, float]:
        """When an event that was not followed was past its limit."""
        end = ends.after(start)
        limits: list[tuple[int, float]] = [] if end is None else [(end.event.at, end.rank)]
        if found.term is not None and found.term.due is not None:
            limits.append((found.term.due, float("inf")))
        return min(limits)

    def _found(self, scene: Scene, start: Hit, by: _Followers, ends: _Ends) -> Finding:
        follower = by.first_from(start, None if self._itself else start.event)
        end, off = ends.after(start), ends.called_off(start)
        term = self._due(scene, start.event)
        facts = ((start.event, "start"),)
        found = Finding(status=Status.PENDING, reason=self._because("step_awaited"), start=start.event, facts=facts)
        found.term = term
        if off is not None and (end is None or off.rank <= end.rank) and (follower is None or follower.rank > off.rank):
            self._called_off(found, off, term)
        elif follower is not None and (end is None or follower.rank <= end.rank):
            self._followed(found, follower, term)
        elif end is not None:
            self._ended(found, follower, end, term)
        else:
            self._waiting(found, scene.as_of, term)
        met_at = [hit for hit in (start, follower, end, off) if hit is not None]
        if found.stop is not None and len({hit.rank for hit in met_at}) < len({hit.event.number for hit in met_at}):
            found.state += ("tie",)
        return found

    def _because(self, code: str, **more: Arg) -> Reason:
        return Reason.of(code, **self._names, **more)

    def _followed(self, found: Finding, follower: Hit, term: Term | None) -> None:
        found.stop = follower.event
        found.facts += ((follower.event, "stop"),)
        found.margin = None if term is None else term.margin(follower.event.at)
        in_time = True if term is None else term.in_time(follower.event.at)
        if in_time is None and term is not None:
            found.status, (found.reason, found.doubts) = Status.UNKNOWN, because(term)
            return
        found.final = True
        found.status = Status.MET if in_time else Status.BREACHED
        found.reason = self._because("followed" if in_time else "followed_late")

    def _due(self, scene: Scene, start: Event) -> Term | None:
        """When what must follow is due: by the end of the period that the event names, else in the time of the rule."""
        planned = None if self._planned is None else self._planned.term(scene, start)
        return planned or (None if self._term is None else self._term.term(scene, start))

    def _called_off(self, found: Finding, off: Hit, term: Term | None) -> None:
        """Nothing is asked any more; what was overdue by then stays broken."""
        in_time = True if term is None else term.in_time(off.event.at)
        found.facts += ((off.event, "cancel"),)
        if in_time is None and term is not None:
            found.status, (found.reason, found.doubts) = Status.UNKNOWN, because(term)
            return
        found.final = True
        if in_time:
            found.status, found.reason = Status.NOT_APPLICABLE, Reason.of("cancelled")
        else:
            found.status, found.reason, found.state = Status.BREACHED, self._because("step_overdue"), ("cancelled",)

    def _ended(self, found: Finding, follower: Hit | None, end: Hit, term: Term | None) -> None:
        """Whatever the term was: what had to come before the end did not."""
        found.status, found.reason, found.final = (
            Status.BREACHED,
            self._because("not_before_end", before=(end.event.kind,)),
            True,
        )
        found.facts += ((end.event, "end"),)
        if term is not None and term.due is not None and term.due < end.event.at:
            found.reason = self._because("step_overdue")
        if follower is not None:
            found.stop = follower.event
            found.facts += ((follower.event, "stop"),)
            found.margin = Margin(end.event.at - follower.event.at)

    def _waiting(self, found: Finding, as_of: int, term: Term | None) -> None:
        in_time = True if term is None else term.in_time(as_of)
        found.waiting = in_time is True
        if in_time is None and term is not None:
            found.status, (found.reason, found.doubts) = Status.UNKNOWN, because(term)
        elif not in_time:
            found.status, found.reason, found.state = Status.BREACHED, self._because("step_overdue"), ("open",)


def _by_start(
    starts: Matcher, scene: Scene, strand: Strand, judged: Callable[[Hit, str], Judged]
) -> dict[str, Callable[[], Judged]] | None:
    """What may begin an occurrence, by the name of that; `None` where two of one instant could bear the same name."""
    hits = [hit for hit in Search(starts, scene, strand).candidates() if starts.part(0, scene, hit.event) is not False]
    if any(one.event.beside(following.event) for one, following in pairwise(hits)):
        return None
    named = {strand.prefix + occurrence_key(hit.event.since, set()): hit for hit in hits}
    return {key: partial(judged, hit, key) for key, hit in named.items()}


def _likelier(one: Finding | None, other: Finding) -> Finding:
    """Of two that are not followed, the one that says more: unknown, pending, broken; the first of equals."""
    ranked = (Status.UNKNOWN, Status.PENDING, Status.BREACHED)
    if one is None or ranked.index(other.status) < ranked.index(one.status):
        return other
    return one


def _later(one: tuple[int, float] | None, other: tuple[int, float]) -> tuple[int, float]:
    return other if one is None else max(one, other)
