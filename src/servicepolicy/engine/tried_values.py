"""What a field of an act could hold, as far as a policy tells acts apart by it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.operand import typed
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.money import Money

__all__ = ["Tried", "nothing_tried", "tried_values"]

_OTHER = "?"  # a text that no policy names; it is in nothing that is told

Tried = Callable[[str], tuple[object, ...]]
"""The values to try for a field that is left out, by its name."""


def nothing_tried(_field: str) -> tuple[object, ...]:
    """No field has a value to try."""
    return ()


def tried_values(edition: Edition, subject: str, action: str) -> Tried:
    """For each field of an act what is to be tried where it is left out: what the policy compares it with.

    Of what has an order, each limit, what lies between two of them, and what lies beyond the last ones: no test tells
    other values apart. Of yes and no, both; of codes, all that are known, and those that are named; of other texts,
    those that are named, and one that is not; of a list, each code alone, and all that are named. To ask whether a
    field is given at all names no value.

    Args:
        edition: The policy, as it is at the act.
        subject: What the act is done to.
        action: The event kind of the act.
    """
    vocabulary = edition.vocabulary

    def tried(field: str) -> tuple[object, ...]:
        named = edition.codes.compared.get(field.rpartition(".")[2])
        if not named:
            return ()
        fields = vocabulary.event_fields(subject, action) if action in vocabulary.event_kinds(subject) else {}
        return tuple(_values(sorted(named), fields.get(field)))

    return tried


def _values(named: Collection[str], declared: FieldType | None) -> Iterator[object]:
    said = list(_typed(named, declared))
    if declared is not None and declared.kind == "date":
        days = {date.fromisoformat(str(one)) + timedelta(days=step) for one in said for step in (-1, 0, 1)}
        yield from sorted(day.isoformat() for day in days)
        return
    named_codes = tuple(dict.fromkeys(one for one in said if isinstance(one, str)))
    if named_codes:
        known = () if declared is None else (*(declared.codes or ()), *declared.known)
        codes = tuple(dict.fromkeys((*named_codes, *(known or (_OTHER,)))))
        if declared is not None and declared.kind == "list":
            yield from ((code,) for code in codes)
            yield named_codes
        else:
            yield from codes
    if any(isinstance(one, bool) for one in said):
        yield from (True, False)
    numbers = {Decimal(one) for one in said if isinstance(one, int | Decimal) and not isinstance(one, bool)}
    if declared is not None and declared.kind in ("integer", "instant"):
        yield from sorted({int(one) + step for one in numbers for step in (-1, 0, 1) if one + step >= 0 or one < 0})
    else:
        yield from _around(numbers)
    amounts = [one for one in said if isinstance(one, Money)]
    for currency in sorted({one.currency for one in amounts}):
        around = _around({one.amount for one in amounts if one.currency == currency})
        yield from (Money(amount, currency) for amount in around)


def _typed(named: Iterable[str], declared: FieldType | None) -> Iterator[object]:
    """What is named, in the type of the field; what is not of it, such as a template, is left aside."""
    kind = None if declared is None else declared.kind
    for one in named:
        try:
            value = date.fromisoformat(one) if kind == "date" else typed(one, declared)
        except ValueError:
            continue
        if declared is None or declared.codes is None or value in declared.codes:
            yield value


def _around(limits: Collection[Decimal]) -> Iterator[Decimal]:
    """Numbers on all sides of some limits, and these; below limits that are not, none is negative."""
    ordered = sorted(limits)
    if not ordered:
        return
    if ordered[0]:
        yield ordered[0] / 2 if ordered[0] > 0 else ordered[0] - 1
    for low, high in pairwise(ordered):
        yield low
        yield (low + high) / 2
    yield ordered[-1]
    yield ordered[-1] + 1
