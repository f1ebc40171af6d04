"""The meeting: a weekly talk, a strategy meeting, or a vote of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.dated_fields import DatedTexts
from servicepolicy.models.fields import Code, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import MeetingGiven

__all__ = ["Meeting", "MeetingKind"]

MeetingKind = Literal["weekly", "strategy", "vote", "review", "training", "mediation", "other"]


class Meeting(SubjectRecord, frozen=True):
    """A meeting with its proposals, votes and resolutions. What is left out is unknown.

    Also the life of a policy, from the draft over the vote to its publication: `policy` and `digest` say which.

    Example:
        >>> meeting = Meeting(id="M-1", kind="weekly", attendees=["e1", "e2"])
        >>> meeting.facts().value("attendees", None)
        ('e1', 'e2')
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[MeetingGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "meeting"

    subject: Literal["meeting"] = Field(default="meeting", description="what the subject is")
    kind: MeetingKind | None = absent("what kind of meeting")
    unit: Code | None = absent("unit that meets")
    chair: Code | None = absent("key of the chair")
    chair_role: Code | None = absent("role of the chair, such as supervising-leader")
    invited: Texts | None = absent("keys of those who were invited")
    attendees: Texts | None = absent("keys of those who came")
    attending_roles: Texts | None = absent("roles of those who came")
    absent_heads: Texts | None = absent("departments whose head did not come; an empty list says that all came")
    electorate: DatedTexts | None = absent("keys of those who may vote, or a dated list of such lists")
    agenda: Texts | None = absent("topics, such as open_complaints, process_improvement or aims")
    policy: Code | None = absent("for the life of a policy: which")
    digest: Code | None = absent("for the life of a policy: digest of the text that is voted on")
