"""An assessment as text: one line a finding, then the worst in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import say
from servicepolicy.reporting.text import aligned
from servicepolicy.results.assessment import Assessment, Finding, ScorecardFinding, SLAFinding
from servicepolicy.telling.scores import figure

__all__ = ["assessment_code", "assessment_text", "finding_reason", "finding_result", "shown_findings"]

_ORDER = ("breached", "unknown", "pending", "met", "not_applicable")
_SAID: Final = words("assessment")


def shown_findings(assessment: Assessment, rules: Sequence[str]) -> tuple[Finding, ...]:
    """The findings of some rules, the worst first; of all, if none is named."""
    chosen = (one for one in assessment.findings if not rules or one.rule in rules)
    return tuple(sorted(chosen, key=lambda one: _ORDER.index(one.status.value)))


def assessment_text(findings: Sequence[Finding], language: str, worst: int) -> str:
    """A table of findings; the first of those that are breached or unknown are explained below it."""
    said = _SAID[language]
    if not findings:
        return said["none"]
    head = [said[name] for name in ("status", "rule", "who", "period", "result")]
    rows = [
        [
            say(f"status.{one.status.value}", language),
            one.rule,
            one.subject,
            one.period,
            finding_result(one, language) or finding_reason(one, language),
        ]
        for one in findings
    ]
    bad = [one for one in findings if one.status.value in _ORDER[:2]][:worst]
    return "\n".join([*aligned([head, *rows]), *_explained(bad, language)])


def _explained(findings: Iterable[Finding], language: str) -> Iterator[str]:
    for one in findings:
        yield ""
        yield one.explain(language)


def finding_result(one: Finding, language: str) -> str:
    """The figure that people look for: the score, the attainment, what is awarded."""
    match one:
        case ScorecardFinding(score=None, low=None, indicators=(only,)) if only.value is not None:
            return figure(only.value, only.unit, language)
        case ScorecardFinding():
            return _bounds(one.low, one.high, "number", language)
        case SLAFinding():
            return _bounds(one.low, one.high, "share", language)
        case _:
            return ", ".join(str(what) for what in getattr(one, "entitled", ()))


def finding_reason(one: Finding, language: str) -> str:
    """Why it is so: it stands right below the heading of what is explained."""
    return one.explain(language).splitlines()[1].strip()


def _bounds(low: Fraction | None, high: Fraction | None, unit: str, language: str) -> str:
    if low is None or high is None:
        return ""
    ends = dict.fromkeys((figure(low, unit, language), figure(high, unit, language)))
    return " – ".join(ends)


def assessment_code(findings: Iterable[Finding], *, problems: bool, strict: bool) -> int:
    """The exit code: invalid facts, then breached, then (if strict) unknown; advice has none."""
    statuses = {one.status.value for one in findings if getattr(one, "level", "breach") == "breach"}
    if problems:
        return 3
    if "breached" in statuses:
        return 1
    return 4 if strict and "unknown" in statuses else 0
