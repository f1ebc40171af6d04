"""Places of values and keys, and what stands nowhere."""

from __future__ import annotations

import pytest

import servicepolicy as sp
from servicepolicy.language.bound.found import Path
from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.policy.reading.source import Source

TEXT = 'a: [b, {"1": c}]\n"": d\n"1 x": {y: e}\n'


@pytest.fixture
def source() -> Source:
    """A document with a list, keys that look like numbers, and an empty key."""
    return read_text(TEXT)


def test_every_value_has_its_place(source: Source) -> None:
    """Lines and columns count from 1, and the paths come in the order of the document."""
    assert list(source.values.items()) == [
        ((), (1, 1)),
        (("a",), (1, 4)),
        (("a", 0), (1, 5)),
        (("a", 1), (1, 8)),
        (("a", 1, "1"), (1, 14)),
        (("",), (2, 5)),
        (("1 x",), (3, 8)),
        (("1 x", "y"), (3, 12)),
    ]
    assert len(source.values) == 8


def test_every_key_has_its_place(source: Source) -> None:
    """What stands in a mapping has a key; a document and the parts of a list have none."""
    assert list(source.keys.items()) == [
        (("a",), (1, 1)),
        (("a", 1, "1"), (1, 9)),
        (("",), (2, 1)),
        (("1 x",), (3, 1)),
        (("1 x", "y"), (3, 9)),
    ]
    assert len(source.keys) == 5


@pytest.mark.parametrize("path", [("b",), (0,), ("a", "0"), ("a", 2), ("a", 1, 1), ("a", 0, "x"), ("x", "y")])
def test_what_is_not_there_has_no_place(source: Source, path: Path) -> None:
    """Neither another key, nor a number for a text, nor anything below a plain value is found."""
    assert path not in source.values
    assert path not in source.keys


def test_a_list_in_the_place_of_an_event_is_told_both_ways() -> None:
    """`stop: [a, b]` does not say whether one of them is enough: `any` and `all` do."""
    rule = {"id": "r", "kind": "deadline", "clause": "A-1", "start": "received", "within": "1 day"}
    with pytest.raises(sp.PolicyError) as caught:
        sp.Policy(policy="desk", timezone="UTC", rules=[{**rule, "stop": ["replied", "closed"]}])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("not-a-selector", "rules[0].stop")
    assert "`{any: [..]}`" in problem.help
    assert "`{all: [..]}`" in problem.help
