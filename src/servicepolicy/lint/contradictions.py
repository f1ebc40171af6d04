"""What two rules claim against each other, or one of them in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, Final, TypeVar

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.bound.nodes import (
    BoundCondition,
    BoundNot,
    BoundPattern,
    BoundSelector,
    Outright,
)
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.claims import (
    Alike,
    Claim,
    Demands,
    Follows,
    Forbids,
    Keeps,
    Needs,
    Owns,
    Permits,
)
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.lengths import over_first, over_together
from servicepolicy.language.suspected.selections import asked_of, covers, kinds_of, meet, same_events
from servicepolicy.language.suspected.suspicion import Act, Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import DAY_US, HOUR_US, MINUTE_US

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["contradictions_in"]

C = TypeVar("C")
_JUDGED: Final = ("met", "pending")
_ANY: Final = ("met", "breached", "pending", "unknown", "not_applicable")
_NOT_MEANING: Final = ("id", "title", "clause")
_NOT_OF_THE_TIME: Final = (*_NOT_MEANING, "applies", "within", "start", "stop", "in_force", "warn")
_NOT_OF_THE_NEED: Final = (*_NOT_MEANING, "applies", "must", "must_not", "at", "in_force")
_LATE: Final = 24 * 400  # hours after which everything is late


def contradictions_in(view: View, changed: Collection[str], policy: Policy) -> Iterator[Suspicion]:
    """What is suspected of any two rules of an edition.

    Args:
        view: The edition.
        changed: The rules that were not the same in the edition before: pairs without one of them have been looked at.
        policy: The policy.
    """
    pairs = _Pairs(view, changed, policy)
    twice = list(pairs.duplicates())
    yield from twice
    told = {frozenset(one.rules[:2]) for one in twice}
    for one in pairs.all():
        if frozenset(one.rules[:2]) not in told:
            yield one


class _Pairs:
    """The claims of an edition, compared two by two."""

    def __init__(self, view: View, changed: Collection[str], policy: Policy) -> None:
        self.view = view
        self.changed = changed
        self.policy = policy
        self.claims: list[Claim] = [
            claim for rule in view.edition.rules for claim in kind_of(rule).lint.claims(rule, view)
        ]

    def of(self, kind: type[C]) -> list[C]:
        """The claims of a kind."""
        return [claim for claim in self.claims if isinstance(claim, kind)]

    def new(self, *rules: Rule) -> bool:
        """Whether a pair has not been looked at."""
        return any(rule.id in self.changed for rule in rules)

    def together(self, one: Claim, other: Claim) -> bool:
        """Whether two claims are of different rules about subjects that can be the same."""
        if one.rule is other.rule or one.rule.subject != other.rule.subject or not self.new(one.rule, other.rule):
            return False
        return self.view.possible(one.cases, other.cases)

    def all(self) -> Iterator[Suspicion]:
        """Everything that is suspected."""
        demands, follows, permits = self.of(Demands), self.of(Follows), self.of(Permits)
        yield from self.shadowed(demands)
        yield from self.later_due_earlier(demands, follows)
        yield from self.forbidden(demands)
        yield from self.without_authority(demands, permits)
        yield from self.nobody_may(permits)
        yield from self.currencies(permits)
        yield from self.people(permits)
        yield from self.orders(follows)
        yield from self.needs()
        yield from self.owners()
        yield from self.keepings()

    # what examples are made of

    def world(self, *cases: BoundCondition, subject: str) -> Imagined:
        """A subject of which some conditions hold."""
        world = Imagined(self.view, subject)
        world.holds(cases)
        return world

    def suspicion(
        self, code: str, spot: Spot, rules: Iterable[Rule], examples: Iterable[Example], **args: Arg
    ) -> Suspicion:
        """Something that is suspected of some rules."""
        named = tuple(dict.fromkeys(rule.id for rule in rules))
        return Suspicion(code, spot, named, {"rules": named, **args}, tuple(examples))

    # the same twice

    def duplicates(self) -> Iterator[Suspicion]:
        """Rules that say the same."""
        from servicepolicy.policy.versions.digest import meanings_of

        meanings: Mapping[str, Mapping[str, Any]] = meanings_of(self.policy._built.document)
        groups: dict[str, list[Rule]] = {}
        for rule in self.view.edition.rules:
            said = {key: part for key, part in meanings[rule.id].items() if key not in _NOT_MEANING}
            groups.setdefault(_sorted(said), []).append(rule)
        for several in groups.values():
            if len(several) > 1 and self.new(*several):
                first = several[0]
                levels = [level for level in self.policy.slas if {rule.id for rule in several} <= set(level.rules)]
                named = tuple(rule.id for rule in several)
                whole = (*named, *(level.id for level in levels))
                examples = list(self._same_twice(first, named))
                spot = Spot(several[1].id)
                yield Suspicion("duplicate-rule", spot, whole, {"rules": named}, tuple(examples))

    def _same_twice(self, rule: Rule, named: tuple[str, ...]) -> Iterator[Example]:
        if rule.nature.over_a_period:
            return
        world = Imagined(self.view, rule.subject)
        kind_of(rule).lint.scene(rule, self.view, world)
        for statuses in (("breached",), _ANY):
            expect = dict.fromkeys(named, statuses)
            yield Example(world.after(_LATE), expect, world.record(), world.context())

    # times

    def shadowed(self, demands: list[Demands]) -> Iterator[Suspicion]:
        """A longer time beside a shorter one for the same."""
        for short, long in permutations(demands, 2):
            if not (short.plain and long.plain and self._alike(short, long) and self.together(short, long)):
                continue
            within = _spans(short, long)
            if within is None or not over_first(*within, self.view, short.clock, short.counting):
                if within is None:
                    continue
                if not over_together(*within, self.view, short.clock, short.counting):
                    continue
                if self._implied(short.cases, long.cases) and short.rule.id > long.rule.id:
                    continue  # the same, told once
            if not self._implied(long.cases, short.cases) or not covers(long.act, short.act, self.view):
                continue
            world = self.world(long.cases, short.cases, subject=long.rule.subject)
            if long.start is not None:
                world.meets(long.start, world.start)
            world.meets(short.act, world.after(_LATE))
            expect = {short.rule.id: ("breached",), long.rule.id: ("breached",)}
            example = Example(world.after(_LATE + 24), expect, world.record(), world.context())
            spot = Spot(long.rule.id, long.path)
            args: dict[str, Arg] = {"shorter": short.rule.id, "longer": long.rule.id}
            equal = over_together(*within, self.view, short.clock, short.counting)
            code = "duplicate-rule" if equal and self._implied(short.cases, long.cases) else "shadowed-deadline"
            yield self.suspicion(code, spot, (short.rule, long.rule), (example,), **args)

    def _alike(self, one: Demands, other: Demands) -> bool:
        """Whether two claims differ in nothing but the time and the cases."""
        if one.rule is other.rule or one.rule.kind_name() != other.rule.kind_name():
            return False
        if one.start is None or other.start is None or kinds_of(one.start) != kinds_of(other.start):
            return False
        if (one.clock, one.counting) != (other.clock, other.counting):
            return False
        left, right = (_plain(rule) for rule in (one.rule, other.rule))
        if any(left.get(key) != right.get(key) for key in {*left, *right} if key not in _NOT_OF_THE_TIME):
            return False
        return same_events(one.start, other.start, self.view)

    def _implied(self, one: BoundCondition, other: BoundCondition) -> bool:
        try:
            return self.view.space((one, other)).implies(one, other)
        except TooManyBoxes:
            return False

    def later_due_earlier(self, demands: list[Demands], follows: list[Follows]) -> Iterator[Suspicion]:
        """What comes later and is due earlier."""
        timed = [one for one in demands if isinstance(one.within, Outright) and one.start is not None and not one.again]
        for order in follows:
            for early in timed:
                if not (order.rule.subject == early.rule.subject and covers(order.first, early.act, self.view)):
                    continue
                for late in timed:
                    if not covers(order.then, late.act, self.view) or not self.together(early, late):
                        continue
                    yield from self._due_earlier(early, late, order)

    def _due_earlier(self, early: Demands, late: Demands, order: Follows) -> Iterator[Suspicion]:
        within = _spans(late, early)
        assert early.start is not None  # noqa: S101 - asked before
        assert late.start is not None  # noqa: S101 - asked before
        if within is None or (late.clock, late.counting) != (early.clock, early.counting):
            return
        if not same_events(early.start, late.start, self.view):
            return
        if not self.view.possible(early.cases, late.cases, order.cases):
            return
        if not over_first(*within, self.view, early.clock, early.counting):
            return
        world = self.world(early.cases, late.cases, order.cases, subject=early.rule.subject)
        world.meets(early.start, world.start)
        dues = [self.view.due(world.start, span, early.clock, early.counting) for span in within]
        examples: list[Example] = []
        if dues[0] is not None and dues[1] is not None:
            middle = (dues[0] + dues[1]) // 2 // MINUTE_US * MINUTE_US
            world.meets(early.act, middle)
            world.meets(late.act, middle + MINUTE_US)
            expect = {early.rule.id: ("met",), late.rule.id: ("breached",)}
            examples.append(Example(dues[1] + 2 * DAY_US, expect, world.record(), world.context()))
        args: dict[str, Arg] = {
            "first": kinds_of(early.act),
            "then": kinds_of(late.act),
            "shorter": str(within[0]),
            "longer": str(within[1]),
        }
        spot = Spot(late.rule.id, late.path)
        yield self.suspicion("later-due-earlier", spot, (early.rule, late.rule, order.rule), examples, **args)

    # what must happen and must not

    def forbidden(self, demands: list[Demands]) -> Iterator[Suspicion]:
        """What one rule asks for and another forbids."""
        for demand in demands:
            for ban in self.of(Forbids):
                if ban.until is not None or (ban.most and not demand.again):
                    continue
                if covers(ban.act, demand.act, self.view) and self.together(demand, ban):
                    yield self._asked_and_forbidden(demand, ban, 1 + ban.most)
            for need in self.of(Needs):
                if need.at is not None and self.together(demand, need) and self._excluded(demand, need):
                    yield self._asked_and_forbidden(demand, need, 1)

    def _excluded(self, demand: Demands, need: Needs) -> bool:
        """Whether whatever is asked for breaks what another rule needs of it."""
        if need.at is None or len(demand.act.parts) != 1 or not covers(need.at, demand.act, self.view):
            return False
        wanted = _wanted(need)
        return all(not self.view.possible(asked_of(one), demand.cases, *wanted) for one in demand.act.parts[0])

    def _asked_and_forbidden(self, demand: Demands, ban: Forbids | Needs, times: int) -> Suspicion:
        world = self.world(demand.cases, ban.cases, subject=demand.rule.subject)
        if demand.start is not None:
            world.meets(demand.start, world.start)
        else:
            kind_of(demand.rule).lint.scene(demand.rule, self.view, world)
        without = Example(
            world.after(_LATE), {demand.rule.id: ("breached",), ban.rule.id: ("met", "not_applicable")}, world.record()
        )
        for number in range(times):
            world.meets(demand.act, world.after(1 + 24 * number))
        expect = {demand.rule.id: _JUDGED, ban.rule.id: ("breached",)}
        with_it = Example(world.after(2 + 24 * times), expect, world.record(), world.context())
        args: dict[str, Arg] = {
            "demands": demand.rule.id,
            "forbids": ban.rule.id,
            "act": kinds_of(demand.act),
        }
        spot = Spot(ban.rule.id, ban.path)
        rules = (demand.rule, ban.rule)
        return self.suspicion("required-and-forbidden", spot, rules, (with_it, without), **args)

    # who may

    def without_authority(self, demands: list[Demands], permits: list[Permits]) -> Iterator[Suspicion]:
        """Roles that owe what they may not do."""
        for demand in demands:
            duty = demand.rule.duty
            if duty is None:
                continue
            below = self.view.edition.roles.get(duty, frozenset[str]())
            for power in permits:
                if power.roles is None or duty in power.roles or below & power.roles:
                    continue
                if not covers(power.act, demand.act, self.view) or not self.together(demand, power):
                    continue
                world = self.world(demand.cases, power.cases, subject=demand.rule.subject)
                if demand.start is not None:
                    world.meets(demand.start, world.start)
                world.meets(demand.act, world.after(0.5), by="e1", role=duty)
                expect = {demand.rule.id: ("met", "pending"), power.rule.id: ("breached",)}
                example = Example(world.after(1), expect, world.record(), world.context())
                args: dict[str, Arg] = {
                    "duty": duty,
                    "demands": demand.rule.id,
                    "permits": power.rule.id,
                    "act": kinds_of(demand.act),
                }
                spot = Spot(demand.rule.id, ("duty",))
                rules = (demand.rule, power.rule)
                yield self.suspicion("duty-without-authority", spot, rules, (example,), **args)

    def nobody_may(self, permits: list[Permits]) -> Iterator[Suspicion]:
        """Acts that no role may do by all rules about it."""
        limited = [one for one in permits if one.roles is not None]
        told: set[frozenset[str]] = set()
        for size in (2, 3):
            for several in combinations(limited, size):
                rules = frozenset(one.rule.id for one in several)
                if len(rules) < size or any(known <= rules for known in told):
                    continue
                first = several[0]
                if first.roles is None or not all(self._same_act(first, other) for other in several[1:]):
                    continue
                roles = first.roles
                for other in several[1:]:
                    roles &= other.roles or frozenset()
                if roles or not self.new(*(one.rule for one in several)):
                    continue
                if self.view.possible(*(one.cases for one in several)):
                    told.add(rules)
                    yield self._nobody(several)

    def _same_act(self, one: Permits, other: Permits) -> bool:
        if one.rule is other.rule or one.rule.subject != other.rule.subject:
            return False
        return set(kinds_of(one.act)) & set(kinds_of(other.act)) != set() and meet(one.act, other.act, self.view)

    def _nobody(self, several: tuple[Permits, ...]) -> Suspicion:
        shared = set(kinds_of(several[0].act))
        for other in several[1:]:
            shared &= set(kinds_of(other.act))
        act = min(shared)
        rules = tuple(one.rule for one in several)
        examples = [
            self.asked(act, role, several, ("refuse",))
            for role in sorted({role for one in several for role in one.roles or ()})
        ]
        spot = Spot(rules[-1].id, several[-1].path)
        return self.suspicion("nobody-may", spot, rules, examples, act=f"`{act}`")

    def asked(
        self,
        act: str,
        role: str | None,
        several: Iterable[Permits],
        effects: tuple[str, ...],
        amount: str | None = None,
    ) -> Example:
        """Whether somebody with one post may do an act."""
        claims = list(several)
        world = self.world(*(one.cases for one in claims), subject=claims[0].rule.subject)
        for claim in claims:
            kind_of(claim.rule).lint.scene(claim.rule, self.view, world)
        world.events = [event for event in world.events if event["event"] != act]
        by: dict[str, Any] = {"id": "e1"}
        if role is not None:
            by["role"] = role
        question = Act(act, by, effects, "", amount)
        return Example(world.after(24), {}, world.record(), world.context(), act=question)

    def currencies(self, permits: list[Permits]) -> Iterator[Suspicion]:
        """Limits of one act in different currencies."""
        for one, other in combinations([claim for claim in permits if claim.currencies], 2):
            if one.currencies & other.currencies or not self._same_act(one, other) or not self.together(one, other):
                continue
            if one.amount != other.amount:
                continue
            act = min(set(kinds_of(one.act)) & set(kinds_of(other.act)))
            currencies = tuple(sorted(one.currencies | other.currencies))
            role = next(iter(sorted((one.roles or frozenset()) | (other.roles or frozenset()))), None)
            examples = [self.asked(act, role, (one, other), ("refuse",), f"1 {currency}") for currency in currencies]
            spot = Spot(other.rule.id, other.path)
            yield self.suspicion("mixed-currencies", spot, (one.rule, other.rule), examples, currencies=currencies)

    def people(self, permits: list[Permits]) -> Iterator[Suspicion]:
        """Acts by the same person, and never by the same; and by one person, where no post may do both."""
        alike = self.of(Alike)
        for one, other in permutations(alike, 2):
            if not (one.same and not other.same and one.by == other.by and self.together(one, other)):
                continue
            if self._same_pair(one, other):
                args: dict[str, Arg] = {
                    "one": one.rule.id,
                    "other": other.rule.id,
                    "acts": tuple(dict.fromkeys((*kinds_of(one.acts[0]), *kinds_of(one.acts[1])))),
                    "by": one.by,
                }
                expect = {one.rule.id: ("met",), other.rule.id: ("breached",)}
                example = self._both_acts(one, expect, (one.cases, other.cases))
                spot = Spot(other.rule.id, other.path)
                rules = (one.rule, other.rule)
                yield self.suspicion("contradictory-people", spot, rules, (example,), **args)
        for one in alike:
            yield from self._posts(one, permits)

    def _posts(self, alike: Alike, permits: list[Permits]) -> Iterator[Suspicion]:
        """One person for two acts of which no post may do both; two roles, where one alone may do either."""
        limits = [
            [power for power in permits if power.roles and covers(power.act, act, self.view)] for act in alike.acts
        ]
        for one in limits[0]:
            for other in limits[1]:
                if not self.together(alike, one) or not self.view.possible(alike.cases, one.cases, other.cases):
                    continue
                left, right = one.roles or frozenset(), other.roles or frozenset()
                excluded = alike.same and alike.by in ("person", "role") and not left & right
                alone = not alike.same and alike.by == "role" and left == right and len(left) == 1
                if not excluded and not alone:
                    continue
                role = min(left)
                broken = alike.rule.id if alone else other.rule.id
                rules = (alike.rule, one.rule, other.rule)
                expect: dict[str, tuple[str, ...]] = {rule.id: ("met",) for rule in rules}
                expect[broken] = ("breached",)
                people = ("e1", "e2") if alone else ("e1", "e1")
                cases = (alike.cases, one.cases, other.cases)
                example = self._both_acts(alike, expect, cases, people, role)
                acts = tuple(dict.fromkeys((*kinds_of(alike.acts[0]), *kinds_of(alike.acts[1]))))
                named = ", ".join(f"`{act}`" for act in acts)
                yield self.suspicion("nobody-may", Spot(alike.rule.id, alike.path), rules, (example,), act=named)

    def _same_pair(self, one: Alike, other: Alike) -> bool:
        (a, b), (c, d) = one.acts, other.acts
        view = self.view
        return (same_events(a, c, view) and same_events(b, d, view)) or (
            same_events(a, d, view) and same_events(b, c, view)
        )

    def _both_acts(
        self,
        alike: Alike,
        expect: Mapping[str, tuple[str, ...]],
        cases: Iterable[BoundCondition],
        people: tuple[str, str] = ("e1", "e1"),
        role: str | None = None,
    ) -> Example:
        world = self.world(*cases, subject=alike.rule.subject)
        if "received" in self.view.edition.vocabulary.event_kinds(alike.rule.subject):
            world.happens("received", world.start)
        said = {} if role is None else {"role": role}
        for number, (act, person) in enumerate(zip(alike.acts, people, strict=True)):
            world.meets(act, world.after(1 + number), by=person, **said)
        return Example(world.after(24), expect, world.record(), world.context())

    # orders

    def orders(self, follows: list[Follows]) -> Iterator[Suspicion]:
        """Two events each of which must come before the other."""
        told: set[frozenset[str]] = set()
        for one, other in combinations(follows, 2):
            if frozenset((one.rule.id, other.rule.id)) in told or not self.together(one, other):
                continue
            view = self.view
            if covers(other.then, one.first, view) and covers(one.then, other.first, view):
                told.add(frozenset((one.rule.id, other.rule.id)))
                args: dict[str, Arg] = {"first": kinds_of(one.first), "then": kinds_of(one.then)}
                spot = Spot(other.rule.id, other.path)
                examples = tuple(self._one_way(one, other))
                yield self.suspicion("contradictory-orders", spot, (one.rule, other.rule), examples, **args)

    def _one_way(self, one: Follows, other: Follows) -> Iterator[Example]:
        for kept, broken in ((one, other), (other, one)):
            for scene in (None, broken, kept):
                world = self.world(one.cases, other.cases, subject=one.rule.subject)
                if scene is not None:
                    kind_of(scene.rule).lint.scene(scene.rule, self.view, world)
                    known = {event["event"] for event in world.events}
                else:
                    known = set[Any]()
                for number, act in enumerate((kept.first, kept.then)):
                    if not known & set(kinds_of(act)):
                        world.meets(act, world.after(2 + number))
                expect = {kept.rule.id: ("met", "pending", "not_applicable"), broken.rule.id: ("breached",)}
                yield Example(world.after(_LATE), expect, world.record(), world.context())

    # what must hold

    def needs(self) -> Iterator[Suspicion]:
        """Two conditions that cannot hold together."""
        for one, other in combinations(self.of(Needs), 2):
            if (one.at is None) is not (other.at is None) or not self.together(one, other):
                continue
            if self._same_need(one, other):
                spot = Spot(other.rule.id, other.path)
                named = (one.rule.id, other.rule.id)
                examples = tuple(self._same_twice(one.rule, named))
                yield self.suspicion("duplicate-rule", spot, (one.rule, other.rule), examples)
                continue
            for left, right in _at_once(one, other):
                here = [one.cases, other.cases, *(asked_of(at) for at in (left, right) if at is not None)]
                if not self.view.possible(*here) or self.view.possible(*here, *_wanted(one), *_wanted(other)):
                    continue
                if not self.view.possible(*here, *_wanted(one)) or not self.view.possible(*here, *_wanted(other)):
                    continue
                examples = tuple(self._one_kept(one, other, left, here))
                spot = Spot(other.rule.id, other.path)
                yield self.suspicion("contradictory-needs", spot, (one.rule, other.rule), examples)
                break

    def _same_need(self, one: Needs, other: Needs) -> bool:
        """Whether two needs are the same, however they are written."""
        left, right = (
            {key: part for key, part in _plain(need.rule).items() if key not in _NOT_OF_THE_NEED}
            for need in (one, other)
        )
        if left != right:
            return False
        if one.at is not None and other.at is not None and not same_events(one.at, other.at, self.view):
            return False
        wanted = [
            BoundCondition(tuple(clause for condition in _wanted(need) for clause in condition.clauses))
            for need in (one, other)
        ]
        pairs = ((one.cases, other.cases), (wanted[0], wanted[1]))
        return all(self._implied(a, b) and self._implied(b, a) for a, b in pairs)

    def _one_kept(
        self, one: Needs, other: Needs, at: BoundPattern | None, here: list[BoundCondition]
    ) -> Iterator[Example]:
        for kept, broken in ((one, other), (other, one)):
            world = Imagined(self.view, kept.rule.subject)
            expect = {kept.rule.id: ("met",), broken.rule.id: ("breached",)}
            if at is None:
                world.holds([*here, *_wanted(kept)])
                world.meets(BoundSelector(()), world.start)
                for need in (kept, broken):
                    kind_of(need.rule).lint.scene(need.rule, self.view, world)
            else:
                if "received" in self.view.edition.vocabulary.event_kinds(kept.rule.subject):
                    world.happens("received", world.start - HOUR_US)
                whole = BoundCondition(tuple(clause for each in (*here, *_wanted(kept)) for clause in each.clauses))
                pattern = BoundPattern(at.events[:1], whole, BoundCondition(), "each", at.on, None)
                world.meets(BoundSelector(((pattern,),)), world.start)
            yield Example(world.after(24), expect, world.record(), world.context())

    # who holds the question, and what is kept

    def owners(self) -> Iterator[Suspicion]:
        """Two people who hold one question."""
        for one, other in combinations(self.of(Owns), 2):
            view = self.view
            if not self.together(one, other) or not meet(one.ends, other.ends, view):
                continue
            if set(kinds_of(one.starts)) == set(kinds_of(other.starts)):
                continue
            world = self.world(one.cases, other.cases, subject=one.rule.subject)
            world.meets(one.starts, world.start, by="e1")
            world.meets(other.starts, world.after(1), by="e2")
            expect = dict.fromkeys((one.rule.id, other.rule.id), ("pending",))
            example = Example(world.after(2), expect, world.record(), world.context())
            spot = Spot(other.rule.id, other.path)
            yield self.suspicion("two-owners", spot, (one.rule, other.rule), (example,))

    def keepings(self) -> Iterator[Suspicion]:
        """What one rule keeps and another wants destroyed, or keeps for less."""
        for short, long in permutations(self.of(Keeps), 2):
            view = self.view
            if not self.together(short, long) or not meet(short.anchor, long.anchor, view):
                continue
            if not over_first(short.keep, long.keep, view):
                continue
            start = view.moment
            kept, whole = view.due(start, short.keep), view.due(start, long.keep)
            if kept is None or whole is None:
                continue
            rules = (short.rule, long.rule)
            spot = Spot(short.rule.id, short.path)
            args: dict[str, Arg] = {
                "shorter": short.rule.id,
                "longer": long.rule.id,
                "keep": str(long.keep),
                "kept": str(short.keep),
            }
            if short.dispose is not None:
                end = view.due(kept, short.dispose)
                if end is None or end >= whole:
                    continue
                example = self._destroyed(short, long, (kept + end) // 2, {"met": short, "breached": long})
                args["dispose"] = str(short.dispose)
                yield self.suspicion("kept-and-destroyed", spot, rules, (example,), **args)
            elif self._implied(short.cases, long.cases) and covers(long.anchor, short.anchor, view):
                left, right = (_plain(rule) for rule in rules)
                if (
                    left.get("place")
                    or left.get("gravity") != right.get("gravity")
                    or left.get("level") != right.get("level")
                ):
                    continue
                both = self._destroyed(short, long, start + DAY_US, {"breached": short, "": long})
                yield self.suspicion("shadowed-keeping", spot, rules, (both,), **args)

    def _destroyed(self, short: Keeps, long: Keeps, at: int, expect: Mapping[str, Keeps]) -> Example:
        world = self.world(short.cases, long.cases, subject=short.rule.subject)
        world.meets(short.anchor, world.start)
        world.meets(short.destroyed, at)
        said = {keeps.rule.id: (status or "breached",) for status, keeps in expect.items()}
        return Example(at + 40 * DAY_US, said, world.record(), world.context())


def _spans(one: Demands, other: Demands) -> tuple[Span, Span] | None:
    """How long two claims leave, where both say it outright."""
    match one.within, other.within:
        case Outright(value=Span() as left), Outright(value=Span() as right):
            return left, right
        case _:
            return None


def _wanted(need: Needs) -> list[BoundCondition]:
    """What a need wants to hold."""
    wanted = [need.must]
    if need.must_not.clauses:
        wanted.append(BoundCondition((BoundNot(need.must_not),)))
    return wanted


def _at_once(one: Needs, other: Needs) -> Iterator[tuple[BoundPattern | None, BoundPattern | None]]:
    """The events of which two needs are both asked."""
    if one.at is None or other.at is None:
        yield None, None
        return
    for left in one.at.parts[0]:
        for right in other.at.parts[0]:
            if left.on == right.on and set(left.events) & set(right.events):
                yield left, right


def _plain(rule: Rule) -> Mapping[str, Any]:
    from servicepolicy.policy.versions.digest import plain_rule

    return plain_rule(rule)


def _sorted(said: object) -> str:
    """Plain data as text, whatever the order of its keys."""
    match said:
        case dict():
            return "{" + ",".join(sorted(f"{key}:{_sorted(part)}" for key, part in said.items())) + "}"
        case list() | tuple():
            return "[" + ",".join(_sorted(part) for part in said) + "]"
        case _:
            return repr(said)
