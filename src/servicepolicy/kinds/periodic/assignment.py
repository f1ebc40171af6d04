"""Which act serves which slot: the one that it names, else the first unserved one whose time holds it.

A report about a period is due after it (`due: {after: period}`): it names it, or serves the one that ended last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Final

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.kinds.periodic.slots import Slot
from servicepolicy.language.truth import Leaf, Truth, all_of
from servicepolicy.models.event import Event
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod

__all__ = ["ANYBODY", "Act", "Acts", "Ledger", "Served"]

ANYBODY: Final = "?"  # whose acts they are makes no difference
_EVERYBODY: Final = "*"  # the act is not asked whose it is
_NOBODY: Final = ""  # who did it is not recorded
_NAMED_IN: Final = "for_period"  # where a report says of which period it is, unless the rule names another field
_NOWHERE: Final = -1  # the act names something that is no slot of the rule


@attrs.frozen(slots=True)
class Act:
    """An act.

    Attributes:
        event: The event.
        rank: Its place in the order.
        truth: Whether it counts at all.
        named: Place of the slot that it names; `None` where it names none that can be read.
    """

    event: Event
    rank: int
    truth: Truth
    named: int | None


@attrs.frozen(slots=True)
class Served:
    """What became of a slot.

    Attributes:
        stop: The act by which there were enough.
        counted: The acts that counted, in order.
        early: Acts that name it and came before they may.
    """

    stop: Event | None
    counted: tuple[Event, ...]
    early: tuple[Event, ...] = ()


class Ledger:
    """The acts of a subject, each entered where it may count; every act is read once.

    Args:
        rule: The rule.
        matcher: Tells its acts.
        scene: The subject.
        slots: The slots that have begun, in order, those before the first one in front of them.
        owed: The places of those that are owed; the others only bound their time.
        zone: The zone whose dates make up the periods.
    """

    def __init__(
        self, rule: Periodic, matcher: Matcher, scene: Scene, slots: Sequence[Slot], owed: Sequence[int], zone: str
    ) -> None:
        self.rule = rule
        self.slots = slots
        self._zone = zone
        self._edges = sorted({slot.due for slot in slots if not slot.skipped})
        self._sharing: dict[int, list[int]] = {}
        for place in owed:
            if not slots[place].skipped:
                self._sharing.setdefault(slots[place].due, []).append(place)
        self._codes = {slot.code: place for place, slot in enumerate(slots)}
        self._dues = list(accumulate((slot.due for slot in slots), max))  # up to each: the last due instant
        self._fires = [slot.period.first for slot in slots]
        # The periods that have something to report, by their ends: a report is about the one that ended last.
        self._ended = [(slot.end, place) for place, slot in enumerate(slots) if not slot.skipped]
        self._reports = rule.due is not None and rule.due.reports
        self._by_window: dict[tuple[int, str | None, str], list[Act]] = {}
        self._by_slot: dict[tuple[int, str | None, str], list[Act]] = {}
        self._seen: dict[str, None] = {}  # who is named, in order
        self._begun: dict[str, int] = {}
        self._known: dict[str, int] = {}  # when an act first named a matter
        for rank, event in enumerate(matcher.candidates(scene)):
            truth = matcher.truth(scene, event)
            if truth is not False:
                self._enter(event, rank, truth)

    def _enter(self, event: Event, rank: int, truth: Truth) -> None:
        per, field = self.rule.splits_by, self.rule.slot or (_NAMED_IN if self._reports else None)
        matter = None if per is None or per not in event.fields else str(event.fields[per])
        named: int | None = None
        said = event.fields.get(field) if field is not None else None
        if said is not None:
            named = self._named(said)
            if named is None:
                truth = all_of([truth, Leaf(event.number, field or "", "names a slot")])
        if named is None and self._reports:
            named = self._ended_last(event.at)
        act = Act(event, rank, truth, named)
        window = bisect_left(self._edges, event.at)
        edge = self._edges[window] if window < len(self._edges) else None
        if matter is not None:
            self._begin(matter, event.at, named)
        for person in self._people(event):
            self._seen[person] = None
            if named is not None and named != _NOWHERE:
                self._by_slot.setdefault((named, matter, person), []).append(act)
            elif named is None and edge is not None:
                self._by_window.setdefault((edge, matter, person), []).append(act)

    def _ended_last(self, at: int) -> int:
        """The place of the period that ended last at an instant."""
        place = bisect_right(self._ended, (at, len(self.slots))) - 1
        return _NOWHERE if place < 0 else self._ended[place][1]

    def is_last(self, place: int, at: int) -> bool:
        """Whether no later period has ended at an instant: a report that names none is still about this one."""
        return self._ended_last(at) <= place

    def _begin(self, matter: str, at: int, named: int | None) -> None:
        """A matter is owed from the slot that its first act names, or that next falls due then."""
        places = [bisect_left(self._dues, at)]
        if named is not None and named != _NOWHERE:
            places.append(named)
        self._begun[matter] = min(*places, self._begun.get(matter, len(self._dues)))
        self._known[matter] = min(at, self._known.get(matter, at))

    def _named(self, said: object) -> int | None:
        """The place of a slot that an act names; `None` where that cannot be read."""
        period = self._period(said)
        if period is None or not self.slots:
            return None
        if self.rule.rrule is not None:
            return self._firing(period)
        unit = self.slots[0].period.unit
        first = CalendarPeriod.containing(period.first, unit)
        if CalendarPeriod.containing(period.last, unit) != first:
            return None
        return self._codes.get(first.code, _NOWHERE)

    def _firing(self, period: CalendarPeriod) -> int | None:
        """Of a recurrence rule: the date itself or the next one on which it fires, or the only one in a period."""
        place = bisect_left(self._fires, period.first)
        if period.unit == "day":
            return place if place < len(self._fires) else _NOWHERE
        after = bisect_left(self._fires, period.next().first)
        if after == place:
            return _NOWHERE
        return place if after == place + 1 else None

    def _period(self, said: object) -> CalendarPeriod | None:
        match said:
            case bool():
                return None
            case int():
                return CalendarPeriod(date_of(said, self._zone), "day")
            case date():
                return CalendarPeriod(said, "day")
            case _:
                try:
                    return CalendarPeriod.parse(str(said).strip())
                except ValueError:
                    return None

    def _people(self, event: Event) -> tuple[str, ...]:
        """Whose act it is."""
        each = self.rule.each
        if each is None:
            return (_EVERYBODY,)
        said = event.fields.get(each.by or "person")
        if said is None and each.by in (None, "by"):
            said = tuple(actor.id for actor in event.actors if actor.id is not None)
        people = tuple(str(one) for one in said) if isinstance(said, tuple) else () if said is None else (str(said),)
        return tuple(dict.fromkeys(people)) or (_EVERYBODY if each.unnamed == "everybody" else _NOBODY,)

    # asking

    def matters(self) -> Iterator[tuple[str | None, int]]:
        """Each matter, and the place of the first slot that it has; `None` where nothing splits the acts."""
        if self.rule.splits_by is None:
            yield None, 0
        else:
            yield from sorted(self._begun.items())

    def acts(self, place: int, matter: str | None, member: str | None) -> Acts:
        """The acts that may serve a slot."""
        return Acts(self, place, matter, member)

    def sharing(self, place: int) -> list[int]:
        """The slots that fall due together with one, in order, itself included."""
        return self._sharing[self.slots[place].due]

    def serving(self, place: int, edge: int, matter: str | None, member: str | None, wanted: int) -> Iterator[Act]:
        """The acts that may serve a slot: those in the time up to a due instant, and those that name it or its like.

        One that names no matter serves the one that waits for it; where several do, that is doubtful.
        """
        yield from self._entered(place, edge, matter, member)
        if matter is None:
            return
        for act in self._entered(place, edge, None, member):
            waiting = self._waiting(place, member, act, wanted)
            if matter in waiting:
                leaf = Leaf(act.event.number, self.rule.splits_by or "", f"is {matter}")
                yield act if len(waiting) == 1 else attrs.evolve(act, truth=all_of([act.truth, leaf]))

    def _entered(self, place: int, edge: int, matter: str | None, member: str | None) -> Iterator[Act]:
        """Those that name a matter, or none."""
        yield from self._of(self._by_window, edge, matter, member)
        for one in self.sharing(place):
            yield from self._of(self._by_slot, one, matter, member)

    def _waiting(self, place: int, member: str | None, act: Act, wanted: int) -> list[str]:
        """The matters that were known by an act and owe a slot that was not served then in their name."""
        opens, due, at = self.slots[place].opens, self.slots[place].due, act.event.at
        counts_acts = self.rule.distinct is None and self.rule.covers is None
        found: list[str] = []
        for matter, known in self._known.items():
            owing = sum(one >= self._begun[matter] for one in self.sharing(place))
            if known > at or not owing:
                continue
            done = [
                one
                for one in self._entered(place, due, matter, member)
                if one.truth is True and one.event.at <= at and (opens is None or one.event.at >= opens)
            ]
            if not counts_acts or len(done) < wanted * owing:
                found.append(matter)
        return found

    def _of(
        self, entered: Mapping[tuple[int, str | None, str], list[Act]], key: int, matter: str | None, member: str | None
    ) -> Iterator[Act]:
        if member == ANYBODY:
            found = (act for person in self._seen for act in entered.get((key, matter, person), ()))
            yield from {act.rank: act for act in found}.values()
            return
        yield from entered.get((key, matter, _EVERYBODY), ())
        if member is None:
            return
        yield from entered.get((key, matter, member), ())
        by = (self.rule.each.by if self.rule.each is not None else None) or "by"
        for act in entered.get((key, matter, _NOBODY), ()):
            leaf = Leaf(act.event.number, by, f"is {member}")
            yield attrs.evolve(act, truth=all_of([act.truth, leaf]))


@attrs.frozen(slots=True)
class Acts:
    """The acts that may serve one slot, for one matter and member."""

    ledger: Ledger
    place: int
    matter: str | None
    member: str | None

    @property
    def slot(self) -> Slot:
        """The slot."""
        return self.ledger.slots[self.place]

    def all(self, wanted: int) -> list[Act]:
        """All of them in order, those for slots that fall due together with it included."""
        found = self.ledger.serving(self.place, self.slot.due, self.matter, self.member, wanted)
        return sorted(found, key=_rank)

    def served(self, scene: Scene, wanted: int) -> Served:
        """How the slot is served; doubts are handed to `scene.settle`, but only where sure acts do not suffice."""
        acts = self.all(wanted)
        sure = [act for act in acts if act.truth is True and act.event.at <= self.slot.due]
        if len(acts) != len(sure) and len(self.ledger.sharing(self.place)) == 1:
            enough = self._fill(scene, sure, wanted)
            if enough.stop is not None:
                return enough
        return self._fill(scene, acts, wanted)

    def _fill(self, scene: Scene, acts: Iterable[Act], wanted: int) -> Served:
        sharing = self.ledger.sharing(self.place)
        counted: dict[int, list[Event]] = {place: [] for place in sharing}
        values: dict[int, set[object]] = {place: set() for place in sharing}
        early: list[Event] = []
        for act in acts:
            at, opens = act.event.at, self.slot.opens
            if opens is not None and at < opens:
                if act.named == self.place:
                    early.append(act.event)
                continue
            place = act.named
            if place is None:
                place = next((one for one in sharing if len(counted[one]) < wanted), None)
            if place is None or len(counted[place]) >= wanted or not scene.settle(act.truth):
                continue
            counted[place].extend([act.event] * self._adds(scene, act.event, values[place]))
            if len(counted[self.place]) == wanted:
                break
        mine = counted[self.place]
        return Served(mine[-1] if len(mine) == wanted else None, tuple(dict.fromkeys(mine)), tuple(early))

    def _adds(self, scene: Scene, event: Event, values: set[object]) -> int:
        """How much of what is wanted an act adds to those before it."""
        covers = self.ledger.rule.covers
        if covers is None:
            return int(self._is_new(scene, event, values))
        held = event.fields.get(covers.field)
        new: list[str] = []
        for one in covers.all:
            if one in values:
                continue
            unsaid = Leaf(event.number, covers.field, f"has {one}")
            if scene.settle(unsaid if held is None else isinstance(held, tuple) and one in held):
                new.append(one)
        values.update(new)
        return len(new)

    def _is_new(self, scene: Scene, event: Event, values: set[object]) -> bool:
        field = self.ledger.rule.distinct
        if field is None:
            return True
        value = _value(event, field)
        if value is None:
            return scene.settle(Leaf(event.number, field, "is another one"))
        new = value not in values
        values.add(value)
        return new

    # where the due instant is not known

    def surely(self, before: Slot | None, wanted: int) -> list[Act]:
        """The acts that serve the slot in time whatever a list of holidays will say."""
        slot = self.slot
        settled = before is None or before.latest == before.due
        return [
            act
            for act in self.all(wanted)
            if act.truth is True
            and act.event.at <= slot.earliest
            and (slot.opens is None or act.event.at >= slot.opens)
            and (
                act.named == self.place or (act.named is None and settled and len(self.ledger.sharing(self.place)) == 1)
            )
        ]

    def possibly(self, before: Slot | None, wanted: int) -> list[Act]:
        """The acts that may serve it in time."""
        slot, acts = self.slot, self.all(wanted)
        if before is not None and before.due != slot.due:
            earlier = self.ledger.serving(self.place, before.due, self.matter, self.member, wanted)
            acts.extend(act for act in earlier if act.named is None and act.event.at > before.earliest)
        return [act for act in acts if slot.latest is None or act.event.at <= slot.latest]


def _rank(act: Act) -> int:
    return act.rank


def _value(event: Event, field: str) -> object | None:
    if field == "by":
        people = tuple(sorted(actor.id for actor in event.actors if actor.id is not None))
        return people or None
    return event.fields.get(field)
