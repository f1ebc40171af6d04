"""A step: something that happens, and how long after the step before it may come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from pydantic_core import core_schema

from servicepolicy.language import plain
from servicepolicy.language.plain import Plain, Spot
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value, parse_value

__all__ = ["Step"]


@attrs.frozen(slots=True)
class Step:
    """One step of an order.

    Reads a selector, or a selector with `within` beside its keys.

    Args:
        selector: What the step is; its first occurrence counts.
        within: How long after the step before it may come; `None`: whenever.
    """

    selector: Selector
    within: Value | None = None

    @classmethod
    def parse(cls, raw: Plain, spot: Spot = ()) -> Step:
        """Read it from plain data.

        Raises:
            PydanticCustomError: For what is not a step; the error says where.
        """
        if isinstance(raw, Selector):
            return cls(raw)
        if not isinstance(raw, Mapping) or "within" not in raw:
            return cls(Selector.parse(raw, spot))
        rest = {key: value for key, value in raw.items() if key != "within"}
        return cls(Selector.parse(rest, spot), Value(parse_value(raw["within"], (*spot, "within"))))

    def plain(self) -> Plain:
        """Write it as plain data."""
        written = self.selector.plain()
        if self.within is None:
            return written
        said = {"event": written} if isinstance(written, str) else written
        return {**said, "within": self.within.plain()}

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"description": "a selector, with `within` where the step has a time limit"}
        return plain.plain_schema(cls, cls.parse, json)
