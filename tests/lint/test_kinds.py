"""Lint and the kinds of rules: a tenth kind with checks of its own, and without any."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from servicepolicy import Policy
from servicepolicy.kinds.registry import kinds, register, unregister
from servicepolicy.language.suspected import unsuspected
from servicepolicy.language.suspected.code import Code
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View

RULE = {"id": "calm", "kind": "cooling", "clause": "1", "start": "received", "act": "closed", "lasts": "2 days"}


@pytest.fixture(autouse=True)
def cooling() -> Iterator[None]:
    """The tenth kind, for one test."""
    register("cooling", "tests.kinds.cooling")
    yield
    unregister("cooling")


def codes(*rules: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes and gravities of what is found of some rules."""
    policy = Policy(policy="p", timezone="Asia/Shanghai", rules=rules)
    return [(one.code, one.severity) for one in policy.lint()]


def test_a_kind_without_checks_is_looked_at_all_the_same() -> None:
    """What holds of every kind is found where a folder has no `lint.py`: a dead rule, one that is there twice."""
    dead = {**RULE, "applies": {"type": "complaint", "not": {"type": "complaint"}}}
    assert codes(RULE) == []
    assert codes(dead) == [("dead-rule", "error")]
    assert codes(RULE, {**RULE, "id": "again"}) == [("duplicate-rule", "warning")]


def test_a_kind_brings_its_own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `lint.py` of a folder suspects is told with its code, as far as the engine confirms it."""

    def suspicions(rule: Any, view: View) -> Iterator[Suspicion]:
        world = Imagined(view, rule.subject)
        as_of = unsuspected.scene(rule, view, world)
        for statuses in (("pending",), ("breached",)):
            example = Example(as_of, {rule.id: statuses}, world.record())
            yield Suspicion(f"too-{statuses[0]}", Spot(rule.id, ("lasts",)), (rule.id,), {}, (example,))

    checks = ModuleType("lint")
    said = Code("error", "it is so", "如此", "", "")
    vars(checks).update(vars(unsuspected))
    vars(checks).update(suspicions=suspicions, CODES={"too-pending": said, "too-breached": said})
    monkeypatch.setitem(kinds()["cooling"]._parts, "lint", checks)
    assert sorted(codes(RULE)) == [("too-breached", "note"), ("too-pending", "error")]
