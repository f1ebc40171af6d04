"""A periodic duty in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.periodic.rule import LAST, WEEKDAYS, WORKING_DAY, Each, Periodic
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("periodic duty", "定期")


def sentences(rule: Periodic, teller: Teller) -> Iterator[Sentence]:
    """What is due how often, on which day and by when, who owes it, and what a holiday does."""
    yield _duty(rule, teller)
    if rule.each is not None:
        yield from _each(rule.each, teller)
    if rule.on == WORKING_DAY and rule.unit is None:
        yield teller.sentence("periodic.working_days")
    if rule.excused is not None:
        yield teller.sentence("periodic.excused", by=teller.selector(rule.excused.by))
    if rule.slot is not None:
        yield teller.sentence("periodic.slot")
    if rule.on_holiday != "keep":
        yield teller.sentence(f"periodic.on_holiday.{rule.on_holiday}")
    yield from teller.counting(rule.counting)
    if rule.since is not None:
        yield teller.sentence("periodic.since", since=teller.value(rule.since))
    if rule.partial == "count":
        yield teller.sentence("periodic.partial.count")


def _duty(rule: Periodic, teller: Teller) -> Sentence:
    code = "periodic.every" if rule.rrule is None else "periodic.rrule"
    if rule.due is not None:
        code = "periodic.after" if rule.rrule is None else "periodic.rrule.after"
        code = "periodic.ahead" if rule.due.before is not None else code
        code = "periodic.after.early" if rule.due.early is not None else code
    return teller.sentence(
        code,
        act=teller.selector(rule.act),
        unit=_unit(rule, teller),
        rrule=rule.rrule,
        when=_when(rule, teller),
        within="" if rule.due is None or rule.due.within is None else teller.value(rule.due.within),
        count=_count(rule, teller),
        clock=teller.clock(rule.clock),
    )


def _unit(rule: Periodic, teller: Teller) -> str:
    if rule.weeks is not None:
        return teller.say(f"periodic.weeks.{rule.weeks}")
    if rule.on == WORKING_DAY and rule.unit is not None:
        return teller.say("periodic.working_day")
    return "" if rule.every is None else teller.value(rule.every)


def _when(rule: Periodic, teller: Teller) -> str:
    """By which instant, or on which day; nothing where the period's end says it all."""
    if rule.at is not None and rule.before is not None:
        times = {"time": teller.value(rule.at), "before": teller.value(rule.before)}
        if rule.rrule is not None or rule.unit == "day":
            return teller.say("when.between.day", **times)
        return teller.say("when.between", day=_day(rule.on or LAST, teller), **times)
    time = rule.at if rule.at is not None else rule.before
    if time is None:
        return "" if rule.on in (None, WORKING_DAY) else teller.say("when.end", day=_day(str(rule.on), teller))
    code = "when.before" if rule.at is None else "when.at"
    if rule.rrule is not None or rule.unit == "day":
        return teller.say(f"{code}.day", time=teller.value(time))
    return teller.say(code, day=_day(rule.on or LAST, teller), time=teller.value(time))


def _day(on: str, teller: Teller) -> str:
    if on in (*WEEKDAYS, LAST):
        return teller.say(f"day.{on}")
    if on.isdecimal():
        return teller.say("day.number", number=on)
    month, _, day = on.partition("-")
    return teller.say("day.date", month=int(month), day=int(day))


def _count(rule: Periodic, teller: Teller) -> str:
    if rule.covers is not None:
        what = teller.listed(map(teller.word, rule.covers.all))
        return teller.say("periodic.covers", field=teller.path(rule.covers.field), what=what)
    if rule.at_least is None:
        return ""
    count = teller.value(rule.at_least)
    said = teller.say("periodic.once") if count == "1" else teller.say("periodic.count", count=count)
    return said + ("" if rule.distinct is None else teller.say("periodic.distinct", field=teller.path(rule.distinct)))


def _each(each: Each, teller: Teller) -> Iterator[Sentence]:
    field = teller.path(each.field)
    if each.by is None:
        yield teller.sentence("periodic.each", field=field)
    else:
        yield teller.sentence("periodic.each.by", field=field, by=teller.path(each.by))
    if each.unnamed == "everybody":
        yield teller.sentence("periodic.each.unnamed")


def manner(_verdict: Verdict, /) -> Manner:
    """Its times are what they are called: begun, due, done."""
    return Manner()
