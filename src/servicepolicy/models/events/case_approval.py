"""Events of a case that license an act: approvals, refusals, emergencies, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._case import CaseEvent
from servicepolicy.models.fields import Amount, Code, Flag, Personal, absent

__all__ = [
    "ApprovalRequested",
    "ApprovalWithdrawn",
    "Approved",
    "EmergencyDeclared",
    "ExpenseApproved",
    "ExpenseRefused",
    "ExpenseRequested",
    "Refused",
    "Signed",
]


class ApprovalRequested(CaseEvent, frozen=True):
    """An approval was asked for."""

    event: Literal["approval_requested"] = "approval_requested"
    action: Code | None = absent("what is to be approved")
    amount: Amount | None = absent("amount to be approved")
    step: Code | None = absent("step of the process")
    to: Code | None = absent("key of who decides")
    to_role: Code | None = absent("role of who decides")


class Approved(CaseEvent, frozen=True):
    """An act was approved."""

    event: Literal["approved"] = "approved"
    action: Code | None = absent("what was approved")
    amount: Amount | None = absent("amount approved")
    step: Code | None = absent("step of the process")
    on_behalf_of: Code | None = absent("key of the delegator, if a delegate approved")


class Refused(CaseEvent, frozen=True):
    """An act was not approved."""

    event: Literal["refused"] = "refused"
    action: Code | None = absent("what was refused")
    amount: Amount | None = absent("amount asked for")
    step: Code | None = absent("step of the process")
    ground: Code | None = absent("why, as a code")
    reason: Personal | None = absent("why, in words")


class ApprovalWithdrawn(CaseEvent, frozen=True):
    """An approval was taken back."""

    event: Literal["approval_withdrawn"] = "approval_withdrawn"
    action: Code | None = absent("what had been approved")
    step: Code | None = absent("step of the process")


class EmergencyDeclared(CaseEvent, frozen=True):
    """An emergency was declared, so that somebody may act first."""

    SETS: ClassVar[Mapping[str, str]] = {"threatens_to_leave": "threatens_to_leave"}

    event: Literal["emergency_declared"] = "emergency_declared"
    reason: Code | None = absent("why, such as customer_threatens_to_leave")
    action: Code | None = absent("act that comes first")
    threatens_to_leave: Flag | None = absent("whether the customer threatens to leave")


class Signed(CaseEvent, frozen=True):
    """A head signed."""

    event: Literal["signed"] = "signed"
    step: Code | None = absent("what was signed")
    document: Code | None = absent("id of the document")


class ExpenseRequested(CaseEvent, frozen=True):
    """An expense was asked for."""

    event: Literal["expense_requested"] = "expense_requested"
    amount: Amount | None = absent("amount asked for")


class ExpenseApproved(CaseEvent, frozen=True):
    """An expense was approved."""

    event: Literal["expense_approved"] = "expense_approved"
    amount: Amount | None = absent("amount approved")
    step: Code | None = absent("step of the process")


class ExpenseRefused(CaseEvent, frozen=True):
    """An expense was not approved."""

    event: Literal["expense_refused"] = "expense_refused"
    amount: Amount | None = absent("amount asked for")
    ground: Code | None = absent("why, as a code")
