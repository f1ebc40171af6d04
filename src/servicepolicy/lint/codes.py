"""The codes that hold whatever the kind of rule, and all codes that there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servicepolicy.kinds.registry import kinds
from servicepolicy.language.suspected.code import Code, codes_beside

__all__ = ["code_of", "codes"]

_CODES: Final = codes_beside("servicepolicy.lint")


def codes() -> Mapping[str, Code]:
    """All codes that a finding may have."""
    found: dict[str, Code] = dict(_CODES)
    for kind in kinds().values():
        found.update(kind.lint.CODES)
    return found


def code_of(code: str) -> Code:
    """What findings of a code say.

    Raises:
        KeyError: There is no such code.
    """
    return codes()[code]
