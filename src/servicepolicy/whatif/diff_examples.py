"""A case for each side of a change: made of what the two rules ask about, and confirmed by both engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import attrs

from servicepolicy.errors import FactsError, ServicePolicyError
from servicepolicy.language.bound.comparing import Reading, telling_starts
from servicepolicy.language.bound.reckoning import clock_changes
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy.own_terms import currency_in
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.whatif.diff_material import Material, Plain, Unit
from servicepolicy.worktime._instant import SECOND_US, from_us

__all__ = ["Allowance", "Example", "examples_of"]

_MOST_ASKED: Final = 1000  # questions to the engines, of all rules together
_LEAST_ASKED: Final = 80  # of one rule
_LIKELY: Final = 4  # headers
_AFTER: Final = timedelta(days=40)
_A_YEAR: Final = 400  # days in which a clock is put forward and back
_MOST_TELLING: Final = 6  # moments that show how two terms lie
_NEAR: Final = 7  # days from a moment to a change of the clock which makes a span longer or shorter
_MONDAY: Final = datetime.fromisoformat("2026-01-05T00:00:00")
_HOURS: Final = (9, 2, 7, 13, 16, 18, 23)


@attrs.frozen
class Example:
    """A case that the two policies judge differently, confirmed by both engines.

    Attributes:
        side: `new`: it is breached under the new policy only; `old`: under the old one only.
        old: The old rule's id with its worst status; nothing where the old policy has none.
        new: The same of the new one.
        as_of: The moment that is judged, as text.
        record: The subject, as `policy.read` takes it. It is made up.
    """

    side: str
    old: Mapping[str, str]
    new: Mapping[str, str]
    as_of: str
    record: Mapping[str, Any]

    def plain(self) -> Plain:
        """It as plain data, ready to be written down as a test."""
        return {
            "call": "evaluate",
            "facts": dict(self.record),
            "as_of": self.as_of,
            "old": dict(self.old),
            "new": dict(self.new),
        }


@attrs.frozen(eq=False)
class _Side:
    """One policy, and its rule where it has one then."""

    policy: Policy
    reading: Reading | None

    @property
    def id(self) -> str | None:
        return None if self.reading is None else self.reading.rule.id


def examples_of(
    old: tuple[Policy, Reading | None],
    new: tuple[Policy, Reading | None],
    since: int | None,
    until: int | None,
    wanted: frozenset[str],
    allowance: Allowance,
) -> tuple[Example, ...]:
    """A case for each side that is wanted, as far as one can be made.

    Args:
        old: The old policy, and the reading of its rule in a stretch of time.
        new: The same of the new policy.
        since: When the stretch begins, UTC microseconds; `None`: it always was.
        until: When it ends.
        wanted: `new` for what only the new policy breaches, `old` for what only the old one does.
        allowance: How many questions are asked of the engines.
    """
    if old[0].open_blanks or new[0].open_blanks:
        return ()
    search = _Search(_Side(*old), _Side(*new), (since, until), allowance.share())
    found: dict[str, Example] = {}
    for example in search.differing():
        if example.side in wanted and example.side not in found:
            found[example.side] = example
            if found.keys() >= wanted:
                break
    allowance.take(search.asked)
    return tuple(found[side] for side in ("new", "old") if side in found)


def _read(policy: Policy, record: Plain) -> SubjectFacts | None:
    try:
        return policy.read(record).facts()
    except (FactsError, ValueError):
        return None


class Allowance:
    """How many questions may be asked of the engines, shared among rules: what one does not need, others have.

    Args:
        rules: How many rules there are to be asked about.
    """

    def __init__(self, rules: int) -> None:
        self._left, self._rules = _MOST_ASKED, max(1, rules)

    def share(self) -> int:
        """How many questions may be asked about the next rule."""
        return max(_LEAST_ASKED, self._left // self._rules)

    def take(self, asked: int) -> None:
        """So many were asked about a rule."""
        self._left, self._rules = max(0, self._left - asked), max(1, self._rules - 1)


class _AskedEnough(Exception):
    """No more questions are asked."""


class _Search:
    """Looks for cases, the plainest ones first."""

    def __init__(self, old: _Side, new: _Side, stretch: tuple[int | None, int | None], most: int) -> None:
        self.old, self.new = old, new
        self.readings = [side.reading for side in (old, new) if side.reading is not None]
        self.rule = self.readings[0].rule
        self.zone = self.readings[0].edition.zone
        self.stretch = stretch
        self.begins = _first_monday(*stretch, self.zone)
        self.most, self.asked = most, 0
        self.same_words = old.policy.own_vocabulary == new.policy.own_vocabulary
        self.material = Material(self.readings, currency_in(new.policy))

    def differing(self) -> Iterator[Example]:
        """Cases that are breached under one of the policies only."""
        if self.rule.nature.over_a_period:
            return
        likely, all_, headers, starts = (
            self.material.likely(),
            self.material.sequences(),
            self.material.headers(),
            self._starts(),
        )
        with suppress(_AskedEnough):
            yield from self._tried(likely, starts[:1], headers[:_LIKELY])
            yield from self._tried(likely, list(dict.fromkeys(self._telling()))[:_MOST_TELLING], headers[:_LIKELY])
            yield from self._tried(likely, starts[1:], headers[:1])
            yield from self._tried(all_, starts[:1], headers)
            yield from self._tried(all_, starts[1:], headers[:_LIKELY])

    def _tried(
        self, sequences: Sequence[Sequence[Unit]], starts: Sequence[datetime], headers: Sequence[Plain]
    ) -> Iterator[Example]:
        for sequence in sequences:
            for start in starts:
                for header in headers:
                    yield from self._played(header, sequence, start)

    def _starts(self) -> list[datetime]:
        days = [self.begins + timedelta(days=number) for number in (0, 2, 4, 5, 6, 3, 1)]
        found = [day.replace(hour=hour) for hour in _HOURS for day in days]
        named = [datetime.fromisoformat(day) for day in self._named_days()]
        around = [day + timedelta(days=by, hours=9) for day in named for by in (0, -1, 1)]
        return [found[0], *around, *found[1:]]

    def _telling(self) -> Iterator[datetime]:
        """Moments from which a span of one rule is over before one of the other, and after it.

        Where such a moment lies at a change of the clock, the first changes of the stretch are taken as well.
        """
        if len(self.readings) < 2:
            return
        since, until = self.stretch
        first, last = (self.begins.date() + timedelta(days=by) for by in (0 if until is None else -_A_YEAR, _A_YEAR))
        changes = list(clock_changes(self.zone, first, last))
        for start in telling_starts(*self.readings):
            local = from_us(start, self.zone).replace(tzinfo=None)
            near = list(clock_changes(self.zone, local.date(), local.date() + timedelta(days=_NEAR)))
            moved = [local + (change - near[0]) for change in changes] if near else []
            for at in (local, *moved):
                us = int(datetime.fromisoformat(self._iso(at)).timestamp()) * SECOND_US
                if (since is None or us >= since) and (until is None or us < until):
                    yield at

    def _named_days(self) -> list[str]:
        """The dates that the calendars name in one policy only."""
        said: list[set[str]] = []
        for side in (self.old, self.new):
            calendars = side.policy.calendars.values()
            said.append({text for calendar in calendars for text in (*calendar.closed, *calendar.special)})
        differing = sorted(said[0] ^ said[1]) if len(said) == 2 else []
        return [day[:10] for day in differing if len(day) >= 10][:4]

    def _played(self, header: Plain, sequence: Sequence[Unit], start: datetime) -> Iterator[Example]:
        """A sequence of events, the last of them tried wherever something is due."""
        if not sequence:
            yield from self._example(header, [], start + _AFTER)
            return
        *first, last = sequence
        before = [
            {**event, "at": self._iso(start + timedelta(hours=number))}
            for number, unit in enumerate(first)
            for event in unit
        ]
        dues = self._dues(header, before, start + timedelta(hours=len(first))) if before else []
        moments = [_rounded(one + (other - one) / 2) for one, other in pairwise(dues)]
        moments += [start + timedelta(hours=len(first)), *(due + timedelta(minutes=1) for due in dues), *dues]
        for moment in dict.fromkeys(moments):
            if moment >= start + timedelta(hours=len(first) - 1):
                placed = [*before, *({**event, "at": self._iso(moment)} for event in last)]
                yield from self._example(header, placed, max([moment, *dues]) + _AFTER)

    def _dues(self, header: Plain, events: list[Plain], at: datetime) -> list[datetime]:
        """When something falls due under either policy."""
        found: set[datetime] = set()
        for side, facts in zip((self.old, self.new), self._facts(header, events), strict=True):
            for verdict in self._verdicts(side, facts, at) or ():
                for due in (verdict.due_us, verdict.due_latest_us):
                    if due is not None:
                        found.add(from_us(due, self.zone).replace(tzinfo=None))
        return sorted(found)

    def _example(self, header: Plain, events: list[Plain], as_of: datetime) -> Iterator[Example]:
        facts = self._facts(header, events)
        one = self._verdicts(self.old, facts[0], as_of)
        other = None if one is None else self._verdicts(self.new, facts[1], as_of)
        if one is None or other is None:
            return
        was, now = _binding_breach(one, self.old), _binding_breach(other, self.new)
        if was is None or now is None or was is now:
            return
        yield Example(
            "new" if now else "old",
            _worst(one, self.old),
            _worst(other, self.new),
            self._iso(as_of),
            self._record(header, events),
        )

    def _facts(self, header: Plain, events: list[Plain]) -> tuple[SubjectFacts | None, SubjectFacts | None]:
        """A made-up case as each policy reads it; `None`: it cannot be read."""
        record = self._record(header, events)
        found = _read(self.old.policy, record)
        return found, found if self.same_words else _read(self.new.policy, record)

    def _verdicts(self, side: _Side, facts: SubjectFacts | None, as_of: datetime) -> tuple[Verdict, ...] | None:
        """What a policy says of its rule; `None` where it cannot be asked."""
        if side.reading is None:
            return ()
        self.asked += 1
        if self.asked > self.most:
            raise _AskedEnough
        if facts is None:
            return None
        rule = side.reading.rule.id
        try:
            report = side.policy.evaluate(facts, as_of=datetime.fromisoformat(self._iso(as_of)), rules=(rule,))
        except ServicePolicyError:
            return None
        return tuple(verdict for verdict in (*report.verdicts, *report.advice) if verdict.rule == rule)

    def _record(self, header: Plain, events: list[Plain]) -> Plain:
        plainest: Plain = {"subject": self.rule.subject, "id": "C-1"}
        if self.rule.subject == "case":
            plainest["type"] = "complaint"
        return {**plainest, **header, "events": events}

    def _iso(self, at: datetime) -> str:
        if at.tzinfo is None:
            at = at.replace(tzinfo=from_us(0, self.zone).tzinfo)
        return at.isoformat()


def _first_monday(since: int | None, until: int | None, zone: str) -> datetime:
    if since is not None:
        day = from_us(since, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return day + timedelta(days=7 - day.weekday())
    if until is not None:
        day = from_us(until, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return min(_MONDAY, day - timedelta(days=28 + day.weekday()))
    return _MONDAY


def _rounded(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _binding_breach(verdicts: Sequence[Verdict], side: _Side) -> bool | None:
    """Whether a rule is breached so that it counts; `None`: that is not settled."""
    if side.reading is None:
        return False
    statuses = {verdict.status for verdict in verdicts}
    if Status.UNKNOWN in statuses or Status.PENDING in statuses:
        return None
    return Status.BREACHED in statuses and side.reading.rule.level == "breach"


_WORST: Final = (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE)


def _worst(verdicts: Sequence[Verdict], side: _Side) -> dict[str, str]:
    if side.id is None:
        return {}
    statuses = {verdict.status for verdict in verdicts}
    worst = next((status for status in _WORST if status in statuses), Status.NOT_APPLICABLE)
    return {side.id: worst.value}
