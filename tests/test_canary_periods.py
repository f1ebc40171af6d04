"""The canary over a period, over every kind of subject, in a life and in a folder: it never sings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import ServicePolicyError
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields, subject_model, subjects
from tests.test_canary import CALENDARS, CANARY, END, FACTS, OTHERS, START, context, deadline, record_of, shown, silent

Plain = dict[str, Any]
PERIODS = ("2026-01", "2026-Q1")
NOBODY = {"x.own": "nobody"}
SEEN = {"x.own": {"present": True}, "note": {"present": True}}


def everything() -> list[SubjectRecord]:
    """One subject of every kind, each with the canary in every cage; and cases of several units."""
    more = {"case": {"type": "complaint", "customer": "k-1", "unit": "b1"}, "organisation": {"id": "bank"}}
    found = [subject_model(kind).model_validate(record_of(kind, **more.get(kind, {}))) for kind in subjects()]
    return [*found, sp.Agent.model_validate(record_of("agent", id="e17", role="agent", unit="b1"))]


def policy(*rules: Plain, slas: tuple[Plain, ...] = ()) -> sp.Policy:
    """A policy that reads personal fields."""
    said: Plain = {"policy": "nosy", "timezone": "Asia/Shanghai", "calendars": CALENDARS, "facts": FACTS}
    return sp.Policy(**said, rules=list(rules), slas=list(slas))


def scorecard(name: str, subject: str = "agent", **measure: Any) -> Plain:
    """A scorecard of one figure."""
    figure = {"id": "figure", "measure": measure, "target": {"ge": "1"}}
    return {
        "id": name,
        "kind": "scorecard",
        "subject": subject,
        "clause": "X-1",
        "period": "month",
        "indicators": [figure],
    }


def incentive(name: str, **said: Any) -> Plain:
    """An incentive for an agent in a month."""
    return {"id": name, "kind": "incentive", "subject": "agent", "clause": "X-2", "period": "month", **said}


FINED = {"event": "sanctioned", "where": SEEN, "within": "10 days"}
UNTIDY = {"of": "inspection", "event": "found", "where": NOBODY, "credit": "actor"}
LADDER = [{"nth": 1, "entitles": "reminder"}, {"from": 2, "each": "10 CNY", "to": "fund"}]
NOSY: tuple[Plain, ...] = (
    scorecard("rated", mean={"event": "rated", "of": "score", "where": NOBODY}),
    scorecard("noted", count={"event": "rated", "where": SEEN}),
    scorecard("told", share={"of": "case", "where": {"content": "sorry"}, "among": {"x.own": {"present": True}}}),
    scorecard("cases", "organisation", count={"of": "case", "where": {"customer_name": "nobody"}, "credit": "all"}),
    scorecard("answers", "organisation", kept={"verdicts": "answered", "of": "case", "credit": "all"}),
    incentive(
        "untidy", counts=UNTIDY, ladder=LADDER, recorded=FINED, published={"event": "published", "where": NOBODY}
    ),
    incentive("late", counts={"verdicts": "answered", "credit": "actor"}, ladder=LADDER, recorded=FINED),
    incentive("bonus", score="rated", table=[{"ge": "80", "entitles": "500 CNY"}], recorded={"event": "rewarded"}),
    incentive("star", rank={"by": "rated", "first": "1"}, entitles="service_star", recorded={"event": "rewarded"}),
    incentive("climb", promotion={"ladder": ["agent", "supervisor", "manager"]}),
    {
        **incentive("fund", pool={"name": "fund", "paid_out": "fund_spent", "only": NOBODY}),
        "subject": "organisation",
    },
)


def nosy() -> sp.Policy:
    """All of them at once."""
    scored = [rule for rule in NOSY if rule["kind"] == "scorecard"]
    for rule in scored[:1]:
        rule["indicators"][0]["scale"] = ["0", "100"]
    level = {"id": "level", "rules": "answered", "objective": "95%", "period": "month"}
    answered = deadline("answered", applies={"content": {"present": True}}, stop={"event": "replied", "where": NOBODY})
    return policy(answered, *NOSY, slas=(level, {**level, "id": "units", "per": "unit"}))


def assessed() -> Iterator[Any]:
    """Every policy that judges a period."""
    for name in sp.packs():
        yield pytest.param(sp.load(name, fill="example-bank"), id=name)
    yield pytest.param(nosy(), id="nosy")


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("around", [None, context()], ids=["bare", "context"])
@pytest.mark.parametrize("judged", [*assessed()])
def test_no_assessment_shows_anything_personal(judged: sp.Policy, around: sp.Context | None, period: str) -> None:
    """Scorecards, service levels and awards hold no personal value, in words, in JSON or in a repr."""
    found = judged.assess(everything(), period, as_of=END, context=around)
    for answer in (found, found.findings):
        for text in shown(answer):
            silent(text)


def test_the_nosy_policy_finds_something() -> None:
    """Each of its rules, and each service level, says something about January."""
    found = nosy().assess(everything(), "2026-01", as_of=END)
    assert {one.rule for one in found.findings} == {rule["id"] for rule in NOSY} | {"level", "units"}


def judging(subject: str) -> Iterator[Plain]:
    """Rules of every kind that judges one subject, each of which reads what is personal."""
    fields = {name: field for name, field in header_fields(subject).items() if field.personal}
    tests = {name: {"lt": 16} if field.kind == "integer" else "nobody" for name, field in fields.items()}
    first, second, third = event_kinds(subject)[:3]
    about: Plain = {"subject": subject, "clause": "X-4"}
    said = {"event": first, "where": NOBODY}
    yield deadline("promised", subject=subject, start=first, stop="x.bank.told", due={"field": "x.by_when"}, **OTHERS)
    yield {**about, "id": "must", "kind": "requirement", "at": first, "must": {"x.own": "nobody", "note": "nobody"}}
    yield {**about, "id": "must-ever", "kind": "requirement", "must": {**tests, **NOBODY}}
    yield {**about, "id": "order", "kind": "sequence", "preceded": {"every": said, "by": {**said, "event": second}}}
    yield {**about, "id": "never", "kind": "sequence", "never": {"event": first, "where": SEEN}}
    yield {**about, "id": "hands", "kind": "sequence", "never_same": {"of": [first, third]}, "applies": NOBODY}
    yield {**about, "id": "may", "kind": "authority", "action": first, "who": {"role": "nobody"}, "applies": NOBODY}
    yield {
        **about,
        "id": "each",
        "kind": "periodic",
        "every": "week",
        "act": said,
        "slot": "x.own",
        "applies": SEEN_HEADER,
    }
    often = {"at_least": {"field": "x.number"}, "due": {"after": "period", "within": {"field": "x.hours"}}}
    yield {**about, "id": "often", "kind": "periodic", "every": "day", "act": first, **often}
    yield {
        **about,
        "id": "long",
        "kind": "retention",
        "anchor": first,
        "keep": {"field": "x.hours"},
        "destroyed": third,
    }
    follow = {"every": first, "by": third, "within": {"field": "x.hours"}}
    yield {**about, "id": "followed", "kind": "sequence", "followed": follow}
    yield {
        **about,
        "id": "banded",
        "kind": "requirement",
        "at": first,
        "must": {"x.number": {"le": {"field": "x.number"}}},
    }
    yield {**about, "id": "kept", "kind": "retention", "anchor": first, "keep": {"field": "x.own"}, "destroyed": third}
    yield {
        **about,
        "id": "placed",
        "kind": "retention",
        "anchor": {"event": first, "where": SEEN},
        "keep": "1 year",
        "destroyed": {"event": third, "where": NOBODY},
        "place": NOBODY,
        "dispose": {"within": {"field": "x.own"}},
    }


SEEN_HEADER = {"x.own": {"present": True}}


def loaded(subject: str) -> Iterator[sp.Policy]:
    """Each of the rules that a subject can have, as a policy."""
    only = {"periodic": ("organisation", "agent"), "retention": ("document",)}
    for rule in judging(subject):
        if subject in only.get(rule["kind"], subjects()):
            yield policy(rule)


@pytest.mark.parametrize("subject", subjects())
def test_every_kind_of_rule_is_silent(subject: str) -> None:
    """Whatever kind of rule judges whatever kind of subject, nothing personal is told at any time."""
    read = subject_model(subject).model_validate(record_of(subject))
    judged = [*loaded(subject)]
    assert len(judged) > 5
    for one in judged:
        for at in (START, END):
            for answer in (one.evaluate(read, as_of=at), one.agenda(read, as_of=at)):
                for text in shown(answer):
                    silent(text)
        for text in shown(one.notices(read, after=START, until=END)):
            silent(text)
        for text in shown(one.decide(event_kinds(subject)[0], by="e17", on=read, at=END, amount="1 CNY")):
            silent(text)


def test_a_life_is_silent() -> None:
    """Where a text stands in its own life is told without a remark of the meeting."""
    one, meeting = sp.load("complaint-handling", fill="example-bank"), record_of("meeting", electorate=["e17", "e18"])
    for at in (START, END):
        for text in shown(one.life(subject_model("meeting").model_validate(meeting), at=at, context=context())):
            silent(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with every kind of subject, and the context."""
    path = tmp_path / "subjects"
    path.mkdir()
    for kind in subjects():
        record = {"subject": kind, **record_of(kind)}
        (path / f"{kind}.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("form", "lang"), [("table", "en"), ("table", "zh"), ("json", "en")])
@pytest.mark.parametrize("pack", sp.packs())
def test_commands_over_a_folder_are_silent(folder: Path, pack: str, form: str, lang: str) -> None:
    """Neither the agenda nor the assessment of a whole folder prints anything personal."""
    from click.testing import CliRunner

    from servicepolicy.cli.app import app

    said = ["--fill", "example-bank", "--lang", lang, "--format", form]
    for call in (
        ["assess", pack, str(folder), "--period", "2026-Q1", "--as-of", END.isoformat(), *said],
        ["agenda", pack, str(folder), "--as-of", END.isoformat(), *said],
    ):
        result = CliRunner().invoke(app, call)
        assert result.exit_code in (0, 1, 4), result.output
        silent(result.output)


@pytest.mark.parametrize("pack", sp.packs())
def test_a_broken_folder_is_reported_in_silence(folder: Path, pack: str) -> None:
    """Records that cannot be used are named by their place: nothing that stands in them is printed."""
    from click.testing import CliRunner

    from servicepolicy.cli.app import app

    for kind in subjects():
        record = {"subject": kind, **record_of(kind), "opened_at": CANARY, CANARY: 1, "x.map": {CANARY: CANARY}}
        (folder / f"{kind}.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\n{" + CANARY, encoding="utf-8")
    for command in (["assess", "--period", "2026-01"], ["agenda", "--as-of", END.isoformat()]):
        result = CliRunner().invoke(app, [command[0], pack, str(folder), *command[1:], "--fill", "example-bank"])
        assert result.exit_code == 3
        silent(result.output)


@pytest.mark.parametrize("subject", subjects())
def test_a_refused_subject_is_refused_in_silence(subject: str) -> None:
    """The problems of a record with something wrong in every event repeat nothing that was written."""
    record = record_of(subject)
    events = record["events"]
    assert isinstance(events, list)
    wrong = [{**one, "at": CANARY, "by": [CANARY], CANARY: CANARY} for one in events]
    with pytest.raises(ServicePolicyError) as caught:
        subject_model(subject).model_validate({**record, "events": wrong})
    silent(repr(caught.value) + str(caught.value) + repr(caught.value.args))


PERSONAL_IN_AN_AWARD: tuple[Plain, ...] = (
    incentive("a", counts={**UNTIDY, "credit": "x.own"}, ladder=LADDER, recorded=FINED),
    incentive("b", counts={**UNTIDY, "credit": "note"}, ladder=LADDER, recorded=FINED),
    incentive("c", counts={**UNTIDY, "per": "x.own"}, ladder=LADDER, recorded=FINED),
    incentive("d", counts=UNTIDY, ladder=LADDER, recorded={**FINED, "what": "note"}),
    incentive("e", counts=UNTIDY, ladder=LADDER, recorded={**FINED, "amount": "x.own"}),
    incentive("f", counts=UNTIDY, ladder=LADDER, recorded={"event": "x.bank.fined"}),
    incentive("g", promotion={"ladder": ["agent", "head"], "field": "x.own"}),
    scorecard("h", "candidate", mean={"of": "candidate", "field": "age", "credit": "self"}),
    scorecard("i", mean={"event": "rated", "of": "x.own"}),
    scorecard("j", mean={"event": "x.bank.rated", "of": "score"}),
    scorecard("k", count={"event": "x.bank.rated", "credit": "who"}),
)


@pytest.mark.parametrize("rule", PERSONAL_IN_AN_AWARD, ids=lambda rule: rule["id"])
def test_what_would_be_told_may_not_be_personal(rule: Plain) -> None:
    """A figure or an award that would tell a personal value is refused when it is loaded."""
    with pytest.raises(sp.PolicyError) as caught:
        policy(rule)
    assert "personal-matter" in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("subject", subjects())
def test_every_cage_is_full(subject: str) -> None:
    """The records used here hold the canary in every personal field of the header and of most kinds of events."""
    record = record_of(subject)
    events = record["events"]
    assert isinstance(events, list)
    for name, field in header_fields(subject).items():
        assert not field.personal or name in record
    for one in events:
        known = event_fields(subject, one["event"]) if one["event"] in event_kinds(subject) else {}
        assert all(name in one for name, field in known.items() if field.personal)
    assert len(events) > len(event_kinds(subject)) * 2 // 3
