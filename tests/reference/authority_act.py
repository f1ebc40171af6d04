"""The naive twin of authority: one act in one world, before it and after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.reference import authority_votes, clock
from tests.reference.authority_approvals import Approvals
from tests.reference.authority_people import People, as_list, surely_after
from tests.reference.conditions import (
    TooManyQuestions,
    World,
    event_reader,
    header_reader,
    holds,
    matching,
    parts_of,
    typed,
)
from tests.reference.subject import actors, instant

Plain = dict[str, Any]
Amount = tuple[str, Decimal]  # currency and number
OPS = ("gt", "ge", "lt", "le")
NAME_AN_ACTION = ("approved", "refused", "approval_withdrawn", "emergency_declared")
ORDER = ("permit", "emergency", "needs_approval", "refuse")


class Act:
    """What a rule says of one act; `at_hand` is what is known beside the case.

    After `effect` said `emergency`, `asked_for` holds who must approve, and the rule that lifts the order.
    """

    def __init__(
        self,
        rule: Plain,
        subject: Plain,
        events: list[Plain],
        act: Plain,
        at_hand: Plain,
        world: World,
        everything: list[Plain],
    ) -> None:
        self.everything = everything
        self.rule, self.subject, self.events, self.act = rule, subject, events, act
        self.at_hand, self.world = at_hand, world
        self.at: datetime = act["at"]
        self.doers = actors(act) or [{}]
        self.people = People(at_hand["context"], world, at_hand["roles"])
        self.asked_for: tuple[Plain, Plain] | None = None
        self._used: list[Plain] = []
        self.unsaid: list[str] = as_list(rule.get("approval", {}).get("unsaid_is_any", []))

    def effect(self) -> tuple[str, tuple[str, ...]]:
        """permit, needs_approval with the roles that are missing, emergency, refuse, or not_applicable."""
        header = header_reader(self.subject, self.everything, self.at)
        if not holds(self.rule.get("applies", {}), header, self.world):
            return "not_applicable", ()
        if not (self._may_act() and self._competent() and self._enough_people() and self._needed()):
            return "refuse", ()
        if "votes" in self.rule and not authority_votes.carried(self):
            return "refuse", ()
        if not self.rule.get("tiers"):
            return "permit", ()
        return self._limited()

    def before(self) -> list[Act]:
        """The acts of the matter that stand before this one in the record."""
        number = self.act["number"] or 1 << 30
        return [
            Act(self.rule, self.subject, self.events, one, self.at_hand, self.world, self.everything)
            for one in self.matching(self.rule["action"])
            if one is not self.act and (one["at"], one["number"]) < (self.at, number)
        ]

    def uses(self) -> list[Plain]:
        """The approvals that this act uses, if it is licensed by some."""
        self._used = []
        return self._used if self.effect()[0] == "permit" else []

    def matching(self, selector: Any) -> list[Plain]:
        """The events of the matter that meet a selector, in order; roles are those of posts."""
        choice = parts_of(selector)[0]
        return matching(choice, self.subject, self.events, self.world, self.people.role_of)

    # ------------------------------------------------------------ who

    def _may_act(self) -> bool:
        """Whether one of those who act may; a role may be that of somebody in whose place that person acts."""
        who, kind = self._lifted(self.rule.get("who", {})), self.act["event"]
        return not who or any(self.people.is_meant(who, self.act, doer, (kind,)) for doer in self.doers)

    def _or_above(self, roles: Any, *, said: Any) -> list[str]:
        """Some roles, and all that stand above one of them, where that is said."""
        ladder, named = self.at_hand["roles"], as_list(roles)
        above = [one for one in ladder if any(role in roles_below(ladder, one) for role in named)]
        return [*named, *above] if typed(said) else named

    def _lifted(self, who: Plain) -> Plain:
        """A condition on people in which each role stands for those above it, where the rule says so."""
        if "role" not in who:
            return who
        return {**who, "role": self._or_above(who["role"], said=self.rule.get("or_above", False))}

    def _competent(self) -> bool:
        table, kind = self.rule.get("competence"), self.act["event"]
        return table is None or any(
            self.people.has_role_for(
                self.act["number"],
                doer,
                self.at,
                self._or_above(table[kind], said=self.rule.get("or_above", False)),
                (kind,),
            )
            for doer in self.doers
        )

    def _enough_people(self) -> bool:
        """Whether so many different people took part; a person without a name is another one, or not."""
        together, number = self.rule.get("together"), self.act["number"]
        if together is None:
            return True
        if not actors(self.act):
            return self.world.ask((number, "by", "enough people", False))
        found: set[Any] = set()
        for place, doer in enumerate(self.doers):
            if self.people.kind_of(doer, self.at) in ("bot", "system"):  # a machine is no person
                continue
            if not self.people.is_meant(self._lifted(together.get("who", {})), self.act, doer, None):
                continue
            if "id" in doer:
                found.add(doer["id"])
            elif self.world.ask((number, "by", f"number {place} is another", False)):
                found.add(place)
        return len(found) >= int(together.get("distinct", 2))

    def _needed(self) -> bool:
        needed = self.rule.get("needed_for")
        return needed is None or self.act.get(needed["field"]) is not None

    # ------------------------------------------------------------ how much

    def own(self, event: Plain) -> Amount | None:
        """The amount of one event."""
        field = self.rule.get("amount", {"field": "amount"})["field"]
        found: Amount | None = typed(event_reader(self.subject, self.everything, event)(field)[2])
        return found

    def to_approve(self, event: Plain) -> Amount | None:
        """What an approval of one event must cover."""
        if "approved_amount" not in self.rule:
            return self.own(event)
        found: Amount | None = typed(
            event_reader(self.subject, self.everything, event)(self.rule["approved_amount"]["field"])[2]
        )
        return found

    def parts(self) -> list[Plain]:
        """The other acts of the case that are summed with this one."""
        splitting = self.rule.get("splitting") or {}
        if splitting.get("per") != "case":
            return []
        since = self._since(splitting)
        return [
            one
            for one in self.everything
            if one["event"] == splitting["sum"]
            and since < one["at"] <= self.at
            and one is not self.act
            and not surely_after(one, self.act)
        ]

    def _since(self, splitting: Plain) -> datetime:
        return self.at - timedelta(minutes=clock.amount_of(splitting["within"])[1])

    def amount(self) -> tuple[Amount | None, bool]:
        """The amount that counts, and whether it may be more: with `splitting`, the sum of the window up to the act."""
        own, splitting = self.own(self.act), self.rule.get("splitting")
        if own is None or not splitting or own[1] < 0:
            return own, False
        amounts = [self.to_approve(part) for part in self.parts()]
        ledger, customer = self.at_hand["context"].get("ledger"), self.subject.get("customer")
        if splitting["per"] == "customer" and (customer is None or ledger is None):
            amounts = [None]
        elif splitting["per"] == "customer":
            amounts = [
                typed(entry["amount"])
                for entry in ledger
                if (entry["action"], entry.get("customer")) == (splitting["sum"], customer)
                and self._since(splitting) < instant(entry["at"]) <= self.at
            ]
        if "approved_amount" in self.rule:  # what is paid adds up, what is at stake does not
            amounts.append(self.to_approve(self.act))
            paid = sum(amount[1] for amount in amounts if amount and amount[0] == own[0] and amount[1] > 0)
            return max(own, (own[0], paid), key=lambda amount: amount[1]), None in amounts
        known = sum(amount[1] for amount in amounts if amount and amount[0] == own[0] and amount[1] > 0)
        return (own[0], own[1] + known), None in amounts

    def bound(self, said: Any) -> Amount:
        """The bound of a tier, which the case decides: its priority, its amount; not tried where it is unknown."""
        read = header_reader(self.subject, self.everything, self.at)
        match said:
            case {"least": items}:
                return min((self.bound(item) for item in items), key=lambda amount: amount[1])
            case {"greatest": items}:
                return max((self.bound(item) for item in items), key=lambda amount: amount[1])
            case {"choose": options}:
                chosen = (one for one in options if holds(one.get("when", {}), read, self.world))
                return self.bound(next(chosen)["value"])
            case {"field": path}:
                known: Amount | None = typed(read(path)[2])
                if known is None:
                    raise TooManyQuestions
                return known
            case _:
                written: Amount = typed(said)
                return written

    def reaches(self, bound: Any, *, also_exactly: bool) -> bool:
        """Whether the amount is above a bound, or also exactly at it; what it may be is a question for each bound.

        An amount that is not above one bound is not above a higher one either, so the lower ones are asked first.
        """
        amount, more = self.amount()
        wanted = self.bound(bound)
        for limit, exactly in sorted(
            {*self._bounds(), (wanted, also_exactly)}, key=lambda one: (one[0][1], not one[1])
        ):
            if limit[0] != wanted[0]:
                continue
            known = amount is not None and (amount[1] >= limit[1] if exactly else amount[1] > limit[1])
            if not known and amount is not None and not more:
                return False
            asked = (self.act["number"], "amount", f"{'ge' if exactly else 'gt'} {limit}", False)
            if not known and not self.world.ask(asked):
                return False
            if (limit, exactly) == (wanted, also_exactly):
                return True
        raise AssertionError("a bound is among the bounds")

    def _bounds(self) -> list[tuple[Amount, bool]]:
        tiers = [(self.bound(tier[op]), op in ("ge", "lt")) for tier in self.rule["tiers"] for op in OPS if op in tier]
        organisation = self.at_hand["context"].get("organisation") or {}
        given = organisation.get("delegations") or []
        return [*tiers, *((typed(one["limit"]), False) for one in given if one.get("limit") is not None)]

    def _inside(self, tier: Plain) -> bool:
        for op in OPS:
            if op in tier and self.reaches(tier[op], also_exactly=op in ("ge", "lt")) is not (op in ("gt", "ge")):
                return False
        return True

    # ------------------------------------------------------------ the tiers

    def _limited(self) -> tuple[str, tuple[str, ...]]:
        own = self.own(self.act)
        currencies = {self.bound(tier[op])[0] for tier in self.rule["tiers"] for op in OPS if op in tier}
        to_approve = self.to_approve(self.act)
        if to_approve is not None and to_approve[1] < 0:
            return "refuse", ()
        if own is not None and (own[1] < 0 or (currencies and own[0] not in currencies)):
            return "refuse", ()
        tiers = [tier for tier in self.rule["tiers"] if self._may_use(tier) and self._inside(tier)]
        said = [(self._in_tier(tier), tier) for tier in tiers]
        if not said:
            return "refuse", ()
        (effect, lacking), tier = min(said, key=lambda one: ORDER.index(one[0][0]))
        if effect == "permit" and tier.get("approvers", "none") != "none":
            self._used = Approvals(self, None).used(tier["approvers"])
        if effect == "emergency":
            emergency = next(rule for rule in self._emergencies() if self.declared(rule))
            self.asked_for = (tier["approvers"], emergency)
        return effect, lacking

    def _may_use(self, tier: Plain) -> bool:
        """Whether the tier is for the role of one who acts, or for that of somebody in whose place that person acts."""
        if "role" not in tier:
            return True
        number, kind = self.act["number"], self.act["event"]
        said = typed(tier.get("or_above", False)) or typed(self.rule.get("or_above", False))
        wanted = self._or_above(tier["role"], said=said)
        return any(
            self.people.has_role(number, doer, self.at, wanted) or self.in_place_of(doer, self.at, wanted, (kind,))
            for doer in self.doers
        )

    def in_place_of(
        self,
        actor: Plain,
        at: datetime,
        wanted: Any,
        actions: tuple[str, ...],
        home: Callable[[int, Plain], bool] | None = None,
    ) -> bool:
        """Whether somebody acts in the place of one who has a role, up to the limit of what was delegated.

        Args:
            actor: Who acts.
            at: When.
            wanted: The role, or several.
            actions: The acts of which one must have been delegated.
            home: Whether an actor, at an event, holds it in the right unit; `None`: in whatever unit.
        """
        for delegation in self.people.delegations(actor.get("id"), at, actions):
            giver = {"id": delegation["from_person"]}
            if not self.people.has_role(0, giver, at, wanted) or not (home is None or home(0, giver)):
                continue
            if self.people.still_holds(delegation, self.unsaid) and self._within(delegation):
                return True
        return False

    def _within(self, delegation: Plain) -> bool:
        """Whether the amount is within what was delegated; no limit that is said is none that is known."""
        if "amount" not in self.rule:
            return True
        if delegation.get("limit") is None:
            said = f"{delegation['from_person']} to {delegation['to_person']}"
            return "limit" in self.unsaid or self.world.ask((0, "limit", said, False))
        own, limit = self.own(self.act), typed(delegation["limit"])
        if own is not None and own[0] != limit[0]:
            return False
        return not self.reaches(delegation["limit"], also_exactly=False)

    def is_about(self, event: Plain) -> bool:
        """Whether an event that licenses or refuses is about this act: it names it, or could not name any."""
        if event.get("action") is not None:
            return bool(event["action"] == self.act["event"])
        if event["event"] not in NAME_AN_ACTION or "action" in self.unsaid:
            return True
        return self.world.ask((event["number"], "action", f"is {self.act['event']}", False))

    def _in_tier(self, tier: Plain) -> tuple[str, tuple[str, ...]]:
        approvers = tier.get("approvers", "none")
        if approvers == "none":
            return "permit", ()
        approvals = Approvals(self, None)
        lacking = approvals.lacking(approvers)
        if not lacking:
            return "permit", ()
        if approvals.refused(approvers):
            return "refuse", ()
        if any(self.declared(rule) for rule in self._emergencies()):
            return "emergency", ()
        return "needs_approval", lacking

    # ------------------------------------------------------------ emergencies

    def _emergencies(self) -> list[Plain]:
        return [rule for rule in self.at_hand["rules"] if rule.get("emergency", {}).get("relaxes") == self.rule["id"]]

    def _as(self, rule: Plain) -> Act:
        return Act(rule, self.subject, self.events, self.act, self.at_hand, self.world, self.everything)

    def declared(self, rule: Plain) -> bool:
        """Whether the act was done under an emergency of a rule, by somebody who may act so, and that was on record."""
        said = rule["emergency"]
        by = self.at + late_entry(rule)
        before = [
            event
            for event in self.matching(said["when"])
            if event is not self.act and not surely_after(event, self.act) and event["recorded_at"] <= by
        ]
        before = [event for event in before if self._as(rule).is_about(event)]
        header = header_reader(self.subject, self.everything, self.at)
        if not before or not holds(rule.get("applies", {}), header, self.world):
            return False
        who = said.get("who", {})
        return not who or any(self.people.is_meant(who, self.act, doer, None) for doer in self.doers)


def late_entry(rule: Plain) -> timedelta:
    """How late what licenses an act may be written down."""
    return timedelta(minutes=clock.amount_of(rule["late_entry"])[1]) if "late_entry" in rule else timedelta(0)


def roles_below(roles: Plain, role: str) -> set[str]:
    """All roles declared below one."""
    right_below = as_list((roles.get(role) or {}).get("above", []))
    return {name for other in right_below for name in (other, *roles_below(roles, other))}
