"""What an act would bring about: the timeline up to its instant, judged with the act and without it (decision 57)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial

import attrs
from pydantic import BaseModel

from servicepolicy.engine.tried_values import Tried, nothing_tried
from servicepolicy.judging.declared import CODE
from servicepolicy.judging.matters import names_of
from servicepolicy.language.computed_fact import ComputedFact, Picked
from servicepolicy.language.condition import FieldTest
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import ANY_EVENT, Selector
from servicepolicy.language.value import Field as FieldValue
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.models.vocabulary import sources
from servicepolicy.results.verdict import Decision, Effect, Status, Verdict, WhyNot

__all__ = ["Foreseen", "foresee", "touches"]

# Who acts, and the amount: the call gives them, so what of them is missing is a doubt.
_GIVEN = frozenset({"by", "role", "unit", "kind", "amount"})

_UNIT = "unit"

# An act that hands something on and does not say to whom, what that is, and whom the act may not go to.
_UNSENT, _RECEIVER, _ITS_ROLE, _WRONG = "no_receiver", "to", "to_role", "wrong_receiver"
_ANYBODY = "?"  # an id that nobody has; it is in nothing that is told

Judge = Callable[[SubjectFacts, Collection[str]], Iterable[Verdict]]
"""Judges some rules on a subject at the instant of the act."""


@attrs.frozen
class Foreseen:
    """What other rules say of an act.

    Attributes:
        decision: That it is refused, or unknown; `None`: nothing speaks against it.
        to_record: The fields of the act that a rule will ask for, and that the call does not give.
    """

    decision: Decision | None = None
    to_record: tuple[str, ...] = ()


def touches(rule: Rule, action: str, facts: Mapping[str, ComputedFact], rules: Mapping[str, Rule]) -> bool:
    """Whether an act of a kind may change what a rule says.

    A selector names it, or the rule reads it unsaid; a condition, a value or a clock reads what it sets; or a computed
    fact that the rule reads does one of these, or asks a rule that does.

    Args:
        rule: The rule.
        action: The event kind of the act.
        facts: The computed facts of its edition, by name.
        rules: The rules of its edition, by name.
    """
    sets = {field for field, setters in sources(rule.subject).items() if any(kind == action for kind, _ in setters)}
    waiting: list[object] = [rule, *rule.unsaid()]
    seen = {rule.id}
    while waiting:
        said = waiting.pop()
        whose = said.on if isinstance(said, ComputedFact) else "subject"
        for part in _parts(said):
            if isinstance(part, Selector):
                if _names(part.of(whose), action):
                    return True
                continue
            if part in sets:
                return True
            if part in facts and part not in seen:
                seen.add(part)
                waiting.append(facts[part])
                asked = [rules[name] for name in facts[part].rules() if name in rules and name not in seen]
                seen.update(one.id for one in asked)
                waiting.extend(one for other in asked for one in (other, *other.unsaid()))
    return False


def _names(selector: Selector, action: str) -> bool:
    """Whether a selector of the subject's own events may mean an act of a kind."""
    names = {ANY_EVENT, action}
    return any(not names.isdisjoint(pattern.events) and pattern.on == "subject" for pattern in selector.patterns())


def _parts(said: object) -> Iterator[Selector | str]:
    """Every selector in a piece of a policy, and the name of every field that it reads."""
    match said:
        case Selector():
            yield said
        case FieldTest(path=str(path)) | FieldValue(path=str(path)) | Picked(field=str(path)):
            name = path.removeprefix("subject.")
            yield _UNIT if name.startswith(f"{_UNIT}.") else name
        case BaseModel() if vars(said).get("clock") == _UNIT:  # the hours of whichever unit has the subject
            yield _UNIT
        case _:
            pass
    for part in _within(said):
        yield from _parts(part)


def _within(said: object) -> Iterable[object]:
    """What a piece of a policy consists of."""
    match said:
        case BaseModel():
            return vars(said).values()
        case Mapping():
            return said.values()
        case tuple() | list():
            return said
        case _:  # selectors, conditions, steps, values
            kind = type(said)
            return [getattr(said, field.name) for field in attrs.fields(kind)] if attrs.has(kind) else ()


def foresee(
    facts: SubjectFacts,
    act: Event,
    rules: Collection[str],
    running: Collection[str],
    splitting: Collection[str],
    tried: Tried,
    judge: Judge,
) -> Foreseen:
    """What some rules say of an act: a breach that it alone brings refuses it, a doubt that it brings is one.

    Which matter an act is about that names none may be recorded with it. But where one of the matters would refuse the
    act, and another not, nobody can tell before that is known. The same holds of a field whose values tell acts apart.

    Args:
        facts: The subject, as it is known at the act.
        act: The act, not on record.
        rules: The rules that may say something of it.
        running: Those of them whose count only begins with an act.
        splitting: The fields that tell matters apart.
        tried: The values to try for a field that is left out.
        judge: Judges rules at the instant of the act.
    """
    now = facts.known(act.at, None)
    number = 1 + max((event.number for event in now.timeline.events), default=0)
    done = attrs.evolve(
        now,
        timeline=now.timeline.with_one_more(attrs.evolve(act, number=number)),
        not_offered=now.not_offered | {f"{number}.*"},  # what the call leaves out may be recorded still
    )
    doubtful = (Status.BREACHED, Status.UNKNOWN)
    judged = list(judge(done, rules))
    if any(miss.event == number and miss.code == _UNSENT for one in judged for miss in one.why_not):
        return _whoever_receives(act, lambda sent: foresee(facts, sent, rules, running, splitting, tried, judge))
    found = [one for one in judged if one.status in doubtful and one.waived is None]
    if not found:
        return Foreseen()
    before = list(judge(now, {one.rule for one in found}))
    was = {(one.rule, one.occurrence): one for one in before}
    breached = _first_new([one for one in found if one.status is Status.BREACHED], before)
    if breached is not None:
        return Foreseen(_decided(act, breached, Effect.REFUSE, number, ()))
    left_out: dict[str, set[str]] = {}
    for one in (one for one in found if one.status is Status.UNKNOWN):
        stood = was.get((one.rule, one.occurrence))
        brought = [name for name in one.doubts if stood is None or name not in stood.doubts]
        doubts = [_of_act(name, number) for name in brought if not _left_out(name, number)]
        if doubts and not (one.rule in running and one.started_us == act.at):  # a duty that begins is no breach
            return Foreseen(_decided(act, one, Effect.UNKNOWN, number, tuple(sorted(set(doubts)))))
        lacking = {_of_act(name, number) for name in brought if _left_out(name, number)}
        left_out.setdefault(one.rule, set()).update(lacking)
    to_record = frozenset[str]().union(*left_out.values())
    matters = [
        (rules, field, names_of(field, now.timeline.events), nothing_tried)
        for field in sorted(to_record.intersection(splitting))
    ]
    for asked, field, values, rest in (*matters, *_open_values(left_out, tried)):
        for value in values:
            decision = foresee(facts, _said(act, field, value), asked, running, splitting, rest, judge).decision
            if decision is not None:
                return Foreseen(_hanging_on(decision, field))
    return Foreseen(None, tuple(sorted(to_record)))


def _open_values(
    left_out: Mapping[str, Collection[str]], tried: Tried
) -> Iterator[tuple[Collection[str], str, Iterable[object], Tried]]:
    """Of each rule the fields that it asks for and the call leaves out, with what to try, and what beside that.

    Those before a field are left aside beside it: with them, whatever it holds was tried already.
    """
    for rule, fields in sorted(left_out.items()):
        ordered = sorted(fields)
        for index, field in enumerate(ordered):
            yield (rule,), field, tried(field), partial(_besides, tried, frozenset(ordered[: index + 1]))


def _besides(tried: Tried, fields: Collection[str], field: str) -> tuple[object, ...]:
    return () if field in fields else tried(field)


def _said(act: Event, field: str, value: object) -> Event:
    """The same act, which says one field more."""
    return attrs.evolve(act, fields={**act.fields, field: value})


def _hanging_on(decision: Decision, field: str) -> Decision:
    """What is said where an act may be done or not, as a field of it has it that the call leaves out."""
    reason = decision.reason.of("hangs_on_missing", facts=(field,))
    return attrs.evolve(decision, effect=Effect.UNKNOWN, reason=reason, why_not=(), doubts=(field,))


def _whoever_receives(act: Event, foreseen: Callable[[Event], Foreseen]) -> Foreseen:
    """What is said of an act that hands something on, where the call leaves out to whom.

    To whom may be recorded with it, and is asked for. But where the act would be refused whoever receives, to leave it
    out gives no leave.
    """
    sent = foreseen(_said(act, _RECEIVER, _ANYBODY))
    decision = sent.decision
    hangs_on_the_role = decision is not None and decision.reason.code == _WRONG and _ITS_ROLE not in act.fields
    if decision is None or decision.effect is not Effect.REFUSE or hangs_on_the_role:
        return Foreseen(None, tuple(sorted({*sent.to_record, _RECEIVER})))
    return Foreseen(_hanging_on(decision, _RECEIVER))


def _first_new(breached: list[Verdict], before: list[Verdict]) -> Verdict | None:
    """The first breach that was none before; where an event renames occurrences, as many are left aside as are gone."""
    kept = {(one.rule, one.occurrence) for one in breached}
    gone: dict[str, int] = {}
    stood = set[tuple[str, str]]()
    for one in before:
        if one.status is Status.BREACHED:
            stood.add((one.rule, one.occurrence))
            if (one.rule, one.occurrence) not in kept:
                gone[one.rule] = gone.get(one.rule, 0) + 1
    for one in breached:
        if (one.rule, one.occurrence) in stood:
            continue
        if gone.get(one.rule, 0):
            gone[one.rule] -= 1
            continue
        return one
    return None


def _left_out(name: str, number: int) -> bool:
    """Whether a doubt is about a field of the act that the call does not give, who and how much apart.

    What a code means that the call gives, and nobody declared, is a doubt.
    """
    event, _, field = name.partition(".")
    return event == str(number) and field not in _GIVEN and not field.startswith(CODE)


def _of_act(name: str, number: int) -> str:
    """A doubt about the act as a decision names it: the field alone."""
    return name.removeprefix(f"{number}.")


def _decided(act: Event, verdict: Verdict, effect: Effect, number: int, doubts: tuple[str, ...]) -> Decision:
    return Decision(
        effect=effect,
        action=act.kind,
        rule=verdict.rule,
        kind=verdict.kind,
        clause=verdict.clause,
        reason=verdict.reason if effect is Effect.REFUSE else verdict.reason.of("hangs_on_missing", facts=doubts),
        facts=tuple(fact for fact in verdict.facts if fact.event != number),
        values=verdict.values,
        why_not=tuple(_of_the_act(verdict.why_not, number)),
        owner=verdict.owner,
        doubts=doubts,
        label=verdict.label,
    )


def _of_the_act(why_not: Iterable[WhyNot], number: int) -> Iterator[WhyNot]:
    """What nearly matched; of the act, which is not on record, the tests that it fails."""
    for one in why_not:
        if one.event != number:
            yield one
        elif one.test:
            yield attrs.evolve(one, event=0)
