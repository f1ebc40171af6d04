"""Tests for people who write policies: scenarios as data, a pytest plugin, assertions, strategies.

What stands here is imported when it is first used: every run of pytest looks at the plugin.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from servicepolicy.testing.asserting import assert_kept, assert_no_flip
    from servicepolicy.testing.scenario import Result, Scenarios, load_scenarios, run

__all__ = ["Result", "Scenarios", "assert_kept", "assert_no_flip", "load_scenarios", "run"]

_HOMES: Final = {
    "Result": "scenario",
    "Scenarios": "scenario",
    "assert_kept": "asserting",
    "assert_no_flip": "asserting",
    "load_scenarios": "scenario",
    "run": "scenario",
}


def __getattr__(name: str) -> Any:  # the types are those of the imports above
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(import_module(f"{__name__}.{home}"), name)
