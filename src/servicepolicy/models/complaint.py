"""The case: a customer's complaint, inquiry, suggestion or business, from the first word to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.dated_fields import DatedCode, DatedFlag
from servicepolicy.models.fields import Amount, Code, Day, DayOfMonth, Flag, Instant, Personal, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import CaseGiven

__all__ = ["BusinessRequest", "Case", "CaseType", "Channel", "Complaint", "Inquiry", "Severity", "Suggestion"]

CaseType = Literal["complaint", "inquiry", "suggestion", "business"]
Channel = Literal["in_person", "telephone", "letter", "opinion_book", "online", "email", "hotline", "other"]
Severity = Literal["minor", "normal", "serious", "major", "critical"]


class Case(SubjectRecord, frozen=True):
    """A customer's question that the bank has to answer. What is left out is unknown.

    Example:
        >>> case = Case.model_validate(
        ...     {"id": "C-1", "type": "complaint", "events": [{"event": "received", "at": "2026-01-05T09:12:00+08:00"}]}
        ... )
        >>> case.facts().opened
        1767575520000000
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[CaseGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "case"

    subject: Literal["case"] = Field(default="case", description="what the subject is")
    type: CaseType | None = absent("complaint, inquiry, suggestion or business")
    channel: Channel | None = absent("channel through which it first came")
    language: Code | None = absent("language in which the customer wrote or spoke")
    unit: DatedCode | None = absent("unit that is in charge")
    owner: DatedCode | None = absent("key of the person in charge")
    product: DatedCode | None = absent("product or service concerned")
    service: Code | None = absent("for business: what the customer wants done, such as account_query or password_reset")
    jurisdiction: Code | None = absent("country or state whose law governs, such as CN, GB or AU-NSW")
    category: DatedCode | None = absent("nature, such as business_issue, service_attitude or product_quality")
    severity: Severity | None = absent("how grave the customer's concern is")
    major: DatedFlag | None = absent("whether it counts as a major complaint")
    priority: DatedCode | None = absent("priority in the queue")
    complexity: Code | None = absent("simple or complex, in the bank's own words")
    amount: Amount | None = absent("money at stake")
    tags: Texts | None = absent("marks of the bank's own")
    customer: Code | None = absent("pseudonymous key of the customer; never a name or a number of an account")
    customer_kind: Literal["personal", "corporate"] | None = absent("personal or corporate customer")
    customer_name: Personal | None = absent("name of the customer")
    customer_contact: Personal | None = absent("how the customer can be reached")
    account: Personal | None = absent("account or card concerned")
    content: Personal | None = absent("what the customer said or wrote")
    occurred_at: Instant | None = absent("when that happened which the customer complains about")
    statement_day: DayOfMonth | None = absent("day of the month on which billing cycles close")
    due_at: Instant | None = absent("time by which an answer was promised when the case was opened")
    expected_on: Day | None = absent("date that the customer expects")
    refers_to: Code | None = absent("id of an earlier case about the same matter")
    repeated: Flag | None = absent("whether the same customer complained of the same matter before")
    in_writing: Flag | None = absent("whether it came in writing")
    contact_left: Flag | None = absent("whether the customer left contact details")
    answerable_on_spot: Flag | None = absent("whether it can be answered on the spot")
    forwarded_to_head_office: Flag | None = absent("whether it was sent on to head office")
    from_head_office: Flag | None = absent("whether head office handed it down")
    bank_at_fault: Flag | None = absent("whether the bank is responsible, as determined")
    threatens_to_leave: Flag | None = absent("whether the customer threatens to leave the bank")
    dispute: Flag | None = absent("whether employees or departments disagree over it")
    back_office: Flag | None = absent("whether the business needs a department behind the counter, such as a loan")
    reopened: Flag | None = absent("whether it was opened again after it had been closed")
    satisfied: Flag | None = absent("whether the customer said to be satisfied")


class Complaint(Case, frozen=True, defer_build=True):
    """A case whose customer is dissatisfied."""

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[CaseGiven]) -> None: ...

    type: Literal["complaint"] = "complaint"


class Inquiry(Case, frozen=True, defer_build=True):
    """A case whose customer wants to know something."""

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[CaseGiven]) -> None: ...

    type: Literal["inquiry"] = "inquiry"


class Suggestion(Case, frozen=True, defer_build=True):
    """A case whose customer proposes something."""

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[CaseGiven]) -> None: ...

    type: Literal["suggestion"] = "suggestion"


class BusinessRequest(Case, frozen=True, defer_build=True):
    """A case whose customer wants business done."""

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[CaseGiven]) -> None: ...

    type: Literal["business"] = "business"
