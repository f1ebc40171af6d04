"""A retention in words."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.phrases.teller import Sentence, Teller

__all__ = ["retention"]


def retention(rule: Retention, teller: Teller) -> Iterator[Sentence]:
    """For how long something is kept, where, and by when it is destroyed."""
    first = all(pattern.nth == "first" for pattern in rule.anchor.patterns())
    anchor, keep = teller.selector(rule.anchor), teller.value(rule.keep)
    yield teller.sentence("retention.keep", anchor=anchor, keep=keep)
    if not first:
        yield teller.sentence("retention.anew")
    yield teller.sentence("retention.destroyed", event=teller.selector(rule.destroyed))
    if rule.place.clauses:
        yield teller.sentence("retention.place", condition=teller.condition(rule.place))
    if rule.dispose is not None:
        within = teller.value(rule.dispose.within) + teller.clock(rule.dispose.clock)
        yield teller.sentence("retention.dispose", within=within)
    yield from teller.counting(rule.counting)
