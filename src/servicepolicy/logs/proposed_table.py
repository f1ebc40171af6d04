"""Where the rows of a foreign file lie, and what its columns hold, seen before anybody has said what they mean."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import Final, cast

import attrs

from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.logs.containers.csv_rows import DELIMITERS, marked_encoding
from servicepolicy.logs.containers.header import joined_header, tidy
from servicepolicy.logs.containers.open import read_table
from servicepolicy.logs.containers.source import Source
from servicepolicy.logs.fitting_forms import Fitting, fitting, is_nothing
from servicepolicy.logs.mapping import RowPlace, TableFormat
from servicepolicy.logs.proposed_words import looks_like_activity
from servicepolicy.logs.table import MANY_CHARACTERS, MANY_COLUMNS, Table, refused
from servicepolicy.logs.texts import text_of

__all__ = ["Column", "Seen", "seen_tables"]

_KEPT: Final = 5_000  # rows that are held whole
_DIFFERENT: Final = 50_000  # texts of a column; times are looked at in all rows
_ALL_DIFFERENT: Final = 600_000
_WIDEST: Final = 200  # columns that are looked at
_SOON: Final = 40  # lines in which the header is looked for
_LAST: Final = 8  # rows at the end that may be totals
_DEEPEST: Final = 5  # lists inside of lists
_MOST: Final = 0.8  # of a column's texts are times, if it is one of times
_CLOSING: Final = re.compile(
    r"total|sum\b|summe|razem|suma\b|gesamt|subtotal|合计|总计|小计|共\s*\d|count|anzahl|rows?\b|records?\b|printed"
    r"|generated|exported"
    r"|end of|page \d|ende\b|gedruckt|erstellt am|导出|制表|nombre|confidential|vertraulich|©|copyright",
    re.IGNORECASE,
)
_TITLED: Final = re.compile(
    r"\bid\b|\bref|\bno\b|number|nr\b|key|date|time|when|\bby\b|who|agent|user|status|event|activity|action|case|ticket"
    r"|complaint|datum|zeit|uhrzeit|bearbeiter|vorgang|编号|号|时间|日期|人|操作|状态|类型",
    re.IGNORECASE,
)


@attrs.frozen
class Column:
    """One column of a table.

    Attributes:
        name: Its name.
        texts: What it holds, with how often.
        filled: In how many rows it holds anything.
        fit: How its times are written, if it holds times.
    """

    name: str
    texts: Counter[str]
    filled: int
    fit: Fitting | None


@attrs.frozen
class Seen:
    """A table as it was seen.

    Attributes:
        columns: Its columns.
        rows: Its first rows, each with a text for every column; empty where there is nothing.
        count: How many rows there are.
        place: What a mapping has to say of where the rows lie.
        style: What it has to say of how the file is written.
        doubts: What a person has to look at.
        named: What of the source this is: a sheet, a list.
        sheet: The name of the sheet.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    place: Mapping[str, object]
    style: Mapping[str, str]
    doubts: tuple[str, ...] = ()
    named: str = ""
    sheet: str = ""

    def joined(self, others: Iterable[Seen]) -> Seen:
        """With what other files of the same columns hold: times are looked at in all of them."""
        texts = {one.name: Counter(one.texts) for one in self.columns}
        rows = [dict(zip(texts, row, strict=True)) for row in self.rows]
        count = self.count
        for other in others:
            names = [one.name for one in other.columns]
            count += other.count
            rows += [dict(zip(names, row, strict=True)) for row in other.rows[: max(0, _KEPT - len(rows))]]
            for one in other.columns:
                texts.setdefault(one.name, Counter()).update(one.texts)
        columns = tuple(_column(name, held) for name, held in texts.items())
        whole = tuple(tuple(row.get(name, "") for name in texts) for row in rows)
        return attrs.evolve(self, columns=columns, count=count, rows=whole)

    def column(self, name: str) -> Column:
        """The column of a name."""
        return next(one for one in self.columns if one.name == name)

    def cells(self, name: str) -> list[str]:
        """What the first rows hold in a column."""
        at = [one.name for one in self.columns].index(name)
        return [row[at] for row in self.rows]


def seen_tables(source: Source) -> Iterator[Seen]:
    """Every table that a source may be meant to be: its sheets, or the lists in its documents."""
    if source.form in (".csv", ".tsv", ".txt", "") and b"\0" not in _head_of_text(source):
        yield _of_text(source)
    elif source.form in (".xlsx", ".xlsm"):
        yield from _of_workbook(source)
    elif source.form in (".json", ".jsonl", ".ndjson") and not _object_centric(source):
        yield from _of_documents(source)
    else:
        yield _of_any(source)


def _head_of_text(source: Source) -> bytes:
    head = source.first(4)
    return head if marked_encoding(head) is None else b""


# ---------------------------------------------------------------- rows that are gathered


class _Gathered:
    """Rows as they come: the first whole, the last few, and the different texts of every column."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.texts: list[Counter[str]] = [Counter() for _ in names]
        self.rows: list[tuple[str, ...]] = []
        self.last: deque[tuple[int, tuple[str, ...]]] = deque(maxlen=_LAST)
        self.count = 0
        self._different = 0

    def add(self, cells: Sequence[str], filled: int) -> None:
        self.count += 1
        row = tuple(cells)
        if len(self.rows) < _KEPT:
            self.rows.append(row)
        self.last.append((filled, row))
        for counter, text in zip(self.texts, row, strict=True):
            if not text:
                continue
            if text in counter:
                counter[text] += 1
            elif len(counter) < _DIFFERENT and self._different < _ALL_DIFFERENT:
                self._different += 1
                counter[text] = 1

    def without(self, last: int, first: int) -> None:
        """Leave out rows at the end, and below the header: they are no events."""
        gone = self.rows[:first]
        gone += [row for _, row in list(self.last)[len(self.last) - last :]] if last else []
        for row in gone:
            for counter, text in zip(self.texts, row, strict=True):
                if text:
                    counter[text] -= 1
                    if counter[text] <= 0:
                        del counter[text]
        self.rows = self.rows[first : len(self.rows) - (last if self.count <= _KEPT else 0)]
        self.count -= len(gone)

    def columns(self) -> tuple[Column, ...]:
        """The columns that hold anything."""
        return tuple(_column(name, texts) for name, texts in zip(self.names, self.texts, strict=True))


def _column(name: str, texts: Counter[str], most: float = _MOST) -> Column:
    fit = fitting(text for text in texts if not is_nothing(text))
    if fit is not None:
        nothing = sum(count for text, count in texts.items() if is_nothing(text))
        unread = sum(texts[text] for text in fit.unread if not is_nothing(text))
        if unread > (1 - most) * (texts.total() - nothing) or (not _dated(fit) and not _names_time(name)):
            fit = None
    return Column(name, texts, texts.total(), fit)


def _dated(fit: Fitting) -> bool:
    """Whether what is written so can hardly be anything but times."""
    return any(form == "iso" or "%Y" in form or "%b" in form or "%H:" in form or "%I:" in form for form in fit.forms)


def _names_time(name: str) -> bool:
    return (
        re.search(
            r"time|date|when|(^|_)ts$|(^|[_ .])(at|on)$|created|opened|closed|updated|changed|received|sent|entry"
            r"|entered|datum|zeit|uhr|wann|heure|quand|fecha|时间|日期|时刻|stamp|start|end|begin",
            name,
            re.IGNORECASE,
        )
        is not None
    )


def _cell(held: object) -> str:
    return "" if held is None or held != held else text_of(held).strip()  # noqa: PLR0124  # what is no number


# ---------------------------------------------------------------- tables with a header


def _table(
    grid: Iterable[tuple[int, Sequence[str]]],
    style: Mapping[str, str],
    doubts: Sequence[str],
    named: str,
) -> Seen | None:
    """A table in a grid of cells: its header, what stands above and below it."""
    rows = iter(grid)
    head = list(islice(rows, 200))
    at = _header_at([cells for _, cells in head[:_SOON]], [cells for _, cells in head])
    if at is None:
        return None
    first, depth = _header_rows(at, [cells for _, cells in head])
    line, at = head[first][0], first + depth - 1
    names = joined_header([cells for _, cells in head[first : first + depth]])[:_WIDEST]
    counted = Counter(names)
    kept = [place for place, name in enumerate(names) if name and counted[name] == 1]
    gathered = _Gathered([names[place] for place in kept])
    for _, cells in [*head[at + 1 :], *rows]:
        filled = sum(1 for cell in cells if cell)
        if filled:
            gathered.add([cells[place] if place < len(cells) else "" for place in kept], filled)
    place: dict[str, object] = {}
    if line > 1:
        place["skip"] = line - 1
    if depth > 1:
        place["header"] = list(range(1, depth + 1))
    twice = sorted({name for name in names if name and counted[name] > 1})
    told = list(doubts)
    if twice:
        shown = ", ".join(f"`{name}`" for name in twice[:5])
        told.append(f"columns of one name are not looked at: {shown}; say `each` of them, if they are needed")
    _leave_out(gathered, place)
    return attrs.evolve(_seen(gathered, place, named), style=style, doubts=tuple(told))


def _header_at(first: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> int | None:
    """Which row names the columns: the fullest, of words, above the rows with times and numbers."""
    filled = [sum(1 for cell in row if cell) for row in rows]
    wide = sorted(filled)[int(len(filled) * 0.75)] if filled else 0
    best: tuple[float, int] | None = None
    for at, row in enumerate(first):
        names = [tidy(cell) for cell in row if cell]
        if len(names) < 2 or len(names) < 0.5 * wide:
            continue
        valued = sum(1 for name in names if _is_value(name))
        named = sum(1 for name in names if _TITLED.search(name) and len(name) <= 40)
        distinct = len(set(names)) / len(names)
        score = (
            min(len(names) / max(wide, 1), 1.2) + named / len(names) + distinct - 3 * valued / len(names) - 0.05 * at
        )
        if best is None or score > best[0]:
            best = (score, at)
    if best is None or best[0] < 0.8:
        return None
    names = [tidy(cell) for cell in first[best[1]] if cell]
    return None if sum(1 for name in names if _is_value(name)) > 0.2 * len(names) else best[1]  # else it is a row


def _header_rows(at: int, rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The first of the rows that name the columns, and how many there are: names may stand over several columns."""

    def named(place: int) -> list[str]:
        row = rows[place] if 0 <= place < len(rows) else ()
        return [] if any(cell and _is_value(cell) for cell in row) else [tidy(cell) for cell in row]

    here, above, below = named(at), named(at - 1), named(at + 1)
    held = [name for name in here if name]
    if len(set(held)) < len(held) and sum(1 for name in above if name) > 1:
        return at - 1, 2
    gaps = [place for place, name in enumerate(here) if not name and any(here[place + 1 :] + here[:place])]
    if gaps and any(place < len(below) and below[place] for place in gaps) and sum(1 for name in below if name) > 1:
        return at, 2
    return at, 1


def _is_value(text: str) -> bool:
    if re.fullmatch(r"[-+]?[\d.,:/ ]*\d[\d.,:/ ]*%?", text):
        return True
    return any(sign.isdigit() for sign in text) and fitting((text,)) is not None


def _no_time(text: str, fit: Fitting) -> bool:
    return text in fit.unread or is_nothing(text)


def _leave_out(gathered: _Gathered, place: dict[str, object]) -> None:
    """Rows that say units below the header, and totals at the end."""
    columns = [_column(name, texts, 0.5) for name, texts in zip(gathered.names, gathered.texts, strict=True)]
    timed = {at: column.fit for at, column in enumerate(columns) if column.fit is not None}
    first = 0
    passing: dict[str, list[str]] = {}
    for row in gathered.rows[:2]:
        misfits = [at for at, fit in timed.items() if row[at] and _no_time(row[at], fit)]
        if not misfits or any(row[at] and not _no_time(row[at], fit) for at, fit in timed.items()):
            break
        at = next((at for at, text in enumerate(row) if text and gathered.texts[at][text] == 1), misfits[0])
        passing.setdefault(gathered.names[at], []).append(row[at])
        first += 1
    last = 0
    for filled, row in reversed(gathered.last):
        no_time = not any(row[at] and not _no_time(row[at], fit) for at, fit in timed.items())
        if timed and no_time and (any(_CLOSING.search(text) for text in row if text) or filled <= 1):
            last += 1
        else:
            break
    if last:
        place["footer"] = last
    if passing:
        place["pass_over"] = {name: texts[0] if len(texts) == 1 else texts for name, texts in passing.items()}
    if first or last:
        gathered.without(last, first)


# ---------------------------------------------------------------- text


def _of_text(source: Source) -> Seen:
    encoding, others = _encoding(source)
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        head = _first_lines(source.name, text)
    separator = head[0][4] if head and re.fullmatch(r"sep=.\r?\n?", head[0].lstrip("\ufeff")) else None
    ruler = _ruler(head)
    delimiter = separator or ("\t" if source.form == ".tsv" else _delimiter(head))
    style: dict[str, str] = {}
    doubts: list[str] = []
    if delimiter != "," and source.form != ".tsv" and separator is None:
        style["delimiter"] = delimiter
    if others is not None:
        style["encoding"] = encoding
        more = f"{', '.join(f'`{name}`' for name in others)} would read it, too; " if others else ""
        another = f"{more}another is named so: `csv: {{encoding: NAME}}`"
        doubts.append(f"the file is not UTF-8, and `{encoding}` is a guess: are all letters right? {another}")
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        lines = (line for line in text if ruler is None or not line.startswith(ruler))
        grid = _lines(source.name, lines, delimiter, skip=separator is not None)
        seen = _table(grid, style, doubts, "")
    if seen is None:
        message = "no line of the file names its columns"
        raise FactsError([Problem("nothing-proposed", Where(file=source.name), message, "put a header above the rows")])
    if ruler is not None:
        seen = attrs.evolve(seen, place={**seen.place, "comment": ruler})
    if separator is not None and seen.place.get("skip") == 1:
        seen = attrs.evolve(seen, place={name: said for name, said in seen.place.items() if name != "skip"})
    return seen


def _first_lines(file: str, text: io.TextIOWrapper) -> list[str]:
    head: list[str] = []
    while len(head) < 400 and (line := text.readline(MANY_CHARACTERS + 1)):
        if len(line) > MANY_CHARACTERS:
            raise refused("too-long", file, "a line is too long to be one of a log", line=len(head) + 1)
        if max(line.count(sign) for sign in DELIMITERS) > MANY_COLUMNS:
            raise refused("too-wide", file, f"a line has more than {MANY_COLUMNS:,} columns", line=len(head) + 1)
        head.append(line)
    return head


def _ruler(lines: Sequence[str]) -> str | None:
    """The sign of lines that are drawn between the rows of a printed list, if no other line begins with it."""
    drawn = {line[0] for line in lines if re.fullmatch(r"([-=+_*])[-=+_*|\s]{3,}", line)}
    for sign in drawn:
        if all(re.fullmatch(r"[-=+_*|\s]+", line) for line in lines if line.startswith(sign)):
            return sign
    return None


def _lines(file: str, text: Iterable[str], delimiter: str, *, skip: bool) -> Iterator[tuple[int, Sequence[str]]]:
    """Cells by line; the number is that of the first line of a row."""
    limit = csv.field_size_limit(1_000_000)
    before = 0
    try:
        reader = csv.reader(text, delimiter=delimiter)
        for cells in reader:
            if not (skip and not before):
                yield before + 1, [cell.strip().strip("\ufeff") for cell in cells]
            before = reader.line_num
    except csv.Error:
        message = "a cell is too long to be one of a log: a quote may be opened here and never closed"
        raise refused("too-long", file, message, line=before + 1) from None
    finally:
        csv.field_size_limit(limit)


def _delimiter(lines: Sequence[str]) -> str:
    """The sign under which most lines have the same number of cells, and several."""
    best = (0.0, ",")
    for sign in DELIMITERS:
        with suppress(csv.Error):
            widths = Counter(len(row) for row in csv.reader(iter(lines), delimiter=sign) if len(row) > 1)
            if widths:
                width, count = max(widths.items(), key=lambda one: (one[1] * min(one[0], 4), one[0]))
                best = max(best, (count * min(width, 6) + 0.001 * (sign == ","), sign), key=lambda one: one[0])
    return best[1]


def _encoding(source: Source) -> tuple[str, tuple[str, ...] | None]:
    """How a text file is written; where that is a guess, with what else would read it."""
    head = source.first(400_000)
    marked = marked_encoding(head)
    if marked is not None and marked != "utf-8-sig":
        return marked, None
    cut = head[: head.rfind(b"\n")] if b"\n" in head and len(head) == 400_000 else head
    with suppress(UnicodeDecodeError):
        cut.decode("utf-8")
        return "utf-8-sig", None
    from servicepolicy.logs.guessed_encoding import guessed_encoding

    return guessed_encoding(cut)


# ---------------------------------------------------------------- workbooks


def _of_workbook(source: Source) -> Iterator[Seen]:
    from servicepolicy.logs.containers.excel import sheets_of

    sheets = sheets_of(source)
    shown = [name for name, hidden, _ in sheets if not hidden] or [name for name, _, _ in sheets]
    for name, _, rows in sheets:
        grid = ((number, [_shown(cell) for cell in cells]) for number, cells in rows())
        seen = _table(grid, {}, (), f"the sheet `{name}`")
        if seen is not None:
            place = dict(seen.place)
            yield attrs.evolve(seen, place=place if shown[0] == name else {"sheet": name, **place}, sheet=name)


def _shown(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date) else _cell(cell)


# ---------------------------------------------------------------- documents and all else


def _object_centric(source: Source) -> bool:
    from servicepolicy.logs.containers.ocel import is_ocel_json

    return source.form == ".json" and is_ocel_json(source)


def _of_documents(source: Source) -> Iterator[Seen]:
    """The documents themselves, and every list of objects that they hold."""
    from servicepolicy.logs.containers.json_rows import documents

    contents = [line.content for line in islice(documents(source), 500) if line.content is not None]
    paths: dict[str, dict[str, None]] = {"": {}}
    for content in contents:
        for name in _paths(content):
            paths[""][name] = None
        for path, above, item in _lists(content, "", [content]):
            names = paths.setdefault(path, {})
            for name in _paths(item):
                names[name] = None
            for depth, around in enumerate(reversed(above), start=1):
                for name in _paths(around):
                    names["^" * depth + name] = None
    for path, columns in paths.items():
        known = list(columns)[:_WIDEST]
        place = RowPlace(path=path or None)
        table = read_table(source, known, frozenset(), place, TableFormat())
        gathered = _Gathered(known)
        for _, cells, note in table.rows:
            if note is None:
                gathered.add([_cell(cell) for cell in cells], 1)
        said: dict[str, object] = {"path": path} if path else {}
        yield _seen(gathered, said, f"the list `{path}`" if path else "the documents")


def _lists(
    content: Mapping[str, object], path: str, above: list[Mapping[str, object]]
) -> Iterator[tuple[str, list[Mapping[str, object]], Mapping[str, object]]]:
    """Every item of a list of objects: the path of the list, what holds it, and the item."""
    if len(above) > _DEEPEST:
        return
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _lists(cast("Mapping[str, object]", value), f"{path}{key}.", above)
        elif isinstance(value, list):
            inside = f"{path}{key}[]"
            for item in cast("list[object]", value):
                if isinstance(item, dict):
                    one = cast("Mapping[str, object]", item)
                    yield inside, above, one
                    yield from _lists(one, f"{inside}.", [*above, one])


def _paths(content: Mapping[str, object], above: str = "") -> Iterator[str]:
    for key, value in content.items():
        if isinstance(value, dict):
            if above.count(".") < 4:
                yield from _paths(cast("Mapping[str, object]", value), f"{above}{key}.")
        elif not isinstance(value, list):
            yield f"{above}{key}"


def _of_any(source: Source) -> Seen:
    """What has columns of its own: frames, databases, logs of events."""
    place, style = RowPlace(), TableFormat()
    held = source.held
    if isinstance(held, list | tuple):  # of mappings, which name their own columns
        items = [cast("Mapping[str, object]", item) for item in islice(held, 500) if isinstance(item, Mapping)]
        names = list(dict.fromkeys(name for item in items for name in _paths(item)))[:_WIDEST]
    else:
        table = _read(source, (), place, style)
        if not table.fixed:
            for _ in islice(table.rows, 500):
                pass
        counted = Counter(table.present)
        names = [name for name in dict.fromkeys(table.present) if counted[name] == 1][:_WIDEST]
        names = names if table.fixed else sorted(names)
    table = _read(source, names, place, style)
    gathered = _Gathered(names)
    for _, cells, note in table.rows:
        if note is None:
            gathered.add([_shown(cell) for cell in cells], 1)
    return _seen(gathered, {}, "")


def _read(source: Source, names: Sequence[str], place: RowPlace, style: TableFormat) -> Table:
    if _object_centric(source):
        from servicepolicy.logs.containers.ocel import read_ocel

        return read_ocel(source, names)
    return read_table(source, names, frozenset(), place, style)


def _seen(gathered: _Gathered, place: Mapping[str, object], named: str) -> Seen:
    columns = tuple(one for one in gathered.columns() if one.filled)
    held = [gathered.names.index(one.name) for one in columns]
    rows = tuple(tuple(row[at] for at in held) for row in gathered.rows)
    return Seen(columns, rows, gathered.count, place, {}, (), named)


def activity_share(column: Column) -> float:
    """The share of its texts that sound like something done with a case."""
    return sum(1 for text in column.texts if looks_like_activity(text)) / max(len(column.texts), 1)
