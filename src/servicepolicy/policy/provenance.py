"""Who set what, when."""

from __future__ import annotations

import attrs

from servicepolicy.errors import Where
from servicepolicy.rules._plain import Plain

__all__ = ["Provenance"]


@attrs.frozen
class Provenance:
    """One thing that somebody said about a value, a rule or a blank.

    Attributes:
        name: The blank or rule.
        by: Id of the profile or policy that says it; `given` for Python code.
        value: What it says, as plain data; `None` where a policy leaves a blank open, or states a rule.
        since: From when it holds (a date in the policy's zone, or a time with offset); `None`: always.
        until: Until when it holds, excluded; `None`: for ever.
        where: Where that stands.
        replaced: Another layer or profile has said something else since.
    """

    name: str
    by: str
    value: Plain
    since: str | None
    until: str | None
    where: Where
    replaced: bool = False
