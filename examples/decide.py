"""Who may do what, asked before it is done.

python examples/decide.py
"""

from __future__ import annotations

from datetime import datetime

import servicepolicy as sp

AT = datetime.fromisoformat("2026-01-07T10:00:00+08:00")

policy = sp.load("complaint-handling", fill="example-bank")
engineer = sp.Agent(id="e31", role="solution-engineer")
analyst = sp.Agent(id="e21", role="analyst")
case = sp.Complaint.model_validate(
    {
        "id": "C-3",
        "type": "complaint",
        "events": [{"event": "received", "at": "2026-01-05T09:00:00+08:00", "by": "e17", "role": "intake-specialist"}],
    }
)

for who, amount in ((engineer, "50000"), (engineer, "50000.01"), (analyst, "800")):
    decision = policy.decide("remedied", by=who, on=case, amount=sp.Money(amount, "CNY"), at=AT)
    print(f"{who.role}, {amount} CNY: {decision.effect} {', '.join(decision.approvers)}")
    print("   ", decision.explain("en"))
    print("   ", decision.explain("zh"))
