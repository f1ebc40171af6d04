"""Keepings that nothing can keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.language.suspected.claims import Claim, Keeps
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import covers, spans_taken
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.retention")


def scene(rule: Retention, view: View, world: Imagined) -> int:
    """Let the keeping begin."""
    world.holds([view.applies(rule)])
    world.meets(view.selector(rule.anchor, rule.subject), world.start)
    for event in world.events:  # what is put somewhere is there from then on
        known = view.edition.vocabulary.event_fields(rule.subject, event["event"])
        for name in known.keys() & world.header.keys():
            event.setdefault(name, world.header[name])
    return world.after(24)


def claims(rule: Retention, view: View) -> Iterator[Claim]:
    """It is kept, and perhaps destroyed soon after."""
    dispose = None if rule.dispose is None else view.span(rule.dispose.within, rule.subject)
    if rule.dispose is not None and dispose is None:
        return
    for cases, keep in spans_taken(view.value(rule.keep, rule.subject, "span"), view.applies(rule)):
        yield Keeps(
            rule,
            cases,
            view.selector(rule.anchor, rule.subject),
            keep,
            view.selector(rule.destroyed, rule.subject),
            dispose,
            ("keep",),
        )


def suspicions(rule: Retention, view: View) -> Iterator[Suspicion]:
    """Everything in a retention that is probably not meant."""
    place = view.inside(rule, "place", rule.subject)
    world = Imagined(view, rule.subject)
    world.holds([view.applies(rule)])
    if not view.possible(place, view.applies(rule)):
        world.holds([view.as_many(place.clauses, view.applies(rule))])
        example = _example(rule, view, world)
        yield Suspicion("impossible-place", Spot(rule.id, ("place",)), (rule.id,), {"rule": rule.id}, (example,))
    destroyed, anchor = (view.selector(one, rule.subject) for one in (rule.destroyed, rule.anchor))
    if covers(destroyed, anchor, view):
        example = _example(rule, view, Imagined(view, rule.subject))
        spot = Spot(rule.id, ("destroyed",))
        yield Suspicion("kept-for-no-time", spot, (rule.id,), {"rule": rule.id}, (example,))


def _example(rule: Retention, view: View, world: Imagined) -> Example:
    scene(rule, view, world)
    return world.example(world.after(96), {rule.id: ("breached",)})
