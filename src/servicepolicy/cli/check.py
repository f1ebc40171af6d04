"""`servicepolicy check`: a log judged by a policy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs
import click

from servicepolicy.cli.common import (
    allow_empty_option,
    context_option,
    fill_option,
    instant,
    language_option,
    mapping_option,
    open_context,
    open_policy,
    say_log_problems,
    say_notes,
    telling_problems,
)
from servicepolicy.cli.screen import screen_columns, show
from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.language.selector import ANY_EVENT, Selector
from servicepolicy.logs import Log, read_log
from servicepolicy.reporting import Summary, exit_code, summary_text
from servicepolicy.reporting.jsonout import line, summary_plain, written
from servicepolicy.reporting.log_text import counts_text, heading_text
from servicepolicy.reporting.looked import Looked, empty_log, looked_at
from servicepolicy.reporting.sarif import breaches, sarif
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.language.rule import Rule
    from servicepolicy.models.context import Context
    from servicepolicy.policy.policy import Policy
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Verdict

__all__ = ["check", "last_instant", "shown_rules"]

FORMS = ("table", "json", "jsonl", "junit", "sarif")
LONG_WORK = 2_000  # subjects; a shorter log is done before a progress bar says anything


@click.command()
@click.argument("policy")
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@fill_option
@mapping_option
@click.option("--as-of", metavar="TIME", help="The moment that is judged; default: the last instant of the log.")
@click.option("--known-at", metavar="TIME", help="What was recorded by then; default: everything in the log.")
@context_option
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@language_option
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 4 if a verdict is unknown and nothing worse happened; with 3 if nothing concerned any rule.",
)
@allow_empty_option
@click.option("--worst", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many cases to explain.")
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Judge this rule only; may be repeated.")
@telling_problems
def check(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    logs: tuple[str, ...],
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    context_file: str | None,
    form: str,
    lang: str,
    strict: bool,
    allow_empty: bool,
    worst: int,
    only: tuple[str, ...],
) -> int:
    """Judge every case of LOG by POLICY.

    POLICY is a shipped pack (see `packs`) or a path that ends in .yaml. LOG is JSON or JSONL in our words, or, with a
    mapping, CSV, Excel, Parquet, Arrow, JSON, XES or OCEL in its own, packed or not; or `-`, a folder, or several
    files, which are read as one. A check that looked at nothing has not passed: an empty log, or one about whose
    subjects no rule says anything, ends with 3.
    """
    judged_at, known = instant(as_of, "--as-of"), instant(known_at, "--known-at")
    opened = open_policy(policy, fill)
    shown = shown_rules(opened, only)
    cases = read_log(logs[0] if len(logs) == 1 else logs, mapping, allow_empty=allow_empty)
    if judged_at is None:
        judged_at = last_instant(cases, allow_empty=allow_empty)
    run = Check(opened, cases, judged_at, known, open_context(context_file), frozenset(shown))
    summary = Summary((rule for rule in opened.rules if rule.id in shown), worst)
    found: list[Verdict] = []
    for report in run.reports(summary):
        if form == "jsonl":
            click.echo(line(report.plain()))
        elif form == "sarif":
            found += breaches((*report.verdicts, *report.advice))
    looked = run.looked(summary, allow_empty=allow_empty)
    besides = looked.problems(strict=strict)
    problems = (*cases.problems, *besides)
    if form == "junit":
        click.echo(_junit(run, summary, problems, lang, strict=strict))
    elif form == "sarif":
        click.echo(written(_sarif(run, found, problems, lang)))
    else:
        _say(run, summary, problems, form, lang)
    say_log_problems(cases, besides)
    say_notes(looked.notes(strict=strict))
    return exit_code(summary, problems=bool(problems), strict=strict)


@attrs.frozen
class Check:
    """One run: what is judged, by what, as of when."""

    policy: Policy
    log: Log
    as_of: datetime | None  # `None`: there is nothing to judge
    known_at: datetime | None
    context: Context | None
    shown: frozenset[str]

    def reports(self, summary: Summary) -> Iterator[Report]:
        """Each case's report, counted in the summary and then forgotten."""
        with _progress(self.log.known) as advance:
            for subject in self.log:
                report = self.policy.evaluate(
                    subject, as_of=self.as_of, known_at=self.known_at, context=self.context, rules=self.shown
                )
                summary.add(report)
                yield report
                advance()

    def _unstarted(self, held: Collection[str]) -> dict[str, frozenset[str]]:
        """Rules about what the log holds whose beginning occurs in none of its cases."""
        kinds, found = self.log.counts.kinds, {}
        for rule in self.policy.rules:
            asked = rule.id in self.shown and rule.subject in held
            starts = _starts(rule) if asked and kinds else frozenset[str]()
            if starts and ANY_EVENT not in starts and not any(kinds[kind] for kind in starts):
                found[rule.id] = starts
        return found

    def looked(self, summary: Summary, *, allow_empty: bool) -> Looked:
        """What is to be said of what it looked at."""
        tallies = (*summary.rules, *summary.advice)
        statuses = {status for tally in tallies for status, count in tally.statuses.items() if count}
        return looked_at(
            where=Where(file=self.log.file),
            policy=self.policy.id,
            rows=self.log.rows,
            refused=bool(self.log.problems),
            judged=bool(statuses),
            applied=bool(statuses - {Status.NOT_APPLICABLE}),
            held=summary.kinds,
            about=(tally.rule.subject for tally in tallies),
            unmatched=self.log.unmatched,
            unstarted=self._unstarted(summary.kinds),
            allow_empty=allow_empty,
        )


def _starts(rule: Rule) -> frozenset[str]:
    """The events that begin what a rule asks for, where it names them."""
    start = getattr(rule, "start", None)
    return start.kinds() if isinstance(start, Selector) else frozenset()


def _say(run: Check, summary: Summary, problems: Sequence[Problem], form: str, language: str) -> None:
    if form == "table":
        from servicepolicy.worktime._instant import zone as zone_of  # on demand, as clocks are

        zone = zone_of(run.policy.timezone)
        known_at = None if run.known_at is None else run.known_at.astimezone(zone)
        as_of = None if run.as_of is None else run.as_of.astimezone(zone)
        show(heading_text(run.policy, as_of, known_at, language))
        show(counts_text(run.log.file, run.log.counts, language))
        show("")
        show(summary_text(summary, language, screen_columns(), run.log.columns))
    elif form == "json":
        click.echo(
            written(
                {
                    "policy": run.policy.id,
                    "digest": run.policy.digest,
                    "as_of": _moment(run),
                    **({} if run.known_at is None else {"known_at": run.known_at.isoformat()}),
                    "log": {"file": run.log.file, **run.log.counts.plain()},
                    "problems": [
                        {"code": p.code, "where": str(p.where), "message": p.message, "help": p.help} for p in problems
                    ],
                    **summary_plain(summary),
                }
            )
        )


def _moment(run: Check) -> str | None:
    return None if run.as_of is None else run.as_of.isoformat()


def _junit(run: Check, summary: Summary, problems: Sequence[Problem], language: str, *, strict: bool) -> str:
    from servicepolicy.reporting.junit import junit  # XML is for those who ask for it

    facts = {"digest": run.policy.digest, "as_of": _moment(run) or "", "log": run.log.file}
    facts |= {name: str(count) for name, count in run.log.counts.plain().items() if isinstance(count, int)}
    return junit(summary, policy=run.policy.id, facts=facts, problems=problems, strict=strict, language=language)


def _sarif(run: Check, found: list[Verdict], problems: Sequence[Problem], language: str) -> dict[str, object]:
    rules = [rule for rule in run.policy.rules if rule.id in run.shown]
    facts = {"digest": run.policy.digest, "as_of": _moment(run), "log": run.log.counts.plain()}
    name, file = run.policy.id, run.log.file
    return sarif(rules, found, policy=name, log=file, facts=facts, problems=problems, language=language)


def shown_rules(policy: Policy, only: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the rules that were asked for, or of all.

    Raises:
        UsageError: The policy has no such rule.
    """
    known = tuple(rule.id for rule in policy.rules)
    for name in only:
        if name not in known:
            from servicepolicy.language.plain import did_you_mean

            raise UsageError(f"`{name}` is not a rule of `{policy.id}`; {did_you_mean(name, known)}".rstrip("; "))
    return only or known


def last_instant(log: Log, *, allow_empty: bool = False) -> datetime | None:
    """The last instant of a log, by which it is judged where nothing else is said; `None`: it is empty, and may be.

    Raises:
        FactsError: It is empty, or has no event that can be used.
        UsageError: It has no event.
    """
    from servicepolicy.worktime._instant import from_us, to_us

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
    return from_us(to_us(last), "UTC")


@contextmanager
def _progress(known: int | None) -> Generator[Callable[[], None]]:
    """A progress bar on long work, on a terminal only."""
    if not sys.stderr.isatty() or (known is not None and known < LONG_WORK):
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("judging", total=known)
        yield lambda: progress.advance(task)


def _nothing() -> None:
    """Nobody looks."""
