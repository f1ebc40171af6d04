"""The tables of the vocabulary: each shipped one is right, and each mistake in one is told once, where it stands."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.language.vocabulary_table import Table
from servicepolicy.models.vocabulary import subjects
from servicepolicy.policy.checking.vocabulary_table import mistakes_in
from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.policy.reading.read_document import read_part
from servicepolicy.policy.reading.source import Source

FOLDER = resources.files("servicepolicy.models.vocabulary")
SMALL = """\
codes:
  mood: {calm: 平静, upset: 激动}
header:
  feeling: {type: mood, means: how the customer feels, zh: 情绪}
  worth: {type: money, means: what it is worth, zh: 价值}
every:
  place: {type: code, means: where, zh: 地点}
groups:
  visit:
    visit: {type: code, means: key of the visit, zh: 来访编号}
events:
  calmed:
    means: The customer was calmed.
    zh: 安抚
    group: visit
    sets: {to: feeling}
    always_sets: [to]
    fields:
      to: {type: mood, means: how the customer feels now, zh: 安抚后的情绪}
  left:
    means: The customer left.
    zh: 离开
"""


def shared() -> tuple[str, ...]:
    """Names of the lists of codes that all tables may use."""
    return tuple(source_of("common").plain["codes"])


def source_of(name: str) -> Source:
    """A shipped table, read strictly."""
    return read_text((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")


def problems(source: Source, plain: Any = None, lists: tuple[str, ...] = ()) -> list[Problem]:
    """Everything that is wrong with a table."""
    found = list(source.problems)
    table = read_part(Table, source.plain if plain is None else plain, (), source, found)
    if table is not None:
        found += [Problem(one.code, source.where(one.path), one.message, one.help) for one in mistakes_in(table, lists)]
    return found


@pytest.mark.parametrize("subject", subjects())
def test_each_shipped_table_is_right(subject: str) -> None:
    """A shipped table says nothing twice, names nothing that is not there, and every word is of its language."""
    assert problems(source_of(subject), lists=shared()) == []


def test_the_common_table_is_right() -> None:
    """So is the one that all subjects share."""
    source = source_of("common")
    assert problems(source, {key: source.plain[key] for key in ("codes", "header", "every")}) == []


def test_a_small_table_is_right() -> None:
    """The table that is spoilt below is right before."""
    assert problems(read_text(SMALL)) == []


@pytest.mark.parametrize(
    ("was", "spoilt", "code", "line", "message"),
    [
        ("type: money", "type: mony", "unknown-type", 5, "`mony` is neither a type nor a list of codes"),
        ("type: mood, means: how the customer feels now", "type: moot, means: now", "unknown-type", 19, "`moot`"),
        ("zh: 离开", "en: gone", "missing-key", 20, "`zh` is missing"),
        ("zh: 价值", "zh: worth", "wrong-value", 5, "`worth` has no Chinese word: `worth`"),
        ("upset: 激动", "upset: 平静", "already-declared", 2, "`upset` and `calm` are both called `平静`"),
        ("zh: 离开", "zh: 安抚", "already-declared", 22, "`left` and `calmed` are both called `安抚`"),
        ("group: visit", "group: visits", "unknown-name", 15, "`visits` is not a group of fields"),
        ("{to: feeling}", "{to: feelings}", "unknown-field", 16, "`feelings` is not a field of the header"),
        ("{to: feeling}", "{to: worth}", "wrong-type", 16, "`to` sets `worth`, which is of another type"),
        ("always_sets: [to]", "always_sets: [too]", "unknown-field", 17, "`too` is always set, and sets nothing"),
        ("  left:", "  calmed:", "duplicate-key", 20, "duplicate key `calmed`"),
        ("      to: {", "      place: {", "already-declared", 19, "`place` is a field of this event already"),
        ("    means: The customer left.", "    meant: it", "unknown-key", 21, "`meant` is not a key of"),
        ("  mood: {", "  list: {", "already-declared", 2, "`list` is a type"),
    ],
)
def test_a_mistake_is_told_where_it_stands(was: str, spoilt: str, code: str, line: int, message: str) -> None:
    """Each mistake is a problem of its own kind at its own line."""
    assert was in SMALL
    try:
        found = problems(read_text(SMALL.replace(was, spoilt, 1)))
    except PolicyError as error:
        found = list(error.problems)
    assert (code, line) in {(one.code, one.where.line) for one in found}, found
    assert any(message in one.message for one in found), found
