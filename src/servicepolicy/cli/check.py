"""`servicepolicy check`: a log judged by a policy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs
import click

from servicepolicy.cli.common import (
    context_option,
    fill_option,
    instant,
    language_option,
    open_context,
    open_policy,
    say_log_problems,
    telling_problems,
)
from servicepolicy.cli.screen import screen_columns, show
from servicepolicy.errors import UsageError
from servicepolicy.logs import Log, read_log
from servicepolicy.reporting import Summary, exit_code, summary_text
from servicepolicy.reporting.jsonout import line, summary_plain, written
from servicepolicy.reporting.log_text import counts_text, heading_text
from servicepolicy.reporting.sarif import broken, sarif

if TYPE_CHECKING:
    import pendulum

    from servicepolicy.models.context import Context
    from servicepolicy.policy.policy import Policy
    from servicepolicy.report import Report
    from servicepolicy.verdict import Verdict

__all__ = ["check", "last_instant", "shown_rules"]

FORMS = ("table", "json", "jsonl", "junit", "sarif")
LONG_WORK = 2_000  # subjects; a shorter log is done before a progress bar says anything


@click.command()
@click.argument("policy")
@click.argument("log")
@fill_option
@click.option("--mapping", metavar="FILE", help="What the columns and activities of a foreign log mean.")
@click.option("--as-of", metavar="TIME", help="The moment that is judged; default: the last instant of the log.")
@click.option("--known-at", metavar="TIME", help="What was recorded by then; default: everything in the log.")
@context_option
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@language_option
@click.option("--strict", is_flag=True, help="Exit with 4 if a verdict is unknown and nothing worse happened.")
@click.option("--worst", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many cases to explain.")
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Show this rule only; may be repeated.")
@telling_problems
def check(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    log: str,
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    context_file: str | None,
    form: str,
    lang: str,
    strict: bool,
    worst: int,
    only: tuple[str, ...],
) -> int:
    """Judge every case of LOG by POLICY.

    POLICY is a shipped pack (see `packs`) or a path that ends in .yaml. LOG is JSONL in our words, or, with a mapping,
    CSV, Parquet or JSONL in its own.
    """
    judged_at, known = instant(as_of, "--as-of"), instant(known_at, "--known-at")
    opened = open_policy(policy, fill)
    shown = shown_rules(opened, only)
    cases = read_log(log, mapping)
    if judged_at is None:
        judged_at = last_instant(cases)
    run = Check(opened, cases, judged_at, known, open_context(context_file), frozenset(shown))
    summary = Summary((rule for rule in opened.rules if rule.id in shown), worst)
    found: list[Verdict] = []
    for report in run.reports(summary):
        if form == "jsonl":
            click.echo(line(run.narrowed(report)))
        elif form == "sarif":
            found += broken(verdict for verdict in (*report.verdicts, *report.advice) if verdict.rule in shown)
    if form == "junit":
        click.echo(_junit(run, summary, lang, strict=strict))
    elif form == "sarif":
        click.echo(written(_sarif(run, found, lang)))
    else:
        _say(run, summary, form, lang)
    say_log_problems(cases)
    return exit_code(summary, problems=bool(cases.problems), strict=strict)


@attrs.frozen
class Check:
    """One run: what is judged, by what, as of when."""

    policy: Policy
    log: Log
    as_of: pendulum.DateTime
    known_at: pendulum.DateTime | None
    context: Context | None
    shown: frozenset[str]

    def reports(self, summary: Summary) -> Iterator[Report]:
        """Each case's report, counted in the summary and then forgotten."""
        with _progress(self.log.known) as advance:
            for subject in self.log:
                report = self.policy.evaluate(subject, as_of=self.as_of, known_at=self.known_at, context=self.context)
                summary.add(report)
                yield report
                advance()

    def narrowed(self, report: Report) -> dict[str, object]:
        """A report as JSON-ready data, with the rules that were asked for."""
        plain = dict(report.plain())
        for part in ("verdicts", "advice"):
            verdicts = plain.get(part)
            if isinstance(verdicts, list):
                plain[part] = [verdict for verdict in verdicts if verdict.get("rule") in self.shown]
        return plain


def _say(run: Check, summary: Summary, form: str, language: str) -> None:
    if form == "table":
        zone = run.policy.timezone
        known_at = None if run.known_at is None else run.known_at.in_timezone(zone)
        show(heading_text(run.policy, run.as_of.in_timezone(zone), known_at, language))
        show(counts_text(run.log.file, run.log.counts, language))
        show("")
        show(summary_text(summary, language, screen_columns()))
    elif form == "json":
        click.echo(
            written(
                {
                    "policy": run.policy.id,
                    "digest": run.policy.digest,
                    "as_of": run.as_of.isoformat(),
                    **({} if run.known_at is None else {"known_at": run.known_at.isoformat()}),
                    "log": {"file": run.log.file, **run.log.counts.plain()},
                    "problems": [
                        {"code": p.code, "where": str(p.where), "message": p.message, "help": p.help}
                        for p in run.log.problems
                    ],
                    **summary_plain(summary),
                }
            )
        )


def _junit(run: Check, summary: Summary, language: str, *, strict: bool) -> str:
    from servicepolicy.reporting.junit import junit  # XML is for those who ask for it

    facts = {"digest": run.policy.digest, "as_of": run.as_of.isoformat(), "log": run.log.file}
    facts |= {name: str(count) for name, count in run.log.counts.plain().items() if isinstance(count, int)}
    told, name = run.log.problems, run.policy.id
    return junit(summary, policy=name, facts=facts, problems=told, strict=strict, language=language)


def _sarif(run: Check, found: list[Verdict], language: str) -> dict[str, object]:
    rules = [rule for rule in run.policy.rules if rule.id in run.shown]
    facts = {"digest": run.policy.digest, "as_of": run.as_of.isoformat(), "log": run.log.counts.plain()}
    told, name, file = run.log.problems, run.policy.id, run.log.file
    return sarif(rules, found, policy=name, log=file, facts=facts, problems=told, language=language)


def shown_rules(policy: Policy, only: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the rules that were asked for, or of all.

    Raises:
        UsageError: The policy has no such rule.
    """
    known = tuple(rule.id for rule in policy.rules)
    for name in only:
        if name not in known:
            from servicepolicy.rules._plain import did_you_mean

            raise UsageError(f"`{name}` is no rule of `{policy.id}`; {did_you_mean(name, known)}".rstrip("; "))
    return only or known


def last_instant(log: Log) -> pendulum.DateTime:
    """The last instant of a log, by which it is judged where nothing else is said.

    Raises:
        FactsError: It has no event that can be used.
        UsageError: It has no event.
    """
    from servicepolicy.worktime._instant import from_us, to_us

    last = log.last_instant()
    if last is None:  # nothing can be judged, but what is wrong is told
        for _ in log:
            pass
        if log.problems:
            from servicepolicy.errors import FactsError

            raise FactsError(log.problems)
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
