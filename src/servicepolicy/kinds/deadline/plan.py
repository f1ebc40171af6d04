"""A deadline as it is compiled: what its events may mean and what its values are read with, and no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.due_dates import Budget, DueDates
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import Place, ref_of
from servicepolicy.judging.values import ValueReader, as_closing_day, as_instant, as_span, value_reader
from servicepolicy.kinds.deadline.rule import Cycle, Deadline, Extension
from servicepolicy.kinds.deadline.run import Dispatch, Run
from servicepolicy.kinds.deadline.unit_clock import piecewise
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.label import Label
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Field, Literal, ValueForm
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied
from servicepolicy.worktime import Span, WorkClock
from servicepolicy.worktime._instant import first_instant

__all__ = ["DeadlinePlan"]

CONTACT = Selector.parse({"any": ["customer_contacted", {"event": "any", "who": {"kind": "customer"}}]})


def _promise(form: ValueForm, place: Place) -> ValueReader:
    """Reads a promised time; a promised date is the end of that day (decision 51)."""
    if not isinstance(form, Field) or ref_of(place, form.path).kind != "date":
        return value_reader(form, place, as_instant)
    zone = place.edition.zone
    return value_reader(form, place, lambda day: first_instant(date.fromisoformat(str(day)).toordinal() + 1, zone))


class DeadlinePlan:
    """A deadline, compiled for one edition: what may start, stop and move it, and what its values are read with.

    Attributes:
        rule: The rule.
        dispatch: Which event kinds may be which signals.
        within: Reads the span; `promise` the promised time instead.
        budget: The span where it is constant; elapsed and working time as an amount.
        dates: When date-counted spans are due.
        extensions: The readers of each step of extension.
    """

    def __init__(self, rule: Deadline, edition: Edition) -> None:
        self.rule = rule
        self.edition = edition
        header = Place.of(edition, rule, "applies")
        self.applies = compile_condition(rule.applies, header)
        self.start = Matcher(rule.start, header)
        self.stop = self.looked_for = Matcher(rule.stop, header)
        self.dispatch = Dispatch(self._roles(header))
        self.within = value_reader(
            rule.within.form if rule.within else Literal("0 seconds"), Place.of(edition, rule, "within"), as_span
        )
        self.promise: ValueReader | None = None
        if rule.due is not None:
            self.promise = _promise(rule.due.form, Place.of(edition, rule, "due"))
        self.cycle_day: ValueReader | None = None
        if rule.cycle_day is not None:
            self.cycle_day = value_reader(rule.cycle_day.form, Place.of(edition, rule, "cycle_day"), as_closing_day)
        self.counting = edition.convention(rule.counting)
        self.extensions = [self._steps(step) for step in rule.extend]
        self.budget, self.budget_values = self._constant_budget()
        self.label: Label = edition.label(rule)
        self.dates = DueDates(self.counting)
        self.piecewise = rule.on_move == "piecewise"
        self.notifies = bool(rule.warn or rule.escalate)
        self.has_cap = any(pause.cap for pause in rule.pause) if rule.pause != "forbidden" else False

    def _roles(self, place: Place) -> Iterator[tuple[str, int, Matcher]]:
        rule = self.rule
        yield "start", 0, self.start
        yield "stop", 0, self.stop
        if rule.reset is not None:
            yield "reset", 0, Matcher(rule.reset, place)
        if rule.cancel is not None:
            yield "cancel", 0, Matcher(rule.cancel, place)
        if isinstance(rule.cycle, Cycle):
            yield "cancel", 1, Matcher(rule.cycle.until, place)
        if rule.on_reclassify != "none":
            yield "reclassify", 0, Matcher(rule.reclassified, place)
        if rule.on_reopen != "none":
            yield "reopen", 0, Matcher(rule.reopened, place)
        for item, step in enumerate(rule.extend):
            yield "extend", item, Matcher(step.grant, place)
        for item, pause in enumerate(rule.pause if rule.pause != "forbidden" else ()):
            yield "pause", item, Matcher(pause.since, place)
            if pause.until is not None:
                yield "resume", item, Matcher(pause.until, place)
            if pause.ends_on_contact:
                yield "resume", item, Matcher(Selector(((), *CONTACT.parts)), place)  # part 1: by contact

    def _steps(self, step: Extension) -> dict[str, ValueReader]:
        said = {"to": step.to, "by": step.by, "at_most": step.at_most}
        return {
            name: value_reader(value.form, Place.of(self.edition, step, name, self.rule.subject), as_span)
            for name, value in said.items()
            if value is not None
        }

    def _constant_budget(self) -> tuple[Budget | Span | None, tuple[Applied, ...]]:
        constant = self.within.constant
        span = constant.value if constant is not None and constant.missing is None else None
        if constant is None or not isinstance(span, Span) or self.cycle_day is not None:
            return None, ()
        budget = Budget(span.kind, span.amount) if span.kind in ("elapsed", "working") else span
        return budget, (constant.applied("within"),)

    def applies_at(self, scene: Scene, event: Event | None, at: int) -> bool:
        """Whether the rule applies to the subject at an instant."""
        return self.applies is None or scene.settle(self.applies(scene, event, at, None))

    def at(self, scene: Scene, at: int) -> DeadlinePlan:
        """The version of this rule that governs at an instant; itself, unless the policy moves what is running."""
        found = self
        for since, version in reversed(scene.versions.get(self.rule.id, ())):
            if isinstance(version, DeadlinePlan):
                found = version
                if since <= at:
                    break
        return found

    def renewals(self, scene: Scene) -> list[int]:
        """When another version of this rule takes over, in order."""
        return [since for since, _version in scene.versions.get(self.rule.id, ())[1:]]

    def says(self, scene: Scene, event: Event | None, at: int) -> tuple[object, Missing | None]:
        """The span of this version, for an event and an instant."""
        read = self.within.read(scene, event, at)
        return read.value, read.missing

    def clock_of(self, run: Run, scene: Scene) -> WorkClock | Missing:
        """Whose working time counts: that of the start, or of each unit in its turn."""
        clock = self.rule.clock
        return piecewise(clock, run, scene) if self.piecewise else scene.clock(clock, run.started)
