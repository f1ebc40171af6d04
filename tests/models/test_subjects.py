"""Every subject: what it takes, what it gives back, what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from servicepolicy.errors import FactsError
from servicepolicy.models import subject as subject_module
from servicepolicy.models import vocabulary
from servicepolicy.models.candidate import Candidate
from servicepolicy.models.complaint import Case
from servicepolicy.models.document import Document
from servicepolicy.models.incident import Incident
from servicepolicy.models.inspection import Inspection
from servicepolicy.models.meeting import Meeting
from servicepolicy.models.shift import Shift
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, event_model, header_fields, subjects
from servicepolicy.money import Money

AT = "2026-01-05T09:12:00+08:00"
LATER = "2026-01-06T09:12:00+08:00"
SAMPLES: Mapping[str, object] = {
    "bool": True,
    "code": "a",
    "date": "2026-01-05",
    "decimal": "1.5",
    "instant": AT,
    "integer": 1,
    "list": ["a", "b"],
    "money": "10 CNY",
    "text": "word",
}
# Fields of fields of their own, and those that say which record or event it is.
APART = {"units", "posts", "teams", "delegations", "actors", "subject", "id", "voids", "recorded_at", "at"}


def sample(fields: Mapping[str, FieldType]) -> dict[str, object]:
    """A value for each field of a plain type."""
    return {
        name: field.codes[0] if field.codes else SAMPLES[field.kind]
        for name, field in fields.items()
        if name not in APART
    }


def full(subject: str) -> dict[str, Any]:
    """A record in which every field of the header and of every kind of event says something."""
    events = [{"event": kind, "at": AT, **sample(event_fields(subject, kind))} for kind in event_kinds(subject)]
    return {"id": "S-1", "subject": subject, **sample(header_fields(subject)), "events": events}


def refused(subject: str, **said: Any) -> dict[tuple[str, str], str]:
    """The help of each problem of a record, by its code and place."""
    with pytest.raises(FactsError) as caught:
        vocabulary.subject_model(subject).model_validate({"id": "S-1", **said})
    return {(problem.code, problem.where.path): problem.help for problem in caught.value.problems}


@pytest.mark.parametrize("subject", subjects())
def test_what_goes_in_comes_out(subject: str) -> None:
    """A record that says everything reads back equal from its JSON, with equal facts."""
    model = vocabulary.subject_model(subject)
    record = model.model_validate(full(subject))
    again = model.model_validate_json(record.model_dump_json())
    assert again == record
    assert again.facts() == record.facts()
    assert len(record.facts().timeline.events) == len(event_kinds(subject))


@pytest.mark.parametrize("subject", subjects())
def test_the_schema_takes_what_the_model_takes(subject: str) -> None:
    """A record that says everything satisfies the JSON Schema of its subject; one with a misspelt field does not."""
    schema = vocabulary.schema(subject)
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    record = full(subject)
    events, header = record["events"], {**record, "events": record["events"][:2]}
    assert [error.message for error in checker.iter_errors(header)] == []
    assert not checker.is_valid(header | {"unti": "b1"})
    # Each event against its own alternative only: against all of them, the work is quadratic.
    models = vocabulary.event_models(subject)
    for event in events:
        own = {"$defs": schema["$defs"], "$ref": f"#/$defs/{models[event['event']].__name__}Event"}
        assert [error.message for error in checker.evolve(schema=own).iter_errors(event)] == []


@pytest.mark.parametrize("subject", subjects())
def test_a_time_without_a_zone_is_refused(subject: str) -> None:
    """No event of any subject has a time that is not an instant."""
    kind = event_kinds(subject)[0]
    found = refused(subject, events=[{"event": kind, "at": "2026-01-05T09:12:00"}])
    assert found == {("naive-time", "events[0].at"): "write the offset, as in `2026-01-05T09:12:00+00:00`"}


@pytest.mark.parametrize("subject", subjects())
def test_a_misspelt_event_finds_its_word(subject: str) -> None:
    """An event that a subject does not know is refused, with the nearest that it knows."""
    kind = max(event_kinds(subject), key=len)
    found = refused(subject, events=[{"event": kind[:-1], "at": AT}])
    assert found == {("unknown-event", "events[0].event"): f"did you mean `{kind}`?"}


@pytest.mark.parametrize(
    ("subject", "wrong", "meant"),
    [
        ("candidate", {"education": "bachelors"}, "`bachelor`"),
        ("incident", {"kind": "system_failur"}, "`system_failure`"),
        ("document", {"kind": "complaint_files"}, "`complaint_file`"),
        ("meeting", {"kind": "weekley"}, "`weekly`"),
        ("inspection", {"area": "publik"}, "`public`"),
    ],
)
def test_a_misspelt_code_finds_its_word(subject: str, wrong: dict[str, str], meant: str) -> None:
    """A closed code is checked, and the nearest is named."""
    (field,) = wrong
    found = refused(subject, **wrong)
    assert f"did you mean {meant}?" in found["unknown-code", field]


@pytest.mark.parametrize(
    ("subject", "wrong", "code"),
    [
        ("candidate", {"age": "twenty"}, "wrong-type"),
        ("candidate", {"age": -1}, "wrong-value"),
        ("incident", {"hinders_intake": "yes"}, "wrong-type"),
        ("document", {"encrypted": [{"value": True, "from": "2026-01-05"}]}, "date-without-zone"),
        ("meeting", {"attendees": "e1"}, "wrong-type"),
        ("shift", {"cash_limit": "50000 RMB"}, "unknown-currency"),
        ("shift", {"date": "5 January"}, "wrong-date"),
        ("inspection", {"in_order": [""]}, "wrong-value"),
    ],
)
def test_a_wrong_value_is_a_problem(subject: str, wrong: dict[str, Any], code: str) -> None:
    """Each field takes its own type and nothing that looks like it."""
    assert [found for found, _place in refused(subject, **wrong)] == [code]


def test_an_event_belongs_to_its_subject() -> None:
    """A meeting knows no bins: what one subject can do is not an event of another, and the article is right."""
    with pytest.raises(FactsError, match=r"`voted` is not an event of an inspection"):
        Inspection.model_validate({"id": "H-1", "events": [{"event": "voted", "at": AT}]})


def test_an_event_of_another_subject_is_not_taken_for_a_slip_of_the_pen() -> None:
    """Cases and incidents both have a `reported`, each with fields of its own: the class is at fault, not the name."""
    reported = event_model("incident", "reported")(at=AT)
    with pytest.raises(FactsError, match=r"this `reported` is not of the class that a case has for it") as error:
        Case(id="C-1", events=[reported])
    assert error.value.problems[0].help.endswith('make it with `event_model("case", "reported")`')


def test_a_report_says_what_the_incident_is() -> None:
    """The class that a report gives is the incident's, from the report on."""
    events = [
        {"event": "discovered", "at": AT},
        {"event": "reported", "at": LATER, "incident_kind": "data_leak", "kind": "human"},
    ]
    facts = Incident.model_validate({"id": "I-1", "events": events}).facts()
    discovered, reported = facts.timeline.events
    assert (facts.value("kind", discovered.at), facts.value("kind", reported.at)) == (None, "data_leak")
    assert reported.actors[0].kind == "human"


def test_a_file_lies_where_it_was_put_last() -> None:
    """Filing gives number and place, moving another place."""
    events = [
        {"event": "filed", "at": AT, "number": "RETAIL-20260105-TS", "location": "archive-1"},
        {"event": "moved", "at": LATER, "location": "cellar"},
    ]
    facts = Document.model_validate({"id": "D-1", "kind": "complaint_file", "events": events}).facts()
    filed, moved = facts.timeline.events
    assert (facts.value("number", filed.at), facts.value("location", filed.at)) == ("RETAIL-20260105-TS", "archive-1")
    assert facts.value("location", moved.at) == "cellar"


def test_a_document_is_encrypted_from_a_day_on() -> None:
    """Whether a document is stored encrypted may hold from one date until another."""
    dated = [{"value": False, "until": "2026-01-06"}, {"value": True, "from": "2026-01-06"}]
    record = {"id": "D-1", "timezone": "Asia/Shanghai", "encrypted": dated, "events": [{"event": "created", "at": AT}]}
    facts = Document.model_validate(record).facts()
    assert facts.value("encrypted", facts.timeline.events[0].at) is False
    assert facts.value("encrypted", None) is True


def test_who_came_is_known_once_a_meeting_is_open() -> None:
    """The opening of a meeting says who chairs it and who came."""
    opened = {"event": "opened", "at": AT, "chair_role": "supervising-leader", "attendees": ["e1", "e2"]}
    facts = Meeting.model_validate({"id": "M-1", "events": [opened]}).facts()
    assert (facts.value("chair_role", None), facts.value("attendees", None)) == ("supervising-leader", ("e1", "e2"))


def test_two_people_count_the_cash() -> None:
    """One event of a shift has two actors; its amount is money."""
    counters = [{"id": "e1", "role": "teller"}, {"id": "e2", "role": "general-teller"}]
    counted = {"event": "cash_counted", "at": AT, "actors": counters, "amount": "120000 CNY", "absence": "1"}
    (event,) = Shift.model_validate({"id": "S-1", "events": [counted]}).facts().timeline.events
    assert [actor.id for actor in event.actors] == ["e1", "e2"]
    assert event.fields["amount"] == Money("120000", "CNY")


def test_a_checklist_without_faults_is_not_unknown() -> None:
    """An empty list says that nothing was amiss; a list that is left out says nothing."""
    checked = {"event": "checked", "at": AT, "in_order": ["floor", "doors"], "not_in_order": []}
    facts = Inspection.model_validate({"id": "H-1", "area": "public", "events": [checked]}).facts()
    assert (facts.value("not_in_order", None), facts.value("on_desk", None)) == ((), None)


def test_a_decision_ends_an_application() -> None:
    """What was decided is the outcome of the application."""
    decided = {"event": "decided", "at": AT, "outcome": "not_hired", "rests_on": ["tested"]}
    facts = Candidate.model_validate({"id": "K-1", "events": [decided]}).facts()
    assert facts.value("outcome", None) == "not_hired"


GROWN: dict[str, Any] = {
    "id": "C-1",
    "timezone": "Asia/Shanghai",
    "events": [
        {"event": "received", "at": "2026-01-05T09:00:00+08:00", "id": "r"},
        {"event": "replied", "at": "2026-01-06T09:00:00+08:00"},
    ],
}


@pytest.mark.parametrize(
    "event",
    [
        {"event": "closed", "at": "2026-01-07T09:00:00+08:00"},
        {"event": "classified", "at": "2026-01-05T10:00:00+08:00", "severity": "major"},
        {"event": "replied", "at": "2026-01-06T09:00:00+08:00"},
        {"event": "voided", "voids": "r", "at": "2026-01-08T09:00:00+08:00"},
        {"event": "closed", "at": "2026-01-06"},
        {"event": "x.scanned", "at": "2026-01-05T09:00:00+08:00", "pages": 3},
    ],
)
def test_a_record_with_an_event_is_the_record_with_that_event(event: dict[str, Any]) -> None:
    """Later, earlier, again, a correction, a date, one of the host's own: as if all had been handed in at once."""
    case = Case.model_validate(GROWN)
    grown = case.with_event(event)
    whole = Case.model_validate({**GROWN, "events": [*GROWN["events"], event]})
    assert (grown, grown.facts(), grown.model_dump()) == (whole, whole.facts(), whole.model_dump())
    assert grown.with_event(event).facts() == whole.with_event(event).facts()
    assert (len(case.events), case.facts()) == (2, Case.model_validate(GROWN).facts())


@pytest.mark.parametrize(
    ("event", "code", "path"),
    [
        ({"event": "closd", "at": "2026-01-07T09:00:00+08:00"}, "unknown-event", "events[2].event"),
        ({"event": "closed", "at": "2026-01-07T09:00:00"}, "naive-time", "events[2].at"),
        ({"event": "closed", "at": "2026-01-07T09:00:00+08:00", "id": "r"}, "one-id-two-contents", "events[2].id"),
        ({"event": "voided", "at": "2026-01-07T09:00:00+08:00", "voids": "z"}, "nothing-to-void", "events[2].voids"),
    ],
)
def test_an_event_that_cannot_be_added_is_told(event: dict[str, Any], code: str, path: str) -> None:
    """What is wrong with it, or between it and the others, has its place behind them."""
    with pytest.raises(FactsError) as caught:
        Case.model_validate(GROWN).with_event(event)
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [(code, path)]


def test_only_the_event_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that grows reads and drafts nothing of what it has."""
    read: list[object] = []
    original = subject_module._read_event
    monkeypatch.setattr(subject_module, "_read_event", lambda kind, given: read.append(given) or original(kind, given))
    case = Case.model_validate(GROWN)
    read.clear()
    event = {"event": "closed", "at": "2026-01-07T09:00:00+08:00"}
    case.with_event(event)
    assert read == [event]
