"""What a document may not say, each with its message; every problem in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import PolicyError
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.policy.reading.read_document import read_document
from tests.policy.documents import BOTH_BLANKS, FILL, HEAD, RULE, only, problems, rules


def test_every_problem_is_told_in_one_pass(tmp_path: Path) -> None:
    """Problems of syntax, schema, vocabulary and limits stand in one list, in the order of the file."""
    found = problems(
        tmp_path,
        HEAD
        + """\
titel: {en: Example}
policy: again
counting: cn-civil-cod
rules:
- {id: a, kind: dedline, clause: C}
- {id: b, kind: deadline, clause: C, start: recieved, stop: replied, within: 2 dayz, gravity: heavy}
- {id: b, kind: deadline, clause: C, start: recieved, stop: replied, within: 2 days, clock: ofice}
""",
    )
    assert [(problem.code, problem.where.line) for problem in found] == [
        ("unknown-key", 12),
        ("duplicate-key", 13),
        ("unknown-counting", 14),
        ("unknown-kind", 16),
        ("unknown-event", 17),
        ("wrong-type", 17),
        ("unknown-word", 17),
        ("duplicate-id", 18),
        ("unknown-event", 18),
        ("unknown-clock", 18),
    ]


def test_an_unknown_key_hides_nothing(tmp_path: Path) -> None:
    """Unknown keys are told, at every depth, and what is left of the rule is checked like any other."""
    rule = (
        "{id: a, kind: deadline, clause: A-1, start: recieved, stop: repliedd, within: 4 hurs, clokk: 1,"
        " applies: {sevrity: major, channel: telefon}, pause: {from: pausd, until: resumed, kap: 3 days}}"
    )
    found = problems(tmp_path, rules(rule), FILL)
    assert sorted((problem.code, problem.message.split(" is ")[0]) for problem in found) == [
        ("unknown-code", "`telefon`"),
        ("unknown-event", "`pausd`"),
        ("unknown-event", "`recieved`"),
        ("unknown-event", "`repliedd`"),
        ("unknown-field", "`sevrity`"),
        ("unknown-key", "`clokk`"),
        ("unknown-key", "`kap`"),
        ("wrong-type", "`within`: `hurs` in `4 hurs`"),
    ]


def test_an_unknown_word_beside_hides_nothing(tmp_path: Path) -> None:
    """A wrong gravity, title or level is told with what else is wrong with its rule."""
    rule = "{id: a, kind: deadline, clause: A-1, start: recieved, stop: replied, within: 2 days, gravity: grave}"
    assert [problem.code for problem in problems(tmp_path, rules(rule), FILL)] == ["unknown-event", "unknown-word"]


def test_what_may_stand_misspelt_is_not_missed(tmp_path: Path) -> None:
    """A rule that says `wihtin` is not told that it says no `within`."""
    rule = "{id: a, kind: deadline, clause: A-1, start: received, stop: replied, wihtin: 2 days}"
    problem = only(tmp_path, rules(rule), FILL)
    assert (problem.code, problem.help) == ("unknown-key", "did you mean `within`?")


@pytest.mark.parametrize(
    ("head", "code", "message", "help"),
    [
        ("titel: {en: x}", "unknown-key", "`titel` is not a key of a policy document", "did you mean `title`?"),
        ("pin: oppened", "unknown-word", "`oppened` is not known here", "did you mean `opened`?"),
        (
            "in_force: {from: 2026-02-30}",
            "not-a-date",
            "`2026-02-30` is not in the calendar",
            "write a date such as `2026-01-01`",
        ),
        (
            "in_force: {from: 2026-02-01, until: 2026-01-01}",
            "empty-period",
            "a period ends before it begins",
            "`until` is excluded and lies after `from`",
        ),
        (
            "statements: [{clause: X, kind: hint, en: x}]",
            "unknown-word",
            "`hint` is not known here",
            "one of `guidance`, `scope`",
        ),
        (
            "published: soon",
            "not-a-date",
            "`soon` is neither a date like `2026-01-01` nor a time like `2026-01-01T09:00+08:00`",
            "write a date such as `2026-01-01`",
        ),
        ("statements: {}", "wrong-type", "`statements` must be a list", ""),
        ("facts: []", "wrong-type", "`facts` must be a mapping of names", ""),
        (
            "counting: {first_day: maybe}",
            "wrong-value",
            "`counting`: `first_day: maybe` is not one of `excluded`, `included`",
            "",
        ),
    ],
)
def test_a_wrong_head_is_told(tmp_path: Path, head: str, code: str, message: str, help: str) -> None:
    """What the head of a document says wrongly is one problem with a way out."""
    problem = only(tmp_path, f"{HEAD}{head}\n")
    assert (problem.code, problem.message, problem.help, problem.where.line) == (code, message, help, 12)


def test_a_missing_format_is_told(tmp_path: Path) -> None:
    """A document says which version of the format it is written in."""
    problem = only(tmp_path, HEAD.removeprefix("servicepolicy: 1\n"))
    assert (problem.code, problem.help) == ("missing-key", "put `servicepolicy: 1` in the first line")


def test_another_format_is_told(tmp_path: Path) -> None:
    """A later version of the format is refused, not guessed at."""
    problem = only(tmp_path, HEAD.replace("servicepolicy: 1", "servicepolicy: 2"))
    assert (problem.code, problem.message, problem.where.line) == ("unknown-word", "`2` is not known here", 1)


def test_an_unknown_zone_is_told(tmp_path: Path) -> None:
    """The policy's zone is an IANA name."""
    problem = only(tmp_path, HEAD.replace("timezone: Asia/Shanghai\ncal", "timezone: Asia/Peking\ncal"))
    assert (problem.code, problem.where.line) == ("unknown-zone", 3)


def test_the_zone_of_the_calendars_serves(tmp_path: Path) -> None:
    """A policy without a zone takes that of its calendars; without those it is missing."""
    assert problems(tmp_path, "servicepolicy: 1\npolicy: x\n")[0].message == "`timezone` is missing"


def test_a_document_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    """A list is not a policy."""
    assert problems(tmp_path, "- a\n- b\n")[0].code == "not-a-policy"


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        ("{timezone: Asia/Shanghai}", "the calendar can never open"),
        (
            '{timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-17:00"]}, closed: 01-01/12-31}',
            "the calendar can never open",
        ),
        (
            '{timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-17:00"]}, holiday: CN}',
            "`holiday` is not a key of `branch`",
        ),
        ('{timezone: Asia/Shanghai, hours: {mon-frei: ["09:00-17:00"]}}', "frei"),
        ('{timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-17:00"]}, holidays: XX}', "XX"),
    ],
)
def test_a_wrong_calendar_is_told(tmp_path: Path, calendar: str, message: str) -> None:
    """Calendars are checked as they are read; one that never opens is an error, not a loop."""
    problem = only(tmp_path, HEAD.replace("roles:", f"  branch: {calendar}\nroles:"))
    assert message in problem.message
    assert problem.where.line == 6


TWO_DAYS = "{id: a, kind: deadline, clause: C, start: received, stop: replied, within: 2 days, "
AMOUNTS = "{id: a, kind: authority, clause: C, action: remedied, amount: {field: amount}, "


@pytest.mark.parametrize(
    ("rule", "code", "message"),
    [
        (
            "{id: a, kind: deadline, start: received, stop: replied, within: 2 days}",
            "missing-key",
            "`clause` is missing",
        ),
        ("{id: a, clause: C}", "missing-key", "a rule does not say its `kind`"),
        ("just text", "wrong-type", "a rule must be a mapping"),
        (
            "{id: a b, kind: deadline, clause: C, start: received, stop: replied, within: 2 days}",
            "not-a-name",
            "`a b` is not a name",
        ),
        (
            "{id: a, kind: deadline, clause: C, start: received, stop: replied}",
            "no-span",
            "a deadline says exactly one of `within` and `due`",
        ),
        (
            TWO_DAYS + "subject: client}",
            "unknown-word",
            "`client` is not known here",
        ),
        (
            TWO_DAYS + "cycle: onse}",
            "unknown-word",
            "`onse` is not known here",
        ),
        (
            TWO_DAYS + "cycle: {repeat: from_akt, until: closed}}",
            "unknown-word",
            "`from_akt` is not known here",
        ),
        (
            TWO_DAYS + "warn: [2 ours]}",
            "wrong-value",
            "`warn`: `ours` in `2 ours` is not a unit of time; did you mean `hours`?",
        ),
        (
            TWO_DAYS + "pause: {from: paused}}",
            "endless-pause",
            "a pause has no end",
        ),
        (
            TWO_DAYS + "extend: {grant: extended}}",
            "not-an-extension",
            "an extension says exactly one of `to` and `by`",
        ),
        (
            "{id: a, kind: deadline, clause: C, start: {event: received, were: {a: b}}, stop: replied, within: 2 days}",
            "unknown-key",
            "`were` is not a key of a selector",
        ),
        (
            "{id: a, kind: deadline, clause: C, start: received, stop: replied, within: {blink: x}}",
            "unknown-key",
            "`blink` is not a form of value",
        ),
        (
            TWO_DAYS + "applies: {amount: {gtt: 5 CNY}}}",
            "unknown-key",
            "`gtt` is not a key of a test",
        ),
        (
            "{id: a, kind: authority, clause: C, action: remedied, tiers: [{le: 5 CNY, approvers: none}]}",
            "no-amount",
            "tiers have bounds but the rule has no `amount`",
        ),
        (
            AMOUNTS + "tiers: [{lt: 5 CNY, le: 5 CNY}]}",
            "two-bounds",
            "a tier has both `lt` and `le`",
        ),
        (
            AMOUNTS + "tiers: [{approvers: {any: [head]}}]}",
            "unknown-key",
            "`any` is not a key of `approvers`",
        ),
        (
            "{id: a, kind: ownership, clause: C, starts: received, ends: replied, handover: {within: 2 hours}}",
            "nothing-required",
            "a hand-over has `within` but is never `required`",
        ),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, rule: str, code: str, message: str) -> None:
    """What a rule says wrongly is one problem, at its line."""
    problem = only(tmp_path, rules(rule))
    assert (problem.code, problem.message, problem.where.line) == (code, message, 13)


def test_two_rules_with_one_id_are_told(tmp_path: Path) -> None:
    """Ids of rules are unique, whatever their kinds."""
    problem = only(tmp_path, rules(RULE, RULE))
    assert problem.message == "two rules have the id `answered`: the first stands in line 13"
    assert (problem.code, problem.where.line) == ("duplicate-id", 14)


def test_no_text_of_the_schema_library_is_shown(tmp_path: Path) -> None:
    """Messages are in our own style: lowercase, without a full stop, and without class names."""
    wrong = "{id: {}, kind: deadline, clause: [], start: 5, stop: [], within: [], clock: {}, warn: {}, pause: x}"
    for problem in problems(tmp_path, rules(wrong)):
        assert problem.message[0] in "`abcdefghijklmnopqrstuvwxyz"
        assert not problem.message.endswith(".")
        assert "Input should" not in problem.message
        assert "Deadline" not in problem.message


def test_a_kind_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A mapping where the kind should stand is a problem, not a crash."""
    assert only(tmp_path, rules("{id: a, kind: {a: b}, clause: C}")).code == "unknown-kind"


JUNK = st.sampled_from(
    [
        None,
        "",
        "x",
        "5 CNY",
        "2 days",
        [],
        {},
        ["a"],
        [[]],
        {"blank": "head_above"},
        {"field": "amount"},
        {"any": ["x"]},
        {"choose": [{"value": "1"}]},
        {"least": ["1 day", "x"]},
        {"event": "received"},
        {"value": "5", "from": "2026-01-01"},
    ]
)


def places(plain: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value inside a value."""
    items = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


@given(st.data())
def test_no_document_crashes_the_loader(data: st.DataObject) -> None:
    """Whatever stands wherever, a policy is loaded and writes itself back, or its problems are told."""
    plain = read_text(HEAD + BOTH_BLANKS).plain
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(plain)) or [("policy",)]))
        holder = reduce(lambda here, part: here[part], path[:-1], plain)
        holder[path[-1]] = deepcopy(data.draw(JUNK))
    with suppress(PolicyError):
        policy = Policy(**{str(key): value for key, value in plain.items()}, fill=dict(FILL))
        assert read_document(read_text(policy.to_yaml(), "again")).problems == []
