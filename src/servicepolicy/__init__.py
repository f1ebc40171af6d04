"""Customer-service rules as typed, dated, citable policy data.

Kept or broken, due when and by whom, allowed or not, and why. What stands here is imported when it
is first used, so that a host that needs one name does not pay for all.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from servicepolicy.assessment import Assessment, ScorecardFinding, SLAFinding
    from servicepolicy.award import Award
    from servicepolicy.duty import Duty, Notice
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
    from servicepolicy.models.agent import Agent
    from servicepolicy.models.candidate import Candidate
    from servicepolicy.models.complaint import BusinessRequest, Case, Complaint, Inquiry, Suggestion
    from servicepolicy.models.context import Context, LedgerEntry, Waiver
    from servicepolicy.models.document import Document
    from servicepolicy.models.incident import Incident
    from servicepolicy.models.inspection import Inspection
    from servicepolicy.models.interaction import Interaction
    from servicepolicy.models.meeting import Meeting
    from servicepolicy.models.organisation import Organisation
    from servicepolicy.models.shift import Shift
    from servicepolicy.money import Money
    from servicepolicy.policy.life import Life
    from servicepolicy.policy.policy import Policy, load
    from servicepolicy.policy.shipped import packs, profiles
    from servicepolicy.report import Report, RuleResult
    from servicepolicy.rules.authority import Authority
    from servicepolicy.rules.deadline import Deadline
    from servicepolicy.rules.incentive import Incentive
    from servicepolicy.rules.ownership import Ownership
    from servicepolicy.rules.periodic import Periodic
    from servicepolicy.rules.requirement import Requirement
    from servicepolicy.rules.retention import Retention
    from servicepolicy.rules.scorecard import Scorecard
    from servicepolicy.rules.sequence import Sequence
    from servicepolicy.rules.sla import SLA
    from servicepolicy.verdict import Decision, Effect, Margin, Owner, Reason, Status, Verdict
    from servicepolicy.worktime.calendar import WorkCalendar
    from servicepolicy.worktime.span import Span

__all__ = [  # noqa: RUF022 - sorted as plain text
    "Agent",
    "Assessment",
    "Authority",
    "Award",
    "BusinessRequest",
    "CalendarNotPublished",
    "Candidate",
    "Case",
    "Complaint",
    "Context",
    "Deadline",
    "Decision",
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
    "Reason",
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
    "TimeRangeError",
    "UsageError",
    "Verdict",
    "Waiver",
    "Where",
    "WorkCalendar",
    "load",
    "packs",
    "profiles",
]

_HOMES: Final = {
    "Agent": "models.agent",
    "Assessment": "assessment",
    "Authority": "rules.authority",
    "Award": "award",
    "BusinessRequest": "models.complaint",
    "CalendarNotPublished": "errors",
    "Candidate": "models.candidate",
    "Case": "models.complaint",
    "Complaint": "models.complaint",
    "Context": "models.context",
    "Deadline": "rules.deadline",
    "Decision": "verdict",
    "Document": "models.document",
    "Duty": "duty",
    "Effect": "verdict",
    "FactsError": "errors",
    "Incentive": "rules.incentive",
    "Incident": "models.incident",
    "Inquiry": "models.complaint",
    "Inspection": "models.inspection",
    "Interaction": "models.interaction",
    "LedgerEntry": "models.context",
    "Life": "policy.life",
    "Margin": "verdict",
    "Meeting": "models.meeting",
    "Money": "money",
    "MoneyError": "errors",
    "NaiveTimeError": "errors",
    "NeverOpensAgain": "errors",
    "Notice": "duty",
    "OpenBlanksError": "errors",
    "Organisation": "models.organisation",
    "Owner": "verdict",
    "Ownership": "rules.ownership",
    "Periodic": "rules.periodic",
    "Policy": "policy.policy",
    "PolicyError": "errors",
    "Problem": "errors",
    "Reason": "verdict",
    "Report": "report",
    "Requirement": "rules.requirement",
    "Retention": "rules.retention",
    "RuleResult": "report",
    "SLA": "rules.sla",
    "SLAFinding": "assessment",
    "Scorecard": "rules.scorecard",
    "ScorecardFinding": "assessment",
    "Sequence": "rules.sequence",
    "ServicePolicyError": "errors",
    "TimeRangeError": "errors",
    "Shift": "models.shift",
    "Span": "worktime.span",
    "Status": "verdict",
    "Suggestion": "models.complaint",
    "UsageError": "errors",
    "Verdict": "verdict",
    "Waiver": "models.context",
    "Where": "errors",
    "WorkCalendar": "worktime.calendar",
    "load": "policy.policy",
    "packs": "policy.shipped",
    "profiles": "policy.shipped",
}


def __getattr__(name: str) -> Any:  # the types are those of the imports above
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module `servicepolicy` has no attribute `{name}`")
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
