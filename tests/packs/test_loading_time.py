"""What loading the shipped packs costs."""

from __future__ import annotations

from time import process_time

import pytest

import servicepolicy as sp


def seconds(pack: str) -> float:
    """Processor time of reading, checking and filling a shipped pack."""
    begun = process_time()
    sp.load(pack, fill="example-bank")
    return process_time() - begun


@pytest.mark.parametrize("pack", sp.packs())
def test_a_shipped_pack_loads_in_half_a_second(pack: str) -> None:
    """It takes under half a second, the imports that the first load needs aside."""
    seconds(pack)
    assert min(seconds(pack) for _ in range(3)) < 0.5
