"""One generated question to a policy: rules, a subject and an instant, as plain data and as what the engine takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

import attrs

from servicepolicy.models.context import Context
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.policy.policy import Policy
from servicepolicy.results.report import Report

__all__ = ["YEAR_END", "ZONES", "Example", "Plain", "calendars"]

Plain = dict[str, Any]  # JSON, whose shape is what is generated

# Where each zone's examples begin: a Friday. London puts its clocks forward on the Sunday after.
ZONES = {"Asia/Shanghai": "2026-01-09T08:00", "Europe/London": "2026-03-27T08:00"}

# Where examples begin that reach from a year whose holidays are published into one whose are not: a Wednesday.
YEAR_END = "2026-12-30T08:00"


@attrs.frozen
class Example:
    """One generated question, all of it plain data, so that a second engine can be asked the same.

    Attributes:
        rules: The rules, as written in a document.
        subject: The case or other subject, as JSON.
        as_of: The instant that is judged.
        known_at: What was recorded by then counts; `None` = everything.
        zone: The policy's zone.
        roles: The roles, as written in a document.
        context: The context as JSON, or `None`.
        facts: The computed facts by name, as written in a document.
        more_calendars: Calendars besides those of the zone, by name, as written in a document.
        fill: The dated values of each blank that the rules name, all of them spans.
        pin: The policy's pin.
    """

    rules: list[Plain]
    subject: Plain
    as_of: datetime
    known_at: datetime | None
    zone: str
    roles: Plain = attrs.field(factory=dict[str, Any])
    context: Plain | None = None
    facts: Plain = attrs.field(factory=dict[str, Any])
    more_calendars: Plain = attrs.field(factory=dict[str, Any])
    fill: Plain = attrs.field(factory=dict[str, Any])
    pin: Literal["opened", "cycle", "latest"] = "opened"

    @property
    def calendars(self) -> Plain:
        """The calendars by name, as written in a document."""
        return {**calendars(self.zone), **self.more_calendars}

    def policy(self) -> Policy:
        """The rules as a policy.

        Raises:
            PolicyError: Never for what the strategies here generate; for rules of your own, what is wrong with them.
        """
        return Policy(
            policy="generated",
            timezone=self.zone,
            calendars=self.calendars,
            roles=self.roles,
            facts=self.facts,
            rules=self.rules,
            blanks={name: {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}} for name in self.fill},
            fill=self.fill or None,
            pin=self.pin,
        )

    def report(self) -> Report:
        """What the engine says about the subject at `as_of`, by what was known at `known_at`."""
        subject = subject_model(self.subject.get("subject", "case")).model_validate(self.subject)
        context = None if self.context is None else Context.model_validate(self.context)
        return self.policy().evaluate(subject, as_of=self.as_of, known_at=self.known_at, context=context)


def calendars(zone: str) -> Plain:
    """An office with lunch and exceptions, a plain one, one that is open overnight, and one that never closes.

    Args:
        zone: One of `ZONES`.

    Returns:
        The calendars by name, as a document writes them.
    """
    friday = ZONES[zone][:10]
    monday = (datetime.fromisoformat(friday) + timedelta(days=3)).date().isoformat()
    saturday = (datetime.fromisoformat(friday) + timedelta(days=1)).date().isoformat()
    return {
        "office": {
            "timezone": zone,
            "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]},
            "closed": [monday],
            "special": {saturday: ["10:00-12:00"]},
        },
        "plain-office": {"timezone": zone, "hours": {"mon-fri": ["09:00-17:00"]}},
        "night": {"timezone": zone, "hours": {"mon-sun": ["22:00-06:00"]}, "closed": [monday]},
        "always": {"timezone": zone, "hours": {"mon-sun": ["00:00-24:00"]}},
    }
