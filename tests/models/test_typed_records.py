"""The typed dictionaries of records: what the tables say, and nothing that a program cannot import."""

from __future__ import annotations

import re

import pytest

from servicepolicy.models.vocabulary import event_kinds, records, subjects
from tests.models.typed_records import FILE, written


def test_the_typed_dictionaries_are_up_to_date() -> None:
    """They are what the tables say; if not, run `python -m tests.models.typed_records`."""
    assert FILE.read_text(encoding="utf-8") == written()


def test_each_can_be_imported() -> None:
    """Every public name of the stub is there when a program runs, and makes a plain dictionary."""
    names = re.findall(r"^(?:class )?([A-Z]\w+)(?:\(|: TypeAlias)", FILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(names) == sum(len(event_kinds(subject)) + 3 for subject in subjects())
    assert {getattr(records, name)(event="x") == {"event": "x"} for name in names} == {True}


def test_what_the_stub_does_not_have_is_not_there() -> None:
    """A misspelt name is an error when it is imported."""
    with pytest.raises(AttributeError):
        records.CaseReceved  # type: ignore[attr-defined]  # noqa: B018 - it is what is refused
