"""What loading the shipped packs costs."""

from __future__ import annotations

import subprocess
import sys

LOAD = """
from time import perf_counter
import servicepolicy as sp
from servicepolicy.policy.shipped import packs
begun = perf_counter()
for pack in packs():
    sp.load(pack, fill="example-bank")
print(perf_counter() - begun)
"""


def seconds() -> float:
    """Loading every shipped pack once, in a fresh process, without the import of the library."""
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_the_shipped_packs_load_in_half_a_second() -> None:
    """All packs together, read, checked and filled, cold: under half a second (the best of three on a busy machine)."""
    assert min(seconds() for _ in range(3)) < 0.5
