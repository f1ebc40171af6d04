"""The vocabulary: names that rules may use, and JSON Schema for editors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import UsageError
from servicepolicy.models import vocabulary
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields, setters, subjects

# `for` is a word of Python's: the field is called `for_what`.
CALLED = {"for": "for_what"}


@pytest.mark.parametrize("subject", subjects())
def test_everything_says_what_it_means(subject: str) -> None:
    """Every header field, every kind of event and every field of it has one line that explains it."""
    fields = dict(header_fields(subject))
    for kind in event_kinds(subject):
        assert vocabulary.event_means(subject, kind), kind
        fields |= {f"{kind}.{name}": field for name, field in event_fields(subject, kind).items()}
    assert not [name for name, field in fields.items() if not field.meaning]


@pytest.mark.parametrize("subject", subjects())
def test_what_an_event_sets_exists(subject: str) -> None:
    """An event sets only header fields that exist, from fields of its own, of the same kind and with no other codes."""
    for name, pairs in vocabulary.sources(subject).items():
        header = header_fields(subject)[name]
        for kind, field in pairs:
            source = event_fields(subject, kind)[field]
            assert (source.kind, source.codes, source.personal) == (header.kind, header.codes, header.personal), (
                kind,
                field,
            )


@pytest.mark.parametrize("subject", subjects())
def test_every_kind_can_be_read(subject: str) -> None:
    """An event of each kind, with nothing but its time, is accepted and stands in the timeline."""
    events = [{"event": kind, "at": "2026-01-05T00:00:00Z"} for kind in event_kinds(subject)]
    record = vocabulary.subject_model(subject).model_validate({"id": "1", "events": events})
    assert set(record.facts().timeline.by_kind) == set(event_kinds(subject))


def test_types_are_told() -> None:
    """A field is told with its type, its codes, and whether it is personal or dated."""
    case = header_fields("case")
    assert (case["amount"].kind, case["major"].kind, case["opened_at"].kind) == ("money", "bool", "instant")
    assert (case["statement_day"].kind, case["tags"].kind, case["expected_on"].kind) == ("integer", "list", "date")
    assert case["type"].codes == ("complaint", "inquiry", "suggestion", "business")
    assert (case["unit"].dated, case["content"].personal) == (True, True)
    assert event_fields("case", "called_back")["score"].kind == "decimal"
    assert event_fields("case", "transferred")["reason"] == FieldType("text", personal=True, meaning="why, in words")


def test_classification_sets_what_it_classifies() -> None:
    """The model says which event sets which field."""
    assert setters("case")["severity"] == ("classified", "reclassified")
    assert setters("case")["amount"] == ("amount_changed",)
    assert setters("case")["owner"] == ("assigned",)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: header_fields("cse"),
        lambda: event_kinds("cse"),
        lambda: setters("cse"),
        lambda: event_fields("case", "x"),
    ],
)
def test_unknown_names_are_refused(ask: Any) -> None:
    """A subject or kind that does not exist is an error that says what there is."""
    with pytest.raises(UsageError):
        ask()


@pytest.mark.parametrize("subject", subjects())
def test_what_an_event_always_sets_is_something_that_it_sets(subject: str) -> None:
    """Each field that an event always sets is one of those that it sets, and it may be left out."""
    for name, kinds in vocabulary.always_set(subject).items():
        assert set(setters(subject)[name]) >= kinds
        for kind in kinds:
            fields = vocabulary.event_model(subject, kind).model_fields
            assert all(fields[field].default is None for of, field in vocabulary.sources(subject)[name] if of == kind)


def rules(shared: Path) -> Iterator[dict[str, Any]]:
    """The rules of the worked example."""
    from ruamel.yaml import YAML

    written = YAML(typ="safe", pure=True).load((shared / "rules-by-example.yaml").read_text(encoding="utf-8"))
    for clause in (*written["clauses"], *written["regulators"]):
        yield from clause["rules"]


def selectors(part: Any) -> Iterator[dict[str, Any]]:
    """Every `{event: …}` in a rule, however deep."""
    if isinstance(part, dict):
        if isinstance(part.get("event"), str):
            yield part
        for inner in part.values():
            yield from selectors(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from selectors(inner)


def test_the_worked_examples_find_their_words(shared: Path) -> None:
    """Each event, each of its fields and each header field that the worked examples use exists."""
    missing: list[str] = []
    derived = {"answered_on_spot", "beyond_branch", "resolved_by_day_three"}  # computed by `facts:`, not recorded
    for rule in rules(shared):
        subject = rule["subject"]
        missing += [
            f"{name}" for name in rule.get("applies", {}) if name not in header_fields(subject) and name not in derived
        ]
        bare = [
            rule.get(name) for name in ("start", "stop", "action", "cancel", "at") if isinstance(rule.get(name), str)
        ]
        missing += [kind for kind in bare if kind not in event_kinds(subject)]
        for selector in selectors(rule):
            kind, about = selector["event"], selector.get("of", selector.get("on", subject))
            about = about if about in subjects() else subject  # `of` may name a field, too
            if kind == "any":
                continue
            if kind not in event_kinds(about):
                missing.append(kind)
                continue
            known = event_fields(about, kind)
            missing += [f"{kind}.{name}" for name in selector.get("where", {}) if CALLED.get(name, name) not in known]
            missing += [f"{kind}.{name}" for name in selector.get("allowed", {}) if name not in {*known, "beyond_post"}]
    assert not missing


@pytest.mark.parametrize("subject", subjects())
def test_the_schema_is_json(subject: str) -> None:
    """The schema can be written to a file, leads nowhere but into itself, and has an alternative for every kind."""
    schema = vocabulary.schema(subject)
    text = json.dumps(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    references = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert references <= set(schema["$defs"])
    assert len(schema["properties"]["events"]["items"]["oneOf"]) == len(event_kinds(subject)) + 2


def test_the_schema_accepts_what_the_model_accepts() -> None:
    """A case that the model writes satisfies the schema; a misspelt field, kind or code does not."""
    import jsonschema as validators

    schema = vocabulary.schema("case")
    validators.Draft202012Validator.check_schema(schema)
    checker = validators.Draft202012Validator(schema)
    at = "2026-01-05T09:12:00+08:00"
    good = {
        "id": "C-1",
        "amount": "80000 CNY",
        "unit": [{"value": "b1", "until": "2026-01-06"}],
        "x.own": 1,
        "events": [
            {"event": "received", "at": at, "actors": [{"id": "e1"}], "x.lane": "a"},
            {"event": "x.bank", "at": at, "any": True},
        ],
    }
    assert checker.is_valid(good)
    assert not checker.is_valid(good | {"produkt": "loan"})
    assert not checker.is_valid(good | {"severity": "mjor"})
    assert not checker.is_valid(good | {"events": [{"event": "recieved", "at": at}]})
    assert not checker.is_valid(good | {"events": [{"event": "received", "at": at, "bye": "e1"}]})
