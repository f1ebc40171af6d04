"""Events of the bank or one of its units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Amount, Code, Flag, Number, Texts, absent
from servicepolicy.models.meeting import MeetingKind

__all__ = [
    "Assessed",
    "Audited",
    "Awarded",
    "Cleaned",
    "CrossTrained",
    "DataConsolidated",
    "Displayed",
    "ForcedPass",
    "LiaisonNamed",
    "LiaisonSynced",
    "MadeKnown",
    "ManagementBriefed",
    "MeetingHeld",
    "MinutesCompiled",
    "OpinionBookRead",
    "ProblemFound",
    "ProblemRectified",
    "ProgressReported",
    "RegimeAdopted",
    "Repaired",
    "ReportSubmitted",
    "Reviewed",
    "SealVerified",
    "Surveyed",
]


class OrganisationEvent(EventRecord, frozen=True):
    """Base of the events of an organisation."""

    slot: Code | None = absent("date or period that the act serves, where it says so")


class ReportSubmitted(OrganisationEvent, frozen=True):
    """A report was handed in."""

    event: Literal["report_submitted"] = "report_submitted"
    report: Code | None = absent("which report")
    covers: Texts | None = absent("what it tells: volume, satisfaction, handling ...")
    for_week: Code | None = absent("week that it is about, such as 2026-W05")
    for_period: Code | None = absent("period that it is about")
    to_role: Code | None = absent("role of the receiver")


class ProgressReported(OrganisationEvent, frozen=True):
    """Management was told about progress."""

    event: Literal["progress_reported"] = "progress_reported"
    for_period: Code | None = absent("period that it is about")
    to_role: Code | None = absent("role of the receiver")


class MeetingHeld(OrganisationEvent, frozen=True):
    """A meeting was held."""

    event: Literal["meeting_held"] = "meeting_held"
    meeting: Code | None = absent("id of the meeting")
    meeting_kind: MeetingKind | None = absent("what kind of meeting")
    topics: Texts | None = absent("topics")
    attended: Texts | None = absent("keys of those who came")
    absent_heads: Texts | None = absent("departments whose head did not come; an empty list says that all came")
    chaired_by: Code | None = absent("key of the chair")
    chair_role: Code | None = absent("role of the chair")
    aims_set: Flag | None = absent("whether aims were set")


class MinutesCompiled(OrganisationEvent, frozen=True):
    """Minutes were compiled."""

    event: Literal["minutes_compiled"] = "minutes_compiled"
    for_period: Code | None = absent("period")


class LiaisonNamed(OrganisationEvent, frozen=True):
    """A department named its liaison."""

    event: Literal["liaison_named"] = "liaison_named"
    department: Code | None = absent("the department")
    person: Code | None = absent("key of the liaison")


class LiaisonSynced(OrganisationEvent, frozen=True):
    """The departments' liaisons spoke with one another."""

    event: Literal["liaison_synced"] = "liaison_synced"
    departments: Texts | None = absent("departments that took part")


class CrossTrained(OrganisationEvent, frozen=True):
    """Departments trained one another."""

    event: Literal["cross_trained"] = "cross_trained"
    departments: Texts | None = absent("departments that took part")


class ProblemFound(OrganisationEvent, frozen=True):
    """A problem was found."""

    event: Literal["problem_found"] = "problem_found"
    problem: Code | None = absent("key of the problem")
    about: Literal["quality", "control", "process", "training", "security", "hygiene", "other"] | None = absent(
        "what it concerns"
    )
    source: Code | None = absent("survey, sampling, audit or other")


class ProblemRectified(OrganisationEvent, frozen=True):
    """A problem was put right."""

    event: Literal["problem_rectified"] = "problem_rectified"
    problem: Code | None = absent("key of the problem")


class MadeKnown(OrganisationEvent, frozen=True):
    """Something was made known to the department."""

    event: Literal["made_known"] = "made_known"
    problem: Code | None = absent("key of the problem")
    to_unit: Code | None = absent("who was told: a department, or all")
    topic: Code | None = absent("what")


class Audited(OrganisationEvent, frozen=True):
    """An internal audit was made."""

    event: Literal["audited"] = "audited"
    scope: Texts | None = absent("what was sampled")
    internal: Flag | None = absent("whether the bank itself audited")


class Assessed(OrganisationEvent, frozen=True):
    """Results or systems were assessed."""

    event: Literal["assessed"] = "assessed"
    what: Code | None = absent("what was assessed: results, information_security, controls ...")


class Repaired(OrganisationEvent, frozen=True):
    """A weakness of a system was repaired."""

    event: Literal["repaired"] = "repaired"
    system: Code | None = absent("the system")
    weakness: Code | None = absent("key of the weakness")


class Reviewed(OrganisationEvent, frozen=True):
    """A process was reviewed."""

    event: Literal["reviewed"] = "reviewed"
    process: Code | None = absent("the process")


class Surveyed(OrganisationEvent, frozen=True):
    """Customers or employees were asked."""

    event: Literal["surveyed"] = "surveyed"
    survey: Code | None = absent("which survey")
    asked: Literal["customers", "employees"] | None = absent("who was asked")
    anonymous: Flag | None = absent("whether nobody is named")
    topics: Texts | None = absent("about what, such as process_pain_points")
    score: Number | None = absent("the mean score")


class DataConsolidated(OrganisationEvent, frozen=True):
    """Service data were brought together."""

    event: Literal["data_consolidated"] = "data_consolidated"
    complete_share: Number | None = absent("share of complete records, in per cent")
    accurate_share: Number | None = absent("share of accurate records, in per cent")
    for_period: Code | None = absent("period")


class ManagementBriefed(OrganisationEvent, frozen=True):
    """Management was briefed."""

    event: Literal["management_briefed"] = "management_briefed"
    topic: Code | None = absent("about what")


class Cleaned(OrganisationEvent, frozen=True):
    """A place was cleaned."""

    event: Literal["cleaned"] = "cleaned"
    area: Code | None = absent("which place: public, office, company ...")
    person: Code | None = absent("key of who cleaned, where it is one")
    items: Texts | None = absent("what was cleaned")


class OpinionBookRead(OrganisationEvent, frozen=True):
    """The opinion book was read."""

    event: Literal["opinion_book_read"] = "opinion_book_read"


class SealVerified(OrganisationEvent, frozen=True):
    """A seal was checked by machine."""

    event: Literal["seal_verified"] = "seal_verified"
    document: Code | None = absent("key of the document")


class ForcedPass(OrganisationEvent, frozen=True):
    """A seal that the machine rejected was passed by hand."""

    event: Literal["forced_pass"] = "forced_pass"
    document: Code | None = absent("key of the document")


class Displayed(OrganisationEvent, frozen=True):
    """Something was put up where customers see it."""

    SETS: ClassVar[Mapping[str, str]] = {"items": "displayed"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"items"})

    event: Literal["displayed"] = "displayed"
    items: Texts | None = absent("all that is put up from then on")


class RegimeAdopted(OrganisationEvent, frozen=True):
    """A regime of customer information was adopted."""

    SETS: ClassVar[Mapping[str, str]] = {"covers": "regime_covers", "in_writing": "regime_in_writing"}

    event: Literal["regime_adopted"] = "regime_adopted"
    regime: Code | None = absent("key of the regime")
    covers: Texts | None = absent("what it covers")
    in_writing: Flag | None = absent("whether it is in writing")


class Awarded(OrganisationEvent, frozen=True):
    """A team bonus was given."""

    event: Literal["awarded"] = "awarded"
    unit_awarded: Code | None = absent("the team")
    reward: Code | None = absent("which reward")
    amount: Amount | None = absent("the bonus")
    period: Code | None = absent("for which period")
    published: Flag | None = absent("whether it was published")
