"""The candidate: somebody who applies for work at the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.fields import Code, Flag, Number, Personal, PersonalCount, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import CandidateGiven

__all__ = ["Candidate", "Education"]

Education = Literal["secondary_school", "junior_college", "bachelor", "master", "doctorate"]
"""The highest degree, from the lowest to the highest."""


class Candidate(SubjectRecord, frozen=True):
    """One application, from the résumé to the first day or the refusal. What is left out is unknown.

    Example:
        >>> candidate = Candidate(id="K-1", education="bachelor", age=29)
        >>> candidate.facts().value("education", None)
        'bachelor'
        >>> candidate  # an age is judged, and never shown
        Candidate(id='K-1', subject='candidate', events=(), education='bachelor')
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[CandidateGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "candidate"

    subject: Literal["candidate"] = Field(default="candidate", description="what the subject is")
    position: Code | None = absent("position applied for")
    unit: Code | None = absent("unit that recruits")
    channel: Code | None = absent("how the candidate came: own_site, job_board, campus, open_recruiting ...")
    name: Personal | None = absent("name of the candidate")
    contact: Personal | None = absent("how the candidate can be reached")
    age: PersonalCount | None = absent("age in whole years when applying")
    education: Education | None = absent("highest degree")
    field_of_study: Code | None = absent("what was studied: finance, economics, management ...")
    competences: Texts | None = absent(
        "abilities shown: communication, service_awareness, banking_knowledge, learning, stress, problem_solving, "
        "computer_entry ..."
    )
    service_experience: Flag | None = absent("whether the candidate has worked with customers before")
    experience_years: Number | None = absent("years of work before")
    meets_basic_conditions: Flag | None = absent("whether the résumé meets the basic conditions")
    outcome: Literal["hired", "not_hired"] | None = absent("what was decided")
