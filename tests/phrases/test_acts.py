"""What acts, fields and codes are called, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from servicepolicy.models.vocabulary import (
    Words,
    _tables,
    code_words,
    event_fields,
    event_kinds,
    event_words,
    field_words,
    header_fields,
    subjects,
)
from servicepolicy.phrases.acts import act, field
from servicepolicy.phrases.codes import code_word, field_word

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z_]")
# What bankers write in Latin letters in the middle of Chinese.
ACRONYMS = frozenset({"ATM", "ID"})


def called(subject: str) -> Iterator[tuple[str, Words | None]]:
    """Everything in the vocabulary of a subject that has a name, with its words."""
    yield from ((kind, event_words(kind, subject)) for kind in event_kinds(subject))
    for name, told in header_fields(subject).items():
        yield name, field_words(name, subject)
        yield from ((f"{name}={code}", code_words(code, name, subject)) for code in told.codes or ())
    for kind in event_kinds(subject):
        for name, told in event_fields(subject, kind).items():
            yield f"{kind}.{name}", field_words(name, subject, (kind,))
            codes = ((f"{kind}.{name}={code}", code_words(code, name, subject, (kind,))) for code in told.codes or ())
            yield from codes


def unfit(words: Words | None) -> bool:
    """Whether words are missing, or are not of their language."""
    if words is None or not HAN.search(words.zh):
        return True
    foreign = re.findall(r"[A-Za-z_]+", words.zh)
    return bool(set(foreign) - ACRONYMS) or (words.en is not None and bool(HAN.search(words.en) or not words.en))


@pytest.mark.parametrize("subject", subjects())
def test_everything_is_called_something_in_both_languages(subject: str) -> None:
    """Each event, field and code of a subject has a Chinese word without Latin letters, and an English one."""
    assert [name for name, words in called(subject) if unfit(words)] == []


def test_open_codes_and_bare_names_are_called_something() -> None:
    """Codes of open lists, and names that mean several things, have words of both languages, too."""
    told = {**_tables.called("words"), **_tables.called("names")}
    assert [name for name, words in told.items() if unfit(words)] == []


def test_a_name_that_means_several_things_has_a_general_word() -> None:
    """What is called differently in two places has a word for where nobody says which is meant."""
    several: dict[str, set[Words | None]] = {}
    for subject in subjects():
        for name in header_fields(subject):
            several.setdefault(name, set()).add(field_words(name, subject))
        for kind in event_kinds(subject):
            for name in event_fields(subject, kind):
                several.setdefault(name, set()).add(field_words(name, subject, (kind,)))
    ambiguous = {name for name, words in several.items() if len(words) > 1}
    assert ambiguous == set(_tables.called("names"))


@pytest.mark.parametrize("subject", subjects())
def test_kinds_of_one_subject_are_told_apart(subject: str) -> None:
    """In one subject no two kinds share a word, in neither language."""
    for language in ("en", "zh"):
        words = [act(kind, language, subject) for kind in event_kinds(subject)]
        assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)


def test_codes_of_one_list_are_told_apart() -> None:
    """In one list no two codes share a word."""
    for subject in subjects():
        for name, listed in _tables.codes(subject).items():
            words = [one.zh for one in listed.values()]
            assert len(words) == len(set(words)), (name, words)


def test_what_a_host_adds_keeps_its_name() -> None:
    """A kind or a field without a word is said as it is written."""
    assert (act("x.voted_on", "zh"), act("x.voted_on", "en")) == ("x.voted_on", "x.voted_on")
    assert field("x.mood", "zh") == "x.mood"


def test_a_field_shows_where_it_is_recorded() -> None:
    """In Chinese the name of the field stands beside its word, for that is where the missing fact goes."""
    assert field("subject.severity", "zh") == "严重程度（subject.severity）"
    assert field("subject.severity", "en") == "subject.severity"


def test_an_act_is_plain_english() -> None:
    """In English the name is said without its joints, or by the word of its table."""
    assert act("evidence_collected", "en") == "evidence collected"
    assert act("user_id_removed", "en") == "user ID removed"


def test_a_word_is_that_of_the_place() -> None:
    """What stands under one name in two places is called what it is there."""
    assert act("resolved", "zh", "meeting") == "作出决议"
    assert act("resolved", "zh", "case") == "解决"
    assert field_word("scope", "zh", "organisation", ("audited",)) == "审计范围"
    assert field_word("scope", "zh", "incident") == "影响范围"
    assert field_word("scope", "zh") == "范围"
    assert field_word("to", "en", "case", ("assigned",)) == "person in charge"
    assert field_word("to", "en", "case", ("acknowledged", "assigned")) == "recipient"
    assert code_word("public", "zh", "visibility", "case", ("replied",)) == "对外"
    assert code_word("public", "zh", "area", "inspection") == "公共区域"
    assert code_word("quality", "zh", "rater") == "质检"
    assert code_word("quality", "zh") == "服务质量"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("settled", "赔付（和解）"),
        ("made_known", "通报"),
        ("sanctioned", "违规处理"),
        ("withdrawn", "客户撤回"),
        ("escalated", "上报主管"),
        ("seal_verified", "验印"),
        ("forced_pass", "强制通过"),
        ("user_id_removed", "注销工号"),
        ("repaired", "修复漏洞"),
        ("surveyed", "开展问卷"),
        ("disclosed", "对外提供信息"),
    ],
)
def test_acts_are_called_as_banks_call_them(kind: str, word: str) -> None:
    """The words are those of the field, not of courts, of workshops or of fortresses."""
    assert act(kind, "zh") == word
