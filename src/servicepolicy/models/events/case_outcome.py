"""Events of a case that end it: remedies, settlement, closing, and what comes after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from servicepolicy.models.events._case import CaseEvent, Party
from servicepolicy.models.fields import Amount, Code, Flag, Number, Personal, absent

__all__ = [
    "Archived",
    "Closed",
    "Completed",
    "Corrected",
    "ErrorCorrected",
    "MeasuresTaken",
    "Paid",
    "Rated",
    "Referred",
    "Remedied",
    "RemedySet",
    "Reopened",
    "Resolved",
    "ResultReported",
    "Settled",
    "Withdrawn",
]


class RemedySet(CaseEvent, frozen=True):
    """It was settled how to put things right."""

    event: Literal["remedy_set"] = "remedy_set"
    remedy: Code | None = absent("what is done")
    amount: Amount | None = absent("amount of the remedy")


class Remedied(CaseEvent, frozen=True):
    """Things were put right."""

    event: Literal["remedied"] = "remedied"
    remedy: Code | None = absent("what was done")
    amount: Amount | None = absent("amount given")


class Settled(CaseEvent, frozen=True):
    """The matter was settled."""

    event: Literal["settled"] = "settled"
    amount: Amount | None = absent("amount of the settlement")
    accepted: Flag | None = absent("whether the customer accepted")


class Paid(CaseEvent, frozen=True):
    """Money was paid to the customer."""

    event: Literal["paid"] = "paid"
    amount: Amount | None = absent("amount paid")


class Corrected(CaseEvent, frozen=True):
    """A mistake was corrected."""

    event: Literal["corrected"] = "corrected"


class ErrorCorrected(CaseEvent, frozen=True):
    """A billing error was corrected."""

    event: Literal["error_corrected"] = "error_corrected"
    amount: Amount | None = absent("amount corrected")


class MeasuresTaken(CaseEvent, frozen=True):
    """Something was done so that it does not happen again."""

    event: Literal["measures_taken"] = "measures_taken"
    measures: Personal | None = absent("what was done")


class Completed(CaseEvent, frozen=True):
    """The business was done."""

    event: Literal["completed"] = "completed"
    service: Code | None = absent("what was done")
    by_procedure: Flag | None = absent("whether the set procedure was followed")


class ResultReported(CaseEvent, frozen=True):
    """The result was told."""

    event: Literal["result_reported"] = "result_reported"
    to: Party | None = absent("who was told")
    in_writing: Flag | None = absent("whether it was in writing")


class Resolved(CaseEvent, frozen=True):
    """The matter is solved."""

    event: Literal["resolved"] = "resolved"
    accepted: Flag | None = absent("whether the customer accepted")
    first_contact: Flag | None = absent("whether it was solved at the first contact")


class Closed(CaseEvent, frozen=True):
    """The case was closed."""

    event: Literal["closed"] = "closed"
    outcome: Literal["solved", "unfounded", "unsolved", "merged", "other"] | None = absent("how it ended")


class Reopened(CaseEvent, frozen=True):
    """The case was opened again."""

    SETS: ClassVar[Mapping[str, str]] = {"reopened": "reopened"}

    event: Literal["reopened"] = "reopened"
    reason_code: Code | None = absent("why, as a code")
    reopened: Flag = Field(default=True, description="that it was opened again, for the header to tell")


class Withdrawn(CaseEvent, frozen=True):
    """The customer withdrew."""

    event: Literal["withdrawn"] = "withdrawn"
    in_writing: Flag | None = absent("whether it was in writing")


class Rated(CaseEvent, frozen=True):
    """The customer rated the service."""

    event: Literal["rated"] = "rated"
    score: Number | None = absent("the score")
    rater: Literal["customer", "superior", "self", "quality"] | None = absent("who rated")


class Referred(CaseEvent, frozen=True):
    """The customer turned to a body outside the bank."""

    event: Literal["referred"] = "referred"
    body: Code | None = absent("which body")


class Archived(CaseEvent, frozen=True):
    """The record was archived."""

    event: Literal["archived"] = "archived"
    place: Code | None = absent("where")
