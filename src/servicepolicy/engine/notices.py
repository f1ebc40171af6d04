"""Warnings, breaches and escalations, each with an identity that never changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

import attrs

from servicepolicy.judging.case_view import Walk
from servicepolicy.results.duty import Notice
from servicepolicy.results.verdict import Status, Verdict

__all__ = ["Standing", "arisen_between"]


@attrs.frozen(slots=True)
class Standing:
    """What stands at an instant.

    Attributes:
        verdicts: The verdicts on the rules that were asked about.
        hints: Later instants at which time alone may change any of them.
    """

    verdicts: tuple[Verdict, ...]
    hints: tuple[int, ...] = ()


class Judge(Protocol):
    """Judges a subject at any instant."""

    def __call__(self, at: int, rules: Collection[str] | None, walk: Walk | None) -> Standing:
        """What stands at an instant by some of the rules, by all where none is named.

        Verdicts that were told at an earlier instant of a walk, and will not change, may be left out.
        """
        ...


def arisen_between(
    instants: Iterable[int],
    after: int,
    until: int,
    policy: str,
    judge: Judge,
    steady: Collection[str] = (),
    begin_once: Collection[str] = (),
) -> tuple[Notice, ...]:
    """What arose in `[after, until)`, each notice once.

    A notice arises at the first instant at which it stands, so that what arose is the same however time is cut into
    pieces. What stands already as the piece begins is not told; the history before it is walked only for rules by
    which something may stand, fall and stand again.

    Args:
        instants: When events happened, or duties began without any.
        after: First instant, included.
        until: Last instant, excluded.
        policy: Id of the policy, part of each identity.
        judge: What stands at an instant.
        steady: The rules whose breaches stay and who warn of nothing.
        begin_once: The rules whose occurrences began with what never moves: what has not begun has raised no notice.
    """
    ordered = sorted(set(instants))
    history = [at for at in ordered if at < after]
    before = judge(after - 1, None, None) if history else None
    told = {notice.identity for notice in _arisen(before.verdicts, after - 1, policy)} if before else set[str]()
    found: dict[str, tuple[Notice, Verdict]] = {}
    for at, verdicts in _walk([at for at in ordered if after <= at < until], until, judge, None, before, after - 1):
        for verdict in verdicts:
            for notice in _arisen((verdict,), at, policy):
                if notice.identity not in told:
                    found.setdefault(notice.identity, (notice, verdict))
    doubtful = {
        verdict.rule
        for _, verdict in found.values()
        if verdict.rule not in steady and not _new(verdict, after, begin_once)
    }
    if history and doubtful:
        for at, verdicts in _walk(history, after, judge, doubtful):
            for notice in _arisen(verdicts, at, policy):
                found.pop(notice.identity, None)
    return tuple(sorted((notice for notice, _ in found.values()), key=lambda notice: (notice.at_us, notice.identity)))


def _new(verdict: Verdict, after: int, begin_once: Collection[str]) -> bool:
    """Whether an occurrence began no earlier than the piece."""
    return verdict.rule in begin_once and verdict.started_us is not None and verdict.started_us >= after


def _walk(
    instants: list[int],
    until: int,
    judge: Judge,
    rules: Collection[str] | None,
    start: Standing | None = None,
    settled: int | None = None,
) -> Iterator[tuple[int, tuple[Verdict, ...]]]:
    """From change to change: at events all verdicts, else those of the rules that time alone changes then."""
    coming: dict[str, int] = {}
    hints: set[int] = set()
    walk = Walk()
    pending = list(reversed(instants))
    if start is not None:
        _remember(start, coming, hints, walk)
        walk.settled = settled
    while True:
        at = min([*coming.values(), *hints, *pending[-1:]], default=until)
        if at >= until:
            return
        happens = at in hints or at in pending[-1:]
        asked = rules if happens else [rule for rule, change in coming.items() if change <= at]
        standing = judge(at, asked, walk)
        yield at, standing.verdicts
        if at in pending[-1:]:
            pending.pop()
        if happens:
            coming.clear()
            hints.clear()
        for rule in () if asked is None else asked:
            coming.pop(rule, None)
        _remember(standing, coming, hints, walk)
        walk.settled = at


def _remember(standing: Standing, coming: dict[str, int], hints: set[int], walk: Walk) -> None:
    for verdict in standing.verdicts:
        if verdict.final:
            walk.final.setdefault(verdict.rule, set()).add(verdict.occurrence)
        if verdict.next_us is not None:
            coming[verdict.rule] = min(verdict.next_us, coming.get(verdict.rule, verdict.next_us))
    hints.update(standing.hints)


def _arisen(verdicts: Iterable[Verdict], at: int, policy: str) -> Iterator[Notice]:
    """The notices that stand at an instant."""
    for verdict in verdicts:
        if verdict.status is Status.PENDING:
            reached = sum(1 for warning in verdict.warnings_us if warning <= at)
            for number in range(1, reached + 1):
                yield _notice(verdict, f"warning/{number}", "warning", verdict.duty, at, policy)
        if verdict.status is Status.BREACHED:
            yield _notice(verdict, "breach", "breach", verdict.duty, at, policy)
            if "open" in verdict.state:
                for number, (moment, role) in enumerate(verdict.escalations_us, 1):
                    if moment <= at:
                        yield _notice(verdict, f"escalation/{number}", "escalation", role, at, policy)


def _notice(verdict: Verdict, name: str, kind: str, role: str | None, at: int, policy: str) -> Notice:
    return Notice(
        identity=f"{policy}/{verdict.rule}/{verdict.subject}/{verdict.occurrence}/{name}",
        kind=kind,
        rule=verdict.rule,
        level=verdict.level,
        clause=verdict.clause,
        subject=verdict.subject,
        occurrence=verdict.occurrence,
        at_us=at,
        role=role,
        due_us=verdict.due_us,
        label=verdict.label,
    )
