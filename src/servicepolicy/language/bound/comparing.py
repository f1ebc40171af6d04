"""How two readings of a rule lie to one another, part by part: conditions, selectors, values, terms.

A kind of rule says in a table how each of its parts pulls: what makes it ask more, and what makes it ask less. What is
told here is the whole of it: a part that no table names makes the two readings apart, in a way that nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Final, Literal, TypeAlias, cast

import attrs
from pydantic import BaseModel

from servicepolicy.language.bound.boxes import key_of
from servicepolicy.language.bound.changing import facts_behind
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.nodes import (
    BoundCondition,
    BoundField,
    BoundSelector,
    BoundValue,
    Chosen,
    Extreme,
    Outright,
    refs_in,
)
from servicepolicy.language.bound.order import Order, between, joined, turned
from servicepolicy.language.bound.orders import (
    Leaves,
    in_numbers,
    number_of,
    order_of_conditions,
    order_of_selectors,
    order_of_terms,
    order_of_values,
    selector_key,
)
from servicepolicy.language.bound.place import Place, fields_of, place_of, says_of
from servicepolicy.language.bound.reckoning import Reckoned, Reckoning, compare_spans
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import Condition
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value
from servicepolicy.money import as_money
from servicepolicy.worktime import Counting, Span, WorkCalendar

__all__ = [
    "BASE",
    "Comparer",
    "Differing",
    "Reading",
    "Sort",
    "Table",
    "amounts",
    "applies",
    "by_table",
    "counted_alike",
    "each_of",
    "facts_told_apart",
    "flag",
    "holds",
    "numbers",
    "orders_of",
    "part",
    "present",
    "rank",
    "read_elsewhere",
    "selects",
    "spans_of",
    "splits",
    "telling_starts",
    "terms",
    "unread_without",
    "untold",
    "words",
]

_MOST_PAIRS: Final = 4  # of terms, of which moments are sought

Sort: TypeAlias = Literal["meaning", "notices", "moved", "wording"]
"""What a difference is about: what the rule asks, what is told meanwhile, whose it is, or how it is worded."""


@attrs.frozen(eq=False)
class Reading:
    """A rule as one edition of its policy has it.

    Args:
        rule: The rule.
        edition: The edition.
        calendars: The calendars of the policy by name.
    """

    rule: Rule
    edition: Edition
    calendars: Mapping[str, WorkCalendar]

    def condition(self, holder: BaseModel, name: str) -> BoundCondition:
        """A condition of the rule, or of a part of it."""
        said = getattr(holder, name)
        if not isinstance(said, Condition):
            return BoundCondition()
        return self.edition.binder.condition(said, self.place(holder, name))

    def selector(self, holder: BaseModel, name: str) -> BoundSelector | None:
        """A selector of the rule, or of a part of it; `None` where it has none."""
        said = getattr(holder, name)
        return None if said is None else self.edition.binder.selector(cast("Selector", said), self.rule.subject)

    def value(self, holder: BaseModel, name: str) -> BoundValue | None:
        """A value of the rule, or of a part of it; `None` where it has none."""
        said = getattr(holder, name)
        if said is None:
            return None
        wanted = says_of(type(holder), name).type
        form = said.form if isinstance(said, Value) else said
        if isinstance(form, Span | str | int):
            return Outright(form, "policy", form)
        return self.edition.binder.value(form, self.place(holder, name), wanted=wanted)

    def place(self, holder: BaseModel, name: str) -> Place:
        """What a bare name means there."""
        return place_of(holder, name, self.rule.subject)

    def reckoning(self, holder: BaseModel) -> Reckoning:
        """How the spans of a part are counted."""
        teller = holder if "clock" in type(holder).model_fields else self.rule
        return self.counted_by(getattr(teller, "clock", None), getattr(teller, "counting", None))

    def counted_by(self, name: str | None, said: str | Counting | None) -> Reckoning:
        """How spans are counted by a calendar and a convention; `None`: all days, and the convention of the policy."""
        counting = self.edition.convention(said)
        if name is None:
            return Reckoning(self.edition.clocks[""], None, self.edition.zone, counting)
        clock, calendar = self.edition.clocks.get(name), self.calendars.get(name)
        zone = self.edition.zone if calendar is None else calendar.timezone
        return Reckoning(clock, calendar, zone, counting, self.calendars if clock is None else None)


@attrs.frozen
class Differing:
    """One part in which two readings differ.

    Attributes:
        path: Where it stands.
        order: How much more, or less, the new rule asks for it.
        sort: What it is about.
    """

    path: tuple[str, ...]
    order: Order
    sort: Sort = "meaning"


Comparer: TypeAlias = Callable[[Reading, Reading, BaseModel, BaseModel, str], Order]
"""Compares one field of two parts of the same kind: the readings, the parts, and the field."""

Table: TypeAlias = Mapping[str, "Comparer | Sort | None"]
"""How each field of a part is compared; of one that asks nothing, what a difference in it is about.

`None`: it is no part of what is compared.
"""


# the parts of a rule


def by_table(
    old: Reading, new: Reading, table: Table, parts: tuple[BaseModel, BaseModel] | None = None
) -> Iterator[Differing]:
    """Compare two readings field by field, each as a table says.

    Args:
        old: The old reading.
        new: The new one.
        table: How each field is compared; one that is not named is compared by what it says, and differs untold.
        parts: The parts that are compared; absent: the rules themselves.
    """
    before, after = parts or (old.rule, new.rule)
    for name, key, _ in fields_of(type(before)):
        comparer = table.get(name, untold)
        if comparer is None:
            continue
        if not callable(comparer):
            if untold(old, new, before, after, name) != "same":
                yield Differing((key,), "same", comparer)
            continue
        found = comparer(old, new, before, after, name)
        if found != "same" or getattr(before, name) != getattr(after, name):
            yield Differing((key,), found)


def orders_of(old: Reading, new: Reading, table: Table, before: BaseModel, after: BaseModel) -> Order:
    """How two parts of rules lie, by a table of their own."""
    return joined(differing.order for differing in by_table(old, new, table, (before, after)))


def untold(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """The same where it says the same, whatever fills its blanks; else nobody can tell."""
    one, other = _meaning(old, before, name), _meaning(new, after, name)
    return "same" if one == other else "untold"


def _meaning(reading: Reading, holder: BaseModel, name: str) -> object:
    """What a field says, in a form that can be compared."""
    said = getattr(holder, name)
    match said:
        case Condition():
            return key_of(reading.condition(holder, name))
        case Selector():
            return selector_key(reading.edition.binder.selector(said, reading.rule.subject))
        case Value():
            value = reading.value(holder, name)
            return None if value is None else key_of(value)
        case BaseModel():
            return tuple((part, _meaning(reading, said, part)) for part, _, _ in fields_of(type(said)))
        case tuple() if said and all(isinstance(item, BaseModel) for item in said):
            return tuple(
                tuple((part, _meaning(reading, item, part)) for part, _, _ in fields_of(type(item))) for item in said
            )
        case _:
            return said


# how a field pulls


def read_elsewhere(_old: Reading, _new: Reading, _before: BaseModel, _after: BaseModel, _name: str) -> Order:
    """A field that is part of how another one is compared, such as the clock of a span."""
    return "same"


def rank(*ordered: object) -> Comparer:
    """One of several words, of which each later one asks more."""

    def compare(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        one, other = ordered.index(getattr(before, name)), ordered.index(getattr(after, name))
        return between(at_most=other <= one, at_least=other >= one)

    return compare


def flag(*, asks: bool) -> Comparer:
    """Yes or no; `asks` says whether yes asks more."""
    return rank(not asks, asks)


def present(comparer: Comparer, *, asks: bool) -> Comparer:
    """A part that may be absent; `asks` says whether it asks more where it is there at all."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        was, now = _there(getattr(before, name)), _there(getattr(after, name))
        if was and now:
            return comparer(old, new, before, after, name)
        if was is now:
            return "same"
        return "more" if now is asks else "less"

    return compare


def part(table: Table) -> Comparer:
    """A part of which each field pulls as a table says; where only one of the rules has it, nobody can tell."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        was, now = getattr(before, name), getattr(after, name)
        if was is None or now is None:
            return "same" if was is now else "untold"
        return orders_of(old, new, table, was, now)

    return compare


def each_of(table: Table) -> Comparer:
    """As many parts in the same order, of each of which the fields pull as a table says; else nobody can tell."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        was, now = getattr(before, name), getattr(after, name)
        if len(was) != len(now):
            return "untold"
        return joined(orders_of(old, new, table, one, other) for one, other in zip(was, now, strict=True))

    return compare


def _there(said: object) -> bool:
    return said is not None and said != () and not (isinstance(said, Condition) and not said.clauses)


def unread_without(other: str, idle: object, comparer: Comparer) -> Comparer:
    """A field that nobody reads where another one says something idle."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        if getattr(before, other) == idle and getattr(after, other) == idle:
            return "same"
        return comparer(old, new, before, after, name)

    return compare


# conditions


def holds(*, asks: bool) -> Comparer:
    """A condition; `asks` says whether the rule asks more where it holds oftener."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        found = order_of_conditions(old.condition(before, name), new.condition(after, name))
        return found if asks else turned(found)

    return compare


applies: Final = holds(asks=True)


# selectors


def selects(*, asks: bool) -> Comparer:
    """A selector; `asks` says whether the rule asks more where it selects more events."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        found = order_of_selectors(old.selector(before, name), new.selector(after, name))
        return found if asks else turned(found)

    return compare


# values


def _valued(leaves: Leaves, *, asks: bool) -> Comparer:
    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        one, other = old.value(before, name), new.value(after, name)
        if one is None or other is None:
            return "same" if one is other else "untold"
        found = order_of_values(one, other, leaves, _applied(old, new))
        return found if asks else turned(found)

    return compare


def _applied(old: Reading, new: Reading) -> tuple[BoundCondition, BoundCondition]:
    return old.condition(old.rule, "applies"), new.condition(new.rule, "applies")


def telling_starts(old: Reading, new: Reading) -> Iterator[int]:
    """Moments (UTC microseconds) from which a term of one rule is over before the same of the other, and after it."""
    if type(old.rule) is not type(new.rule):
        return
    before, after = dict(_counted(old)), dict(_counted(new))
    for path, terms in before.items():
        for one, other in list(product(terms, after.get(path, ())))[:_MOST_PAIRS]:
            yield from compare_spans(one, other).starts


def _counted(reading: Reading) -> Iterator[tuple[Path, list[Reckoned]]]:
    """The spans of a rule by where they stand, each as it is counted there."""
    for part in parts_of(reading.rule):
        if isinstance(part, PlacedValue) and part.wanted == "span":
            how = reading.counted_by(part.clock, getattr(reading.rule, "counting", None))
            value = reading.edition.binder.value(part.form, part.place, wanted=part.wanted)
            yield part.path, [Reckoned((span,), "least", how) for span in dict.fromkeys(spans_of(value))]


def spans_of(value: BoundValue) -> Iterator[Span]:
    """The spans that a value may be, as far as they are said outright."""
    match value:
        case Outright(value=Span() as span):
            yield span
        case Chosen(options):
            for _, one in options:
                yield from spans_of(one)
        case Extreme(_, values):
            for one in values:
                yield from spans_of(one)
        case _:
            return


def numbers(*, asks: bool) -> Comparer:
    """A number or share; `asks` says whether the rule asks more where it is larger."""
    return _valued(in_numbers(number_of), asks=asks)


def amounts(*, asks: bool) -> Comparer:
    """An amount of money; `asks` says whether the rule asks more where it is larger."""
    return _valued(in_numbers(as_money), asks=asks)


def words(*, asks: bool) -> Comparer:
    """A time of day or another text that is ordered as text; `asks` as for numbers."""
    return _valued(in_numbers(str), asks=asks)


# terms


def terms(*, asks: bool) -> Comparer:
    """A span; `asks` says whether the rule asks more where it is over later."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        one, other = old.value(before, name), new.value(after, name)
        if one is None or other is None:
            return "same" if one is other else "untold"
        found = order_of_terms(one, other, old.reckoning(before), new.reckoning(after), _applied(old, new))
        return found if asks else turned(found)

    return compare


# what all rules have in common


def _splits(old: Reading, new: Reading, _before: BaseModel, _after: BaseModel, _name: str) -> Order:
    return "same" if old.rule.splits_by == new.rule.splits_by else "untold"


def splits(*, asks: bool) -> Comparer:
    """Whether what happens is told apart by matters; `asks` says whether the rule asks more where it is."""

    def compare(old: Reading, new: Reading, _before: BaseModel, _after: BaseModel, _name: str) -> Order:
        one, other = old.rule.splits_by, new.rule.splits_by
        if one == other:
            return "same"
        if one is None or other is None:
            return "more" if (one is None) is asks else "less"
        return "untold"

    return compare


def counted_alike(old: Reading, new: Reading, before: BaseModel, after: BaseModel, _name: str) -> Order:
    """The clock, the calendar behind it, the zone and the convention are the same; else nobody can tell."""
    return "same" if old.reckoning(before).alike(new.reckoning(after)) else "untold"


BASE: Final[Table] = {
    "id": None,
    "kind": None,
    "in_force": None,  # a policy is compared stretch by stretch
    "clock": counted_alike,
    "counting": counted_alike,
    "title": "wording",
    "clause": "moved",
    "duty": "moved",
    "level": rank("advice", "breach"),
    "gravity": rank("minor", "normal", "serious"),
    "applies": applies,
    "per": _splits,
}
"""How the parts are compared that all rules have in common."""


# computed facts


def facts_told_apart(old: Reading, new: Reading) -> Iterator[str]:
    """The computed facts behind both readings that are computed in another way."""
    was, now = dict(_facts_read(old)), dict(_facts_read(new))
    for name in dict.fromkeys((*was, *now)):
        if name in was and name in now and not _computed_alike(was[name], old, now[name], new):
            yield name


def _facts_read(reading: Reading) -> Iterator[tuple[str, ComputedFact]]:
    binder = reading.edition.binder
    conditions: list[BoundCondition] = []
    for part in parts_of(reading.rule):
        match part:
            case PlacedCondition(condition=condition, place=place):
                conditions.append(binder.condition(condition, place))
            case PlacedValue(form=form, place=place):
                value = binder.value(form, place)
                conditions.append(BoundCondition(tuple(BoundField(ref, ()) for ref in refs_in(value))))
            case PlacedSelector():
                continue
    yield from facts_behind(conditions, reading.edition.facts, binder).items()


def _computed_alike(was: ComputedFact, old: Reading, now: ComputedFact, new: Reading) -> bool:
    alike = (_meaning(old, was, name) == _meaning(new, now, name) for name, _, _ in fields_of(ComputedFact))
    if not all(one for (name, _, _), one in zip(fields_of(ComputedFact), alike, strict=True) if name != "title"):
        return False
    if old.edition.zone != new.edition.zone and (was.within is not None or was.elapsed is not None):
        return False
    clock = was.elapsed.clock if was.elapsed is not None else None
    return clock is None or old.calendars.get(clock) == new.calendars.get(clock)
