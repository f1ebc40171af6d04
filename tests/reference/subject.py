"""Facts, read as naively as possible: JSON-like dicts in, dicts with real times out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Plain = dict[str, Any]

# Which event sets which header field, as the models say it.
SETTERS = {
    "severity": ("classified", "reclassified"),
    "category": ("classified", "reclassified"),
    "amount": ("amount_changed",),
    "location": ("filed", "archived", "stored", "moved"),
}
# Those that set it even where they do not say to what: nobody knows it from then on.
ALWAYS = {"amount": ("amount_changed",), "location": ("filed", "archived", "moved")}
COMMON = {"event", "at", "recorded_at", "seq", "id", "voids", "by", "role", "unit", "kind", "actors", "number"}


def instant(raw: str | datetime) -> datetime:
    """A time with an offset, in UTC."""
    read = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    assert read.tzinfo is not None, "a naive time"
    return read.astimezone(UTC)


def known_events(subject: Plain, as_of: datetime, known_at: datetime | None) -> list[Plain]:
    """The events that exist at `as_of` by what was recorded at `known_at`, in order, numbered from 1."""
    everything = []
    for event in subject["events"]:
        read = {name: value for name, value in event.items() if value is not None}
        read["at"] = instant(event["at"])
        read["recorded_at"] = instant(event.get("recorded_at") or event["at"])
        if read not in everything:
            everything.append(read)
    everything.sort(key=lambda event: (event["at"], event.get("seq", 1 << 30), repr(sorted(event.items(), key=str))))
    for number, event in enumerate(everything, start=1):
        event["number"] = number
    recorded = [event for event in everything if known_at is None or event["recorded_at"] <= known_at]
    happened = [event for event in recorded if event["at"] <= as_of]
    return [event for event in happened if event["event"] != "voided" and not _voided(event, recorded)]


def _voided(event: Plain, recorded: list[Plain]) -> bool:
    return any(
        "id" in event and other.get("voids") == event["id"] and not _voided(other, recorded) for other in recorded
    )


def actors(event: Plain) -> list[Plain]:
    """Who did it: dicts of id, role, unit and kind; what is not recorded is absent."""
    if "actors" in event:
        return [{name: value for name, value in actor.items() if value is not None} for actor in event["actors"]]
    short = {"id": "by", "role": "role", "unit": "unit", "kind": "kind"}
    actor = {name: event[key] for name, key in short.items() if event.get(key) is not None}
    return [actor] if actor else []


def header_value(subject: Plain, events: list[Plain], name: str, at: datetime) -> Any:
    """A header field as it stood at an instant; `None` is unknown."""
    value = subject.get(name)
    if isinstance(value, list) and value and isinstance(value[0], dict) and "value" in value[0]:
        value = _dated(value, at)
    for event in events:
        sets = event["event"] in SETTERS.get(name, ()) and (name in event or event["event"] in ALWAYS.get(name, ()))
        if sets and event["at"] <= at:
            value = event.get(name)
    return value


def _dated(entries: list[Plain], at: datetime) -> Any:
    for entry in entries:
        begun = entry.get("from") is None or instant(entry["from"]) <= at
        if begun and (entry.get("until") is None or at < instant(entry["until"])):
            return entry["value"]
    return None


def orders(events: list[Plain]) -> dict[int, int]:
    """For each event number its place within its instant: its `seq` where all of that instant have one, else 0."""
    places = {}
    for event in events:
        seqs = [other.get("seq") for other in events if other["at"] == event["at"]]
        places[event["number"]] = 0 if None in seqs else event["seq"]
    return places
