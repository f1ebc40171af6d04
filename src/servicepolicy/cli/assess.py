"""`servicepolicy assess`: scorecards, service levels and awards of a period, over a whole log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicepolicy.cli.common import (
    allow_empty_option,
    context_option,
    csv_option,
    fill_option,
    forms_of,
    instant,
    language_option,
    mapping_option,
    open_policy,
    output_options,
    say_log_problems,
    say_notes,
    telling_problems,
)
from servicepolicy.cli.masking import mask_options, masked
from servicepolicy.cli.screen import show
from servicepolicy.cli.subjects import open_subjects
from servicepolicy.errors import Where
from servicepolicy.language.plain import all_known
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.assess_report import AssessReport, shown_findings
from servicepolicy.reporting.formats import Setting
from servicepolicy.reporting.formats.assessment import (
    ASSESS_FORMS,
    assess_totals,
    write_assessment,
)
from servicepolicy.reporting.formats.opened import BESIDE
from servicepolicy.reporting.formats.setting import Dialect
from servicepolicy.reporting.log_text import heading_text
from servicepolicy.reporting.noted import looked_at
from servicepolicy.results.verdict import Status
from servicepolicy.worktime._instant import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from servicepolicy.logs import Log
    from servicepolicy.models.masking import Mask
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
@output_options(ASSESS_FORMS)
@csv_option
@language_option
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 4 if something is unknown and nothing worse happened; with 3 if nothing concerned any rule.",
)
@allow_empty_option
@click.option("--worst", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many to explain.")
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Show this rule only; may be repeated.")
@mask_options
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
    form: str | None,
    outputs: tuple[str, ...],
    dialect: Dialect,
    lang: str,
    strict: bool,
    allow_empty: bool,
    worst: int,
    only: tuple[str, ...],
    mask: Mask | None,
) -> int:
    """Scorecards, service levels and awards of everybody in a log over a period, by POLICY.

    Of a FOLDER all files of subjects are read, with `context.json` for the context. A rule is judged for each of its
    own periods that ends within the one asked about. Where nothing was assessed, it ends with 3.
    """
    opened = open_policy(policy, fill)
    _check_rules(opened, only)
    subjects, context = open_subjects(log, mapping, context_file, allow_empty=allow_empty)
    context = masked(mask, (opened,), subjects, context)
    judged_at, known = (
        _moment(subjects, as_of, period, opened.timezone),
        instant(known_at, "--known-at", opened.timezone),
    )
    held: set[str] = set()

    def everybody() -> Iterator[SubjectFacts]:
        for facts in subjects.facts():
            held.add(facts.subject)
            yield facts

    found = opened.assess(
        everybody(),
        period,
        as_of=judged_at,
        known_at=known,
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
        about=(
            *(rule.subject for rule in opened.rules if rule.nature.over_a_period and (not only or rule.id in only)),
            *(level.of for level in opened.slas if not only or level.id in only),
        ),
        period=period,
        unmatched=subjects.unmatched,
        allow_empty=allow_empty,
    )
    besides = looked.problems(strict=strict)
    report = AssessReport(
        policy=opened,
        file=Path(log).name,
        counts=subjects.counts,
        columns=subjects.columns,
        known_at=known,
        assessment=found,
        rules=only,
        problems=(*subjects.problems, *besides),
        unlisted=subjects.unlisted,
        notes=looked.notes(strict=strict),
        strict=strict,
        masked=mask is not None,
        worst=worst,
    )
    _write(report, form, outputs, Setting(language=lang, dialect=dialect))
    say_log_problems(subjects, besides)
    say_notes(report.notes)
    return report.exit_code


def _write(report: AssessReport, form: str | None, outputs: tuple[str, ...], setting: Setting) -> None:
    """Into the files that are named, each as its ending says, or to standard output."""
    said, forms = forms_of(form, outputs)
    for name, one in zip(outputs, forms, strict=True):
        write_assessment(report, one, name, setting)
        show(f"{name}: {assess_totals(report, setting.language)}")
    if not outputs:
        write_assessment(report, said or "text", sys.stdout, setting)
        if said in BESIDE:
            click.echo(heading_text(report, setting.language), err=True)


def _moment(subjects: Log, as_of: str | None, period: str, zone: str) -> datetime | None:
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
    all_known(only, known, f"is not a rule of `{policy.id}`")
