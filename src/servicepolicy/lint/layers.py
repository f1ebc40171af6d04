"""Layers that say something looser than the layers below them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from servicepolicy.errors import Where
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.measured import period_at, span_of, unit_of
from servicepolicy.language.suspected.suspicion import Example, Period, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.policy.filling.tightening import not_tighter, users_of

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["loosened"]


def loosened(policy: Policy, view: View) -> Iterator[Suspicion]:
    """The blanks that a layer fills with something looser than a layer below it has said."""
    layers = set(policy.layers)
    for name, history in policy._built.history.items():
        said = [one for one in history if one.by in layers]
        for before, after in pairwise(said):
            if before.fill == after.fill or not _looser(name, before, after, policy):
                continue
            users = users_of(name, policy.rules, policy._built.document)
            rules = tuple(rule.id for rule in users if rule.id in view.by_name)
            args = {
                "layer": after.by,
                "below": before.by,
                "name": name,
                "value": _shown(after),
                "before": _shown(before),
            }
            spot = Spot(name, (), "values")
            yield Suspicion("layer-loosens", spot, rules, args, tuple(_examples(rules, view)))


def _looser(name: str, before: Filling, after: Filling, policy: Policy) -> bool:
    document = policy._built.document
    others = {other: filling for other, filling in policy.fillings.items() if other != name}
    users = users_of(name, policy.rules, document)
    found = not_tighter(name, document, others, before, after, users, Where())
    return any(problem.code == "not-tighter" for problem in found)


def _shown(filling: Filling) -> str:
    said = filling.fill.plain()
    return f"`{said}`" if isinstance(said, str) else "`...`"


def _examples(rules: tuple[str, ...], view: View) -> Iterator[Example]:
    for name in rules:
        rule = view.by_name[name]
        statuses = ("met", "breached", "pending", "unknown", "not_applicable")
        world = Imagined(view, rule.subject)
        if rule.nature.over_a_period:
            period = period_at(view, unit_of(getattr(rule, "period", None), view, rule.subject) or "year")
            yield Example(span_of(period, view)[1], {name: statuses}, period=Period(period.code, (world.record(),)))
            continue
        as_of = kind_of(rule).lint.scene(rule, view, world)
        yield world.example(as_of, {name: statuses})
