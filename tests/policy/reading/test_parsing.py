"""The quick reader of YAML: taken where it can be, and never to be told from the strict one."""

from __future__ import annotations

import sys
from importlib import resources
from importlib.resources.abc import Traversable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.language.bound.found import Path
from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.policy.reading.source_map import Spot
from servicepolicy.policy.reading.yaml_events import quick_events

Read = tuple[object, dict[Path, Spot], dict[Path, Spot], tuple[Problem, ...]]

# What YAML is made of, and what its versions and readers do not agree upon.
PIECES = (
    *"ab:-?#{}[],&*!|>'\"%@` \n\t~\\.=<0é中😀\u00a0\u0085\u2028",
    *(": ", "- ", "? ", "{a: b}", "[a, b]", "&x ", "*x", "|\n", "|+2\n", ">-\n", "'it''s'", '"a\\n\\x41\\/"', "---\n"),
    *("...\n", "# c", "a: 1\n", "  ", "a:b", "a?b", "?a", ":a", "{a}", "{a: }", '{"a":b}', "<<: *x", "\r\n", "null"),
)


def shipped(folder: Traversable) -> list[Traversable]:
    """Every YAML document that the library brings along."""
    found: list[Traversable] = []
    for entry in folder.iterdir():
        found.extend(shipped(entry) if entry.is_dir() else [entry] if entry.name.endswith(".yaml") else [])
    return found


def read(text: str) -> Read:
    """All that is read from a text, or what is wrong with it."""
    try:
        source = read_text(text, "f.yaml")
    except PolicyError as error:
        return None, {}, {}, error.problems
    return source.plain, dict(source.values), dict(source.keys), source.problems


def read_strictly(text: str) -> Read:
    """The same, with the quick reader not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "yaml._yaml", None)
        assert quick_events(text) is None
        return read(text)


@pytest.mark.parametrize("document", shipped(resources.files("servicepolicy") / "packs"), ids=lambda one: one.name)
def test_shipped_documents_are_read_quickly_and_alike(document: Traversable) -> None:
    """Values, places and keys of what is shipped are those that the strict reader finds, and it is not needed."""
    text = document.read_text("utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ruamel.yaml", None)
        quick = read(text)
    assert quick == read_strictly(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_readers_agree_on_any_text(text: str) -> None:
    """Whatever the text, it makes no difference whether the quick reader is installed."""
    assert read(text) == read_strictly(text)


@pytest.mark.parametrize(
    "text",
    [
        "a:\t1",
        "a: b\u2028c",
        "a: b\x85c",
        "%YAML 1.1\n---\na: b",
        "&a:b c",
        ">#\na",
        "|\n# c",
        "a: \x01",
        "a\n---\nb",
        "|\n...",
    ],
)
def test_doubtful_texts_are_left_to_the_strict_reader(text: str) -> None:
    """What the versions of YAML read differently is not given to the quick reader at all."""
    assert quick_events(text) is None


@pytest.mark.parametrize("text", ["a:\n", "a: [b, c", "a: 1\na: 2", "a: !!str 5", "a: *x", "# c"])
def test_what_is_wrong_is_told_by_the_strict_reader(text: str) -> None:
    """Messages and places of problems do not depend on the quick reader."""
    assert quick_events(text) is not None
    assert read(text) == read_strictly(text)
