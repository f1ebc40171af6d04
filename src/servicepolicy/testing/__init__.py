"""Scenarios as data: what a policy must say about given facts."""

from __future__ import annotations

from servicepolicy.testing.scenario import Result, Scenarios, load_scenarios, run

__all__ = ["Result", "Scenarios", "load_scenarios", "run"]
