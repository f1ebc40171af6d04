"""Events of the bank or one of its units: training, improvement, control, order, funds."""

from __future__ import annotations

from typing import Literal

from servicepolicy.models.events.organisation import OrganisationEvent
from servicepolicy.models.fields import Amount, Code, Count, Flag, Number, Texts, absent

__all__ = [
    "Analysed",
    "CleaningArranged",
    "ComplaintsReported",
    "ControlSet",
    "CustomersContacted",
    "DealClosed",
    "DecisionMade",
    "Delivered",
    "FundPaidIn",
    "FundSpent",
    "HygieneChecked",
    "ImprovementProposed",
    "Launched",
    "LeadOpened",
    "LibraryUpdated",
    "Measured",
    "Monitored",
    "NoticeSent",
    "Optimised",
    "PlanDrawnUp",
    "SecurityChecked",
    "ServicesCounted",
    "TrainingEvaluated",
    "TrainingHeld",
    "TrainingPlanned",
    "UnitRated",
    "WeaknessFound",
]


class Launched(OrganisationEvent, frozen=True):
    """Something new was launched that employees have to know."""

    event: Literal["launched"] = "launched"
    what: Literal["product", "business", "system"] | None = absent("what")
    topic: Code | None = absent("its key, by which the training about it is found")


class PlanDrawnUp(OrganisationEvent, frozen=True):
    """A plan was drawn up."""

    event: Literal["plan_drawn_up"] = "plan_drawn_up"
    plan: Code | None = absent("which, such as training_plan or emergency_plan")
    for_period: Code | None = absent("for which period")


class TrainingPlanned(OrganisationEvent, frozen=True):
    """A training was planned."""

    event: Literal["training_planned"] = "training_planned"
    training: Code | None = absent("key of the training")
    for_period: Code | None = absent("for which period")


class TrainingHeld(OrganisationEvent, frozen=True):
    """A training took place."""

    event: Literal["training_held"] = "training_held"
    training: Code | None = absent("key of the training")
    method: Code | None = absent("lecture, case_study, drill, online ...")
    topics: Texts | None = absent("topics")
    attended: Texts | None = absent("keys of those who came")


class TrainingEvaluated(OrganisationEvent, frozen=True):
    """It was found out what a training achieved."""

    event: Literal["training_evaluated"] = "training_evaluated"
    training: Code | None = absent("key of the training")
    means: Texts | None = absent("how: exam, practice, questionnaire ...")
    mastery: Number | None = absent("how much was learnt, as a score")
    satisfaction: Number | None = absent("how content those trained were, as a score")


class LibraryUpdated(OrganisationEvent, frozen=True):
    """The library of training was brought up to date."""

    event: Literal["library_updated"] = "library_updated"
    items: Texts | None = absent("what: handbooks, courseware, cases, faq ...")


class Analysed(OrganisationEvent, frozen=True):
    """Service data were analysed."""

    event: Literal["analysed"] = "analysed"
    analysis: Code | None = absent("key of the analysis")
    topics: Texts | None = absent("what was analysed: hot_topics, efficiency, satisfaction, complaints ...")
    for_period: Code | None = absent("for which period")


class DecisionMade(OrganisationEvent, frozen=True):
    """Management decided something."""

    event: Literal["decision_made"] = "decision_made"
    analysis: Code | None = absent("key of the analysis on which it rests")


class Measured(OrganisationEvent, frozen=True):
    """An indicator was measured outside this record."""

    event: Literal["measured"] = "measured"
    indicator: Code | None = absent("which: steps, handling_time, satisfaction, complaint_rate ...")
    value: Number | None = absent("the value")
    cases: Count | None = absent("over how many cases")
    for_period: Code | None = absent("for which period")


class Monitored(OrganisationEvent, frozen=True):
    """Service was monitored and assessed."""

    event: Literal["monitored"] = "monitored"
    what: Code | None = absent("what was monitored")
    score: Number | None = absent("the score")


class ServicesCounted(OrganisationEvent, frozen=True):
    """It was counted how often customers were served."""

    event: Literal["services_counted"] = "services_counted"
    services: Count | None = absent("how often")
    for_period: Code | None = absent("for which period")


class CustomersContacted(OrganisationEvent, frozen=True):
    """Customers were contacted, to learn their needs and opinions."""

    event: Literal["customers_contacted"] = "customers_contacted"
    group: Code | None = absent("group that did it")
    customers: Count | None = absent("how many")


class ComplaintsReported(OrganisationEvent, frozen=True):
    """Statistics of complaints went up to the higher level."""

    event: Literal["complaints_reported"] = "complaints_reported"
    for_period: Code | None = absent("for which period")
    to_role: Code | None = absent("role of the receiver")


class ImprovementProposed(OrganisationEvent, frozen=True):
    """An improvement was proposed."""

    event: Literal["improvement_proposed"] = "improvement_proposed"
    process: Code | None = absent("the process")


class Optimised(OrganisationEvent, frozen=True):
    """A process was improved."""

    event: Literal["optimised"] = "optimised"
    process: Code | None = absent("the process")


class NoticeSent(OrganisationEvent, frozen=True):
    """A notice went out."""

    event: Literal["notice_sent"] = "notice_sent"
    notice: Code | None = absent("key of the notice")
    urgency: Literal["ordinary", "important", "urgent"] | None = absent("how urgent")
    channel: Code | None = absent("how: messenger, telephone, email ...")


class SecurityChecked(OrganisationEvent, frozen=True):
    """Security was checked."""

    event: Literal["security_checked"] = "security_checked"
    system: Code | None = absent("the system")


class WeaknessFound(OrganisationEvent, frozen=True):
    """A weakness of a system was found."""

    event: Literal["weakness_found"] = "weakness_found"
    weakness: Code | None = absent("key of the weakness")
    system: Code | None = absent("the system")


class ControlSet(OrganisationEvent, frozen=True):
    """It was laid down who answers for a control, and who carries it out."""

    event: Literal["control_set"] = "control_set"
    control: Code | None = absent("key of the control")
    responsible: Code | None = absent("key of who answers for it")
    executing: Code | None = absent("key of who carries it out")


class HygieneChecked(OrganisationEvent, frozen=True):
    """Administration looked whether all is clean."""

    event: Literal["hygiene_checked"] = "hygiene_checked"
    announced: Flag | None = absent("whether it was announced beforehand")
    area: Code | None = absent("which place")


class CleaningArranged(OrganisationEvent, frozen=True):
    """It was arranged who cleans a place and who looks after it."""

    event: Literal["cleaning_arranged"] = "cleaning_arranged"
    area: Code | None = absent("which place")
    person: Code | None = absent("key of who cleans")
    supervisor: Code | None = absent("key of who supervises")


class FundPaidIn(OrganisationEvent, frozen=True):
    """Money went into a fund."""

    event: Literal["fund_paid_in"] = "fund_paid_in"
    fund: Code | None = absent("which, such as activity-fund")
    amount: Amount | None = absent("how much")
    person: Code | None = absent("key of who paid")


class FundSpent(OrganisationEvent, frozen=True):
    """Money of a fund was spent."""

    event: Literal["fund_spent"] = "fund_spent"
    fund: Code | None = absent("which")
    amount: Amount | None = absent("how much")
    purpose: Code | None = absent("what for, such as group_activity")


class LeadOpened(OrganisationEvent, frozen=True):
    """Sales began to talk to a customer about business."""

    event: Literal["lead_opened"] = "lead_opened"
    lead: Code | None = absent("key of the lead")


class DealClosed(OrganisationEvent, frozen=True):
    """The customer agreed to the business."""

    event: Literal["deal_closed"] = "deal_closed"
    lead: Code | None = absent("key of the lead")


class Delivered(OrganisationEvent, frozen=True):
    """Engineering delivered."""

    event: Literal["delivered"] = "delivered"
    delivery: Code | None = absent("key of the delivery")
    in_time: Flag | None = absent("whether in time")


class UnitRated(OrganisationEvent, frozen=True):
    """A unit or a team was rated."""

    event: Literal["unit_rated"] = "unit_rated"
    unit_rated: Code | None = absent("the unit")
    indicator: Code | None = absent("what was rated")
    score: Number | None = absent("the score")
    for_period: Code | None = absent("for which period")
