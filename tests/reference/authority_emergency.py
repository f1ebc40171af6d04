"""The naive twin of authority: what must follow an act that came first, event by event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.reference import clock
from tests.reference.authority_act import Act
from tests.reference.authority_approvals import Approvals
from tests.reference.authority_people import surely_after

Plain = dict[str, Any]


def approved_later(act: Act, as_of: datetime) -> str:
    """The rule whose order is lifted: whoever must approve may do so until the formalities are due."""
    assert act.asked_for is not None
    approvers, emergency = act.asked_for
    done = None
    for event in [act.act, *_from(act, Approvals(act, None).of_kind("approved"))]:
        if done is None and not Approvals(act, event).lacking(approvers):
            done = event
    return _followed(act, emergency, done, as_of)


def formalities(rule: Plain, act: Act, relaxed: Act | None, as_of: datetime) -> str:
    """The emergency rule itself: kept once the formalities are done and all who must have approved.

    Not applicable where nothing had to be lifted.

    Args:
        rule: The emergency rule.
        act: The act, as that rule sees it.
        relaxed: The act, as the rule sees it whose order is lifted; `None`: the policy has none.
        as_of: When it is judged.
    """
    if act.effect()[0] == "not_applicable" or not act.declared(rule):
        return "not_applicable"
    licence = relaxed.effect()[0] if relaxed is not None else "not_applicable"
    if relaxed is not None and licence not in ("not_applicable", "emergency"):
        return "not_applicable"
    asked_for = relaxed.asked_for if relaxed is not None and licence == "emergency" else None
    stops = _from(act, act.matching(rule["emergency"]["formalities"].get("stop", "approved")))
    stops = [one for one in stops if one is not act.act and act.is_about(one)]
    done = None
    for event in _from(act, act.events):
        if done is not None or not any(one is event or not surely_after(one, event) for one in stops):
            continue
        if relaxed is None or asked_for is None or not Approvals(relaxed, event).lacking(asked_for[0]):
            done = event
    return _followed(relaxed or act, rule, done, as_of)


def _from(act: Act, events: list[Plain]) -> list[Plain]:
    """The events at or after the act."""
    return [event for event in events if not surely_after(act.act, event)]


def _followed(act: Act, rule: Plain, done: Plain | None, as_of: datetime) -> str:
    """Refused or late is broken; of a refusal and an approval of one instant the refusal counts."""
    said = rule["emergency"]["formalities"]
    calendar = act.at_hand["calendars"].get(said.get("clock"), {"timezone": act.at_hand["zone"]})
    due = clock.due(calendar, act.at, said["within"], "", [])
    for refusal in _from(act, Approvals(act, None).of_kind("refused")):
        if done is None or not surely_after(refusal, done):
            return "breached"
    if done is not None:
        return "met" if done["at"] <= due else "breached"
    return "pending" if as_of <= due else "breached"
