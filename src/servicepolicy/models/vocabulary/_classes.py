"""The class that checks events of a kind, made from its table when such an event is first met."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal

from pydantic import Field, create_model

from servicepolicy.models.events._base import EventRecord
from servicepolicy.models.fields import (
    Amount,
    Code,
    Count,
    Day,
    Flag,
    Instant,
    Number,
    Personal,
    PersonalCount,
    Texts,
    Whole,
    absent,
)
from servicepolicy.models.vocabulary._tables import FieldEntry, event_entry

__all__ = ["event_class"]

_TYPES: Final[dict[str, Any]] = {
    "bool": Flag,
    "code": Code,
    "count": Count,
    "date": Day,
    "decimal": Number,
    "instant": Instant,
    "integer": Whole,
    "list": Texts,
    "money": Amount,
}
_PERSONAL: Final[dict[str, Any]] = {"text": Personal, "count": PersonalCount}
_MADE: dict[tuple[str, str], type[EventRecord]] = {}


class _OfATable(EventRecord, frozen=True):
    """Base of the classes that are made: each is found again, by what was pickled, by its subject and kind."""

    OF: ClassVar[tuple[str, str]]

    def __reduce__(self) -> str | tuple[Any, ...]:
        return _blank, self.OF, self.__getstate__()


def _blank(subject: str, kind: str) -> EventRecord | None:
    """An event of a kind as it is before its fields are put back: the other end of a pickle."""
    made = event_class(subject, kind)
    return None if made is None else made.__new__(made)


def event_class(subject: str, kind: str) -> type[EventRecord] | None:
    """The class of a kind of event, one and the same each time; `None` where there is no such kind.

    Raises:
        UsageError: There is no such subject.
    """
    found = _MADE.get((subject, kind))
    if found is not None or event_entry(subject, kind) is None:
        return found
    return _MADE.setdefault((subject, kind), _made(subject, kind))  # of two threads, one class


def _made(subject: str, kind: str) -> type[EventRecord]:
    entry = event_entry(subject, kind)
    fields: dict[str, Any] = {"event": (Literal[kind], kind)}
    if entry is not None:
        fields |= {name: _field(field) for name, field in entry.fields.items()}
    made: type[_OfATable] = create_model(
        "".join(word.capitalize() for word in kind.split("_")),
        __base__=_OfATable,
        __module__=__name__,
        __doc__=entry.means if entry is not None else None,
        __cls_kwargs__={"frozen": True},
        **fields,
    )
    made.OF = (subject, kind)
    return made


def _field(entry: FieldEntry) -> tuple[Any, Any]:
    """The annotation of a field, and what it holds where it is left out."""
    if entry.type.codes is not None:
        annotation: Any = Literal[entry.type.codes]
    else:
        annotation = (_PERSONAL if entry.type.personal else _TYPES)[entry.written]
    if entry.default is not None:
        return annotation, Field(default=entry.default, description=entry.type.meaning)
    return annotation | None, absent(entry.type.meaning)
