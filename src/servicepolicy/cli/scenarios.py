"""`servicepolicy test`: the scenarios of a policy."""

from __future__ import annotations

import click

from servicepolicy.cli.common import language_option, telling_problems
from servicepolicy.cli.screen import show
from servicepolicy.reporting.jsonout import written
from servicepolicy.testing import Result, load_scenarios

__all__ = ["test"]


@click.command()
@click.argument("scenarios", metavar="PACK_OR_PATH")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@language_option
@telling_problems
def test(scenarios: str, form: str, lang: str) -> int:
    """Run scenarios: those of a shipped pack, or of a file. Each failing one is shown with what was expected and why.

    Exit code: 0 all passed, 1 some failed.
    """
    loaded = load_scenarios(scenarios)
    results = tuple(loaded.results())
    failed = [result for result in results if not result.passed]
    if form == "json":
        counts = {"passed": len(results) - len(failed), "failed": len(failed)}
        plain = {"scenarios": loaded.file, "policy": loaded.policy.id, **counts}
        click.echo(written({**plain, "results": [result.plain() for result in results]}))
    else:
        for result in failed:
            show(failing_text(result, lang) + "\n")
        show(f"{loaded.file}: {len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


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
