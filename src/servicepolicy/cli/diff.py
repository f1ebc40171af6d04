"""`servicepolicy diff`: what a new version of a policy means against the old one."""

from __future__ import annotations

import click

from servicepolicy.cli.common import fill_option, language_option, open_policy, telling_problems
from servicepolicy.reporting.jsonout import written
from servicepolicy.whatif.diff import diff as difference
from servicepolicy.whatif.proof import at_least_as_strict

__all__ = ["diff"]

BREACHED, UNKNOWN = 1, 4
_OVERALL = ("stricter", "looser", "incomparable")


@click.command()
@click.argument("old")
@click.argument("new")
@fill_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@language_option
@click.option("--no-examples", is_flag=True, help="Make no cases that show the changes: quicker.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(_OVERALL),
    help="Exit with 1 if the whole of it is so; may be repeated.",
)
@click.option(
    "--at-least-as-strict",
    "proof",
    is_flag=True,
    help="Prove that NEW is at least as strict: exit with 1 if it is not, with 4 if that cannot be told.",
)
@telling_problems
def diff(  # one argument an option, all passed by name
    old: str,
    new: str,
    fill: str | None,
    form: str,
    lang: str,
    no_examples: bool,
    fail_on: tuple[str, ...],
    proof: bool,
) -> int:
    """What NEW means against OLD: stricter, looser, incomparable, reworded, and from when, with a case for each side.

    OLD and NEW are shipped packs or paths that end in .yaml; a profile fills the blanks of both.
    """
    before, after = open_policy(old, fill), open_policy(new, fill)
    if proof:
        shown = at_least_as_strict(after, before)
        click.echo(written(shown.plain()) if form == "json" else shown.explain(lang))
        return {True: 0, False: BREACHED, None: UNKNOWN}[shown.holds]
    found = difference(before, after, examples=not no_examples)
    click.echo(written(found.plain()) if form == "json" else found.explain(lang))
    return BREACHED if found.overall in fail_on or ("looser" in fail_on and found.looser_in_a_case) else 0
