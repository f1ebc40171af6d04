"""The reader of YAML: strict, bounded, and with the place of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.policy.reading.document_source import read_bytes, read_file, read_text
from servicepolicy.policy.reading.source import Bounds


def refusal(text: str, bounds: Bounds | None = None) -> Problem:
    """The last thing that is wrong with a text that cannot be read."""
    with pytest.raises(PolicyError) as caught:
        read_text(text, "f.yaml", bounds or Bounds())
    return caught.value.problems[-1]


@pytest.mark.parametrize("word", ["no", "on", "y", "true", "1.10", "0x1F", "2026-01-01", "12:30:45", "1e3", ".inf"])
def test_plain_scalars_stay_text(word: str) -> None:
    """No plain scalar turns into a boolean, a number or a date."""
    assert read_text(f"key: {word}").plain == {"key": word}


@pytest.mark.parametrize("word", ["", "~", "null"])
def test_nothing_is_nothing(word: str) -> None:
    """An empty value, a tilde and `null` are absent; in quotes they are text."""
    assert read_text(f"key: {word}\nother: '{word}'").plain == {"key": None, "other": word}


def test_every_value_and_key_has_its_place() -> None:
    """Lines and columns count from 1, for keys and for values."""
    source = read_text("a:\n  - b: 1\n    c: {d: 2}\n", "f.yaml")
    assert str(source.where(("a", 0, "c", "d"))) == "f.yaml:3:12 (a[0].c.d)"
    assert str(source.where(("a", 0, "c"), key=True)) == "f.yaml:3:5 (a[0].c)"


def test_what_is_missing_has_the_place_of_what_lacks_it() -> None:
    """The place of an absent key is that of the nearest value around it."""
    source = read_text("a:\n  - b: 1\n", "f.yaml")
    assert str(source.where(("a", 0, "missing"))) == "f.yaml:2:5 (a[0].missing)"


def test_a_key_that_stands_twice_is_a_problem_and_the_first_counts() -> None:
    """Duplicate keys are told with both places; reading goes on."""
    source = read_text("a: 1\nb: 2\na: {c: 3}\n", "f.yaml")
    assert source.plain == {"a": "1", "b": "2"}
    (problem,) = source.problems
    assert str(problem.where) == "f.yaml:3:1 (a)"
    assert problem.message == "duplicate key `a`; first on line 1"


@pytest.mark.parametrize(
    "tagged", ["!!str 5", "!!python/object:os.system x", "!mine {a: 1}", "!!binary aGk=", "!<x> [1]"]
)
def test_tags_are_refused(tagged: str) -> None:
    """A tag is a problem, and is never acted on."""
    (problem,) = read_text(f"a: {tagged}", "f.yaml").problems
    assert (problem.code, problem.where.line, problem.where.column) == ("tag", 1, 4)


def test_aliases_share_what_is_anchored() -> None:
    """An alias stands for the anchored value."""
    assert read_text("a: &x [1, 2]\nb: *x\n").plain == {"a": ["1", "2"], "b": ["1", "2"]}


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    """Nine levels of nine aliases are a billion values: refused by the count of values, not by memory."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    problem = refusal("\n".join(levels))
    assert problem.code == "too-many-values"
    assert problem.message == "the document holds more than 100,000 values"


def test_too_many_aliases_are_refused() -> None:
    """The number of aliases is bounded, however small they are."""
    problem = refusal("a: &a x\nb: [" + ", ".join(["*a"] * 101) + "]")
    assert (problem.code, problem.where.line) == ("too-many-aliases", 2)


def test_an_alias_to_itself_is_refused() -> None:
    """An anchor inside which its own alias stands cannot be resolved."""
    assert refusal("a: &a [*a]").code == "unknown-alias"


def test_a_deeply_nested_document_is_refused() -> None:
    """Depth is bounded, before anything recurses."""
    problem = refusal("[" * 100_000)
    assert (problem.code, problem.where.column) == ("too-deep", 41)
    assert problem.message == "the document is nested more than 40 levels deep"


def test_the_deepest_allowed_document_is_read() -> None:
    """Forty levels are allowed."""
    assert read_text("[" * 40 + "]" * 40).plain is not None


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """Of a file of 50 MB no more than the bound is read."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(PolicyError) as caught:
        read_file(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("too-large", "the document is larger than 1,000,000 bytes")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path of a file that is not there is repeated."""
    with pytest.raises(PolicyError, match=r"there is no file `.*absent\.yaml`"):
        read_file(tmp_path / "absent.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What cannot be opened is a problem, not a crash."""
    with pytest.raises(PolicyError, match="cannot be read: is a directory"):
        read_file(tmp_path)


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    """Another encoding is told with the line at which it shows."""
    with pytest.raises(PolicyError) as caught:
        read_bytes("a: 1\nb: 投诉\n".encode("gb18030"), "f.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line, problem.help) == ("not-utf-8", 2, "save it as UTF-8")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """Windows editors put a mark in front; it is skipped."""
    assert read_bytes("\ufeffa: 1".encode()).plain == {"a": "1"}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n", "---\n", "~"])
def test_an_empty_document_is_refused(text: str) -> None:
    """Nothing at all is not a policy."""
    assert refusal(text).code == "empty"


def test_a_second_document_is_refused() -> None:
    """A file holds one document."""
    problem = refusal("a: 1\n---\nb: 2\n")
    assert (problem.code, problem.where.line) == ("two-documents", 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: {b: c", 1),
        ("a: b: c", 1),
        ("a:\n\t- b", 2),
        ("a: [1\nb: 2", 2),
        ("a: 'x", 1),
        ("a: @x", 1),
        ("a: \x07", None),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, line: int | None) -> None:
    """Errors of syntax have a code, a line and a reason."""
    problem = refusal(text)
    assert (problem.code, problem.where.line) == ("not-yaml", line)
    assert problem.message.startswith("the document is not YAML 1.2: ")


def test_half_a_character_is_refused() -> None:
    """A surrogate that an escape smuggles in cannot be written anywhere, and is told."""
    assert refusal('a: "\\ud800"').code == "not-utf-8"


def test_a_key_must_be_text() -> None:
    """Lists and mappings are no keys."""
    assert refusal("? [a, b]\n: c").code == "not-a-key"


@pytest.mark.parametrize("merged", ["*a", "[*a, {w: 3}]", "{x: 1, y: 2}"])
def test_merge_keys_are_told(merged: str) -> None:
    """YAML 1.2 knows no merging: `<<` is refused by name, and hides nothing of what it would have taken over."""
    source = read_text(f"a: &a {{x: 1, y: 2}}\nb:\n  <<: {merged}\n  y: 5\n", "f.yaml")
    (problem,) = source.problems
    assert (problem.code, str(problem.where)) == ("merge-key", "f.yaml:3:3 (b)")
    assert {"x": "1", "y": "5"}.items() <= source.plain["b"].items()
    assert str(source.where(("b", "x"))) == "f.yaml:3:3 (b.x)"


@pytest.mark.parametrize("text", ['b: {"<<": 1}', "b:\n  '<<': 1\n"])
def test_a_quoted_merge_key_is_a_key(text: str) -> None:
    """In quotes it is a name like any other."""
    source = read_text(text)
    assert (source.plain, source.problems) == ({"b": {"<<": "1"}}, ())
