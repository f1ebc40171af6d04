"""Decides periodic duties: lay out the slots, give each act to its slot, compare with the due instant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene, why_missing
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.occurrence import people
from servicepolicy.judging.quick_results import changed, new_verdict
from servicepolicy.judging.readers import Place
from servicepolicy.judging.term import hours_of
from servicepolicy.judging.values import Read, ValueReader, as_span, is_shown, value_reader
from servicepolicy.judging.verdicts import Awaited, Judged, blank_verdict, by_itself
from servicepolicy.kinds.periodic.assignment import ANYBODY, Acts, Ledger, Served
from servicepolicy.kinds.periodic.excuse import Excuse
from servicepolicy.kinds.periodic.liability import Stretch, in_force, members_at, served
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.kinds.periodic.slots import Grid, Slot, as_clock_time, as_unit
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.value import Literal
from servicepolicy.results.verdict import FactRef, Margin, Reason, Status, Step, Verdict, WhyNot
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import PeriodUnit

__all__ = ["PeriodicEvaluator", "evaluator"]


# What is said where more than one act is owed.
_COUNTED: Final = {
    "in_time": "in_time_count",
    "too_late": "too_late_count",
    "not_done": "not_done_count",
    "not_yet_due": "not_yet_due_count",
}


def _count(raw: object) -> int:
    """A number of acts."""
    number = int(str(raw))
    if number < 1:
        raise ValueError("a whole number from 1")
    return number


@attrs.frozen(slots=True)
class _Owed:
    """One occurrence: the acts that may serve it, its key, when it began, whether service ended, what is missing."""

    acts: Acts
    key: str
    started: int
    ended: bool = False
    missing: Missing | None = None


class PeriodicEvaluator:
    """A periodic duty, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Periodic, edition: Edition) -> None:
        self.rule = rule
        self.edition = edition
        header = Place.of(edition, rule, "applies")
        self.applies = compile_condition(rule.applies, header)
        self.act = self.looked_for = Matcher(rule.act, header)
        self.kinds = tuple(sorted(rule.act.kinds()))
        self.excuse = None if rule.excused is None else Excuse(rule.excused, header)
        said = {"every": rule.every, "before": rule.before, "at": rule.at}
        readers = {
            name: value_reader(value.form, Place.of(edition, rule, name), str if name == "every" else as_clock_time)
            for name, value in said.items()
            if value is not None
        }
        if rule.due is not None and rule.due.within is not None:
            place = Place.of(edition, rule.due, "within", rule.subject)
            readers["within"] = value_reader(rule.due.within.form, place, as_span)
        self.grid = Grid(rule, edition, readers, edition.convention(rule.counting))
        enough = Literal(1 if rule.covers is None else len(rule.covers.all))
        wanted = enough if rule.at_least is None else rule.at_least.form
        place = Place.of(edition, rule, "at_least")
        self.wanted = value_reader(wanted, place, _count)
        self._tells_count = rule.covers is None and is_shown(wanted, place)
        self.label = edition.label(rule)
        self.since: ValueReader | None = None
        if rule.since is not None:
            self.since = value_reader(rule.since.form, Place.of(edition, rule, "since"), lambda raw: raw)

    # laying out

    def awaited(self, _verdict: Verdict, /) -> Awaited:
        """The act of the slot."""
        return self.rule.act.named()

    def judge(self, scene: Scene) -> Judged:
        """The verdicts, one for each slot that has begun; with `each` one for each slot and member."""
        force, until = in_force(self.rule, self.edition)
        stretches = served(scene, self.rule, self.since, force)
        if isinstance(stretches, Missing):
            return (self._unknown(scene, stretches),)
        verdicts: list[Verdict] = []
        following: int | None = None
        for stretch in stretches:
            unit = self._unit(scene, stretch.since)
            if isinstance(unit, Missing):
                return (self._unknown(scene, unit),)
            slots, begins = self._slots(scene, stretch, until, unit)
            following = begins if following is None else min(following, begins or following)
            verdicts.extend(self._of_slots(scene, slots, stretch))
        if not verdicts:
            waiting = blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of(self._idle))
            return (changed(waiting, next_us=following),)
        if following is not None:  # time alone begins the next slot
            last = verdicts[-1]
            coming = following if last.next_us is None else min(following, last.next_us)
            verdicts[-1] = changed(last, next_us=coming)
        return tuple(verdicts)

    @property
    def _idle(self) -> str:
        """Why nothing is owed: no slot has begun, or nothing was ever done in any matter."""
        return "no_slot_yet" if self.rule.splits_by is None else "not_triggered"

    def _unit(self, scene: Scene, at: int) -> PeriodUnit | Missing | None:
        if self.rule.every is None:
            return None
        read = self.grid.unit(scene, at)
        return read.missing if read.missing is not None else as_unit(read.value)

    def _unknown(self, scene: Scene, missing: Missing) -> Verdict:
        code, fact = why_missing(missing.name)
        verdict = blank_verdict(self.rule, scene, Status.UNKNOWN, Reason.of(code, fact=fact))
        return changed(verdict, doubts=(fact,))

    def _slots(
        self, scene: Scene, stretch: Stretch, until: int, unit: PeriodUnit | None
    ) -> tuple[list[Slot], int | None]:
        """The slots that have begun, the one before the first in front of them, and when the next one begins."""
        zone = self.grid.zone(scene)
        last = date_of(min(scene.as_of, until, stretch.until), zone).toordinal() + self.grid.moved_back
        found: list[Slot] = []
        coming: int | None = None
        for slot in self.grid.slots(scene, stretch.since, date_of(stretch.since, zone), unit):
            begun, partial = max(slot.start, stretch.since), self._partial(slot, until)
            over = begun >= min(until, stretch.until)
            if over or (begun > scene.as_of and self._begins(slot, stretch)):
                if not (over or partial):
                    coming = begun if coming is None else min(coming, begun)
                if slot.period.first.toordinal() > last:  # none that comes is moved to a day before this one
                    break
            elif not partial:
                found.append(slot)
        return found, coming

    def _partial(self, slot: Slot, until: int) -> bool:
        """Whether a slot ends, and falls due, only after the rule is no longer in force."""
        return self.rule.partial == "skip" and slot.due > until and slot.end > until

    def _begins(self, slot: Slot, stretch: Stretch) -> bool:
        """Whether the duty covers the beginning of a slot, as far as it must."""
        if self.rule.partial == "skip" and slot.whole < stretch.since:
            return False
        return slot.end > stretch.since and slot.due > stretch.since

    # judging

    def _of_slots(self, scene: Scene, slots: list[Slot], stretch: Stretch) -> Iterator[Verdict]:
        places = [place for place, slot in enumerate(slots) if self._begins(slot, stretch)]
        if not places:
            return
        outer = scene.matter
        try:
            ledger = Ledger(self.rule, self.act, scene, slots, places, self.grid.zone(scene))
            for owed in self._owed(scene, places, stretch, ledger):
                yield self._apart(scene, owed)
        finally:
            scene.matter = outer

    def _owed(self, scene: Scene, places: list[int], stretch: Stretch, ledger: Ledger) -> Iterator[_Owed]:
        for matter, begun in ledger.matters():
            scene.matter = None if matter is None or self.rule.splits_by is None else (self.rule.splits_by, matter)
            prefix = "" if matter is None else f"{matter}/"
            for place in places:
                slot = ledger.slots[place]
                if place < begun or self._settled(scene, slot):
                    continue
                started, ended = max(slot.start, stretch.since), slot.due > stretch.until
                members = self._members(scene, slot)
                if isinstance(members, Missing):
                    acts = ledger.acts(place, matter, None)
                    yield _Owed(acts, prefix + slot.code, started, ended, members)
                    continue
                for member in members:
                    key = prefix + ("" if member is None else f"{member}/") + slot.code
                    yield _Owed(ledger.acts(place, matter, member), key, started, ended)

    def _settled(self, scene: Scene, slot: Slot) -> bool:
        """Whether nothing that comes changes a slot that is over, and it was told: by now no act would be in time."""
        rule, before = self.rule, None if scene.walk is None else scene.walk.settled
        if before is None or rule.splits_by is not None or rule.since is not None:
            return False  # a matter that begins, or service that is recorded, may still bring slots of the past
        if self.applies is not None and self.edition.facts:
            return False  # what is computed may come out otherwise once more is known
        return slot.latest is not None and max(slot.due, slot.latest) < before

    def _members(self, scene: Scene, slot: Slot) -> tuple[str | None, ...] | Missing:
        """Those who owe it; the subject itself where nobody is named, and where nobody owes it."""
        if self.rule.each is None or slot.skipped:
            return (None,)
        return members_at(scene, self.rule.each.field, slot.due - 1)

    def _apart(self, scene: Scene, owed: _Owed) -> Verdict:
        (verdict,) = by_itself(
            self.rule,
            scene,
            lambda: (self._slot(scene, owed),),
            lambda reason: self._say(scene, owed, Status.UNKNOWN, reason),
        )
        return verdict

    def _slot(self, scene: Scene, owed: _Owed) -> Verdict:
        slot = owed.acts.slot
        if self.applies is not None and not scene.settle(self.applies(scene, None, owed.started, None)):
            return self._say(scene, owed, Status.NOT_APPLICABLE, Reason.of("not_applicable"))
        if slot.skipped:
            code = "no_working_day" if slot.closed else "holiday"
            return self._say(scene, owed, Status.NOT_APPLICABLE, Reason.of(code, slot=slot.code))
        if owed.ended:
            return self._say(scene, owed, Status.NOT_APPLICABLE, Reason.of("ended"))
        wanted = self.wanted.read(scene, None, owed.started)
        missing = slot.missing or wanted.missing or (None if slot.sure else owed.missing)
        if missing is not None:
            return self._missing(scene, owed, missing)
        count = wanted.value if isinstance(wanted.value, int) else 1
        if not slot.sure:
            return self._unpublished(scene, owed, count, wanted)
        found = owed.acts.served(scene, count)
        in_time = found.stop is not None and found.stop.at <= slot.due
        if owed.missing is not None and not in_time:  # whoever they are: none of them did more than all together
            found = attrs.evolve(owed.acts, member=ANYBODY).served(scene, count)
            if found.stop is not None and found.stop.at <= slot.due:
                return self._missing(scene, owed, owed.missing)
        if in_time:
            return self._say(scene, owed, Status.MET, self._reason("in_time", slot, count, found), found, wanted)
        if self._excused(scene, owed, slot.due, slot.due):
            return self._free(scene, owed)
        if found.stop is not None:
            return self._say(scene, owed, Status.BREACHED, self._reason("too_late", slot, count, found), found, wanted)
        if scene.as_of <= slot.due:
            reason = self._reason("not_yet_due", slot, count, found)
            return self._say(scene, owed, Status.PENDING, reason, found, wanted)
        return self._say(
            scene,
            owed,
            Status.BREACHED,
            self._reason("not_done", slot, count, found),
            found,
            wanted,
            self._late(scene, owed.acts),
        )

    def _excused(self, scene: Scene, owed: _Owed, due: int, granted_by: int) -> bool:
        """Whether the time of a slot, up to its due instant or the end of what is reported, lies in what excuses."""
        if self.excuse is None:
            return False
        slot = owed.acts.slot
        clock = None if self.rule.clock is None else scene.clock(self.rule.clock, owed.started)
        begins = owed.started if slot.opens is None else max(owed.started, slot.opens)
        known = None if isinstance(clock, Missing) else clock
        ends = due if self.rule.due is None else min(slot.end, due)  # a report is about the period, and due after it
        return self.excuse.covers(scene, begins, ends, granted_by, known)

    def _free(self, scene: Scene, owed: _Owed) -> Verdict:
        """Nothing is owed; while it may still be done in time, it may still be met."""
        verdict = self._say(scene, owed, Status.NOT_APPLICABLE, Reason.of("excused", slot=owed.acts.slot.code))
        return verdict if scene.as_of > owed.acts.slot.due else changed(verdict, final=False)

    def _late(self, scene: Scene, acts: Acts) -> str:
        """Whether it may still be done: by an act that names its slot, or a report before the next period has ended."""
        if self.rule.slot is not None:
            return "open"
        reports = self.rule.due is not None and self.rule.due.reports
        return "open" if reports and acts.ledger.is_last(acts.place, scene.as_of) else ""

    def _reason(self, code: str, slot: Slot, wanted: int, found: Served) -> Reason:
        if wanted > 1 and self._tells_count:
            done = len(found.counted)
            return Reason.of(_COUNTED[code], slot=slot.code, step=self.kinds, wanted=wanted, done=done)
        return Reason.of(code, slot=slot.code, step=self.kinds)

    def _missing(self, scene: Scene, owed: _Owed, missing: Missing) -> Verdict:
        code, fact = why_missing(missing.name)
        verdict = self._say(scene, owed, Status.UNKNOWN, Reason.of(code, fact=fact))
        return changed(verdict, doubts=(fact,))

    def _unpublished(self, scene: Scene, owed: _Owed, count: int, wanted: Read) -> Verdict:
        """Holidays that nobody knows yet: what is settled whatever they will be, is settled."""
        acts, slot = owed.acts, owed.acts.slot
        before = acts.ledger.slots[acts.place - 1] if acts.place else None
        one_each = self.rule.distinct is None and self.rule.covers is None
        sure = acts.surely(before, count)
        if not slot.doubtful and one_each and len(sure) >= count:
            found = Served(sure[count - 1].event, tuple(act.event for act in sure[:count]))
            return self._say(scene, owed, Status.MET, self._reason("in_time", slot, count, found), found, wanted)
        latest = slot.end if slot.latest is None else slot.latest
        if self._excused(scene, owed, latest, slot.earliest):
            return self._free(scene, owed)
        if scene.as_of <= slot.earliest:
            found = Served(None, tuple(act.event for act in sure[:count]))
            reason = self._reason("not_yet_due", slot, count, found)
            return self._say(scene, owed, Status.PENDING, reason, found, wanted)
        over = slot.latest is not None and scene.as_of > slot.latest and not slot.doubtful
        over = over and not self._excused(scene, owed, slot.earliest, latest)  # perhaps it is
        if over and len(acts.possibly(before, count)) < (count if self.rule.covers is None else 1):
            found = Served(None, ())
            reason = self._reason("not_done", slot, count, found)
            return self._say(scene, owed, Status.BREACHED, reason, found, wanted, self._late(scene, owed.acts))
        reason = Reason.of("calendar_not_published", calendar=slot.unpublished)
        verdict = self._say(scene, owed, Status.UNKNOWN, reason, None, wanted)
        return changed(verdict, doubts=(slot.unpublished,), next_us=self._settles(scene, slot))

    @staticmethod
    def _settles(scene: Scene, slot: Slot) -> int | None:
        """When time alone may settle an unknown due instant: once the last possible one has passed."""
        return slot.latest + 1 if slot.latest is not None and scene.as_of <= slot.latest else None

    def _say(
        self,
        scene: Scene,
        owed: _Owed,
        status: Status,
        reason: Reason,
        found: Served | None = None,
        wanted: Read | None = None,
        state: str = "",
    ) -> Verdict:
        rule, slot = self.rule, owed.acts.slot
        stop = found.stop if found is not None else None
        counted = found.counted if found is not None else ()
        known = slot.sure and status is not Status.NOT_APPLICABLE
        values = () if wanted is None or rule.at_least is None else (wanted.applied("at_least"),)
        return new_verdict(
            rule=rule.id,
            kind="periodic",
            clause=rule.clause,
            subject=scene.facts.id,
            occurrence=owed.key,
            status=status,
            reason=reason,
            state=(state,) if state else (),
            level=rule.level,
            gravity=rule.gravity,
            duty=rule.duty,
            credit=tuple(dict.fromkeys(name for event in counted for name in people(event))) if stop else (),
            owner=owed.acts.member,
            started_us=owed.started,
            due_us=slot.due if known else None,
            due_latest_us=slot.due_latest if known else None,
            stopped_us=stop.at if stop is not None else None,
            margin=self._margin(scene, slot, stop.at, owed.started) if stop is not None and known else None,
            facts=tuple(FactRef(event.number, "act") for event in counted),
            values=(*slot.values, *values) if known else values,
            arithmetic=(*hours_of(scene, self.rule.clock, owed.started), *_moved(slot)) if known else (),
            why_not=tuple(WhyNot("too_early", event.number) for event in found.early) if found is not None else (),
            next_us=slot.earliest + 1 if status is Status.PENDING else None,
            final=status is not Status.PENDING and status is not Status.UNKNOWN and not state,
            label=self.label,
        )

    def _margin(self, scene: Scene, slot: Slot, stopped: int, started: int) -> Margin:
        """Time to spare, or over; working time only on a calendar that is named and known."""
        clock = scene.clock(self.rule.clock, started)
        if self.rule.clock is None or isinstance(clock, Missing):
            return Margin(slot.due - stopped)
        try:
            return Margin(slot.due - stopped, clock.elapsed_us(stopped, slot.due))
        except CalendarNotPublished:
            return Margin(slot.due - stopped)


def _moved(slot: Slot) -> tuple[Step, ...]:
    """What moved the due date: a holiday that the rule looks at, or a day of rest that gave way."""
    moved = () if slot.moved_from is None else (Step("moved_off_holiday", slot.moved_from),)
    return (*moved, *slot.steps)


def evaluator(rule: Periodic, edition: Edition) -> PeriodicEvaluator:
    """A rule, compiled for one edition of the policy."""
    return PeriodicEvaluator(rule, edition)
