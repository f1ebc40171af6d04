"""Deadlines whose words are dead, turn against themselves, or never come to anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.errors import CalendarNotPublished, TimeRangeError
from servicepolicy.kinds.deadline.rule import Cycle, Deadline, Extension, Pause
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import BoundSelector, BoundValue, Chosen, Outright, Unfilled, refs_in
from servicepolicy.language.bound.says import HEADER
from servicepolicy.language.selector import Selector
from servicepolicy.language.suspected.claims import Claim, Demands
from servicepolicy.language.suspected.code import Arg, codes_beside
from servicepolicy.language.suspected.imagined import Imagined, shown
from servicepolicy.language.suspected.lengths import over_first, over_together
from servicepolicy.language.suspected.selections import covers, kinds_of, never
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import Field
from servicepolicy.models.vocabulary import sources
from servicepolicy.worktime import Span

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.deadline")


def scene(rule: Deadline, view: View, world: Imagined) -> int:
    """Let the clock start."""
    world.holds([view.applies(rule)])
    promised: dict[str, str] = {}
    if rule.due is not None and isinstance(rule.due.form, Field):
        promised = {rule.due.form.path: shown(world.after(24), world.zone)}
    world.meets(view.selector(rule.start, rule.subject), world.start, **promised)
    return world.after(1)


def claims(rule: Deadline, view: View) -> Iterator[Claim]:
    """The act must happen in time."""
    yield Demands(
        rule,
        view.applies(rule),
        view.selector(rule.stop, rule.subject),
        view.selector(rule.start, rule.subject),
        view.value(rule.within, rule.subject, "span"),
        rule.clock,
        rule.counting,
        plain=_plain(rule),
        again=not isinstance(rule.cycle, str),
        path=("within",) if rule.within is not None else ("due",),
    )


def _plain(rule: Deadline) -> bool:
    moved = (rule.pause if rule.pause != "forbidden" else (), rule.extend, rule.cancel, rule.reset)
    again = (rule.on_reopen, rule.on_reclassify)
    return not any(moved) and set(again) == {"none"} and isinstance(rule.cycle, str)


def suspicions(rule: Deadline, view: View) -> Iterator[Suspicion]:
    """Everything in a deadline that is probably not meant."""
    stop = view.selector(rule.stop, rule.subject)
    yield from _start_is_stop(rule, view, stop)
    yield from _cycle(rule, view)
    yield from _pauses(rule, view, stop)
    for number, step in enumerate(rule.extend):
        yield from _extension(rule, number, step, view, stop)
    yield from _idle_enders(rule, view, stop)
    yield from _reopening(rule, view, stop)
    yield from _reclassified(rule, view)
    yield from _warnings(rule, view)
    yield from _escalations(rule, view)
    yield from _shut(rule, view)


def _begun(rule: Deadline, view: View) -> Imagined:
    world = Imagined(view, rule.subject)
    scene(rule, view, world)
    return world


def _example(rule: Deadline, world: Imagined, hours: float, *statuses: str) -> Example:
    return world.example(world.after(hours), {rule.id: statuses})


def _found(rule: Deadline, code: str, path: Path, examples: tuple[Example, ...], **args: Arg) -> Suspicion:
    return Suspicion(code, Spot(rule.id, path), (rule.id,), args, examples)


def _named(selector: BoundSelector) -> tuple[str, ...]:
    return kinds_of(selector)


def _start_is_stop(rule: Deadline, view: View, stop: BoundSelector) -> Iterator[Suspicion]:
    start = view.selector(rule.start, rule.subject)
    if isinstance(rule.cycle, str) and covers(stop, start, view):
        example = _example(rule, _begun(rule, view), 1, "met")
        yield _found(rule, "start-is-stop", ("stop",), (example,), start=_named(start))


def _cycle(rule: Deadline, view: View) -> Iterator[Suspicion]:
    if not isinstance(rule.cycle, Cycle):
        return
    until = view.selector(rule.cycle.until, rule.subject)
    if never(until, view):
        world = _begun(rule, view)
        world.nearly(until, world.after(1))
        yield _found(rule, "endless-cycle", ("cycle", "until"), (_example(rule, world, 24 * 60, "breached"),))
    elif covers(until, view.selector(rule.stop, rule.subject), view):
        stop = view.selector(rule.stop, rule.subject)
        world = _begun(rule, view)
        world.meets(stop, world.after(0.5))
        example = _example(rule, world, 24 * 60, "met", "not_applicable")
        yield _found(rule, "cycle-of-one", ("cycle", "until"), (example,), stop=_named(stop))


def _pauses(rule: Deadline, view: View, stop: BoundSelector) -> Iterator[Suspicion]:
    if not isinstance(rule.pause, tuple):
        return
    for number, pause in enumerate(rule.pause):
        path = ("pause", number)
        begins = view.selector(pause.since, rule.subject)
        if covers(stop, begins, view) or (rule.cancel and covers(_bound(rule.cancel, rule, view), begins, view)):
            yield _found(rule, "idle-pause", path, _paused(rule, pause, view), event=_named(begins))
        elif pause.until is not None and covers(_bound(pause.until, rule, view), begins, view):
            yield _found(rule, "empty-pause", path, _paused(rule, pause, view))


def _bound(selector: Selector, rule: Deadline, view: View) -> BoundSelector:
    return view.selector(selector, rule.subject)


def _paused(rule: Deadline, pause: Pause, view: View) -> tuple[Example, ...]:
    """What begins the pause happens, and nothing else: no pause is seen, and it is due as without one."""
    without, world = _begun(rule, view), _begun(rule, view)
    world.meets(_bound(pause.since, rule, view), world.after(0.5))
    stopped = world.example(world.after(1), {rule.id: ("met", "pending", "not_applicable")})
    late = world.example(world.after(24 * 400), {rule.id: ("met", "breached")}, like=without.record())
    return (stopped, late)


def _extension(rule: Deadline, number: int, step: Extension, view: View, stop: BoundSelector) -> Iterator[Suspicion]:
    path = ("extend", number)
    grant = _bound(step.grant, rule, view)
    world = _begun(rule, view)
    world.meets(grant, world.after(0.5))
    if covers(stop, grant, view) or (rule.cancel and covers(_bound(rule.cancel, rule, view), grant, view)):
        example = _example(rule, world, 24 * 60, "met", "not_applicable")
        yield _found(rule, "extension-never-granted", path, (example,), event=_named(grant))
        return
    to, most = (view.span(value, rule.subject) for value in (step.to, step.at_most))
    within = _shortest(view.value(rule.within, rule.subject, "span"), rule, view)
    if within is None:
        return
    examples = (_example(rule, world, 1, "pending", "breached"),)
    if step.after is not None and step.after <= number:
        within = view.span(rule.extend[step.after - 1].to, rule.subject) or within
    if to is not None and over_first(to, within, view, rule.clock, rule.counting):
        yield _found(rule, "extension-shortens", (*path, "to"), examples, to=str(to), within=str(within))
    elif most is not None and _no_longer(most, within, rule, view):
        yield _found(rule, "idle-extension", (*path, "at_most"), examples, most=str(most), within=str(within))
    elif to is not None and over_together(to, within, view, rule.clock, rule.counting):
        yield _found(rule, "idle-extension", (*path, "to"), examples, most=str(to), within=str(within))


def _shortest(value: BoundValue | None, rule: Deadline, view: View) -> Span | None:
    """The shortest of the spans that a value may be; `None` where that cannot be told."""
    spans = _spans(value)
    if not spans:
        return None
    shortest = spans[0]
    for span in spans[1:]:
        if over_first(span, shortest, view, rule.clock, rule.counting):
            shortest = span
    return shortest if all(_no_longer(shortest, span, rule, view) for span in spans) else None


def _spans(value: BoundValue | None) -> list[Span]:
    """The spans that a value may be; none where that cannot be told."""
    match value:
        case Outright(value=Span() as span):
            return [span]
        case Chosen(options):
            several = [_spans(chosen) for _, chosen in options]
            return [span for spans in several for span in spans] if all(several) else []
        case _:
            return []


def _no_longer(one: Span, other: Span, rule: Deadline, view: View) -> bool:
    how = (view, rule.clock, rule.counting)
    return over_first(one, other, *how) or over_together(one, other, *how)


def _idle_enders(rule: Deadline, view: View, stop: BoundSelector) -> Iterator[Suspicion]:
    for key, selector in (("cancel", rule.cancel), ("reset", rule.reset)):
        if selector is None:
            continue
        ends = _bound(selector, rule, view)
        if covers(stop, ends, view):
            world = _begun(rule, view)
            world.meets(ends, world.after(0.5))
            example = _example(rule, world, 1, "met")
            yield _found(rule, "idle-cancel", (key,), (example,), event=_named(ends), key=key)


def _reopening(rule: Deadline, view: View, stop: BoundSelector) -> Iterator[Suspicion]:
    if rule.on_reopen == "none":
        return
    reopened = _bound(rule.reopened, rule, view)
    if covers(stop, reopened, view) or covers(reopened, stop, view):
        world = _begun(rule, view)
        world.meets(reopened if covers(stop, reopened, view) else stop, world.after(0.5))
        examples = tuple(_example(rule, world, hours, "breached", "pending") for hours in (24 * 400, 2))
        yield _found(rule, "reopen-is-stop", ("reopened",), examples, event=_named(reopened))


def _reclassified(rule: Deadline, view: View) -> Iterator[Suspicion]:
    if rule.on_reclassify not in ("retroactive", "carry", "retroactive_without_credit") or rule.within is None:
        return
    if rule.on_reclassify == "retroactive_without_credit" and rule.pause:
        return
    bound = view.value(rule.within, rule.subject, "span")
    if bound is None or isinstance(bound, Unfilled) or any(_may_change(ref, rule) for ref in refs_in(bound)):
        return
    without, world = _begun(rule, view), _begun(rule, view)
    world.meets(_bound(rule.reclassified, rule, view), world.after(0.5))
    example = world.example(world.after(1), {rule.id: ("pending", "breached")}, like=without.record())
    yield _found(rule, "idle-reclassify", ("on_reclassify",), (example,))


def _may_change(ref: Ref, rule: Deadline) -> bool:
    """Whether what a name reads may be another thing after some event."""
    return ref.root != HEADER or ref.name in sources(rule.subject)


def _warnings(rule: Deadline, view: View) -> Iterator[Suspicion]:
    spans = _spans(view.value(rule.within, rule.subject, "span"))
    for number, warn in enumerate(rule.warn):
        if spans and isinstance(warn, Span) and all(_no_longer(within, warn, rule, view) for within in spans):
            world = _begun(rule, view)
            example = _example(rule, world, 0.01, "pending")
            within = ", ".join(dict.fromkeys(map(str, spans)))
            yield _found(rule, "warning-before-start", ("warn", number), (example,), warn=str(warn), within=within)


def _escalations(rule: Deadline, view: View) -> Iterator[Suspicion]:
    below = view.edition.roles
    told: list[tuple[int, str]] = []
    for number, step in sorted(enumerate(rule.escalate), key=lambda item: item[1].after.amount):
        path = ("escalate", number, "to")
        above = ([rule.duty] if rule.duty else []) + [role for _, role in told]
        over = next((role for role in above if step.to in below.get(role, frozenset())), None)
        world = _begun(rule, view)
        example = world.example(
            world.after(24 * 30), {rule.id: ("breached",)}, notices=((rule.id, "escalation", step.to),)
        )
        if over is not None:
            yield _found(rule, "escalation-downwards", path, (example,), to=step.to, duty=over)
        elif step.to == rule.duty:
            yield _found(rule, "escalation-to-whoever-owes", path, (example,), to=step.to)
        told.append((number, step.to))


def _shut(rule: Deadline, view: View) -> Iterator[Suspicion]:
    within = view.span(rule.within, rule.subject)
    calendar = view.calendars.get(rule.clock or "")
    if within is None or calendar is None or within.kind not in ("working", "working_days"):
        return
    last = calendar.last_opening()
    clock = view.edition.clocks[rule.clock or ""]
    if last is None:
        return
    try:
        clock.due_us(view.moment, within, counting=view.edition.counting)
    except (CalendarNotPublished, TimeRangeError):
        begins = view.moment if view.edition.since is None else view.edition.since
        if clock.first_instant_of(last.toordinal()) < begins:
            example = _example(rule, _begun(rule, view), 24 * 60, "unknown")
            yield _found(rule, "never-due", ("clock",), (example,), clock=str(rule.clock))
