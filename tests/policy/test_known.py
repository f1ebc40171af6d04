"""What was known when: values and calendars that are published later than the moment of knowledge do not exist."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import LONDON, case, event, instant

BLANKS = {"limit": {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}}}
RULE = {
    "id": "r",
    "kind": "deadline",
    "clause": "X-1",
    "start": "received",
    "stop": "resolved",
    "within": {"blank": "limit"},
}
VALUES = [
    {"value": "8 hours", "until": "2025-03-01"},
    {"value": "4 hours", "from": "2025-03-01", "published": "2025-02-20T09:00:00+00:00"},
]


def policy(**more: Any) -> sp.Policy:
    """A policy whose second value was published on 20 February."""
    return sp.Policy(policy="p", timezone="Europe/London", rules=[RULE], blanks=BLANKS, fill={"limit": VALUES}, **more)


def test_a_value_counts_once_it_is_published() -> None:
    """Known in March, the value that was published in February counts."""
    opened = case(event("received", "2025-03-03T09:00", recorded_at="2025-03-03T09:00:00+00:00"))
    late = policy().evaluate(opened, as_of=instant("2025-03-03T10:00"), known_at=instant("2025-03-03T10:00"))["r"]
    assert late.verdicts[0].due == instant("2025-03-03T13:00")


def test_knowing_only_earlier_leaves_a_gap() -> None:
    """At a moment of knowledge before the publication, a case of March has no value: unknown, never carried forward."""
    ahead = case(event("received", "2025-02-01T09:00"), opened_at="2025-03-03T09:00:00+00:00")
    found = policy().evaluate(ahead, as_of=instant("2025-03-03T10:00"), known_at=instant("2025-02-01T10:00"))["r"]
    assert (found.status, found.verdicts[0].doubts) == (sp.Status.UNKNOWN, ("value limit",))


def test_a_calendar_version_published_later_does_not_exist() -> None:
    """Shorter hours that were announced later do not move what was due as known before."""
    hours = {
        **LONDON,
        "versions": [
            {"from": "2025-03-03", "hours": {"mon-fri": ["12:00-17:00"]}, "published": "2025-02-20T09:00:00Z"}
        ],
    }
    rule = {**RULE, "within": "90 working hours", "clock": "office"}
    asked = sp.Policy(policy="p", timezone="Europe/London", calendars={"office": hours}, rules=[rule])
    opened = case(event("received", "2025-02-14T16:00"))
    due = [
        asked.evaluate(opened, as_of=instant("2025-02-14T16:30"), known_at=moment)["r"].verdicts[0].due
        for moment in (instant("2025-02-15T00:00"), None)
    ]
    assert due == [instant("2025-03-04T10:00"), instant("2025-03-04T16:00")]


def test_a_moment_of_publication_needs_an_offset() -> None:
    """`published` is a time with an offset; anything else is refused with its place."""
    values = [{"value": "8 hours", "published": "2025-02-20"}]
    with pytest.raises(sp.PolicyError) as refused:
        sp.Policy(policy="p", timezone="Europe/London", rules=[RULE], blanks=BLANKS, fill={"limit": values})
    assert [problem.code for problem in refused.value.problems] == ["not-a-time"]
