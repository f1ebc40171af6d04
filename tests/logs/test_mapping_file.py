"""Mapping files: every problem at once, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.errors import PolicyError
from servicepolicy.logs import load_mapping

GOOD = """\
servicepolicy: 1
mapping: desk
case: ticket
at: {column: time, zone: Europe/London}
event: activity
events:
  Opened: received
  Answered: {event: replied, fields: {to: {constant: customer}}}
  Viewed: ignore
"""


def problems(tmp_path: Path, text: str) -> list[tuple[str, int | None, str]]:
    """Code, line and help of each problem."""
    path = tmp_path / "desk.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_mapping(path)
    return [(problem.code, problem.where.line, problem.help) for problem in caught.value.problems]


def test_a_good_mapping(tmp_path: Path) -> None:
    """A mapping file is read with its scalars typed."""
    path = tmp_path / "desk.yaml"
    path.write_text(GOOD)
    mapping = load_mapping(path)
    assert (mapping.mapping, mapping.case, mapping.at.zone) == ("desk", "ticket", "Europe/London")
    assert {name: event.event for name, event in mapping.events.items()}["Answered"] == "replied"


def test_unknown_events_fields_and_codes(tmp_path: Path) -> None:
    """What the models do not know is told with its line and the nearest name."""
    text = (
        GOOD.replace("received", "recieved")
        .replace("to: {constant: customer}", "too: x")
        .replace("Viewed: ignore", "Sent: {event: replied, fields: {visibility: {constant: publik}}}")
    )
    assert problems(tmp_path, text) == [
        ("unknown-event", 7, "did you mean `received`?"),
        ("unknown-field", 8, "did you mean `to`?"),
        ("unknown-code", 9, "did you mean `public`?"),
    ]


def test_unknown_header_fields_and_zones(tmp_path: Path) -> None:
    """Header fields and time zones are checked, too."""
    text = GOOD.replace("London", "Londn") + "header: {chanel: via}\nconstants: {tipe: complaint}\n"
    assert [(code, line) for code, line, _ in problems(tmp_path, text)] == [
        ("unknown-field", 10),
        ("unknown-field", 11),
        ("unknown-zone", 4),
    ]


def test_an_unknown_encoding(tmp_path: Path) -> None:
    """It is told before the log is opened."""
    assert problems(tmp_path, GOOD + "csv: {encoding: gbkk}\n") == [("unknown-encoding", 10, "did you mean `gbk`?")]


def test_unknown_keys(tmp_path: Path) -> None:
    """A misspelt key of the mapping itself is told with the right one."""
    assert problems(tmp_path, GOOD + "constant: {type: complaint}\n") == [
        ("unknown-key", 10, "did you mean `constants`?")
    ]


def test_an_unknown_key_hides_nothing(tmp_path: Path) -> None:
    """What stands beside an unknown key is read and checked without it."""
    text = GOOD.replace("zone:", "zon:").replace("received", "recieved")
    assert [(code, line) for code, line, _ in problems(tmp_path, text)] == [("unknown-key", 4), ("unknown-event", 7)]


def test_what_is_wrong_inside_of_a_list_or_mapping_is_told_there(tmp_path: Path) -> None:
    """Where several forms are possible, at any depth, each wrong value is told at its own place, and no form denied."""
    text = (
        GOOD.replace("Opened: received", "Opened: {event: received, fields: [a]}")
        .replace("to: {constant: customer}", "to: {constant: customer, column: x}")
        .replace("Viewed: ignore", "Viewed: {event: replied, at: {column: 3, columns: 7}, actor: {rolle: x}}")
    )
    path = tmp_path / "desk.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_mapping(path)
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [
        ("wrong-type", "events.Opened.fields"),
        ("not-a-cell", "events.Answered.fields.to"),
        ("unknown-key", "events.Viewed.actor.rolle"),
        ("wrong-type", "events.Viewed.at.columns"),
    ]


def test_a_mapping_needs_events(tmp_path: Path) -> None:
    """A mapping that would read nothing is refused."""
    text = "servicepolicy: 1\nmapping: desk\ncase: ticket\nat: time\n"
    assert [code for code, _, _ in problems(tmp_path, text)] == ["no-events"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("{column: a, constant: b}", "not-a-cell"),
        ("{constant: b, map: {x: y}}", "not-a-cell"),
        ("{column: a, round: 2}", "not-a-cell"),
    ],
)
def test_cells_that_say_two_things(tmp_path: Path, cell: str, code: str) -> None:
    """A cell says one thing: a column or a constant; rounding needs a currency."""
    assert [found for found, _, _ in problems(tmp_path, GOOD + f"header: {{product: {cell}}}\n")] == [code]


def test_a_change_says_what_changes(tmp_path: Path) -> None:
    """A derived event names what must have changed."""
    text = GOOD + "derive: [{when: {column: state}, event: closed}]\n"
    assert [code for code, _, _ in problems(tmp_path, text)] == ["not-a-change"]


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is told by its name."""
    with pytest.raises(PolicyError, match="nowhere"):
        load_mapping(tmp_path / "nowhere.yaml")
