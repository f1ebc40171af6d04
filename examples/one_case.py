"""One complaint under the shipped policy: what was met, what was breached, and why, in two languages.

python examples/one_case.py
"""

from __future__ import annotations

from datetime import datetime

import servicepolicy as sp

RECORD = {
    "id": "C-1",
    "type": "complaint",
    "channel": "telephone",
    "amount": "80000 CNY",
    "events": [
        {"event": "received", "at": "2026-01-05T09:12:00+08:00", "by": "e17", "role": "intake-specialist"},
        {
            "event": "replied",
            "at": "2026-01-05T10:02:00+08:00",
            "by": "e17",
            "role": "intake-specialist",
            "kind": "human",
            "to": "customer",
            "visibility": "public",
            "substance": "partial",
        },
        {
            "event": "classified",
            "at": "2026-01-05T14:54:00+08:00",
            "by": "e17",
            "role": "intake-specialist",
            "severity": "major",
        },
        {"event": "evidence_collected", "at": "2026-01-07T11:00:00+08:00", "by": "e21", "role": "analyst"},
        {
            "event": "responsibility_determined",
            "at": "2026-01-08T16:00:00+08:00",
            "by": "e21",
            "role": "analyst",
            "bank_at_fault": True,
        },
        {"event": "remedy_set", "at": "2026-01-09T10:00:00+08:00", "by": "e31", "role": "solution-engineer"},
        {
            "event": "approved",
            "at": "2026-01-09T15:00:00+08:00",
            "by": "e90",
            "role": "department-head",
            "action": "remedied",
            "amount": "80000 CNY",
        },
        {
            "event": "remedied",
            "at": "2026-01-09T16:00:00+08:00",
            "by": "e31",
            "role": "solution-engineer",
            "amount": "80000 CNY",
        },
        {"event": "resolved", "at": "2026-01-09T16:30:00+08:00", "by": "e31", "role": "solution-engineer"},
    ],
}

policy = sp.load("complaint-handling", fill="example-bank")
case = sp.Complaint.model_validate(RECORD)
report = policy.evaluate(case, as_of=datetime.fromisoformat("2026-01-09T18:00:00+08:00"))

for verdict in report.breaches:
    print(verdict.explain("en"))
    print(verdict.explain("zh"))
    print()
classified = report["classified-in-time"]
print("classified in time:", classified.status, "due", classified.verdicts[0].due)
print("next change by time alone:", report.next_change)
