"""Layers: a branch's policy stands on the bank's, the bank's on the group's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import PolicyError
from servicepolicy.policy.policy import Policy, load
from tests.policy.documents import BOTH_BLANKS, HEAD, write

GROUP = HEAD.replace("policy: example", "policy: group") + BOTH_BLANKS
BANK = """\
servicepolicy: 1
policy: bank
extends: group.yaml
values: {answer_within: 4 working hours, head_above: 500 CNY}
rules:
- {id: closed, kind: deadline, clause: B-1, start: received, stop: closed, within: 5 working days, clock: office}
"""


def test_a_layer_adds_rules_and_values(tmp_path: Path) -> None:
    """A layer has what lies below it, and what it adds; names of the layer below are known in it."""
    write(tmp_path, GROUP, "group.yaml")
    policy = load(write(tmp_path, BANK, "bank.yaml"))
    assert policy.layers == ("group", "bank")
    assert [rule.id for rule in policy.rules] == ["answered", "paid", "closed"]
    assert (policy.id, policy.timezone, policy.open_blanks) == ("bank", "Asia/Shanghai", ())


def test_provenance_names_the_layer(tmp_path: Path) -> None:
    """Who declared a blank, who filled it first, and who replaced that, in order, each with its place."""
    write(tmp_path, GROUP, "group.yaml")
    write(tmp_path, BANK, "bank.yaml")
    branch = "servicepolicy: 1\npolicy: branch\nextends: bank.yaml\nvalues:\n  answer_within: 3 working hours\n"
    policy = load(write(tmp_path, branch, "branch.yaml"))
    said = policy.provenance("answer_within")
    assert [(one.by, one.value, one.replaced) for one in said] == [
        ("group", None, False),
        ("bank", "4 working hours", True),
        ("branch", "3 working hours", False),
    ]
    assert [(Path(one.where.file or "").name, one.where.line) for one in said] == [
        ("group.yaml", 10),
        ("bank.yaml", 4),
        ("branch.yaml", 5),
    ]
    assert policy.editions[0].values["answer_within"].origin == "answer_within/branch"


def test_a_circle_of_layers_is_told(tmp_path: Path) -> None:
    """A layer that stands on itself, over others, is an error and no endless loop."""
    write(tmp_path, GROUP.replace("timezone", "extends: bank.yaml\ntimezone", 1), "group.yaml")
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, BANK, "bank.yaml"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "cyclic-layers",
        "the layers run in a circle: `bank.yaml` → `group.yaml` → `bank.yaml`",
    )
    assert (Path(problem.where.file or "").name, problem.where.line) == ("group.yaml", 3)


@pytest.mark.parametrize(
    ("layer", "code"),
    [("group.yml", "no-such-file"), ("complaint-handlng", "unknown-layer")],
)
def test_a_layer_that_is_not_there_is_told(tmp_path: Path, layer: str, code: str) -> None:
    """The layer below is a file beside this one, or a shipped pack; the line that asks for it is told."""
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, BANK.replace("group.yaml", layer), "bank.yaml"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == (code, "extends")
    assert (Path(problem.where.file or "").name, problem.where.line) == ("bank.yaml", 3)


@pytest.mark.parametrize(
    ("added", "name"),
    [
        ("blanks: {head_above: {type: money, clause: X, ask: {en: x}}}", "head_above"),
        ("roles: {clerk: {}}", "clerk"),
        ('calendars: {office: {timezone: Asia/Shanghai, hours: {mon: ["09:00-10:00"]}}}', "office"),
    ],
)
def test_a_layer_does_not_replace(tmp_path: Path, added: str, name: str) -> None:
    """What a layer below declares is not declared again: rules stay what the people who voted for them read."""
    write(tmp_path, GROUP, "group.yaml")
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, f"{BANK}{added}\n", "bank.yaml"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("already-declared", f"`{name}` is declared in `group` already")


def test_a_rule_of_a_layer_has_an_id_of_its_own(tmp_path: Path) -> None:
    """Rules of all layers are told apart by their ids."""
    write(tmp_path, GROUP, "group.yaml")
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, BANK.replace("id: closed", "id: answered"), "bank.yaml"))
    assert [problem.code for problem in caught.value.problems] == ["already-declared"]


def test_service_levels_of_all_layers_stand_together(tmp_path: Path) -> None:
    """A layer keeps the service levels below it, adds its own, and replaces none."""
    level = "slas: [{{id: {0}, rules: answered, objective: 95%, period: month}}]\n"
    write(tmp_path, GROUP + level.format("group-level"), "group.yaml")
    policy = load(write(tmp_path, BANK + level.format("bank-level"), "bank.yaml"))
    assert [one.id for one in policy.slas] == ["group-level", "bank-level"]
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, BANK + level.format("group-level"), "bank.yaml"))
    assert [problem.code for problem in caught.value.problems] == ["already-declared"]


def test_layers_share_one_zone(tmp_path: Path) -> None:
    """Dates mean one thing in all layers."""
    write(tmp_path, GROUP, "group.yaml")
    with pytest.raises(PolicyError, match="the layer is in `Europe/London`"):
        load(write(tmp_path, f"timezone: Europe/London\n{BANK}", "bank.yaml"))


@pytest.mark.parametrize(
    ("layers", "value", "code"),
    [
        ("open", "8 working hours", None),
        ("closed", "3 working hours", "closed-blank"),
        ("tighten_only", "3 working hours", None),
        ("tighten_only", "4 working hours", None),
        ("tighten_only", "5 working hours", "not-tighter"),
        ("tighten_only", "2 hours", None),
        ("tighten_only", "9 hours", "not-comparable"),
    ],
)
def test_a_layer_changes_what_it_may(tmp_path: Path, layers: str, value: str, code: str | None) -> None:
    """A value is replaced freely, only where that is proved to ask more, or not at all, as its declaration says."""
    write(tmp_path, GROUP.replace("{type: span,", f"{{type: span, layers: {layers},"), "group.yaml")
    write(tmp_path, BANK, "bank.yaml")
    path = write(
        tmp_path,
        f"servicepolicy: 1\npolicy: branch\nextends: bank.yaml\nvalues: {{answer_within: {value}}}\n",
        "b.yaml",
    )
    if code is None:
        assert load(path).provenance("answer_within")[-1].value == value
    else:
        with pytest.raises(PolicyError) as caught:
            load(path)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_problems_are_placed_in_their_own_layer(tmp_path: Path) -> None:
    """What is wrong below is told with the file below, also where only the whole can be checked."""
    facts = "facts:\n  answers: {type: number, count: repleid}\n"
    write(tmp_path, GROUP.replace("clock: office", "clock: ofice") + facts, "group.yaml")
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, BANK.replace("clock: office", "clock: offic"), "bank.yaml"))
    placed = [
        (problem.code, Path(problem.where.file or "").name, problem.where.line) for problem in caught.value.problems
    ]
    assert sorted(placed) == [
        ("unknown-clock", "bank.yaml", 6),
        ("unknown-clock", "group.yaml", 14),
        ("unknown-event", "group.yaml", 24),
    ]


def test_a_layer_may_stand_on_a_shipped_pack(tmp_path: Path) -> None:
    """The name of a pack serves as `extends`; the profile of the pack fills it below the layer's own values."""
    text = "servicepolicy: 1\npolicy: ours\nextends: complaint-handling\nvalues: {leader_above: 20000 CNY}\n"
    policy = load(write(tmp_path, text), fill="example-bank")
    assert policy.open_blanks == ()
    assert [one.by for one in policy.provenance("leader_above")] == ["complaint-handling", "example-bank", "ours"]
    assert policy.editions[0].values["leader_above"].form.raw == "20000 CNY"  # type: ignore[union-attr]  # a literal


def written_back(folder: Path, policy: Policy) -> Policy:
    """The policy of what a policy writes."""
    return load(write(folder, policy.to_yaml(), "back.yaml"))


def test_a_layer_writes_itself_back(tmp_path: Path) -> None:
    """Layers over a file and over a shipped pack write one document without `extends`, of the same digest."""
    write(tmp_path, GROUP, "group.yaml")
    ours = "servicepolicy: 1\npolicy: ours\nextends: complaint-handling\nvalues: {leader_above: 20000 CNY}\n"
    for text in (BANK, ours):
        policy = load(write(tmp_path, text, "bank.yaml"))
        assert "extends" not in policy.plain()
        assert written_back(tmp_path, policy).digest == policy.digest


MODES = st.sampled_from(["", "layers: open\n", "layers: tighten_only\n"])
SAID = st.sampled_from(["", "title: {en: Ours}\n", "source: the board\n", "published: 2025-12-01\n"])
UPPER_RULE = "rules:\n- {id: closed, kind: deadline, clause: B-1, start: received, stop: closed, within: 5 days}\n"


@given(
    lower=st.tuples(MODES, SAID),
    upper=st.tuples(MODES, SAID, st.sampled_from(["", UPPER_RULE]), st.sampled_from(["", "3 working hours"])),
)
def test_generated_layers_write_themselves_back(
    tmp_path_factory: pytest.TempPathFactory, lower: tuple[str, str], upper: tuple[str, str, str, str]
) -> None:
    """Whatever two layers say of themselves, what they write together reads back to the same digest."""
    folder = tmp_path_factory.mktemp("layers")
    write(folder, GROUP.replace("timezone", f"{lower[0]}{lower[1]}timezone", 1), "group.yaml")
    mode, said, added, answer = upper
    values = f"values: {{answer_within: {answer}}}\n" if answer else ""
    policy = load(write(folder, f"servicepolicy: 1\npolicy: bank\nextends: group.yaml\n{mode}{said}{values}{added}"))
    back = written_back(folder, policy)
    assert (back.digest, back.open_blanks, back.plain()) == (policy.digest, policy.open_blanks, policy.plain())
