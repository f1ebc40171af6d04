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
    yield "what-if-matrix.svg", matrix_svg(replay["first-response"])
    yield "what-if-limits.svg", thresholds_svg(limits)
    yield "what-if-sweep.svg", sweep_svg(sp.sweep(log, policy, {"respond_within": values}, as_of=AS_OF))
    yield "case-timeline.svg", case_svg(policy, case, as_of=AS_OF, rules=SHOWN)


if __name__ == "__main__":
    for name, picture in pictures():
        (FOLDER / name).write_text(f"{picture}\n", encoding="utf-8")
