"""What the parts of retentions are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["KEEPING"]

KEEPING: Final[dict[str, tuple[str, str]]] = {
    "retention.keep": (
        "it must be kept for {keep} from {anchor}, to the end of the last day.",
        "自{anchor}起保存{keep}，至最后一日终了。",
    ),
    "retention.anew": ("a further {anchor} restarts the period.", "保存期内再次{anchor}的，保存期重新起算。"),
    "retention.destroyed": ("before then {event} is not allowed.", "期满前不得{event}。"),
    "retention.place": ("while it is kept: {condition}.", "保存期间：{condition}。"),
    "retention.dispose": (
        "once the period is over it must be destroyed within {within}.",
        "期满后{within}内销毁。",
    ),
}
