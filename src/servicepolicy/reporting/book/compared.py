"""What changed against an earlier version of a policy, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.period import Period
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.terms import titled
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.reading.document import Role, Statement
from servicepolicy.reporting.book.office import value_lines
from servicepolicy.reporting.book.parts import ChangeRow
from servicepolicy.telling.book import sentences, service_level, told_fact
from servicepolicy.whatif.diff import Change
from servicepolicy.whatif.diff_words import said_of

__all__ = ["change_row"]

_Version = tuple[Policy, Mapping[str, Teller]]


def change_row(changes: Sequence[Change], then: _Version, now: _Version) -> ChangeRow:
    """One thing that changed: of what is told at length, the sentences that are not on the other side.

    Args:
        changes: How it changed, in one stretch of time after the other.
        then: The earlier version, and who says it in each language.
        now: The later one.
    """
    change = changes[0]
    before = {language: tuple(_lines(change, change.before, then, language)) for language in then[1]}
    after = {language: tuple(_lines(change, change.after, now, language)) for language in now[1]}
    return ChangeRow(
        change.what,
        change.name,
        change.how,
        change.clause,
        {language: _only(lines, after[language]) for language, lines in before.items()},
        {language: _only(lines, before[language]) for language, lines in after.items()},
        {language: "; ".join(_meanings(changes, language)) for language in now[1]},
    )


def _meanings(changes: Sequence[Change], language: str) -> Iterator[str]:
    """What it means, where that is more than that it was added, removed or changed."""
    return (said_of(one, language) for one in changes if one.direction is not None and one.how == "changed")


def _only(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in others)


def _lines(change: Change, side: object, version: _Version, language: str) -> Iterator[str]:
    policy, teller = version[0], version[1][language]
    match side:
        case None:
            return
        case Rule():
            yield from _spread(sentences(side, teller))
        case SLA():
            yield from _spread(service_level(side, teller))
        case ComputedFact():
            yield from _spread((told_fact(change.name, side, teller),))
        case Statement():
            yield getattr(side, language)
        case Role():
            title = titled(side.title, language) or change.name
            yield teller.say("role.above", role=title, roles=teller.each_role(side.above)) if side.above else title
        case list():
            for form, period in side:
                for line in value_lines(change.name, form, policy, teller):
                    yield teller.dated(line, period if isinstance(period, Period) else Period())
        case _:
            yield str(side)


def _spread(told: Iterator[Sentence] | tuple[Sentence, ...]) -> Iterator[str]:
    """Each sentence, and each line under it."""
    for sentence in told:
        yield sentence.text
        yield from sentence.under
