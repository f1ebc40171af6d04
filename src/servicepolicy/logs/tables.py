"""Rows of CSV and Parquet files, and lines of JSON: what stands in them, before any meaning."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from encodings import aliases
from pathlib import Path
from typing import Any

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.language.plain import did_you_mean
from servicepolicy.logs.mapping import TableFormat

__all__ = [
    "EMPTY",
    "BrokenRow",
    "JsonLine",
    "Table",
    "existing",
    "json_lines",
    "read_csv",
    "read_json_rows",
    "read_parquet",
    "refused",
]

_A_LINE = 'one object a line: `{"id": ..., "events": [...]}`; the other lines are read all the same'

_OTHER_ENCODINGS = (
    "if it is GBK, say so in the mapping: `csv: {encoding: gbk}`; if it is Western European, `csv: {encoding: latin-1}`"
)

EMPTY = "empty-log"  # the code of its problem
MANY_CHARACTERS = 16_000_000  # a line or cell longer than this is no event of a log


@attrs.frozen
class BrokenRow:
    """A row that cannot be used: why, and what stands in it as far as that is known."""

    problem: Problem
    cells: Sequence[object] = ()


@attrs.frozen
class Table:
    """Rows of a table.

    Attributes:
        columns: Names of the columns that were read.
        rows: The rows; each holds one cell a column, `None` where the source holds nothing.
        numbers: The number of each row: of its line in a text file, else counted from 1.
        present: Names of all columns that the file has.
        broken: Rows that cannot be used.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int]
    present: tuple[str, ...]
    broken: tuple[BrokenRow, ...] = ()


@attrs.frozen
class JsonLine:
    """One line of a JSONL file: an object, or why it is none."""

    number: int
    content: dict[str, Any] | None
    problem: Problem | None = None


def refused(code: str, path: Path, message: str, help: str = "", line: int | None = None) -> FactsError:
    """The error for a log that cannot be read at all."""
    return FactsError([Problem(code, Where(file=path.name, line=line), message, help)])


def existing(path: Path) -> Path:
    """The path of a log, if there is something to read.

    Raises:
        UsageError: No such file.
        FactsError: The file is empty.
    """
    if not path.is_file():
        raise UsageError(f"no file `{path}`")
    if path.stat().st_size == 0:
        raise refused(EMPTY, path, "the log is empty")
    return path


def json_lines(path: Path) -> Iterator[JsonLine]:
    """The lines of a JSONL file, blank ones left out; one that is no JSON object is reported and passed over."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if text:
                yield _json_line(path.name, number, text)


def _json_line(file: str, number: int, text: bytes) -> JsonLine:
    def problem(code: str, message: str, help: str = "", column: int | None = None) -> JsonLine:
        return JsonLine(number, None, Problem(code, Where(file=file, line=number, column=column), message, help))

    if len(text) > MANY_CHARACTERS:
        return problem("too-long", "the line is too long to be a case", _A_LINE)
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        return problem("not-json", f"the line is not JSON: {error.msg.lower()}", _A_LINE, error.colno)
    except UnicodeDecodeError:
        return problem("not-utf-8", "the line is not UTF-8", "write the file again as UTF-8")
    except _TwiceSaid as error:
        return problem("duplicate-key", f"the key `{error}` is said twice", "keep one of them")
    except (ValueError, RecursionError):
        return problem("not-json", "the line is not JSON that can be read here", _A_LINE)
    if not isinstance(content, dict):
        return problem("not-an-object", "the line is JSON, but not an object", _A_LINE)
    return JsonLine(number, content)


class _TwiceSaid(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceSaid(next(name for name in names if names.count(name) > 1)[:60])
    return content


def _no_number(constant: str) -> Any:
    raise ValueError(constant)


def read_csv(path: Path, style: TableFormat) -> Table:
    """The rows of a CSV file, all cells text; an empty cell is an empty text.

    Raises:
        FactsError: It has no header, repeats a column, or is not written in the encoding that the mapping says.
    """
    broken: list[BrokenRow] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    header: list[str] = []
    try:
        with path.open(encoding=style.encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=style.delimiter, strict=True)
            header = next(reader, [])
            for cells in reader:
                if len(cells) == len(header):
                    rows.append(cells)
                    numbers.append(reader.line_num)
                elif cells:
                    message = f"the row has {len(cells)} cells, the header {len(header)}"
                    problem = Problem("ragged-row", Where(file=path.name, line=reader.line_num), message)
                    broken.append(BrokenRow(problem, cells))
    except UnicodeDecodeError:
        raise refused("not-readable", path, f"the file is not {_named(style.encoding)}", _OTHER_ENCODINGS) from None
    except LookupError:
        message, help = unknown_encoding(style.encoding) or ("the encoding cannot be used", "")
        raise refused("unknown-encoding", path, message, help) from None
    except csv.Error:
        raise refused("not-readable", path, "the file is not CSV that can be read to its end") from None
    if repeated := sorted({name for name in header if header.count(name) > 1}):
        raise refused("duplicate-column", path, f"the column `{repeated[0]}` is there twice", line=1)
    if not rows and not broken:
        raise refused(EMPTY, path, "the log has a header but no rows")
    return Table(tuple(header), rows, numbers, tuple(header), tuple(broken))


def unknown_encoding(name: str) -> tuple[str, str] | None:
    """What is wrong with the name of an encoding, and what to do about it; `None` if texts can be written in it."""
    try:
        "".encode(name)
    except LookupError:
        known = sorted({*aliases.aliases, *aliases.aliases.values()})
        return f"`{name}` is not an encoding that is known here", did_you_mean(
            name, known
        ) or "such as `utf-8` or `gbk`"
    return None


def _named(encoding: str) -> str:
    """An encoding as people call it; that a byte order mark is passed over is no news for them."""
    return "UTF-8" if encoding.lower().replace("_", "-").startswith("utf-8") else f"`{encoding}`"


def read_parquet(path: Path, columns: Sequence[str]) -> Table:
    """The rows of a Parquet file, with those of the named columns that it has.

    Raises:
        UsageError: Polars is not installed (extra `bulk`).
        FactsError: The file is truncated or no Parquet file.
    """
    try:
        import polars
    except ImportError:
        raise UsageError("reading Parquet needs Polars: `pip install 'servicepolicy[bulk]'`") from None
    failures = (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError)
    try:
        present = polars.read_parquet_schema(path)
        wanted = [name for name in dict.fromkeys(columns) if name in present]
        frame = polars.read_parquet(path, columns=wanted)
        rows = frame.rows()
    except failures:
        hint = "it may have been cut off while it was copied: compare its size, copy it again"
        raise refused("not-readable", path, "the file is not a whole Parquet file", hint) from None
    if not rows:
        raise refused(EMPTY, path, "the log has columns but no rows")
    return Table(tuple(wanted), rows, range(1, len(rows) + 1), tuple(present))


def read_json_rows(path: Path) -> Table:
    """The lines of a JSONL file as rows, one flat object a row."""
    lines = list(json_lines(path))
    good = [line for line in lines if line.content is not None]
    columns = tuple(dict.fromkeys(name for line in good for name in line.content or ()))
    rows = [[(line.content or {}).get(name) for name in columns] for line in good]
    broken = tuple(BrokenRow(line.problem) for line in lines if line.problem is not None)
    return Table(columns, rows, [line.number for line in good], columns, broken)
