"""What an assessment of a log came to, as one value and as text: one line a finding, then the worst in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import say
from servicepolicy.reporting.read_sections import read_plain
from servicepolicy.reporting.text import aligned
from servicepolicy.results.assessment import Assessment, Finding, ScorecardFinding, SLAFinding
from servicepolicy.results.verdict import Status
from servicepolicy.telling.scores import figure

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.errors import Problem
    from servicepolicy.policy.policy import Policy
    from servicepolicy.results.assessment import Assessment, Finding

__all__ = ["AssessReport", "assessment_code", "assessment_text", "finding_reason", "finding_result", "shown_findings"]


@attrs.frozen(kw_only=True)
class AssessReport:
    """What an assessment came to.

    Attributes:
        policy: By what was judged.
        file: Name of the log.
        counts: What was read of it, from when to when, and what was not.
        columns: The columns of a foreign log from which each field is read.
        known_at: What was recorded later does not exist; `None`: everything handed in was known.
        assessment: The findings.
        rules: Of these rules and service levels only; none: of all.
        problems: What of the log could not be used.
        unlisted: How many more there are.
        notes: What is no problem, and may be none of what was meant.
        strict: Whether what is unknown, or looked at nothing, counts.
        masked: People go by pseudonyms.
        worst: How many are explained where not all are.
    """

    policy: Policy
    file: str
    counts: logs.Counts  # by its room: another class has that name, too
    columns: Mapping[str, tuple[str, ...]]
    known_at: datetime | None
    assessment: Assessment
    rules: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0
    notes: tuple[Problem, ...] = ()
    strict: bool = False
    masked: bool = False
    worst: int = 5

    @property
    def as_of(self) -> datetime:
        """The moment that is judged."""
        return self.assessment.as_of

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that were asked for, the worst first."""
        return shown_findings(self.assessment, self.rules)

    @property
    def statuses(self) -> Counter[Status]:
        """How many there are of each status, advice left out."""
        return Counter(one.status for one in self.findings if getattr(one, "level", "breach") == "breach")

    @property
    def exit_code(self) -> int:
        """What a script is told, the first that holds: 3 something was unusable, 1 breached, 4 unknown, 0."""
        return assessment_code(self.findings, problems=bool(self.problems), strict=self.strict)

    def plain(self) -> dict[str, object]:
        """The whole as JSON-ready data."""
        said = self.assessment.plain()
        return {
            **{key: value for key, value in said.items() if key not in ("scorecards", "slas", "awards")},
            **read_plain(self),
            "findings": [one.plain() for one in self.findings],
        }


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
