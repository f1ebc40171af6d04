"""The n-th time: what is counted of one person, and which rung of the ladder each time stands on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from servicepolicy.kinds.incentive.claims import Claim
from servicepolicy.language.award_tables import NOTHING, Entitlement, Ladder
from servicepolicy.money import Money
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit
from servicepolicy.worktime.window import window_start

__all__ = ["Terms", "Time", "Window", "capped", "claims_of", "opens"]

Window: TypeAlias = "Span | PeriodUnit | None"


@attrs.frozen(slots=True, kw_only=True)
class Terms:
    """What a rule says of the n-th time, as it stood when that time came.

    Args:
        ladder: The rungs.
        window: Over what time it is counted.
        repeat: From which time on, of all that is counted, something else comes in the place of the ladder.
        repeated: What that is.
    """

    ladder: Ladder
    window: Window = None
    repeat: int | None = None
    repeated: Entitlement = NOTHING


@attrs.frozen(slots=True, kw_only=True)
class Time:
    """One time that is counted.

    Args:
        at: When, UTC microseconds.
        subject: On which subject it lies.
        occurrence: Which event or verdict of it.
        group: The ladder it climbs, where the rule splits the count.
        terms: What holds for it.
    """

    at: int
    subject: str
    occurrence: str
    group: str = ""
    terms: Terms


def opens(window: Window, at: int, zone: str) -> int:
    """The first instant that is counted together with an instant."""
    match window:
        case Span():
            return window_start(at, window, zone) + 1
        case str():
            return CalendarPeriod.containing(date_of(at, zone), window).bounds(zone)[0]
        case None:
            return -(1 << 62)


def claims_of(times: Sequence[Time], resets: Sequence[int], zone: str) -> Iterator[Claim]:
    """What each time brings; those that bring nothing are left out.

    Args:
        times: All times, in order.
        resets: The instants after which counting starts anew, in order.
        zone: The zone of the calendar.
    """
    everything: list[int] = []
    of_group: dict[str, list[int]] = {}
    for time in times:
        own = of_group.setdefault(time.group, [])
        everything.append(time.at)
        own.append(time.at)
        since = max([opens(time.terms.window, time.at, zone), *resets[: bisect_right(resets, time.at)][-1:]])
        number, to = len(own) - bisect_left(own, since), None
        all_told = len(everything) - bisect_left(everything, since)
        if time.terms.repeat is not None and all_told >= time.terms.repeat:
            number, entitles = all_told, time.terms.repeated
        else:
            entitles, to = _rung(time.terms, number)
        if entitles:
            yield Claim(
                at=time.at,
                entitles=entitles,
                ground="time",
                subject=time.subject,
                occurrence=time.occurrence,
                number=number,
                to=to,
            )


def _rung(terms: Terms, number: int) -> tuple[Entitlement, str | None]:
    for rung in terms.ladder:
        if rung.first <= number and (rung.last is None or number <= rung.last):
            return rung.entitles, rung.to
    return NOTHING, None


def capped(claims: Iterable[Claim], cap: Money | None) -> Iterator[Claim]:
    """The claims of one period, the amounts cut off where together they pass the cap."""
    left = cap
    for claim in claims:
        money = claim.entitles.money
        if left is None or money is None or money.currency != left.currency:
            yield claim
            continue
        granted = min(money, left)
        left -= granted
        if granted.amount > 0:
            yield attrs.evolve(claim, entitles=Entitlement((), granted))
