"""A check as a workbook: a sheet for what was read, the counts, the groups, and one for every verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from servicepolicy.errors import UsageError, visible
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.section import Section
from servicepolicy.reporting.sections import sections
from servicepolicy.results.rows import COLUMNS, rows_of

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["Workbook", "WorkbookWriter"]

_ROWS: Final = 1_000_000  # of one sheet; more go on to the next
_LONGEST: Final = 32_000  # characters of a cell
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_SAID: Final = words("workbook")


class Workbook:
    """Sheets of a workbook of Excel, front to back: no text is ever a formula, and what is a time is one.

    Raises:
        UsageError: openpyxl is not installed.
    """

    def __init__(self, language: str) -> None:
        try:
            book, cells = import_module("openpyxl"), import_module("openpyxl.cell")
            styles, letters = import_module("openpyxl.styles"), import_module("openpyxl.utils")
        except ImportError:
            raise UsageError("a workbook needs openpyxl: install the extra `servicepolicy[report]`") from None
        self._cell: Any = cells.WriteOnlyCell
        self._book: Any = book.Workbook(write_only=True)
        self._bold: Any = styles.Font(bold=True)
        self._letter: Any = letters.get_column_letter
        self._language = language

    def section(self, section: Section) -> Any:
        """A sheet of a section."""
        widths = [
            max(12, min(60, max(_width(row[at]) for row in (section.head or section.rows[0], *section.rows))))
            for at in range(len(section.rows[0]))
        ]
        short = _SAID[self._language].get(f"short.{section.id}")  # a sheet has 31 characters for its name
        sheet = self.new(short or section.title, section.head, widths)
        for row in (*section.rows, *([(), (section.note,)] if section.note else [])):
            self.append(sheet, row)
        return sheet

    def new(self, title: str, head: Sequence[str], widths: Sequence[int]) -> Any:
        """An empty sheet under its head."""
        sheet = self._book.create_sheet(title.translate(_FORBIDDEN)[:31])
        for at, wide in enumerate(widths, start=1):
            sheet.column_dimensions[self._letter(at)].width = wide + 2
        if head:
            sheet.freeze_panes = "A2"
            sheet.auto_filter.ref = f"A1:{self._letter(len(head))}1"
            cells = [self._made(name) for name in head]
            for cell in cells:
                cell.font = self._bold
            sheet.append(cells)
        return sheet

    def append(self, sheet: Any, row: Iterable[object]) -> None:
        """A row below the others."""
        sheet.append([self._made(cell) for cell in row])

    def save(self, sheets: Sequence[Any], path: Path) -> None:
        """Write the sheets in this order."""
        self._book._sheets = list(sheets)
        self._book.save(path)

    def _made(self, held: object) -> Any:
        match held:
            case datetime():  # Excel knows no zones
                return self._formatted(held.replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss")
            case date():
                return self._formatted(held, "yyyy-mm-dd")
            case Fraction():
                return self._formatted(float(held), "0.0%")
            case Decimal() | int() | None:
                return self._cell(self._sheet(), value=held)
            case _:
                cell = self._cell(self._sheet(), value="")
                cell.value, cell.data_type = visible(str(held))[:_LONGEST], "s"
                return cell

    def _formatted(self, held: object, form: str) -> Any:
        cell = self._cell(self._sheet(), value=held)
        cell.number_format = form
        return cell

    def _sheet(self) -> Any:
        return self._book._sheets[0]


class WorkbookWriter:
    """Writes a workbook of Excel: what was judged first, then the counts, then every verdict.

    Raises:
        UsageError: openpyxl is not installed.
    """

    def __init__(self, path: Path, setting: Setting, zone: str) -> None:  # noqa: ARG002 - as all writers
        self._book = Workbook(setting.language)
        self._path, self._setting = path, setting
        chinese = setting.language == "zh"
        self._head = [*((one.zh if chinese else one.en) for one in COLUMNS), *setting.further]
        self._names = [*(column.name for column in COLUMNS), *setting.further]
        self._widths = [*(column.wide for column in COLUMNS), *(16 for _ in setting.further)]
        self._sheets: list[Any] = []
        self._rows = _ROWS
        self._next_sheet()

    def _next_sheet(self) -> None:
        name = _SAID[self._setting.language]["verdicts"]
        sheet = self._book.new(f"{name} {len(self._sheets) + 1}" if self._sheets else name, self._head, self._widths)
        self._sheets.append(sheet)
        self._rows = 0

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Write the verdicts on one subject."""
        setting = self._setting
        for row in rows_of(report, groups, setting.language, setting.columns, setting.statuses):
            if self._rows >= _ROWS:
                self._next_sheet()
            self._book.append(self._sheets[-1], (row.get(name) for name in self._names))
            self._rows += 1

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """Those of the statuses that are asked for."""
        return self._setting.room(status)

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Write the file: first what was judged, the verdicts last."""
        laid_out = sections(checked, self._setting.language)
        front = [self._book.section(section) for section in laid_out]
        if problems:
            sheet = self._book.new(_SAID[self._setting.language]["problems"], (), (18, 30, 80, 60))
            for one in problems:
                self._book.append(sheet, (one.code, str(one.where), one.message, one.help))
            front.append(sheet)
        self._book.save([*front, *self._sheets], self._path)


def _width(cell: object) -> int:
    match cell:
        case None:
            return 0
        case datetime():
            return len("2026-01-05 09:30:00")
        case _:
            return len(str(cell))
