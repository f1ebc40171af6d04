"""What can be used and is probably not what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from servicepolicy.errors import Where
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.choices import OTHER, left_open
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.spans import as_span
from servicepolicy.language.bound.walk import PlacedValue
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import Choose, Greatest, Least, Literal, ValueForm, blank_names, literals
from servicepolicy.policy.checking.references import UNIT_CLOCK
from servicepolicy.policy.checking.vocabulary_check import Words
from servicepolicy.worktime import WorkCalendar
from servicepolicy.worktime._instant import HOUR_US

__all__ = ["oddities_in", "shut_for_good"]


_TOLD: Final = 3  # so many of the values that no option fits are named


def oddities_in(rule: Rule, words: Words) -> Iterator[Found]:
    """Warnings about one rule."""
    values = words.walk.values_of(rule)
    for part in values:
        yield from _left_open(part.form, part.path, part, words)
        for name in blank_names(part.form):
            for form, where in words.forms_of(name):
                found = _left_open(form, part.path, part, words)
                yield from (attrs.evolve(one, elsewhere=where) for one in found)
    yield from _wall_hours(values, words)
    yield from kind_of(rule).check.warnings(rule, words)


def shut_for_good(name: str, calendar: WorkCalendar) -> Iterator[Found]:
    """A calendar that never opens again, as one that has `special` dates and no hours."""
    last = calendar.last_opening()
    if last is not None:
        message = f"the calendar `{name}` never opens again after {last}: what needs time after it can never be due"
        yield Found("shut-for-good", (), message, "give it `hours`, or take the closed dates away that have no end")


def _left_open(form: ValueForm, path: Path, part: PlacedValue, words: Words) -> Iterator[Found]:
    """Choices that name some values of a field, and no option for the others."""
    match form:
        case Choose(options):
            found = left_open(options, part.place, words.names, words.filled)
            if found.unfit:
                named = (zip(found.fields, unfit, strict=True) for unfit in found.unfit[:_TOLD])
                told = " and ".join(" with ".join(_called(*one) for one in pairs) for pairs in named)
                more = "" if len(found.unfit) <= _TOLD else f" and {len(found.unfit) - _TOLD} more"
                help = "add an option, or end with `{value: ..}` without `when`, which holds otherwise"
                yield Found("no-option", (*path, "choose"), f"no option fits {told}{more}", help)
            for index, option in enumerate(options):
                yield from _left_open(option.value, (*path, "choose", index, "value"), part, words)
        case Least(values) | Greatest(values):
            for index, item in enumerate(values):
                yield from _left_open(item, (*path, index), part, words)
        case _:
            return


def _called(field: str, value: str) -> str:
    return f"another `{field}`" if value == OTHER else f"`{field}: {value}`"


def _wall_hours(values: Iterable[PlacedValue], words: Words) -> Iterator[Found]:
    """Hours on any clock, beside a calendar with hours of its own: working hours were probably meant."""
    for part in values:
        if part.wanted != "span" or part.clock is None or not _closes(part.clock, words):
            continue
        said: list[tuple[Literal, Where | None]] = [(literal, None) for literal in literals(part.form)]
        filled = [words.forms_of(name) for name in blank_names(part.form)]
        said += [(literal, where) for forms in filled for form, where in forms for literal in literals(form)]
        for literal, where in said:
            if _in_hours(literal.raw):
                message = (
                    f"`{literal.raw}` run on any clock, by night and on closed days, "
                    f"and the rule counts by `{part.clock}`"
                )
                help = f"say `{str(literal.raw).replace(' hour', ' working hour')}`, or take `clock` away"
                yield Found("wall-hours", part.path, message, help, where)


def _closes(clock: str, words: Words) -> bool:
    """Whether a calendar ever closes; of a unit's own, whether any calendar of the policy does."""
    calendars = words.document.calendars
    if clock == UNIT_CLOCK:
        return not calendars or not all(_never_closes(one) for one in calendars.values())
    return clock in calendars and not _never_closes(calendars[clock])


def _never_closes(calendar: WorkCalendar) -> bool:
    return list(calendar.hours) == ["mon-sun"] and set(calendar.hours["mon-sun"]) == {"00:00-24:00"}


def _in_hours(raw: object) -> bool:
    try:
        span = as_span(raw)
    except ValueError:
        return False
    return span.kind == "elapsed" and span.amount % HOUR_US == 0
