"""What the built wheel has to do by itself, in an empty environment and outside the checkout: `make wheel`.

`make lowest` asks the same of it with the oldest versions of what it stands on.
"""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, date, datetime

import servicepolicy as sp
from servicepolicy.worktime.holidays import JURISDICTIONS, source


def main() -> None:
    """Load every shipped pack and every list of holidays, judge one complaint, and explain it in both languages."""
    assert "site-packages" in (sp.__file__ or ""), f"not the installed wheel: {sp.__file__}"
    for extra in ("click", "rich", "polars"):
        assert importlib.util.find_spec(extra) is None, f"{extra} belongs to an extra, but is here"
    policies = {name: sp.load(name, fill="example-bank") for name in sp.packs()}
    policy = policies["complaint-handling"]
    for code in JURISDICTIONS:
        off, _worked = source(code).between(date(2025, 1, 1).toordinal(), date(2026, 1, 1).toordinal())
        assert off, f"no holidays of {code} in 2025"
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
