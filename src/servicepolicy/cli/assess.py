"""`servicepolicy assess`: scorecards, service levels and awards of a period, over a whole log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicepolicy.cli.common import (
    allow_empty_option,
    context_option,
    fill_option,
    instant,
    language_option,
    mapping_option,
    open_policy,
    say_log_problems,
    say_notes,
    telling_problems,
)
from servicepolicy.cli.screen import show
from servicepolicy.cli.subjects import open_subjects
from servicepolicy.errors import UsageError, Where
from servicepolicy.language.plain import did_you_mean
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.assessed import assessment_code, assessment_text, shown_findings
from servicepolicy.reporting.jsonout import line, written
from servicepolicy.reporting.looked import looked_at
from servicepolicy.results.verdict import Status
from servicepolicy.worktime._instant import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from servicepolicy.logs import Log
    from servicepolicy.logs.folder import Folder
    from servicepolicy.models.timeline import SubjectFacts

__all__ = ["assess"]


@click.command()
@click.argument("policy")
@click.argument("log", metavar="LOG_OR_FOLDER")
@click.option("--period", required=True, metavar="PERIOD", help="Such as 2026, 2026-H1, 2026-Q1, 2026-03, 2026-W07.")
@fill_option
@mapping_option
@click.option(
    "--as-of",
    metavar="TIME",
    help="The moment that is judged; default: the last instant of the log, or the end of the period if that is later.",
)
@click.option("--known-at", metavar="TIME", help="What was recorded by then; default: everything in the log.")
@context_option
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
@language_option
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 4 if something is unknown and nothing worse happened; with 3 if nothing concerned any rule.",
)
@allow_empty_option
@click.option("--worst", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many to explain.")
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Show this rule only; may be repeated.")
@telling_problems
def assess(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    log: str,
    period: str,
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
    """Scorecards, service levels and awards of everybody in a log over a period, by POLICY.

    Of a FOLDER all files of subjects are read, with `context.json` for the context. A rule is judged for each of its
    own periods that ends within the one asked about. Where nothing was assessed, it ends with 3.
    """
    opened = open_policy(policy, fill)
    _check_rules(opened, only)
    subjects, context = open_subjects(log, mapping, context_file, allow_empty=allow_empty)
    judged_at = _moment(subjects, as_of, period, opened.timezone)
    held: set[str] = set()

    def everybody() -> Iterator[SubjectFacts]:
        for facts in subjects.facts():
            held.add(facts.subject)
            yield facts

    found = opened.assess(
        everybody(),
        period,
        as_of=judged_at,
        known_at=instant(known_at, "--known-at", opened.timezone),
        context=context,
    )
    findings = shown_findings(found, only)
    looked = looked_at(
        where=Where(file=Path(log).name),
        policy=opened.id,
        rows=subjects.rows,
        refused=bool(subjects.problems),
        judged=bool(findings),
        applied=any(one.status is not Status.NOT_APPLICABLE for one in findings),
        held=held,
        about=(rule.subject for rule in opened.rules if rule.nature.over_a_period and (not only or rule.id in only)),
        period=period,
        unmatched=subjects.unmatched,
        allow_empty=allow_empty,
    )
    besides = looked.problems(strict=strict)
    if form == "table":
        show(f"{found.policy}  {found.period}  {found.as_of.isoformat()}  {found.digest[:16]}")
        show("")
        show(assessment_text(findings, lang, worst))
    elif form == "json":
        said = {key: value for key, value in found.plain().items() if key not in ("scorecards", "slas", "awards")}
        click.echo(written({**said, "findings": [one.plain() for one in findings]}))
    else:
        for one in findings:
            click.echo(line(one.plain()))
    say_log_problems(subjects, besides)
    say_notes(looked.notes(strict=strict))
    return assessment_code(findings, problems=bool(subjects.problems or besides), strict=strict)


def _moment(subjects: Log | Folder, as_of: str | None, period: str, zone: str) -> datetime | None:
    """The moment that is judged; `None`: the end of the period, which an assessment takes by itself."""
    from servicepolicy.worktime.period import CalendarPeriod

    said = instant(as_of, "--as-of", zone)
    last = subjects.last_instant() if said is None else None
    try:
        ended = None if last is None else CalendarPeriod.parse(period).bounds(zone)[1] < to_us(last)
    except (TypeError, ValueError):  # the assessment tells
        ended = False
    return last if ended else said


def _check_rules(policy: Policy, only: tuple[str, ...]) -> None:
    """Refuse a rule or service level that the policy does not have."""
    known = (*(rule.id for rule in policy.rules), *(level.id for level in policy.slas))
    for name in only:
        if name not in known:
            raise UsageError(f"`{name}` is not a rule of `{policy.id}`; {did_you_mean(name, known)}".rstrip("; "))
