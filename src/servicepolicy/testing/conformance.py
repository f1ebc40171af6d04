"""A conformance kit: scenarios and what must be said of them, as JSON for an implementation in another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, cast

from servicepolicy.errors import UsageError
from servicepolicy.testing.scenario import Result, Scenarios

__all__ = ["check_answers", "kit"]

FORMAT: Final = 1
_TOLD: Final = ("occurrence", "status", "due", "due_latest", "started", "stopped", "owner", "doubts")
_ASKED: Final = (*_TOLD[1:], "reason")


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
    said: dict[str, object] = case.expect.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if result.verdicts:
        said = {"verdicts": [_verdict(verdict.plain()) for verdict in result.verdicts]}
    return {**asked, "clause": list(case.clause), "answer": said}


def _verdict(plain: Mapping[str, object]) -> dict[str, object]:
    """What an implementation must say of an occurrence; the reason is a code, since words are its own."""
    told = {name: plain[name] for name in _TOLD if name in plain}
    reason = plain.get("reason")
    return {**told, "reason": reason["code"] if isinstance(reason, Mapping) else reason}


def check_answers(kit_: Mapping[str, object], answers: Mapping[str, object]) -> list[str]:
    """Where the answers of another implementation differ from a kit: a line for each thing that differs.

    Times are the same where they are one instant, however they are written; the order of verdicts and of doubts means
    nothing; and what is left out is the same as nothing.

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
    for case in cast("list[Mapping[str, Any]]", cases):
        name = str(case["id"])
        if name not in answers:
            wrong.append(f"{name}: no answer")
        else:
            wrong += [f"{name}: {line}" for line in _unlike(case["answer"], answers[name])]
    return wrong


def _unlike(expected: Mapping[str, Any], got: object) -> Iterator[str]:
    verdicts = cast("Mapping[str, Any]", got).get("verdicts") if isinstance(got, Mapping) else None
    if not isinstance(got, Mapping) or ("verdicts" in expected and not isinstance(verdicts, list)):
        form = '{"verdicts": [{"occurrence": .., "status": ..}]}' if "verdicts" in expected else str(dict(expected))
        yield f"an answer is written like {form}"
        return
    if verdicts is None or "verdicts" not in expected:
        yield from _fields_unlike(expected, expected, cast("Mapping[str, Any]", got))
        return
    wanted, given = (_by_occurrence(several) for several in (expected["verdicts"], verdicts))
    for occurrence in dict.fromkeys((*wanted, *given)):
        named = f"occurrence {occurrence}" if occurrence else "its verdict"
        if occurrence not in given:
            yield f"{named} is missing"
        elif occurrence not in wanted:
            yield f"{named} is not expected"
        else:
            yield from (f"{named}: {line}" for line in _fields_unlike(_ASKED, wanted[occurrence], given[occurrence]))


def _by_occurrence(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(verdict.get("occurrence") or ""): verdict for verdict in verdicts}


def _fields_unlike(names: Iterable[str], expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    for name in names:
        wanted, given = expected.get(name), got.get(name)
        if _plainly(wanted) != _plainly(given):
            yield f"{name}: expected {_shown(wanted)}, got {_shown(given)}"


def _plainly(said: object) -> object:
    """What is said, in one form: times as instants, lists in one order, nothing as nothing."""
    if isinstance(said, list):
        return sorted(str(one) for one in cast("list[object]", said)) or None
    if isinstance(said, str):
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            return said or None
        return at if at.utcoffset() is not None else said
    return said or None


def _shown(said: object) -> object:
    return "nothing" if said is None else said
