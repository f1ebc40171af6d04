"""The smallest limit at which a share of a log would have been kept: exact, on the limit's own grid.

No duration is measured: each occurrence is judged at the limits that matter to it, by the rule itself. So pauses,
office hours, counting conventions and ties are what they are in a verdict.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import NothingJudgedError, UsageError
from servicepolicy.judging.occurrence import most_verdicts
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts, Timeline
from servicepolicy.policy import arguments
from servicepolicy.results.thresholds import Threshold, Thresholds, share_of
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.whatif.cases import in_portions
from servicepolicy.whatif.grid import Grid, grid_of, same_limit
from servicepolicy.whatif.grouping import Grouping, groupings

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.policy.policy import Policy

__all__ = ["SHARES", "kept_at"]

_FIELD: Final = "x.servicepolicy_limit"  # of the header, from which the limit is read while it is sought
_READ: Final = {"field": f"subject.{_FIELD}"}
SHARES: Final = (0.8, 0.9, 0.95, 0.99)


def kept_at(  # noqa: PLR0913 - one argument a choice, all but the first three by name
    cases: Iterable[SubjectRecord | SubjectFacts],
    policy: Policy,
    value: str,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    shares: Sequence[float | Fraction] = SHARES,
    by: str | Iterable[str] = (),
    rule: str | None = None,
    step: str | None = None,
    workers: int = 1,
) -> Thresholds:
    """At which limit a share of a log would have been kept.

    Args:
        cases: The subjects, such as a log.
        policy: The policy.
        value: What is varied, as `Policy.but` names it: a blank, or a part of a rule such as `first-response.within` or
            `refunds.tiers[0].le`; where the same list says the same limit again, as tiers do that adjoin, it moves too.
        as_of: The moment that is judged.
        known_at: What was recorded later does not exist; absent: everything.
        context: Organisation, ledger, waivers.
        shares: The shares that are to be kept, between 0 and 1.
        by: Groupings of the subjects: fields of the header, `month`, `quarter`, `year`, `agent`.
        rule: The rule that is looked at, where several read the value.
        step: A step of the grid, such as `1 minute`; absent: one unit of the value as it is.
        workers: How many processes judge; what is found does not hang on it.

    Raises:
        UsageError: Nothing is called that, it has no unit, several rules read it, or no case is about it.
        OpenBlanksError: The policy has blanks that nothing fills.
    """
    for moment, name in ((as_of, "as_of"), (known_at, "known_at")):
        arguments.perhaps(moment, name)
    wanted = tuple(share_of(share) for share in shares)
    held = policy.said(value)
    if held is None and value.removeprefix("blanks.") in policy.open_blanks:
        policy._engine()  # it says what is open
    grid = grid_of(value, held, step)
    varied = policy.but(dict.fromkeys((value, *same_limit(policy, value)), _READ))
    reading = [one for one, meaning in varied.meanings.rules.items() if policy.meanings.rules.get(one) != meaning]
    judged = _one_rule(value, policy, reading, rule)
    grouped = groupings(by)
    probe = _Probe(varied, judged, grid, as_of, known_at, context)
    needs = _Needs()
    for portion in in_portions(_Judge(probe, grouped, policy.timezone), cases, workers):
        needs.take(portion)
    if not needs.all:
        raise NothingJudgedError(f"no case is about `{judged}`, so no limit can be told")
    for grouping in grouped:
        if set(needs.groups.get(grouping.name, ())) <= {""}:
            raise UsageError(f"no case says `{grouping.name}`, so nothing can be grouped by it")
    found = tuple(needs.all.elements())
    steps = sorted(one.sure for one in found if one.sure is not None and one.above is Status.MET)
    return Thresholds(
        value=value,
        rule=judged,
        unit=grid.unit,
        size=grid.size,
        occurrences=len(found),
        open=sum(one.above is Status.PENDING for one in found),
        unknown=sum(one.step != one.sure for one in found),
        overall=_limits(found, wanted, grid),
        groups={
            name: {group: _limits(tuple(of.elements()), wanted, grid) for group, of in sorted(groups.items())}
            for name, groups in needs.groups.items()
        },
        never=sum(one.step is None for one in found),
        needed={at: bisect_right(steps, at) - bisect_right(steps, at - 1) for at in dict.fromkeys(steps)},
    )


def _one_rule(value: str, policy: Policy, reading: list[str], asked: str | None) -> str:
    judged = [one.id for one in policy.rules if one.id in reading and not one.nature.over_a_period]
    if asked is not None:
        if asked not in judged:
            named = ", ".join(f"`{one}`" for one in judged) or "none"
            raise UsageError(f"`{asked}` does not read `{value}`; rules that do: {named}")
        return asked
    if len(judged) != 1:
        named = ", ".join(f"`{one}`" for one in judged) or "none that a single case shows"
        raise UsageError(f"`{value}` is read by several rules or none: say which with `rule=`: {named}")
    return judged[0]


# ---------------------------------------------------------------- one occurrence


@attrs.frozen
class _Needed:
    """From which step on an occurrence is no longer broken.

    Attributes:
        step: The first step at which it is not; `None`: it is at every one.
        sure: The first step from which on it is known what it is; `None`: at none, or it is broken at every one.
        above: Its status from there on.
        if_done: The first step at which it would be kept, were it done at the moment that is judged; for open ones.
        most: How many there may be in its place, of a subject that was read by half; `None`: any number.
    """

    step: int | None
    sure: int | None
    above: Status
    if_done: int | None = None
    most: int | None = 1


@attrs.define
class _Needs:
    """What occurrences need, counted: of all, and of each group."""

    all: Counter[_Needed] = attrs.field(factory=Counter[_Needed])
    groups: dict[str, dict[str, Counter[_Needed]]] = attrs.field(factory=dict[str, dict[str, Counter[_Needed]]])

    def take(self, other: _Needs) -> None:
        """Count those of other subjects."""
        self.all.update(other.all)
        for name, groups in other.groups.items():
            for group, counts in groups.items():
                self.groups.setdefault(name, {}).setdefault(group, Counter()).update(counts)


@attrs.frozen
class _Judge:
    """Asks about a portion of the subjects."""

    probe: _Probe
    by: tuple[Grouping, ...]
    zone: str

    def __call__(self, portion: Iterable[SubjectFacts]) -> _Needs:
        needs = _Needs()
        for facts in portion:
            for needed, verdict in self.probe.needed(facts):
                needs.all[needed] += 1
                for grouping in self.by:
                    group = grouping.of(facts, verdict, self.zone)
                    needs.groups.setdefault(grouping.name, {}).setdefault(group, Counter())[needed] += 1
        return needs


@attrs.define
class _Probe:
    """Asks a rule about a subject at one limit after another."""

    policy: Policy
    rule: str
    grid: Grid
    as_of: datetime
    known_at: datetime | None
    context: Context | None

    def needed(self, facts: SubjectFacts) -> list[tuple[_Needed, Verdict]]:
        """For each occurrence that the rule is about, from where on it is kept."""
        seen: dict[int, dict[str, Verdict]] = {}
        first = self._at(facts, self.grid.now, seen)
        found: list[tuple[_Needed, Verdict]] = []
        for occurrence, verdict in first.items():
            needed = self._switch(facts, occurrence, seen)
            if needed.sure == self.grid.least and needed.above is Status.NOT_APPLICABLE:
                continue  # whatever the limit
            if needed.above is Status.PENDING:
                needed = attrs.evolve(needed, if_done=self._if_done(facts, occurrence))
            if facts.half_read:
                rules = (rule for rule in self.policy.rules if rule.id == self.rule)
                needed = attrs.evolve(needed, most=most_verdicts(facts, rules))
            found.append((needed, verdict))
        return found

    def _at(self, facts: SubjectFacts, step: int, seen: dict[int, dict[str, Verdict]]) -> dict[str, Verdict]:
        held = seen.get(step)
        if held is None:
            asked = attrs.evolve(facts, header={**facts.header, _FIELD: self.grid.said(step)})
            report = self.policy.evaluate(
                asked, as_of=self.as_of, known_at=self.known_at, context=self.context, rules=(self.rule,)
            )
            held = seen[step] = {one.occurrence: one for one in (*report.verdicts, *report.advice)}
        return held

    def _switch(self, facts: SubjectFacts, occurrence: str, seen: dict[int, dict[str, Verdict]]) -> _Needed:
        """Where an occurrence is not broken any more, and where that is sure: its status changes once, or twice."""

        def status(step: int) -> Status:
            verdict = self._at(facts, step, seen).get(occurrence)
            return Status.NOT_APPLICABLE if verdict is None else verdict.status

        guess = self._guess(seen[self.grid.now][occurrence])
        near = (self.grid.now,) if guess is None else (self.grid.now, guess)
        step = self._first(lambda at: status(at) is not Status.BREACHED, near, self.grid.least)
        if step is None:
            return _Needed(None, None, Status.BREACHED)
        if status(step) is not Status.UNKNOWN:
            return _Needed(step, step, status(step))
        largest = self._largest(facts)
        if status(largest) is Status.UNKNOWN:
            return _Needed(step, None, Status.UNKNOWN)
        known = self._first(lambda at: status(at) is not Status.UNKNOWN, (step, largest), step)
        return _Needed(step, known, Status.UNKNOWN if known is None else status(known))

    def _first(self, holds: Callable[[int], bool], near: tuple[int, ...], least: int) -> int | None:
        """The first step of those from `least` on from which on something holds; the search begins near some."""
        low, high = least - 1, self.grid.most + 1  # the largest step at which it is known not to hold, the smallest to
        for step in near:
            if low < step < high:
                low, high = (low, step) if holds(step) else (step, high)
        down, leaping, leap = high == near[-1], True, 1
        while high - low > 1:
            step = high - leap if down else low + leap
            leap *= 2
            if not leaping or not low < step < high:
                step = (low + high) // 2
            held = holds(step)
            low, high = (low, step) if held else (step, high)
            leaping = leaping and held is down
        return None if high > self.grid.most else high

    def _largest(self, facts: SubjectFacts) -> int:
        """A step at which nothing has fallen due by the moment that is judged; of what is no time, the largest."""
        length, events = self.grid.microseconds, facts.timeline.events
        if length is None or not events:
            return self.grid.most
        begun = min(event.since for event in events)
        passed = arguments.instant(self.as_of, "as_of") - begun
        return min(max(passed // length, 0) + self.grid.now + 2, self.grid.most)

    def _guess(self, verdict: Verdict) -> int | None:
        """Near which step it may switch: what was used of the limit that holds now."""
        margin, length = verdict.margin, self.grid.microseconds
        if margin is None or length is None:
            return None
        spare = margin.working_us if self.grid.working else margin.wall_us
        if spare is None:
            return None
        used = self.grid.now * length - spare
        return min(max(-(-used // length), self.grid.least), self.grid.most)

    def _if_done(self, facts: SubjectFacts, occurrence: str) -> int | None:
        """The first step at which an open occurrence is kept, were what it waits for done at the moment judged."""
        duties = self.policy.agenda(
            facts_at(facts, self.grid), as_of=self.as_of, known_at=self.known_at, context=self.context
        )
        acts = next((duty.act for duty in duties if duty.rule == self.rule and duty.occurrence == occurrence), ())
        if not acts:
            return self.grid.least
        moment = arguments.instant(self.as_of, "as_of")
        done = _with_events(facts, acts, moment)
        seen: dict[int, dict[str, Verdict]] = {}
        if occurrence not in self._at(done, self.grid.now, seen):
            return self.grid.least
        # What is added says nothing of who did it, and how: where the rule asks, it is unknown whether it counts.
        return self._switch(done, occurrence, seen).step


def facts_at(facts: SubjectFacts, grid: Grid) -> SubjectFacts:
    """A subject with the limit that holds now."""
    return attrs.evolve(facts, header={**facts.header, _FIELD: grid.said(grid.now)})


def _with_events(facts: SubjectFacts, acts: Sequence[str], at: int) -> SubjectFacts:
    number = len(facts.timeline.events)
    added = tuple(Event(number + place, act, at, at, None, None, (), {}, False) for place, act in enumerate(acts, 1))
    return attrs.evolve(facts, timeline=Timeline.of((*facts.timeline.events, *added)))


# ---------------------------------------------------------------- shares of many


def _limits(found: Sequence[_Needed], shares: Iterable[Fraction], grid: Grid) -> dict[Fraction, Threshold]:
    best, worst = (_Counts(found, grid, at_best=at_best) for at_best in (True, False))
    return {
        share: Threshold(
            share=share,
            attained_least=best.first(share),
            attained_most=worst.first(share),
            least=best.first_of_all(share),
            most=worst.first_of_all(share),
        )
        for share in shares
    }


class _Counts:
    """How many occurrences are kept at a step: at best, where all that is unknown is kept, or at worst."""

    def __init__(self, found: Sequence[_Needed], grid: Grid, *, at_best: bool) -> None:
        found = [one for each in found for one in (each,) * (each.most or 1)]
        self._all = len(found)
        self._grid = grid
        self._at_best = at_best
        self._more = any(one.most is None for one in found)
        self._cancelled = sum(one.above is Status.NOT_APPLICABLE for one in found)
        # From which step on each is not broken; what is open or cancelled is left out from the next one on.
        self._kept = _sorted(one.step if at_best else one.sure for one in found)
        self._left = _sorted(one.sure for one in found if one.above in _LEFT_OUT)
        # Of all: what is open counts as done now, at best.
        closed = (one.step if at_best else one.sure for one in found if one.above not in _LEFT_OUT)
        self._done = _sorted((*closed, *(one.if_done for one in found if at_best)))

    def first(self, share: Fraction) -> int | None:
        """The first step at which a share of what is decided is kept."""
        if self._by_what_more_there_is(share):
            return self._grid.least if self._at_best else None
        for step in sorted({self._grid.least, *self._kept, *self._left}):
            left = bisect_right(self._left, step)
            kept, total = bisect_right(self._kept, step) - left, self._all - left
            if total and kept >= share * total:
                return step
        return None

    def _by_what_more_there_is(self, share: Fraction) -> bool:
        """Whether any number more decides alone: at best all of these are kept at every step, at worst none is."""
        return self._more and (share < 1 if self._at_best else share > 0)

    def first_of_all(self, share: Fraction) -> int | None:
        """The first step at which a share of all is kept, open ones included."""
        if self._by_what_more_there_is(share):
            return self._grid.least if self._at_best else None
        total = self._all - self._cancelled
        for step in sorted({self._grid.least, *self._done}):
            if total and bisect_right(self._done, step) >= share * total:
                return step
        return None


def _sorted(steps: Iterable[int | None]) -> list[int]:
    return sorted(step for step in steps if step is not None)


_LEFT_OUT: Final = (Status.PENDING, Status.NOT_APPLICABLE)
