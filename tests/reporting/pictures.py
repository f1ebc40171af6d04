"""The pictures of the guide, made of the example log: `python -m tests.reporting.pictures` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.reporting import case_svg
from servicepolicy.telling.what_if_pictures import matrix_svg, sweep_svg, thresholds_svg

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "_static"
AS_OF = datetime.fromisoformat("2026-06-30T17:30:00+08:00")
ANSWERED = datetime.fromisoformat("2026-05-07T12:00:00+01:00")
SHOWN = ["first-response", "classified-in-time", "investigated-in-time", "remedied-in-time"]


def first_verdict() -> tuple[sp.Policy, sp.Complaint]:
    """The policy and the case with which README.md opens."""
    (text,) = re.findall(r'sp\.loads\("""\\\n(.*?)"""\)', (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    received = {"event": "received", "at": "2026-05-01T14:30:00+01:00"}
    replied = {"event": "replied", "at": "2026-05-07T10:00:00+01:00", "by": "ann"}
    return sp.loads(text), sp.Complaint.model_validate({"id": "C-1", "events": [received, replied]})


PAUSED = """\
servicepolicy: 1
policy: complaints
timezone: Europe/London
calendars:
  office: {timezone: Europe/London, hours: {mon-fri: ["09:00-17:00"]}, holidays: GB-ENG}
rules:
- {id: answered, title: {en: Complaint answered}, kind: deadline, clause: "3.1", start: received, stop: replied,
   within: 4 working days, clock: office, warn: [80%], pause: {from: paused, until: customer_contacted}}
"""


def paused() -> tuple[sp.Policy, sp.Complaint]:
    """The days of the complaint that the page on deadlines follows: a pause moves the due time by two working days."""
    days = {"received": "05T10:00", "paused": "06T10:00", "customer_contacted": "08T12:00", "replied": "15T15:00"}
    events = [{"event": what, "at": f"2026-01-{at}:00+00:00", "by": "h1"} for what, at in days.items()]
    return sp.loads(PAUSED), sp.Complaint.model_validate({"id": "C-1", "events": events})


def pictures() -> Iterator[tuple[str, str]]:
    """Each picture with the name of its file."""
    policy = sp.load("complaint-handling", fill="example-bank")
    log = list(read_log(ROOT / "examples" / "complaints.jsonl"))
    stricter = policy.but({"respond_within": "1 working hour"})
    replay = sp.replay(log, policy, stricter, as_of=AS_OF)
    limits = sp.kept_at(log, policy, "respond_within", as_of=AS_OF, step="10 working minutes")
    values = [f"{hours} working hours" for hours in range(1, 9)]
    late = next(flip.subject for flip in replay.flipped("met", "breached"))
    case = next(one for one in log if one.id == late)
    yield "first-verdict.svg", case_svg(*first_verdict(), as_of=ANSWERED)
    yield "deadline-paused.svg", case_svg(*paused(), as_of=datetime.fromisoformat("2026-01-20T12:00:00+00:00"))
    yield "what-if-matrix.svg", matrix_svg(replay["first-response"])
    yield "what-if-limits.svg", thresholds_svg(limits)
    yield "what-if-sweep.svg", sweep_svg(sp.sweep(log, policy, {"respond_within": values}, as_of=AS_OF))
    yield "case-timeline.svg", case_svg(policy, case, as_of=AS_OF, rules=SHOWN)


if __name__ == "__main__":
    for name, picture in pictures():
        (FOLDER / name).write_text(f"{picture}\n", encoding="utf-8")
