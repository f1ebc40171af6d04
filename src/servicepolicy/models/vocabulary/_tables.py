"""The tables of the vocabulary: one file a subject, with its events and fields, what they mean and are called.

A table is written as YAML and read as the JSON that is made of it (`python -m tests.models.compiled_tables`), when its
subject is first asked for. It is trusted as it stands: tests show that every shipped one is right and that both say the
same, so that whoever loads a policy does not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

import attrs

from servicepolicy.errors import UsageError

__all__ = [
    "SUBJECTS",
    "EventEntry",
    "FieldEntry",
    "FieldType",
    "SubjectKind",
    "Words",
    "called",
    "codes",
    "common",
    "entries",
    "event_entry",
    "every",
    "header",
    "kinds",
    "lists",
    "shared",
    "table",
]

SubjectKind: TypeAlias = Literal[
    "case",
    "interaction",
    "agent",
    "candidate",
    "organisation",
    "incident",
    "document",
    "meeting",
    "shift",
    "inspection",
]
"""On whose timeline a rule is decided."""

SUBJECTS: Final = get_args(SubjectKind)
"""The kinds of subjects, in the order in which they are documented."""


@attrs.frozen
class FieldType:
    """What a field holds.

    Args:
        kind: `text`, `code`, `bool`, `integer`, `decimal`, `money`, `instant`, `date` or `list`.
        codes: For a closed code, its values; else `None`.
        personal: The value tells about a customer and is never shown.
        dated: The field may hold from one date until another.
        meaning: One line that says what it is.
        lasts: How long something takes, in minutes: the kinds of events that end it; those after the first do where
            nothing was announced. What an event says of it is announced; once its end is on record, that decides,
            unless more was announced.
        told_apart_by: The field by which several of them are told apart.
        known: For an open list of codes, those that it begins with; another is unknown until a policy names it.
        role_of: The field that names the person whose role it states: where the organisation's posts cover that person
            at the instant, they decide.
        unit_of: Likewise the person whose unit it states.
        people: It holds keys of people of the house, or may.
    """

    kind: str
    codes: tuple[str, ...] | None = None
    personal: bool = False
    dated: bool = False
    meaning: str = ""
    lasts: tuple[str, ...] = ()
    told_apart_by: str = ""
    known: tuple[str, ...] = ()
    role_of: str = ""
    unit_of: str = ""
    people: bool = False

    @property
    def person(self) -> str:
        """The field that names the person of whose post it tells; empty where it tells of none."""
        return self.role_of or self.unit_of


class Words(NamedTuple):
    """What something is called.

    Args:
        en: In English; `None` where its own name says it.
        zh: In Chinese.
    """

    en: str | None
    zh: str

    def said(self, language: str, name: str) -> str:
        """The word of a language: `en` or `zh`; where English has none of its own, the name without its joints."""
        return self.zh if language == "zh" else self.en or name.replace("_", " ")


class FieldEntry(NamedTuple):
    """A field as its table has it.

    Args:
        type: What it holds.
        written: Its type as the table names it: a plain type, or a list of codes.
        words: What it is called.
        default: What it holds where an event does not say; `None` for all but very few.
    """

    type: FieldType
    written: str
    words: Words
    default: bool | None = None


class EventEntry(NamedTuple):
    """A kind of event as its table has it.

    Args:
        means: What happened, in a sentence.
        words: What it is called.
        fields: Its fields, those that all events have left out.
        sets: Which of its fields sets which field of the header from then on (decision 4).
        always_sets: Those of them that it cannot leave as they were: where it does not say them, the header's is
            unknown from then on.
        own: It is an act of the subject itself, also where nobody is recorded to have done it.
    """

    means: str
    words: Words
    fields: Mapping[str, FieldEntry]
    sets: Mapping[str, str]
    always_sets: frozenset[str]
    own: bool


@cache
def table(subject: str) -> Mapping[str, Any]:
    """The table of a subject as it is written: mappings, lists and texts.

    Raises:
        UsageError: There is no such subject.
    """
    if subject not in SUBJECTS:
        raise UsageError(f"`{subject}` is not a subject: one of {', '.join(f'`{name}`' for name in SUBJECTS)}")
    return _read(subject)


@cache
def common() -> Mapping[str, Any]:
    """The table of what all subjects share, as it is written."""
    return _read("common")


def _read(name: str) -> Mapping[str, Any]:
    written = resources.files("servicepolicy.models.vocabulary") / "compiled" / f"{name}.json"
    found: Mapping[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    return found


@cache
def codes(subject: str) -> Mapping[str, Mapping[str, Words]]:
    """The lists of codes that fields of a subject may be of, by name: its own, and those of all subjects."""
    listed: dict[str, Mapping[str, Any]] = {**common()["codes"], **(table(subject).get("codes", {}) if subject else {})}
    return {name: _called(written) for name, written in listed.items()}


@cache
def lists(subject: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of codes without their words, which nobody asks for until something is told."""
    shared = {name: tuple(written) for name, written in common()["codes"].items()} if not subject else lists("")
    own = table(subject).get("codes", {}) if subject else {}
    return {**shared, **{name: tuple(written) for name, written in own.items()}}


def called(section: str) -> Mapping[str, Words]:
    """A section of the common table that says what is called how: fields by name (`names`), open codes (`words`)."""
    return _called(common()[section])


def _called(written: Mapping[str, str | Mapping[str, str]]) -> Mapping[str, Words]:
    return {name: Words(None, said) if isinstance(said, str) else _words(said) for name, said in written.items()}


@cache
def every(subject: str) -> Mapping[str, FieldEntry]:
    """The fields that every event of a subject has beside those of all events."""
    return _fields(subject, table(subject).get("every", {}))


@cache
def shared() -> Mapping[str, FieldEntry]:
    """The fields of all events of all subjects."""
    return _fields("", common()["every"])


@cache
def header(subject: str) -> Mapping[str, FieldEntry]:
    """The header fields of a subject."""
    frame = dict(_fields("", common()["header"]))
    of_subject = frame["subject"]
    frame["subject"] = of_subject._replace(type=attrs.evolve(of_subject.type, codes=(subject,)))
    return MappingProxyType({**frame, **_fields(subject, table(subject)["header"])})


@cache
def kinds(subject: str) -> tuple[str, ...]:
    """Kinds of events of a subject, sorted."""
    return tuple(sorted(table(subject)["events"]))


@cache
def event_entry(subject: str, kind: str) -> EventEntry | None:
    """A kind of event; `None` where there is none of that name."""
    written = table(subject)["events"].get(kind)
    if written is None:
        return None
    group = table(subject)["groups"][written["group"]] if "group" in written else {}
    own = _fields(subject, {**group, **written.get("fields", {})})
    return EventEntry(
        written["means"],
        _words(written),
        MappingProxyType({**every(subject), **own}),
        MappingProxyType(written.get("sets", {})),
        frozenset(written.get("always_sets", ())),
        "own" in written,
    )


def _fields(subject: str, written: Mapping[str, Mapping[str, Any]]) -> Mapping[str, FieldEntry]:
    return MappingProxyType({name: _field(subject, entry) for name, entry in written.items()})


def _field(subject: str, entry: Mapping[str, Any]) -> FieldEntry:
    written = entry["type"]
    listed = lists(subject).get(written)
    type_ = FieldType(
        "code" if listed else "integer" if written == "count" else written,
        listed,
        "personal" in entry,
        "dated" in entry,
        entry["means"],
        tuple(entry.get("lasts_until", ())),
        entry.get("told_apart_by", ""),
        tuple(entry.get("known", ())),
        entry.get("role_of", ""),
        entry.get("unit_of", ""),
        "people" in entry,
    )
    return FieldEntry(type_, written, _words(entry), True if "default" in entry else None)


def _words(entry: Mapping[str, Any]) -> Words:
    return Words(entry.get("en"), entry["zh"])


def entries(subject: str) -> Iterator[tuple[str, EventEntry]]:
    """Every kind of event of a subject, in order."""
    for kind in kinds(subject):
        entry = event_entry(subject, kind)
        if entry is not None:
            yield kind, entry
