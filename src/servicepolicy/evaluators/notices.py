"""Warnings, breaches and escalations, each with an identity that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.report import Report
from servicepolicy.verdict import Notice, Status, Verdict

__all__ = ["arisen_between"]


def arisen_between(
    facts: SubjectFacts,
    after: int,
    until: int,
    policy: str,
    evaluate: Callable[[int], Report],
    begins: Iterable[int] = (),
) -> tuple[Notice, ...]:
    """What arose in `[after, until)`, each notice once.

    The history is walked from the first event, or from when a duty begins without any, so that what arose is the same
    however it is cut into pieces.

    Args:
        facts: The subject.
        after: First instant, included.
        until: Last instant, excluded.
        policy: Id of the policy, part of each identity.
        evaluate: The report as of an instant.
        begins: Instants at which duties begin without any event.
    """
    first: dict[str, Notice] = {}
    instants = {event.at for event in facts.timeline.events}.union(begins)
    pending = sorted(at for at in instants if at < until)
    while pending:
        at = pending.pop(0)
        report = evaluate(at)
        for notice in _arisen((*report.verdicts, *report.advice), at, policy):
            first.setdefault(notice.identity, notice)
        change = report.next_us
        if change is not None and change < until and (not pending or change < pending[0]):
            pending.insert(0, change)
    found = [notice for notice in first.values() if after <= notice.at_us]
    return tuple(sorted(found, key=lambda notice: (notice.at_us, notice.identity)))


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
        clause=verdict.clause,
        subject=verdict.subject,
        occurrence=verdict.occurrence,
        at_us=at,
        role=role,
        due_us=verdict.due_us,
        label=verdict.label,
    )
