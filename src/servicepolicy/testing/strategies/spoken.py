"""What the rules of a policy speak of: acts, values, people, limits, and stories in which they are kept or broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from servicepolicy.errors import FactsError, MoneyError, ServicePolicyError, UsageError
from servicepolicy.language.bound.nodes import BoundSelector
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, parts_of, tests_in
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import FieldTest
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import blank_names, literals
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields, subject_model
from servicepolicy.models.vocabulary._tables import FieldType
from servicepolicy.money import Money
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status
from servicepolicy.testing.boundaries import alone, beside, leaves
from servicepolicy.testing.first import worlds
from servicepolicy.testing.situations import ENDS_OTHERWISE, REOPENS
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import DAY_US, from_us, in_reach, parse_us

__all__ = ["PEOPLE", "Length", "Plain", "Spoken", "Story", "amounts_of", "as_subject", "spoken_of"]

Plain = dict[str, Any]  # an event or a header as JSON
Pool = dict[str, list[object]]

PEOPLE: Final = ("e1", "e2", "e3")
_ACTOR: Final = ("role", "kind", "unit")
_FRAME: Final = ("id", "at", "recorded_at", "seq", "actors")
_NO_VALUES: Final = ("present", "matches", "size")  # tests whose operand is no value of the field
_ANOTHER: Final = "something_else"  # a code that no rule names
_UNITS: Final = frozenset({"day", "week", "month", "quarter", "year"})


def as_subject(subject: str, said: Plain) -> SubjectRecord:
    """What is said of a subject as a record; a case of which no type is said is a complaint."""
    plainly = {"type": "complaint"} if subject == "case" else {"subject": subject}
    return subject_model(subject).model_validate({"id": "C-1", **plainly, **said})


@attrs.frozen
class Length:
    """A length of time that a rule names, and the calendar and the convention by which it is counted."""

    span: Span
    clock: str | None = None
    counting: str | None = None


@attrs.frozen
class Story:
    """What a rule is about, as it would happen: a header, and acts with their distance from the first moment.

    Attributes:
        header: The header.
        acts: The events without their times, each with its distance in microseconds.
        as_of: When it is judged, as such a distance.
    """

    header: Plain
    acts: tuple[tuple[Plain, int], ...]
    as_of: int

    def told(self, subject: str, start: int, zone: str) -> tuple[SubjectRecord, datetime]:
        """It as a subject that begins at some moment, and when it is judged."""
        events = [{**act, "at": from_us(start + after, zone)} for act, after in self.acts]
        return as_subject(subject, {**self.header, "events": events}), from_us(start + self.as_of, zone)


@attrs.frozen
class Spoken:
    """What some rules speak of.

    Attributes:
        subject: What they are about.
        view: The edition that is drawn for.
        stories: For each rule, stories of it, grouped by what the rule says of them.
        acts: Events that its selectors select, without their times.
        fields: Values of the fields of each kind of event; `None` leaves one out.
        header: The same of the header.
        amounts: The amounts that they name, those right beside these, and some that are far off.
        lengths: For each rule, the lengths of time that it and the facts that it reads name; of one that names none,
            those of all.
        matters: The field that tells matters apart, where one does.
    """

    subject: str
    view: View
    stories: tuple[tuple[tuple[Story, ...], ...], ...]
    acts: tuple[Plain, ...]
    fields: Mapping[str, Mapping[str, tuple[object, ...]]]
    header: Mapping[str, tuple[object, ...]]
    amounts: tuple[str, ...]
    lengths: tuple[tuple[Length, ...], ...]
    matters: str | None

    def after(self, start: int, length: Length) -> int:
        """When a length of time is over that began then; the beginning itself where its calendar cannot say."""
        try:
            due = self.view.due(start, length.span, length.clock, length.counting)
        except ServicePolicyError:
            return start
        return start if due is None or not in_reach(from_us(due, "UTC")) else due


def spoken_of(policy: Policy, rules: Sequence[Rule], most: int) -> Spoken:
    """What some rules about one kind of subject speak of.

    Args:
        policy: The policy.
        rules: The rules.
        most: The greatest number of events of a story.

    Raises:
        UsageError: They select no events of it.
    """
    subject = rules[0].subject
    view = next(
        view
        for view in (View(edition, policy.calendars) for edition in reversed(policy.editions))
        if any(rule.id in view.by_name for rule in rules)
    )
    rules = [rule for rule in rules if rule.id in view.by_name]
    plain = policy.plain()
    closures = {rule.id: alone(rule.id, plain) for rule in rules}
    facts = {name for read in closures.values() for name in read["facts"]}
    read: list[Rule | ComputedFact] = [*rules, *(policy.facts[name] for name in sorted(facts))]
    parts = [part for said in read for part in parts_of(said)]
    unsaid = [selector for rule in rules for selector in rule.unsaid()]
    selectors = [part.selector for part in parts if isinstance(part, PlacedSelector) and part.subject == subject]
    roles = tuple(plain.get("roles", {}))
    acts = [_act(event, subject, roles) for event in _acts([*selectors, *unsaid], view, subject)]
    turns = (REOPENS.get(subject), min(ENDS_OTHERWISE.get(subject, ()), default=None))
    acts += [{"event": kind} for kind in turns if kind is not None and all(kind != act["event"] for act in acts)]
    documents = {
        name: (read, [next(one for one in read["rules"] if one["id"] == name), *read["facts"].values()])
        for name, read in closures.items()
    }
    words = [word for read, said in documents.values() for _, word in _words(said, read, {})]
    lengths = [_once(_lengths(said, read)) for read, said in documents.values()]
    amounts = tuple(_amounts(words))
    fields, header = _fields(parts, [act["event"] for act in acts], plain.get("values", {}), subject)
    _people(fields, words, roles, subject)
    _money(fields, header, amounts, subject)
    licensed = sorted({act for rule in rules for act in rule.actions()})
    for kind, pool in fields.items():
        if licensed and "action" in event_fields(subject, kind):
            pool["action"] = [*licensed * 3, _ANOTHER, None]
    told = tuple(_grouped(rule, policy, _stories(rule, policy, most), view) for rule in rules)
    if not acts and not any(story.header for groups in told for group in groups for story in group):
        raise UsageError(f"no rule of `{policy.id}` asks anything of a {subject}, so there is nothing to draw")
    return Spoken(
        subject,
        view,
        told,
        tuple(_once(acts)),
        {
            kind: {name: _once(several) for name, several in sorted(pool.items())}
            for kind, pool in sorted(fields.items())
        },
        _pool({name: several for name, several in header.items() if name != "type"}),
        amounts,
        tuple(own or _once(length for several in lengths for length in several) for own in lengths),
        next((rule.splits_by for rule in rules if rule.splits_by is not None), None),
    )


def _pool(pool: Pool) -> Mapping[str, tuple[object, ...]]:
    """Fields in an order that never changes, without doubles of their values."""
    return {name: _once(several) for name, several in sorted(pool.items())}


def _once(several: Iterable[Any]) -> tuple[Any, ...]:
    """Values without doubles, in their order."""
    return tuple({repr(one): one for one in several}.values())


# what happens


def _acts(selectors: Iterable[Selector], view: View, subject: str) -> Iterator[Plain]:
    """An event for each kind that each selector selects, such that it does select it where one can be imagined."""
    known = event_kinds(subject)
    for selector in selectors:
        for part in view.selector(selector, subject).parts:
            for pattern in part:
                for kind in pattern.events:
                    world = Imagined(view, subject)
                    met = world.meets(BoundSelector(((attrs.evolve(pattern, events=(kind,)),),)), world.start)
                    made = world.events if met else [{"event": kind}] if pattern.on == "subject" else []
                    yield from (event for event in made if event["event"] in known)


def _act(event: Mapping[str, Any], subject: str, roles: Sequence[str]) -> Plain:
    """An event without its time, with what its kind has; by somebody in a post that is declared, where any is."""
    known = event_fields(subject, event["event"])
    act = {name: value for name, value in event.items() if name in known and name != "at"}
    act = {name: [value] if known[name].kind == "list" and isinstance(value, str) else value
           for name, value in act.items()}  # fmt: skip
    strange = roles and act.get("role") not in (None, *roles)  # of such a post nobody can tell what it may
    return {"event": event["event"], **act, **({"role": roles[-1]} if strange else {})}


def _stories(rule: Rule, policy: Policy, most: int) -> Iterator[Story]:
    known, seen, roles = event_kinds(rule.subject), set[str](), tuple(policy.plain().get("roles", {}))
    for world, as_of in worlds(rule, policy):
        record = world.record()
        events = [event for event in record.pop("events") if event["event"] in known][:most]
        header = {name: value for name, value in record.items() if name not in ("subject", "id")}
        acts = tuple((_act(event, rule.subject, roles), parse_us(event["at"]) - world.start) for event in events)
        story = Story(header, acts, as_of - world.start)
        if repr(story) not in seen:
            seen.add(repr(story))
            yield story


def _grouped(rule: Rule, policy: Policy, stories: Iterable[Story], view: View) -> tuple[tuple[Story, ...], ...]:
    """Stories by what the rule says of each: what is rarely told is drawn as often as what is told often."""
    groups: dict[Status | None, list[Story]] = {None: [Story({}, (), DAY_US)]}
    for story in stories:
        try:
            record, as_of = story.told(rule.subject, view.moment, view.edition.zone)
        except FactsError:  # what was imagined is no record
            continue
        said = policy.evaluate(record, as_of=as_of, rules=[rule.id])[rule.id].status
        groups.setdefault(said, []).append(story)
    often = (groups[said] for said in (Status.MET, Status.MET, Status.BREACHED, Status.BREACHED) if said in groups)
    return tuple(tuple(group) for group in (*groups.values(), *often))


# what they are like


def _fields(
    parts: Iterable[object], kinds: Iterable[str], filled: Mapping[str, Any], subject: str
) -> tuple[dict[str, Pool], Pool]:
    fields: dict[str, Pool] = {kind: {} for kind in kinds}
    header: Pool = {}
    for part in parts:
        if isinstance(part, PlacedCondition) and part.place.subject == subject:
            for _, tested in tests_in(part.condition, ()):
                _field(tested, part, fields, header, filled)
    return fields, header


def _field(
    tested: FieldTest, part: PlacedCondition, fields: dict[str, Pool], header: Pool, filled: Mapping[str, Any]
) -> None:
    name = tested.path.removeprefix("subject.")
    stated = header_fields(part.place.subject).get(name)
    if (tested.path.startswith("subject.") or part.place.bare == "header") and stated is not None:
        header.setdefault(name, []).extend(_values(tested, stated, filled))
    path = tested.path.removeprefix("actor.").removeprefix("event.")
    for event in part.place.kinds:
        if event in fields and path not in _FRAME:
            field = event_fields(part.place.subject, event).get(path)
            if field is not None or path in _ACTOR:
                fields[event].setdefault(path, []).extend(_values(tested, field, filled))


def _values(tested: FieldTest, field: FieldType | None, filled: Mapping[str, Any]) -> Iterator[object]:
    """The values that a test names, those right beside them, another of the same field, and none."""
    yield None
    for test in tested.tests:
        for operand in () if test.op in _NO_VALUES else test.operands:
            for literal in literals(operand):
                yield from _beside(literal.raw, field)
            for name in blank_names(operand):
                for place, said in leaves(filled.get(name)):
                    if not {"from", "until", "published"} & set(place):
                        yield from _beside(said, field)
    if field is None:
        return
    if field.kind == "bool":
        yield from (True, False)
    elif field.codes or field.kind in ("code", "list"):
        others = field.codes[:3] if field.codes else (_ANOTHER,)
        yield from ([other] if field.kind == "list" else other for other in others)


def _beside(raw: object, field: FieldType | None) -> Iterator[object]:
    kind, said = None if field is None else field.kind, str(raw)
    match kind:
        case "integer" if said.lstrip("-").isdecimal():
            yield from (max(int(said) + by, 0) for by in (-1, 0, 1))
        case "money" if _is_amount(said):
            yield from (beside(said, by) for by in (-1, 0, 1))
        case "code" if field is not None and (field.codes is None or said in field.codes):
            yield said
        case None | "text":
            yield said
        case "list":
            yield [said]
        case _:
            return


def _people(fields: Mapping[str, Pool], words: Sequence[str], roles: Sequence[str], subject: str) -> None:
    """Two or three people, in the roles that rules name and in one that they do not."""
    named = [role for role in roles if role in words]
    posts = [*named, *[role for role in roles if role not in named][:1]]
    for kind, pool in fields.items():
        known = event_fields(subject, kind)
        for name, field in known.items():
            person = "by" if name == "role" else field.role_of
            if person in known:
                pool[person] = [*PEOPLE, None]
                pool.setdefault(name, []).extend((*posts, None))


def _money(fields: Mapping[str, Pool], header: Pool, amounts: Sequence[str], subject: str) -> None:
    for kind, pool in fields.items():
        for name, field in event_fields(subject, kind).items():
            if field.kind == "money" and amounts:
                pool.setdefault(name, []).extend((*amounts, None))
    if amounts and "amount" in header:
        header["amount"].extend(amounts)


# limits


def _words(said: Any, document: Plain, around: Plain) -> Iterator[tuple[Plain, str]]:
    """Everything that a part of a document says, blanks filled, each with the keys of the part around it."""
    match said:
        case dict():
            here: Plain = {**around, **{name: part for name, part in said.items() if isinstance(part, str)}}
            for name, part in said.items():
                if name == "blank" and isinstance(part, str):
                    yield from _words(document["values"].get(part), document, around)
                else:
                    yield from ((here, str(word)) for word in (name,) if isinstance(word, str))
                    yield from _words(part, document, here)
        case list() | tuple():
            for part in said:
                yield from _words(part, document, around)
        case str() | int():
            yield around, str(said)
        case _:
            return


def _lengths(said: Any, document: Plain) -> Iterator[Length]:
    for around, word in _words(said, document, {}):
        text = f"1 {word}" if word in _UNITS else word
        if text[:1].isdecimal() or text == "same day":
            try:
                yield Length(Span(text), around.get("clock"), around.get("counting"))
            except (ServicePolicyError, ValueError):
                continue


def _amounts(words: Iterable[str]) -> Iterator[str]:
    """Each amount at its limit, right beside it, and far off."""
    for word in _once(word for word in words if _is_amount(word)):
        amount = Money.parse(word)
        yield from (word, beside(word, 1), beside(word, -1), str(Money(amount.amount * 3 + 1, amount.currency)))
        if amount.amount > 1:
            yield str(Money(1, amount.currency))


def amounts_of(policy: Policy) -> tuple[str, ...]:
    """The amounts that a policy names, with those right beside them."""
    plain = policy.plain()
    return _once(_amounts(word for _, word in _words(plain.get("rules", ()), plain, {})))


def _is_amount(said: str) -> bool:
    try:
        Money.parse(said)
    except (MoneyError, ValueError):
        return False
    return True
