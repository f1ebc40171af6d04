"""Conditions that can never hold, branches that never do, and tests that always do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.nodes import BoundAny, BoundClause, BoundCondition, BoundField, BoundNot
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, parts_of, patterns_in
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.lint.unused import words_in
from servicepolicy.policy.versions.digest import plain_rule

__all__ = ["conditions_in", "facts_in"]

_LISTED: Final = frozenset({"is", "in"})
_APPLIES: Final = ("applies",)
_ANY: Final = ("met", "breached", "pending", "unknown", "not_applicable")


def conditions_in(rule: Rule, view: View) -> Iterator[Suspicion]:
    """What is suspected of the conditions of a rule."""
    applies = view.applies(rule)
    if not view.possible(applies):
        yield _dead_rule(rule, view)
        return
    dead: list[Path] = []
    for part in parts_of(rule):
        match part:
            case PlacedSelector():
                for one in _selector(rule, part, applies, view):
                    dead.append(one.spot.path)
                    yield one
            case PlacedCondition(path, condition, place) if "choose" not in path:
                if any(path[: len(spot)] == spot for spot in dead):
                    continue
                context = BoundCondition() if path == _APPLIES else applies
                bound = view.condition(condition, place)
                if not part.part and path != _APPLIES and not view.possible(context, bound):
                    spot = Spot(rule.id, path)
                    yield _with_scene(Suspicion("dead-condition", spot, (rule.id,), {"key": str(path[-1])}), rule, view)
                    continue
                yield from _inside(rule, bound, (context,), path, view)
            case _:
                continue


def _dead_rule(rule: Rule, view: View) -> Suspicion:
    return Suspicion(
        "dead-rule",
        Spot(rule.id, _APPLIES),
        (rule.id,),
        {"rule": rule.id, "subject": rule.subject},
        tuple(_not_applicable(rule, view)),
    )


def _not_applicable(rule: Rule, view: View) -> Iterator[Example]:
    """Subjects that meet as much of `applies` as can be met at once."""
    if rule.nature.over_a_period:
        return
    world = Imagined(view, rule.subject)
    clauses = view.applies(rule).clauses
    met = view.as_many(clauses)
    world.holds([met, *(_every_field(clause) for clause in clauses)])
    kind_of(rule).lint.scene(rule, view, world)
    as_of = world.after(24 * 7)
    yield world.example(as_of, {rule.id: ("not_applicable",)})


def _every_field(clause: BoundClause) -> BoundCondition:
    """A condition that asks for the fields of a clause and holds anyway, so that they are all on record."""
    return BoundCondition(
        (BoundAny((BoundCondition((clause,)), BoundCondition((BoundNot(BoundCondition((clause,))),)))),)
    )


# events


def _selector(rule: Rule, part: PlacedSelector, applies: BoundCondition, view: View) -> Iterator[Suspicion]:
    """Patterns that no event can fit."""
    groups: dict[Path, list[tuple[Path, bool]]] = {}
    kinds: dict[Path, tuple[str, ...]] = {}
    for path, pattern in patterns_in(part):
        asked = view.where_of(pattern, part.subject)
        group = path[: path.index("any", len(part.path))] if "any" in path[len(part.path) :] else path
        fits = view.possible(asked, applies) if part.subject == rule.subject else view.possible(asked)
        groups.setdefault(group, []).append((path, fits))
        kinds[path] = pattern.events
    for group, several in groups.items():
        if not any(fits for _, fits in several):
            events = tuple(dict.fromkeys(kind for path, _ in several for kind in kinds[path]))
            yield _inert("dead-selector", rule, group, view, events, part.selector)
        else:
            for path, fits in several:
                if not fits:
                    yield _inert("dead-branch", rule, path, view, kinds[path], part.selector)


def facts_in(view: View) -> Iterator[Suspicion]:
    """Computed facts that look for events which no event can be."""
    for name, fact in view.edition.facts.items():
        readers = [rule for rule in view.edition.rules if name in words_in(plain_rule(rule))]
        for part in parts_of(fact):
            if not isinstance(part, PlacedSelector) or not readers:
                continue
            if any(view.possible(view.where_of(pattern, part.subject)) for _, pattern in patterns_in(part)):
                continue
            kinds = tuple(dict.fromkeys(kind for _, pattern in patterns_in(part) for kind in pattern.events))
            found = _inert("dead-selector", readers[0], part.path, view, kinds, part.selector)
            yield attrs.evolve(found, spot=Spot(name, part.path, "facts"), rules=tuple(rule.id for rule in readers))


def _inert(code: str, rule: Rule, path: Path, view: View, kinds: tuple[str, ...], selector: Selector) -> Suspicion:
    """What no event can fit: the events of its kinds make no difference."""
    examples: list[Example] = []
    if not rule.nature.over_a_period:
        without, world = Imagined(view, rule.subject), Imagined(view, rule.subject)
        for one in (without, world):
            kind_of(rule).lint.scene(rule, view, one)
        world.nearly(view.selector(selector, rule.subject), world.after(1))
        for days in (1, 400):
            as_of = world.after(24 * days)
            examples.append(world.example(as_of, {rule.id: _ANY}, like=without.record()))
            examples.append(world.example(as_of, {rule.id: ("not_applicable",)}))
    return Suspicion(code, Spot(rule.id, path), (rule.id,), {"events": kinds}, tuple(examples))


# branches


def _inside(
    rule: Rule, condition: BoundCondition, context: tuple[BoundCondition, ...], path: Path, view: View
) -> Iterator[Suspicion]:
    """Branches and tests of a condition that say nothing beside what else holds there."""
    for clause in condition.clauses:
        others = BoundCondition(tuple(one for one in condition.clauses if one is not clause))
        beside = (*context, others)
        match clause:
            case BoundField(ref):
                if not view.possible(*context, BoundCondition((clause,))) and view.possible(*context):
                    continue  # the whole is told
                if _always(clause, (), view) and ref.type is not None:
                    listed = all(test.op in _LISTED for test in clause.tests)  # a list of all that there is
                    code = "idle-test" if listed else "always-true"
                    yield _idle(code, rule, (*path, ref.path), f"`{ref.path}`", view)
            case BoundAny(options):
                yield from _options(rule, options, beside, (*path, "any"), view)
                if _always(clause, (), view):
                    yield _idle("always-true", rule, (*path, "any"), "`any`", view)
            case BoundNot(inner):
                if not view.possible(inner):
                    yield _idle("always-true", rule, (*path, "not"), "`not`", view)
                elif not view.possible(*beside, inner):
                    yield _idle("idle-test", rule, (*path, "not"), "`not`", view)
                else:
                    yield from _inside(rule, inner, beside, (*path, "not"), view)


def _options(
    rule: Rule, options: tuple[BoundCondition, ...], beside: tuple[BoundCondition, ...], path: Path, view: View
) -> Iterator[Suspicion]:
    if not view.possible(*beside):
        return
    for number, option in enumerate(options):
        if view.possible(*beside, option):
            yield from _inside(rule, option, beside, (*path, number), view)
            continue
        examples = tuple(_only_this_branch(rule, options, number, beside, view)) if path[:1] == _APPLIES else ()
        found = Suspicion("dead-branch", Spot(rule.id, (*path, number)), (rule.id,), {}, examples)
        yield found if examples else _with_scene(found, rule, view)


def _only_this_branch(
    rule: Rule, options: tuple[BoundCondition, ...], number: int, beside: tuple[BoundCondition, ...], view: View
) -> Iterator[Example]:
    """A subject of which as much of the branch holds as can, and none of the other branches."""
    if rule.nature.over_a_period:
        return
    others = [option for index, option in enumerate(options) if index != number]
    refused = tuple(BoundCondition((BoundNot(option),)) for option in others)
    met = view.as_many(options[number].clauses, *beside, *refused)
    world = Imagined(view, rule.subject)
    if not world.holds([*beside, met], others):
        return
    begun = world.header.copy()
    kind_of(rule).lint.scene(rule, view, world)
    world.header.update(begun)
    yield world.example(world.after(24), {rule.id: ("not_applicable",)})


def _always(clause: BoundClause, beside: tuple[BoundCondition, ...], view: View) -> bool:
    """Whether a clause holds whatever the values of its fields are, as long as they are there."""
    whole = BoundCondition((clause,))
    try:
        space = view.space((whole, *beside))
        if space.where_not(whole):
            return False
        return bool(space.where(whole)) and bool(space.refs)
    except TooManyBoxes:
        return False


def _idle(code: str, rule: Rule, path: Path, test: str, view: View) -> Suspicion:
    return _with_scene(Suspicion(code, Spot(rule.id, path), (rule.id,), {"test": test}), rule, view)


def _with_scene(found: Suspicion, rule: Rule, view: View) -> Suspicion:
    """A case to which the rule applies, so that something can be tried."""
    if rule.nature.over_a_period:
        return found
    world = Imagined(view, rule.subject)
    as_of = kind_of(rule).lint.scene(rule, view, world)
    return attrs.evolve(found, examples=(world.example(as_of, {rule.id: _ANY}),))
