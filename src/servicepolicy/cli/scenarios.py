"""`servicepolicy test`: the scenarios of a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import click

from servicepolicy.cli.common import fill_option, language_option, telling_problems
from servicepolicy.cli.screen import show
from servicepolicy.errors import UsageError
from servicepolicy.models.record import read_json
from servicepolicy.policy.reading.shipped import packs
from servicepolicy.reporting.jsonout import written
from servicepolicy.testing import Result, Scenarios, load_scenarios
from servicepolicy.testing.conformance import check_answers, kit
from servicepolicy.testing.coverage import coverage_of
from servicepolicy.testing.failing import failing_text
from servicepolicy.testing.scenario import is_policy
from servicepolicy.testing.suggest import as_document, gaps, of_policy, suggested
from servicepolicy.testing.written import as_text

__all__ = ["test"]

Run: TypeAlias = tuple[Scenarios, tuple[Result, ...]]


@click.command()
@click.argument("scenarios", metavar="[PACK_OR_PATH]...", nargs=-1)
@click.option("--coverage", is_flag=True, help="Tell which clauses are decided, and which rules lack a scenario.")
@click.option("--suggest", is_flag=True, help="Write the scenarios that are missing, with what the policy says now.")
@click.option("--answers", metavar="FILE", help="Compare the answers of another implementation, as JSON, with the kit.")
@fill_option
@click.option("--format", "form", type=click.Choice(["table", "json", "conformance"]), default="table")
@language_option
@telling_problems
def test(
    scenarios: tuple[str, ...],
    coverage: bool,
    suggest: bool,
    answers: str | None,
    fill: str | None,
    form: str,
    lang: str,
) -> int:
    """Run scenarios: those of shipped packs, or of files.

    Without a name those that the configuration names are run, and where it names none, those of every shipped pack.

    Each failing one is shown with what was expected and why. `--suggest` also takes a policy that has none yet.
    `--answers` takes the kit that `--format conformance` wrote, or the scenarios that it was made of.

    Exit code: 0 all passed, 1 some failed or some answers differ.
    """
    asked = [name for name, said in (("--suggest", suggest), ("--coverage", coverage), ("--answers", answers)) if said]
    asked += [f"--format {form}"] if form != "table" and asked not in ([], ["--coverage"]) else []
    if len(asked) > 1 or (coverage and form == "conformance"):
        other = asked[1] if len(asked) > 1 else f"--format {form}"
        raise UsageError(f"`{asked[0]}` and `{other}` each write something of their own: ask one after the other")
    if answers is not None:
        return _compared(scenarios, answers)
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


def _object(name: str) -> Mapping[str, object]:
    """The one object that a file of JSON holds."""
    try:
        found = read_json(Path(name).read_bytes())
    except OSError:
        raise UsageError(f"no file `{name}`") from None
    if not isinstance(found, dict):
        raise UsageError(f'`{name}` holds no object of JSON: it is written like `{{"id of a case": {{..}}}}`')
    return found


def _compared(names: tuple[str, ...], answers: str) -> int:
    """What differs in the answers of another implementation, a line each."""
    if len(names) != 1:
        raise UsageError("name one kit, pack, file or folder: answers are those to one")
    held = _object(names[0]) if names[0].lower().endswith(".json") else kit(load_scenarios(names[0]))
    wrong = check_answers(held, _object(answers))
    for line in wrong:
        show(line)
    cases = held["cases"]
    asked = len(cases) if isinstance(cases, list) else 0
    show(f"{asked} cases: {'everything is answered alike' if not wrong else f'{len(wrong)} differences'}")
    return 1 if wrong else 0


def _suggested(loaded: Scenarios, results: Sequence[Result]) -> str:
    """The missing scenarios as a file, headed by what they are."""
    cases = suggested(loaded, results)
    missing = gaps(loaded, results, cases)
    notes = [f"scenario `{result.scenario.id}` fails, and nothing was made of it" for result in results
             if not result.passed]  # fmt: skip
    if cases:
        notes.append("suggested: each expects what the policy says now; keep those of which the document says the same")
    elif missing:
        notes.append("nothing more could be made from these scenarios")
    else:
        notes.append("nothing is missing")
    if missing:
        notes += ["what could not be made, and is for people to write where it can be:", *missing]
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
