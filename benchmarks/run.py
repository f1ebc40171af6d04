"""Runs every `bench_*.py` beside this file and prints one table: ours, the rival, the ratio, and the budget.

A benchmark module has a function `rows()` that yields `Row`. Figures are the median of several runs on this machine;
only the ratios, which are measured in one run, say anything about another machine.

Exit code 0 where every budget holds, 1 where one is missed. A rival that is not installed is named, and misses nothing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """One measured comparison.

    Args:
        what: What was measured, with its size.
        ours: Seconds that servicepolicy took.
        rival: Name of what it is compared with, or of the absolute budget.
        theirs: Seconds that the rival took, `None` where it is not installed.
        budget: The largest allowed `ours / theirs`; `None` where the figure is only for orientation.
        note: What the reader must know: an input on which the answers differ, why a rival is missing.
    """

    what: str
    ours: float
    rival: str
    theirs: float | None = None
    budget: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the rival's time we took; under 1 is faster."""
        return None if not self.theirs else self.ours / self.theirs

    @property
    def missed(self) -> bool:
        """Whether the budget was measured and not kept."""
        return self.budget is not None and self.ratio is not None and self.ratio > self.budget


def seconds(time: float | None) -> str:
    """A time with the unit that suits it."""
    if time is None:
        return "not installed"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
        if time >= size:
            return f"{time / size:.3g} {unit}"
    return f"{time / 1e-9:.3g} ns"


def times(ratio: float | None) -> str:
    """A ratio as people say it: how many times faster or slower."""
    if ratio is None:
        return ""
    return f"{1 / ratio:.3g} x faster" if ratio < 1 else f"{ratio:.3g} x"


def collect(names: list[str]) -> Iterator[Row]:
    """The rows of the benchmarks whose names contain one of the words given, or of all."""
    sys.path.insert(0, str(HERE))
    for path in sorted(HERE.glob("bench_*.py")):
        if names and not any(name in path.stem for name in names):
            continue
        print(f"... {path.stem}", file=sys.stderr, flush=True)
        yield from importlib.import_module(path.stem).rows()


def table(rows: list[Row]) -> str:
    """All rows as one table, columns aligned."""
    lines = [("what", "ours", "rival", "theirs", "ours against theirs", "budget", "")]
    for row in rows:
        verdict = "" if row.budget is None or row.ratio is None else ("MISSED" if row.missed else "kept")
        note = f"{verdict} {row.note}".strip()
        budget = "" if row.budget is None else f"at most {times(row.budget)}" if row.budget >= 1 else times(row.budget)
        lines.append((row.what, seconds(row.ours), row.rival, seconds(row.theirs), times(row.ratio), budget, note))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def main(names: list[str]) -> int:
    """Measure, print, and say by the exit code whether the budgets hold."""
    rows = list(collect(names))
    print(table(rows))
    return int(any(row.missed for row in rows))


if __name__ == "__main__":
    # Benchmarks say `from run import Row`: without this they would get a second copy of this module.
    sys.modules["run"] = sys.modules["__main__"]
    raise SystemExit(main(sys.argv[1:]))
