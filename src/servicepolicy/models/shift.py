"""The shift: one teller, or one outlet, on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.fields import Amount, Code, Day, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import ShiftGiven

__all__ = ["Shift"]


class Shift(SubjectRecord, frozen=True):
    """What was done with cash, seals and registers on one day. What is left out is unknown.

    Example:
        >>> shift = Shift(id="S-1", unit="branch-1", teller="e17", date="2026-01-05")
        >>> shift.facts().value("date", None)
        '2026-01-05'
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[ShiftGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "shift"

    subject: Literal["shift"] = Field(default="shift", description="what the subject is")
    unit: Code | None = absent("the outlet")
    teller: Code | None = absent("key of the teller")
    post: Code | None = absent("post, such as teller, general-teller or remittance-teller")
    general_teller: Code | None = absent("key of the general teller of the day")
    machine: Code | None = absent("cash machine that the shift looks after")
    date: Day | None = absent("the day")
    cash_limit: Amount | None = absent("cash that may lie in the drawer")
