"""A log judged by a policy, as one result: what was read, what it came to, what was not judged and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.language.plain import all_known
from servicepolicy.language.selector import ANY_EVENT, Selector
from servicepolicy.reporting.check_parts import Asking, parts_of
from servicepolicy.reporting.check_report import CheckReport, NotJudged
from servicepolicy.reporting.grouping import NOBODY
from servicepolicy.reporting.noted import Looked, empty_log, idle_exceptions, looked_at, undeclared
from servicepolicy.reporting.summary import Summary
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.language.rule import Rule
    from servicepolicy.logs import Log
    from servicepolicy.models.context import Context
    from servicepolicy.models.masking import Mask
    from servicepolicy.policy.policy import Policy
    from servicepolicy.reporting.formats.setting import Room
    from servicepolicy.results.report import Report

__all__ = ["CheckReport", "NotJudged", "Writer", "check", "last_instant", "shown_rules"]


class Writer(Protocol):
    """What puts a check into a file, as it goes."""

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Take in what is said of one subject; each verdict, advice last, has the groups that it belongs to."""
        ...

    def room(self, status: Status, rule: Rule) -> int | None:
        """How many more verdicts of a status by a rule it lists one by one; `None`: all of them."""
        ...

    def problem(self, problem: Problem) -> None:
        """Take in a problem of the log that the report does not list."""
        ...

    def finish(self, checked: CheckReport) -> None:
        """Write what is to be written at the end."""
        ...


def check(  # noqa: PLR0913 - one argument a choice, all but the first two by name
    policy: Policy,
    log: Log,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] = (),
    by: Iterable[str] = (),
    worst: int = 5,
    strict: bool = False,
    allow_empty: bool = False,
    writers: Iterable[Writer] = (),
    progress: Callable[[], None] | None = None,
    workers: int | None = 1,
    mask: Mask | None = None,
) -> CheckReport:
    """Judge every subject of a log, one at a time; nothing is kept but counts and the worst cases.

    Args:
        policy: By what to judge.
        log: What to judge.
        as_of: The moment that is judged; absent: the last instant of the log.
        known_at: What was recorded later does not exist; absent: everything in the log.
        context: Organisation, ledger, waivers.
        rules: Judge these rules only; none: all.
        by: Count by these, too: `unit`, `agent`, `quarter`, `year`, a field of the header.
        worst: How many of the worst cases to keep.
        strict: Count what is unknown, and what looked at nothing, as not passed.
        allow_empty: A log without subjects is no problem.
        writers: What takes in each report as it is made.
        progress: Called after each subject.
        workers: How many processes judge; `None`: as many as there are processors, where the log is large. More than
            one need the usual `if __name__ == "__main__":` in a script.
        mask: Gives people pseudonyms, in all that is told.

    Raises:
        FactsError: The log has no event that can be used.
        UsageError: There is no such rule or grouping; or the log has no event, and `as_of` is not said.
    """
    if mask is not None:
        log.mask = mask.under(policy)
        context = None if context is None else log.mask.context(context)
    shown = frozenset(shown_rules(policy, tuple(rules)))
    asked, into = tuple(dict.fromkeys(by)), tuple(writers)
    summary = Summary((rule for rule in policy.rules if rule.id in shown), worst, asked)
    moment = as_of or last_instant(log, allow_empty=allow_empty)

    def unlisted(problem: Problem) -> None:
        for writer in into:
            writer.problem(problem)

    log.on_unlisted = unlisted
    asking = Asking(policy, moment, known_at, context, shown, asked, worst)
    for part in parts_of(asking, log, workers, lambda: _room(policy, shown, into)):
        summary.merge(part.summary)
        for report, groups in part.reports:
            for writer in into:
                writer.report(report, groups)
        if progress is not None:
            for _ in range(part.subjects):
                progress()
    unstarted = _unstarted(policy, log, shown, summary.kinds)
    looked = _looked(policy, log, summary, unstarted, allow_empty=allow_empty)
    waivers = () if context is None else tuple(context.waivers or ())
    checked = CheckReport(
        policy=policy,
        file=log.file,
        counts=log.counts,
        columns=log.columns,
        as_of=moment,
        known_at=known_at,
        summary=summary,
        problems=(*log.problems, *looked.problems(strict=strict)),
        unlisted=log.unlisted,
        notes=(
            *looked.notes(strict=strict),
            *undeclared(summary, policy, log.file, log.columns, log.maps),
            *idle_exceptions(waivers, policy, summary),
        ),
        waivers=waivers,
        not_judged=tuple(_not_judged(policy, summary, shown, unstarted)),
        by=asked,
        strict=strict,
        masked=log.mask is not None,
    )
    for writer in into:
        writer.finish(checked)
    return checked


def _room(policy: Policy, shown: Collection[str], writers: Iterable[Writer]) -> Room:
    """How many more verdicts of each status by each rule some writer lists."""
    found: dict[tuple[Status, str], int | None] = {}
    for rule in policy.rules:
        for status in Status if rule.id in shown else ():
            rooms = [writer.room(status, rule) for writer in writers]
            known = [room for room in rooms if room is not None]
            found[status, rule.id] = max(known, default=0) if len(known) == len(rooms) else None
    return found


def shown_rules(policy: Policy, only: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the rules that were asked for, or of all.

    Raises:
        UsageError: The policy has no such rule.
    """
    known = tuple(rule.id for rule in policy.rules)
    all_known(only, known, f"is not a rule of `{policy.id}`")
    return only or known


def last_instant(log: Log, *, allow_empty: bool = False) -> datetime | None:
    """The last instant of a log, by which it is judged where nothing else is said; `None`: it is empty, and may be.

    Raises:
        FactsError: It is empty, or has no event that can be used.
        UsageError: It has no event.
    """
    last = log.last_instant()
    if last is None:  # nothing can be judged, but what is wrong is told
        for _ in log:
            pass
        if log.problems:
            raise FactsError(log.problems)
        if not log.rows:
            if allow_empty:
                return None
            raise FactsError([empty_log(Where(file=log.file))])
        raise UsageError("the log has no event, so it has no last instant: say `--as-of`")
    return last.astimezone(UTC)


# ---------------------------------------------------------------- what was not judged


def _unstarted(policy: Policy, log: Log, shown: frozenset[str], held: Collection[str]) -> dict[str, frozenset[str]]:
    """Rules about what the log holds whose beginning occurs in none of its cases."""
    kinds, found = log.counts.kinds, {}
    for rule in policy.rules:
        starts = _starts(rule) if rule.id in shown and rule.subject in held and kinds else frozenset[str]()
        if starts and ANY_EVENT not in starts and not any(kinds[kind] for kind in starts):
            found[rule.id] = starts
    return found


def _starts(rule: Rule) -> frozenset[str]:
    """The events that begin what a rule asks for, where it names them."""
    start = getattr(rule, "start", None)
    return start.kinds() if isinstance(start, Selector) else frozenset()


def _not_judged(
    policy: Policy, summary: Summary, shown: frozenset[str], unstarted: Mapping[str, frozenset[str]]
) -> Iterator[NotJudged]:
    statuses = {tally.rule.id: tally.statuses for tally in (*summary.rules, *summary.advice)}
    for rule in policy.rules:
        found = statuses.get(rule.id)
        if rule.id not in shown or found is None:
            yield NotJudged(rule, "not_asked")
        elif rule.nature.over_a_period:
            yield NotJudged(rule, "over_a_period")
        elif rule.subject not in summary.kinds:
            yield NotJudged(rule, "other_subject", (rule.subject,))
        elif not found.total():
            yield NotJudged(rule, "not_in_force")
        elif found.total() == found[Status.NOT_APPLICABLE]:
            starts = unstarted.get(rule.id)
            yield NotJudged(rule, "never_begins" if starts else "nothing_applied", tuple(sorted(starts or ())))


def _looked(
    policy: Policy, log: Log, summary: Summary, unstarted: Mapping[str, frozenset[str]], *, allow_empty: bool
) -> Looked:
    """What is to be said of what it looked at."""
    tallies = (*summary.rules, *summary.advice)
    statuses = {status for tally in tallies for status, count in tally.statuses.items() if count}
    return looked_at(
        where=Where(file=log.file),
        policy=policy.id,
        rows=log.rows,
        refused=bool(log.problems),
        judged=bool(statuses),
        applied=bool(statuses - {Status.NOT_APPLICABLE}),
        held=summary.kinds,
        about=(tally.rule.subject for tally in tallies),
        unmatched=log.unmatched,
        unstarted=unstarted,
        ungrouped=[name for name, groups in summary.groups.items() if {group for group, _ in groups} == {NOBODY}],
        allow_empty=allow_empty,
    )
