"""The test bed itself: a missing shared folder is never passed over, and documentation examples really run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run_pytest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, as on a machine that knows nothing of continuous integration but what is given."""
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "HYPOTHESIS_PROFILE"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rsf", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**kept, **environment},
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tiny checkout with this test bed and one test that needs the shared folder."""
    tests = tmp_path / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    (tests / "test_one.py").write_text("def test_one(shared):\n    assert (shared / 'design.md').name == 'design.md'\n")
    return tests.parent


def test_without_the_shared_folder_a_test_is_skipped_with_its_reason(checkout: Path) -> None:
    """On a developer's machine a missing folder skips what needs it, and says so."""
    ran = run_pytest(checkout)
    assert (ran.returncode, "1 skipped" in ran.stdout) == (0, True), ran.stdout
    assert "no shared folder beside checkout" in ran.stdout


def test_without_the_shared_folder_continuous_integration_fails(checkout: Path) -> None:
    """Under CI=true a missing folder is an error: known answers are never left uncompared."""
    ran = run_pytest(checkout, CI="true")
    assert ran.returncode == 1, ran.stdout
    assert "no shared folder beside checkout" in ran.stdout


def test_with_the_shared_folder_the_test_runs(checkout: Path) -> None:
    """A folder beside the checkout is found."""
    (checkout.parent / "shared").mkdir()
    ran = run_pytest(checkout, CI="true")
    assert (ran.returncode, "1 passed" in ran.stdout) == (0, True), ran.stdout


@pytest.mark.parametrize(("example", "passes"), [("assert 1 + 1 == 2", True), ("assert 1 + 1 == 3", False)])
def test_documentation_examples_run(tmp_path: Path, example: str, passes: bool) -> None:
    """A Python example in a page passes only if it is true."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    page = tmp_path / "docs" / "guide" / "page.md"
    page.parent.mkdir(parents=True)
    page.write_text(f"# Page\n\n```python\n{example}\n```\n")
    ran = run_pytest(tmp_path)
    assert ran.returncode == (0 if passes else 1), ran.stdout
    assert ("1 passed" if passes else "1 failed") in ran.stdout
