"""A canary in every personal field of a subject: whatever is asked about it, the canary never sings."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import ServicePolicyError
from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields, subject_model, subjects

CANARY = "Kanarienvogel 王小明 6222 0212"
NUMBER = 62_220_212  # the canary in numbers about a person, such as an age
HOURS = 622_202  # the same in a span, the digits with which that number begins
START = datetime.fromisoformat("2026-01-05T09:12:00+08:00")
END = START + timedelta(days=60)
STAFF = {"by": "e17", "role": "intake-specialist", "kind": "human"}
CALENDARS: dict[str, Any] = {
    "office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}, "holidays": "CN"}
}
USUAL: Mapping[str, object] = {
    "action": "remedied",
    "amount": "80000 CNY",
    "bank_at_fault": True,
    "customer_told": True,
    "reason_code": "other-business-line",
    "receiver_introduced": True,
    "reopened": True,
    "severity": "major",
    "substance": "full",
    "to": "e21",
    "to_role": "analyst",
    "visibility": "public",
}
BIRDCAGE: Mapping[str, object] = {
    "x.own": CANARY,
    "x.list": [CANARY, 1],
    "x.by_when": CANARY,
    "x.money": f"{NUMBER} CNY",
    "x.hours": f"{HOURS} hours",
    "x.number": NUMBER,
}


def personal_of(fields: Mapping[str, Any]) -> dict[str, object]:
    """The canary in every personal field that there is."""
    return {name: NUMBER if field.kind == "integer" else CANARY for name, field in fields.items() if field.personal}


def events_of(subject: str) -> Iterator[dict[str, object]]:
    """One event of every kind, each with the canary wherever it may sit, and one of the host's own."""
    at = START
    for kind in event_kinds(subject):
        at += timedelta(hours=3)
        known = event_fields(subject, kind)
        usual = {name: value for name, value in USUAL.items() if name in known and _fits(known[name], value)}
        yield {"event": kind, "at": at.isoformat(), **STAFF, **usual, **personal_of(known), **BIRDCAGE}
    yield {"event": "x.bank.told", "at": at.isoformat(), "word": CANARY, "x.own": CANARY, **STAFF}


def _fits(field: Any, value: object) -> bool:
    return field.codes is None or value in field.codes


def record_of(subject: str, **more: object) -> dict[str, object]:
    """A subject with the canary in every personal field of its header and of its events."""
    record: dict[str, object] = {"id": "S-1", **personal_of(header_fields(subject)), **BIRDCAGE, **more}
    return {**record, "events": json.loads(taken(subject, json.dumps(record, ensure_ascii=False)))}


@cache
def taken(subject: str, header: str) -> str:
    """The events that go with a header, both as JSON; each is tried by itself, and but once for all tests."""
    record, model = json.loads(header), subject_model(subject)
    kept: list[dict[str, object]] = []
    for event in events_of(subject):
        # A kind that needs something more than the usual is left out, not guessed at.
        try:
            model.model_validate({**record, "events": [event]})
        except ServicePolicyError:
            continue
        kept.append(event)
    return json.dumps(kept, ensure_ascii=False)


def case_record() -> dict[str, object]:
    """A complaint that begins and goes through everything."""
    record = record_of("case", type="complaint", amount="80000 CNY", severity="major", customer="k-1")
    events = record["events"]
    assert isinstance(events, list)
    received = {"event": "received", "at": START.isoformat(), **STAFF, **BIRDCAGE, "note": CANARY}
    return {**record, "events": [received, *events]}


def deadline(name: str, **said: Any) -> dict[str, Any]:
    """A deadline of four working hours."""
    base = {"id": name, "kind": "deadline", "clause": "X-1", "start": "received", "stop": "resolved"}
    span = {} if "due" in said else {"within": "4 working hours"}
    return {**base, **span, "clock": "office", **said}


NOSY: tuple[dict[str, Any], ...] = (
    deadline("present", applies={"content": {"present": True}}),
    deadline("is", applies={"customer_name": "somebody else"}),
    deadline("in", applies={"account": {"in": ["1", "2"]}, "customer_contact": {"not": ["x"]}}),
    deadline("own", applies={"x.own": "nobody"}),
    deadline("number", applies={"x.own": {"gt": "4"}}),
    deadline("start", start={"event": "received", "where": {"note": "urgent"}}),
    deadline("stop", stop={"event": "replied", "where": {"content": "sorry", "x.own": "a"}}),
    deadline(
        "choose",
        within={"choose": [{"when": {"content": "short"}, "value": "1 hour"}, {"value": "2 working days"}]},
    ),
    deadline("promised", due={"field": "x.by_when"}),
    deadline("span", within={"field": "x.own"}),
    deadline(
        "extended",
        extend=[
            {"grant": {"event": "approved", "where": {"note": "granted", "x.own": "yes"}}, "by": "2 working hours"}
        ],
    ),
    deadline("by-fact", applies={"notes": 3}),
    deadline("by-list", applies={"words": CANARY[:3]}),
    {
        "id": "who",
        "kind": "authority",
        "clause": "X-2",
        "action": "remedied",
        "applies": {"content": {"present": True}},
        "who": {"role": "nobody"},
    },
    {
        "id": "limit",
        "kind": "authority",
        "clause": "X-3",
        "action": {"event": "remedied", "where": {"note": {"present": True}}},
        "amount": {"field": "x.own"},
        "tiers": [{"le": "100 CNY"}, {"gt": "100 CNY", "approvers": {"any_of": ["head"]}}],
    },
    {
        "id": "limit-by-field",
        "kind": "authority",
        "clause": "X-4",
        "action": "remedied",
        "amount": {"field": "amount"},
        "tiers": [{"le": {"field": "x.own"}}, {"gt": {"field": "x.own"}, "approvers": {"any_of": ["head"]}}],
    },
    {
        "id": "amount-of-ones-own",
        "kind": "authority",
        "clause": "X-3",
        "action": "remedied",
        "amount": {"field": "x.money"},
        "tiers": [{"le": "100 CNY"}, {"gt": "100 CNY", "approvers": {"any_of": ["head"]}}],
    },
    {
        "id": "limit-of-ones-own",
        "kind": "authority",
        "clause": "X-4",
        "action": "remedied",
        "amount": {"field": "amount"},
        "tiers": [{"le": {"field": "x.money"}}, {"gt": {"field": "x.money"}, "approvers": {"any_of": ["head"]}}],
    },
    {
        "id": "limit-by-fact",
        "kind": "authority",
        "clause": "X-4",
        "action": "remedied",
        "amount": {"field": "amount"},
        "tiers": [{"le": {"field": "money"}}, {"gt": {"field": "money"}, "approvers": {"any_of": ["head"]}}],
    },
    deadline("hours", within={"field": "x.hours"}),
    deadline("by-hours", extend=[{"grant": "received", "by": {"field": "x.hours"}}]),
    deadline("to-hours", extend=[{"grant": "approved", "to": {"field": "x.hours"}}]),
    deadline("least-hours", within={"least": [{"field": "x.hours"}, "800000 hours"]}),
    deadline("number-of-ones-own", applies={"x.number": {"gt": "4"}, "numbers": {"gt": "4"}}),
    {
        "id": "number-must",
        "kind": "requirement",
        "subject": "case",
        "clause": "X-4",
        "at": "received",
        "must": {"x.number": {"lt": "4"}, "subject.x.number": {"lt": 4}, "numbers": {"lt": 4}},
    },
    {
        "id": "owner",
        "kind": "ownership",
        "clause": "X-5",
        "starts": "received",
        "ends": {"event": "replied", "where": {"content": "done"}},
        "handover": {"allowed": {"reason": "too hard", "x.own": "yes"}, "required": {"content": "hard"}},
    },
)
# Subjects other than cases know neither a re-classification nor a reopening.
OTHERS = {"reclassified": "x.bank.anew", "reopened": "x.bank.again"}
FACTS: dict[str, Any] = {
    "notes": {"subject": "case", "type": "number", "distinct": "any", "of": "note"},
    "words": {"subject": "case", "type": "text", "last": "received", "of": "note"},
    "money": {"subject": "case", "type": "money", "last": "received", "of": "x.money"},
    "numbers": {"subject": "case", "type": "number", "last": "received", "of": "x.number"},
}


def nosy() -> list[sp.Policy]:
    """Policies whose conditions and values read personal fields."""
    return [
        sp.Policy(policy="nosy", timezone="Asia/Shanghai", calendars=CALENDARS, facts=FACTS, rules=[rule])
        for rule in NOSY
    ]


def shipped() -> list[sp.Policy]:
    """The shipped policies, as the example bank fills them."""
    return [sp.load(name, fill="example-bank") for name in sp.packs()]


def context() -> sp.Context:
    """A context that has something personal to tell, too."""
    organisation = record_of("organisation", id="bank", timezone="Asia/Shanghai")
    until = {"until": "2027-01-01T00:00:00Z"}
    waiver = {"id": "w", "rule": "is", "subject": "S-1", "approver": "e9", "reason": CANARY, **until}
    return sp.Context.model_validate({"organisation": organisation, "waivers": [waiver], "ledger": []})


def shown(asked: object) -> Iterator[str]:
    """Everything that a log, a file or a screen may show of an answer."""
    yield repr(asked)
    yield str(asked)
    yield f"{asked}"
    if hasattr(asked, "plain"):
        yield json.dumps(asked.plain(), ensure_ascii=False)
    if hasattr(asked, "explain"):
        yield asked.explain("en")
        yield asked.explain("zh")
    if isinstance(asked, tuple):
        for one in asked:
            yield from shown(one)


def answers(policy: sp.Policy, subject: Any, around: sp.Context | None) -> Iterator[object]:
    """Whatever can be asked about a subject, at several moments."""
    agent = sp.Agent.model_validate({"id": "e31", "name": CANARY, "role": "solution-engineer", "x.own": CANARY})
    for days in (0, 5, 60):
        at = START + timedelta(days=days)
        report = policy.evaluate(subject, as_of=at, context=around)
        yield report
        yield report.verdicts
        yield policy.agenda(subject, as_of=at, context=around)
        yield policy.owner(subject, at=at, context=around)
        fields = {"note": CANARY, "x.own": CANARY}
        for action in ("remedied", "approved", "x.bank.told"):
            said = fields if action == "remedied" else {}
            yield policy.decide(action, by=agent, on=subject, amount="80000 CNY", at=at, context=around, **said)
    yield policy.notices(subject, after=START, until=START + timedelta(days=5), context=around)


def silent(text: str) -> None:
    """Fails where the canary is heard, without repeating the whole text."""
    at = max(text.find(heard) for heard in ("Kanarienvogel", str(HOURS), f"{HOURS:,}", f"{NUMBER:,}"))
    assert at < 0, f"the canary sings in ...{text[max(0, at - 120) : at + 40]}..."


def asked() -> Iterator[Any]:
    """Every policy, by the name of its first rule."""
    for policy in [*shipped(), *nosy()]:
        name = policy.rules[0].id
        yield pytest.param(policy, id=f"{policy.id}-{name}")


@pytest.mark.parametrize("policy", [*asked()])
@pytest.mark.parametrize("around", [None, context()], ids=["bare", "context"])
def test_no_answer_shows_anything_personal(
    policy: sp.Policy, around: sp.Context | None, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Reports, duties, decisions, owners and notices hold no personal value, in words, in JSON or in a repr."""
    caplog.set_level(logging.DEBUG)
    case = sp.Case.model_validate(case_record())
    for answer in answers(policy, case, around):
        for text in shown(answer):
            silent(text)
    printed = capfd.readouterr()
    silent(caplog.text + printed.out + printed.err)


@pytest.mark.parametrize("subject", subjects())
def test_every_kind_of_subject_is_silent(subject: str) -> None:
    """A policy for any kind of subject, on any kind of subject, tells nothing personal."""
    read = subject_model(subject).model_validate(record_of(subject))
    personal = {name: field for name, field in header_fields(subject).items() if field.personal}
    tests = {name: {"lt": 16} if field.kind == "integer" else "nobody" for name, field in personal.items()}
    kind = next(kind for kind in event_kinds(subject))
    rules = [
        deadline(f"r-{number}", subject=subject, start=kind, stop="x.bank.told", applies={name: test}, **OTHERS)
        for number, (name, test) in enumerate({**tests, "x.own": "nobody"}.items())
    ]
    rules += [
        {"id": f"h-{name}", "kind": "requirement", "subject": subject, "clause": "X-1", "must": {name: test}}
        for name, test in tests.items()
    ]
    policy = sp.Policy(policy="nosy", timezone="Asia/Shanghai", calendars=CALENDARS, rules=rules)
    report = policy.evaluate(read, as_of=END)
    assert len(report.verdicts) == len(rules)
    for answer in (report, policy.agenda(read, as_of=END), policy.notices(read, after=START, until=END)):
        for text in shown(answer):
            silent(text)


def failing_calls(policy: sp.Policy, case: sp.Complaint) -> Iterator[Any]:
    """Calls that go wrong, with something personal at hand."""
    yield lambda: policy.evaluate(case)
    yield lambda: policy.evaluate(case, as_of=datetime.fromisoformat("2026-01-05T09:12:00"))
    yield lambda: policy.evaluate(case.model_dump(), as_of=END)  # type: ignore[arg-type]  # a mapping is refused
    yield lambda: policy.evaluate(case, as_of=END)["no-such-rule"]
    yield lambda: policy.evaluate(case, as_of=END).explain("fr")
    yield lambda: policy.decide("remedied", by="e1", on=case, at=END, amount=CANARY)
    yield lambda: policy.decide("remedied", by="e1", on=case, at=END, amnt=CANARY)
    yield lambda: sp.Complaint.model_validate({**case_record(), "channel": CANARY})


@pytest.mark.parametrize("number", range(8))
def test_errors_are_silent(number: int) -> None:
    """Whatever a call with personal facts raises says nothing personal, its whole traceback included."""
    policy, case = shipped()[-1], sp.Complaint.model_validate(case_record())
    with pytest.raises(ServicePolicyError) as caught:
        [*failing_calls(policy, case)][number]()
    error = caught.value
    silent("".join(traceback.format_exception(error)) + repr(error) + str(error) + repr(error.args))


FORMS = [("table", "en"), ("table", "zh"), ("json", "en"), ("jsonl", "zh"), ("junit", "en"), ("sarif", "zh")]


@pytest.mark.parametrize(("form", "lang"), FORMS)
@pytest.mark.parametrize("pack", sp.packs())
def test_the_command_line_is_silent(tmp_path: Path, pack: str, form: str, lang: str) -> None:
    """Nothing personal is printed by any command that reads cases, whatever the format and the language."""
    from click.testing import CliRunner

    from servicepolicy.cli.app import app

    log = tmp_path / "cases.jsonl"
    log.write_text(json.dumps(case_record(), ensure_ascii=False) + "\n", encoding="utf-8")
    filled = ["--fill", "example-bank", "--lang", lang]
    calls = [["check", pack, str(log), *filled, "--format", form]]
    if form not in ("junit", "sarif"):
        calls.append(["agenda", pack, str(log), *filled, "--as-of", END.isoformat(), "--format", form])
    if form in ("table", "json"):
        calls.append(["explain", pack, str(log), "S-1", *filled, "--format", form])
        role = min(sp.load(pack, fill="example-bank").roles)
        act = ["--by", "e1", "--role", role, "--amount", "80000 CNY", "--at", END.isoformat()]
        calls.append(["decide", pack, "remedied", *filled, *act, "--on", str(log), "--case", "S-1", "--format", form])
    for call in calls:
        result = CliRunner().invoke(app, call)
        assert result.exit_code in (0, 1, 4), result.output
        silent(result.output)


def test_a_broken_log_is_reported_in_silence(tmp_path: Path) -> None:
    """A line of a log that cannot be read is named by its place, never by what stands in it."""
    from click.testing import CliRunner

    from servicepolicy.cli.app import app

    log = tmp_path / "cases.jsonl"
    record = {**case_record(), "channel": CANARY, "amount": CANARY}
    log.write_text(json.dumps(record, ensure_ascii=False) + "\n{" + CANARY + "\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "complaint-handling", str(log), "--fill", "example-bank"])
    assert result.exit_code == 3
    silent(result.output)


def test_the_canary_is_in_the_cage() -> None:
    """The records do hold the canary, in every personal field of the header and in events of most kinds."""
    record = case_record()
    events = record["events"]
    assert isinstance(events, list)
    assert {name for name, value in record.items() if value == CANARY} >= {
        "content",
        "customer_name",
        "account",
        "x.own",
    }
    assert sum(CANARY in event.values() for event in events) == len(events)
    assert len(events) > len(event_kinds("case")) * 2 // 3
