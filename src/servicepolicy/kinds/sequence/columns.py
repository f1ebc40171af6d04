"""What the verdicts of a sequence hang on: the time limits between its steps, and who took which."""

from __future__ import annotations

from servicepolicy.judging.situation import Counted, Pieces, Situation, kinds_of, spans_in
from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.selector import EventPattern, Selector
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
    counting, compared = edition.convention(rule.counting), rule.never_same or rule.same
    apart = _kept_apart(rule, edition)
    in_column = frozenset[str]() if apart is None else frozenset({apart[2]} - {"by"})  # as it stands there
    return Situation(
        counted=tuple(Counted(span, rule.clock, counting, bases) for span in spans),
        from_start=rule.followed is not None,
        people=compared is not None,
        compared_in=in_column or None,
        named=tuple(in_column),
        reads=frozenset({compared.by}) - in_column if compared and compared.by != "person" else frozenset(),
        naming=rule.followed is None,
        idle=frozenset() if again else frozenset({"reopened"}),
        asks_roles=compared is None,
        kept_apart=apart,
        pieces=_pieces(rule, edition),
    )


def _kept_apart(rule: Sequence, edition: Edition) -> tuple[frozenset[str], frozenset[str], str] | None:
    """The two acts that nobody does both of, where kinds of events alone tell them, and the column that says who."""
    said = rule.never_same
    if said is None or rule.applies.clauses or rule.until is not None:
        return None
    if said.by == "role" and edition.roles:
        return None  # a role that nobody declared may be any other
    one, other = (kinds_of(selector) for selector in said.of)
    if one is None or other is None or one & other or not all(_bare(selector) for selector in said.of):
        return None
    return one, other, "by" if said.by == "person" else said.by


def _pieces(rule: Sequence, edition: Edition) -> Pieces | None:
    """The events that must be followed or preceded, where kinds of events and a time alone tell by what."""
    pair = rule.preceded or rule.followed
    if pair is None or pair.every is None or rule.applies.clauses or rule.on_reopen != "none":
        return None
    if rule.followed is not None and rule.followed.itself is not None:
        return None
    within = pair.within
    if within is not None:
        bound = edition.binder.value(within.form, place_of(rule, "order", rule.subject), wanted="span")
        if not isinstance(bound, Outright):
            return None
    others = [pair.by]
    if rule.followed is not None:
        ends = (rule.followed.before, rule.until, rule.cancel, *rule.unsaid())
        others += [one for one in ends if one is not None]
    starts, beside = kinds_of(pair.every), kinds_of(*others)
    if starts is None or beside is None or starts & beside or not all(_bare(one) for one in (pair.every, *others)):
        return None
    return Pieces(starts, beside, rule.preceded is not None)


def _bare(selector: Selector) -> bool:
    """Whether it asks for nothing but one of some kinds of events."""
    return len(selector.parts) == 1 and all(pattern == EventPattern(pattern.events) for pattern in selector.patterns())
