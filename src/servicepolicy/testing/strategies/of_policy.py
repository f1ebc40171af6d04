"""Timelines for a policy: the events, fields and values that its rules speak of, and what lies right beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from hypothesis import strategies as st

from servicepolicy.errors import MoneyError, UsageError
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, parts_of, patterns_in, tests_in
from servicepolicy.language.condition import FieldTest
from servicepolicy.language.value import literals
from servicepolicy.models.complaint import Case
from servicepolicy.models.vocabulary import event_fields, header_fields
from servicepolicy.models.vocabulary._tables import FieldType
from servicepolicy.money import Money
from servicepolicy.policy.policy import Policy
from servicepolicy.testing.strategies.example import ZONES
from servicepolicy.testing.strategies.timeline import asked_cases

__all__ = ["cases_for"]

_Pools = dict[str, dict[str, list[object]]]
_ACTOR = ("role", "kind")
_NO_VALUES = ("present", "matches", "size")  # tests whose operand is no value of the field


def cases_for(
    policy: Policy, *, rules: Collection[str] | None = None, most: int = 9
) -> st.SearchStrategy[tuple[Case, datetime]]:
    """Cases for a policy, each with an instant at which to judge it.

    Kinds of events are those that its rules about cases select, fields those that they test; values are those that they
    name, others of the same field, and none at all.

    Args:
        policy: The policy.
        rules: Ids of the rules that are looked at; absent: all about cases.
        most: The greatest number of events.

    Raises:
        UsageError: No rule is about cases.
    """
    kinds: _Pools = {}
    header: dict[str, list[object]] = {}
    for rule in policy.rules:
        if rule.subject == "case" and (rules is None or rule.id in rules):
            for part in parts_of(rule):
                _gather(part, kinds, header)
    if not kinds:
        raise UsageError(f"no rule of `{policy.id}` selects events of a case, so there is nothing to draw")
    zone = policy.timezone if policy.timezone in ZONES else "Asia/Shanghai"
    drawn = {name: _once(values) for name, values in header.items() if name != "type"}
    return asked_cases(kinds=_closed(kinds), header=drawn, zone=zone, most=most)


def _gather(part: object, kinds: _Pools, header: dict[str, list[object]]) -> None:
    match part:
        case PlacedSelector():
            for _, pattern in patterns_in(part):
                for event in pattern.events if pattern.on == "subject" else ():
                    if event in event_fields_of():
                        kinds.setdefault(event, {})
        case PlacedCondition():
            for _, tested in tests_in(part.condition, ()):
                _field(tested, part, kinds, header)
        case _:
            return


def event_fields_of() -> Mapping[str, Mapping[str, FieldType]]:
    """The fields of each kind of event of a case."""
    from servicepolicy.models.vocabulary import event_kinds

    return {kind: event_fields("case", kind) for kind in event_kinds("case")}


def _field(tested: FieldTest, part: PlacedCondition, kinds: _Pools, header: dict[str, list[object]]) -> None:
    name = tested.path.removeprefix("subject.")
    stated = header_fields("case").get(name)
    if (tested.path.startswith("subject.") or part.place.bare == "header") and stated is not None:
        header.setdefault(name, []).extend(_values(tested, stated))
    for event in part.place.kinds:
        field = event_fields_of().get(event, {}).get(tested.path)
        if field is not None or tested.path in _ACTOR:
            kinds.setdefault(event, {}).setdefault(tested.path, []).extend(_values(tested, field))


def _values(tested: FieldTest, field: FieldType | None) -> Iterator[object]:
    """The values that a test names, those right beside them, another of the same field, and none."""
    yield None
    for test in tested.tests:
        for operand in () if test.op in _NO_VALUES else test.operands:
            for literal in literals(operand):
                yield from _beside(literal.raw, field)
    if field is not None and field.kind == "bool":
        yield from (True, False)
    elif field is not None and field.codes:
        yield from field.codes[:3]


def _beside(raw: object, field: FieldType | None) -> Iterator[object]:
    kind, said = None if field is None else field.kind, str(raw)
    match kind:
        case "integer" if said.lstrip("-").isdecimal():
            yield from (int(said) + by for by in (-1, 0, 1))
        case "money" if _is_amount(said):
            yield said
        case "code" if field is not None and (field.codes is None or said in field.codes):
            yield said
        case None | "text":
            yield said
        case "list":
            yield [said]
        case _:
            return


def _is_amount(said: str) -> bool:
    try:
        Money.parse(said)
    except MoneyError:
        return False
    return True


def _once(several: Sequence[object]) -> tuple[object, ...]:
    """Values without doubles, in their order."""
    return tuple({repr(one): one for one in several}.values())


def _closed(kinds: _Pools) -> Mapping[str, Mapping[str, Sequence[object]]]:
    """Pools without doubles, in an order that never changes."""
    return {
        kind: {name: _once(several) for name, several in sorted(fields.items())}
        for kind, fields in sorted(kinds.items())
    }
