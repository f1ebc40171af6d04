"""Events of an employee at work: duty, guidance, appraisal, conduct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events.agent import AgentEvent
from servicepolicy.models.fields import Code, Count, Flag, Number, Personal, Texts, absent

__all__ = [
    "Appraised",
    "AreaCleaned",
    "BusinessDone",
    "CareerPlanned",
    "ComplaintHandled",
    "ConductNoted",
    "DecisionExecuted",
    "EmergencyHandled",
    "Guided",
    "MentorAssigned",
    "Published",
    "StartedDuty",
    "Studied",
    "UnrelatedActivity",
]


class StartedDuty(AgentEvent, frozen=True):
    """The employee was on duty for the first time, or for the first time in a post."""

    event: Literal["started_duty"] = "started_duty"
    post: Code | None = absent("the post")


class MentorAssigned(AgentEvent, frozen=True):
    """The employee got a mentor."""

    SETS: ClassVar[Mapping[str, str]] = {"mentor": "mentor"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"mentor"})

    event: Literal["mentor_assigned"] = "mentor_assigned"
    mentor: Code | None = absent("key of the mentor")


class Guided(AgentEvent, frozen=True):
    """The mentor guided the employee at work."""

    event: Literal["guided"] = "guided"
    mentor: Code | None = absent("key of the mentor")
    topic: Code | None = absent("in what")


class Studied(AgentEvent, frozen=True):
    """The employee studied alone."""

    event: Literal["studied"] = "studied"
    topics: Texts | None = absent("what, such as rules")
    platform: Code | None = absent("where, such as online_learning")
    hours: Number | None = absent("length in hours")


class CareerPlanned(AgentEvent, frozen=True):
    """A career plan was made with the employee."""

    SETS: ClassVar[Mapping[str, str]] = {"career_plan": "career_plan", "career_path": "career_path"}

    event: Literal["career_planned"] = "career_planned"
    career_plan: Flag | None = absent("whether there is a plan now")
    career_path: Texts | None = absent("roles that it leads through")


class Appraised(AgentEvent, frozen=True):
    """The employee was appraised."""

    event: Literal["appraised"] = "appraised"
    period: Code | None = absent("for which period, such as 2026-01 or 2026-Q1")
    occasion: Literal["regular", "ad_hoc"] | None = absent("by the calendar, or for a special reason")
    score: Number | None = absent("the score")
    grade: Code | None = absent("the grade, such as excellent")
    rank: Count | None = absent("place in the ranking")


class EmergencyHandled(AgentEvent, frozen=True):
    """The employee dealt with an emergency."""

    event: Literal["emergency_handled"] = "emergency_handled"
    incident: Code | None = absent("id of the incident")
    score: Number | None = absent("how well, as a score")


class ComplaintHandled(AgentEvent, frozen=True):
    """The employee dealt with a complaint, and was rated for it."""

    event: Literal["complaint_handled"] = "complaint_handled"
    case: Code | None = absent("id of the case")
    score: Number | None = absent("how well, as a score")


class DecisionExecuted(AgentEvent, frozen=True):
    """The employee carried out, or should have carried out, what a meeting resolved."""

    event: Literal["decision_executed"] = "decision_executed"
    meeting: Code | None = absent("id of the meeting")
    resolution: Code | None = absent("key of the resolution")
    in_time: Flag | None = absent("whether it was done, and in time")
    score: Number | None = absent("how well, as a score")


class Published(AgentEvent, frozen=True):
    """A reward or a sanction was made known."""

    event: Literal["published"] = "published"
    decision: Code | None = absent("key of the decision")


class BusinessDone(AgentEvent, frozen=True):
    """The employee did a customer's business."""

    event: Literal["business_done"] = "business_done"
    case: Code | None = absent("id of the case")
    by_rules: Flag | None = absent("whether by the rules")
    authorised: Flag | None = absent("whether within the employee's authority")


class UnrelatedActivity(AgentEvent, frozen=True):
    """The employee did something that has nothing to do with work."""

    event: Literal["unrelated_activity"] = "unrelated_activity"
    activity: Code | None = absent("what, such as games or private_calls")
    working_time: Flag | None = absent("whether during working time")


class ConductNoted(AgentEvent, frozen=True):
    """How the employee behaved was noted."""

    event: Literal["conduct_noted"] = "conduct_noted"
    conduct: Literal["proper", "personal_gain", "unfair_service", "impatient", "rude", "rules_broken"] | None = absent(
        "how"
    )
    case: Code | None = absent("id of the case")
    remark: Personal | None = absent("what was noted, in words")


class AreaCleaned(AgentEvent, frozen=True):
    """The employee cleaned an area."""

    event: Literal["area_cleaned"] = "area_cleaned"
    area: Literal["personal", "office", "public"] | None = absent("which")
