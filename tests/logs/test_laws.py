"""What holds of every log: the order of rows, the number of files, columns that nobody reads change nothing."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from servicepolicy.logs import LogMapping, read_log

ACTIVITIES = ["Opened", "Answered", "Refunded", "Solved", "Viewed", "Other", "", "NULL"]
COLUMNS = ("ticket", "kind", "time", "what", "state", "who", "post", "to", "sum")
TICKETS = st.sampled_from(["T-1", "T-2", "T-3"])
TIMES = st.sampled_from(["", "soon", *(f"2026-01-0{day}T{hour}:00" for day in (5, 6) for hour in ("09", "10", "17"))])
ROWS = st.lists(
    st.tuples(
        TICKETS,
        st.sampled_from(["complaint", "inquiry", ""]),
        TIMES,
        st.sampled_from(ACTIVITIES),
        st.sampled_from(["New", "Done", ""]),
        st.sampled_from(["ann", "bob", "", "-"]),
        st.sampled_from(["clerk", "head", ""]),
        st.sampled_from(["customer", ""]),
        st.sampled_from(["10 GBP", "1.250 GBP", "", "much"]),
    ),
    min_size=1,
    max_size=9,
    unique=True,
).map(lambda rows: [("T-0", "complaint", "2026-01-05T08:00", "Opened", "New", "ann", "clerk", "", ""), *rows])
BASE: dict[str, Any] = {
    "servicepolicy": 1,
    "mapping": "m",
    "case": "ticket",
    "at": {"column": "time", "zone": "Europe/London"},
    "actor": {"id": "who", "role": "post"},
    "header": {"type": "kind"},
}
TO = {"fields": {"to": "to"}}
SUM = {"fields": {"amount": {"column": "sum", "currency": {"text": True}}}}
MAPPINGS = [
    LogMapping.model_validate({**BASE, **said})
    for said in (
        {"event": "what", "events": {"Opened": "received", "Answered": {"event": "replied", **TO}, "Viewed": "ignore",
                                     "Refunded": {"event": "paid", **SUM}, "Solved": "resolved"}},
        {"events": [{"when": {"what": "Answered", "to": "customer"}, "event": "replied", **TO},
                    {"when": {"any": [{"what": "Solved"}, {"not": {"state": ["New"]}}]}, "event": "resolved"},
                    {"when": {"what": {"present": True}}, "event": "received"}]},
        {"derive": [{"when": "first row", "event": "received"},
                    {"when": {"column": "state", "becomes": "Done"}, "event": "resolved"}]},
    )
]  # fmt: skip
Row = tuple[str, ...]


def told(log: object, mapping: LogMapping, *, in_order: bool = True) -> object:
    """All that is read: the facts of each case, how much was read, and why what was not was not."""
    read = read_log(log, mapping)
    subjects = {
        one.id: (one.header, [(e.kind, e.at, e.actors, e.fields) for e in one.timeline.events], one.not_offered)
        for one in read.facts()
    }
    cases = {one.id: sorted(one.not_offered or ()) for one in read}
    assert cases == {key: sorted(lacking) for key, (*_, lacking) in subjects.items()}
    counts = {name: held for name, held in read.counts.plain().items() if name != "unmatched"}
    codes = Counter((one.code, one.where.path.partition(":")[0]) for one in read.problems)
    return subjects if in_order else dict(sorted(subjects.items())), counts, codes


def objects(rows: list[Row]) -> list[dict[str, str]]:
    """The rows as mappings."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


@settings(max_examples=25)
@given(ROWS, st.sampled_from(MAPPINGS), st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(rows: list[Row], mapping: LogMapping, random: Any) -> None:
    """A log whose mapping names no order reads the same, however its rows stand: of one instant each its own."""
    once = {(row[0], row[2]): row for row in rows}  # which of two rows of one instant is the first, nobody knows
    rows = list(once.values())
    shuffled = random.sample(rows, len(rows))
    assert told(objects(shuffled), mapping, in_order=False) == told(objects(rows), mapping, in_order=False)


@settings(max_examples=25)
@given(ROWS, st.sampled_from(MAPPINGS), st.data())
def test_several_files_are_one(rows: list[Row], mapping: LogMapping, data: st.DataObject) -> None:
    """Rows that lie in two files read as if they lay in one."""
    cut = data.draw(st.integers(0, len(rows)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in (("1.csv", rows[:cut]), ("2.csv", rows[cut:])):
            if part:
                archive.writestr(name, content_of(part))
    assert told(packed.getvalue(), mapping) == told(content_of(rows), mapping)


@settings(max_examples=25)
@given(ROWS, st.sampled_from(MAPPINGS), st.sampled_from(["", "NULL", "x,y", '"', "2026-01-01", "=1/0"]))
def test_a_column_that_nobody_reads(rows: list[Row], mapping: LogMapping, text: str) -> None:
    """It changes nothing, whatever it holds, and wherever it stands."""
    wider = [{"note": text, **row, "remark": text} for row in objects(rows)]
    assert told(wider, mapping) == told(objects(rows), mapping)


def content_of(rows: list[Row]) -> bytes:
    """The rows as CSV; none of them holds a sign that would need quotes."""
    return "\n".join(",".join(row) for row in (COLUMNS, *rows)).encode() + b"\n"
