"""Small policy documents for the tests, and the reading of the problems that they have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.policy.policy import Policy, load

HEAD = """\
servicepolicy: 1
policy: example
timezone: Asia/Shanghai
calendars:
  office: {timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-12:00", "13:30-17:30"]}, holidays: CN}
roles:
  clerk: {}
  head: {above: [clerk]}
blanks:
  answer_within: {type: span, clause: A-1, ask: {zh: 几小时内答复?, en: Within how many hours?}}
  head_above: {type: money, clause: A-2, ask: {zh: 超过多少?, en: Above which amount?}}
"""

RULE = "{id: answered, kind: deadline, clause: A-1, start: received, stop: replied, within: 2 days}"
BOTH_BLANKS = """\
rules:
- {id: answered, kind: deadline, clause: A-1, start: received, stop: replied,
   within: {blank: answer_within}, clock: office}
- id: paid
  kind: authority
  clause: A-2
  action: remedied
  amount: {field: amount}
  tiers:
  - {le: {blank: head_above}, approvers: none}
  - {gt: {blank: head_above}, approvers: {any_of: head}}
"""
FILL: Mapping[str, Any] = {"answer_within": "4 working hours", "head_above": "500 CNY"}


def write(folder: Path, text: str, name: str = "example.yaml") -> Path:
    """A file with a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def loaded(folder: Path, text: str, fill: Any = None) -> Policy:
    """The policy of a text."""
    return load(write(folder, text), fill=fill)


def problems(folder: Path, text: str, fill: Any = None) -> tuple[Problem, ...]:
    """What is wrong with a text."""
    with pytest.raises(PolicyError) as caught:
        loaded(folder, text, fill)
    return caught.value.problems


def only(folder: Path, text: str, fill: Any = None) -> Problem:
    """The one thing that is wrong with a text."""
    found = problems(folder, text, fill)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def rules(*written: str) -> str:
    """A document with the usual head and these rules, one a line; the first stands in line 13."""
    return HEAD + "rules:\n" + "".join(f"- {rule}\n" for rule in written)
