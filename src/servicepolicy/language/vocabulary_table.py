"""A table of a vocabulary, as it may be written: the shipped ones, and those that a policy brings of its own."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from servicepolicy.language.rule import Name, Part
from servicepolicy.models.vocabulary import FieldType, Words, code_lists
from servicepolicy.models.vocabulary._own import SHIPPED, OwnTerms, OwnVocabulary

__all__ = ["Called", "EventSaid", "FieldSaid", "OwnEvent", "OwnTable", "Table", "vocabulary_of"]

Word = Annotated[str, Field(min_length=1)]


def _said(raw: object) -> object:
    """Yes or no as a document says it: Python hands in its own."""
    return str(raw).lower() if isinstance(raw, bool) else raw


class Called(Part):
    """What a code is called.

    Attributes:
        en: In English; absent: its own name says it.
        zh: In Chinese.
    """

    en: Word | None = None
    zh: Word


class FieldSaid(Part):
    """A field.

    Attributes:
        type: `text`, `code`, `bool`, `integer`, `count` (0 or more), `decimal`, `money`, `instant`, `date`, `list`, or
            the name of a list of codes.
        means: What it is, in a line.
        en: What it is called in English; absent: its own name says it.
        zh: What it is called in Chinese.
        personal: It tells about a customer, and is never shown.
        dated: It may be a list of values with their dates.
        default: What it holds where an event does not say.
        known: The codes that an open list of codes begins with: another is unknown until a policy names it.
        lasts_until: The events that end what it measures: once one is on record, it is as long as until then.
        told_apart_by: The field that says which of several such stretches an event belongs to.
        role_of: The field with the person whose role it states; posts of the organisation come first.
        unit_of: Likewise the person whose unit it states.
        people: It holds keys of people of the house, or may.
    """

    type: Word
    means: Word
    en: Word | None = None
    zh: Word
    personal: Annotated[Literal["true", "false"] | None, BeforeValidator(_said)] = None
    dated: Annotated[Literal["true"] | None, BeforeValidator(_said)] = None
    default: Annotated[Literal["true"] | None, BeforeValidator(_said)] = None
    known: tuple[Name, ...] = ()
    lasts_until: tuple[Name, ...] = ()
    told_apart_by: Name | None = None
    role_of: Name | None = None
    unit_of: Name | None = None
    people: Annotated[Literal["true"] | None, BeforeValidator(_said)] = None


class EventSaid(Part):
    """A kind of event.

    Attributes:
        means: What happened, in a sentence.
        en: What it is called in English; absent: its own name says it.
        zh: What it is called in Chinese.
        group: Whose fields it shares, of those under `groups`.
        sets: Which of its fields sets which field of the header.
        always_sets: Those of them that it cannot leave as they were.
        own: It is an act of the subject itself, also where nobody is recorded to have done it.
        fields: Its fields.
    """

    means: Word
    en: Word | None = None
    zh: Word
    group: Name | None = None
    sets: dict[Name, Name] = Field(default_factory=dict)
    always_sets: tuple[Name, ...] = ()
    own: Annotated[Literal["true"] | None, BeforeValidator(_said)] = None
    fields: dict[Name, FieldSaid] = Field(default_factory=dict)


class Table(Part):
    """A table of one subject.

    Attributes:
        codes: Lists of codes, with what each code is called.
        header: The header fields.
        every: The fields that every event has.
        groups: Fields that some events share.
        events: The kinds of events.
    """

    codes: dict[Name, dict[Name, Word | Called]] = Field(default_factory=dict)
    header: dict[Name, FieldSaid] = Field(default_factory=dict)
    every: dict[Name, FieldSaid] = Field(default_factory=dict)
    groups: dict[Name, dict[Name, FieldSaid]] = Field(default_factory=dict)
    events: dict[Name, EventSaid] = Field(default_factory=dict)


class OwnEvent(Part):
    """A kind of event of a policy's own.

    Attributes:
        means: What happened, in a sentence.
        en: What it is called in English.
        zh: What it is called in Chinese.
        fields: Its fields.
    """

    means: Word
    en: Word
    zh: Word
    fields: dict[Name, FieldSaid] = Field(default_factory=dict)


class OwnTable(Part):
    """What a policy adds to the vocabulary of one subject. A policy that declares something of its own, declares all.

    Attributes:
        codes: Lists of codes, with what each code is called.
        words: What codes of open lists are called.
        header: Header fields; their names begin with `x.`, and they are personal unless they say `personal: false`.
        events: Kinds of events; their names begin with `x.`.
        fields: Fields of shipped events, by kind; their names begin with `x.`.
        synonyms: What kinds of events are called in the bank's systems (`x.refunded`), and what they are here.
    """

    codes: dict[Name, dict[Name, Word | Called]] = Field(default_factory=dict)
    words: dict[Name, Word | Called] = Field(default_factory=dict)
    header: dict[Name, FieldSaid] = Field(default_factory=dict)
    events: dict[Name, OwnEvent] = Field(default_factory=dict)
    fields: dict[Name, dict[Name, FieldSaid]] = Field(default_factory=dict)
    synonyms: dict[Name, Name] = Field(default_factory=dict)

    def every_field(self) -> tuple[tuple[str, FieldSaid], ...]:
        """Every field that it declares, with its name."""
        of_events = [fields for event in self.events.values() for fields in [event.fields]]
        return tuple(pair for fields in (self.header, *of_events, *self.fields.values()) for pair in fields.items())


def vocabulary_of(tables: Mapping[str, OwnTable]) -> OwnVocabulary:
    """The shipped vocabulary with what a policy adds to it, by subject."""
    return OwnVocabulary({name: _terms(name, table) for name, table in tables.items()}) if tables else SHIPPED


def _terms(subject: str, table: OwnTable) -> OwnTerms:
    lists = {**code_lists(subject), **{name: tuple(listed) for name, listed in table.codes.items()}}
    codes = {code: said for listed in table.codes.values() for code, said in listed.items()} | table.words
    return OwnTerms(
        header=_types(table.header, lists),
        events={kind: _types(event.fields, lists) for kind, event in table.events.items()},
        fields={kind: _types(fields, lists) for kind, fields in table.fields.items()},
        synonyms=table.synonyms,
        kind_words={kind: Words(event.en, event.zh) for kind, event in table.events.items()},
        field_words={name: Words(said.en, said.zh) for name, said in table.every_field()},
        code_words={code: _called(said) for code, said in codes.items()},
    )


def _called(said: str | Called) -> Words:
    return Words(None, said) if isinstance(said, str) else Words(said.en, said.zh)


def _types(fields: Mapping[str, FieldSaid], lists: Mapping[str, tuple[str, ...]]) -> Mapping[str, FieldType]:
    return {
        name: FieldType(
            "code" if said.type in lists else "integer" if said.type == "count" else said.type,
            lists.get(said.type),
            said.personal != "false",
            meaning=said.means,
            known=said.known,
        )
        for name, said in fields.items()
    }
