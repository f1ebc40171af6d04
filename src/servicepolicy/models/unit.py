"""A unit of an organisation, as a record."""

from __future__ import annotations

from pydantic import Field

from servicepolicy.models.fields import Code, absent
from servicepolicy.models.record import Record

__all__ = ["Unit"]


class Unit(Record, frozen=True):
    """A part of the bank: head office, a branch, a department."""

    id: Code = Field(description="key of the unit")
    title: Code | None = absent("what it is called")
    parent: Code | None = absent("unit to which it belongs; left out, it is a root")
    head: Code | None = absent("key of its head, where the head is not found by a post")
    head_role: Code | None = absent("role whose holder in this unit is its head")
    calendar: Code | None = absent("name of its calendar; left out, it is that of its parent")
