"""Records as YAML has them, all scalars text, with flags and numbers as the models want them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields, subjects

__all__ = ["typed_record"]


def typed_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A record in which texts stand for flags and whole numbers where the models say so.

    What cannot be read so is left as it is, for the model to refuse.
    """
    subject = str(raw.get("subject", "case"))
    if subject not in subjects():
        return dict(raw)
    fields = header_fields(subject)
    record = {name: _value(value, fields.get(name)) for name, value in raw.items() if name != "events"}
    if isinstance(raw.get("events"), list):
        record["events"] = [_event(subject, event) for event in raw["events"]]
    elif "events" in raw:
        record["events"] = raw["events"]
    return record


def _event(subject: str, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    kind = raw.get("event")
    fields = event_fields(subject, kind) if kind in event_kinds(subject) else {}
    return {name: _value(value, fields.get(name)) for name, value in cast("Mapping[str, Any]", raw).items()}


def _value(raw: Any, field: FieldType | None) -> Any:
    if field is None:
        return raw
    if isinstance(raw, list):  # dated values
        return [_dated(item, field) for item in raw]
    if not isinstance(raw, str):
        return raw
    if field.kind == "bool":
        return {"true": True, "false": False}.get(raw, raw)
    if field.kind == "integer" and raw.removeprefix("-").isdecimal():
        return int(raw)
    return raw


def _dated(raw: Any, field: FieldType) -> Any:
    return {**raw, "value": _value(raw["value"], field)} if isinstance(raw, dict) and "value" in raw else raw
