"""Puts a policy book together: clauses, rules, service levels, values and changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from servicepolicy.language.bound.walk import PlacedCondition, PlacedValue, parts_of, tests_in
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import Field
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.terms import titled
from servicepolicy.policy.checking.references import blanks_used
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.reading.document import chapter_of
from servicepolicy.policy.teller import teller_of
from servicepolicy.reporting.book.compared import change_row
from servicepolicy.reporting.book.office import (
    approval_rows,
    calendar_entries,
    counting_of,
    own_rows,
    role_rows,
    value_rows,
)
from servicepolicy.reporting.book.parts import Book, ChangeRow, Chapter, Entry, RuleEntry, Shown
from servicepolicy.telling.book import sentences, service_level, told_fact
from servicepolicy.whatif.diff import diff

__all__ = ["book_of", "teller_of"]

_PARTS = re.compile(r"\d+|\D+")


def book_of(
    policy: Policy,
    *,
    languages: Sequence[str] = ("zh", "en"),
    scenarios: Iterable[Shown] = (),
    earlier: Policy | None = None,
) -> Book:
    """Put the book of a policy together.

    Args:
        policy: The policy, its blanks filled or open.
        languages: In which languages.
        scenarios: What shows its rules at work.
        earlier: An earlier version to compare it with.

    Raises:
        UsageError: There are no words in one of the languages.
    """
    tellers = {language: teller_of(policy, language) for language in languages}
    shown: dict[str, list[Shown]] = {}
    for one in scenarios:
        shown.setdefault(one.rule, []).append(one)
    rules = tuple(_told(rule, policy, tellers, tuple(shown.get(rule.id, ()))) for rule in policy.rules)
    levels = tuple(_told(level, policy, tellers, tuple(shown.get(level.id, ()))) for level in policy.slas)
    changes: tuple[ChangeRow, ...] = ()
    if earlier is not None:
        then = {language: teller_of(earlier, language) for language in languages}
        found = groupby(diff(earlier, policy, examples=False).changes, key=lambda change: (change.what, change.name))
        changes = tuple(change_row(tuple(one), (earlier, then), (policy, tellers)) for _, one in found)
    return Book(
        policy=policy,
        languages=tuple(languages),
        chapters=tuple(_chapters(policy, (*rules, *levels), languages)),
        rules=rules,
        levels=levels,
        values=tuple(row for name in _in_order(policy) for row in value_rows(name, policy, tellers)),
        calendars=tuple(calendar_entries(policy, tellers)),
        counting={language: tuple(counting_of(policy, teller)) for language, teller in tellers.items()},
        roles=tuple(role_rows(policy, tellers)),
        own=tuple(own_rows(policy, tellers)),
        approvals=tuple(approval_rows(policy, tellers)),
        earlier=None if earlier is None else earlier.digest,
        changes=changes,
    )


# clauses


def _chapters(policy: Policy, told: Sequence[RuleEntry], languages: Sequence[str]) -> Iterator[Chapter]:
    chapters: dict[str, list[Entry]] = {}
    cited = {clause for one in told for clause in one.clause}
    cited.update(clause for statement in policy.statements for clause in statement.clause)
    for clause in sorted(cited, key=_natural):
        chapters.setdefault(chapter_of(clause), []).append(_entry(clause, policy, told, languages))
    for name, entries in chapters.items():
        title = policy.document.chapters.get(name)
        yield Chapter(name, tuple(entries), {language: titled(title, language) for language in languages})


def _in_order(policy: Policy) -> list[str]:
    """The blanks in the order of the clauses that leave them open."""
    return sorted(policy.blanks, key=lambda name: _natural(policy.blanks[name].clause[0]))


def _natural(clause: str) -> tuple[tuple[bool, int, str], ...]:
    """The order in which people count: 2.10 after 2.9."""
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _PARTS.findall(clause))


def _entry(clause: str, policy: Policy, told: Sequence[RuleEntry], languages: Sequence[str]) -> Entry:
    carried = [statement for statement in policy.statements if clause in statement.clause]
    return Entry(
        clause,
        tuple(one for one in told if clause in one.clause),
        tuple({language: getattr(statement, language) for language in languages} for statement in carried),
        carried[0].kind if carried else "",
        *((said.at, said.text) if (said := policy.clauses.get(clause)) is not None else ()),
    )


# rules and service levels


def _told(said: Rule | SLA, policy: Policy, tellers: Mapping[str, Teller], scenarios: tuple[Shown, ...]) -> RuleEntry:
    facts = tuple(dict.fromkeys(_facts_read(said, policy.facts)))
    blanks = dict.fromkeys(
        blank for one in (said, *(policy.facts[name] for name in facts)) for blank in blanks_used(one)
    )
    return RuleEntry(
        id=said.id,
        kind=type(said).__name__.lower(),
        clause=said.clause,
        title={language: titled(said.title, language) or said.id for language in tellers},
        said={language: tuple(_sentences(said, facts, policy, teller)) for language, teller in tellers.items()},
        values=tuple(row for name in blanks for row in value_rows(name, policy, tellers)),
        scenarios=scenarios,
    )


def _sentences(said: Rule | SLA, facts: Iterable[str], policy: Policy, teller: Teller) -> Iterator[Sentence]:
    yield from service_level(said, teller) if isinstance(said, SLA) else sentences(said, teller)
    for name in facts:
        yield told_fact(name, policy.facts[name], teller)


def _facts_read(said: Rule | SLA | ComputedFact, facts: Mapping[str, ComputedFact]) -> Iterator[str]:
    """The computed facts that a rule reads, and those that they read; no circle passes the loader."""
    for name in _named(said):
        if name in facts:
            yield name
            yield from _facts_read(facts[name], facts)


def _named(said: Rule | SLA | ComputedFact) -> Iterator[str]:
    for part in parts_of(said):
        match part:
            case PlacedCondition():
                for _, tested in tests_in(part.condition, ()):
                    yield tested.path
                    compared = (value for test in tested.tests for value in test.values())
                    yield from (value.path for value in compared if isinstance(value, Field))
            case PlacedValue(form=Field(path)):
                yield path
            case _:
                continue
    if isinstance(said, ComputedFact):
        yield from said.fields()
