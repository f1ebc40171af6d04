"""The tables of the vocabulary: what is made from them, and what reading them costs.

`python -m tests.models.test_tables` writes the golden digests of all JSON Schemas anew.
"""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.models import vocabulary
from servicepolicy.models.complaint import Case
from servicepolicy.models.vocabulary import _classes, _tables, event_kinds, event_model, schema, subjects
from tests.models import compiled_tables

GOLDEN = Path(__file__).parent / "golden" / "schemas.json"
AT = "2026-01-05T09:12:00+08:00"


def digest(written: object) -> str:
    """Identifies a part of a schema, the order of its fields included."""
    return sha256(json.dumps(written, ensure_ascii=False).encode()).hexdigest()[:16]


def digests(subject: str) -> dict[str, str]:
    """The digest of each definition in the schema of a subject, and of what stands outside them."""
    written = schema(subject)
    definitions: Mapping[str, Any] = written.pop("$defs")
    return {"": digest(written), **{name: digest(one) for name, one in definitions.items()}}


@pytest.mark.parametrize("subject", subjects())
def test_the_schemas_are_what_they_were(subject: str) -> None:
    """JSON Schemas, which other languages are built on, change only when their golden digests are written anew."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert digests(subject) == golden[subject]


@pytest.mark.parametrize("subject", subjects())
def test_a_header_is_told_alike_by_its_class_and_its_table(subject: str) -> None:
    """Names, order, types, codes, marks and meanings of header fields in the table are those of the class."""
    from servicepolicy.models.record import mark_of

    frame = {"events", "not_offered", "timezone"}
    of_class = {
        name: (mark_of(field).kind, mark_of(field).personal, mark_of(field).dated, field.description)
        for name, field in vocabulary.subject_model(subject).model_fields.items()
        if name not in frame
    }
    of_table = {
        name: ("text" if field.codes else field.kind, field.personal, field.dated, field.meaning)
        for name, field in vocabulary.header_fields(subject).items()
    }
    assert list(of_class) == list(of_table)
    assert of_class == of_table


@pytest.mark.parametrize("subject", subjects())
def test_codes_of_a_header_are_those_of_its_class(subject: str) -> None:
    """A list of codes in the table is the one that the class accepts."""
    properties = schema(subject)["properties"]
    for name, field in vocabulary.header_fields(subject).items():
        accepted = properties[name]
        listed = next((one["enum"] for one in accepted.get("anyOf", [accepted]) if "enum" in one), None)
        assert list(field.codes or ()) == (listed or ([accepted["const"]] if "const" in accepted else [])), name


def test_what_all_events_share_is_told_alike_by_class_and_table() -> None:
    """The fields of every event in the table are those of the class that all events stand on."""
    from servicepolicy.models.events._base import EventRecord
    from servicepolicy.models.record import mark_of

    of_class = {
        name: (mark_of(field).personal, field.description)
        for name, field in EventRecord.model_fields.items()
        if name not in {"event", "voids"}
    }
    assert of_class == {name: (one.type.personal, one.type.meaning) for name, one in _tables.shared().items()}


def events() -> Iterator[tuple[str, str]]:
    """Every kind of event."""
    return ((subject, kind) for subject in subjects() for kind in event_kinds(subject))


@pytest.mark.parametrize("subject", subjects())
def test_events_come_out_of_a_pickle_as_they_went_in(subject: str) -> None:
    """An event of each kind is equal after a pickle, and of the same class; so is a copy."""
    for kind in event_kinds(subject):
        event = event_model(subject, kind)(at=AT, by="e1", **{"x.own": 1})
        back = pickle.loads(pickle.dumps(event))  # noqa: S301 - our own bytes
        assert (back, type(back)) == (event, type(event)), kind
        assert back.draft() == event.draft()
        assert copy.deepcopy(event) == copy.copy(event) == event


def test_a_record_comes_out_of_a_pickle_with_its_events() -> None:
    """What a host sends to another process arrives whole."""
    case = Case.model_validate({"id": "C-1", "events": [{"event": "received", "at": AT, "in_writing": True}]})
    back = pickle.loads(pickle.dumps(case))  # noqa: S301 - our own bytes
    assert back == case
    assert back.facts() == case.facts()


def test_threads_that_ask_at_once_get_one_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """The class of a kind is one, also where several threads are the first to ask."""
    monkeypatch.setattr(_classes, "_MADE", {})  # the records of other tests keep the classes that they have
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: event_model("shift", "began"), range(64)))
    assert len(set(made)) == 1


@pytest.mark.parametrize("name", compiled_tables.names())
def test_the_compiled_tables_are_up_to_date(name: str) -> None:
    """What is read is what the table says; if not, run `python -m tests.models.compiled_tables`."""
    assert compiled_tables.compiled_file(name).read_text(encoding="utf-8") == compiled_tables.compiled(name)
    assert _tables._read(name) == compiled_tables.said(name)


def loaded_after(code: str) -> set[str]:
    """Modules that stand loaded, and tables that were read, after a piece of code in an interpreter of its own."""
    told = "from servicepolicy.models.vocabulary import _tables; info = _tables.table.cache_info().currsize"
    code = f"import json, sys; {code}; modules = list(sys.modules); {told}; print(json.dumps([modules, info]))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules, tables = json.loads(ran.stdout)
    return {*modules, f"{tables} tables"}


def test_an_import_reads_no_table() -> None:
    """`import servicepolicy` costs nothing of the vocabulary."""
    loaded = loaded_after("import servicepolicy")
    assert "0 tables" in loaded
    assert "yaml" not in loaded


def test_loading_builds_no_class_and_reads_what_it_needs() -> None:
    """A shipped policy is loaded without the classes of events, and without the tables of other subjects."""
    loaded = loaded_after("import servicepolicy as sp; sp.load('complaint-handling', fill='example-bank')")
    assert "servicepolicy.models.vocabulary._tables" in loaded
    assert not [name for name in loaded if name.endswith(("_classes", "events._base", "complaint", "_subject"))]
    assert "ruamel.yaml" not in loaded
    assert f"{len(subjects())} tables" not in loaded


def test_a_class_is_made_when_it_is_first_met() -> None:
    """Reading one event makes one class, not those of all events of the subject."""
    code = (
        "import servicepolicy as sp;"
        f"sp.Case.model_validate({{'id': 'C', 'events': [{{'event': 'received', 'at': '{AT}'}}]}});"
        "from servicepolicy.models.vocabulary import _classes; assert len(_classes._MADE) == 1, _classes._MADE"
    )
    loaded_after(code)


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    text = json.dumps({subject: digests(subject) for subject in subjects()}, indent=1)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
