"""Results as frames of pandas or Polars, whichever is asked for or installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

import attrs

from servicepolicy.errors import UsageError

if TYPE_CHECKING:
    import polars

    from servicepolicy.results.rows import Kind, Row

__all__ = ["Library", "Rows", "Tabular", "frame_of", "polars_of", "to_frame"]

Library: TypeAlias = Literal["polars", "pandas"]
LIBRARIES: Final[tuple[Library, ...]] = ("polars", "pandas")
_PLACES: Final = 10  # of amounts: more than any currency has


@attrs.frozen
class Rows:
    """Rows of a frame: what each column holds, the rows, and the zone of their times."""

    kinds: Mapping[str, Kind]
    rows: Sequence[Row]
    zone: str = "UTC"


class Tabular(Protocol):
    """What can be rows of a frame: a report, a duty, a notice, an assessment."""

    def as_rows(self) -> Rows:
        """Its rows."""
        ...


def to_frame(results: Tabular | Iterable[Tabular], library: Library | None = None) -> Any:
    """Results as a frame of pandas or Polars.

    A report has a row a verdict, an agenda a row a duty, an assessment a row a finding. Times are instants in the
    policy's zone (of a date without a time, its first), amounts are decimals, shares and scores floats; what is not
    there is null.

    Args:
        results: A report, an assessment, an agenda, or several reports, duties or notices.
        library: `polars` or `pandas`; absent: Polars if it is installed, else pandas.

    Raises:
        UsageError: It is not installed, or the results are of several kinds.
    """
    several = [one.as_rows() for one in (results if isinstance(results, Iterable) else (results,))]
    kinds = several[0].kinds if several else {}
    if any(one.kinds.keys() != kinds.keys() for one in several):
        raise UsageError("a frame holds results of one kind: reports, duties, notices or assessments")
    zone = several[0].zone if several else "UTC"
    return frame_of([row for one in several for row in one.rows], kinds, zone, library)


def polars_of(rows: Sequence[Row], kinds: Mapping[str, str], zone: str) -> polars.DataFrame:
    """Rows as a frame of Polars.

    Args:
        rows: The rows.
        kinds: What each column holds: `text`, `time`, `number`, `amount`, `whole` or `flag`.
        zone: The zone of times.

    Raises:
        UsageError: Polars is not installed.
    """
    pl = _library("polars")
    types = {
        "text": pl.String,
        "time": pl.Datetime("us", zone),
        "number": pl.Float64,
        "amount": pl.Decimal(38, _PLACES),
        "whole": pl.Int64,
        "flag": pl.Boolean,
    }
    schema = {name: types[kind] for name, kind in kinds.items()}
    columns = {name: [_plain(row.get(name), kind, zone) for row in rows] for name, kind in kinds.items()}
    frame: polars.DataFrame = pl.DataFrame(columns, schema=schema, strict=True)
    return frame


def frame_of(rows: Sequence[Row], kinds: Mapping[str, str], zone: str, library: Library | None = None) -> Any:
    """Rows as a frame of the library that is asked for; of none: of Polars if it is installed, else of pandas.

    Raises:
        UsageError: It is not installed, or there is no such library.
    """
    if library is None:
        library = next((name for name in LIBRARIES if _installed(name)), None)
        if library is None:
            raise UsageError("a frame needs Polars or pandas: install the extra `servicepolicy[bulk]`, or `pandas`")
    if library == "polars":
        return polars_of(rows, kinds, zone)
    if library != "pandas":
        raise UsageError(f"`{library}` makes no frames here: it is `polars` or `pandas`")
    pd = _library("pandas")
    types = {"text": "string", "number": "Float64", "amount": "object", "whole": "Int64", "flag": "boolean"}
    columns: dict[str, Any] = {}
    for name, kind in kinds.items():
        cells = [_plain(row.get(name), kind, zone) for row in rows]
        if kind == "time":
            columns[name] = (
                pd.to_datetime(pd.Series(cells, dtype="object"), utc=True).dt.as_unit("us").dt.tz_convert(zone)
            )
        else:
            columns[name] = pd.Series(cells, dtype=types[kind])
    return pd.DataFrame(columns)


def _plain(cell: object, kind: str, zone: str) -> object:
    match cell:
        case datetime():
            return cell
        case date():  # a date without a time: its first instant
            from servicepolicy.worktime._instant import first_instant, from_us

            return from_us(first_instant(cell.toordinal(), zone), zone)
        case Decimal() if kind == "number":
            return float(cell)
        case Fraction():
            return float(cell)
        case timedelta():
            return cell.total_seconds()
        case _:
            return cell


def _installed(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        extra = "install the extra `servicepolicy[bulk]`" if name == "polars" else "`pip install pandas`"
        raise UsageError(f"a frame of `{name}` needs `{name}`: {extra}") from None
