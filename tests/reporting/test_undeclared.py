"""Roles and codes of a log that the policy does not know: told in the report, and never breached for that."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.reporting import check_parts
from servicepolicy.reporting.checked import check
from servicepolicy.reporting.formats.text import checked_text
from servicepolicy.reporting.sections import sections

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


@pytest.mark.parametrize(
    ("made", "help"),
    [
        ({"G1": "advisor", "G2": "manager"}, "the mapping itself says so: correct `advisor` in the `map` of `role`"),
        ({"G2": "manager"}, "say what it means in the `map` of `role`, beside what stands there"),
    ],
)
def test_a_map_that_is_there_is_kept(made: dict[str, str], help: str) -> None:
    """Where a mapping has a `map` of roles, nobody is told to write another in its place."""
    row = {"case": "C-1", "what": "Opened", "time": "2026-01-05T09:00Z", "who": "ann", "Grade": "G2"}
    rows = [row, {**row, "what": "Answered", "Grade": "G1" if "G1" in made else "advisor"}]
    mapped = {**MAPPING, "actor": {"id": "who", "role": {"column": "Grade", "map": made, "else": "keep"}}}
    checked = check(sp.loads(json.dumps(POLICY)), read_log(rows, mapped), as_of=datetime(2026, 2, 1, tzinfo=UTC))
    (note,) = [note for note in checked.notes if note.code == "unknown-role"]
    assert help in note.help
    assert "{column:" not in note.help


def test_texts_that_a_map_lacks_are_named() -> None:
    """Codes of a closed list as they stand, with their counts; of what may be personal only how it is written."""
    row = {"case": "C-1", "what": "Opened", "time": "2026-01-05T09:00Z", "who": "ann", "Grade": "adviser"}
    rows = [{**row, "case": f"C-{n}", "How": how, "Whom": "Ann Lee 7"} for n, how in enumerate(("Fax", "Fax", "Telex"))]
    mapped = {
        **MAPPING,
        "header": {"channel": {"column": "How", "map": {"Phone": "telephone"}}},
        "events": {"Opened": {"event": "received", "fields": {"x.whom": {"column": "Whom", "map": {"a": "b"}}}}},
    }
    checked = check(sp.loads(json.dumps(POLICY)), read_log(rows, mapped), as_of=datetime(2026, 2, 1, tzinfo=UTC))
    assert checked.counts.plain()["unlisted_texts"] == {"How": {"Fax": 2, "Telex": 1}, "Whom": {"Aaa Aaa 9": 3}}
    read = next(one for one in sections(checked, "en") if one.id == "read")
    assert ("`Fax` in the column `How`, whose `map` does not list it", 2) in read.rows
    assert "`How: Fax` 2" in checked_text(checked, "en")
    assert "Lee" not in str(checked.plain()) + repr(checked.counts) + checked_text(checked, "en")


@pytest.mark.parametrize("crowd", [1, 30])
def test_a_role_that_the_policy_lacks_is_told_with_what_was_meant(crowd: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """`advisor` is no role here: unknown and not breached, with a note that says what to write; on columns, too."""
    grades = [*(["advisor"] * 12), *(["adviser"] * 3), "Team Leader"]
    rows = [
        {"case": f"C-{case:02}", "what": what, "time": f"2026-01-0{day}T09:00Z", "who": "ann", "Grade": grade}
        for case, grade in enumerate(grades)
        for day, what in ((5, "Opened"), (6, "Answered"))
    ]
    monkeypatch.setattr(check_parts, "TOGETHER", 4)
    monkeypatch.setattr(check_parts, "LARGE", 1 if crowd > 1 else 20)
    monkeypatch.setattr(check_parts, "CROWD", crowd)
    checked = check(sp.loads(json.dumps(POLICY)), read_log(rows, MAPPING), as_of=datetime(2026, 2, 1, tzinfo=UTC))
    (tally,) = checked.summary.rules
    assert (tally.count.met, tally.count.breached, tally.count.unknown) == (3, 0, 13)
    (note,) = [note for note in checked.notes if note.code == "unknown-role"]
    assert (note.where.path, note.help.startswith("did you mean `adviser`?")) == ("C-00", True)
    assert "role: {column: Grade, map: {advisor: adviser}, else: keep}" in note.help
    assert "12 verdicts hang" in note.message
