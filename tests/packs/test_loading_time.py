"""What loading the shipped packs costs."""

from __future__ import annotations

from time import process_time

import servicepolicy as sp


def seconds() -> float:
    """Processor time of reading, checking and filling every shipped pack."""
    begun = process_time()
    for pack in sp.packs():
        sp.load(pack, fill="example-bank")
    return process_time() - begun


def test_the_shipped_packs_load_in_half_a_second() -> None:
    """All packs together take under half a second, the imports that the first load needs aside."""
    seconds()
    assert min(seconds() for _ in range(3)) < 0.5
