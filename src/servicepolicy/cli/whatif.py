"""`servicepolicy replay`, `kept-at` and `sweep`: what would a changed policy have decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servicepolicy.cli.common import (
    context_option,
    fill_option,
    instant,
    language_option,
    mapping_option,
    open_context,
    open_policy,
    say_log_problems,
    telling_problems,
)
from servicepolicy.cli.masking import mask_options, masked
from servicepolicy.cli.screen import show
from servicepolicy.logs import read_log
from servicepolicy.reporting.checked import last_instant
from servicepolicy.reporting.jsonout import written

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.logs import Log
    from servicepolicy.models.masking import Mask
    from servicepolicy.results.replay import Replay

__all__ = ["kept_at", "replay", "sweep"]

_RANGE = "answer_within=1 hour:8 hours:1 hour` or `answer_within=1 hour,4 hours"
INVALID = 3
FLIPPED = 1
_NONE_APPLIES = "the log has no case to which a rule applies that is changed"

as_of_option = click.option(
    "--as-of", metavar="TIME", help="The moment that is judged; default: the log's last instant."
)
known_at_option = click.option("--known-at", metavar="TIME", help="What was recorded by then; default: everything.")
by_option = click.option(
    "--by", multiple=True, metavar="NAME", help="Group by a header field, month, quarter, agent .."
)
workers_option = click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="How many processes judge beside this one."
)
output_option = click.option("-o", "--output", metavar="FILE", help="Write to a file instead of standard output.")


_ENDINGS = {".json": "json", ".csv": "csv", ".html": "html", ".svg": "svg"}


def format_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """In which form it is written: said outright, or as the file ends."""
    kinds = click.Choice(["table", *forms])
    return click.option("--format", "form", type=kinds, help="default: as the file of --output ends, else table")


def _form_of(form: str | None, output: str | None, forms: Collection[str]) -> str:
    ending = "table" if output is None else _ENDINGS.get(Path(output).suffix.lower(), "table")
    return form or (ending if ending in forms else "table")


def _log(path: str, mapping: str | None, as_of: str | None, zone: str) -> tuple[Log, datetime]:
    """The log, and the moment that is judged."""
    from servicepolicy.errors import UsageError

    log = read_log(path, mapping)
    moment = instant(as_of, "--as-of", zone) or last_instant(log)
    if moment is None:
        raise UsageError("the log has no event, so it has no last instant: say `--as-of`")
    return log, moment


def _said(pairs: Iterable[str], option: str, form: str = "name=value") -> dict[str, str]:
    """Pairs of the command line, each a name and what is said of it, in a form that is told where one is none."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name:
            raise click.BadParameter(f"`{pair}`: say `{form}`", param_hint=option)
        found[name.strip()] = value.strip()
    return found


def _write(text: str, output: str | None) -> None:
    if output is None:
        show(text)
    else:
        Path(output).write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")


@click.command()
@click.argument("old")
@click.argument("new")
@click.argument("log")
@fill_option
@click.option("--but", multiple=True, metavar="NAME=VALUE", help="What NEW says otherwise besides; may be repeated.")
@mapping_option
@as_of_option
@known_at_option
@context_option
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Judge this rule, changed or not; may be repeated.")
@by_option
@click.option(
    "--fail-on", multiple=True, metavar="OLD:NEW", help="Exit with 1 where this happens: met:breached, any:breached."
)
@click.option("--at-most", default=0, show_default=True, type=click.IntRange(0), help="How many of these are allowed.")
@format_option("json", "csv", "html")
@workers_option
@output_option
@language_option
@mask_options
@telling_problems
def replay(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    old: str,
    new: str,
    log: str,
    fill: str | None,
    but: tuple[str, ...],
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    context_file: str | None,
    only: tuple[str, ...],
    by: tuple[str, ...],
    fail_on: tuple[str, ...],
    at_most: int,
    form: str | None,
    workers: int,
    output: str | None,
    lang: str,
    mask: Mask | None,
) -> int:
    """What LOG would have been judged to be, had the policy OLD been NEW.

    Only rules that the change touches are judged. Exit code: 0, or 1 where `--fail-on` found more than allowed; 3 where
    no case is one to which they apply, so that it tested nothing.
    """
    from servicepolicy.whatif import replay as replayed

    watched = [_transition(text) for text in fail_on]
    if old == new and not but:
        raise click.UsageError(
            f"OLD and NEW are both `{old}`: name two policies, or say with `--but` what NEW says otherwise"
        )
    before, after = open_policy(old, fill), open_policy(new, fill).but(_said(but, "--but"))
    cases, moment = _log(log, mapping, as_of, before.timezone)
    context = masked(mask, (before, after), cases, open_context(context_file))
    found = replayed(
        cases,
        before,
        after,
        as_of=moment,
        known_at=instant(known_at, "--known-at", before.timezone),
        context=context,
        rules=only or "affected",
        by=by,
        workers=workers,
    )
    _write(_form(found, _form_of(form, output, ("json", "csv", "html")), lang), output)
    say_log_problems(cases)
    if cases.problems:
        return INVALID
    if watched and found.rules and not any(rule.applied for rule in found.rules):
        click.echo(f"error: nothing was tested: {_NONE_APPLIES}", err=True)
        return INVALID
    seen = sum(count for change, count in found.transitions.items() if any(_is(change, one) for one in watched))
    return FLIPPED if seen > at_most else 0


def _form(found: Replay, form: str, language: str) -> str:
    match form:
        case "json":
            return written(found.plain())
        case "csv":
            return found.to_csv()
        case "html":
            return found.to_html(language)
        case _:
            return found.table(language)


def _transition(text: str) -> tuple[str, str]:
    from servicepolicy.results.replay import ABSENT
    from servicepolicy.results.verdict import Status

    known = (*(str(status) for status in Status), ABSENT, "any")
    old, mark, new = text.partition(":")
    if not mark or old not in known or new not in known:
        raise click.BadParameter(f"`{text}`: say `old:new`, each one of {', '.join(known)}", param_hint="--fail-on")
    return old, new


def _is(change: tuple[str, str], wanted: tuple[str, str]) -> bool:
    old, new = change
    return old != new and wanted[0] in (old, "any") and wanted[1] in (new, "any")


@click.command("kept-at")
@click.argument("policy")
@click.argument("log")
@click.argument("value")
@fill_option
@mapping_option
@as_of_option
@known_at_option
@context_option
@click.option(
    "--share", "shares", multiple=True, type=float, help="A share such as 0.95; default: 0.8, 0.9, 0.95, 0.99."
)
@by_option
@click.option("--rule", metavar="RULE", help="The rule that is looked at, where several read the value.")
@click.option("--step", metavar="STEP", help="A step of the limit, such as `1 minute`; default: one unit of its own.")
@format_option("json", "svg")
@workers_option
@output_option
@language_option
@mask_options
@telling_problems
def kept_at(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    log: str,
    value: str,
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    context_file: str | None,
    shares: tuple[float, ...],
    by: tuple[str, ...],
    rule: str | None,
    step: str | None,
    form: str | None,
    workers: int,
    output: str | None,
    lang: str,
    mask: Mask | None,
) -> int:
    """At which limit a share of LOG would have been kept: VALUE is a blank, or a part such as `rule.within`.

    Of a tier it is `rule.tiers[0].le`, or `rule.tiers.0.le`: the tier that begins there moves with it.
    """
    from servicepolicy.telling.what_if_pictures import thresholds_svg
    from servicepolicy.whatif.thresholds import SHARES
    from servicepolicy.whatif.thresholds import kept_at as limits

    opened = open_policy(policy, fill)
    cases, moment = _log(log, mapping, as_of, opened.timezone)
    context = masked(mask, (opened,), cases, open_context(context_file))
    found = limits(
        cases,
        opened,
        value,
        as_of=moment,
        known_at=instant(known_at, "--known-at", opened.timezone),
        context=context,
        shares=shares or SHARES,
        by=by,
        rule=rule,
        step=step,
        workers=workers,
    )
    forms = {"table": found.table, "svg": lambda language: thresholds_svg(found, language)}
    form = _form_of(form, output, ("json", "svg"))
    _write(written(found.plain()) if form == "json" else forms[form](lang), output)
    say_log_problems(cases)
    return INVALID if cases.problems else 0


@click.command()
@click.argument("policy")
@click.argument("log")
@click.argument("values", nargs=-1, required=True, metavar="NAME=FROM:TO:STEP...")
@fill_option
@mapping_option
@as_of_option
@known_at_option
@context_option
@format_option("json", "svg")
@workers_option
@output_option
@language_option
@mask_options
@telling_problems
def sweep(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    log: str,
    values: tuple[str, ...],
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    context_file: str | None,
    form: str | None,
    workers: int,
    output: str | None,
    lang: str,
    mask: Mask | None,
) -> int:
    """Judge LOG at several values of POLICY: `answer_within=1 hour:8 hours:1 hour`, or `a=1 day,2 days`."""
    from servicepolicy.telling.what_if_pictures import sweep_svg
    from servicepolicy.whatif import sweep as swept

    points = {name: _points(said) for name, said in _said(values, "NAME=FROM:TO:STEP", _RANGE).items()}
    opened = open_policy(policy, fill)
    cases, moment = _log(log, mapping, as_of, opened.timezone)
    context = masked(mask, (opened,), cases, open_context(context_file))
    known = instant(known_at, "--known-at", opened.timezone)
    found = swept(cases, opened, points, as_of=moment, known_at=known, context=context, workers=workers)
    forms = {"table": found.table, "svg": lambda language: sweep_svg(found, language)}
    form = _form_of(form, output, ("json", "svg"))
    _write(written(found.plain()) if form == "json" else forms[form](lang), output)
    say_log_problems(cases)
    return INVALID if cases.problems else 0


def _points(said: str) -> tuple[str, ...]:
    """The points of one value: a range in steps, or a list."""
    from servicepolicy.whatif.sweep import steps_between

    parts = said.split(":")
    if len(parts) == 3:
        return steps_between(*(part.strip() for part in parts))
    if len(parts) == 2 and not re.search(r"\d:\d\d$", said):  # a time of day has a colon, too
        raise click.BadParameter(f"`{said}` is no range: say `{_RANGE}`", param_hint="NAME=FROM:TO:STEP")
    return tuple(part.strip() for part in said.split(",") if part.strip())
