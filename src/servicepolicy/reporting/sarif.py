"""A check as SARIF 2.1.0, as code hosts show findings: one result a breached verdict, with its rule and clause.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast
from urllib.parse import quote

from servicepolicy.errors import Problem
from servicepolicy.language.rule import Rule
from servicepolicy.reporting.text import rule_text
from servicepolicy.results.verdict import Status, Verdict

__all__ = ["breaches", "located", "result", "sarif"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def breaches(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts that become results."""
    return tuple(verdict for verdict in verdicts if verdict.status is Status.BREACHED)


def sarif(
    rules: Iterable[Rule],
    verdicts: Iterable[Verdict],
    *,
    policy: str,
    log: str,
    facts: Mapping[str, object],
    problems: Iterable[Problem] = (),
    language: str = "en",
) -> dict[str, object]:
    """The document as JSON-ready data.

    A result is an error, that of an advice a note; one that an accepted exception covers is suppressed. Its fingerprint
    is the verdict's identity, so that a host knows it again.

    Args:
        rules: The rules that were judged.
        verdicts: The breached ones.
        policy: Id of the policy.
        log: Name of the log's file.
        facts: What else to say of the run, such as digest and moment.
        problems: What of the log could not be used.
        language: `en` or `zh`.
    """
    listed = list(rules)
    place = {rule.id: number for number, rule in enumerate(listed)}
    told = list(problems)
    run: dict[str, object] = {
        "tool": {"driver": {"name": "servicepolicy", "rules": [_rule(rule, language) for rule in listed]}},
        "invocations": [
            {
                "executionSuccessful": not told,
                "toolExecutionNotifications": [_notification(problem) for problem in told],
            }
        ],
        "results": [located(result(verdict, policy, language), place, log) for verdict in verdicts],
        "properties": {"policy": policy, **facts},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, language: str) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule_text(rule, language)},
        "defaultConfiguration": {"level": _level(rule.level)},
        "properties": {"clause": list(rule.clause), "gravity": rule.gravity},
    }


def _level(level: str) -> str:
    return "note" if level == "advice" else "error"


def result(verdict: Verdict, policy: str, language: str) -> dict[str, object]:
    """A breach as a result; where it stands in the log is added by `located`."""
    named = "/".join(part for part in (verdict.subject, verdict.occurrence) if part)
    made: dict[str, object] = {
        "ruleId": verdict.rule,
        "level": _level(verdict.level),
        "message": {"text": verdict.explain(language).strip()},
        "locations": [{"logicalLocations": [{"name": verdict.subject, "fullyQualifiedName": named}]}],
        "partialFingerprints": {"verdict/v1": f"{policy}/{verdict.rule}/{named}"},
        "properties": {"clause": list(verdict.clause)},
    }
    if verdict.waived is not None:
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": verdict.waived}]
    return made


def located(found: dict[str, object], places: Mapping[str, int], log: str) -> dict[str, object]:
    """A result with the place of its rule, and the log that it was found in."""
    (location,) = cast("list[dict[str, object]]", found["locations"])
    physical = {"artifactLocation": {"uri": quote(log)}}
    return found | {
        "ruleIndex": places[str(found["ruleId"])],
        "locations": [{"physicalLocation": physical, **location}],
    }


def _notification(problem: Problem) -> dict[str, object]:
    return {"descriptor": {"id": problem.code}, "level": "error", "message": {"text": str(problem)}}
