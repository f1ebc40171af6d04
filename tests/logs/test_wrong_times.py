"""What is said of a cell that holds no time in the form that a mapping says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from servicepolicy.errors import FactsError, Problem
from servicepolicy.logs import read_log

MAPPING = {
    "servicepolicy": 1,
    "mapping": "tickets",
    "case": "ticket",
    "event": "activity",
    "events": {"Opened": "received"},
}
FORM = "%d/%m/%Y %H:%M"


def problems(form: str | None, *times: str | None) -> tuple[Problem, ...]:
    """What is said of rows with these times, one a case."""
    at: Mapping[str, object] = {"column": "time", "zone": "UTC", **({"format": form} if form else {})}
    rows = [{"ticket": f"T-{number}", "activity": "Opened", "time": time} for number, time in enumerate(times)]
    try:
        log = read_log(rows, {**MAPPING, "at": at})
        assert list(log)
    except FactsError as error:
        return error.problems
    return log.problems


@pytest.mark.parametrize(
    ("form", "times", "shown", "said"),
    [
        (None, ["02-Apr-2026 09:14"], "`02-Apr-2026 09:14`", 'format: "%d-%b-%Y %H:%M"'),
        (None, ["2. März 2026 09:14"], "`2. März 2026 09:14`", 'format: "%d. %b %Y %H:%M", months: de'),
        (None, ["02/04/26", "13/04/26"], "`02/04/26`", 'format: "%d/%m/%y"'),
        (None, ["02/04/26", "03/04/26"], "`02/04/26`", "whether the day or the month is first"),
        (FORM, ["13/04/2026 09:14", "2026-04-13 09:14"], "`2026-04-13 09:14`", f'format: ["{FORM}", "iso"]'),
        (FORM, ["13/04/2026 09:14", "04/13/2026 09:14"], "`04/13/2026 09:14`", "the other way round"),
        (FORM, ["13/04/2026 09:14", "31/02/2026 09:14"], "`31/02/2026 09:14`", f"`{FORM}`"),
        (FORM, ["13/04/2026 09:14", "02/04/26 09:14"], "`02/04/26 09:14`", f'format: ["{FORM}", "%d/%m/%y %H:%M"]'),
        (FORM, ["13/04/2026 09:14", "n/a"], "`n/a`", 'absent: ["", "n/a"]'),
    ],
)
def test_the_text_and_the_form_that_fits_it(form: str | None, times: list[str], shown: str, said: str) -> None:
    """What stands there is shown, and the help is the form that reads it: never the form that is there already."""
    problem = problems(form, *times)[-1]
    assert problem.code == "not-a-time"
    assert shown in problem.message
    assert said in problem.help


@pytest.mark.parametrize("time", ["Ann Lee", "020 7946 0958", "12340101", "rang 02/04/2026", None])
def test_what_may_be_personal_is_not_shown(time: str | None) -> None:
    """A name, a number of a telephone or an account in a column of times never stands in a message."""
    (problem,) = problems(FORM, "13/04/2026 09:14", time)
    assert (time or "T-0") not in str(problem)
    assert "%d/%m/%Y" in problem.help or "empty" in problem.message
