"""What is measured, in words, and where a value must lie: of scorecards, and the objectives of service levels."""

from __future__ import annotations

import attrs

from servicepolicy.language.condition import Condition
from servicepolicy.language.measure import OF_A_VERDICT, Measure, Population
from servicepolicy.language.rule import SubjectKind
from servicepolicy.language.target import Target
from servicepolicy.phrases.teller import Teller

__all__ = ["measured", "target_words"]

_NAMED = ("actor", "owner", "owner_at_close", "unit")
_AT_HAND = ("all", "self")  # nothing that a reader would not think anyway


def measured(measure: Measure, subject: SubjectKind, teller: Teller) -> str:
    """What a measure counts, divides or averages.

    Args:
        measure: The measure.
        subject: The kind of subject that is judged by it.
        teller: Says it.
    """
    counted = measure.population
    shares = measure.form == "share"
    said = {
        "counted": _counted(counted, subject, teller, where=not shares),
        "where": _set_off(counted.where, _of_counted(counted, subject, teller)),
        "field": ""
        if counted.field is None
        else _number(counted, counted.field, _of_counted(counted, subject, teller)),
        "at": "" if measure.at is None else teller.value(measure.at),
        "to": "" if measure.to is None else _counted(measure.to, subject, teller, where=True),
        "each": measure.each or "",
    }
    return teller.say(f"measure.{measure.form}", **said)


def _number(counted: Population, field: str, teller: Teller) -> str:
    if counted.verdicts and field in OF_A_VERDICT:
        return teller.say(f"number.{field}")
    return teller.path(field)


def _counted(counted: Population, subject: SubjectKind, teller: Teller, *, where: bool) -> str:
    """What is counted, with its conditions; those of a share are what it counts."""
    kinds = counted.of or (subject,)
    if counted.event is not None:
        said = _about(kinds, teller).selector(counted.event)
    elif counted.verdicts:
        rules = teller.rule(*counted.verdicts)
        code = f"counted.verdicts.{counted.is_[0]}" if len(counted.is_) == 1 else "counted.verdicts"
        said = teller.say(code, rules=rules)
    else:
        said = _subjects(kinds, teller)
        if counted.among.clauses:
            said = teller.say("counted.subjects.among", subject=said, condition=_among(counted, kinds, teller))
    if where and counted.where.clauses:
        said = teller.say(
            "counted.where", counted=said, condition=_of_counted(counted, subject, teller).condition(counted.where)
        )
    if counted.among.clauses and (counted.event is not None or counted.verdicts):
        among = _among(counted, kinds, teller)
        said = teller.say("counted.among", counted=said, subject=_subjects(kinds, teller), condition=among)
    elif counted.event is not None and kinds != (subject,):
        said = teller.say("counted.on", counted=said, subject=_subjects(kinds, teller))
    if counted.distinct is not None:
        said = teller.say(
            "counted.distinct", counted=said, field=_of_counted(counted, subject, teller).path(counted.distinct)
        )
    return said if counted.credit in (None, *_AT_HAND) else _credited(said, str(counted.credit), teller)


def _among(counted: Population, kinds: tuple[SubjectKind, ...], teller: Teller) -> str:
    """Of which subjects: several conditions are set off, for Chinese says them before the subjects."""
    return _set_off(counted.among, _about(kinds, teller))


def _set_off(condition: Condition, teller: Teller) -> str:
    """A condition; what has several parts stands in brackets."""
    said = teller.condition(condition)
    return teller.say("word.group", text=said) if len(condition.clauses) > 1 else said


def _of_counted(counted: Population, subject: SubjectKind, teller: Teller) -> Teller:
    """Speaks of what is counted: of the events, where these are counted, else of the subjects."""
    about = _about(counted.of or (subject,), teller)
    return about if counted.event is None else about.of_events(*counted.event.patterns())


def _about(kinds: tuple[SubjectKind, ...], teller: Teller) -> Teller:
    """Speaks of the subjects that are counted, where they are all of one kind."""
    return attrs.evolve(teller, about=kinds[0], acts=()) if len(kinds) == 1 else teller


def _subjects(kinds: tuple[SubjectKind, ...], teller: Teller) -> str:
    return teller.listed(teller.say("counted.subjects", subject=teller.subject(kind)) for kind in kinds)


def _credited(said: str, credit: str, teller: Teller) -> str:
    to = teller.say(f"credit.{credit}") if credit in _NAMED else teller.say("credit.field", field=teller.path(credit))
    return teller.say("counted.credit", counted=said, credit=to)


def target_words(target: Target, teller: Teller) -> str:
    """The bounds, one after the other."""
    return teller.listed(teller.say(f"target.{op}", value=teller.value(value)) for op, value in target.bounds())
