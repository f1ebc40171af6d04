"""`servicepolicy replay`, `kept-at` and `sweep`: what would a changed policy have decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import attrs
import click

from servicepolicy.cli.common import (
    INVALID,
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
from servicepolicy.errors import UsageError
from servicepolicy.logs import read_log
from servicepolicy.reporting.checked import last_instant
from servicepolicy.reporting.jsonout import written

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.logs import Log
    from servicepolicy.models.context import Context
    from servicepolicy.models.masking import Mask
    from servicepolicy.policy.policy import Policy

__all__ = ["kept_at", "replay", "sweep"]

_RANGE = "answer_within=1 hour:8 hours:1 hour` or `answer_within=1 hour,4 hours"
FLIPPED = 1
_NONE_APPLIES = "the log has no case to which a rule applies that is changed"

by_option = click.option(
    "--by", multiple=True, metavar="NAME", help="Group by a header field, month, quarter, agent .."
)
_ENDINGS = {".json": "json", ".csv": "csv", ".html": "html", ".svg": "svg"}
Command = Callable[..., int]


@attrs.frozen(kw_only=True)
class Asked:
    """What each of these commands is asked: of which log, as of when, by how many, and how the answer is written."""

    log: str
    mapping: str | None
    as_of: str | None
    known_at: str | None
    context_file: str | None
    form: str | None
    workers: int
    output: str | None
    lang: str
    mask: Mask | None

    def judging(self, *policies: Policy) -> tuple[Log, Judging]:
        """The log, and as of when, with what around it and by how many it is judged by some policies."""
        zone = policies[0].timezone
        log = read_log(self.log, self.mapping)
        moment = instant(self.as_of, "--as-of", zone) or last_instant(log)
        if moment is None:
            raise UsageError("the log has no event, so it has no last instant: say `--as-of`")
        known_at = instant(self.known_at, "--known-at", zone)
        context = masked(self.mask, policies, log, open_context(self.context_file))
        return log, {"as_of": moment, "known_at": known_at, "context": context, "workers": self.workers}

    def tell(self, log: Log, plain: Callable[[], dict[str, object]], forms: Mapping[str, Callable[[str], str]]) -> int:
        """Write the answer, in the form that is said outright or as the file ends, and what of the log was not used.

        Args:
            log: The log.
            plain: The answer as JSON-ready data.
            forms: The answer in each other form, by its name, in a language.
        """
        ending = "table" if self.output is None else _ENDINGS.get(Path(self.output).suffix.lower(), "table")
        form = self.form or (ending if ending in (*forms, "json") else "table")
        text = written(plain()) if form == "json" else forms[form](self.lang)
        if self.output is None:
            show(text)
        else:
            Path(self.output).write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
        say_log_problems(log)
        return INVALID if log.problems else 0


class Judging(TypedDict):
    """How a log is judged, as every question of what would have been takes it."""

    as_of: datetime
    known_at: datetime | None
    context: Context | None
    workers: int


def log_options(command: Command) -> Command:
    """How a log is read, and as of when it is judged."""
    as_of = click.option("--as-of", metavar="TIME", help="The moment that is judged; default: the log's last instant.")
    known = click.option("--known-at", metavar="TIME", help="What was recorded by then; default: everything.")
    return mapping_option(as_of(known(context_option(command))))


def answer_options(*forms: str) -> Callable[[Command], Command]:
    """How the answer is written; the command is given all that is said in one piece, as `asked`."""
    options = (
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", *forms]),
            help="default: as the file of --output ends, else table",
        ),
        click.option(
            "--workers",
            type=click.IntRange(1),
            default=1,
            show_default=True,
            help="How many processes judge beside this one.",
        ),
        click.option("-o", "--output", metavar="FILE", help="Write to a file instead of standard output."),
        language_option,
        mask_options,
    )

    def added(command: Command) -> Command:
        @wraps(command)
        def gathered(**given: Any) -> int:
            asked = Asked(**{field.name: given.pop(field.name) for field in attrs.fields(Asked)})
            return command(asked=asked, **given)

        return reduce(lambda taking, option: option(taking), reversed(options), telling_problems(gathered))

    return added


def _said(pairs: Iterable[str], option: str, form: str = "name=value") -> dict[str, str]:
    """Pairs of the command line, each a name and what is said of it, in a form that is told where one is none."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name:
            raise click.BadParameter(f"`{pair}`: say `{form}`", param_hint=option)
        found[name.strip()] = value.strip()
    return found


@click.command()
@click.argument("old")
@click.argument("new")
@click.argument("log")
@fill_option
@click.option("--but", multiple=True, metavar="NAME=VALUE", help="What NEW says otherwise besides; may be repeated.")
@log_options
@click.option("--rule", "only", multiple=True, metavar="RULE", help="Judge this rule, changed or not; may be repeated.")
@by_option
@click.option(
    "--fail-on", multiple=True, metavar="OLD:NEW", help="Exit with 1 where this happens: met:breached, any:breached."
)
@click.option("--at-most", default=0, show_default=True, type=click.IntRange(0), help="How many of these are allowed.")
@answer_options("json", "csv", "html")
def replay(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    asked: Asked,
    old: str,
    new: str,
    fill: str | None,
    but: tuple[str, ...],
    only: tuple[str, ...],
    by: tuple[str, ...],
    fail_on: tuple[str, ...],
    at_most: int,
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
    cases, judging = asked.judging(before, after)
    found = replayed(cases, before, after, rules=only or "affected", by=by, **judging)
    forms = {"table": found.table, "csv": lambda _: found.to_csv(), "html": found.to_html}
    if asked.tell(cases, found.plain, forms):
        return INVALID
    if watched and found.rules and not any(rule.applied for rule in found.rules):
        click.echo(f"error: nothing was tested: {_NONE_APPLIES}", err=True)
        return INVALID
    seen = sum(count for change, count in found.transitions.items() if any(_is(change, one) for one in watched))
    return FLIPPED if seen > at_most else 0


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
@log_options
@click.option(
    "--share", "shares", multiple=True, type=float, help="A share such as 0.95; default: 0.8, 0.9, 0.95, 0.99."
)
@by_option
@click.option("--rule", metavar="RULE", help="The rule that is looked at, where several read the value.")
@click.option("--step", metavar="STEP", help="A step of the limit, such as `1 minute`; default: one unit of its own.")
@answer_options("json", "svg")
def kept_at(
    asked: Asked,
    policy: str,
    value: str,
    fill: str | None,
    shares: tuple[float, ...],
    by: tuple[str, ...],
    rule: str | None,
    step: str | None,
) -> int:
    """At which limit a share of LOG would have been kept: VALUE is a blank, or a part such as `rule.within`.

    Of a tier it is `rule.tiers[0].le`, or `rule.tiers.0.le`: the tier that begins there moves with it.
    """
    from servicepolicy.telling.what_if_pictures import thresholds_svg
    from servicepolicy.whatif.thresholds import SHARES
    from servicepolicy.whatif.thresholds import kept_at as limits

    opened = open_policy(policy, fill)
    cases, judging = asked.judging(opened)
    found = limits(cases, opened, value, shares=shares or SHARES, by=by, rule=rule, step=step, **judging)
    forms = {"table": found.table, "svg": lambda language: thresholds_svg(found, language)}
    return asked.tell(cases, found.plain, forms)


@click.command()
@click.argument("policy")
@click.argument("log")
@click.argument("values", nargs=-1, required=True, metavar="NAME=FROM:TO:STEP...")
@fill_option
@log_options
@answer_options("json", "svg")
def sweep(
    asked: Asked,
    policy: str,
    values: tuple[str, ...],
    fill: str | None,
) -> int:
    """Judge LOG at several values of POLICY: `answer_within=1 hour:8 hours:1 hour`, or `a=1 day,2 days`."""
    from servicepolicy.telling.what_if_pictures import sweep_svg
    from servicepolicy.whatif import sweep as swept

    points = {name: _points(said) for name, said in _said(values, "NAME=FROM:TO:STEP", _RANGE).items()}
    opened = open_policy(policy, fill)
    cases, judging = asked.judging(opened)
    found = swept(cases, opened, points, **judging)
    forms = {"table": found.table, "svg": lambda language: sweep_svg(found, language)}
    return asked.tell(cases, found.plain, forms)


def _points(said: str) -> tuple[str, ...]:
    """The points of one value: a range in steps, or a list."""
    from servicepolicy.whatif.sweep import steps_between

    parts = said.split(":")
    if len(parts) == 3:
        return steps_between(*(part.strip() for part in parts))
    if len(parts) == 2 and not re.search(r"\d:\d\d$", said):  # a time of day has a colon, too
        raise click.BadParameter(f"`{said}` is no range: say `{_RANGE}`", param_hint="NAME=FROM:TO:STEP")
    return tuple(part.strip() for part in said.split(",") if part.strip())
