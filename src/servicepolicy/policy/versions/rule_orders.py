"""How two policies lie, rule by rule and stretch by stretch: read off the bound form, without asking any case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

import attrs

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.comparing import Differing, Reading, facts_told_apart
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.order import Order, joined
from servicepolicy.language.bound.stretch import Stretch
from servicepolicy.language.bound.walk import blanks_in, parts_of
from servicepolicy.language.rule import Rule
from servicepolicy.worktime import WorkCalendar

__all__ = ["RuleOrder", "Version", "compared_readings", "renamed_rules", "rule_orders"]


class Version(Protocol):
    """A version of a policy: its rules, as they stand in each of its editions."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, whether in force or not."""
        ...

    @property
    def editions(self) -> tuple[Edition, ...]:
        """It between the moments at which a value or a rule changes, the earliest first."""
        ...

    @property
    def calendars(self) -> Mapping[str, WorkCalendar]:
        """Its calendars by name."""
        ...


@attrs.frozen
class RuleOrder:
    """How a rule of one policy lies to that of another one over some time.

    Attributes:
        old: Its id in the old policy; `None`: it is added.
        new: Its id in the new policy; `None`: it is taken away.
        since: First instant (UTC microseconds), `None` for ever.
        until: First instant after it, `None` for ever.
        parts: The parts in which it differs.
        order: How the whole of it lies: `more` is stricter.
    """

    old: str | None
    new: str | None
    since: int | None
    until: int | None
    parts: tuple[Differing, ...]
    order: Order


def rule_orders(old: Version, new: Version, rules: frozenset[str] | None = None) -> tuple[RuleOrder, ...]:
    """How the rules of two policies lie, as far as they differ at all, in the order of the policies.

    Args:
        old: The old policy.
        new: The new one.
        rules: Ids of the rules that are asked for, in either; `None`: all.
    """
    comparison = _Comparison(old, new, renamed_rules(old, new))
    found: list[RuleOrder] = []
    for before, after in comparison.pairs():
        if rules is None or before in rules or after in rules:
            found.extend(_together(list(comparison.over_time(before, after))))
    return tuple(found)


def renamed_rules(old: Version, new: Version) -> dict[str, str]:
    """The rules that have another id and are the same otherwise: the old id with the new one."""
    before, after = ({rule.id: rule for rule in policy.rules} for policy in (old, new))
    gone = [rule for name, rule in before.items() if name not in after]
    come = [rule for name, rule in after.items() if name not in before]
    found: dict[str, str] = {}
    for rule in gone:
        for other in come:
            if other.id not in found.values() and _same_but_the_name(old, new, rule, other):
                found[rule.id] = other.id
                break
    return found


def _same_but_the_name(old: Version, new: Version, rule: Rule, other: Rule) -> bool:
    if type(rule) is not type(other) or rule.in_force != other.in_force or rule.clause != other.clause:
        return False
    one = Reading(rule, old.editions[-1], old.calendars)
    two = Reading(other, new.editions[-1], new.calendars)
    return all(part.order == "same" and part.sort in ("meaning", "wording") for part in compared_readings(one, two))


def compared_readings(old: Reading, new: Reading) -> tuple[Differing, ...]:
    """The parts in which two readings of a rule differ, what its computed facts are made of included."""
    if type(old.rule) is not type(new.rule) or old.rule.subject != new.rule.subject:
        return (Differing(("kind",), "untold"),)
    found = list(kind_of(old.rule).comparison.compared(old, new))
    found += [Differing(("facts", name), "untold") for name in facts_told_apart(old, new)]
    return tuple(found)


class _Comparison:
    """Two policies, and what of them is the same."""

    def __init__(self, old: Version, new: Version, renamed: Mapping[str, str]) -> None:
        self.old, self.new, self.renamed = old, new, renamed
        was, now = old.editions[0], new.editions[0]
        self._around_alike = (
            old.calendars == new.calendars
            and was.zone == now.zone
            and was.counting == now.counting
            and was.facts == now.facts
            and was.roles == now.roles
            and was.kinds == now.kinds
        )
        self._stretches = list(_stretches(old, new))

    def pairs(self) -> Iterator[tuple[str | None, str | None]]:
        """The ids of the rules, each with that of the rule that takes its place."""
        theirs = set(self.renamed.values())
        after = {rule.id for rule in self.new.rules}
        for rule in self.old.rules:
            yield rule.id, self.renamed.get(rule.id, rule.id if rule.id in after else None)
        before = {rule.id for rule in self.old.rules}
        for rule in self.new.rules:
            if rule.id not in before and rule.id not in theirs:
                yield None, rule.id

    def over_time(self, before: str | None, after: str | None) -> Iterator[RuleOrder]:
        """How one rule lies, stretch by stretch."""
        seen: dict[tuple[int, int], tuple[Differing, ...]] = {}
        for (since, until), was, now in self._stretches:
            one = None if was is None or before is None else was.rule(before)
            other = None if now is None or after is None else now.rule(after)
            if one is None and other is None:
                continue
            if one is None or other is None:
                gone = one is not None
                binding = any(rule is not None and rule.level == "breach" for rule in (one, other))
                order: Order = "same" if not binding else "less" if gone else "more"
                yield RuleOrder(before, after, since, until, (), order)
                continue
            if was is None or now is None:
                continue
            key = id(was), id(now)
            if key not in seen:
                seen[key] = self._parts(Reading(one, was, self.old.calendars), Reading(other, now, self.new.calendars))
            parts = seen[key]
            renamed = before != after
            if parts or renamed:
                yield RuleOrder(before, after, since, until, parts, joined(part.order for part in parts))

    def _parts(self, old: Reading, new: Reading) -> tuple[Differing, ...]:
        if self._around_alike and old.rule == new.rule:
            was, now = old.edition.values, new.edition.values
            named = {*blanks_in(parts_of(old.rule))}
            for fact in old.edition.facts.values():
                named.update(blanks_in(parts_of(fact)))
            if all(_form(was, name) == _form(now, name) for name in named):
                return ()
        return compared_readings(old, new)


def _form(values: Mapping[str, object], name: str) -> object:
    return getattr(values.get(name), "form", None)


def _stretches(old: Version, new: Version) -> Iterator[tuple[Stretch, Edition | None, Edition | None]]:
    """The stretches in which both policies are constant, each with what is in force then, the earliest first."""
    editions = (*old.editions, *new.editions)
    inner = sorted({at for edition in editions for at in (edition.since, edition.until) if at is not None})
    edges: Sequence[int | None] = (None, *inner, None)
    for since, until in pairwise(edges):
        at = since if since is not None else until - 1 if until is not None else 0
        was, now = (next((one for one in policy.editions if one.covers(at)), None) for policy in (old, new))
        if was is not None or now is not None:
            yield (since, until), was, now


def _together(found: list[RuleOrder]) -> list[RuleOrder]:
    """Stretches that touch, and in which a rule lies alike, as one."""
    whole: list[RuleOrder] = []
    for one in found:
        last = whole[-1] if whole else None
        if last is not None and last.until == one.since and _alike(last, one):
            whole[-1] = attrs.evolve(last, until=one.until)
        else:
            whole.append(one)
    return whole


def _alike(one: RuleOrder, other: RuleOrder) -> bool:
    return (one.old, one.new, one.order) == (other.old, other.new, other.order) and one.parts == other.parts
