"""Generated computed facts, and rules that apply, start, stop, end or last by them, or demand something of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import ZONES, Example, Plain
from servicepolicy.testing.strategies.timeline import asked, pools, timelines

__all__ = ["computed_deadline_examples", "computed_requirement_examples"]

KINDS: Plain = {
    "received": {"kind": ("customer", "customer", "human", None)},
    "replied": {"kind": ("human", "human", "bot", None), "substance": ("full", "full", "acknowledgement", None)},
    "remedied": {"amount": ("50 CNY", "120 CNY", "300 CNY", "300 CNY", None), "remedy": ("refund", "voucher", None)},
    "evidence_collected": {"kinds": (["voucher"], ["statement", "voucher"], ["recording"], None)},
    "called_back": {"score": ("1", "3", "5", None), "satisfied": (True, False, None)},
    "resolved": {},
}
CAUSES: Plain = {"cause": ("delay", "delay", "fee", None)}
STANDING: Plain = {"investigated": CAUSES, "cause_analysed": CAUSES}
REPLIES: list[Any] = [
    "replied",
    {"event": "replied", "who": {"kind": "human"}},
    {"event": "replied", "where": {"substance": {"not": "acknowledgement"}}},
    {"any": [{"event": "replied", "where": {"substance": "full"}}, "resolved"]},
]
REMEDIES: list[Any] = ["remedied", {"event": "remedied", "where": {"remedy": "refund"}}]
CALLS: list[Any] = ["called_back", {"event": "called_back", "where": {"satisfied": "true"}}]
LASTS: Plain = {"from": "at", "until": "reply_by"}
WINDOWS: list[Plain] = [{}, {}, {"within": "4 hours"}, {"within": "30 hours"}, {"within": "1 day"}]
COUNTED: list[Any] = [
    *REPLIES,
    {"event": "replied", "nth": "last", "where": {"substance": {"present": "true"}}},
    {"event": "replied", "nth": "first", "who": {"kind": "human"}},
]
TAGS: list[list[str]] = [["large"], ["told"], ["old"], ["large", "told"], ["large", "old"]]
YES_OR_NO: list[Any] = ["true", "false", {"not": "true"}, {"present": "true"}]
Fact = tuple[Plain, Any]  # a fact, and a test on it


@st.composite
def _number(draw: DrawFn) -> Fact:
    window = draw(st.sampled_from(WINDOWS))
    counted = {"type": "number", "count": draw(st.sampled_from(COUNTED)), **window}
    various = {"type": "number", "distinct": "evidence_collected", "of": "kinds", **window}
    if draw(st.integers(0, 3)) == 0:  # what lasts at that moment
        asked_for: Plain = {"type": "number", "count": "information_requested", "lasting": LASTS}
        return asked_for, draw(st.sampled_from(({"ge": "1"}, {"le": "0"}, {"lt": "2"})))
    form = draw(st.sampled_from(("sum", "min", "max", "first", "last")))
    scored = {"type": "number", form: draw(st.sampled_from(CALLS)), "of": "score", **window}
    test = {draw(st.sampled_from(("ge", "gt", "le", "lt"))): draw(st.sampled_from(("0", "1", "2", "3", "4")))}
    return draw(st.sampled_from((counted, various, scored))), draw(st.sampled_from((test, ["1", "2"])))


@st.composite
def _money(draw: DrawFn) -> Fact:
    form = draw(st.sampled_from(("sum", "sum", "min", "max", "first", "last")))
    fact = {"type": "money", form: draw(st.sampled_from(REMEDIES)), "of": "amount", **draw(st.sampled_from(WINDOWS))}
    return fact, {draw(st.sampled_from(("ge", "lt"))): draw(st.sampled_from(("100 CNY", "120 CNY", "400 CNY")))}


@st.composite
def _listed(draw: DrawFn) -> Fact:
    fact = {"type": "list", "union": "evidence_collected", "of": "kinds", **draw(st.sampled_from(WINDOWS))}
    if draw(st.booleans()):  # what stands of what was named
        causes: Plain = {"type": "list", "union": "investigated", "of": "cause", "ended_by": "cause_analysed"}
        causes |= draw(st.sampled_from(WINDOWS))
        return causes, draw(st.sampled_from(({"has": {"any": ["delay"]}}, {"size": {"le": 0}}, {"size": {"ge": 1}})))
    if draw(st.integers(0, 2)) == 0:  # what a field of the header lists, and what conditions stand for
        stands: Plain = {"code": "told", "when": {"type": "complaint"}}
        if draw(st.booleans()):
            stands["unless"] = draw(st.sampled_from(({"amount": {"lt": "110 CNY"}}, {"type": "complaint"})))
        sources = [{"code": "large", "when": {"amount": {"ge": "110 CNY"}}}, stands]
        told: Plain = {"type": "list", "together": [{"field": "tags"}, *sources]}
        tests = [{quantifier: draw(st.sampled_from(TAGS))} for quantifier in ("all", "any", "none")]
        return told, draw(st.sampled_from((*({"has": one} for one in tests), {"size": {"ge": 3}})))
    some: list[Any] = [
        {"has": {"all": ["statement", "voucher"]}},
        {"has": {"none": ["recording"]}},
        {"size": {"ge": 2}},
    ]
    return fact, draw(st.sampled_from(some))


@st.composite
def _elapsed(draw: DrawFn) -> Fact:
    between: Plain = {"from": draw(st.sampled_from(("received", "received", "remedied")))}
    between["to"] = draw(st.sampled_from(REPLIES))
    if draw(st.booleans()):
        between["clock"] = draw(st.sampled_from(("office", "plain-office")))
    op = draw(st.sampled_from(("ge", "gt", "le", "lt", "not")))
    return {"type": "duration", "elapsed": between}, {op: draw(st.sampled_from(("1 hour", "4 hours", "30 minutes")))}


@st.composite
def _compared(draw: DrawFn) -> Fact:
    amount = [{"field": "amount"}, {"value": "120 CNY"}, *({"last": one, "of": "amount"} for one in REMEDIES)]
    moment = [{"first": one, "of": "at"} for one in (*REPLIES, "resolved")]
    sides = draw(st.sampled_from((amount, moment)))
    op = draw(st.sampled_from(("eq", "ne", "gt", "ge", "lt", "le")))
    fact = {"type": "bool", "compare": [draw(st.sampled_from(sides)), op, draw(st.sampled_from(sides))]}
    return fact, draw(st.sampled_from(YES_OR_NO))


@st.composite
def _verdict(draw: DrawFn) -> Fact:
    answers = ("met", "breached", ["met", "not_applicable"], ["pending", "met"], "not_applicable")
    statuses = draw(st.sampled_from(answers))
    return {"type": "bool", "verdict": "other", "is": statuses}, draw(st.sampled_from(YES_OR_NO))


ANY_FACT = st.one_of(_number(), _money(), _listed(), _elapsed(), _compared())


@st.composite
def computed_deadline_examples(draw: DrawFn) -> Example:
    """A deadline that rests on one or two computed facts; on the verdict of a second deadline, sometimes."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    facts, condition = _facts(draw(st.lists(st.one_of(ANY_FACT, ANY_FACT, _verdict()), min_size=1, max_size=2)))
    rule: Plain = {"id": "timely", "kind": "deadline", "subject": "case", "clause": "X-1"}
    rule.update(
        start="received", stop=draw(st.sampled_from(REPLIES)), within=draw(st.sampled_from(("4 hours", "1 day")))
    )
    rule.update(clock="office", cycle=draw(st.sampled_from(("once", "once", "each start", "oldest unanswered"))))
    place = draw(st.sampled_from(("applies", "applies", "start", "stop", "cancel", "within")))
    if place == "applies":
        rule["applies"] = condition
    elif place == "within":
        rule["within"] = {"choose": [{"when": condition, "value": "1 hour"}, {"value": "24 hours"}]}
    else:
        rule[place] = {
            "event": {"start": "received", "stop": "replied", "cancel": "resolved"}[place],
            "where": condition,
        }
    other = {**rule, "id": "other", "start": "received", "stop": draw(st.sampled_from((*REPLIES, "resolved")))}
    other = {name: said for name, said in other.items() if name not in ("applies", "cancel")}
    other["within"] = draw(st.sampled_from(("1 hour", "8 hours")))
    other["cycle"] = draw(st.sampled_from(("once", "each start", "oldest unanswered")))
    return _asked(draw, [rule, other], facts, zone, pool)


@st.composite
def computed_requirement_examples(draw: DrawFn) -> Example:
    """A requirement at an event, or on the header, whose condition rests on one or two computed facts."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    facts, condition = _facts(draw(st.lists(ANY_FACT, min_size=1, max_size=2)))
    rule: Plain = {"id": "required", "kind": "requirement", "subject": "case", "clause": "X-5"}
    name = draw(st.sampled_from(("must", "must", "must_not")))
    rule[name] = condition
    asked_of: list[Plain] = [{"at": "replied"}, {"at": "remedied"}, {"hold": "now"}, {"until": "resolved"}]
    if not any("elapsed" in fact for fact in facts.values()):  # a running time is read once
        throughout: list[Plain] = [{}, {"hold": "throughout"}, {"hold": "throughout", "until": "resolved"}]
        asked_of.extend(throughout)
    rule.update(draw(st.sampled_from(asked_of)))
    if "at" not in rule and draw(st.booleans()):
        rule["applies"] = draw(st.sampled_from((condition, {"type": "complaint"})))
        rule.update(draw(st.sampled_from(({}, {name: {"amount": {"le": "100 CNY"}}}))))
    return _asked(draw, [rule], facts, zone, pool)


def _facts(drawn: list[Fact]) -> tuple[Plain, Plain]:
    """Facts by name, and the condition that all of them meet their tests."""
    names = [f"told_{number}" for number in range(len(drawn))]
    facts = {name: fact for name, (fact, _test) in zip(names, drawn, strict=True)}
    return facts, {name: test for name, (_fact, test) in zip(names, drawn, strict=True)}


def _asked(draw: DrawFn, rules: list[Plain], facts: Plain, zone: str, pool: list[Any]) -> Example:
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    amount = draw(st.sampled_from(("100 CNY", "120 CNY", None)))
    if amount is not None:
        subject["amount"] = amount
    tags = draw(st.sampled_from((["old"], ["large", "old"], ["new"], None)))
    if tags is not None:
        subject["tags"] = tags
    kinds = {**KINDS, **(STANDING if "ended_by" in repr(facts) else {})}
    often = ["investigated", "investigated", "cause_analysed"] if "ended_by" in repr(facts) else []
    if "lasting" in repr(facts):
        until = tuple(one.isoformat() for one in draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3)))
        kinds, often = (
            {**kinds, "information_requested": {"reply_by": (*until, *until, None)}},
            [*often, "information_requested"],
        )
    subject["events"] = draw(timelines(pool, kinds, 8, None, often))
    as_of, known_at = draw(asked(pool))
    return Example(rules, subject, as_of, known_at, zone, facts=facts)
