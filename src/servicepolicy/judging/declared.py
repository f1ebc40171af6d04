"""Codes of open lists: one that nobody declared may be any other, so that no test fails by it."""

from __future__ import annotations

from collections.abc import Callable

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.says import EVENT
from servicepolicy.language.truth import Truth
from servicepolicy.models.event import Actor, Event

__all__ = ["known_of", "of_declared"]

Judge = Callable[[object, Scene, "Event | None", int, "Actor | None"], Truth]


def known_of(ref: Ref) -> tuple[str, ...]:
    """The codes that an open list begins with; none where what a name means is no such list."""
    return () if ref.type is None else ref.type.known


def of_declared(judge: Judge, ref: Ref, key: str) -> Judge:
    """A test on a value, which a code that is not declared does not fail: it may mean what is wanted.

    Declared is what the vocabulary lists for the field, what the policy compares it with, what fills its blanks, and
    the words that the policy brings of its own.

    Args:
        judge: The test.
        ref: What the tested name means.
        key: What the doubt is called, so that a test and its negation are one.
    """
    known = known_of(ref)
    if not known:
        return judge

    def judged(found: object, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        truth = judge(found, scene, event, at, actor)
        if truth is not False:
            return truth
        declared = scene.edition.codes
        for code in found if isinstance(found, tuple) else (found,):
            if isinstance(code, str) and code not in known and not declared.has(ref.name, code):
                number = event.number if event is not None and ref.root == EVENT else 0
                return Missing(number, f"code {ref.name}").leaf(key)
        return truth

    return judged
