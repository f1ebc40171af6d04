"""A scenario in Chinese, told from its facts and from what the policy says of it."""

from __future__ import annotations

import re

import pytest

from servicepolicy.reporting.book import teller_of
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.told import told


@pytest.mark.parametrize(
    ("pack", "id", "said"),
    [
        (
            "service-handbook",
            "encrypted-but-open-to-all",
            (
                "文件种类：客户信息、安全措施：加密 — 不符合要求；"
                "要求：已采取的安全措施包含全部：加密、访问控制；实际：加密（缺少：访问控制）"
            ),
        ),
        (
            "service-handbook",
            "solved-before-any-news-was-due",
            "类型：投诉、“受理”、“解决” — 到期前义务已终止",
        ),
    ],
)
def test_a_scenario_is_told_by_its_facts_and_its_reason(pack: str, id: str, said: str) -> None:
    """Its header, its events with their fields, then the reason and the first thing that did not count."""
    scenarios = load_scenarios(pack)
    result = next(one for one in scenarios.results() if one.scenario.id == id)
    assert told(result, teller_of(scenarios.policy, "zh")) == said


def test_every_shipped_scenario_is_told_in_chinese() -> None:
    """Each says something, and nothing of it is as a policy writes it."""
    scenarios = load_scenarios("service-handbook")
    teller = teller_of(scenarios.policy, "zh")
    lines = [told(result, teller) for result in scenarios.results()]
    assert all(re.search("[\u4e00-\u9fff]", line) for line in lines)
    assert not [line for line in lines if set("{}[]") & set(line)]


def test_a_question_before_an_act_is_told() -> None:
    """What is asked: the act, its amount, in which role."""
    scenarios = load_scenarios("complaint-handling")
    result = next(one for one in scenarios.results() if one.scenario.decide is not None and one.scenario.decide.amount)
    assert result.scenario.decide is not None
    line = told(result, teller_of(scenarios.policy, "zh"))
    assert line.startswith("“补救”、")
    assert "元" in line


def test_what_licenses_an_act_is_no_approval() -> None:
    """A threat on record lets the intake specialist act: nobody has approved it, and none is said to have."""
    scenarios = load_scenarios("complaint-handling")
    shown = {one.scenario.id: one.explanations["zh"] for one in scenarios.results()}
    assert "批准" not in shown["intake-may-remedy-in-an-emergency"].splitlines()[1]
    assert "准许办理" in shown["intake-may-remedy-in-an-emergency"]
