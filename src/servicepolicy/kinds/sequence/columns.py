"""What the verdicts of a sequence hang on: the time limits between its steps, and who took which."""

from __future__ import annotations

from servicepolicy.judging.situation import Counted, Situation, counting_in, kinds_of, spans_in
from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.place import place_of
from servicepolicy.worktime import Span

__all__ = ["situation"]


def situation(rule: Sequence, edition: Edition) -> Situation:
    """What its verdicts hang on."""
    if rule.followed is not None and rule.followed.by_end_of is not None:
        return Situation(beyond="period_from_a_fact")
    if rule.followed is not None and (rule.followed.about or rule.followed.told_apart_by):
        return Situation(beyond="values_compared_over_events")
    spans: dict[Span, None] = {}
    for _, value in rule.spans():
        for span in spans_in(edition, value, place_of(rule, "order", rule.subject)):
            if span is None:
                return Situation(beyond="span_from_a_fact")
            spans[span] = None
    again = (rule.reopened,) if rule.on_reopen != "none" else ()
    bases = kinds_of(rule.preceded.by) if rule.preceded is not None else kinds_of(*rule.begins(), *again)
    counting, compared = counting_in(edition, rule.counting), rule.never_same or rule.same
    return Situation(
        counted=tuple(Counted(span, rule.clock, counting, bases) for span in spans),
        from_start=rule.followed is not None,
        people=compared is not None,
        reads=frozenset({compared.by}) if compared is not None and compared.by != "person" else frozenset(),
        naming=rule.followed is None,
        idle=frozenset() if again else frozenset({"reopened"}),
        asks_roles=compared is None,
    )
