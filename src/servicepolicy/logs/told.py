"""What is read of one case, as far as one has come, and what a row of it says by itself."""

from __future__ import annotations

from typing import NamedTuple

import attrs

from servicepolicy.errors import Problem
from servicepolicy.logs.found import Record
from servicepolicy.logs.writer import Writer
from servicepolicy.models.timeline import ALL_EVENTS

__all__ = ["Arisen", "Told"]


@attrs.define
class Told:
    """What is read of one case, as far as one has come."""

    key: str
    events: list[Record] = attrs.field(factory=list[Record])
    lines: dict[str, int] = attrs.field(factory=dict[str, int])
    lost: list[Problem] = attrs.field(factory=list[Problem])
    half_read: list[Problem] = attrs.field(factory=list[Problem])
    unread: set[str] = attrs.field(factory=set[str])
    lost_events: int | None = 0  # at most; `None` = any number
    zones: dict[str, int] = attrs.field(factory=dict[str, int])  # of dates without a time, each with a row
    before: int | None = None  # when the event before happened, in the order of the rows (UTC microseconds)

    def lose(self, most: int | None) -> None:
        """Events of it are lost, so many at most; then nothing of the case is judged."""
        self.unread.add(ALL_EVENTS)
        self.lost_events = None if self.lost_events is None or most is None else self.lost_events + most


class Arisen(NamedTuple):
    """What a row says by itself, whatever stood before it.

    Attributes:
        written: How its events are written, each with its place among those of the row.
        unmapped: The activity that the mapping does not list.
        ignored: Whether the mapping ignores its activity.
        lacking: The column that is empty, and on which hangs what event it is.
    """

    written: tuple[tuple[int, Writer], ...] = ()
    unmapped: str | None = None
    ignored: bool = False
    lacking: str | None = None
