"""Worked periodic duties: a weekly report, kept, late, missed, to come, and in a year whose holidays nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import servicepolicy as sp
from tests.telling.building import OFFICE, at, event

REPORT: dict[str, Any] = {
    "id": "weekly-report",
    "kind": "periodic",
    "subject": "organisation",
    "clause": "L-20",
    "title": {"en": "Weekly report", "zh": "周报"},
    "every": "week",
    "on": "fri",
    "before": "17:00",
    "act": "report_submitted",
    "slot": "slot",
    "duty": "head",
}
TRAINED = {
    **{name: said for name, said in REPORT.items() if name not in ("on", "before", "slot")},
    "id": "trained-twice",
    "title": {"en": "Training twice a month", "zh": "每月培训两次"},
    "every": "month",
    "act": "training_held",
    "at_least": 2,
}
OPENED = "2026-01-05T00:00:00+08:00"


def duty(
    rule: dict[str, Any], occurrence: str, when: str, *events: dict[str, Any], since: str = OPENED
) -> Callable[[str], str]:
    """How the verdict on one period of a duty reads."""

    def told(language: str) -> str:
        said: dict[str, Any] = {
            "policy": "reports",
            "timezone": "Asia/Shanghai",
            "calendars": {"office": OFFICE},
            "rules": [rule],
        }
        policy = sp.Policy(**said, in_force={"from": since[:10]})
        bank = sp.Organisation.model_validate({"id": "bank", "opened_at": since, "events": list(events)})
        moment = datetime.fromisoformat(f"{when}+08:00") if "T" in when else at(when)
        found = policy.evaluate(bank, as_of=moment)[rule["id"]].verdicts
        return next(one for one in found if one.occurrence == occurrence).explain(language)

    return told


def reported(when: str, **said: str) -> dict[str, Any]:
    """A report."""
    return event("report_submitted", when, "e7", "head", **said)


ON_WORKING_DAY = {**REPORT, "on_holiday": "previous", "clock": "office"}
CASES: dict[str, Callable[[str], str]] = {
    "report-in-time": duty(REPORT, "2026-W03", "18 10:00", reported("09 15:00"), reported("16 16:40")),
    "report-late": duty(REPORT, "2026-W03", "18 10:00", reported("09 15:00"), reported("16 17:12", slot="2026-W03")),
    "report-missed": duty(REPORT, "2026-W03", "19 10:00", reported("09 15:00")),
    "report-to-come": duty(REPORT, "2026-W03", "14 10:00", reported("09 15:00")),
    "report-before-a-holiday": duty(
        ON_WORKING_DAY,
        "2026-W18",
        "05-04 10:00",
        reported("05-01 09:00", slot="2026-W18"),
        since="2026-04-27T00:00:00+08:00",
    ),
    "report-in-an-unknown-year": duty(
        ON_WORKING_DAY, "2030-W06", "2030-02-08T12:00", since="2030-02-04T00:00:00+08:00"
    ),
    "too-few-trainings": duty(TRAINED, "2026-02", "03-02 10:00", event("training_held", "02-10 10:00", "e7")),
    "trainings-so-far": duty(TRAINED, "2026-02", "02-20 10:00", event("training_held", "02-10 10:00", "e7")),
}
