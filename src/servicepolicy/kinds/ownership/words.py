"""First-question responsibility in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.ownership.rule import Handover, Ownership
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("first-question responsibility", "首问负责")


def sentences(rule: Ownership, teller: Teller) -> Iterator[Sentence]:
    """Who owns the question, until when, and how it may be handed over."""
    yield teller.sentence("ownership.starts", starts=teller.selector(rule.starts), ends=teller.selector(rule.ends))
    yield teller.sentence("ownership.fails", fails=teller.selector(rule.fails))
    if rule.handover is None:
        yield teller.sentence("ownership.no_handover")
    else:
        yield from _handover(rule.handover, teller)
    if rule.replies == "owner":
        yield teller.sentence("ownership.replies")


def _handover(handover: Handover, teller: Teller) -> Iterator[Sentence]:
    to = "" if handover.to_role is None else teller.say("handover.to", role=teller.role(handover.to_role))
    event = teller.selector(handover.event)
    if handover.allowed.clauses:
        condition = teller.condition(handover.allowed)
        yield teller.sentence("ownership.allowed", event=event, condition=condition, to=to)
    else:
        yield teller.sentence("ownership.allowed.always", event=event, to=to)
    if handover.taken is not None:
        yield teller.sentence("ownership.taken", taken=teller.selector(handover.taken))
    if handover.required is not None:
        within = ""
        if handover.within is not None:
            clock = teller.clock(handover.clock)
            within = teller.say("handover.within", within=teller.value(handover.within), clock=clock)
        yield teller.sentence("ownership.required", condition=teller.condition(handover.required), within=within)
    yield teller.sentence(f"ownership.{handover.otherwise}")


def manner(verdict: Verdict, /) -> Manner:
    """A hand-over is one instant; the question itself begins and ends."""
    handed = any(fact.role == "owner" for fact in verdict.facts)
    return Manner("handed" if handed else "started", instant=handed)
