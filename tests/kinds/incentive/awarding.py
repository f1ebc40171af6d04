"""Employees, inspections and small policies with incentives, built in a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import servicepolicy as sp
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.results.award import Award

ZONE = "Asia/Shanghai"
Plain = dict[str, Any]


def at(day: str) -> str:
    """Ten in the morning of a date, or the time that is given."""
    return f"{day if 'T' in day else f'{day}T10:00'}:00+08:00"


def event(kind: str, day: str, /, **fields: Any) -> Plain:
    """An event as a host hands it in."""
    return {"event": kind, "at": at(day), **fields}


def agent(name: str, *events: Plain, **header: Any) -> Plain:
    """An employee."""
    return {"subject": "agent", "id": name, **header, "events": list(events)}


def found(name: str, day: str, person: str | None = "e1", what: str | None = "untidy_desk", **more: Any) -> Plain:
    """An inspection that found something at somebody's desk."""
    said = {"what": what, "person": person, **more}
    return {"subject": "inspection", "id": name, "events": [event("found", day, **given(said))]}


def given(said: Plain) -> Plain:
    """What is not nothing."""
    return {key: value for key, value in said.items() if value is not None}


def fined(day: str, amount: str = "10 CNY", **more: Any) -> Plain:
    """A fine on record."""
    return event("sanctioned", day, amount=amount, **more)


def reminded(day: str) -> Plain:
    """A reminder on record."""
    return event("sanctioned", day, sanction="reminder")


def rated(score: str | None, day: str = "2026-01-10") -> Plain:
    """A rating; without a score nobody knows it."""
    return event("rated", day, **given({"score": score}))


def scorecard(**said: Any) -> Plain:
    """The mean rating of each employee in a month, from 0 to 100."""
    rating = {"id": "rating", "measure": {"mean": {"event": "rated", "of": "score"}}, "scale": ["0", "100"]}
    base = {"id": "appraisal", "kind": "scorecard", "subject": "agent", "clause": "X-1", "period": "month"}
    return {**base, "indicators": [rating], **said}


def team_card(target: str = "80") -> Plain:
    """The mean rating of everybody, with a target."""
    measure = {"mean": {"event": "rated", "of": "score", "on": "agent"}}
    rating = {"id": "rating", "measure": measure, "scale": ["0", "100"], "target": {"ge": target}}
    return scorecard(id="team", subject="organisation", indicators=[rating])


def desk(**said: Any) -> Plain:
    """An untidy desk: first a reminder, then 10 CNY each time."""
    base: Plain = {
        "id": "desk",
        "kind": "incentive",
        "clause": "X-2",
        "counts": {"of": "inspection", "event": "found", "where": {"what": "untidy_desk"}, "credit": "person"},
        "ladder": [{"nth": "1", "entitles": "reminder"}, {"from": "2", "each": "10 CNY", "to": "activity-fund"}],
        "recorded": {"event": "sanctioned", "within": "3 days"},
    }
    return {key: value for key, value in {**base, **said}.items() if value is not None}


def policy(*rules: Plain, **more: Any) -> sp.Policy:
    """A policy in Shanghai."""
    return sp.Policy(policy="p", timezone=ZONE, rules=list(rules), **more)


def assess(rules: Iterable[Plain], subjects: Iterable[Plain], as_of: str = "2026-02-20", **more: Any) -> sp.Assessment:
    """What the rules say of January."""
    records = [subject_model(one["subject"]).model_validate(one) for one in subjects]
    period = more.pop("period", "2026-01")
    context = more.pop("context", None)
    moment = datetime.fromisoformat(at(as_of))
    return policy(*rules, **more).assess(records, period, as_of=moment, context=context)


def award(rules: Iterable[Plain] | Plain, subjects: Iterable[Plain], who: str = "e1", **more: Any) -> Award:
    """What the last rule says of one person."""
    listed = [rules] if isinstance(rules, dict) else list(rules)
    awards = assess(listed, subjects, **more)[listed[-1]["id"]]
    return next(one for one in awards if isinstance(one, Award) and one.subject == who)


def outcome(one: Award) -> tuple[str, str, list[str]]:
    """Status, reason and what it brings."""
    return str(one.status), one.reason.code.removeprefix("award_"), [str(what) for what in one.entitled]
