"""Authorities that nobody has, limits that fall where they should rise, and votes that are never carried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from servicepolicy.kinds.authority.ladder import above
from servicepolicy.kinds.authority.rule import Approvers, Authority, Tier
from servicepolicy.kinds.authority.rule_forms import Together
from servicepolicy.language.bound.boxes import OTHER, TooManyBoxes
from servicepolicy.language.bound.nodes import BoundCondition, Outright, refs_in
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.bound.says import ACTOR
from servicepolicy.language.share import as_share
from servicepolicy.language.suspected.claims import Approves, Claim, Follows, Permits
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.selections import covers, kinds_of, meet
from servicepolicy.language.suspected.suspicion import Act, Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import Field, Value
from servicepolicy.money import Money

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.authority")


def scene(rule: Authority, view: View, world: Imagined) -> int:
    """Let the act be done, and what licenses it before."""
    world.holds([view.applies(rule)])
    vocabulary = view.edition.vocabulary.event_kinds(rule.subject)
    if "received" in vocabulary and not any(event["event"] == "received" for event in world.events):
        world.happens("received", world.start)
    said: dict[str, Any] = {}
    if rule.votes is not None:
        _votes(rule, view, world)
    amount = _some_amount(rule, view)
    field = _amount_field(rule)
    if amount is not None and field is not None:
        said[field] = str(amount)
    roles = _roles(rule, view, None)
    if roles:
        said["role"] = min(roles)
    world.meets(view.selector(rule.action, rule.subject), world.after(2), by="e1", **said)
    return world.after(3)


def _votes(rule: Authority, view: View, world: Imagined) -> None:
    votes = rule.votes
    if votes is None:
        return
    people = ("e1", "e2", "e3")
    for person in people:
        world.meets(view.selector(votes.event, rule.subject), world.after(1), by=person, choice="for")
    electorate = votes.electorate
    if electorate is not None and electorate.members_of is not None:
        since = "2000-01-01"
        team = {"id": electorate.members_of, "members": list(people), "from": since}
        world.organisation["teams"] = [*world.organisation.get("teams", ()), team]
    elif electorate is not None and electorate.field is not None:
        world.header.setdefault(electorate.field, list(people))


def _amount_field(rule: Authority) -> str | None:
    form = None if rule.amount is None else rule.amount.form
    return form.path if isinstance(form, Field) and "." not in form.path else None


def _some_amount(rule: Authority, view: View) -> Money | None:
    """An amount in the currency of the rule, inside its first tier if it can be told."""
    for tier in rule.tiers:
        low, high = _bounds(tier, rule, view)
        if high is not None:
            return high if tier.le is not None else Money(high.amount / 2, high.currency)
        if low is not None:
            return Money(low.amount + 1, low.currency)
    return None


# claims


def claims(rule: Authority, view: View) -> Iterator[Claim]:
    """Who may, and what comes before the act."""
    cases = view.applies(rule)
    act = view.selector(rule.action, rule.subject)
    if rule.emergency is None:
        currencies = frozenset(
            bound.currency for tier in rule.tiers for bound in _bounds(tier, rule, view) if bound is not None
        )
        if rule.competence is not None:
            for step, _ in rule.competence.steps:
                parts = tuple(tuple(one for one in part if step in one.events) for part in act.parts)
                narrowed = type(act)(tuple(part for part in parts if part))
                if narrowed.parts:
                    yield Permits(rule, cases, _only(narrowed, step), _roles(rule, view, step), path=("competence",))
        else:
            path = ("who",) if rule.who.clauses else ("tiers",) if rule.tiers else ()
            roles = _roles(rule, view, None)
            yield Permits(rule, cases, act, roles, currencies, _amount_field(rule), path, _beside_the_role(rule, view))
    yield from _approvals(rule, view, cases)
    if rule.votes is not None and rule.votes.opens is not None:
        yield Follows(rule, cases, view.selector(rule.votes.opens, rule.subject), act, ("votes", "opens"))
    if rule.votes is not None and rule.votes.closes is not None:
        yield Follows(rule, cases, view.selector(rule.votes.closes, rule.subject), act, ("votes", "closes"))
    if rule.tiers and all(isinstance(tier.approvers, Approvers) for tier in rule.tiers):
        yield Follows(rule, cases, view.selector(rule.approval.event, rule.subject), act, ("approval",))


def _beside_the_role(rule: Authority, view: View) -> BoundCondition:
    """What `who` asks of whoever acts; but for the role where one who stands above may have another one."""
    who = view.inside(rule, "who", rule.subject)
    if not rule.or_above:
        return who
    return BoundCondition(
        tuple(
            clause
            for clause in who.clauses
            if not any(ref.root == ACTOR and ref.name == "role" for ref in refs_in(BoundCondition((clause,))))
        )
    )


def _approvals(rule: Authority, view: View, cases: BoundCondition) -> Iterator[Claim]:
    """The approvals without which an act is never permitted: of one of several roles, or of each of them."""
    act, below = view.selector(rule.approval.event, rule.subject), view.edition.roles
    for number, tier in enumerate(rule.tiers):
        if not isinstance(tier.approvers, Approvers):
            continue
        path = ("tiers", number, "approvers")
        named = _approving(tier.approvers)
        for group in (named,) if tier.approvers.any_of else tuple((role,) for role in named):
            roles = frozenset(group)
            yield Approves(
                rule, cases, act, roles | frozenset(above(roles, below)) if tier.approvers.or_above else roles, path
            )


def _only(selector: Any, step: str) -> Any:
    """The same of one kind of event."""
    import attrs

    parts = tuple(tuple(attrs.evolve(one, events=(step,)) for one in part) for part in selector.parts)
    return type(selector)(parts)


def _roles(rule: Authority, view: View, step: str | None) -> frozenset[str] | None:
    """The declared roles that may act as far as roles say it; `None`: everybody may, or nobody can tell."""
    found: frozenset[str] | None = None
    for limit in _limits(rule, view, step):
        found = limit if found is None else found & limit
    return found


def _limits(rule: Authority, view: View, step: str | None) -> Iterator[frozenset[str]]:
    below = view.edition.roles
    for part in (rule, rule.together):
        allowed = None if part is None else _by_who(part, view, rule.subject)
        if allowed is not None:
            yield _lifted(allowed, rule, below)
    if rule.competence is not None:
        said = {role for name, roles in rule.competence.steps if step in (None, name) for role in roles}
        yield _lifted(frozenset(said), rule, below)
    if rule.tiers and all(tier.role is not None for tier in rule.tiers):
        yield frozenset(role for tier in rule.tiers for role in _tier_roles(tier, rule, below))


def _lifted(roles: frozenset[str], rule: Authority, below: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(above(roles, below)) | roles if rule.or_above else roles


def _tier_roles(tier: Tier, rule: Authority, below: Mapping[str, frozenset[str]]) -> frozenset[str]:
    roles = frozenset(tier.role or ())
    return roles | frozenset(above(roles, below)) if tier.or_above or rule.or_above else roles


def _by_who(part: Authority | Together, view: View, subject: str) -> frozenset[str] | None:
    """The declared roles that `who` lets act; `None`: it asks neither for the role nor for who holds it."""
    if not part.who.clauses:
        return None
    bound = view.condition(part.who, place_of(part, "who", subject))
    try:
        space = view.space((bound,))
        boxes = space.where(bound)
    except TooManyBoxes:
        return None
    variable = next((one for one, ref in space.refs.items() if ref.root == "actor" and ref.name == "role"), None)
    if variable is None:
        roles = frozenset(role for role in view.edition.roles if view.may_be(role, bound, subject))
        return None if len(roles) == len(view.edition.roles) else roles
    cells = space.each_cell(variable)
    found: set[str] = set()
    for box in boxes:
        mask = box.get(variable, -1)
        found |= {str(cell) for index, cell in enumerate(cells) if mask >> index & 1 and isinstance(cell, str)}
    named = {cell for cell in cells if isinstance(cell, str)}
    others = {cell for cell in found if cell.startswith(OTHER) and cell not in view.edition.roles}
    if others:
        found |= set(view.edition.roles) - named
        return None if not view.edition.roles else frozenset(found - others | {OTHER})
    return frozenset(found)


# suspicions


def suspicions(rule: Authority, view: View) -> Iterator[Suspicion]:
    """Everything in an authority that is probably not meant."""
    yield from _emergency(rule, view)
    yield from _tiers(rule, view)
    yield from _vote(rule, view)


def _emergency(rule: Authority, view: View) -> Iterator[Suspicion]:
    if rule.emergency is None:
        return
    relaxed = view.by_name.get(rule.emergency.relaxes)
    if not isinstance(relaxed, Authority):
        return
    acts = [view.selector(one.action, rule.subject) for one in (rule, relaxed)]
    same_act = rule.subject == relaxed.subject and meet(acts[0], acts[1], view)
    if same_act and any(isinstance(tier.approvers, Approvers) for tier in relaxed.tiers):
        yield from _formalities(rule, view)
        return
    world = Imagined(view, rule.subject)
    world.holds([view.applies(relaxed), view.applies(rule)])
    if "received" in view.edition.vocabulary.event_kinds(rule.subject):
        world.happens("received", world.start)
    said: dict[str, Any] = {}
    amount, field = _some_amount(relaxed, view), _amount_field(relaxed)
    if amount is not None and field is not None:
        said[field] = str(amount)
    roles = _roles(relaxed, view, None)
    if roles:
        said["role"] = min(roles)
    world.meets(view.selector(rule.emergency.when, rule.subject), world.after(1), by="e1")
    world.meets(view.selector(rule.action, rule.subject), world.after(2), by="e1", **said)
    example = world.example(world.after(96), {rule.id: ("not_applicable",)})
    spot = Spot(rule.id, ("emergency", "relaxes"))
    args = {"relaxes": rule.emergency.relaxes}
    yield Suspicion("emergency-lifts-nothing", spot, (rule.id, relaxed.id), args, (example,))


def _formalities(rule: Authority, view: View) -> Iterator[Suspicion]:
    """What must follow an act, and is that act."""
    if rule.emergency is None:
        return
    act, stop = (view.selector(one, rule.subject) for one in (rule.action, rule.emergency.formalities.stop))
    if covers(stop, act, view):
        world = Imagined(view, rule.subject)
        world.meets(view.selector(rule.emergency.when, rule.subject), world.start, by="e1")
        scene(rule, view, world)
        statuses = ("met", "breached", "not_applicable", "pending", "unknown")
        example = world.example(world.after(96), {rule.id: statuses})
        spot = Spot(rule.id, ("emergency", "formalities"))
        yield Suspicion("formalities-at-once", spot, (rule.id,), {"act": kinds_of(act)}, (example,))


def _bound(value: Value | None, rule: Authority, view: View) -> Money | None:
    if value is None:
        return None
    place = place_of(rule, "amount", rule.subject)
    bound = view.edition.binder.value(value.form, place, wanted="money")
    return bound.value if isinstance(bound, Outright) and isinstance(bound.value, Money) else None


def _bounds(tier: Tier, rule: Authority, view: View) -> tuple[Money | None, Money | None]:
    low = _bound(tier.gt if tier.gt is not None else tier.ge, rule, view)
    return low, _bound(tier.lt if tier.lt is not None else tier.le, rule, view)


def _tiers(rule: Authority, view: View) -> Iterator[Suspicion]:
    below = view.edition.roles
    bounded = [(number, tier, *_bounds(tier, rule, view)) for number, tier in enumerate(rule.tiers)]
    permitted = _by_who(rule, view, rule.subject)
    if permitted is not None and rule.tiers and _roles(rule, view, None) == frozenset():
        yield _nobody(rule, view)
        return
    for number, tier, _, high in bounded:
        if high is not None and (high.amount < 0 or (high.amount == 0 and tier.lt is not None)):
            why = ("no amount is below nought", "金额不会低于零")
            yield _dead_tier(rule, view, number, why)
        elif permitted is not None and tier.role is not None:
            allowed = _lifted(permitted, rule, below)
            if not _tier_roles(tier, rule, below) & allowed:
                yield _dead_tier(rule, view, number, ("`who` lets none of its roles act", "`who` 不允许其中任何岗位"))
    for _, low_tier, _, high in bounded:
        for number, tier, low, _ in bounded:
            if high is None or low is None or low.currency != high.currency or low.amount < high.amount:
                continue
            if not _same_people(low_tier, tier):
                continue
            yield from _falling(rule, view, low_tier, tier, number, low)
    yield from _limits_that_fall(rule, view, bounded)


def _nobody(rule: Authority, view: View) -> Suspicion:
    """Whom `who` lets act has no tier, and whoever has one may not act."""
    examples: list[Example] = []
    act = kinds_of(view.selector(rule.action, rule.subject))[0]
    amount = _some_amount(rule, view)
    for role in sorted(view.edition.roles):
        world = Imagined(view, rule.subject)
        world.holds([view.applies(rule)])
        question = Act(act, {"id": "e1", "role": role}, ("refuse",), "", None if amount is None else str(amount))
        examples.append(world.example(world.after(2), {}, act=question))
    args: dict[str, str | tuple[str, ...]] = {"act": f"`{act}`", "rules": (rule.id,)}
    return Suspicion("nobody-may", Spot(rule.id, ("tiers",)), (rule.id,), args, tuple(examples))


def _same_people(one: Tier, other: Tier) -> bool:
    return one.role is None or other.role is None or bool(set(one.role) & set(other.role))


def _dead_tier(rule: Authority, view: View, number: int, why: tuple[str, str]) -> Suspicion:
    world = Imagined(view, rule.subject)
    as_of = scene(rule, view, world)
    statuses = ("met", "breached", "unknown", "pending", "not_applicable")
    example = world.example(as_of, {rule.id: statuses})
    args: dict[str, str | int] = {"number": number + 1, "why": why[0], "why_zh": why[1]}
    return Suspicion("dead-tier", Spot(rule.id, ("tiers", number)), (rule.id,), args, (example,))


def _approving(approvers: object) -> tuple[str, ...]:
    """The roles that approve; of several that must all, or in turn, the highest decides: all are named."""
    if not isinstance(approvers, Approvers):
        return ()
    return approvers.any_of or approvers.all_of or approvers.chain or ()


def _falling(rule: Authority, view: View, small: Tier, large: Tier, number: int, low: Money) -> Iterator[Suspicion]:
    below = view.edition.roles
    first, second = _approving(small.approvers), _approving(large.approvers)
    spot = Spot(rule.id, ("tiers", number, "approvers"))
    more = Money(low.amount * 2 + 1, low.currency)
    if first and not second:
        examples = (_large(rule, view, large, more, None),)
        args = {"amount": str(more), "low": _quoted(first)}
        yield Suspicion("approval-ends", spot, (rule.id,), args, examples)
    elif first and second and (_fewer(small, first, second) or _lower(large, first, second, below)):
        examples = (_large(rule, view, large, more, next(iter(second))),)
        args = {"amount": str(more), "high": _quoted(second), "low": _quoted(first)}
        yield Suspicion("approval-falls", spot, (rule.id,), args, examples)


def _fewer(small: Tier, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether only some of those approve who must all approve less."""
    return isinstance(small.approvers, Approvers) and small.approvers.any_of is None and set(second) < set(first)


def _lower(large: Tier, first: tuple[str, ...], second: tuple[str, ...], below: Mapping[str, frozenset[str]]) -> bool:
    """Whether those approve who stand below whoever approves less."""
    if set(first) & set(second):
        return False
    if isinstance(large.approvers, Approvers) and large.approvers.any_of is None and len(second) > 1:
        return False  # several who must all approve may weigh more than one above them
    return all(any(role in below.get(other, frozenset()) for other in first) for role in second)


def _quoted(roles: tuple[str, ...]) -> str:
    return ", ".join(f"`{role}`" for role in roles)


def _large(rule: Authority, view: View, tier: Tier, amount: Money, approver: str | None) -> Example:
    """Permitted: a large amount, approved by one of those whom its tier names."""
    world = Imagined(view, rule.subject)
    world.holds([view.applies(rule)])
    if "received" in view.edition.vocabulary.event_kinds(rule.subject):
        world.happens("received", world.start)
    if approver is not None:
        said = {"amount": str(amount)} if rule.approval_covers_amount else {}
        act = kinds_of(view.selector(rule.action, rule.subject))[0]
        for kind in rule.approval.event.kinds():
            if "action" in view.edition.vocabulary.event_fields(rule.subject, kind):
                said["action"] = act
        world.meets(view.selector(rule.approval.event, rule.subject), world.after(1), by="h1", role=approver, **said)
    roles = sorted(set(tier.role or ()) or _roles(rule, view, None) or ())
    by: dict[str, Any] = {"id": "e1", "role": roles[0] if roles else "clerk"}
    act = kinds_of(view.selector(rule.action, rule.subject))[0]
    return world.example(world.after(2), {}, act=Act(act, by, ("permit",), "", str(amount)))


def _limits_that_fall(rule: Authority, view: View, bounded: list[tuple[int, Tier, Any, Any]]) -> Iterator[Suspicion]:
    """Somebody who stands above another and may decide less alone."""
    below = view.edition.roles
    alone: dict[str, tuple[int, Money | None]] = {}
    lifted = False
    for number, tier, _, high in bounded:
        lifted = lifted or tier.or_above or rule.or_above
        if tier.role is None or tier.approvers != "none":
            continue
        for role in tier.role:
            before = alone.get(role)
            if before is not None and (before[1] is None or (high is not None and high.amount < before[1].amount)):
                continue
            alone[role] = (number, high)
    if lifted:
        return
    for upper, (number, less) in alone.items():
        for lower, (_, more) in alone.items():
            if lower not in below.get(upper, frozenset()) or less is None:
                continue
            if more is not None and (more.currency != less.currency or more.amount <= less.amount):
                continue
            amount = Money(less.amount + 1, less.currency)
            world = Imagined(view, rule.subject)
            world.holds([view.applies(rule)])
            if "received" in view.edition.vocabulary.event_kinds(rule.subject):
                world.happens("received", world.start)
            act = kinds_of(view.selector(rule.action, rule.subject))[0]
            question = Act(act, {"id": "e1", "role": upper}, ("refuse", "needs_approval"), "", str(amount))
            example = world.example(world.after(2), {}, act=question)
            args = {"high": f"`{upper}`", "low": f"`{lower}`", "less": str(less), "more": str(more or "...")}
            yield Suspicion("limit-falls", Spot(rule.id, ("tiers", number)), (rule.id,), args, (example,))


def _vote(rule: Authority, view: View) -> Iterator[Suspicion]:
    if rule.votes is None:
        return
    passing = rule.votes.pass_
    said = view.outright(passing.bound, rule.subject)
    try:
        share = None if said is None else as_share(said)
    except ValueError:
        share = None
    if share is None:
        return
    opens, closes = rule.votes.opens, rule.votes.closes
    if opens is not None and closes is not None:
        first, last = view.selector(opens, rule.subject), view.selector(closes, rule.subject)
        if covers(last, first, view):
            world = Imagined(view, rule.subject)
            world.meets(first, world.after(0.5))
            scene(rule, view, world)
            example = world.example(world.after(96), {rule.id: ("breached",)})
            spot = Spot(rule.id, ("votes", "closes"))
            yield Suspicion("vote-never-open", spot, (rule.id,), {"event": kinds_of(first)}, (example,))
    world = Imagined(view, rule.subject)
    scene(rule, view, world)
    key = "more_than" if passing.more_than is not None else "share_for"
    spot = Spot(rule.id, ("votes", "pass", key))
    if passing.more_than is not None and share >= 1:
        example = world.example(world.after(96), {rule.id: ("breached",)})
        yield Suspicion("vote-never-carried", spot, (rule.id,), {"share": str(said)}, (example,))
    elif passing.share_for is not None and share <= 0:
        for event in world.events:
            if "choice" in event:
                event["choice"] = "against"
        example = world.example(world.after(96), {rule.id: ("met",)})
        yield Suspicion("vote-always-carried", spot, (rule.id,), {"share": str(said)}, (example,))
