"""What the parts of retentions are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["KEEPING"]

KEEPING: Final[dict[str, tuple[str, str]]] = {
    "retention.keep": (
        "from {anchor} on it is kept for {keep}, to the end of the last day.",
        "自{anchor}起保存{keep}，至最后一日终了。",
    ),
    "retention.anew": ("what comes again while the time runs begins it anew.", "期内再次发生的，重新起算。"),
    "retention.destroyed": ("before that it must not come to {event}.", "期满前不得{event}。"),
    "retention.place": ("while it is kept: {condition}.", "保存期间：{condition}。"),
    "retention.dispose": (
        "once the time is over it is destroyed within {within}.",
        "期满后{within}内销毁。",
    ),
}
