"""The moment that is judged is said in one way to every command: a date, or a time with its offset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Europe/Warsaw
rules:
- {id: answered, kind: deadline, clause: 1, start: received, stop: replied, within: 2 days}
"""
CASE = {"subject": "case", "id": "C-1", "events": [{"event": "received", "at": "2026-11-14T09:00:00+01:00"},
                                                  {"event": "replied", "at": "2026-11-16T20:00:00+01:00"}]}  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        ("check", "{policy}", "{log}"),
        ("kept-at", "{policy}", "{log}", "answered.within"),
        ("replay", "{policy}", "{policy}", "{log}", "--but", "answered.within=1 day"),
        ("sweep", "{policy}", "{log}", "answered.within=1 day,3 days"),
    ],
    ids=lambda asked: asked[0],
)
def test_a_date_is_its_end_in_the_policys_zone(
    run: Callable[..., Result], log: Callable[..., str], tmp_path: Path, asked: tuple[str, ...]
) -> None:
    """What was done that evening counts; a wall time is refused with the offset that it has there."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    path = log(CASE)
    words = [word.format(policy=policy, log=path) for word in asked]
    by_date = run(*words, "--as-of", "2026-11-16")
    assert "Invalid" not in by_date.output
    assert by_date.output == run(*words, "--as-of", "2026-11-16T23:59:59.999999+01:00").output
    refused = run(*words, "--as-of", "2026-11-16T09:00")
    assert refused.exit_code == 2
    assert "in Europe/Warsaw it is `2026-11-16T09:00:00+01:00`" in " ".join(refused.output.split())
