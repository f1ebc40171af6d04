"""Events of a case while it is worked on: investigation, reports, experts, mediation, halts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._case import CaseEvent, Party
from servicepolicy.models.fields import Code, Flag, Instant, Personal, Texts, absent

__all__ = [
    "Arbitrated",
    "CauseAnalysed",
    "ConfirmedBeyond",
    "Copied",
    "Decided",
    "DecisionRequested",
    "Disputed",
    "EvidenceCollected",
    "ExpertOpinionBegan",
    "ExpertOpinionEnded",
    "Extended",
    "FollowedUp",
    "GuidanceGiven",
    "Investigated",
    "Mediated",
    "MediationApplied",
    "MediationEnded",
    "PassedOn",
    "Paused",
    "Reported",
    "ReportedUp",
    "ResponsibilityDetermined",
    "Resumed",
    "SolutionProposed",
    "SupportGiven",
    "ToldResponsible",
    "Verified",
]


class Investigated(CaseEvent, frozen=True):
    """The facts were looked into."""

    event: Literal["investigated"] = "investigated"
    result: Personal | None = absent("what was found")
    cause: Code | None = absent("cause, as a code")


class Verified(CaseEvent, frozen=True):
    """The facts were confirmed."""

    event: Literal["verified"] = "verified"


class EvidenceCollected(CaseEvent, frozen=True):
    """Evidence was gathered."""

    event: Literal["evidence_collected"] = "evidence_collected"
    kinds: Texts | None = absent("kinds of evidence")


class ResponsibilityDetermined(CaseEvent, frozen=True):
    """It was settled who is responsible."""

    SETS: ClassVar[Mapping[str, str]] = {"bank_at_fault": "bank_at_fault"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"bank_at_fault"})

    event: Literal["responsibility_determined"] = "responsibility_determined"
    bank_at_fault: Flag | None = absent("whether the bank is responsible")
    person: Code | None = absent("key of the person responsible")
    department: Code | None = absent("department responsible")


class CauseAnalysed(CaseEvent, frozen=True):
    """The cause of the complaint was analysed."""

    event: Literal["cause_analysed"] = "cause_analysed"
    cause: Code | None = absent("cause, as a code")


class SolutionProposed(CaseEvent, frozen=True):
    """A solution was proposed."""

    event: Literal["solution_proposed"] = "solution_proposed"
    to: Party | None = absent("to whom")
    solution: Personal | None = absent("what was proposed")


class DecisionRequested(CaseEvent, frozen=True):
    """A decision was asked of a higher post."""

    event: Literal["decision_requested"] = "decision_requested"
    to: Code | None = absent("key of who decides")
    to_role: Code | None = absent("role of who decides")


class Decided(CaseEvent, frozen=True):
    """A higher post decided."""

    event: Literal["decided"] = "decided"
    decision: Code | None = absent("the decision, as a code")


class ToldResponsible(CaseEvent, frozen=True):
    """Whoever is responsible was told to handle it."""

    event: Literal["told_responsible"] = "told_responsible"
    person: Code | None = absent("key of the person responsible")
    to_role: Code | None = absent("role of the person responsible")
    to_unit: Code | None = absent("department responsible")


class PassedOn(CaseEvent, frozen=True):
    """The case was passed to the department concerned."""

    event: Literal["passed_on"] = "passed_on"
    to_unit: Code | None = absent("department concerned")
    to_role: Code | None = absent("role concerned")


class GuidanceGiven(CaseEvent, frozen=True):
    """A supervisor said how to go on."""

    event: Literal["guidance_given"] = "guidance_given"
    to: Code | None = absent("key of who asked")


class SupportGiven(CaseEvent, frozen=True):
    """A specialist department supported the handling."""

    event: Literal["support_given"] = "support_given"
    to: Code | None = absent("key of who was supported")


class Reported(CaseEvent, frozen=True):
    """The case was reported to a post in the bank."""

    event: Literal["reported"] = "reported"
    to: Code | None = absent("key of who was told")
    to_role: Code | None = absent("role of who was told")
    to_unit: Code | None = absent("unit that was told")


class ReportedUp(CaseEvent, frozen=True):
    """The case was reported to a higher level of the bank."""

    event: Literal["reported_up"] = "reported_up"
    to: Code | None = absent("level or department that was told")
    to_role: Code | None = absent("role of who was told")
    to_unit: Code | None = absent("unit that was told")


class ConfirmedBeyond(CaseEvent, frozen=True):
    """A head confirmed that the case is beyond the unit's authority."""

    event: Literal["confirmed_beyond"] = "confirmed_beyond"
    scope: Code | None = absent("whose authority: post or branch")


class FollowedUp(CaseEvent, frozen=True):
    """Somebody asked how the handling elsewhere goes on."""

    event: Literal["followed_up"] = "followed_up"
    with_unit: Code | None = absent("unit that was asked")


class Copied(CaseEvent, frozen=True):
    """A paper was copied and the copy kept."""

    event: Literal["copied"] = "copied"
    kept: Flag | None = absent("whether the copy was kept")


class ExpertOpinionBegan(CaseEvent, frozen=True):
    """An expert was asked for an opinion."""

    event: Literal["expert_opinion_began"] = "expert_opinion_began"
    external: Flag | None = absent("whether the expert is outside the bank")
    customer_told: Flag | None = absent("whether the customer was told")
    in_writing: Flag | None = absent("whether the customer was told in writing")


class ExpertOpinionEnded(CaseEvent, frozen=True):
    """The expert's opinion arrived."""

    event: Literal["expert_opinion_ended"] = "expert_opinion_ended"


class MediationApplied(CaseEvent, frozen=True):
    """Mediation by a third party was applied for."""

    event: Literal["mediation_applied"] = "mediation_applied"
    body: Code | None = absent("who mediates")


class MediationEnded(CaseEvent, frozen=True):
    """The mediation ended."""

    event: Literal["mediation_ended"] = "mediation_ended"
    agreed: Flag | None = absent("whether the parties agreed")


class Disputed(CaseEvent, frozen=True):
    """Employees or departments disagreed over the case."""

    event: Literal["disputed"] = "disputed"
    parties: Texts | None = absent("keys of the parties")


class Mediated(CaseEvent, frozen=True):
    """A dispute was mediated inside the department."""

    event: Literal["mediated"] = "mediated"
    agreed: Flag | None = absent("whether the parties agreed")
    confidential: Flag | None = absent("whether it was kept confidential")
    result_in_writing: Flag | None = absent("whether the parties have the result in writing")


class Arbitrated(CaseEvent, frozen=True):
    """A dispute was decided by human resources."""

    event: Literal["arbitrated"] = "arbitrated"
    result_in_writing: Flag | None = absent("whether the parties have the result in writing")


class Paused(CaseEvent, frozen=True):
    """The handling was halted."""

    event: Literal["paused"] = "paused"
    reason: Code | None = absent("why, as a code")
    customer_told: Flag | None = absent("whether the customer was told")


class Resumed(CaseEvent, frozen=True):
    """The handling went on."""

    event: Literal["resumed"] = "resumed"
    reason: Code | None = absent("why, as a code")


class Extended(CaseEvent, frozen=True):
    """The time for handling was lengthened."""

    event: Literal["extended"] = "extended"
    ground: Code | None = absent("on what ground")
    customer_told: Flag | None = absent("whether the customer was told")
    in_writing: Flag | None = absent("whether the customer was told in writing")
    approved_by: Code | None = absent("role or institution that approved")
    to: Code | None = absent("new length, such as 60 days")
    by_span: Code | None = absent("added length, such as 30 days")
    until: Instant | None = absent("new time by which an answer is due")
