"""An item is added to a list of a document, and nothing else of it changes."""

from __future__ import annotations

import pytest

from servicepolicy.errors import PolicyError
from servicepolicy.policy.reading.add_item import item_as_yaml, with_item
from servicepolicy.policy.reading.document_source import read_text

ITEM = "# a comment\n- id: new\n  kind: deadline\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", "a: 1\nrules:\n# a comment\n- id: new\n  kind: deadline\n"),
        ("rules:\n- id: x   # why\n", "rules:\n- id: x   # why\n\n# a comment\n- id: new\n  kind: deadline\n"),
        (
            "rules:\n  - id: x\n    text: |\n      - no item\n\n# of b\nb: 1\n",
            (
                "rules:\n  - id: x\n    text: |\n      - no item\n\n"
                "  # a comment\n  - id: new\n    kind: deadline\n\n# of b\nb: 1\n"
            ),
        ),
        (
            "rules:\n- {id: x,\n   k: 1}\nb: 1",
            "rules:\n- {id: x,\n   k: 1}\n\n# a comment\n- id: new\n  kind: deadline\nb: 1\n",
        ),
    ],
)
def test_every_other_character_stays(before: str, after: str) -> None:
    """The item stands below the last one, indented as it is; comments and what follows stay."""
    assert with_item(before, "rules", ITEM) == after
    assert read_text(after).plain["rules"][-1] == {"id": "new", "kind": "deadline"}


def test_ends_of_lines_stay() -> None:
    """A document whose lines end as on Windows gets lines that end so."""
    before = "rules:\r\n- id: x\r\n# of b\r\nb: 1\r\n"
    after = with_item(before, "rules", ITEM)
    assert after.count("\n") == after.count("\r\n") == 8
    assert read_text(after).plain["rules"][-1] == {"id": "new", "kind": "deadline"}
    assert with_item("a: 1\r\n", "rules", ITEM) == "a: 1\r\nrules:\r\n# a comment\r\n- id: new\r\n  kind: deadline\r\n"


@pytest.mark.parametrize("before", ["rules: [{id: x}]\n", "rules: []\n", "rules: nothing\n"])
def test_a_list_on_one_line_takes_no_line(before: str) -> None:
    """A list that is written on one line, or is none, is refused with how to write it."""
    with pytest.raises(PolicyError, match="lines of its own"):
        with_item(before, "rules", ITEM)


def test_plain_values_as_an_item() -> None:
    """What is handed in as plain values is an item of block style."""
    assert item_as_yaml({"id": "x", "on": ["a"]}) == "- id: x\n  on:\n  - a\n"
