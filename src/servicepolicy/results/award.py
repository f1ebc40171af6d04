"""Awards: what somebody has earned or has coming over a period, and what of it is on record, as plain frozen values."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TypeAlias, cast

import attrs

from servicepolicy.language.label import Label
from servicepolicy.language.measure import exactly
from servicepolicy.money import Money
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.verdict import Applied, Reason, Status
from servicepolicy.worktime._instant import from_us, iso

__all__ = ["Award", "AwardLine", "What", "written"]

What: TypeAlias = "str | Money"
"""What is awarded: a code such as `reminder`, several of which one is chosen as `transfer|dismissal`, or an amount."""


@shown_to_pydantic(names={"recorded_us": "recorded_at"})
@attrs.frozen(slots=True, kw_only=True)
class AwardLine:
    """One thing that an award consists of: on what ground, what it brings, and what is on record.

    Attributes:
        code: What came of it: `award_in_order`, `award_late`, `award_missing`, `award_less` ...
        status: Whether that is in order.
        ground: `time` (the n-th time), `score`, `rank`, `met`, `count`, `share`, `promotion`, `record`, `paid_in` ...
        subject: Id of the subject on which the ground lies.
        occurrence: Which event or verdict of it; empty: the subject as such.
        number: The n of the n-th time, the place in the ranking, the count.
        score: The score, as text.
        at_us: When the ground arose.
        entitled: What it brings.
        recorded: What is on record.
        recorded_us: When that was.
        due_us: By when it must be on record.
        to: The pool that an amount goes to.
    """

    code: str
    status: Status
    ground: str
    subject: str
    occurrence: str = ""
    number: int | None = None
    score: str = ""
    at_us: int | None = None
    entitled: What | None = None
    recorded: What | None = None
    recorded_us: int | None = None
    due_us: int | None = None
    to: str | None = None

    def plain(self) -> dict[str, object]:
        """The line as JSON-ready data; times in UTC, nothing that is empty."""
        return plain_of(self)


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True)
class Award:
    """What an incentive says of one subject over one period.

    Attributes:
        rule: Id of the rule.
        clause: The clauses it carries out.
        subject_kind: `agent` or `organisation`.
        subject: Id of the subject, person or unit.
        period: Code of the period, such as `2026-03`.
        status: Met, breached, pending, unknown or not applicable.
        reason: Why.
        entitled: What it brings, item by item; empty where that is not known.
        recorded: What is on record for it.
        least: What it brings at the least, as far as is known.
        most: What it brings at the most.
        lines: What it consists of.
        values: The policy's values used and their origin.
        doubts: The facts that would settle an unknown.
        level: `breach` or `advice`.
        gravity: How heavy a breach weighs.
    """

    rule: str
    clause: tuple[str, ...]
    subject_kind: str
    subject: str
    period: str
    status: Status
    reason: Reason
    entitled: tuple[What, ...] = ()
    recorded: tuple[What, ...] = ()
    least: tuple[What, ...] = ()
    most: tuple[What, ...] = ()
    lines: tuple[AwardLine, ...] = ()
    values: tuple[Applied, ...] = ()
    doubts: tuple[str, ...] = ()
    level: str = "breach"
    gravity: str = "normal"
    kind: str = "incentive"
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def behind(self) -> tuple[tuple[str, str], ...]:
        """The cases behind it: subject and occurrence, each once."""
        return tuple(dict.fromkeys((line.subject, line.occurrence) for line in self.lines))

    def moment(self, us: int | None) -> datetime | None:
        """An instant of a line in the policy's zone."""
        return None if us is None else from_us(us, self.label.zone)

    def explain(self, language: str = "en") -> str:
        """The award in words, in `en` or `zh`, down to the cases behind it."""
        from servicepolicy.telling.awards import explain_award  # words come on demand

        return explain_award(self, language)

    def plain(self) -> dict[str, object]:
        """The award as JSON-ready data; times in UTC, nothing that is empty."""
        return plain_of(self)


def written(what: What | None) -> str:
    """What is awarded, as text: `10.00 CNY`, `reminder`."""
    return "" if what is None else str(what)


_NAMES = {"at_us": "at", "due_us": "due", "recorded_us": "recorded_at"}


def plain_of(value: attrs.AttrsInstance) -> dict[str, object]:
    """A finding, or a part of one, as JSON-ready data: numbers are exact, times in UTC, what is empty is left out."""
    said: dict[str, object] = {}
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if field.name == "label" or held is None or held in ((), ""):
            continue
        name = str(field.name)
        said[_NAMES.get(name, name)] = iso(held) if name.endswith("_us") else _told(held)
    return said


def _told(held: object) -> object:
    match held:
        case Status():
            return held.value
        case Fraction():
            return exactly(held)
        case Reason(code, args):
            return {"code": code, **{key: list(arg) if isinstance(arg, tuple) else arg for key, arg in args}}
        case Applied(name, value, origin):
            return {"name": name, "value": value, "origin": origin}
        case tuple():
            return [_told(item) for item in held]
        case int():
            return held
        case Money() | str():
            return str(held)
        case _:
            return plain_of(cast("attrs.AttrsInstance", held))  # a part of a finding
