"""A check as CSV: a row a verdict; what was read and what was not goes into a metadata file beside it.

Source: W3C, Metadata Vocabulary for Tabular Data (2015), for the file beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Final

from servicepolicy.results.rows import COLUMNS, Cell, rows_of

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["CsvWriter", "table_metadata"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out
_TYPES: Final = {"text": "string", "time": "dateTime", "number": "decimal", "amount": "decimal"}


class CsvWriter:
    """Writes a row a verdict, as they come.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._setting = setting
        self._rows = csv.writer(out, lineterminator="\n")
        self._names = [*(column.name for column in COLUMNS), *setting.further]
        self._rows.writerow(self._names)

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Write the verdicts on one subject."""
        setting = self._setting
        for row in rows_of(report, groups, setting.language, setting.columns, setting.statuses):
            self._rows.writerow([_said(row.get(name)) for name in self._names])

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """Those of the statuses that are asked for."""
        return self._setting.room(status)

    def problem(self, problem: Problem) -> None:
        """Nothing: the metadata file lists them."""

    def finish(self, checked: CheckReport) -> None:
        """Nothing: what there is to say stands in the metadata file."""


def table_metadata(checked: CheckReport, name: str, problems: Sequence[Problem], setting: Setting) -> dict[str, object]:
    """What is said of a table in the file beside it: what its columns hold, what was read, what was not."""
    columns = [{"name": one.name, "titles": one.en, "datatype": _TYPES[one.kind]} for one in COLUMNS]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "tableSchema": {
            "columns": [*columns, *({"name": by, "titles": by, "datatype": "string"} for by in setting.further)]
        },
        "notes": [checked.plain(problems)],
    }


def _said(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime() | date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f")
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case _:
            return str(cell)
