"""Events of a case until somebody works on it: received, recorded, classified, handed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.complaint import CaseType, Severity
from servicepolicy.models.events._case import CaseEvent, Party
from servicepolicy.models.fields import Amount, Code, Flag, Personal, absent

__all__ = [
    "Acknowledged",
    "AmountChanged",
    "Assigned",
    "Classified",
    "Escalated",
    "HotlineContact",
    "HotlineVerified",
    "MaterialReceived",
    "Merged",
    "MergedInto",
    "OpinionRecorded",
    "Received",
    "Reclassified",
    "Recorded",
    "RefusedIntake",
    "Registered",
    "Requested",
    "Submitted",
    "TakenOver",
    "Transferred",
]


class Received(CaseEvent, frozen=True):
    """The customer's concern reached the bank."""

    event: Literal["received"] = "received"
    in_writing: Flag | None = absent("whether it came in writing")
    to_role: Code | None = absent("role of who received it")
    content_recorded: Flag | None = absent("whether the content was written down")
    points_repeated: Flag | None = absent("whether the main points were repeated to the customer")
    apart: Flag | None = absent("whether the customer was taken to where others are not disturbed")


class Acknowledged(CaseEvent, frozen=True):
    """Receipt was confirmed."""

    event: Literal["acknowledged"] = "acknowledged"
    to: Party | None = absent("who was told")
    in_writing: Flag | None = absent("whether it was in writing")


class Recorded(CaseEvent, frozen=True):
    """What the customer said was written down."""

    event: Literal["recorded"] = "recorded"
    customer_recorded: Flag | None = absent("whether information about the customer was recorded")
    content_recorded: Flag | None = absent("whether the content was recorded")
    points_repeated: Flag | None = absent("whether the main points were repeated to the customer")


class Registered(CaseEvent, frozen=True):
    """The case was entered in a register."""

    event: Literal["registered"] = "registered"
    entered_in: Literal["opinion_book", "opinion_register", "system", "other"] | None = absent("which register")
    outcome_noted: Flag | None = absent("whether the outcome was noted there")


class OpinionRecorded(CaseEvent, frozen=True):
    """A customer's opinion was written down."""

    event: Literal["opinion_recorded"] = "opinion_recorded"
    entered_in: Literal["opinion_book", "opinion_register", "system", "other"] | None = absent("which register")


class RefusedIntake(CaseEvent, frozen=True):
    """Somebody refused to take the customer's concern."""

    event: Literal["refused_intake"] = "refused_intake"
    reason: Personal | None = absent("why")


class Classified(CaseEvent, frozen=True):
    """The case was classified for the first time."""

    SETS: ClassVar[Mapping[str, str]] = {
        "category": "category",
        "severity": "severity",
        "major": "major",
        "priority": "priority",
        "complexity": "complexity",
    }

    event: Literal["classified"] = "classified"
    category: Code | None = absent("nature of the case")
    severity: Severity | None = absent("how grave it is")
    major: Flag | None = absent("whether it counts as major")
    priority: Code | None = absent("priority in the queue")
    complexity: Code | None = absent("simple or complex")


class Reclassified(CaseEvent, frozen=True):
    """The classification was changed."""

    SETS: ClassVar[Mapping[str, str]] = {
        "category": "category",
        "severity": "severity",
        "major": "major",
        "priority": "priority",
        "complexity": "complexity",
        "type": "type",
    }

    event: Literal["reclassified"] = "reclassified"
    category: Code | None = absent("nature of the case")
    severity: Severity | None = absent("how grave it is")
    major: Flag | None = absent("whether it counts as major")
    priority: Code | None = absent("priority in the queue")
    complexity: Code | None = absent("simple or complex")
    type: CaseType | None = absent("complaint, inquiry, suggestion or business")
    reason: Personal | None = absent("why")


class AmountChanged(CaseEvent, frozen=True):
    """The money at stake changed."""

    SETS: ClassVar[Mapping[str, str]] = {"amount": "amount"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"amount"})

    event: Literal["amount_changed"] = "amount_changed"
    amount: Amount | None = absent("money now at stake")


class Assigned(CaseEvent, frozen=True):
    """Somebody was put in charge."""

    SETS: ClassVar[Mapping[str, str]] = {"to": "owner", "to_unit": "unit"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"to"})

    event: Literal["assigned"] = "assigned"
    to: Code | None = absent("key of who is in charge")
    to_role: Code | None = absent("role of who is in charge")
    to_unit: Code | None = absent("unit in charge")


class Transferred(CaseEvent, frozen=True):
    """The case was handed to somebody else."""

    event: Literal["transferred"] = "transferred"
    to: Code | None = absent("key of the receiver")
    to_role: Code | None = absent("role of the receiver")
    to_unit: Code | None = absent("unit of the receiver")
    reason_code: Code | None = absent("why, as a code")
    reason: Personal | None = absent("why, in words")
    customer_told: Flag | None = absent("whether the customer was told the reason")
    receiver_introduced: Flag | None = absent("whether the receiver was introduced to the customer")
    accepted: Flag | None = absent("whether the receiver accepted")


class TakenOver(CaseEvent, frozen=True):
    """The receiver of a transfer took over."""

    event: Literal["taken_over"] = "taken_over"
    from_person: Code | None = absent("key of who handed over")
    apart: Flag | None = absent("whether the customer was taken to where others are not disturbed")


class Escalated(CaseEvent, frozen=True):
    """The case was raised to a higher post."""

    event: Literal["escalated"] = "escalated"
    to: Code | None = absent("key of the receiver")
    to_role: Code | None = absent("role of the receiver")
    to_unit: Code | None = absent("unit of the receiver")
    reason_code: Code | None = absent("why, as a code")
    reason: Personal | None = absent("why, in words")


class Requested(CaseEvent, frozen=True):
    """The customer asked for business to be done."""

    SETS: ClassVar[Mapping[str, str]] = {"service": "service"}

    event: Literal["requested"] = "requested"
    service: Code | None = absent("what the customer wants done")


class Submitted(CaseEvent, frozen=True):
    """A form or request was handed in."""

    event: Literal["submitted"] = "submitted"
    amount: Amount | None = absent("amount asked for")
    form: Code | None = absent("which form")


class MaterialReceived(CaseEvent, frozen=True):
    """The customer or a third party handed in material."""

    event: Literal["material_received"] = "material_received"
    new_facts: Flag | None = absent("whether it holds new facts")
    kind_of_material: Code | None = absent("what it is")


class Merged(CaseEvent, frozen=True):
    """The case was merged with another about the same matter."""

    event: Literal["merged"] = "merged"
    with_case: Code | None = absent("id of the other case")
    customer_told: Flag | None = absent("whether the customer was told")


class MergedInto(CaseEvent, frozen=True):
    """The case was taken up into another."""

    event: Literal["merged_into"] = "merged_into"
    into: Code | None = absent("id of the case that goes on")
    customer_told: Flag | None = absent("whether the customer was told")


class HotlineVerified(CaseEvent, frozen=True):
    """An employee checked that the caller is the bank's hotline."""

    event: Literal["hotline_verified"] = "hotline_verified"


class HotlineContact(CaseEvent, frozen=True):
    """The bank's hotline was spoken to about the case."""

    event: Literal["hotline_contact"] = "hotline_contact"
    answered_truthfully: Flag | None = absent("whether it was answered truthfully")
    conduct: Literal["cooperative", "refused", "hung_up", "argued"] | None = absent("how the employee behaved")
