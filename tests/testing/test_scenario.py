"""Scenarios: what a policy must say about given facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.errors import PolicyError, UsageError
from servicepolicy.testing import Result, load_scenarios, run

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Asia/Shanghai
in_force: {from: 2026-01-01}
roles: {clerk: {}, head: {above: [clerk]}}
blanks: {answer_within: {type: span, clause: D-1, ask: {zh: 多久?, en: How long?}}}
rules:
- {id: answered, kind: deadline, clause: D-1, start: received, stop: {event: replied, where: {to: customer}},
   within: {blank: answer_within}, cycle: each start, applies: {in_writing: {not: true}}}
- {id: limit, kind: authority, clause: D-2, action: paid, amount: {field: amount},
   tiers: [{role: clerk, le: 100 CNY}, {role: clerk, gt: 100 CNY, approvers: {any_of: [head]}}]}
"""
HEAD = "servicepolicy: 1\nscenarios: desk.yaml\nfill: {answer_within: 2 hours}\ncases:\n"
RECEIVED = "{event: received, at: 2026-01-05T09:00:00+08:00}"
ANSWERED = "{event: replied, to: customer, at: 2026-01-05T11:00:00+08:00, by: e1}"


def judged(tmp_path: Path, expect: str, *events: str, header: str = "in_writing: false") -> Result:
    """The result of one scenario about a case with these events, judged an hour after the answer was due."""
    subject = f"{{id: S-1, {header}, events: [{', '.join(events)}]}}"
    lines = f"- {{id: one, rule: answered, as_of: 2026-01-05T12:00:00+08:00, subject: {subject}, expect: {expect}}}\n"
    return results(tmp_path, lines)[0]


def results(tmp_path: Path, cases: str) -> tuple[Result, ...]:
    """The results of scenarios on the small policy."""
    (tmp_path / "desk.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "desk-scenarios.yaml").write_text(HEAD + cases, encoding="utf-8")
    return run(tmp_path / "desk-scenarios.yaml")


@pytest.mark.parametrize("kind", ["policy", "profile", "mapping"])
def test_another_kind_of_file_is_one_error(tmp_path: Path, kind: str) -> None:
    """Who names a policy for its scenarios is told so once, and not of every key."""
    file = tmp_path / "desk.yaml"
    file.write_text(POLICY if kind == "policy" else f"servicepolicy: 1\n{kind}: desk\nfields: {{}}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"`desk.yaml` is a {kind}, and no file of scenarios"):
        run(file)


def test_one_wrong_scenario_is_one_problem(tmp_path: Path) -> None:
    """A list whose only item is wrong is not called empty, too."""
    with pytest.raises(PolicyError) as caught:
        judged(tmp_path, "{statsu: met}", RECEIVED)
    assert [problem.code for problem in caught.value.problems] == ["unknown-key"]


def test_what_must_be_expected_is_said(tmp_path: Path) -> None:
    """A reason or a due time alone is refused, with what has to stand beside it."""
    with pytest.raises(PolicyError) as caught:
        judged(tmp_path, "{reason: in_time}", RECEIVED)
    [problem] = caught.value.problems
    assert (problem.code, "beside it" in (problem.help or "")) == ("expects-nothing", True)


def test_times_of_a_failure_are_by_one_clock(tmp_path: Path) -> None:
    """However a file writes a time, what was expected and what was said are told by the clock of the explanation."""
    [differs] = judged(tmp_path, "{status: met, due: 2026-01-05T03:30:00Z}", RECEIVED, ANSWERED).differences
    assert (differs.expected, differs.got) == ("2026-01-05T11:30:00+08:00", "2026-01-05T11:00:00+08:00")


def test_a_scenario_that_holds(tmp_path: Path) -> None:
    """A scenario passes if the policy says all that is expected; times are compared as instants."""
    expect = "{status: met, due: 2026-01-05T03:00:00Z, stopped: 2026-01-05T11:00:00+08:00, credit: e1, doubts: []}"
    result = judged(tmp_path, expect, RECEIVED, ANSWERED)
    assert (result.passed, result.differences, result.problem) == (True, (), "")


@pytest.mark.parametrize(
    ("expect", "what", "wanted", "got"),
    [
        ("{status: breached}", "status", "breached", "met"),
        (
            "{status: met, due: 2026-01-05T11:00:01+08:00}",
            "due",
            "2026-01-05T11:00:01+08:00",
            "2026-01-05T11:00:00+08:00",
        ),
        ("{status: met, credit: e2}", "credit", "e2", "e1"),
        ("{status: met, doubts: [2.by]}", "doubts", "2.by", "none"),
        ("{status: met, state: paused}", "state", "paused", "none"),
        ("{status: met, waived: W-1}", "waived", "W-1", "none"),
        ("{status: met, occurrence: nowhere}", "occurrence", "nowhere", "20260105T010000Z"),
    ],
)
def test_a_scenario_that_fails(tmp_path: Path, expect: str, what: str, wanted: str, got: str) -> None:
    """Each thing that is said otherwise is told with what was expected and what was said, and why."""
    result = judged(tmp_path, expect, RECEIVED, ANSWERED)
    (difference,) = result.differences
    assert (difference.what, difference.expected, difference.got) == (what, wanted, got)
    assert result.explanations["en"]
    assert result.explanations["zh"] != result.explanations["en"]


def test_flags_in_yaml_are_flags(tmp_path: Path) -> None:
    """Scalars in YAML are text; where the model wants a flag, `true` is one."""
    assert judged(tmp_path, "{status: not_applicable}", RECEIVED, header="in_writing: true").passed
    assert judged(tmp_path, "{status: breached}", RECEIVED, header="in_writing: false").passed


def test_what_is_left_out_is_unknown(tmp_path: Path) -> None:
    """A scenario may show that a missing fact leaves the rule unknown, and which fact."""
    result = judged(tmp_path, "{status: unknown, doubts: in_writing}", RECEIVED, header="type: complaint")
    assert result.passed, result.differences


def test_every_verdict_can_be_listed(tmp_path: Path) -> None:
    """`verdicts` lists all of them: one too few and one too many are failures."""
    later = "{event: received, at: 2026-01-05T11:30:00+08:00}"
    both = "{verdicts: [{occurrence: 20260105T010000Z, status: met}, {occurrence: 20260105T033000Z, status: pending}]}"
    assert judged(tmp_path, both, RECEIVED, ANSWERED, later).passed
    missing = judged(tmp_path, both, RECEIVED, ANSWERED).differences
    assert [(d.what, d.expected, d.got) for d in missing] == [("verdict 20260105T033000Z", "pending", "none")]
    surplus = judged(tmp_path, "{verdicts: [{status: met}]}", RECEIVED, ANSWERED, later).differences
    assert [(d.what, d.expected, d.got) for d in surplus] == [("verdict 20260105T033000Z", "none", "pending")]


def test_a_subject_that_cannot_be_used(tmp_path: Path) -> None:
    """Wrong facts fail their own scenario and say why; the others are run."""
    subject = "subject: {id: S-1, colour: red}, expect: {status: met}"
    wrong = f"- {{id: wrong, rule: answered, as_of: 2026-01-05T12:00:00+08:00, {subject}}}\n"
    right = wrong.replace("colour: red", "in_writing: false").replace("wrong", "right").replace("met", "not_applicable")
    first, second = results(tmp_path, wrong + right)
    assert not first.passed
    assert "`colour`" in first.problem
    assert second.passed


def test_decisions(tmp_path: Path) -> None:
    """`decide` asks before an act; effect and missing approvers are compared."""
    ask = "{action: paid, by: {id: e1, role: clerk}, amount: AMOUNT, at: 2026-01-05T12:00:00+08:00}"
    at = ask.replace("AMOUNT", "100 CNY")
    above = ask.replace("AMOUNT", "100.01 CNY")
    first, second, third = results(
        tmp_path,
        f"- {{id: at-the-limit, decide: {at}, expect: {{effect: permit, rule: limit}}}}\n"
        f"- {{id: above, decide: {above}, expect: {{effect: needs_approval, approvers: [head]}}}}\n"
        f"- {{id: wrong, decide: {above}, expect: {{effect: permit, approvers: []}}}}\n",
    )
    assert first.passed
    assert second.passed
    assert [(d.what, d.expected, d.got) for d in third.differences] == [
        ("effect", "permit", "needs_approval"),
        ("approvers", "none", "head"),
    ]


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        ("- {id: a, rule: answered, subject: {id: S}, expect: {status: met}}\n", "not-a-scenario"),
        ("- {id: a, rule: answered, as_of: x, subject: {id: S}, expect: {due: y}}\n", "expects-nothing"),
        ("- {id: a, rule: answered, as_of: x, subject: {id: S}, expect: {verdicts: []}}\n", "expects-nothing"),
        (
            "- {id: a, rule: answered, assess: {period: 2026-01, subjects: [{id: S}]}, expect: {findings: []}}\n",
            "expects-nothing",
        ),
        ("- {id: a, rule: answerd, as_of: x, subject: {id: S}, expect: {status: met}}\n", "unknown-rule"),
        ("- {id: a, rule: answered, as_of: x, subject: {id: S}, expect: {status: kept}}\n", "unknown-word"),
        ("- {id: a, rule: answered, as_of: x, subject: {id: S}, expect: {status: met, dew: z}}\n", "unknown-key"),
        ("- {id: a, decide: {action: paid, by: {id: e}, at: x}, expect: {status: met}}\n", "expects-nothing"),
        ("- {id: a, rule: answered, as_of: x, subject: {id: S}, expect: {status: met}}\n" * 2, "duplicate-id"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, cases: str, code: str) -> None:
    """A scenario that asks or expects nothing, or names what is not there, is refused with its line."""
    with pytest.raises(PolicyError) as caught:
        results(tmp_path, cases)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.where.line is not None
    assert problem.where.line >= 5


JUDGED = "as_of: 2026-01-05T12:00:00+08:00, subject: {id: S, events: [{event: received, at: x, role: ROLE}]}"
ASKED = "decide: {action: paid, amount: 5 CNY, by: {id: e, role: ROLE}, at: 2026-01-05T12:00:00+08:00}"


@pytest.mark.parametrize(
    ("asked", "role", "expect", "path", "help"),
    [
        (f"rule: answerd, {JUDGED}", "clerk", "status: met", "rule", "did you mean `answered`?"),
        (f"rule: answered, clause: [D-1, D-9], {JUDGED}", "clerk", "status: met", "clause", "known: D-1, D-2"),
        (f"rule: answered, {JUDGED}", "clrek", "status: met", "subject.events[0].role", "did you mean `clerk`?"),
        (ASKED, "clrek", "effect: permit", "decide.by.role", "did you mean `clerk`?"),
        (ASKED, "clerk", "effect: refuse, approvers: heads", "expect.approvers", "did you mean `head`?"),
        (ASKED, "clerk", "effect: permit, rule: limits", "expect.rule", "did you mean `limit`?"),
    ],
)
def test_what_the_policy_does_not_have_is_told(
    tmp_path: Path, asked: str, role: str, expect: str, path: str, help: str
) -> None:
    """A rule, clause or role that a scenario names and the policy lacks is a problem, with what was meant."""
    with pytest.raises(PolicyError) as caught:
        results(tmp_path, f"- {{id: a, {asked.replace('ROLE', role)}, expect: {{{expect}}}}}\n")
    (problem,) = caught.value.problems
    assert (problem.where.path, help in problem.help) == (f"cases[0].{path}", True), problem


def test_files_of_a_folder_that_are_no_scenarios(tmp_path: Path) -> None:
    """A policy, a profile and a mapping that lie beside the scenarios are passed over; what cannot be read is told."""
    folder = folder_of(tmp_path, HEAD, HEAD)
    for name, text in (("p", POLICY), ("f", "servicepolicy: 1\nprofile: f\n"), ("m", "servicepolicy: 1\nmapping: m\n")):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert len(load_scenarios(folder).document.cases) == 2
    (folder / "c.yaml").write_text("servicepolicy: 1\ncase: []\n", encoding="utf-8")
    with pytest.raises(PolicyError):
        load_scenarios(folder)


def test_no_such_scenarios(tmp_path: Path) -> None:
    """A name that is not a shipped pack is a wrong call."""
    with pytest.raises(UsageError, match="no-pack"):
        load_scenarios("no-pack")


def test_shipped_scenarios_load() -> None:
    """The scenarios of a shipped pack are found by its name, their policy filled."""
    loaded = load_scenarios("branch-service")
    assert loaded.policy.id == "branch-service"
    assert loaded.policy.open_blanks == ()
    assert len(loaded.document.cases) > 20


def folder_of(tmp_path: Path, *heads: str, ids: tuple[str, ...] = ("one", "two")) -> Path:
    """A folder with a file of one scenario for each head."""
    (tmp_path / "desk.yaml").write_text(POLICY, encoding="utf-8")
    folder = tmp_path / "desk"
    folder.mkdir()
    for number, (head, name) in enumerate(zip(heads, ids, strict=True)):
        asked = "rule: answered, as_of: 2026-01-05T12:00:00+08:00, subject: {id: S-1}, expect: {status: met}"
        line = f"- {{id: {name}, {asked}}}\n"
        text = head.replace("desk.yaml", "../desk.yaml") + line
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_read_as_one(tmp_path: Path) -> None:
    """The scenarios of all files of a folder are run together, each with the context of its file."""
    with_context = HEAD.replace("cases:", "context: {timezone: Asia/Shanghai}\ncases:")
    loaded = load_scenarios(folder_of(tmp_path, HEAD, with_context))
    assert [(case.id, case.context) for case in loaded.document.cases] == [
        ("one", None),
        ("two", {"timezone": "Asia/Shanghai"}),
    ]
    assert len(tuple(loaded.results())) == 2


def test_a_folder_asks_one_policy_filled_in_one_way(tmp_path: Path) -> None:
    """A file that fills the policy in another way, or repeats a scenario, is told by name."""
    otherwise = HEAD.replace("2 hours", "3 hours")
    with pytest.raises(PolicyError) as caught:
        load_scenarios(folder_of(tmp_path, HEAD, otherwise, ids=("one", "one")))
    assert [(problem.code, problem.where.file) for problem in caught.value.problems] == [
        ("two-policies", "desk/1.yaml"),
        ("duplicate-id", "desk/1.yaml"),
    ]


def test_a_folder_without_scenarios(tmp_path: Path) -> None:
    """An empty folder is told, not passed."""
    with pytest.raises(UsageError, match="holds no scenarios"):
        load_scenarios(tmp_path)
