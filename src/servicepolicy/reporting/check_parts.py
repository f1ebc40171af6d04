"""A log judged part by part, by several processes where it is large: each sums up its parts, and sums are added up."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Final, cast

import attrs

from servicepolicy.columnar.workers import judged
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.summary import Summary
from servicepolicy.results.report import Report

if TYPE_CHECKING:
    from servicepolicy.models.timeline import SubjectFacts

__all__ = ["Asking", "Part", "parts_of"]

TOGETHER: Final = 250  # subjects of a part: the time of sending them is nothing beside that of judging them
LARGE: Final = 20  # parts, before other processes are worth starting

Piece = tuple[int, Sequence["SubjectFacts"]]


@attrs.frozen
class Part:
    """What some subjects in a row have come to.

    Attributes:
        number: Which part of the log it is.
        subjects: How many there are.
        summary: The counts.
        reports: Each report with the groups of its verdicts, if anybody takes them in.
    """

    number: int
    subjects: int
    summary: Summary
    reports: tuple[tuple[Report, tuple[Mapping[str, str], ...]], ...]


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
        reports: Whether the reports themselves are asked for.
    """

    policy: Policy
    as_of: datetime | None
    known_at: datetime | None
    context: Context | None
    shown: frozenset[str]
    by: tuple[str, ...]
    worst: int
    reports: bool

    def judge(self, piece: Piece, /) -> Part:
        """Judge a part of the log."""
        number, subjects = piece
        summary = Summary((rule for rule in self.policy.rules if rule.id in self.shown), self.worst, self.by)
        reports: list[tuple[Report, tuple[Mapping[str, str], ...]]] = []
        moment = cast("datetime", self.as_of)  # a log with a subject has a last instant
        for facts in subjects:
            report = self.policy.evaluate(
                facts, as_of=moment, known_at=self.known_at, context=self.context, rules=self.shown
            )
            groups = summary.add(report, facts)
            if self.reports:
                reports.append((report, groups))
        return Part(number, len(subjects), summary, tuple(reports))


def parts_of(asking: Asking, subjects: Iterable[SubjectFacts], workers: int | None) -> Iterator[Part]:
    """The parts of a log, judged, in the order of the log.

    Args:
        asking: By what they are judged.
        subjects: The log. It is read here, whoever judges it.
        workers: How many processes judge; `None`: one for each processor, once the log has turned out to be large.

    Raises:
        UsageError: A worker was ended from outside.
    """
    pieces = _pieces(iter(subjects))
    if workers is not None:
        yield from _in_order(judged(asking, pieces, workers), 0)
        return
    yield from (asking.judge(piece) for piece in islice(pieces, LARGE))
    for first in pieces:
        rest = chain((first,), pieces)
        yield from _in_order(judged(asking, rest, os.cpu_count() or 1), first[0])


def _pieces(subjects: Iterator[SubjectFacts]) -> Iterator[Piece]:
    for number in count():
        some = list(islice(subjects, TOGETHER))
        if not some:
            return
        yield number, some


def _in_order(parts: Iterable[Part], following: int) -> Iterator[Part]:
    """Parts by their numbers, whichever is done first."""
    waiting: dict[int, Part] = {}
    for part in parts:
        waiting[part.number] = part
        while following in waiting:
            yield waiting.pop(following)
            following += 1
