"""Days that did not count towards a due time, by their names."""

from __future__ import annotations

from datetime import datetime

import pytest

import servicepolicy as sp
from servicepolicy.reporting.explained import with_skipped_days

OFFICE = """\
servicepolicy: 1
policy: office
timezone: Europe/Warsaw
calendars: {{office: {{timezone: Europe/Warsaw, hours: {{mon-fri: ["09:00-17:00"]}}, {days}}}}}
rules:
- id: answered
  kind: deadline
  clause: O-1
  start: received
  stop: replied
  within: {within}
  clock: office
  on_reopen: new_cycle
"""


@pytest.mark.parametrize(
    ("days", "within", "told"),
    [
        ("holidays: PL", "2 working days", "days that did not count: Tue 6 Jan 2026 (holiday: Epiphany)"),
        ("holidays: GB-ENG", "3 working days", None),
        ("closed: [2026-01-06]", "8 working hours", "days that did not count: Tue 6 Jan 2026 (closed)"),
        (
            "holidays: PL",
            "5 working days",
            "days that did not count: Tue 6 Jan 2026 (holiday: Epiphany), Sat 10 Jan 2026, Sun 11 Jan 2026",
        ),
        ("holidays: PL", "2 days", None),
        ("holidays: PL", "90 working days", "and more"),
    ],
)
def test_days_on_which_no_working_time_passed(days: str, within: str, told: str | None) -> None:
    """Holidays by name, other closed days and days of rest are named between start and due; of plain days none is."""
    policy = sp.loads(OFFICE.format(days=days, within=within))
    case = {"id": "C-1", "type": "complaint", "events": [{"event": "received", "at": "2026-01-05T10:00:00+01:00"}]}
    report = policy.evaluate(sp.Case.model_validate(case), as_of=datetime.fromisoformat("2026-02-01T00:00:00+01:00"))
    (verdict,) = report.verdicts
    last = with_skipped_days(verdict, policy).splitlines()[-1].strip()
    assert last.startswith("days that did not count") == (told is not None)
    assert told is None or last.startswith(told) or last.endswith(told)


def test_the_round_after_a_reopening_is_told() -> None:
    """In words and in the short reason of a table: of the first round nothing is said."""
    events = [
        {"event": "received", "at": "2026-01-05T10:00:00+01:00"},
        {"event": "replied", "at": "2026-01-05T11:00:00+01:00"},
        {"event": "reopened", "at": "2026-01-08T10:00:00+01:00"},
    ]
    case = sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": events})
    policy = sp.loads(OFFICE.format(days="holidays: PL", within="2 working days"))
    report = policy.evaluate(case, as_of=datetime.fromisoformat("2026-02-01T00:00:00+01:00"))
    first, second = report.verdicts
    (row, again) = (row["why"] for row in report.as_rows().rows)
    assert "reopening" not in first.explain()
    assert "this is the round after the reopening of Thu 8 Jan 2026 10:00" in second.explain()
    assert (row, str(again).endswith("after the reopening of Thu 8 Jan 2026 10:00")) == (None, True)
