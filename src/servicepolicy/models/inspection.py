"""The inspection: the order and cleanliness of one place on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Unpack

from pydantic import Field

from servicepolicy.models.fields import Code, Day, Flag, Personal, Texts, absent
from servicepolicy.models.subject import SubjectRecord

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import InspectionGiven

__all__ = ["Area", "Inspection"]

Area = Literal["public", "personal", "office", "meeting_room", "manager_office", "entrance", "other"]


class Inspection(SubjectRecord, frozen=True):
    """What was done and found at one place on one day. What is left out is unknown.

    Example:
        >>> inspection = Inspection(id="H-1", area="personal", person="e17", in_order=["desk", "keyboard"])
        >>> inspection.facts().value("in_order", None)
        ('desk', 'keyboard')
    """

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[InspectionGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "inspection"

    subject: Literal["inspection"] = Field(default="inspection", description="what the subject is")
    area: Area | None = absent("which kind of place")
    place: Code | None = absent("which place, such as small-meeting-room")
    unit: Code | None = absent("unit to which it belongs")
    person: Code | None = absent("key of the employee whose area it is")
    on_duty: Code | None = absent("key of the person on the day's roster")
    inspector: Code | None = absent("key of who inspects")
    date: Day | None = absent("the day")
    announced: Flag | None = absent("whether it was announced beforehand")
    checked: Texts | None = absent("points that were looked at, such as desk, floor, copier or cables")
    in_order: Texts | None = absent("points that were in order")
    not_in_order: Texts | None = absent("points that were not in order; an empty list says that all were")
    on_desk: Texts | None = absent("what lay on the desk beside work: personal_things, food, plant, fish_tank ...")
    switched_off: Texts | None = absent("what was off when the employee had left: computer, screen, main_switch ...")
    remark: Personal | None = absent("what the inspector wrote")
