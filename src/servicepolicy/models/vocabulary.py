"""Which names exist: subjects, header fields, kinds of events and their fields, read off the models.

The policy loader checks every path of a rule against this, so that a misspelt field is a problem and not an unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import attrs

from servicepolicy.errors import UsageError

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from servicepolicy.models._subject import SubjectRecord
    from servicepolicy.models.events._base import EventRecord

__all__ = [
    "FieldType",
    "always_set",
    "event_fields",
    "event_kinds",
    "event_models",
    "header_fields",
    "schema",
    "setters",
    "sources",
    "subject_model",
    "subjects",
    "with_article",
]


@attrs.frozen
class FieldType:
    """What a field holds.

    Args:
        kind: `text`, `code`, `bool`, `integer`, `decimal`, `money`, `instant`, `date` or `list`.
        codes: For a closed code, its values; else `None`.
        personal: The value tells about a customer and is never shown.
        dated: The field may hold from one date until another.
        meaning: One line that says what it is.
    """

    kind: str
    codes: tuple[str, ...] | None = None
    personal: bool = False
    dated: bool = False
    meaning: str = ""


# Where the class of each subject stands, and the modules of its events; imported when they are first asked for.
_HOMES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "case": (
        "complaint",
        "Case",
        ("case_intake", "case_handling", "case_reply", "case_approval", "case_outcome"),
    ),
    "interaction": ("interaction", "Interaction", ("interaction",)),
    "agent": ("agent", "Agent", ("agent", "agent_work")),
    "candidate": ("candidate", "Candidate", ("candidate",)),
    "organisation": ("organisation", "Organisation", ("organisation", "organisation_work")),
    "incident": ("incident", "Incident", ("incident",)),
    "document": ("document", "Document", ("document",)),
    "meeting": ("meeting", "Meeting", ("meeting",)),
    "shift": ("shift", "Shift", ("shift",)),
    "inspection": ("inspection", "Inspection", ("inspection",)),
}
_EVENT_FRAME = frozenset({"event", "voids"})
_HEADER_FRAME = frozenset({"events", "not_offered", "timezone"})


def subjects() -> tuple[str, ...]:
    """The kinds of subjects, in the order in which they are documented."""
    return tuple(_HOMES)


@cache
def subject_model(subject: str) -> type[SubjectRecord]:
    """The class that checks records of a subject.

    Raises:
        UsageError: There is no such subject.
    """
    if subject not in _HOMES:
        raise _no_such_subject(subject)
    module, name, _ = _HOMES[subject]
    found: type[SubjectRecord] = getattr(import_module(f"servicepolicy.models.{module}"), name)
    return found


def _event_modules(subject: str) -> tuple[ModuleType, ...]:
    if subject not in _HOMES:
        raise _no_such_subject(subject)
    return tuple(import_module(f"servicepolicy.models.events.{module}") for module in _HOMES[subject][2])


def with_article(word: str) -> str:
    """A word with `a` or `an` before it."""
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"


def _no_such_subject(subject: str) -> UsageError:
    return UsageError(f"`{subject}` is no subject: one of {', '.join(f'`{name}`' for name in _HOMES)}")


@cache
def event_models(subject: str) -> Mapping[str, type[EventRecord]]:
    """The classes that check events of a subject, by kind.

    Raises:
        UsageError: There is no such subject.
    """
    from servicepolicy.models.events._base import EventRecord

    found: dict[str, type[EventRecord]] = {}
    for module in _event_modules(subject):
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, EventRecord):
                kind = member.model_fields["event"].default
                if isinstance(kind, str):
                    found[kind] = member
    return MappingProxyType(dict(sorted(found.items())))


@cache
def header_fields(subject: str) -> Mapping[str, FieldType]:
    """Header fields of a subject that a rule may read, by name.

    Raises:
        UsageError: There is no such subject.
    """
    fields = subject_model(subject).model_fields
    return MappingProxyType({name: _type(field) for name, field in fields.items() if name not in _HEADER_FRAME})


def event_kinds(subject: str) -> tuple[str, ...]:
    """Kinds of events of a subject, sorted; hosts add their own under `x.`.

    Raises:
        UsageError: There is no such subject.
    """
    return tuple(event_models(subject))


@cache
def event_fields(subject: str, kind: str) -> Mapping[str, FieldType]:
    """Fields of a kind of event that a rule may read, those common to all events included.

    Raises:
        UsageError: There is no such subject or kind.
    """
    models = event_models(subject)
    if kind not in models:
        raise UsageError(f"`{kind}` is no event of {with_article(subject)}")
    fields = models[kind].model_fields
    return MappingProxyType({name: _type(field) for name, field in fields.items() if name not in _EVENT_FRAME})


@cache
def sources(subject: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Which events set a header field, by field: pairs of kind and field of the event."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, model in event_models(subject).items():
        for field, name in model.SETS.items():
            found.setdefault(name, []).append((kind, field))
    return MappingProxyType({name: tuple(pairs) for name, pairs in found.items()})


@cache
def always_set(subject: str) -> Mapping[str, frozenset[str]]:
    """Which events set a header field even where they do not say to what, by field: it is unknown from then on."""
    found: dict[str, set[str]] = {}
    for kind, model in event_models(subject).items():
        for field in model.ALWAYS_SETS:
            found.setdefault(model.SETS[field], set()).add(kind)
    return MappingProxyType({name: frozenset(kinds) for name, kinds in found.items()})


def setters(subject: str) -> Mapping[str, tuple[str, ...]]:
    """Kinds of events that set a header field, by field.

    Raises:
        UsageError: There is no such subject.
    """
    return {name: tuple(kind for kind, _ in pairs) for name, pairs in sources(subject).items()}


def _type(field: FieldInfo) -> FieldType:
    from servicepolicy.models._record import mark_of

    mark = mark_of(field)
    codes = _codes(field.annotation)
    kind = "code" if codes else mark.kind
    return FieldType(kind, codes, mark.personal, mark.dated, field.description or "")


def _codes(annotation: Any) -> tuple[str, ...] | None:  # any Python annotation
    if get_origin(annotation) is Literal:
        return tuple(str(code) for code in get_args(annotation))
    for part in get_args(annotation):
        found = _codes(part)
        if found:
            return found
    return None


def schema(subject: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a record of a subject, for editors and for other languages.

    Raises:
        UsageError: There is no such subject.
    """
    from servicepolicy.models._schema import subject_schema

    return subject_schema(subject)
