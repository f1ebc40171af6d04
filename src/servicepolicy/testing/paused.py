"""Scenarios in which the clock of a rule is stopped: still paused, run again, paused up to the cap, paused too late."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.view import View
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.testing.document import Expected, Scenario
from servicepolicy.testing.first import answered
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.testing.situations import pauses_of
from servicepolicy.worktime._instant import DAY_US, HOUR_US, SECOND_US, from_us, parse_us

__all__ = ["paused_of"]

Plain = Any  # events as a document has them


def paused_of(scenarios: Scenarios, rule: Rule, of_rule: Sequence[Result]) -> Iterator[Result]:
    """Scenarios of each pause of a rule, each as the policy answers it.

    Args:
        scenarios: The scenarios.
        rule: The rule.
        of_rule: Scenarios of it from which they are made.
    """
    views = (View(edition, scenarios.policy.calendars) for edition in reversed(scenarios.policy.editions))
    view = next(view for view in views if rule.id in view.by_name)
    base, verdict = next(((one, judged) for one in of_rule for judged in _done(one)), (None, None))
    if base is None or verdict is None:
        return
    for number, (stops, resumes) in enumerate(pauses_of(rule), start=1):
        named = f"{rule.id}-paused" if number == 1 else f"{rule.id}-paused-{number}"
        for name, made in _paused(base, verdict, _Acts(view, rule, stops, resumes), scenarios):
            told = list(answered(scenarios, f"{named}-{name}" if name else named, made))
            if name == "to-the-end" and any(one.scenario.expect.status != Status.BREACHED.value for one in told):
                continue  # nothing caps it
            yield from told
            if name in ("and-resumed", "to-the-end"):
                for result in told:
                    yield from _when_due(scenarios, result, verdict.occurrence)


def _done(result: Result) -> Iterator[Verdict]:
    """The verdicts of what was done, and of which it is known when it was due."""
    yield from (one for one in result.verdicts if None not in (one.started_us, one.due_us, one.stopped_us))


class _Acts:
    """What stops the clock and what lets it run again, as events."""

    def __init__(self, view: View, rule: Rule, stops: Selector, resumes: Selector | None) -> None:
        self.view, self.rule, self.stops, self.resumes = view, rule, stops, resumes

    def stopped(self, at: int) -> list[Plain]:
        """An event that stops it; none where none can be imagined."""
        return self._at(self.stops, at)

    def resumed(self, at: int) -> list[Plain]:
        """An event that lets it run again."""
        return [] if self.resumes is None else self._at(self.resumes, at)

    def _at(self, selector: Selector, at: int) -> list[Plain]:
        world = Imagined(self.view, self.rule.subject)
        met = world.meets(self.view.selector(selector, self.rule.subject), at)
        return world.events if met else []


def _paused(base: Result, verdict: Verdict, acts: _Acts, scenarios: Scenarios) -> Iterator[tuple[str, Scenario]]:
    """A pause half-way to what is due: still running, ended after a quarter, never ended; and one begun too late."""
    start, due, done = verdict.started_us or 0, verdict.due_us or 0, verdict.stopped_us or 0
    half, quarter = (_whole((due - start) * part // 4) for part in (2, 1))
    stopped = acts.stopped(start + half)
    if not stopped:
        return
    zone = scenarios.policy.timezone
    yield "", _changed(base, stopped, start + half + HOUR_US, zone, done=done, moved=None)
    far = due + 400 * DAY_US
    if resumed := acts.resumed(start + half + quarter):
        yield "and-resumed", _changed(base, [*stopped, *resumed], far, zone, done=done, moved=due)
    yield "to-the-end", _changed(base, stopped, far, zone, done=done, moved=far)
    for name, at in (("when-due", due), ("too-late", due + SECOND_US)):
        yield name, _changed(base, acts.stopped(at), far, zone, done=done, moved=due + HOUR_US)


def _whole(us: int) -> int:
    """Whole minutes, and at least one."""
    return max(us // (HOUR_US // 60), 1) * (HOUR_US // 60)


def _when_due(scenarios: Scenarios, paused: Result, occurrence: str | None) -> Iterator[Result]:
    """The same with the act exactly when it is due, now that there was a pause, and a second later."""
    verdict = next((one for one in _done(paused) if one.occurrence == occurrence), None)
    if verdict is None or verdict.due_us is None:
        return
    zone, stopped = scenarios.policy.timezone, verdict.stopped_us or 0
    for name, at in (("exactly-when-due", verdict.due_us), ("one-second-late", verdict.due_us + SECOND_US)):
        made = _changed(paused, [], at + HOUR_US, zone, done=stopped, moved=at)
        for result in answered(scenarios, f"{paused.scenario.id}-{name}", made):
            yield _of_one(result, occurrence)


def _of_one(result: Result, occurrence: str | None) -> Result:
    """A result of several verdicts that expects what is said of one of them."""
    verdict = next((one for one in result.verdicts if one.occurrence == occurrence), None)
    if len(result.verdicts) == 1 or verdict is None or verdict.due_us is None:
        return result
    due = from_us(verdict.due_us, verdict.label.zone).isoformat()
    expect = Expected(occurrence=occurrence, status=verdict.status.value, due=due, reason=verdict.reason.code)
    return attrs.evolve(result, scenario=result.scenario.model_copy(update={"expect": expect}))


def _changed(base: Result, more: Sequence[Plain], as_of: int, zone: str, *, done: int, moved: int | None) -> Scenario:
    """A scenario with more events, and what was done then at another time, or not."""
    subject = copy.deepcopy(base.scenario.subject or {})
    kept: list[Plain] = []
    for event in subject.get("events", ()):
        if parse_us(event["at"]) == done:
            if moved is None:
                continue
            event["at"] = from_us(moved, zone).isoformat()
            event.pop("recorded_at", None)
        kept.append(event)
    subject["events"] = sorted([*kept, *more], key=lambda event: parse_us(event["at"]))
    return base.scenario.model_copy(update={"subject": subject, "as_of": from_us(as_of, zone).isoformat()})
