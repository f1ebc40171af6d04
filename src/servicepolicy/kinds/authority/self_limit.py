"""Limits that measure an act by itself: an amount is always within what it reads, so they would permit any amount."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import FACT, Ref, resolve
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.bound.says import EVENT
from servicepolicy.language.bound.spans import forms_in
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.rule import Part
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.value import Value, fields_in

__all__ = ["self_limits_in"]

_BOUNDS = ("gt", "ge", "lt", "le")
_HELP = "read the limit from another field, or say it outright"


def self_limits_in(rule: Authority, known: Known) -> Iterator[Found]:
    """Bounds of tiers that read the amount which they limit, or are computed of the acts themselves."""
    if rule.amount is None:
        return
    amounts = list(_refs(rule, "amount", rule.subject, known))
    own = {(ref.root, ref.name) for ref in amounts}
    for number, tier in enumerate(rule.tiers):
        for bound in _BOUNDS:
            for ref in _refs(tier, bound, rule.subject, known):
                path = ("tiers", number, bound)
                if (ref.root, ref.name) in own:
                    message = f"`{ref.path}` is the amount itself: no amount is beyond it"
                    yield Found("limits-itself", path, message, _HELP)
                elif ref.root == FACT and _counts_the_act(known.names.facts.get(ref.name), rule, amounts):
                    message = f"`{ref.path}` is computed of the very acts that it would limit"
                    yield Found("limits-itself", path, message, _HELP)


def _refs(part: Part, field: str, subject: str, known: Known) -> Iterator[Ref]:
    """What a value reads wherever one of its choices does, what fills its blanks included."""
    value = getattr(part, field)
    if not isinstance(value, Value):
        return
    place = place_of(part, field, subject)
    for form in forms_in(value.form, known.fillings):
        for path in fields_in(form):
            ref = resolve(path, place, known.names)
            if isinstance(ref, Ref):
                yield ref


def _counts_the_act(fact: ComputedFact | None, rule: Authority, amounts: list[Ref]) -> bool:
    """Whether a fact is made of the field that is the amount of the acts, the act at hand among them."""
    if fact is None or fact.of is None or fact.on == "organisation" or fact.form in ("authority", "compare"):
        return False
    kinds = fact.selector().kinds()
    acts = ANY_EVENT in kinds or not kinds.isdisjoint(rule.actions())
    return acts and any(ref.root == EVENT and ref.name == fact.of for ref in amounts)
