"""The interaction: one call, chat or visit to the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.complaint import Channel
from servicepolicy.models.fields import Code, Count, Flag, Number, Personal, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import InteractionGiven

__all__ = ["Interaction"]


class Interaction(SubjectRecord, frozen=True):
    """One conversation between the bank and a customer. What is left out is unknown."""

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[InteractionGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "interaction"

    subject: Literal["interaction"] = Field(default="interaction", description="what the subject is")
    channel: Channel | None = absent("channel of the conversation, such as telephone or in_person")
    direction: Literal["inbound", "outbound"] | None = absent("whether the customer or the bank began")
    case: Code | None = absent("id of the case that it is about")
    agent: Code | None = absent("key of the employee")
    unit: Code | None = absent("unit of the employee")
    product: Code | None = absent("product or service concerned")
    language: Code | None = absent("language that was spoken")
    customer: Code | None = absent("pseudonymous key of the customer; never a name or a number of an account")
    customer_name: Personal | None = absent("name of the customer")
    customer_contact: Personal | None = absent("how the customer can be reached")
    caller_number: Personal | None = absent("number from which the customer called")
    item: Personal | None = absent("what the customer wanted")
    description: Personal | None = absent("description of the need")
    transcript: Personal | None = absent("what was said")
    call_time_recorded: Flag | None = absent("whether the time of the call was recorded")
    rings: Count | None = absent("how often it rang before it was answered")
    speech_rate: Number | None = absent("characters a minute")
    polite_words: Flag | None = absent("whether polite words were used throughout")
    vague_words: Flag | None = absent("whether vague or ambiguous words were used")
    jargon: Flag | None = absent("whether words were used that customers do not know")
    interruptions: Count | None = absent("how often the employee interrupted the customer")
    important_items: Texts | None = absent("what had to be read back, such as amount or account")
    confirmed: Flag | None = absent("whether the customer confirmed what was read back")
    satisfied: Flag | None = absent("whether the customer said to be satisfied")
