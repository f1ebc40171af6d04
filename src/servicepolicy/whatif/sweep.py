"""A log judged at every value of a grid: how many would be kept, broken, open at each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.errors import NothingJudgedError, UsageError
from servicepolicy.policy import arguments
from servicepolicy.results.sweep import Point, Sweep
from servicepolicy.results.thresholds import amount_said
from servicepolicy.results.verdict import Status
from servicepolicy.whatif.cases import in_portions, judging
from servicepolicy.whatif.grid import same_limit, split_value

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy

__all__ = ["steps_between", "sweep"]

MOST_POINTS: Final = 2_000
MOST_VALUES: Final = 2  # a picture has two sides


def sweep(
    cases: Iterable[SubjectRecord | SubjectFacts],
    policy: Policy,
    values: Mapping[str, Sequence[Any]],
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    workers: int = 1,
) -> Sweep:
    """Judge a log at every combination of values; it is read once, and only rules that read the values are judged.

    Args:
        cases: The subjects, such as a log.
        policy: The policy.
        values: What is varied, as `Policy.but` names it, each with its points: one value, or two. Where a list says the
            same limit again, as tiers do that adjoin, it moves too.
        as_of: The moment that is judged.
        known_at: What was recorded later does not exist; absent: everything.
        context: Organisation, ledger, waivers.
        workers: How many processes judge; what is found does not hang on it.

    Raises:
        UsageError: More than two values, no point, too many points, no rule that reads them, or no case about it.
        PolicyError: A point cannot be said.
    """
    for moment, name in ((as_of, "as_of"), (known_at, "known_at")):
        arguments.perhaps(moment, name)
    grid = {name: tuple(points) for name, points in values.items()}
    _refuse(grid)
    spots = [dict(zip(grid, point, strict=True)) for point in product(*grid.values())]
    beside = {name: tuple(same_limit(policy, name)) for name in grid}
    policies = [
        policy.but({place: said for name, said in spot.items() for place in (name, *beside[name])}) for spot in spots
    ]
    judged = _reading(policy, policies, grid)
    counts: list[dict[str, Counter[Status]]] = [{rule: Counter() for rule in judged} for _ in spots]
    subjects = 0
    for read, told in in_portions(_Judge(tuple(policies), judged, as_of, known_at, context), cases, workers):
        subjects += read
        for found, more in zip(counts, told, strict=True):
            for rule, statuses in more.items():
                found[rule].update(statuses)
    if not any(found[rule] for found in counts for rule in judged):
        raise NothingJudgedError(
            "nothing was judged: the log has no case that " + ", ".join(f"`{rule}`" for rule in judged) + " is about"
        )
    points = tuple(Point(spot, found) for spot, found in zip(spots, counts, strict=True))
    return Sweep(values=grid, rules=judged, subjects=subjects, points=points)


@attrs.frozen
class _Judge:
    """Judges a portion of the subjects at every point."""

    policies: tuple[Policy, ...]
    rules: tuple[str, ...]
    as_of: datetime
    known_at: datetime | None
    context: Context | None

    def __call__(self, portion: Iterable[SubjectFacts]) -> tuple[int, list[dict[str, Counter[Status]]]]:
        ask = partial(judging, as_of=self.as_of, known_at=self.known_at, context=self.context, rules=self.rules)
        points = [(ask(policy), dict[str, Counter[Status]]()) for policy in self.policies]
        read = 0
        for facts in portion:
            read += 1
            for asked, found in points:
                for verdict in asked(facts):
                    found.setdefault(verdict.rule, Counter())[verdict.status] += 1
        return read, [found for _, found in points]


def _reading(policy: Policy, policies: Sequence[Policy], grid: Mapping[str, object]) -> tuple[str, ...]:
    """The rules that say otherwise at some point; of one point, those that rest on what is varied."""
    rules = [rule.id for rule in policy.rules if not rule.nature.over_a_period]
    meanings = [one.meanings.rules for one in policies]
    points = meanings if len(meanings) > 1 else [policy.meanings.rules, *meanings]
    differing = [rule for rule in rules if len({meaning.get(rule) for meaning in points}) > 1]
    varied = {part for name in grid for part in name.split(".")[:2]}  # the second one, where the first is a section
    reading = [rule for rule in rules if not varied.isdisjoint(policy.meanings.named[rule])]
    named = " and ".join(f"`{name}`" for name in grid)
    if not differing and not reading:
        raise UsageError(f"no rule that a single case shows reads {named}; `assess` shows what is judged over a period")
    if not differing and len(meanings) > 1:
        raise UsageError(f"all points of {named} mean the same")
    return tuple(differing or reading)


def _refuse(grid: Mapping[str, tuple[Any, ...]]) -> None:
    if not grid or len(grid) > MOST_VALUES:
        raise UsageError(f"a sweep varies one value or two, and not {len(grid)}: hold the others with `policy.but(..)`")
    points = 1
    for name, several in grid.items():
        if not several:
            raise UsageError(f"`{name}` has no points: give several values")
        points *= len(several)
    if points > MOST_POINTS:
        raise UsageError(
            f"{points} points are more than {MOST_POINTS}: take larger steps, or seek a limit with `kept_at`"
        )


def steps_between(first: str, last: str, step: str) -> tuple[str, ...]:
    """The values from one to another, both included, in steps: `1 hour`, `4 hours`, `1 hour`.

    Raises:
        UsageError: They are of different units, or the step leads nowhere.
    """
    (low, unit), (high, other), (by, of) = (split_value("the range", one) for one in (first, last, step))
    if {unit, other, of} == {unit} and by > 0 and high < low:
        raise UsageError(f"`{first}:{last}:{step}` runs backwards: say `{last}:{first}:{step}`")
    if {unit, other, of} != {unit} or by <= 0:
        raise UsageError(f"`{first}:{last}:{step}` is no range: say it in one unit, such as `1 hour:4 hours:1 hour`")
    count = int((high - low) / by) + 1
    if count > MOST_POINTS:
        raise UsageError(f"{count} points are more than {MOST_POINTS}: take larger steps")
    return tuple(amount_said(low + by * place, unit) for place in range(count))
