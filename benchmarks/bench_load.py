"""What it takes to load every shipped pack, imports and all, in an interpreter that has done nothing yet.

The time starts before `import servicepolicy` and ends when the last pack is filled and checked; the note says how much
of it went into imports, ours and those of what we stand on. Byte code is at hand, as it is after any installation.
Nothing is kept on disk between two interpreters: each reads the YAML, builds the schemas and checks every word. What is
measured is processor time: loading runs in one thread, and a machine that is busy with other things must not count.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from run import Row

RUNS = 9
CODE = """
import json
from time import process_time as clock
begun = clock()
import attrs, pendulum, pydantic
from pydantic import BaseModel
stood_on = clock()
import servicepolicy as sp
import yaml
load, names = sp.load, sp.packs()
imported = clock()
loaded = [load(name, fill="example-bank") for name in names]
done = clock()
[load(name, fill="example-bank") for name in names]
again = clock()
load("complaint-handling", fill="example-bank")
one = clock()
print(json.dumps({
    "stood_on": stood_on - begun, "imports": imported - begun, "first": done - imported, "all": done - begun,
    "again": again - done, "one": one - again, "packs": len(names), "rules": sum(len(each.rules) for each in loaded),
}))
"""


def measured() -> dict[str, float]:
    """The median of each time over several fresh interpreters, after one that only leaves byte code behind."""
    with tempfile.TemporaryDirectory() as byte_code:
        # The interpreter sees the standard variables of this one, but for those about byte code.
        around = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        around |= {"PYTHONPYCACHEPREFIX": byte_code, "PYTHONPATH": os.pathsep.join(_own_paths())}
        runs = [_run(around) for _ in range(RUNS + 1)][1:]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _own_paths() -> list[str]:
    import servicepolicy

    return [str(Path(servicepolicy.__file__).resolve().parents[1])]


def _run(around: dict[str, str]) -> dict[str, float]:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env=around)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def rows() -> Iterator[Row]:
    """All packs in a fresh interpreter against half a second; then without the imports, again, and one alone."""
    took = measured()
    what = f"{took['packs']:.0f} shipped packs, {took['rules']:.0f} rules"
    whole = f"{took['imports']:.2f} s of it imports, {took['stood_on']:.2f} s of those pydantic, pendulum and attrs"
    yield Row(f"import and load {what}", took["all"], "0.5 s", 0.5, 1.0, f"fresh interpreter; {whole}")
    yield Row(f"load {what}", took["first"], "0.5 s", 0.5, 1.0, "fresh interpreter, imports not counted")
    yield Row("load the same again", took["again"], "", note="for orientation: the schemas are built by now")
    yield Row("load complaint-handling again", took["one"], "", note="for orientation")
