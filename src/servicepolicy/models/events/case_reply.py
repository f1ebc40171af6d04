"""Events of a case between the bank and the customer: answers, notices, promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._case import CaseEvent, Party
from servicepolicy.models.fields import Code, Flag, Instant, Number, Personal, absent

__all__ = [
    "Apologised",
    "CalledBack",
    "Calmed",
    "ConductNoted",
    "CustomerContacted",
    "CustomerReplied",
    "DetailLeft",
    "Explained",
    "FinalResponse",
    "HoldingResponse",
    "InformationRequested",
    "InteractionEnded",
    "Notified",
    "ProcedureTold",
    "ProgressTold",
    "Replied",
    "ReplyTimeAgreed",
]


class Replied(CaseEvent, frozen=True):
    """Somebody answered."""

    event: Literal["replied"] = "replied"
    to: Party | None = absent("who was answered")
    visibility: Literal["public", "internal"] | None = absent("public to the customer, or an internal note")
    substance: Literal["full", "partial", "acknowledgement"] | None = absent("how far it answers")
    in_writing: Flag | None = absent("whether it was in writing")
    signed: Flag | None = absent("whether it was signed")
    in_opinion_book: Flag | None = absent("whether it stands in the opinion book")
    content: Personal | None = absent("what was said")


class Explained(CaseEvent, frozen=True):
    """The matter was explained to the customer."""

    event: Literal["explained"] = "explained"
    to: Party | None = absent("to whom")
    patient: Flag | None = absent("whether it was done patiently")
    in_writing: Flag | None = absent("whether it was in writing")


class ProcedureTold(CaseEvent, frozen=True):
    """The customer was told the procedure and the time it takes."""

    event: Literal["procedure_told"] = "procedure_told"
    procedure: Flag | None = absent("whether the procedure was told")
    expected_time: Flag | None = absent("whether the expected time was told")
    expected_by: Instant | None = absent("time by which it is expected to be done")


class ProgressTold(CaseEvent, frozen=True):
    """The customer was told how the handling goes on."""

    event: Literal["progress_told"] = "progress_told"
    to: Party | None = absent("who was told")
    in_writing: Flag | None = absent("whether it was in writing")


class Notified(CaseEvent, frozen=True):
    """A formal notice was given."""

    event: Literal["notified"] = "notified"
    to: Party | None = absent("who was told")
    step: Literal["dispatched", "sent", "delivered", "told"] | None = absent("how far the notice has come")
    in_writing: Flag | None = absent("whether it was in writing")
    recourse_told: Flag | None = absent("whether the ways to object were named")


class ReplyTimeAgreed(CaseEvent, frozen=True):
    """A time for the reply was agreed."""

    event: Literal["reply_time_agreed"] = "reply_time_agreed"
    reply_by: Instant | None = absent("time by which the reply comes")
    agreed_by: Party | None = absent("who agreed")


class FinalResponse(CaseEvent, frozen=True):
    """The bank gave its last word."""

    event: Literal["final_response"] = "final_response"
    step: Literal["dispatched", "sent", "delivered"] | None = absent("how far it has come")
    in_writing: Flag | None = absent("whether it was in writing")
    recourse_told: Flag | None = absent("whether the ways to object were named")


class HoldingResponse(CaseEvent, frozen=True):
    """The bank said why it cannot answer yet."""

    event: Literal["holding_response"] = "holding_response"
    step: Literal["dispatched", "sent", "delivered"] | None = absent("how far it has come")
    beyond_control: Flag | None = absent("whether the reasons are beyond the bank's control")
    final_date_given: Flag | None = absent("whether the date of the last word was named")
    reasons_given: Flag | None = absent("whether reasons were given")
    recourse_told: Flag | None = absent("whether the ways to object were named")


class CustomerContacted(CaseEvent, frozen=True):
    """The bank reached the customer."""

    event: Literal["customer_contacted"] = "customer_contacted"
    reached: Flag | None = absent("whether the customer answered")
    purpose: Code | None = absent("what for")


class CustomerReplied(CaseEvent, frozen=True):
    """The customer answered the bank."""

    event: Literal["customer_replied"] = "customer_replied"
    satisfied: Flag | None = absent("whether the customer is satisfied")
    content: Personal | None = absent("what the customer said")


class InformationRequested(CaseEvent, frozen=True):
    """The bank asked the customer for something."""

    event: Literal["information_requested"] = "information_requested"
    in_writing: Flag | None = absent("whether it was in writing")
    reply_by: Instant | None = absent("time by which an answer is asked for")


class CalledBack(CaseEvent, frozen=True):
    """The customer was asked whether the outcome satisfies."""

    SETS: ClassVar[Mapping[str, str]] = {"satisfied": "satisfied"}

    event: Literal["called_back"] = "called_back"
    reached: Flag | None = absent("whether the customer answered")
    satisfied: Flag | None = absent("whether the customer is satisfied")
    score: Number | None = absent("score that the customer gave")


class Calmed(CaseEvent, frozen=True):
    """An upset customer was calmed."""

    event: Literal["calmed"] = "calmed"


class Apologised(CaseEvent, frozen=True):
    """The bank apologised."""

    event: Literal["apologised"] = "apologised"
    to: Party | None = absent("to whom")
    person: Code | None = absent("key of the person responsible, if it was another")


class ConductNoted(CaseEvent, frozen=True):
    """How an employee behaved towards the customer was noted."""

    event: Literal["conduct_noted"] = "conduct_noted"
    conduct: Literal["proper", "shirking", "rude", "argued"] | None = absent("how")
    person: Code | None = absent("key of the employee")


class DetailLeft(CaseEvent, frozen=True):
    """The customer left contact details."""

    SETS: ClassVar[Mapping[str, str]] = {"contact_left": "contact_left"}

    event: Literal["detail_left"] = "detail_left"
    contact_left: Flag | None = absent("whether contact details were left")


class InteractionEnded(CaseEvent, frozen=True):
    """A call, chat or visit about the case ended."""

    event: Literal["interaction_ended"] = "interaction_ended"
