"""What a log tells of one subject, before it is checked."""

from __future__ import annotations

from typing import Any

import attrs

from servicepolicy.errors import Problem

__all__ = ["Found", "Record"]

Record = dict[str, Any]


@attrs.frozen
class Found:
    """A record as it was read.

    Attributes:
        content: The record, in our words.
        line: The line or row that it stands on, or with which it begins.
        lines: Parts that stand on a line of their own (`events[2]`, `channel`), where a record has several lines.
        problems: Why the subject cannot be judged although its record may be in order: some of its rows are lost.
        file: The file that it stands in, or in which it begins.
    """

    content: Record
    line: int | None = None
    lines: dict[str, int] = attrs.field(factory=dict[str, int])
    problems: tuple[Problem, ...] = ()
    file: str | None = None

    def line_of(self, path: str) -> int | None:
        """The line of a place inside the record, such as `events[2].amount`."""
        return self.lines.get(path.partition(".")[0], self.line)
