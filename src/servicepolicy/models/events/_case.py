"""What events of a case have in common."""

from __future__ import annotations

from typing import Literal

from servicepolicy.models.complaint import Channel
from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Code, absent

__all__ = ["CaseEvent", "Party"]

Party = Literal["customer", "internal", "regulator", "representative", "other"]
"""Who is answered, told or asked."""


class CaseEvent(EventRecord, frozen=True):
    """Base of the events of a case."""

    matter: Code | None = absent("matter to which it belongs, where a case has several")
    interaction: Code | None = absent("id of the call, chat or visit in which it happened")
    channel: Channel | None = absent("channel through which it happened")
