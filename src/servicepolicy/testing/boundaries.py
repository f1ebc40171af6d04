"""Which limits the scenarios hit exactly: each limit is moved by its smallest unit, and somebody has to notice.

A number or an amount is hit if a scenario that passed fails once the limit lies one unit lower, and one fails once it
lies one unit higher: so one stands right at the limit and one right beyond it. A time is hit if something was done
exactly when it was due, and met, and something within a second after it, and breached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final, Literal, TypeAlias

import attrs

from servicepolicy.errors import PolicyError
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.whatif.grid import same_limit

__all__ = ["Limit", "Place", "alone", "beside", "comparable", "leaves", "limits_of"]

Plain: TypeAlias = Any  # what a policy document says, as plain data
Place: TypeAlias = tuple[str | int, ...]

SECOND: Final = 1_000_000
COMPARED: Final = frozenset(
    {"gt", "ge", "lt", "le", "size", "at_least", "at_least_cases", "objective", "first", "up", "down", "cap"}
)  # keys under which a plain number is a limit
COUNTED: Final = frozenset({"integer", "number", "money", "range", "share"})  # types of blanks that are limits
TABLES: Final = frozenset({"bands", "ladder"})  # types of blanks whose rows have limits
BOUNDS: Final = ("ge", "gt", "le", "lt")
NOTICED: Final = (
    "status",
    "effect",
    "entitled",
    "score",
    "grade",
)  # differences that are more than another wording of the limit
WRITTEN: Final = re.compile(r"(?P<number>-?\d+(?:\.\d+)?)(?P<unit>|%| [A-Z]{3}| [a-z][a-z ]+)")


@attrs.frozen
class Limit:
    """One limit of a rule, and whether scenarios show both of its sides right at it.

    Attributes:
        rule: The rule.
        name: The blank, or where the limit stands in the rule; `due` for a time.
        lower: A scenario stands so near below it, or at it, that the limit could not be one unit lower.
        upper: A scenario stands so near above it, or at it, that the limit could not be one unit higher.
        values: What the limit is, wherever it is written; empty for a time.
    """

    rule: str
    name: str
    lower: bool
    upper: bool
    values: tuple[str, ...] = ()

    @property
    def hit(self) -> bool:
        """Whether both of its sides are shown."""
        return self.lower and self.upper


def limits_of(scenarios: Scenarios, results: Iterable[Result], *, only: str | None = None) -> tuple[Limit, ...]:
    """The limits of the rules and service levels that some scenarios ask, in the order of the policy; or of one."""
    passed: dict[str, list[Result]] = {}
    for result in results:
        rule = result.scenario.rule or result.scenario.expect.rule
        if result.passed and rule is not None:
            passed.setdefault(rule, []).append(result)
    asked = (one.id for one in scenarios.rules if only in (None, one.id))
    return tuple(limit for rule in asked for limit in _of_rule(rule, passed.get(rule, ()), scenarios))


def _of_rule(rule: str, passed: Sequence[Result], scenarios: Scenarios) -> Iterator[Limit]:
    yield from _time(rule, passed)
    document = alone(rule, scenarios.policy.plain())
    numbers = _numbers(rule, document)
    moved_along = set[str]()
    for name, places in numbers.items():
        if name in moved_along:
            continue
        noticed = _sides(document, places, passed, scenarios)
        for others in _adjoining(rule, name, numbers, scenarios.policy) if None in noticed else ():
            along = _sides(document, [*places, *(one for other in others for one in numbers[other])], passed, scenarios)
            if None not in along:  # one tier begins where the other ends
                noticed = along
                moved_along.update(others)
                break
        if any(side is not None for side in noticed):  # nothing lies on the side to which it cannot be moved
            values = tuple(dict.fromkeys(str(_at(document, place)) for place in places))
            yield Limit(rule, name, noticed[0] is not False, noticed[1] is not False, values)
    for name, value, moved in _rows(rule, document):
        lower, upper = (_noticed(other, passed, scenarios) for other in moved)
        yield Limit(rule, name, lower is not False, upper is not False, (value,))


def _sides(
    document: Plain, places: Sequence[Place], passed: Sequence[Result], scenarios: Scenarios
) -> list[bool | None]:
    """Whether somebody notices that a limit lies one unit lower, and that it lies one higher."""
    return [_noticed(_moved(document, places, by), passed, scenarios) for by in (-1, 1)]


def _adjoining(rule: str, name: str, numbers: Mapping[str, object], policy: Policy) -> Iterator[tuple[str, ...]]:
    """The limits that may have to be moved along: each that says the same in a neighbouring item, then all of them."""
    said = tuple(one.removeprefix(f"{rule}.") for one in same_limit(policy, f"{rule}.{name}"))
    others = tuple(one for one in said if one in numbers)
    yield from ((one,) for one in others)
    if len(others) > 1:
        yield others


# times


def _time(rule: str, passed: Iterable[Result]) -> Iterator[Limit]:
    """The time by which something is due, for a rule that says one."""
    judged = [verdict for result in passed for verdict in result.verdicts if verdict.due_us is not None]
    judged = [verdict for verdict in judged if verdict.margin is None or verdict.margin.money is None]
    spare = [
        (verdict.status, verdict.margin.wall_us)
        for verdict in judged
        if verdict.margin is not None and verdict.margin.wall_us is not None
    ]
    if judged:
        at = any(status is Status.MET and margin == 0 for status, margin in spare)
        after = any(status is Status.BREACHED and -SECOND <= margin < 0 for status, margin in spare)
        yield Limit(rule, "due", at, after)


# numbers and amounts


def _numbers(rule: str, document: Plain) -> dict[str, list[Place]]:
    """Every number and amount that a rule compares with: by name, the places where it is written."""
    found: dict[str, list[Place]] = {}
    section, index = _section(rule, document)
    said = document[section][index]
    for place, leaf in leaves(said):
        if "blank" in place and isinstance(leaf, str):
            if document["blanks"].get(leaf, {}).get("type") in COUNTED:
                found.setdefault(leaf, []).extend(
                    ("values", leaf, *inside)
                    for inside, value in leaves(document["values"][leaf])
                    if not {"from", "until", "published"} & set(inside) and _counted(inside or ("",), value)
                )
        elif (COMPARED & set(place[-2:]) or place[-2:] == ("repeat", "from")) and _counted(place, leaf):
            found.setdefault(".".join(map(str, place)), []).append((section, index, *place))
    return _each_bound(found)


def _counted(place: Place, leaf: Plain) -> bool:
    """Whether a leaf is a number or an amount; a length of time is a limit where it caps a pause."""
    found = None if isinstance(leaf, bool) else WRITTEN.fullmatch(str(leaf))
    return found is not None and (not found["unit"][1:2].islower() or place[-1] == "cap")


def _section(rule: str, document: Plain) -> tuple[str, int]:
    """Where a rule or a service level stands."""
    return next(
        (section, index)
        for section in ("rules", "slas")
        for index, one in enumerate(document.get(section, ()))
        if one["id"] == rule
    )


def _rows(rule: str, document: Plain) -> Iterator[tuple[str, str, tuple[Plain, Plain]]]:
    """Where a row of a table or ladder begins: its name, the number, and the document with it lower and higher by one.

    A table that the rule itself holds has its limits among the numbers.
    """
    section, index = _section(rule, document)
    said = document[section][index]
    held: list[tuple[str, Place]] = []
    if isinstance(said.get("ladder"), list):
        held.append(("ladder", (section, index, "ladder")))
    held += [
        (leaf, place)
        for leaf in dict.fromkeys(leaf for place, leaf in leaves(said) if "blank" in place and isinstance(leaf, str))
        for place in _tables(document["values"].get(leaf), ("values", leaf))
        if document["blanks"].get(leaf, {}).get("type") in TABLES
    ]
    for name, place in held:
        rows = _at(document, place)
        if any({"nth", "from"} & set(row) for row in rows):
            begins = [int(row.get("nth", row.get("from"))) for row in rows]
            for number, begin in enumerate(begins[1:], start=1):
                moved = (_put(document, place, partial(_rungs, begins=begins, number=number, by=by)) for by in (-1, 1))
                yield f"{name} from {begin}", str(begin), (next(moved), next(moved))
        else:
            for value in dict.fromkeys(str(row[key]) for row in rows for key in BOUNDS if key in row):
                same = [
                    (*place, at, key) for at, row in enumerate(rows) for key in BOUNDS if str(row.get(key)) == value
                ]
                yield f"{name} {value}", value, (_moved(document, same, -1), _moved(document, same, 1))


def _tables(said: Plain, place: Place) -> Iterator[Place]:
    """The places of the lists of rows in the value of a blank, of each of its dated values."""
    if isinstance(said, list) and said and all(isinstance(row, dict) and "value" not in row for row in said):
        yield place
    elif isinstance(said, list | dict):
        for key, part in said.items() if isinstance(said, dict) else enumerate(said):
            yield from _tables(part, (*place, key))


def _rungs(rows: Plain, begins: Sequence[int], number: int, by: int) -> Plain:
    """A ladder one rung of which begins earlier or later; a rung for which no time is left is gone."""
    moved = [begin + by if at == number else begin for at, begin in enumerate(begins)]
    ends: list[Any] = [*(begin - 1 for begin in moved[1:]), rows[-1].get("until", rows[-1].get("nth"))]
    brings = ({key: part for key, part in row.items() if key not in ("nth", "from", "until")} for row in rows)
    return [
        {
            "from": begin,
            **({} if end is None else {"until": max(int(end), begin) if at == len(rows) - 1 else end}),
            **row,
        }
        for at, (begin, end, row) in enumerate(zip(moved, ends, brings, strict=True))
        if at == len(rows) - 1 or end >= begin
    ]


def _put(said: Plain, place: Place, part: Callable[[Plain], Plain]) -> Plain:
    """Plain data with what stands at one place made anew."""
    if not place:
        return part(said)
    first, *rest = place
    if isinstance(said, list):
        return [_put(one, tuple(rest), part) if index == first else one for index, one in enumerate(said)]
    return {key: _put(one, tuple(rest), part) if key == first else one for key, one in said.items()}


def _each_bound(found: Mapping[str, list[Place]]) -> dict[str, list[Place]]:
    """A range has two limits, its lowest number and its highest one."""
    limits: dict[str, list[Place]] = {}
    for name, places in found.items():
        ends = {place[-1] for place in places}
        if places and ends == {0, 1}:
            for end, word in ((0, "lowest"), (1, "highest")):
                limits[f"{name} ({word})"] = [place for place in places if place[-1] == end]
        elif places:
            limits[name] = list(dict.fromkeys(places))
    return limits


def leaves(said: Plain, place: Place = ()) -> Iterator[tuple[Place, Plain]]:
    """What stands at the ends of plain data, each with its place."""
    match said:
        case dict():
            for key, part in said.items():
                yield from leaves(part, (*place, key))
        case list():
            for index, part in enumerate(said):
                yield from leaves(part, (*place, index))
        case _:
            yield place, said


def _unit(written: Plain) -> Decimal | None:
    """The smallest step of a number as it is written: a hundredth of an amount, else one of its last digit."""
    found = WRITTEN.fullmatch(str(written))
    if found is None or isinstance(written, bool):
        return None
    if found["unit"][1:].isupper():
        return Decimal("0.01")
    digits = len(found["number"].partition(".")[2])
    return Decimal(1).scaleb(-digits)


def _moved(document: Plain, places: Iterable[Place], by: Literal[-1, 1]) -> Plain:
    """The document with one limit moved by its smallest unit wherever it is written."""
    moved = document
    for place in places:
        moved = _put(moved, place, lambda limit: _stepped(limit, by))
    return moved


def _stepped(limit: Plain, by: Literal[-1, 1]) -> Plain:
    """A limit its smallest unit lower or higher."""
    found, step = WRITTEN.fullmatch(str(limit)), _unit(limit)
    return limit if found is None or step is None else f"{Decimal(found['number']) + by * step}{found['unit']}"


def beside(limit: str, by: Literal[-1, 0, 1]) -> str:
    """A limit, or what lies its smallest unit below or above it."""
    return limit if by == 0 else str(_stepped(limit, by))


def comparable(limit: str, held: object) -> bool:
    """Whether a value can stand on one side of a limit: both are amounts of a currency, shares, or plain numbers."""
    one, other = WRITTEN.fullmatch(limit), WRITTEN.fullmatch(str(held))
    return one is not None and other is not None and one["unit"] == other["unit"] and not isinstance(held, bool)


def _at(said: Plain, place: Place) -> Plain:
    for step in place:
        said = said[step]
    return said


def _noticed(document: Plain, passed: Iterable[Result], scenarios: Scenarios) -> bool | None:
    """Whether a scenario that passed fails under another document; `None` where that document says nothing sensible."""
    try:
        policy = Policy(**{key: part for key, part in document.items() if key != "servicepolicy"})
    except PolicyError:
        return None
    cases = tuple(result.scenario for result in passed)
    if not cases:
        return False
    other = attrs.evolve(scenarios, policy=policy, document=scenarios.document.model_copy(update={"cases": cases}))
    return any(
        difference.what.endswith(NOTICED) or difference.expected == "none"
        for result in other.results()
        for difference in result.differences
    )


def alone(rule: str, document: Plain) -> Plain:
    """The policy with this rule and what it reads of others: much sooner built than the whole."""
    rules = {one["id"]: one for one in (*document["rules"], *document.get("slas", ()))}
    facts: Mapping[str, Plain] = document.get("facts", {})
    kept, waiting = set[str](), [rule]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        kept.add(name)
        for said in (rules.get(name), facts.get(name)):
            words = {word for place, leaf in leaves(said) for word in (*place, leaf) if isinstance(word, str)}
            parts = {part for word in words for part in (word, *word.split("."))}
            waiting.extend(parts & (rules.keys() | facts.keys()))
    return {
        **{key: part for key, part in document.items() if key != "chapters"},  # of rules that are not there
        "rules": [one for one in document["rules"] if one["id"] in kept],
        **({"slas": [one for one in document["slas"] if one["id"] in kept]} if document.get("slas") else {}),
        "facts": {name: said for name, said in facts.items() if name in kept},
        "values": document.get("values", {}),
    }
