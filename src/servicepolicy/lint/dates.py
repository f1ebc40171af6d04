"""Values and rules that never hold, and times for which there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.walk import blanks_in, parts_of
from servicepolicy.language.period import Period
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.lint.pairs import ANY
from servicepolicy.lint.unused import words_in
from servicepolicy.worktime._instant import DAY_US, HOUR_US, date_of

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["dates_in"]

_FIRST, _LAST = -(1 << 62), 1 << 62
_ALWAYS = Period()
_SHARED: Final = (
    "kind", "subject", "start", "stop", "action", "act", "at", "anchor", "never", "once", "order", "preceded",
    "followed", "same", "never_same", "per",
)  # fmt: skip


def dates_in(policy: Policy, views: Sequence[View]) -> Iterator[Suspicion]:
    """What is suspected of the periods of a policy."""
    zone = policy.timezone
    whole = _bounds(policy.in_force or _ALWAYS, zone)
    for rule in policy.rules:
        if rule.in_force is not None and not _common(_bounds(rule.in_force, zone), whole):
            args: dict[str, Arg] = {"name": rule.id, "holders": (policy.id,), "when": _when(rule.in_force)}
            examples = (*_outside(rule, rule.in_force, zone, views), *_inside(views))
            yield Suspicion("never-in-force", Spot(rule.id, ("in_force",)), (rule.id,), args, examples)
    in_service_levels = words_in(policy.plain().get("slas", ()))
    for name, filling in policy.fillings.items():
        for number, dated in enumerate(filling.fill.values):
            held = _bounds(dated.period, zone)
            readers = [rule for rule in policy.rules if name in policy.meanings.named[rule.id]]
            never = [policy.id] if not _common(held, whole) else _ended(readers, held, whole, zone)
            if not never or (never != [policy.id] and name in in_service_levels):
                continue
            args = {"name": name, "holders": tuple(never), "when": _when(dated.period)}
            examples = tuple(example for rule in readers for example in _outside(rule, dated.period, zone, views))
            path = (number,) if len(filling.fill.values) > 1 else ()
            rules = tuple(rule.id for rule in readers)
            yield Suspicion("never-in-force", Spot(name, path, "values"), rules, args, examples)
        yield from _without_value(name, filling, policy, views, whole)
    yield from _gaps(policy, views, whole)


def _ended(readers: Sequence[Rule], held: tuple[int, int], whole: tuple[int, int], zone: str) -> list[str]:
    """The rules that read a value, where each of them has ended before it begins, or begins after it has ended."""
    bounds = {rule.id: _bounds(rule.in_force or _ALWAYS, zone) for rule in readers}
    living = [name for name, (since, until) in bounds.items() if _common((since, until), whole)]
    both = max(held[0], whole[0]), min(held[1], whole[1])
    return [] if any(_common(bounds[name], both) for name in living) else living


def _without_value(
    name: str, filling: Filling, policy: Policy, views: Sequence[View], whole: tuple[int, int]
) -> Iterator[Suspicion]:
    """Times between two values of a blank for which there is none."""
    zone = policy.timezone
    held = sorted(_bounds(dated.period, zone) for dated in filling.fill.values)
    for (_, until), (since, _) in pairwise(held):
        if until >= since or not _common((until, since), whole):
            continue
        readers = tuple(rule for rule in policy.rules if name in set(blanks_in(parts_of(rule))))
        examples: list[Example] = []
        for rule in readers:
            if not rule.nature.over_a_period:
                world = Imagined(views[-1], rule.subject)
                world.start = min(until + 4 * DAY_US + 9 * HOUR_US, (until + since) // 2)
                kind_of(rule).lint.scene(rule, views[-1], world)
                examples.append(world.example(world.after(1), {rule.id: ("unknown",)}))
        args = {"name": name, "since": str(date_of(until, zone)), "until": str(date_of(since, zone))}
        rules = tuple(rule.id for rule in readers)
        yield Suspicion("gap-in-values", Spot(name, (), "values"), rules, args, tuple(examples))


def _bounds(period: Period, zone: str) -> tuple[int, int]:
    since, until = period.bounds(zone)
    return _FIRST if since is None else since, _LAST if until is None else until


def _common(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def _when(period: Period) -> str:
    return " - ".join(part for part in (period.since or "...", period.until or "..."))


def _outside(rule: Rule, period: Period, zone: str, views: Sequence[View]) -> Iterator[Example]:
    """A case in a period in which the policy is not in force: nothing applies to it."""
    if rule.nature.over_a_period:
        return
    since, until = _bounds(period, zone)
    at = since + 4 * DAY_US + 9 * HOUR_US if since != _FIRST else until - 24 * DAY_US
    world = Imagined(views[-1], rule.subject)
    world.start = at
    kind_of(rule).lint.scene(rule, views[-1], world)
    yield world.example(world.after(24 * 15), {rule.id: ("not_applicable",)})


def _inside(views: Sequence[View]) -> Iterator[Example]:
    """A case of a rule that does hold."""
    for rule in views[-1].edition.rules:
        if not rule.nature.over_a_period:
            world = Imagined(views[-1], rule.subject)
            as_of = kind_of(rule).lint.scene(rule, views[-1], world)
            yield world.example(as_of, {rule.id: ANY})
            return


# versions of one rule


def _gaps(policy: Policy, views: Sequence[View], whole: tuple[int, int]) -> Iterator[Suspicion]:
    """Times between two versions of a rule in which neither holds, and nothing else says the same."""
    zone = policy.timezone
    versions: dict[object, list[Rule]] = {}
    for rule in policy.rules:
        versions.setdefault(_about(rule), []).append(rule)
    for several in versions.values():
        for before in several:
            _, until = _bounds(before.in_force or _ALWAYS, zone)
            near = [rule for rule in several if rule is not before and _for_the_same(before, rule, views[-1])]
            bounds = {rule.id: _bounds(rule.in_force or _ALWAYS, zone) for rule in near}
            after = [rule for rule in near if until < bounds[rule.id][0]]
            if not after or any(bounds[rule.id][0] <= until < bounds[rule.id][1] for rule in near):
                continue
            first = min(after, key=lambda rule: bounds[rule.id])
            gap = (until, bounds[first.id][0])
            if _common(gap, whole) and not _held_by_another(before, policy, gap):
                yield _gap(before, first, (max(until, whole[0]), gap[1]), views, zone)


def _about(rule: Rule) -> object:
    """What two versions of one rule share, but for the cases to which it applies."""
    from servicepolicy.policy.versions.digest import plain_rule

    plain = plain_rule(rule)
    return repr([(name, plain.get(name)) for name in _SHARED]) if any(rule.about()) else rule.id


def _for_the_same(one: Rule, other: Rule, view: View) -> bool:
    """Whether a rule applies wherever the other one does."""
    left, right = view.applies(one), view.applies(other)
    try:
        space = view.space((left, right))
        return space.implies(left, right) or space.implies(right, left)
    except TooManyBoxes:
        return False


def _held_by_another(before: Rule, policy: Policy, gap: tuple[int, int]) -> bool:
    """Whether a rule of the same kind about the same, for all cases, holds throughout a time."""
    from servicepolicy.policy.versions.digest import plain_rule

    plain = plain_rule(before)
    for rule in policy.rules:
        other = plain_rule(rule)
        since, until = _bounds(rule.in_force or _ALWAYS, policy.timezone)
        throughout = rule is not before and since <= gap[0] and gap[1] <= until and not rule.applies.clauses
        if throughout and all(plain.get(name) == other.get(name) for name in _SHARED if name != "per"):
            return True
    return False


def _gap(before: Rule, after: Rule, gap: tuple[int, int], views: Sequence[View], zone: str) -> Suspicion:
    since, until = gap
    rules = (before.id, after.id)
    view = next((one for one in views if one.edition.since == since), views[0])
    examples: list[Example] = []
    if not before.nature.over_a_period:
        world = Imagined(view, before.subject)
        world.start = min(since + 4 * DAY_US + 9 * HOUR_US, (since + until) // 2)
        kind_of(before).lint.scene(before, view, world)
        expect = dict.fromkeys(rules, ("not_applicable",))
        examples.append(world.example(world.after(24 * 75), expect))
    args: dict[str, str | tuple[str, ...]] = {
        "rules": rules,
        "since": str(date_of(since, zone)),
        "until": str(date_of(until, zone)),
    }
    return Suspicion("gap-in-time", Spot(after.id, ("in_force",)), rules, args, tuple(examples))
