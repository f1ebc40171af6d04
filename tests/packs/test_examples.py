"""The examples run, and the shipped log is what its script writes."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pytest

import servicepolicy as sp

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LOG = EXAMPLES / "complaints.jsonl"
AS_OF = datetime.fromisoformat("2026-06-30T17:30:00+08:00")


def test_the_log_is_what_its_script_writes() -> None:
    """The script is seeded: it writes the committed bytes again."""
    script = runpy.run_path(str(EXAMPLES / "make_complaint_log.py"))
    assert script["log"]() == LOG.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["one_case.py", "one_call.py", "what_is_due.py", "decide.py"])
def test_a_script_runs_and_prints(name: str) -> None:
    """Each small script runs from beginning to end and has something to say."""
    done = subprocess.run([sys.executable, str(EXAMPLES / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_unit_test_example_passes() -> None:
    """The example of a bank's own tests is a test file that passes."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLES / "unit_test.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_log_has_something_of_everything() -> None:
    """Checked at its last instant, most is kept, every rule is broken somewhere, some is unknown and some pending."""
    policy = sp.load("complaint-handling", fill="example-bank")
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in LOG.read_text(encoding="utf-8").splitlines():
        report = policy.evaluate(sp.Complaint.model_validate(json.loads(line)), as_of=AS_OF)
        for rule in policy.rules:
            found[rule.id][str(report[rule.id].status)] += 1
    total = sum(found.values(), Counter[str]())
    assert total["met"] > 10 * total["breached"]
    assert total["unknown"] >= 10
    assert total["pending"] >= 5
    assert {rule for rule, statuses in found.items() if not statuses["breached"]} == set()
