"""What a log would have been judged to be at every point of a grid of values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.verdict import Status
from servicepolicy.results.what_if_forms import SWEEP

__all__ = ["Point", "Sweep"]


@attrs.frozen
class Point:
    """One point of the grid.

    Attributes:
        values: What each varied value is there.
        rules: By rule, how many occurrences have which status.
    """

    values: Mapping[str, Any]
    rules: Mapping[str, Mapping[Status, int]]

    def share(self, rule: str) -> float | None:
        """The share of a rule's decided occurrences that are kept; `None` where nothing is decided."""
        counts = self.rules.get(rule, {})
        decided = counts.get(Status.MET, 0) + counts.get(Status.BREACHED, 0)
        return counts.get(Status.MET, 0) / decided if decided else None


@shown_to_pydantic(said=SWEEP, fields=False)
@attrs.frozen(kw_only=True)
class Sweep:
    """What a log would have been judged to be at each point of a grid.

    Attributes:
        values: The varied values and their points, in order.
        rules: The rules that read them.
        subjects: How many subjects were read.
        points: The points, the last value varying fastest.
    """

    values: Mapping[str, tuple[Any, ...]]
    rules: tuple[str, ...]
    subjects: int
    points: tuple[Point, ...]

    def plain(self) -> dict[str, object]:
        """The result as JSON-ready data."""
        return {
            "values": {name: list(points) for name, points in self.values.items()},
            "rules": list(self.rules),
            "subjects": self.subjects,
            "points": [
                {
                    "values": dict(point.values),
                    "rules": {
                        rule: {str(status): counts[status] for status in Status if counts.get(status)}
                        for rule, counts in point.rules.items()
                    },
                }
                for point in self.points
            ],
        }

    def _repr_svg_(self) -> str:
        from servicepolicy.telling.what_if_pictures import sweep_svg

        return sweep_svg(self)

    def table(self, language: str = "en") -> str:
        """The result as text."""
        from servicepolicy.telling.what_if import sweep_text

        return sweep_text(self, language)
