"""A span is honoured as its words say, or refused at load."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.documents import FILL, HEAD, RULE, loaded, only, rules

TIMED = "id: a, kind: deadline, clause: C, start: received, stop: replied, within: 2 days"
CLOCKED = "id: a, kind: deadline, clause: C, start: received, stop: replied, clock: office"
PAID = "id: a, kind: authority, clause: C, action: remedied, who: {role: clerk}"


def with_fact(fact: str, rule: str = RULE) -> str:
    """A document with one computed fact."""
    return HEAD + f"facts:\n  n: {{{fact}}}\nrules:\n- {rule}\n"


@pytest.mark.parametrize("within", ["30 working days", "5 working hours", "same day", "fri 17:00", "2 billing cycles"])
def test_a_window_that_cannot_be_counted_back(tmp_path: Path, within: str) -> None:
    """A computed fact looks back over hours, days, weeks, months or years; other spans are refused."""
    found = only(tmp_path, with_fact(f"type: number, count: received, within: {within}"))
    assert (found.code, found.help) == ("illegal-combination", "such as `30 days`")


@pytest.mark.parametrize("within", ["30 days", "2 weeks", "1 month", "1 year", "5 hours"])
def test_a_window_that_can_be_counted_back(tmp_path: Path, within: str) -> None:
    """Windows of hours and of dates load."""
    assert loaded(tmp_path, with_fact(f"type: number, count: received, within: {within}"), FILL).facts["n"].within


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (f"{TIMED}, warn: 2 working hours", "no-clock"),
        (f"{TIMED}, escalate: {{after: 2 working hours, to: head}}", "no-clock"),
        (f"{TIMED}, pause: {{from: paused, cap: 2 working days}}", "no-clock"),
        (f"{TIMED}, pause: {{from: paused, cap: fri 17:00}}", "illegal-combination"),
        (f"{TIMED}, extend: {{grant: extended, to: 5 working days}}", "no-clock"),
        (f"{TIMED}, extend: {{grant: extended, to: 5 days, at_most: 9 working days}}", "no-clock"),
        (f"{PAID}, late_entry: 2 working hours", "illegal-combination"),
        (f"{PAID}, late_entry: 2 working days", "illegal-combination"),
    ],
)
def test_working_time_needs_a_calendar(tmp_path: Path, rule: str, code: str) -> None:
    """Working time and working days are refused wherever no calendar is named that could count them."""
    assert only(tmp_path, rules("{" + rule + "}")).code == code


def test_a_time_on_any_clock_is_not_working_time(tmp_path: Path) -> None:
    """The time between two events is compared with working time only where the fact names the clock."""
    rule = "{id: a, kind: requirement, clause: C, hold: now, must: {n: {le: 4 working hours}}}"
    found = only(tmp_path, with_fact("type: duration, elapsed: {from: received, to: replied}", rule))
    assert (found.code, found.message) == (
        "wrong-type",
        "`n` is time on any clock, and `4 working hours` is working time",
    )
    clocked = "type: duration, elapsed: {from: received, to: replied, clock: office}"
    assert loaded(tmp_path, with_fact(clocked, rule), FILL).facts["n"].elapsed


@pytest.mark.parametrize(
    ("within", "warned"),
    [
        ("4 hours", "say `4 working hours`, or take `clock` away"),
        ("90 minutes", None),
        ("4 working hours", None),
        ("{blank: answer_within}", "say `24 working hours`, or take `clock` away"),
    ],
)
def test_hours_beside_a_clock_are_warned_of(tmp_path: Path, within: str, warned: str | None) -> None:
    """Hours, not minutes, in a rule that counts by a calendar load with a warning: working hours were meant."""
    text = rules(f"{{{CLOCKED}, within: {within}}}")
    found = loaded(tmp_path, text, {**FILL, "answer_within": "24 hours"}).warnings
    assert next((one.help for one in found if one.code == "wall-hours"), None) == warned


NESTED = (
    "kind: ownership, starts: received, ends: replied, handover: {required: {major: true}, within: %s, clock: %s}",
    "kind: retention, anchor: created, keep: 5 years, destroyed: destroyed, dispose: {within: %s, clock: %s}",
    "kind: sequence, followed: {every: received, by: replied, within: %s}, clock: %s",
    "kind: sequence, order: [received, {event: replied, within: %s}], clock: %s",
    "kind: deadline, start: received, stop: replied, within: 2 days, extend: {grant: extended, to: %s}, clock: %s",
    "kind: deadline, start: received, stop: replied, within: {least: [2 days, %s]}, clock: %s",
)


@pytest.mark.parametrize("rule", NESTED)
@pytest.mark.parametrize(("clock", "warned"), [("office", True), ("unit", True), ("always", False)])
def test_hours_beside_a_clock_are_warned_of_wherever_they_stand(
    tmp_path: Path, rule: str, clock: str, warned: bool
) -> None:
    """A part that counts by a calendar, its own, the rule's or the unit's, is warned of as a rule is."""
    always = '  always: {timezone: Asia/Shanghai, hours: {mon-sun: ["00:00-24:00"]}}\nroles:'
    text = rules(f"{{id: a, clause: C, {rule % ('4 hours', clock)}}}").replace("roles:", always, 1)
    found = [one for one in loaded(tmp_path, text, FILL).warnings if one.code == "wall-hours"]
    assert len(found) == warned
    assert all(f"`{clock}`" in one.message for one in found)


SEVERITIES = ("minor", "normal", "serious", "major", "critical")


def chosen(*whens: str, otherwise: str = "") -> str:
    """A rule whose span is chosen."""
    options = ", ".join(f"{{when: {{{when}}}, value: {number} days}}" for number, when in enumerate(whens, 1))
    return rules(f"{{{TIMED.replace('2 days', '{choose: [' + options + otherwise + ']}')}}}")


@pytest.mark.parametrize(
    ("whens", "message"),
    [
        (("severity: minor", "severity: [normal, serious, major]"), "no option fits `severity: critical`"),
        (("major: true",), "no option fits `major: false`"),
        (("priority: high",), "no option fits another `priority`"),
        (
            ("severity: {not: minor}, major: true",),
            (
                "no option fits `severity: minor` with `major: true` and `severity: minor` with `major: false` and "
                "`severity: normal` with `major: false` and 3 more"
            ),
        ),
        (tuple(f"severity: {code}" for code in SEVERITIES), None),
        (("severity: minor", "severity: {not: minor}"), None),
        (("major: true", "not: {major: true}"), None),
        (("any: [{major: true}, {severity: minor}]", "major: false"), None),
        (("amount: {lt: 5 CNY}", "amount: {ge: 5 CNY}"), None),
    ],
)
def test_what_no_option_fits_is_warned_of(tmp_path: Path, whens: tuple[str, ...], message: str | None) -> None:
    """A choice that names some values of a field and has no option for the others loads with a warning."""
    found = [one.message for one in loaded(tmp_path, chosen(*whens), FILL).warnings if one.code == "no-option"]
    assert found == ([] if message is None else [message])
    assert not [
        one
        for one in loaded(tmp_path, chosen(*whens, otherwise=", {value: 1 day}"), FILL).warnings
        if one.code == "no-option"
    ]


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        (
            "{field: actor.member_of}",
            "illegal-combination",
            "`actor.member_of` can be asked of somebody, and is not a value",
        ),
        ("{field: due_at}", "unknown-field", "`due_at` is not a field of `received`"),
        ("{field: case.due_at}", "unknown-field", "`case.due_at` is not a field of `received`"),
        ("{field: actors}", "unknown-field", "`actors` is not a field that can be compared"),
        ("{field: amount}", "unknown-field", "`amount` is not a field of `received`"),
        (
            "{field: subject.severity}",
            "wrong-type",
            "`subject.severity` is of type code, and an instant is wanted here",
        ),
        ("{field: actor.id}", "wrong-type", "`actor.id` is of type text, and an instant is wanted here"),
    ],
)
def test_a_value_that_nobody_reads_is_refused(tmp_path: Path, value: str, code: str, message: str) -> None:
    """A name that can never have the value that is wanted is told at load, with the way out."""
    found = only(tmp_path, rules("{" + TIMED.replace("within: 2 days", f"due: {value}") + "}"))
    assert (found.code, found.message) == (code, message)


def test_the_header_is_read_where_it_is_named(tmp_path: Path) -> None:
    """The way out of a bare name that only the header has is the header's own."""
    rule = "{" + TIMED.replace("within: 2 days", "due: {field: due_at}") + "}"
    assert only(tmp_path, rules(rule)).help == "write `subject.due_at` for the field of the case"
    assert loaded(tmp_path, rules(rule.replace("due_at", "subject.due_at")), FILL).rules


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("amount: {le: {field: due_at}}", "`amount` is of type money, and `due_at` of type instant"),
        ("channel: {field: major}", "`channel` is of type code, and `major` of type bool"),
    ],
)
def test_fields_of_two_types_are_not_compared(tmp_path: Path, test: str, message: str) -> None:
    """A test that compares fields of two types, and can never hold, is refused."""
    found = only(tmp_path, rules(f"{{id: a, kind: requirement, clause: C, must: {{{test}}}}}"))
    assert (found.code, found.message) == ("wrong-type", message)
