"""A small policy, a small log, and the command line run on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from servicepolicy.cli.app import app

POLICY = """\
servicepolicy: 1
policy: desk
title: {zh: 服务台, en: Desk}
timezone: Asia/Shanghai
in_force: {from: 2026-01-01}
roles: {clerk: {}, head: {above: [clerk]}}
rules:
- id: answered
  kind: deadline
  clause: D-1
  title: {zh: 及时答复, en: Answered in time}
  start: received
  stop: {event: replied, where: {to: customer}}
  within: 2 hours
  duty: clerk
- id: limit
  kind: authority
  clause: D-2
  title: {zh: 赔付限额, en: Limit of payments}
  action: paid
  amount: {field: amount}
  tiers:
  - {role: clerk, le: 100 CNY}
  - {role: clerk, gt: 100 CNY, approvers: {any_of: [head]}}
  - {role: head}
"""


def case(key: str, answered: str | None = None, **more: Any) -> dict[str, Any]:
    """A case received at nine, answered at a time of the same day."""
    events = [{"event": "received", "at": "2026-01-05T09:00:00+08:00"}]
    if answered is not None:
        events.append({"event": "replied", "to": "customer", "at": f"2026-01-05T{answered}:00+08:00", **more})
    return {"id": key, "type": "complaint", "events": events}


@pytest.fixture
def policy(tmp_path: Path) -> str:
    """The policy's path."""
    path = tmp_path / "desk.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


@pytest.fixture
def log(tmp_path: Path) -> Callable[..., str]:
    """Writes a log of records, or of lines as they are, and returns its path."""

    def write(*lines: object) -> str:
        path = tmp_path / "log.jsonl"
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text(text + "\n", encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs the command line."""

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(app, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke
