"""The naive twin of ownership: who is asked first keeps the question, told event by event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.reference.conditions import World, event_reader, header_reader, holds, matching, merged, parts_of, worlds
from tests.reference.deadline import key_of
from tests.reference.subject import actors, instant, known_events, orders

Plain = dict[str, Any]


class NotCovered(Exception):
    """The texts do not say enough for the twin to judge this example."""


def evaluate(rule: Plain, subject: Plain, as_of: datetime, known_at: datetime | None = None) -> list[Plain]:
    """The verdict on the question and on each hand-over: occurrence, status and instants."""
    events = known_events(subject, instant(as_of), instant(known_at) if known_at else None)
    return merged(worlds(lambda world: _told(rule, subject, events, world)[0]))


def owner(rule: Plain, subject: Plain, at: datetime) -> list[str | None]:
    """Who may hold the question at an instant: one name where all worlds agree, `None` for nobody."""
    events = known_events(subject, instant(at), None)
    return list(dict.fromkeys(told[1] for _, told in worlds(lambda world: _told(rule, subject, events, world))))


def _told(rule: Plain, subject: Plain, events: list[Plain], world: World) -> tuple[list[Plain], str | None]:
    """The verdicts in one world, and who holds the question at the end."""

    def chosen(selector: Any) -> list[int]:
        return [event["number"] for event in matching(parts_of(selector)[0], subject, events, world)]

    places = {event["number"]: (event["at"], place) for event in events for place in [orders(events)[event["number"]]]}
    if len(set(places.values())) < len(places):
        raise NotCovered("events whose order is not known")
    starts, ends, fails = chosen(rule["starts"]), chosen(rule["ends"]), chosen(rule.get("fails", "closed"))
    handover = rule.get("handover")  # without it the question may never be handed over
    handovers = chosen((handover or {}).get("event", "transferred"))
    question: Plain = {"occurrence": "question", "status": "not_applicable"}
    found, holder = [question], None
    for event in events:
        number = event["number"]
        if question["status"] == "not_applicable":
            if number in starts:
                if not holds(rule.get("applies", {}), header_reader(subject, events, event["at"]), world):
                    break  # what the first start decided about `applies` stands
                holder = _asked(event)
                question.update(status="pending", started=event["at"])
        elif number in ends or number in fails:
            if any(later["number"] in starts and later["number"] > number for later in events):
                raise NotCovered("a question that is asked again")
            question.update(status="met" if number in ends else "breached", stopped=event["at"])
            return found, None
        elif number in handovers and event.get("to") is not None:  # without a receiver nothing moves
            rightly = handover is not None and actors(event)[0]["id"] == holder
            rightly = rightly and holds(handover.get("allowed", {}), event_reader(subject, events, event), world)
            verdict = _handed_over(event, rightly=rightly)
            again = sum(other["started"] == event["at"] for other in found[1:]) + 1
            found.append({**verdict, "occurrence": f"{verdict['occurrence']}#{again}"} if again > 1 else verdict)
            if rightly or (handover or {}).get("otherwise") == "moves":
                holder = event["to"]
    return found, holder


def _asked(event: Plain) -> str:
    acting = actors(event)
    if not acting or "id" not in acting[0]:
        raise NotCovered("an owner who was not recorded")
    asked: str = acting[0]["id"]
    return asked


def _handed_over(event: Plain, *, rightly: bool) -> Plain:
    status = "met" if rightly else "breached"
    name = f"handover-{key_of(event['at'])}"
    return {"occurrence": name, "status": status, "started": event["at"], "stopped": event["at"]}
