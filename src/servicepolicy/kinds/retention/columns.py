"""What the verdicts of a retention hang on: from when and how long something is kept."""

from __future__ import annotations

from servicepolicy.judging.situation import Counted, Situation, kinds_of, spans_in
from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.place import place_of

__all__ = ["situation"]


def situation(rule: Retention, edition: Edition) -> Situation:
    """What its verdicts hang on."""
    if rule.dispose is not None or rule.place.clauses:
        return Situation(beyond="disposal_or_place")
    spans = list(spans_in(edition, rule.keep, place_of(rule, "keep", rule.subject)))
    if any(span is None for span in spans):
        return Situation(beyond="span_from_a_fact")
    counting = edition.convention(rule.counting).from_a_boundary().settled()
    bases = kinds_of(rule.anchor)
    counted = tuple(Counted(span, None, counting, bases) for span in spans if span is not None)
    return Situation(counted=counted, from_start=True, credited=kinds_of(rule.destroyed))
