"""JSON Schema of a policy document, for editors that complete and check while people write."""

from __future__ import annotations

from typing import Any, Final

from servicepolicy.kinds.registry import kinds
from servicepolicy.policy.reading.document import PolicyDocument

__all__ = ["schema"]

# Where one may stand for a list of one.
_LISTED: Final = frozenset(
    {"clause", "pause", "extend", "warn", "escalate", "above", "any_of", "all_of", "chain", "role", "is"}
    | {"holidays", "closed", "by", "any", "all", "none", "spoken"}
)


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12), of documents as YAML and JSON readers see them.

    It is wider than the loader, which also checks words, names and limits.
    """
    made = PolicyDocument.model_json_schema(by_alias=True)
    for part in (made, *made["$defs"].values()):
        for name, said in part.get("properties", {}).items():
            if name in _LISTED:
                part["properties"][name] = _one_or_several(said)
    _as_loaded(made)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _one_or_several(said: dict[str, Any]) -> dict[str, Any]:
    """A list, or one of what it holds."""
    branches = list(said.get("anyOf", [said]))
    single = [branch["items"] for branch in branches if branch.get("type") == "array" and "items" in branch]
    kept = {key: value for key, value in said.items() if key in ("default", "description", "title")}
    return {**kept, "anyOf": [*single, *branches]}


def _as_loaded(made: dict[str, Any]) -> None:
    """What the loader takes beyond the schema of its parts."""
    properties = made["properties"]
    properties["servicepolicy"] = {"const": 1, "description": "version of the format"}
    made["required"] = ["servicepolicy", "policy"]
    properties["clauses"]["additionalProperties"] = {"anyOf": [{"$ref": "#/$defs/SourceClause"}, {"type": "string"}]}
    properties["roles"]["additionalProperties"] = {"anyOf": [{"$ref": "#/$defs/Role"}, {"type": "null"}]}
    calendar = made["$defs"]["WorkCalendar"]
    like = {"type": "string", "description": "the calendar with which it begins, such as that of the layer below"}
    alike = {**calendar, "properties": {**calendar["properties"], "like": like}, "required": ["like"]}
    made["$defs"]["CalendarLikeAnother"] = {**alike, "title": "CalendarLikeAnother"}
    either = [{"$ref": "#/$defs/WorkCalendar"}, {"$ref": "#/$defs/CalendarLikeAnother"}]
    properties["calendars"]["additionalProperties"] = {"anyOf": either}
    for kind in kinds().values():
        rule = made["$defs"][kind.rule.__name__]
        kind.rule.as_written(rule)
        rule["required"] = ["id", "kind", *(name for name in rule.get("required", ()) if name not in ("id", "kind"))]
    answers = made["$defs"]["ComputedFact"]["properties"]["is"]
    several = {"type": "array", "items": {"type": "string"}}
    answers["anyOf"].append({"type": "object", "properties": {"in": several}, "additionalProperties": False})
