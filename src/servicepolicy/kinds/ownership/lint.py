"""Hand-overs that are required where they are not allowed, and questions that nobody comes to hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.ownership.rule import Handover, Ownership
from servicepolicy.language.bound.boxes import Boxes, TooManyBoxes
from servicepolicy.language.bound.says import EVENT
from servicepolicy.language.suspected.claims import Claim, Owns
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import covers, kinds_of
from servicepolicy.language.suspected.suspicion import Spot, Suspicion
from servicepolicy.language.suspected.view import View

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.ownership")


def scene(rule: Ownership, view: View, world: Imagined) -> int:
    """Let somebody be asked."""
    world.holds([view.applies(rule)])
    world.meets(view.selector(rule.starts, rule.subject), world.start, by="e1")
    return world.after(1)


def claims(rule: Ownership, view: View) -> Iterator[Claim]:
    """Who is asked holds the question."""
    starts, ends = (view.selector(one, rule.subject) for one in (rule.starts, rule.ends))
    yield Owns(rule, view.applies(rule), starts, ends, ("starts",))


def suspicions(rule: Ownership, view: View) -> Iterator[Suspicion]:
    """Everything in an ownership that is probably not meant."""
    starts, ends = (view.selector(one, rule.subject) for one in (rule.starts, rule.ends))
    if covers(ends, starts, view):
        world = Imagined(view, rule.subject)
        scene(rule, view, world)
        example = world.example(world.after(1), {rule.id: ("met", "pending")})
        args = {"starts": kinds_of(starts)}
        yield Suspicion("answered-as-asked", Spot(rule.id, ("ends",)), (rule.id,), args, (example,))
    handover = rule.handover
    if handover is None:
        return
    event = view.selector(handover.event, rule.subject)
    if covers(ends, event, view):
        world = Imagined(view, rule.subject)
        scene(rule, view, world)
        world.meets(event, world.after(0.5), by="e1", to="m1")
        statuses = ("met", "breached", "pending")
        example = world.example(world.after(1), {rule.id: statuses})
        spot = Spot(rule.id, ("handover", "event"))
        yield Suspicion("never-handed-over", spot, (rule.id,), {"event": kinds_of(event)}, (example,))
    yield from _required_not_allowed(rule, handover, view)


def _required_not_allowed(rule: Ownership, handover: Handover, view: View) -> Iterator[Suspicion]:
    if handover.required is None:
        return
    required = view.inside(handover, "required", rule.subject)
    allowed = view.inside(handover, "allowed", rule.subject)
    applies = view.applies(rule)
    try:
        space = view.space((required, allowed, applies))
        asked = space.common(space.where(applies), space.where(required))
        barred = _of_the_subject(space.where_not(allowed))
        both = space.common(asked, barred)
    except TooManyBoxes:
        return
    if not both:
        return
    world = Imagined(view, rule.subject)
    world.lies_in(space, both[0])
    scene(rule, view, world)
    role = handover.to_role
    said = {"to": "m1", **({"to_role": role} if role is not None else {})}
    world.nearly(view.selector(handover.event, rule.subject), world.after(1))
    handed = next(
        (one for one in world.events if one["event"] in kinds_of(view.selector(handover.event, rule.subject))), None
    )
    if handed is not None:
        handed.update(said)
    world.meets(view.selector(rule.ends, rule.subject), world.after(2), by="m1")
    example = world.example(world.after(96), {rule.id: ("breached",)})
    spot = Spot(rule.id, ("handover", "required"))
    yield Suspicion("required-not-allowed", spot, (rule.id,), {"rule": rule.id}, (example,))


def _of_the_subject(boxes: Boxes) -> Boxes:
    """The boxes that hang on nothing of the hand-over itself: there whoever hands over cannot help it."""
    return tuple(box for box in boxes if not any(variable[1] in (EVENT, "actor") for variable in box))
