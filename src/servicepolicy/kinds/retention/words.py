"""A retention in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("retention", "保存期限")


def sentences(rule: Retention, teller: Teller) -> Iterator[Sentence]:
    """For how long something is kept, where, and by when it is destroyed."""
    first = all(pattern.nth == "first" for pattern in rule.anchor.patterns())
    anchor, keep = teller.selector(rule.anchor), teller.value(rule.keep)
    yield teller.sentence("retention.keep", anchor=anchor, keep=keep)
    if not first:
        yield teller.sentence("retention.anew", anchor=anchor)
    yield teller.sentence("retention.destroyed", event=teller.selector(rule.destroyed))
    if rule.place.clauses:
        yield teller.sentence("retention.place", condition=teller.condition(rule.place))
    if rule.dispose is not None:
        within = teller.value(rule.dispose.within) + teller.clock(rule.dispose.clock)
        yield teller.sentence("retention.dispose", within=within)
    yield from teller.counting(rule.counting)


def manner(verdict: Verdict, /) -> Manner:
    """What its times mean hangs on what became of it."""
    return Manner.of_outcome(verdict.reason.code, verdict.started_us, verdict.stopped_us)
