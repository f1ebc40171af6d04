"""One call to the contact centre: what the transcript and the record say about how the customer was served.

python examples/one_call.py
"""

from __future__ import annotations

from datetime import datetime

import servicepolicy as sp

RECORD = {
    "id": "I-1",
    "channel": "telephone",
    "caller_number": "13800000000",
    "call_time_recorded": True,
    "speech_rate": 252,
    "jargon": False,
    "events": [
        {"event": "received", "at": "2026-01-05T09:00:00+08:00"},
        {"event": "answered", "at": "2026-01-05T09:00:12+08:00", "by": "a1", "role": "agent", "rings": 3},
        {"event": "said", "at": "2026-01-05T09:00:15+08:00", "speaker": "agent", "text": "您好，示例银行为您服务"},
        {"event": "said", "at": "2026-01-05T09:00:30+08:00", "speaker": "customer", "text": "我的转账还没有到账"},
        {"event": "need_asked", "at": "2026-01-05T09:00:40+08:00", "by": "a1", "role": "agent"},
        {"event": "said", "at": "2026-01-05T09:02:00+08:00", "speaker": "agent", "text": "明天应该没问题吧"},
        {
            "event": "replied",
            "at": "2026-01-05T09:02:00+08:00",
            "by": "a1",
            "role": "agent",
            "kind": "human",
            "to": "customer",
            "substance": "full",
        },
        {"event": "satisfaction_asked", "at": "2026-01-05T09:03:00+08:00", "by": "a1", "role": "agent"},
        {"event": "said", "at": "2026-01-05T09:03:20+08:00", "speaker": "agent", "text": "感谢您的来电，再见"},
        {"event": "ended", "at": "2026-01-05T09:03:30+08:00", "ended_by": "internal"},
    ],
}

policy = sp.load("agent-process", fill="example-bank")
call = sp.Interaction.model_validate(RECORD)
report = policy.evaluate(call, as_of=datetime.fromisoformat("2026-01-05T18:00:00+08:00"))

for verdict in report.breaches:
    print(verdict.explain("en"))
    print(verdict.explain("zh"))
    print()
print("not recorded:", ", ".join(sorted({doubt for verdict in report.unknown for doubt in verdict.doubts})))
print("met:", ", ".join(sorted({verdict.rule for verdict in report.met})))
