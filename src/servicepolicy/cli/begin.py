"""`servicepolicy init` and `new`: a small policy to begin with, and a rule more."""

from __future__ import annotations

from pathlib import Path

import click

from servicepolicy.cli.common import USAGE, fill_option, telling_problems
from servicepolicy.errors import UsageError
from servicepolicy.phrases.catalogue import words

__all__ = ["init", "new"]


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of titles and comments."
)
@click.option("--timezone", metavar="ZONE", help="Such as Europe/London; left out, it follows the language.")
@click.option("--country", metavar="CODE", help="Whose holidays, such as GB or GB-SCT; left out, those of the zone.")
@click.option("--currency", metavar="CODE", help="Such as GBP; left out, that of the country.")
@click.option("--overwrite", is_flag=True, help="Replace files of these names that are there.")
@telling_problems
def init(
    folder: str, language: str, timezone: str | None, country: str | None, currency: str | None, overwrite: bool
) -> int:
    """Write a small policy into DIR, with its scenarios, a sample log, the mapping that reads it, and settings.

    All of them are valid as they stand. Nothing is overwritten without --overwrite.
    """
    from servicepolicy.starting.first_folder import first_files, first_steps
    from servicepolicy.starting.place import place

    chosen = place(language, timezone, country, currency)
    files = first_files(chosen)
    target = Path(folder)
    there = [name for name in files if (target / name).exists()]
    if there and not overwrite:
        listed = ", ".join(f"`{target / name}`" for name in there)
        click.echo(f"error: nothing was written: there is {listed} already", err=True)
        click.echo("  help: name another folder, or say `--overwrite`", err=True)
        return USAGE
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (target / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write into `{folder}`: {(error.strerror or 'no reason given').lower()}") from None
    said = words("commands")[language]
    holidays = chosen.holidays or said["no_holidays"]
    click.echo(f"{', '.join(str(target / name) for name in files)}  ({chosen.zone}, {holidays}, {chosen.currency})")
    click.echo(said["next"])
    for command, shows in first_steps(folder, language):
        click.echo(f"  {command}\n      {shows}")
    click.echo(said["enough"])
    return 0


@click.command()
@click.argument("kind", required=False)
@click.argument("policy", metavar="[POLICY]", default="policy.yaml")
@click.option("--id", "rule", metavar="ID", help="Id of the rule; left out, one that fits.")
@click.option("--clause", metavar="CLAUSE", help="The clause of your document that it carries out.")
@click.option("--scenarios", metavar="FILE", help="Where its scenarios go; left out, scenarios.yaml beside the policy.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of its title; left out, as the policy's.")
@fill_option
@telling_problems
def new(
    kind: str | None,
    policy: str,
    rule: str | None,
    clause: str | None,
    scenarios: str | None,
    language: str | None,
    fill: str | None,
) -> int:
    """Add a rule of a KIND to POLICY, and scenarios that show what it says; without a KIND, list the kinds.

    Comments and everything else in the files stay as they are. What cannot be used is not written.
    """
    from servicepolicy.starting.added import add_rule
    from servicepolicy.starting.rule_stub import what_kinds_say

    if kind is None:
        for name, says in what_kinds_say(language or "en").items():
            click.echo(f"{name:12} {says}")
        return 0
    file = Path(policy)
    shown = Path(scenarios) if scenarios else file.with_name("scenarios.yaml")
    added = add_rule(file, shown, kind, id=rule, clause=clause, language=language, fill=fill)
    click.echo(f"{file}: rule `{added.rule}`; {shown}: {len(added.scenarios)} scenarios")
    for name in added.other:
        click.echo(f"note: the policy says otherwise than a {kind} rule by itself does: look at scenario `{name}`")
    click.echo(f"Next: change it to what your document says, then\n  servicepolicy lint {file}")
    click.echo(f"  servicepolicy test {shown}")
    return 0
