"""A kind of rule of which nothing is suspected by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.claims import Claim
from servicepolicy.language.suspected.code import Code
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Suspicion
from servicepolicy.language.suspected.view import View

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final[Mapping[str, Code]] = {}


def suspicions(rule: Rule, view: View) -> Iterator[Suspicion]:  # noqa: ARG001 - what every kind is asked
    """Nothing."""
    return iter(())


def claims(rule: Rule, view: View) -> Iterator[Claim]:  # noqa: ARG001 - likewise
    """Nothing."""
    return iter(())


def scene(rule: Rule, view: View, world: Imagined) -> int:
    """Let happen what the rule is about."""
    world.holds([view.applies(rule)])
    for selector in rule.about():
        world.meets(view.selector(selector, rule.subject), world.start)
    return world.after(1)
