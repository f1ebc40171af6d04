"""Duties of roles that nobody in the organisation holds, and conditions that name roles and units of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.nodes import BoundField, Outright
from servicepolicy.language.bound.walk import PlacedCondition, parts_of
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View

if TYPE_CHECKING:
    from servicepolicy.models.organisation_queries import Answers

__all__ = ["unheld_in"]

_LISTED = frozenset({"is", "in", "under"})
_ANY = ("met", "breached", "pending", "unknown", "not_applicable")


def unheld_in(view: View, organisation: Answers, machines: frozenset[str]) -> Iterator[Suspicion]:
    """The rules of an edition whose duty is a role that nobody holds while it is in force, nor one above that.

    Args:
        view: The edition.
        organisation: Whose posts and units are looked at.
        machines: Roles of which no post tells, as no person holds them.
    """
    if not organisation.knows_posts():
        return
    edition = view.edition
    for rule in edition.rules:
        since, until = _in_force(rule, edition)
        yield from _of_nobody(rule, view, organisation, machines, (since, until))
        duty = rule.duty
        if duty is None or duty in machines:
            continue
        roles = frozenset({duty, *(above for above, below in edition.roles.items() if duty in below)})
        if organisation.held_between(roles, since, until):
            continue
        args = {"rule": rule.id, "duty": duty}
        yield Suspicion("nobody-owes", Spot(rule.id, ("duty",)), (rule.id,), args, _scene(rule, view))


def _scene(rule: Rule, view: View) -> tuple[Example, ...]:
    """Any case of a rule."""
    if rule.nature.over_a_period:
        return ()
    world = Imagined(view, rule.subject)
    as_of = kind_of(rule).lint.scene(rule, view, world)
    return (world.example(as_of, {rule.id: _ANY}),)


def _of_nobody(
    rule: Rule, view: View, organisation: Answers, machines: frozenset[str], meanwhile: tuple[int | None, int | None]
) -> Iterator[Suspicion]:
    """The conditions of a rule that ask for a role that nobody holds meanwhile, or for a unit that there is not."""
    edition = view.edition
    for part in parts_of(rule):
        if not isinstance(part, PlacedCondition):
            continue
        for clause in view.condition(part.condition, part.place).clauses:
            if not isinstance(clause, BoundField) or clause.ref.name not in ("role", "unit"):
                continue
            for names in _named(clause):
                if clause.ref.name == "unit":
                    there = not organisation.knows_units() or any(organisation.unit(name) for name in names)
                else:
                    above = {one for one, below in edition.roles.items() if below & names}
                    unlisted = names & machines or names - edition.roles.keys()
                    there = bool(unlisted) or organisation.held_between(names | above, *meanwhile)
                if not there:
                    key, said = clause.ref.path, ", ".join(f"`{name}`" for name in sorted(names))
                    args = {"key": key, "names": said}
                    yield Suspicion("nobody-meets", Spot(rule.id, part.path), (rule.id,), args, _scene(rule, view))


def _named(clause: BoundField) -> Iterator[frozenset[str]]:
    """The codes of which one is asked for, test by test."""
    for test in clause.tests:
        said = [one.value for one in test.operands if isinstance(one, Outright)]
        if test.op in _LISTED and said and len(said) == len(test.operands):
            codes = [code for one in said for code in (one if isinstance(one, tuple) else (one,))]
            if all(isinstance(code, str) for code in codes):
                yield frozenset(map(str, codes))


def _in_force(rule: Rule, edition: Edition) -> tuple[int | None, int | None]:
    """From when until when an edition holds with this rule in it."""
    own = (None, None) if rule.in_force is None else rule.in_force.bounds(edition.zone)
    ends = ((edition.since, edition.until), edition.in_force, own)
    since = max((end[0] for end in ends if end[0] is not None), default=None)
    until = min((end[1] for end in ends if end[1] is not None), default=None)
    return since, until
