"""Orders that nothing can keep."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.nodes import BoundCondition, BoundSelector
from servicepolicy.language.suspected.claims import Alike, Claim, Demands, Follows, Forbids
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import covers, kinds_of, same_events
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.sequence")


def scene(rule: Sequence, view: View, world: Imagined) -> int:
    """Let the first thing happen that it is about."""
    world.holds([view.applies(rule)])
    selectors = list(rule.about())
    for number, selector in enumerate(selectors if rule.form in ("order", "same", "never_same") else selectors[:1]):
        if rule.form == "preceded" and rule.preceded is not None and number == 0:
            world.meets(view.selector(rule.preceded.by, rule.subject), world.start)
        world.meets(view.selector(selector, rule.subject), world.after(0.5 + number / 4))
    return world.after(2)


def claims(rule: Sequence, view: View) -> Iterator[Claim]:
    """What comes before what, what must come, and what must not."""
    cases, subject = view.applies(rule), rule.subject
    for path, compared in ((("same",), rule.same), (("never_same",), rule.never_same)):
        if compared is not None:
            acts = (view.selector(compared.of[0], subject), view.selector(compared.of[1], subject))
            yield Alike(rule, cases, acts, compared.by, path == ("same",), path)
    until = None if rule.until is None else view.selector(rule.until, subject)
    if rule.never is not None:
        yield Forbids(rule, cases, view.selector(rule.never, subject), 0, until, ("never",))
    if rule.once is not None:
        yield Forbids(rule, cases, view.selector(rule.once, subject), 1, until, ("once",))
    if rule.order is not None:
        steps = [view.selector(step.selector, subject) for step in rule.order]
        for first, then in combinations(steps, 2):
            yield Follows(rule, cases, first, then, ("order",))
        for step in steps[1:]:
            yield Demands(rule, cases, step, steps[0], plain=False, owed=False, path=("order",))
    if rule.preceded is not None:
        every, by = (view.selector(one, subject) for one in (rule.preceded.every, rule.preceded.by))
        yield Follows(rule, cases, by, every, ("preceded",))
    if rule.followed is not None:
        begins, by = view.selector(rule.followed.begins, subject), view.selector(rule.followed.by, subject)
        within = view.value(rule.followed.within, subject, "span")
        yield Demands(rule, cases, by, begins, within, rule.clock, rule.counting, plain=False, path=("followed",))


def suspicions(rule: Sequence, view: View) -> Iterator[Suspicion]:
    """Everything in a sequence that is probably not meant."""
    followed = rule.followed
    endless = followed is not None and followed.before is None and followed.itself is None and rule.cancel is None
    if endless and rule.followed is not None and rule.followed.every is not None:
        every, by = (view.selector(one, rule.subject) for one in (rule.followed.every, rule.followed.by))
        if covers(every, by, view):
            yield _after_itself(rule, view, every, "never-ending-sequence", "followed", 2)
    if rule.preceded is not None:
        every, by = (view.selector(one, rule.subject) for one in (rule.preceded.every, rule.preceded.by))
        if covers(every, by, view):
            yield _after_itself(rule, view, every, "never-beginning-sequence", "preceded", 1)
    if rule.order is not None:
        steps = [view.selector(step.selector, rule.subject) for step in rule.order]
        for number, step in enumerate(steps[1:], 1):
            if any(same_events(step, earlier, view) for earlier in steps[:number]):
                yield _found(rule, "order-of-one", ("order", number), step, _acts(rule, view, steps))
    if rule.never_same is not None and rule.never_same.by == "person":
        one, other = (view.selector(act, rule.subject) for act in rule.never_same.of)
        if same_events(one, other, view):
            yield _found(rule, "same-as-itself", ("never_same",), one, _acts(rule, view, [one]))
    yield from _final_at_once(rule, view)


def _final_at_once(rule: Sequence, view: View) -> Iterator[Suspicion]:
    if rule.until is None or rule.followed is None:
        return
    until, begins = view.selector(rule.until, rule.subject), view.selector(rule.followed.begins, rule.subject)
    if covers(until, begins, view):
        example = _acts(rule, view, [begins])
        yield Suspicion("final-at-once", Spot(rule.id, ("until",)), (rule.id,), {"until": kinds_of(until)}, (example,))


def _after_itself(rule: Sequence, view: View, every: BoundSelector, code: str, path: str, times: int) -> Suspicion:
    world = Imagined(view, rule.subject)
    world.holds([view.applies(rule)])
    for number in range(times):
        world.meets(every, world.after(1 + 24 * number))
    example = world.example(world.after(24 * 400), {rule.id: ("breached",)})
    closing = {"case": "closed", "interaction": "ended"}.get(rule.subject)
    closed = Imagined(view, rule.subject)
    closed.holds([view.applies(rule)])
    for number in range(times):
        closed.meets(every, closed.after(1 + 24 * number))
    if closing is not None:
        closed.happens(closing, closed.after(24 * 30))
    late = closed.example(closed.after(24 * 400), {rule.id: ("breached",)})
    return Suspicion(code, Spot(rule.id, (path,)), (rule.id,), {"every": kinds_of(every)}, (example, late))


def _acts(rule: Sequence, view: View, acts: list[BoundSelector]) -> Example:
    world = Imagined(view, rule.subject)
    world.holds([view.applies(rule), BoundCondition()])
    for number, act in enumerate(acts):
        world.meets(act, world.after(1 + number))
    statuses = ("breached", "met", "pending", "not_applicable")
    return world.example(world.after(24 * 10), {rule.id: statuses})


def _found(rule: Sequence, code: str, path: tuple[str | int, ...], act: BoundSelector, example: Example) -> Suspicion:
    return Suspicion(code, Spot(rule.id, path), (rule.id,), {"every": kinds_of(act)}, (example,))
