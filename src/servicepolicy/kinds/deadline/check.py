"""Deadlines that load and mean nothing, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.kinds.deadline.rule import Cycle, Deadline, Extension, Pause
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import Unresolved, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import EVENT
from servicepolicy.language.bound.spans import (
    ILLEGAL,
    TIME,
    literals_in,
    needs_clock,
    span_kinds,
    uncountable,
)
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.value import Value
from servicepolicy.worktime import Span

__all__ = ["problems", "warnings"]

_UNIT: Final = "unit"  # the clock of the unit that has the subject


def problems(rule: Deadline, known: Known) -> Iterator[Found]:
    """Roles that do not exist, and what cannot stand together."""
    fillings = known.fillings
    yield from known.roles((step.to for step in rule.escalate), ("escalate",))
    yield from _carry(rule, fillings)
    yield from _grid(rule, fillings)
    yield from _moving(rule, fillings)
    for number, step in enumerate(rule.extend):
        yield from _extension(rule, number, step, fillings)
    if rule.on_reclassify != "none" and rule.within is None:
        help = "take `on_reclassify` away, or say `within`"
        yield Found(ILLEGAL, ("on_reclassify",), "a promised time does not change with the classification", help)
    if "billing_cycles" in span_kinds(rule.within, fillings) and rule.cycle_day is None:
        message = "billing cycles need the day on which they close"
        yield Found("no-cycle-day", ("within",), message, "`cycle_day: {field: statement_day}`")
    for form in () if rule.cycle_day is None else literals_in(rule.cycle_day.form, fillings):
        if str(form.raw).removeprefix("-").isdecimal() and not 1 <= int(str(form.raw)) <= 31:
            message = f"`cycle_day`: no month has a day {form.raw}"
            yield Found("wrong-value", ("cycle_day",), message, "a day of the month, from 1 to 31")
    yield from _spans(rule)
    yield from _told_apart(rule, known)


def _told_apart(rule: Deadline, known: Known) -> Iterator[Found]:
    """The field that tells starts apart is one in which an event names something."""
    if rule.told_apart_by is None:
        return
    path: Path = ("told_apart_by",)
    kinds, whose = tuple(sorted(rule.start.kinds())), next((one.on for one in rule.start.patterns()), "subject")
    found = resolve(rule.told_apart_by, Place(rule.subject, EVENT, kinds, whose), known.names)
    if isinstance(found, Unresolved):
        yield Found("unknown-field", path, found.message, found.help)
    elif found.root != EVENT or found.personal or found.kind not in ("code", None):
        message = f"`{rule.told_apart_by}` is not a field in which an event names something"
        yield Found("wrong-type", path, message, "a code, such as `remedy`")


def _spans(rule: Deadline) -> Iterator[Found]:
    """Caps, warnings and escalations, each of a kind that can be counted there."""
    for number, pause in enumerate(rule.pause if rule.pause != "forbidden" else ()):
        yield from _cap(rule, pause, ("pause", number))
    for number, warn in enumerate(rule.warn):
        if isinstance(warn, Span) and warn.kind in TIME:
            yield from uncountable(warn, rule.clock, ("warn", number))
        if isinstance(warn, Span) and warn.kind not in TIME:
            message = f"a warning comes a share of the time, or elapsed or working time before; `{warn}` is neither"
            yield Found(ILLEGAL, ("warn", number), message, "such as `80%` or `2 working hours`")
    for number, told in enumerate(rule.escalate):
        if told.after.kind in TIME:
            yield from uncountable(told.after, rule.clock, ("escalate", number, "after"))
        if told.after.kind not in TIME:
            message = f"an escalation comes elapsed or working time after the due instant; `{told.after}` is neither"
            yield Found(ILLEGAL, ("escalate", number, "after"), message, "such as `4 working hours`")


def _cap(rule: Deadline, pause: Pause, path: Path) -> Iterator[Found]:
    if pause.cap is None:
        return
    yield from uncountable(pause.cap, rule.clock, (*path, "cap"))
    if pause.cap.kind in ("moment", "billing_cycles"):
        message = f"a pause lasts so many hours or days at most; `{pause.cap}` is neither"
        yield Found(ILLEGAL, (*path, "cap"), message, "such as `5 days`")


def _carry(rule: Deadline, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    carried = [name for name in ("on_reclassify", "on_version") if getattr(rule, name) == "carry"]
    if not carried:
        return
    kinds = span_kinds(rule.within, fillings)
    if len(kinds) > 1 or kinds - TIME:
        message = "`carry` counts the time used so far, which spans counted in dates do not have"
        if not kinds - TIME:
            message = "`carry` needs spans of one kind, elapsed or working"
        for name in carried:
            yield Found(ILLEGAL, (name,), message, "use `from_change` or `retroactive`")


def _grid(rule: Deadline, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    """A fixed grid needs intervals with a length; these spans end at a moment, which may be where they start."""
    if not isinstance(rule.cycle, Cycle) or rule.cycle.repeat != "from_due":
        return
    if span_kinds(rule.within, fillings) & {"same_day", "moment"}:
        message = "`from_due` needs a span with a length: `same day` and a time on a weekday have none"
        yield Found(ILLEGAL, ("cycle",), message, "say `from_act`, or a span such as `1 day`")


def _moving(rule: Deadline, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    """A clock that changes hands counts hours: a date that two units open differently belongs to neither."""
    if rule.on_move != "piecewise":
        return
    if rule.clock != _UNIT:
        message = "`piecewise` is about the clock of the unit, and this rule does not count by it"
        yield Found(ILLEGAL, ("on_move",), message, "say `clock: unit`, or take `on_move` away")
    caps = [pause.cap for pause in rule.pause if isinstance(pause, Pause) and pause.cap is not None]
    values = (rule.within, *(value for step in rule.extend for value in (step.to, step.by, step.at_most)))
    kinds = {kind for value in values for kind in span_kinds(value, fillings)} | {cap.kind for cap in caps}
    if kinds - TIME:
        dated = " and ".join(sorted(kind.replace("_", " ") for kind in kinds - TIME))
        message = f"`piecewise` counts elapsed or working time, and no {dated}"
        yield Found(ILLEGAL, ("on_move",), message, "say the span in working hours, or take `on_move` away")


def _extension(rule: Deadline, number: int, step: Extension, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    path: Path = ("extend", number)
    if rule.within is None:
        yield Found(
            ILLEGAL,
            path,
            "a promised time is not extended",
            "let a new promise replace it: `cycle: {supersede: before_due}`",
        )
        return
    for name in ("to", "at_most"):
        for kind in span_kinds(getattr(step, name), fillings):
            if kind == "billing_cycles" and rule.cycle_day is None:
                message = "billing cycles need the day on which they close"
                yield Found("no-cycle-day", (*path, name), message, "`cycle_day: {field: statement_day}`")
    if step.after is not None and step.after > number:
        message = f"step {number + 1} follows step {step.after}, which does not come before it"
        yield Found(ILLEGAL, (*path, "after"), message, "steps stand in their order, counted from 1")
    if step.by is None:
        return
    base = _base(rule, step, number)
    kinds, added = span_kinds(base, fillings), span_kinds(step.by, fillings)
    if kinds and added and (len(kinds | added) > 1 or added & {"same_day", "moment"}):
        units = " and ".join(sorted(kind.replace("_", " ") for kind in kinds | added))
        message = f"`by` adds to a span of another unit: {units}"
        yield Found(ILLEGAL, (*path, "by"), message, "say `to`, which replaces the span")
        return
    for kind in added:
        yield from needs_clock(kind, rule.clock, (*path, "by"))


def _base(rule: Deadline, step: Extension, number: int) -> Value | None:
    """What a step adds to: the span as earlier steps have left it, as far as is known."""
    if step.after is not None and step.after <= number:
        earlier = rule.extend[step.after - 1]
        return earlier.to if earlier.to is not None else rule.within
    return rule.within


def warnings(rule: Deadline, known: Known) -> Iterator[Found]:
    """Counts that end as they begin, pauses that cannot occur, and versions that never reach a count."""
    yield from _start_is_stop(rule)
    yield from _idle_pauses(rule)
    if "on_version" in rule.model_fields_set and known.pin != "latest":
        message = (
            f"`on_version` does nothing: the policy is pinned to `{known.pin}`, and a running count keeps its version"
        )
        yield Found("unread-version", ("on_version",), message, "say `pin: latest`, or take `on_version` away")


def _start_is_stop(rule: Deadline) -> Iterator[Found]:
    """An event that starts the clock and satisfies it at once: the rule is always kept."""
    if (
        len(rule.stop.parts) > 1
        or len(rule.start.parts) > 1
        or rule.cycle not in ("once", "each_start", "oldest_unanswered")
    ):
        return
    for start in rule.start.patterns():
        if any(_is_wider(stop, start) for stop in rule.stop.patterns()):
            message = f"{_kinds_of(start)} starts the clock and stops it at once"
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
    return any(_is_wider(start, begin) and start.nth == "first" for start in rule.start.patterns())


def _always(selector: Selector, begin: EventPattern) -> bool:
    """Whether every event of a pattern is surely one of a selector as well."""
    return len(selector.parts) == 1 and any(_is_wider(pattern, begin) for pattern in selector.patterns())


def _is_wider(wide: EventPattern, narrow: EventPattern) -> bool:
    """Whether every event of the narrow pattern is one of the wide one, as far as can be read off them."""
    if wide.on != narrow.on or wide.nth != "each":
        return wide == narrow
    kinds = set(narrow.events) <= set(wide.events)
    where = set(wide.where.clauses) <= set(narrow.where.clauses)
    return kinds and where and set(wide.who.clauses) <= set(narrow.who.clauses)


def _kinds_of(pattern: EventPattern) -> str:
    return " or ".join(f"`{kind}`" for kind in pattern.events)
