"""Requirements that nothing can keep, or nothing can break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.requirement.rule import Requirement, Spoken
from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.bound.nodes import BoundCondition, BoundNot, BoundPattern, BoundSelector
from servicepolicy.language.suspected.claims import Claim, Needs
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import asked_of
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import Literal

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.requirement")


def scene(rule: Requirement, view: View, world: Imagined) -> int:
    """Let the events happen of which it is asked, or what ends the asking."""
    world.holds([view.applies(rule)])
    selector = rule.at or rule.until
    vocabulary = view.edition.vocabulary.event_kinds(rule.subject)
    opening = next((kind for kind in ("received", "rang", "started_duty") if kind in vocabulary), None)
    if opening is not None and selector is None:
        world.happens(opening, world.start)
    if selector is not None:
        world.meets(view.selector(selector, rule.subject), world.after(1))
    return world.after(2)


def claims(rule: Requirement, view: View) -> Iterator[Claim]:
    """What must hold, and what must not."""
    if rule.must.clauses or rule.must_not.clauses:
        yield Needs(
            rule,
            view.applies(rule),
            view.inside(rule, "must", rule.subject),
            view.inside(rule, "must_not", rule.subject),
            None if rule.at is None else view.selector(rule.at, rule.subject),
            None if rule.until is None else view.selector(rule.until, rule.subject),
            ("must",) if rule.must.clauses else ("must_not",),
        )


def suspicions(rule: Requirement, view: View) -> Iterator[Suspicion]:
    """Everything in a requirement that is probably not meant."""
    yield from _spoken(rule, view)
    if not (rule.must.clauses or rule.must_not.clauses) or not view.possible(view.applies(rule)):
        return
    wanted = _wanted(rule, view)
    at = None if rule.at is None else view.selector(rule.at, rule.subject)
    patterns = [None] if at is None else list(at.parts[0])
    heres = [[view.applies(rule), *([] if one is None else [asked_of(one)])] for one in patterns]
    possible = [(one, here) for one, here in zip(patterns, heres, strict=True) if view.possible(*here)]
    if not possible:
        return
    path = ("must",) if rule.must.clauses else ("must_not",)
    if not any(view.possible(*here, *wanted) for _, here in possible):
        example = _asked(rule, possible[0][0], possible[0][1], view, "breached")
        yield Suspicion("impossible-requirement", Spot(rule.id, path), (rule.id,), {"rule": rule.id}, (example,))
    elif not rule.spoken and all(_always(here, wanted, view) for _, here in possible):
        example = _asked(rule, possible[0][0], possible[0][1], view, "met")
        yield Suspicion("trivial-requirement", Spot(rule.id, path), (rule.id,), {"rule": rule.id}, (example,))


def _wanted(rule: Requirement, view: View) -> list[BoundCondition]:
    wanted = [view.inside(rule, "must", rule.subject)]
    if rule.must_not.clauses:
        wanted.append(BoundCondition((BoundNot(view.inside(rule, "must_not", rule.subject)),)))
    return wanted


def _always(here: list[BoundCondition], wanted: list[BoundCondition], view: View) -> bool:
    """Whether it holds wherever it is asked, and everything that it reads is there."""
    whole = BoundCondition(tuple(clause for condition in wanted for clause in condition.clauses))
    try:
        space = view.space((*here, whole))
        boxes = space.where(BoundCondition())
        for condition in here:
            boxes = space.common(boxes, space.where(condition))
        return not space.common(boxes, space.where_not(whole))
    except TooManyBoxes:
        return False


def _asked(rule: Requirement, at: BoundPattern | None, here: list[BoundCondition], view: View, status: str) -> Example:
    """A case with every field that is asked for, and of which as much holds as can."""
    world = Imagined(view, rule.subject)
    clauses = [clause for condition in _wanted(rule, view) for clause in condition.clauses]
    flat = [inner for one in clauses for inner in (one.condition.clauses if isinstance(one, BoundNot) else (one,))]
    met = view.as_many(clauses, *here)
    if not met.clauses:  # a single clause that never holds: of its parts
        met = view.as_many(flat, *here)
    vocabulary = view.edition.vocabulary.event_kinds(rule.subject)
    opening = next((kind for kind in ("received", "rang", "started_duty") if kind in vocabulary), None)
    whole = BoundCondition(tuple(clause for condition in (*here, met) for clause in condition.clauses))
    if at is None:
        world.holds([whole])
        if opening is not None:
            world.happens(opening, world.start)
        if rule.until is not None:
            world.meets(view.selector(rule.until, rule.subject), world.after(1))
    else:
        if opening is not None and opening not in at.events:
            world.happens(opening, world.start)
        pattern = BoundPattern(at.events[:1], whole, BoundCondition(), "each", at.on, None)
        world.meets(BoundSelector(((pattern,),)), world.after(1))
    return world.example(world.after(24), {rule.id: (status,)})


def _spoken(rule: Requirement, view: View) -> Iterator[Suspicion]:
    """Words that must be said and must not."""
    for number, one in enumerate(rule.spoken):
        for other in rule.spoken:
            if one.by != other.by or other.part not in (one.part, "anywhere"):
                continue
            wanted = _outright(one, "all_")
            if len(one.any_) == 1:
                wanted |= _outright(one, "any_")
            twice = sorted(wanted & _outright(other, "none_"))
            if twice:
                world = Imagined(view, rule.subject)
                world.holds([view.applies(rule)])
                world.happens("answered", world.start)
                for count, words in enumerate(twice):
                    world.happens("said", world.start + 1_000_000 * (1 + count), speaker=one.by[0], text=words)
                world.happens("ended", world.after(0.1))
                example = world.example(world.after(1), {rule.id: ("breached",)})
                spot = Spot(rule.id, ("spoken", number) if len(rule.spoken) > 1 else ("spoken",))
                yield Suspicion("said-and-unsaid", spot, (rule.id,), {"words": tuple(twice)}, (example,))
                return


def _outright(spoken: Spoken, field: str) -> set[str]:
    said: set[str] = set()
    for phrase in getattr(spoken, field):
        if phrase.form is None:
            said.add(str(phrase.plain()))
        elif isinstance(phrase.form, Literal):
            said.add(str(phrase.form.raw))
    return said
