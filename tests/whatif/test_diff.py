"""What a new version means against the old one: judged pairs, each kind of change, and laws on drawn policies."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy import Diff, Policy, UsageError, at_least_as_strict, diff, load
from servicepolicy.whatif.diff_examples import Example

OFFICE = {"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}}
ROLES = {"clerk": {}, "head": {"above": ["clerk"]}, "leader": {"above": ["head"]}}
KEPT = {"id": "k", "kind": "retention", "clause": "1", "anchor": "archived", "destroyed": "destroyed"}
DEADLINE = {"id": "answered", "kind": "deadline", "clause": "A-1", "start": "received", "stop": "replied"}


PAUSE = {"from": "paused", "until": "resumed"}
OTHER_PAUSE = {"from": "expense_requested", "cap": "3 days"}


def policy(*rules: dict[str, Any], **more: Any) -> Policy:
    parts: dict[str, Any] = {"timezone": "Asia/Shanghai", "calendars": OFFICE, "roles": ROLES, **more}
    return Policy(policy="answers", rules=rules, **parts)


def answered(**said: Any) -> dict[str, Any]:
    return {**DEADLINE, **({} if "due" in said else {"within": "2 days"}), **said}


def told(one: dict[str, Any], other: dict[str, Any], **more: Any) -> str:
    """How the only rule of a policy changed."""
    found = diff(policy(one, **more), policy(other, **more))
    return "; ".join(found.rules.values())


def confirmed(example: Example, old: Policy, new: Policy) -> bool:
    """Whether both engines say what an example says."""
    at = datetime.fromisoformat(example.as_of)
    for side, said in ((old, example.old), (new, example.new)):
        for rule, status in said.items():
            report = side.evaluate(side.read(example.record), as_of=at, rules=(rule,))
            if report[rule].status.value != status:
                return False
    return True


# judged pairs


# by decision 53 matters are told apart on cases where nothing is said, so that saying so changes nothing
BY_MATTER = "41"


def pairs(shared: Path) -> list[Path]:
    return sorted(path for path in (shared / "what-if" / "diff").iterdir() if path.name != BY_MATTER)


def test_the_judged_pairs(shared: Path) -> None:
    """Of each judged pair the whole, each rule, what is otherwise besides and the digest are as they were judged."""
    wrong: dict[str, object] = {}
    for folder in pairs(shared):
        wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        old, new = load(folder / "old.yaml"), load(folder / "new.yaml")
        found = diff(old, new)
        other = [{"what": one.what, "name": one.name, "change": one.said} for one in found.other]
        said = {
            "overall": found.overall,
            "rules": dict(found.rules),
            "other": other,
            "digest_same": old.digest == new.digest,
        }
        if any(wanted[name] != value for name, value in said.items()):
            wrong[folder.name] = said
    assert not wrong


def test_each_side_of_a_judged_pair_has_a_case(shared: Path) -> None:
    """A judged pair that is stricter, looser or incomparable is shown by a case for each side, which holds."""
    lacking: dict[str, object] = {}
    for folder in pairs(shared):
        old, new = load(folder / "old.yaml"), load(folder / "new.yaml")
        found = diff(old, new)
        sides = {example.side for change in found.changes for example in change.examples}
        wanted = {"same": set(), "stricter": {"new"}, "looser": {"old"}, "incomparable": {"new", "old"}}[found.overall]
        held = all(confirmed(example, old, new) for change in found.changes for example in change.examples)
        if sides != wanted or not held:
            lacking[folder.name] = (sides, held)
    assert not lacking


def test_what_was_said_already_changes_nothing(shared: Path) -> None:
    """Matters are told apart by themselves on a case: to say so is reworded."""
    folder = shared / "what-if" / "diff" / BY_MATTER
    found = diff(load(folder / "old.yaml"), load(folder / "new.yaml"))
    assert (found.overall, dict(found.rules)) == ("same", {"answered": "reworded"})


# one change each

STRICTER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (answered(), answered(within="1 day")),
    (answered(within="24 hours"), answered(within="90 minutes")),
    (answered(within="1 day"), answered(within="24 hours")),
    (answered(applies={"type": "complaint"}), answered()),
    (answered(stop={"any": ["replied", "resolved"]}), answered()),
    (answered(stop="replied"), answered(stop={"event": "replied", "who": {"kind": "human"}})),
    (answered(start={"event": "received", "where": {"channel": "letter"}}), answered()),
    (answered(pause={"from": "paused", "until": "resumed"}), answered()),
    (
        answered(pause={"from": "paused", "until": "resumed", "cap": "5 days"}),
        answered(pause={"from": "paused", "until": "resumed", "cap": "3 days"}),
    ),
    (answered(cancel="withdrawn"), answered()),
    (answered(answers="all"), answered()),
    (answered(per="subject"), answered()),
    (answered(level="advice"), answered()),
    (answered(gravity="minor"), answered(gravity="serious")),
    (
        answered(within={"choose": [{"when": {"major": True}, "value": "1 day"}, {"value": "3 days"}]}),
        answered(within={"choose": [{"when": {"major": True}, "value": "1 day"}, {"value": "2 days"}]}),
    ),
    (
        answered(within={"choose": [{"when": {"major": True}, "value": "1 day"}, {"value": "3 days"}]}),
        answered(within="1 day"),
    ),
    (
        {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened"},
        {"id": "s", "kind": "sequence", "clause": "1", "never": {"any": ["reopened", "merged"]}},
    ),
    (
        {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened", "until": "closed"},
        {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened"},
    ),
    (
        {"id": "s", "kind": "sequence", "clause": "1", "order": ["received", "classified", "closed"]},
        {"id": "s", "kind": "sequence", "clause": "1", "order": ["received", "classified", "investigated", "closed"]},
    ),
    (
        {
            "id": "d",
            "kind": "requirement",
            "subject": "document",
            "clause": "1",
            "must": {"number": {"matches": "{alnum:4}"}},
        },
        {
            "id": "d",
            "kind": "requirement",
            "subject": "document",
            "clause": "1",
            "must": {"number": {"matches": "{digits:4}"}},
        },
    ),
    (
        {"id": "s", "kind": "sequence", "clause": "1", "preceded": {"every": "closed", "by": "replied"}},
        {
            "id": "s",
            "kind": "sequence",
            "clause": "1",
            "preceded": {"every": "closed", "by": "replied", "within": "3 days"},
        },
    ),
    (
        {"id": "r", "kind": "requirement", "clause": "1", "at": "closed", "must": {"subject.major": False}},
        {
            "id": "r",
            "kind": "requirement",
            "clause": "1",
            "at": "closed",
            "must": {"subject.major": False, "subject.type": "complaint"},
        },
    ),
    (
        {
            "id": "k",
            "kind": "retention",
            "clause": "1",
            "anchor": "archived",
            "keep": "5 years",
            "destroyed": "destroyed",
        },
        {
            "id": "k",
            "kind": "retention",
            "clause": "1",
            "anchor": "archived",
            "keep": "7 years",
            "destroyed": "destroyed",
        },
    ),
    *[
        (
            {"id": "o", "kind": "ownership", "clause": "1", "starts": "received", "ends": "replied", "handover": loose},
            {"id": "o", "kind": "ownership", "clause": "1", "starts": "received", "ends": "replied", "handover": tight},
        )
        for loose, tight in [
            ({}, {"required": {"major": True}}),
            ({"required": {"major": True}}, {"required": {}}),
            ({}, {"required": {}}),
        ]
    ],
    (
        {"id": "w", "kind": "authority", "clause": "1", "action": "remedied", "who": {"role": ["clerk", "head"]}},
        {"id": "w", "kind": "authority", "clause": "1", "action": "remedied", "who": {"role": "head"}},
    ),
]


@pytest.mark.parametrize(("loose", "strict"), STRICTER)
def test_what_asks_more_is_stricter_and_the_other_way_round_looser(
    loose: dict[str, Any], strict: dict[str, Any]
) -> None:
    """A shorter time, a wider scope, fewer ways to do it, less that helps: stricter, and proved; backwards looser."""
    one, other = policy(loose), policy(strict)
    assert list(diff(one, other).rules.values()) == ["stricter"]
    assert list(diff(other, one).rules.values()) == ["looser"]
    assert all(change.proved for change in diff(one, other, examples=False).changes)
    assert at_least_as_strict(other, one).holds is True


SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (answered(title={"en": "one"}), answered(title={"en": "other"})),
    (answered(within="7 days"), answered(within="1 week")),
    (answered(within={"least": ["3 days", "2 days"]}), answered(within="2 days")),
    (
        answered(applies={"not": {"any": [{"type": "inquiry"}, {"major": True}]}}),
        answered(applies={"type": {"not": "inquiry"}, "major": False}),
    ),
    (
        answered(start={"event": "received", "where": {"channel": ["letter", "email"]}}),
        answered(
            start={
                "any": [
                    {"event": "received", "where": {"channel": "email"}},
                    {"event": "received", "where": {"channel": "letter"}},
                ]
            }
        ),
    ),
    (answered(pause="forbidden"), answered()),
    (answered(pause=[PAUSE, OTHER_PAUSE]), answered(pause=[OTHER_PAUSE, PAUSE])),
    (
        answered(within={"choose": [{"when": {"major": True}, "value": "2 days"}, {"value": "3 days"}]}),
        answered(within={"choose": [{"when": {"major": False}, "value": "3 days"}, {"value": "2 days"}]}),
    ),
    (
        {"id": "r", "kind": "requirement", "clause": "1", "at": "closed", "must": {"not": {"subject.major": True}}},
        {"id": "r", "kind": "requirement", "clause": "1", "at": "closed", "must_not": {"subject.major": True}},
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_an_equivalent_spelling_is_reworded(one: dict[str, Any], other: dict[str, Any]) -> None:
    """De Morgan, a week of seven days, the least of several, options the other way round: nothing else is asked."""
    assert told(one, other) == "reworded" == told(other, one)


INCOMPARABLE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (answered(within="3 days"), answered(within="2 working days", clock="office")),
    (answered(applies={"type": "complaint"}), answered(applies={"type": "inquiry"})),
    (answered(stop="replied"), answered(stop="resolved")),
    (answered(applies={"type": "complaint"}), answered(within="1 day", applies={"type": "complaint", "major": True})),
]


@pytest.mark.parametrize(("one", "other"), INCOMPARABLE)
def test_what_asks_more_here_and_less_there_is_incomparable(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Neither way round is stricter, and a case shows each side."""
    old, new = policy(one), policy(other)
    found = diff(old, new)
    assert list(found.rules.values()) == ["incomparable"]
    assert {example.side for change in found.changes for example in change.examples} == {"new", "old"}
    assert at_least_as_strict(new, old).holds is False


def test_two_options_that_change_places_are_shown_by_a_case_of_both() -> None:
    """Which of two options wins matters to cases of which both hold, and such a case is shown."""
    options = [
        {"when": {"severity": "critical"}, "value": "4 hours"},
        {"when": {"channel": "letter"}, "value": "9 hours"},
    ]
    rest = {"value": "8 hours"}
    old = policy(answered(within={"choose": [*options, rest]}))
    new = policy(answered(within={"choose": [*reversed(options), rest]}))
    (change,) = diff(old, new).changes
    assert change.examples
    assert all(confirmed(example, old, new) for example in change.examples)
    assert at_least_as_strict(new, old).holds is False


def test_a_term_of_days_is_not_compared_with_hours_where_a_pause_moves_each_in_its_own_way() -> None:
    """Of 1 working day and 8 working hours the hours end first, but not where pauses move them."""
    rule = answered(within="1 working day", clock="office")
    hours = {**rule, "within": "8 working hours"}
    assert told(rule, hours) == "stricter"
    pause = {"pause": {"from": "paused", "until": "resumed"}}
    assert at_least_as_strict(policy({**hours, **pause}), policy({**rule, **pause})).holds is not True


def test_the_calendars_of_units_are_part_of_what_counts_by_them() -> None:
    """Of a rule that counts by the calendar of each unit nobody can tell what another calendar makes of it."""
    rule = answered(within="4 working hours", clock="unit")
    moved = {"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["08:00-16:00"]}}}
    assert at_least_as_strict(policy(rule, calendars=moved), policy(rule)).holds is not True


def test_what_is_told_meanwhile_is_notices() -> None:
    """Warnings and escalations change no verdict."""
    assert told(answered(), answered(warn="50%")) == "notices"
    assert told(answered(warn="3 hours"), answered(warn="2 hours", title={"en": "x"})) == "notices"


def test_the_same_under_another_clause_is_moved() -> None:
    """Another clause, or another role that owes it: the same is asked."""
    assert told(answered(), answered(clause="B-2")) == "moved"
    assert told(answered(), answered(duty="clerk")) == "moved"


def test_a_rule_that_comes_or_goes() -> None:
    """A rule that is added asks more, one that is removed less; advice does neither."""
    more = {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened"}
    one, other = policy(answered()), policy(answered(), more)
    assert (diff(one, other).overall, dict(diff(one, other).rules)) == ("stricter", {"s": "added"})
    assert (diff(other, one).overall, dict(diff(other, one).rules)) == ("looser", {"s": "removed"})
    assert diff(one, policy(answered(), {**more, "level": "advice"})).overall == "same"


def test_a_licence_that_comes_is_no_plain_demand() -> None:
    """What no rule names is refused: the first rule that says who may do it also permits it to somebody."""
    power = {"id": "w", "kind": "authority", "clause": "1", "action": "remedied", "who": {"role": "head"}}
    assert diff(policy(answered()), policy(answered(), power)).overall == "incomparable"


def test_a_rule_that_is_renamed_and_reworded_is_renamed() -> None:
    """Another id, and another spelling of the same: renamed."""
    one, other = policy(answered(within="60 minutes")), policy(answered(id="replied", within="1 hour"))
    assert dict(diff(one, other).rules) == {"answered": "renamed to replied"}


def test_what_is_otherwise_for_a_while_has_its_dates() -> None:
    """In force later: nothing is asked until then; a dated value: from then on."""
    later = answered(in_force={"from": "2026-03-01"})
    sooner = answered(in_force={"from": "2026-01-01"})
    assert told(sooner, later) == "looser from 2026-01-01 until 2026-03-01"
    blank = {"blanks": {"soon": {"type": "span", "clause": "A-1", "ask": {"en": "?"}}}}
    rule = answered(within={"blank": "soon"})
    old = policy(rule, values={"soon": "3 days"}, **blank)
    dated = [{"value": "3 days", "until": "2026-07-01"}, {"value": "1 day", "from": "2026-07-01"}]
    found = diff(old, policy(rule, values={"soon": dated}, **blank))
    assert dict(found.rules) == {"answered": "stricter from 2026-07-01"}
    assert [(one.what, one.said) for one in found.other] == [("value", "1 day from 2026-07-01")]


def test_what_is_otherwise_from_the_beginning_has_no_date() -> None:
    """Both versions come into force on one day: a change that holds from then on holds always."""
    assert told(answered(), answered(within="1 day"), in_force={"from": "2026-01-01"}) == "stricter"
    later = policy(answered(), in_force={"from": "2026-03-01"})
    sooner = policy(answered(), in_force={"from": "2026-01-01"})
    assert dict(diff(sooner, later).rules) == {"answered": "looser from 2026-01-01 until 2026-03-01"}


def test_another_order_of_rules_is_reworded() -> None:
    """The order of rules is no rule of its own: the digest differs, and one change says why."""
    more = {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened"}
    found = diff(policy(answered(), more), policy(more, answered()))
    assert [(one.what, one.name, one.direction) for one in found.changes] == [("policy", "order", "reworded")]
    assert found.overall == "same"


def test_a_computed_fact_that_changes_changes_the_rules_that_read_it() -> None:
    """What a fact is made of is part of every rule that reads it, and of no other."""
    rule = answered(applies={"calls": {"gt": 2}})
    facts = {"calls": {"type": "number", "count": "customer_contacted"}}
    other = {"calls": {"type": "number", "count": "replied"}}
    more = {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened"}
    found = diff(policy(rule, more, facts=facts), policy(rule, more, facts=other))
    assert list(found.rules) == ["answered"] == list(found.affected)


def test_affected_are_the_rules_that_differ_and_those_that_rest_on_them() -> None:
    """A rule that is switched off by another's verdict is affected by what changes the other."""
    facts = {"late": {"type": "bool", "verdict": "answered", "is": ["breached"]}}
    rest: dict[str, Any] = {"id": "closing", "kind": "deadline", "clause": "2", "start": "replied", "stop": "closed"}
    rest |= {"within": "1 day", "applies": {"late": True}}
    found = diff(policy(answered(), rest, facts=facts), policy(answered(within="1 day"), rest, facts=facts))
    assert found.affected == ("answered", "closing")
    assert diff(policy(answered()), policy(answered(title={"en": "x"}))).affected == ()


def test_two_policies_without_a_rule_in_common_are_not_two_versions() -> None:
    """Whoever compares two policies by mistake is told, and not shown that everything was removed and added."""
    other = Policy(policy="other", timezone="Asia/Shanghai", rules=[{**DEADLINE, "id": "x", "within": "1 day"}])
    with pytest.raises(UsageError, match="share no rule"):
        diff(policy(answered()), other)


# tiers


def money(*tiers: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {
        "id": "money",
        "kind": "authority",
        "clause": "M-1",
        "action": "remedied",
        "amount": {"field": "amount"},
        "tiers": list(tiers),
        **said,
    }


def one_of(*roles: str, **said: Any) -> dict[str, Any]:
    return {"any_of": list(roles), **said}


LOW: list[dict[str, Any]] = [{"le": "1000 CNY"}, {"gt": "1000 CNY", "approvers": one_of("head")}]


@pytest.mark.parametrize(
    ("tiers", "direction"),
    [
        ([{"le": "500 CNY"}, {"gt": "500 CNY", "le": "1000 CNY"}, LOW[1]], "reworded"),
        ([{"le": "500 CNY"}, {"gt": "500 CNY", "approvers": one_of("head")}], "stricter"),
        ([{"le": "2000 CNY"}, {"gt": "2000 CNY", "approvers": one_of("head")}], "looser"),
        ([{"lt": "1000 CNY"}, {"ge": "1000 CNY", "approvers": one_of("head")}], "stricter"),
        ([{"le": "1000 CNY"}], "stricter"),
        ([LOW[0], {"gt": "1000 CNY", "approvers": one_of("head", "leader")}], "looser"),
        ([LOW[0], {"gt": "1000 CNY", "approvers": one_of("head", or_above=True)}], "looser"),
        ([LOW[0], {"gt": "1000 CNY", "approvers": {"all_of": ["head", "leader"]}}], "stricter"),
        ([LOW[0], {"gt": "1000 CNY", "approvers": one_of("leader")}], "incomparable"),
        ([{"role": ["clerk"], "le": "1000 CNY"}, {"role": ["head"], "le": "1000 CNY"}], "stricter"),
    ],
)
def test_tiers_are_compared_amount_by_amount_and_role_by_role(tiers: list[dict[str, Any]], direction: str) -> None:
    """Bounds, approvers and roles: each band that decides something decides the direction."""
    assert told(money(*LOW), money(*tiers)) == direction


# proofs


def test_a_proof_has_a_scenario_or_a_reason() -> None:
    """Not as strict: a case that the old version alone breaches. Not to be told: what is in the way."""
    old, new = policy(answered(within="1 day")), policy(answered(within="3 days"))
    proof = at_least_as_strict(new, old)
    assert (proof.holds, proof.reason, proof.rule, proof.parts) == (False, "counterexample", "answered", ("within",))
    assert proof.scenario is not None
    assert confirmed(proof.scenario, old, new)
    doubtful = at_least_as_strict(
        policy(answered(cycle={"repeat": "from_due", "until": "closed"}, within="1 day")),
        policy(answered(cycle={"repeat": "from_due", "until": "closed"}, within="2 days")),
    )
    assert (doubtful.holds, doubtful.reason) in [(None, "not_comparable"), (False, "counterexample")]


def test_a_proof_of_some_rules_looks_at_no_others() -> None:
    """Only what is asked for must be at least as strict; what neither policy has is told."""
    more = {"id": "s", "kind": "sequence", "clause": "1", "never": "reopened"}
    old, new = policy(answered(within="1 day"), more), policy(answered(within="3 days"), more)
    assert at_least_as_strict(new, old, rules=["s"]).holds is True
    assert at_least_as_strict(new, old).holds is False
    with pytest.raises(UsageError, match="rule of neither"):
        at_least_as_strict(new, old, rules=["no-such"])
    with pytest.raises(UsageError, match="several ids"):
        at_least_as_strict(new, old, rules="s")


def test_a_proof_is_no_truth_value() -> None:
    """It has three outcomes: whoever asks it as yes or no is told to compare `holds`."""
    with pytest.raises(TypeError, match="holds"):
        bool(at_least_as_strict(policy(answered()), policy(answered())))


# telling


def test_it_is_told_in_both_languages() -> None:
    """Head, rule, what it said and says, and the case: in English and in Chinese."""
    found = diff(policy(answered()), policy(answered(within="1 day")))
    english, chinese = found.explain(), found.explain("zh")
    assert [line.strip().split(":")[0] for line in english.splitlines()] == [
        "answers",
        "answered (A-1)",
        "was",
        "now",
        "for example",
    ]
    assert "更严" in chinese
    assert all(ord(sign) < 128 or sign in "“”" for sign in english)
    proof = at_least_as_strict(policy(answered()), policy(answered(within="1 day")))
    assert proof.explain() != proof.explain("zh")
    with pytest.raises(UsageError):
        found.explain("fr")


def test_it_is_plain_data_too() -> None:
    """A difference and a proof are written as JSON, the cases ready to be pasted."""
    old, new = policy(answered()), policy(answered(within="1 day"))
    written = json.loads(json.dumps(diff(old, new).plain()))
    assert written["overall"] == "stricter"
    assert written["changes"][0]["examples"][0]["call"] == "evaluate"
    assert json.loads(json.dumps(at_least_as_strict(old, new).plain()))["holds"] is False


def test_without_examples_nothing_is_asked() -> None:
    """Whoever needs no cases pays for none."""
    found = diff(policy(answered()), policy(answered(within="1 day")), examples=False)
    assert [change.examples for change in found.changes] == [()]


def test_a_policy_differs_from_itself_in_nothing() -> None:
    """Each shipped pack, loaded twice, has no change and is as strict as itself."""
    for name in sp.packs():
        one, other = load(name), load(name)
        found: Diff = diff(one, other)
        assert not found
        assert (found.overall, at_least_as_strict(one, other).holds) == ("same", True)


def test_amounts_that_nobody_compares_are_in_the_policy_s_currency() -> None:
    """An example of what differs is told in pounds where the policy is one of London."""

    def london(role: str, present: bool) -> Policy:
        must = {"amount": {"present": present}}
        rules = [
            {"id": "paid-with", "kind": "requirement", "clause": "L-1", "at": "paid", "must": must},
            {"id": "paid-by", "kind": "authority", "clause": "L-2", "action": "paid", "who": {"role": role}},
        ]
        roles = {"clerk": {}, "head": {"above": ["clerk"]}}
        said = {"servicepolicy": 1, "policy": "uk", "timezone": "Europe/London", "roles": roles, "rules": rules}
        return sp.loads(json.dumps(said))

    found = json.dumps(diff(london("clerk", present=True), london("head", present=False)).plain(), default=str)
    assert ("GBP" in found, "CNY" in found) == (True, False)


# spans that a pause moves each in its own way

EXTENDED = {"grant": "extended"}
AN_HOUR = {"within": "1 hour"}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"within": "5 working days", "clock": "office"}, {"within": "120 hours", "clock": "office"}),
        ({"within": "1 day"}, {"within": "24 hours"}),
        (
            {**AN_HOUR, "extend": [{**EXTENDED, "to": "1 day"}]},
            {**AN_HOUR, "extend": [{**EXTENDED, "to": "24 hours"}]},
        ),
        (
            {**AN_HOUR, "extend": [{**EXTENDED, "by": "1 hour", "at_most": "1 day"}]},
            {**AN_HOUR, "extend": [{**EXTENDED, "by": "1 hour", "at_most": "24 hours"}]},
        ),
        ({"pause": {**PAUSE, "cap": "1 day"}}, {"pause": {**PAUSE, "cap": "24 hours"}}),
        (
            {"within": "24 hours"},
            {"within": "24 hours", "extend": [{**EXTENDED, "to": "2 days"}]},
        ),
    ],
)
def test_days_against_hours_under_a_pause_are_not_ordered(was: dict[str, Any], now: dict[str, Any]) -> None:
    """A pause moves dates and hours each its own way: neither version is called stricter, whichever is the new one."""
    old, new = policy(answered(**{"pause": PAUSE, **was})), policy(answered(**{"pause": PAUSE, **now}))
    for one, other in ((old, new), (new, old)):
        found = diff(one, other)
        assert (found.overall, found.changes[0].direction) == ("incomparable", "incomparable")
        assert at_least_as_strict(other, one).holds is not True
