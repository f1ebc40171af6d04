"""`servicepolicy lint`, `packs` and `schema`: policies as documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servicepolicy.cli.common import (
    INVALID,
    USAGE,
    code_of,
    fill_option,
    language_option,
    open_context,
    open_policy,
    say_problems,
    telling_problems,
)
from servicepolicy.errors import PolicyError, UsageError
from servicepolicy.language.suspected.code import SEVERITIES
from servicepolicy.policy.reading.document_source import read_file
from servicepolicy.policy.reading.shipped import packs as shipped_packs
from servicepolicy.reporting.jsonout import written
from servicepolicy.reporting.text import rule_text

if TYPE_CHECKING:
    from servicepolicy.lint.finding import Finding
    from servicepolicy.models.organisation import Organisation

__all__ = ["lint", "packs", "schema"]

_FOUND = 1


@click.command()
@click.argument("policy", nargs=-1, required=True)
@fill_option
@language_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="error",
    show_default=True,
    help="The least grave finding for which the exit code is 1.",
)
@click.option("--scenarios", is_flag=True, help="Write each finding's scenarios, which `servicepolicy test` can run.")
@click.option(
    "--context", "context_file", metavar="FILE", help="JSON: the organisation whose posts are looked at, too."
)
@telling_problems
def lint(
    policy: tuple[str, ...],
    fill: str | None,
    lang: str,
    form: str,
    fail_on: str,
    scenarios: bool,
    context_file: str | None,
) -> int:
    """Check policies, mapping files and scenario files: every problem, with its line.

    Of a policy also what is wrong with its meaning, with facts of which the engine has confirmed it. The exit code is 1
    for errors (see --fail-on), 3 for what cannot be used; open blanks are listed. Of a folder all
    YAML files that are any of these are checked.
    """
    from servicepolicy.reporting.lint import lint_sarif, worst

    found: list[Finding] = []
    codes = set[int]()
    context = open_context(context_file)
    organisation = None if context is None else context.organisation
    for name in (one for named in policy for one in _files_of(named)):
        code, findings = _lint_one(name, fill, lang, form, organisation, scenarios=scenarios)
        codes.add(code)
        found.extend(findings)
    match form:
        case "json":
            click.echo(written({"findings": [one.plain() for one in found]}))
        case "sarif":
            click.echo(written(lint_sarif(found, language=lang)))
        case _:
            pass
    gravest = worst(found)
    if fail_on != "never" and gravest is not None and _at_least(gravest, fail_on):
        codes.add(_FOUND)
    return next((code for code in (USAGE, INVALID, _FOUND) if code in codes), 0)


def _files_of(name: str) -> tuple[str, ...]:
    """The documents that are named: a file or a shipped policy, or what of a folder says what it is.

    Raises:
        UsageError: A folder has none.
    """
    folder = Path(name)
    if not folder.is_dir() or name in shipped_packs():
        return (name,)
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".yaml", ".yml") and path.is_file())
    found = tuple(str(path) for path in files if _says_what_it_is(path))
    if not found:
        raise UsageError(f"the folder `{name}` has no policy, mapping or scenarios: a YAML file with one of these keys")
    return found


def _says_what_it_is(path: Path) -> bool:
    """Whether a file is a document of ours, or cannot be read as one: then that is told."""
    try:
        plain = read_file(path).plain
    except PolicyError:
        return True
    return isinstance(plain, dict) and any(key in plain for key in ("policy", "mapping", "scenarios"))


def _at_least(severity: str, fail_on: str) -> bool:
    known: list[str] = list(SEVERITIES)
    return known.index(severity) >= known.index(fail_on)


def _lint_one(
    name: str, fill: str | None, lang: str, form: str, organisation: Organisation | None, *, scenarios: bool
) -> tuple[int, tuple[Finding, ...]]:
    try:
        match _kind(name):
            case "mapping":
                from servicepolicy.logs import load_mapping

                events = len(tuple(load_mapping(name).written()))
                _say(form, f"{name}: a mapping that can be used, {events} events")
            case "scenarios":
                from servicepolicy.testing import load_scenarios

                _say(form, f"{name}: {len(load_scenarios(name).document.cases)} scenarios that can be run")
            case _:
                return 0, _lint_policy(name, fill, lang, form, organisation, scenarios=scenarios)
    except PolicyError as error:
        say_problems(error.problems, f"{name}: {error.heading}")
        return code_of(error), ()
    return 0, ()


def _say(form: str, line: str) -> None:
    """A line for people; what scripts read is written once, at the end."""
    if form == "text":
        click.echo(line)


def _kind(name: str) -> str:
    """What a file is, by the key that names it; what is no file is a shipped policy."""
    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml"):
        return "policy"
    plain = read_file(path).plain
    return next((key for key in ("mapping", "scenarios") if isinstance(plain, dict) and key in plain), "policy")


def _lint_policy(
    name: str, fill: str | None, lang: str, form: str, organisation: Organisation | None, *, scenarios: bool
) -> tuple[Finding, ...]:
    from servicepolicy.reporting.lint import finding_text, heading, summary

    opened = open_policy(name, fill)
    findings = opened.lint(organisation)
    if form != "text":
        return findings
    for line in summary(name, opened, lang):
        click.echo(line)
    if findings:
        click.echo(heading(name, findings), err=True)
    for finding in findings:
        for line in finding_text(finding, lang):
            click.echo(f"  {line}", err=True)
        if scenarios and finding.scenario is not None:
            click.echo(finding.to_yaml())
    return findings


@click.command()
@click.argument("pack", required=False)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@telling_problems
def packs(pack: str | None, lang: str) -> int:
    """The shipped policies and profiles; or what the rules of one PACK are."""
    from servicepolicy.policy.reading.shipped import profiles

    if pack is not None:
        for rule in open_policy(pack, None).rules:
            click.echo(rule_text(rule, lang))
        return 0
    for name in shipped_packs():
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
    """JSON Schema of WHAT: policy, mapping, scenarios, context, a subject such as case, or a result such as report.

    The results are report, verdict, decision, owner, duty, notice, assessment, award, replay, sweep, thresholds and
    diff.
    """
    click.echo(written(_schema(what)))
    return 0


_ANSWERS = ("report", "verdict", "decision", "owner", "duty", "notice", "assessment", "award")
_WHAT_IF = ("replay", "sweep", "thresholds", "diff")


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
        case name if name in (*_ANSWERS, *_WHAT_IF):
            import servicepolicy
            from servicepolicy.results.shape import schema as result_schema

            return result_schema(getattr(servicepolicy, what.capitalize()))
        case _:
            from servicepolicy.models.vocabulary import schema as subject_schema

            return subject_schema(what)
