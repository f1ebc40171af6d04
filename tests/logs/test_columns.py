"""A large log that is left in columns comes to the same, case by case, as one whose rows are gathered."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from servicepolicy.errors import FactsError
from servicepolicy.logs import Log, LogMapping, read_log
from servicepolicy.logs.columns import cases
from servicepolicy.logs.columns.portion import Portion
from servicepolicy.models.timeline import SubjectFacts
from tests.logs.test_laws import COLUMNS, MAPPINGS, ROWS, Row

thorough = settings(max_examples=max(120, settings().max_examples))
BY_TIMES: dict[str, Any] = {
    "servicepolicy": 1,
    "mapping": "m",
    "case": "ticket",
    "actor": {"id": "who", "role": "post"},
    "constants": {"type": "complaint"},
    "not_offered": ["channel"],
    "milestones": {
        "time": {"event": "received", "fields": {"id": "id"}},
        "later": {"event": "resolved", "expected": {"state": "Done"}},
    },
    "times": {"zone": "Europe/London"},
}
BY_ROWS: dict[str, Any] = {
    "servicepolicy": 1,
    "mapping": "m",
    "case": "ticket",
    "at": {"column": "time", "zone": "Europe/London"},
    "actor": {"id": "who", "role": {"column": "post", "map": {"clerk": "intake", "head": "head"}}, "kind": "human"},
    "header": {"type": {"column": "kind", "absent": ["inquiry"]}, "x.sum": "sum"},
    "seq": "row",
    "event": "what",
    "events": {
        "Opened": {"event": "received", "fields": {"id": "id", "recorded_at": "later"}},
        "Answered": {"event": "replied", "fields": {"to": "to", "matter": "state", "x.note": "kind"}},
        "Refunded": {"event": "paid", "fields": {"amount": {"column": "sum", "currency": {"text": True}}}},
        "Solved": {"event": "resolved", "fields": {"id": "id"}, "actor": {"id": "post"}},
        "Viewed": "ignore",
    },
}
NO_ORDER = {name: said for name, said in BY_ROWS.items() if name != "seq"}
ALL_MAPPINGS = [*MAPPINGS, *(LogMapping.model_validate(said) for said in (BY_TIMES, BY_ROWS, NO_ORDER))]
IDS = st.sampled_from(["a", "b", "c", "", " a", "NULL", "d"])
LATER = st.sampled_from(["", "2026-01-05T08:30", "2026-01-06T12:00", "2026-01-05", "2026-01-07T09:00Z", "never"])
KINDS = st.sampled_from(
    [None, pl.Datetime("us", "UTC"), pl.Datetime("us"), pl.Datetime("ns", "Asia/Shanghai"), pl.Date]
)


@contextmanager
def left_in_columns(rows: int = 4) -> Iterator[None]:
    """Logs of any size are left in columns, in pieces of so many rows."""
    with patch.object(cases, "LARGE", 1), patch.object(cases, "ROWS", rows):
        yield


def frame_of(rows: list[Row], ids: list[str], later: list[str], kind: Any) -> pl.DataFrame:
    """The rows as a frame of texts; times, where a type is said, are of that."""
    told = pl.DataFrame([(*row, id, at) for row, id, at in zip(rows, ids, later, strict=True)],
                        schema=dict.fromkeys((*COLUMNS, "id", "later"), pl.String), orient="row")  # fmt: skip
    if kind is None:
        return told
    zone = getattr(kind, "time_zone", None)
    for name in ("time", "later"):
        read = pl.coalesce(pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="us"))
        told = told.with_columns(read.dt.replace_time_zone(zone).cast(kind).alias(name))
    return told


def told(log: Log) -> tuple[list[SubjectFacts], list[str], dict[str, object], datetime | None]:
    """All that a log says, in its order."""
    facts = list(log.facts())
    return facts, [str(problem) for problem in log.problems], log.counts.plain(), log.last_instant()


def together(log: Log) -> tuple[list[SubjectFacts], list[str], dict[str, object], int]:
    """The same by portions, and how many cases were read together."""
    portions = log.portions()
    assert portions is not None
    found: list[SubjectFacts] = []
    many = 0
    for portion in portions:
        same_as_columns(portion)
        placed = {int(place): facts for place, facts in portion.others}
        placed.update(zip(portion.crowd.places.tolist(), portion.among(), strict=True))
        found += [placed[place] for place in sorted(placed)]
        many += len(portion.crowd)
    return found, [str(problem) for problem in log.problems], log.counts.plain(), many


def same_as_columns(portion: Portion) -> None:
    """What stands in the columns of a crowd is what each of its cases says."""
    crowd = portion.crowd
    said: dict[int, list[dict[str, Any]]] = {}
    for case, row in zip(crowd.case.tolist(), crowd.events.rows(named=True), strict=True):
        said.setdefault(case, []).append({name: value for name, value in row.items() if value is not None})
    for place, (facts, head) in enumerate(zip(portion.among(), crowd.heads.rows(named=True), strict=True)):
        assert facts.timeline.is_plain
        assert {name: text for name, text in head.items() if text is not None} == texts(facts.header)
        assert facts.not_offered == crowd.not_offered
        events = []
        for one in facts.timeline.events:
            who = {"by": "id", "role": "role", "unit": "unit", "kind": "kind"}
            actor = {name: getattr(by, held) for by in one.actors for name, held in who.items()}
            own = {"event": one.kind, "at": at(one.at), "recorded_at": at(one.recorded_at), "seq": one.seq}
            whole = {**own, "id": one.id, **actor, **texts(one.fields)}
            events.append({name: value for name, value in whole.items() if value is not None})
        assert said.get(place, []) == events


def texts(held: Any) -> dict[str, str]:
    """Values as texts."""
    return {name: value if isinstance(value, str) else str(value) for name, value in held.items()}


def at(us: int) -> datetime:
    """An instant as a frame holds it."""
    return datetime.fromtimestamp(us // 1_000_000, UTC)


@thorough
@given(ROWS, st.lists(IDS, min_size=12, max_size=12), st.lists(LATER, min_size=12, max_size=12), KINDS,
       st.sampled_from(ALL_MAPPINGS), st.sampled_from([1, 3, 100]))  # fmt: skip
def test_columns_come_to_what_rows_do(
    rows: list[Row], ids: list[str], later: list[str], kind: Any, mapping: LogMapping, piece: int
) -> None:
    """Facts, their order, problems, counts, the last instant, one by one and together; or the same is refused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        frame_of(rows, ids[: len(rows)], later[: len(rows)], kind).write_parquet(path)
        expected = opened(path, mapping)
        with left_in_columns(piece):
            found = opened(path, mapping)
            if isinstance(expected, list):
                assert found == expected
                return
            assert isinstance(found, Log)
            read = told(expected)
            assert told(found) == read
            if found.portions() is not None:
                *same, many = together(found)
                event(f"{'some' if many else 'none'} together")
                assert tuple(same) == read[:3]


def opened(path: Path, mapping: LogMapping) -> Log | list[str]:
    """A log; or the codes of the problems for which it is refused."""
    try:
        return read_log(path, mapping)
    except FactsError as error:
        return [problem.code for problem in error.problems]


def plain_log(folder: Path, mixed: bool) -> tuple[Path, LogMapping]:
    """A log of forty cases in order, with rows of one case together, or not."""
    rows = [
        (f"T-{number}", "complaint", f"2026-01-0{day}T09:00", what, "New", "ann", "clerk", "customer", "10 GBP")
        for number in range(40)
        for day, what in ((5, "Opened"), (6, "Answered"), (7, "Refunded"), (8, "Solved"))
    ]
    if mixed:
        rows.sort(key=lambda row: row[2])
    path = folder / "log.parquet"
    frame_of(rows, [""] * len(rows), [""] * len(rows), None).write_parquet(path)
    return path, MAPPINGS[0]


@pytest.mark.parametrize("mixed", [False, True])
def test_cases_that_are_plainly_in_order_are_read_together(tmp_path: Path, mixed: bool) -> None:
    """All of them, whether their rows stand together or mixed; and what is read of a piece can be sent elsewhere."""
    path, mapping = plain_log(tmp_path, mixed)
    expected = told(read_log(path, mapping))
    with left_in_columns(30):
        log = read_log(path, mapping)
        facts, _, counts, many = together(log)
        assert (facts, counts, many) == (expected[0], expected[2], 40)
        sent = [pickle.loads(pickle.dumps(one)) for one in log.portions() or ()]  # noqa: S301  # our own
    assert [facts for one in sent for facts in one.among()] == expected[0]


def test_a_log_with_a_row_of_no_case_is_gathered(tmp_path: Path) -> None:
    """To whom such a row belongs is asked of all rows: nothing is left in columns, and all is told as before."""
    path, mapping = plain_log(tmp_path, mixed=True)
    frame = pl.read_parquet(path)
    frame.with_columns(ticket=pl.when(pl.arange(pl.len()) == 17).then(None).otherwise("ticket")).write_parquet(path)
    expected = told(read_log(path, mapping))
    with left_in_columns():
        log = read_log(path, mapping)
        assert log.portions() is None
        assert told(log) == expected
