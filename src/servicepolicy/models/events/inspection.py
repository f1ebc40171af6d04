"""Events of an inspection, and of the day that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Code, Flag, Personal, Texts, absent

__all__ = [
    "BinEmptied",
    "Checked",
    "Cleaned",
    "DayBegan",
    "DayEnded",
    "Finding",
    "Found",
    "InspectionEvent",
    "Littered",
    "MealEaten",
    "MealEnded",
    "Rectified",
    "Returned",
    "RoomUsed",
    "Smoked",
    "Spat",
    "Used",
    "WasteCleared",
    "WasteEmptied",
    "WorkplaceLeft",
]

Finding = Literal[
    "untidy_desk",
    "dust",
    "litter",
    "loose_cables",
    "dirty_device",
    "smoking",
    "waste_left",
    "file_not_returned",
    "personal_things_out",
    "dirty_floor",
    "dirty_public_area",
    "wet_water_bar",
    "meal_elsewhere",
    "spitting",
    "left_switched_on",
    "other",
]


class InspectionEvent(EventRecord, frozen=True):
    """Base of the events of an inspection."""

    matter: Code | None = absent("matter to which it belongs, where there are several")
    person: Code | None = absent("key of the employee whom it concerns")
    place: Code | None = absent("which place, such as small-meeting-room")


class DayBegan(InspectionEvent, frozen=True):
    """The working day began."""

    event: Literal["day_began"] = "day_began"
    bin: Code | None = absent("a bin that has to be emptied that day: one event for each")


class DayEnded(InspectionEvent, frozen=True):
    """The working day ended."""

    event: Literal["day_ended"] = "day_ended"


class BinEmptied(InspectionEvent, frozen=True):
    """A bin was emptied."""

    event: Literal["bin_emptied"] = "bin_emptied"
    bin: Code | None = absent("which")


class WasteEmptied(InspectionEvent, frozen=True):
    """All waste was taken away."""

    event: Literal["waste_emptied"] = "waste_emptied"


class Checked(InspectionEvent, frozen=True):
    """Somebody went round with the checklist."""

    SETS: ClassVar[Mapping[str, str]] = {
        "checked": "checked",
        "in_order": "in_order",
        "not_in_order": "not_in_order",
        "on_desk": "on_desk",
    }

    event: Literal["checked"] = "checked"
    checked: Texts | None = absent("points that were looked at")
    in_order: Texts | None = absent("points that were in order")
    not_in_order: Texts | None = absent("points that were not in order; an empty list says that all were")
    on_desk: Texts | None = absent("what lay on the desk beside work")


class Found(InspectionEvent, frozen=True):
    """Something was found that must not be."""

    event: Literal["found"] = "found"
    what: Finding | None = absent("what")
    description: Personal | None = absent("what, in words")


class Rectified(InspectionEvent, frozen=True):
    """What was found was put right."""

    event: Literal["rectified"] = "rectified"
    what: Finding | None = absent("what")


class Cleaned(InspectionEvent, frozen=True):
    """A place was cleaned."""

    event: Literal["cleaned"] = "cleaned"
    items: Texts | None = absent("what was cleaned")


class RoomUsed(InspectionEvent, frozen=True):
    """A meeting room or the reception was used, and is free again."""

    event: Literal["room_used"] = "room_used"


class Used(InspectionEvent, frozen=True):
    """A book or a file was used to the end."""

    event: Literal["used"] = "used"
    item: Code | None = absent("which")


class Returned(InspectionEvent, frozen=True):
    """A book or a file went back to its place."""

    event: Literal["returned"] = "returned"
    item: Code | None = absent("which")


class MealEaten(InspectionEvent, frozen=True):
    """Somebody ate."""

    event: Literal["meal_eaten"] = "meal_eaten"
    meal: Code | None = absent("key of the meal")


class MealEnded(InspectionEvent, frozen=True):
    """A meal in the office was over."""

    event: Literal["meal_ended"] = "meal_ended"
    meal: Code | None = absent("key of the meal")


class WasteCleared(InspectionEvent, frozen=True):
    """What was left of a meal was cleared away."""

    event: Literal["waste_cleared"] = "waste_cleared"
    meal: Code | None = absent("key of the meal")
    water_bar_dry: Flag | None = absent("whether the water bar was left dry")


class Smoked(InspectionEvent, frozen=True):
    """Somebody smoked in the office."""

    event: Literal["smoked"] = "smoked"
    guests: Flag | None = absent("whether guests were visiting")


class Spat(InspectionEvent, frozen=True):
    """Somebody spat on the floor."""

    event: Literal["spat"] = "spat"


class Littered(InspectionEvent, frozen=True):
    """Somebody dropped litter."""

    event: Literal["littered"] = "littered"


class WorkplaceLeft(InspectionEvent, frozen=True):
    """An employee went home."""

    SETS: ClassVar[Mapping[str, str]] = {"switched_off": "switched_off"}

    event: Literal["workplace_left"] = "workplace_left"
    area_tidied: Flag | None = absent("whether the area was tidied")
    switched_off: Texts | None = absent("what was switched off: computer, screen, main_switch ...")
