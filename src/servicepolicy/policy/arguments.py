"""What hosts hand in when they ask a policy, turned into what the engine takes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from servicepolicy.errors import MoneyError, NaiveTimeError, TimeRangeError, UsageError
from servicepolicy.language.plain import all_known, did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds
from servicepolicy.money import Money
from servicepolicy.policy.own_terms import NEUTRAL, terms_of
from servicepolicy.worktime._instant import OUT_OF_REACH, given_us, in_reach, to_us, zone_data_version
from servicepolicy.worktime.holidays import source
from servicepolicy.worktime.period import CalendarPeriod

if TYPE_CHECKING:
    from servicepolicy.engine.engine import Engine
    from servicepolicy.language.service_level import SLA
    from servicepolicy.models.agent import Agent
    from servicepolicy.models.context import Context
    from servicepolicy.models.event import Actor
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.text import Text
    from servicepolicy.results.assessment import Assessment
    from servicepolicy.worktime import WorkCalendar

__all__ = [
    "actors",
    "assess",
    "basis_of",
    "facts_of",
    "facts_or_nothing",
    "fields_of",
    "instant",
    "listed",
    "moments",
    "money",
    "perhaps",
    "rules_of",
]

_Call = TypeVar("_Call", bound=Callable[..., object])


def moments(*names: str) -> Callable[[_Call], _Call]:
    """Marks a method whose moments must be said: type checkers ask for them, and who leaves one out is told why."""

    def marked(method: _Call) -> _Call:
        asked: Any = method
        asked.__kwdefaults__ = {**(asked.__kwdefaults__ or {}), **dict.fromkeys(names)}
        return method

    return marked


def instant(given: datetime | None, name: str, policy: Text | None = None) -> int:
    """A moment that must be said to a policy, in UTC microseconds.

    Raises:
        UsageError: It is not said, or is no time.
        NaiveTimeError: It has neither zone nor offset.
        TimeRangeError: It lies before 1900 or after 2200.
    """
    if given is None:
        raise UsageError(f"`{name}` is missing: there is no clock here, so say which moment is meant")
    if not isinstance(given, datetime):
        raise UsageError(f"`{name}` must be a datetime with a zone or an offset")
    if not in_reach(given):
        raise TimeRangeError(f"`{name}` {OUT_OF_REACH}")
    try:
        return to_us(given)
    except NaiveTimeError as error:
        naive = str(error)
    raise NaiveTimeError(f"`{name}`: {(NEUTRAL if policy is None else terms_of(policy)).text(naive)}")


def perhaps(given: datetime | None, name: str, policy: Text | None = None) -> int | None:
    """A moment that may be left out."""
    return None if given is None else instant(given, name, policy)


@cache
def _subject_facts() -> type[SubjectFacts]:
    from servicepolicy.models.timeline import SubjectFacts  # to load a policy takes no facts

    return SubjectFacts


@cache
def _actor() -> type[Actor]:
    from servicepolicy.models.event import Actor

    return Actor


def facts_of(subject: SubjectRecord | SubjectFacts) -> SubjectFacts:
    """A subject as evaluators read it."""
    as_read = _subject_facts()
    if isinstance(subject, as_read):
        return subject
    # A record is known by what it can do: to ask its class would import the models, and cost more.
    read = getattr(subject, "facts", None)
    found = read() if callable(read) else None
    if isinstance(found, as_read):
        return found
    raise UsageError("a subject is a case, an agent or another record: read it with its `model_validate` first")


def rules_of(policy: Text, asked: Iterable[str]) -> frozenset[str]:
    """The rules that are asked for.

    Raises:
        UsageError: It is a single text, or the policy has no such rule.
    """
    if isinstance(asked, str):
        raise UsageError(f'`rules` must be several ids, such as `["{asked}"]`')
    named, known = tuple(asked), tuple(rule.id for rule in policy.rules)
    all_known(named, known, f"is not a rule of `{policy.id}`")
    return frozenset(named)


def facts_or_nothing(subject: SubjectRecord | SubjectFacts | None, action: str, rules: Sequence[Rule]) -> SubjectFacts:
    """A subject, or one of the kind that the action is done to and of which nothing is known."""
    if subject is not None:
        return facts_of(subject)
    from servicepolicy.models.timeline import Timeline

    kinds = (rule.subject for rule in rules if action in rule.actions())
    return _subject_facts()("", next(kinds, "case"), None, {}, Timeline.of(()))


def actors(
    by: Agent | str | Sequence[Agent | str], at: int, roles: Container[str], context: Context | None
) -> tuple[Actor, ...]:
    """Who wants to act, at an instant.

    An agent is human unless something says otherwise: the record, else the role, as it is declared or held in a post.
    """
    given: Any = by  # an agent is known by what it can do: to ask its class would import the models, and cost more
    actor = getattr(given, "actor", None)
    if actor is not None:
        made: Actor = actor(at)
        bank = None if context is None or given.kind is not None else context.organisation
        held = None if bank is None else bank.answers().posts(given.id, at)
        says = given.kind is None and (held is not None or (made.role is not None and made.role in roles))
        return (_actor()(made.id, made.role, made.unit, None) if says else made,)
    if isinstance(by, str):
        return (_actor()(by, None, None, None),)
    if isinstance(by, Mapping) or not isinstance(by, Iterable):
        raise UsageError("`by` says who acts: an id, an `Agent`, or several of them")
    return tuple(actor for one in given for actor in actors(one, at, roles, context))


def money(given: Money | str | None, policy: Text) -> Money | None:
    """An amount, perhaps as text.

    Raises:
        MoneyError: It is not written as one.
        UsageError: It is a number: nobody knows of what currency.
    """
    if given is None or isinstance(given, Money):
        return given
    if not isinstance(given, str):
        raise UsageError(terms_of(policy).text("`amount` needs a currency, as in `250 EUR`"))
    try:
        return Money.parse(given)
    except MoneyError as error:
        wrong = str(error)
    raise MoneyError(f"`amount`: {terms_of(policy).text(wrong)}")


def fields_of(subject: str, action: str, given: Mapping[str, object]) -> dict[str, object]:
    """The other fields of an act, as events hold them.

    Raises:
        UsageError: The act has no such field, or a field holds something else; what it holds is not shown.
        NaiveTimeError: A time has neither zone nor offset.
    """
    if not given:
        return {}
    known = event_fields(subject, action) if action in event_kinds(subject) else None
    if known is not None:
        all_known((name for name in given if not name.startswith("x.")), known, f"is not a field of `{action}`")
    return {
        name: _field(name, action, value, None if known is None else known.get(name))
        for name, value in given.items()
        if value is not None
    }


def _field(name: str, action: str, value: object, declared: FieldType | None) -> object:
    from servicepolicy.models.fields import inside
    from servicepolicy.models.vocabulary._held import held

    plain = given_us(value) if isinstance(value, datetime) else inside(value)
    if declared is None or (declared.kind == "instant" and isinstance(value, datetime)):
        return plain
    try:
        return held(Decimal(repr(plain)) if isinstance(plain, float) else plain, declared)
    except ValueError as error:
        wrong = f"`{name}` of `{action}` {error}"
    meant = did_you_mean(plain, declared.codes or ()) if isinstance(plain, str) else ""
    raise UsageError(f"{wrong}; {meant or _codes(declared)}".rstrip("; "))


def _codes(declared: FieldType) -> str:
    return "one of " + ", ".join(f"`{code}`" for code in declared.codes) if declared.codes else ""


def basis_of(calendars: Mapping[str, WorkCalendar]) -> str:
    """Identifies calendars, the dates of the holidays that they keep, and zone data."""
    said = [f"{name} {calendar.digest()}" for name, calendar in sorted(calendars.items())]
    kept = sorted({code for calendar in calendars.values() for code in calendar.jurisdictions})
    said += [f"holidays {code} {source(code).digest()}" for code in kept]
    return hashlib.sha256("\n".join([zone_data_version(), *said]).encode()).hexdigest()


def assess(
    engine: Engine,
    slas: Sequence[SLA],
    subjects: Iterable[SubjectRecord | SubjectFacts],
    period: str,
    as_of: int | None,
    known_at: int | None,
    context: Context | None,
) -> Assessment:
    """What a policy says about everybody in a period.

    Raises:
        UsageError: The period is none, or the moment lies before it.
    """
    from servicepolicy.engine.assess import assess as assessed

    try:
        asked = CalendarPeriod.parse(period)
    except (TypeError, ValueError) as error:
        raise UsageError(str(error)) from None
    if not isinstance(subjects, Iterable):
        raise UsageError("`subjects` must be several cases, agents or other records, such as a list")
    everybody = (facts_of(subject) for subject in subjects)
    return assessed(engine, everybody, asked, slas=slas, as_of=as_of, known_at=known_at, context=context)


def listed(given: object) -> object:
    """What a generator yields; anything that is no list is left for the reader to tell."""
    return list(given) if isinstance(given, Iterable) and not isinstance(given, str | Mapping) else given
