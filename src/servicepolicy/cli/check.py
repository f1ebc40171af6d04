"""`servicepolicy check`: a log judged by a policy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
from servicepolicy.cli.progress import progress, progress_option
from servicepolicy.cli.screen import screen_columns, show
from servicepolicy.cli.subjects import open_subjects
from servicepolicy.reporting.checked import check as checked_by
from servicepolicy.reporting.formats import FORMS, Output, Setting, open_output
from servicepolicy.reporting.formats.opened import BESIDE
from servicepolicy.reporting.formats.setting import Dialect
from servicepolicy.reporting.log_text import heading_text
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.models.masking import Mask
    from servicepolicy.policy.policy import Policy
    from servicepolicy.reporting.check_report import CheckReport

__all__ = ["check"]


@click.command()
@click.argument("policy")
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@fill_option
@mapping_option
@click.option("--as-of", metavar="TIME", help="The moment that is judged; default: the last instant of the log.")
@click.option("--known-at", metavar="TIME", help="What was recorded by then; default: everything in the log.")
@context_option
@click.option(
    "--by", multiple=True, metavar="NAME", help="Count by it: rule, month, quarter, unit, agent, a field of the header."
)
@output_options(FORMS)
@csv_option
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in Status]),
    help="List verdicts of this status only, where single ones are listed; may be repeated.",
)
@language_option
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 4 if a verdict is unknown and nothing worse happened; with 3 if nothing concerned any rule.",
)
@allow_empty_option
@click.option("--worst", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many cases to explain.")
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Judge this rule only; may be repeated.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="How many processes judge; default: one for each processor, where the log is large.",
)
@mask_options
@progress_option
@telling_problems
def check(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    logs: tuple[str, ...],
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    context_file: str | None,
    by: tuple[str, ...],
    form: str | None,
    outputs: tuple[str, ...],
    dialect: Dialect,
    statuses: tuple[str, ...],
    lang: str,
    strict: bool,
    allow_empty: bool,
    worst: int,
    only: tuple[str, ...],
    workers: int | None,
    watched: bool | None,
    mask: Mask | None,
) -> int:
    """Judge every case of LOG by POLICY.

    POLICY is a shipped pack (see `packs`) or a path that ends in .yaml. LOG is JSON or JSONL in our words, or, with a
    mapping, CSV, Excel, Parquet, Arrow, JSON, XES or OCEL in its own, packed or not; or `-`, a folder, or several
    files, which are read as one. A check that looked at nothing has not passed: an empty log, or one about whose
    subjects no rule says anything, ends with 3.
    """
    opened = open_policy(policy, fill)
    zone = opened.timezone
    judged_at, known = instant(as_of, "--as-of", zone), instant(known_at, "--known-at", zone)
    log, context = open_subjects(logs, mapping, context_file, allow_empty=allow_empty)
    context = masked(mask, (opened,), log, context)
    setting = Setting(
        language=lang,
        statuses=frozenset(statuses) or frozenset(status.value for status in Status),
        by=tuple(name for name in dict.fromkeys(by) if name not in ("rule", "month")),
        columns=log.columns,
        width=screen_columns(),
        dialect=dialect,
    )
    writers = _outputs(opened, form, outputs, setting)
    try:
        with progress(log.known, watched) as advance:
            checked = checked_by(
                opened,
                log,
                as_of=judged_at,
                known_at=known,
                context=context,
                rules=only,
                by=by,
                worst=worst,
                strict=strict,
                allow_empty=allow_empty,
                writers=writers,
                progress=advance,
                workers=workers,
            )
    except BaseException:
        for writer in writers:
            writer.abandon()
        raise
    _tell(checked, writers, lang, screen_columns())
    return checked.exit_code


def _outputs(policy: Policy, form: str | None, outputs: Sequence[str], setting: Setting) -> tuple[Output, ...]:
    """What is written to: the files, or standard output; text for people is shown when all is done."""
    said, forms = forms_of(form, outputs)
    if not outputs:
        return () if said in (None, "text") else (open_output(said, setting, sys.stdout, policy.timezone),)
    opened: list[Output] = []
    try:
        for name, written in zip(outputs, forms, strict=True):
            opened.append(open_output(written, setting, name, policy.timezone))
    except BaseException:
        for writer in opened:
            writer.abandon()
        raise
    return tuple(opened)


def _tell(checked: CheckReport, writers: Sequence[Output], lang: str, columns: int) -> None:
    """What people read: the whole, or one line a file; what was not read, wherever rows alone were written."""
    from servicepolicy.reporting.formats.text import checked_text, totals_text

    if not writers:
        show(checked_text(checked, lang, columns))
    for writer in writers:
        if writer.path is not None:
            show(f"{writer.path}: {totals_text(checked, lang)}")
        elif writer.form in BESIDE:
            click.echo(heading_text(checked, lang), err=True)
    say_log_problems(checked)
    say_notes(checked.notes)
