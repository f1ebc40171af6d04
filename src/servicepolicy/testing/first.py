"""First scenarios of a rule that has none: what happens where it begins, is kept, is broken, and does not apply.

Facts are imagined from what the rule says, and what each scenario expects is what the policy answers: nothing is
written that nobody has asked the engine.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, Final

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.nodes import BoundCondition, BoundNot, BoundPattern, BoundSelector
from servicepolicy.language.bound.says import HEADER
from servicepolicy.language.bound.walk import PlacedCondition, parts_of
from servicepolicy.language.closing_events import CLOSING
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.claims import (
    Alike,
    Approves,
    Claim,
    Demands,
    Follows,
    Forbids,
    Keeps,
    Needs,
    Owns,
    Permits,
)
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import both_hold, kinds_of
from servicepolicy.language.suspected.view import View
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status
from servicepolicy.testing.document import Expected, Scenario
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.testing.situations import ENDS_OTHERWISE, REOPENS, Asking, possible, shown
from servicepolicy.worktime._instant import DAY_US, from_us

__all__ = ["answered", "chosen_of", "first_of", "imagined_of", "ranked_of", "worlds"]

_LATER: Final = (24 * 7, 24 * 60, 24 * 400)  # hours after which what is owed is late, sooner or later
_RANK: Final = (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE)
_World = tuple[Imagined, int]  # what happened, and when it is judged


def first_of(scenarios: Scenarios, rule: Rule) -> tuple[Result, ...]:
    """Scenarios of a rule, each as the policy answers it; none of a rule that is judged over a period."""
    if rule.nature.over_a_period:
        return ()
    found: dict[tuple[str, str | None], Result] = {}
    for result in imagined_of(scenarios, rule):
        status, reason = result.scenario.expect.status or "", result.scenario.expect.reason
        if (status, reason) not in found:
            told = f"{rule.id}-{status}".replace("_", "-")
            twice = any(one.scenario.id == told for one in found.values())
            name = f"{told}-{(reason or 'else').replace('_', '-')}" if twice else told
            found[status, reason] = _named(result, name)
    return (*found.values(), *_situations(scenarios, rule, list(found.values())))


def imagined_of(scenarios: Scenarios, rule: Rule) -> Iterator[Result]:
    """Everything that is imagined of a rule, each as the policy answers it."""
    if not rule.nature.over_a_period:
        for world, as_of in worlds(rule, scenarios.policy):
            yield from answered(scenarios, rule.id, _scenario(rule, world, as_of, scenarios.policy))


def chosen_of(scenarios: Scenarios, rule: Rule) -> Iterator[Result]:
    """What keeps and breaks a rule once for each value that it chooses by the header, as the policy answers it."""
    view = _view(rule, scenarios.policy)
    choices = [part for part in _on_the_header(rule) if part.part and part.path[-1] == "when"]
    conditions = [view.condition(part.condition, part.place) for part in choices]
    for world, as_of in _plainly(rule, view) if conditions else ():
        for other in _varied(world, conditions):
            yield from answered(scenarios, rule.id, _scenario(rule, other, as_of, scenarios.policy))


def ranked_of(scenarios: Scenarios, result: Result) -> Iterator[Result]:
    """A scenario with its acts done in each role of the policy in turn, as the policy answers it."""
    events = (result.scenario.subject or {}).get("events", ())
    for role in sorted(scenarios.policy.plain().get("roles", {})) if any("role" in one for one in events) else ():
        subject = copy.deepcopy(result.scenario.subject or {})
        for event in subject["events"]:
            event.update({"role": role} if "role" in event else {})
        yield from answered(scenarios, result.scenario.id, result.scenario.model_copy(update={"subject": subject}))


def answered(scenarios: Scenarios, name: str, made: Scenario) -> Iterator[Result]:
    """A scenario with what the policy says of it; nothing where it cannot be asked, or says nothing."""
    open_ended = made.model_copy(update={"id": name, "expect": Expected(status="met"), "title": ""})
    result = scenarios.result_of(open_ended)
    if result.problem or not result.verdicts:
        return
    status = min((verdict.status for verdict in result.verdicts), key=_RANK.index)
    verdict = next(one for one in result.verdicts if one.status is status)
    due = None if verdict.due_us is None else from_us(verdict.due_us, scenarios.policy.timezone).isoformat()
    expect = Expected(status=status.value, due=due, reason=verdict.reason.code)
    yield Result(open_ended.model_copy(update={"expect": expect}), verdicts=result.verdicts)


def _named(result: Result, name: str) -> Result:
    return Result(result.scenario.model_copy(update={"id": name}), verdicts=result.verdicts)


def _scenario(rule: Rule, world: Imagined, as_of: int, policy: Policy) -> Scenario:
    record = world.record()
    return Scenario(
        id=rule.id,
        rule=rule.id,
        clause=rule.clause,
        as_of=from_us(as_of, policy.timezone).isoformat(),
        subject=record,
        context=world.context(),
        expect=Expected(status="met"),
    )


# facts


def worlds(rule: Rule, policy: Policy) -> Iterator[_World]:
    """Subjects to which it happens, and when each is judged; what it asks of the header besides, holds and fails."""
    view = _view(rule, policy)
    asked = [
        view.condition(part.condition, part.place)
        for part in _on_the_header(rule)
        if not part.part and part.path != ("applies",)
    ]
    for world, as_of in _plainly(rule, view):
        yield world, as_of
        for other in _varied(world, asked):
            yield other, as_of


def _view(rule: Rule, policy: Policy) -> View:
    views = (View(edition, policy.calendars) for edition in reversed(policy.editions))
    return next(view for view in views if rule.id in view.by_name)


def _on_the_header(rule: Rule) -> Iterator[PlacedCondition]:
    return (part for part in parts_of(rule) if isinstance(part, PlacedCondition) and part.place.bare == HEADER)


def _varied(world: Imagined, conditions: Sequence[BoundCondition]) -> Iterator[Imagined]:
    """The same with another header: such that each condition holds, and such that it fails."""
    for condition in conditions:
        for held, failed in (([condition], []), ([], [condition])):
            other = copy.copy(world)
            other.header = dict(world.header)
            if other.holds(held, failed) and other.header != world.header:
                yield other


def _plainly(rule: Rule, view: View) -> Iterator[_World]:
    for claim in kind_of(rule).lint.claims(rule, view):
        yield from _claimed(claim, view)
    begun = Imagined(view, rule.subject)
    yield begun, kind_of(rule).lint.scene(rule, view, begun)
    for hours in _LATER:
        yield begun, begun.after(hours)
    idle = Imagined(view, rule.subject)
    if rule.applies.clauses and idle.holds((), [view.applies(rule)]):
        for selector in rule.about():
            idle.meets(view.selector(selector, rule.subject), idle.start)
        yield idle, idle.after(1)
    elif not rule.applies.clauses:
        yield idle, idle.after(1)


def _claimed(claim: Claim, view: View) -> Iterator[_World]:
    """What keeps a claim of a rule, and what breaks it."""
    match claim:
        case Demands():
            yield from _owed(claim, view)
        case Needs():
            yield from _wanted(claim, view)
        case Permits() | Approves():
            yield from _permitted(claim, view)
        case Keeps():
            yield from _kept(claim, view)
        case _:
            for acts in _acts(claim):
                yield _in_turn(claim, view, acts)


_Act = tuple[BoundSelector, str]


def _acts(claim: Follows | Forbids | Alike | Owns) -> Iterator[Sequence[_Act]]:
    """Acts and who does them: as the rule wants them, and otherwise."""
    match claim:
        case Follows(first=first, then=then):
            yield from ([(first, "e1"), (then, "e1")], [(then, "e1"), (first, "e1")], [(then, "e1")])
        case Forbids(act=act, most=most):
            yield from ([(act, "e1")] * times for times in range(most + 2))
        case Alike(acts=(one, other)):
            yield from ([(one, "e1"), (other, person)] for person in ("e1", "e2"))
        case Owns(starts=starts, ends=ends):
            yield from ([(starts, "e1")], [(starts, "e1"), (ends, "e1")], [(starts, "e1"), (ends, "e2")])


def _owed(claim: Demands, view: View) -> Iterator[_World]:
    """Something done soon, not at all, and late."""
    lately = ((None, hours) for hours in _LATER)
    for hours, until in ((0.5, 1), *lately, *((hours, hours + 24) for hours in _LATER)):
        world = _begun(claim, view)
        if claim.start is not None:
            world.events.clear()
            world.meets(claim.start, world.start)
        if hours is not None:
            world.meets(claim.act, world.after(hours), by="e1")
        yield world, world.after(until)


def _wanted(claim: Needs, view: View) -> Iterator[_World]:
    """What is wanted holds, and does not."""
    unwanted = (BoundCondition((BoundNot(claim.must_not),)),) if claim.must_not.clauses else ()
    kept = both_hold(claim.must, *unwanted)
    for wanted in (kept, BoundCondition((BoundNot(kept),))):
        world = Imagined(view, claim.rule.subject)
        if claim.at is None:
            world.holds([claim.cases, wanted])
            kind_of(claim.rule).lint.scene(claim.rule, view, world)
        else:
            world.holds([claim.cases])
            first = claim.at.parts[0][0]
            where = both_hold(first.where, wanted)
            act = BoundPattern(first.events[:1], where, first.who, "each", first.on, None)
            world.meets(BoundSelector(((act,),)), world.after(1))
        yield world, world.after(24)


def _permitted(claim: Permits | Approves, view: View) -> Iterator[_World]:
    """An act by somebody who may, by somebody else, and after an approval."""
    roles = claim.roles or frozenset[str]()
    if isinstance(claim, Permits):
        for role in (None, *(sorted(view.edition.roles.keys() - roles)[:1] if roles else ())):
            world = _begun(claim, view)
            for event in world.events:
                if role is not None and event["event"] in kinds_of(claim.act):
                    event["role"] = role
            yield world, world.after(24)
        return
    world = _begun(claim, view)
    done = next((event for event in world.events if event["event"] in claim.rule.main_kinds()), {})
    known = view.edition.vocabulary.event_fields(claim.rule.subject, kinds_of(claim.act)[0])
    said = {"action": done.get("event"), "amount": done.get("amount")}
    fields = {name: value for name, value in said.items() if name in known and value is not None}
    world.meets(claim.act, world.after(1), by="h1", role=min(roles), **fields)
    yield world, world.after(24)


def _kept(claim: Keeps, view: View) -> Iterator[_World]:
    """Something kept, destroyed too early, when it may be, and very late."""
    due = view.due(view.moment, claim.keep) or view.moment
    for at in (None, view.moment + DAY_US, due + DAY_US, due + 4000 * DAY_US):
        world = Imagined(view, claim.rule.subject)
        world.holds([claim.cases])
        world.meets(claim.anchor, world.start)
        if at is not None:
            world.meets(claim.destroyed, at)
        yield world, (world.after(24) if at is None else at + DAY_US)


def _begun(claim: Claim, view: View) -> Imagined:
    world = Imagined(view, claim.rule.subject)
    world.holds([claim.cases])
    kind_of(claim.rule).lint.scene(claim.rule, view, world)
    return world


def _in_turn(claim: Claim, view: View, acts: Sequence[_Act]) -> _World:
    """Some acts, an hour after each other, after the subject was opened."""
    world = Imagined(view, claim.rule.subject)
    world.holds([claim.cases])
    named = {kind for act, _ in acts for kind in kinds_of(act)}
    if "received" in view.edition.vocabulary.event_kinds(claim.rule.subject) and "received" not in named:
        world.happens("received", world.start)
    for number, (act, person) in enumerate(acts, start=1):
        world.meets(act, world.after(number), by=person)
    return world, world.after(24)


# situations


def _situations(scenarios: Scenarios, rule: Rule, found: list[Result]) -> Iterator[Result]:
    """Scenarios made of those that were found, for situations that none of them shows."""
    asking = Asking.of(rule)
    for situation in sorted(possible(rule)):
        if shown(rule, found)[situation]:
            continue
        name = f"{rule.id}-{situation}".replace("_", "-")
        changed = (_changed(situation, result.scenario, asking, scenarios) for result in found)
        tried = [told for made in changed if made is not None for told in answered(scenarios, name, made)]
        fitting = [told for told in tried if shown(rule, [*found, told])[situation]]
        if fitting:  # one of which something can be said shows more than one of which nothing can
            found.append(
                next((one for one in fitting if one.scenario.expect.status != Status.UNKNOWN.value), fitting[0])
            )
            yield found[-1]


def _changed(situation: str, scenario: Scenario, asking: Asking, scenarios: Scenarios) -> Scenario | None:
    """A scenario with something more, or something else, in it; `None` where that says nothing."""
    subject: dict[str, Any] = copy.deepcopy(scenario.subject or {})
    events: list[dict[str, Any]] = subject.get("events", [])
    acts = [event for event in events if event["event"] in asking.looked_for]
    end = scenario.as_of or ""
    match situation:
        case "twice":
            begins = [event for event in events if event["event"] in asking.begins - {CLOSING.get(asking.subject, "")}]
            events.extend({**event, "at": end} for event in begins[:1])
        case "reopened":
            events.append({"event": REOPENS[asking.subject], "at": end})
        case "merged_or_withdrawn":
            subject["events"] = [event for event in events if event not in acts]
            subject["events"].append({"event": min(ENDS_OTHERWISE[asking.subject]), "at": end})
        case "recorded_otherwise" if acts:
            acts[0]["event"] = min(asking.either)
        case "never_begun":
            subject["events"] = [event for event in events if event not in acts]
        case "another_post":
            roles = scenarios.policy.plain().get("roles", {})
            done = [event for event in events if event["event"] in asking.by and event.get("role")]
            other = next((role for role in roles if done and role != done[-1]["role"]), None)
            if other is None:
                return None
            done[-1]["role"] = other
        case _:
            return None
    return scenario.model_copy(update={"subject": subject})
