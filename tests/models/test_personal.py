"""A canary in every personal field of every model: it never comes out where somebody could read it by chance."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from servicepolicy.errors import FactsError
from servicepolicy.models.candidate import Candidate
from servicepolicy.models.complaint import BusinessRequest, Case, Complaint, Inquiry, Suggestion
from servicepolicy.models.context import Context, LedgerEntry, Waiver
from servicepolicy.models.events._base import EventRecord, HostEvent, Voided
from servicepolicy.models.record import HostRecord, Record, mark_of, personal_fields
from servicepolicy.models.vocabulary import event_models, header_fields, schema, subject_model, subjects

CANARY = "Kanarienvogel 王小明 6222 0212"
NUMBER = 62_220_212  # the canary in numbers about a person, such as an age
AT = "2026-01-05T09:12:00+08:00"
WRONG: tuple[object, ...] = (
    CANARY,
    [CANARY],
    {"value": CANARY},
    {CANARY: 1},
    [{"value": CANARY, "from": CANARY}],
    [[CANARY]],
)
WRONG_NUMBERS: tuple[object, ...] = ([NUMBER], -NUMBER, {"value": NUMBER}, f"{NUMBER} years")


def least(model: type[Record]) -> dict[str, Any]:
    """The least that a record of a model needs, so that only the field under test is wrong."""
    if issubclass(model, HostEvent):
        return {"event": "x.bank", "at": AT}
    if issubclass(model, EventRecord):
        return {"event": model.model_fields["event"].default, "at": AT, **({"voids": "a"} if model is Voided else {})}
    if model is Waiver:
        said = {"until": "2027-01-01T00:00:00Z", "reason_code": "agreed"}
        return {"id": "w", "rule": "r", "subject": "C-1", "approver": "e1", **said}
    if model is LedgerEntry:
        return {"action": "remedied", "at": AT, "amount": "1 CNY"}
    return {} if model is Context else {"id": "1"}


def models() -> Iterator[type[Record]]:
    """Every model that can hold something personal, and their closest kin."""
    for subject in subjects():
        yield subject_model(subject)
        yield from event_models(subject).values()
    yield from (Complaint, Inquiry, Suggestion, BusinessRequest, HostEvent, Voided, Context, Waiver, LedgerEntry)


def canary_of(model: type[Record], name: str) -> object:
    """A canary that a personal field takes: a number where it holds one."""
    return NUMBER if mark_of(model.model_fields[name]).kind == "integer" else CANARY


def sings(text: str) -> bool:
    """Whether a canary can be heard."""
    return CANARY in text or str(NUMBER) in text


def filled(model: type[Record]) -> dict[str, Any]:
    """A record whose every personal field holds the canary, and a host's own fields too."""
    record = least(model) | {name: canary_of(model, name) for name in personal_fields(model)}
    if issubclass(model, HostRecord):
        record |= {"x.own": CANARY, "x.list": [CANARY, 1]}
    return record


def seen(error: BaseException) -> str:
    """Everything that a log or a terminal would show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error) + repr(error.args)


def refusal(model: type[Record], record: dict[str, Any]) -> FactsError | None:
    """The error with which a model refuses a record, if it does."""
    try:
        model.model_validate(record)
    except FactsError as error:
        return error
    return None


@pytest.mark.parametrize("model", [*models()], ids=lambda model: model.__name__)
def test_a_repr_shows_nothing_personal(model: type[Record]) -> None:
    """Neither repr nor str of a model, its facts or its events holds the canary."""
    record = model.model_validate(filled(model))
    shown = [repr(record), str(record)]
    if isinstance(record, EventRecord):
        shown.append(repr(record.draft()))
    elif hasattr(record, "facts"):
        shown += [repr(record.facts()), str(record.facts()), repr(record.facts().timeline)]
    assert not [text for text in shown if sings(text)]


@pytest.mark.parametrize("model", [*models()], ids=lambda model: model.__name__)
def test_no_error_shows_what_was_handed_in(model: type[Record]) -> None:
    """Whatever stands wrongly in whichever field, beside canaries in all personal ones, no error repeats it."""
    names = [*model.model_fields, "unknown", *(["x.own"] if issubclass(model, HostRecord) else [])]
    numbers = {name: canary_of(model, name) for name in personal_fields(model)}
    wrongs = (*WRONG, *WRONG_NUMBERS) if NUMBER in numbers.values() else WRONG
    refusals = [refusal(model, {**filled(model), name: wrong}) for name in names for wrong in wrongs]
    errors = [error for error in refusals if error is not None]
    assert len(errors) > len(WRONG)
    assert not [str(error) for error in errors if sings(seen(error))]
    assert all(error.__cause__ is error.__context__ is None for error in errors)


@pytest.mark.parametrize("name", ["content", "customer_name", "events", "amount", "severity", "x.own"])
def test_every_door_is_closed(name: str) -> None:
    """Building, validating, reading JSON and copying all refuse without repeating."""
    import json

    wrong = {"id": "1", name: {"deep": [{"deeper": CANARY}]}}
    for door in (
        lambda: Case(**wrong),
        lambda: Case.model_validate(wrong),
        lambda: Case.model_validate_json(json.dumps(wrong)),
        lambda: Case(id="1", content=CANARY).model_copy(update=wrong),
    ):
        with pytest.raises(FactsError) as caught:
            door()
        assert CANARY not in seen(caught.value)
        assert "deeper" not in seen(caught.value)


def test_a_log_shows_nothing_personal(caplog: pytest.LogCaptureFixture) -> None:
    """A host that logs a case, its facts and its events logs no canary."""
    events = [filled(model) for model in event_models("case").values()]
    case = Case.model_validate({**filled(Case), "events": events})
    with caplog.at_level(logging.INFO):
        logging.getLogger("host").info("%s %r %s %r", case, case.events, case.facts(), case.facts().timeline)
    assert "C" in caplog.text
    assert CANARY not in caplog.text


def test_personal_values_reach_the_facts() -> None:
    """Hidden is not lost: a rule may still ask whether the field is present."""
    assert Case.model_validate(filled(Case)).facts().value("content") == CANARY


def test_an_age_is_judged_and_never_shown() -> None:
    """A number about a person reaches the rules, and stands in no repr and in no JSON Schema without its mark."""
    candidate = Candidate.model_validate({"id": "K-1", "age": NUMBER})
    assert candidate.facts().value("age") == NUMBER
    assert not sings(repr(candidate) + repr(candidate.facts()))
    assert schema("candidate")["properties"]["age"]["x-personal"]
    assert header_fields("candidate")["age"].kind == "integer"


def test_what_a_customer_says_is_marked() -> None:
    """The fields that tell about a customer are marked once, and the vocabulary and JSON Schema both say so."""
    hidden = {"customer_name", "customer_contact", "account", "content"}
    assert personal_fields(Case) == hidden
    assert {name for name, field in header_fields("case").items() if field.personal} == hidden
    properties = schema("case")["properties"]
    assert {name for name, written in properties.items() if written.get("x-personal")} == hidden
