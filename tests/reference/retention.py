"""The naive twin of retention: every event that begins the time is followed, day by day of the calendar, to its end."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta
from typing import Any

from tests.reference import clock
from tests.reference.conditions import World, header_reader, holds, matching, merged, parts_of, worlds
from tests.reference.subject import instant, known_events, orders

Plain = dict[str, Any]
Place = tuple[datetime, float]  # an instant and the place within it


def evaluate(
    rule: Plain, subject: Plain, as_of: datetime, known_at: datetime | None, calendars: dict[str, Plain]
) -> list[Plain]:
    """The verdicts: occurrence, status and when it is due."""
    events = known_events(subject, instant(as_of), instant(known_at) if known_at else None)
    return merged(worlds(lambda world: _Document(rule, subject, events, world, instant(as_of), calendars).told()))


def key_of(at: datetime) -> str:
    """How an occurrence is named after its instant."""
    return at.strftime("%Y%m%dT%H%M%S.%fZ" if at.microsecond else "%Y%m%dT%H%M%SZ")


def end_of(zone: str, start: datetime, span: str) -> datetime:
    """When a span is over: hours to the minute; the others at the end of their last local date."""
    said, unit = span.rstrip("s").split()
    number = int(said)
    if unit == "hour":
        return start + timedelta(hours=number)
    day = clock.local_date({"timezone": zone}, start)
    match unit:
        case "day" | "week":
            day += timedelta(days=number * (7 if unit == "week" else 1))
        case _:
            months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
            year, month = months // 12, months % 12 + 1
            day = day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
    return clock.utc(zone, day, 1440)


class _Document:
    """One document in one world."""

    def __init__(
        self,
        rule: Plain,
        subject: Plain,
        events: list[Plain],
        world: World,
        as_of: datetime,
        calendars: dict[str, Plain],
    ) -> None:
        self.rule, self.subject, self.events = rule, subject, events
        self.world, self.as_of, self.calendars = world, as_of, calendars
        self.zone = calendars["always"]["timezone"]
        self.places = orders(events)

    def place(self, event: Plain) -> Place:
        """Where an event stands."""
        return event["at"], self.places[event["number"]]

    def named(self, selector: Any) -> list[Plain]:
        """The events that a selector names."""
        return matching(parts_of(selector)[0], self.subject, self.events, self.world)

    def told(self) -> list[Plain]:
        """The verdicts."""
        begun = {self.place(event): event for event in reversed(self.named(self.rule["anchor"]))}
        gone = [self.place(event) for event in self.named(self.rule["destroyed"])]
        found: list[Plain] = []
        if gone and (not begun or min(gone) < min(begun)):
            status = "unknown" if self.applies(min(gone)[0]) else "not_applicable"
            found.append({"occurrence": key_of(min(gone)[0]), "status": status, "doubts": ["anchor"]})
        for here in sorted(begun):
            again = min((place for place in begun if place > here), default=None)
            ends = [place for place in gone if place >= here and (again is None or place < again)]
            key = key_of(here[0])
            number = sum(one["occurrence"].split("#")[0] == key for one in found) + 1
            key = key if number == 1 else f"{key}#{number}"
            found += self._stay(key, here[0], again[0] if again else None, min(ends)[0] if ends else None)
        return found

    def applies(self, at: datetime) -> bool:
        """Whether the rule applies at an instant."""
        return holds(self.rule.get("applies", {}), header_reader(self.subject, self.events, at), self.world)

    def _stay(self, key: str, since: datetime, again: datetime | None, gone: datetime | None) -> list[Plain]:
        if not self.applies(since):
            return [{"occurrence": key, "status": "not_applicable"}]
        end = end_of(self.zone, since, self.rule["keep"])
        found = [{"occurrence": key, "status": self._kept(end, again, gone), "due": end}]
        if "place" in self.rule:
            found += self._placed(key, since, min(moment for moment in (end, again, gone) if moment))
        early = [moment for moment in (again, gone) if moment and moment < end]
        if "dispose" in self.rule and not early and self.as_of >= end:
            found.append(self._disposed(key, end, again, gone))
        return found

    def _kept(self, end: datetime, again: datetime | None, gone: datetime | None) -> str:
        if gone:
            return "breached" if gone < end else "met"
        if again and again < end:
            return "not_applicable"
        return "met" if self.as_of >= end else "pending"

    def _placed(self, key: str, since: datetime, until: datetime) -> list[Plain]:
        """The header is looked at whenever something happened."""
        looked = [since, *(event["at"] for event in self.events if since < event["at"] < until)]
        if since >= until:
            return []
        there = [holds(self.rule["place"], header_reader(self.subject, self.events, at), self.world) for at in looked]
        status = "breached" if not all(there) else "pending" if self.as_of < until else "met"
        return [{"occurrence": f"{key}-place", "status": status}]

    def _disposed(self, key: str, end: datetime, again: datetime | None, gone: datetime | None) -> Plain:
        span = self.rule["dispose"]["within"]
        calendar = self.calendars[self.rule["dispose"].get("clock", "always")]
        if "hour" in span:
            due = clock.due(calendar, end, span, "", [])
        else:
            due = clock.due(calendar, end - timedelta(microseconds=1), span, "", [])
        if gone:
            status = "met" if gone <= due else "breached"
        elif again:
            status = "not_applicable" if again <= due else "breached"
        else:
            status = "pending" if self.as_of <= due else "breached"
        return {"occurrence": f"{key}-disposal", "status": status, "due": due}
