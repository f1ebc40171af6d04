"""What `plain()` of a replay, a sweep, thresholds and a diff writes, as types."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from typing_extensions import TypedDict  # the standard one is no type for pydantic before Python 3.12

__all__ = ["DIFF", "REPLAY", "SWEEP", "THRESHOLDS"]

Moves = list[list[str | int]]
"""What became of what, and how often."""


class RuleMoves(TypedDict):
    """What became of the verdicts of one rule."""

    side: Literal["both", "old", "new"]
    renamed_to: str | None
    by_subject: Moves
    by_occurrence: Moves
    flips: dict[str, list[str]]
    overdue_minutes: dict[str, int]
    above_limit: dict[str, str]


class ChangedPart(TypedDict):
    """One part of what the new policy says otherwise."""

    name: str
    old: Any
    new: Any


class Changed(TypedDict):
    """One thing that the new policy says otherwise."""

    what: str
    name: str
    renamed_to: str | None
    rules: list[str]
    old: Any
    new: Any
    parts: list[ChangedPart]


class Point(TypedDict):
    """One point of a grid: how many occurrences of each rule have which status."""

    values: dict[str, Any]
    rules: dict[str, dict[str, int]]


class Limits(TypedDict):
    """At which limits a share is kept, as steps of the grid; none: at no step."""

    share: float
    attained_least: int | None
    attained_most: int | None
    least: int | None
    most: int | None


class Change(TypedDict):
    """One thing that is otherwise in a new version."""

    what: str
    name: str
    how: str
    change: str
    direction: str | None
    proved: bool
    clause: list[str]
    since: str | None
    until: str | None
    parts: list[str]
    renamed_to: str | None
    examples: list[dict[str, Any]]


REPLAY: Final[dict[str, Any]] = {
    "old": str,
    "new": str,
    "as_of": datetime,
    "subjects": int,
    "rules": dict[str, RuleMoves],
    "changes": list[Changed],
    "inert": list[str],
    "assessed": list[str],
    "unjudged": dict[str, int],
    "groups": dict[str, dict[str, dict[str, Moves]]],
}
SWEEP: Final[dict[str, Any]] = {
    "values": dict[str, list[Any]],
    "rules": list[str],
    "subjects": int,
    "points": list[Point],
}
THRESHOLDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("value", "rule", "unit", "step"), str),
    **dict.fromkeys(("occurrences", "open", "unknown"), int),
    "overall": list[Limits],
    "groups": dict[str, dict[str, list[Limits]]],
}
DIFF: Final[dict[str, Any]] = {
    **dict.fromkeys(("old", "new", "overall"), str),
    "affected": list[str],
    "changes": list[Change],
}
