"""What a first folder holds is valid wherever it is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.starting.first_folder import FILES, first_files
from servicepolicy.starting.place import place
from servicepolicy.testing import run

PLACES = [("Asia/Hong_Kong", "HK"), ("Asia/Tokyo", "JP"), ("Europe/Zurich", "CH"), ("Asia/Kolkata", None)]


@pytest.mark.parametrize(("zone", "country"), PLACES)
def test_scenarios_pass_under_other_holidays(tmp_path: Path, zone: str, country: str | None) -> None:
    """The days of the scenarios are working days there, so that all of them pass."""
    files = first_files(place("en", zone, country))
    assert tuple(files) == FILES
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    results = list(run(tmp_path / "scenarios.yaml"))
    assert [result.scenario.id for result in results if not result.passed] == []
    assert len(results) == 6
