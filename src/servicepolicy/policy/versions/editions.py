"""Editions: between two moments at which a value or a rule changes, a policy is constant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from servicepolicy.language.band import Band
from servicepolicy.language.bound.edition import Edition, Resolved
from servicepolicy.language.bound.fillings import DatedValue, Fill, Filling
from servicepolicy.language.bound.stretch import Stretch, _covers, holds
from servicepolicy.language.period import Period
from servicepolicy.language.value import Choose, Literal, ValueForm
from servicepolicy.language.vocabulary_table import vocabulary_of
from servicepolicy.policy.filling.blanks import retyped
from servicepolicy.policy.reading.document import PolicyDocument, Role
from servicepolicy.worktime import Counting, WorkCalendar
from servicepolicy.worktime._instant import parse_us
from servicepolicy.worktime.counting import counting

if TYPE_CHECKING:
    from servicepolicy.worktime import WorkClock

__all__ = ["below", "editions_of", "publications", "steady", "stretches"]

_ALWAYS = Period()


def editions_of(
    document: PolicyDocument, fillings: Mapping[str, Filling], known_at: int | None = None
) -> tuple[Edition, ...]:
    """The editions of a policy, the earliest first; together they cover the time in which it is in force.

    Args:
        document: What the policy says.
        fillings: What fills its blanks.
        known_at: Values and calendar versions published later do not exist; `None`: all do.
    """
    zone = document.timezone
    clocks = {
        name: calendar.replaced(name=name).clock(known_at=known_at) for name, calendar in document.calendars.items()
    }
    fillings = {name: _as_known(filling, known_at) for name, filling in fillings.items()}
    clocks[""] = WorkCalendar(timezone=zone, hours={"mon-sun": ("00:00-24:00",)}).clock()  # for rules that name none
    roles = below(document.roles)
    convention = counting(document.counting)
    titles = {name: (role.title.en, role.title.zh) for name, role in document.roles.items() if role.title is not None}
    shared = (clocks, roles, convention, titles)
    vocabulary = vocabulary_of(document.vocabulary)
    fillers = {filling.by: filling.titled for filling in fillings.values() if any(filling.titled)}
    found = (_edition(document, span, values, shared) for span, values in steady(document, fillings))
    clauses = {name: (one.at, one.text) for name, one in document.clauses.items()}
    return tuple(attrs.evolve(edition, vocabulary=vocabulary, fillers=fillers, clauses=clauses) for edition in found)


def _as_known(filling: Filling, known_at: int | None) -> Filling:
    values = tuple(dated for dated in filling.fill.values if dated.known(known_at))
    return filling if len(values) == len(filling.fill.values) else attrs.evolve(filling, fill=Fill(values), places=())


def publications(document: PolicyDocument, fillings: Mapping[str, Filling]) -> tuple[int, ...]:
    """The moments at which something of a policy became known, in order."""
    said = [dated.published for filling in fillings.values() for dated in filling.fill.values]
    said += [version.published for calendar in document.calendars.values() for version in calendar.versions]
    return tuple(sorted({parse_us(moment) for moment in said if moment is not None}))


def stretches(document: PolicyDocument, fillings: Mapping[str, Filling]) -> list[Stretch]:
    """The stretches of time in which values and rules are constant, in order."""
    return list(_between(_breakpoints(document, fillings), *(document.in_force or _ALWAYS).bounds(document.timezone)))


def _breakpoints(document: PolicyDocument, fillings: Mapping[str, Filling]) -> list[int]:
    periods = [rule.in_force for rule in document.rules if rule.in_force is not None]
    periods += [dated.period for filling in fillings.values() for dated in filling.fill.values]
    return sorted({moment for period in periods for moment in period.bounds(document.timezone) if moment is not None})


def _between(moments: list[int], since: int | None, until: int | None) -> Iterator[Stretch]:
    inner = [at for at in moments if (since is None or since < at) and (until is None or at < until)]
    edges = [since, *inner, until]
    yield from pairwise(edges)


def _edition(
    document: PolicyDocument,
    span: Stretch,
    values: Mapping[str, Resolved],
    shared: tuple[Mapping[str, WorkClock], Mapping[str, frozenset[str]], Counting, Mapping[str, tuple[str, str]]],
) -> Edition:
    clocks, roles, convention, titles = shared
    return Edition(
        policy=document.policy,
        since=span[0],
        until=span[1],
        zone=document.timezone,
        rules=tuple(rule for rule in document.rules if holds(rule.in_force or _ALWAYS, span, document.timezone)),
        values=values,
        clocks=clocks,
        counting=convention,
        facts=document.facts,
        roles=roles,
        in_force=(document.in_force or _ALWAYS).bounds(document.timezone),
        titles=titles,
        open_acts=frozenset(document.open_acts),
        kinds={name: role.kind for name, role in document.roles.items()},
    )


def steady(
    document: PolicyDocument, fillings: Mapping[str, Filling]
) -> Iterator[tuple[Stretch, Mapping[str, Resolved]]]:
    """The stretches in which a policy is constant, in order, each with what fills its blanks then.

    A blank without a value then is left out.
    """
    said = [
        (name, dated.period.bounds(document.timezone), _resolved(document, name, filling.by, dated))
        for name, filling in fillings.items()
        for dated in filling.fill.values
    ]
    for span in stretches(document, fillings):
        yield span, {name: value for name, bounds, value in said if _covers(bounds, span)}


def _resolved(document: PolicyDocument, name: str, by: str, dated: DatedValue) -> Resolved:
    origin = "/".join((name, by, *((dated.period.since,) if dated.period.since else ())))
    kind = document.blanks[name].type
    form = retyped(dated.form, kind)
    return Resolved(_banded(form) if kind == "range" else form, origin)


def _banded(form: ValueForm) -> ValueForm:
    """A form whose outright values, the lowest and the highest number, are bands."""
    match form:
        case Literal([low, high]):
            return Literal(Band(Decimal(str(low)), Decimal(str(high))))
        case Choose(options):
            return Choose(tuple(attrs.evolve(option, value=_banded(option.value)) for option in options))
        case _:
            return form


def below(roles: Mapping[str, Role]) -> dict[str, frozenset[str]]:
    """Each role with all roles declared below it, directly or through others."""
    found: dict[str, frozenset[str]] = {}

    def lower(name: str, path: tuple[str, ...]) -> frozenset[str]:
        if name in found:
            return found[name]
        role = roles.get(name)
        if role is None or name in path:
            return frozenset()
        deeper = (lower(one, (*path, name)) for one in role.above)
        result = frozenset(role.above).union(*deeper)
        if not path:
            found[name] = result
        return result

    return {name: lower(name, ()) for name in roles}
