"""What an assessment of a log came to, as one value: what was read, the findings, what is to be told besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from servicepolicy.reporting.assessed import assessment_code, shown_findings
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.errors import Problem
    from servicepolicy.policy.policy import Policy
    from servicepolicy.results.assessment import Assessment, Finding

__all__ = ["AssessReport"]


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
            **({} if self.known_at is None else {"known_at": self.known_at.isoformat()}),
            "zone": self.policy.timezone,
            "exit_code": self.exit_code,
            **({"masked": True} if self.masked else {}),
            "log": {
                "file": self.file,
                **self.counts.plain(),
                "columns": {name: list(columns) for name, columns in sorted(self.columns.items())},
            },
            "problems": [problem_plain(one) for one in self.problems],
            "problems_not_listed": self.unlisted,
            "notes": [problem_plain(one) for one in self.notes],
            "findings": [one.plain() for one in self.findings],
        }


def problem_plain(problem: Problem) -> dict[str, str]:
    """A problem as JSON-ready data."""
    return {"code": problem.code, "where": str(problem.where), "message": problem.message, "help": problem.help}
