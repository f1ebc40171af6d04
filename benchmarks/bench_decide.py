"""May this person pay this amount? One approval table in servicepolicy, `cedarpy`, `zen-engine` and `pycasbin`.

The table has five roles and four bands of amounts; a cell says that the role may act alone, needs an approval, or may
not act. Before anything is timed, all of them answer the same 400 questions, bounds included, and must agree.

Each rival is used as its own documentation says it is fastest: policies parsed once, requests prepared outside what is
timed, the enforcer or the compiled decision reused. What each returns beside yes or no differs: servicepolicy names
rule, clause, tier, margin and the neighbouring tiers; the others are asked for the cell that matched, so that all three
outcomes can be told apart. None of the others reads a case with events, which servicepolicy does here.
"""

from __future__ import annotations

import gc
import json
import logging
import random
import statistics
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from typing import Any

from run import Row

import servicepolicy as sp
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.models.event import Actor
from servicepolicy.results.verdict import Effect

ACTION = "remedied"
ROUNDS = 40
QUESTIONS = 400

PERMIT, REFUSE = "permit", "refuse"
BOUNDS = (5_000, 50_000, 200_000)  # CNY; each is the last amount of its band
# role: what it may do in each band, the smallest amounts first; anything else names who must approve
TABLE: dict[str, tuple[str, str, str, str]] = {
    "intake-specialist": ("department-head", REFUSE, REFUSE, REFUSE),
    "solution-engineer": (PERMIT, "department-head", REFUSE, REFUSE),
    "department-head": (PERMIT, PERMIT, "supervising-leader", REFUSE),
    "supervising-leader": (PERMIT, PERMIT, PERMIT, "president"),
    "president": (PERMIT, PERMIT, PERMIT, PERMIT),
}

Question = tuple[str, int]
Ask = Callable[[Any], object]


def bands() -> Iterator[tuple[str, int | None, int | None, str]]:
    """The cells of the table that allow something: role, above, up to, outcome."""
    edges = (None, *BOUNDS, None)
    for role, outcomes in TABLE.items():
        for index, outcome in enumerate(outcomes):
            if outcome != REFUSE:
                yield role, edges[index], edges[index + 1], outcome


def questions() -> list[Question]:
    """Roles and amounts, every bound and its neighbours among them, the same in every run."""
    near = [bound + step for bound in BOUNDS for step in (-1, 0, 1)]
    fixed = [(role, amount) for role in TABLE for amount in (0, 1, *near)]
    draw = random.Random(20260105)
    drawn = [(draw.choice(list(TABLE)), draw.randrange(300_000)) for _ in range(QUESTIONS - len(fixed))]
    return fixed + drawn


def expected(question: Question) -> str:
    """What the table says, read by hand."""
    role, amount = question
    return TABLE[role][sum(amount > bound for bound in BOUNDS)]


def in_turn(contestants: dict[str, tuple[Ask, list[Any]]]) -> dict[str, float]:
    """Seconds a question, the fastest round of each: what else the machine does can only add to it.

    The contestants take turns, so that a busy moment of the machine hits all of them.
    """
    best = dict.fromkeys(contestants, float("inf"))
    gc.collect()
    gc.disable()  # no contestant pays for the garbage of another
    try:
        for _ in range(ROUNDS):
            for name, (ask, asked) in contestants.items():
                begun = perf_counter()
                for question in asked:
                    ask(question)
                best[name] = min(best[name], (perf_counter() - begun) / len(asked))
    finally:
        gc.enable()
    return best


def python_loop() -> float:
    """Seconds of one turn of a plain loop: how fast the machine is just now, for reading absolute figures."""

    def turn(_question: object) -> None:
        total = 0
        for number in range(1_000):
            total += number & 7

    return in_turn({"loop": (turn, list(range(20)))})["loop"] / 1_000


# ours


def table_policy() -> sp.Policy:
    """The table as an authority rule."""
    tiers = []
    for role, above, up_to, outcome in bands():
        tier: dict[str, Any] = {"role": role}
        if above is not None:
            tier["gt"] = f"{above} CNY"
        if up_to is not None:
            tier["le"] = f"{up_to} CNY"
        tier["approvers"] = "none" if outcome == PERMIT else {"any_of": [outcome]}
        tiers.append(tier)
    rule = {
        "id": "remedy-limits",
        "kind": "authority",
        "clause": "T-1",
        "action": ACTION,
        "amount": {"field": "amount"},
        "tiers": tiers,
    }
    return sp.Policy(policy="table", timezone="Asia/Shanghai", rules=[rule])


def complaint() -> sp.Complaint:
    """A case in the middle of its life, with eight events."""
    kinds = ("received", "acknowledged", "recorded", "classified", "assigned", "evidence_collected", "replied")
    events = [
        {"event": kind, "at": f"2026-01-{5 + index:02}T09:00:00+08:00", "by": f"e{index}", "role": "analyst"}
        for index, kind in enumerate(kinds)
    ]
    return sp.Complaint.model_validate({"id": "C-1", "type": "complaint", "events": events})


AT = datetime.fromisoformat("2026-01-20T10:00:00+08:00")
AT_US = int(AT.timestamp()) * 1_000_000


def outcome_of(decision: sp.Decision) -> str:
    """A decision as the table says it."""
    return decision.approvers[0] if decision.effect.value == "needs_approval" else decision.effect.value


def front_door() -> tuple[Callable[[Question], Any], Ask, Callable[[Any], str]]:
    """`Policy.decide`, as a host calls it: an agent, a case, an amount and a moment."""
    policy, case = table_policy(), complaint()
    agents = {role: sp.Agent(id=f"a-{role}", role=role) for role in TABLE}

    def ask(question: tuple[sp.Agent, sp.Money]) -> sp.Decision:
        by, amount = question
        return policy.decide(ACTION, by=by, on=case, amount=amount, at=AT)

    return lambda q: (agents[q[0]], sp.Money(Decimal(q[1]), "CNY")), ask, outcome_of


def engine() -> tuple[Callable[[Question], Any], Ask, Callable[[Any], str]]:
    """The engine beneath it: actors, facts and an instant, already as evaluators read them."""
    asked, facts = table_policy()._engine(), complaint().facts()

    def ask(question: tuple[tuple[Actor, ...], sp.Money]) -> sp.Decision:
        actors, amount = question
        return asked.decide(ACTION, actors=actors, facts=facts, amount=amount, at=AT_US)

    return lambda q: ((Actor(f"a-{q[0]}", q[0], None, None),), sp.Money(Decimal(q[1]), "CNY")), ask, outcome_of


# the rivals


def cedar() -> tuple[Callable[[Question], Any], Ask, Callable[[Any], str]]:
    """One policy a cell, parsed once; people and roles as entities, parsed once; the context as JSON, made once."""
    import cedarpy

    texts = []
    for role, above, up_to, outcome in bands():
        tests = [f"context.amount > {above}"] if above is not None else []
        tests += [f"context.amount <= {up_to}"] if up_to is not None else []
        when = f" when {{ {' && '.join(tests)} }}" if tests else ""
        texts.append(
            f'@id("{outcome}") permit(principal in Role::"{role}", action == Action::"{ACTION}", resource){when};'
        )
    entities = [{"uid": {"type": "Role", "id": role}, "attrs": {}, "parents": []} for role in TABLE]
    entities += [
        {"uid": {"type": "User", "id": f"a-{role}"}, "attrs": {}, "parents": [{"type": "Role", "id": role}]}
        for role in TABLE
    ]
    policies = cedarpy.PolicySet.from_str("\n".join(texts))
    known = cedarpy.Entities.from_json_str(json.dumps(entities))

    def prepare(question: Question) -> dict[str, str]:
        role, amount = question
        return {
            "principal": f'User::"a-{role}"',
            "action": f'Action::"{ACTION}"',
            "resource": 'Case::"C-1"',
            "context": json.dumps({"amount": amount}),
        }

    def ask(request: dict[str, str]) -> object:
        return cedarpy.is_authorized(request, policies, known)

    def outcome(found: Any) -> str:
        if not found.allowed:
            return REFUSE
        (reason,) = found.diagnostics.id_annotations_by_reason.values()
        return str(reason)

    return prepare, ask, outcome


def zen() -> tuple[Callable[[Question], Any], Ask, Callable[[Any], str]]:
    """One decision table, the first row that holds, compiled once."""
    import zen

    rows = []
    for role, above, up_to, outcome in bands():
        test = f"({above}..{up_to}]" if above is not None and up_to is not None else ""
        if above is None:
            test = f"<= {up_to}" if up_to is not None else ""
        elif up_to is None:
            test = f"> {above}"
        rows.append({"_id": str(len(rows)), "role": f'"{role}"', "amount": test, "outcome": f'"{outcome}"'})
    rows.append({"_id": "else", "role": "", "amount": "", "outcome": f'"{REFUSE}"'})
    table = {
        "hitPolicy": "first",
        "inputs": [
            {"id": "role", "name": "role", "type": "expression", "field": "role"},
            {"id": "amount", "name": "amount", "type": "expression", "field": "amount"},
        ],
        "outputs": [{"id": "outcome", "name": "outcome", "type": "expression", "field": "outcome"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    content = zen.ZenDecisionContent(json.dumps({"nodes": nodes, "edges": edges}))
    decision = zen.ZenEngine().create_decision(content)
    return (
        lambda q: {"role": q[0], "amount": q[1]},
        decision.evaluate,
        lambda found: str(found["result"]["outcome"]),
    )


CASBIN_MODEL = """
[request_definition]
r = sub, act, amount
[policy_definition]
p = sub, act, above, up_to, outcome
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && r.amount > p.above && r.amount <= p.up_to
"""


def casbin() -> tuple[Callable[[Question], Any], Ask, Callable[[Any], str]]:
    """The enforcer that looks up policies by role and act before it evaluates, with its log turned off."""
    import casbin
    from casbin.model import FastModel, fast_policy_filter

    key = [0, 1]
    model = FastModel(key)
    model.load_model_from_text(CASBIN_MODEL)
    enforcer = casbin.FastEnforcer(model, cache_key_order=key)
    logging.getLogger("casbin").setLevel(logging.CRITICAL)
    policies = enforcer.model.model["p"]["p"].policy
    for role, above, up_to, outcome in bands():
        # Numbers stay numbers when they are added here; from a file they would be text, and slower to compare.
        policies.append([role, ACTION, -1 if above is None else above, 1 << 60 if up_to is None else up_to, outcome])

    def ask(request: tuple[str, str, int]) -> object:
        # What `FastEnforcer.enforce` does, but for `enforce_ex`, which also says which policy allowed it.
        with fast_policy_filter(policies, request[0], request[1]):
            return enforcer.enforce_ex(*request)

    return lambda q: (q[0], ACTION, q[1]), ask, lambda found: str(found[1][4]) if found[0] else REFUSE


RIVALS = {"cedarpy": cedar, "zen-engine": zen, "pycasbin": casbin}


def differing(outcome: Callable[[Any], str], ask: Ask, prepared: Iterable[Any], asked: list[Question]) -> int:
    """On how many questions the answer is not what the table says."""
    return sum(outcome(ask(one)) != expected(question) for one, question in zip(prepared, asked, strict=True))


def shipped() -> Iterator[Row]:
    """Every act that the shipped complaint pack limits, asked in turn, without a context and with an organisation.

    Rules of authority refuse most of them, and that is the answer. Where they do not, the other rules that read the act
    are judged, with it and where they find fault without it: `evaluate` of these rules, once, is what that part is
    compared with.
    """
    policy, case = sp.load("complaint-handling", fill="example-bank"), complaint()
    limits = [rule for rule in policy.rules if isinstance(rule, Authority) and rule.subject == "case"]
    acts = sorted({kind for rule in limits for kind in rule.action.kinds()})
    agent, amount = sp.Agent(id="e1", role="analyst"), sp.Money(Decimal(8_000), "CNY")
    posts = [{"person": "e1", "role": "analyst", "unit": "head-office", "from": "2020-01-01"}]
    units = [{"id": "head-office"}]
    bank = {"id": "bank", "subject": "organisation", "timezone": "Asia/Shanghai", "units": units, "posts": posts}
    contexts = {"no context": None, "an organisation": sp.Context.model_validate({"organisation": bank})}
    for name, context in contexts.items():

        def ask(act: str, context: sp.Context | None = context) -> sp.Decision:
            return policy.decide(act, by=agent, on=case, amount=amount, at=AT, context=context)

        by_act = {act: in_turn({act: (ask, [act])})[act] for act in acts}
        refused = [act for act in acts if ask(act).effect is Effect.REFUSE and not ask(act).kind]
        alone = statistics.median(by_act[act] for act in refused)
        told = f"{len(refused)} of {len(acts)} acts, the median one"
        yield Row(f"decide, authority alone, complaint pack, {name}", alone, "15 µs", 15e-6, 1.0, told)
        whole = statistics.mean(by_act.values())
        yield Row(f"decide, {len(acts)} acts of the complaint pack, {name}", whole, "", note="each; for orientation")
        others = {act: policy._engine().editions.touched("case", act) for act in acts if act not in refused}
        judged = [(act, rules) for act, rules in others.items() if rules]

        def evaluate(asked: tuple[str, frozenset[str]], context: sp.Context | None = context) -> sp.Report:
            return policy.evaluate(case, as_of=AT, context=context, rules=asked[1])

        theirs = in_turn({name: (evaluate, judged)})[name]
        ours = statistics.mean(by_act[act] for act, _rules in judged) - alone
        what = f"decide, what else {len(judged)} acts touch, {name}"
        yield Row(what, ours, "evaluate of the same rules", theirs, note="each; for orientation")


def rows() -> Iterator[Row]:
    """The front door against each rival and against 10 µs; the engine below it, for orientation."""
    asked = questions()
    contestants: dict[str, tuple[Ask, list[Any]]] = {}
    notes: dict[str, str] = {}
    for name, build in {"front door": front_door, "engine": engine, **RIVALS}.items():
        try:
            prepare, ask, outcome = build()
        except ImportError:
            continue
        prepared = [prepare(question) for question in asked]
        wrong = differing(outcome, ask, prepared, asked)
        notes[name] = f"differs on {wrong} of {len(asked)}" if wrong else f"same answers to {len(asked)} questions"
        contestants[name] = ask, prepared
    taken = in_turn(contestants)
    ours = taken["front door"]
    what = "decide, 5 roles x 4 bands"
    turn = f"one turn of a Python loop takes {python_loop() * 1e9:.0f} ns here"
    yield Row(what, ours, "10 µs", 10e-6, 1.0, f"{notes['front door']}; {turn}")
    for name in RIVALS:
        yield Row(what, ours, name, taken.get(name), 0.2, notes.get(name, "not installed"))
    yield from shipped()
    yield Row("engine.decide, same table", taken["engine"], "10 µs", 10e-6, None, f"{notes['engine']}; for orientation")
