"""Which names exist: subjects, header fields, kinds of events and their fields, as the tables say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from servicepolicy.errors import UsageError
from servicepolicy.models.vocabulary import _tables
from servicepolicy.models.vocabulary._tables import SUBJECTS, FieldType

__all__ = [
    "always_set",
    "code_lists",
    "common_fields",
    "event_fields",
    "event_kinds",
    "event_means",
    "header_fields",
    "own_acts",
    "setters",
    "sources",
    "subjects",
    "usual_roles",
    "with_article",
]


def subjects() -> tuple[str, ...]:
    """The kinds of subjects, in the order in which they are documented."""
    return SUBJECTS


@cache
def usual_roles() -> frozenset[str]:
    """The roles that people of a bank usually have, whether or not a policy is about them."""
    return frozenset(_tables.common()["roles"])


def with_article(word: str) -> str:
    """A word with `a` or `an` before it."""
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"


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


@cache
def own_acts(subject: str) -> frozenset[str]:
    """Kinds of events that the subject itself does, also where nobody is recorded to have done them."""
    return frozenset(kind for kind, entry in _tables.entries(subject) if entry.own)


def setters(subject: str) -> Mapping[str, tuple[str, ...]]:
    """Kinds of events that set a header field, by field.

    Raises:
        UsageError: There is no such subject.
    """
    return {name: tuple(kind for kind, _ in pairs) for name, pairs in sources(subject).items()}


def _entry(subject: str, kind: str) -> _tables.EventEntry:
    found = _tables.event_entry(subject, kind)
    if found is None:
        raise no_such_event(subject, kind)
    return found


def no_such_event(subject: str, kind: str) -> UsageError:
    """What is raised for a kind of event that a subject does not have."""
    return UsageError(f"`{kind}` is not an event of {with_article(subject)}")
