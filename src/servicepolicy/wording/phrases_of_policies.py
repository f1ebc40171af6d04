"""What the codes say that are about policies themselves: accepted exceptions, and a policy's own life."""

from __future__ import annotations

from typing import Final

__all__ = ["POLICIES"]

POLICIES: Final[dict[str, tuple[str, str]]] = {
    "why_not.waiver_own": (
        "the exception {test} does not count: whoever approved it acted here, or was responsible",
        "例外 {test} 不予认可：批准人即为经办人或责任人",
    ),
    "why_not.waiver_expired": ("the exception {test} had expired", "例外 {test} 已过有效期"),
    "why_not.waiver_too_late": (
        "the exception {test} did not yet hold when it was broken",
        "违反发生时，例外 {test} 尚未生效",
    ),
}
