"""What `import servicepolicy` costs beside the three packages that it stands on."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from run import Row

RUNS = 15
BASE = "pydantic, pendulum, attrs"


def import_seconds(names: str) -> float:
    """Seconds that a fresh interpreter spends on one import statement, without its own start."""
    code = (
        "from time import perf_counter_ns as clock; start = clock(); "
        f"import {names}; "
        "print(clock() - start)"
    )  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(ran.stdout) / 1e9


def rows() -> Iterator[Row]:
    """The two imports in turn, so that a busy moment of the machine hits both."""
    # pydantic loads most of itself only when a name of it is used, as every user of it does.
    used = f"{BASE}; from pydantic import BaseModel"
    whole = "servicepolicy; from servicepolicy import *"  # whatever the front door delays
    statements = ("servicepolicy", used, BASE, whole)
    taken: dict[str, list[float]] = {statement: [] for statement in statements}
    for run in range(RUNS + 1):
        for statement in statements:
            seconds = import_seconds(statement)
            if run:  # the first one fills the caches
                taken[statement].append(seconds)
    ours, used_time, bare_time, whole_time = (statistics.median(taken[statement]) for statement in statements)
    yield Row("import servicepolicy", ours, f"{BASE}, BaseModel", used_time, budget=1.3)
    yield Row("import servicepolicy", ours, f"{BASE}, nothing used", bare_time, note="for orientation")
    yield Row("import every public name", whole_time, f"{BASE}, BaseModel", used_time, note="for orientation")
