"""A code that nobody declared fails no test: it may mean what is wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.models.vocabulary import code_words, event_fields, event_kinds, header_fields, subjects

AS_OF = datetime.fromisoformat("2026-04-02T09:00:00+08:00")


def policy(*rules: dict[str, Any], **said: Any) -> sp.Policy:
    """A policy of some rules about the organisation."""
    given = [{"clause": "C-1", "subject": "organisation", **rule} for rule in rules]
    return sp.Policy(policy="example", timezone="Asia/Shanghai", rules=given, **said)


def bank(*events: dict[str, Any], **header: Any) -> sp.Organisation:
    """A bank with some events of January."""
    given = [{"at": "2026-01-20T10:00:00+08:00", **event} for event in events]
    return sp.Organisation.model_validate({"id": "bank", "timezone": "Asia/Shanghai", **header, "events": given})


def status(rule: dict[str, Any], *events: dict[str, Any], **header: Any) -> tuple[str, tuple[str, ...]]:
    """The status of a rule, and what would settle it."""
    verdict = policy({"id": "one", **rule}).evaluate(bank(*events, **header), as_of=AS_OF)["one"]
    return str(verdict.status), tuple(name for one in verdict.verdicts for name in one.doubts)


@pytest.mark.parametrize(
    ("test", "what", "expected"),
    [
        ("results", "results", "met"),
        ("results", "controls", "breached"),
        ("results", "outcomes", "unknown"),
        ({"in": ["results", "controls"]}, "outcomes", "unknown"),
        ({"not": ["results"]}, "results", "breached"),
        ({"not": ["results"]}, "controls", "met"),
        ({"not": ["results"]}, "outcomes", "unknown"),
        ({"present": "true"}, "outcomes", "met"),
    ],
)
def test_a_code_of_an_open_list(test: Any, what: str, expected: str) -> None:
    """A code that is listed fails a test, one that nobody declared leaves it open; a test and its negation alike."""
    rule = {"kind": "requirement", "at": "assessed", "must": {"what": test}}
    said, doubts = status(rule, {"event": "assessed", "what": what})
    assert said == expected
    assert doubts == (("1.code what",) if expected == "unknown" else ())


@pytest.mark.parametrize(
    ("test", "plans", "expected"),
    [
        ({"has": {"all": ["training_plan"]}}, ["training_plan", "schooling"], "met"),
        ({"has": {"all": ["training_plan"]}}, ["emergency_plan"], "breached"),
        ({"has": {"all": ["training_plan"]}}, ["emergency_plan", "schooling"], "unknown"),
        ({"has": {"none": ["training_plan"]}}, ["schooling"], "unknown"),
        ({"has": {"none": ["training_plan"]}}, ["training_plan", "schooling"], "breached"),
        ({"size": {"ge": "2"}}, ["schooling"], "breached"),
    ],
)
def test_a_list_of_codes(test: Any, plans: list[str], expected: str) -> None:
    """A list lacks nothing while one of its codes may mean it; how many there are does not ask what they mean."""
    rule = {"kind": "requirement", "hold": "now", "must": {"plans": test}}
    assert status(rule, {"event": "assessed"}, plans=plans)[0] == expected


def test_what_a_policy_names_is_declared() -> None:
    """A code that another rule, a blank or the policy's own words name is declared, and fails like a listed one."""
    rule = {"id": "one", "kind": "requirement", "at": "assessed", "must": {"what": "results"}}
    other = {"id": "two", "kind": "requirement", "at": "assessed", "must": {"what": {"not": ["outcomes"]}}}
    blank = {"id": "two", "kind": "requirement", "at": "assessed", "must": {"what": {"in": {"blank": "kinds"}}}}
    kinds = {"kinds": {"type": "list", "clause": "C-1", "ask": {"zh": "问", "en": "What?"}}}
    words = {"organisation": {"words": {"outcomes": {"en": "outcomes", "zh": "成效"}}}}
    fact = bank({"event": "assessed", "what": "outcomes"})
    for judged in (
        policy(rule, other),
        sp.Policy(
            policy="example",
            timezone="Asia/Shanghai",
            blanks=kinds,
            rules=[{"clause": "C-1", "subject": "organisation", **one} for one in (rule, blank)],
            fill={"kinds": ["outcomes"]},
        ),
        policy(rule, vocabulary=words),
    ):
        assert judged.evaluate(fact, as_of=AS_OF)["one"].status is sp.Status.BREACHED


def test_a_selector_is_open_too() -> None:
    """A period in which only what nobody can read was done is not missed."""
    rule = {
        "kind": "periodic",
        "every": "quarter",
        "act": {"event": "assessed", "where": {"what": "results"}},
        "clock": "always",
    }
    one = sp.Policy(
        policy="example",
        timezone="Asia/Shanghai",
        in_force={"from": "2026-01-01"},
        calendars={"always": {"timezone": "Asia/Shanghai", "hours": {"mon-sun": ["00:00-24:00"]}}},
        rules=[{"id": "one", "clause": "C-1", "subject": "organisation", **rule}],
    )
    told = {
        what: str(one.evaluate(bank({"event": "assessed", "what": what}), as_of=AS_OF)["one"].verdicts[0].status)
        for what in ("results", "controls", "outcomes")
    }
    assert told == {"results": "met", "controls": "breached", "outcomes": "unknown"}


def test_a_computed_list_is_of_the_same_codes() -> None:
    """What was gathered from events holds codes of the field that it was gathered from."""
    plans = {"subject": "organisation", "type": "list", "union": "plan_drawn_up", "of": "plan"}
    rule = {"id": "one", "kind": "requirement", "hold": "now", "must": {"drawn": {"has": {"all": ["training_plan"]}}}}
    judged = policy(rule, facts={"drawn": plans})
    for plan, expected in (("training_plan", "met"), ("budget", "breached"), ("schooling", "unknown")):
        fact = bank({"event": "plan_drawn_up", "plan": plan})
        assert judged.evaluate(fact, as_of=AS_OF)["one"].status == expected


def test_an_undeclared_code_is_told() -> None:
    """The explanation says in both languages that the code is not declared, and does not repeat it."""
    rule = {"id": "one", "kind": "requirement", "at": "assessed", "must": {"what": "results"}}
    verdict = policy(rule).evaluate(bank({"event": "assessed", "what": "outcomes"}), as_of=AS_OF)["one"].verdicts[0]
    assert "an undeclared code" in verdict.explain("en")
    assert "代码未声明" in verdict.explain("zh")
    assert "outcomes" not in verdict.explain("en") + verdict.explain("zh")


def test_what_was_probably_meant_is_named() -> None:
    """A code that is near to a declared one is told with it, and a role is told in any case."""
    rule = {"id": "one", "kind": "requirement", "at": "assessed", "must": {"what": "results"}}
    (near,) = policy(rule).evaluate(bank({"event": "assessed", "what": "result"}), as_of=AS_OF)["one"].verdicts
    assert [(why.event, why.found, why.meant) for why in near.why_not] == [(1, "result", "results")]
    closed = {"id": "C-1", "type": "complaint"}
    for role, meant in (("clark", "clerk"), ("janitor", "")):
        done = {"event": "closed", "at": "2026-01-20T10:00:00+08:00", "by": "e1", "role": role}
        told = sp.Policy(policy="example", timezone="Asia/Shanghai", roles=ROLES, rules=[CLOSED]).evaluate(
            sp.Case.model_validate({**closed, "events": [done]}), as_of=AS_OF
        )
        (verdict,) = told["one"].verdicts
        assert [(why.code, why.found, why.meant) for why in verdict.why_not] == [("undeclared_role", role, meant)]


ROLES: dict[str, Any] = {"clerk": {}, "head": {}}
CLOSED: dict[str, Any] = {
    "id": "one",
    "clause": "C-1",
    "kind": "authority",
    "action": "closed",
    "who": {"role": "head"},
}


def closed(role: str, roles: Any, **options: Any) -> str:
    """The status where somebody of a role closed a case."""
    judged = sp.Policy(policy="example", timezone="Asia/Shanghai", roles=roles, rules=[CLOSED])
    at = "2026-01-20T10:00:00+08:00"
    case = sp.Case.model_validate(
        {"id": "C-1", "type": "complaint", "events": [{"event": "closed", "at": at, "by": "e1", "role": role}]}
    )
    return str(judged.evaluate(case, as_of=AS_OF, **options)["one"].status)


@pytest.mark.parametrize(
    ("role", "expected"),
    [("head", "met"), ("clerk", "breached"), ("teller", "breached"), ("Head", "unknown"), ("chief", "unknown")],
)
def test_a_role_that_nobody_declared(role: str, expected: str) -> None:
    """Whoever acts in a role that neither the policy nor the vocabulary knows may have had the right one."""
    assert closed(role, ROLES) == expected


def test_a_policy_without_roles_takes_any() -> None:
    """Where no role is declared, every name is a role."""
    assert closed("chief", {}) == "breached"


def test_a_post_of_the_organisation_is_declared() -> None:
    """A role that the organisation has is one."""
    posts = [{"person": "e2", "role": "chief", "unit": "u1", "from": "2020-01-01", "until": "2030-01-01"}]
    organisation = {"id": "bank", "timezone": "Asia/Shanghai", "units": [{"id": "u1"}], "posts": posts}
    context = sp.Context.model_validate({"organisation": organisation})
    assert closed("chief", ROLES, context=context) == "breached"


@pytest.mark.parametrize("subject", subjects())
def test_the_codes_of_an_open_list_have_words(subject: str) -> None:
    """Every code that an open list begins with is called something in Chinese."""
    fields = [header_fields(subject), *(event_fields(subject, kind) for kind in event_kinds(subject))]
    codes = {code for each in fields for field in each.values() for code in field.known}
    assert [code for code in sorted(codes) if code_words(code) is None] == []
