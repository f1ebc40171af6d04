"""Opens what a check is written to: a file takes its name only once it is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

from servicepolicy.errors import UsageError
from servicepolicy.language.plain import did_you_mean
from servicepolicy.reporting.formats.setting import Setting

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["FORMS", "Output", "Written", "format_of", "open_output"]

FORMS: Final = ("text", "html", "csv", "xlsx", "parquet", "json", "jsonl", "junit", "sarif")
BINARY: Final = ("xlsx", "parquet")
COUNTED: Final = ("text", "html")  # of the problems that the report does not list they tell how many there are
BESIDE: Final = ("csv", "jsonl")  # rows and nothing else: what was read and what was not goes into a file beside
_METADATA: Final = "-metadata.json"
_ENDINGS: Final = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xml": "junit",
    ".sarif": "sarif",
}


def format_of(name: str) -> str:
    """The format that the ending of a file says.

    Raises:
        UsageError: It says none.
    """
    ending = Path(name).suffix.lower()
    found = _ENDINGS.get(ending)
    if ending == ".pdf":
        raise UsageError(f"a report is not written as PDF: write `{Path(name).with_suffix('.html')}`, and print it")
    if found is None:
        hint = did_you_mean(ending, _ENDINGS) if ending else ""
        raise UsageError(f"`{name}` does not say by its ending how it is written: say `--format`; {hint}".rstrip("; "))
    return found


class Written:
    """A file that takes its name only once it is whole, or a stream.

    Args:
        form: How it is written.
        target: The name of a file, whose folder is made where it is missing, or an open text stream.

    Raises:
        UsageError: The file cannot be written, or a stream cannot hold the format.
    """

    out: IO[str] | Path
    """Where to write: the stream, or, where the format is no text, the file that becomes the one that is named."""

    def __init__(self, form: str, target: str | IO[str]) -> None:
        self.path = Path(target) if isinstance(target, str) else None
        self._part: Path | None = None
        if not isinstance(target, str):
            if form in BINARY:
                raise UsageError(f"`{form}` is no text: say which file it is written to, `-o report.{form}`")
            self.out = target
            return
        path = Path(target)
        self._part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.out = self._part.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        except OSError as error:
            raise UsageError(f"cannot write `{path}`: {error.strerror}") from None
        if form in BINARY:
            self.out.close()
            self.out = self._part

    def close(self, beside: Mapping[str, object] | None = None) -> None:
        """The file takes its name; what is said of it goes into a file beside it.

        Raises:
            UsageError: It cannot be written.
        """
        from servicepolicy.reporting.jsonout import written

        if self.path is None or self._part is None:
            return
        try:
            if not isinstance(self.out, Path):
                self.out.close()
            if beside is not None:
                name = self.path.with_name(self.path.name + _METADATA)
                name.write_text(f"{written(beside)}\n", encoding="utf-8", errors="backslashreplace")
            self._part.replace(self.path)
        except OSError as error:
            raise UsageError(f"cannot write `{self.path}`: {error.strerror}") from None

    def abandon(self) -> None:
        """Leave nothing behind."""
        if self._part is not None:
            if not isinstance(self.out, Path):
                self.out.close()
            self._part.unlink(missing_ok=True)


class Format(Protocol):
    """What writes a check in one format, as it goes."""

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Take in what is said of one subject; each verdict, advice last, has the groups that it belongs to."""
        ...

    def room(self, status: Status, rule: Rule) -> int | None:
        """How many more verdicts of a status by a rule it lists one by one; `None`: all of them."""
        ...

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Write what is to be written at the end; `problems` are those of the log that the report does not list."""
        ...


class Output:
    """One file, or a stream, with what writes it.

    Args:
        form: One of `FORMS`.
        setting: How to write.
        target: The name of a file, whose folder is made where it is missing, or an open text stream.
        zone: The policy's zone.

    Raises:
        UsageError: The file cannot be written, an extra is not installed, or a stream cannot hold the format.
    """

    def __init__(self, form: str, setting: Setting, target: str | IO[str], zone: str) -> None:
        self.form, self._setting = form, setting
        self._problems: list[Problem] = []
        self._file = Written(form, target)
        self.path = self._file.path
        try:
            self._writer = _writer(form, self._file.out, setting, zone)
        except BaseException:
            self.abandon()
            raise

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Take in what is said of one subject."""
        self._writer.report(report, groups)

    def room(self, status: Status, rule: Rule) -> int | None:
        """How many more verdicts of a status by a rule are listed; `None`: all."""
        return self._writer.room(status, rule)

    def problem(self, problem: Problem) -> None:
        """Take in a problem that the report does not list."""
        if self.form not in COUNTED and (self.path is not None or self.form not in BESIDE):
            self._problems.append(problem)

    def finish(self, checked: CheckReport) -> None:
        """Write the rest; the file then takes its name.

        Raises:
            UsageError: It cannot be written.
        """
        self._writer.finish(checked, self._problems)
        self._file.close(self._beside(checked))

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.abandon()

    def _beside(self, checked: CheckReport) -> Mapping[str, object] | None:
        """What stands in the file beside it, where rows alone are written."""
        from servicepolicy.reporting.formats.csv_rows import table_metadata

        if self.path is None or self.form not in BESIDE:
            return None
        if self.form == "csv":
            return table_metadata(checked, self.path.name, self._problems, self._setting)
        return checked.plain(self._problems)


def open_output(form: str, setting: Setting, target: str | IO[str], zone: str) -> Output:
    """Opens a file or a stream for a check.

    Args:
        form: One of `FORMS`.
        setting: How to write.
        target: The name of a file, or an open text stream.
        zone: The policy's zone.

    Raises:
        UsageError: There is no such format, the file cannot be written, or an extra is not installed.
    """
    if form not in FORMS:
        raise UsageError(f"`{form}` is not a format of a check: {', '.join(FORMS)}")
    return Output(form, setting, target, zone)


_WRITERS: Final = {
    "text": ("text", "TextWriter"),
    "html": ("page", "PageWriter"),
    "csv": ("csv_rows", "CsvWriter"),
    "xlsx": ("excel", "WorkbookWriter"),
    "parquet": ("parquet", "ParquetWriter"),
    "json": ("json_document", "JsonWriter"),
    "jsonl": ("json_document", "JsonLinesWriter"),
    "junit": ("junit", "JUnitWriter"),
    "sarif": ("sarif", "SarifWriter"),
}


def _writer(form: str, out: object, setting: Setting, zone: str) -> Format:
    """What writes a format; its module is imported when it is asked for."""
    module, name = _WRITERS[form]
    made: Any = getattr(import_module(f"servicepolicy.reporting.formats.{module}"), name)
    writer: Format = made(out, setting, zone) if form in BINARY else made(out, setting)
    return writer
