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

from servicepolicy.models.vocabulary import _tables
from servicepolicy.models.vocabulary._tables import FieldType, Words
from servicepolicy.models.vocabulary._words import code_words, event_words, field_kind, field_words
from servicepolicy.models.vocabulary.names import (
    always_set,
    code_lists,
    common_fields,
    event_fields,
    event_kinds,
    event_means,
    header_fields,
    no_such_event,
    own_acts,
    setters,
    sources,
    subjects,
    usual_roles,
    with_article,
)

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
    "field_kind",
    "field_words",
    "header_fields",
    "own_acts",
    "schema",
    "setters",
    "sources",
    "subject_model",
    "subjects",
    "usual_roles",
    "with_article",
]

# The module of the class of each subject, where it is not called as the subject is; imported when first asked for.
_ELSEWHERE: Mapping[str, str] = {"case": "complaint"}


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


def event_model(subject: str, kind: str) -> type[EventRecord]:
    """The class that checks events of a kind; made when it is first asked for, and the same ever after.

    Raises:
        UsageError: There is no such subject or kind.
    """
    from servicepolicy.models.vocabulary._classes import event_class

    found = event_class(subject, kind)
    if found is None:
        raise no_such_event(subject, kind)
    return found


@cache
def event_models(subject: str) -> Mapping[str, type[EventRecord]]:
    """The classes that check events of a subject, by kind.

    Raises:
        UsageError: There is no such subject.
    """
    return MappingProxyType({kind: event_model(subject, kind) for kind in event_kinds(subject)})


def schema(subject: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a record of a subject, for editors and for other languages.

    Raises:
        UsageError: There is no such subject.
    """
    from servicepolicy.models.json_schema import subject_schema

    return subject_schema(subject_model(subject), event_models(subject))
