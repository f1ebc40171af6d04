"""Words against the vocabulary, names, circles and combinations: each wrong one with its message."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.documents import FILL, HEAD, RULE, loaded, only, problems, rules

DEADLINE = "id: a, kind: deadline, clause: C"


@pytest.mark.parametrize(
    ("rule", "code", "message", "help"),
    [
        (
            "start: recieved, stop: replied, within: 2 days",
            "unknown-event",
            "`recieved` is not an event of a case",
            "did you mean `received`?",
        ),
        (
            "start: received, stop: {event: replied, where: {substanse: full}}, within: 2 days",
            "unknown-field",
            "`substanse` is not a field of `replied`",
            "did you mean `substance`?",
        ),
        (
            "start: received, stop: {event: replied, where: {substance: ful}}, within: 2 days",
            "unknown-code",
            "`ful` is not a value of `substance`",
            "did you mean `full`?",
        ),
        (
            "applies: {chanel: letter}, start: received, stop: replied, within: 2 days",
            "unknown-field",
            "`chanel` is neither a field of a case nor a computed fact",
            "did you mean `channel`?",
        ),
        (
            "applies: {channel: {in: [letter, telefone]}}, start: received, stop: replied, within: 2 days",
            "unknown-code",
            "`telefone` is not a value of `channel`",
            "did you mean `telephone`?",
        ),
        (
            "applies: {not: {any: [{typ: complaint}]}}, start: received, stop: replied, within: 2 days",
            "unknown-field",
            "`typ` is neither a field of a case nor a computed fact",
            "did you mean `type`?",
        ),
        (
            "per: note, start: received, stop: replied, within: 2 days",
            "personal-matter",
            "`note` cannot split a timeline into matters",
            "matters are named in verdicts, and personal fields are never shown: use `matter`",
        ),
        (
            "per: x.own, start: received, stop: replied, within: 2 days",
            "personal-matter",
            "`x.own` cannot split a timeline into matters",
            "matters are named in verdicts, and fields of your own are never shown: use `matter`",
        ),
        (
            "applies: {amount: {gt: 5}}, start: received, stop: replied, within: 2 days",
            "wrong-type",
            "`amount`: `5` is not of type money: write the currency after it, like `250 CNY`",
            "",
        ),
        (
            "applies: {major: {is: perhaps}}, start: received, stop: replied, within: 2 days",
            "wrong-type",
            "`major`: `perhaps` is not of type bool",
            "",
        ),
        (
            "applies: {severity: {ge: major}}, start: received, stop: replied, within: 2 days",
            "illegal-combination",
            "`severity` has no order: `ge` cannot be asked of it",
            "use `in`, or `not`",
        ),
        (
            "start: received, stop: {event: replied, who: {knd: human}}, within: 2 days",
            "unknown-field",
            "`knd` is not a field of an actor",
            "did you mean `kind`?",
        ),
        (
            "start: received, stop: {event: replied, who: {role: clrk}}, within: 2 days",
            "unknown-role",
            "`clrk` is not a role of this policy",
            "did you mean `clerk`?",
        ),
        (
            "start: received, stop: {event: replied, where: {severity: major}}, within: 2 days",
            "unknown-field",
            "`severity` is not a field of `replied`",
            "write `subject.severity` for the field of the case",
        ),
        (
            "start: received, stop: {event: replied, where: {subject.tipe: x}}, within: 2 days",
            "unknown-field",
            "`tipe` is not a field of a case",
            "did you mean `type`?",
        ),
        (
            "start: received, stop: replied, within: 2 dayz",
            "wrong-type",
            "`within`: `dayz` in `2 dayz` is not a unit of time; did you mean `days`?",
            "",
        ),
        (
            "start: received, stop: replied, within: {blank: anser_within}",
            "unknown-blank",
            "`anser_within` is not a blank of this policy",
            "did you mean `answer_within`?",
        ),
        (
            "start: received, stop: replied, within: {blank: head_above}",
            "wrong-type",
            "a span is wanted here, and `head_above` is a blank of type money",
            "declare it with `type: span`",
        ),
        (
            "applies: {amount: {gt: {blank: answer_within}}}, start: received, stop: replied, within: 2 days",
            "wrong-type",
            "`amount` is of type money, the blank `answer_within` of type span",
            "declare the blank with a type that suits",
        ),
        (
            "start: reply_time_agreed, stop: replied, due: {field: replyby}",
            "unknown-field",
            "`replyby` is not a field of `reply_time_agreed`",
            "did you mean `reply_by`?",
        ),
        (
            "start: reply_time_agreed, stop: replied, due: {field: matter}",
            "wrong-type",
            "`matter` is of type code, and an instant is wanted here",
            "",
        ),
        (
            "start: received, stop: replied, within: 2 days, clock: ofice",
            "unknown-clock",
            "`ofice` is not a calendar of this policy",
            "did you mean `office`?",
        ),
        (
            "start: received, stop: replied, within: 2 days, counting: uk-dips",
            "unknown-counting",
            "`uk-dips` is not a counting convention",
            "did you mean `uk-disp`?",
        ),
        (
            "start: received, stop: replied, within: 2 days, duty: clerck",
            "unknown-role",
            "`clerck` is not a role of this policy",
            "did you mean `clerk`?",
        ),
        (
            "start: received, stop: replied, within: 2 days, escalate: {after: 1 hour, to: hed}",
            "unknown-role",
            "`hed` is not a role of this policy",
            "did you mean `head`?",
        ),
        (
            "start: received, stop: replied, within: 2 days, per: mater",
            "unknown-field",
            "`mater` is not a field of `received`",
            "did you mean `matter`?",
        ),
    ],
)
def test_a_word_that_does_not_exist_is_told(tmp_path: Path, rule: str, code: str, message: str, help: str) -> None:
    """A misspelt event, field, code, role, calendar or blank is a problem and never an unknown."""
    problem = only(tmp_path, rules(f"{{{DEADLINE}, {rule}}}"))
    assert (problem.code, problem.message, problem.help, problem.where.line) == (code, message, help, 13)


def test_words_of_a_host_are_taken(tmp_path: Path) -> None:
    """Events and fields of a host's own, under `x.`, are not checked."""
    stop = "{event: replied, where: {x.done: yes}}"
    rule = f"{{{DEADLINE}, applies: {{x.code: b1}}, start: x.walked_in, stop: {stop}, within: 2 days}}"
    assert loaded(tmp_path, rules(rule)).rules[0].id == "a"


def test_a_policy_without_roles_takes_any(tmp_path: Path) -> None:
    """Where no role is declared, none is misspelt."""
    text = rules(RULE.replace("within", "duty: whoever, within")).replace(
        "roles:\n  clerk: {}\n  head: {above: [clerk]}\n", ""
    )
    assert loaded(tmp_path, text).rules[0].duty == "whoever"


@pytest.mark.parametrize(
    ("rule", "code", "message"),
    [
        (
            "within: 4 working hours",
            "no-clock",
            "working time cannot be counted without a calendar",
        ),
        ("within: 2 working days", "no-clock", "working days cannot be counted without a calendar"),
        (
            "within: 2 days, on_reclassify: carry",
            "illegal-combination",
            "`carry` counts the time used so far, which spans counted in dates do not have",
        ),
        (
            "within: {least: [2 hours, 2 working hours]}, clock: office, on_reclassify: carry",
            "illegal-combination",
            "`carry` needs spans of one kind, elapsed or working",
        ),
        (
            "within: 2 days, on_version: carry",
            "illegal-combination",
            "`carry` counts the time used so far, which spans counted in dates do not have",
        ),
        (
            "within: 2 days, extend: {grant: extended, by: 2 working days}",
            "illegal-combination",
            "`by` adds to a span of another unit: days and working days",
        ),
        (
            "within: 2 days, extend: [{grant: extended, to: 4 days, after: 1}]",
            "illegal-combination",
            "step 1 follows step 1, which does not come before it",
        ),
        (
            "within: 2 days, warn: [1 working day]",
            "illegal-combination",
            "a warning comes a share of the time, or elapsed or working time before; `1 working day` is neither",
        ),
        (
            "within: 2 days, escalate: {after: 1 day, to: head}",
            "illegal-combination",
            "an escalation comes elapsed or working time after the due instant; `1 day` is neither",
        ),
        ("within: 2 billing cycles", "no-cycle-day", "billing cycles need the day on which they close"),
    ],
)
def test_combinations_that_mean_nothing_are_told(tmp_path: Path, rule: str, code: str, message: str) -> None:
    """Parts that are right each by itself and wrong together are errors at load."""
    problem = only(tmp_path, rules(f"{{{DEADLINE}, start: received, stop: replied, {rule}}}"))
    assert (problem.code, problem.message, problem.where.line) == (code, message, 13)


def test_what_a_profile_fills_is_combined_as_well(tmp_path: Path) -> None:
    """A blank may be filled with a span that its rule cannot count."""
    rule = f"{{{DEADLINE}, start: received, stop: replied, within: {{blank: answer_within}}}}"
    assert loaded(tmp_path, rules(rule), {"answer_within": "2 days"}).open_blanks == ("head_above",)
    assert only(tmp_path, rules(rule), {"answer_within": "2 working hours"}).code == "no-clock"


def test_computed_facts_must_not_run_in_a_circle(tmp_path: Path) -> None:
    """A fact that asks a rule which hangs on that fact is told, with the way round."""
    text = HEAD + (
        "facts:\n"
        "  slow: {type: bool, verdict: answered, is: breached}\n"
        "  late: {type: number, count: {event: replied, where: {slow: true}}}\n"
        "rules:\n"
        f"- {RULE.replace('start', 'applies: {late: {gt: 1}}, start')}\n"
    )
    problem = only(tmp_path, text)
    assert (problem.code, problem.where.line) == ("cyclic-facts", 13)
    assert problem.message == "the computed facts run in a circle: `slow` → `late` → `slow`"


def test_roles_must_not_run_in_a_circle(tmp_path: Path) -> None:
    """Nobody stands above himself."""
    problem = only(tmp_path, HEAD.replace("clerk: {}", "clerk: {above: head}"))
    assert (problem.code, problem.message) == ("cyclic-roles", "the roles run in a circle: `clerk` → `head` → `clerk`")


@pytest.mark.parametrize(
    ("fact", "code", "message"),
    [
        ("{type: bool, verdict: anwered, is: met}", "unknown-rule", "`anwered` is not a rule of this policy"),
        (
            "{type: bool, authority: answered, of: owner, is: refuse}",
            "wrong-kind",
            "`answered` is not an authority rule",
        ),
        ("{type: number, count: recieved}", "unknown-event", "`recieved` is not an event of a case"),
        ("{type: number}", "not-a-fact", None),
    ],
)
def test_a_wrong_fact_is_told(tmp_path: Path, fact: str, code: str, message: str | None) -> None:
    """Computed facts name events and rules that exist."""
    problem = only(tmp_path, f"{HEAD}facts:\n  f: {fact}\nrules:\n- {RULE}\n")
    assert (problem.code, problem.where.line) == (code, 13)
    assert message is None or problem.message == message


def test_an_emergency_relaxes_a_rule_that_exists(tmp_path: Path) -> None:
    """The rule whose approvals an emergency lifts is declared."""
    rule = (
        "{id: a, kind: authority, clause: C, action: remedied,"
        " emergency: {when: emergency_declared, relaxes: paid, formalities: {within: 2 hours}}}"
    )
    problem = only(tmp_path, rules(rule))
    assert (problem.code, problem.message) == ("unknown-rule", "`paid` is not a rule of this policy")


def test_one_problem_does_not_cause_others(tmp_path: Path) -> None:
    """A name that is declared in a part that cannot be read is not told as unknown as well."""
    text = rules(RULE.replace("within", "clock: office, within")).replace("hours:", "hour:")
    assert [problem.code for problem in problems(tmp_path, text)] == ["unknown-key"]


@pytest.mark.parametrize(
    ("rule", "code", "message"),
    [
        ("start: received, stop: received", "start-is-stop", "`received` starts the clock and stops it at once"),
        (
            "start: {event: replied, where: {to: customer}}, stop: replied",
            "start-is-stop",
            "`replied` starts the clock and stops it at once",
        ),
        (
            "start: received, stop: replied, pause: {from: replied, until: resumed}",
            "idle-pause",
            "the pause cannot occur: what begins it is a `stop`, which comes first",
        ),
        (
            "start: received, stop: replied, cancel: withdrawn, pause: {from: withdrawn, until: resumed}",
            "idle-pause",
            "the pause cannot occur: what begins it is a `cancel`, which comes first",
        ),
        (
            "start: received, stop: replied, pause: {from: paused, until: paused}",
            "idle-pause",
            "the pause ends with the event that begins it",
        ),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(tmp_path: Path, rule: str, code: str, message: str) -> None:
    """T32: a start that is also a stop and a pause that cannot occur are lint warnings, not errors."""
    policy = loaded(tmp_path, rules(f"{{{DEADLINE}, within: 2 days, {rule}}}"))
    found = [warning for warning in policy.warnings if warning.code != "unused-blank"]
    assert [(warning.code, warning.message, warning.where.line) for warning in found] == [(code, message, 13)]


def test_a_narrower_stop_is_no_warning(tmp_path: Path) -> None:
    """A start and a stop of one kind that differ in their conditions are fine."""
    rule = f"{{{DEADLINE}, within: 2 days, start: replied, stop: {{event: replied, where: {{substance: full}}}}}}"
    assert {warning.code for warning in loaded(tmp_path, rules(rule)).warnings} == {"unused-blank"}


def test_an_unused_blank_is_a_warning(tmp_path: Path) -> None:
    """A question that nothing needs answered is told."""
    warnings = loaded(tmp_path, rules(RULE)).warnings
    assert [warning.message for warning in warnings] == [
        "no rule uses the blank `answer_within`",
        "no rule uses the blank `head_above`",
    ]


def test_no_acts_at_all_are_no_duty(tmp_path: Path) -> None:
    """A blank that counts acts must not be filled with nought; the rule that counts them is named."""
    asks = "subject: organisation, kind: periodic, clause: C, every: week, act: cleaned"
    blank = "  times: {type: integer, clause: C, ask: {zh: 几次?, en: How often?}}\n"
    text = f"{HEAD}{blank}rules:\n- {{id: a, {asks}, at_least: {{blank: times}}}}\n"
    problem = only(tmp_path, text, fill={**FILL, "times": 0})
    assert (problem.code, problem.message) == ("not-a-count", "`at_least` counts acts, and `0` of them is not a duty")


ONCE = """\
facts:
  taken: {type: duration, elapsed: {from: received, to: replied}}
  other: {type: bool, verdict: b, is: met}
  abroad: {type: number, count: cleaned, on: organisation}
  answers: {type: number, count: replied, within: 30 days}
  quick: {type: number, count: {event: replied, where: {taken: {le: 4 hours}}}}
"""


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("must: {taken: {le: 4 hours}}", "must.taken"),
        ("must: {other: true}", "must.other"),
        ("must_not: {any: [{major: true}, {not: {abroad: {ge: 1}}}]}", "must_not.abroad"),
        ("must: {quick: {ge: 1}}", "must"),
        ("must: {major: true}, applies: {taken: {le: 4 hours}}", "applies.taken"),
        ("must: {answers: {ge: {field: abroad}}}", "must"),
        ("must: {answers: {ge: 1}}", None),
        ("must: {answers: {ge: 1}}, applies: {answers: {le: 5}}", None),
    ],
)
def test_a_state_hangs_on_what_can_be_followed(tmp_path: Path, said: str, path: str | None) -> None:
    """What is read once, or changes elsewhere, is refused in a state; what changes with the events is followed."""
    others = "{id: b, kind: deadline, clause: C, start: received, stop: replied, within: 2 days}"
    text = f"{HEAD}{ONCE}rules:\n- {{id: a, kind: requirement, clause: C, {said}}}\n- {others}\n"
    if path is None:
        assert loaded(tmp_path, text, fill=FILL).rules
        return
    problem = only(tmp_path, text, fill=FILL)
    assert (problem.code, problem.where.path) == ("illegal-combination", f"rules[0].{path}")


@pytest.mark.parametrize(
    ("pin", "codes"), [("opened", ["unread-version"]), ("cycle", ["unread-version"]), ("latest", [])]
)
def test_what_a_version_does_needs_a_pin_that_lets_it(tmp_path: Path, pin: str, codes: list[str]) -> None:
    """`on_version` without `pin: latest` does nothing, which is a warning at its line."""
    text = rules(f"{{{DEADLINE}, start: received, stop: replied, within: 2 days, on_version: from_change}}")
    found = loaded(tmp_path, f"pin: {pin}\n{text}").warnings
    assert [warning.code for warning in found if warning.code != "unused-blank"] == codes


def test_a_calendar_that_never_opens_again_is_told(tmp_path: Path) -> None:
    """Special dates without hours leave nothing after the last of them; one that opens every week is not told."""
    shut = '  shut: {timezone: Asia/Shanghai, special: {2026-01-05: ["09:00-17:00"]}}\n'
    policy = loaded(tmp_path, rules(RULE).replace("calendars:\n", "calendars:\n" + shut))
    (warning,) = [warning for warning in policy.warnings if warning.code == "shut-for-good"]
    assert warning.message.startswith("the calendar `shut` never opens again after 2026-01-05")
    assert (warning.where.line, warning.where.path) == (5, "calendars.shut")


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        (
            "must: {amount: {le: {choose: [{when: {nonsense: true}, value: 5 CNY}, {value: 9 CNY}]}}}",
            "unknown-field",
            "`nonsense` is neither a field of a case nor a computed fact",
        ),
        ("must: {priority: {matches: {blank: nobody}}}", "unknown-blank", "`nobody` is not a blank of this policy"),
        (
            "must: {amount: {le: {blank: head_above}}}",
            "unknown-field",
            "`nonsense` is neither a field of a case nor a computed fact",
        ),
        (
            "must: {amount: {le: {least: [5 CNY, many]}}}",
            "wrong-type",
            "`amount`: `many` is not of type money: write it like `250.50 CNY`, without grouping",
        ),
    ],
)
def test_what_a_test_compares_with_is_bound_whole(tmp_path: Path, said: str, code: str, message: str) -> None:
    """Choices, templates and what fills a blank are looked into wherever they stand, also beside a test."""
    text = rules(f"{{id: a, kind: requirement, clause: C, hold: now, {said}}}")
    problem = only(tmp_path, text, fill={**FILL, "head_above": {"field": "nonsense"}} if "head_above" in said else FILL)
    assert (problem.code, problem.message) == (code, message)


def test_a_field_that_fills_a_blank_is_of_the_type_that_is_wanted(tmp_path: Path) -> None:
    """A profile that fills a span with a field of another type is told at its own place."""
    text = rules(f"{{{DEADLINE}, start: received, stop: replied, within: {{blank: answer_within}}}}")
    problem = only(tmp_path, text, fill={**FILL, "answer_within": {"field": "amount"}})
    assert (problem.code, problem.message) == ("wrong-type", "`amount` is of type money, and a span is wanted here")
