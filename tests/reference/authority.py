"""The naive twin of authority: one act at a time, every tier and every approval looked at, in every world."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise, permutations
from typing import Any

from tests.reference import clock
from tests.reference.conditions import (
    World,
    actor_reader,
    event_reader,
    header_reader,
    holds,
    matching,
    merged,
    parts_of,
    typed,
    worlds,
)
from tests.reference.deadline import key_of
from tests.reference.subject import actors, instant, known_events, orders

Plain = dict[str, Any]
Amount = tuple[str, Decimal]  # currency and number


def evaluate(
    rule: Plain,
    subject: Plain,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Plain | None = None,
    roles: Plain | None = None,
) -> list[Plain]:
    """The verdict on each act that was done: occurrence, status and instants."""
    events = known_events(subject, instant(as_of), instant(known_at) if known_at else None)

    def judge(world: World) -> list[Plain]:
        found: list[Plain] = []
        for act in matching(parts_of(rule["action"])[0], subject, events, world):
            said = _Act(rule, subject, events, act, context or {}, roles or {}, world).effect()[0]
            status = {"permit": "met", "not_applicable": "not_applicable"}.get(said, "breached")
            name = key_of(act["at"])
            twice = sum(verdict["occurrence"].split("#")[0] == name for verdict in found) + 1
            name = f"{name}#{twice}" if twice > 1 else name
            found.append({"occurrence": name, "status": status, "started": act["at"], "stopped": act["at"]})
        return found

    return merged(worlds(judge))


def decide(
    rule: Plain,
    subject: Plain,
    by: Plain,
    amount: str | None,
    at: datetime,
    context: Plain | None = None,
    roles: Plain | None = None,
) -> Plain:
    """Whether an act may be done at an instant: its effect, and the roles whose approval is missing."""
    events = known_events(subject, instant(at), None)
    by = {"kind": "human", **by}
    act = {"event": rule["action"], "at": instant(at), "recorded_at": instant(at), "number": 0, "actors": [by]}
    if amount is not None:
        act["amount"] = amount

    def judge(world: World) -> tuple[str, tuple[str, ...]]:
        return _Act(rule, subject, events, act, context or {}, roles or {}, world).effect()

    found = {outcome for _, outcome in worlds(judge)}
    effects = {effect for effect, _ in found}
    if len(effects) > 1:
        return {"effect": "unknown", "approvers": []}
    missing = {approvers for _, approvers in found}
    return {"effect": effects.pop(), "approvers": list(missing.pop()) if len(missing) == 1 else None}


class _Act:
    """One act in one world."""

    def __init__(self, rule: Plain, subject: Plain, events: list[Plain], act: Plain, context: Plain, roles: Plain,
                 world: World) -> None:  # fmt: skip
        self.rule, self.subject, self.events, self.act = rule, subject, events, act
        self.context, self.roles, self.world = context, roles, world
        self.at: datetime = act["at"]
        self.doer = (actors(act) or [{}])[0]

    # ------------------------------------------------------------ who

    def _role_of(self, actor: Plain, at: datetime) -> Any:
        posts = [
            post for post in self._organisation("posts") if post["person"] == actor.get("id") and _covers(post, at)
        ]
        return posts[0]["role"] if posts else actor.get("role")

    def _organisation(self, name: str) -> list[Plain]:
        return (self.context.get("organisation") or {}).get(name) or []

    def _delegators(self, person: Any, at: datetime) -> list[Plain]:
        return [one for one in self._organisation("delegations") if one["to_person"] == person and _covers(one, at)]

    def _persons(self, person: Any, at: datetime) -> set[Any]:
        """A person and everybody in whose place that person may act."""
        return {person, *(one["from_person"] for one in self._delegators(person, at))}

    def _has_role(self, number: int, actor: Plain, at: datetime, wanted: Any) -> bool:
        wanted = wanted if isinstance(wanted, list) else [wanted]
        role = self._role_of(actor, at)
        return self.world.ask((number, "role", f"in {wanted}", False)) if role is None else role in wanted

    # ------------------------------------------------------------ how much

    def _amount(self) -> tuple[Amount | None, bool]:
        """The amount that counts, and whether it may be more: with `splitting`, the sum of the window up to the act."""
        own = typed(event_reader(self.subject, self.events, self.act)(self.rule["amount"]["field"])[2])
        splitting = self.rule.get("splitting")
        if own is None or not splitting:
            return own, False
        since = self.at - timedelta(minutes=clock.amount_of(splitting["within"])[1])
        if splitting["per"] == "case":
            others = [
                event.get("amount")
                for event in self.events
                if event["event"] == splitting["sum"]
                and since < event["at"] <= self.at
                and event is not self.act
                and not _surely_after(event, self.act)
            ]
        else:
            customer = self.subject.get("customer")
            if customer is None or self.context.get("ledger") is None:
                return own, True
            others = [
                entry["amount"]
                for entry in self.context["ledger"]
                if (entry["action"], entry.get("customer")) == (splitting["sum"], customer)
                and since < instant(entry["at"]) <= self.at
            ]
        amounts = [typed(other) for other in others]
        known = sum(amount[1] for amount in amounts if amount and amount[0] == own[0] and amount[1] > 0)
        return (own[0], own[1] + known), None in amounts

    def _inside(self, tier: Plain, amount: Amount | None, *, more: bool) -> bool:
        for op in ("gt", "ge", "lt", "le"):
            if op not in tier:
                continue
            bound = typed(tier[op])
            reached = amount is not None and (amount >= bound if op in ("ge", "lt") else amount > bound)
            if amount is None or (more and not reached):
                asked = {"lt": "ge", "le": "gt"}.get(op, op)
                fits = self.world.ask((self.act["number"], "amount", f"{asked} {tier[op]}", False)) is (asked == op)
            else:
                fits = {"gt": amount > bound, "ge": amount >= bound, "lt": amount < bound, "le": amount <= bound}[op]
            if not fits:
                return False
        return True

    # ------------------------------------------------------------ the effect

    def effect(self) -> tuple[str, tuple[str, ...]]:
        """permit, needs_approval with the roles that are missing, refuse, or not_applicable."""
        header = header_reader(self.subject, self.events, self.at)
        if not holds(self.rule.get("applies", {}), header, self.world):
            return "not_applicable", ()
        if not self._may_act():
            return "refuse", ()
        if not self.rule.get("tiers"):
            return "permit", ()
        amount, more = self._amount()
        own = typed(self.act.get("amount"))
        currencies = {
            typed(tier[op])[0] for tier in self.rule["tiers"] for op in ("gt", "ge", "lt", "le") if op in tier
        }
        if own is not None and (own[1] < 0 or (currencies and own[0] not in currencies)):
            return "refuse", ()
        said = [
            self._in_tier(tier)
            for tier in self.rule["tiers"]
            if self._may_use(tier) and self._inside(tier, amount, more=more)
        ]
        if any(effect == "permit" for effect, _ in said):
            return "permit", ()
        return said[0] if said else ("refuse", ())

    def _may_act(self) -> bool:
        """Whether the person who acts may; a role may be that of somebody in whose place the person acts."""
        who = self.rule.get("who", {})
        if not holds({name: test for name, test in who.items() if name != "role"}, self._person(), self.world):
            return False
        if "role" not in who or self._has_role(self.act["number"], self.doer, self.at, who["role"]):
            return True
        givers = [one["from_person"] for one in self._delegators(self.doer.get("id"), self.at)]
        return any(self._has_role(0, {"id": giver}, self.at, who["role"]) for giver in givers)

    def _person(self) -> Any:
        return actor_reader(self.act, self.doer, self._role_of)

    def _may_use(self, tier: Plain) -> bool:
        """Whether the tier is for the actor's role, or for that of somebody in whose place the actor acts."""
        if "role" not in tier:
            return True
        if self._has_role(self.act["number"], self.doer, self.at, tier["role"]):
            return True
        return self._in_place_of(self.doer, self.at, tier["role"])

    def _in_place_of(self, actor: Plain, at: datetime, wanted: Any) -> bool:
        """Whether somebody acts in the place of one who has a role, up to the limit of what was delegated."""
        amount, more = self._amount()
        for delegation in self._delegators(actor.get("id"), at):
            limit = typed(delegation.get("limit"))
            if limit is not None:
                beyond = (self.act["number"], "amount", f"gt {delegation.get('limit')}", False)
                over = amount is not None and bool(amount[1] > limit[1])
                if over or ((amount is None or more) and self.world.ask(beyond)):
                    continue
            if self._has_role(0, {"id": delegation["from_person"]}, at, wanted):
                return True
        return False

    def _in_tier(self, tier: Plain) -> tuple[str, tuple[str, ...]]:
        approvers = tier.get("approvers", "none")
        if approvers == "none":
            return "permit", ()
        form, wanted = next((form, approvers[form]) for form in ("any_of", "all_of", "chain") if form in approvers)
        wanted = wanted if isinstance(wanted, list) else [wanted]
        above = typed(approvers.get("or_above", False))
        approvals = [event for event in self.events if self._approves(event)]
        if form == "any_of":
            done = any(self._stands_for(approval, role, above) for approval in approvals for role in wanted)
            return ("permit", ()) if done else ("needs_approval", tuple(wanted))
        if form == "all_of":  # one person who holds two roles may approve in both
            given = [role for role in wanted if any(self._stands_for(one, role, above) for one in approvals)]
            lacking = tuple(role for role in wanted if role not in given)
            return ("needs_approval", lacking) if lacking else ("permit", ())
        best: tuple[str, ...] = tuple(wanted)
        for several in permutations([*approvals, *[None] * len(wanted)], len(wanted)):
            people = [actors(one)[0]["id"] for one in several if one is not None]
            if len(set(people)) < len(people) or not _in_order(several):
                continue  # nobody counts twice
            stands = [
                one is not None and self._stands_for(one, role, above)
                for one, role in zip(several, wanted, strict=True)
            ]
            missing = tuple(role for role, done in zip(wanted, stands, strict=True) if not done)
            if len(missing) < len(best):
                best = missing
        return ("needs_approval", best) if best else ("permit", ())

    def _stands_for(self, approval: Plain, role: str, above: Any) -> bool:
        wanted = [role, *(other for other in self.roles if role in self._below(other))] if above else [role]
        approver = actors(approval)[0]
        if self._has_role(approval["number"], approver, approval["at"], wanted):
            return True
        return self._in_place_of(approver, approval["at"], wanted)

    def _below(self, role: str) -> set[str]:
        right_below = (self.roles.get(role) or {}).get("above", [])
        return {name for other in right_below for name in (other, *self._below(other))}

    def _approves(self, event: Plain) -> bool:
        """Whether an event is an approval of this act: in time, recorded, for enough, by another, not outdated."""
        form = self.rule.get("approval", {})
        choice = parts_of(form.get("event", "approved"))[0]
        if not any(event is one for one in matching(choice, self.subject, self.events, self.world)):
            return False
        late = (
            timedelta(minutes=clock.amount_of(self.rule["late_entry"])[1])
            if "late_entry" in self.rule
            else timedelta(0)
        )
        places = orders(self.events)
        after = places[event["number"]] > places.get(self.act["number"], 1 << 30) if event["at"] == self.at else False
        if event["at"] > self.at or after or event["recorded_at"] > self.at + late:
            return False
        if event.get("action") != self.act["event"]:
            return False
        approver = actors(event)[0]["id"]
        maker = form.get("not", "maker") == "maker"
        if maker and self._persons(approver, event["at"]) & self._persons(self.doer.get("id"), self.at):
            return False
        changed = [
            one for one in self.events if one["event"] == "amount_changed" and event["at"] < one["at"] <= self.at
        ]
        if changed:
            return False
        if form.get("covers") != "amount":
            return True
        covered, wanted = typed(event.get("amount")), typed(self.act.get("amount"))
        if covered is None or wanted is None:
            return self.world.ask((event["number"], "amount", "covers the act", False))
        since = sum(amount[1] for part, amount in self._parts(wanted[0]) if not _surely_after(event, part))
        return bool(covered[0] == wanted[0] and covered[1] >= wanted[1] + since)

    def _parts(self, currency: str) -> list[tuple[Plain, Amount]]:
        """The other acts of the case that are summed with this one: one approval is not spent twice."""
        splitting = self.rule.get("splitting") or {}
        if splitting.get("per") != "case":
            return []
        since = self.at - timedelta(minutes=clock.amount_of(splitting["within"])[1])
        acts = [one for one in self.events if one["event"] == splitting["sum"] and since < one["at"] <= self.at]
        others = [(one, typed(one.get("amount"))) for one in acts if one is not self.act]
        return [
            (one, amount)
            for one, amount in others
            if amount and amount[0] == currency and amount[1] > 0 and not _surely_after(one, self.act)
        ]


def _surely_after(one: Plain, other: Plain) -> bool:
    """Whether one event came after another; of one instant, only where both say their order."""
    if one["at"] != other["at"]:
        return bool(one["at"] > other["at"])
    return one.get("seq") is not None and other.get("seq") is not None and one["seq"] > other["seq"]


def _in_order(several: tuple[Plain | None, ...]) -> bool:
    """Whether approvals follow each other in time, without one left out before another."""
    given = [one for one in several if one is not None]
    done = all(one is not None for one in several[: len(given)])
    return done and all(one["at"] <= other["at"] for one, other in pairwise(given))


def _covers(dated: Plain, at: datetime) -> bool:
    begun = dated.get("from") is None or instant(dated["from"]) <= at
    return begun and (dated.get("until") is None or at < instant(dated["until"]))
