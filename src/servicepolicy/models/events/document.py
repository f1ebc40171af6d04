"""Events of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Code, Flag, Personal, Texts, absent

__all__ = [
    "Accessed",
    "Archived",
    "Checked",
    "Classified",
    "Collected",
    "Copied",
    "Created",
    "Destroyed",
    "Disclosed",
    "Disposed",
    "DocumentEvent",
    "Entered",
    "Filed",
    "HoldLifted",
    "HoldPlaced",
    "Kept",
    "Lent",
    "Moved",
    "Published",
    "Returned",
    "Revised",
    "Sorted",
    "Stored",
    "Submitted",
    "Transmitted",
]


class DocumentEvent(EventRecord, frozen=True):
    """Base of the events of a document."""


class Created(DocumentEvent, frozen=True):
    """It was written."""

    SETS: ClassVar[Mapping[str, str]] = {
        "template": "template",
        "from_library": "from_library",
        "contents": "contents",
    }

    event: Literal["created"] = "created"
    template: Code | None = absent("template from which it was made")
    from_library: Flag | None = absent("whether the template is one of the template library")
    contents: Texts | None = absent("parts that it has")


class Revised(DocumentEvent, frozen=True):
    """It was changed."""

    SETS: ClassVar[Mapping[str, str]] = {"contents": "contents"}

    event: Literal["revised"] = "revised"
    contents: Texts | None = absent("parts that it has now")
    authorised: Flag | None = absent("whether the change was allowed")


class Checked(DocumentEvent, frozen=True):
    """It was looked over."""

    SETS: ClassVar[Mapping[str, str]] = {"complete": "complete", "accurate": "accurate", "in_format": "in_format"}

    event: Literal["checked"] = "checked"
    complete: Flag | None = absent("whether it is complete")
    accurate: Flag | None = absent("whether it is accurate")
    in_format: Flag | None = absent("whether it has the set format")


class Submitted(DocumentEvent, frozen=True):
    """It was handed in."""

    event: Literal["submitted"] = "submitted"
    to_role: Code | None = absent("role of the receiver")
    to_unit: Code | None = absent("unit of the receiver")


class Published(DocumentEvent, frozen=True):
    """It was made available."""

    SETS: ClassVar[Mapping[str, str]] = {"platform": "platform"}

    event: Literal["published"] = "published"
    platform: Code | None = absent("where, such as shared_platform")


class Collected(DocumentEvent, frozen=True):
    """Information was collected."""

    event: Literal["collected"] = "collected"
    source: Code | None = absent("whence: application_form, questionnaire, transaction_record ...")


class Sorted(DocumentEvent, frozen=True):
    """It was put in order."""

    event: Literal["sorted"] = "sorted"


class Classified(DocumentEvent, frozen=True):
    """It was put into a class."""

    event: Literal["classified"] = "classified"
    category: Code | None = absent("the class")


class Entered(DocumentEvent, frozen=True):
    """It was entered into a database or register."""

    event: Literal["entered"] = "entered"
    into: Code | None = absent("where, such as customer_database")


class Filed(DocumentEvent, frozen=True):
    """It was filed under a number at a place."""

    SETS: ClassVar[Mapping[str, str]] = {"number": "number", "location": "location"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"location"})

    event: Literal["filed"] = "filed"
    number: Code | None = absent("the number")
    location: Code | None = absent("the place")


class Archived(DocumentEvent, frozen=True):
    """It went to the archive."""

    SETS: ClassVar[Mapping[str, str]] = {"location": "location"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"location"})

    event: Literal["archived"] = "archived"
    location: Code | None = absent("the place")


class Stored(DocumentEvent, frozen=True):
    """It was stored electronically."""

    SETS: ClassVar[Mapping[str, str]] = {"location": "location", "platform": "platform", "encrypted": "encrypted"}

    event: Literal["stored"] = "stored"
    location: Code | None = absent("server")
    platform: Code | None = absent("platform")
    encrypted: Flag | None = absent("whether encrypted")


class Moved(DocumentEvent, frozen=True):
    """It was taken to another place."""

    SETS: ClassVar[Mapping[str, str]] = {"location": "location"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"location"})

    event: Literal["moved"] = "moved"
    location: Code | None = absent("where it lies now")
    reason_code: Code | None = absent("why, as a code")


class Kept(DocumentEvent, frozen=True):
    """Somebody took it into keeping, or it was noted who keeps it."""

    SETS: ClassVar[Mapping[str, str]] = {"keepers": "keepers"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"keepers"})

    event: Literal["kept"] = "kept"
    keepers: Texts | None = absent("keys of all who have it in their keeping from then on")


class Accessed(DocumentEvent, frozen=True):
    """Somebody opened it."""

    event: Literal["accessed"] = "accessed"
    purpose: Code | None = absent("what for, as a code")
    case: Code | None = absent("id of the case for which it was needed")
    reason: Personal | None = absent("what for, in words")


class Copied(DocumentEvent, frozen=True):
    """A copy was made."""

    event: Literal["copied"] = "copied"
    purpose: Code | None = absent("what for, as a code")


class Lent(DocumentEvent, frozen=True):
    """It was given out for a time."""

    event: Literal["lent"] = "lent"
    loan: Code | None = absent("key of the loan")
    to: Code | None = absent("key of who has it")


class Returned(DocumentEvent, frozen=True):
    """It came back to its place."""

    event: Literal["returned"] = "returned"
    loan: Code | None = absent("key of the loan")


class Transmitted(DocumentEvent, frozen=True):
    """It was sent to somebody."""

    event: Literal["transmitted"] = "transmitted"
    to: Code | None = absent("key of the receiver")
    to_unit: Code | None = absent("unit of the receiver")
    external: Flag | None = absent("whether it left the bank")
    encrypted: Flag | None = absent("whether encrypted")


class Disclosed(DocumentEvent, frozen=True):
    """What it says became known to others."""

    event: Literal["disclosed"] = "disclosed"
    authorised: Flag | None = absent("whether it was allowed")


class HoldPlaced(DocumentEvent, frozen=True):
    """It must not be destroyed for the time being."""

    event: Literal["hold_placed"] = "hold_placed"
    hold: Code | None = absent("key of the hold")


class HoldLifted(DocumentEvent, frozen=True):
    """A hold has ended."""

    event: Literal["hold_lifted"] = "hold_lifted"
    hold: Code | None = absent("key of the hold")


class Destroyed(DocumentEvent, frozen=True):
    """It was destroyed."""

    event: Literal["destroyed"] = "destroyed"
    method: Code | None = absent("how, such as shredded or erased")
    witnessed: Flag | None = absent("whether somebody else was present")


class Disposed(DocumentEvent, frozen=True):
    """It left the archive after its time: destroyed, or handed over."""

    event: Literal["disposed"] = "disposed"
    method: Code | None = absent("how, such as destroyed or handed_over")
