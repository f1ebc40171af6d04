"""What every test may lean on: the shared folder of source texts and known answers, and the Hypothesis profiles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Continuous integration repeats itself exactly; a developer's machine tries others every run; `make fuzz` tries most.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, print_blob=True)
settings.register_profile("dev", deadline=None, max_examples=60, print_blob=True)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=int(os.environ.get("FUZZ_EXAMPLES") or 1000),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
UNDER_CI = os.environ.get("CI", "").lower() in {"1", "true"}
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if UNDER_CI else "dev"))

LONGEST = ("tests/real/", "tests/packs/", "test_twins", "tests/cli/")
CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source documents, vectors and logs that stands beside the checkout and is not a part of it."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        reason = f"no shared folder beside {CHECKOUT.name}: known answers cannot be compared"
        if UNDER_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first, so that no process waits for one of them at the end."""
    items.sort(key=lambda item: next((rank for rank, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST)))
