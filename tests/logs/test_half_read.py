"""Nothing that is read by half is judged: whatever a log loses on its way, no breach comes of it in silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import servicepolicy as sp
from servicepolicy.errors import FactsError
from servicepolicy.logs import Log, read_log
from servicepolicy.logs.mapping import LogMapping

POLICY = sp.loads("""
servicepolicy: 1
policy: desk
timezone: Europe/London
roles: {clerk: {}, head: {above: [clerk]}}
rules:
- id: answered
  kind: deadline
  clause: 1
  start: received
  stop: {event: replied, where: {to: customer}}
  within: 8 hours
- {id: solved, kind: deadline, clause: 2, start: received, stop: resolved, within: 3 days}
- id: refunds
  kind: authority
  clause: 3
  action: paid
  amount: {field: amount}
  tiers:
  - {role: clerk, le: 100 GBP}
  - {role: head}
- {id: answered-before, kind: sequence, clause: 4, preceded: {every: resolved, by: replied}}
""")
AS_OF = datetime(2026, 2, 1, tzinfo=UTC)
Cells = list[str]

TICKETS: list[Cells] = [
    ["ticket", "kind", "time", "what", "who", "post", "to", "sum", "id", "voids"],
    ["T-1", "complaint", "2026-01-05T09:00:00Z", "Opened", "ann", "clerk", "", "", "1", ""],
    ["T-1", "complaint", "2026-01-05T10:00:00Z", "Answered", "ann", "clerk", "customer", "", "2", ""],
    ["T-1", "complaint", "2026-01-05T11:00:00Z", "Refunded", "ann", "clerk", "", "50 GBP", "3", ""],
    ["T-1", "complaint", "2026-01-06T11:00:00Z", "Solved", "ann", "clerk", "", "", "4", ""],
    ["T-2", "complaint", "2026-01-05T09:00:00Z", "Opened", "bob", "clerk", "", "", "5", ""],
    ["T-2", "complaint", "2026-01-05T09:30:00Z", "Refunded", "bob", "clerk", "", "500 GBP", "6", ""],
    ["T-2", "complaint", "2026-01-05T09:40:00Z", "Undone", "eve", "head", "", "", "7", "6"],
    ["T-2", "complaint", "2026-01-05T09:50:00Z", "Refunded", "eve", "head", "", "500 GBP", "8", ""],
    ["T-2", "complaint", "2026-01-05T10:00:00Z", "Answered", "bob", "clerk", "customer", "", "9", ""],
    ["T-2", "complaint", "2026-01-05T11:00:00Z", "Solved", "bob", "clerk", "", "", "10", ""],
]
ACTED = {
    "servicepolicy": 1,
    "mapping": "desk",
    "case": "ticket",
    "at": {"column": "time"},
    "actor": {"id": "who", "role": "post"},
    "header": {"type": "kind"},
}
MONEY = {"amount": {"column": "sum", "currency": {"text": True}}}
BY_ACTIVITY: dict[str, Any] = {
    **ACTED,
    "event": "what",
    "events": {
        "Opened": "received",
        "Answered": {"event": "replied", "fields": {"to": "to"}},
        "Refunded": {"event": "paid", "fields": {**MONEY, "id": "id"}},
        "Undone": {"event": "voided", "fields": {"voids": "voids"}},
        "Solved": "resolved",
    },
}
BY_CONDITION = {
    **ACTED,
    "events": [
        {"when": {"what": "Opened"}, "event": "received"},
        {"when": {"what": "Answered", "to": "customer"}, "event": "replied", "fields": {"to": "to"}},
        {"when": {"what": {"in": ["Refunded"]}}, "event": "paid", "fields": {**MONEY, "id": "id"}},
        {"when": {"what": "Undone"}, "event": "voided", "fields": {"voids": "voids"}},
        {"when": {"what": "Solved"}, "event": "resolved"},
        {"event": "x.other"},
    ],
}
STATES: list[Cells] = [
    ["ticket", "kind", "time", "state", "who", "post", "to"],
    ["T-1", "complaint", "2026-01-05T09:00:00Z", "New", "ann", "clerk", "customer"],
    ["T-1", "complaint", "2026-01-05T10:00:00Z", "Answered", "ann", "clerk", "customer"],
    ["T-1", "complaint", "2026-01-05T11:00:00Z", "Answered", "ann", "clerk", "customer"],
    ["T-1", "complaint", "2026-01-06T11:00:00Z", "Solved", "ann", "clerk", "customer"],
    ["T-2", "complaint", "2026-01-05T09:00:00Z", "New", "bob", "clerk", "customer"],
    ["T-2", "complaint", "2026-01-05T11:00:00Z", "Answered", "bob", "clerk", "customer"],
    ["T-2", "complaint", "2026-01-05T11:00:00Z", "Solved", "bob", "clerk", "customer"],
]
BY_STATE = {
    **ACTED,
    "seq": "row",
    "derive": [
        {"when": "first row", "event": "received"},
        {"when": {"column": "state", "becomes": "Answered"}, "event": "replied", "fields": {"to": "to"}},
        {"when": {"column": "state", "becomes": "Solved"}, "event": "resolved"},
    ],
}
WIDE: list[Cells] = [
    ["ticket", "kind", "state", "opened", "answered", "solved", "who", "post", "to"],
    *(
        [f"T-{on[-1]}", "complaint", "Done", f"{on}T09:00Z", f"{on}T10:00Z", f"{on}T11:00Z", "ann", "clerk", "customer"]
        for on in ("2026-01-05", "2026-01-06", "2026-01-07")
    ),
]
DONE = {"expected": {"state": {"in": ["Done"]}}}
BY_MILESTONE = {
    **{name: said for name, said in ACTED.items() if name != "at"},
    "milestones": {
        "opened": "received",
        "answered": {"event": "replied", "fields": {"to": "to"}, **DONE},
        "solved": {"event": "resolved", **DONE},
    },
}  # fmt: skip
LOGS: Mapping[str, tuple[list[Cells], dict[str, Any]]] = {
    "activities": (TICKETS, BY_ACTIVITY),
    "conditions": (TICKETS, BY_CONDITION),
    "snapshots": (STATES, BY_STATE),
    "milestones": (WIDE, BY_MILESTONE),
    "by time": ([TICKETS[0], *sorted(TICKETS[1:], key=lambda row: row[2])], BY_ACTIVITY),
}


def written(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def statuses(log: Log) -> dict[tuple[str, str], str]:
    """The worst status of each case by each rule."""
    found: dict[tuple[str, str], str] = {}
    for subject in log:
        for verdict in POLICY.evaluate(subject, as_of=AS_OF).verdicts:
            key = subject.id, verdict.rule
            found[key] = min(found.get(key, ORDER[-1]), str(verdict.status), key=ORDER.index)
    return found


ORDER = ["breached", "unknown", "pending", "met", "not_applicable"]


def opened(content: bytes, mapping: dict[str, Any]) -> Log:
    """A CSV file, read by a mapping."""
    file = io.BytesIO(content)
    file.name = "log.csv"
    return read_log(file, LogMapping.model_validate(mapping))


def damaged(rows: Sequence[Cells]) -> Iterator[bytes]:
    """The log with one cell emptied, one row cut, torn in two or shifted, padded or not; or cut off in its last row."""
    width = len(rows[0])
    for at in range(1, len(rows)):
        row = rows[at]
        for one in range(width):
            left, right, padding = row[:one], row[one:], [""] * (width - one)
            changed: list[list[Cells]] = [[[*left, "", *right[1:]]]]
            if one:
                changed += [[[*left, *padding]], [left], [left, right], [[*left, *padding], [*right, *[""] * one]]]
                changed += [[[*[""] * one, *row[: width - one]]], [[*right, *[""] * one]]]
            for put in changed:
                if all(any(cells) for cells in put):  # of a blank row nobody can know
                    yield written([*rows[:at], *put, *rows[at + 1 :]])
    whole, before = written(rows), len(written(rows[:-1]))
    yield from (whole[:end] for end in range(before + 1, len(whole) - 2))


@pytest.mark.parametrize("form", LOGS)
def test_a_torn_log_breaks_no_rule_in_silence(form: str) -> None:
    """What was met is breached after no damage of which nothing is told; nor is anything met that was not."""
    rows, mapping = LOGS[form]
    before = statuses(opened(written(rows), mapping))
    assert set(before.values()) <= {"met", "not_applicable"}
    for torn in islice(damaged(rows), 0, None, 11):
        try:
            log = opened(torn, mapping)
            after = statuses(log)
        except FactsError:
            continue  # refused as a whole
        worse = [key for key, status in after.items() if status == "breached" or (status == "met" != before.get(key))]
        assert not worse or log.problems, (worse, torn.decode())


@pytest.mark.parametrize("nothing", ["", "NULL"])
@pytest.mark.parametrize("form", LOGS)
def test_an_emptied_cell_breaks_no_rule(form: str, nothing: str) -> None:
    """Whatever cell of an event says nothing, no rule is broken by it, and none is left out in silence."""
    rows, mapping = LOGS[form]
    whole = opened(written(rows), mapping)
    before, told = statuses(whole), {facts.id: len(facts.timeline.events) for facts in whole.facts()}
    for at in range(1, len(rows)):
        for one in range(len(rows[0])):
            if not rows[at][one]:
                continue
            put = [*rows[at][:one], nothing, *rows[at][one + 1 :]]
            log = opened(written([*rows[:at], put, *rows[at + 1 :]]), mapping)
            found = statuses(log)
            assert "breached" not in found.values(), put
            for facts in log.facts():
                lost = facts.lost_events
                assert lost is None or told[facts.id] <= len(facts.timeline.events) + lost, put
            asked = {key for key, status in before.items() if status == "met"}
            assert log.problems or all(found.get(key) != "not_applicable" for key in asked), put


def test_a_row_without_an_activity() -> None:
    """Its case is told with its line, stays in the log, and nothing of it is judged, allowed or awaited."""
    rows = [list(row) for row in TICKETS]
    rows[2][3] = ""
    log = opened(written(rows), BY_ACTIVITY)
    assert statuses(log) == {
        **{("T-1", rule): "unknown" for rule in ("answered", "solved", "refunds", "answered-before")},
        **{("T-2", rule): "met" for rule in ("answered", "solved", "refunds", "answered-before")},
    }
    assert [(p.code, p.where.line, p.where.path) for p in log.problems] == [("half-read", 3, "T-1")]
    case = next(iter(log))
    report = POLICY.evaluate(case, as_of=AS_OF)
    assert {verdict.reason.code for verdict in report.verdicts} == {"half_read"}
    assert POLICY.agenda(case, as_of=AS_OF) == ()
    decision = POLICY.decide("paid", by="ann", role="clerk", amount="5 GBP", on=case, at=AS_OF)
    assert decision.effect is sp.Effect.UNKNOWN
    assert [facts.half_read for facts in log.facts()] == [True, False]


def test_an_empty_activity_may_mean_nothing() -> None:
    """A mapping that says so reads the other rows of the case, and judges it."""
    rows = [*TICKETS, ["T-2", "complaint", "2026-01-07T11:00:00Z", "", "bob", "clerk", "", "", "", ""]]
    said = {**BY_ACTIVITY, "events": {**BY_ACTIVITY["events"], "": "ignore"}}
    log = opened(written(rows), said)
    assert set(statuses(log).values()) == {"met"}
    assert (log.problems, log.unmatched, log.counts.ignored) == ((), (), 1)


def test_a_file_that_ends_within_a_time() -> None:
    """A last cell that is shorter than all above it, with no line end behind it, is no time, and no key."""
    rows = [[row[at] for at in (0, 1, 3, 4, 5, 6, 7, 8, 9, 2)] for row in TICKETS]
    whole = written(rows).rstrip()
    assert opened(whole, BY_ACTIVITY).problems == ()
    for end in range(1, 19):
        log = opened(whole[:-end], BY_ACTIVITY)
        assert [subject.id for subject in log] == ["T-1"], whole[-30:-end]
        assert log.problems


@pytest.mark.parametrize(
    "content",
    [
        b'{"t": 1, "at": "2026-01-05T09:00Z", "what": "a"},\n{"t": 1, "at": "2026-01-05T10:00Z", "what": "b"},\n',
        b'[{"t": 1, "at": "2026-01-05T09:00Z", "what": "a"},\n{"t": 1, "at": "2026-01-05T10:00Z", "what": "b"}]\n',
        b'[\n{"t": 1, "at": "2026-01-05T09:00Z", "what": "a"}\n,\n{"t": 1, "at": "2026-01-05T10:00Z", "what": "b"}\n]',
        b'{"t": 1, "at": "2026-01-05T09:00Z", "what": "a"}{"t": 1, "at": "2026-01-05T10:00Z", "what": "b"}',
        b'\x1e{"t": 1, "at": "2026-01-05T09:00Z", "what": "a"}\n\n\x1e{"t": 1, "at": "2026-01-05T10:00Z", "what": "b"}',
    ],
)
def test_objects_one_after_the_other(content: bytes) -> None:
    """Commas behind each, a list over several lines, no line between: each object is read once."""
    said = {"servicepolicy": 1, "mapping": "m", "case": "t", "at": "at", "event": "what"}
    mapping = LogMapping.model_validate({**said, "events": {"a": "received", "b": "replied"}})
    for name in ("log.jsonl", "log.json"):
        file = io.BytesIO(content)
        file.name = name
        log = read_log(file, mapping)
        assert [len(subject.events) for subject in log] == [2]
        assert log.problems == ()


def test_objects_over_several_lines() -> None:
    """A file of documents that are written over several lines, one after the other, is read as a list of them."""
    said = {"servicepolicy": 1, "mapping": "m", "case": "t", "at": "at", "event": "what", "events": {"a": "received"}}
    file = io.BytesIO(
        b'{"t": 1,\n "at": "2026-01-05T09:00Z", "what": "a"}\n{"t": 2,\n"at": "2026-01-05T09:00Z", "what": "a"}\n'
    )
    file.name = "log.json"
    assert [subject.id for subject in read_log(file, LogMapping.model_validate(said))] == ["1", "2"]


def test_rows_without_a_key() -> None:
    """Each is told by its line; of the case above it nothing is judged, unless the row is a total."""
    rows = [list(row) for row in TICKETS]
    rows[3][0] = rows[4][0] = ""
    total = ["", "", "", "", "", "", "", "1050 GBP", "", ""]
    log = opened(written([*rows, total]), BY_ACTIVITY)
    found = statuses(log)
    assert {found["T-1", rule] for _, rule in found} == {"unknown"}
    assert {found["T-2", rule] for _, rule in found} == {"met"}
    (problem,) = log.problems
    assert (problem.code, log.counts.unplaced) == ("no-case", 3)
    assert "4, 5, 12" in problem.message


def test_a_row_without_a_key_among_mixed_rows() -> None:
    """Where rows stand by time it may be of any case: nothing is judged, unless what it tells is no event here."""
    rows = [TICKETS[0], *([*row] for row in LOGS["by time"][0][1:])]
    rows[4][0] = ""
    log = opened(written(rows), BY_ACTIVITY)
    assert {*statuses(log).values()} == {"unknown"}
    assert [problem.code for problem in log.problems] == ["no-case"]
    assert "of any" in log.problems[0].message
    none = {**BY_ACTIVITY, "rows": {"pass_over": {"ticket": ""}}}
    log = opened(written(rows), none)
    assert ("unknown" in statuses(log).values(), log.counts.passed_over, log.problems) == (False, 1, ())
    rows[4][3] = "Viewed"
    assert "unknown" not in statuses(opened(written(rows), BY_ACTIVITY)).values()


def test_how_many_events_are_lost_at_most() -> None:
    """Of a row without an activity one, of those that tell no case so many; of a broken one nobody knows."""
    rows = [list(row) for row in TICKETS]
    rows[2][3] = rows[3][0] = rows[4][0] = ""
    assert [facts.lost_events for facts in opened(written(rows), BY_ACTIVITY).facts()] == [3, 0]
    assert [facts.lost_events for facts in opened(written(rows) + b"T-", BY_ACTIVITY).facts()] == [None, None]


def test_a_file_that_ends_within_a_key() -> None:
    """Among mixed rows the last may be of the cases alone whose key begins so; nothing is judged of these."""
    head, *mixed = [[row[2], row[0], row[1], *row[3:]] for row in LOGS["by time"][0]]
    rows = [head, *(one for row in mixed for one in (row, [row[0], row[1].replace("T", "U"), *row[2:]]))]
    whole = written(rows)
    for end, doubted in (
        (b"2026-01-07T09:00:00Z,U-", {"U-1", "U-2"}),
        (b"2026-01-07T09:00:00Z,X", {"T-1", "T-2", "U-1", "U-2"}),
    ):
        log = opened(whole + end, BY_ACTIVITY)
        assert {facts.id for facts in log.facts() if facts.half_read} == doubted
        assert [problem.code for problem in log.problems] == ["ragged-row"]


def test_a_file_that_ends_within_a_key_that_stands_first() -> None:
    """Where the key is the first cell, what is left of the last row is that alone: it may be of two cases."""
    log = opened(written(TICKETS) + b"T-", BY_ACTIVITY)
    assert {facts.id for facts in log.facts() if facts.half_read} == {"T-1", "T-2"}
    log = opened(written(TICKETS) + b"U-", BY_ACTIVITY)
    assert not [facts.id for facts in log.facts() if facts.half_read]


def test_a_first_row_without_a_key() -> None:
    """It may be of the case above or below, if it says what cases begin with."""
    rows = [list(row) for row in TICKETS]
    rows[5][0] = ""
    assert {*statuses(opened(written(rows), BY_ACTIVITY)).values()} == {"unknown"}


def test_a_milestone_with_which_rows_begin() -> None:
    """A row without it is read by half, though nobody said that it is expected; a mapping may say that it is not."""
    rows = [list(row) for row in WIDE]
    rows[2][3] = ""
    log = opened(written(rows), BY_MILESTONE)
    assert [(subject.id, facts.half_read) for subject, facts in zip(log, log.facts(), strict=True)] == [
        ("T-5", False), ("T-6", True), ("T-7", False)
    ]  # fmt: skip
    assert [(problem.code, problem.where.line) for problem in log.problems] == [("half-read", 3)]
    said = {**BY_MILESTONE["milestones"], "opened": {"event": "received", "expected": "never"}}
    assert opened(written(rows), {**BY_MILESTONE, "milestones": said}).problems == ()


def test_a_key_that_stands_once_for_several_rows() -> None:
    """Where cells were merged, a mapping says that an empty one means the key above; wholly empty rows mean nothing."""
    rows = [list(row) for row in TICKETS]
    for at in (2, 3, 4, 6, 7, 8, 9, 10):
        rows[at][0] = ""
    rows.insert(5, [""] * len(rows[0]))
    for case in ({"column": "ticket", "empty": "above"}, {"column": "ticket", "empty": "above", "prefix": "desk-"}):
        log = opened(written(rows), {**BY_ACTIVITY, "case": case})
        assert [len(subject.events) for subject in log] == [4, 6]
        assert (set(statuses(log).values()), log.problems) == ({"met"}, ())


def test_merged_cells_of_a_workbook(tmp_path: Path) -> None:
    """Cells that were merged downwards hold what the first of them shows."""
    book = openpyxl.Workbook()
    for at, row in enumerate(TICKETS):
        book.active.append([None if at in (2, 3, 4) and not one else cell or None for one, cell in enumerate(row)])
    book.active.merge_cells("A2:A5")
    book.save(tmp_path / "log.xlsx")
    log = read_log(tmp_path / "log.xlsx", LogMapping.model_validate(BY_ACTIVITY))
    assert (set(statuses(log).values()), log.problems) == ({"met"}, ())


def test_what_stands_in_the_place_of_a_key_is_not_shown() -> None:
    """A line of what somebody wrote, padded as a row, is no case, and its text is in no problem."""
    rows = [*TICKETS[:3], ["ring 0171 2345678", "ann smith", *[""] * 8], *TICKETS[3:]]
    log = opened(written(rows), BY_ACTIVITY)
    assert [subject.id for subject in log] == ["T-1", "T-2"]
    (problem,) = log.problems
    assert (problem.code, problem.where.line, problem.where.path) == ("half-read", 4, "")
    assert "0171" not in str(problem)


def test_keys_of_more_figures_than_a_number_has() -> None:
    """A spreadsheet keeps fifteen figures: a longer key that is a number may be several, and is none."""
    rows = [
        {"t": key, "at": "2026-01-05T09:00Z", "what": "a"}
        for key in (9007199254740992.0, 1e20, 12.0, "9007199254740993")
    ]
    said = {"servicepolicy": 1, "mapping": "m", "case": "t", "at": "at", "event": "what", "events": {"a": "received"}}
    log = read_log(rows, LogMapping.model_validate(said))
    assert [subject.id for subject in log] == ["12", "9007199254740993"]
    assert [problem.code for problem in log.problems] == ["no-case"]


def test_two_sheets_with_the_same_columns(tmp_path: Path) -> None:
    """A month a sheet: the first alone would be half of each case, so the mapping says which are meant."""
    book = openpyxl.Workbook()
    for sheet, rows in ((book.active, TICKETS[:4]), (book.create_sheet("Rest"), [TICKETS[0], *TICKETS[4:]])):
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.create_sheet("Notes").append(["ticket", "note"])
    book.save(tmp_path / "log.xlsx")
    with pytest.raises(FactsError) as refused:
        read_log(tmp_path / "log.xlsx", LogMapping.model_validate(BY_ACTIVITY))
    assert [problem.code for problem in refused.value.problems] == ["several-sheets"]
    own = {name: BY_ACTIVITY[name] for name in ("event", "events", "header")}
    shared = {name: said for name, said in BY_ACTIVITY.items() if name not in own}
    both = {**shared, "tables": [{"rows": {"sheet": at}, **own} for at in (1, 2)]}
    log = read_log(tmp_path / "log.xlsx", LogMapping.model_validate(both))
    assert set(statuses(log).values()) == {"met"}


def test_a_time_that_two_forms_read_otherwise() -> None:
    """The first form counts, as is said; that another reads another day is told."""
    rows = [
        {"t": "1", "at": text, "what": "a"} for text in ("05/01/2026 09:00", "25/01/2026 09:00", "05/05/2026 09:00")
    ]
    at = {"column": "at", "zone": "UTC", "format": ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]}
    said = {"servicepolicy": 1, "mapping": "m", "case": "t", "at": at, "event": "what", "events": {"a": "received"}}
    log = read_log(rows, LogMapping.model_validate(said))
    assert [event.at.day for subject in log for event in subject.events] == [5, 25, 5]
    assert [(problem.code, problem.where.line) for problem in log.problems] == [("ambiguous-time", 1)]


def test_a_line_of_our_own_words_without_a_case() -> None:
    """Of a log that holds an event a line: the case above a line that tells none, or is cut off, is not judged."""
    lines = [
        b'{"case": "A", "event": "received", "at": "2026-01-05T09:00:00Z"}',
        b'{"event": "replied", "at": "2026-01-05T10:00:00Z"}',
        b'{"case": "B", "event": "received", "at": "2026-01-05T09:00:00Z"}',
        b'{"case": "C", "event": "received", "at": "2026-01-05T09:00:00Z"}',
        b'{"case": "C", "event": "repl',
    ]
    file = io.BytesIO(b"\n".join(lines))
    file.name = "log.jsonl"
    log = read_log(file)
    assert {facts.id: facts.half_read for facts in log.facts()} == {"A": True, "B": False, "C": True}
    assert [(problem.code, problem.where.line) for problem in log.problems] == [("no-case", 2), ("not-json", 5)]


@pytest.mark.parametrize("nothing", ["", "NULL"])
def test_a_second_table_without_a_key(tmp_path: Path, nothing: str) -> None:
    """A case whose row lacks the key by which others name it has lost all of theirs: it is told, and left out."""
    (tmp_path / "cases.csv").write_text(
        f"key,number,opened\nk1,C-1,2026-01-05T09:00Z\n{nothing},C-2,2026-01-05T09:00Z\n"
    )
    (tmp_path / "steps.csv").write_text("of,at,what\nk1,2026-01-05T10:00Z,Solved\nk2,2026-01-05T10:00Z,Solved\n")
    joined = {"file": "cases.csv", "key": "key", "on": "of", "case": "number", "events": {"opened": "received"}}
    said = {"servicepolicy": 1, "mapping": "m", "header_from": joined, "case": "of", "at": "at", "event": "what"}
    log = read_log(tmp_path, LogMapping.model_validate({**said, "events": {"Solved": "resolved"}}))
    assert [(subject.id, len(subject.events)) for subject in log] == [("C-1", 2)]
    assert [(problem.code, problem.where.path) for problem in log.problems] == [("no-case", "C-2"), ("no-such-key", "")]
