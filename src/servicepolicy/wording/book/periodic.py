"""A periodic duty in words."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.rules.periodic import LAST, WEEKDAYS, WORKING_DAY, Each, Periodic
from servicepolicy.wording.book.teller import Sentence, Teller

__all__ = ["periodic"]


def periodic(rule: Periodic, teller: Teller) -> Iterator[Sentence]:
    """What is due how often, on which day and by when, who owes it, and what a holiday does."""
    yield _duty(rule, teller)
    if rule.each is not None:
        yield _each(rule.each, teller)
    if rule.slot is not None:
        yield teller.sentence("periodic.slot", field=teller.path(rule.slot))
    if rule.on_holiday != "keep":
        yield teller.sentence(f"periodic.on_holiday.{rule.on_holiday}")
    if isinstance(rule.counting, str):
        yield teller.sentence("counting", counting=rule.counting)
    if rule.since is not None:
        yield teller.sentence("periodic.since", since=teller.value(rule.since))
    if rule.partial == "count":
        yield teller.sentence("periodic.partial.count")


def _duty(rule: Periodic, teller: Teller) -> Sentence:
    act, clock, count = teller.selector(rule.act), teller.clock(rule.clock), _count(rule, teller)
    code = "periodic.every" if rule.rrule is None else "periodic.rrule"
    if rule.due is not None:
        code = "periodic.after" if rule.rrule is None else "periodic.rrule.after"
    day, time = _day(rule.on, teller), _time(rule, teller)
    if code == "periodic.every" and not day and not time:
        code = "periodic.every.last"
    within = "" if rule.due is None else teller.value(rule.due.within)
    unit = _unit(rule, teller)
    return teller.sentence(
        code, unit=unit, rrule=rule.rrule, day=day, time=time, within=within, act=act, count=count, clock=clock
    )


def _unit(rule: Periodic, teller: Teller) -> str:
    if rule.weeks is not None:
        return teller.say(f"periodic.weeks.{rule.weeks}")
    return "" if rule.every is None else teller.value(rule.every)


def _day(on: str | None, teller: Teller) -> str:
    if on is None:
        return ""
    if on in (*WEEKDAYS, LAST, WORKING_DAY):
        return teller.say(f"periodic.day.{on}")
    if on.isdecimal():
        return teller.say("periodic.day.number", number=on)
    month, _, day = on.partition("-")
    return teller.say("periodic.day.date", month=month, day=day)


def _time(rule: Periodic, teller: Teller) -> str:
    if rule.before is not None:
        return teller.say("periodic.before", time=teller.value(rule.before))
    return "" if rule.at is None else teller.say("periodic.at", time=teller.value(rule.at))


def _count(rule: Periodic, teller: Teller) -> str:
    if rule.at_least is None:
        return ""
    count = teller.value(rule.at_least)
    if rule.distinct is None:
        return teller.say("periodic.count", count=count)
    return teller.say("periodic.count.distinct", count=count, field=teller.path(rule.distinct))


def _each(each: Each, teller: Teller) -> Sentence:
    field = teller.path(each.field)
    if each.by is None:
        return teller.sentence("periodic.each", field=field)
    return teller.sentence("periodic.each.by", field=field, by=teller.path(each.by))
