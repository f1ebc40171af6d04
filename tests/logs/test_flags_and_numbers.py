"""A flag equals a number in Python, and is none in a log: what is remembered of one is not said of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from typing import Any

import pytest

from servicepolicy import load
from servicepolicy.columnar.checked import Checks
from servicepolicy.logs import read_log

MAPPING: dict[str, Any] = {
    "servicepolicy": 1,
    "mapping": "flags",
    "subject": "case",
    "case": "case",
    "at": "at",
    "constants": {"type": "complaint"},
    "header": {"x.said": "said"},
    "event": "event",
    "events": {"in": "received", "out": {"event": "replied", "fields": {"x.said": "said"}}},
}
DERIVED: dict[str, Any] = {
    **{key: part for key, part in MAPPING.items() if key not in ("event", "events", "header")},
    "derive": [
        {"when": "first row", "event": "received"},
        {"when": {"column": "said", "becomes": ["true"]}, "event": "replied"},
        {"when": {"column": "said", "becomes": ["1"]}, "event": "closed"},
    ],
}


def _rows(said: Sequence[object]) -> Iterator[dict[str, object]]:
    """A case for each value, which says it in both of its rows."""
    for number, value in enumerate(said):
        for hour, event in (("09", "in"), ("10", "out")):
            yield {"case": f"C-{number}", "at": f"2026-01-05T{hour}:00:00Z", "event": event, "said": value}


def _read(said: Sequence[object]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for facts in read_log(list(_rows(said)), MAPPING).facts():
        both = facts.header["x.said"], facts.timeline.events[-1].fields["x.said"]
        found.append(tuple((type(value), value) for value in both))
    return found


@pytest.mark.parametrize("values", [(1, True, "1"), (0, False, "false"), ([1, 2], [True, 2])])
def test_a_cell_is_read_as_it_would_be_alone(values: tuple[object, ...]) -> None:
    """What a case says does not hang on what cases before it said."""
    for order in permutations(values):
        assert _read(order) == [one for value in order for one in _read([value])]


@pytest.mark.parametrize("order", [(0, 1, True, 0, True), (False, True, 1, False, 1), (True, 1, True)])
def test_from_a_number_to_a_flag_is_a_change(order: tuple[object, ...]) -> None:
    """What arises when a column holds something else arises between `1` and `True`, too."""
    rows = [
        {"case": "C-1", "at": f"2026-01-05T{9 + hour:02}:00:00Z", "said": value} for hour, value in enumerate(order)
    ]
    (facts,) = read_log(rows, DERIVED).facts()
    changes = [value for before, value in pairwise((None, *order)) if value is not before and value]
    expected = ["replied" if value is True else "closed" for value in changes]
    assert [event.kind for event in facts.timeline.events if event.kind != "received"] == expected


def test_what_is_checked_on_columns_tells_them_apart() -> None:
    """A value that was read as a number does not make the flag one."""
    checks = Checks(load("complaint-handling", fill="example-bank"), "case")
    assert [type(checks.value("", "x.said", value)) for value in (1, True, 1)] == [int, bool, int]
