"""Layers: a bank's policy stands on the group's, a branch's on the bank's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.money import Money
from servicepolicy.policy.blanks import canonical, literals
from servicepolicy.policy.document import BlankDeclaration
from servicepolicy.policy.fills import Filling
from servicepolicy.policy.reading import Draft
from servicepolicy.rules.value import Literal
from servicepolicy.worktime import Span

__all__ = ["Layer", "may_replace", "merged"]

_ADDED: Final = ("calendars", "roles", "blanks", "facts")
_TAKEN_OVER: Final = ("title", "source", "timezone", "in_force", "published", "pin", "counting")


@attrs.frozen(eq=False)
class Layer:
    """One document of a chain.

    Args:
        id: Id of its policy.
        draft: What could be read of it.
    """

    id: str
    draft: Draft


def merged(layers: list[Layer]) -> tuple[Draft, list[Problem]]:
    """The layers put together, the lowest first.

    A layer adds rules, blanks, facts, roles and calendars and fills in values; it replaces no part of a layer below.

    Returns:
        The whole, and where a layer declares what a layer below has declared already.
    """
    whole = layers[0].draft
    problems: list[Problem] = []
    for layer in layers[1:]:
        whole, clashes = _on_top(whole, layer)
        problems.extend(clashes)
    return whole, problems


def _on_top(below: Draft, layer: Layer) -> tuple[Draft, list[Problem]]:
    upper = layer.draft
    problems = list(_clashes(below, layer))
    base, own = below.document, upper.document
    update: dict[str, Any] = {name: {**getattr(base, name), **getattr(own, name)} for name in _ADDED}
    update["rules"] = (*base.rules, *own.rules)
    update["statements"] = (*base.statements, *own.statements)
    for name in _TAKEN_OVER:
        if name not in own.model_fields_set:
            update[name] = getattr(base, name)
    document = own.model_copy(update={**update, "values": {}})
    declared = {
        section: {**below.declared.get(section, {}), **upper.declared.get(section, {})}
        for section in {*below.declared, *upper.declared}
    }
    sources = [*(below.sources or [below.source] * len(base.rules)), *([upper.source] * len(own.rules))]
    lower = {
        section: {**dict.fromkeys(getattr(base, section), below.source), **below.lower.get(section, {})}
        for section in _ADDED
    }
    return Draft(document, upper.source, [], declared, (*below.spots, *upper.spots), sources, lower), problems


def _clashes(below: Draft, layer: Layer) -> Iterator[Problem]:
    upper = layer.draft
    for section in (*_ADDED, "rules"):
        for name, path in upper.declared.get(section, {}).items():
            if name in below.declared.get(section, {}):
                where = upper.source.where((*path, "id") if section == "rules" else path, key=True)
                message = f"`{name}` is declared in `{below.document.policy}` already"
                help = (
                    "fill a blank of the layer below under `values`"
                    if section == "blanks"
                    else "a layer adds, it does not replace"
                )
                yield Problem("already-declared", where, message, help)
    zone = upper.document.timezone
    if "timezone" in upper.document.model_fields_set and zone != below.document.timezone:
        message = f"the layer is in `{zone}`, `{below.document.policy}` below it in `{below.document.timezone}`"
        yield Problem("two-zones", upper.source.where(("timezone",)), message, "leave `timezone` to the layer below")


def may_replace(
    name: str, declared: BlankDeclaration, before: Filling, after: Filling, place: Where
) -> Iterator[Problem]:
    """Whether a later filling of a blank may take the place of an earlier one."""
    if declared.layers == "closed":
        message = f"`{name}` is closed: `{before.by}` has filled it"
        yield Problem("closed-blank", place, message, "take the value away, or open the blank with `layers: open`")
    if declared.layers == "tighten_only" and not _tightens(declared.type, before, after):
        message = f"`{name}` may only be tightened, and this is not within what `{before.by}` says"
        yield Problem("not-tighter", place, message, "say a plain value of the same unit that is no larger")


def _tightens(kind: str, before: Filling, after: Filling) -> bool:
    olds = [literal.raw for dated in before.fill.values for literal in literals(dated.form)]
    news = [literal.raw for dated in after.fill.values for literal in literals(dated.form)]
    plain = all(isinstance(dated.form, Literal) for filling in (before, after) for dated in filling.fill.values)
    return plain and all(_at_most(kind, new, old) for new in news for old in olds)


def _at_most(kind: str, new: object, old: object) -> bool:
    match kind:
        case "span":
            one, other = Span(str(new)), Span(str(old))
            return one.kind == other.kind and one.amount <= other.amount
        case "money":
            amount, bound = Money.parse(str(new)), Money.parse(str(old))
            return amount.currency == bound.currency and amount <= bound
        case "number" | "integer":
            return Decimal(str(canonical(kind, new))) <= Decimal(str(canonical(kind, old)))
        case _:
            return canonical(kind, new) == canonical(kind, old)
