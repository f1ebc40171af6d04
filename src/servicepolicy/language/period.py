"""Half-open periods in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from pydantic_core import core_schema

from servicepolicy.language import plain
from servicepolicy.language.plain import Plain, refuse
from servicepolicy.worktime._instant import local_or_instant

__all__ = ["Period"]


@attrs.frozen(slots=True)
class Period:
    """From one moment, included, until another, excluded; either may be open.

    Args:
        since: A local date such as `2026-01-01` (its first instant in the policy's zone), or a time with offset.
        until: Likewise, excluded.
    """

    since: str | None = None
    until: str | None = None

    @classmethod
    def parse(cls, raw: Plain) -> Period:
        """Read `{from: 2026-01-01, until: 2027-01-01}`."""
        if not isinstance(raw, Mapping):
            raise refuse("not-a-period", "a period is `{from, until}`", (), "such as `{from: 2026-01-01}`")
        plain.keys(raw, ("from", "until"), (), "a period")
        for key in ("from", "until"):
            if raw.get(key) is not None:
                try:
                    local_or_instant(str(raw[key]), "UTC")
                except ValueError as error:
                    raise refuse("not-a-date", str(error), (key,), "write a date such as `2026-01-01`") from None
        since, until = (None if raw.get(key) is None else str(raw[key]) for key in ("from", "until"))
        period = cls(since, until)
        bounds = period.bounds("UTC")
        if bounds[0] is not None and bounds[1] is not None and bounds[0] >= bounds[1]:
            raise refuse(
                "empty-period",
                "a period ends before it begins",
                ("until",),
                "`until` is excluded and lies after `from`",
            )
        return period

    def plain(self) -> Plain:
        """Write it as plain data."""
        return {key: value for key, value in (("from", self.since), ("until", self.until)) if value is not None}

    def bounds(self, zone: str) -> tuple[int | None, int | None]:
        """Its first and its first excluded instant, UTC microseconds; `None` is open."""
        since = None if self.since is None else local_or_instant(self.since, zone)
        return since, None if self.until is None else local_or_instant(self.until, zone)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"type": "object", "properties": {"from": {"type": "string"}, "until": {"type": "string"}}}
        return plain.plain_schema(cls, cls.parse, json)
