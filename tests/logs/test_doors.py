"""Exports as systems write them, each read by a mapping of ours, compared with its known reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from servicepolicy.errors import FactsError, PolicyError
from servicepolicy.logs import Log, read_log
from servicepolicy.models.event import Event

OURS = Path(__file__).parent / "doors"
PACKED = {"63": "zstandard"}


def instant(us: int) -> str:
    """An instant as the known readings write it."""
    return datetime.fromtimestamp(us / 1e6, UTC).isoformat().replace("+00:00", "Z").removesuffix("000Z").rstrip("0")


def told(event: Event) -> dict[str, object]:
    """An event as the known readings write it."""
    actor = event.actors[0] if event.actors else None
    recorded = None if event.recorded_at == event.at else instant(event.recorded_at)
    return {
        "event": event.kind,
        "at": instant(event.at),
        "by": actor and actor.id,
        "role": actor and actor.role,
        "recorded_at": recorded,
        "fields": event.fields,
    }


def differences(wanted: dict[str, Any], log: Log) -> Iterator[str]:  # noqa: C901  # all that a known reading says
    """What was read otherwise than it is known to be."""
    cases = {subject.id: subject.facts() for subject in log}
    counts = {key: len(facts.timeline.events) for key, facts in cases.items()}
    if counts != wanted.get("events", counts):
        yield f"events {counts}"
    for case, events in wanted.get("exact", {}).items():
        for known, event in zip(events, cases[case].timeline.events, strict=False):
            read = told(event)
            for name in ("event", "at", "by", "role", "recorded_at"):
                if name in known and str(known[name]).removesuffix("Z") != str(read[name]).removesuffix("Z"):
                    yield f"{case} {name}: {read[name]}, not {known[name]}"
            for name, value in known.get("fields", {}).items():
                if not alike(value, event.fields.get(name)):
                    yield f"{case} {name}: {event.fields.get(name)}, not {value}"
    for case, fields in wanted.get("header", {}).items():
        for name, value in fields.items():
            if cases[case].header.get(name) != value:
                yield f"{case} {name}: {cases[case].header.get(name)}, not {value}"
    for case, people in wanted.get("by", {}).items():
        if [told(event)["by"] for event in cases[case].timeline.events] != people:
            yield f"{case}: other people"


def alike(known: str, read: object) -> bool:
    """Whether a value is the known one; amounts are compared as amounts."""
    if known == str(read):
        return True
    number, _, currency = known.partition(" ")
    other, _, other_currency = str(read).partition(" ")
    return bool(currency) and currency == other_currency and Decimal(number) == Decimal(other)


def test_exports_of_many_systems_are_read_rightly(shared: Path) -> None:
    """Every export whose reading is known is read so, by its own mapping or by one in our language; none is guessed."""
    wrong: list[str] = []
    folders = sorted((shared / "doors" / "in").iterdir())
    assert len(folders) > 40
    for folder in folders:
        wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        number = folder.name[:2]
        if number in PACKED and find_spec(PACKED[number]) is None:
            continue
        ours = OURS / f"{number}.yaml"
        mapping = ours if ours.exists() else folder / "mapping.yaml"
        try:
            log = read_log(folder / wanted["log"], mapping if mapping.exists() else None)
        except (FactsError, PolicyError) as error:
            if not wanted.get("refuse"):
                wrong.append(f"{folder.name}: {error}")
            continue
        if wanted.get("refuse"):
            wrong.append(f"{folder.name}: it should be refused")
        wrong += [f"{folder.name}: {difference}" for difference in differences(wanted, log)]
    assert wrong == []
