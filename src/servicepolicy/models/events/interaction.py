"""Events of a call, a chat or a visit to the counter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.events._case import Party
from servicepolicy.models.fields import Code, Count, Flag, Number, Personal, Texts, absent

__all__ = [
    "Answered",
    "Archived",
    "BadeFarewell",
    "ConductNoted",
    "DataRecorded",
    "Ended",
    "FurtherNeedsAsked",
    "Greeted",
    "Held",
    "Identified",
    "Interrupted",
    "NeedAsked",
    "OpinionPassedOn",
    "OpinionRecorded",
    "Rang",
    "Rated",
    "ReadBack",
    "Received",
    "RecordCompiled",
    "Replied",
    "Resumed",
    "Said",
    "Sampled",
    "SatisfactionAsked",
    "Transferred",
]


class InteractionEvent(EventRecord, frozen=True):
    """Base of the events of an interaction."""

    matter: Code | None = absent("matter to which it belongs, where an interaction has several")
    case: Code | None = absent("id of the case that it is about")


class Received(InteractionEvent, frozen=True):
    """The customer called, wrote in the chat or came to the counter."""

    event: Literal["received"] = "received"
    content: Personal | None = absent("what the customer said")


class Rang(InteractionEvent, frozen=True):
    """The telephone began to ring."""

    event: Literal["rang"] = "rang"


class Answered(InteractionEvent, frozen=True):
    """An employee took the call or the chat."""

    SETS: ClassVar[Mapping[str, str]] = {"rings": "rings"}

    event: Literal["answered"] = "answered"
    rings: Count | None = absent("how often it rang")


class Greeted(InteractionEvent, frozen=True):
    """The customer was greeted."""

    event: Literal["greeted"] = "greeted"
    polite: Flag | None = absent("whether polite words were used")
    bank_named: Flag | None = absent("whether the bank was named")


class Identified(InteractionEvent, frozen=True):
    """The customer was identified."""

    event: Literal["identified"] = "identified"
    by_procedure: Flag | None = absent("whether the set procedure was followed")


class NeedAsked(InteractionEvent, frozen=True):
    """The customer was asked what is wanted."""

    event: Literal["need_asked"] = "need_asked"


class Replied(InteractionEvent, frozen=True):
    """An employee or a machine answered."""

    event: Literal["replied"] = "replied"
    to: Party | None = absent("who was answered")
    substance: Literal["full", "partial", "acknowledgement"] | None = absent("how far it answers")
    automatic: Flag | None = absent("whether a machine wrote it")
    content: Personal | None = absent("what was said")


class ReadBack(InteractionEvent, frozen=True):
    """Important points were repeated to the customer and confirmed."""

    SETS: ClassVar[Mapping[str, str]] = {"confirmed": "confirmed"}

    event: Literal["read_back"] = "read_back"
    confirmed: Flag | None = absent("whether the customer confirmed")


class Said(InteractionEvent, frozen=True):
    """Something was said or typed: one utterance of the transcript.

    Who spoke is `speaker`; left out, it is read off the `kind` of who did it (a human is an agent).
    """

    event: Literal["said"] = "said"
    speaker: Literal["agent", "bot", "customer"] | None = absent("who spoke")
    text: Personal | None = absent("the words")


class Held(InteractionEvent, frozen=True):
    """The customer was asked to wait."""

    event: Literal["held"] = "held"
    consent: Flag | None = absent("whether the customer agreed")


class Resumed(InteractionEvent, frozen=True):
    """The conversation went on."""

    event: Literal["resumed"] = "resumed"


class Transferred(InteractionEvent, frozen=True):
    """The customer was handed to another employee."""

    event: Literal["transferred"] = "transferred"
    to: Code | None = absent("key of the receiver")
    to_role: Code | None = absent("role of the receiver")
    to_unit: Code | None = absent("unit of the receiver")
    reason: Personal | None = absent("why")
    reason_code: Code | None = absent("why, as a code")
    customer_told: Flag | None = absent("whether the customer was told the reason")
    receiver_introduced: Flag | None = absent("whether the receiver was introduced")
    accepted: Flag | None = absent("whether the receiver accepted")


class Interrupted(InteractionEvent, frozen=True):
    """The customer was interrupted."""

    event: Literal["interrupted"] = "interrupted"
    speaker: Literal["agent", "customer", "line"] | None = absent("who or what interrupted")


class OpinionRecorded(InteractionEvent, frozen=True):
    """The customer's opinion was written down."""

    event: Literal["opinion_recorded"] = "opinion_recorded"
    opinion: Personal | None = absent("the opinion")


class OpinionPassedOn(InteractionEvent, frozen=True):
    """The customer's opinion went to the department concerned."""

    event: Literal["opinion_passed_on"] = "opinion_passed_on"
    to_unit: Code | None = absent("department concerned")


class SatisfactionAsked(InteractionEvent, frozen=True):
    """The customer was asked whether the service satisfies."""

    SETS: ClassVar[Mapping[str, str]] = {"satisfied": "satisfied"}

    event: Literal["satisfaction_asked"] = "satisfaction_asked"
    satisfied: Flag | None = absent("the answer")
    score: Number | None = absent("score that the customer gave")


class FurtherNeedsAsked(InteractionEvent, frozen=True):
    """The customer was asked whether anything else is wanted."""

    event: Literal["further_needs_asked"] = "further_needs_asked"


class BadeFarewell(InteractionEvent, frozen=True):
    """The employee said goodbye."""

    event: Literal["bade_farewell"] = "bade_farewell"
    polite: Flag | None = absent("whether polite words were used")


class Ended(InteractionEvent, frozen=True):
    """The call, chat or visit ended."""

    event: Literal["ended"] = "ended"
    ended_by: Party | None = absent("who ended it")


class DataRecorded(InteractionEvent, frozen=True):
    """The data of the service were recorded."""

    event: Literal["data_recorded"] = "data_recorded"
    items: Texts | None = absent("what was recorded, such as time, need, handling, feedback")


class RecordCompiled(InteractionEvent, frozen=True):
    """The record of the service was compiled."""

    event: Literal["record_compiled"] = "record_compiled"
    complete: Flag | None = absent("whether it is complete")


class Archived(InteractionEvent, frozen=True):
    """The record was archived."""

    event: Literal["archived"] = "archived"
    place: Code | None = absent("where")


class Rated(InteractionEvent, frozen=True):
    """Somebody rated the interaction."""

    event: Literal["rated"] = "rated"
    score: Number | None = absent("the score")
    rater: Literal["customer", "superior", "self", "quality"] | None = absent("who rated")
    indicator: Code | None = absent("what was rated, such as attitude, tone or accuracy")


class Sampled(InteractionEvent, frozen=True):
    """Quality control looked at the interaction."""

    event: Literal["sampled"] = "sampled"
    accurate: Flag | None = absent("whether the answers were accurate")
    score: Number | None = absent("the score")
    indicator: Code | None = absent("what was looked at")


class ConductNoted(InteractionEvent, frozen=True):
    """How an employee behaved was noted."""

    event: Literal["conduct_noted"] = "conduct_noted"
    conduct: (
        Literal["proper", "impatient", "shirking", "rude", "threw_item", "amount_called_out", "request_refused"] | None
    ) = absent("how")
    person: Code | None = absent("key of the employee")
