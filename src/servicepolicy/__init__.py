"""Customer-service rules as typed, dated, citable policy data.

Kept or broken, due when and by whom, allowed or not, and why. What stands here is imported when it
is first used, so that a host that needs one name does not pay for all.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from servicepolicy.errors import (
        CalendarNotPublished,
        FactsError,
        MoneyError,
        NaiveTimeError,
        NeverOpensAgain,
        OpenBlanksError,
        PolicyError,
        Problem,
        ServicePolicyError,
        TimeRangeError,
        UsageError,
        Where,
    )
    from servicepolicy.kinds.authority.rule import Authority
    from servicepolicy.kinds.deadline.rule import Deadline
    from servicepolicy.kinds.incentive.rule import Incentive
    from servicepolicy.kinds.ownership.rule import Ownership
    from servicepolicy.kinds.periodic.rule import Periodic
    from servicepolicy.kinds.requirement.rule import Requirement
    from servicepolicy.kinds.retention.rule import Retention
    from servicepolicy.kinds.scorecard.rule import Scorecard
    from servicepolicy.kinds.sequence.rule import Sequence
    from servicepolicy.language.service_level import SLA
    from servicepolicy.models.agent import Agent
    from servicepolicy.models.candidate import Candidate
    from servicepolicy.models.complaint import BusinessRequest, Case, Complaint, Inquiry, Suggestion
    from servicepolicy.models.context import Context, LedgerEntry, Waiver
    from servicepolicy.models.document import Document
    from servicepolicy.models.incident import Incident
    from servicepolicy.models.inspection import Inspection
    from servicepolicy.models.interaction import Interaction
    from servicepolicy.models.masking import Mask
    from servicepolicy.models.meeting import Meeting
    from servicepolicy.models.organisation import Organisation
    from servicepolicy.models.shift import Shift
    from servicepolicy.money import Money
    from servicepolicy.policy.policy import Policy, load, loads
    from servicepolicy.policy.reading.shipped import packs, profiles
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.checked import check
    from servicepolicy.results.assessment import Assessment, ScorecardFinding, SLAFinding
    from servicepolicy.results.award import Award
    from servicepolicy.results.duty import Duty, Notice
    from servicepolicy.results.frames import to_frame
    from servicepolicy.results.life import Life
    from servicepolicy.results.replay import Replay
    from servicepolicy.results.report import Report, RuleResult
    from servicepolicy.results.sweep import Sweep
    from servicepolicy.results.thresholds import Thresholds
    from servicepolicy.results.verdict import Decision, Effect, Margin, Owner, Reason, Status, Verdict
    from servicepolicy.whatif.baseline import Baseline
    from servicepolicy.whatif.diff import Diff, diff
    from servicepolicy.whatif.proof import Proof, at_least_as_strict
    from servicepolicy.whatif.replay import replay
    from servicepolicy.whatif.sweep import sweep
    from servicepolicy.whatif.thresholds import kept_at
    from servicepolicy.worktime.calendar import WorkCalendar
    from servicepolicy.worktime.span import Span

__all__ = [  # noqa: RUF022 - sorted as plain text
    "Agent",
    "Assessment",
    "Authority",
    "Award",
    "Baseline",
    "BusinessRequest",
    "CalendarNotPublished",
    "Candidate",
    "Case",
    "CheckReport",
    "Complaint",
    "Context",
    "Deadline",
    "Decision",
    "Diff",
    "Document",
    "Duty",
    "Effect",
    "FactsError",
    "Incentive",
    "Incident",
    "Inquiry",
    "Inspection",
    "Interaction",
    "LedgerEntry",
    "Life",
    "Margin",
    "Mask",
    "Meeting",
    "Money",
    "MoneyError",
    "NaiveTimeError",
    "NeverOpensAgain",
    "Notice",
    "OpenBlanksError",
    "Organisation",
    "Owner",
    "Ownership",
    "Periodic",
    "Policy",
    "PolicyError",
    "Problem",
    "Proof",
    "Reason",
    "Replay",
    "Report",
    "Requirement",
    "Retention",
    "RuleResult",
    "SLA",
    "SLAFinding",
    "Scorecard",
    "ScorecardFinding",
    "Sequence",
    "ServicePolicyError",
    "Shift",
    "Span",
    "Status",
    "Suggestion",
    "Sweep",
    "Thresholds",
    "TimeRangeError",
    "UsageError",
    "Verdict",
    "Waiver",
    "Where",
    "WorkCalendar",
    "at_least_as_strict",
    "check",
    "diff",
    "kept_at",
    "load",
    "loads",
    "packs",
    "profiles",
    "replay",
    "sweep",
    "to_frame",
]

_HOMES: Final = {
    "Agent": "models.agent",
    "Assessment": "results.assessment",
    "Authority": "kinds.authority.rule",
    "Award": "results.award",
    "Baseline": "whatif.baseline",
    "BusinessRequest": "models.complaint",
    "CalendarNotPublished": "errors",
    "Candidate": "models.candidate",
    "Case": "models.complaint",
    "CheckReport": "reporting.check_report",
    "Complaint": "models.complaint",
    "Context": "models.context",
    "Deadline": "kinds.deadline.rule",
    "Decision": "results.verdict",
    "Diff": "whatif.diff",
    "Document": "models.document",
    "Duty": "results.duty",
    "Effect": "results.verdict",
    "FactsError": "errors",
    "Incentive": "kinds.incentive.rule",
    "Incident": "models.incident",
    "Inquiry": "models.complaint",
    "Inspection": "models.inspection",
    "Interaction": "models.interaction",
    "LedgerEntry": "models.context",
    "Life": "results.life",
    "Margin": "results.verdict",
    "Mask": "models.masking",
    "Meeting": "models.meeting",
    "Money": "money",
    "MoneyError": "errors",
    "NaiveTimeError": "errors",
    "NeverOpensAgain": "errors",
    "Notice": "results.duty",
    "OpenBlanksError": "errors",
    "Organisation": "models.organisation",
    "Owner": "results.verdict",
    "Ownership": "kinds.ownership.rule",
    "Periodic": "kinds.periodic.rule",
    "Policy": "policy.policy",
    "PolicyError": "errors",
    "Problem": "errors",
    "Proof": "whatif.proof",
    "Reason": "results.verdict",
    "Replay": "results.replay",
    "Report": "results.report",
    "Requirement": "kinds.requirement.rule",
    "Retention": "kinds.retention.rule",
    "RuleResult": "results.report",
    "SLA": "language.service_level",
    "SLAFinding": "results.assessment",
    "Scorecard": "kinds.scorecard.rule",
    "ScorecardFinding": "results.assessment",
    "Sequence": "kinds.sequence.rule",
    "ServicePolicyError": "errors",
    "TimeRangeError": "errors",
    "Shift": "models.shift",
    "Span": "worktime.span",
    "Status": "results.verdict",
    "Suggestion": "models.complaint",
    "Sweep": "results.sweep",
    "Thresholds": "results.thresholds",
    "UsageError": "errors",
    "Verdict": "results.verdict",
    "Waiver": "models.context",
    "Where": "errors",
    "WorkCalendar": "worktime.calendar",
    "at_least_as_strict": "whatif.proof",
    "check": "reporting.checked",
    "diff": "whatif.diff",
    "kept_at": "whatif.thresholds",
    "load": "policy.policy",
    "loads": "policy.policy",
    "packs": "policy.reading.shipped",
    "profiles": "policy.reading.shipped",
    "replay": "whatif.replay",
    "sweep": "whatif.sweep",
    "to_frame": "results.frames",
}


if not TYPE_CHECKING:  # type checkers read the imports above, and are to find a misspelt name

    def __getattr__(name):
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module `servicepolicy` has no attribute `{name}`")
        found = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return list(__all__)
