"""`servicepolicy test`: the scenarios of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import click

from servicepolicy.cli.common import language_option, telling_problems
from servicepolicy.cli.screen import show
from servicepolicy.policy.reading.shipped import packs
from servicepolicy.reporting.jsonout import written
from servicepolicy.testing import Result, Scenarios, load_scenarios
from servicepolicy.testing.coverage import coverage_of

__all__ = ["test"]

Run: TypeAlias = tuple[Scenarios, tuple[Result, ...]]


@click.command()
@click.argument("scenarios", metavar="[PACK_OR_PATH]...", nargs=-1)
@click.option("--coverage", is_flag=True, help="Tell which clauses are decided, and which rules lack a scenario.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@language_option
@telling_problems
def test(scenarios: tuple[str, ...], coverage: bool, form: str, lang: str) -> int:
    """Run scenarios: those of shipped packs, or of files; without a name, those of every shipped pack.

    Each failing one is shown with what was expected and why.

    Exit code: 0 all passed, 1 some failed.
    """
    runs = [(loaded, tuple(loaded.results())) for loaded in map(load_scenarios, scenarios or packs())]
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


def failing_text(result: Result, language: str) -> str:
    """A failing scenario: expected, got, and what the policy said."""
    lines = [f"failed: {result.scenario.id}"]
    if result.scenario.rule or result.scenario.clause:
        lines[0] += f"  ({', '.join(part for part in (result.scenario.rule or '', *result.scenario.clause) if part)})"
    lines += [f"  {d.what}: expected {d.expected}, got {d.got}" for d in result.differences]
    if result.problem:
        lines += [f"  {part}" for part in result.problem.splitlines()]
    lines += [f"    {part}" for part in result.explanations.get(language, "").splitlines()]
    return "\n".join(lines)
