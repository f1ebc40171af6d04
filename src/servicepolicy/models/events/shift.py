"""Events of a shift at the counter."""

from __future__ import annotations

from typing import Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Amount, Code, Flag, Number, Personal, Whole, absent

__all__ = [
    "AtmDifferenceFound",
    "AtmDifferenceSettled",
    "BagsOpened",
    "BagsSealed",
    "Balanced",
    "Began",
    "CashCounted",
    "CashLocked",
    "CashPaid",
    "CashReceived",
    "Ended",
    "EscortEntered",
    "EscortLeft",
    "FormFilled",
    "ProvisionallyBalanced",
    "RegisterFilled",
    "RegisterPrinted",
    "SeatLeft",
    "SeatTaken",
    "ShiftEvent",
    "SignedIn",
    "SignedOut",
    "SpecialBusinessDone",
    "StampsPutAway",
]

Session = Literal["morning", "evening"]


class ShiftEvent(EventRecord, frozen=True):
    """Base of the events of a shift."""


class AbsenceEvent(ShiftEvent, frozen=True):
    """Base of what belongs to one absence from the seat."""

    absence: Code | None = absent("key of the absence from the seat, where there are several")


class Began(ShiftEvent, frozen=True):
    """The shift began."""

    event: Literal["began"] = "began"


class Ended(ShiftEvent, frozen=True):
    """The shift ended."""

    event: Literal["ended"] = "ended"


class SeatLeft(AbsenceEvent, frozen=True):
    """The teller left the seat."""

    event: Literal["seat_left"] = "seat_left"
    minutes: Number | None = absent("for how many minutes")


class SeatTaken(AbsenceEvent, frozen=True):
    """The teller came back to the seat."""

    event: Literal["seat_taken"] = "seat_taken"


class CashCounted(AbsenceEvent, frozen=True):
    """Cash was counted by those who are named as actors."""

    event: Literal["cash_counted"] = "cash_counted"
    amount: Amount | None = absent("how much it was")
    agrees: Flag | None = absent("whether it agrees with the books")


class ProvisionallyBalanced(AbsenceEvent, frozen=True):
    """The books were balanced for the time of an absence."""

    event: Literal["provisionally_balanced"] = "provisionally_balanced"
    agrees: Flag | None = absent("whether cash agrees with the books")


class SignedOut(AbsenceEvent, frozen=True):
    """The teller signed out of the system."""

    event: Literal["signed_out"] = "signed_out"
    temporary: Flag | None = absent("whether for an absence only")


class SignedIn(AbsenceEvent, frozen=True):
    """The teller signed in again."""

    event: Literal["signed_in"] = "signed_in"


class StampsPutAway(AbsenceEvent, frozen=True):
    """Stamps and seals were put away."""

    event: Literal["stamps_put_away"] = "stamps_put_away"
    locked: Flag | None = absent("whether they were locked in")


class Balanced(ShiftEvent, frozen=True):
    """The books were balanced for the day."""

    event: Literal["balanced"] = "balanced"
    agrees: Flag | None = absent("whether cash agrees with the books")


class AtmDifferenceFound(ShiftEvent, frozen=True):
    """The cash of a machine did not agree with its books."""

    event: Literal["atm_difference_found"] = "atm_difference_found"
    difference: Code | None = absent("key of the difference")
    machine: Code | None = absent("the machine")
    amount: Amount | None = absent("how much")


class AtmDifferenceSettled(ShiftEvent, frozen=True):
    """The difference was handled."""

    event: Literal["atm_difference_settled"] = "atm_difference_settled"
    difference: Code | None = absent("key of the difference")
    machine: Code | None = absent("the machine")


class CashReceived(ShiftEvent, frozen=True):
    """Cash came in."""

    event: Literal["cash_received"] = "cash_received"
    receipt: Code | None = absent("key of the receipt")
    amount: Amount | None = absent("how much")


class CashPaid(ShiftEvent, frozen=True):
    """Cash went out."""

    event: Literal["cash_paid"] = "cash_paid"
    receipt: Code | None = absent("key of the receipt")
    amount: Amount | None = absent("how much")


class CashLocked(ShiftEvent, frozen=True):
    """Cash was locked away."""

    event: Literal["cash_locked"] = "cash_locked"
    receipt: Code | None = absent("key of the receipt by which it came")
    amount: Amount | None = absent("how much")


class BagsOpened(ShiftEvent, frozen=True):
    """Cash bags were opened by those who are named as actors."""

    event: Literal["bags_opened"] = "bags_opened"
    session: Session | None = absent("morning or evening")
    bags: Whole | None = absent("how many")


class BagsSealed(ShiftEvent, frozen=True):
    """Cash bags were sealed by those who are named as actors."""

    event: Literal["bags_sealed"] = "bags_sealed"
    session: Session | None = absent("morning or evening")
    bags: Whole | None = absent("how many")


class EscortEntered(ShiftEvent, frozen=True):
    """The cash escort came in; its members are the actors."""

    event: Literal["escort_entered"] = "escort_entered"
    session: Session | None = absent("morning or evening")


class EscortLeft(ShiftEvent, frozen=True):
    """The cash escort went out; its members are the actors."""

    event: Literal["escort_left"] = "escort_left"
    session: Session | None = absent("morning or evening")


class SpecialBusinessDone(ShiftEvent, frozen=True):
    """Special business was done that the register has to show."""

    event: Literal["special_business_done"] = "special_business_done"
    business: Code | None = absent("key of the business")


class RegisterPrinted(ShiftEvent, frozen=True):
    """The register of special business was printed."""

    event: Literal["register_printed"] = "register_printed"
    business: Code | None = absent("key of the business")


class RegisterFilled(ShiftEvent, frozen=True):
    """The register of special business was filled in."""

    event: Literal["register_filled"] = "register_filled"
    business: Code | None = absent("key of the business")
    by_rules: Flag | None = absent("whether by the rules")


class FormFilled(ShiftEvent, frozen=True):
    """A form was filled in."""

    event: Literal["form_filled"] = "form_filled"
    for_customer: Flag | None = absent("whether an employee filled it in for a customer")
    form: Code | None = absent("which form")
    content: Personal | None = absent("what was written")
