"""Blanks and what fills them: types, dates, profiles, and what an open one means."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from servicepolicy.errors import OpenBlanksError, PolicyError, UsageError
from servicepolicy.models.complaint import Complaint
from servicepolicy.policy.policy import load
from servicepolicy.policy.reading.document import BlankType
from tests.policy.documents import BOTH_BLANKS, FILL, HEAD, loaded, only, problems, write

TEXT = HEAD + BOTH_BLANKS
NOON = datetime.fromisoformat("2026-03-02T12:00:00+08:00")

PROFILE = """\
servicepolicy: 1
profile: north-bank
title: {en: North Bank}
fills:
  example:
    answer_within: 4 working hours
    head_above: 500 CNY
"""


def test_a_policy_with_open_blanks_can_be_read(tmp_path: Path) -> None:
    """Opening, reading and writing need no values."""
    policy = loaded(tmp_path, TEXT)
    assert policy.open_blanks == ("answer_within", "head_above")
    assert policy.blanks["answer_within"].ask.en == "Within how many hours?"


def test_a_policy_with_open_blanks_cannot_be_evaluated(tmp_path: Path) -> None:
    """The error lists every open blank with its clause, its question in both languages and its place."""
    policy = loaded(tmp_path, TEXT)
    with pytest.raises(OpenBlanksError) as caught:
        policy.evaluate(Complaint(id="C-1"), as_of=NOON)
    assert [problem.message for problem in caught.value.problems] == [
        "`answer_within` (A-1) is open: 几小时内答复? / Within how many hours?",
        "`head_above` (A-2) is open: 超过多少? / Above which amount?",
    ]
    assert [problem.where.line for problem in caught.value.problems] == [10, 11]
    assert caught.value.problems[1].help == "fill it in a profile or with `fill=`, such as `250 CNY`"


@pytest.mark.parametrize("kind", get_args(BlankType))
def test_the_example_for_an_open_blank_fills_it(tmp_path: Path, kind: str) -> None:
    """For each type the help of an open blank shows a value that the blank takes."""
    text = HEAD.replace("  head_above", f"  it: {{type: {kind}, clause: A-3, ask: {{en: Which?}}}}\n  head_above")
    with pytest.raises(OpenBlanksError) as caught:
        loaded(tmp_path, text).evaluate(Complaint(id="C-1"), as_of=NOON)
    (told,) = [problem.help for problem in caught.value.problems if problem.message.startswith("`it`")]
    example = told.removeprefix("fill it in a profile or with `fill=`, such as `").removesuffix("`")
    profile = write(tmp_path, f"{PROFILE}    it: {example}\n", "north.yaml")
    assert "it" not in loaded(tmp_path, text, profile).open_blanks


def test_a_mapping_fills_blanks(tmp_path: Path) -> None:
    """Values may come from Python, as text."""
    policy = loaded(tmp_path, TEXT, FILL)
    assert policy.open_blanks == ()
    assert [edition.values["head_above"].origin for edition in policy.editions] == ["head_above/given"]


def test_a_profile_fills_blanks(tmp_path: Path) -> None:
    """Values may come from a file that serves several policies."""
    policy = loaded(tmp_path, TEXT, write(tmp_path, PROFILE, "north.yaml"))
    assert policy.open_blanks == ()
    assert policy.editions[0].values["answer_within"].origin == "answer_within/north-bank"


def test_half_a_profile_leaves_blanks_open(tmp_path: Path) -> None:
    """What nobody fills stays open; nothing has a default."""
    assert loaded(tmp_path, TEXT, {"head_above": "500 CNY"}).open_blanks == ("answer_within",)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (
            "span",
            "4 workng hours",
            "`it` must be of type span: `workng` in `4 workng hours` is not a unit of time; did you mean `working`?",
        ),
        (
            "money",
            "500",
            "`it` must be of type money: not an amount and a currency: write the currency after it, like `250 CNY`",
        ),
        ("number", "few", "`it` must be a number, and `few` is not"),
        ("number", "nan", "`it` must be a number, and `nan` is not"),
        ("integer", "1.5", "`it` must be a whole number, and `1.5` is not"),
        ("time", "25:00", "`it` must be a time of day, such as `17:30`, and `25:00` is not"),
        ("text", ["a", "b"], "`it` must be one text, and `['a', 'b']` is not"),
        ("list", "a", "`it` must be a list, and `a` is not"),
        (
            "range",
            ["9", "1"],
            "`it` must be a list of the lowest and the highest number, such as `[18, 35]`, and `['9', '1']` is not",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_told(tmp_path: Path, kind: str, value: Any, message: str) -> None:
    """What fills a blank is of the type that the policy asks for."""
    text = HEAD.replace("  head_above", f"  it: {{type: {kind}, clause: A-3, ask: {{en: Which?}}}}\n  head_above")
    problem = only(tmp_path, text, {"it": value})
    assert (problem.code, problem.message, problem.help) == ("wrong-type", message, "asked for in A-3: Which?")


def test_a_blank_may_have_few_values(tmp_path: Path) -> None:
    """Where the policy says which values alone fill it, another one of the type does not."""
    asked = "  it: {type: period, one_of: [month, quarter], clause: A-3, ask: {en: Which?}}\n  head_above"
    text = HEAD.replace("  head_above", asked)
    problem = only(tmp_path, text, {"it": "week"})
    assert (problem.code, problem.message) == ("wrong-type", "`it` must be `month` or `quarter`, and `week` is not")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("span", "4个工作日"),
        ("money", "500.50 CNY"),
        ("number", "1.5"),
        ("integer", 3),
        ("time", "17:30"),
        ("text", "archive"),
        ("list", ["a", "b"]),
        ("range", [18, 35]),
        ("span", {"choose": [{"when": {"major": "true"}, "value": "2 hours"}, {"value": "2 days"}]}),
        ("span", {"least": ["2 days", "50 hours"]}),
    ],
)
def test_a_value_of_the_right_type_is_taken(tmp_path: Path, kind: str, value: Any) -> None:
    """Every type has values, in every form."""
    text = HEAD.replace("  head_above", f"  it: {{type: {kind}, clause: A-3, ask: {{en: Which?}}}}\n  head_above")
    assert "it" not in loaded(tmp_path, text, {"it": value}).open_blanks


def test_every_choice_of_a_value_is_checked(tmp_path: Path) -> None:
    """A wrong value deep in a choice is found, and so is a wrong word in its condition."""
    value = {"choose": [{"when": {"majr": "true"}, "value": "2 hours"}, {"value": "2 days"}]}
    problem = only(tmp_path, TEXT, {"answer_within": value})
    assert (problem.code, problem.message) == (
        "unknown-field",
        "`majr` is neither a field of a case nor a computed fact",
    )
    value = {"choose": [{"when": {"major": "true"}, "value": "2 hous"}, {"value": "2 days"}]}
    assert "`2 hous`" in only(tmp_path, TEXT, {"answer_within": value}).message


def test_codes_in_a_filled_list_are_checked(tmp_path: Path) -> None:
    """A misspelt code in a profile is told where it stands, not where it is used."""
    text = TEXT.replace(
        "  head_above: {type", "  grave: {type: list, clause: A-3, ask: {en: Which?}}\n  head_above: {type"
    )
    text = text.replace("kind: deadline, clause", "kind: deadline, applies: {severity: {in: {blank: grave}}}, clause")
    profile = PROFILE + "    grave: [major, critcal]\n"
    problem = only(tmp_path, text, write(tmp_path, profile, "north.yaml"))
    assert (problem.code, problem.message, problem.help) == (
        "unknown-code",
        "`critcal` is not a value of `severity`",
        "did you mean `critical`?",
    )
    assert str(problem.where).endswith("north.yaml:8:12 (fills.example.grave)")


def test_a_blank_is_not_filled_with_a_blank(tmp_path: Path) -> None:
    """Blanks do not refer to one another, so no chain of them can run in a circle."""
    problem = only(tmp_path, TEXT, {"answer_within": {"blank": "answer_within"}})
    assert str(problem.where) == "fill.answer_within"
    assert (problem.code, problem.message) == ("blank-in-fill", "`answer_within` is filled with another blank")


def test_an_unknown_blank_in_a_profile_is_told(tmp_path: Path) -> None:
    """A profile that fills what the policy does not ask for is wrong."""
    profile = PROFILE.replace("head_above", "haed_above")
    problem = only(tmp_path, TEXT, write(tmp_path, profile, "north.yaml"))
    assert (problem.code, problem.message, problem.help) == (
        "unknown-blank",
        "`haed_above` is not a blank of `example`",
        "did you mean `head_above`?",
    )
    assert problem.where.line == 7


def test_a_profile_for_other_policies_is_told(tmp_path: Path) -> None:
    """A profile that says nothing of the policy is a mistake, not an empty profile."""
    problem = only(tmp_path, TEXT, write(tmp_path, PROFILE.replace("  example:", "  other:"), "north.yaml"))
    assert (problem.code, problem.message, problem.help) == (
        "profile-fills-nothing",
        "the profile `north-bank` fills nothing of `example`",
        "it fills `other`",
    )


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ("profile: x\nfills: {example: {head_above: 5 CNY}}\n", "missing-key"),
        ("servicepolicy: 1\nfills: {example: {head_above: 5 CNY}}\n", "not-a-profile"),
        ("servicepolicy: 1\nprofile: x\nfill: {}\nfills: {example: {head_above: 5 CNY}}\n", "unknown-key"),
        ("servicepolicy: 1\nprofile: x\nfills: [a]\n", "wrong-type"),
        ("servicepolicy: 1\nprofile: x\nfills: {example: [a]}\n", "wrong-type"),
        ("servicepolicy: 1\nprofile: x\ntitle: {fr: x}\nfills: {example: {head_above: 5 CNY}}\n", "unknown-key"),
        ("servicepolicy: 1\nprofile: x\nfills: {example: {head_above: []}}\n", "not-a-list"),
        ("servicepolicy: 1\nprofile: x\nfills: {example: {head_above: }}\n", "no-value"),
        (
            "servicepolicy: 1\nprofile: x\nfills: {example: {head_above: [{value: 5 CNY, form: 2026-01-01}]}}\n",
            "unknown-key",
        ),
        (
            "servicepolicy: 1\nprofile: x\nfills: {example: {head_above: [{value: 5 CNY, from: 2026-13-01}]}}\n",
            "not-a-date",
        ),
        ("servicepolicy: 1\nprofile: x\nfills: {example: {head_above: 5 CNY, head_above: 6 CNY}}\n", "duplicate-key"),
    ],
)
def test_a_wrong_profile_is_told(tmp_path: Path, profile: str, code: str) -> None:
    """Profiles are as strict as policies."""
    assert only(tmp_path, TEXT, write(tmp_path, profile, "x.yaml")).code == code


def test_an_unknown_profile_is_told() -> None:
    """The name of a shipped profile is checked, with the nearest one."""
    with pytest.raises(UsageError, match="did you mean `example-bank`"):
        load("complaint-handling", fill="exampel-bank")


def test_dated_values_make_editions(tmp_path: Path) -> None:
    """Each value holds from its date, included, until the next, excluded, in the policy's zone."""
    values = [
        {"value": "4 working hours", "from": "2026-01-01", "until": "2026-04-01"},
        {"value": "3 working hours", "from": "2026-04-01"},
    ]
    policy = loaded(tmp_path, TEXT, {**FILL, "answer_within": values})
    before = policy.at(datetime.fromisoformat("2026-03-31T23:59:59.999999+08:00"))
    since = policy.at(datetime.fromisoformat("2026-04-01T00:00:00+08:00"))
    assert before is not None
    assert since is not None
    assert before.values["answer_within"].origin == "answer_within/given/2026-01-01"
    assert since.values["answer_within"].origin == "answer_within/given/2026-04-01"
    assert "answer_within" not in policy.editions[0].values, "before the first date there is no value"


def test_values_that_overlap_are_told(tmp_path: Path) -> None:
    """Two values at one moment are an error."""
    values = [{"value": "4 hours", "until": "2026-04-02"}, {"value": "3 hours", "from": "2026-04-01"}]
    problem = only(tmp_path, TEXT, {**FILL, "answer_within": values})
    assert (problem.code, problem.message) == (
        "overlapping-values",
        "two values of `answer_within` hold at the same time",
    )


def test_two_values_without_dates_overlap(tmp_path: Path) -> None:
    """Values that both hold always are no list of values."""
    values = [{"value": "4 hours"}, {"value": "3 hours"}]
    assert only(tmp_path, TEXT, {**FILL, "answer_within": values}).code == "overlapping-values"


def test_a_gap_between_values_is_a_warning_and_no_value(tmp_path: Path) -> None:
    """In a gap the earlier value is not carried forward: the blank is absent from that edition."""
    values = [{"value": "4 working hours", "until": "2026-04-01"}, {"value": "3 working hours", "from": "2026-05-01"}]
    policy = loaded(tmp_path, TEXT, {**FILL, "answer_within": values})
    (warning,) = policy.warnings
    assert (warning.code, warning.message) == (
        "gap-in-values",
        "`answer_within` has no value from 2026-04-01 until 2026-05-01",
    )
    assert ["answer_within" in edition.values for edition in policy.editions] == [True, False, True]


def test_rules_in_force_make_editions(tmp_path: Path) -> None:
    """A rule stands in the editions in which it is in force, within those of the policy."""
    text = TEXT.replace("kind: deadline,", "kind: deadline, in_force: {from: 2026-03-01, until: 2026-06-01},").replace(
        "policy: example\n", "policy: example\nin_force: {from: 2026-01-01, until: 2027-01-01}\n"
    )
    policy = loaded(tmp_path, text, FILL)
    assert [[rule.id for rule in edition.rules] for edition in policy.editions] == [
        ["paid"],
        ["answered", "paid"],
        ["paid"],
    ]
    assert policy.at(datetime.fromisoformat("2025-12-31T23:59:59+08:00")) is None
    assert policy.at(datetime.fromisoformat("2027-01-01T00:00:00+08:00")) is None


def test_values_are_put_in_canonical_writing(tmp_path: Path) -> None:
    """The engine gets one spelling of each value."""
    policy = loaded(tmp_path, TEXT, {"answer_within": "1 hour 30 minutes", "head_above": "500.0 CNY"})
    values = policy.editions[0].values
    assert [values[name].form.raw for name in ("answer_within", "head_above")] == ["90 minutes", "500 CNY"]  # type: ignore[union-attr]  # both are literals


def test_problems_of_policy_and_profile_are_told_together(tmp_path: Path) -> None:
    """One pass covers both documents."""
    found = problems(
        tmp_path,
        TEXT.replace("clock: office", "clock: ofice"),
        write(tmp_path, PROFILE.replace("500", "5OO"), "n.yaml"),
    )
    assert [(problem.code, Path(problem.where.file or "").name) for problem in found] == [
        ("wrong-type", "n.yaml"),
        ("unknown-clock", "example.yaml"),
    ]


def test_the_error_counts_and_names_the_policy(tmp_path: Path) -> None:
    """The first line says which policy cannot be used and how many reasons there are."""
    with pytest.raises(PolicyError, match=r"^the policy `example` cannot be used: 1 problem\n"):
        loaded(tmp_path, TEXT, {"zz": "1"})
