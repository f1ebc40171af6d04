"""A log judged part by part, by several processes where it is large: each sums up its parts, and sums are added up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import attrs

from servicepolicy.columnar.workers import judged
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.formats.setting import Room
from servicepolicy.reporting.summary import Summary
from servicepolicy.results.report import Report
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.columnar.session import Session
    from servicepolicy.logs import Log
    from servicepolicy.logs.columns.portion import Portion
    from servicepolicy.models.timeline import SubjectFacts

__all__ = ["Asking", "Part", "parts_of"]

TOGETHER: Final = 250  # subjects of a part: the time of sending them is nothing beside that of judging them
LARGE: Final = 20  # parts, before other processes, and columns, are worth starting
CROWD: Final = 5_000  # subjects of a part that is judged on columns

_MOST: Final = (Status.MET, Status.NOT_APPLICABLE)

Groups: TypeAlias = tuple[Mapping[str, str], ...]
"""The groups of each verdict of a report."""

Piece: TypeAlias = tuple[int, "Sequence[SubjectFacts] | Portion", Room]


@attrs.frozen
class Part:
    """What some subjects in a row have come to.

    Attributes:
        number: Which part of the log it is.
        subjects: How many there are.
        summary: The counts.
        reports: Each report, with the groups of its verdicts, of which somebody lists a verdict.
    """

    number: int
    subjects: int
    summary: Summary
    reports: tuple[tuple[Report, Groups], ...]


@attrs.frozen
class Asking:
    """By what subjects are judged, and what is counted.

    Attributes:
        policy: The policy.
        as_of: The moment that is judged; `None`: there is nothing to judge.
        known_at: What was recorded later does not exist.
        context: Organisation, ledger, waivers.
        shown: Ids of the rules that are judged.
        by: By what else to count.
        worst: How many of the worst cases to keep.
    """

    policy: Policy
    as_of: datetime | None
    known_at: datetime | None
    context: Context | None
    shown: frozenset[str]
    by: tuple[str, ...]
    worst: int
    _sessions: list[Session] = attrs.field(factory=list["Session"], init=False, repr=False, eq=False)

    def judge(self, piece: Piece, /) -> Part:
        """Judge a part of the log."""
        number, subjects, room = piece
        summary = Summary((rule for rule in self.policy.rules if rule.id in self.shown), self.worst, self.by)
        listed = any(many != 0 for many in room.values())
        reports: list[tuple[Report, Groups]] = []
        if not isinstance(subjects, list) or len(subjects) > TOGETHER:
            for facts in self._read_off(subjects, summary, room):
                report = self._report(facts, self.shown)
                reports.append((report, summary.groups_of(report, facts)))
        else:
            for facts in subjects:
                report = self._report(facts, self.shown)
                groups = summary.add(report, facts)
                if listed:
                    reports.append((report, groups))
        return Part(number, len(subjects), summary, tuple(reports))

    def _report(self, facts: SubjectFacts, rules: Iterable[str]) -> Report:
        moment = cast("datetime", self.as_of)  # a log with a subject has a last instant
        return self.policy.evaluate(facts, as_of=moment, known_at=self.known_at, context=self.context, rules=rules)

    def _read_off(self, subjects: Sequence[SubjectFacts] | Portion, summary: Summary, room: Room) -> list[SubjectFacts]:
        """Judge many on columns, those together that are of one kind and whose source supplies the same.

        Returns:
            Those of which somebody lists a verdict.
        """
        from servicepolicy.logs.columns.portion import Portion
        from servicepolicy.reporting.tallied import tally

        wanted: dict[int, SubjectFacts] = {}
        singly = list(enumerate(subjects)) if not isinstance(subjects, Portion) else subjects.others
        if isinstance(subjects, Portion) and len(subjects.crowd):
            among = subjects.among()
            read = self._session().read_off_together(among)
            listed = sorted(tally(summary, read, among, self._report, room))
            wanted.update((int(subjects.crowd.places[one]), facts) for one, facts in among.each(listed))
        alike: dict[tuple[str, frozenset[str]], list[tuple[int, SubjectFacts]]] = {}
        for place, facts in singly:
            alike.setdefault((facts.subject, facts.not_offered), []).append((place, facts))
        for placed in alike.values():
            some = [facts for _, facts in placed]
            for one in tally(summary, self._session().read_off(some), some, self._report, room):
                place, facts = placed[one]
                wanted[place] = facts
        return [wanted[place] for place in sorted(wanted)]

    def _session(self) -> Session:
        """What judges on columns; it learns from one part for those that follow."""
        from servicepolicy.columnar.session import Session

        if not self._sessions:
            moment = cast("datetime", self.as_of)
            session = Session(self.policy, as_of=moment, known_at=self.known_at, context=self.context, rules=self.shown)
            self._sessions.append(session)
        return self._sessions[0]


def parts_of(asking: Asking, log: Log, workers: int | None, room: Callable[[], Room]) -> Iterator[Part]:
    """The parts of a log, judged, in the order of the log.

    Args:
        asking: By what they are judged.
        log: The log. It is read here, whoever judges it.
        workers: How many processes judge; `None`: one for each processor, once the log has turned out to be large.
        room: Tells how many more verdicts are listed one by one.

    Raises:
        UsageError: A worker was ended from outside.
    """
    portions = log.portions() if _many(room()) > TOGETHER else None
    if portions is not None:
        pieces: Iterator[Piece] = ((number, portion, room()) for number, portion in enumerate(portions))
        yield from _in_order(judged(asking, pieces, workers or os.cpu_count() or 1), 0)
        return
    pieces = _pieces(log.facts(), room)
    if workers is not None:
        yield from _in_order(judged(asking, pieces, workers), 0)
        return
    yield from (asking.judge(piece) for piece in islice(pieces, LARGE))
    for first in pieces:
        rest = chain((first,), pieces)
        yield from _in_order(judged(asking, rest, os.cpu_count() or 1), first[0])


def _pieces(subjects: Iterator[SubjectFacts], room: Callable[[], Room]) -> Iterator[Piece]:
    for number in count():
        left = room()
        some = list(islice(subjects, TOGETHER if number < LARGE else _many(left)))
        if not some:
            return
        yield number, some, left


def _many(room: Room) -> int:
    """How many subjects a part of a large log has: many, unless most of their verdicts are listed one by one."""
    if any(room[status, rule] is None for status, rule in room if status in _MOST) or not _have_columns():
        return TOGETHER
    return CROWD


@cache
def _have_columns() -> bool:
    """Whether the extra is there with which columns are judged."""
    try:
        import servicepolicy.columnar.session
    except ImportError:
        return False
    return bool(servicepolicy.columnar.session)


def _in_order(parts: Iterable[Part], following: int) -> Iterator[Part]:
    """Parts by their numbers, whichever is done first."""
    waiting: dict[int, Part] = {}
    for part in parts:
        waiting[part.number] = part
        while following in waiting:
            yield waiting.pop(following)
            following += 1
