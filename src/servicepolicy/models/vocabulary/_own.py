"""A vocabulary of which a part is a policy's own: names under `x.` that it declares beside the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from servicepolicy.models.vocabulary import names as shipped
from servicepolicy.models.vocabulary._tables import FieldType, Words

__all__ = ["HOST", "SHIPPED", "OwnTerms", "OwnVocabulary"]

HOST: Final = "x."
"""How the name of a host's own field or event begins."""

Fields = Mapping[str, FieldType]


@attrs.frozen
class OwnTerms:
    """What a policy declares of its own for one subject.

    Args:
        header: Its header fields.
        events: Its kinds of events, each with the fields that it declares.
        fields: Its fields of shipped events, by kind.
        synonyms: What kinds of events are called elsewhere, and what they are here.
        kind_words: What its events are called.
        field_words: What its fields are called.
        code_words: What codes are called.
    """

    header: Fields
    events: Mapping[str, Fields]
    fields: Mapping[str, Fields]
    synonyms: Mapping[str, str]
    kind_words: Mapping[str, Words]
    field_words: Mapping[str, Words]
    code_words: Mapping[str, Words]


@attrs.frozen(eq=False)
class OwnVocabulary:
    """The names that a policy's rules may use: those that are shipped, and its own.

    Args:
        own: What it declares itself, by subject.
    """

    own: Mapping[str, OwnTerms] = attrs.field(factory=dict[str, "OwnTerms"])

    def is_closed(self, subject: str) -> bool:
        """Whether names under `x.` are checked: a policy that declares some of a subject has declared them all."""
        return subject in self.own

    def header_fields(self, subject: str) -> Fields:
        """Header fields of a subject, as `header_fields`."""
        own = self.own.get(subject)
        found = shipped.header_fields(subject)
        return found if own is None or not own.header else {**found, **own.header}

    def event_kinds(self, subject: str) -> tuple[str, ...]:
        """Kinds of events of a subject, as `event_kinds`."""
        own = self.own.get(subject)
        found = shipped.event_kinds(subject)
        return found if own is None or not own.events else tuple(sorted((*found, *own.events)))

    def event_fields(self, subject: str, kind: str) -> Fields:
        """Fields of a kind of event, as `event_fields`.

        Raises:
            UsageError: There is no such subject or kind.
        """
        own = self.own.get(subject)
        if own is None:
            return shipped.event_fields(subject, kind)
        if kind in own.events:
            return {**shipped.common_fields(), **own.events[kind]}
        return {**shipped.event_fields(subject, kind), **own.fields.get(kind, {})}

    def own_field(self, subject: str, kind: str | None, name: str) -> FieldType | None:
        """The type of a field that the policy declares itself: of the header, or of a kind of event."""
        own = self.own.get(subject)
        if own is None:
            return None
        fields = own.header if kind is None else own.events.get(kind) or own.fields.get(kind) or {}
        return fields.get(name)

    def kind_words(self, subject: str, kind: str) -> Words | None:
        """What an event of the policy's own is called."""
        own = self.own.get(subject)
        return None if own is None else own.kind_words.get(kind)

    def field_words(self, subject: str, name: str) -> Words | None:
        """What a field of the policy's own is called."""
        own = self.own.get(subject)
        return None if own is None else own.field_words.get(name)

    def code_words(self, subject: str, code: str) -> Words | None:
        """What the policy calls a code, of whatever field."""
        own = self.own.get(subject)
        return None if own is None else own.code_words.get(code)


SHIPPED: Final = OwnVocabulary()
"""The shipped vocabulary alone."""
