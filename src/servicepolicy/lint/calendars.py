"""Calendars in which a public holiday is a day like any other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.lint.pairs import ANY
from servicepolicy.lint.unused import words_in
from servicepolicy.worktime import WorkCalendar
from servicepolicy.worktime._hours import week

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["calendars_in"]


def calendars_in(policy: Policy, view: View) -> Iterator[Suspicion]:
    """The calendars by which rules count, which close on some days of the week and on no holiday."""
    plain = {rule["id"]: words_in(rule) for rule in policy.plain().get("rules", ())}
    for name, calendar in policy.calendars.items():
        rules = tuple(rule for rule, words in plain.items() if name in words and rule in view.by_name)
        if rules and _closes(calendar) and not _has_holidays(calendar):
            yield Suspicion(
                "calendar-without-holidays",
                Spot(name, (), "calendars"),
                rules,
                {"name": name},
                tuple(_cases(rules, view)),
            )


def _closes(calendar: WorkCalendar) -> bool:
    """Whether it has hours, and not on every day of the week: what answers every day answers on holidays too."""
    days = [bool(windows) for windows in week(calendar.hours)]
    return any(days) and not all(days)


def _has_holidays(calendar: WorkCalendar) -> bool:
    """Whether anything closes it but the week: holidays, or dates of its own."""
    return any(said.holidays or said.closed or said.special for said in (calendar, *calendar.versions))


def _cases(rules: tuple[str, ...], view: View) -> Iterator[Example]:
    for name in rules:
        rule = view.by_name[name]
        if not rule.nature.over_a_period:
            world = Imagined(view, rule.subject)
            as_of = kind_of(rule).lint.scene(rule, view, world)
            yield world.example(as_of, {name: ANY})
