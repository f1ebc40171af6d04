"""What a policy book holds, before it is written in any format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from servicepolicy.phrases.teller import Sentence
from servicepolicy.phrases.terms import titled
from servicepolicy.policy.policy import Policy

__all__ = [
    "STATUSES",
    "ApprovalRow",
    "Book",
    "CalendarEntry",
    "ChangeRow",
    "Chapter",
    "CoverageRow",
    "Entry",
    "OwnRow",
    "RoleRow",
    "RuleEntry",
    "Shown",
    "ValueRow",
]

STATUSES = ("met", "breached", "pending", "unknown", "not_applicable", "permit", "needs_approval", "refuse")
"""How scenarios end, in the order in which they are counted."""


@attrs.frozen
class Shown:
    """A scenario: what it shows of a rule.

    Attributes:
        rule: The rule.
        name: What it is called.
        status: What the policy says of it.
        zh: What it is called in Chinese; empty where nobody has said it.
    """

    rule: str
    name: str
    status: str
    zh: str = ""

    def called(self, language: str) -> str:
        """What it is called in a language."""
        return (self.zh if language == "zh" else "") or self.name


@attrs.frozen
class ValueRow:
    """One value of a blank: what was asked, what fills it, who says so and when it holds.

    Attributes:
        name: The blank.
        clause: The clauses that leave it open.
        asked: The question, in each language.
        value: What fills it, in each language: one line, or the rows of a table.
        by: Who says so; empty where nobody has yet.
        since: From when it holds.
        until: Until when, excluded.
        replaced: Whether somebody has said something else since.
    """

    name: str
    clause: tuple[str, ...]
    asked: Mapping[str, str]
    value: Mapping[str, tuple[str, ...]]
    by: str
    since: str | None
    until: str | None
    replaced: bool


@attrs.frozen
class RuleEntry:
    """One rule of the book, or one service level."""

    id: str
    kind: str
    clause: tuple[str, ...]
    title: Mapping[str, str]
    said: Mapping[str, tuple[Sentence, ...]]
    values: tuple[ValueRow, ...]
    scenarios: tuple[Shown, ...]


@attrs.frozen
class Entry:
    """One clause: the rules that carry it out, or the text in which it is carried."""

    clause: str
    rules: tuple[RuleEntry, ...]
    carried: tuple[Mapping[str, str], ...]
    kind: str
    at: str = ""  # where it stands in the source, in the source's own numbering
    quoted: str = ""  # its sentence, where somebody supplied it

    @property
    def is_text(self) -> bool:
        """Whether no rule decides it."""
        return not self.rules


@attrs.frozen
class Chapter:
    """The clauses that share the first numbers of their ids, and what the policy calls them together."""

    name: str
    entries: tuple[Entry, ...]
    title: Mapping[str, str] = attrs.field(factory=dict[str, str])


@attrs.frozen
class CalendarEntry:
    """A working calendar, in words."""

    id: str
    title: Mapping[str, str]
    said: Mapping[str, tuple[Sentence, ...]]


@attrs.frozen
class RoleRow:
    """A role: who holds it, how far it stands below the top, and the roles right below it."""

    id: str
    depth: int
    title: Mapping[str, str]
    kind: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]


@attrs.frozen
class OwnRow:
    """A name that the policy declares beside the shipped vocabulary: an event, a field, or a list of codes."""

    id: str
    what: str
    of: Mapping[str, str]
    title: Mapping[str, str]
    means: Mapping[str, str]


@attrs.frozen
class ApprovalRow:
    """Who approved the text, in which role and when; `other`: what was approved is another text."""

    by: str
    role: Mapping[str, str]
    on: str
    other: bool


@attrs.frozen
class ChangeRow:
    """What changed against an earlier version, and what that means, in words."""

    what: str
    name: str
    how: str
    clause: tuple[str, ...]
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]
    meaning: Mapping[str, str]


@attrs.frozen
class CoverageRow:
    """How many scenarios show a rule, by how they end."""

    rule: RuleEntry
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


@attrs.frozen
class Book:
    """A policy as a document.

    Attributes:
        policy: The policy that it renders.
        languages: In which languages, the first on the left.
        chapters: Its clauses.
        rules: Its rules, each once.
        levels: Its service levels.
        values: Every blank with what fills it.
        calendars: Its working calendars.
        counting: How days are counted where a rule does not say, and which version governs a running matter.
        roles: Its roles, those at the top first.
        own: The names that it declares itself.
        approvals: Who approved it.
        earlier: Digest of the version that it is compared with; `None`: with none.
        changes: What changed since.
    """

    policy: Policy
    languages: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    rules: tuple[RuleEntry, ...]
    levels: tuple[RuleEntry, ...]
    values: tuple[ValueRow, ...]
    calendars: tuple[CalendarEntry, ...]
    counting: Mapping[str, tuple[Sentence, ...]]
    roles: tuple[RoleRow, ...]
    own: tuple[OwnRow, ...]
    approvals: tuple[ApprovalRow, ...]
    earlier: str | None
    changes: tuple[ChangeRow, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """Every clause."""
        for chapter in self.chapters:
            yield from chapter.entries

    @property
    def texts(self) -> tuple[Entry, ...]:
        """The clauses that no rule decides."""
        return tuple(entry for entry in self.entries if entry.is_text)

    @property
    def statuses(self) -> tuple[str, ...]:
        """How its scenarios end, those ways that occur."""
        found = {one.status for rule in self.rules for one in rule.scenarios}
        return (*(status for status in STATUSES if status in found), *sorted(found.difference(STATUSES)))

    @property
    def coverage(self) -> tuple[CoverageRow, ...]:
        """How often each rule is shown at work; nothing where there is no scenario at all."""
        if not self.statuses:
            return ()
        return tuple(CoverageRow(rule, Counter(one.status for one in rule.scenarios)) for rule in self.rules)

    @property
    def note(self) -> Mapping[str, str]:
        """What must be said of the copy of the source."""
        return {language: titled(self.policy.document.source_note, language) for language in self.languages}

    def title(self, language: str) -> str:
        """What the policy is called."""
        return titled(self.policy.title, language) or self.policy.id
