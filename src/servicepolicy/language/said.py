"""What the constructors of rules take, for editors and type checkers: text, numbers and mappings, or what was read.

A rule says `start="received"` or `start={"event": "received", "where": {"channel": "letter"}}`, and holds a selector.
The types of what is handed in stand here; those of what is held, at the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal, Required, TypeAlias, TypedDict

from servicepolicy.language.condition import Condition
from servicepolicy.language.period import Period
from servicepolicy.language.rule import Part, SubjectKind
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value
from servicepolicy.money import Money
from servicepolicy.worktime.counting import Counting
from servicepolicy.worktime.span import Span

__all__ = [
    "AmountSaid",
    "ClausesSaid",
    "ConditionSaid",
    "CountingSaid",
    "NumberSaid",
    "PartSaid",
    "PartsSaid",
    "PeriodSaid",
    "RuleSaid",
    "SelectorSaid",
    "SpanSaid",
    "StepsSaid",
    "TableSaid",
    "TextsSaid",
    "TimeSaid",
]

Form: TypeAlias = Mapping[str, object] | Value
"""`{blank: name}`, `{choose: [..]}`, `{least: [..]}`, `{greatest: [..]}`, `{field: path}`."""

SelectorSaid: TypeAlias = str | Mapping[str, object] | Selector
"""An event's name, `{event, where, who, nth, on, actors}`, `{any: [..]}` or `{all: [..]}`."""

ConditionSaid: TypeAlias = Mapping[str, object] | Condition
"""Fields and what is asked of each."""

SpanSaid: TypeAlias = str | timedelta | Span | Form
"""`4 working hours`, `3 days`; a `timedelta` is time on any clock: of a day, 24 hours."""

AmountSaid: TypeAlias = str | Money | Form
"""`80000 CNY`."""

NumberSaid: TypeAlias = int | float | Decimal | str | Form
"""A number, or a share such as `95%`."""

TimeSaid: TypeAlias = str | time | date | datetime | Form
"""A time of day, a date or an instant."""

PeriodSaid: TypeAlias = Mapping[str, str | date | datetime] | Period
"""`{from, until}`, of which `until` is excluded; either may be left out."""

ClausesSaid: TypeAlias = str | Sequence[str]
"""One clause of the source, or several."""

TextsSaid: TypeAlias = str | Sequence[str]
"""One, or several."""

CountingSaid: TypeAlias = str | Counting | Mapping[str, object]
"""A convention's name, or the convention itself."""

PartSaid: TypeAlias = Mapping[str, object] | Part
"""A part of a rule, as a mapping or as an object of its class."""


PartsSaid: TypeAlias = PartSaid | Sequence[PartSaid]
"""One part, or several."""

TableSaid: TypeAlias = Sequence[Mapping[str, object]] | Form
"""The lines of a table of bands, or of a ladder."""

StepsSaid: TypeAlias = Sequence[SelectorSaid]
"""Acts in their order; a step may be a mapping with a length of its own."""


class RuleSaid(TypedDict, total=False):
    """What every kind of rule may say; see `servicepolicy.language.rule.Rule`."""

    id: Required[str]
    subject: SubjectKind
    clause: Required[ClausesSaid]
    title: PartSaid | None
    applies: ConditionSaid
    per: str | None
    gravity: Literal["minor", "normal", "serious"]
    in_force: PeriodSaid | None
    duty: str | None
    level: Literal["breach", "advice"]
