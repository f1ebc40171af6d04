"""Tables whose rows stand by subject already: partitions are stretches of the files, and no row is put on disk again.

That they do is looked at row by row, and never taken on trust.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import polars as pl

from servicepolicy.columnar.as_fields import TIMES
from servicepolicy.columnar.partitions import Shape
from servicepolicy.columnar.sources import ParquetRows, Source

__all__ = ["Bounds", "in_order"]

Bounds = dict[str, list[int]]
"""For each table the first row of each stretch; one more at the end."""

_EVENTS: Final = "events"


def in_order(
    sources: Mapping[str, Sequence[Source]], shapes: Mapping[str, Shape], count: int, advance: Callable[[int], None]
) -> Bounds | None:
    """Where the stretches of each table begin: all rows of a subject lie in those of one number.

    Args:
        sources: The tables.
        shapes: How their rows become alike.
        count: How many stretches there are at most.
        advance: Told how many rows more were read.

    Returns:
        The bounds; `None` where rows stand in another order, are to be read as something else, or lack what they need.
    """
    files = {name: _plain(found, shapes[name]) for name, found in sources.items()}
    whole = {name: file for name, file in files.items() if file is not None}
    if len(whole) < len(files):
        return None
    found = _of_events(whole[_EVENTS], shapes[_EVENTS].needed, count, advance)
    if found is None:
        return None
    starts, firsts = found
    bounds = {_EVENTS: starts}
    for name, file in whole.items():
        if name != _EVENTS:
            others = _of_subjects(file, firsts, advance)
            if others is None:
                return None
            bounds[name] = others
    return bounds


def _plain(sources: Sequence[Source], shape: Shape) -> ParquetRows | None:
    """The one file of a table, where its rows are used as they are."""
    if len(sources) != 1 or shape.columns:
        return None
    (source,) = sources
    same = dict(source.schema) == dict(shape.read) == dict(shape.kinds)
    timed = all(isinstance(shape.kinds[name], pl.Datetime | pl.Null) for name in TIMES if name in shape.kinds)
    return source.whole if same and timed and source.schema["subject"] == pl.String else None


def _of_events(
    file: ParquetRows, needed: Sequence[str], count: int, advance: Callable[[int], None]
) -> tuple[list[int], list[str]] | None:
    """Where stretches of about as many rows begin, and with which subject; each begins with the first row of one."""
    total = file.rows
    starts, firsts = [0], list[str]()
    at, last = 0, ""
    for frame in file.frames(needed):
        subject = frame["subject"]
        if not _can_be_used(frame) or not _follow(subject, last):
            return None
        while len(starts) < count and (wanted := len(starts) * total // count) < at + len(frame):
            from_here = subject.slice(max(wanted - at, 0))
            before = subject[wanted - at - 1] if wanted > at else last
            others = (from_here != before).arg_max()
            if others is None or from_here[others] == before:
                break  # of one subject as far as was read: the next rows tell
            starts.append(max(wanted, at) + others)
            firsts.append(from_here[others])
        at, last = at + len(frame), subject[-1] if len(frame) else last
        advance(len(frame))
    return [*starts, total], firsts


def _of_subjects(file: ParquetRows, firsts: Sequence[str], advance: Callable[[int], None]) -> list[int] | None:
    """Where the rows of the subjects of each stretch begin."""
    last, before = "", [0] * len(firsts)
    for frame in file.frames(["subject"]):
        subject = frame["subject"]
        if not _can_be_used(frame) or not _follow(subject, last):
            return None
        for number, place in enumerate(subject.search_sorted(pl.Series(firsts, dtype=pl.String), "left")):
            before[number] += place
        last = subject[-1] if len(frame) else last
        advance(len(frame))
    return [0, *before, file.rows]


def _can_be_used(frame: pl.DataFrame) -> bool:
    """Whether every row says what it needs to say."""
    if any(column.null_count() for column in frame):
        return False
    texts = [column for column in frame if isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum)]
    said = (column.rle().struct.field("value") if column.name == "subject" else column.unique() for column in texts)
    return not any((column.cast(pl.String).str.strip_chars() == "").any() for column in said)


def _follow(subject: pl.Series, last: str) -> bool:
    """Whether no subject stands before one that comes earlier by its name."""
    return not len(subject) or (subject[0] >= last and bool((subject[1:] >= subject[:-1]).all()))
