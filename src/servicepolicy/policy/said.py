"""What the constructor of a policy takes beside its sections, for editors and type checkers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict

from servicepolicy.language.bound.fillings import Fill
from servicepolicy.language.said import CountingSaid, PartSaid, PeriodSaid, TextsSaid
from servicepolicy.language.service_level import SLA
from servicepolicy.worktime.calendar import WorkCalendar

__all__ = ["CalendarSaid", "MoreSaid"]

CalendarSaid: TypeAlias = WorkCalendar | Mapping[str, object]
"""A working calendar, as such or as in a document."""


class MoreSaid(TypedDict, total=False):
    """What a document may say of itself, and its lesser sections; see `PolicyDocument`."""

    servicepolicy: Literal[1, "1"]
    title: PartSaid
    source: str
    in_force: PeriodSaid
    published: str
    version: str
    issued: str
    approved: Sequence[PartSaid]
    chapters: Mapping[str, PartSaid]
    layers: Literal["open", "tighten_only", "closed"]
    pin: Literal["opened", "cycle", "latest"]
    counting: CountingSaid
    open_acts: TextsSaid
    source_note: PartSaid
    currency: str
    amounts: Mapping[str, str]
    clocks: Mapping[str, str]
    clauses: Mapping[str, str | PartSaid]
    vocabulary: Mapping[str, PartSaid]
    values: Mapping[str, Fill | object]
    slas: Iterable[SLA | Mapping[str, object]]
