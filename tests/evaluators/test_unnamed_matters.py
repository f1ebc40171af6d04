"""Rules that split by matter, while no event has named one: what they say is not final."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluators.building import case, event, rule, verdicts

DEADLINE = rule(per="matter", cycle="each start")
OWNERSHIP: dict[str, Any] = {
    "id": "asked",
    "kind": "ownership",
    "clause": "X",
    "per": "matter",
    "starts": "received",
    "ends": "resolved",
}
SEQUENCE: dict[str, Any] = {
    "id": "looked-first",
    "kind": "sequence",
    "clause": "X",
    "per": "matter",
    "preceded": {"every": "resolved", "by": "received"},
}
REQUIREMENT: dict[str, Any] = {
    "id": "signed",
    "kind": "requirement",
    "clause": "X",
    "per": "matter",
    "at": "resolved",
    "must": {"by": {"present": "true"}},
}
RECEIVED = event("received", "2026-01-05T09:00", by="e1")
RESOLVED = event("resolved", "2026-01-05T10:00", by="e1")


@pytest.mark.parametrize("said", [DEADLINE, OWNERSHIP, SEQUENCE, REQUIREMENT], ids=lambda said: said["id"])
def test_first_event_that_names_a_matter_renames_what_was_said(said: dict[str, Any]) -> None:
    """A verdict without a matter is never final, for it goes by another name once an event names one."""
    one = case(RECEIVED, RESOLVED)
    (now,) = verdicts(said, one, "2026-01-05T11:00")
    assert (now.status.value, now.final) == ("met", False)
    named = event("received", "2026-01-05T12:00", by="e1", matter="a")
    done = event("resolved", "2026-01-05T12:30", by="e1", matter="a")
    then = {verdict.occurrence for verdict in verdicts(said, case(RECEIVED, RESOLVED, named, done), "2026-01-05T13:00")}
    assert then
    assert now.occurrence not in then


@pytest.mark.parametrize("said", [DEADLINE, OWNERSHIP, SEQUENCE, REQUIREMENT], ids=lambda said: said["id"])
def test_what_is_said_of_a_named_matter_is_final(said: dict[str, Any]) -> None:
    """Once done, it stays done under the name of its matter."""
    one = case({**RECEIVED, "matter": "a"}, {**RESOLVED, "matter": "a"})
    (now,) = verdicts(said, one, "2026-01-05T11:00")
    assert (now.status.value, now.final, now.occurrence[:2]) == ("met", True, "a/")
