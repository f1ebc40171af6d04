"""Codes that do not exist, names that are written otherwise, and problems that would only follow from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.documents import HEAD, RULE, loaded, only, problems, rules

WITH_FACTS = HEAD + "facts:\n  days: {subject: case, type: number, count: received}\nrules:\n"
PEOPLE = (
    (
        "{id: a, kind: deadline, clause: C, start: received, stop: {event: replied, where: {}, who: {kind: WHO}}, "
        "within: 2 days}"
    ),
    "{id: a, kind: authority, clause: C, action: remedied, who: {kind: WHO}}",
    "{id: a, kind: authority, clause: C, action: remedied, together: {distinct: 2, who: {kind: WHO}}}",
    (
        "{id: a, kind: deadline, clause: C, start: received, within: 2 days, "
        "stop: {event: replied, actors: {distinct: 2, who: {kind: WHO}}}}"
    ),
    (
        "{id: a, kind: deadline, clause: C, start: received, within: 2 days, "
        "stop: {event: replied, where: {any: [{actor.kind: WHO}]}}}"
    ),
)


@pytest.mark.parametrize("written", ["person", "{in: [bot, person]}", "{not: person}", "[system, person]"])
@pytest.mark.parametrize("rule", PEOPLE)
def test_the_kind_of_an_actor_is_a_code(tmp_path: Path, rule: str, written: str) -> None:
    """Wherever people are described, their kind is one of the four that exist."""
    found = only(tmp_path, rules(rule.replace("WHO", written)))
    assert (found.code, found.help) == ("unknown-code", "did you mean `human`?")


@pytest.mark.parametrize("rule", PEOPLE)
def test_the_kinds_of_actors_load(tmp_path: Path, rule: str) -> None:
    """The kinds that exist are taken, alone and in lists."""
    assert loaded(tmp_path, rules(rule.replace("WHO", "{in: [human, customer]}"))).rules


@pytest.mark.parametrize(
    ("fact", "message", "help"),
    [
        ("verdict: answered, is: [kept]", "`kept` is not a status of a verdict", "did you mean `met`?"),
        ("verdict: answered, is: broken", "`broken` is not a status of a verdict", "did you mean `breached`?"),
        (
            "authority: paid, of: clerk, is: [needs_approval, refused]",
            "`refused` is not an answer of an authority rule",
            "did you mean `refuse`?",
        ),
        (
            "verdict: answered, is: [nonsense]",
            "`nonsense` is not a status of a verdict",
            "one of `met`, `breached`, `pending`, `unknown`, `not_applicable`",
        ),
        (
            "authority: paid, of: owner, is: {in: [met]}",
            "`met` is not an answer of an authority rule",
            "one of `permit`, `needs_approval`, `refuse`, `unknown`",
        ),
    ],
)
def test_the_answers_of_rules_are_codes(tmp_path: Path, fact: str, message: str, help: str) -> None:
    """What a computed fact waits for is an answer that the rule can give."""
    paid = "- {id: paid, kind: authority, clause: C, action: remedied, who: {role: clerk}}\n"
    text = HEAD + f"facts:\n  told: {{type: bool, {fact}}}\nrules:\n- {RULE}\n{paid}"
    found = only(tmp_path, text)
    assert (found.code, found.message, found.help) == ("unknown-code", message, help)


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("type: money, sum: remedied, of: amuont", "`amuont` is not a field of `remedied`"),
        ("type: instant, last: replied, of: due_at", "`due_at` is not a field of `replied`"),
        (
            "type: bool, compare: [{field: amuont}, gt, {value: 5 CNY}]",
            "`amuont` is neither a field of a case nor a computed fact",
        ),
        (
            "type: bool, compare: [{first: replied, of: substanse}, eq, {value: full}]",
            "`substanse` is not a field of `replied`",
        ),
    ],
)
def test_what_a_computed_fact_reads_is_a_field(tmp_path: Path, fact: str, message: str) -> None:
    """A misspelt field that a computed fact works on or compares is told at load."""
    found = only(tmp_path, HEAD + f"facts:\n  told: {{{fact}}}\nrules:\n- {RULE}\n")
    assert (found.code, found.message) == ("unknown-field", message)


@pytest.mark.parametrize("root", ["subject", "actor", "unit", "organisation"])
def test_a_computed_fact_has_a_bare_name(tmp_path: Path, root: str) -> None:
    """Where the name of a computed fact is written as a field, the help names the bare name."""
    rule = f"- {{id: a, kind: requirement, clause: C, must: {{{root}.days: {{le: 3}}}}}}\n"
    found = only(tmp_path, WITH_FACTS + rule)
    assert (found.code, found.help) == ("unknown-field", "write `days`")


@pytest.mark.parametrize(
    "bound", ["500 EUR", "{least: [500 EUR, 600 EUR]}", "{choose: [{when: {major: true}, value: 500 EUR}]}"]
)
def test_limits_are_in_one_currency(tmp_path: Path, bound: str) -> None:
    """Two currencies among the limits of one rule are refused, whoever they are for and however they are said."""
    tiers = f"[{{role: clerk, le: 100 GBP, approvers: none}}, {{role: head, le: {bound}, approvers: none}}]"
    rule = f"{{id: a, kind: authority, clause: C, action: remedied, amount: {{field: amount}}, tiers: {tiers}}}"
    found = only(tmp_path, rules(rule))
    assert (found.code, found.message) == ("two-currencies", "the limits are in EUR and GBP")


@pytest.mark.parametrize(
    "other",
    [
        (
            "id: s, kind: scorecard, clause: C, subject: organisation, period: month, "
            "indicators: [{id: i, measure: {kept: answered}}]"
        ),
        (
            "id: i, kind: incentive, clause: C, period: month, counts: {of: case, verdicts: answered}, "
            "ladder: [{from: 1, entitles: reminder}]"
        ),
        (
            "id: e, kind: authority, clause: C, action: remedied, emergency: {when: escalated, relaxes: answered, "
            "formalities: {within: 1 day}}"
        ),
    ],
)
def test_a_rule_that_cannot_be_read_is_declared(tmp_path: Path, other: str) -> None:
    """One missing key is one problem: nobody is told that the rule does not exist."""
    unread = RULE.replace("clause: A-1, ", "")
    found = only(tmp_path, rules(unread, f"{{{other}}}"))
    assert (found.code, found.where.line) == ("missing-key", 13)


def test_a_service_level_of_a_rule_that_cannot_be_read(tmp_path: Path) -> None:
    """A service level names a rule that is declared, though what the rule says cannot be read."""
    level = "slas:\n- {id: level, clause: C, of: case, rules: [answered], objective: 95%, period: month}\n"
    found = problems(tmp_path, rules(RULE.replace("clause: A-1, ", "")) + level)
    assert [one.code for one in found] == ["missing-key"]


TWO = "{ge: 5 GBP, le: 50 EUR}"
CONDITIONS = (
    f"{{id: a, kind: requirement, clause: C, must: {{amount: {TWO}}}}}",
    f"{{id: a, kind: requirement, clause: C, must: {{any: [{{subject.amount: {TWO}}}, {{major: true}}]}}}}",
    f"{{id: a, kind: requirement, clause: C, must_not: {{not: {{amount: {TWO}}}}}}}",
    f"{{id: a, kind: requirement, clause: C, must: {{tags: {{each: {TWO}}}}}}}",
    (
        "{id: a, kind: deadline, clause: C, start: received, "
        f"stop: {{event: remedied, where: {{amount: {TWO}}}}}, within: 2 days}}"
    ),
    f"{{id: a, kind: deadline, clause: C, applies: {{amount: {TWO}}}, start: received, stop: replied, within: 2 days}}",
    (
        "{id: a, kind: deadline, clause: C, start: received, stop: replied, "
        f"within: {{choose: [{{when: {{amount: {TWO}}}, value: 1 day}}, {{value: 2 days}}]}}}}"
    ),
    "{id: a, kind: requirement, clause: C, must: {amount: {le: {least: [5 GBP, 50 EUR]}}}}",
    "{id: a, kind: requirement, clause: C, must: {amount: {gt: {greatest: [5 GBP, {choose: [{value: 50 EUR}]}]}}}}",
)


@pytest.mark.parametrize("rule", CONDITIONS)
def test_what_is_compared_is_in_one_currency(tmp_path: Path, rule: str) -> None:
    """Amounts that are compared with one another are refused where no currency can be that of all."""
    assert only(tmp_path, rules(rule)).code == "two-currencies"


def test_what_fills_a_blank_is_in_the_currency_of_the_other_bound(tmp_path: Path) -> None:
    """A bound that is filled in is looked at once it is filled; that which is chosen may fit by another choice."""
    text = rules("{id: a, kind: requirement, clause: C, must: {amount: {ge: {blank: head_above}, le: 50 EUR}}}")
    assert only(tmp_path, text, {"head_above": "5 GBP"}).code == "two-currencies"
    assert loaded(tmp_path, text, {"head_above": "5 EUR"}).rules
    chosen = "{choose: [{when: {channel: letter}, value: 5 GBP}, {value: 5 EUR}]}"
    both = f"{{id: a, kind: requirement, clause: C, must: {{amount: {{ge: {chosen}, le: 50 EUR}}}}}}"
    assert loaded(tmp_path, rules(both)).rules


VOTE = (
    "{id: a, kind: authority, clause: C, action: remedied, "
    "votes: {event: approved, electorate: {field: FIELD}, pass: {share_for: 1/2}}}"
)


@pytest.mark.parametrize("field", ["severity", "channel", "amount", "subject.owner", "major", "days"])
def test_an_electorate_lists_people(tmp_path: Path, field: str) -> None:
    """A field that is no list says of nobody that he may vote."""
    found = only(tmp_path, WITH_FACTS + f"- {VOTE.replace('FIELD', field)}\n")
    assert (found.code, found.message.split(",")[1]) == ("wrong-type", " and a list of those who may vote is wanted")


OWNER = "facts:\n  may: {type: bool, authority: paid, of: owner, is: permit}\n"
OWNER += "  might: {type: bool, compare: [{field: may}, eq, {value: true}]}\n"
PAID = "- {id: paid, kind: authority, clause: C, action: remedied, who: {role: clerk}}\n"


@pytest.mark.parametrize("fact", ["may", "might"])
@pytest.mark.parametrize(
    "rule",
    [
        "{id: r, kind: requirement, clause: C, hold: now, must: {FACT: true}}",
        "{id: r, kind: deadline, clause: C, applies: {FACT: true}, start: received, stop: replied, within: 2 days}",
        "{id: r, kind: deadline, clause: C, start: {event: replied, where: {FACT: true}}, stop: closed, within: 1 day}",
        "{id: r, kind: ownership, clause: C, applies: {FACT: true}, starts: received, ends: replied}",
    ],
)
def test_the_owner_is_asked_where_somebody_owns(tmp_path: Path, rule: str, fact: str) -> None:
    """What the owner may do is asked of a hand-over, and refused wherever nobody would know whom it means."""
    text = HEAD + OWNER + "rules:\n" + PAID + f"- {rule.replace('FACT', fact)}\n"
    found = only(tmp_path, text)
    assert (found.code, found.message) == (
        "illegal-combination",
        f"`{fact}` asks what the owner may do, and nobody owns what is judged here",
    )


@pytest.mark.parametrize("side", ["allowed", "required"])
def test_a_hand_over_asks_what_the_owner_may_do(tmp_path: Path, side: str) -> None:
    """There the owner is known."""
    rule = (
        f"{{id: r, kind: ownership, clause: C, starts: received, ends: replied, handover: {{{side}: {{may: true}}}}}}"
    )
    assert loaded(tmp_path, HEAD + OWNER + "rules:\n" + PAID + f"- {rule}\n").rules


def test_nobody_acts_when_a_computed_fact_is_asked(tmp_path: Path) -> None:
    """What whoever acts may do is nothing that a computed fact could tell."""
    text = HEAD + "facts:\n  may: {type: bool, authority: paid, of: actor, is: permit}\nrules:\n" + PAID
    assert only(tmp_path, text).code == "illegal-combination"


@pytest.mark.parametrize(
    "fact",
    [
        "type: duration, elapsed: {from: FIRST, to: OTHER}",
        "type: bool, compare: [{last: FIRST, of: at}, gt, {last: OTHER, of: at}]",
        "type: number, count: {event: [FIRST, OTHER]}",
    ],
)
def test_a_fact_on_the_organisation_names_its_events(tmp_path: Path, fact: str) -> None:
    """Whatever its form, it reads the events of the organisation, and those of a case are refused."""
    text = HEAD + f"facts:\n  told: {{on: organisation, {fact}}}\nrules:\n- {RULE}\n"
    theirs = text.replace("FIRST", "launched").replace("OTHER", "training_held")
    assert loaded(tmp_path, theirs).rules
    ours = problems(tmp_path, text.replace("FIRST", "received").replace("OTHER", "replied"))
    assert {one.code for one in ours} == {"unknown-event"}
    assert {one.message for one in ours} >= {"`received` is not an event of an organisation"}
