"""The agent: an employee, as one who acts and as one who is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.dated_fields import DatedCode, DatedFlag, DatedTexts
from servicepolicy.models.event import Actor
from servicepolicy.models.fields import Count, Day, Number, Personal, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import AgentGiven

__all__ = ["Agent"]


class Agent(SubjectRecord, frozen=True):
    """An employee or a machine that acts for the bank. What is left out is unknown.

    Also what a host hands to `decide` to say who wants to act.

    Example:
        >>> agent = Agent(id="e17", role="intake-specialist", unit="branch-1")
        >>> agent.actor(0).role
        'intake-specialist'
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[AgentGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "agent"

    subject: Literal["agent"] = Field(default="agent", description="what the subject is")
    kind: Literal["human", "bot", "system"] | None = absent("human, bot or system")
    name: Personal | None = absent("name of the employee")
    role: DatedCode | None = absent("role, or a list of `{value, from, until}`")
    unit: DatedCode | None = absent("unit, or a list of `{value, from, until}`")
    post: DatedCode | None = absent("post, or a list of `{value, from, until}`")
    level: DatedCode | None = absent("grade, or a list of `{value, from, until}`")
    user_ids: DatedTexts | None = absent("systems in which the employee has a user id, or a dated list of such lists")
    languages: Texts | None = absent("languages")
    qualifications: DatedTexts | None = absent("qualifications held, or a dated list of such lists")
    on_probation: DatedFlag | None = absent("whether on probation")
    joined_on: Day | None = absent("first day at the bank")
    left_on: Day | None = absent("last day at the bank")
    trained_days: Number | None = absent("days of training before the first day on duty")
    rotations: Count | None = absent("internal rotations so far this year")
    mentor: DatedCode | None = absent("key of the mentor, or a list of `{value, from, until}`")
    career_plan: DatedFlag | None = absent("whether there is a career plan")
    career_path: Texts | None = absent("roles that the career plan leads through, from the first to the last")

    def actor(self, at: int) -> Actor:
        """The agent as one who acts at an instant (UTC microseconds): human, unless the record says otherwise."""
        facts = self.facts()
        role, unit = facts.value("role", at), facts.value("unit", at)
        return Actor(
            self.id,
            role if isinstance(role, str) else None,
            unit if isinstance(unit, str) else None,
            self.kind or "human",
        )
