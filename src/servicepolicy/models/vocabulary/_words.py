"""What events, fields and codes are called: by where they stand, and by their names alone where that is not told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from servicepolicy.models.vocabulary import _tables
from servicepolicy.models.vocabulary._tables import SUBJECTS, FieldEntry, Words

__all__ = ["code_words", "event_words", "field_kind", "field_words"]


def event_words(kind: str, subject: str = "") -> Words | None:
    """What a kind of event is called; `None` where no table has it, as with those of a host's own.

    Args:
        kind: The kind.
        subject: On which subject; left out, the first that has such events.
    """
    of_subject = _tables.event_entry(subject, kind) if subject in SUBJECTS else None
    if of_subject is not None:
        return of_subject.words
    return _kinds().get(kind)


def field_words(name: str, subject: str = "", kinds: Iterable[str] = ()) -> Words | None:
    """What a field is called; `None` where no table has it.

    Args:
        name: The field, without a path.
        subject: Of which subject; left out, what fields of that name are called wherever they stand.
        kinds: Of which events of the subject; left out, it is a field of the header.
    """
    if subject in SUBJECTS:
        for of in (tuple(kinds), _tables.kinds(subject)):  # one that no header has is called as in its events
            called = {found.words: None for found in _standing(name, subject, of)}
            if len(called) == 1:
                return next(iter(called))
    return _names().get(name)


def code_words(code: str, field: str = "", subject: str = "", kinds: Iterable[str] = ()) -> Words | None:
    """What a code is called; `None` where no table has it.

    Args:
        code: The code.
        field: The field that has it: `public` is something else of an area than of an answer.
        subject: Of which subject the field is.
        kinds: Of which events of the subject it is; left out, it is a field of the header.
    """
    if field and subject in SUBJECTS:
        for found in _standing(field, subject, tuple(kinds)):
            of_list = _tables.codes(subject).get(found.written, {}).get(code)
            if of_list is not None:
                return of_list
    of_field = _codes_of(field).get(code) if field else None
    of_role = _tables.common()["roles"].get(code)
    return (
        of_field
        or _open().get(f"{field}.{code}")
        or _open().get(code)
        or _codes_of("").get(code)
        or (Words(None, of_role) if of_role else None)
    )


def field_kind(name: str, subject: str = "", kinds: Iterable[str] = ()) -> str:
    """What a field holds, such as `integer` or `instant`; empty where no table has it, or two that differ."""
    found = {entry.type.kind for entry in _standing(name, subject, tuple(kinds))} if subject in SUBJECTS else set[str]()
    return next(iter(found)) if len(found) == 1 else ""


def _standing(name: str, subject: str, kinds: tuple[str, ...]) -> Iterator[FieldEntry]:
    """The fields of a name that are meant: of the header, or of each kind of event that has one."""
    if not kinds:
        own = _tables.header(subject).get(name)
        if own is not None:
            yield own
    for kind in kinds:
        entry = _tables.event_entry(subject, kind)
        found = None if entry is None else entry.fields.get(name, _tables.shared().get(name))
        if found is not None:
            yield found


@cache
def _kinds() -> Mapping[str, Words]:
    found: dict[str, Words] = {}
    for subject in SUBJECTS:
        for kind, entry in _tables.entries(subject):
            found.setdefault(kind, entry.words)
    return found


def _fields() -> Iterator[tuple[str, str, FieldEntry]]:
    """Every field of every table, with its subject."""
    for name, field in _tables.shared().items():
        yield "", name, field
    for subject in SUBJECTS:
        yield from ((subject, name, field) for name, field in _tables.header(subject).items())
        for _, entry in _tables.entries(subject):
            yield from ((subject, name, field) for name, field in entry.fields.items())


@cache
def _names() -> Mapping[str, Words]:
    """What fields are called by their names alone."""
    found = dict(_tables.called("names"))
    for _, name, field in _fields():
        found.setdefault(name, field.words)
    return found


@cache
def _codes_of(field: str) -> Mapping[str, Words]:
    """The codes of all fields of a name, or of all fields."""
    found: dict[str, Words] = {}
    for subject, name, entry in _fields():
        if field in ("", name) and entry.type.codes is not None:
            for code, words in _tables.codes(subject)[entry.written].items():
                found.setdefault(code, words)
    return found


@cache
def _open() -> Mapping[str, Words]:
    return _tables.called("words")
