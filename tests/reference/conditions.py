"""Conditions and worlds, read as naively as possible.

A test that the facts do not decide is a question. A world answers every question with yes or no; a judgement is made
with plain booleans, in every world, and a status is given only if all worlds agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from tests.reference.subject import actors, header_value, instant

Plain = dict[str, Any]
Question = tuple[int, str, str, bool]  # event number (0: the header), field, test, whether only time has to pass
MOST_QUESTIONS = 6

NOT_APPLICABLE = "not_applicable"
NO_VALUE = object()
WAITS = object()  # a value that only time will tell
ABSENT = object()  # a value that nothing has happened to have: it fits no test
COMPUTED = "computed facts"  # under this key a subject carries how each of its computed facts is worked out


class Runs:
    """A time whose end has not come: it will be at least so long."""

    def __init__(self, so_far: timedelta) -> None:
        self.so_far = so_far

    def is_over(self, op: str, operand: Any) -> bool:
        """Whether it has passed all that a test names."""
        bounds = [typed(item) for item in (operand if op == "in" else [operand])] if op in ("ge", "gt", "in") else []
        return bool(bounds) and all(self.so_far > one or (op == "ge" and self.so_far == one) for one in bounds)


class Undecided(Exception):
    """A judgement met a question that its world does not answer."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(str(question))


class TooManyQuestions(Exception):
    """More doubtful tests than are worth enumerating."""


class World:
    """An answer to each question."""

    def __init__(self, answers: dict[Question, bool]) -> None:
        self.answers = answers

    def ask(self, question: Question) -> bool:
        """The answer of this world."""
        if question not in self.answers:
            raise Undecided(question)
        return self.answers[question]


def worlds(judge: Callable[[World], Any]) -> list[tuple[dict[Question, bool], Any]]:
    """Judge in every world; start over with one more question whenever one turns up."""
    questions: list[Question] = []
    while len(questions) <= MOST_QUESTIONS:
        try:
            found = []
            for answers in product((True, False), repeat=len(questions)):
                world = dict(zip(questions, answers, strict=True))
                found.append((world, judge(World(world))))
        except Undecided as undecided:
            questions.append(undecided.question)
        else:
            return found
    raise TooManyQuestions


def merged(judged: list[tuple[dict[Question, bool], list[Plain]]]) -> list[Plain]:
    """One verdict an occurrence, from the verdicts of all worlds.

    `due` and `stopped` are lists of what they may be: of one element where all worlds agree.
    """
    keys = dict.fromkeys(verdict["occurrence"] for _, verdicts in judged for verdict in verdicts)
    result = []
    for key in keys:
        by_world = [(world, _of(verdicts, key)) for world, verdicts in judged]
        statuses = {verdict["status"] for _, verdict in by_world}
        there = [verdict for _, verdict in by_world if verdict["status"] != NOT_APPLICABLE]
        deciding = _deciding([(world, verdict["status"]) for world, verdict in by_world])
        if len(statuses) == 1:
            status = statuses.pop()
        else:
            status = "pending" if all(question[3] for question in deciding) else "unknown"
        own = {doubt for verdict in there if verdict["status"] == "unknown" for doubt in verdict.get("doubts", ())}
        result.append(
            {
                "occurrence": key,
                "status": status,
                "started": _various(there, "started"),
                "due": _various(there, "due"),
                "stopped": _various(there, "stopped"),
                "doubts": sorted({_name(question) for question in deciding} | own) if status == "unknown" else [],
            }
        )
    return result


def _of(verdicts: list[Plain], key: str) -> Plain:
    for verdict in verdicts:
        if verdict["occurrence"] == key:
            return verdict
    return {"occurrence": key, "status": NOT_APPLICABLE}


def _various(verdicts: list[Plain], name: str) -> list[Any]:
    return list(dict.fromkeys(verdict.get(name) for verdict in verdicts)) or [None]


def _deciding(outcomes: list[tuple[dict[Question, bool], Any]]) -> list[Question]:
    """The questions whose answer alone changes the outcome in some world."""
    found = []
    for question in outcomes[0][0]:
        for world, outcome in outcomes:
            other = {**world, question: not world[question]}
            if any(world_2 == other and outcome_2 != outcome for world_2, outcome_2 in outcomes):
                found.append(question)
                break
    return found


def _name(question: Question) -> str:
    return f"{question[0]}.{question[1]}" if question[0] else question[1]


# ---------------------------------------------------------------- conditions

Read = Callable[[str], tuple[int, str, Any]]  # a path to (event number, field name, value or None)


def typed(raw: Any) -> Any:
    """A scalar as what it means: yes or no, money, a time, a number, else text."""
    if raw is None or isinstance(raw, bool | datetime | Decimal | tuple | timedelta):
        return raw
    text = str(raw)
    if span := re.fullmatch(r"(\d+) (?:working )?(minute|hour)s?", text):
        return timedelta(minutes=int(span[1]) * (60 if span[2] == "hour" else 1))
    if text in ("true", "false"):
        return text == "true"
    if money := re.fullmatch(r"(-?[\d.]+) ([A-Z]{3})", text):
        return (money[2], Decimal(money[1]))
    if re.match(r"\d{4}-\d\d-\d\dT", text):
        return instant(text)
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Decimal(text)
    return text


class AtLeast:
    """A list that holds these, and perhaps others: what would settle it, what is surely in it and what is not."""

    def __init__(self, lacking: list[str], among: set[str], never: set[str]) -> None:
        self.lacking, self.among, self.never = lacking, among, never

    def has(self, name: str, wanted: Plain, world: World) -> bool:
        """Whether it holds what is wanted of it: what is not surely in it, the world says."""
        answers = []
        for quantifier, said in wanted.items():
            asked = "any" if quantifier == "none" else quantifier
            items = said if isinstance(said, list) else [said]
            others = [world.ask((0, one, f"{name} has {asked} {said}", False)) for one in self.lacking]
            held = [item in self.among or (item not in self.never and all(others)) for item in items]
            answers.append({"all": all(held), "any": any(held), "none": not any(held)}[quantifier])
        return all(answers)


class Former:
    """Nobody recorded which role it is, but surely none of these."""

    def __init__(self, roles: frozenset[str]) -> None:
        self.roles = roles


def holds(condition: Plain, read: Read, world: World) -> bool:
    """Whether all clauses hold in a world."""
    verdicts = []
    for key, body in condition.items():
        if key == "any":
            verdicts.append(any(holds(option, read, world) for option in body))
        elif key == "not":
            verdicts.append(not holds(body, read, world))
        else:
            verdicts.extend([passes(key, op, operand, read, world) for op, operand in tests_of(body)])
    return all(verdicts)


def tests_of(body: Any) -> list[tuple[str, Any]]:
    """The tests that a clause writes down, short forms written out."""
    if isinstance(body, list):
        return [("in", body)]
    if isinstance(body, dict) and not set(body) & {"field", "choose", "least", "greatest"}:
        return list(body.items())
    return [("is", body)]


def passes(path: str, op: str, operand: Any, read: Read, world: World) -> bool:
    """Whether one test holds for the value at a path."""
    if read(path)[2] is ABSENT:
        return op == "present" and not typed(operand)
    if op == "is":
        return passes(path, "in", [operand], read, world)
    if op == "not":
        return not passes(path, "in", operand if isinstance(operand, list) else [operand], read, world)
    if op == "lt":
        return not passes(path, "ge", operand, read, world)
    if op == "le":
        return not passes(path, "gt", operand, read, world)
    number, name, value = read(path)
    if isinstance(value, Runs) and value.is_over(op, operand):
        return op != "in"
    if value is WAITS or isinstance(value, Runs):
        return world.ask((number, name, f"{op} {operand}", True))
    return _of_value(number, name, value, op, operand, read, world)


def _of_value(number: int, name: str, value: Any, op: str, operand: Any, read: Read, world: World) -> bool:
    """Whether a test holds for a value that is there, or that nobody recorded."""
    if isinstance(value, Former):
        if op == "in" and {typed(value_of(item, read, world)) for item in operand} <= value.roles:
            return False
        value = None
    if isinstance(value, AtLeast):
        if op == "has" and (value.among or value.never):
            return value.has(name, operand, world)
        name, value = value.lacking[0], None
    if op in ("has", "size", "each", "matches"):
        if value is None:
            return world.ask((number, name, f"{op} {operand}", False))
        return _of_list(op, operand, value, world)
    if op == "present":
        return (value is not None) == typed(operand)
    operands = [typed(value_of(item, read, world)) for item in (operand if op == "in" else [operand])]
    if value is None or None in operands:
        return world.ask((number, name, f"{op} {operand}", False))
    if op == "in":
        return typed(value) in operands
    assert op in ("gt", "ge"), op
    above = _above(typed(value), operands[0], also_equal=op == "ge")
    return world.ask((number, name, f"{op} {operand}", False)) if above is None else above


def _above(one: Any, other: Any, *, also_equal: bool) -> bool | None:
    """Whether one value exceeds another; `None` where they have no common measure."""
    if isinstance(other, tuple) and one == 0:
        one = (other[0], Decimal(0))  # nothing at all is nothing in every currency
    if type(one) is not type(other) or (isinstance(one, tuple) and one[0] != other[0]):
        return None
    return bool(one >= other if also_equal else one > other)


def _of_list(op: str, operand: Any, value: Any, world: World) -> bool:
    """Tests on a list that is there; each element, or the length, is looked at as if it were a field."""
    elements = value if isinstance(value, list | tuple) else [value]
    if op == "matches":
        return template_matches(operand, str(value))
    if op == "has":
        answers = []
        for quantifier, wanted in operand.items():
            held = [item in elements for item in (wanted if isinstance(wanted, list) else [wanted])]
            answers.append({"all": all(held), "any": any(held), "none": not any(held)}[quantifier])
        return all(answers)
    different = [one for number, one in enumerate(elements) if one not in elements[:number]]
    looked_at = [len(different)] if op == "size" else elements
    return all(
        passes("", inner, wanted, lambda _path, one=one: (0, "", one), world)
        for one in looked_at
        for inner, wanted in tests_of(operand)
    )


def template_matches(template: str, text: str) -> bool:
    """Whether a text, letter by letter, is of the form of a template; tries every length of every field."""
    if not template:
        return not text
    if not template.startswith("{"):
        return text[:1] == template[0] and template_matches(template[1:], text[1:])
    field, _, rest = template[1:].partition("}")
    name, _, said = field.partition(":")
    for length in range(1, len(text) + 1):
        if _of_field(name, said, text[:length]) and template_matches(rest, text[length:]):
            return True
    return False


def _of_field(name: str, said: str, text: str) -> bool:
    if name == "one_of":
        return text in said.split("|")
    if name == "date":
        written = {"yyyymmdd": "%Y%m%d", "yyyy-mm-dd": "%Y-%m-%d", "yymmdd": "%y%m%d"}[said]
        try:
            read = datetime.strptime("20" + text if said == "yymmdd" else text, written.replace("%y", "%Y"))  # noqa: DTZ007
        except ValueError:
            return False
        return read.strftime(written) == text and text.isascii()
    least, _, most = said.partition("-")
    kinds = {
        "alnum": str.isalnum,
        "digits": str.isdigit,
        "letters": str.isalpha,
        "upper": lambda sign: sign.isalpha() and sign.isupper(),
        "lower": lambda sign: sign.isalpha() and sign.islower(),
    }
    if not int(least) <= len(text) <= int(most or least):
        return False
    if name == "name":
        return all(sign.isalnum() or sign == "-" for sign in text)
    return text.isascii() and all(map(kinds[name], text))


def value_of(form: Any, read: Read, world: World) -> Any:
    """The value that a form stands for: a literal, a field, or the first choice whose condition holds."""
    if isinstance(form, dict) and "field" in form:
        return read(form["field"])[2]
    if isinstance(form, dict) and "choose" in form:
        whole = _names_every_severity(form["choose"])
        for number, option in enumerate(form["choose"], 1):
            last = whole and number == len(form["choose"])  # a severity there is, and it is none of the others
            if last or holds(option.get("when", {}), read, world):
                return value_of(option["value"], read, world)
        return NO_VALUE
    return form


def _names_every_severity(options: list[Plain]) -> bool:
    """Whether options that ask for the severity, and for nothing else, name all that there are."""
    named: set[str] = set()
    for option in options:
        when = option.get("when", {})
        if set(when) != {"severity"}:
            return False
        said = when["severity"]
        named.update(said if isinstance(said, list) else [said])
    return named == {"minor", "normal", "serious", "major", "critical"}


# ---------------------------------------------------------------- what a path reads

RoleOf = Callable[[Plain, datetime], Any]


def header_reader(subject: Plain, events: list[Plain], at: datetime) -> Read:
    """Bare names are the header's, as it stood at an instant."""

    def read(path: str) -> tuple[int, str, Any]:
        if path in subject.get(COMPUTED, {}):
            found: tuple[int, str, Any] = subject[COMPUTED][path](at)
            return found
        name = path.removeprefix("subject.")
        return 0, name, header_value(subject, events, name, at)

    return read


def event_reader(subject: Plain, events: list[Plain], event: Plain, role_of: RoleOf | None = None) -> Read:
    """Bare names are the event's fields, `subject.x` is the header's at that instant; whoever is named has a post."""
    header = header_reader(subject, events, event["at"])

    def read(path: str) -> tuple[int, str, Any]:
        if path.startswith("subject.") or path in subject.get(COMPUTED, {}):
            return header(path)
        if path in ("by", "role", "unit", "kind"):
            acting = actors(event)
            return event["number"], path, acting[0].get("id" if path == "by" else path) if acting else None
        if path == "to_role" and role_of and event.get("to") is not None:
            return event["number"], path, role_of({"named": event["to"], "role": event.get(path)}, event["at"])
        return event["number"], path, event.get(path)

    return read


def actor_reader(event: Plain, actor: Plain, role_of: RoleOf | None, header: Read | None = None) -> Read:
    """Names are those of one actor, `subject.x` is the header's."""

    def read(path: str) -> tuple[int, str, Any]:
        if header is not None and path.startswith("subject."):
            return header(path)
        name = {"by": "id"}.get(path, path)
        value = role_of(actor, event["at"]) if name == "role" and role_of else actor.get(name)
        return event["number"], name, value

    return read


# ---------------------------------------------------------------- selectors


def parts_of(selector: Any) -> list[list[Plain]]:
    """A selector as: all of these, each being any one of those."""
    if isinstance(selector, dict) and "all" in selector:
        return [parts_of(item)[0] for item in selector["all"]]
    if isinstance(selector, dict) and "any" in selector:
        return [[_pattern(item) for item in selector["any"]]]
    return [[_pattern(selector)]]


def _pattern(raw: Any) -> Plain:
    return {"event": raw} if isinstance(raw, str) else raw


def kinds_of(pattern: Plain) -> list[str]:
    """The event kinds that a simple selector names."""
    return pattern["event"] if isinstance(pattern["event"], list) else [pattern["event"]]


def fits(
    pattern: Plain, event: Plain, subject: Plain, events: list[Plain], world: World, role_of: RoleOf | None
) -> bool:
    """Whether an event meets a simple selector, whichever of several it is."""
    kinds = kinds_of(pattern)
    if event["event"] not in kinds and kinds != ["any"]:
        return False
    if not holds(pattern.get("where", {}), event_reader(subject, events, event, role_of), world):
        return False
    if not pattern.get("who"):
        return True
    acting = actors(event) or [{}]
    header = header_reader(subject, events, event["at"])
    return any(holds(pattern["who"], actor_reader(event, actor, role_of, header), world) for actor in acting)


def matching(
    choice: list[Plain],
    subject: Plain,
    events: list[Plain],
    world: World,
    role_of: RoleOf | None = None,
    everything: list[Plain] | None = None,
) -> list[Plain]:
    """The events that meet any one of several simple selectors, in order; `everything` may have changed the header."""
    known = events if everything is None else everything
    found: list[Plain] = []
    for pattern in choice:
        these = [event for event in events if fits(pattern, event, subject, known, world, role_of)]
        which = pattern.get("nth", "each")
        found.extend(these[:1] if which == "first" else these[-1:] if which == "last" else these)
    return [event for event in events if any(event is other for other in found)]
