"""Duties that never fall due, or fall due before there is anything to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from servicepolicy.kinds.periodic.rule import LAST, WEEKDAYS, WORKING_DAY, Periodic
from servicepolicy.language.suspected.claims import Claim, Demands
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined, shown
from servicepolicy.language.suspected.suspicion import Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.models.vocabulary import event_fields, event_kinds
from servicepolicy.worktime._instant import DAY_US, HOUR_US, date_of, first_instant
from servicepolicy.worktime.period import UNITS, CalendarPeriod, PeriodUnit
from servicepolicy.worktime.recurrence import Recurrence

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.periodic")


def scene(rule: Periodic, view: View, world: Imagined) -> int:
    """Let somebody be on duty long enough to owe it."""
    world.holds([view.applies(rule)])
    opened = world.start - 40 * DAY_US
    if rule.subject == "agent":
        world.header.setdefault("joined_on", str(date_of(opened, world.zone)))
    else:
        world.header.setdefault("opened_at", shown(opened, world.zone))
    return world.after(24 * 400)


def claims(rule: Periodic, view: View) -> Iterator[Claim]:
    """The act comes again and again."""
    act = view.selector(rule.act, rule.subject)
    yield Demands(rule, view.applies(rule), act, plain=False, again=True, path=("act",))


def suspicions(rule: Periodic, view: View) -> Iterator[Suspicion]:
    """Everything in a periodic duty that is probably not meant."""
    yield from _never(rule, view)
    yield from _too_soon(rule, view)
    yield from _too_many(rule, view)


def _in_force(rule: Periodic, view: View) -> tuple[int | None, int | None]:
    """When the rule holds."""
    since, until = view.edition.in_force
    own = (None, None) if rule.in_force is None else rule.in_force.bounds(view.edition.zone)
    begun = max((at for at in (since, own[0]) if at is not None), default=None)
    return begun, min((at for at in (until, own[1]) if at is not None), default=None)


def _unit(rule: Periodic, view: View) -> PeriodUnit | None:
    said = view.outright(rule.every, rule.subject, "period")
    return next((unit for unit in UNITS if unit == said), None)


def _never(rule: Periodic, view: View) -> Iterator[Suspicion]:
    since, until = _in_force(rule, view)
    zone = view.edition.zone
    first = date_of(since, zone) if since is not None else None
    if rule.rrule is not None and until is None and first is not None:
        until = first_instant((first + timedelta(days=3660)).toordinal(), zone)
    if until is None or (rule.due is not None and rule.rrule is not None):
        return
    if rule.rrule is not None:
        after = date_of(until, zone)
        begin = first if first is not None else after - timedelta(days=3660)
        falls = _fires(rule.rrule, begin, after)
    else:
        unit = _unit(rule, view)
        if unit is None or first is None:
            return
        period = CalendarPeriod.containing(first, unit)
        if rule.partial == "skip" and period.first < first:
            period = period.next()
        if rule.due is None:
            falls = _due_day(rule, period) < date_of(until, zone)
        else:
            within = view.span(rule.due.within, rule.subject)
            due = None if within is None else view.due(period.bounds(zone)[1], within, rule.clock)
            falls = due is None or due < until
    if falls:
        return
    world = Imagined(view, rule.subject)
    scene(rule, view, world)
    world.header.pop("opened_at", None) if rule.subject == "organisation" else None
    example = world.example(until + 300 * DAY_US, {rule.id: ("not_applicable",)})
    args = {
        "rule": rule.id,
        "since": str(first or "..."),
        "until": str(date_of(until, zone)),
    }
    yield Suspicion("never-falls-due", Spot(rule.id, ("every",)), (rule.id,), args, (example,))


def _fires(rrule: str, begin: date, after: date) -> bool:
    """Whether it fires on some date, the first included and the last not."""
    last = Recurrence.parse(rrule).before(after)
    return last is not None and last >= begin


def _due_day(rule: Periodic, period: CalendarPeriod) -> date:
    on = rule.on
    if on is None or on in (LAST, WORKING_DAY):
        return period.last
    if on in WEEKDAYS:
        return period.first + timedelta(days=WEEKDAYS.index(on))
    if on.isdecimal():
        return period.first + timedelta(days=int(on) - 1)
    month, _, day = on.partition("-")
    return date(period.first.year, int(month), int(day))


def _too_soon(rule: Periodic, view: View) -> Iterator[Suspicion]:
    unit = _unit(rule, view)
    if rule.slot is None or rule.on is None or rule.due is not None or unit in (None, "day"):
        return
    if rule.on in (LAST, WORKING_DAY) or not rule.slot.endswith("period"):
        return
    period = CalendarPeriod.containing(date_of(view.moment, view.edition.zone), unit).next()
    if _due_day(rule, period) >= period.last:
        return
    world = Imagined(view, rule.subject)
    world.holds([view.applies(rule)])
    bounds = period.bounds(world.zone)
    if rule.subject == "organisation":
        world.header["opened_at"] = shown(bounds[0] - DAY_US, world.zone)
    else:
        world.header["joined_on"] = str(period.first - timedelta(days=1))
    at = bounds[1] + DAY_US + 9 * HOUR_US
    world.meets(view.selector(rule.act, rule.subject), at, **{rule.slot: period.code})
    example = world.example(at + 3 * DAY_US, {rule.id: ("breached",)})
    args: dict[str, str | int] = {"slot": rule.slot, "on": rule.on, "unit": str(unit)}
    yield Suspicion("due-before-period-ends", Spot(rule.id, ("on",)), (rule.id,), args, (example,))


def _too_many(rule: Periodic, view: View) -> Iterator[Suspicion]:
    least = view.outright(rule.at_least, rule.subject, "integer")
    if rule.distinct is None or least is None or not str(least).isdecimal():
        return
    known: set[str] = set()
    for kind in rule.act.kinds():
        if kind not in event_kinds(rule.subject):
            return
        field = event_fields(rule.subject, kind).get(rule.distinct)
        codes = ("true", "false") if field is not None and field.kind == "bool" else field and field.codes
        if not codes:
            return
        known |= set(codes)
    if int(str(least)) <= len(known):
        return
    world = Imagined(view, rule.subject)
    as_of = scene(rule, view, world)
    example = world.example(as_of, {rule.id: ("breached",)})
    args: dict[str, str | int] = {"least": str(least), "field": rule.distinct, "known": len(known)}
    yield Suspicion("too-few-kinds", Spot(rule.id, ("at_least",)), (rule.id,), args, (example,))
