"""Scorecards, service levels and awards of a period: what `policy.assess` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Protocol, SupportsIndex, TypeVar, overload, runtime_checkable

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.label import Label
from servicepolicy.language.plain import did_you_mean
from servicepolicy.results.award import Award, plain_of
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.verdict import Applied, Reason, Status, worst
from servicepolicy.worktime._instant import from_us, iso

if TYPE_CHECKING:
    from servicepolicy.results.frames import Library, Rows
    from servicepolicy.results.rows import Kind, Row

__all__ = ["Assessment", "Case", "Finding", "Findings", "IndicatorFinding", "SLAFinding", "ScorecardFinding"]

Case = tuple[str, str]  # subject and occurrence


@runtime_checkable
class Finding(Protocol):
    """What all findings have: about whom, in which period, with what outcome."""

    @property
    def rule(self) -> str:
        """Id of the rule or service level."""
        ...

    @property
    def kind(self) -> str:
        """`scorecard`, `sla` or `incentive`."""
        ...

    @property
    def subject(self) -> str:
        """Id of whom it is about."""
        ...

    @property
    def period(self) -> str:
        """The period, such as `2026-Q1`."""
        ...

    @property
    def status(self) -> Status:
        """One of the five."""
        ...

    def explain(self, language: str = "en") -> str:
        """The finding in words, in `en` or `zh`."""
        ...

    def plain(self) -> dict[str, object]:
        """The finding as JSON-ready data."""
        ...


Found = TypeVar("Found", bound=Finding)


class Findings(tuple[Found, ...]):
    """Findings of one form, by rule, period and subject; with the id of a rule, those of that rule.

    Example:
        >>> Findings(()) == ()
        True
    """

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> Found: ...
    @overload
    def __getitem__(self, key: slice | str, /) -> tuple[Found, ...]: ...
    def __getitem__(self, key: SupportsIndex | slice | str, /) -> Found | tuple[Found, ...]:
        """One by its number, or those of a rule.

        Raises:
            UsageError: There is none of that rule here.
        """
        if not isinstance(key, str):
            return super().__getitem__(key)
        return of_rule(key, self)

    def __reduce__(self) -> tuple[type[Findings[Found]], tuple[tuple[Found, ...]]]:
        return type(self), (tuple(self),)


def of_rule(rule: str, findings: Iterable[Found]) -> tuple[Found, ...]:
    """The findings of one rule.

    Raises:
        UsageError: There is none.
    """
    everything = tuple(findings)
    found = tuple(one for one in everything if one.rule == rule)
    if not found:
        assessed = tuple(dict.fromkeys(one.rule for one in everything))
        known = ", ".join(f"`{name}`" for name in assessed)
        hint = did_you_mean(rule, assessed) or f"assessed: {known or 'none'}"
        raise UsageError(f"no rule `{rule}` was assessed here; {hint}")
    return found


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True)
class IndicatorFinding:
    """What was measured.

    Attributes:
        id: Id of the indicator.
        form: What is measured: `share`, `mean`, `kept` ...
        unit: How to read the value: `share`, `time` (microseconds) or `number`.
        value: The value, exactly; `None`: not known, or there is none.
        low: The least that it can be; `None`: no bound.
        high: The greatest.
        cases: How many cases surely count.
        unknown: How many more may count.
        of_nobody: How many breaches of the period are laid to nobody: nobody acted, and who owed it is not told.
        previous: The value of the period before, where a change is asked for.
        met: Whether target and change are met; `None`: not known, or nothing is asked.
        asked: Whether a target or a change is asked for.
        targets: The tests, each with its bound: `ge`, `lt`, `up`, `down` ...
        change_unit: How to read the bound of `up` and `down`.
        weight: Its share of the score.
        points: What enters the score, from 0 to 100; with its bounds.
        reason: Why there is no value.
        doubts: What would settle it, each with its subject: `C-1/3.score`.
        behind: The cases that surely count: subject and occurrence.
        behind_unknown: Those that may count.
    """

    id: str
    form: str
    unit: str = "number"
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    cases: int = 0
    unknown: int = 0
    of_nobody: int = 0
    previous: Fraction | None = None
    met: bool | None = None
    asked: bool = False
    targets: tuple[tuple[str, Fraction], ...] = ()
    change_unit: str = "number"
    weight: Fraction | None = None
    points: tuple[Fraction, Fraction] | None = None
    reason: Reason | None = None
    doubts: tuple[str, ...] = ()
    behind: tuple[Case, ...] = ()
    behind_unknown: tuple[Case, ...] = ()

    def plain(self) -> dict[str, object]:
        """The figure as JSON-ready data."""
        return plain_of(self)


@shown_to_pydantic(said={"kind": str})
@attrs.frozen(slots=True, kw_only=True)
class ScorecardFinding:
    """What a scorecard says of one agent, unit or organisation in one period.

    Attributes:
        rule: Id of the scorecard.
        clause: The clauses that it carries out.
        subject_kind: `agent`, `organisation`, `unit` ...
        subject: Id of whom it is about.
        period: The period.
        status: Met: every target is met. Not applicable: there was nothing to measure.
        reason: Why.
        score: The score from 0 to 100, exactly; `None`: not known, or there is none.
        low: The least that it can be.
        high: The greatest.
        grade: The band of the score.
        indicators: The figures.
        values: The policy's values used and their origin.
        doubts: What would settle it.
        level: `breach` or `advice`.
    """

    rule: str
    clause: tuple[str, ...]
    subject_kind: str
    subject: str
    period: str
    status: Status
    reason: Reason
    score: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    grade: str = ""
    indicators: tuple[IndicatorFinding, ...] = ()
    values: tuple[Applied, ...] = ()
    doubts: tuple[str, ...] = ()
    level: str = "breach"
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def kind(self) -> str:
        """`scorecard`."""
        return "scorecard"

    def explain(self, language: str = "en") -> str:
        """The scorecard in words, in `en` or `zh`."""
        from servicepolicy.telling.scores import explain_scorecard  # words come on demand

        return explain_scorecard(self, language)

    def plain(self) -> dict[str, object]:
        """The scorecard as JSON-ready data; numbers are exact, as text."""
        return {"kind": self.kind, **plain_of(self)}


@shown_to_pydantic(said={"kind": str})
@attrs.frozen(slots=True, kw_only=True)
class SLAFinding:
    """How far a set of deadlines reached its objective in one period.

    Attributes:
        rule: Id of the service level.
        clause: The clauses that it carries out.
        subject_kind: `policy`, or the field by which it is told apart, such as `unit`.
        subject: Id of the policy, or the value of that field.
        period: The period.
        status: Met: the objective is reached.
        reason: Why.
        objective: The share that must be met.
        attainment: Met of met and breached, exactly; `None`: not known, or nothing fell due.
        low: The least that it can be.
        high: The greatest.
        met: How many verdicts were met.
        breached: How many were not, waived ones included.
        unknown: How many are not known.
        affordable: How many of those that fall due could still be breached in place of being met, the worst taken of
            what is not known; negative: so many too many.
        values: The policy's values used and their origin.
        doubts: What would settle it.
        behind: What was breached: subject and occurrence.
        behind_unknown: What is not known.
    """

    rule: str
    clause: tuple[str, ...]
    subject_kind: str
    subject: str
    period: str
    status: Status
    reason: Reason
    objective: Fraction | None = None
    attainment: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    met: int = 0
    breached: int = 0
    unknown: int = 0
    affordable: int | None = None
    values: tuple[Applied, ...] = ()
    doubts: tuple[str, ...] = ()
    level: str = "breach"
    behind: tuple[Case, ...] = ()
    behind_unknown: tuple[Case, ...] = ()
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def kind(self) -> str:
        """`sla`."""
        return "sla"

    def explain(self, language: str = "en") -> str:
        """The attainment in words, in `en` or `zh`."""
        from servicepolicy.telling.scores import explain_sla

        return explain_sla(self, language)

    def plain(self) -> dict[str, object]:
        """The attainment as JSON-ready data; numbers are exact, as text."""
        return {"kind": self.kind, **plain_of(self)}


@shown_to_pydantic(
    said={
        "policy": str,
        "digest": str,
        "basis": str,
        "period": str,
        "as_of": datetime,
        "status": Status,
        "scorecards": tuple[ScorecardFinding, ...],
        "slas": tuple[SLAFinding, ...],
        "awards": tuple[Award, ...],
    },
    fields=False,
)
@attrs.frozen(kw_only=True)
class Assessment:
    """What a policy says about everybody in one period.

    Attributes:
        policy: Id of the policy.
        digest: Identifies the meaning of policy and profile.
        basis: Identifies the calendars and the zone data used.
        period: The period that was asked about, such as `2026-Q1`.
        as_of_us: The moment that is judged, UTC microseconds.
        scorecards: The scorecards, by rule, period and subject; `scorecards[rule]` are those of a rule.
        slas: The service levels, likewise.
        awards: What was earned, and what was recorded, likewise.
        zone: The policy's zone.
    """

    policy: str
    digest: str
    basis: str
    period: str
    as_of_us: int
    scorecards: Findings[ScorecardFinding] = attrs.field(
        default=Findings[ScorecardFinding](()), converter=Findings[ScorecardFinding]
    )
    slas: Findings[SLAFinding] = attrs.field(default=Findings[SLAFinding](()), converter=Findings[SLAFinding])
    awards: Findings[Award] = attrs.field(default=Findings[Award](()), converter=Findings[Award])
    zone: str = "UTC"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything: scorecards, service levels, awards."""
        return (*self.scorecards, *self.slas, *self.awards)

    def __getitem__(self, rule: str) -> tuple[Finding, ...]:
        """The findings of one rule or service level, by period and subject; `scorecards[rule]` knows their type.

        Raises:
            UsageError: Nothing of that name was judged.
        """
        return of_rule(rule, self.findings)

    @property
    def status(self) -> Status:
        """The worst status; advice does not count."""
        return worst(one.status for one in self.findings if getattr(one, "level", "breach") == "breach")

    @property
    def as_of(self) -> datetime:
        """The moment that is judged."""
        return from_us(self.as_of_us, self.zone)

    def explain(self, language: str = "en") -> str:
        """The whole in words, in `en` or `zh`: breaches first."""
        from servicepolicy.telling.scores import explain_assessment

        return explain_assessment(self, language)

    def as_rows(self) -> Rows:
        """The findings as rows of a frame."""
        return self.rows_of(self.findings)

    def rows_of(self, findings: Iterable[Finding]) -> Rows:
        """Some of the findings as rows of a frame."""
        from servicepolicy.results.frames import Rows

        return Rows(_COLUMNS, [_row(one, self) for one in findings], self.zone)

    def to_frame(self, library: Library | None = None) -> Any:
        """The findings as a frame of `polars` or `pandas`; see `servicepolicy.to_frame`.

        Raises:
            UsageError: The library is not installed.
        """
        from servicepolicy.results.frames import to_frame

        return to_frame(self, library)

    def plain(self) -> dict[str, object]:
        """The whole as JSON-ready data."""
        return {
            "policy": self.policy,
            "digest": self.digest,
            "basis": self.basis,
            "period": self.period,
            "as_of": iso(self.as_of_us),
            "status": self.status.value,
            "scorecards": [one.plain() for one in self.scorecards],
            "slas": [one.plain() for one in self.slas],
            "awards": [one.plain() for one in self.awards],
        }


_COLUMNS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("policy", "rule", "kind", "clause", "level", "subject_kind", "subject", "period"), "text"),
    **dict.fromkeys(("status", "reason", "grade"), "text"),
    **dict.fromkeys(("score", "attainment", "objective", "low", "high"), "number"),
    **dict.fromkeys(("met", "breached", "unknown", "affordable"), "whole"),
    **dict.fromkeys(("entitled", "recorded", "missing"), "text"),
}


def _row(finding: Finding, assessment: Assessment) -> Row:
    """A finding as a row; what its kind does not have is left out."""
    held = {name: getattr(finding, name, None) for name in _COLUMNS}
    several = {name: "; ".join(map(str, getattr(finding, name, ()))) or None for name in ("entitled", "recorded")}
    clause, reason = getattr(finding, "clause", ()), getattr(finding, "reason", None)
    return {
        **held,
        **several,
        "policy": assessment.policy,
        "clause": ", ".join(clause),
        "status": finding.status.value,
        "reason": None if reason is None else reason.code,
        "grade": held["grade"] or None,
        "missing": "; ".join(getattr(finding, "doubts", ())) or None,
    }
