"""A policy's own vocabulary: checked where it is declared, in rules, and in the facts that it reads."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import FactsError, PolicyError, Problem, UsageError

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Asia/Shanghai
vocabulary:
  case:
    codes:
      mood: {calm: {en: calm, zh: 平静}, upset: {en: upset, zh: 激动}}
    words:
      gold_desk: {en: gold desk, zh: 贵宾柜台}
    header:
      x.mood: {type: mood, means: how the customer feels, en: mood, zh: 情绪, personal: false}
      x.limit: {type: money, means: the customer's limit, en: limit, zh: 限额, personal: false}
      x.promised: {type: instant, means: when a reply was promised, en: promised time, zh: 承诺时间, personal: false}
    events:
      x.voucher_given:
        means: The customer was given a voucher.
        en: voucher given
        zh: 赠送礼券
        fields:
          x.worth: {type: decimal, means: what it is worth, en: worth, zh: 面值, personal: false}
          desk: {type: code, means: where, en: desk, zh: 柜台, personal: false}
    fields:
      replied:
        x.by_script: {type: bool, means: whether a script was read, en: by script, zh: 是否照本, personal: false}
    synonyms:
      x.refunded: paid
rules:
  - id: soothed
    kind: requirement
    clause: D-1
    must: {x.mood: calm}
  - id: within-limit
    kind: requirement
    clause: D-2
    must: {x.limit: {ge: 100 CNY}}
  - id: worth-it
    kind: requirement
    clause: D-3
    at: x.voucher_given
    must: {x.worth: {le: 10}, desk: front}
  - id: paid-after
    kind: deadline
    clause: D-4
    start: x.voucher_given
    stop: paid
    within: 1 hour
  - id: as-promised
    kind: deadline
    clause: D-5
    start: received
    stop: replied
    due: {field: subject.x.promised}
"""
CASE: dict[str, Any] = {
    "id": "C-1",
    "type": "complaint",
    "x.mood": "upset",
    "x.limit": "80 CNY",
    "x.promised": "2026-01-05T03:00:00Z",
    "events": [
        {"event": "received", "at": "2026-01-05T01:00:00Z"},
        {"event": "x.voucher_given", "at": "2026-01-05T02:00:00Z", "x.worth": 12.5, "desk": "front"},
        {"event": "x.refunded", "at": "2026-01-05T02:30:00Z", "amount": "5 CNY"},
        {"event": "replied", "at": "2026-01-05T02:59:00Z", "x.by_script": True},
    ],
}
LATER = datetime(2026, 1, 6, tzinfo=UTC)


def policy(tmp_path: Path, text: str = POLICY) -> sp.Policy:
    """The policy of a text."""
    path = tmp_path / "desk.yaml"
    path.write_text(text, encoding="utf-8")
    return sp.load(path)


def refused(tmp_path: Path, was: str, spoilt: str) -> list[Problem]:
    """The problems of the policy with something wrong."""
    assert was in POLICY
    with pytest.raises(PolicyError) as caught:
        policy(tmp_path, POLICY.replace(was, spoilt, 1))
    return list(caught.value.problems)


def statuses(made: sp.Policy, case: dict[str, Any], *, read: bool = True) -> dict[str, str]:
    """What each rule says of a case, read by the policy or by the model alone."""
    subject = made.read(case) if read else sp.Case.model_validate(case)
    report = made.evaluate(subject, as_of=LATER)
    return {rule.id: str(report[rule.id].status.value) for rule in made.rules}


def test_rules_read_what_the_policy_declares(tmp_path: Path) -> None:
    """Codes, amounts, numbers and times of its own are compared as what they are, and synonyms are the event meant."""
    assert statuses(policy(tmp_path), CASE) == {
        "soothed": "breached",
        "within-limit": "breached",
        "worth-it": "breached",
        "paid-after": "met",
        "as-promised": "met",
    }


def test_what_was_not_checked_and_is_of_another_type_is_unknown(tmp_path: Path) -> None:
    """A value that reaches the engine unchecked settles nothing where it is not of the declared type."""
    wrong = {**CASE, "x.mood": "angry", "x.limit": "much", "x.promised": "soon", "events": CASE["events"][:1]}
    found = statuses(policy(tmp_path), wrong, read=False)
    assert (found["soothed"], found["within-limit"], found["as-promised"]) == ("unknown", "unknown", "unknown")


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"x.mood": "angry"}, "unknown-code", "x.mood"),
        ({"x.limit": "80"}, "wrong-type", "x.limit"),
        ({"x.promised": "2026-01-05T03:00:00"}, "wrong-type", "x.promised"),
        ({"x.mod": "calm"}, "unknown-field", "x.mod"),
        ({"events": [{"event": "x.voucher", "at": "2026-01-05T02:00:00Z"}]}, "unknown-event", "events[0].event"),
        (
            {"events": [{"event": "x.voucher_given", "at": "2026-01-05T02:00:00Z", "x.worth": True}]},
            "wrong-type",
            "events[0].x.worth",
        ),
        (
            {"events": [{"event": "x.voucher_given", "at": "2026-01-05T02:00:00Z", "dsk": "a"}]},
            "unknown-field",
            "events[0].dsk",
        ),
        (
            {"events": [{"event": "replied", "at": "2026-01-05T02:00:00Z", "x.by_scrpt": True}]},
            "unknown-field",
            "events[0].x.by_scrpt",
        ),
        ({"severity": "mjor"}, "unknown-code", "severity"),
    ],
)
def test_facts_are_checked_by_what_is_declared(tmp_path: Path, change: dict[str, Any], code: str, path: str) -> None:
    """`read` refuses what the policy does not declare, and what is not of its type, at its place."""
    with pytest.raises(FactsError) as caught:
        policy(tmp_path).read({**CASE, **change})
    assert [(one.code, one.where.path) for one in caught.value.problems] == [(code, path)]


def test_facts_never_show_what_they_hold(tmp_path: Path) -> None:
    """A wrong value, which might be a customer's, stands in no message."""
    with pytest.raises(FactsError) as caught:
        policy(tmp_path).read({**CASE, "x.limit": "Zhang San"})
    assert "Zhang" not in str(caught.value)


def test_a_policy_without_a_vocabulary_takes_any_names(tmp_path: Path) -> None:
    """Where nothing is declared of a subject, its names under `x.` stay free."""
    elsewhere = POLICY.replace("  case:\n    codes", "  shift:\n    codes", 1)
    made = policy(tmp_path, elsewhere.split("    fields:\n      replied")[0])
    assert made.read({**CASE, "x.anything": "goes"}) == sp.Case.model_validate({**CASE, "x.anything": "goes"})


@pytest.mark.parametrize(
    ("was", "spoilt", "code", "message"),
    [
        ("must: {x.mood: calm}", "must: {x.mod: calm}", "unknown-field", "`x.mod` is not declared"),
        ("must: {x.mood: calm}", "must: {x.mood: clam}", "unknown-code", "`clam` is not a value of `x.mood`"),
        ("{ge: 100 CNY}", "{ge: soon}", "wrong-type", "`x.limit`: `soon` is not of type money"),
        ("at: x.voucher_given", "at: x.voucher", "unknown-event", "`x.voucher` is not an event of a case"),
        ("desk: front}", "dsk: front}", "unknown-field", "`dsk` is not a field of `x.voucher_given`"),
        ("stop: paid", "stop: x.refunded", "unknown-event", "`x.refunded` is not an event of a case"),
        ("field: subject.x.promised", "field: subject.x.promise", "unknown-field", "`x.promise` is not declared"),
        (
            "field: subject.x.promised",
            "field: x.promised",
            "unknown-field",
            "`x.promised` is not a field of `received`",
        ),
        ("type: mood,", "type: moot,", "unknown-type", "`moot` is neither a type nor a list of codes"),
        ("en: mood, zh: 情绪", "zh: 情绪", "missing-key", "`x.mood` has no English word"),
        ("en: mood, zh: 情绪", "en: mood, zh: mood", "wrong-value", "`x.mood` has no Chinese word"),
        ("      x.limit:", "      limit:", "not-a-name", "`limit` is not a name for a field of your own"),
        ("      x.refunded: paid", "      x.refunded: payed", "unknown-event", "`payed` is not an event of a case"),
        ("      replied:", "      replyed:", "unknown-event", "`replyed` is not an event of a case"),
        ("  case:\n    codes", "  cases:\n    codes", "unknown-subject", "`cases` is not a subject"),
        ("    synonyms:", "    synonims:", "unknown-key", "`synonims` is not a key"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, was: str, spoilt: str, code: str, message: str) -> None:
    """Names in rules and in the vocabulary itself are checked like the shipped ones."""
    found = refused(tmp_path, was, spoilt)
    line = POLICY[: POLICY.index(was)].count("\n") + 1
    assert any((one.code, one.where.line) == (code, line) and message in one.message for one in found), found


def test_another_name_leads_to_the_one_that_rules_use(tmp_path: Path) -> None:
    """A rule that names a synonym is told what to write."""
    (found,) = refused(tmp_path, "stop: paid", "stop: x.refunded")
    assert found.help == "it is another name of `paid`: write that"


def test_it_is_part_of_what_a_policy_means(tmp_path: Path) -> None:
    """The vocabulary is in the digest, is written back, and comes out of a pickle."""
    made = policy(tmp_path)
    other = policy(tmp_path, POLICY.replace("how the customer feels", "the customer's mood"))
    assert made.digest != other.digest
    again = tmp_path / "again.yaml"
    again.write_text(made.to_yaml(), encoding="utf-8")
    assert sp.load(again).digest == made.digest
    back = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own bytes
    assert statuses(back, CASE) == statuses(made, copy.deepcopy(CASE))


def test_only_records_can_be_read(tmp_path: Path) -> None:
    """What is not a mapping, or is of no subject, is a mistake of the caller."""
    for wrong in ("C-1", {"subject": "cow"}):
        with pytest.raises(UsageError):
            policy(tmp_path).read(wrong)  # type: ignore[arg-type]  # it is what is refused


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("mood is calm", "At “voucher given”", "worth", "desk is gold desk", "promised time")),
        ("zh", ("情绪为平静", "赠送礼券", "面值", "柜台为贵宾柜台", "承诺时间")),
    ],
)
def test_the_book_calls_things_as_the_policy_does(tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    """Fields, events and codes of its own are told in its own words; the table of its names says what they are."""
    from servicepolicy.reporting.book import as_markdown, book_of

    made = policy(tmp_path, POLICY.replace("desk: front", "desk: gold_desk"))
    text = as_markdown(book_of(made, languages=(language,)))
    assert [word for word in words if word not in text] == []
    rules = [line for line in text.splitlines() if not line.startswith("| ")]
    assert "x.mood" not in "".join(rules)


def layer(tmp_path: Path, vocabulary: str, rules: str = "") -> sp.Policy:
    """The policy with a layer on top."""
    (tmp_path / "desk.yaml").write_text(POLICY, encoding="utf-8")
    upper = tmp_path / "branch.yaml"
    text = f"servicepolicy: 1\npolicy: branch\nextends: desk.yaml\nvocabulary:\n  case:\n{vocabulary}\n{rules}"
    upper.write_text(text, encoding="utf-8")
    return sp.load(upper)


def test_a_layer_adds_names_to_those_below(tmp_path: Path) -> None:
    """What a branch declares of a subject stands beside what the bank does, and may be of the bank's lists of codes."""
    then = "{type: mood, means: how the customer felt before, en: earlier mood, zh: 先前情绪, personal: false}"
    rule = "rules:\n- {id: before, kind: requirement, clause: B-1, must: {x.then: calm, x.mood: upset}}\n"
    made = layer(tmp_path, f"    header:\n      x.then: {then}", rule)
    assert statuses(made, {**CASE, "x.then": "calm"})["before"] == "met"
    with pytest.raises(FactsError):
        made.read({**CASE, "x.then": "angry"})


def test_a_layer_does_not_say_a_name_anew(tmp_path: Path) -> None:
    """A name that a layer below has declared is told at the place of the second."""
    again = "      x.mood: {type: code, means: mood, en: mood, zh: 心情}"
    with pytest.raises(PolicyError) as caught:
        layer(tmp_path, f"    header:\n{again}")
    (found,) = caught.value.problems
    assert (found.code, found.where.line, found.message) == (
        "already-declared",
        7,
        "`x.mood` is declared in `desk` already",
    )
    assert str(found.where.file).endswith("branch.yaml")


def test_a_mistake_of_a_layer_stands_in_its_file(tmp_path: Path) -> None:
    """What is wrong with a layer's own table is told there, also where the layer below has one of the subject."""
    with pytest.raises(PolicyError) as caught:
        layer(tmp_path, "    synonyms:\n      x.gone: closd")
    (found,) = caught.value.problems
    assert (found.code, str(found.where.file).rpartition("/")[2], found.where.line) == (
        "unknown-event",
        "branch.yaml",
        7,
    )


def test_fields_that_rules_name_outright_are_checked_too(tmp_path: Path) -> None:
    """The slot and the distinct field of a periodic duty, and the event that a limit adds up, are declared names."""
    more = """\
  - {id: weekly, kind: periodic, subject: agent, clause: D-6, act: x.coached, every: week, slot: x.wek}
  - id: limited
    kind: authority
    clause: D-7
    action: paid
    amount: {field: amount}
    splitting: {sum: x.voucher, per: customer, within: 30 days}
    tiers: [{le: 100 CNY, approvers: none}]
"""
    week = "{type: code, means: which week, en: week, zh: 周次, personal: false}"
    coached = f"{{means: The employee was coached., en: coached, zh: 辅导, fields: {{x.week: {week}}}}}"
    text = POLICY.replace("rules:", f"  agent:\n    events:\n      x.coached: {coached}\nrules:", 1) + more
    with pytest.raises(PolicyError) as caught:
        policy(tmp_path, text)
    assert {(one.code, one.help) for one in caught.value.problems} == {
        ("unknown-field", "did you mean `x.week`?"),
        ("unknown-event", "did you mean `x.voucher_given`?"),
    }


ROLES = {"adviser": {}, "manager": {"above": ["adviser"]}, "analyst": {}}


def written_by(role: object, **more: object) -> dict[str, Any]:
    """A record in which somebody acts in a role."""
    at = "2026-01-05T09:00:00+08:00"
    return {"id": "C-1", "events": [{"event": "received", "at": at, "by": "e1", "role": role, **more}]}


@pytest.mark.parametrize(("role", "meant"), [("advisor", "adviser"), ("manger", "manager"), ("Analyst", "analyst")])
def test_a_misspelt_role_is_told(role: str, meant: str) -> None:
    """A role that looks like one of the policy is a problem with a place, and with what was meant."""
    policy = sp.Policy(policy="p", timezone="Asia/Shanghai", roles=ROLES)
    with pytest.raises(FactsError) as caught:
        policy.read(written_by(role))
    [problem] = caught.value.problems
    assert (problem.code, problem.where.path) == ("unknown-role", "events[0].role")
    assert (problem.message, problem.help) == (f"`{role}` is not a role of this policy", f"did you mean `{meant}`?")


@pytest.mark.parametrize("role", ["adviser", "analyst-2", "senior-analyst", "plumber", "teller", None])
def test_another_role_is_no_mistake(role: str | None) -> None:
    """What has a word or a number more, or looks like nothing known, is another role: it is unknown to the rules."""
    policy = sp.Policy(policy="p", timezone="Asia/Shanghai", roles=ROLES)
    assert policy.read(written_by(role)).events[0].role == role
    assert sp.Policy(policy="p", timezone="Asia/Shanghai").read(written_by("advisor")).events[0].role == "advisor"


def test_a_misspelt_role_among_several_is_told() -> None:
    """Where several act together, each has its place; so has whoever is asked."""
    policy = sp.Policy(policy="p", timezone="Asia/Shanghai", roles=ROLES)
    at = "2026-01-05T09:00:00+08:00"
    together = {
        "event": "received",
        "at": at,
        "actors": [{"id": "a", "role": "adviser"}, {"id": "b", "role": "mangaer"}],
    }
    asked = {"event": "assigned", "at": at, "to_role": "advisor"}
    with pytest.raises(FactsError) as caught:
        policy.read({"id": "C-1", "events": [together, asked]})
    paths = [problem.where.path for problem in caught.value.problems]
    assert paths == ["events[0].actors[1].role", "events[1].to_role"]


def test_a_misspelt_code_of_an_open_list_is_told() -> None:
    """A code that is near to a known one was meant to be that; another one is the bank's own."""
    policy = sp.Policy(policy="p", timezone="Asia/Shanghai")
    with pytest.raises(FactsError) as caught:
        policy.read({"id": "bank", "subject": "organisation", "plans": ["emergency_plan", "trainig_plan"]})
    [problem] = caught.value.problems
    assert (problem.code, problem.where.path, problem.help) == (
        "unknown-code",
        "plans",
        "did you mean `training_plan`?",
    )
    assert policy.read({"id": "bank", "subject": "organisation", "plans": ["menu_of_the_canteen"]}).id == "bank"


def test_open_blanks_do_not_hinder_reading() -> None:
    """A policy that cannot be evaluated yet reads records, and tells a misspelt role."""
    policy = sp.load("complaint-handling")
    with pytest.raises(FactsError, match="unknown-role"):
        policy.read(written_by("intake-specialst"))
    assert policy.read(written_by("intake-specialist")).id == "C-1"


def test_an_event_that_takes_back_another_is_read() -> None:
    """`voided` belongs to no subject's own table, and says no code that could be misspelt."""
    record = {
        "id": "C-1",
        "events": [
            {"event": "received", "at": "2026-01-05T09:00:00+08:00", "id": "e-1", "role": "intake-specialist"},
            {"event": "voided", "at": "2026-01-05T10:00:00+08:00", "voids": "e-1"},
        ],
    }
    policy = sp.load("complaint-handling", fill="example-bank")
    assert [event.event for event in policy.read(record, sp.Complaint).events] == ["received", "voided"]
