"""A small log of many cases, and what is found in it: for tests of everything that reads and writes tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from servicepolicy import columnar
from servicepolicy.policy.policy import Policy

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
POLICY = Policy(
    policy="answers",
    timezone="Asia/Shanghai",
    calendars={"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}},
    rules=[
        {
            "id": "answered",
            "kind": "deadline",
            "clause": "1",
            "start": "received",
            "stop": "replied",
            "within": "2 working days",
            "clock": "office",
        },
        {"id": "told", "kind": "requirement", "clause": "2", "at": "transferred", "must": {"customer_told": "true"}},
        {"id": "by-phone", "kind": "requirement", "clause": "3", "must": {"channel": "telephone"}, "until": "closed"},
    ],
)
COLUMNS = ["subject", "rule", "occurrence"]


def events(cases: int = 60) -> pl.DataFrame:
    """Four kinds of events; some cases lack an answer, some transfers are not told, some do not say."""
    rows = []
    for number in range(cases):
        begun = datetime(2026, 1, 5, 2, tzinfo=UTC) + timedelta(hours=7 * number)
        rows.append((f"C-{number:05d}", "received", begun, f"e{number % 7}", None))
        if number % 3:
            told = (True, False, None)[number % 3 - number % 2]
            rows.append((f"C-{number:05d}", "transferred", begun + timedelta(hours=2), None, told))
        if number % 5:
            rows.append((f"C-{number:05d}", "replied", begun + timedelta(hours=11 * (number % 9)), "e1", None))
        if number % 2:
            rows.append((f"C-{number:05d}", "closed", begun + timedelta(days=9), "e2", None))
    kinds = {
        "subject": pl.String,
        "event": pl.String,
        "at": pl.Datetime("us", "UTC"),
        "by": pl.String,
        "customer_told": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=kinds, orient="row")


def subjects(cases: int = 60) -> pl.DataFrame:
    """What is known of each case beside its events."""
    return pl.DataFrame(
        {
            "subject": [f"C-{number:05d}" for number in range(cases)],
            "type": "complaint",
            "channel": [("telephone", "letter", None)[number % 3] for number in range(cases)],
        }
    )


def expected(given: pl.DataFrame | None = None, headers: pl.DataFrame | None = None) -> pl.DataFrame:
    """The verdicts of the tables, judged as they are, in an order that does not depend on it."""
    own = events() if given is None else given
    return ordered(columnar.evaluate(POLICY, own, subjects() if headers is None else headers, as_of=AS_OF).verdicts)


def ordered(verdicts: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Verdicts by subject, rule and occurrence, categories as text."""
    read = verdicts.lazy().collect()
    assert isinstance(read, pl.DataFrame)
    texts = [name for name, kind in read.schema.items() if isinstance(kind, pl.Categorical | pl.Enum)]
    return read.with_columns(pl.col(texts).cast(pl.String)).sort(COLUMNS)


def files(folder: Path) -> list[str]:
    """What lies in a folder, what is hidden left aside."""
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
