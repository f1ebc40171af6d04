"""What can be used and is probably not what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from servicepolicy.errors import Where
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.language.bound.choices import OTHER, left_open
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.value import Choose, Greatest, Least, Literal, ValueForm
from servicepolicy.policy.checking.combinations import as_span
from servicepolicy.policy.checking.vocabulary_check import Found, Words, blank_names
from servicepolicy.policy.checking.walk import PlacedValue
from servicepolicy.policy.filling.blanks import literals
from servicepolicy.policy.reading.document_source import Path
from servicepolicy.worktime import WorkCalendar
from servicepolicy.worktime._instant import HOUR_US

__all__ = ["oddities_in", "pinned_in", "shut_for_good"]


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
    yield from _wall_hours(rule, values, words)
    if isinstance(rule, Deadline):
        yield from _start_is_stop(rule)
        yield from _idle_pauses(rule)
    if isinstance(rule, Authority):
        yield from _idle_approval(rule)


def _idle_approval(rule: Authority) -> Iterator[Found]:
    """What is said of approvals although every tier lets the actor decide alone."""
    said = "approval" in rule.model_fields_set and rule.approval.model_fields_set - {"unsaid_is_any"}
    if said and rule.tiers and all(tier.approvers == "none" for tier in rule.tiers):
        help = "say `approvers: {any_of: [..]}` in a tier, or take `approval` away"
        yield Found("idle-approval", ("approval",), "`approval` does nothing: no tier asks for one", help)


def shut_for_good(name: str, calendar: WorkCalendar) -> Iterator[Found]:
    """A calendar that never opens again, as one that has `special` dates and no hours."""
    last = calendar.last_opening()
    if last is not None:
        message = f"the calendar `{name}` never opens again after {last}: what needs time after it can never be due"
        yield Found("shut-for-good", (), message, "give it `hours`, or take the closed dates away that have no end")


def pinned_in(rule: Rule, pin: str) -> Iterator[Found]:
    """What a new version does to a running count is said, and no version ever reaches one."""
    if isinstance(rule, Deadline) and "on_version" in rule.model_fields_set and pin != "latest":
        message = f"`on_version` does nothing: the policy is pinned to `{pin}`, and a running count keeps its version"
        yield Found("unread-version", ("on_version",), message, "say `pin: latest`, or take `on_version` away")


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


def _wall_hours(rule: Rule, values: Iterable[PlacedValue], words: Words) -> Iterator[Found]:
    """Hours on any clock, in a rule that names a calendar with hours of its own: working hours were probably meant."""
    clock = getattr(rule, "clock", None)
    calendar = words.document.calendars.get(clock) if isinstance(clock, str) else None
    if calendar is None or _never_closes(calendar):
        return
    for part in (one for one in values if one.wanted == "span"):
        said: list[tuple[Literal, Where | None]] = [(literal, None) for literal in literals(part.form)]
        filled = [words.forms_of(name) for name in blank_names(part.form)]
        said += [(literal, where) for forms in filled for form, where in forms for literal in literals(form)]
        for literal, where in said:
            if _in_hours(literal.raw):
                message = (
                    f"`{literal.raw}` run on any clock, by night and on closed days, and the rule counts by `{clock}`"
                )
                help = f"say `{str(literal.raw).replace(' hour', ' working hour')}`, or take `clock` away"
                yield Found("wall-hours", part.path, message, help, where)


def _never_closes(calendar: WorkCalendar) -> bool:
    return calendar.hours.keys() == {"mon-sun"} and set(calendar.hours["mon-sun"]) == {"00:00-24:00"}


def _in_hours(raw: object) -> bool:
    try:
        span = as_span(raw)
    except ValueError:
        return False
    return span.kind == "elapsed" and span.amount % HOUR_US == 0


def _start_is_stop(rule: Deadline) -> Iterator[Found]:
    """An event that starts the clock and satisfies it at once: the rule is always kept."""
    if (
        len(rule.stop.parts) > 1
        or len(rule.start.parts) > 1
        or rule.cycle not in ("once", "each_start", "oldest_unanswered")
    ):
        return
    for start in rule.start.patterns():
        if any(_covers(stop, start) for stop in rule.stop.patterns()):
            message = f"{_spoken(start)} starts the clock and stops it at once"
            yield Found(
                "start-is-stop",
                ("stop",),
                message,
                "let the stop be another event, or say more of it in `where` and `who`",
            )


def _idle_pauses(rule: Deadline) -> Iterator[Found]:
    """A pause that cannot begin while the clock runs, or that ends as it begins."""
    if not isinstance(rule.pause, tuple):
        return
    for number, pause in enumerate(rule.pause):
        path = ("pause", number)
        begins = list(pause.since.patterns())
        enders = [("stop", rule.stop), ("cancel", rule.cancel)]
        for key, selector in enders:
            if selector is not None and all(_always(selector, begin) for begin in begins):
                message = f"the pause cannot occur: what begins it is a `{key}`, which comes first"
                yield Found("idle-pause", path, message, "name another event in `from`")
        if pause.until is not None and all(_always(pause.until, begin) for begin in begins):
            yield Found(
                "idle-pause", path, "the pause ends with the event that begins it", "name another event in `until`"
            )
        if (
            len(rule.start.parts) == 1
            and rule.cycle == "once"
            and begins
            and all(_only_start(rule, begin) for begin in begins)
        ):
            message = "the pause cannot occur while the clock runs: only the start begins it"
            yield Found("idle-pause", path, message, "name another event in `from`")


def _only_start(rule: Deadline, begin: EventPattern) -> bool:
    return any(_covers(start, begin) and start.nth == "first" for start in rule.start.patterns())


def _always(selector: Selector, begin: EventPattern) -> bool:
    """Whether every event of a pattern is surely one of a selector as well."""
    return len(selector.parts) == 1 and any(_covers(pattern, begin) for pattern in selector.patterns())


def _covers(wide: EventPattern, narrow: EventPattern) -> bool:
    """Whether every event of the narrow pattern is one of the wide one, as far as can be read off them."""
    if wide.on != narrow.on or wide.nth != "each":
        return wide == narrow
    kinds = set(narrow.events) <= set(wide.events)
    where = set(wide.where.clauses) <= set(narrow.where.clauses)
    return kinds and where and set(wide.who.clauses) <= set(narrow.who.clauses)


def _spoken(pattern: EventPattern) -> str:
    return " or ".join(f"`{kind}`" for kind in pattern.events)
