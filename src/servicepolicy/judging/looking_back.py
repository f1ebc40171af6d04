"""Which events concern an act that needs something before it, where a timeline holds several matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matters import matter_of, on_record
from servicepolicy.judging.worlds import may_precede
from servicepolicy.language.truth import Leaf
from servicepolicy.models.event import Event

__all__ = ["Acts"]


class Acts:
    """The acts of a subject that need something before them, and the matters that are on record beside them.

    An act waits for nothing: what licenses it came before. One that names no matter is about the one that is on record
    by then and still waits for an act; where several do, that is doubtful.
    """

    __slots__ = ("_acts", "_beside", "_changing", "_evidence", "_later", "_looks", "_numbers", "_per", "_scene")

    def __init__(
        self,
        scene: Scene,
        per: str,
        acts: Sequence[Event],
        evidence: frozenset[str] | None,
        *,
        changing: frozenset[str] = frozenset(),
        later: bool = False,
    ) -> None:
        """Look at what is on record.

        Args:
            scene: Whose events.
            per: The field that tells matters apart.
            acts: All acts, in order.
            evidence: The kinds of events that may license an act, or follow from it, `None` for every kind; of the
                others those that name no matter concern all.
            changing: The kinds of events that license nothing, and change what was licensed.
            later: What comes after an act may still count for it.
        """
        self._scene = scene
        self._per = per
        self._acts = acts
        self._evidence = evidence
        self._changing = changing
        self._later = later
        self._numbers = {one.number for one in acts}
        self._looks = any(map(self._licenses, scene.timeline.events))  # else it makes no difference
        self._beside = on_record(scene, per, self._numbers, evidence)

    def about(self, act: Event) -> str | None:
        """The matter that an act is about; `None`: none that is on record by then waits for one."""
        stated = matter_of(act, self._per)
        if stated is not None or not self._looks:
            return stated
        waiting = [name for name in sorted(self._beside) if self._beside[name].awaits_act(act)]
        for name in waiting[:-1]:
            if self._scene.settle(Leaf(act.number, self._per, f"is {name}")):
                return name
        return waiting[-1] if waiting else None

    def around(self, act: Event, events: Iterable[Event]) -> tuple[Event, ...]:
        """Those of some events that concern the matter of an act.

        What names no matter belongs to the act that comes next. It is doubtful for other acts, and where another matter
        was on record by then that still waits for its act.
        """
        name = self.about(act)
        return tuple(event for event in events if event is act or self._belongs(event, act, name))

    def _licenses(self, event: Event) -> bool:
        return self._evidence is None or event.kind in self._evidence

    def _is_of_one(self, event: Event) -> bool:
        """Whether an event that names no matter is about one of them, and does not concern all."""
        return self._licenses(event) or event.kind in self._changing

    def _belongs(self, event: Event, act: Event, name: str | None) -> bool:
        stated = matter_of(event, self._per)
        if stated is not None:
            return stated == name or (name is None and not self._beside[stated].by(act))
        if event.number in self._numbers and may_precede(event, act):
            meant = self.about(event)
            if meant is not None or name is None or not self._is_of_one(event):
                return meant == name
        if not self._is_of_one(event):
            return True
        if not any(one.waits(event) for other, one in self._beside.items() if other != name):
            following = [one for one in self._acts if one is not event and may_precede(event, one)]
            coming = [one for one in following if one.at == following[0].at]
            if all(self._alike(one, act, name) for one in coming) and (coming or self._came_after_others(event, act)):
                return True
        doubtful = self._later or may_precede(event, act)
        return doubtful and self._scene.settle(Leaf(event.number, self._per, f"is {name or 'none'}"))

    def _alike(self, one: Event, act: Event, name: str | None) -> bool:
        """Whether an act is about the same matter as another."""
        return one is act or self.about(one) == name

    def _came_after_others(self, event: Event, act: Event) -> bool:
        """Whether by an event, after which no act comes, nothing but the matter of an act had been acted upon."""
        name = self.about(act)
        return all(one.at > event.at or self._alike(one, act, name) for one in self._acts)
