"""A check as Parquet: a row a verdict, typed; what was read and what was not stands in the file's metadata."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from servicepolicy.reporting.jsonout import line
from servicepolicy.results.frames import polars_of
from servicepolicy.results.rows import COLUMNS, Row, rows_of

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["ParquetWriter"]

_HELD: Final = 50_000  # rows
_METADATA: Final = "servicepolicy"


class ParquetWriter:
    """Writes a row a verdict: times as instants in the policy's zone, amounts as decimals.

    Raises:
        UsageError: Polars is not installed.
    """

    def __init__(self, path: Path, setting: Setting, zone: str) -> None:
        self._path, self._setting, self._zone = path, setting, zone
        self._kinds: dict[str, str] = {column.name: column.kind for column in COLUMNS}
        self._kinds |= dict.fromkeys(setting.further, "text")
        self._rows: list[Row] = []
        self._parts: list[Path] = []
        polars_of([], self._kinds, zone)  # an extra that is not there is told before the work
        self._folder = tempfile.TemporaryDirectory(prefix="servicepolicy-")

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Take in the verdicts on one subject."""
        setting = self._setting
        self._rows += rows_of(report, groups, setting.language, setting.columns, setting.statuses)
        if len(self._rows) >= _HELD:
            self._store()

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """Those of the statuses that are asked for."""
        return self._setting.room(status)

    def _store(self) -> None:
        part = Path(self._folder.name) / f"{len(self._parts):06}.parquet"
        polars_of(self._rows, self._kinds, self._zone).write_parquet(part)
        self._parts.append(part)
        self._rows = []

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Write the file."""
        self._store()
        with self._folder:
            self._join({_METADATA: line(checked.plain(problems))})

    def _join(self, metadata: dict[str, str]) -> None:
        import polars

        scanned: Any = polars.scan_parquet(self._parts)
        scanned.sink_parquet(self._path, metadata=metadata)
