"""What has to be done for a running complaint, by whom and by when; and what happened to its clocks overnight.

python examples/what_is_due.py
"""

from __future__ import annotations

from datetime import datetime

import servicepolicy as sp

EVENING = datetime.fromisoformat("2026-01-05T18:00:00+08:00")
NEXT_EVENING = datetime.fromisoformat("2026-01-06T18:00:00+08:00")

policy = sp.load("complaint-handling", fill="example-bank")
case = sp.Complaint.model_validate(
    {
        "id": "C-2",
        "type": "complaint",
        "channel": "letter",
        "events": [{"event": "received", "at": "2026-01-05T16:40:00+08:00", "by": "e17", "role": "intake-specialist"}],
    }
)

for duty in policy.agenda(case, as_of=EVENING):
    overdue = "overdue since" if duty.overdue else "due"
    print(f"{duty.role or 'anyone':20} {' and '.join(duty.act):48} {overdue} {duty.due}   ({', '.join(duty.clause)})")

print()
for notice in policy.notices(case, after=EVENING, until=NEXT_EVENING):
    print(f"{notice.at}  {notice.kind:10} {notice.rule}")
