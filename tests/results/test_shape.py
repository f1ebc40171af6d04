"""What a result looks like to pydantic: its JSON Schema says what `plain()` writes, and FastAPI shows both."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from pydantic import BaseModel, TypeAdapter, ValidationError

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.results.shape import schema
from tests.strategies.computed import computed_deadline_examples

AT = datetime.fromisoformat("2026-06-30T17:30:00+08:00")
START = datetime.fromisoformat("2026-01-01T00:00:00+08:00")
RESULTS = ("Report", "Verdict", "Decision", "Owner", "Duty", "Notice", "Assessment", "Award", "ScorecardFinding")
SMALL = """\
servicepolicy: 1
policy: small
timezone: Asia/Shanghai
blanks: {answer_within: {type: span, clause: "1", ask: {en: How fast?}}}
rules:
- {id: answered, kind: deadline, clause: "1", start: received, stop: replied, within: {blank: answer_within}}
"""
LOG = Path(__file__).resolve().parents[2] / "examples" / "complaints.jsonl"


@cache
def validator(result: type[Any]) -> jsonschema.Draft202012Validator:
    """What checks a plain form by the schema of its class."""
    made = schema(result)
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@cache
def adapter(result: type[Any]) -> TypeAdapter[Any]:
    """What pydantic makes of a class."""
    return TypeAdapter(result)


def check(result: Any) -> None:
    """Its plain form is what its schema says, and what pydantic writes; pydantic takes it as it is."""
    plain, of = result.plain(), adapter(type(result))
    validator(type(result)).validate(plain)
    assert of.dump_python(result, mode="json") == plain == json.loads(of.dump_json(result))
    assert of.validate_python(result) is result
    if not isinstance(result, sp.Verdict):  # reports hold them
        assert pickle.loads(pickle.dumps(result)).plain() == plain  # noqa: S301 - it is our own


@cache
def policy() -> sp.Policy:
    """A shipped policy, with every kind of rule that a case can meet."""
    return sp.load("complaint-handling", fill="example-bank")


def results() -> Iterator[Any]:
    """What a shipped policy says of an example log, in all its forms."""
    cases = list(read_log(LOG))
    for case in cases[::13]:
        report = policy().evaluate(case, as_of=AT)
        yield from (report, *report.verdicts, *report.advice, policy().owner(case, at=AT))
        yield from policy().agenda(case, as_of=datetime.fromisoformat(str(case.events[0].at)))
        yield from policy().notices(case, after=START, until=AT)
        for action in ("remedied", "replied", "classified", "nonsense"):
            yield policy().decide(action, by="e17", on=case, at=AT, amount="80000 CNY")
    quarter = policy().assess([*cases, sp.Agent(id="e1"), sp.Agent(id="e2")], "2026-Q1")
    yield from (quarter, *quarter.findings)


@pytest.mark.filterwarnings("error")
def test_the_plain_form_is_what_its_schema_says() -> None:
    """Of every form of result on a whole log: no key that the schema does not know, none missing, each of its type."""
    seen: set[str] = set()
    for result in results():
        check(result)
        seen.add(type(result).__name__)
    assert seen >= set(RESULTS)


@pytest.mark.filterwarnings("error")
def test_what_if_is_what_its_schema_says() -> None:
    """A replay, a sweep, thresholds and a diff: their plain forms fit their schemas, and pydantic writes them."""
    log, small = list(read_log(LOG))[::13], sp.loads(SMALL, fill={"answer_within": "2 days"})
    stricter = small.but({"answer_within": "1 day"})
    found = (
        sp.replay(log, small, stricter, as_of=AT, by=["channel"]),
        sp.sweep(log, small, {"answer_within": ["1 day", "2 days"]}, as_of=AT),
        sp.kept_at(log, small, "answer_within", as_of=AT),
        sp.diff(small, stricter),
    )
    assert any(change.examples for change in found[-1].changes)
    for result in found:
        plain, of = result.plain(), adapter(type(result))
        validator(type(result)).validate(plain)
        assert of.dump_python(result, mode="json") == json.loads(of.dump_json(result)) == json.loads(json.dumps(plain))
        assert of.validate_python(result) is result


@pytest.mark.filterwarnings("error")
@settings(max_examples=40)
@given(computed_deadline_examples())
def test_generated_reports_are_what_their_schema_says(example: Any) -> None:
    """Of any deadline and any facts, dates without times and doubts included."""
    check(example.report())


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_not_read_back(name: str) -> None:
    """A plain form is no result: what decided it is not in it."""
    with pytest.raises(ValidationError, match="not read back"):
        adapter(getattr(sp, name)).validate_python({})


def test_a_schema_says_what_its_class_says() -> None:
    """Descriptions are those of the class; instants are times, and what may be a date says so."""
    said = schema(sp.Verdict)
    assert said["title"] == "Verdict"
    assert said["properties"]["doubts"]["description"] == "The facts that would settle an unknown, sorted."
    assert said["properties"]["due"]["format"] == "date-time"
    assert {one["format"] for one in said["properties"]["started"]["anyOf"]} == {"date-time", "date"}
    assert said["properties"]["status"]["enum"] == [status.value for status in sp.Status]
    assert {"rule", "kind", "subject", "status", "reason"} <= set(said["required"])
    assert not {"label", "judged"} & set(said["properties"])


def test_a_hosts_model_holds_results() -> None:
    """A result is a field of a host's model, and its schema is shared by name."""

    class Answer(BaseModel):
        report: sp.Report
        duties: list[sp.Duty]

    case = sp.Complaint(id="C-1", events=[{"event": "received", "at": "2026-06-01T09:00:00+08:00"}])
    answer = Answer(report=policy().evaluate(case, as_of=AT), duties=list(policy().agenda(case, as_of=AT)))
    assert answer.model_dump(mode="json")["report"] == answer.report.plain()
    definitions = Answer.model_json_schema(mode="serialization")["$defs"]
    assert {"Report", "Verdict", "Duty", "Reason"} <= set(definitions)


def service() -> Any:
    """A host's service: judge a complaint, and ask before an act."""
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/reports")
    def report(case: sp.Complaint) -> sp.Report:
        return policy().evaluate(case, as_of=AT)

    @app.post("/decisions/{action}")
    def decision(action: str, case: sp.Complaint) -> sp.Decision:
        return policy().decide(action, by="e17", on=case, at=AT, amount="80000 CNY")

    @app.post("/duties", response_model=list[sp.Duty])
    def duties(case: sp.Complaint) -> Any:
        return policy().agenda(case, as_of=AT)

    return app


def test_a_service_answers_with_results() -> None:
    """FastAPI takes records and answers with results, as their own classes; its OpenAPI document has the schemas."""
    from fastapi.testclient import TestClient

    client = TestClient(service())
    record = {"id": "C-1", "events": [{"event": "received", "at": "2026-06-01T09:00:00+08:00"}]}
    case = sp.Complaint.model_validate(record)
    assert client.post("/reports", json=record).json() == policy().evaluate(case, as_of=AT).plain()
    assert client.post("/duties", json=record).json() == [duty.plain() for duty in policy().agenda(case, as_of=AT)]
    assert client.post("/decisions/remedied", json=record).json()["action"] == "remedied"

    document = client.get("/openapi.json").json()
    answer = document["paths"]["/reports"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/Report"}
    assert {"Report", "Verdict", "Decision", "Duty"} <= set(document["components"]["schemas"])


def test_a_service_refuses_with_the_problems() -> None:
    """What cannot be used is 422 with every problem at its place, and with nothing of what was handed in."""
    from fastapi.testclient import TestClient

    wrong = {
        "id": "C-1",
        "content": ["Geheimnis"],
        "events": [{"event": "recieved", "at": "2026-01-05T09:12:00", "note": "Geheimnis"}],
    }
    answer = TestClient(service()).post("/reports", json=wrong)
    assert answer.status_code == 422
    assert [detail["loc"] for detail in answer.json()["detail"]] == [
        ["body", "events", 0, "event"],
        ["body", "events", 0, "at"],
        ["body", "content"],
    ]
    assert "Geheimnis" not in answer.text
