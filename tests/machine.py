"""What a test needs of the machine beside Python: without it the test is skipped, and fails where it must not be."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

UNDER_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def lacking(reason: str) -> NoReturn:
    """Skip, or fail under continuous integration, whose script installs what is needed (`.ci/run`)."""
    if UNDER_CI:
        pytest.fail(f"{reason}; `.ci/run` says what the machine must have")
    pytest.skip(reason)
