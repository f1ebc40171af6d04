"""Combinations that each part allows and that together mean nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.deadline.rule import Cycle, Deadline, Extension, Pause
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.kinds.ownership.rule import Ownership
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.kinds.retention.rule import KEPT_FOR, Retention
from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import Literal, Value, ValueForm
from servicepolicy.policy.checking.vocabulary_check import Found, blank_names
from servicepolicy.policy.filling.blanks import literals
from servicepolicy.policy.reading.document_source import Path
from servicepolicy.worktime import Span
from servicepolicy.worktime.window import COUNTED_BACK

__all__ = ["combinations_in"]

ILLEGAL: Final = "illegal-combination"
_UNIT: Final = "unit"  # the clock of the unit that has the subject
_TIME: Final = frozenset({"elapsed", "working"})
_NEEDS_CLOCK: Final = frozenset({"working", "working_days"})
_WITHOUT_CLOCK: Final = COUNTED_BACK | {"same_day"}  # what can be counted ahead by the dates of the policy's zone


def combinations_in(rule: Rule, fillings: Mapping[str, Filling], facts: Collection[str] = ()) -> Iterator[Found]:
    """What cannot stand together in a rule, with the spans that its blanks hold and the facts that are computed."""
    match rule:
        case Deadline():
            yield from _deadline(rule, fillings)
        case Authority():
            yield from _authority(rule, fillings)
        case Ownership() if rule.handover is not None:
            yield from _clock(rule.handover.within, rule.handover.clock, ("handover",), fillings)
        case Retention():
            yield from _retention(rule, fillings)
        case Periodic():
            yield from _periodic(rule, fillings)
        case Requirement() if rule.throughout:
            yield from _throughout(rule, facts)
        case Incentive():
            yield from _incentive(rule, fillings)
        case Sequence():
            for path, within in rule.spans():
                yield from _clock(within, rule.clock, path, fillings)
        case _:
            return


def _authority(rule: Authority, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    if rule.emergency is not None:
        formalities = rule.emergency.formalities
        yield from _clock(formalities.within, formalities.clock, ("emergency", "formalities"), fillings)
    if rule.votes is not None and rule.votes.publish is not None:
        publish = rule.votes.publish
        yield from _clock(publish.within, publish.clock, ("votes", "publish"), fillings)
    if rule.splitting is not None:
        yield from window_in(rule.splitting.within, ("splitting", "within"))
    if rule.late_entry is not None and rule.late_entry.kind not in _WITHOUT_CLOCK:
        message = f"a late entry is counted in hours, days, weeks, months or years; `{rule.late_entry}` is none"
        yield Found(ILLEGAL, ("late_entry",), message, "such as `24 hours`, or `same day`")


def window_in(within: Span, path: Path) -> Iterator[Found]:
    """A window that cannot be counted back."""
    if within.kind not in COUNTED_BACK:
        message = f"a window is counted back in hours, days, weeks, months or years; `{within}` is none"
        yield Found(ILLEGAL, path, message, "such as `30 days`")


def _incentive(rule: Incentive, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    for name, part in (("recorded", rule.recorded), ("published", rule.published)):
        if part is not None:
            yield from _clock(part.within, part.clock, (name,), fillings)
    after = rule.promotion.after if rule.promotion is not None else None
    for form in () if after is None else _said(after.within.form, fillings):
        try:
            yield from window_in(as_span(form.raw), ("promotion", "after", "within"))
        except ValueError:
            continue  # a problem of its own


def _retention(rule: Retention, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    if _kinds(rule.keep, fillings) - KEPT_FOR:
        message = "what is kept is kept for years, months, weeks, days or hours: no calendar reaches so far ahead"
        yield Found(ILLEGAL, ("keep",), message, "such as `5 years`")
    if rule.dispose is not None:
        yield from _clock(rule.dispose.within, rule.dispose.clock, ("dispose",), fillings)


def _throughout(rule: Requirement, facts: Collection[str]) -> Iterator[Found]:
    for name in ("must", "must_not"):
        for tested in getattr(rule, name).tested():
            if tested.path in facts:
                message = (
                    f"`{tested.path}` is computed once, from all that is known, and says nothing of earlier moments"
                )
                yield Found(
                    ILLEGAL, (name, tested.path), message, "ask it `at` an event, `until` one, or say `hold: now`"
                )


def _periodic(rule: Periodic, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    if rule.due is not None:
        yield from _clock(rule.due.within, rule.clock, ("due",), fillings)
    for form in () if rule.at_least is None else _said(rule.at_least.form, fillings):
        if str(form.raw).isdigit() and int(str(form.raw)) < 1:
            message = f"`at_least` counts acts, and `{form.raw}` of them is no duty"
            yield Found("not-a-count", ("at_least",), message, "a whole number from 1")


def _deadline(rule: Deadline, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    yield from _clock(rule.within, rule.clock, (), fillings)
    yield from _carry(rule, fillings)
    yield from _grid(rule, fillings)
    yield from _moving(rule, fillings)
    for number, step in enumerate(rule.extend):
        yield from _extension(rule, number, step, fillings)
    if rule.on_reclassify != "none" and rule.within is None:
        help = "take `on_reclassify` away, or say `within`"
        yield Found(ILLEGAL, ("on_reclassify",), "a promised time does not change with the classification", help)
    if "billing_cycles" in _kinds(rule.within, fillings) and rule.cycle_day is None:
        message = "billing cycles need the day on which they close"
        yield Found("no-cycle-day", ("within",), message, "`cycle_day: {field: statement_day}`")
    for form in () if rule.cycle_day is None else _said(rule.cycle_day.form, fillings):
        if str(form.raw).removeprefix("-").isdecimal() and not 1 <= int(str(form.raw)) <= 31:
            message = f"`cycle_day`: no month has a day {form.raw}"
            yield Found("wrong-value", ("cycle_day",), message, "a day of the month, from 1 to 31")
    yield from _spans(rule)


def _spans(rule: Deadline) -> Iterator[Found]:
    """Caps, warnings and escalations, each of a kind that can be counted there."""
    for number, pause in enumerate(rule.pause if rule.pause != "forbidden" else ()):
        yield from _cap(rule, pause, ("pause", number))
    for number, warn in enumerate(rule.warn):
        if isinstance(warn, Span) and warn.kind in _TIME:
            yield from _counted(warn, rule.clock, ("warn", number))
        if isinstance(warn, Span) and warn.kind not in _TIME:
            message = f"a warning comes a share of the time, or elapsed or working time before; `{warn}` is neither"
            yield Found(ILLEGAL, ("warn", number), message, "such as `80%` or `2 working hours`")
    for number, told in enumerate(rule.escalate):
        if told.after.kind in _TIME:
            yield from _counted(told.after, rule.clock, ("escalate", number, "after"))
        if told.after.kind not in _TIME:
            message = f"an escalation comes elapsed or working time after the due instant; `{told.after}` is neither"
            yield Found(ILLEGAL, ("escalate", number, "after"), message, "such as `4 working hours`")


def _cap(rule: Deadline, pause: Pause, path: Path) -> Iterator[Found]:
    if pause.cap is None:
        return
    yield from _counted(pause.cap, rule.clock, (*path, "cap"))
    if pause.cap.kind in ("moment", "billing_cycles"):
        message = f"a pause lasts so many hours or days at most; `{pause.cap}` is neither"
        yield Found(ILLEGAL, (*path, "cap"), message, "such as `5 days`")


def _carry(rule: Deadline, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    carried = [name for name in ("on_reclassify", "on_version") if getattr(rule, name) == "carry"]
    if not carried:
        return
    kinds = _kinds(rule.within, fillings)
    if len(kinds) > 1 or kinds - _TIME:
        message = "`carry` counts the time used so far, which spans counted in dates do not have"
        if not kinds - _TIME:
            message = "`carry` needs spans of one kind, elapsed or working"
        for name in carried:
            yield Found(ILLEGAL, (name,), message, "use `from_change` or `retroactive`")


def _grid(rule: Deadline, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    """A fixed grid needs intervals with a length; these spans end at a moment, which may be where they start."""
    if not isinstance(rule.cycle, Cycle) or rule.cycle.repeat != "from_due":
        return
    if _kinds(rule.within, fillings) & {"same_day", "moment"}:
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
    kinds = {kind for value in values for kind in _kinds(value, fillings)} | {cap.kind for cap in caps}
    if kinds - _TIME:
        dated = " and ".join(sorted(kind.replace("_", " ") for kind in kinds - _TIME))
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
        for kind in _kinds(getattr(step, name), fillings):
            yield from _needs_clock(kind, rule.clock, (*path, name))
            if kind == "billing_cycles" and rule.cycle_day is None:
                message = "billing cycles need the day on which they close"
                yield Found("no-cycle-day", (*path, name), message, "`cycle_day: {field: statement_day}`")
    if step.after is not None and step.after > number:
        message = f"step {number + 1} follows step {step.after}, which does not come before it"
        yield Found(ILLEGAL, (*path, "after"), message, "steps stand in their order, counted from 1")
    if step.by is None:
        return
    base = _base(rule, step, number)
    kinds, added = _kinds(base, fillings), _kinds(step.by, fillings)
    if kinds and added and (len(kinds | added) > 1 or added & {"same_day", "moment"}):
        units = " and ".join(sorted(kind.replace("_", " ") for kind in kinds | added))
        message = f"`by` adds to a span of another unit: {units}"
        yield Found(ILLEGAL, (*path, "by"), message, "say `to`, which replaces the span")
        return
    for kind in added:
        yield from _needs_clock(kind, rule.clock, (*path, "by"))


def _base(rule: Deadline, step: Extension, number: int) -> Value | None:
    """What a step adds to: the span as earlier steps have left it, as far as is known."""
    if step.after is not None and step.after <= number:
        earlier = rule.extend[step.after - 1]
        return earlier.to if earlier.to is not None else rule.within
    return rule.within


def _clock(within: Value | None, clock: str | None, path: Path, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    kinds = _kinds(within, fillings)
    if "billing_cycles" in kinds and path:  # only the span of a deadline has a day on which they close
        message = "billing cycles need the day on which they close, and none can be said here"
        yield Found(ILLEGAL, (*path, "within"), message, "such as `1 month`")
    needing = kinds & _NEEDS_CLOCK
    if needing:
        yield from _needs_clock("working" if "working" in needing else "working_days", clock, (*path, "within"))


def _counted(span: Span, clock: str | None, path: Path) -> Iterator[Found]:
    yield from _needs_clock(span.kind, clock, path)


def _needs_clock(kind: str, clock: str | None, path: Path) -> Iterator[Found]:
    if kind in _NEEDS_CLOCK and clock is None:
        what = "working time" if kind == "working" else "working days"
        yield Found("no-clock", path, f"{what} cannot be counted without a calendar", "name it: `clock: office`")


def _kinds(value: Value | None, fillings: Mapping[str, Filling]) -> frozenset[str]:
    """The kinds of all spans that a value may be; what cannot be read is a problem of its own."""
    return frozenset(_span_kinds(value.form, fillings)) if value is not None else frozenset()


def _span_kinds(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[str]:
    for literal in _said(form, fillings):
        try:
            yield as_span(literal.raw).kind
        except ValueError:
            continue


def as_span(raw: object) -> Span:
    """A span, from text or as it is."""
    return raw if isinstance(raw, Span) else Span(str(raw))


def _said(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[Literal]:
    """Every value that is said outright, in the form or in what fills its blanks."""
    yield from literals(form)
    for name in blank_names(form):
        filling = fillings.get(name)
        if filling is not None:
            for dated in filling.fill.values:
                yield from _said(dated.form, fillings)
