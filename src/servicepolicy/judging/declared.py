"""Codes of open lists: one that nobody declared may be any other, so that no test fails by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.quick_results import changed
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.says import EVENT
from servicepolicy.language.plain import nearly
from servicepolicy.language.truth import Truth
from servicepolicy.models.event import Actor, Event
from servicepolicy.results.verdict import Verdict, WhyNot

__all__ = ["CODE", "known_of", "of_declared", "undeclared", "with_undeclared"]

_UNITS, _CALENDARS = "organisation.units ", "calendars "  # before a unit, or a calendar, that there is not
CODE = "code "  # before the name of a field whose code nobody declared

Judge = Callable[[object, Scene, "Event | None", int, "Actor | None"], Truth]


def known_of(ref: Ref) -> tuple[str, ...]:
    """The codes that an open list begins with; none where what a name means is no such list."""
    return () if ref.type is None else ref.type.known


def of_declared(judge: Judge, ref: Ref, key: str) -> Judge:
    """A test on a value, which a code that is not declared does not fail: it may mean what is wanted.

    Declared is what the vocabulary lists for the field, what the policy compares it with, what fills its blanks, and
    the words that the policy brings of its own.

    Args:
        judge: The test.
        ref: What the tested name means.
        key: What the doubt is called, so that a test and its negation are one.
    """
    known = known_of(ref)
    if not known:
        return judge

    def judged(found: object, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        truth = judge(found, scene, event, at, actor)
        if truth is not False:
            return truth
        declared = scene.edition.codes
        for code in found if isinstance(found, tuple) else (found,):
            if isinstance(code, str) and code not in known and not declared.has(ref.name, code):
                number = event.number if event is not None and ref.root == EVENT else 0
                return Missing(number, CODE + ref.name).leaf(key)
        return truth

    return judged


def with_undeclared(scene: Scene, found: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Verdicts, each that hangs on a code that nobody declared with that code, and with what was probably meant."""
    for verdict in found:  # most hang on nothing
        if verdict.doubts or verdict.left_open:
            break
    else:
        return found
    return tuple(_with_undeclared(scene, verdict) for verdict in found)


def _with_undeclared(scene: Scene, verdict: Verdict) -> Verdict:
    named = tuple(undeclared(scene, (*verdict.doubts, *verdict.left_open), scene.timeline.events))
    return changed(verdict, why_not=(*verdict.why_not, *named)) if named else verdict


def undeclared(scene: Scene, doubts: Iterable[str], events: Iterable[Event]) -> Iterator[WhyNot]:
    """What is said in a code that nobody declared and something hangs on: a role, or what is near to a declared code.

    Other codes that nobody declared may be anything, and are not repeated.

    Args:
        scene: The subject.
        doubts: The names of the facts on which it hangs.
        events: Those of which the facts speak; one that is asked about, and not on record, has the number 0.
    """
    by_number: dict[int, Event] = {}
    for name in doubts:
        if name.startswith((_UNITS, _CALENDARS)):
            yield from _hours(scene, name)
            continue
        place, found, field = name.partition(CODE)
        if not found or (place and not place[:-1].isdigit()):
            continue
        by_number = by_number or {event.number: event for event in events}
        event = by_number.get(int(place[:-1]) if place else 0)
        yield from _roles(scene, event) if field == "role" else _codes(scene, event, field)


def _hours(scene: Scene, name: str) -> Iterator[WhyNot]:
    """The unit or calendar that was probably meant by one of which nobody knows."""
    calendar, _, said = name.partition(" ")
    of_calendar = calendar == _CALENDARS.rstrip()
    organisation = None if scene.context is None else scene.context.organisation
    units = () if organisation is None else (unit.id for unit in organisation.units or ())
    near = nearly(said, (one for one in scene.edition.clocks if one) if of_calendar else units)
    if near:
        yield WhyNot("undeclared_calendar" if of_calendar else "undeclared_unit", 0, found=said, meant=near)


def _roles(scene: Scene, event: Event | None) -> Iterator[WhyNot]:
    if event is None:
        return
    for role in dict.fromkeys(actor.role for actor in event.actors):
        if role is not None and not scene.declares(role) and len(role.split()) == 1:
            yield WhyNot("undeclared_role", event.number, found=role, meant=nearly(role, scene.edition.role_names))


def _codes(scene: Scene, event: Event | None, field: str) -> Iterator[WhyNot]:
    vocabulary, subject = scene.edition.vocabulary, scene.facts.subject
    if event is not None and field in event.fields:
        number, held = event.number, event.fields[field]
        declared = vocabulary.event_fields(subject, event.kind).get(field)
    else:
        number, held = 0, scene.facts.value(field, scene.as_of)
        declared = vocabulary.header_fields(subject).get(field)
    if declared is None or declared.personal:
        return
    if field == "to_role":
        if isinstance(held, str) and len(held.split()) == 1:
            yield WhyNot("undeclared_code", number, field, found=held, meant=nearly(held, scene.edition.role_names))
        return
    codes = scene.edition.codes
    known = {*declared.known, *codes.compared.get(field, ())}
    for code in held if isinstance(held, tuple) else (held,):
        if isinstance(code, str) and code not in known and not codes.has(field, code) and (near := nearly(code, known)):
            yield WhyNot("undeclared_code", number, field, found=code, meant=near)
