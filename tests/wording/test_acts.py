"""What acts and fields are called in Chinese."""

from __future__ import annotations

import re

import pytest

from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields, subjects
from servicepolicy.phrases.acts import ACTS, FIELDS, act, field

KINDS = {kind for subject in subjects() for kind in event_kinds(subject)}


@pytest.mark.parametrize("subject", subjects())
def test_every_kind_of_event_has_a_chinese_word(subject: str) -> None:
    """A kind that joins the vocabulary gets its word in `wording/acts.py`, too."""
    assert [kind for kind in event_kinds(subject) if kind not in ACTS] == []


def test_no_word_is_left_over() -> None:
    """Each word stands for a kind of event, each name for a field, of some subject."""
    fields = {name for subject in subjects() for name in header_fields(subject)}
    fields |= {name for subject in subjects() for kind in event_kinds(subject) for name in event_fields(subject, kind)}
    fields |= {"by", "role", "unit", "kind"}  # of whoever acts
    assert set(ACTS) - KINDS == set()
    assert set(FIELDS) - fields == set()


def test_words_are_chinese() -> None:
    """No word has a Latin letter in it, or stands for nothing."""
    assert [word for word in (*ACTS.values(), *FIELDS.values()) if not word or re.search(r"[A-Za-z_ ]", word)] == []


def test_kinds_of_one_subject_are_told_apart() -> None:
    """In one subject no two kinds share a word."""
    for subject in subjects():
        words = [ACTS[kind] for kind in event_kinds(subject)]
        assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)


def test_what_a_host_adds_keeps_its_name() -> None:
    """A kind or a field without a word is said as it is written."""
    assert (act("x.voted_on", "zh"), act("x.voted_on", "en")) == ("x.voted_on", "x.voted_on")
    assert field("x.mood", "zh") == "x.mood"


def test_a_field_shows_where_it_is_recorded() -> None:
    """In Chinese the name of the field stands beside its word, for that is where the missing fact goes."""
    assert field("subject.severity", "zh") == "严重程度（subject.severity）"
    assert field("subject.severity", "en") == "subject.severity"


def test_an_act_is_plain_english() -> None:
    """In English the name is said without its joints."""
    assert act("evidence_collected", "en") == "evidence collected"
