"""A check as CSV: a row a verdict; what was read and what was not goes into a metadata file beside it.

Source: W3C, Metadata Vocabulary for Tabular Data (2015), for the file beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import IO, TYPE_CHECKING, Final

from servicepolicy.reporting.formats.setting import Dialect, Setting
from servicepolicy.results.rows import COLUMNS, Column, Kind, no_formula, rows_of

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["CsvWriter", "Lines", "metadata", "table_metadata"]

SEPARATORS: Final[Mapping[Dialect, str]] = {"plain": ",", "excel": ";"}
_TYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "time": "dateTime",
    "number": "decimal",
    "amount": "decimal",
    "whole": "integer",
    "flag": "boolean",
}


class Lines:
    """Lines of CSV, the names of the columns first.

    The dialect `excel` begins with a byte order mark, separates by semicolons and writes numbers with a comma: so a
    spreadsheet opens it by a double click where that is the custom. Times are written without their offset then.
    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """

    def __init__(self, out: IO[str], names: Iterable[str], dialect: Dialect) -> None:
        self._names = tuple(names)
        self._excel = dialect == "excel"
        if self._excel:
            out.write("\ufeff")
        self._lines = csv.writer(out, lineterminator="\r\n" if self._excel else "\n", delimiter=SEPARATORS[dialect])
        self._lines.writerow(self._names)

    def add(self, row: Mapping[str, object]) -> None:
        """A line, whose cells go by their names."""
        self._lines.writerow([self._said(row.get(name)) for name in self._names])

    def _said(self, cell: object) -> str:
        match cell:
            case None:
                return ""
            case datetime() if self._excel:
                return cell.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
            case datetime() | date():
                return cell.isoformat()
            case Decimal():
                return self._number(format(cell, "f"))
            case Fraction():
                return self._number(format(float(cell), ".10g"))
            case str():
                return no_formula(cell)
            case _:
                return str(cell)

    def _number(self, text: str) -> str:
        return text.replace(".", ",") if self._excel else text


class CsvWriter:
    """Writes a row a verdict, as they come."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._setting = setting
        self._lines = Lines(out, (*(column.name for column in COLUMNS), *setting.further), setting.dialect)

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Write the verdicts on one subject."""
        setting = self._setting
        for row in rows_of(report, groups, setting.language, setting.columns, setting.statuses):
            self._lines.add(row)

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """Those of the statuses that are asked for."""
        return self._setting.room(status)

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Nothing: what there is to say stands in the metadata file."""


def table_metadata(checked: CheckReport, name: str, problems: Sequence[Problem], setting: Setting) -> dict[str, object]:
    """What is said of a table in the file beside it: what its columns hold, what was read, what was not."""
    columns: list[Column] = [*COLUMNS, *(Column(by, "text", by, by) for by in setting.further)]
    told: list[tuple[str, str, Kind]] = [(one.name, one.en, one.kind) for one in columns]
    return metadata(name, told, checked.plain(problems), setting.dialect)


def metadata(
    name: str, columns: Iterable[tuple[str, str, Kind]], notes: Mapping[str, object], dialect: Dialect
) -> dict[str, object]:
    """What is said of any table in the file beside it.

    Args:
        name: The name of its file.
        columns: Of each column its name, what people call it, and what it holds.
        notes: What was read, what was not, what it came to.
        dialect: How it is written.
    """
    excel = dialect == "excel"
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        **({"dialect": {"delimiter": SEPARATORS[dialect], "lineTerminators": "\r\n"}} if excel else {}),
        "tableSchema": {
            "columns": [
                {"name": name, "titles": title, "datatype": _datatype(kind, excel=excel)}
                for name, title, kind in columns
            ]
        },
        "notes": [notes],
    }


def _datatype(kind: Kind, *, excel: bool) -> object:
    base = _TYPES[kind]
    if not excel or base in ("string", "integer"):
        return base
    return {"base": base, "format": "yyyy-MM-dd HH:mm:ss" if base == "dateTime" else {"decimalChar": ","}}
