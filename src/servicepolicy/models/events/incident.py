"""Events of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.complaint import Severity
from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Code, Count, Flag, Instant, Personal, Texts, absent
from servicepolicy.models.incident import IncidentKind

__all__ = [
    "AgentsReallocated",
    "Calmed",
    "Classed",
    "Closed",
    "DemandUnderstood",
    "Discovered",
    "EngineeringCalled",
    "Failed",
    "HoursAdjusted",
    "IncidentEvent",
    "IntakeTaken",
    "InvestigationClosed",
    "InvestigationOpened",
    "ManualIntakeEnded",
    "ManualIntakeStarted",
    "MeasuresTaken",
    "Occurred",
    "PlanMade",
    "ProcessFollowed",
    "ProcessStreamlined",
    "ProgressReported",
    "Reported",
    "Resolved",
    "Restored",
    "SafetyRaised",
    "ServiceDiverted",
    "SupportAdded",
    "TeamFormed",
]


class IncidentEvent(EventRecord, frozen=True):
    """Base of the events of an incident."""


class Occurred(IncidentEvent, frozen=True):
    """It broke out."""

    event: Literal["occurred"] = "occurred"


class Discovered(IncidentEvent, frozen=True):
    """Somebody noticed it."""

    event: Literal["discovered"] = "discovered"


class Classed(IncidentEvent, frozen=True):
    """It was put into a class."""

    SETS: ClassVar[Mapping[str, str]] = {
        "incident_kind": "kind",
        "severity": "severity",
        "hinders_intake": "hinders_intake",
    }

    event: Literal["classed"] = "classed"
    incident_kind: IncidentKind | None = absent("which class")
    severity: Severity | None = absent("how grave")
    hinders_intake: Flag | None = absent("whether it hinders the intake of complaints or business")


class Reported(IncidentEvent, frozen=True):
    """It was reported."""

    SETS: ClassVar[Mapping[str, str]] = {"incident_kind": "kind", "occurred_at": "occurred_at", "scope": "scope"}

    event: Literal["reported"] = "reported"
    to: Code | None = absent("key of who was told")
    to_role: Code | None = absent("role of who was told, such as supervisor")
    to_unit: Code | None = absent("unit that was told")
    incident_kind: IncidentKind | None = absent("the class that the report gives")
    occurred_at: Instant | None = absent("the time of occurrence that the report gives")
    scope: Code | None = absent("the scope of impact that the report gives")


class TeamFormed(IncidentEvent, frozen=True):
    """A team was formed that deals with it."""

    event: Literal["team_formed"] = "team_formed"
    members: Texts | None = absent("keys of its members")


class PlanMade(IncidentEvent, frozen=True):
    """A plan was made."""

    event: Literal["plan_made"] = "plan_made"
    measures: Texts | None = absent("what it provides for")


class Failed(IncidentEvent, frozen=True):
    """A system stopped working."""

    SETS: ClassVar[Mapping[str, str]] = {"system": "system"}

    event: Literal["failed"] = "failed"
    system: Code | None = absent("the system")


class EngineeringCalled(IncidentEvent, frozen=True):
    """Engineering was called."""

    event: Literal["engineering_called"] = "engineering_called"
    system: Code | None = absent("the system")


class ServiceDiverted(IncidentEvent, frozen=True):
    """Customers were sent another way, so that service goes on."""

    event: Literal["service_diverted"] = "service_diverted"
    channels: Texts | None = absent("where to, such as self_service")


class Restored(IncidentEvent, frozen=True):
    """The system works again."""

    event: Literal["restored"] = "restored"
    system: Code | None = absent("the system")


class ManualIntakeStarted(IncidentEvent, frozen=True):
    """From here on complaints are taken by hand."""

    event: Literal["manual_intake_started"] = "manual_intake_started"


class ManualIntakeEnded(IncidentEvent, frozen=True):
    """What was taken by hand has been entered, and the system is used again."""

    event: Literal["manual_intake_ended"] = "manual_intake_ended"


class IntakeTaken(IncidentEvent, frozen=True):
    """A complaint came in meanwhile, and was taken."""

    event: Literal["intake_taken"] = "intake_taken"
    case: Code | None = absent("id of the case")
    by_hand: Flag | None = absent("whether it was taken by hand")


class Calmed(IncidentEvent, frozen=True):
    """The customer was calmed."""

    event: Literal["calmed"] = "calmed"


class DemandUnderstood(IncidentEvent, frozen=True):
    """It was found out what the customer wants."""

    event: Literal["demand_understood"] = "demand_understood"
    demand: Personal | None = absent("what the customer wants")


class ProcessFollowed(IncidentEvent, frozen=True):
    """The complaint was taken up by the process for complaints."""

    SETS: ClassVar[Mapping[str, str]] = {"case": "case"}

    event: Literal["process_followed"] = "process_followed"
    case: Code | None = absent("id of the case that was opened")


class AgentsReallocated(IncidentEvent, frozen=True):
    """Agents were moved to where they are needed."""

    event: Literal["agents_reallocated"] = "agents_reallocated"
    agents: Count | None = absent("how many")


class SupportAdded(IncidentEvent, frozen=True):
    """Others came to help for a time."""

    event: Literal["support_added"] = "support_added"
    agents: Count | None = absent("how many")


class ProcessStreamlined(IncidentEvent, frozen=True):
    """The process was made shorter for the time being."""

    event: Literal["process_streamlined"] = "process_streamlined"


class HoursAdjusted(IncidentEvent, frozen=True):
    """Service hours were changed for the time being."""

    event: Literal["hours_adjusted"] = "hours_adjusted"


class SafetyRaised(IncidentEvent, frozen=True):
    """Safety was raised."""

    event: Literal["safety_raised"] = "safety_raised"


class MeasuresTaken(IncidentEvent, frozen=True):
    """Other fitting measures were taken."""

    event: Literal["measures_taken"] = "measures_taken"
    measures: Texts | None = absent("which, such as hours_adjusted or safety_raised")


class ProgressReported(IncidentEvent, frozen=True):
    """It was reported how things stand."""

    event: Literal["progress_reported"] = "progress_reported"
    to_role: Code | None = absent("role of who was told")
    to_unit: Code | None = absent("unit that was told")


class InvestigationOpened(IncidentEvent, frozen=True):
    """An investigation was opened."""

    event: Literal["investigation_opened"] = "investigation_opened"
    internal: Flag | None = absent("whether the bank itself investigates")


class InvestigationClosed(IncidentEvent, frozen=True):
    """The investigation came to its end."""

    event: Literal["investigation_closed"] = "investigation_closed"
    internal: Flag | None = absent("whether the bank itself investigated")
    finding: Code | None = absent("what was found, as a code")


class Resolved(IncidentEvent, frozen=True):
    """It is over."""

    event: Literal["resolved"] = "resolved"


class Closed(IncidentEvent, frozen=True):
    """Nothing more is to be done about it."""

    event: Literal["closed"] = "closed"
