"""The digest identifies the meaning and nothing else; a policy written back has the same."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.policy.policy import Policy, load
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.policy.reading.read_document import read_document
from servicepolicy.policy.reading.shipped import packs
from servicepolicy.policy.versions.digest import in_order
from servicepolicy.worktime import WorkCalendar
from tests.policy.documents import BOTH_BLANKS, FILL, HEAD, loaded

TEXT = HEAD + BOTH_BLANKS


def changed(folder: Path, old: str, new: str) -> str:
    """The digest of the example with one change."""
    assert old in TEXT
    return loaded(folder, TEXT.replace(old, new), FILL).digest


def test_the_digest_is_marked_with_its_version(tmp_path: Path) -> None:
    """A digest says by which recipe it was made, and is a SHA-256."""
    prefix, _, digits = loaded(tmp_path, TEXT, FILL).digest.partition(":")
    assert (prefix, len(digits)) == ("sp1", 64)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: example\n", "policy: example   # a remark\n\n"),
        ("policy: example\ntimezone: Asia/Shanghai\n", "timezone: Asia/Shanghai\npolicy: 'example'\n"),
        ("start: received, stop: replied", "stop: replied, start: {event: received}"),
        ("clause: A-1, start", "clause: [A-1], cycle: once, subject: case, start"),
        ("  clerk: {}\n  head: {above: [clerk]}\n", "  head:\n    above: clerk\n  clerk:\n"),
        ("{any_of: head}", "{any_of: [head], or_above: false}"),
    ],
)
def test_formatting_is_no_meaning(tmp_path: Path, old: str, new: str) -> None:
    """Comments, order of keys, quoting, flow or block style, defaults said outright: the same digest."""
    assert changed(tmp_path, old, new) == loaded(tmp_path, TEXT, FILL).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: example", "policy: other"),
        ("stop: replied", "stop: closed"),
        ("start: received, stop: replied", "start: received, stop: replied, warn: [80%]"),
        ("- {le: {blank", "- {lt: {blank"),
        ("13:30-17:30", "13:30-17:00"),
        ("en: Above which amount?", "en: Over which amount?"),
        ("clause: A-1, start", "clause: A-7, start"),
    ],
)
def test_meaning_changes_the_digest(tmp_path: Path, old: str, new: str) -> None:
    """A rule, a bound, an hour, a citation, a question put to people: another digest."""
    if new.startswith("- {lt"):
        new_text = TEXT.replace(old, new).replace("{gt: {blank", "{ge: {blank")
        assert loaded(tmp_path, new_text, FILL).digest != loaded(tmp_path, TEXT, FILL).digest
    else:
        assert changed(tmp_path, old, new) != loaded(tmp_path, TEXT, FILL).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"answer_within": "90 working minutes"}, {"answer_within": "1 working hour 30 working minutes"}),
        ({"answer_within": "4个工作小时"}, {"answer_within": "4 working hours"}),
        ({"head_above": "500 CNY"}, {"head_above": "500.00 CNY"}),
    ],
)
def test_spelling_of_values_is_no_meaning(tmp_path: Path, one: dict[str, Any], other: dict[str, Any]) -> None:
    """One span and one amount have one digest, however they are written."""
    assert loaded(tmp_path, TEXT, {**FILL, **one}).digest == loaded(tmp_path, TEXT, {**FILL, **other}).digest


def test_spans_in_rules_are_compared_as_spans(tmp_path: Path) -> None:
    """The spelling of a span inside a rule is no meaning either; another kind of span is."""

    def digest(span: str) -> str:
        return changed(tmp_path, "within: {blank: answer_within}", f"within: {{least: [{span}, 3 days]}}")

    assert digest("90 minutes") == digest("1 hour 30 minutes")
    assert digest("24 hours") != digest("1 day")


def test_texts_that_look_like_spans_stay_texts(tmp_path: Path) -> None:
    """Outside of spans, `60 minutes` and `1 hour` are two texts."""
    one = changed(tmp_path, "stop: replied", "stop: {event: replied, where: {matter: 60 minutes}}")
    assert one != changed(tmp_path, "stop: replied", "stop: {event: replied, where: {matter: 1 hour}}")


def test_who_fills_is_no_meaning_and_what_fills_is(tmp_path: Path) -> None:
    """The same values from a profile and from Python give one digest; other values another."""
    profile = tmp_path / "p.yaml"
    lines = "".join(f"    {name}: {value}\n" for name, value in FILL.items())
    profile.write_text(f"servicepolicy: 1\nprofile: p\nfills:\n  example:\n{lines}", encoding="utf-8")
    by_profile = loaded(tmp_path, TEXT, profile)
    assert by_profile == loaded(tmp_path, TEXT, FILL)
    assert by_profile != loaded(tmp_path, TEXT, {**FILL, "head_above": "501 CNY"})
    assert by_profile != loaded(tmp_path, TEXT)


def test_the_recipe_of_the_digest_is_fixed() -> None:
    """The digest is the SHA-256 of this text, on every machine and in every process."""
    rule = {"id": "a", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied", "within": "48 hours"}
    policy = Policy(policy="p", timezone="UTC", rules=[rule])
    meaning = (
        '{"fills":{},"policy":"p","rules":[{"clause":["1"],"id":"a","kind":"deadline","start":"received",'
        '"stop":"replied","within":"48 hours"}],"servicepolicy":"1","timezone":"UTC"}'
    )
    assert policy.digest == "sp1:" + hashlib.sha256(meaning.encode()).hexdigest()


@pytest.mark.parametrize("fill", [None, "example-bank"])
@pytest.mark.parametrize("pack", packs())
def test_shipped_policies_write_themselves_back(tmp_path: Path, pack: str, fill: str | None) -> None:
    """What `to_yaml` writes loads to the same digest, filled or not, without a warning more."""
    policy = load(pack, fill=fill)
    path = tmp_path / "back.yaml"
    path.write_text(policy.to_yaml(), encoding="utf-8")
    back = load(path)
    assert back.digest == policy.digest
    assert back.open_blanks == policy.open_blanks
    assert back.to_yaml() == policy.to_yaml()


def test_python_says_what_yaml_says(tmp_path: Path) -> None:
    """Typed values and plain ones build one policy."""
    office = WorkCalendar(timezone="Asia/Shanghai", hours={"mon-fri": ["09:00-17:00"]})
    rule = Deadline.model_validate(
        {
            "id": "a",
            "clause": "1",
            "start": "received",
            "stop": "replied",
            "within": "2 working hours",
            "clock": "office",
        }
    )
    built = Policy(
        policy="p", calendars={"office": office}, rules=[rule], title={"en": "P"}, in_force={"from": "2026-01-01"}
    )
    path = tmp_path / "p.yaml"
    path.write_text(built.to_yaml(), encoding="utf-8")
    assert load(path) == built
    assert hash(load(path)) == hash(built)


SPANS = st.sampled_from(
    ["2 hours", "90 minutes", "3 working hours", "2 working days", "15 days", "same day", "fri 17:00"]
)
CONDITIONS = st.recursive(
    st.sampled_from(
        [
            {"type": "complaint"},
            {"channel": {"in": ["letter", "email"]}},
            {"amount": {"gt": "5 CNY", "le": "9.50 CNY"}},
            {"major": {"present": True}},
            {"severity": {"not": ["minor"]}},
            {"product": "123"},
            {"product": "no"},
            {"product": "a: b # c"},
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda options: {"any": options}),
        inner.map(lambda one: {"not": one}),
    ),
    max_leaves=4,
)
SELECTORS = st.one_of(
    st.sampled_from(["received", "replied", "closed"]),
    st.fixed_dictionaries({"event": st.sampled_from(["replied", "received"]), "who": st.just({"kind": "human"})}),
    st.just({"any": ["replied", {"event": "closed", "nth": "first"}]}),
    st.just({"all": ["replied", {"any": ["closed", "resolved"]}]}),
)
VALUES = st.one_of(
    SPANS,
    st.lists(SPANS, min_size=2, max_size=3).map(lambda spans: {"least": spans}),
    st.tuples(CONDITIONS, SPANS, SPANS).map(lambda t: {"choose": [{"when": t[0], "value": t[1]}, {"value": t[2]}]}),
)


@st.composite
def deadlines(draw: st.DrawFn) -> dict[str, Any]:
    """A deadline as plain data, with some of what it may say."""
    rule: dict[str, Any] = {"id": "a", "kind": "deadline", "clause": "1", "clock": "office"}
    rule |= {"start": draw(st.sampled_from(["received", "reopened"])), "stop": draw(SELECTORS), "within": draw(VALUES)}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "applies": CONDITIONS,
        "title": st.fixed_dictionaries(
            {"zh": st.text("投诉: #", max_size=6), "en": st.sampled_from(["yes", "1.0", "- x"])}
        ),
        "cycle": st.sampled_from(["once", "oldest unanswered", {"repeat": "from_act", "until": "closed"}]),
        "warn": st.sampled_from([["80%"], ["80%", "2 working hours"]]),
        "pause": st.just({"from": "paused", "until": "resumed", "cap": "3 days"}),
        "level": st.sampled_from(["breach", "advice"]),
        "in_force": st.just({"from": "2026-01-01"}),
    }
    for name, strategy in optional.items():
        if draw(st.booleans()):
            rule[name] = draw(strategy)
    return rule


@given(deadlines())
def test_generated_rules_write_themselves_back(rule: dict[str, Any]) -> None:
    """Whatever a rule says, it reads back to the same policy."""
    office = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}
    policy = Policy(policy="p", calendars={"office": office}, rules=[rule])
    draft = read_document(read_text(policy.to_yaml(), "p.yaml"))
    assert draft.problems == []
    assert draft.document.rules == policy.rules


def test_every_section_is_written_back() -> None:
    """The order of the sections knows each of them; only `extends` is left out, whose layer is in the document."""
    sections = set(PolicyDocument.model_fields)
    assert set(in_order(dict.fromkeys(sections))) == sections - {"extends"}


LONG = """\
facts:
  taken: {type: duration, elapsed: {from: received, to: replied}}
  large: {type: number, count: {event: remedied, where: {amount: {ge: %(amount)s}}}}
rules:
- {id: a, kind: sequence, clause: C, order: [received, {event: replied, within: %(span)s}]}
- {id: b, kind: requirement, clause: C, hold: now, must: {any: [{taken: {le: %(span)s}}, {amount: {in: [%(amount)s]}}]}}
- {id: c, kind: deadline, clause: C, start: {event: remedied, where: {amount: {gt: %(amount)s}}}, stop: closed,
   within: {choose: [{when: {amount: {lt: %(amount)s}}, value: %(span)s}, {value: {least: [%(span)s, 9 hours]}}]},
   extend: {grant: extended, by: %(span)s}}
- {id: d, kind: deadline, clause: C, start: received, stop: {event: replied, where: {to: customer}}, within: 1 day}
"""


def test_spans_and_amounts_are_written_alike_wherever_they_stand(tmp_path: Path) -> None:
    """Steps, tests, choices, computed facts: a span or an amount has one digest however it is spelled."""
    ways = [("2 hours", "500 CNY"), ("120 minutes", "500.00 CNY"), ("2小时", "CNY 500")]
    digests = {loaded(tmp_path, HEAD + LONG % {"span": span, "amount": amount}).digest for span, amount in ways[:2]}
    others = loaded(tmp_path, HEAD + LONG % {"span": "3 hours", "amount": "500 CNY"}).digest
    assert (len(digests), others in digests) == (1, False)
