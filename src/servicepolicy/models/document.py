"""The document: a file, a paper, a report, a plan, a statement, or a customer's information."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.dated_fields import DatedCode, DatedFlag, DatedTexts
from servicepolicy.models.fields import Code, Flag, Personal, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import DocumentGiven

__all__ = ["Document", "DocumentKind", "Medium"]

DocumentKind = Literal[
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
Medium = Literal["paper", "electronic"]


class Document(SubjectRecord, frozen=True):
    """Something written that the bank keeps. What is left out is unknown.

    Example:
        >>> document = Document(id="D-1", kind="complaint_file", medium="paper", location="archive-1")
        >>> document.facts().value("location", None)
        'archive-1'
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[DocumentGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "document"

    subject: Literal["document"] = Field(default="document", description="what the subject is")
    kind: DocumentKind | None = absent("what it is")
    medium: Medium | None = absent("on paper or electronic")
    key_file: Flag | None = absent("whether it counts as a key file")
    number: Code | None = absent("its number, such as RETAIL-20260105-TS")
    unit: Code | None = absent("unit to which it belongs")
    case: Code | None = absent("id of the case to which it belongs")
    customer: Code | None = absent("pseudonymous key of the customer; never a name or a number of an account")
    corporate: Flag | None = absent("whether it is about a corporate customer")
    holds_personal: Flag | None = absent("whether it holds personal information")
    content: Personal | None = absent("what it says")
    contents: Texts | None = absent("parts that it has, such as aim, content, method, time, trainer")
    location: DatedCode | None = absent("where it lies")
    platform: DatedCode | None = absent("platform on which it is found, such as shared_platform")
    encrypted: DatedFlag | None = absent("whether it is stored encrypted")
    access_limited: DatedFlag | None = absent("whether only those may open it who need it")
    security_measures: DatedTexts | None = absent("how it is protected: encryption, access_control, backup ...")
    designated_keeper: DatedCode | None = absent("key of the one person who is to keep it")
    keepers: DatedTexts | None = absent("keys of those who have it in their keeping")
    template: Code | None = absent("template from which it was made")
    from_library: Flag | None = absent("whether the template is one of the template library")
    complete: Flag | None = absent("whether it is complete")
    accurate: Flag | None = absent("whether it is accurate")
    in_format: Flag | None = absent("whether it has the set format")
    period: Code | None = absent("period that it is about, such as 2026-Q1")
