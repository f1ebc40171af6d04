"""A rule added to a policy's file, and its scenarios to theirs: tried whole before anything is written."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.policy.policy import Policy, load
from servicepolicy.policy.reading.add_item import item_as_yaml, with_item
from servicepolicy.policy.reading.document_source import read_file, read_text
from servicepolicy.starting.rule_stub import RuleStub, rule_stub
from servicepolicy.testing.document import ScenarioDocument
from servicepolicy.testing.scenario import Scenarios

__all__ = ["Added", "add_rule"]


@attrs.frozen
class Added:
    """What was added.

    Attributes:
        rule: The id of the rule.
        scenarios: The ids of its scenarios.
        other: Those of them of which the policy says something else than a rule of the kind says by itself.
    """

    rule: str
    scenarios: tuple[str, ...]
    other: tuple[str, ...]


def add_rule(
    file: Path,
    scenarios: Path,
    kind: str,
    *,
    id: str | None = None,
    clause: str | None = None,
    language: str | None = None,
    fill: str | None = None,
) -> Added:
    """Add a rule of a kind to a policy's file, and scenarios that show it to another.

    Args:
        file: The policy.
        scenarios: The file of its scenarios; where there is none, it is made.
        kind: The kind of the rule.
        id: Its id.
        clause: The clause that it carries out.
        language: Of its title; left out, Chinese where the policy has only a Chinese title.
        fill: What fills the policy's blanks, where its scenarios do not say it.

    Raises:
        PolicyError: A file cannot be read, or the policy cannot be used with the rule. Nothing was written.
        UsageError: There is no such kind, the id is taken, or the policy lacks what the rule needs.
    """
    text = _read(file)
    had = read_file(scenarios).plain if scenarios.exists() else None
    filling = fill or _filled_by(had, scenarios)
    policy = load(file, fill=filling)
    spoken = language or ("zh" if policy.title.zh and not policy.title.en else "en")
    stub = rule_stub(policy, text, kind, id=id, clause=clause, language=spoken)
    grown = with_item(text, "rules", stub.text, str(file))
    with _beside(file, grown) as tried:
        changed = load(tried, fill=filling)
        cases, other = _as_said(changed, stub)
        shown = _read(scenarios) if had is not None else f"servicepolicy: 1\nscenarios: {file.name}\n"
        for case in cases:
            shown = with_item(shown, "cases", item_as_yaml(case), str(scenarios))
        ScenarioDocument.model_validate(read_text(shown, str(scenarios)).plain)
        with _beside(scenarios, shown) as ready:
            tried.replace(file)
            ready.replace(scenarios)
    return Added(stub.id, tuple(case["id"] for case in cases), other)


def _read(file: Path) -> str:
    read_file(file)  # tells what is wrong with it
    return file.read_bytes().decode("utf-8")  # its ends of lines stay what they are


def _filled_by(scenarios: Any, file: Path) -> Any:  # a profile's name or path, or values, as the file says
    """What scenarios say fills the blanks of their policy; a file lies beside them."""
    said = scenarios.get("fill") if isinstance(scenarios, dict) else None
    beside = isinstance(said, str) and said.endswith((".yaml", ".yml"))
    return str(file.parent / str(said)) if beside else said


def _as_said(policy: Policy, stub: RuleStub) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """The scenarios with what the policy says of them, and the ids of those of which it says another status."""
    plain = {"servicepolicy": 1, "scenarios": "policy.yaml", "cases": list(stub.scenarios)}
    document = ScenarioDocument.model_validate(plain)
    asked = Scenarios("", document, policy)
    cases: list[dict[str, Any]] = []
    other: list[str] = []
    for case, result in zip(stub.scenarios, asked.results(), strict=True):
        if result.problem:
            raise UsageError(result.problem)
        got = {one.what: one.got for one in result.differences}
        if got:
            other.append(case["id"])
        cases.append({**case, "expect": {**case["expect"], **_status(got)}})
    return tuple(cases), tuple(other)


def _status(got: Mapping[str, object]) -> dict[str, str]:
    return {"status": str(got["status"])} if "status" in got else {}


@contextmanager
def _beside(file: Path, text: str) -> Generator[Path]:
    """A file with the text beside another, which may take its place; it is gone afterwards."""
    beside = file.with_name(f"{file.stem}.new{file.suffix}")
    if beside.exists():
        raise UsageError(f"`{beside}` is in the way: move it elsewhere")
    try:
        beside.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot write `{beside}`: {(error.strerror or 'no reason given').lower()}") from None
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)
