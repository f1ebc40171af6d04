"""JSON Schema of subjects, put together from the models of their events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicepolicy.models.events._base import EventRecord, HostEvent, Voided
from servicepolicy.models.subject import SubjectRecord

__all__ = ["subject_schema"]

_REF = "#/$defs/{model}"


def subject_schema(subject: type[SubjectRecord], events: Mapping[str, type[EventRecord]]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a subject: its header, and one alternative for each kind of event."""
    written = subject.model_json_schema(ref_template=_REF)
    definitions: dict[str, Any] = written.setdefault("$defs", {})
    definitions.pop("EventRecord", None)
    references: list[dict[str, str]] = []
    models: tuple[type[EventRecord], ...] = (*events.values(), Voided, HostEvent)
    for model in models:
        one = model.model_json_schema(ref_template=_REF)
        definitions.update(one.pop("$defs", {}))
        _close(one, free=model is HostEvent)
        if model is HostEvent:
            one["properties"]["event"]["pattern"] = r"^x\."
        else:
            one["required"] = sorted({*one.get("required", ()), "event"})
        definitions[f"{model.__name__}Event" if model is not HostEvent else "HostEvent"] = one
        references.append({"$ref": f"#/$defs/{model.__name__}Event" if model is not HostEvent else "#/$defs/HostEvent"})
    written["properties"]["events"]["items"] = {"oneOf": references}
    _close(written, free=False)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **written}


def _close(written: dict[str, Any], *, free: bool) -> None:
    """Names that are no field are refused, except a host's own."""
    if free:
        return
    host = written.pop("additionalProperties", None)
    written["patternProperties"] = {r"^x\.": host if isinstance(host, dict) else True}
    written["additionalProperties"] = False
