"""Events of an application for work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Code, Flag, Number, Personal, PersonalCount, Texts, absent

__all__ = [
    "ApplicationWithdrawn",
    "Applied",
    "BackgroundChecked",
    "CandidateEvent",
    "CompetencesAssessed",
    "Decided",
    "Interviewed",
    "Onboarded",
    "Rejected",
    "ResumeScreened",
    "Tested",
]


class CandidateEvent(EventRecord, frozen=True):
    """Base of the events of an application."""


class Applied(CandidateEvent, frozen=True):
    """The candidate applied."""

    SETS: ClassVar[Mapping[str, str]] = {"channel": "channel", "position": "position", "age": "age"}

    event: Literal["applied"] = "applied"
    channel: Code | None = absent("how: own_site, job_board, campus, open_recruiting ...")
    position: Code | None = absent("position applied for")
    age: PersonalCount | None = absent("age in whole years")


class ResumeScreened(CandidateEvent, frozen=True):
    """The résumé was looked through."""

    SETS: ClassVar[Mapping[str, str]] = {"meets_basic_conditions": "meets_basic_conditions"}

    event: Literal["resume_screened"] = "resume_screened"
    meets_basic_conditions: Flag | None = absent("whether it meets the basic conditions")


class Tested(CandidateEvent, frozen=True):
    """The candidate sat the written test."""

    event: Literal["tested"] = "tested"
    covers: Texts | None = absent(
        "what was tested: banking_knowledge, service_awareness, communication, computer_operation ..."
    )
    score: Number | None = absent("the score")
    passed: Flag | None = absent("whether it was passed")


class Interviewed(CandidateEvent, frozen=True):
    """The candidate was interviewed."""

    event: Literal["interviewed"] = "interviewed"
    parts: Texts | None = absent("what it was made of: structured, simulated_scenario ...")
    score: Number | None = absent("the score")
    passed: Flag | None = absent("whether it was passed")


class CompetencesAssessed(CandidateEvent, frozen=True):
    """It was noted which abilities the candidate has shown."""

    SETS: ClassVar[Mapping[str, str]] = {"competences": "competences"}

    event: Literal["competences_assessed"] = "competences_assessed"
    competences: Texts | None = absent("the abilities")


class BackgroundChecked(CandidateEvent, frozen=True):
    """What the candidate had said was checked."""

    event: Literal["background_checked"] = "background_checked"
    verifies: Texts | None = absent("what was verified: education, work_history ...")
    passed: Flag | None = absent("whether it was in order")


class Decided(CandidateEvent, frozen=True):
    """It was decided whether to hire."""

    SETS: ClassVar[Mapping[str, str]] = {"outcome": "outcome"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"outcome"})

    event: Literal["decided"] = "decided"
    outcome: Literal["hired", "not_hired"] | None = absent("what was decided")
    rests_on: Texts | None = absent("results on which it rests: tested, interviewed, background_checked ...")


class Onboarded(CandidateEvent, frozen=True):
    """The candidate began to work."""

    event: Literal["onboarded"] = "onboarded"
    agent: Code | None = absent("key of the new employee")
    to_role: Code | None = absent("role")
    to_unit: Code | None = absent("unit")


class Rejected(CandidateEvent, frozen=True):
    """The candidate was turned down."""

    event: Literal["rejected"] = "rejected"
    stage: Literal["resume", "test", "interview", "background", "decision"] | None = absent("at which step")
    reason_code: Code | None = absent("why, as a code")
    reason: Personal | None = absent("why, in words")


class ApplicationWithdrawn(CandidateEvent, frozen=True):
    """The candidate withdrew."""

    event: Literal["application_withdrawn"] = "application_withdrawn"
