"""A conformance kit: scenarios and what must be said of them, as JSON for an implementation in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servicepolicy.errors import UsageError
from servicepolicy.testing.scenario import Result, Scenarios

__all__ = ["check_answers", "kit"]

FORMAT: Final = 1
_TOLD: Final = ("occurrence", "status", "due", "due_latest", "started", "stopped", "owner", "doubts")


def kit(scenarios: Scenarios) -> dict[str, object]:
    """The policy, and each scenario with the facts, the moment and the answer: self-contained, nothing left to look up.

    The answer is that of this library where the scenario passes; one that fails is left out and counted, since it is
    not known which of the two is wrong.
    """
    results = list(scenarios.results())
    return {
        "servicepolicy": FORMAT,
        "policy": scenarios.policy.plain(),
        "digest": scenarios.policy.digest,
        "basis": scenarios.policy.basis,
        "cases": [_case(scenarios, result) for result in results if result.passed],
        "left_out": sum(not result.passed for result in results),
    }


def _case(scenarios: Scenarios, result: Result) -> dict[str, object]:
    case = result.scenario
    asked = case.model_dump(mode="json", exclude_none=True, exclude={"expect", "clause", "title"})
    context = scenarios.document.context_of(case)
    if context is not None:
        asked["context"] = dict(context)
    said: dict[str, object] = case.expect.model_dump(mode="json", exclude_none=True)
    if result.verdicts:
        said = {"verdicts": [_verdict(verdict.plain()) for verdict in result.verdicts]}
    return {**asked, "clause": list(case.clause), "answer": said}


def _verdict(plain: Mapping[str, object]) -> dict[str, object]:
    """What an implementation must say of an occurrence; the reason is a code, since words are its own."""
    told = {name: plain[name] for name in _TOLD if name in plain}
    reason = plain.get("reason")
    return {**told, "reason": reason["code"] if isinstance(reason, Mapping) else reason}


def check_answers(kit_: Mapping[str, object], answers: Mapping[str, object]) -> list[str]:
    """Where the answers of another implementation differ from a kit: a line each.

    Args:
        kit_: What `kit` made.
        answers: By the id of each case, its `answer` in the same form.

    Raises:
        UsageError: The kit is none.
    """
    cases = kit_.get("cases")
    if not isinstance(cases, list):
        raise UsageError("this is no conformance kit: it has no `cases`")
    wrong: list[str] = []
    for case in cases:
        name = str(case["id"])
        if name not in answers:
            wrong.append(f"{name}: no answer")
        elif answers[name] != case["answer"]:
            wrong.append(f"{name}: expected {case['answer']}, got {answers[name]}")
    return wrong
