"""A tenth kind from a folder of its own goes through everything; what it lacks is an error when it is registered."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.kinds.registry import kinds, register, unregister
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.policy.reading.json_schema import schema
from servicepolicy.reporting.book import as_html, as_markdown, book_of
from servicepolicy.testing import run

HEADER = {"policy": "p", "timezone": "Asia/Shanghai"}
RULE = {"id": "calm", "kind": "cooling", "clause": "1", "start": "received", "act": "closed", "lasts": "2 days"}
BEGAN = "2026-01-05T09:00:00+08:00"


@pytest.fixture(autouse=True)
def cooling() -> Iterator[None]:
    """The tenth kind, for one test."""
    register("cooling", "tests.kinds.cooling")
    yield
    unregister("cooling")


def policy(**said: Any) -> sp.Policy:
    """A policy of one rule of the kind."""
    return sp.Policy(**HEADER, rules=[{**RULE, **said}])


def case(*events: tuple[str, str]) -> sp.Case:
    """A complaint with these events."""
    told = [{"event": event, "at": at} for event, at in events]
    return sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": told})


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("closed", "as_of", "expected"),
    [
        ("2026-01-06T09:00:00+08:00", "2026-01-06T10:00:00+08:00", "breached"),
        ("2026-01-09T09:00:00+08:00", "2026-01-09T10:00:00+08:00", "met"),
        ("2026-01-09T09:00:00+08:00", "2026-01-05T10:00:00+08:00", "pending"),
    ],
)
def test_it_is_evaluated(closed: str, as_of: str, expected: str) -> None:
    """Its evaluator decides, and a report holds what it found."""
    report = policy().evaluate(case(("received", BEGAN), ("closed", closed)), as_of=at(as_of))
    assert report["calm"].status == expected


def test_what_begins_nothing_is_not_applicable() -> None:
    """A subject on which nothing began is none of its business."""
    assert policy().evaluate(case(), as_of=at(BEGAN))["calm"].status == "not_applicable"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_explains_itself(language: str) -> None:
    """A verdict is told in both languages with the words that the kind supplies."""
    report = policy().evaluate(case(("received", BEGAN)), as_of=at(BEGAN))
    told = report["calm"].verdicts[0].explain(language)
    assert {"en": "the cooling-off period still runs", "zh": "冷静期未满"}[language] in told
    assert {"en": "over by the end of Wed 7 Jan 2026", "zh": "冷静期届满"}[language] in told


def test_it_stands_in_the_book() -> None:
    """The policy book has its title and its sentence."""
    book = book_of(policy())
    assert "cooling off" in as_html(book)
    assert "After “received”, no “closed” for 2 days" in as_markdown(book)


def test_it_has_an_agenda_and_notices() -> None:
    """A breach is noticed once; what waits for time alone is nobody's duty."""
    subject = case(("received", BEGAN), ("closed", "2026-01-06T09:00:00+08:00"))
    notices = policy().notices(subject, after=at(BEGAN), until=at("2026-01-20T00:00:00+08:00"))
    assert [(notice.kind, notice.rule) for notice in notices] == [("breach", "calm")]
    assert policy().agenda(case(("received", BEGAN)), as_of=at(BEGAN)) == ()


def test_it_is_in_the_digest_and_written_back(tmp_path: Path) -> None:
    """Another span is another meaning, and what is written back loads to the same."""
    assert policy().digest != policy(lasts="3 days").digest
    written = tmp_path / "p.yaml"
    written.write_text(policy().to_yaml(), encoding="utf-8")
    assert sp.load(written).digest == policy().digest


def test_it_is_in_the_json_schema() -> None:
    """An editor completes it like the nine."""
    made = schema()
    assert made["$defs"]["Cooling"]["properties"]["kind"]["const"] == "cooling"
    assert {"id", "kind", "start", "act", "lasts"} <= set(made["$defs"]["Cooling"]["required"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"lasts": "bananas"}, "wrong-type"),
        ({"start": "recieved"}, "unknown-event"),
        ({"applies": {"no_such_field": "x"}}, "unknown-field"),
        ({"duration": "2 days"}, "unknown-key"),
        ({"clock": "office"}, "unknown-clock"),
        ({"lasts": {"blank": "how_long"}}, "unknown-blank"),
        ({"lasts": "4 working hours"}, "no-clock"),
    ],
)
def test_what_it_says_wrongly_is_told_at_load(said: dict[str, Any], code: str) -> None:
    """The loader reads its fields like those of any other kind: no span, name or key slips through."""
    with pytest.raises(sp.PolicyError) as told:
        policy(**said)
    assert [problem.code for problem in told.value.problems] == [code]


def test_what_is_probably_not_meant_is_a_warning() -> None:
    """What its own check finds odd is told, and the policy can be used."""
    assert [warning.code for warning in policy(act="received").warnings] == ["start-is-act"]


def test_a_layer_may_only_tighten_it(tmp_path: Path) -> None:
    """Which way a value is tighter is asked of its own check."""
    rule = {**RULE, "lasts": {"blank": "how_long"}}
    asked = {"type": "span", "clause": "1", "ask": {"en": "How long?"}, "layers": "tighten_only"}
    values = {"values": {"how_long": "2 days"}}
    below = {"servicepolicy": 1, **HEADER, "blanks": {"how_long": asked}, **values, "rules": [rule]}
    (tmp_path / "below.yaml").write_text(json.dumps(below), encoding="utf-8")
    above = {"servicepolicy": 1, "policy": "q", "extends": "below.yaml"}
    (tmp_path / "longer.yaml").write_text(json.dumps({**above, "values": {"how_long": "3 days"}}), encoding="utf-8")
    (tmp_path / "shorter.yaml").write_text(json.dumps({**above, "values": {"how_long": "1 day"}}), encoding="utf-8")
    assert sp.load(tmp_path / "longer.yaml").id == "q"
    with pytest.raises(sp.PolicyError) as told:
        sp.load(tmp_path / "shorter.yaml")
    assert [problem.code for problem in told.value.problems] == ["not-tighter"]


def test_two_versions_of_it_are_compared() -> None:
    """A longer time is stricter, and a case shows it; what its folder does not name cannot be told."""
    found = sp.diff(policy(), policy(lasts="3 days"))
    assert (dict(found.rules), found.changes[0].proved) == ({"calm": "stricter"}, True)
    assert [example.side for example in found.changes[0].examples] == ["new"]


def test_it_is_shown_by_scenarios(tmp_path: Path) -> None:
    """A scenario can say what it must decide."""
    text = """
servicepolicy: 1
policy: p
timezone: Asia/Shanghai
rules:
  - {id: calm, kind: cooling, clause: "1", start: received, act: closed, lasts: 2 days}
"""
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "p.scenarios.yaml").write_text(
        f"""
servicepolicy: 1
scenarios: p.yaml
cases:
  - id: too-early
    clause: "1"
    rule: calm
    as_of: 2026-01-06T10:00:00+08:00
    subject:
      subject: case
      id: C-1
      type: complaint
      events:
        - {{event: received, at: "{BEGAN}"}}
        - {{event: closed, at: "2026-01-06T09:00:00+08:00"}}
    expect: {{status: breached}}
""",
        encoding="utf-8",
    )
    assert [result.passed for result in run(tmp_path / "p.scenarios.yaml")] == [True]


@pytest.mark.parametrize(
    "part",
    [
        *("rule.RULE", "rule.RULE.nature", "judge.evaluator"),
        *("check.problems", "check.warnings", "compare.compared"),
        *("words.TITLE", "words.PHRASES", "words.BOOK", "words.sentences", "words.manner"),
    ],
)
def test_what_a_folder_lacks_is_told_when_it_is_registered(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part that is missing is named, there and then."""
    module, _, rest = part.partition(".")
    unregister("cooling")
    try:
        holder: Any = sys.modules[f"tests.kinds.cooling.{module}"]
        *owners, name = rest.split(".")
        for owner in owners:
            holder = getattr(holder, owner)
        with monkeypatch.context() as patch:
            patch.delattr(holder, name)
            with pytest.raises(sp.UsageError, match=f"the kind `cooling` lacks `{part}`"):
                register("cooling", "tests.kinds.cooling")
    finally:
        register("cooling", "tests.kinds.cooling")


def test_a_kind_says_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that has words already keeps them: a kind that says it anew is refused, and nothing of it stays."""
    unregister("cooling")
    try:
        words: Any = sys.modules["tests.kinds.cooling.words"]
        with monkeypatch.context() as patch:
            patch.setattr(words, "PHRASES", {**words.PHRASES, "reason.in_time": ("never", "从不")})
            with pytest.raises(sp.UsageError, match=r"says anew what `reason\.in_time` means"):
                register("cooling", "tests.kinds.cooling")
        assert "cooling" not in kinds()
        assert PHRASES["reason.in_time"][0] != "never"
        assert "reason.cooling_runs" not in PHRASES
    finally:
        register("cooling", "tests.kinds.cooling")


def test_a_kind_is_registered_once() -> None:
    """Two kinds of one name are refused."""
    with pytest.raises(sp.UsageError, match="there is a kind `cooling` already"):
        register("cooling", "tests.kinds.cooling")


def test_a_kind_that_is_gone_is_unknown_again() -> None:
    """Without it a policy that names it is refused, with those that there are."""
    unregister("cooling")
    try:
        with pytest.raises(sp.PolicyError) as told:
            policy()
        assert told.value.problems[0].code == "unknown-kind"
    finally:
        register("cooling", "tests.kinds.cooling")


@pytest.mark.parametrize("name", [name for name in kinds() if name != "cooling"])
def test_the_nine_are_whole(name: str) -> None:
    """Each shipped folder supplies every part."""
    assert isinstance(kinds()[name].whole().part("rule"), ModuleType)
