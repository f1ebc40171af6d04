"""Who is excused: spans that events grant, such as an approved leave, and the periods that lie wholly in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.matching import Matcher
from servicepolicy.language.truth import Leaf, Truth, all_of

if TYPE_CHECKING:
    from servicepolicy.judging.case_view import Scene
    from servicepolicy.judging.readers import Place
    from servicepolicy.kinds.periodic.rule import Excused
    from servicepolicy.models.event import Event
    from servicepolicy.worktime import WorkClock

__all__ = ["Excuse"]

_EVER = 1 << 62


@attrs.frozen(slots=True)
class _Span:
    """What one event grants, half open, in UTC microseconds; as far as it may reach where it does not say."""

    since: int
    until: int
    truth: Truth


class Excuse:
    """What excuses, compiled.

    Args:
        said: What the rule says.
        place: Where its selector stands.
    """

    def __init__(self, said: Excused, place: Place) -> None:
        self.said = said
        self.matcher = Matcher(said.by, place)

    def covers(self, scene: Scene, begins: int, ends: int, granted_by: int, clock: WorkClock | None) -> bool:
        """Whether all the working time from one instant to another is granted; without any, all the time.

        Args:
            scene: The subject.
            begins: The first instant.
            ends: The first one after it.
            granted_by: The last instant at which it may have been granted.
            clock: Whose working time; `None`: all the time counts.
        """
        spans = [span for span in self._spans(scene, granted_by) if span.since < ends and span.until > begins]
        granted = [span for span in spans if span.truth is True]
        if self._all(scene, granted, begins, ends, clock):
            return True
        if len(granted) == len(spans) or not self._all(scene, spans, begins, ends, clock):
            return False
        for span in spans:
            if span.truth is not True and scene.settle(span.truth):
                granted.append(span)
                if self._all(scene, granted, begins, ends, clock):
                    return True
        return False

    def _spans(self, scene: Scene, granted_by: int) -> list[_Span]:
        found: list[_Span] = []
        for event in self.matcher.candidates(scene):
            if event.at > granted_by:
                continue
            truth = self.matcher.truth(scene, event)
            if truth is False:
                continue
            since, until = self._read(scene, event, self.said.since), self._read(scene, event, self.said.until)
            unsaid = [
                Leaf(event.number, name, "covers the period")
                for name, read in ((self.said.since, since), (self.said.until, until))
                if read is None
            ]
            found.append(
                _Span(-_EVER if since is None else since, _EVER if until is None else until, all_of([truth, *unsaid]))
            )
        return found

    def _read(self, scene: Scene, event: Event, name: str) -> int | None:
        """An instant that the event says, or another one of the same key that came no later, the last of them."""
        said = event.fields.get(name)
        key = None if self.said.per is None else event.fields.get(self.said.per)
        if said is None and self.said.per is not None and key is not None:
            for other in scene.timeline.events:
                if other.at <= event.at and other.fields.get(self.said.per) == key and name in other.fields:
                    said = other.fields[name]
        return said if isinstance(said, int) and not isinstance(said, bool) else None

    def _all(self, scene: Scene, spans: list[_Span], begins: int, ends: int, clock: WorkClock | None) -> bool:
        """Whether no working time lies between what is granted."""
        gaps: list[tuple[int, int]] = []
        reached = begins
        for span in sorted(spans, key=lambda span: span.since):
            if span.since > reached:
                gaps.append((reached, min(span.since, ends)))
            reached = max(reached, span.until)
        if reached < ends:
            gaps.append((reached, ends))
        if not gaps or not spans:
            return not gaps
        if clock is None:
            return False
        try:
            return clock.elapsed_us(begins, ends) > 0 and not any(clock.elapsed_us(*gap) for gap in gaps)
        except CalendarNotPublished as missing:
            name = f"calendar {missing.calendar} {missing.year}"
            return scene.settle(Leaf(0, name, "leaves no working time between"))
