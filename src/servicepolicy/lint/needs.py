"""Two conditions that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.nodes import BoundCondition, BoundNot, BoundPattern, BoundSelector
from servicepolicy.language.suspected.claims import Needs
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import asked_of, both_hold, covers
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import NOT_OF_THE_NEED, Pairs, at_once, plain_of, wanted_by
from servicepolicy.worktime._instant import HOUR_US

__all__ = ["needs", "shadowed_needs"]


def needs(pairs: Pairs) -> Iterator[Suspicion]:
    """Two conditions that cannot hold together."""
    for one, other in combinations(pairs.of(Needs), 2):
        if (one.at is None) is not (other.at is None) or not pairs.together(one, other):
            continue
        for left, right in at_once(one, other):
            here = [one.cases, other.cases, *(asked_of(at) for at in (left, right) if at is not None)]
            if not pairs.view.possible(*here) or pairs.view.possible(*here, *wanted_by(one), *wanted_by(other)):
                continue
            if not pairs.view.possible(*here, *wanted_by(one)) or not pairs.view.possible(*here, *wanted_by(other)):
                continue
            examples = tuple(_one_kept(pairs, one, other, left, here))
            spot = Spot(other.rule.id, other.path)
            yield pairs.suspicion("contradictory-needs", spot, (one.rule, other.rule), examples)
            break


def _one_kept(
    pairs: Pairs, one: Needs, other: Needs, at: BoundPattern | None, here: list[BoundCondition]
) -> Iterator[Example]:
    for kept, broken in ((one, other), (other, one)):
        world = Imagined(pairs.view, kept.rule.subject)
        expect = {kept.rule.id: ("met",), broken.rule.id: ("breached",)}
        if at is None:
            world.holds([*here, *wanted_by(kept)])
            world.meets(BoundSelector(()), world.start)
            for need in (kept, broken):
                kind_of(need.rule).lint.scene(need.rule, pairs.view, world)
        else:
            if "received" in pairs.view.edition.vocabulary.event_kinds(kept.rule.subject):
                world.happens("received", world.start - HOUR_US)
            whole = both_hold(*here, *wanted_by(kept))
            pattern = BoundPattern(at.events[:1], whole, BoundCondition(), "each", at.on, None)
            world.meets(BoundSelector(((pattern,),)), world.start)
        yield world.example(world.after(24), expect)


def shadowed_needs(pairs: Pairs) -> Iterator[Suspicion]:
    """A condition that another rule asks for wherever this one does, and more."""
    for strict, loose in permutations(pairs.of(Needs), 2):
        if (strict.at is None) is not (loose.at is None) or not pairs.together(strict, loose):
            continue
        if _unlike(strict, loose) or not pairs.implied(loose.cases, strict.cases):
            continue
        if strict.at is not None and loose.at is not None and not covers(strict.at, loose.at, pairs.view):
            continue
        wanted, less = (both_hold(*wanted_by(need)) for need in (strict, loose))
        asked = [BoundCondition()] if loose.at is None else [asked_of(one) for one in loose.at.parts[0]]
        fails = BoundCondition((BoundNot(less),))
        if not all(
            pairs.implied(both_hold(here, wanted), less) and pairs.view.possible(loose.cases, here, fails)
            for here in asked
        ):
            continue
        example = _both_broken(pairs, strict, loose, both_hold(asked[0], fails))
        args: dict[str, Arg] = {"stricter": strict.rule.id, "looser": loose.rule.id}
        spot = Spot(loose.rule.id, loose.path)
        yield pairs.suspicion("shadowed-requirement", spot, (strict.rule, loose.rule), (example,), **args)


def _unlike(one: Needs, other: Needs) -> bool:
    """Whether two requirements differ in more than what they ask, of whom and when."""
    left, right = (plain_of(need.rule) for need in (one, other))
    return any(left.get(key) != right.get(key) for key in {*left, *right} if key not in NOT_OF_THE_NEED)


def _both_broken(pairs: Pairs, strict: Needs, loose: Needs, broken: BoundCondition) -> Example:
    world = Imagined(pairs.view, loose.rule.subject)
    if loose.at is None:
        world.holds([strict.cases, loose.cases, broken])
        kind_of(loose.rule).lint.scene(loose.rule, pairs.view, world)
    else:
        world.holds([strict.cases, loose.cases])
        if "received" in pairs.view.edition.vocabulary.event_kinds(loose.rule.subject):
            world.happens("received", world.start - HOUR_US)
        at = loose.at.parts[0][0]
        act = BoundPattern(at.events[:1], broken, BoundCondition(), "each", at.on, None)
        world.meets(BoundSelector(((act,),)), world.start)
    expect = {strict.rule.id: ("breached",), loose.rule.id: ("breached",)}
    return world.example(world.after(24), expect)
