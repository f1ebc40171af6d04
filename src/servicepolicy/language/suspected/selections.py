"""Which events selectors select: whether all of one are among those of another, and whether any are of both."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.bound.nodes import (
    BoundCondition,
    BoundNot,
    BoundPattern,
    BoundSelector,
    BoundValue,
    Chosen,
    Outright,
)
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime import Span

__all__ = [
    "asked_of",
    "both_hold",
    "covers",
    "kinds_of",
    "meet",
    "never",
    "options_taken",
    "same_events",
    "spans_taken",
]


def asked_of(pattern: BoundPattern) -> BoundCondition:
    """What a pattern asks of an event and of who did it, as one condition."""
    return BoundCondition((*pattern.where.clauses, *pattern.who.clauses))


def kinds_of(selector: BoundSelector) -> tuple[str, ...]:
    """The kinds of the events that a selector names, in order."""
    return tuple(dict.fromkeys(kind for part in selector.parts for pattern in part for kind in pattern.events))


def options_taken(options: tuple[tuple[BoundCondition | None, BoundValue], ...], number: int) -> BoundCondition:
    """When an option of a choice is taken: it holds, and none before it does."""
    before = tuple(BoundNot(when) for when, _ in options[:number] if when is not None)
    when, _ = options[number]
    return BoundCondition((*before, *(() if when is None else when.clauses)))


def spans_taken(value: BoundValue | None, cases: BoundCondition) -> Iterator[tuple[BoundCondition, Span]]:
    """The spans that a value says outright, each with the cases in which it is taken."""
    match value:
        case Outright(value=Span() as span):
            yield cases, span
        case Chosen(options):
            for number, (_, chosen) in enumerate(options):
                yield from spans_taken(chosen, both_hold(cases, options_taken(options, number)))
        case _:
            return


def both_hold(*conditions: BoundCondition) -> BoundCondition:
    """All of some conditions, as one."""
    return BoundCondition(tuple(clause for condition in conditions for clause in condition.clauses))


def covers(wide: BoundSelector, narrow: BoundSelector, view: View) -> bool:
    """Whether every event that the narrow selector selects is one that the wide selector selects, too."""
    if len(wide.parts) != 1 or len(narrow.parts) != 1:
        return wide == narrow
    return all(any(_wider(one, other, view) for one in wide.parts[0]) for other in narrow.parts[0])


def same_events(one: BoundSelector, other: BoundSelector, view: View) -> bool:
    """Whether two selectors select the same events."""
    if len(one.parts) != len(other.parts):
        return False
    pairs = zip(one.parts, other.parts, strict=True)
    return all(
        covers(BoundSelector((left,)), BoundSelector((right,)), view)
        and covers(BoundSelector((right,)), BoundSelector((left,)), view)
        for left, right in pairs
    )


def meet(one: BoundSelector, other: BoundSelector, view: View) -> bool:
    """Whether some event can be selected by both."""
    return any(
        _meeting(left, right, view) for part in one.parts for left in part for others in other.parts for right in others
    )


def never(selector: BoundSelector, view: View) -> bool:
    """Whether no event can ever be selected: some part of it holds of none."""
    return any(not any(view.possible(asked_of(pattern)) for pattern in part) for part in selector.parts)


def _wider(wide: BoundPattern, narrow: BoundPattern, view: View) -> bool:
    if wide.on != narrow.on or wide.actors != narrow.actors:
        return False
    if wide.nth not in ("each", narrow.nth):
        return False
    if ANY_EVENT not in wide.events and not set(narrow.events) <= set(wide.events):
        return False
    if wide.nth != "each" and set(narrow.events) != set(wide.events):
        return False
    try:
        asked, wanted = asked_of(narrow), asked_of(wide)
        space = view.space((asked, wanted))
        implied = space.implies(asked, wanted)
        return implied and (wide.nth == "each" or space.implies(wanted, asked))
    except TooManyBoxes:
        return False


def _meeting(one: BoundPattern, other: BoundPattern, view: View) -> bool:
    if one.on != other.on:
        return False
    kinds = set(one.events) & set(other.events)
    if not kinds and ANY_EVENT not in (*one.events, *other.events):
        return False
    return view.possible(asked_of(one), asked_of(other))
