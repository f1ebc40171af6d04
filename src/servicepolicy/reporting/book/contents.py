"""What a policy book holds, before it is written in any format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from servicepolicy.policy.changes import Change, changes_between
from servicepolicy.policy.names import blanks_used
from servicepolicy.policy.policy import Policy
from servicepolicy.rules.period import Period
from servicepolicy.rules.rule import Rule, Title
from servicepolicy.rules.value import parse_value
from servicepolicy.wording.book import Sentence, Teller, sentences

__all__ = ["Book", "Entry", "RuleEntry", "Shown", "ValueRow", "book_of"]

_PARTS = re.compile(r"\d+|\D+")


@attrs.frozen
class Shown:
    """A scenario: what it shows of a rule.

    Attributes:
        rule: The rule.
        name: What it is called.
        status: What the policy says of it.
    """

    rule: str
    name: str
    status: str


@attrs.frozen
class ValueRow:
    """One value of a blank: what was asked, what fills it, who says so and when it holds."""

    name: str
    asked: Mapping[str, str]
    value: Mapping[str, str]
    by: str
    since: str | None
    until: str | None
    replaced: bool


@attrs.frozen
class RuleEntry:
    """One rule of the book."""

    id: str
    kind: str
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

    @property
    def is_text(self) -> bool:
        """Whether no rule decides it."""
        return not self.rules


@attrs.frozen
class Chapter:
    """The clauses that share the first numbers of their ids."""

    name: str
    entries: tuple[Entry, ...]


@attrs.frozen
class ChangeRow:
    """What changed against an earlier version, in words."""

    what: str
    name: str
    how: str
    clause: tuple[str, ...]
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]


@attrs.frozen
class Book:
    """A policy as a document.

    Attributes:
        policy: The policy that it renders.
        languages: In which languages, the first on the left.
        chapters: Its clauses.
        earlier: Digest of the version that it is compared with; `None`: with none.
        changes: What changed since.
    """

    policy: Policy
    languages: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    earlier: str | None
    changes: tuple[ChangeRow, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """Every clause."""
        for chapter in self.chapters:
            yield from chapter.entries

    def title(self, language: str) -> str:
        """What the policy is called."""
        return _in(self.policy.title, language) or self.policy.id


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
    """
    tellers = {language: teller_of(policy, language) for language in languages}
    shown: dict[str, list[Shown]] = {}
    for one in scenarios:
        shown.setdefault(one.rule, []).append(one)
    rules = {rule.id: _rule(rule, policy, tellers, tuple(shown.get(rule.id, ()))) for rule in policy.rules}
    changes: tuple[ChangeRow, ...] = ()
    if earlier is not None:
        then = {language: teller_of(earlier, language) for language in languages}
        changes = tuple(_change(change, then, tellers) for change in changes_between(earlier, policy))
    digest = None if earlier is None else earlier.digest
    return Book(policy, tuple(languages), tuple(_chapters(policy, rules, languages)), digest, changes)


def teller_of(policy: Policy, language: str) -> Teller:
    """Says the rules of a policy with its values and its names."""
    values = {
        name: tuple((dated.form, dated.period) for dated in filling.fill.values)
        for name, filling in policy.fillings.items()
    }
    return Teller(
        language,
        values,
        rules=_titles(
            {rule.id: rule.title for rule in policy.rules} | {sla.id: sla.title for sla in policy.slas}, language
        ),
        roles=_titles({name: role.title for name, role in policy.roles.items()}, language),
        facts=_titles({name: fact.title for name, fact in policy.facts.items()}, language),
    )


def _titles(titles: Mapping[str, Title | None], language: str) -> dict[str, str]:
    return {name: said for name, title in titles.items() if (said := _in(title, language))}


def _in(title: Title | None, language: str) -> str:
    return "" if title is None else getattr(title, language)


# clauses


def _chapters(policy: Policy, rules: Mapping[str, RuleEntry], languages: Sequence[str]) -> Iterator[Chapter]:
    chapters: dict[str, list[Entry]] = {}
    for clause in sorted({*_cited(policy)}, key=_natural):
        entry = _entry(clause, policy, rules, languages)
        chapters.setdefault(_chapter(clause), []).append(entry)
    for name, entries in chapters.items():
        yield Chapter(name, tuple(entries))


def _cited(policy: Policy) -> Iterator[str]:
    for rule in policy.rules:
        yield from rule.clause
    for statement in policy.statements:
        yield from statement.clause


def _natural(clause: str) -> tuple[tuple[bool, int, str], ...]:
    """The order in which people count: 2.10 after 2.9."""
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _PARTS.findall(clause))


def _chapter(clause: str) -> str:
    return clause.split(".", maxsplit=1)[0]


def _entry(clause: str, policy: Policy, rules: Mapping[str, RuleEntry], languages: Sequence[str]) -> Entry:
    carried = [statement for statement in policy.statements if clause in statement.clause]
    return Entry(
        clause,
        tuple(rules[rule.id] for rule in policy.rules if clause in rule.clause),
        tuple({language: getattr(statement, language) for language in languages} for statement in carried),
        carried[0].kind if carried else "",
    )


# rules and values


def _rule(rule: Rule, policy: Policy, tellers: Mapping[str, Teller], scenarios: tuple[Shown, ...]) -> RuleEntry:
    return RuleEntry(
        id=rule.id,
        kind=type(rule).__name__.lower(),
        title={language: _in(rule.title, language) or rule.id for language in tellers},
        said={language: sentences(rule, teller) for language, teller in tellers.items()},
        values=tuple(row for name in dict.fromkeys(blanks_used(rule)) for row in _values(name, policy, tellers)),
        scenarios=scenarios,
    )


def _values(name: str, policy: Policy, tellers: Mapping[str, Teller]) -> Iterator[ValueRow]:
    asked = {language: _in(policy.blanks[name].ask, language) for language in tellers}
    said = [one for one in policy.provenance(name) if one.value is not None]
    for one in said:
        form = parse_value(one.value)
        value = {language: teller.value(form) for language, teller in tellers.items()}
        yield ValueRow(name, asked, value, one.by, one.since, one.until, one.replaced)
    if not said:
        value = {language: teller.say("value.open", name=name) for language, teller in tellers.items()}
        yield ValueRow(name, asked, value, "", None, None, replaced=False)


# changes


def _change(change: Change, then: Mapping[str, Teller], now: Mapping[str, Teller]) -> ChangeRow:
    sides: list[Mapping[str, tuple[str, ...]]] = [
        {language: tuple(_told(side, teller)) for language, teller in tellers.items()}
        for side, tellers in ((change.before, then), (change.after, now))
    ]
    before = {language: _only(lines, sides[1][language]) for language, lines in sides[0].items()}
    after = {language: _only(lines, sides[0][language]) for language, lines in sides[1].items()}
    return ChangeRow(change.what, change.name, change.how, change.clause, before, after)


def _only(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in others)


def _told(side: object, teller: Teller) -> Iterator[str]:
    match side:
        case None:
            return
        case Rule():
            for sentence in sentences(side, teller):
                yield sentence.text
                yield from sentence.under
        case list():
            for form, period in side:
                yield teller.dated(teller.value(form), period if isinstance(period, Period) else Period())
        case _:
            yield str(side)
