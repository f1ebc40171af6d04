"""Findings of `lint` as text, and as SARIF 2.1.0, as code hosts show findings.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from servicepolicy.language.suspected.code import Severity
from servicepolicy.lint import Finding, codes
from servicepolicy.phrases.catalogue import words
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.formats.sarif import SCHEMA

__all__ = ["finding_text", "heading", "lint_sarif", "summary", "worst"]

_GRAVEST_FIRST: Final[tuple[Severity, ...]] = ("error", "warning", "note")
_PLURALS: Final[Mapping[str, str]] = {"error": "errors", "warning": "warnings", "note": "notes"}

_SAID: Final = words("lint")


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among findings; `None` where there are none."""
    told = {one.severity for one in findings}
    return next((severity for severity in _GRAVEST_FIRST if severity in told), None)


def summary(name: str, policy: Policy, language: str = "en") -> Iterator[str]:
    """What a policy holds: its rules, the blanks that are open, and its digest."""
    said, opened = _SAID[language], policy.open_blanks
    yield said["holds"].format(name=name, rules=len(policy.rules), open=len(opened), digest=policy.digest)
    yield from (f"  {said['open']}{blank} ({', '.join(policy.blanks[blank].clause)})" for blank in opened)


def heading(name: str, findings: Iterable[Finding]) -> str:
    """How many findings there are of each gravity: `error: desk.yaml: 1 error, 2 warnings`."""
    found = list(findings)
    counts = [(severity, sum(one.severity == severity for one in found)) for severity in _GRAVEST_FIRST]
    said = ", ".join(f"{count} {severity if count == 1 else _PLURALS[severity]}" for severity, count in counts if count)
    return f"{worst(found)}: {name}: {said}"


def finding_text(finding: Finding, language: str = "en") -> Iterator[str]:
    """The lines of a finding: where and what, the way out, the clauses, and why it is allowed."""
    place = f"{finding.where}: " if str(finding.where) else ""
    labels = _SAID[language]
    since = "" if finding.since is None else labels["since"].format(since=finding.since)
    said = finding.messages.get(language, finding.message)
    yield f"{place}{finding.severity}: {said}{since} [{finding.code}]"
    helped = finding.helps.get(language, finding.help)
    if helped:
        yield f"    {labels['help']}{helped}"
    if finding.clause:
        yield f"    {labels['clause']}{', '.join(finding.clause)}"
    if finding.allowed is not None:
        yield f"    {labels['allowed']}{finding.allowed}"


def lint_sarif(findings: Iterable[Finding], *, language: str = "en") -> dict[str, object]:
    """Findings as one SARIF document, as JSON-ready data.

    What a policy allows is suppressed, with the reason that it gives.

    Args:
        findings: The findings, of whatever policies.
        language: `en` or `zh`.
    """
    listed = list(findings)
    named = sorted({one.code for one in listed})
    known = codes()
    rules: list[dict[str, object]] = []
    for code in named:
        rule: dict[str, object] = {"id": code}
        if code in known:
            rule["defaultConfiguration"] = {"level": known[code].severity}
        rules.append(rule)
    run: dict[str, object] = {
        "tool": {"driver": {"name": "servicepolicy lint", "rules": rules}},
        "results": [_result(one, named.index(one.code), language) for one in listed],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, place: int, language: str) -> dict[str, object]:
    where = finding.where
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(where.file or "policy")}}
    if where.line is not None:
        region = {"startLine": where.line}
        if where.column is not None:
            region["startColumn"] = where.column
        physical["region"] = region
    logical = [{"fullyQualifiedName": name} for name in finding.rules]
    location: dict[str, object] = {"physicalLocation": physical}
    if logical:
        location["logicalLocations"] = logical
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": finding.severity,
        "message": {"text": finding.explain(language)},
        "locations": [location],
        "partialFingerprints": {"finding/v1": "/".join((finding.code, *finding.rules, where.path))},
        "properties": {
            "clause": list(finding.clause),
            **({} if finding.since is None else {"since": finding.since}),
            **({} if finding.scenario is None else {"scenario": dict(finding.scenario)}),
        },
    }
    if finding.allowed is not None:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": finding.allowed}]
    return result
