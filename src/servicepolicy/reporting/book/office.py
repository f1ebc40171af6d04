"""What a policy book tells beside the rules: values, calendars, roles, names of the policy's own, who approved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servicepolicy.language.value import ValueForm, parse_value
from servicepolicy.language.vocabulary_table import FieldSaid
from servicepolicy.phrases.award_tables import told_value
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.terms import titled
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.book.parts import ApprovalRow, CalendarEntry, OwnRow, RoleRow, ValueRow
from servicepolicy.telling.calendars import told_calendar

__all__ = ["approval_rows", "calendar_entries", "counting_of", "own_rows", "role_rows", "value_lines", "value_rows"]

Tellers = Mapping[str, Teller]


def calendar_entries(policy: Policy, tellers: Tellers) -> Iterator[CalendarEntry]:
    """The working calendars, in their order."""
    for name, calendar in policy.calendars.items():
        yield CalendarEntry(
            name,
            {language: teller.word(name) for language, teller in tellers.items()},
            {language: tuple(told_calendar(calendar, teller)) for language, teller in tellers.items()},
        )


def counting_of(policy: Policy, teller: Teller) -> Iterator[Sentence]:
    """How days are counted where a rule does not say, and which version governs a running matter."""
    yield from teller.counting(policy.counting)
    yield teller.sentence(f"pin.{policy.pin}")


def role_rows(policy: Policy, tellers: Tellers) -> Iterator[RoleRow]:
    """The roles with those right below them, each below the first that stands above it."""
    below = {lower for role in policy.roles.values() for lower in role.above}
    told: set[str] = set()
    waiting = [(name, 0) for name in reversed(list(policy.roles)) if name not in below]
    while waiting:
        name, depth = waiting.pop()
        role = policy.roles.get(name)
        if role is None or name in told:
            continue
        told.add(name)
        yield RoleRow(
            name,
            depth,
            {language: teller.role(name) for language, teller in tellers.items()},
            {language: teller.say(f"role.kind.{role.kind}") for language, teller in tellers.items()},
            {language: tuple(map(teller.role, role.above)) for language, teller in tellers.items()},
        )
        waiting += [(lower, depth + 1) for lower in reversed(role.above)]


def own_rows(policy: Policy, tellers: Tellers) -> Iterator[OwnRow]:
    """The events, fields and codes that the policy declares, by subject."""
    for subject, table in policy.document.vocabulary.items():
        of = {language: teller.word(subject) for language, teller in tellers.items()}
        for name, event in table.events.items():
            titles = {language: getattr(event, language) or name for language in tellers}
            yield OwnRow(name, "event", of, titles, dict.fromkeys(tellers, event.means))
            for field, said in event.fields.items():
                yield _field(field, said, titles)
        for name, said in table.header.items():
            yield _field(name, said, of)
        for kind, fields in table.fields.items():
            titles = {language: teller.act(kind) for language, teller in tellers.items()}
            for name, said in fields.items():
                yield _field(name, said, titles)
        lists = {**table.codes, **({"": table.words} if table.words else {})}
        for name, listed in lists.items():
            called = {
                language: "; ".join(
                    said if isinstance(said, str) else getattr(said, language) or code for code, said in listed.items()
                )
                for language in tellers
            }
            yield OwnRow(name or ", ".join(listed), "code_of", of, dict.fromkeys(tellers, name), called)


def _field(name: str, said: FieldSaid, of: Mapping[str, str]) -> OwnRow:
    titles = {language: getattr(said, language) or name for language in of}
    return OwnRow(name, "field", of, titles, dict.fromkeys(of, said.means))


def approval_rows(policy: Policy, tellers: Tellers) -> Iterator[ApprovalRow]:
    """Who approved the text, as the policy says."""
    for one in policy.document.approved:
        titles = {
            language: titled(policy.roles[one.role].title, language) or one.role
            if one.role in policy.roles
            else one.role
            for language in tellers
        }
        yield ApprovalRow(one.by, titles, one.on, other=one.digest not in (None, policy.digest))


def value_rows(name: str, policy: Policy, tellers: Mapping[str, Teller]) -> Iterator[ValueRow]:
    """Everything that anybody said about a blank, the earliest first; one row where nobody did."""
    declared = policy.blanks[name]
    asked = {language: titled(declared.ask, language) for language in tellers}
    said = [one for one in policy.provenance(name) if one.value is not None]
    for one in said:
        form = parse_value(one.value)
        value = {language: value_lines(name, form, policy, teller) for language, teller in tellers.items()}
        yield ValueRow(name, declared.clause, asked, value, one.by, one.since, one.until, one.replaced)
    if not said:
        value = {language: (teller.say("value.open", name=name),) for language, teller in tellers.items()}
        yield ValueRow(name, declared.clause, asked, value, "", None, None, replaced=False)


def value_lines(name: str, form: ValueForm, policy: Policy, teller: Teller) -> tuple[str, ...]:
    """What fills a blank: one line, or the rows of a table or a ladder."""
    return told_value(form, policy.blanks[name].type, teller)
