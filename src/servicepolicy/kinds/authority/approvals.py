"""Approvals of an act: which count, whether they are enough, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.due_dates import due_after
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.near_misses import near_misses
from servicepolicy.judging.readers import Place
from servicepolicy.judging.worlds import may_precede, surely_after
from servicepolicy.kinds.authority.about import AboutAct
from servicepolicy.kinds.authority.amount import Amount, AmountReader
from servicepolicy.kinds.authority.capacity import (
    Capacity,
    How,
    capacities,
    nobody_in_common,
    own_unit,
    role_disagrees,
    within_limit,
)
from servicepolicy.kinds.authority.chain import Given, astray, chains, taken
from servicepolicy.kinds.authority.rule import Approvers, Authority
from servicepolicy.kinds.authority.several import all_different, not_covered, signed_twice
from servicepolicy.kinds.authority.spending import NOTHING_SPENT, Spent, used_by
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.truth import Leaf, Truth, all_of, any_of, negate
from servicepolicy.models.event import Event
from servicepolicy.money import Money
from servicepolicy.results.verdict import FactRef, Reason, WhyNot
from servicepolicy.worktime import Span

__all__ = ["Approvals", "Given", "Question", "recorded_by"]

WITHDRAWN = "approval_withdrawn"


@attrs.define(slots=True)
class Question:
    """What must have been approved.

    Attributes:
        scene: The subject.
        act: The act.
        amount: What it is judged by.
        matter: The events of its matter.
        until: Approvals up to this event count: the act itself, or, after an emergency, one that came later.
        recorded: Approvals written down by this instant count; `None`: all that are known.
        spent: What earlier acts took of each approval, by the number of its event.
    """

    scene: Scene
    act: Event
    amount: Amount
    matter: tuple[Event, ...]
    until: Event
    recorded: int | None
    spent: Mapping[int, Spent] = NOTHING_SPENT

    def reaches(self, event: Event) -> bool:
        """Whether an event came in time for it."""
        return may_precede(event, self.until) and event.number != self.act.number


class Approvals:
    """What a rule says of approvals, compiled."""

    def __init__(self, rule: Authority, edition: Edition, amounts: AmountReader) -> None:
        place = Place.of(edition, rule, "applies")
        approval = rule.approval
        self.edition = edition
        self.amounts = amounts
        self.event = Matcher(approval.event, place)
        self.refused = Matcher(approval.refused, place)
        self.until = None if approval.until is None else Matcher(approval.until, place)
        self.about = AboutAct(rule)
        self.unsaid = approval.unsaid_is_any
        self.covers = rule.approval_covers_amount
        self.four_eyes = approval.not_ == "maker"
        self.about_money = rule.amount is not None
        self.late_entry = rule.late_entry
        self.kinds = _kinds(self.event, self.refused, *(() if self.until is None else (self.until,)))
        self.setters = _amount_setters(rule.subject) if self.about_money else ()

    def recorded_by(self, scene: Scene, at: int) -> int:
        """By when a fact that licenses an act must be written down."""
        return recorded_by(self.late_entry, scene, at)

    # what was given

    def nothing_on_record(self, scene: Scene, approvers: Approvers) -> bool:
        """Whether somebody is asked for, and no event of the subject can be an approval or a refusal."""
        return bool(approvers.asked()[0]) and self.kinds is not None and self.kinds.isdisjoint(scene.timeline.by_kind)

    def given(self, question: Question) -> tuple[Given, ...]:
        """Every event that may be an approval of the act, in order."""
        return tuple(self._given(question))

    def _given(self, question: Question) -> Iterator[Given]:
        scene = question.scene
        for event in self._of_matter(self.event, scene, question.matter):
            if event.number == question.act.number:
                continue
            for part in range(len(self.event.parts)):
                matches = self.event.part(part, scene, event)
                if matches is not False:
                    yield self._weighed(question, event, part, matches)

    def _of_matter(self, matcher: Matcher, scene: Scene, matter: tuple[Event, ...]) -> Iterable[Event]:
        if matcher.on_organisation:
            return matcher.candidates(scene)
        return [event for event in matter if matcher.kinds is None or event.kind in matcher.kinds]

    def _weighed(self, question: Question, event: Event, part: int, matches: Truth) -> Given:
        act = question.act
        tests: list[tuple[str, Truth]] = [
            ("approval_other_action", self.about(event, act)),
            ("approval_late", question.reaches(event)),
            ("approval_not_recorded", question.recorded is None or event.recorded_at <= question.recorded),
        ]
        if self.covers:
            tests.append((self._amiss(question, event), self._covers(question, event)))
            tests.append(("approval_spent", self._left(question, event)))
        else:
            tests.append(("approval_spent", event.number not in question.spent))
        tests.append(("approval_dead", negate(self._dead(question, event))))
        fault = next((code for code, truth in tests if truth is False), "")
        actions = (act.kind, event.kind)
        acting = capacities(question.scene, event, actions, self.unsaid)
        people = tuple((one, self._may(question, event, one)) for one in acting)
        if not fault and people and all(may is False for _one, may in people):
            fault = "approval_own"
        return Given(event, part, all_of([matches, *(truth for _code, truth in tests)]), people, fault)

    def _may(self, question: Question, event: Event, capacity: Capacity) -> Truth:
        """Whether this person, acting so, may approve this act."""
        act, amount = question.act, question.amount
        within = within_limit(capacity, amount.supposed, amount.unsure if self.about_money else None)
        if not self.four_eyes:
            return within
        other = nobody_in_common(question.scene, act, capacity.actor, event, (act.kind, event.kind), self.unsaid)
        return all_of((within, other))

    def _covers(self, question: Question, event: Event) -> Truth:
        """Whether an approval covers the act, and with it the parts that were done since it was given."""
        amount = question.amount.to_cover
        approved = self._approved(event)
        if amount.own is None:
            doubt = approved if isinstance(approved, Missing) else amount.missing
            return True if doubt is None else doubt.leaf("covers" if doubt is approved else f"covers {event.number}")
        total = amount.own
        for part in amount.summed:
            own = self.amounts.own(question.scene, part)
            if may_precede(event, part) and not isinstance(own, Missing):
                total += own
        if isinstance(approved, Missing):  # what costs nothing is covered by whatever was approved
            return approved.leaf("covers") if total.amount or amount.unstated else True
        if approved.currency != total.currency or approved < total:
            return False
        return not any(may_precede(event, part) for part in amount.unstated) or Leaf(event.number, "amount", "covers")

    def _left(self, question: Question, event: Event) -> Truth:
        """Whether of an approval so much is left as the act takes."""
        spent, own, approved = question.spent.get(event.number), question.amount.to_cover.own, self._approved(event)
        if spent is None or own is None or isinstance(approved, Missing):
            return True  # what it covers is asked apart
        return spent.leaves(approved, own)

    def used_by(self, scene: Scene, given: Sequence[Given], approvers: Approvers) -> tuple[int, ...]:
        """The approvals that a licensed act uses."""
        return used_by(scene.settle, given, approvers, self._how(scene, approvers), len(self.event.parts))

    def _amiss(self, question: Question, event: Event) -> str:
        """What is wrong with an approval that does not cover the act."""
        own, approved = question.amount.to_cover.own, self._approved(event)
        alike = own is None or isinstance(approved, Missing) or approved.currency == own.currency
        return "approval_too_small" if alike else "approval_other_currency"

    def _approved(self, event: Event) -> Money | Missing:
        found = event.fields.get("amount")
        return found if isinstance(found, Money) else Missing(event.number, "amount")

    # what takes it back

    def _dead(self, question: Question, event: Event) -> Truth:
        """Whether something between approval and act took the approval back, or ended it."""
        found: list[Truth] = []
        for other in question.matter:
            if surely_after(event, other) or other.number in (event.number, question.act.number):
                continue
            if not question.reaches(other):
                continue
            between = all_of((_comes_after(other, event), _comes_after(question.until, other)))
            if self.until is not None and (self.until.kinds is None or other.kind in self.until.kinds):
                found.append(all_of((self.until.part(0, question.scene, other), between)))
            if other.kind == WITHDRAWN:
                found.append(all_of((self.about(other, question.act), between)))
            elif other.kind in self.setters:
                found.append(all_of((self._changes(question.scene, event, other), between)))
        for other, truth in self.refusals(question):
            if may_precede(event, other):
                found.append(all_of((truth, _comes_after(other, event))))
        return any_of(found)

    def _changes(self, scene: Scene, approval: Event, change: Event) -> Truth:
        """Whether a change of the amount leaves another than the one that was approved."""
        now = change.fields.get("amount")
        if now is None:  # it changed, and nobody wrote down to what
            return Leaf(change.number, "amount", "changed")
        of_its_day = change.date is not None or approval.beside(change)
        stood = change.since - 1 if of_its_day else approval.at  # without the change itself
        before = scene.facts.value("amount", stood) or approval.fields.get("amount")
        if before is None:
            return Leaf(approval.number, "amount", "changed")
        return now != before

    def refusals(self, question: Question) -> list[tuple[Event, Truth]]:
        """What may be a refusal of the act, in time for it."""
        found = self._refusing(question.scene, question.act, question.matter)
        in_time = ((event, all_of((truth, _comes_after(question.until, event)))) for event, truth in found)
        return [(event, truth) for event, truth in in_time if question.reaches(event)]

    def _refusing(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Iterator[tuple[Event, Truth]]:
        for event in self._of_matter(self.refused, scene, matter):
            if event.number == act.number:
                continue
            matches = any_of(self.refused.part(part, scene, event) for part in range(len(self.refused.parts)))
            truth = all_of((matches, self.about(event, act)))
            if truth is not False:
                yield event, truth

    def standing_refusal(self, question: Question, given: Sequence[Given], approvers: Approvers) -> Event | None:
        """The refusal after which nobody who may has approved it."""
        roles, how = approvers.asked()[0], self._how(question.scene, approvers)
        settle = question.scene.settle
        for event, truth in reversed(self.refusals(question)):
            later = any_of(
                all_of((one.by(roles, how), _comes_after(one.event, event)))
                for one in given
                if surely_after(one.event, event) or _open(one.event, event)
            )
            if settle(truth) and not settle(later):
                return event
        return None

    def refused_since(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Event | None:
        """The first refusal that did not come before the act."""
        for event, truth in self._refusing(scene, act, matter):
            if not surely_after(act, event) and scene.settle(truth):
                return event
        return None

    def chances(self, scene: Scene, matter: tuple[Event, ...]) -> Iterator[Event]:
        """Every event of a matter that may be an approval, in order."""
        for event in self._of_matter(self.event, scene, matter):
            if any(self.event.part(part, scene, event) is not False for part in range(len(self.event.parts))):
                yield event

    # whether it is enough

    def enough(self, scene: Scene, given: Sequence[Given], approvers: Approvers) -> Truth:
        """Whether what was given is what the tier asks for."""
        how = self._how(scene, approvers)
        parts = range(len(self.event.parts))
        return all_of(_enough([one for one in given if one.part == part], approvers, how) for part in parts)

    def _how(self, scene: Scene, approvers: Approvers) -> How:
        below = self.edition.roles if approvers.or_above else None
        return How(below, own_unit(scene) if approvers.unit == "own" else None)

    def lacking(self, scene: Scene, given: Sequence[Given], approvers: Approvers) -> tuple[str, ...]:
        """The roles whose approval is still missing."""
        how, settle = self._how(scene, approvers), scene.settle
        if approvers.any_of is not None:
            return approvers.any_of
        if approvers.all_of is not None:
            roles = approvers.all_of
            if approvers.same_person == "allowed":
                return tuple(role for role in roles if not settle(any_of(one.by((role,), how) for one in given)))
            return not_covered(settle, given, roles, how)
        chain = approvers.chain or ()
        return chain[taken(settle, given, chain, how)[0] :]

    def because(self, code: str) -> Reason:
        """A reason; what whoever acts may give to himself is no approval, but a licence on record."""
        return Reason.of(code) if self.four_eyes else Reason.of(code, licence="on record")

    def why_not(
        self, scene: Scene, given: Sequence[Given], approvers: Approvers, matter: tuple[Event, ...]
    ) -> tuple[WhyNot, ...]:
        """Each approval that does not count, and why; and whose role the organisation contradicts."""
        found = (*self._why_not(scene, given, approvers), *self._near(scene, given, matter))
        if not given or len(self.event.parts) > 1:
            return found
        how = self._how(scene, approvers)
        if approvers.chain is not None:
            return (*found, *astray(scene.settle, given, approvers.chain, how))
        if approvers.all_of is not None and approvers.same_person != "allowed":
            return (*found, *signed_twice(scene.settle, given, approvers.all_of, how))
        return found

    def _near(self, scene: Scene, given: Sequence[Given], matter: tuple[Event, ...]) -> Iterator[WhyNot]:
        """Events of the kind of an approval that are none: the first test that each fails."""
        weighed = {one.event.number for one in given}
        for event in self._of_matter(self.event, scene, matter):
            if event.number not in weighed:
                yield from near_misses(self.event, scene, event)

    def _why_not(self, scene: Scene, given: Sequence[Given], approvers: Approvers) -> Iterator[WhyNot]:
        roles = approvers.asked()[0]
        how = self._how(scene, approvers)
        for one in given:
            told = role_disagrees(scene, one.event)
            if told and one.fault != "approval_other_action":
                yield WhyNot("role_disagrees", one.event.number, told)
            if one.fault:
                yield WhyNot(one.fault, one.event.number)
            elif one.by(roles, how) is False:
                yield WhyNot("approval_wrong_role", one.event.number, " or ".join(roles))

    def read(self, scene: Scene, given: Sequence[Given], approvers: Approvers) -> tuple[FactRef, ...]:
        """The approvals that count."""
        roles, how = approvers.asked()[0], self._how(scene, approvers)
        return tuple(FactRef(one.event.number, "approval") for one in given if one.by(roles, how) is not False)

    def tied(self, given: Sequence[Given], act: Event) -> bool:
        """Whether an approval stands at the same instant as the act, and nobody recorded which came first."""
        return any(
            one.counts is not False
            and one.event.beside(act)
            and not surely_after(act, one.event)
            and not surely_after(one.event, act)
            for one in given
        )


def _enough(given: Sequence[Given], approvers: Approvers, how: How) -> Truth:
    if approvers.any_of is not None:
        return any_of(one.by(approvers.any_of, how) for one in given)
    if approvers.all_of is not None and approvers.same_person == "allowed":
        return all_of(any_of(one.by((role,), how) for one in given) for role in approvers.all_of)
    if approvers.all_of is not None:
        return all_different(given, approvers.all_of, how)
    return any_of(chains(given, approvers.chain or (), how))


def _kinds(*matchers: Matcher) -> frozenset[str] | None:
    """The kinds of the subject's own events that may be evidence; `None` where any kind, or another's event, may be."""
    kinds: frozenset[str] = frozenset()
    for matcher in matchers:
        if matcher.kinds is None or matcher.on_organisation:
            return None
        kinds |= matcher.kinds
    return kinds


def _amount_setters(subject: str) -> tuple[str, ...]:
    from servicepolicy.models.vocabulary import sources  # the table is read only for rules about money

    return tuple(sorted({kind for kind, field in sources(subject).get("amount", ()) if field == "amount"}))


def recorded_by(late_entry: Span | None, scene: Scene, at: int) -> int:
    """By when a fact that licenses an act must be written down (decision 29)."""
    if late_entry is None:
        return at
    if late_entry.kind == "elapsed":
        return at + late_entry.amount
    counting = scene.edition.counting.from_a_boundary()
    return due_after(scene.edition.clocks[""], at, late_entry, (), counting, None)[0]


def _open(one: Event, other: Event) -> bool:
    """Whether nobody knows which of two came first, as one of them has a date alone."""
    dated = one.date is not None or other.date is not None
    return dated and one.beside(other) and not (surely_after(one, other) or surely_after(other, one))


def _comes_after(one: Event, other: Event) -> Truth:
    """Whether one event came after another, of which it is known that it may have: by the hour of what has none."""
    if not _open(one, other):
        return True
    if one.date is not None:
        return Leaf(one.number, "at", f"after {other.number}")
    return negate(Leaf(other.number, "at", f"after {one.number}"))
