"""Where a measured value must lie."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from servicepolicy.language.bound.says import Says
from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Part
from servicepolicy.language.value import Value

__all__ = ["Target"]


class Target(Part):
    """Where a value must lie. Numbers, shares such as `95%`, or plain time such as `4 hours`."""

    ge: Annotated[Value | None, Says()] = None
    gt: Annotated[Value | None, Says()] = None
    le: Annotated[Value | None, Says()] = None
    lt: Annotated[Value | None, Says()] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.bounds():
            raise refuse("no-target", "a target says none of `ge`, `gt`, `le`, `lt`", (), "such as `{ge: 95%}`")
        return self

    def bounds(self) -> tuple[tuple[str, Value], ...]:
        """Its tests."""
        said = ((op, getattr(self, op)) for op in ("ge", "gt", "le", "lt"))
        return tuple((op, value) for op, value in said if value is not None)
