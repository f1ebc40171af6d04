"""The naive twin of authority: every act, in every world, before it is done and after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.reference import clock, matters
from tests.reference.authority_act import Act
from tests.reference.authority_emergency import approved_later, formalities
from tests.reference.authority_people import People, surely_after
from tests.reference.authority_votes import cast_on
from tests.reference.conditions import RoleOf, World, matching, merged, parts_of, worlds
from tests.reference.deadline import key_of
from tests.reference.subject import instant, known_events

Plain = dict[str, Any]
STATUS = {"permit": "met", "not_applicable": "not_applicable"}


def at_hand(
    rules: list[Plain],
    context: Plain | None = None,
    roles: Plain | None = None,
    calendars: Plain | None = None,
    zone: str = "Asia/Shanghai",
) -> Plain:
    """What is known beside the case: the policy's rules, roles, calendars and zone, and the context."""
    return {
        "rules": rules,
        "context": context or {},
        "roles": roles or {},
        "calendars": calendars or {},
        "zone": zone,
    }


def evaluate(rule: Plain, subject: Plain, as_of: datetime, known_at: datetime | None, known: Plain) -> list[Plain]:
    """The verdict on each act that was done: occurrence, status and instants.

    Args:
        rule: The rule.
        subject: The case.
        as_of: When it is judged.
        known_at: By what knowledge.
        known: What is known beside the case (see `at_hand`).
    """
    as_of = instant(as_of)
    everything = known_events(subject, as_of, instant(known_at) if known_at else None)

    def judge(world: World) -> list[Plain]:
        found: list[Plain] = []
        acts = matching(parts_of(_action(rule))[0], subject, everything, world, _posts(known, world))
        for done in acts:
            prefix, events = _its_matter(rule, everything, done, acts, world, known["rules"])
            status = _status(rule, Act(rule, subject, events, done, known, world, everything), as_of)
            name = prefix + key_of(done["at"])
            twice = sum(verdict["occurrence"].split("#")[0] == name for verdict in found) + 1
            name = f"{name}#{twice}" if twice > 1 else name
            found.append({"occurrence": name, "status": status, "started": done["at"], "stopped": done["at"]})
        return found

    return merged(worlds(judge))


def _posts(known: Plain, world: World) -> RoleOf:
    return People(known["context"], world, known["roles"]).role_of


def _action(rule: Plain) -> Any:
    return rule["action"] if "action" in rule else {"event": list(rule["competence"])}


def _its_matter(
    rule: Plain, events: list[Plain], act: Plain, acts: list[Plain], world: World, rules: list[Plain]
) -> tuple[str, list[Plain]]:
    """What the key of an act begins with, and the events of its matter, also those by which an emergency lifts it."""
    per = matters.named(rule)
    if per is None or all(matters.name_of(event, per) is None for event in events):
        return "", events
    licensing = {"approved", "approval_withdrawn", "refused"}
    lifting = [one for one in rules if "emergency" in one and one["emergency"].get("relaxes") == rule["id"]]
    licensing |= {
        kind
        for one in [rule, *lifting]
        for said in [one.get("emergency"), one.get("approval"), one.get("votes")]
        for kind in _words(said)
    }
    follows = "emergency" in rule or bool(lifting) or "publish" in rule.get("votes", {})
    changing = "amount_changed" if "amount" in rule else ""
    told = matters.LookedBack(per, events, acts, lambda event: event["event"] in licensing, world, changing)
    name = matters.name_of(act, per)
    own = [one for one in events if one is act or told.concerns(one, act, surely_after, follows=follows)]
    return "" if name is None else f"{name}/", own


def _words(said: Any) -> list[str]:
    """Every scalar in what a rule says, however deep; words that are no events do no harm."""
    if isinstance(said, dict):
        return [kind for value in said.values() for kind in _words(value)]
    return [kind for item in said for kind in _words(item)] if isinstance(said, list) else [str(said)]


def _status(rule: Plain, act: Act, as_of: datetime) -> str:
    if "emergency" in rule:
        lifted = [one for one in act.at_hand["rules"] if one["id"] == rule["emergency"].get("relaxes")]
        relaxed = (
            Act(lifted[0], act.subject, act.events, act.act, act.at_hand, act.world, act.everything) if lifted else None
        )
        return formalities(rule, act, relaxed, as_of)
    effect = act.effect()[0]
    if effect == "emergency":
        return approved_later(act, as_of)
    if effect == "permit" and "publish" in rule.get("votes", {}):
        return _published(rule["votes"]["publish"], act, as_of)
    return STATUS.get(effect, "breached")


def _published(said: Plain, act: Act, as_of: datetime) -> str:
    """The result of a vote that was carried is made known in time, at or after the act or the last ballot."""
    calendar = act.at_hand["calendars"].get(said.get("clock"), {"timezone": act.at_hand["zone"]})
    due = clock.due(calendar, act.at, said["within"], "", [])
    cast = cast_on(act)
    for event in act.matching(said["event"]):
        counted = bool(cast) and not any(surely_after(one, event) for one in cast)
        if event is not act.act and (counted or not surely_after(act.act, event)):
            return "met" if event["at"] <= due else "breached"
    return "pending" if as_of <= due else "breached"


def decide(rule: Plain, subject: Plain, act: Plain, at: datetime, known: Plain) -> Plain:
    """Whether an act may be done at an instant: its effect, and the roles whose approval is missing.

    Args:
        rule: The rule.
        subject: The case.
        act: The act: `event`, `actors` and its fields.
        at: When.
        known: What is known beside the case (see `at_hand`).
    """
    everything = known_events(subject, instant(at), None)
    bank = People(known["context"], World({}), known["roles"])
    people = [{"kind": bank.kind_of(person, instant(at)) or "human", **person} for person in act["actors"]]
    act = {**act, "actors": people, "at": instant(at), "recorded_at": instant(at), "number": 0}

    def judge(world: World) -> tuple[str, tuple[str, ...]]:
        if "emergency" in rule:
            return "not_applicable", ()
        done = matching(parts_of(_action(rule))[0], subject, everything, world, _posts(known, world))
        _, events = _its_matter(rule, everything, act, [*done, act], world, known["rules"])
        effect, approvers = Act(rule, subject, events, act, known, world, everything).effect()
        return ("permit" if effect == "emergency" else effect), approvers

    found = {outcome for _, outcome in worlds(judge)}
    effects = {effect for effect, _ in found}
    if len(effects) > 1:
        return {"effect": "unknown", "approvers": []}
    missing = {approvers for _, approvers in found}
    return {"effect": effects.pop(), "approvers": list(missing.pop()) if len(missing) == 1 else None}
