"""Events of an employee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import Amount, Code, Count, Flag, Instant, Number, Personal, Texts, absent

__all__ = [
    "Absent",
    "ClockedIn",
    "ClockedOut",
    "CustomerInformationChanged",
    "Disclosed",
    "GiftReceived",
    "Joined",
    "LeaveApproved",
    "LeaveRefused",
    "LeaveRequested",
    "Left",
    "PostChanged",
    "ProductLaunched",
    "Promoted",
    "Rated",
    "Rewarded",
    "Rotated",
    "Sanctioned",
    "Trained",
    "UserIdGiven",
    "UserIdRemoved",
    "ViolationEstablished",
]


class AgentEvent(EventRecord, frozen=True):
    """Base of the events of an employee."""

    slot: Code | None = absent("date or period that the act serves, where it says so")


class Joined(AgentEvent, frozen=True):
    """The employee joined."""

    SETS: ClassVar[Mapping[str, str]] = {"to_role": "role", "to_unit": "unit"}

    event: Literal["joined"] = "joined"
    to_role: Code | None = absent("role")
    to_unit: Code | None = absent("unit")


class Left(AgentEvent, frozen=True):
    """The employee left the bank."""

    event: Literal["left"] = "left"
    reason_code: Code | None = absent("why, as a code")


class PostChanged(AgentEvent, frozen=True):
    """The employee has another post."""

    SETS: ClassVar[Mapping[str, str]] = {"to_role": "role", "to_unit": "unit", "post": "post"}
    ALWAYS_SETS: ClassVar[frozenset[str]] = frozenset({"post"})

    event: Literal["post_changed"] = "post_changed"
    post: Code | None = absent("the post")
    to_role: Code | None = absent("new role")
    to_unit: Code | None = absent("new unit")
    needs_savings_system: Flag | None = absent("whether the new post works in the savings system")


class Rotated(AgentEvent, frozen=True):
    """The employee worked in another post for a time."""

    event: Literal["rotated"] = "rotated"
    post: Code | None = absent("the post")
    until: Instant | None = absent("until when")


class UserIdGiven(AgentEvent, frozen=True):
    """The employee got a user id in a system."""

    event: Literal["user_id_given"] = "user_id_given"
    user_id: Code | None = absent("the user id")
    system: Code | None = absent("the system")


class UserIdRemoved(AgentEvent, frozen=True):
    """A user id of the employee was removed."""

    event: Literal["user_id_removed"] = "user_id_removed"
    user_id: Code | None = absent("the user id")
    system: Code | None = absent("the system")


class Trained(AgentEvent, frozen=True):
    """The employee was trained."""

    event: Literal["trained"] = "trained"
    programme: Code | None = absent("which training: induction, business, in_service, compliance ...")
    topics: Texts | None = absent("topics")
    topic: Code | None = absent("the one topic, such as a new product, where the training is about one")
    method: Code | None = absent("lecture, case_study, drill, online ...")
    weeks: Number | None = absent("length in weeks")
    days: Number | None = absent("length in days")
    hours: Number | None = absent("length in hours")
    passed: Flag | None = absent("whether the test was passed")


class ProductLaunched(AgentEvent, frozen=True):
    """A product was launched that concerns the employee."""

    event: Literal["product_launched"] = "product_launched"
    product: Code | None = absent("the product")


class Rated(AgentEvent, frozen=True):
    """The employee was rated."""

    event: Literal["rated"] = "rated"
    score: Number | None = absent("the score")
    rater: Literal["self", "superior", "customer", "quality", "peer"] | None = absent("who rated")
    indicator: Code | None = absent("what was rated")
    period: Code | None = absent("for which period")
    case: Code | None = absent("id of the case on which it was asked")
    interaction: Code | None = absent("id of the call, chat or visit on which it was asked")


class LeaveRequested(AgentEvent, frozen=True):
    """Leave was asked for."""

    event: Literal["leave_requested"] = "leave_requested"
    leave: Code | None = absent("key of the leave")
    from_time: Instant | None = absent("first moment of the leave")
    until: Instant | None = absent("end of the leave")
    reason: Personal | None = absent("why")


class LeaveApproved(AgentEvent, frozen=True):
    """Leave was approved."""

    event: Literal["leave_approved"] = "leave_approved"
    leave: Code | None = absent("key of the leave")
    from_time: Instant | None = absent("first moment of the leave")
    until: Instant | None = absent("end of the leave")


class LeaveRefused(AgentEvent, frozen=True):
    """Leave was refused."""

    event: Literal["leave_refused"] = "leave_refused"
    leave: Code | None = absent("key of the leave")
    ground: Code | None = absent("why, as a code")


class Absent(AgentEvent, frozen=True):
    """The employee was not at work."""

    event: Literal["absent"] = "absent"
    leave: Code | None = absent("key of the leave")
    from_time: Instant | None = absent("first moment of the absence")
    until: Instant | None = absent("end of the absence")


class ClockedIn(AgentEvent, frozen=True):
    """The employee started work."""

    event: Literal["clocked_in"] = "clocked_in"
    due_at: Instant | None = absent("when the shift began")
    late: Flag | None = absent("whether too late")
    minutes_late: Number | None = absent("by how many minutes")


class ClockedOut(AgentEvent, frozen=True):
    """The employee ended work."""

    event: Literal["clocked_out"] = "clocked_out"
    due_at: Instant | None = absent("when the shift ended")
    early: Flag | None = absent("whether too early")
    minutes_early: Number | None = absent("by how many minutes")


class ViolationEstablished(AgentEvent, frozen=True):
    """A violation was established."""

    event: Literal["violation_established"] = "violation_established"
    violation: Code | None = absent("key of the violation")
    what: Code | None = absent("which rule was violated")
    severity: Literal["minor", "serious", "grave"] | None = absent("how grave")


class Sanctioned(AgentEvent, frozen=True):
    """The employee was sanctioned."""

    event: Literal["sanctioned"] = "sanctioned"
    for_what: Code | None = absent("which violation")
    sanction: Code | None = absent("which sanction")
    amount: Amount | None = absent("fine")
    to_fund: Code | None = absent("fund into which the fine goes")
    period: Code | None = absent("for which period")
    decision: Code | None = absent("key of the decision, by which its publication is found")
    published: Flag | None = absent("whether it was published")


class Rewarded(AgentEvent, frozen=True):
    """The employee was rewarded."""

    event: Literal["rewarded"] = "rewarded"
    for_what: Code | None = absent("what for")
    reward: Code | None = absent("which reward")
    amount: Amount | None = absent("bonus")
    rank: Count | None = absent("place in the ranking")
    period: Code | None = absent("for which period")
    decision: Code | None = absent("key of the decision, by which its publication is found")
    published: Flag | None = absent("whether it was published")


class Promoted(AgentEvent, frozen=True):
    """The employee was promoted."""

    SETS: ClassVar[Mapping[str, str]] = {"to_role": "role", "to_level": "level"}

    event: Literal["promoted"] = "promoted"
    from_role: Code | None = absent("role before")
    to_role: Code | None = absent("new role")
    to_level: Code | None = absent("new grade")
    decision: Code | None = absent("key of the decision, by which its publication is found")
    published: Flag | None = absent("whether it was published")
    on_appraisal: Flag | None = absent("whether it rests on the appraisal")


class GiftReceived(AgentEvent, frozen=True):
    """The employee was given something."""

    event: Literal["gift_received"] = "gift_received"
    what: Literal["gift", "money", "securities"] | None = absent("what")
    giver: Literal["customer", "related_party", "other"] | None = absent("who gave it")
    amount: Amount | None = absent("worth")
    handed_in: Flag | None = absent("whether it was handed in")


class Disclosed(AgentEvent, frozen=True):
    """Customer information or a secret was disclosed."""

    event: Literal["disclosed"] = "disclosed"
    what: Literal["customer_information", "bank_secret", "other"] | None = absent("what")
    authorised: Flag | None = absent("whether it was allowed")


class CustomerInformationChanged(AgentEvent, frozen=True):
    """Information about a customer was changed."""

    event: Literal["customer_information_changed"] = "customer_information_changed"
    authorised: Flag | None = absent("whether it was allowed")
    case: Code | None = absent("id of the case")
