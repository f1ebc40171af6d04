"""What a layer says otherwise of an office below: its hours and holidays, whose calendar counts, currency, titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import attrs

from servicepolicy.errors import MoneyError, Problem
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Name, Rule
from servicepolicy.models.vocabulary import header_fields
from servicepolicy.money import MINOR_UNITS, Money
from servicepolicy.policy.checking.references import UNIT_CLOCK
from servicepolicy.policy.reading.document import PolicyDocument, Role
from servicepolicy.policy.reading.read_document import Draft, read_part
from servicepolicy.worktime import WorkCalendar
from servicepolicy.worktime._built import Built

__all__ = [
    "alike",
    "amounts_otherwise",
    "counted_otherwise",
    "foreign_amounts",
    "left_open",
    "only_titled",
    "retitled",
    "said_below",
]

_AMOUNT: Final = re.compile(r"-?\d+(?:\.\d+)? (?P<currency>[A-Z]{3})")


def left_open(below: PolicyDocument, name: str) -> bool:
    """Whether the layers below leave a calendar to the layer on top."""
    return name in below.calendars and below.calendars[name].layers == "open"


def alike(draft: Draft, below: Mapping[str, WorkCalendar]) -> Draft:
    """A draft with the calendars that begin with what another one says, in the document itself or in a layer below.

    Args:
        draft: The document as it was read; what is wrong is added to its problems.
        below: The calendars of the layers below.
    """
    if not draft.alike:
        return draft
    found = dict(draft.document.calendars)
    for name in draft.alike:
        _read_alike(name, draft, below, found, ())
    in_order = {name: found[name] for name in draft.declared.get("calendars", {}) if name in found}
    return attrs.evolve(draft, document=draft.document.replaced(calendars=in_order), alike={})


def _read_alike(
    name: str, draft: Draft, below: Mapping[str, WorkCalendar], found: dict[str, WorkCalendar], way: tuple[str, ...]
) -> None:
    """Read one such calendar, and first the one with which it begins."""
    if name in found:
        return
    body, source = draft.alike[name], draft.source
    like, where = str(body["like"]), source.where(("calendars", name, "like"))
    if not isinstance(body["like"], str):
        help = "such as `{like: office, hours: {..}}`"
        draft.problems.append(Problem("wrong-type", where, "`like` must be the name of a calendar", help))
        return
    own = like != name and like in {*draft.alike, *found}
    if like in way:
        chain = " → ".join(f"`{one}`" for one in (*way, name, like))
        message, help = f"the calendars run in a circle: {chain}", "one of them must say its own hours"
        draft.problems.append(Problem("cyclic-calendars", where, message, help))
        return
    if own and like not in found:
        _read_alike(like, draft, below, found, (*way, name))
    base = found.get(like) if own else below.get(like)
    if base is None:
        if own or (like != name and like in draft.declared.get("calendars", {})):
            return  # what is wrong with that one is told there
        message = f"`{like}` is not a calendar of this policy or of a layer below"
        help = did_you_mean(like, [*below, *(one for one in draft.declared.get("calendars", {}) if one != name)])
        draft.problems.append(Problem("unknown-calendar", where, message, help))
        return
    said = base.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"name"})
    said.update({key: value for key, value in body.items() if key != "like"})
    made = read_part(WorkCalendar, said, ("calendars", name), source, draft.problems)
    if made is not None:
        found[name] = made


def counted_otherwise(below: PolicyDocument, upper: Draft) -> Iterator[Problem]:
    """What is wrong with the `clocks` of a layer."""
    known = {*below.calendars, *upper.document.calendars, UNIT_CLOCK}
    for name, instead in upper.document.clocks.items():
        where = upper.source.where(("clocks", name), key=True)
        if name not in below.calendars:
            help = did_you_mean(name, below.calendars) or "it is about calendars of the layers below"
            yield Problem("unknown-clock", where, f"`{name}` is not a calendar of `{below.policy}`", help)
        elif not left_open(below, name):
            message = f"the calendar `{name}` of `{below.policy}` is not left open: its rules go on counting by it"
            yield Problem("closed-layer", where, message, "say `layers: open` of it in the layer below")
        elif instead not in known:
            message, help = f"`{instead}` is not a calendar of this policy", did_you_mean(instead, known)
            yield Problem("unknown-clock", upper.source.where(("clocks", name)), message, help)


def said_below(below: PolicyDocument, upper: PolicyDocument) -> tuple[tuple[Rule, ...], Mapping[Name, ComputedFact]]:
    """The rules and facts of the layers below, counted by the clocks of a layer, amounts of nothing in its currency.

    A rule about a subject that has no unit, such as the organisation, goes on counting by the calendar that it names.
    """
    if not upper.clocks and upper.currency is None and not upper.amounts:
        return below.rules, below.facts
    known = {*below.calendars, *upper.calendars, UNIT_CLOCK}
    clocks = {name: to for name, to in upper.clocks.items() if left_open(below, name) and to in known}
    of_units = {name: to for name, to in clocks.items() if to != UNIT_CLOCK}

    def rule_below(rule: Rule) -> Rule:
        has_units = "unit" in header_fields(rule.subject)
        changed: Rule = _changed(rule, partial(_said, clocks if has_units else of_units, instead))
        return changed

    instead = _Amounts(upper)
    facts = {name: _changed(fact, partial(_said, clocks, instead)) for name, fact in below.facts.items()}
    return tuple(map(rule_below, below.rules)), facts


def _said(clocks: Mapping[str, str], instead: _Amounts, name: str, said: Any) -> Any:
    if name == "clock":
        return clocks.get(said, said)
    if isinstance(said, Money):
        return instead.of(said, said)
    if isinstance(said, str) and _AMOUNT.fullmatch(said):
        try:
            amount = Money.parse(said)
        except MoneyError:
            return said
        found = instead.of(amount, amount)
        return said if found is amount else str(found)
    return said


class _Amounts:
    """What a layer says instead of amounts that the layers below say outright."""

    def __init__(self, upper: PolicyDocument) -> None:
        self._said = {Money.parse(amount): Money.parse(instead) for amount, instead in upper.amounts.items()}
        self._currency = upper.currency

    def of(self, amount: Money, otherwise: Money) -> Money:
        """What is said instead; nothing is nothing in the layer's currency."""
        if not amount.amount and self._currency is not None and self._currency != amount.currency:
            return Money(amount.amount, self._currency)
        return self._said.get(amount, otherwise)


def amounts_otherwise(below: PolicyDocument, upper: Draft) -> Iterator[Problem]:
    """What is wrong with the `amounts` of a layer: each is one that a rule below says outright."""
    if not upper.document.amounts:
        return
    from servicepolicy.policy.versions.digest import plain_rule

    outright = {amount for rule in below.rules for _, amount in _amounts(plain_rule(rule), "", ())}
    known = {Money.parse(amount) for amount in outright}
    for amount in upper.document.amounts:
        if Money.parse(amount) not in known:
            where = upper.source.where(("amounts", amount), key=True)
            help = f"it says {', '.join(f'`{one}`' for one in sorted(outright))}" if outright else "it says none"
            yield Problem("unknown-amount", where, f"no rule of `{below.policy}` says `{amount}` outright", help)


def _changed(part: Any, said: Callable[[str, Any], Any], name: str = "") -> Any:  # any piece of a rule
    """A piece of a rule with everything in it said otherwise, where that differs; itself where nothing does."""
    instead = said(name, part)
    if instead is not part:
        return instead
    match part:
        case Built():
            held = {key: getattr(part, key) for key in type(part).model_fields}
            update = {key: made for key, value in held.items() if (made := _changed(value, said, key)) is not value}
            return part.replaced(**update) if update else part
        case tuple() | list():
            items = [_changed(item, said, name) for item in part]
            return part if all(one is other for one, other in zip(items, part, strict=True)) else type(part)(items)
        case Mapping():
            values = {key: _changed(value, said, str(key)) for key, value in part.items()}
            return part if all(values[key] is part[key] for key in values) else values
        case _ if attrs.has(type(part)):
            fields = [field.name for field in attrs.fields(type(part)) if field.init]
            update = {
                key.lstrip("_"): made
                for key in fields
                for value in [getattr(part, key)]
                if (made := _changed(value, said, key)) is not value
            }
            return attrs.evolve(part, **update) if update else part
        case _:
            return part


def only_titled(role: Role) -> bool:
    """Whether a layer says nothing of a role but what it is called."""
    return role.model_fields_set == {"title"}


def retitled(below: Role, above: Role) -> Role:
    """A role of a layer below as the layer on top calls it, in the languages in which it says so."""
    if below.title is None or above.title is None:
        return below.replaced(title=above.title)
    zh, en = above.title.zh or below.title.zh, above.title.en or below.title.en
    return below.replaced(title=above.title.replaced(zh=zh, en=en))


def foreign_amounts(draft: Draft, fillings: Mapping[str, Filling]) -> Iterator[Problem]:
    """Amounts in another currency than that which the policy names: in its rules, and in what fills its blanks."""
    home = draft.document.currency
    if home is None:
        return
    from servicepolicy.policy.versions.digest import plain_rule

    help = f"say it in {home}, or leave `currency` away"
    for number, rule in enumerate(draft.document.rules):
        path, amount = next(_amounts(plain_rule(rule), home, ()), ((), ""))
        if amount:
            message = f"`{rule.id}` says `{amount}` outright, and the currency here is {home}"
            yield Problem("other-currency", draft.where(number, *path), message, help)
    for name, filling in fillings.items():
        _, amount = next(_amounts(filling.fill.plain(), home, ()), ((), ""))
        if amount:
            message = f"`{name}` is `{amount}`, and the currency here is {home}"
            yield Problem("other-currency", filling.places[0], message, help)


def _amounts(plain: Any, home: str, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match plain:
        case Mapping():
            for key, value in plain.items():
                yield from _amounts(value, home, (*path, str(key)))
        case list() | tuple():
            for number, value in enumerate(plain):
                yield from _amounts(value, home, (*path, number))
        case str():
            found = _AMOUNT.fullmatch(plain)
            if found is not None and found["currency"] in MINOR_UNITS and found["currency"] != home:
                yield path, plain
        case _:
            return
