"""Which names exist: subjects, header fields, kinds of events and their fields, and what they are called.

All of it stands in tables, one a subject, beside this file. The policy loader checks every path of a rule against them,
so that a misspelt field is a problem and not an unknown; facts are checked by classes that are made from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from servicepolicy.errors import UsageError
from servicepolicy.models.vocabulary import _tables
from servicepolicy.models.vocabulary._tables import SUBJECTS, FieldType, Words
from servicepolicy.models.vocabulary._words import code_words, event_words, field_words

if TYPE_CHECKING:
    from servicepolicy.models.events._base import EventRecord
    from servicepolicy.models.subject import SubjectRecord

__all__ = [
    "FieldType",
    "Words",
    "always_set",
    "code_lists",
    "code_words",
    "common_fields",
    "event_fields",
    "event_kinds",
    "event_means",
    "event_model",
    "event_models",
    "event_words",
    "field_words",
    "header_fields",
    "schema",
    "setters",
    "sources",
    "subject_model",
    "subjects",
    "with_article",
]

# The module of the class of each subject, where it is not called as the subject is; imported when first asked for.
_ELSEWHERE: Mapping[str, str] = {"case": "complaint"}


def subjects() -> tuple[str, ...]:
    """The kinds of subjects, in the order in which they are documented."""
    return SUBJECTS


@cache
def subject_model(subject: str) -> type[SubjectRecord]:
    """The class that checks records of a subject.

    Raises:
        UsageError: There is no such subject.
    """
    _tables.table(subject)
    module = import_module(f"servicepolicy.models.{_ELSEWHERE.get(subject, subject)}")
    found: type[SubjectRecord] = getattr(module, subject.capitalize())
    return found


def with_article(word: str) -> str:
    """A word with `a` or `an` before it."""
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"


def event_model(subject: str, kind: str) -> type[EventRecord]:
    """The class that checks events of a kind; made when it is first asked for, and the same ever after.

    Raises:
        UsageError: There is no such subject or kind.
    """
    from servicepolicy.models.vocabulary._classes import event_class

    found = event_class(subject, kind)
    if found is None:
        raise _no_such_event(subject, kind)
    return found


@cache
def event_models(subject: str) -> Mapping[str, type[EventRecord]]:
    """The classes that check events of a subject, by kind.

    Raises:
        UsageError: There is no such subject.
    """
    return MappingProxyType({kind: event_model(subject, kind) for kind in event_kinds(subject)})


@cache
def header_fields(subject: str) -> Mapping[str, FieldType]:
    """Header fields of a subject that a rule may read, by name.

    Raises:
        UsageError: There is no such subject.
    """
    return MappingProxyType({name: entry.type for name, entry in _tables.header(subject).items()})


def event_kinds(subject: str) -> tuple[str, ...]:
    """Kinds of events of a subject, sorted; hosts add their own under `x.`.

    Raises:
        UsageError: There is no such subject.
    """
    return _tables.kinds(subject)


def event_means(subject: str, kind: str) -> str:
    """What a kind of event says that happened, in a sentence.

    Raises:
        UsageError: There is no such subject or kind.
    """
    return _entry(subject, kind).means


def code_lists(subject: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of codes that fields of a subject may be of, by name; empty where there is no such subject."""
    return _tables.lists(subject) if subject in SUBJECTS else {}


@cache
def common_fields() -> Mapping[str, FieldType]:
    """The fields that every event of every subject has."""
    return MappingProxyType({name: entry.type for name, entry in _tables.shared().items()})


@cache
def event_fields(subject: str, kind: str) -> Mapping[str, FieldType]:
    """Fields of a kind of event that a rule may read, those common to all events included.

    Raises:
        UsageError: There is no such subject or kind.
    """
    fields = {**_tables.shared(), **_entry(subject, kind).fields}
    return MappingProxyType({name: entry.type for name, entry in fields.items()})


@cache
def sources(subject: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Which events set a header field, by field: pairs of kind and field of the event."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, entry in _tables.entries(subject):
        for field, name in entry.sets.items():
            found.setdefault(name, []).append((kind, field))
    return MappingProxyType({name: tuple(pairs) for name, pairs in found.items()})


@cache
def always_set(subject: str) -> Mapping[str, frozenset[str]]:
    """Which events set a header field even where they do not say to what, by field: it is unknown from then on."""
    found: dict[str, set[str]] = {}
    for kind, entry in _tables.entries(subject):
        for field in entry.always_sets:
            found.setdefault(entry.sets[field], set()).add(kind)
    return MappingProxyType({name: frozenset(kinds) for name, kinds in found.items()})


def setters(subject: str) -> Mapping[str, tuple[str, ...]]:
    """Kinds of events that set a header field, by field.

    Raises:
        UsageError: There is no such subject.
    """
    return {name: tuple(kind for kind, _ in pairs) for name, pairs in sources(subject).items()}


def _entry(subject: str, kind: str) -> _tables.EventEntry:
    found = _tables.event_entry(subject, kind)
    if found is None:
        raise _no_such_event(subject, kind)
    return found


def _no_such_event(subject: str, kind: str) -> UsageError:
    return UsageError(f"`{kind}` is no event of {with_article(subject)}")


def schema(subject: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a record of a subject, for editors and for other languages.

    Raises:
        UsageError: There is no such subject.
    """
    from servicepolicy.models.json_schema import subject_schema

    return subject_schema(subject)
