"""Records and events as typed dictionaries. Written by `tests.models.typed_records` from the tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Required, TypeAlias, TypedDict

from servicepolicy.models.events._base import Doer, EventRecord
from servicepolicy.models.organisation import DelegationRecord, Member, Team
from servicepolicy.models.unit import Unit
from servicepolicy.money import Money

_Amount: TypeAlias = str | Money | Mapping[str, str | int]
_Day: TypeAlias = str | date
_Instant: TypeAlias = str | datetime
_Number: TypeAlias = int | str | float | Decimal

class _Event(TypedDict, total=False):
    """What every event has."""

    at: Required[_Instant]
    voids: str | None
    id: str | None
    recorded_at: _Instant | None
    seq: int | None
    by: str | None
    role: str | None
    unit: str | None
    kind: Literal["human", "bot", "system", "customer"] | None
    actors: Sequence[Doer | Mapping[str, Any]] | None
    note: str | None

class _CaseEvent(_Event, total=False):
    matter: str | None
    interaction: str | None
    channel: Literal["in_person", "telephone", "letter", "opinion_book", "online", "email", "hotline", "other"] | None

class CaseAcknowledged(_CaseEvent, total=False):
    """Receipt was confirmed."""

    event: Required[Literal["acknowledged"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    in_writing: bool | None

class CaseAmountChanged(_CaseEvent, total=False):
    """The money at stake changed."""

    event: Required[Literal["amount_changed"]]
    amount: _Amount | None

class CaseApologised(_CaseEvent, total=False):
    """The bank apologised."""

    event: Required[Literal["apologised"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    person: str | None

class CaseApprovalRequested(_CaseEvent, total=False):
    """An approval was asked for."""

    event: Required[Literal["approval_requested"]]
    action: str | None
    amount: _Amount | None
    step: str | None
    to: str | None
    to_role: str | None

class CaseApprovalWithdrawn(_CaseEvent, total=False):
    """An approval was taken back."""

    event: Required[Literal["approval_withdrawn"]]
    action: str | None
    step: str | None

class CaseApproved(_CaseEvent, total=False):
    """An act was approved."""

    event: Required[Literal["approved"]]
    action: str | None
    amount: _Amount | None
    step: str | None
    on_behalf_of: str | None

class CaseArbitrated(_CaseEvent, total=False):
    """A dispute was decided by human resources."""

    event: Required[Literal["arbitrated"]]
    result_in_writing: bool | None

class CaseArchived(_CaseEvent, total=False):
    """The record was archived."""

    event: Required[Literal["archived"]]
    place: str | None

class CaseAssigned(_CaseEvent, total=False):
    """Somebody was put in charge."""

    event: Required[Literal["assigned"]]
    to: str | None
    to_role: str | None
    to_unit: str | None

class CaseCalledBack(_CaseEvent, total=False):
    """The customer was asked whether the outcome satisfies."""

    event: Required[Literal["called_back"]]
    reached: bool | None
    satisfied: bool | None
    score: _Number | None

class CaseCalmed(_CaseEvent, total=False):
    """An upset customer was calmed."""

    event: Required[Literal["calmed"]]

class CaseCauseAnalysed(_CaseEvent, total=False):
    """The cause of the complaint was analysed."""

    event: Required[Literal["cause_analysed"]]
    cause: str | None

class CaseClassified(_CaseEvent, total=False):
    """The case was classified for the first time."""

    event: Required[Literal["classified"]]
    category: str | None
    severity: Literal["minor", "normal", "serious", "major", "critical"] | None
    major: bool | None
    priority: str | None
    complexity: str | None

class CaseClosed(_CaseEvent, total=False):
    """The case was closed."""

    event: Required[Literal["closed"]]
    outcome: Literal["solved", "unfounded", "unsolved", "merged", "other"] | None

class CaseCompleted(_CaseEvent, total=False):
    """The business was done."""

    event: Required[Literal["completed"]]
    service: str | None
    by_procedure: bool | None

class CaseConductNoted(_CaseEvent, total=False):
    """How an employee behaved towards the customer was noted."""

    event: Required[Literal["conduct_noted"]]
    conduct: Literal["proper", "shirking", "rude", "argued"] | None
    person: str | None

class CaseConfirmedBeyond(_CaseEvent, total=False):
    """A head confirmed that the case is beyond the unit's authority."""

    event: Required[Literal["confirmed_beyond"]]
    scope: str | None

class CaseCopied(_CaseEvent, total=False):
    """A paper was copied and the copy kept."""

    event: Required[Literal["copied"]]
    kept: bool | None

class CaseCorrected(_CaseEvent, total=False):
    """A mistake was corrected."""

    event: Required[Literal["corrected"]]

class CaseCustomerContacted(_CaseEvent, total=False):
    """The bank reached the customer."""

    event: Required[Literal["customer_contacted"]]
    reached: bool | None
    purpose: str | None

class CaseCustomerReplied(_CaseEvent, total=False):
    """The customer answered the bank."""

    event: Required[Literal["customer_replied"]]
    satisfied: bool | None
    content: str | None

class CaseDecided(_CaseEvent, total=False):
    """A higher post decided."""

    event: Required[Literal["decided"]]
    decision: str | None

class CaseDecisionRequested(_CaseEvent, total=False):
    """A decision was asked of a higher post."""

    event: Required[Literal["decision_requested"]]
    to: str | None
    to_role: str | None

class CaseDetailLeft(_CaseEvent, total=False):
    """The customer left contact details."""

    event: Required[Literal["detail_left"]]
    contact_left: bool | None

class CaseDisputed(_CaseEvent, total=False):
    """Employees or departments disagreed over the case."""

    event: Required[Literal["disputed"]]
    parties: Sequence[str] | None

class CaseEmergencyDeclared(_CaseEvent, total=False):
    """An emergency was declared, so that somebody may act first."""

    event: Required[Literal["emergency_declared"]]
    reason: str | None
    action: str | None
    threatens_to_leave: bool | None

class CaseErrorCorrected(_CaseEvent, total=False):
    """A billing error was corrected."""

    event: Required[Literal["error_corrected"]]
    amount: _Amount | None

class CaseEscalated(_CaseEvent, total=False):
    """The case was raised to a higher post."""

    event: Required[Literal["escalated"]]
    to: str | None
    to_role: str | None
    to_unit: str | None
    reason_code: str | None
    reason: str | None

class CaseEvidenceCollected(_CaseEvent, total=False):
    """Evidence was gathered."""

    event: Required[Literal["evidence_collected"]]
    kinds: Sequence[str] | None

class CaseExpenseApproved(_CaseEvent, total=False):
    """An expense was approved."""

    event: Required[Literal["expense_approved"]]
    amount: _Amount | None
    step: str | None

class CaseExpenseRefused(_CaseEvent, total=False):
    """An expense was not approved."""

    event: Required[Literal["expense_refused"]]
    amount: _Amount | None
    ground: str | None

class CaseExpenseRequested(_CaseEvent, total=False):
    """An expense was asked for."""

    event: Required[Literal["expense_requested"]]
    amount: _Amount | None

class CaseExpertOpinionBegan(_CaseEvent, total=False):
    """An expert was asked for an opinion."""

    event: Required[Literal["expert_opinion_began"]]
    external: bool | None
    customer_told: bool | None
    in_writing: bool | None

class CaseExpertOpinionEnded(_CaseEvent, total=False):
    """The expert's opinion arrived."""

    event: Required[Literal["expert_opinion_ended"]]

class CaseExplained(_CaseEvent, total=False):
    """The matter was explained to the customer."""

    event: Required[Literal["explained"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    patient: bool | None
    in_writing: bool | None

class CaseExtended(_CaseEvent, total=False):
    """The time for handling was lengthened."""

    event: Required[Literal["extended"]]
    ground: str | None
    customer_told: bool | None
    in_writing: bool | None
    approved_by: str | None
    to: str | None
    by_span: str | None
    until: _Instant | None

class CaseFinalResponse(_CaseEvent, total=False):
    """The bank gave its last word."""

    event: Required[Literal["final_response"]]
    step: Literal["dispatched", "sent", "delivered"] | None
    in_writing: bool | None
    recourse_told: bool | None

class CaseFollowedUp(_CaseEvent, total=False):
    """Somebody asked how the handling elsewhere goes on."""

    event: Required[Literal["followed_up"]]
    with_unit: str | None

class CaseGuidanceGiven(_CaseEvent, total=False):
    """A supervisor said how to go on."""

    event: Required[Literal["guidance_given"]]
    to: str | None

class CaseHoldingResponse(_CaseEvent, total=False):
    """The bank said why it cannot answer yet."""

    event: Required[Literal["holding_response"]]
    step: Literal["dispatched", "sent", "delivered"] | None
    beyond_control: bool | None
    final_date_given: bool | None
    reasons_given: bool | None
    recourse_told: bool | None

class CaseHotlineContact(_CaseEvent, total=False):
    """The bank's hotline was spoken to about the case."""

    event: Required[Literal["hotline_contact"]]
    answered_truthfully: bool | None
    conduct: Literal["cooperative", "refused", "hung_up", "argued"] | None

class CaseHotlineVerified(_CaseEvent, total=False):
    """An employee checked that the caller is the bank's hotline."""

    event: Required[Literal["hotline_verified"]]

class CaseInformationRequested(_CaseEvent, total=False):
    """The bank asked the customer for something."""

    event: Required[Literal["information_requested"]]
    in_writing: bool | None
    reply_by: _Instant | None

class CaseInteractionEnded(_CaseEvent, total=False):
    """A call, chat or visit about the case ended."""

    event: Required[Literal["interaction_ended"]]

class CaseInvestigated(_CaseEvent, total=False):
    """The facts were looked into."""

    event: Required[Literal["investigated"]]
    result: str | None
    cause: str | None

class CaseMaterialReceived(_CaseEvent, total=False):
    """The customer or a third party handed in material."""

    event: Required[Literal["material_received"]]
    new_facts: bool | None
    kind_of_material: str | None

class CaseMeasuresTaken(_CaseEvent, total=False):
    """Something was done so that it does not happen again."""

    event: Required[Literal["measures_taken"]]
    measures: str | None

class CaseMediated(_CaseEvent, total=False):
    """A dispute was mediated inside the department."""

    event: Required[Literal["mediated"]]
    agreed: bool | None
    confidential: bool | None
    result_in_writing: bool | None

class CaseMediationApplied(_CaseEvent, total=False):
    """Mediation by a third party was applied for."""

    event: Required[Literal["mediation_applied"]]
    body: str | None

class CaseMediationEnded(_CaseEvent, total=False):
    """The mediation ended."""

    event: Required[Literal["mediation_ended"]]
    agreed: bool | None

class CaseMerged(_CaseEvent, total=False):
    """The case was merged with another about the same matter."""

    event: Required[Literal["merged"]]
    with_case: str | None
    customer_told: bool | None

class CaseMergedInto(_CaseEvent, total=False):
    """The case was taken up into another."""

    event: Required[Literal["merged_into"]]
    into: str | None
    customer_told: bool | None

class CaseNotified(_CaseEvent, total=False):
    """A formal notice was given."""

    event: Required[Literal["notified"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    step: Literal["dispatched", "sent", "delivered", "told"] | None
    in_writing: bool | None
    recourse_told: bool | None

class CaseOpinionRecorded(_CaseEvent, total=False):
    """A customer's opinion was written down."""

    event: Required[Literal["opinion_recorded"]]
    entered_in: Literal["opinion_book", "opinion_register", "system", "other"] | None

class CasePaid(_CaseEvent, total=False):
    """Money was paid to the customer."""

    event: Required[Literal["paid"]]
    amount: _Amount | None

class CasePassedOn(_CaseEvent, total=False):
    """The case was passed to the department concerned."""

    event: Required[Literal["passed_on"]]
    to: str | None
    to_unit: str | None
    to_role: str | None

class CasePaused(_CaseEvent, total=False):
    """The handling was halted."""

    event: Required[Literal["paused"]]
    reason: str | None
    customer_told: bool | None

class CaseProcedureTold(_CaseEvent, total=False):
    """The customer was told the procedure and the time it takes."""

    event: Required[Literal["procedure_told"]]
    procedure: bool | None
    expected_time: bool | None
    expected_by: _Instant | None

class CaseProgressTold(_CaseEvent, total=False):
    """The customer was told how the handling goes on."""

    event: Required[Literal["progress_told"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    in_writing: bool | None

class CaseRated(_CaseEvent, total=False):
    """The customer rated the service."""

    event: Required[Literal["rated"]]
    score: _Number | None
    rater: Literal["customer", "superior", "self", "quality"] | None

class CaseReceived(_CaseEvent, total=False):
    """The customer's concern reached the bank."""

    event: Required[Literal["received"]]
    in_writing: bool | None
    to: str | None
    to_role: str | None
    content_recorded: bool | None
    points_repeated: bool | None
    apart: bool | None

class CaseReclassified(_CaseEvent, total=False):
    """The classification was changed."""

    event: Required[Literal["reclassified"]]
    category: str | None
    severity: Literal["minor", "normal", "serious", "major", "critical"] | None
    major: bool | None
    priority: str | None
    complexity: str | None
    type: Literal["complaint", "inquiry", "suggestion", "business"] | None
    reason: str | None

class CaseRecorded(_CaseEvent, total=False):
    """What the customer said was written down."""

    event: Required[Literal["recorded"]]
    customer_recorded: bool | None
    content_recorded: bool | None
    points_repeated: bool | None

class CaseReferred(_CaseEvent, total=False):
    """The customer turned to a body outside the bank."""

    event: Required[Literal["referred"]]
    body: str | None

class CaseRefused(_CaseEvent, total=False):
    """An act was not approved."""

    event: Required[Literal["refused"]]
    action: str | None
    amount: _Amount | None
    step: str | None
    ground: str | None
    reason: str | None

class CaseRefusedIntake(_CaseEvent, total=False):
    """Somebody refused to take the customer's concern."""

    event: Required[Literal["refused_intake"]]
    reason: str | None

class CaseRegistered(_CaseEvent, total=False):
    """The case was entered in a register."""

    event: Required[Literal["registered"]]
    entered_in: Literal["opinion_book", "opinion_register", "system", "other"] | None
    outcome_noted: bool | None

class CaseRemedied(_CaseEvent, total=False):
    """Things were put right."""

    event: Required[Literal["remedied"]]
    remedy: str | None
    amount: _Amount | None

class CaseRemedySet(_CaseEvent, total=False):
    """It was settled how to put things right."""

    event: Required[Literal["remedy_set"]]
    remedy: str | None
    amount: _Amount | None

class CaseReopened(_CaseEvent, total=False):
    """The case was opened again."""

    event: Required[Literal["reopened"]]
    reason_code: str | None
    reopened: bool | None

class CaseReplied(_CaseEvent, total=False):
    """Somebody answered."""

    event: Required[Literal["replied"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    visibility: Literal["public", "internal"] | None
    substance: Literal["full", "partial", "acknowledgement"] | None
    in_writing: bool | None
    signed: bool | None
    in_opinion_book: bool | None
    content: str | None

class CaseReplyTimeAgreed(_CaseEvent, total=False):
    """A time for the reply was agreed."""

    event: Required[Literal["reply_time_agreed"]]
    reply_by: _Instant | None
    agreed_by: Literal["customer", "internal", "regulator", "representative", "other"] | None

class CaseReported(_CaseEvent, total=False):
    """The case was reported to a post in the bank."""

    event: Required[Literal["reported"]]
    to: str | None
    to_role: str | None
    to_unit: str | None

class CaseReportedUp(_CaseEvent, total=False):
    """The case was reported to a higher level of the bank."""

    event: Required[Literal["reported_up"]]
    to: str | None
    to_role: str | None
    to_unit: str | None

class CaseRequested(_CaseEvent, total=False):
    """The customer asked for business to be done."""

    event: Required[Literal["requested"]]
    service: str | None

class CaseResolved(_CaseEvent, total=False):
    """The matter is solved."""

    event: Required[Literal["resolved"]]
    accepted: bool | None
    first_contact: bool | None

class CaseResponsibilityDetermined(_CaseEvent, total=False):
    """It was settled who is responsible."""

    event: Required[Literal["responsibility_determined"]]
    bank_at_fault: bool | None
    person: str | None
    department: str | None

class CaseResultReported(_CaseEvent, total=False):
    """The result was told."""

    event: Required[Literal["result_reported"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    polite: bool | None
    in_writing: bool | None

class CaseResumed(_CaseEvent, total=False):
    """The handling went on."""

    event: Required[Literal["resumed"]]
    reason: str | None

class CaseSettled(_CaseEvent, total=False):
    """The matter was settled."""

    event: Required[Literal["settled"]]
    amount: _Amount | None
    accepted: bool | None

class CaseSigned(_CaseEvent, total=False):
    """A head signed."""

    event: Required[Literal["signed"]]
    step: str | None
    document: str | None

class CaseSolutionProposed(_CaseEvent, total=False):
    """A solution was proposed."""

    event: Required[Literal["solution_proposed"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    solution: str | None

class CaseSubmitted(_CaseEvent, total=False):
    """A form or request was handed in."""

    event: Required[Literal["submitted"]]
    amount: _Amount | None
    form: str | None

class CaseSupportGiven(_CaseEvent, total=False):
    """A specialist department supported the handling."""

    event: Required[Literal["support_given"]]
    to: str | None

class CaseTakenOver(_CaseEvent, total=False):
    """The receiver of a transfer took over."""

    event: Required[Literal["taken_over"]]
    from_person: str | None
    apart: bool | None

class CaseToldResponsible(_CaseEvent, total=False):
    """Whoever is responsible was told to handle it."""

    event: Required[Literal["told_responsible"]]
    person: str | None
    to_role: str | None
    to_unit: str | None

class CaseTransferred(_CaseEvent, total=False):
    """The case was handed to somebody else."""

    event: Required[Literal["transferred"]]
    to: str | None
    to_role: str | None
    to_unit: str | None
    reason_code: str | None
    reason: str | None
    customer_told: bool | None
    receiver_introduced: bool | None
    accepted: bool | None

class CaseVerified(_CaseEvent, total=False):
    """The facts were confirmed."""

    event: Required[Literal["verified"]]

class CaseWithdrawn(_CaseEvent, total=False):
    """The customer withdrew."""

    event: Required[Literal["withdrawn"]]
    in_writing: bool | None

CaseEvent: TypeAlias = (
    CaseAcknowledged
    | CaseAmountChanged
    | CaseApologised
    | CaseApprovalRequested
    | CaseApprovalWithdrawn
    | CaseApproved
    | CaseArbitrated
    | CaseArchived
    | CaseAssigned
    | CaseCalledBack
    | CaseCalmed
    | CaseCauseAnalysed
    | CaseClassified
    | CaseClosed
    | CaseCompleted
    | CaseConductNoted
    | CaseConfirmedBeyond
    | CaseCopied
    | CaseCorrected
    | CaseCustomerContacted
    | CaseCustomerReplied
    | CaseDecided
    | CaseDecisionRequested
    | CaseDetailLeft
    | CaseDisputed
    | CaseEmergencyDeclared
    | CaseErrorCorrected
    | CaseEscalated
    | CaseEvidenceCollected
    | CaseExpenseApproved
    | CaseExpenseRefused
    | CaseExpenseRequested
    | CaseExpertOpinionBegan
    | CaseExpertOpinionEnded
    | CaseExplained
    | CaseExtended
    | CaseFinalResponse
    | CaseFollowedUp
    | CaseGuidanceGiven
    | CaseHoldingResponse
    | CaseHotlineContact
    | CaseHotlineVerified
    | CaseInformationRequested
    | CaseInteractionEnded
    | CaseInvestigated
    | CaseMaterialReceived
    | CaseMeasuresTaken
    | CaseMediated
    | CaseMediationApplied
    | CaseMediationEnded
    | CaseMerged
    | CaseMergedInto
    | CaseNotified
    | CaseOpinionRecorded
    | CasePaid
    | CasePassedOn
    | CasePaused
    | CaseProcedureTold
    | CaseProgressTold
    | CaseRated
    | CaseReceived
    | CaseReclassified
    | CaseRecorded
    | CaseReferred
    | CaseRefused
    | CaseRefusedIntake
    | CaseRegistered
    | CaseRemedied
    | CaseRemedySet
    | CaseReopened
    | CaseReplied
    | CaseReplyTimeAgreed
    | CaseReported
    | CaseReportedUp
    | CaseRequested
    | CaseResolved
    | CaseResponsibilityDetermined
    | CaseResultReported
    | CaseResumed
    | CaseSettled
    | CaseSigned
    | CaseSolutionProposed
    | CaseSubmitted
    | CaseSupportGiven
    | CaseTakenOver
    | CaseToldResponsible
    | CaseTransferred
    | CaseVerified
    | CaseWithdrawn
)

class _CaseHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["case"] | None
    opened_at: _Instant | None
    type: Literal["complaint", "inquiry", "suggestion", "business"] | None
    channel: Literal["in_person", "telephone", "letter", "opinion_book", "online", "email", "hotline", "other"] | None
    language: str | None
    unit: str | Sequence[Mapping[str, Any]] | None
    owner: str | Sequence[Mapping[str, Any]] | None
    product: str | Sequence[Mapping[str, Any]] | None
    service: str | None
    jurisdiction: str | None
    category: str | Sequence[Mapping[str, Any]] | None
    severity: Literal["minor", "normal", "serious", "major", "critical"] | None
    major: bool | Sequence[Mapping[str, Any]] | None
    priority: str | Sequence[Mapping[str, Any]] | None
    complexity: str | None
    amount: _Amount | None
    tags: Sequence[str] | None
    customer: str | None
    customer_kind: Literal["personal", "corporate"] | None
    customer_name: str | None
    customer_contact: str | None
    account: str | None
    content: str | None
    occurred_at: _Instant | None
    statement_day: int | None
    due_at: _Instant | None
    expected_on: _Day | None
    refers_to: str | None
    repeated: bool | None
    in_writing: bool | None
    contact_left: bool | None
    answerable_on_spot: bool | None
    forwarded_to_head_office: bool | None
    from_head_office: bool | None
    bank_at_fault: bool | None
    threatens_to_leave: bool | None
    dispute: bool | None
    back_office: bool | None
    reopened: bool | None
    satisfied: bool | None

class CaseRecord(_CaseHeader, total=False):
    """A record of a subject: case."""

    events: Sequence[CaseEvent]

class CaseGiven(_CaseHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[CaseEvent | EventRecord | Mapping[str, object]]

class _InteractionEvent(_Event, total=False):
    matter: str | None
    case: str | None

class InteractionAnswered(_InteractionEvent, total=False):
    """An employee took the call or the chat."""

    event: Required[Literal["answered"]]
    rings: int | None

class InteractionArchived(_InteractionEvent, total=False):
    """The record was archived."""

    event: Required[Literal["archived"]]
    place: str | None

class InteractionBadeFarewell(_InteractionEvent, total=False):
    """The employee said goodbye."""

    event: Required[Literal["bade_farewell"]]
    polite: bool | None

class InteractionConductNoted(_InteractionEvent, total=False):
    """How an employee behaved was noted."""

    event: Required[Literal["conduct_noted"]]
    conduct: (
        Literal["proper", "impatient", "shirking", "rude", "threw_item", "amount_called_out", "request_refused"] | None
    )
    person: str | None

class InteractionDataRecorded(_InteractionEvent, total=False):
    """The data of the service were recorded."""

    event: Required[Literal["data_recorded"]]
    items: Sequence[str] | None

class InteractionEnded(_InteractionEvent, total=False):
    """The call, chat or visit ended."""

    event: Required[Literal["ended"]]
    ended_by: Literal["customer", "internal", "regulator", "representative", "other"] | None

class InteractionFurtherNeedsAsked(_InteractionEvent, total=False):
    """The customer was asked whether anything else is wanted."""

    event: Required[Literal["further_needs_asked"]]

class InteractionGreeted(_InteractionEvent, total=False):
    """The customer was greeted."""

    event: Required[Literal["greeted"]]
    polite: bool | None
    bank_named: bool | None

class InteractionHeld(_InteractionEvent, total=False):
    """The customer was asked to wait."""

    event: Required[Literal["held"]]
    consent: bool | None

class InteractionIdentified(_InteractionEvent, total=False):
    """The customer was identified."""

    event: Required[Literal["identified"]]
    by_procedure: bool | None

class InteractionInterrupted(_InteractionEvent, total=False):
    """The customer was interrupted."""

    event: Required[Literal["interrupted"]]
    speaker: Literal["agent", "customer", "line"] | None

class InteractionNeedAsked(_InteractionEvent, total=False):
    """The customer was asked what is wanted."""

    event: Required[Literal["need_asked"]]

class InteractionOpinionPassedOn(_InteractionEvent, total=False):
    """The customer's opinion went to the department concerned."""

    event: Required[Literal["opinion_passed_on"]]
    to: str | None
    to_unit: str | None

class InteractionOpinionRecorded(_InteractionEvent, total=False):
    """The customer's opinion was written down."""

    event: Required[Literal["opinion_recorded"]]
    opinion: str | None

class InteractionRang(_InteractionEvent, total=False):
    """The telephone began to ring."""

    event: Required[Literal["rang"]]

class InteractionRated(_InteractionEvent, total=False):
    """Somebody rated the interaction."""

    event: Required[Literal["rated"]]
    score: _Number | None
    rater: Literal["customer", "superior", "self", "quality"] | None
    indicator: str | None

class InteractionReadBack(_InteractionEvent, total=False):
    """Important points were repeated to the customer and confirmed."""

    event: Required[Literal["read_back"]]
    items: Sequence[str] | None
    confirmed: bool | None

class InteractionReceived(_InteractionEvent, total=False):
    """The customer called, wrote in the chat or came to the counter."""

    event: Required[Literal["received"]]
    content: str | None

class InteractionRecordCompiled(_InteractionEvent, total=False):
    """The record of the service was compiled."""

    event: Required[Literal["record_compiled"]]
    complete: bool | None

class InteractionReplied(_InteractionEvent, total=False):
    """An employee or a machine answered."""

    event: Required[Literal["replied"]]
    to: Literal["customer", "internal", "regulator", "representative", "other"] | None
    substance: Literal["full", "partial", "acknowledgement"] | None
    automatic: bool | None
    content: str | None

class InteractionResumed(_InteractionEvent, total=False):
    """The conversation went on."""

    event: Required[Literal["resumed"]]

class InteractionSaid(_InteractionEvent, total=False):
    """Something was said or typed: one utterance of the transcript."""

    event: Required[Literal["said"]]
    speaker: Literal["agent", "bot", "customer"] | None
    text: str | None

class InteractionSampled(_InteractionEvent, total=False):
    """Quality control looked at the interaction."""

    event: Required[Literal["sampled"]]
    accurate: bool | None
    score: _Number | None
    indicator: str | None

class InteractionSatisfactionAsked(_InteractionEvent, total=False):
    """The customer was asked whether the service satisfies."""

    event: Required[Literal["satisfaction_asked"]]
    satisfied: bool | None
    score: _Number | None

class InteractionTransferred(_InteractionEvent, total=False):
    """The customer was handed to another employee."""

    event: Required[Literal["transferred"]]
    to: str | None
    to_role: str | None
    to_unit: str | None
    reason: str | None
    reason_code: str | None
    customer_told: bool | None
    receiver_introduced: bool | None
    accepted: bool | None

InteractionEvent: TypeAlias = (
    InteractionAnswered
    | InteractionArchived
    | InteractionBadeFarewell
    | InteractionConductNoted
    | InteractionDataRecorded
    | InteractionEnded
    | InteractionFurtherNeedsAsked
    | InteractionGreeted
    | InteractionHeld
    | InteractionIdentified
    | InteractionInterrupted
    | InteractionNeedAsked
    | InteractionOpinionPassedOn
    | InteractionOpinionRecorded
    | InteractionRang
    | InteractionRated
    | InteractionReadBack
    | InteractionReceived
    | InteractionRecordCompiled
    | InteractionReplied
    | InteractionResumed
    | InteractionSaid
    | InteractionSampled
    | InteractionSatisfactionAsked
    | InteractionTransferred
)

class _InteractionHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["interaction"] | None
    opened_at: _Instant | None
    channel: Literal["in_person", "telephone", "letter", "opinion_book", "online", "email", "hotline", "other"] | None
    direction: Literal["inbound", "outbound"] | None
    case: str | None
    agent: str | None
    unit: str | None
    product: str | None
    language: str | None
    customer: str | None
    customer_name: str | None
    customer_contact: str | None
    caller_number: str | None
    item: str | None
    description: str | None
    transcript: str | None
    call_time_recorded: bool | None
    rings: int | None
    speech_rate: _Number | None
    polite_words: bool | None
    vague_words: bool | None
    jargon: bool | None
    interruptions: int | None
    important_items: Sequence[str] | None
    confirmed: bool | None
    satisfied: bool | None

class InteractionRecord(_InteractionHeader, total=False):
    """A record of a subject: interaction."""

    events: Sequence[InteractionEvent]

class InteractionGiven(_InteractionHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[InteractionEvent | EventRecord | Mapping[str, object]]

class _AgentEvent(_Event, total=False):
    slot: str | None

class AgentAbsent(_AgentEvent, total=False):
    """The employee was not at work."""

    event: Required[Literal["absent"]]
    leave: str | None
    from_time: _Instant | None
    until: _Instant | None

class AgentAppraised(_AgentEvent, total=False):
    """The employee was appraised."""

    event: Required[Literal["appraised"]]
    period: str | None
    occasion: Literal["regular", "ad_hoc"] | None
    score: _Number | None
    grade: str | None
    rank: int | None

class AgentAreaCleaned(_AgentEvent, total=False):
    """The employee cleaned an area."""

    event: Required[Literal["area_cleaned"]]
    area: Literal["personal", "office", "public"] | None

class AgentAuthorisationGiven(_AgentEvent, total=False):
    """A superior authorised the employee to do something once."""

    event: Required[Literal["authorisation_given"]]
    action: str | None
    case: str | None

class AgentBusinessDone(_AgentEvent, total=False):
    """The employee did a customer's business."""

    event: Required[Literal["business_done"]]
    case: str | None
    by_rules: bool | None
    authorised: bool | None

class AgentCareerPlanned(_AgentEvent, total=False):
    """A career plan was made with the employee."""

    event: Required[Literal["career_planned"]]
    career_plan: bool | None
    career_path: Sequence[str] | None

class AgentClockedIn(_AgentEvent, total=False):
    """The employee started work."""

    event: Required[Literal["clocked_in"]]
    due_at: _Instant | None
    late: bool | None
    minutes_late: _Number | None

class AgentClockedOut(_AgentEvent, total=False):
    """The employee ended work."""

    event: Required[Literal["clocked_out"]]
    due_at: _Instant | None
    early: bool | None
    minutes_early: _Number | None

class AgentComplaintHandled(_AgentEvent, total=False):
    """The employee dealt with a complaint, and was rated for it."""

    event: Required[Literal["complaint_handled"]]
    case: str | None
    score: _Number | None

class AgentConductNoted(_AgentEvent, total=False):
    """How the employee behaved was noted."""

    event: Required[Literal["conduct_noted"]]
    conduct: Literal["proper", "personal_gain", "unfair_service", "impatient", "rude", "rules_broken"] | None
    case: str | None
    remark: str | None

class AgentCustomerInformationChanged(_AgentEvent, total=False):
    """Information about a customer was changed."""

    event: Required[Literal["customer_information_changed"]]
    authorised: bool | None
    case: str | None

class AgentDecisionExecuted(_AgentEvent, total=False):
    """The employee carried out, or should have carried out, what a meeting resolved."""

    event: Required[Literal["decision_executed"]]
    meeting: str | None
    resolution: str | None
    in_time: bool | None
    score: _Number | None

class AgentDisclosed(_AgentEvent, total=False):
    """Customer information or a secret was disclosed."""

    event: Required[Literal["disclosed"]]
    what: Literal["customer_information", "bank_secret", "other"] | None
    authorised: bool | None

class AgentEmergencyHandled(_AgentEvent, total=False):
    """The employee dealt with an emergency."""

    event: Required[Literal["emergency_handled"]]
    incident: str | None
    score: _Number | None

class AgentGiftReceived(_AgentEvent, total=False):
    """The employee was given something."""

    event: Required[Literal["gift_received"]]
    what: Literal["gift", "money", "securities"] | None
    giver: Literal["customer", "related_party", "other"] | None
    amount: _Amount | None
    handed_in: bool | None

class AgentGuided(_AgentEvent, total=False):
    """The mentor guided the employee at work."""

    event: Required[Literal["guided"]]
    mentor: str | None
    topic: str | None

class AgentJoined(_AgentEvent, total=False):
    """The employee joined."""

    event: Required[Literal["joined"]]
    to_role: str | None
    to_unit: str | None

class AgentLeaveApproved(_AgentEvent, total=False):
    """Leave was approved."""

    event: Required[Literal["leave_approved"]]
    leave: str | None
    from_time: _Instant | None
    until: _Instant | None

class AgentLeaveRefused(_AgentEvent, total=False):
    """Leave was refused."""

    event: Required[Literal["leave_refused"]]
    leave: str | None
    ground: str | None

class AgentLeaveRequested(_AgentEvent, total=False):
    """Leave was asked for."""

    event: Required[Literal["leave_requested"]]
    leave: str | None
    from_time: _Instant | None
    until: _Instant | None
    reason: str | None

class AgentLeft(_AgentEvent, total=False):
    """The employee left the bank."""

    event: Required[Literal["left"]]
    reason_code: str | None

class AgentMentorAssigned(_AgentEvent, total=False):
    """The employee got a mentor."""

    event: Required[Literal["mentor_assigned"]]
    mentor: str | None

class AgentPostChanged(_AgentEvent, total=False):
    """The employee has another post."""

    event: Required[Literal["post_changed"]]
    post: str | None
    to_role: str | None
    to_unit: str | None
    needs_savings_system: bool | None

class AgentProductLaunched(_AgentEvent, total=False):
    """A product was launched that concerns the employee."""

    event: Required[Literal["product_launched"]]
    product: str | None

class AgentPromoted(_AgentEvent, total=False):
    """The employee was promoted."""

    event: Required[Literal["promoted"]]
    from_role: str | None
    to_role: str | None
    to_level: str | None
    decision: str | None
    published: bool | None
    on_appraisal: bool | None

class AgentPublished(_AgentEvent, total=False):
    """A reward or a sanction was made known."""

    event: Required[Literal["published"]]
    decision: str | None

class AgentRated(_AgentEvent, total=False):
    """The employee was rated."""

    event: Required[Literal["rated"]]
    score: _Number | None
    rater: Literal["self", "superior", "customer", "quality", "peer"] | None
    indicator: str | None
    period: str | None
    case: str | None
    interaction: str | None

class AgentRewarded(_AgentEvent, total=False):
    """The employee was rewarded."""

    event: Required[Literal["rewarded"]]
    for_what: str | None
    reward: str | None
    amount: _Amount | None
    rank: int | None
    period: str | None
    decision: str | None
    published: bool | None

class AgentRotated(_AgentEvent, total=False):
    """The employee worked in another post for a time."""

    event: Required[Literal["rotated"]]
    post: str | None
    until: _Instant | None

class AgentSanctioned(_AgentEvent, total=False):
    """The employee was sanctioned."""

    event: Required[Literal["sanctioned"]]
    for_what: str | None
    sanction: str | None
    amount: _Amount | None
    to_fund: str | None
    period: str | None
    decision: str | None
    published: bool | None

class AgentStartedDuty(_AgentEvent, total=False):
    """The employee was on duty for the first time, or for the first time in a post."""

    event: Required[Literal["started_duty"]]
    post: str | None

class AgentStudied(_AgentEvent, total=False):
    """The employee studied alone."""

    event: Required[Literal["studied"]]
    topics: Sequence[str] | None
    platform: str | None
    hours: _Number | None

class AgentTrained(_AgentEvent, total=False):
    """The employee was trained."""

    event: Required[Literal["trained"]]
    programme: str | None
    topics: Sequence[str] | None
    topic: str | None
    method: str | None
    weeks: _Number | None
    days: _Number | None
    hours: _Number | None
    passed: bool | None

class AgentUnrelatedActivity(_AgentEvent, total=False):
    """The employee did something that has nothing to do with work."""

    event: Required[Literal["unrelated_activity"]]
    activity: str | None
    working_time: bool | None

class AgentUserIdGiven(_AgentEvent, total=False):
    """The employee got a user id in a system."""

    event: Required[Literal["user_id_given"]]
    user_id: str | None
    system: str | None

class AgentUserIdRemoved(_AgentEvent, total=False):
    """A user id of the employee was removed."""

    event: Required[Literal["user_id_removed"]]
    user_id: str | None
    system: str | None

class AgentViolationEstablished(_AgentEvent, total=False):
    """A violation was established."""

    event: Required[Literal["violation_established"]]
    violation: str | None
    what: str | None
    severity: Literal["minor", "serious", "grave"] | None

AgentEvent: TypeAlias = (
    AgentAbsent
    | AgentAppraised
    | AgentAreaCleaned
    | AgentAuthorisationGiven
    | AgentBusinessDone
    | AgentCareerPlanned
    | AgentClockedIn
    | AgentClockedOut
    | AgentComplaintHandled
    | AgentConductNoted
    | AgentCustomerInformationChanged
    | AgentDecisionExecuted
    | AgentDisclosed
    | AgentEmergencyHandled
    | AgentGiftReceived
    | AgentGuided
    | AgentJoined
    | AgentLeaveApproved
    | AgentLeaveRefused
    | AgentLeaveRequested
    | AgentLeft
    | AgentMentorAssigned
    | AgentPostChanged
    | AgentProductLaunched
    | AgentPromoted
    | AgentPublished
    | AgentRated
    | AgentRewarded
    | AgentRotated
    | AgentSanctioned
    | AgentStartedDuty
    | AgentStudied
    | AgentTrained
    | AgentUnrelatedActivity
    | AgentUserIdGiven
    | AgentUserIdRemoved
    | AgentViolationEstablished
)

class _AgentHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["agent"] | None
    opened_at: _Instant | None
    kind: Literal["human", "bot", "system"] | None
    name: str | None
    role: str | Sequence[Mapping[str, Any]] | None
    unit: str | Sequence[Mapping[str, Any]] | None
    post: str | Sequence[Mapping[str, Any]] | None
    level: str | Sequence[Mapping[str, Any]] | None
    user_ids: Sequence[str] | Sequence[Mapping[str, Any]] | None
    languages: Sequence[str] | None
    qualifications: Sequence[str] | Sequence[Mapping[str, Any]] | None
    on_probation: bool | Sequence[Mapping[str, Any]] | None
    joined_on: _Day | None
    left_on: _Day | None
    trained_days: _Number | None
    rotations: int | None
    mentor: str | Sequence[Mapping[str, Any]] | None
    career_plan: bool | Sequence[Mapping[str, Any]] | None
    career_path: Sequence[str] | None

class AgentRecord(_AgentHeader, total=False):
    """A record of a subject: agent."""

    events: Sequence[AgentEvent]

class AgentGiven(_AgentHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[AgentEvent | EventRecord | Mapping[str, object]]

class CandidateApplicationWithdrawn(_Event, total=False):
    """The candidate withdrew."""

    event: Required[Literal["application_withdrawn"]]

class CandidateApplied(_Event, total=False):
    """The candidate applied."""

    event: Required[Literal["applied"]]
    channel: str | None
    position: str | None
    age: int | None

class CandidateBackgroundChecked(_Event, total=False):
    """What the candidate had said was checked."""

    event: Required[Literal["background_checked"]]
    verifies: Sequence[str] | None
    passed: bool | None

class CandidateCompetencesAssessed(_Event, total=False):
    """It was noted which abilities the candidate has shown."""

    event: Required[Literal["competences_assessed"]]
    competences: Sequence[str] | None

class CandidateDecided(_Event, total=False):
    """It was decided whether to hire."""

    event: Required[Literal["decided"]]
    outcome: Literal["hired", "not_hired"] | None
    rests_on: Sequence[str] | None

class CandidateInterviewed(_Event, total=False):
    """The candidate was interviewed."""

    event: Required[Literal["interviewed"]]
    parts: Sequence[str] | None
    score: _Number | None
    passed: bool | None

class CandidateOnboarded(_Event, total=False):
    """The candidate began to work."""

    event: Required[Literal["onboarded"]]
    agent: str | None
    to_role: str | None
    to_unit: str | None

class CandidateRejected(_Event, total=False):
    """The candidate was turned down."""

    event: Required[Literal["rejected"]]
    stage: Literal["resume", "test", "interview", "background", "decision"] | None
    reason_code: str | None
    reason: str | None

class CandidateResumeScreened(_Event, total=False):
    """The résumé was looked through."""

    event: Required[Literal["resume_screened"]]
    meets_basic_conditions: bool | None

class CandidateTested(_Event, total=False):
    """The candidate sat the written test."""

    event: Required[Literal["tested"]]
    covers: Sequence[str] | None
    score: _Number | None
    passed: bool | None

CandidateEvent: TypeAlias = (
    CandidateApplicationWithdrawn
    | CandidateApplied
    | CandidateBackgroundChecked
    | CandidateCompetencesAssessed
    | CandidateDecided
    | CandidateInterviewed
    | CandidateOnboarded
    | CandidateRejected
    | CandidateResumeScreened
    | CandidateTested
)

class _CandidateHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["candidate"] | None
    opened_at: _Instant | None
    position: str | None
    unit: str | None
    channel: str | None
    name: str | None
    contact: str | None
    age: int | None
    education: Literal["secondary_school", "junior_college", "bachelor", "master", "doctorate"] | None
    field_of_study: str | None
    competences: Sequence[str] | None
    service_experience: bool | None
    experience_years: _Number | None
    meets_basic_conditions: bool | None
    outcome: Literal["hired", "not_hired"] | None

class CandidateRecord(_CandidateHeader, total=False):
    """A record of a subject: candidate."""

    events: Sequence[CandidateEvent]

class CandidateGiven(_CandidateHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[CandidateEvent | EventRecord | Mapping[str, object]]

class _OrganisationEvent(_Event, total=False):
    slot: str | None

class OrganisationAnalysed(_OrganisationEvent, total=False):
    """Service data were analysed."""

    event: Required[Literal["analysed"]]
    analysis: str | None
    topics: Sequence[str] | None
    for_period: str | None

class OrganisationAssessed(_OrganisationEvent, total=False):
    """Results or systems were assessed."""

    event: Required[Literal["assessed"]]
    what: str | None

class OrganisationAudited(_OrganisationEvent, total=False):
    """An internal audit was made."""

    event: Required[Literal["audited"]]
    scope: Sequence[str] | None
    internal: bool | None

class OrganisationAwarded(_OrganisationEvent, total=False):
    """A team bonus was given."""

    event: Required[Literal["awarded"]]
    unit_awarded: str | None
    reward: str | None
    amount: _Amount | None
    period: str | None
    published: bool | None

class OrganisationCleaned(_OrganisationEvent, total=False):
    """A place was cleaned."""

    event: Required[Literal["cleaned"]]
    area: str | None
    person: str | None
    items: Sequence[str] | None

class OrganisationCleaningArranged(_OrganisationEvent, total=False):
    """It was arranged who cleans a place and who looks after it."""

    event: Required[Literal["cleaning_arranged"]]
    area: str | None
    person: str | None
    supervisor: str | None

class OrganisationComplaintsReported(_OrganisationEvent, total=False):
    """Statistics of complaints went up to the higher level."""

    event: Required[Literal["complaints_reported"]]
    for_period: str | None
    to: str | None
    to_role: str | None

class OrganisationControlSet(_OrganisationEvent, total=False):
    """It was laid down who answers for a control, and who carries it out."""

    event: Required[Literal["control_set"]]
    control: str | None
    responsible: str | None
    executing: str | None

class OrganisationCrossTrained(_OrganisationEvent, total=False):
    """Departments trained one another."""

    event: Required[Literal["cross_trained"]]
    departments: Sequence[str] | None

class OrganisationCustomersContacted(_OrganisationEvent, total=False):
    """Customers were contacted, to learn their needs and opinions."""

    event: Required[Literal["customers_contacted"]]
    group: str | None
    customers: int | None

class OrganisationDataConsolidated(_OrganisationEvent, total=False):
    """Service data were brought together."""

    event: Required[Literal["data_consolidated"]]
    complete_share: _Number | None
    accurate_share: _Number | None
    for_period: str | None

class OrganisationDealClosed(_OrganisationEvent, total=False):
    """The customer agreed to the business."""

    event: Required[Literal["deal_closed"]]
    lead: str | None

class OrganisationDecisionMade(_OrganisationEvent, total=False):
    """Management decided something."""

    event: Required[Literal["decision_made"]]
    analysis: str | None

class OrganisationDelivered(_OrganisationEvent, total=False):
    """Engineering delivered."""

    event: Required[Literal["delivered"]]
    delivery: str | None
    in_time: bool | None

class OrganisationDisplayed(_OrganisationEvent, total=False):
    """Something was put up where customers see it."""

    event: Required[Literal["displayed"]]
    items: Sequence[str] | None

class OrganisationForcedPass(_OrganisationEvent, total=False):
    """A seal that the machine rejected was passed by hand."""

    event: Required[Literal["forced_pass"]]
    document: str | None

class OrganisationFundPaidIn(_OrganisationEvent, total=False):
    """Money went into a fund."""

    event: Required[Literal["fund_paid_in"]]
    fund: str | None
    amount: _Amount | None
    person: str | None

class OrganisationFundSpent(_OrganisationEvent, total=False):
    """Money of a fund was spent."""

    event: Required[Literal["fund_spent"]]
    fund: str | None
    amount: _Amount | None
    purpose: str | None

class OrganisationGroupFormed(_OrganisationEvent, total=False):
    """A group of the customer service department was formed."""

    event: Required[Literal["group_formed"]]
    group: str | None
    line: str | None

class OrganisationHygieneChecked(_OrganisationEvent, total=False):
    """Administration looked whether all is clean."""

    event: Required[Literal["hygiene_checked"]]
    announced: bool | None
    area: str | None

class OrganisationImprovementProposed(_OrganisationEvent, total=False):
    """An improvement was proposed."""

    event: Required[Literal["improvement_proposed"]]
    process: str | None

class OrganisationLaunched(_OrganisationEvent, total=False):
    """Something new was launched that employees have to know."""

    event: Required[Literal["launched"]]
    what: Literal["product", "business", "system"] | None
    topic: str | None

class OrganisationLeadOpened(_OrganisationEvent, total=False):
    """Sales began to talk to a customer about business."""

    event: Required[Literal["lead_opened"]]
    lead: str | None

class OrganisationLiaisonNamed(_OrganisationEvent, total=False):
    """A department named its liaison."""

    event: Required[Literal["liaison_named"]]
    department: str | None
    person: str | None

class OrganisationLiaisonSynced(_OrganisationEvent, total=False):
    """The departments' liaisons spoke with one another."""

    event: Required[Literal["liaison_synced"]]
    departments: Sequence[str] | None

class OrganisationLibraryUpdated(_OrganisationEvent, total=False):
    """The library of training was brought up to date."""

    event: Required[Literal["library_updated"]]
    items: Sequence[str] | None

class OrganisationMadeKnown(_OrganisationEvent, total=False):
    """Something was made known to the department."""

    event: Required[Literal["made_known"]]
    problem: str | None
    to_unit: str | None
    topic: str | None

class OrganisationManagementBriefed(_OrganisationEvent, total=False):
    """Management was briefed."""

    event: Required[Literal["management_briefed"]]
    topic: str | None

class OrganisationMeasured(_OrganisationEvent, total=False):
    """An indicator was measured outside this record."""

    event: Required[Literal["measured"]]
    indicator: str | None
    value: _Number | None
    cases: int | None
    for_period: str | None

class OrganisationMeetingHeld(_OrganisationEvent, total=False):
    """A meeting was held."""

    event: Required[Literal["meeting_held"]]
    meeting: str | None
    meeting_kind: Literal["weekly", "strategy", "vote", "review", "training", "mediation", "other"] | None
    topics: Sequence[str] | None
    attended: Sequence[str] | None
    absent_heads: Sequence[str] | None
    chaired_by: str | None
    chair_role: str | None
    aims_set: bool | None

class OrganisationMinutesCompiled(_OrganisationEvent, total=False):
    """Minutes were compiled."""

    event: Required[Literal["minutes_compiled"]]
    for_period: str | None

class OrganisationMonitored(_OrganisationEvent, total=False):
    """Service was monitored and assessed."""

    event: Required[Literal["monitored"]]
    what: str | None
    score: _Number | None

class OrganisationNoticeSent(_OrganisationEvent, total=False):
    """A notice went out."""

    event: Required[Literal["notice_sent"]]
    notice: str | None
    urgency: Literal["ordinary", "important", "urgent"] | None
    channel: str | None

class OrganisationOpinionBookRead(_OrganisationEvent, total=False):
    """The opinion book was read."""

    event: Required[Literal["opinion_book_read"]]

class OrganisationOpinionsCollected(_OrganisationEvent, total=False):
    """Opinions of customers about the service were collected in one of the bank's ways."""

    event: Required[Literal["opinions_collected"]]
    way: str | None

class OrganisationOptimised(_OrganisationEvent, total=False):
    """A process was improved."""

    event: Required[Literal["optimised"]]
    process: str | None

class OrganisationPlanDrawnUp(_OrganisationEvent, total=False):
    """A plan was drawn up."""

    event: Required[Literal["plan_drawn_up"]]
    plan: str | None
    for_period: str | None

class OrganisationPostDescribed(_OrganisationEvent, total=False):
    """The description of a post was written or changed."""

    event: Required[Literal["post_described"]]
    post: str | None
    authority: bool | None

class OrganisationProblemFound(_OrganisationEvent, total=False):
    """A problem was found."""

    event: Required[Literal["problem_found"]]
    problem: str | None
    about: Literal["quality", "control", "process", "training", "security", "hygiene", "other"] | None
    source: str | None

class OrganisationProblemRectified(_OrganisationEvent, total=False):
    """A problem was put right."""

    event: Required[Literal["problem_rectified"]]
    problem: str | None

class OrganisationProgressReported(_OrganisationEvent, total=False):
    """Management was told about progress."""

    event: Required[Literal["progress_reported"]]
    for_period: str | None
    to: str | None
    to_role: str | None

class OrganisationRegimeAdopted(_OrganisationEvent, total=False):
    """A regime of customer information was adopted."""

    event: Required[Literal["regime_adopted"]]
    regime: str | None
    covers: Sequence[str] | None
    in_writing: bool | None

class OrganisationRepaired(_OrganisationEvent, total=False):
    """A weakness of a system was repaired."""

    event: Required[Literal["repaired"]]
    system: str | None
    weakness: str | None

class OrganisationReportSubmitted(_OrganisationEvent, total=False):
    """A report was handed in."""

    event: Required[Literal["report_submitted"]]
    report: str | None
    covers: Sequence[str] | None
    for_week: str | None
    for_period: str | None
    to: str | None
    to_role: str | None

class OrganisationReviewed(_OrganisationEvent, total=False):
    """A process was reviewed."""

    event: Required[Literal["reviewed"]]
    process: str | None

class OrganisationSealVerified(_OrganisationEvent, total=False):
    """A seal was checked by machine."""

    event: Required[Literal["seal_verified"]]
    document: str | None

class OrganisationSecurityChecked(_OrganisationEvent, total=False):
    """Security was checked."""

    event: Required[Literal["security_checked"]]
    system: str | None

class OrganisationServicesCounted(_OrganisationEvent, total=False):
    """It was counted how often customers were served."""

    event: Required[Literal["services_counted"]]
    services: int | None
    for_period: str | None

class OrganisationSurveyed(_OrganisationEvent, total=False):
    """Customers or employees were asked."""

    event: Required[Literal["surveyed"]]
    survey: str | None
    asked: Literal["customers", "employees"] | None
    anonymous: bool | None
    topics: Sequence[str] | None
    score: _Number | None

class OrganisationTrainingEvaluated(_OrganisationEvent, total=False):
    """It was found out what a training achieved."""

    event: Required[Literal["training_evaluated"]]
    training: str | None
    means: Sequence[str] | None
    mastery: _Number | None
    satisfaction: _Number | None

class OrganisationTrainingHeld(_OrganisationEvent, total=False):
    """A training took place."""

    event: Required[Literal["training_held"]]
    training: str | None
    method: str | None
    topics: Sequence[str] | None
    attended: Sequence[str] | None

class OrganisationTrainingPlanned(_OrganisationEvent, total=False):
    """A training was planned."""

    event: Required[Literal["training_planned"]]
    training: str | None
    for_period: str | None

class OrganisationUnitRated(_OrganisationEvent, total=False):
    """A unit or a team was rated."""

    event: Required[Literal["unit_rated"]]
    unit_rated: str | None
    indicator: str | None
    score: _Number | None
    for_period: str | None

class OrganisationVacancyAdvertised(_OrganisationEvent, total=False):
    """A vacancy was advertised."""

    event: Required[Literal["vacancy_advertised"]]
    vacancy: str | None
    channels: Sequence[str] | None

class OrganisationWeaknessFound(_OrganisationEvent, total=False):
    """A weakness of a system was found."""

    event: Required[Literal["weakness_found"]]
    weakness: str | None
    system: str | None

OrganisationEvent: TypeAlias = (
    OrganisationAnalysed
    | OrganisationAssessed
    | OrganisationAudited
    | OrganisationAwarded
    | OrganisationCleaned
    | OrganisationCleaningArranged
    | OrganisationComplaintsReported
    | OrganisationControlSet
    | OrganisationCrossTrained
    | OrganisationCustomersContacted
    | OrganisationDataConsolidated
    | OrganisationDealClosed
    | OrganisationDecisionMade
    | OrganisationDelivered
    | OrganisationDisplayed
    | OrganisationForcedPass
    | OrganisationFundPaidIn
    | OrganisationFundSpent
    | OrganisationGroupFormed
    | OrganisationHygieneChecked
    | OrganisationImprovementProposed
    | OrganisationLaunched
    | OrganisationLeadOpened
    | OrganisationLiaisonNamed
    | OrganisationLiaisonSynced
    | OrganisationLibraryUpdated
    | OrganisationMadeKnown
    | OrganisationManagementBriefed
    | OrganisationMeasured
    | OrganisationMeetingHeld
    | OrganisationMinutesCompiled
    | OrganisationMonitored
    | OrganisationNoticeSent
    | OrganisationOpinionBookRead
    | OrganisationOpinionsCollected
    | OrganisationOptimised
    | OrganisationPlanDrawnUp
    | OrganisationPostDescribed
    | OrganisationProblemFound
    | OrganisationProblemRectified
    | OrganisationProgressReported
    | OrganisationRegimeAdopted
    | OrganisationRepaired
    | OrganisationReportSubmitted
    | OrganisationReviewed
    | OrganisationSealVerified
    | OrganisationSecurityChecked
    | OrganisationServicesCounted
    | OrganisationSurveyed
    | OrganisationTrainingEvaluated
    | OrganisationTrainingHeld
    | OrganisationTrainingPlanned
    | OrganisationUnitRated
    | OrganisationVacancyAdvertised
    | OrganisationWeaknessFound
)

class _OrganisationHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["organisation"] | None
    opened_at: _Instant | None
    title: str | None
    units: Sequence[Unit | Mapping[str, Any]] | None
    posts: Sequence[Member | Mapping[str, Any]] | None
    teams: Sequence[Team | Mapping[str, Any]] | None
    delegations: Sequence[DelegationRecord | Mapping[str, Any]] | None
    members: Sequence[str] | Sequence[Mapping[str, Any]] | None
    departments: Sequence[str] | None
    groups: Sequence[str] | None
    without_liaison: Sequence[str] | Sequence[Mapping[str, Any]] | None
    group_heads_report_to: str | None
    headcount: int | None
    intake_specialists: int | None
    analysts: int | None
    channels: Sequence[str] | Sequence[Mapping[str, Any]] | None
    information_channels: Sequence[str] | Sequence[Mapping[str, Any]] | None
    feedback_channels: Sequence[str] | Sequence[Mapping[str, Any]] | None
    service_department: bool | Sequence[Mapping[str, Any]] | None
    recruiting_channels: Sequence[str] | Sequence[Mapping[str, Any]] | None
    displayed: Sequence[str] | Sequence[Mapping[str, Any]] | None
    complaint_telephone: str | None
    plans: Sequence[str] | Sequence[Mapping[str, Any]] | None
    process_parts: Sequence[str] | Sequence[Mapping[str, Any]] | None
    standard_covers: Sequence[str] | Sequence[Mapping[str, Any]] | None
    regime_covers: Sequence[str] | Sequence[Mapping[str, Any]] | None
    regime_in_writing: bool | Sequence[Mapping[str, Any]] | None
    platforms: Sequence[str] | Sequence[Mapping[str, Any]] | None
    training_methods: Sequence[str] | Sequence[Mapping[str, Any]] | None
    library: Sequence[str] | Sequence[Mapping[str, Any]] | None
    posts_undescribed: Sequence[str] | Sequence[Mapping[str, Any]] | None
    controls_unassigned: Sequence[str] | Sequence[Mapping[str, Any]] | None
    head: str | Sequence[Mapping[str, Any]] | None
    complaint_manager: str | Sequence[Mapping[str, Any]] | None
    complaint_duties: Sequence[str] | Sequence[Mapping[str, Any]] | None
    public_areas_by: str | Sequence[Mapping[str, Any]] | None
    manager_office_by: str | Sequence[Mapping[str, Any]] | None
    entrances_by: str | Sequence[Mapping[str, Any]] | None

class OrganisationRecord(_OrganisationHeader, total=False):
    """A record of a subject: organisation."""

    events: Sequence[OrganisationEvent]

class OrganisationGiven(_OrganisationHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[OrganisationEvent | EventRecord | Mapping[str, object]]

class IncidentAgentsReallocated(_Event, total=False):
    """Agents were moved to where they are needed."""

    event: Required[Literal["agents_reallocated"]]
    agents: int | None

class IncidentCalmed(_Event, total=False):
    """The customer was calmed."""

    event: Required[Literal["calmed"]]

class IncidentClassed(_Event, total=False):
    """It was put into a class."""

    event: Required[Literal["classed"]]
    incident_kind: Literal["system_failure", "customer_complaint", "sudden_peak", "data_leak", "other"] | None
    severity: Literal["minor", "normal", "serious", "major", "critical"] | None
    hinders_intake: bool | None

class IncidentClosed(_Event, total=False):
    """Nothing more is to be done about it."""

    event: Required[Literal["closed"]]

class IncidentDemandUnderstood(_Event, total=False):
    """It was found out what the customer wants."""

    event: Required[Literal["demand_understood"]]
    demand: str | None

class IncidentDiscovered(_Event, total=False):
    """Somebody noticed it."""

    event: Required[Literal["discovered"]]

class IncidentEngineeringCalled(_Event, total=False):
    """Engineering was called."""

    event: Required[Literal["engineering_called"]]
    system: str | None

class IncidentFailed(_Event, total=False):
    """A system stopped working."""

    event: Required[Literal["failed"]]
    system: str | None

class IncidentHoursAdjusted(_Event, total=False):
    """Service hours were changed for the time being."""

    event: Required[Literal["hours_adjusted"]]

class IncidentIntakeTaken(_Event, total=False):
    """A complaint came in meanwhile, and was taken."""

    event: Required[Literal["intake_taken"]]
    case: str | None
    by_hand: bool | None

class IncidentInvestigationClosed(_Event, total=False):
    """The investigation came to its end."""

    event: Required[Literal["investigation_closed"]]
    internal: bool | None
    finding: str | None

class IncidentInvestigationOpened(_Event, total=False):
    """An investigation was opened."""

    event: Required[Literal["investigation_opened"]]
    internal: bool | None

class IncidentManualIntakeEnded(_Event, total=False):
    """What was taken by hand has been entered, and the system is used again."""

    event: Required[Literal["manual_intake_ended"]]

class IncidentManualIntakeStarted(_Event, total=False):
    """From here on complaints are taken by hand."""

    event: Required[Literal["manual_intake_started"]]

class IncidentMeasuresTaken(_Event, total=False):
    """Other fitting measures were taken."""

    event: Required[Literal["measures_taken"]]
    measures: Sequence[str] | None

class IncidentOccurred(_Event, total=False):
    """It broke out."""

    event: Required[Literal["occurred"]]

class IncidentPlanMade(_Event, total=False):
    """A plan was made."""

    event: Required[Literal["plan_made"]]
    measures: Sequence[str] | None

class IncidentProcessFollowed(_Event, total=False):
    """The complaint was taken up by the process for complaints."""

    event: Required[Literal["process_followed"]]
    case: str | None

class IncidentProcessStreamlined(_Event, total=False):
    """The process was made shorter for the time being."""

    event: Required[Literal["process_streamlined"]]

class IncidentProgressReported(_Event, total=False):
    """It was reported how things stand."""

    event: Required[Literal["progress_reported"]]
    to: str | None
    to_role: str | None
    to_unit: str | None

class IncidentReported(_Event, total=False):
    """It was reported."""

    event: Required[Literal["reported"]]
    to: str | None
    to_role: str | None
    to_unit: str | None
    incident_kind: Literal["system_failure", "customer_complaint", "sudden_peak", "data_leak", "other"] | None
    occurred_at: _Instant | None
    scope: str | None

class IncidentResolved(_Event, total=False):
    """It is over."""

    event: Required[Literal["resolved"]]

class IncidentRestored(_Event, total=False):
    """The system works again."""

    event: Required[Literal["restored"]]
    system: str | None

class IncidentSafetyRaised(_Event, total=False):
    """Safety was raised."""

    event: Required[Literal["safety_raised"]]

class IncidentServiceDiverted(_Event, total=False):
    """Customers were sent another way, so that service goes on."""

    event: Required[Literal["service_diverted"]]
    channels: Sequence[str] | None

class IncidentSupportAdded(_Event, total=False):
    """Others came to help for a time."""

    event: Required[Literal["support_added"]]
    agents: int | None

class IncidentTeamFormed(_Event, total=False):
    """A team was formed that deals with it."""

    event: Required[Literal["team_formed"]]
    members: Sequence[str] | None

IncidentEvent: TypeAlias = (
    IncidentAgentsReallocated
    | IncidentCalmed
    | IncidentClassed
    | IncidentClosed
    | IncidentDemandUnderstood
    | IncidentDiscovered
    | IncidentEngineeringCalled
    | IncidentFailed
    | IncidentHoursAdjusted
    | IncidentIntakeTaken
    | IncidentInvestigationClosed
    | IncidentInvestigationOpened
    | IncidentManualIntakeEnded
    | IncidentManualIntakeStarted
    | IncidentMeasuresTaken
    | IncidentOccurred
    | IncidentPlanMade
    | IncidentProcessFollowed
    | IncidentProcessStreamlined
    | IncidentProgressReported
    | IncidentReported
    | IncidentResolved
    | IncidentRestored
    | IncidentSafetyRaised
    | IncidentServiceDiverted
    | IncidentSupportAdded
    | IncidentTeamFormed
)

class _IncidentHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["incident"] | None
    opened_at: _Instant | None
    kind: Literal["system_failure", "customer_complaint", "sudden_peak", "data_leak", "other"] | None
    severity: Literal["minor", "normal", "serious", "major", "critical"] | None
    unit: str | None
    system: str | None
    occurred_at: _Instant | None
    scope: str | None
    hinders_intake: bool | Sequence[Mapping[str, Any]] | None
    customers_affected: int | None
    rise: _Number | None
    case: str | None
    channels: Sequence[str] | None
    description: str | None

class IncidentRecord(_IncidentHeader, total=False):
    """A record of a subject: incident."""

    events: Sequence[IncidentEvent]

class IncidentGiven(_IncidentHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[IncidentEvent | EventRecord | Mapping[str, object]]

class DocumentAccessed(_Event, total=False):
    """Somebody opened it."""

    event: Required[Literal["accessed"]]
    purpose: str | None
    case: str | None
    reason: str | None

class DocumentArchived(_Event, total=False):
    """It went to the archive."""

    event: Required[Literal["archived"]]
    location: str | None

class DocumentChecked(_Event, total=False):
    """It was looked over."""

    event: Required[Literal["checked"]]
    complete: bool | None
    accurate: bool | None
    in_format: bool | None

class DocumentClassified(_Event, total=False):
    """It was put into a class."""

    event: Required[Literal["classified"]]
    category: str | None

class DocumentCollected(_Event, total=False):
    """Information was collected."""

    event: Required[Literal["collected"]]
    source: str | None

class DocumentCopied(_Event, total=False):
    """A copy was made."""

    event: Required[Literal["copied"]]
    purpose: str | None

class DocumentCreated(_Event, total=False):
    """It was written."""

    event: Required[Literal["created"]]
    template: str | None
    from_library: bool | None
    contents: Sequence[str] | None

class DocumentDestroyed(_Event, total=False):
    """It was destroyed."""

    event: Required[Literal["destroyed"]]
    method: str | None
    witnessed: bool | None

class DocumentDisclosed(_Event, total=False):
    """What it says became known to others."""

    event: Required[Literal["disclosed"]]
    authorised: bool | None

class DocumentDisposed(_Event, total=False):
    """It left the archive after its time: destroyed, or handed over."""

    event: Required[Literal["disposed"]]
    method: str | None

class DocumentEntered(_Event, total=False):
    """It was entered into a database or register."""

    event: Required[Literal["entered"]]
    into: str | None

class DocumentFiled(_Event, total=False):
    """It was filed under a number at a place."""

    event: Required[Literal["filed"]]
    number: str | None
    location: str | None

class DocumentHoldLifted(_Event, total=False):
    """A hold has ended."""

    event: Required[Literal["hold_lifted"]]
    hold: str | None

class DocumentHoldPlaced(_Event, total=False):
    """It must not be destroyed for the time being."""

    event: Required[Literal["hold_placed"]]
    hold: str | None

class DocumentKept(_Event, total=False):
    """Somebody took it into keeping, or it was noted who keeps it."""

    event: Required[Literal["kept"]]
    keepers: Sequence[str] | None

class DocumentLent(_Event, total=False):
    """It was given out for a time."""

    event: Required[Literal["lent"]]
    loan: str | None
    to: str | None

class DocumentMoved(_Event, total=False):
    """It was taken to another place."""

    event: Required[Literal["moved"]]
    location: str | None
    reason_code: str | None

class DocumentPublished(_Event, total=False):
    """It was made available."""

    event: Required[Literal["published"]]
    platform: str | None

class DocumentReturned(_Event, total=False):
    """It came back to its place."""

    event: Required[Literal["returned"]]
    loan: str | None

class DocumentRevised(_Event, total=False):
    """It was changed."""

    event: Required[Literal["revised"]]
    contents: Sequence[str] | None
    authorised: bool | None

class DocumentSorted(_Event, total=False):
    """It was put in order."""

    event: Required[Literal["sorted"]]

class DocumentStored(_Event, total=False):
    """It was stored electronically."""

    event: Required[Literal["stored"]]
    location: str | None
    platform: str | None
    encrypted: bool | None

class DocumentSubmitted(_Event, total=False):
    """It was handed in."""

    event: Required[Literal["submitted"]]
    to: str | None
    to_role: str | None
    to_unit: str | None

class DocumentTransmitted(_Event, total=False):
    """It was sent to somebody."""

    event: Required[Literal["transmitted"]]
    to: str | None
    to_unit: str | None
    external: bool | None
    encrypted: bool | None

DocumentEvent: TypeAlias = (
    DocumentAccessed
    | DocumentArchived
    | DocumentChecked
    | DocumentClassified
    | DocumentCollected
    | DocumentCopied
    | DocumentCreated
    | DocumentDestroyed
    | DocumentDisclosed
    | DocumentDisposed
    | DocumentEntered
    | DocumentFiled
    | DocumentHoldLifted
    | DocumentHoldPlaced
    | DocumentKept
    | DocumentLent
    | DocumentMoved
    | DocumentPublished
    | DocumentReturned
    | DocumentRevised
    | DocumentSorted
    | DocumentStored
    | DocumentSubmitted
    | DocumentTransmitted
)

class _DocumentHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["document"] | None
    opened_at: _Instant | None
    kind: (
        Literal[
            "complaint_file",
            "customer_information",
            "report",
            "minutes",
            "plan",
            "training_plan",
            "statement",
            "register",
            "key_file",
            "other",
        ]
        | None
    )
    medium: Literal["paper", "electronic"] | None
    key_file: bool | None
    number: str | None
    unit: str | None
    case: str | None
    customer: str | None
    corporate: bool | None
    holds_personal: bool | None
    content: str | None
    contents: Sequence[str] | None
    location: str | Sequence[Mapping[str, Any]] | None
    platform: str | Sequence[Mapping[str, Any]] | None
    encrypted: bool | Sequence[Mapping[str, Any]] | None
    access_limited: bool | Sequence[Mapping[str, Any]] | None
    security_measures: Sequence[str] | Sequence[Mapping[str, Any]] | None
    designated_keeper: str | Sequence[Mapping[str, Any]] | None
    keepers: Sequence[str] | Sequence[Mapping[str, Any]] | None
    template: str | None
    from_library: bool | None
    complete: bool | None
    accurate: bool | None
    in_format: bool | None
    period: str | None

class DocumentRecord(_DocumentHeader, total=False):
    """A record of a subject: document."""

    events: Sequence[DocumentEvent]

class DocumentGiven(_DocumentHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[DocumentEvent | EventRecord | Mapping[str, object]]

class MeetingAdopted(_Event, total=False):
    """The proposal was adopted."""

    event: Required[Literal["adopted"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingAmended(_Event, total=False):
    """The proposal was changed: votes on the text before are not votes on this one."""

    event: Required[Literal["amended"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingAssigned(_Event, total=False):
    """Somebody was made responsible for a resolution."""

    event: Required[Literal["assigned"]]
    resolution: str | None
    owner: str | None
    due: _Day | None

class MeetingAttended(_Event, total=False):
    """Somebody came."""

    event: Required[Literal["attended"]]
    person: str | None
    person_role: str | None

class MeetingCarriedOut(_Event, total=False):
    """A resolution was carried out."""

    event: Required[Literal["carried_out"]]
    resolution: str | None
    owner: str | None
    in_time: bool | None

class MeetingConvened(_Event, total=False):
    """The meeting was called."""

    event: Required[Literal["convened"]]
    invited: Sequence[str] | None
    agenda: Sequence[str] | None

class MeetingDiscussed(_Event, total=False):
    """A topic was talked about."""

    event: Required[Literal["discussed"]]
    topic: str | None

class MeetingDrafted(_Event, total=False):
    """A text was drafted."""

    event: Required[Literal["drafted"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingEnded(_Event, total=False):
    """The meeting was over."""

    event: Required[Literal["ended"]]
    aims_set: bool | None

class MeetingMinuted(_Event, total=False):
    """A resolution was entered in the minutes."""

    event: Required[Literal["minuted"]]
    resolution: str | None
    in_writing: bool | None
    topic: str | None
    text: str | None
    owner: str | None
    due: _Day | None

class MeetingMinutesCompiled(_Event, total=False):
    """The minutes were finished."""

    event: Required[Literal["minutes_compiled"]]
    document: str | None
    holds: Sequence[str] | None

class MeetingOpened(_Event, total=False):
    """The meeting began."""

    event: Required[Literal["opened"]]
    chair: str | None
    chair_role: str | None
    attendees: Sequence[str] | None
    attending_roles: Sequence[str] | None

class MeetingProposalWithdrawn(_Event, total=False):
    """The proposal was withdrawn."""

    event: Required[Literal["proposal_withdrawn"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingProposed(_Event, total=False):
    """Something was put to the vote."""

    event: Required[Literal["proposed"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingPublished(_Event, total=False):
    """The text was made known to those whom it binds."""

    event: Required[Literal["published"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None
    in_force_from: _Instant | None

class MeetingRejected(_Event, total=False):
    """The proposal failed."""

    event: Required[Literal["rejected"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingResolved(_Event, total=False):
    """The meeting passed a resolution."""

    event: Required[Literal["resolved"]]
    resolution: str | None
    topic: str | None

class MeetingResultPublished(_Event, total=False):
    """The result of the vote was made known."""

    event: Required[Literal["result_published"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None
    share_for: _Number | None

class MeetingSuperseded(_Event, total=False):
    """Another text took its place."""

    event: Required[Literal["superseded"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None
    by_digest: str | None

class MeetingVoteClosed(_Event, total=False):
    """From here on no vote is cast."""

    event: Required[Literal["vote_closed"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingVoteOpened(_Event, total=False):
    """From here on votes may be cast."""

    event: Required[Literal["vote_opened"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None

class MeetingVoted(_Event, total=False):
    """One ballot: its actor voted."""

    event: Required[Literal["voted"]]
    proposal: str | None
    matter: str | None
    policy: str | None
    digest: str | None
    choice: Literal["for", "against", "abstained"] | None

MeetingEvent: TypeAlias = (
    MeetingAdopted
    | MeetingAmended
    | MeetingAssigned
    | MeetingAttended
    | MeetingCarriedOut
    | MeetingConvened
    | MeetingDiscussed
    | MeetingDrafted
    | MeetingEnded
    | MeetingMinuted
    | MeetingMinutesCompiled
    | MeetingOpened
    | MeetingProposalWithdrawn
    | MeetingProposed
    | MeetingPublished
    | MeetingRejected
    | MeetingResolved
    | MeetingResultPublished
    | MeetingSuperseded
    | MeetingVoteClosed
    | MeetingVoteOpened
    | MeetingVoted
)

class _MeetingHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["meeting"] | None
    opened_at: _Instant | None
    kind: Literal["weekly", "strategy", "vote", "review", "training", "mediation", "other"] | None
    unit: str | None
    chair: str | None
    chair_role: str | None
    invited: Sequence[str] | None
    attendees: Sequence[str] | None
    attending_roles: Sequence[str] | None
    absent_heads: Sequence[str] | None
    electorate: Sequence[str] | Sequence[Mapping[str, Any]] | None
    agenda: Sequence[str] | None
    policy: str | None
    digest: str | None

class MeetingRecord(_MeetingHeader, total=False):
    """A record of a subject: meeting."""

    events: Sequence[MeetingEvent]

class MeetingGiven(_MeetingHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[MeetingEvent | EventRecord | Mapping[str, object]]

class ShiftAtmDifferenceFound(_Event, total=False):
    """The cash of a machine did not agree with its books."""

    event: Required[Literal["atm_difference_found"]]
    difference: str | None
    machine: str | None
    amount: _Amount | None

class ShiftAtmDifferenceSettled(_Event, total=False):
    """The difference was handled."""

    event: Required[Literal["atm_difference_settled"]]
    difference: str | None
    machine: str | None

class ShiftBagsOpened(_Event, total=False):
    """Cash bags were opened by those who are named as actors."""

    event: Required[Literal["bags_opened"]]
    session: Literal["morning", "evening"] | None
    bags: int | None

class ShiftBagsSealed(_Event, total=False):
    """Cash bags were sealed by those who are named as actors."""

    event: Required[Literal["bags_sealed"]]
    session: Literal["morning", "evening"] | None
    bags: int | None

class ShiftBalanced(_Event, total=False):
    """The books were balanced for the day."""

    event: Required[Literal["balanced"]]
    agrees: bool | None

class ShiftBegan(_Event, total=False):
    """The shift began."""

    event: Required[Literal["began"]]

class ShiftCashCounted(_Event, total=False):
    """Cash was counted by those who are named as actors."""

    event: Required[Literal["cash_counted"]]
    absence: str | None
    amount: _Amount | None
    agrees: bool | None

class ShiftCashLocked(_Event, total=False):
    """Cash was locked away."""

    event: Required[Literal["cash_locked"]]
    receipt: str | None
    amount: _Amount | None

class ShiftCashPaid(_Event, total=False):
    """Cash went out."""

    event: Required[Literal["cash_paid"]]
    receipt: str | None
    amount: _Amount | None

class ShiftCashReceived(_Event, total=False):
    """Cash came in."""

    event: Required[Literal["cash_received"]]
    receipt: str | None
    amount: _Amount | None

class ShiftEnded(_Event, total=False):
    """The shift ended."""

    event: Required[Literal["ended"]]

class ShiftEscortEntered(_Event, total=False):
    """The cash escort came in; its members are the actors."""

    event: Required[Literal["escort_entered"]]
    session: Literal["morning", "evening"] | None

class ShiftEscortLeft(_Event, total=False):
    """The cash escort went out; its members are the actors."""

    event: Required[Literal["escort_left"]]
    session: Literal["morning", "evening"] | None

class ShiftFormFilled(_Event, total=False):
    """A form was filled in."""

    event: Required[Literal["form_filled"]]
    for_customer: bool | None
    form: str | None
    content: str | None

class ShiftProvisionallyBalanced(_Event, total=False):
    """The books were balanced for the time of an absence."""

    event: Required[Literal["provisionally_balanced"]]
    absence: str | None
    agrees: bool | None

class ShiftRegisterFilled(_Event, total=False):
    """The register of special business was filled in."""

    event: Required[Literal["register_filled"]]
    business: str | None
    by_rules: bool | None

class ShiftRegisterPrinted(_Event, total=False):
    """The register of special business was printed."""

    event: Required[Literal["register_printed"]]
    business: str | None

class ShiftSeatLeft(_Event, total=False):
    """The teller left the seat."""

    event: Required[Literal["seat_left"]]
    absence: str | None
    minutes: _Number | None

class ShiftSeatTaken(_Event, total=False):
    """The teller came back to the seat."""

    event: Required[Literal["seat_taken"]]
    absence: str | None

class ShiftSignedIn(_Event, total=False):
    """The teller signed in again."""

    event: Required[Literal["signed_in"]]
    absence: str | None

class ShiftSignedOut(_Event, total=False):
    """The teller signed out of the system."""

    event: Required[Literal["signed_out"]]
    absence: str | None
    temporary: bool | None

class ShiftSpecialBusinessDone(_Event, total=False):
    """Special business was done that the register has to show."""

    event: Required[Literal["special_business_done"]]
    business: str | None

class ShiftStampsPutAway(_Event, total=False):
    """Stamps and seals were put away."""

    event: Required[Literal["stamps_put_away"]]
    absence: str | None
    locked: bool | None

ShiftEvent: TypeAlias = (
    ShiftAtmDifferenceFound
    | ShiftAtmDifferenceSettled
    | ShiftBagsOpened
    | ShiftBagsSealed
    | ShiftBalanced
    | ShiftBegan
    | ShiftCashCounted
    | ShiftCashLocked
    | ShiftCashPaid
    | ShiftCashReceived
    | ShiftEnded
    | ShiftEscortEntered
    | ShiftEscortLeft
    | ShiftFormFilled
    | ShiftProvisionallyBalanced
    | ShiftRegisterFilled
    | ShiftRegisterPrinted
    | ShiftSeatLeft
    | ShiftSeatTaken
    | ShiftSignedIn
    | ShiftSignedOut
    | ShiftSpecialBusinessDone
    | ShiftStampsPutAway
)

class _ShiftHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["shift"] | None
    opened_at: _Instant | None
    unit: str | None
    teller: str | None
    post: str | None
    general_teller: str | None
    machine: str | None
    date: _Day | None
    cash_limit: _Amount | None

class ShiftRecord(_ShiftHeader, total=False):
    """A record of a subject: shift."""

    events: Sequence[ShiftEvent]

class ShiftGiven(_ShiftHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[ShiftEvent | EventRecord | Mapping[str, object]]

class _InspectionEvent(_Event, total=False):
    matter: str | None
    person: str | None
    place: str | None

class InspectionBinEmptied(_InspectionEvent, total=False):
    """A bin was emptied."""

    event: Required[Literal["bin_emptied"]]
    bin: str | None

class InspectionChecked(_InspectionEvent, total=False):
    """Somebody went round with the checklist."""

    event: Required[Literal["checked"]]
    checked: Sequence[str] | None
    in_order: Sequence[str] | None
    not_in_order: Sequence[str] | None
    on_desk: Sequence[str] | None

class InspectionCleaned(_InspectionEvent, total=False):
    """A place was cleaned."""

    event: Required[Literal["cleaned"]]
    items: Sequence[str] | None

class InspectionDayBegan(_InspectionEvent, total=False):
    """The working day began."""

    event: Required[Literal["day_began"]]
    bin: str | None

class InspectionDayEnded(_InspectionEvent, total=False):
    """The working day ended."""

    event: Required[Literal["day_ended"]]

class InspectionFound(_InspectionEvent, total=False):
    """Something was found that must not be."""

    event: Required[Literal["found"]]
    what: (
        Literal[
            "untidy_desk",
            "dust",
            "litter",
            "loose_cables",
            "dirty_device",
            "smoking",
            "waste_left",
            "file_not_returned",
            "personal_things_out",
            "dirty_floor",
            "dirty_public_area",
            "wet_water_bar",
            "meal_elsewhere",
            "spitting",
            "left_switched_on",
            "microwave_elsewhere",
            "other",
        ]
        | None
    )
    description: str | None

class InspectionLittered(_InspectionEvent, total=False):
    """Somebody dropped litter."""

    event: Required[Literal["littered"]]

class InspectionMealEaten(_InspectionEvent, total=False):
    """Somebody ate."""

    event: Required[Literal["meal_eaten"]]
    meal: str | None

class InspectionMealEnded(_InspectionEvent, total=False):
    """A meal in the office was over."""

    event: Required[Literal["meal_ended"]]
    meal: str | None

class InspectionRectified(_InspectionEvent, total=False):
    """What was found was put right."""

    event: Required[Literal["rectified"]]
    what: (
        Literal[
            "untidy_desk",
            "dust",
            "litter",
            "loose_cables",
            "dirty_device",
            "smoking",
            "waste_left",
            "file_not_returned",
            "personal_things_out",
            "dirty_floor",
            "dirty_public_area",
            "wet_water_bar",
            "meal_elsewhere",
            "spitting",
            "left_switched_on",
            "microwave_elsewhere",
            "other",
        ]
        | None
    )

class InspectionReturned(_InspectionEvent, total=False):
    """A book or a file went back to its place."""

    event: Required[Literal["returned"]]
    item: str | None

class InspectionRoomUsed(_InspectionEvent, total=False):
    """A meeting room or the reception was used, and is free again."""

    event: Required[Literal["room_used"]]

class InspectionSmoked(_InspectionEvent, total=False):
    """Somebody smoked in the office."""

    event: Required[Literal["smoked"]]
    guests: bool | None

class InspectionSpat(_InspectionEvent, total=False):
    """Somebody spat on the floor."""

    event: Required[Literal["spat"]]

class InspectionUsed(_InspectionEvent, total=False):
    """A book or a file was used to the end."""

    event: Required[Literal["used"]]
    item: str | None

class InspectionWasteCleared(_InspectionEvent, total=False):
    """What was left of a meal was cleared away."""

    event: Required[Literal["waste_cleared"]]
    meal: str | None
    water_bar_dry: bool | None

class InspectionWasteEmptied(_InspectionEvent, total=False):
    """All waste was taken away."""

    event: Required[Literal["waste_emptied"]]

class InspectionWorkplaceLeft(_InspectionEvent, total=False):
    """An employee went home."""

    event: Required[Literal["workplace_left"]]
    area_tidied: bool | None
    switched_off: Sequence[str] | None

InspectionEvent: TypeAlias = (
    InspectionBinEmptied
    | InspectionChecked
    | InspectionCleaned
    | InspectionDayBegan
    | InspectionDayEnded
    | InspectionFound
    | InspectionLittered
    | InspectionMealEaten
    | InspectionMealEnded
    | InspectionRectified
    | InspectionReturned
    | InspectionRoomUsed
    | InspectionSmoked
    | InspectionSpat
    | InspectionUsed
    | InspectionWasteCleared
    | InspectionWasteEmptied
    | InspectionWorkplaceLeft
)

class _InspectionHeader(TypedDict, total=False):
    id: Required[str]
    timezone: str | None
    not_offered: Sequence[str] | None
    subject: Literal["inspection"] | None
    opened_at: _Instant | None
    area: Literal["public", "personal", "office", "meeting_room", "manager_office", "entrance", "other"] | None
    place: str | None
    unit: str | None
    person: str | None
    on_duty: str | None
    inspector: str | None
    date: _Day | None
    announced: bool | None
    checked: Sequence[str] | None
    in_order: Sequence[str] | None
    not_in_order: Sequence[str] | None
    on_desk: Sequence[str] | None
    switched_off: Sequence[str] | None
    remark: str | None

class InspectionRecord(_InspectionHeader, total=False):
    """A record of a subject: inspection."""

    events: Sequence[InspectionEvent]

class InspectionGiven(_InspectionHeader, total=False):
    """What the constructor takes: events may be mappings of any kind, or read already."""

    events: Sequence[InspectionEvent | EventRecord | Mapping[str, object]]
