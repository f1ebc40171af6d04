"""What the built wheel has to do by itself, in an empty environment and outside the checkout: `make wheel`."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, datetime

import servicepolicy as sp


def main() -> None:
    """Import, load a shipped pack, judge one complaint, and explain the verdict in both languages."""
    assert "site-packages" in (sp.__file__ or ""), f"not the installed wheel: {sp.__file__}"
    for extra in ("click", "rich", "polars"):
        assert importlib.util.find_spec(extra) is None, f"{extra} belongs to an extra, but is here"
    policy = sp.load("complaint-handling", fill="example-bank")
    case = sp.Complaint.model_validate(
        {
            "id": "C-1",
            "subject": "case",
            "type": "complaint",
            "channel": "telephone",
            "events": [
                {"event": "received", "at": "2026-01-05T09:12:00+08:00", "by": "e17", "role": "intake-specialist"}
            ],
        }
    )
    report = policy.evaluate(case, as_of=datetime(2026, 1, 30, 9, 0, tzinfo=UTC))
    assert report.breaches, "a complaint that nobody touched for weeks breaks no rule"
    assert report.explain("zh")
    assert report.explain("en")
    sys.stdout.write(f"{report.explain('en')}\nthe wheel works by itself\n")


if __name__ == "__main__":
    main()
