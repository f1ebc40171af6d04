"""Roles and codes of a log that the policy does not know: told in the report, and never breached for that."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.reporting.checked import check

POLICY: dict[str, Any] = {
    "servicepolicy": 1,
    "policy": "desk",
    "title": {"en": "Desk", "zh": "柜台"},
    "timezone": "Europe/London",
    "in_force": {"from": "2026-01-01"},
    "roles": {"adviser": {}, "manager": {"above": ["adviser"]}},
    "rules": [
        {
            "id": "by-adviser",
            "kind": "deadline",
            "clause": "1",
            "title": {"en": "Answered by an adviser", "zh": "答复"},
            "start": "received",
            "stop": {"event": "replied", "who": {"role": "adviser"}},
            "within": "1 day",
        }
    ],
}
MAPPING = {
    "servicepolicy": 1,
    "mapping": "desk",
    "constants": {"type": "complaint"},
    "case": "case",
    "at": "time",
    "event": "what",
    "events": {"Opened": "received", "Answered": "replied"},
    "actor": {"id": "who", "role": "Grade"},
}


def test_a_role_that_the_policy_lacks_is_told_with_what_was_meant() -> None:
    """`advisor` is nobody's role here: unknown and not breached, with a note that says what to write in the mapping."""
    rows = [
        {"case": case, "what": what, "time": f"2026-01-0{day}T09:00Z", "who": "ann", "Grade": grade}
        for case, grade in (("1", "advisor"), ("2", "advisor"), ("3", "adviser"), ("4", "Team Leader"))
        for day, what in ((5, "Opened"), (6, "Answered"))
    ]
    checked = check(sp.loads(json.dumps(POLICY)), read_log(rows, MAPPING), as_of=datetime(2026, 2, 1, tzinfo=UTC))
    (tally,) = checked.summary.rules
    assert (tally.count.met, tally.count.breached, tally.count.unknown) == (1, 0, 3)
    (note,) = [note for note in checked.notes if note.code == "unknown-role"]
    assert (note.where.path, note.help.startswith("did you mean `adviser`?")) == ("1", True)
    assert "role: {column: Grade, map: {advisor: adviser}, else: keep}" in note.help
    assert "2 verdicts hang" in note.message
