"""The naive twin of ownership: who is asked first keeps the question, told event by event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.reference import clock as walked
from tests.reference import computed
from tests.reference.conditions import World, event_reader, header_reader, holds, matching, merged, parts_of, worlds
from tests.reference.deadline import ALWAYS, key_of
from tests.reference.subject import actors, instant, known_events, orders

Plain = dict[str, Any]


class NotCovered(Exception):
    """The texts do not say enough for the twin to judge this example."""


def evaluate(
    rule: Plain,
    subject: Plain,
    as_of: datetime,
    known_at: datetime | None = None,
    calendars: Plain | None = None,
    facts: Plain | None = None,
) -> list[Plain]:
    """The verdict on the question, on each hand-over and on each that had to be: occurrence, status and instants."""
    as_of = instant(as_of)
    events = known_events(subject, as_of, instant(known_at) if known_at else None)

    def judged(world: World) -> list[Plain]:
        told = _Told(rule, computed.carrying(subject, facts, events, as_of, world, None, calendars), events, world)
        return told.found + [_required(duty, rule, as_of, calendars or {}) for duty in told.duties]

    return merged(worlds(judged))


def owner(
    rule: Plain, subject: Plain, at: datetime, calendars: Plain | None = None, facts: Plain | None = None
) -> list[str | None]:
    """Who may hold the question at an instant: one name where all worlds agree, `None` for nobody."""
    at = instant(at)
    events = known_events(subject, at, None)

    def holding(world: World) -> str | None:
        carrying = computed.carrying(subject, facts, events, at, world, None, calendars)
        return _Told(rule, carrying, events, world).holder

    return list(dict.fromkeys(holder for _, holder in worlds(holding)))


def answered_by_other(
    rule: Plain, subject: Plain, as_of: datetime, calendars: Plain | None = None, facts: Plain | None = None
) -> list[bool]:
    """Whether somebody answered who did not own the question, in each way that the facts may turn out."""
    as_of = instant(as_of)
    events = known_events(subject, as_of, None)

    def answered(world: World) -> bool:
        return _Told(
            rule, computed.carrying(subject, facts, events, as_of, world, None, calendars), events, world
        ).other

    return list(dict.fromkeys(other for _, other in worlds(answered)))


class _Told:
    """The question in one world, told from its beginning.

    Attributes:
        holder: Who holds it at the end.
        found: The verdicts on the question and on the hand-overs.
        other: Whether the answer was somebody else's, though the owner owed it.
        duties: Of everybody who had to hand over: since when, and how it ended.
    """

    def __init__(self, rule: Plain, subject: Plain, events: list[Plain], world: World) -> None:
        self.rule, self.subject, self.events, self.world = rule, subject, events, world
        self.handover = rule.get("handover")  # without it the question may never be handed over
        self.holder: str | None = None
        self.other = False
        self.unsent = False  # somebody handed it over, and nobody recorded to whom
        self.question: Plain = {"occurrence": "question", "status": "not_applicable"}
        self.found, self.duties = [self.question], list[Plain]()
        places = {event["number"]: (event["at"], orders(events)[event["number"]]) for event in events}
        if len(set(places.values())) < len(places):
            raise NotCovered("events whose order is not known")
        self._tell()

    def _chosen(self, selector: Any) -> list[int]:
        return [event["number"] for event in matching(parts_of(selector)[0], self.subject, self.events, self.world)]

    def _tell(self) -> None:
        rule = self.rule
        starts, ends, fails = (self._chosen(rule.get(name, "closed")) for name in ("starts", "ends", "fails"))
        handovers = self._chosen((self.handover or {}).get("event", "transferred"))
        for event in self.events:
            number = event["number"]
            if self.question["status"] == "not_applicable":
                if number in starts:
                    if not self._holds_then(rule.get("applies", {}), event):
                        return  # what the first start decided about `applies` stands
                    self.question.update(status="pending", started=event["at"])
                    self._becomes(_asked(event), event)
            elif number in ends or number in fails:
                if any(later["number"] in starts and later["number"] > number for later in self.events):
                    raise NotCovered("a question that is asked again")
                self.question.update(status="met" if number in ends else "breached", stopped=event["at"])
                if number in ends and rule.get("replies") == "owner":
                    self.other = not _by_customer(event) and actors(event)[0]["id"] != self.holder
                self._over(event)
                return
            elif number in handovers:
                self._hands_over(event)

    def _holds_then(self, condition: Plain, event: Plain) -> bool:
        return holds(condition, header_reader(self.subject, self.events, event["at"]), self.world)

    def _becomes(self, holder: str, event: Plain) -> None:
        """Somebody owns the question now, and may have to hand it on."""
        self.holder = holder
        required = (self.handover or {}).get("required")
        if required is not None and self._holds_then(required, event):
            name = f"required-{key_of(event['at'])}" if self.duties else "required"
            same = sum(duty["since"] == event["at"] for duty in self.duties)
            if self.duties and same:
                raise NotCovered("several owners of one instant")
            self.duties.append({"occurrence": name, "since": event["at"], "end": None, "how": "", "perhaps": None})

    def _hands_over(self, event: Plain) -> None:
        """Without a receiver nothing moves; whoever hands it on after that may have been the receiver."""
        handover = self.handover or {}
        read = event_reader(self.subject, self.events, event)
        allowed = self.handover is not None and holds(handover.get("allowed", {}), read, self.world)
        receiver = event.get("to") or self._taker(event)
        owned, sent = actors(event)[0]["id"] == self.holder, receiver is not None
        doubtful = allowed and (not sent if owned else self.unsent)
        rightly = allowed and owned and sent
        verdict = _handed_over(event, "unknown" if doubtful else "met" if rightly else "breached")
        again = sum(other["started"] == event["at"] for other in self.found[1:]) + 1
        self.found.append({**verdict, "occurrence": f"{verdict['occurrence']}#{again}"} if again > 1 else verdict)
        if not sent:
            if doubtful:
                self.unsent = True
                for duty in self.duties:
                    if duty["end"] is None and duty["perhaps"] is None:
                        duty["perhaps"] = event["at"]
        elif rightly or handover.get("otherwise") == "moves":
            if not doubtful:
                self._settle("handed over" if rightly else "wrongly", event["at"])
            self.unsent = False
            self._becomes(receiver, event)

    def _taker(self, event: Plain) -> str | None:
        """Whoever took over what was handed to nobody by name, unless it had been handed over again by then."""
        taken = (self.handover or {}).get("taken")
        if taken is None:
            return None
        handovers = self._chosen(self.handover["event"])
        for later in self.events[[one["number"] for one in self.events].index(event["number"]) + 1 :]:
            if later["number"] in handovers:
                return None
            if later["number"] in self._chosen(taken) and "id" in actors(later)[0]:
                taker: str = actors(later)[0]["id"]
                return taker
        return None

    def _over(self, event: Plain) -> None:
        """The question has ended: who should have handed it over kept it, unless the customer ended it."""
        self.holder = None
        self._settle("withdrawn" if _by_customer(event) else "kept", event["at"])

    def _settle(self, how: str, at: datetime) -> None:
        for duty in self.duties:
            if duty["end"] is None:
                duty.update(how=how, end=at)


def _required(duty: Plain, rule: Plain, as_of: datetime, calendars: Plain) -> Plain:
    """The verdict on a hand-over that had to be."""
    handover, end = rule["handover"], duty["end"]
    due = None
    if "within" in handover:
        due = walked.due(calendars.get(handover.get("clock"), ALWAYS), duty["since"], handover["within"], "", [])
    status = "pending"
    if due is not None and due < (end or as_of):
        status = "breached"  # whatever came later
    elif end is not None:
        status = {"handed over": "met", "withdrawn": "not_applicable"}.get(duty["how"], "breached")
    perhaps = duty["perhaps"]
    if perhaps is not None and status != "met" and (due is None or perhaps <= due):
        status = "unknown"  # it was handed over in time if somebody received it
    return {"occurrence": duty["occurrence"], "status": status, "started": duty["since"], "due": due, "stopped": None}


def _by_customer(event: Plain) -> bool:
    return event["event"] == "withdrawn" or any(one.get("kind") == "customer" for one in actors(event))


def _asked(event: Plain) -> str:
    acting = actors(event)
    if not acting or "id" not in acting[0]:
        raise NotCovered("an owner who was not recorded")
    asked: str = acting[0]["id"]
    return asked


def _handed_over(event: Plain, status: str) -> Plain:
    name = f"handover-{key_of(event['at'])}"
    return {"occurrence": name, "status": status, "started": event["at"], "stopped": event["at"]}
