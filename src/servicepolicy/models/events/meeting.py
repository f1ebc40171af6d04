"""Events of a meeting, and of the life of a policy on which it votes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Code, Day, Flag, Instant, Number, Personal, Texts, absent

__all__ = [
    "Adopted",
    "Amended",
    "Assigned",
    "Attended",
    "CarriedOut",
    "Convened",
    "Discussed",
    "Drafted",
    "Ended",
    "MeetingEvent",
    "Minuted",
    "MinutesCompiled",
    "Opened",
    "ProposalEvent",
    "ProposalWithdrawn",
    "Proposed",
    "Published",
    "Rejected",
    "ResolutionEvent",
    "Resolved",
    "ResultPublished",
    "Superseded",
    "VoteClosed",
    "VoteOpened",
    "Voted",
]


class MeetingEvent(EventRecord, frozen=True):
    """Base of the events of a meeting."""


class ProposalEvent(MeetingEvent, frozen=True):
    """Base of the events of a proposal."""

    proposal: Code | None = absent("key of the proposal, where there are several")
    matter: Code | None = absent("what it is about, such as rules")
    policy: Code | None = absent("policy that it puts in force")
    digest: Code | None = absent("digest of the policy's text")


class ResolutionEvent(MeetingEvent, frozen=True):
    """Base of the events of a resolution."""

    resolution: Code | None = absent("key of the resolution, where there are several")


class Convened(MeetingEvent, frozen=True):
    """The meeting was called."""

    SETS: ClassVar[Mapping[str, str]] = {"invited": "invited", "agenda": "agenda"}

    event: Literal["convened"] = "convened"
    invited: Texts | None = absent("keys of those who are to come")
    agenda: Texts | None = absent("topics")


class Opened(MeetingEvent, frozen=True):
    """The meeting began."""

    SETS: ClassVar[Mapping[str, str]] = {
        "chair": "chair",
        "chair_role": "chair_role",
        "attendees": "attendees",
        "attending_roles": "attending_roles",
    }

    event: Literal["opened"] = "opened"
    chair: Code | None = absent("key of the chair")
    chair_role: Code | None = absent("role of the chair")
    attendees: Texts | None = absent("keys of those who came")
    attending_roles: Texts | None = absent("roles of those who came")


class Attended(MeetingEvent, frozen=True):
    """Somebody came."""

    event: Literal["attended"] = "attended"
    person: Code | None = absent("key of who came")
    person_role: Code | None = absent("role of who came")


class Discussed(MeetingEvent, frozen=True):
    """A topic was talked about."""

    event: Literal["discussed"] = "discussed"
    topic: Code | None = absent("the topic, such as open_complaints")


class Drafted(ProposalEvent, frozen=True):
    """A text was drafted."""

    SETS: ClassVar[Mapping[str, str]] = {"policy": "policy", "digest": "digest"}

    event: Literal["drafted"] = "drafted"


class Proposed(ProposalEvent, frozen=True):
    """Something was put to the vote."""

    event: Literal["proposed"] = "proposed"


class Amended(ProposalEvent, frozen=True):
    """The proposal was changed: votes on the text before are not votes on this one."""

    SETS: ClassVar[Mapping[str, str]] = {"digest": "digest"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"digest"})

    event: Literal["amended"] = "amended"


class VoteOpened(ProposalEvent, frozen=True):
    """From here on votes may be cast."""

    event: Literal["vote_opened"] = "vote_opened"


class Voted(ProposalEvent, frozen=True):
    """One ballot: its actor voted."""

    event: Literal["voted"] = "voted"
    choice: Literal["for", "against", "abstained"] | None = absent("how")


class VoteClosed(ProposalEvent, frozen=True):
    """From here on no vote is cast."""

    event: Literal["vote_closed"] = "vote_closed"


class Adopted(ProposalEvent, frozen=True):
    """The proposal was adopted."""

    event: Literal["adopted"] = "adopted"


class Rejected(ProposalEvent, frozen=True):
    """The proposal failed."""

    event: Literal["rejected"] = "rejected"


class ProposalWithdrawn(ProposalEvent, frozen=True):
    """The proposal was withdrawn."""

    event: Literal["proposal_withdrawn"] = "proposal_withdrawn"


class ResultPublished(ProposalEvent, frozen=True):
    """The result of the vote was made known."""

    event: Literal["result_published"] = "result_published"
    share_for: Number | None = absent("share of the votes for it, in per cent")


class Published(ProposalEvent, frozen=True):
    """The text was made known to those whom it binds."""

    event: Literal["published"] = "published"
    in_force_from: Instant | None = absent("from when on it holds")


class Superseded(ProposalEvent, frozen=True):
    """Another text took its place."""

    event: Literal["superseded"] = "superseded"
    by_digest: Code | None = absent("digest of the text that took its place")


class Resolved(ResolutionEvent, frozen=True):
    """The meeting passed a resolution."""

    event: Literal["resolved"] = "resolved"
    topic: Code | None = absent("what it is about")


class Minuted(ResolutionEvent, frozen=True):
    """A resolution was entered in the minutes."""

    event: Literal["minuted"] = "minuted"
    in_writing: Flag | None = absent("whether in writing")
    topic: Code | None = absent("topic")
    text: Personal | None = absent("what was resolved, in words")
    owner: Code | None = absent("key of who carries it out")
    due: Day | None = absent("by when")


class Assigned(ResolutionEvent, frozen=True):
    """Somebody was made responsible for a resolution."""

    event: Literal["assigned"] = "assigned"
    owner: Code | None = absent("key of who carries it out")
    due: Day | None = absent("by when")


class CarriedOut(ResolutionEvent, frozen=True):
    """A resolution was carried out."""

    event: Literal["carried_out"] = "carried_out"
    owner: Code | None = absent("key of who carried it out")
    in_time: Flag | None = absent("whether in time")


class Ended(MeetingEvent, frozen=True):
    """The meeting was over."""

    event: Literal["ended"] = "ended"
    aims_set: Flag | None = absent("whether aims were set")


class MinutesCompiled(MeetingEvent, frozen=True):
    """The minutes were finished."""

    event: Literal["minutes_compiled"] = "minutes_compiled"
    document: Code | None = absent("key of the document")
    holds: Texts | None = absent("what they hold: topic, resolution, owner, due ...")
