"""`servicepolicy test`: the scenarios of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import click

from servicepolicy.cli.common import fill_option, language_option, telling_problems
from servicepolicy.cli.screen import show
from servicepolicy.errors import UsageError
from servicepolicy.policy.reading.shipped import packs
from servicepolicy.reporting.jsonout import written
from servicepolicy.testing import Result, Scenarios, load_scenarios
from servicepolicy.testing.conformance import kit
from servicepolicy.testing.coverage import coverage_of
from servicepolicy.testing.failing import failing_text
from servicepolicy.testing.scenario import is_policy
from servicepolicy.testing.suggest import as_document, of_policy, suggested
from servicepolicy.testing.written import as_text

__all__ = ["test"]

Run: TypeAlias = tuple[Scenarios, tuple[Result, ...]]


@click.command()
@click.argument("scenarios", metavar="[PACK_OR_PATH]...", nargs=-1)
@click.option("--coverage", is_flag=True, help="Tell which clauses are decided, and which rules lack a scenario.")
@click.option("--suggest", is_flag=True, help="Write the scenarios that are missing, with what the policy says now.")
@fill_option
@click.option("--format", "form", type=click.Choice(["table", "json", "conformance"]), default="table")
@language_option
@telling_problems
def test(scenarios: tuple[str, ...], coverage: bool, suggest: bool, fill: str | None, form: str, lang: str) -> int:
    """Run scenarios: those of shipped packs, or of files.

    Without a name those that the configuration names are run, and where it names none, those of every shipped pack.

    Each failing one is shown with what was expected and why. `--suggest` also takes a policy that has none yet.

    Exit code: 0 all passed, 1 some failed.
    """
    if suggest and len(scenarios) == 1 and is_policy(scenarios[0]):
        click.echo(_suggested(of_policy(scenarios[0], fill), ()))
        return 0
    runs = [(loaded, tuple(loaded.results())) for loaded in map(load_scenarios, scenarios or packs())]
    if suggest or form == "conformance":
        if len(runs) != 1:
            raise UsageError("name one pack, file or folder: these are written for one policy")
        click.echo(_suggested(*runs[0]) if suggest else written(kit(runs[0][0])))
        return 0 if all(result.passed for result in runs[0][1]) else 1
    if form == "json":
        click.echo(written(_covered_plain(runs) if coverage else _plain(runs)))
    else:
        for loaded, results in runs:
            failed = [result for result in results if not result.passed]
            for result in failed:
                show(failing_text(result, lang) + "\n")
            show(f"{loaded.file}: {len(results) - len(failed)} passed, {len(failed)} failed")
            if coverage:
                show(coverage_of(loaded, results).text())
    return 0 if all(result.passed for _, results in runs for result in results) else 1


def _suggested(loaded: Scenarios, results: Sequence[Result]) -> str:
    """The missing scenarios as a file, headed by what they are."""
    cases = suggested(loaded, results)
    shown = {result.scenario.rule for result in results if result.passed} | {case.rule for case in cases}
    notes = [f"rule `{rule.id}`: no scenario that passes, so none was made" for rule in loaded.policy.rules
             if rule.id not in shown]  # fmt: skip
    notes += [f"scenario `{result.scenario.id}` fails, and nothing was made of it" for result in results
              if not result.passed]  # fmt: skip
    if cases:
        notes.append("suggested: each expects what the policy says now; keep those of which the document says the same")
    else:
        notes.append("nothing is missing that could be made from these scenarios")
    return "\n".join([*(f"# {note}" for note in notes), as_text(as_document(loaded, cases)) if cases else ""]).rstrip()


def _plain(runs: Sequence[Run]) -> dict[str, object]:
    """The results as JSON-ready data; of several files, a list."""
    files = [_file_plain(loaded, results) for loaded, results in runs]
    return files[0] if len(files) == 1 else {"files": files}


def _file_plain(loaded: Scenarios, results: Sequence[Result]) -> dict[str, object]:
    passed = sum(result.passed for result in results)
    counts = {"passed": passed, "failed": len(results) - passed}
    plain = {"scenarios": loaded.file, "policy": loaded.policy.id, **counts}
    return {**plain, "results": [result.plain() for result in results]}


def _covered_plain(runs: Sequence[Run]) -> dict[str, object]:
    """One entry a clause, of all documents."""
    return {clause: entry for loaded, results in runs for clause, entry in coverage_of(loaded, results).plain().items()}
