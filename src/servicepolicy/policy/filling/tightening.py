"""Whether a value of a layer only tightens that of the layer below: proved on the rules that use it, always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import attrs

from servicepolicy.errors import MoneyError, Problem, Where
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.fillings import DatedValue, Filling
from servicepolicy.language.bound.order import Order
from servicepolicy.language.bound.reckoning import later_by_the_clock
from servicepolicy.language.bound.spans import as_span
from servicepolicy.language.bound.walk import blanks_in, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import Literal, ValueForm, plain_value
from servicepolicy.money import Money
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.versions.editions import editions_of
from servicepolicy.policy.versions.level_orders import level_order
from servicepolicy.policy.versions.rule_orders import RuleOrder, rule_orders
from servicepolicy.worktime import Counting, Span, WorkCalendar
from servicepolicy.worktime._instant import from_us

__all__ = ["not_tighter", "users_of"]

_FIRST, _LAST = -(1 << 62), 1 << 62
_ENOUGH: Final = frozenset({"same", "more"})
_OF_SEVERAL: Final = frozenset({"list", "range", "phrase", "text"})  # values that hold something: one may hold others


@attrs.frozen(eq=False)
class _Version:
    """The rules that a value must not loosen, with that value."""

    rules: tuple[Rule, ...]
    editions: tuple[Edition, ...]
    calendars: Mapping[str, WorkCalendar]


@attrs.frozen
class _Use:
    """How one place that uses a blank lies with the new value.

    Attributes:
        place: The place as a message names it: `answered.within`.
        order: How much more is asked there.
        since: From when.
    """

    place: str
    order: Order
    since: int | None


def users_of(blank: str, rules: tuple[Rule, ...], document: PolicyDocument) -> tuple[Rule, ...]:
    """The rules that use a blank, directly or by a computed fact that they may read."""
    counted = any(blank in _named(fact) for fact in document.facts.values())
    return tuple(rule for rule in rules if counted or blank in _named(rule))


def _named(said: Rule | ComputedFact) -> frozenset[str]:
    return frozenset(blanks_in(parts_of(said)))


def not_tighter(
    name: str,
    below: PolicyDocument,
    others: Mapping[str, Filling],
    before: Filling,
    after: Filling,
    rules: tuple[Rule, ...],
    place: Where,
) -> Iterator[Problem]:
    """Where a filling is looser than the one that it replaces, or cannot be compared with it.

    Args:
        name: The blank.
        below: The layers put together.
        others: What fills the other blanks.
        before: What the layer below says.
        after: What this layer says instead.
        rules: The rules that it must not loosen, those that use it.
        place: Where it is said.
    """
    document = below.replaced(rules=rules)
    old, new = (
        _Version(rules, editions_of(document, {**others, name: filling}), below.calendars)
        for filling in (before, after)
    )
    found = [*_in_rules(old, new), *_in_levels(name, below, old, new)]
    uses = [use for use in found if all(_holds(filling, use.since, below.timezone) for filling in (before, after))]
    if not rules and not found:
        message = f"`{name}` may only be tightened, and which value is tighter cannot be told: no rule uses it"
        help = "take the value away; in the layer below, `layers: open` or `layers: closed` say what is meant"
        yield Problem("no-direction", place, message, help)
        return
    yield from _uncovered(name, before, after, below.timezone, place)
    apart = next(_pulling_apart(uses), None)
    if apart is not None:
        message = f"`{name}` may only be tightened, and `{apart[0].place}` and `{apart[1].place}` pull apart"
        yield Problem("no-direction", place, message, "use two blanks in the layer below")
        return
    told: set[tuple[str, int]] = set()
    for use in uses:
        if use.order not in _ENOUGH:
            told_of = _Told(
                name, below.blanks[name].type, before, after, use, below.timezone, new.editions[-1].counting
            )
            problem = told_of.problem(place)
            if (problem.code, told_of.number) not in told:
                told.add((problem.code, told_of.number))
                yield problem


def _pulling_apart(uses: Sequence[_Use]) -> Iterator[tuple[_Use, _Use]]:
    """Two places of which one asks more at a time at which the other asks less."""
    return (
        (one, other)
        for one, other in combinations(uses, 2)
        if one.place != other.place and one.since == other.since and {one.order, other.order} == {"more", "less"}
    )


def _in_rules(old: _Version, new: _Version) -> Iterator[_Use]:
    for order in rule_orders(old, new):
        if order.old is not None and order.new is not None:
            yield from _uses(order)


def _uses(order: RuleOrder) -> Iterator[_Use]:
    for part in order.parts:
        if part.order != "same":
            yield _Use(".".join((order.new or "", *part.path)), part.order, order.since)


def _in_levels(name: str, below: PolicyDocument, old: _Version, new: _Version) -> Iterator[_Use]:
    for level in below.slas:
        said = (*level.objective.blanks(), *level.period.blanks(), *level.where.blanks())
        if name not in said:
            continue
        where = "objective" if name in level.objective.blanks() else "period"
        for edition in new.editions:
            at = edition.since if edition.since is not None else (edition.until or 1) - 1
            was = next((one for one in old.editions if one.covers(at)), None)
            if was is not None:
                order = level_order((level, was), (level, edition))
                if order != "same" or edition is new.editions[-1]:
                    yield _Use(f"{level.id}.{where}", order, edition.since)


# what is in the way


@attrs.frozen
class _Told:
    """A place that asks less, or of which nobody can tell, in words."""

    name: str
    kind: str
    before: Filling
    after: Filling
    use: _Use
    zone: str
    counting: Counting

    @property
    def number(self) -> int:
        """Which of the new values it is."""
        return _covering(self.after, self.use.since, self.zone)

    def problem(self, place: Where) -> Problem:
        """The problem, where the value stands."""
        where = self.after.places[self.number] if self.number < len(self.after.places) else place
        new = self.after.fill.values[self.number].form
        old = self.before.fill.values[_covering(self.before, self.use.since, self.zone)].form
        said, there = f"`{_shown(new)}`", f"`{_shown(old)}` of `{self.before.by}`"
        only = f"`{self.name}` may only be tightened, and"
        plain = isinstance(new, Literal) and isinstance(old, Literal)
        match self.use.order:
            case "untold" | "apart" if not _of_one_unit(self.kind, new, old) and (plain or self.use.order == "untold"):
                help = "say a value of the same unit, or leave it to the layer below"
                return Problem(
                    "not-comparable", where, f"{only} {said} cannot be compared with {there}{self._why(old, new)}", help
                )
            case "less":
                code = "not-tighter"
            case "apart" if not plain or self.kind in _OF_SEVERAL:
                code = "not-tighter"
            case _:
                message = f"{only} `{self.use.place}` has no tighter way from `{_shown(old)}` to {said}"
                help = "take the value away; in the layer below, `layers: open` or `layers: closed` say what is meant"
                return Problem("no-direction", where, message, help)
        help = f"say a value with which `{self.use.place}` asks at least as much as with `{_shown(old)}`"
        return Problem(code, where, f"{only} {said} is looser than {there}", help)

    def _why(self, old: ValueForm, new: ValueForm) -> str:
        """What makes two spans incomparable, where that is the clock."""
        if self.kind != "span" or not isinstance(old, Literal) or not isinstance(new, Literal):
            return ""
        changed = later_by_the_clock(as_span(old.raw), as_span(new.raw), self.zone, self.counting)
        said = "it is over later only around a change of the clock, such as that"
        return "" if changed is None else f": {said} of {changed} in `{self.zone}`"


def _covering(filling: Filling, since: int | None, zone: str) -> int:
    """Which of several values holds from an instant on."""
    return next(_all_covering(filling, since, zone), 0)


def _holds(filling: Filling, since: int | None, zone: str) -> bool:
    return next(_all_covering(filling, since, zone), None) is not None


def _all_covering(filling: Filling, since: int | None, zone: str) -> Iterator[int]:
    at = _FIRST if since is None else since
    for number, dated in enumerate(filling.fill.values):
        begins, ends = _bounds(dated, zone)
        if begins <= at < ends:
            yield number


def _of_one_unit(kind: str, new: ValueForm, old: ValueForm) -> bool:
    """Whether two values that are said outright could be compared at all."""
    if not isinstance(new, Literal) or not isinstance(old, Literal):
        return False
    try:
        match kind:
            case "span":
                return Span(str(new.raw)).kind == Span(str(old.raw)).kind
            case "money":
                return Money.parse(str(new.raw)).currency == Money.parse(str(old.raw)).currency
            case _:
                return True
    except (ValueError, MoneyError):
        return False


def _shown(form: ValueForm) -> str:
    match form:
        case Literal(raw):
            return ", ".join(str(item) for item in raw) if isinstance(raw, list | tuple) else str(raw)
        case _:
            return str(plain_value(form))


# time


def _uncovered(name: str, before: Filling, after: Filling, zone: str, place: Where) -> Iterator[Problem]:
    """Where the layer below has a value, and this one leaves none."""
    for old in before.fill.values:
        left = [_bounds(old, zone)]
        for new in after.fill.values:
            left = [piece for one in left for piece in _without(one, _bounds(new, zone))]
        for since, _until in left:
            began = "" if since == _FIRST else f" from {from_us(since, zone).isoformat()} on"
            message = f"`{name}` may only be tightened, and has no value{began}, where `{before.by}` has one"
            yield Problem("not-tighter", place, message, "say a value for that time too")


def _bounds(dated: DatedValue, zone: str) -> tuple[int, int]:
    since, until = dated.period.bounds(zone)
    return _FIRST if since is None else since, _LAST if until is None else until


def _without(whole: tuple[int, int], part: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if part[1] <= whole[0] or whole[1] <= part[0]:
        yield whole
        return
    pieces = ((whole[0], part[0]), (part[1], whole[1]))
    yield from (piece for piece in pieces if piece[0] < piece[1])
