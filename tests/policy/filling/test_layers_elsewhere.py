"""Where files of layers may lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.errors import PolicyError
from servicepolicy.policy.policy import load
from tests.policy.documents import BOTH_BLANKS, HEAD, write

GROUP = HEAD.replace("policy: example", "policy: group") + BOTH_BLANKS
VALUES = "values: {answer_within: 4 working hours, head_above: 500 CNY}\n"


@pytest.mark.parametrize("way", ["../group.yaml", "{above}/group.yaml", "link.yaml"])
def test_a_document_does_not_reach_for_files_elsewhere(tmp_path: Path, way: str) -> None:
    """What `extends` names stays in the folder of the policy, by whatever way; the caller may allow another folder."""
    write(tmp_path, GROUP, "group.yaml")
    branch = tmp_path / "branch"
    branch.mkdir()
    (branch / "link.yaml").symlink_to(tmp_path / "group.yaml")
    said = f"servicepolicy: 1\npolicy: bank\nextends: {way.format(above=tmp_path)}\n{VALUES}"
    path = write(branch, said, "bank.yaml")
    with pytest.raises(PolicyError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("layer-elsewhere", "extends")
    assert load(path, layers_in=tmp_path).layers == ("group", "bank")


def test_a_layer_in_a_folder_below(tmp_path: Path) -> None:
    """The folder of the policy is the one that was asked for: below it, layers may lie where they like."""
    (tmp_path / "group").mkdir()
    write(tmp_path / "group", GROUP, "group.yaml")
    said = f"servicepolicy: 1\npolicy: bank\nextends: group/group.yaml\n{VALUES}"
    assert load(write(tmp_path, said, "bank.yaml")).layers == ("group", "bank")
