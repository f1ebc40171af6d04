"""A check as one JSON object: what the report tells, and then every verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING

from servicepolicy.reporting.formats.spool import Spool
from servicepolicy.reporting.jsonout import line, written

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["JsonLinesWriter", "JsonWriter"]


class JsonWriter:
    """Writes one object; its verdicts are ordered by subject, rule and occurrence, whatever the order of the log."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out = out
        self._setting = setting
        self._verdicts = Spool()

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Take in the verdicts on one subject."""
        for verdict, belongs in zip((*report.verdicts, *report.advice), groups, strict=True):
            if verdict.status.value in self._setting.statuses:
                key = json.dumps([report.kind, verdict.subject, verdict.rule, verdict.occurrence])
                self._verdicts.add(key, line(verdict.plain() | ({"groups": dict(belongs)} if belongs else {})))

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """Those of the statuses that are asked for."""
        return self._setting.room(status)

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Write it."""
        head = written(checked.plain(problems))
        self._out.write(head.removesuffix("\n}") + ',\n  "verdicts": [')
        before = "\n    "
        for verdict in self._verdicts:
            self._out.write(before + verdict)
            before = ",\n    "
        self._out.write("\n  ]\n}\n")


class JsonLinesWriter:
    """Writes the whole report of a subject as a line, as they come."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out = out
        self._statuses = setting.statuses

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:  # noqa: ARG002 - as all writers
        """Write it."""
        plain = report.plain()
        for part in ("verdicts", "advice"):
            found = report.verdicts if part == "verdicts" else report.advice
            plain[part] = [verdict.plain() for verdict in found if verdict.status.value in self._statuses]
        self._out.write(f"{line(plain)}\n")

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """A line for every subject."""
        return None

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Nothing: what there is to say stands in the metadata file."""
