"""What all forms of a sequence share: compiled selectors, terms, and how a verdict is said."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from servicepolicy.judging.case_view import Scene, why_missing
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matter_events import Hit, Search, Strand
from servicepolicy.judging.quick_results import fact_ref
from servicepolicy.judging.readers import Place
from servicepolicy.judging.term import PlannedTerm, Term, TermReader
from servicepolicy.judging.values import ValueReader, value_reader
from servicepolicy.judging.verdicts import blank_verdict
from servicepolicy.kinds.sequence.rule import Followed, Sequence
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Value
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Arg, Margin, Reason, Status, Verdict

__all__ = ["Finding", "SequenceClauses", "because", "step_of"]


@attrs.define(slots=True, kw_only=True)
class Finding:
    """What is found about one occurrence, before it is said.

    Attributes:
        status: One of the five.
        reason: Why.
        start: The event from which it counts.
        stop: The event that satisfied it, or came too late.
        facts: The events read and the part each played.
        term: When it was due, where time is limited.
        margin: What there was to spare.
        state: What else to know.
        doubts: What would settle an unknown.
        final: Nothing later can change it.
        waiting: Time alone changes it when the term is over.
    """

    status: Status
    reason: Reason
    start: Event | None = None
    stop: Event | None = None
    facts: tuple[tuple[Event, str], ...] = ()
    term: Term | None = None
    margin: Margin | None = None
    state: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    final: bool = False
    waiting: bool = False


class SequenceClauses:
    """The clauses of a sequence, compiled for one edition.

    Attributes:
        rule: The rule.
        kinds: The event kinds that it reads, `None` for every kind.
        on_organisation: Whether it reads events of the whole organisation.
        until: What makes it final, `None` where nothing is said.
        closing: The same, and where nothing is said, what closes the subject.
        cancel: What calls it off.
        ends: What ends every matter of it: the two together.
    """

    def __init__(self, rule: Sequence, edition: Edition) -> None:
        self.rule = rule
        self._edition = edition
        self._header = Place.of(edition, rule, "applies")
        self._applies = compile_condition(rule.applies, self._header)
        self.kinds: frozenset[str] | None = frozenset()
        self.on_organisation = False
        self.until = None if rule.until is None else self.matcher(rule.until)
        self.closing = self.until
        for selector in rule.unsaid():
            self.closing = self.matcher(selector)
        self.cancel = None if rule.cancel is None else self.matcher(rule.cancel)
        self.ends = self._either([*([rule.until] if rule.until is not None else rule.unsaid()), rule.cancel])

    def matcher(self, selector: Selector) -> Matcher:
        """Compile a selector, and remember what it reads."""
        found = Matcher(selector, self._header)
        self.kinds = None if self.kinds is None or found.kinds is None else self.kinds | found.kinds
        self.on_organisation = self.on_organisation or found.on_organisation
        return found

    def _either(self, selectors: Iterable[Selector | None]) -> Matcher | None:
        patterns = tuple(pattern for selector in selectors if selector is not None for pattern in selector.patterns())
        return self.matcher(Selector((patterns,))) if patterns else None

    def term(self, within: Value | None) -> TermReader | None:
        """Compile a time limit."""
        if within is None:
            return None
        counting = self._edition.convention(self.rule.counting)
        return TermReader(within.form, "within", self.rule.clock, counting, Place.of(self._edition, self.rule, "order"))

    def planned(self, said: Value | None) -> PlannedTerm | None:
        """Compile where an event says for which period what follows it was planned."""
        if said is None or self.rule.followed is None:
            return None
        return PlannedTerm(
            said.form, self.rule.clock, Place.of(self._edition, self.rule.followed, "by_end_of", self.rule.subject)
        )

    def about(self, said: Followed) -> ValueReader | None:
        """Compile where an event says what it is about."""
        if said.about is None:
            return None
        return value_reader(said.about.form, Place.of(self._edition, said, "about", self.rule.subject), str)

    def applies(self, scene: Scene, event: Event | None, at: int) -> bool:
        """Whether the rule applies to the subject at an instant."""
        return self._applies is None or scene.settle(self._applies(scene, event, at, None))

    def end(self, matcher: Matcher | None, scene: Scene, strand: Strand, since: int) -> Hit | None:
        """The first event that ends a matter, at or after a place in its order."""
        return None if matcher is None else Search(matcher, scene, strand).first_from(since)

    def called_off(self, scene: Scene, strand: Strand, since: int) -> Hit | None:
        """The first event that calls it off, at or after a place in the order of a matter."""
        return self.end(self.cancel, scene, strand, since)

    def say(self, scene: Scene, occurrence: str, found: Finding) -> Verdict:
        """What was found, as a verdict."""
        term = found.term
        next_us: int | None = None
        if found.waiting and term is not None:
            next_us = term.due + 1 if term.due is not None else term.horizon
        return blank_verdict(
            self.rule,
            scene,
            found.status,
            found.reason,
            occurrence,
            state=tuple(sorted(set(found.state))),
            credit=() if found.stop is None else tuple(a.id for a in found.stop.actors if a.id is not None),
            started_us=None if found.start is None else found.start.at,
            due_us=None if term is None else term.due,
            due_latest_us=None if term is None else term.latest,
            stopped_us=None if found.stop is None else found.stop.at,
            margin=found.margin,
            facts=tuple(dict.fromkeys(fact_ref(event.number, role) for event, role in found.facts)),
            values=() if term is None else term.values,
            arithmetic=() if term is None else term.steps,
            doubts=found.doubts,
            next_us=next_us,
            final=found.final,
        )

    def spared(self, scene: Scene, occurrence: str, event: Event | None) -> Verdict:
        """The rule does not apply to the subject."""
        reason = Reason.of("not_applicable")
        return self.say(
            scene, occurrence, Finding(status=Status.NOT_APPLICABLE, reason=reason, start=event, final=True)
        )


def step_of(selector: Selector) -> dict[str, Arg]:
    """What a step is called, as arguments of a reason: the kinds of its events, and whether all or any are meant."""
    kinds, form = selector.named()
    return {"step": kinds, "form": form} if form else {"step": kinds}


def because(term: Term) -> tuple[Reason, tuple[str, ...]]:
    """Why a term is not known, and what would settle it."""
    if term.horizon is not None:
        return Reason.of("calendar_not_published", calendar=term.missing), (term.missing,)
    code, fact = why_missing(term.missing)
    return Reason.of(code, fact=fact), (fact,)
