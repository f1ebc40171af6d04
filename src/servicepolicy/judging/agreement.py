"""What worlds that give an occurrence the same status say alike: what differs between them is not told as sure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

import attrs

from servicepolicy.judging.quick_results import changed
from servicepolicy.results.verdict import Arg, FactRef, Reason, Verdict

__all__ = ["alike", "by_event", "common", "earliest", "one_reason", "shared", "sure"]

T = TypeVar("T", bound=Hashable)

_ADDED = {"approvers", "form"}  # arguments without which a reason says the same, only less


_TIMES = ("started_us", "due_us", "due_latest_us", "stopped_us")
_COMPARED = ("reason", "state", "credit", "owner", "margin", "why_not", *_TIMES, "values", "arithmetic")
_compared = attrgetter(*_COMPARED)


def sure(verdict: Verdict | None) -> Hashable:
    """What of a verdict must be the same in every world to be told: compared to find the doubts that it hangs on."""
    if verdict is None:
        return None
    return _compared(verdict)


_JOINED = ("facts", "doubts", "next_us", "final", "label")
_rest = attrgetter(*(field.name for field in attrs.fields(Verdict) if field.name not in (*_COMPARED, *_JOINED)))
"""What neither `sure` compares nor `alike` puts together."""


def alike(worlds: Sequence[Verdict], hanging: Callable[[], Iterable[str]]) -> Verdict:
    """The verdict that worlds of one status share.

    Owner, credit, start, end and margin are left out where they differ, reasons are told as one or the other, and of
    what nearly matched, the values and the arithmetic the common part is kept. The due time is then the earliest that
    it may be, and says so. What all of this hangs on is named in `left_open`.

    Args:
        worlds: The verdicts of the occurrence, all of one status.
        hanging: The names of the facts on which `sure` hangs; asked only where it differs.
    """
    first = worlds[0]
    said_alike = all(one is first or _rest(one) == _rest(first) for one in worlds)  # to write them out takes long
    shown = first if said_alike else min(worlds, key=repr)
    following = earliest(verdict.next_us for verdict in worlds)
    final = all(verdict.final for verdict in worlds)
    facts = shown.facts
    if any(verdict.facts != facts for verdict in worlds):
        facts = tuple(sorted({fact for verdict in worlds for fact in verdict.facts}, key=by_event))
    doubts = tuple(sorted({doubt for verdict in worlds for doubt in verdict.doubts}))
    told = sure(first)
    if all(verdict is first or sure(verdict) == told for verdict in worlds):
        return changed(shown, facts=facts, doubts=doubts, next_us=following, final=final)
    named = tuple(sorted({*hanging(), *(name for verdict in worlds for name in verdict.left_open)}))
    soonest = _soonest(worlds)
    return changed(
        shown,
        reason=one_reason([verdict.reason for verdict in worlds], named),
        state=_state(worlds),
        credit=common([verdict.credit for verdict in worlds]) or (),
        perhaps_by=_perhaps_by(worlds),
        owner=common([verdict.owner for verdict in worlds]),
        candidates=_candidates(worlds),
        started_us=common([verdict.started_us for verdict in worlds]),
        due_us=None if any(verdict.due_us is None for verdict in worlds) else soonest.due_us,
        due_latest_us=_latest([verdict.due_latest_us for verdict in worlds]),
        stopped_us=common([verdict.stopped_us for verdict in worlds]),
        margin=common([verdict.margin for verdict in worlds]),
        facts=facts,
        values=shared([verdict.values for verdict in worlds]),
        arithmetic=shared([verdict.arithmetic for verdict in worlds]),
        why_not=shared([verdict.why_not for verdict in worlds]),
        doubts=doubts,
        left_open=named,
        warnings_us=soonest.warnings_us,
        escalations_us=soonest.escalations_us,
        next_us=following,
        final=final,
    )


def by_event(fact: FactRef) -> tuple[int, str]:
    """The order in which facts are told."""
    return fact.event, fact.role


def common(values: Sequence[T | None]) -> T | None:
    """What all say; `None` where they differ."""
    return values[0] if values and all(value == values[0] for value in values) else None


def earliest(instants: Iterable[int | None]) -> int | None:
    """The first of the instants that are known."""
    return min((instant for instant in instants if instant is not None), default=None)


def one_reason(reasons: Sequence[Reason], hanging: tuple[str, ...]) -> Reason:
    """The reason of all worlds; where they differ, each that it may be, with the arguments on which they agree."""
    same = common(reasons)
    if same is not None:
        return same
    said: dict[str, Arg] = {}
    differing: set[str] = set()
    for name, arg in (pair for reason in reasons for pair in reason.args):
        if said.setdefault(name, arg) != arg:
            differing.add(name)
    shared = {name: arg for name, arg in said.items() if name not in differing}
    codes = tuple(sorted({reason.code for reason in reasons}))
    if len(codes) == 1 and differing <= _ADDED:
        return Reason.of(codes[0], **shared)
    return Reason.of("either_way", **{**shared, "codes": codes, "facts": hanging})


def _soonest(worlds: Sequence[Verdict]) -> Verdict:
    """The verdict that is due first."""
    least = min(_late(verdict.due_us) for verdict in worlds)
    due_first = [verdict for verdict in worlds if _late(verdict.due_us) == least]
    first = due_first[0]
    alarms = (first.warnings_us, first.escalations_us)
    alarmed_alike = all((verdict.warnings_us, verdict.escalations_us) == alarms for verdict in due_first)
    return first if alarmed_alike else min(due_first, key=repr)


def _late(instant: int | None) -> float:
    return float("inf") if instant is None else instant


def _latest(instants: Sequence[int | None]) -> int | None:
    known = [instant for instant in instants if instant is not None]
    return max(known) if known and len(known) == len(instants) else None


def _state(worlds: Sequence[Verdict]) -> tuple[str, ...]:
    """What holds in every world; that an order is not recorded is told if it matters in any."""
    found = set(worlds[0].state).intersection(*(verdict.state for verdict in worlds))
    if any("tie" in verdict.state for verdict in worlds):
        found.add("tie")
    dues = {verdict.due_us for verdict in worlds}
    if len(dues) > 1 and None not in dues:
        found.add("earliest")
    return tuple(sorted(found))


def _perhaps_by(worlds: Sequence[Verdict]) -> tuple[str, ...]:
    """Who may have done it, where it is not the same people in every world."""
    if len({verdict.credit for verdict in worlds}) == 1 and not any(verdict.perhaps_by for verdict in worlds):
        return ()
    return tuple(sorted({person for verdict in worlds for person in (*verdict.credit, *verdict.perhaps_by)}))


def _candidates(worlds: Sequence[Verdict]) -> tuple[str, ...]:
    """Who may be the owner, where it is not the same person in every world."""
    owners = {verdict.owner for verdict in worlds}
    named = {owner for owner in owners if owner is not None}.union(*(verdict.candidates for verdict in worlds))
    return tuple(sorted(named)) if len(owners) > 1 or any(verdict.candidates for verdict in worlds) else ()


def shared(lists: Sequence[tuple[T, ...]]) -> tuple[T, ...]:
    """What stands in every list, in the order of the first."""
    return tuple(item for item in lists[0] if all(item in other for other in lists[1:]))
