"""Values that nobody means: each is one clear error, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.errors import PolicyError
from servicepolicy.policy.policy import load

POLICY = """\
servicepolicy: 1
policy: desk
title: {zh: 服务台, en: Desk}
timezone: Europe/London
in_force: {from: 2026-01-01}
roles: {clerk: {}}
rules:
- id: answered
  kind: deadline
  clause: D-1
  title: {zh: 及时答复, en: Answered in time}
  start: received
  stop: {event: replied, where: {to: customer}}
  within: 2 hours
"""


@pytest.mark.parametrize(
    ("said", "hostile"),
    [
        ("within: 2 hours", "within: 99999999999999999999999999999 weeks"),
        ("within: 2 hours", "within: 99999999999999999999999999999 working days"),
        ("within: 2 hours", "within: 99999999999999999999999999999 seconds"),
        ("within: 2 hours", "within: 1e99 hours"),
        ("within: 2 hours", "within: [[]]"),
        ("where: {to: customer}", "where: {visibility: [[]]}"),
        ("where: {to: customer}", "where: {to: {in: [[a]]}}"),
        ("where: {to: customer}", "where: {to: {is: [a]}}"),
        ("where: {to: customer}", "where: {to: {gt: [1]}}"),
        ("where: {to: customer}", "where: {to: {not: [[a], b]}}"),
        ("timezone: Europe/London", f"timezone: {'x' * 300}"),
        ("timezone: Europe/London", f"timezone: {'a/' * 300}b"),
        ("timezone: Europe/London", 'timezone: ""'),
        ("timezone: Europe/London", "timezone: ../../etc/passwd"),
    ],
)
def test_a_value_that_nobody_means(tmp_path: Path, said: str, hostile: str) -> None:
    """It is told with its line."""
    path = tmp_path / "desk.yaml"
    path.write_text(POLICY.replace(said, hostile), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load(path)
    assert all(problem.where.line for problem in caught.value.problems)
