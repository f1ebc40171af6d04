"""Duties of roles that nobody in the organisation holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View

if TYPE_CHECKING:
    from servicepolicy.models.organisation_queries import Answers

__all__ = ["unheld_in"]

_ANY = ("met", "breached", "pending", "unknown", "not_applicable")


def unheld_in(view: View, organisation: Answers) -> Iterator[Suspicion]:
    """The rules of an edition whose duty is a role that nobody holds while it is in force, nor one above that."""
    if not organisation.knows_posts():
        return
    edition = view.edition
    for rule in edition.rules:
        duty = rule.duty
        if duty is None:
            continue
        since, until = _in_force(rule, edition)
        roles = frozenset({duty, *(above for above, below in edition.roles.items() if duty in below)})
        if organisation.held_between(roles, since, until):
            continue
        examples: tuple[Example, ...] = ()
        if not rule.nature.over_a_period:
            world = Imagined(view, rule.subject)
            as_of = kind_of(rule).lint.scene(rule, view, world)
            examples = (Example(as_of, {rule.id: _ANY}, world.record(), world.context()),)
        yield Suspicion("nobody-owes", Spot(rule.id, ("duty",)), (rule.id,), {"rule": rule.id, "duty": duty}, examples)


def _in_force(rule: Rule, edition: Edition) -> tuple[int | None, int | None]:
    """From when until when an edition holds with this rule in it."""
    own = (None, None) if rule.in_force is None else rule.in_force.bounds(edition.zone)
    ends = ((edition.since, edition.until), edition.in_force, own)
    since = max((end[0] for end in ends if end[0] is not None), default=None)
    until = min((end[1] for end in ends if end[1] is not None), default=None)
    return since, until
