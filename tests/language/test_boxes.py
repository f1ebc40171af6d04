"""Boxes: for which values a condition holds, exactly; two conditions are compared by them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy import Policy
from servicepolicy.language.bound.boxes import ABSENT, ALWAYS, Space, key_of
from servicepolicy.language.bound.nodes import BoundCondition
from servicepolicy.language.bound.place import Place
from servicepolicy.language.condition import Condition

BINDER = (
    Policy(
        policy="answers",
        timezone="Asia/Shanghai",
        rules=[
            {"id": "a", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied", "within": "1 day"}
        ],
    )
    .editions[0]
    .binder
)


def bound(said: dict[str, Any]) -> BoundCondition:
    return BINDER.condition(Condition.parse(said), Place("case", "header"))


def compared(one: dict[str, Any], other: dict[str, Any]) -> tuple[bool, bool]:
    """Whether the other holds wherever the one does, and the other way round."""
    left, right = bound(one), bound(other)
    space = Space((left, right))
    return space.implies(left, right), space.implies(right, left)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": ["complaint", "inquiry"]}, {"any": [{"type": "inquiry"}, {"type": "complaint"}]}),
        ({"not": {"any": [{"type": "inquiry"}, {"major": True}]}}, {"type": {"not": "inquiry"}, "major": False}),
        ({"not": {"not": {"major": True}}}, {"major": True}),
        ({"amount": {"gt": "100 CNY"}}, {"not": {"amount": {"le": "100.00 CNY"}}}),
        ({"amount": {"ge": "1 CNY", "lt": "5 CNY"}}, {"amount": {"lt": "5 CNY", "ge": "1 CNY"}}),
        ({"any": [{"amount": {"lt": "9 CNY"}}, {"amount": {"ge": "9 CNY"}}]}, {}),
        ({"x.rank": {"gt": 5}}, {"not": {"x.rank": {"le": 5}}}),
    ],
)
def test_what_is_said_otherwise_is_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """De Morgan, another order, a list instead of `any`, a bound from its other side: the same boxes."""
    assert compared(one, other) == (True, True)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ({"type": "complaint"}, {"type": ["complaint", "inquiry"]}),
        ({"amount": {"gt": "100 CNY"}}, {"amount": {"ge": "100 CNY"}}),
        ({"amount": {"ge": "101 CNY"}}, {"amount": {"gt": "100 CNY"}}),
        ({"x.rank": {"ge": 6}}, {"x.rank": {"gt": 5}}),
        ({"type": "complaint", "major": True}, {"any": [{"type": "complaint"}, {"major": True}]}),
        ({"tags": {"has": {"all": ["a", "b"]}}}, {"tags": {"has": {"any": ["a", "b"]}}}),
        ({"tags": {"size": {"ge": 3}}}, {"tags": {"size": {"ge": 2}}}),
        ({"opened": {"gt": "2026-02-01T00:00:00+08:00"}}, {"opened": {"gt": "2026-01-01T00:00:00+08:00"}}),
    ],
)
def test_what_holds_oftener_is_wider(narrow: dict[str, Any], wide: dict[str, Any]) -> None:
    """Codes, amounts, numbers, lists and instants: the wider condition holds wherever the narrow one does."""
    narrow = {f"x.{name}" if name in ("tags", "opened") else name: test for name, test in narrow.items()}
    wide = {f"x.{name}" if name in ("tags", "opened") else name: test for name, test in wide.items()}
    assert compared(narrow, wide) == (True, False)


def test_a_counterexample_has_a_value_for_each_field() -> None:
    """Where one holds and the other fails there is a box, and out of it a value for each field."""
    one, other = bound({"amount": {"ge": "100 CNY"}, "major": True}), bound({"amount": {"gt": "100 CNY"}})
    space = Space((one, other))
    (box,) = space.against(one, other)
    found = {ref.name: str(value) for ref, value in space.values(box).values()}
    assert found == {"amount": "100 CNY", "major": "True"}


def test_a_field_is_absent_only_where_somebody_asks_whether_it_is_there() -> None:
    """`present` makes absence a value; without it facts are complete."""
    asked, plain = bound({"amount": {"present": True}}), bound({"amount": {"gt": "1 CNY"}})
    (variable,) = Space((asked,)).refs
    assert ABSENT in Space((asked, plain)).each_cell(variable)
    assert ABSENT not in Space((plain,)).each_cell(variable)


def test_nothing_is_asked_everywhere() -> None:
    """The empty condition holds everywhere and fails nowhere."""
    assert (Space(()).where(bound({})), Space(()).where_not(bound({}))) == (ALWAYS, ())


def test_equal_meaning_has_an_equal_key() -> None:
    """Another order of clauses, and amounts and numbers written otherwise, have one key."""
    assert key_of(bound({"amount": {"gt": "1.0 CNY"}, "major": True})) == key_of(
        bound({"major": True, "amount": {"gt": "1 CNY"}})
    )


CODES = st.sampled_from(["complaint", "inquiry", "suggestion"])
AMOUNTS = st.integers(0, 4).map(lambda number: f"{number} CNY")
LEAVES = st.one_of(
    CODES.map(lambda code: {"type": code}),
    st.lists(CODES, min_size=1, max_size=2, unique=True).map(lambda codes: {"type": {"not": codes}}),
    st.tuples(st.sampled_from(["gt", "ge", "lt", "le"]), AMOUNTS).map(lambda one: {"amount": {one[0]: one[1]}}),
    st.booleans().map(lambda said: {"major": said}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda several: {"any": several}),
        inner.map(lambda one: {"not": one}),
        st.tuples(inner, inner).map(lambda two: {"not": {"any": [{"not": two[0]}, {"not": two[1]}]}}),
    ),
    max_leaves=6,
)


def truth(said: dict[str, Any], case: dict[str, Any]) -> bool:
    """Whether a condition holds for a case whose facts are complete, read off its plain text."""

    def one(name: str, test: Any) -> bool:
        match name:
            case "any":
                return any(truth(option, case) for option in test)
            case "not":
                return not truth(test, case)
            case _ if not isinstance(test, dict):
                return bool(case[name] == test)
            case _:
                ((op, wanted),) = test.items()
                if op == "not":
                    return bool(case[name] not in wanted)
                number = int(wanted.split()[0])
                held: dict[str, bool] = {
                    "gt": case[name] > number,
                    "ge": case[name] >= number,
                    "lt": case[name] < number,
                    "le": case[name] <= number,
                }
                return held[op]

    return all(one(name, test) for name, test in said.items())


CASES = [
    {"type": code, "amount": amount / 2, "major": major}
    for code in ("complaint", "inquiry", "suggestion", "business_request")
    for amount in range(11)
    for major in (True, False)
]


@given(CONDITIONS, CONDITIONS)
def test_boxes_agree_with_trying_every_case(one: dict[str, Any], other: dict[str, Any]) -> None:
    """One condition implies another exactly where no case of a whole grid holds for the one and not for the other."""
    tried = all(truth(other, case) for case in CASES if truth(one, case))
    back = all(truth(one, case) for case in CASES if truth(other, case))
    assert compared(one, other) == (tried, back)
