"""`servicepolicy lint`, `packs` and `schema`: policies as documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from servicepolicy.cli.common import INVALID, USAGE, code_of, fill_option, open_policy, say_problems, telling_problems
from servicepolicy.reporting.jsonout import written
from servicepolicy.reporting.text import rule_text

__all__ = ["lint", "packs", "schema"]


@click.command()
@click.argument("policy", nargs=-1, required=True)
@fill_option
@telling_problems
def lint(policy: tuple[str, ...], fill: str | None) -> int:
    """Check policies, mapping files and scenario files: every problem, with its line.

    Warnings do not change the exit code; open blanks are listed.
    """
    codes = {_lint_one(name, fill) for name in policy}
    return next((code for code in (USAGE, INVALID) if code in codes), 0)


def _lint_one(name: str, fill: str | None) -> int:
    from servicepolicy.errors import PolicyError

    try:
        match _kind(name):
            case "mapping":
                from servicepolicy.logs import load_mapping

                click.echo(f"{name}: a mapping that can be used, {len(tuple(load_mapping(name).written()))} events")
            case "scenarios":
                from servicepolicy.testing import load_scenarios

                click.echo(f"{name}: {len(load_scenarios(name).document.cases)} scenarios that can be run")
            case _:
                _lint_policy(name, fill)
    except PolicyError as error:
        say_problems(error.problems, f"{name}: {error.heading}")
        return code_of(error)
    return 0


def _kind(name: str) -> str:
    """What a file is, by the key that names it; what is no file is a shipped policy."""
    from servicepolicy.policy.reading.document_source import read_file

    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml"):
        return "policy"
    plain = read_file(path).plain
    return next((key for key in ("mapping", "scenarios") if isinstance(plain, dict) and key in plain), "policy")


def _lint_policy(name: str, fill: str | None) -> None:
    opened = open_policy(name, fill)
    click.echo(f"{name}: {len(opened.rules)} rules, {len(opened.open_blanks)} open blanks, {opened.digest}")
    for blank in opened.open_blanks:
        click.echo(f"  open: {blank} ({', '.join(opened.blanks[blank].clause)})")
    if opened.warnings:
        count = len(opened.warnings)
        click.echo(f"warning: {name}: {count} warning{'s' if count > 1 else ''}", err=True)
        say_problems(opened.warnings)


@click.command()
@click.argument("pack", required=False)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@telling_problems
def packs(pack: str | None, lang: str) -> int:
    """The shipped policies and profiles; or what the rules of one PACK are."""
    from servicepolicy.policy.reading.shipped import packs as shipped
    from servicepolicy.policy.reading.shipped import profiles

    if pack is not None:
        for rule in open_policy(pack, None).rules:
            click.echo(rule_text(rule, lang))
        return 0
    for name in shipped():
        opened = open_policy(name, None)
        title = opened.title
        said = title.en if lang == "en" else title.zh
        click.echo(f"{name}  {said}  ({len(opened.rules)} rules, {len(opened.blanks)} blanks)")
    click.echo(f"profiles: {', '.join(profiles())}")
    return 0


@click.command()
@click.argument("what", default="policy")
@telling_problems
def schema(what: str) -> int:
    """JSON Schema for editors, of WHAT: policy, mapping, scenarios, context, or a subject such as case."""
    click.echo(written(_schema(what)))
    return 0


def _schema(what: str) -> dict[str, Any]:
    match what:
        case "policy":
            from servicepolicy.policy.reading.json_schema import schema as policy_schema

            return policy_schema()
        case "mapping":
            from servicepolicy.logs import LogMapping

            return LogMapping.model_json_schema()
        case "scenarios":
            from servicepolicy.testing.document import ScenarioDocument

            return ScenarioDocument.model_json_schema()
        case "context":
            from servicepolicy.models.context import Context

            return Context.model_json_schema()
        case _:
            from servicepolicy.models.vocabulary import schema as subject_schema

            return subject_schema(what)
