"""Two conditions that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.nodes import BoundCondition, BoundPattern, BoundSelector
from servicepolicy.language.suspected.claims import Needs
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import asked_of
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import Pairs, at_once, wanted_by
from servicepolicy.worktime._instant import HOUR_US

__all__ = ["needs"]


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
            whole = BoundCondition(tuple(clause for each in (*here, *wanted_by(kept)) for clause in each.clauses))
            pattern = BoundPattern(at.events[:1], whole, BoundCondition(), "each", at.on, None)
            world.meets(BoundSelector(((pattern,),)), world.start)
        yield Example(world.after(24), expect, world.record(), world.context())
