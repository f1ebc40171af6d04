"""The incident: an emergency, from its outbreak to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.complaint import Severity
from servicepolicy.models.dated_fields import DatedFlag
from servicepolicy.models.fields import Code, Count, Instant, Number, Personal, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import IncidentGiven

__all__ = ["Incident", "IncidentKind"]

IncidentKind = Literal["system_failure", "customer_complaint", "sudden_peak", "data_leak", "other"]


class Incident(SubjectRecord, frozen=True):
    """Something that disturbs service and has to be answered at once. What is left out is unknown.

    Example:
        >>> incident = Incident(id="I-1", kind="system_failure", hinders_intake=True)
        >>> incident.facts().value("kind", None)
        'system_failure'
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[IncidentGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "incident"

    subject: Literal["incident"] = Field(default="incident", description="what the subject is")
    kind: IncidentKind | None = absent("what it is: a class of emergency, or a leak of data")
    severity: Severity | None = absent("how grave it is")
    unit: Code | None = absent("unit that is hit")
    system: Code | None = absent("system that failed")
    occurred_at: Instant | None = absent("when it broke out")
    scope: Code | None = absent("how far it reaches, such as one_outlet, telephone or all_channels")
    hinders_intake: DatedFlag | None = absent("whether it hinders the intake of complaints or business")
    customers_affected: Count | None = absent("how many customers are affected")
    rise: Number | None = absent("for a sudden peak: by how many per cent volume rose")
    case: Code | None = absent("id of the complaint behind it")
    channels: Texts | None = absent("channels that are disturbed")
    description: Personal | None = absent("what happened, in words")
