"""A table of a vocabulary, as it may be written: the shipped ones, and those that a policy brings of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from servicepolicy.language.rule import Name, Part

__all__ = ["Called", "EventSaid", "FieldSaid", "Table"]

Word = Annotated[str, Field(min_length=1)]


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
    """

    type: Word
    means: Word
    en: Word | None = None
    zh: Word
    personal: Literal["true", "false"] | None = None
    dated: Literal["true"] | None = None
    default: Literal["true"] | None = None


class EventSaid(Part):
    """A kind of event.

    Attributes:
        means: What happened, in a sentence.
        en: What it is called in English; absent: its own name says it.
        zh: What it is called in Chinese.
        group: Whose fields it shares, of those under `groups`.
        sets: Which of its fields sets which field of the header.
        always_sets: Those of them that it cannot leave as they were.
        fields: Its fields.
    """

    means: Word
    en: Word | None = None
    zh: Word
    group: Name | None = None
    sets: dict[Name, Name] = Field(default_factory=dict)
    always_sets: tuple[Name, ...] = ()
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
