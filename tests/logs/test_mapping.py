"""Foreign logs: tables read by a mapping."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import FactsError, PolicyError, UsageError
from servicepolicy.logs import Log, LogMapping, read_log
from servicepolicy.models.event import Event

BASIC: dict[str, Any] = {
    "servicepolicy": "1",
    "mapping": "desk",
    "case": "ticket",
    "at": {"column": "time", "format": "%d/%m/%Y %H:%M", "zone": "Europe/London"},
    "event": "activity",
    "events": {
        "Opened": "received",
        "Answered": {"event": "replied", "fields": {"to": {"constant": "customer"}}},
        "Viewed": "ignore",
    },
    "actor": {"id": "who"},
}
ROWS = """\
ticket,activity,time,who
T1,Opened,5/1/2026 09:00,ann
T1,Viewed,5/1/2026 09:30,bob
T2,Opened,5/1/2026 10:00,
T1,Answered,5/7/2026 11:15,bob
"""


def table(tmp_path: Path, text: str, mapping: dict[str, Any]) -> Log:
    """A log read from CSV text."""
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    return read_log(path, LogMapping.model_validate(mapping))


def events(log: Log) -> dict[str, list[Event]]:
    """The events of each case."""
    return {subject.id: list(subject.facts().timeline.events) for subject in log}


def test_activities_become_events(tmp_path: Path) -> None:
    """Rows are grouped by case, activities renamed, local times placed in their zone, actors taken over."""
    read = events(table(tmp_path, ROWS, BASIC))
    opened, answered = read["T1"]
    assert (opened.kind, opened.actors[0].id) == ("received", "ann")
    assert answered.fields == {"to": "customer"}
    assert opened.at == int(datetime(2026, 1, 5, 9, 0, tzinfo=UTC).timestamp() * 1e6)
    assert answered.at == int(datetime(2026, 7, 5, 10, 15, tzinfo=UTC).timestamp() * 1e6), "summer time"
    assert read["T2"][0].actors == (), "an empty cell is an actor that is not known"


def test_counts(tmp_path: Path) -> None:
    """Rows, events, ignored rows and activities that the mapping does not list are counted; none is a problem."""
    log = table(tmp_path, ROWS + "T2,Escalated?,5/1/2026 12:00,bob\nT2,Escalated?,5/1/2026 13:00,bob\n", BASIC)
    list(log)
    assert (log.counts.rows, log.counts.events, log.counts.subjects, log.counts.ignored) == (6, 3, 2, 1)
    assert log.counts.unmapped == {"Escalated?": 2}
    assert log.problems == ()


def test_a_mapping_that_matches_nothing(tmp_path: Path) -> None:
    """It is refused, and the log's own activities are named: a log of no events has no breaches."""
    mapping = {**BASIC, "events": {"Start": "received"}}
    with pytest.raises(FactsError) as caught:
        table(tmp_path, ROWS, mapping)
    (problem,) = caught.value.problems
    assert problem.code == "nothing-mapped"
    assert "`Opened`" in problem.help


def test_naive_times_without_a_zone(tmp_path: Path) -> None:
    """Local times need a zone in the mapping: the cause is told once with its count, and how to say it."""
    mapping = {**BASIC, "at": {"column": "time", "format": "%d/%m/%Y %H:%M"}}
    with pytest.raises(FactsError) as caught:
        table(tmp_path, ROWS, mapping)
    (problem,) = caught.value.problems
    assert problem.code == "naive-time", "it is not said that nothing matches"
    assert (problem.where.line, "`time`" in problem.message, "3 times" in problem.message) == (2, True, True)
    assert "zone: Europe/London" in problem.help


def test_a_time_that_is_none(tmp_path: Path) -> None:
    """An answer was given, only when is not known: its case is left out, named with the row, and the rest is read."""
    log = table(tmp_path, ROWS + "T2,Answered,soon,bob\n", BASIC)
    assert list(events(log)) == ["T1"]
    assert (log.counts.refused, log.counts.unreadable) == (1, {("not-a-time", "time"): 1})
    assert [(p.code, p.where.line, p.where.path) for p in log.problems] == [("not-a-time", 6, "T2")]


def test_a_problem_of_an_event_names_its_row(tmp_path: Path) -> None:
    """What a record refuses is told with the row that the event was read from, not with the first of the case."""
    mapping = {**BASIC, "events": {**BASIC["events"], "Answered": {"event": "replied", "fields": {"to": "who"}}}}
    log = table(tmp_path, ROWS, mapping)
    list(log)
    assert [(p.where.line, p.where.path) for p in log.problems] == [(5, "T1: events[1].to")]


def test_an_ignored_row_needs_no_time(tmp_path: Path) -> None:
    """Where nothing would be read from a row, its time does not matter."""
    log = table(tmp_path, ROWS + "T2,Viewed,soon,bob\n", BASIC)
    assert (list(events(log)), log.problems) == (["T1", "T2"], ())


def test_a_snapshot_without_a_time_spoils_its_case(tmp_path: Path) -> None:
    """What changed there, and what changed after it, is not known."""
    rows = (
        "ticket,time,state,who,again\nT1,2026-01-05T09:00,New,?,0\nT1,soon,Resolved,?,0\nT2,2026-01-05T09:00,New,?,0\n"
    )
    for mapping in (SNAPSHOTS, {key: value for key, value in SNAPSHOTS.items() if key != "seq"}):
        log = table(tmp_path, rows, mapping)
        assert list(events(log)) == ["T2"]
        assert [(p.where.line, p.where.path) for p in log.problems] == [(3, "T1")]


def test_times_that_a_zone_skips_or_repeats(tmp_path: Path) -> None:
    """A skipped wall time is the end of the gap; one that occurs twice is the first."""
    rows = "ticket,activity,time,who\nT1,Opened,29/3/2026 01:30,\nT1,Answered,25/10/2026 01:30,\n"
    opened, answered = events(table(tmp_path, rows, BASIC))["T1"]
    assert opened.at == int(datetime(2026, 3, 29, 1, 0, tzinfo=UTC).timestamp() * 1e6)
    assert answered.at == int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp() * 1e6)


def test_missing_columns_are_told_together(tmp_path: Path) -> None:
    """Every column that is missing is named, with the one that may have been meant."""
    mapping = {**BASIC, "case": "tickets", "actor": {"id": "whom"}}
    with pytest.raises(FactsError) as caught:
        table(tmp_path, ROWS, mapping)
    assert [(p.code, p.help) for p in caught.value.problems] == [
        ("missing-column", "did you mean `ticket`?"),
        ("missing-column", "did you mean `who`?"),
    ]


def test_rows_of_another_length(tmp_path: Path) -> None:
    """A row with too few or too many cells is told with its line, and the case that it names is left out."""
    log = table(tmp_path, ROWS + "T2,Answered\nT3,Answered\n", BASIC)
    assert list(events(log)) == ["T1"]
    assert (log.counts.refused, log.counts.rows) == (2, 6)
    assert [(p.code, p.where.line, p.where.path) for p in log.problems] == [
        ("ragged-row", 6, "T2"),
        ("ragged-row", 7, "T3"),
    ]


def test_a_line_of_a_comment_is_no_key_that_is_shown(tmp_path: Path) -> None:
    """What stands where a torn row should name its case is shown only if it is written as keys are."""
    log = table(tmp_path, ROWS + "call 07700 900123\n07700900123,Answered\nT77,Answered\n", BASIC)
    list(log)
    assert [(p.code, p.where.line, p.where.path) for p in log.problems] == [
        ("ragged-row", 6, ""),
        ("ragged-row", 7, ""),
        ("ragged-row", 8, "T77"),
    ]


def test_rows_of_another_length_that_tell_no_case(tmp_path: Path) -> None:
    """Where a cell may be missing before the key, only a key that other rows have is one; the row is counted."""
    rows = "activity,ticket,time,who\nOpened,T1,5/1/2026 09:00,ann\nT1,5/1/2026 10:00,bob\nAnswered,T1\n"
    log = table(tmp_path, rows, BASIC)
    assert (list(log), log.counts.unplaced) == ([], 1)
    assert [(p.code, p.where.line, p.where.path) for p in log.problems] == [
        ("ragged-row", 3, ""),
        ("ragged-row", 4, "T1"),
    ]


def test_rows_without_a_case(tmp_path: Path) -> None:
    """A row that names no case belongs nowhere: it is told, and counted apart, since any case may lack it."""
    log = table(tmp_path, ROWS + ",Answered,5/1/2026 09:00,bob\n", BASIC)
    list(log)
    assert log.counts.unplaced == 1
    assert [(p.code, p.where.line) for p in log.problems] == [("no-case", 6)]


def test_the_encoding_is_the_mappings(tmp_path: Path) -> None:
    """A file in another encoding is refused with the ways out, and read with them."""
    path = tmp_path / "log.csv"
    for encoding, name in (("latin-1", "Zoë"), ("gbk", "李")):
        path.write_bytes(ROWS.replace("ann", name).encode(encoding))
        with pytest.raises(FactsError, match="the file is not UTF-8") as caught:
            read_log(path, LogMapping.model_validate(BASIC))
        assert f"`csv: {{encoding: {encoding}}}`" in caught.value.problems[0].help
        log = read_log(path, LogMapping.model_validate({**BASIC, "csv": {"encoding": encoding}}))
        assert events(log)["T1"][0].actors[0].id == name


def test_an_encoding_that_nobody_knows(tmp_path: Path) -> None:
    """It is the mapping that is wrong, not the file; what may have been meant is told."""
    with pytest.raises(FactsError) as caught:
        table(tmp_path, ROWS, {**BASIC, "csv": {"encoding": "gbkk"}})
    (problem,) = caught.value.problems
    assert (problem.code, problem.help) == ("unknown-encoding", "did you mean `gbk`?")


def test_amounts_get_a_currency_and_may_be_rounded(tmp_path: Path) -> None:
    """Amounts without a currency need one; binary fractions are rounded half to even only if the mapping says so."""
    first, second = "T1,Opened,5/1/2026 09:00,ann,26.85500000000000042", "T2,Opened,5/1/2026 09:00,ann,n/a"
    rows = f"ticket,activity,time,who,sum\n{first}\n{second}\n"
    cell = {"column": "sum", "currency": "EUR", "round": "2"}
    log = table(tmp_path, rows, {**BASIC, "header": {"amount": cell}})
    amounts = {subject.id: subject.facts().header.get("amount") for subject in log}
    assert {key: str(value) for key, value in amounts.items()} == {"T1": "26.86 EUR", "T2": "None"}
    assert [(p.code, p.where.line) for p in log.problems] == [("not-an-amount", 3)]


def test_values_that_a_map_does_not_list(tmp_path: Path) -> None:
    """They are left out, so unknown, even to `present`, and counted."""
    rows = "ticket,activity,time,who,via\nT1,Opened,5/1/2026 09:00,ann,Phone\nT2,Opened,5/1/2026 09:00,ann,Pigeon\n"
    log = table(tmp_path, rows, {**BASIC, "header": {"channel": {"column": "via", "map": {"Phone": "telephone"}}}})
    assert {s.id: s.facts().header.get("channel") for s in log} == {"T1": "telephone", "T2": None}
    assert {s.id: sorted(s.facts().not_offered) for s in log} == {"T1": [], "T2": ["channel"]}
    assert log.counts.unreadable == {("unmapped-value", "via"): 1}
    assert log.problems == ()


def test_texts_for_flags_and_numbers(tmp_path: Path) -> None:
    """Text in a column is read as the flag or whole number that the field wants."""
    rows = "ticket,activity,time,who,big,day\nT1,Opened,5/1/2026 09:00,ann,TRUE,12\n"
    log = table(
        tmp_path,
        rows,
        {**BASIC, "header": {"major": "big", "statement_day": "day"}, "constants": {"in_writing": "false"}},
    )
    (subject,) = log
    header = subject.facts().header
    assert (header["major"], header["statement_day"], header["in_writing"]) == (True, 12, False)


def test_what_a_source_does_not_offer(tmp_path: Path) -> None:
    """Fields that the source cannot supply are unknown, also to `present`."""
    (subject, _) = table(tmp_path, ROWS, {**BASIC, "not_offered": ["transferred.customer_told"]})
    assert subject.facts().not_offered == {"transferred.customer_told"}


def test_row_order_counts_only_if_the_mapping_says_so(tmp_path: Path) -> None:
    """With `seq: row` two events of one minute follow one another; without, which came first is not known."""
    rows = "ticket,activity,time,who\nT1,Answered,5/1/2026 09:00,ann\nT1,Opened,5/1/2026 09:00,ann\n"
    tied = events(table(tmp_path, rows, BASIC))["T1"]
    ordered = events(table(tmp_path, rows, {**BASIC, "seq": "row"}))["T1"]
    assert all(event.tie for event in tied)
    assert [(event.kind, event.tie) for event in ordered] == [("replied", False), ("received", False)]


def test_a_column_may_number_the_rows(tmp_path: Path) -> None:
    """`seq` may name a column of whole numbers."""
    rows = "ticket,activity,time,who,n\nT1,Answered,5/1/2026 09:00,ann,2\nT1,Opened,5/1/2026 09:00,ann,1\n"
    assert [e.kind for e in events(table(tmp_path, rows, {**BASIC, "seq": "n"}))["T1"]] == ["received", "replied"]


SNAPSHOTS: dict[str, Any] = {
    "servicepolicy": "1",
    "mapping": "snapshots",
    "case": "ticket",
    "at": {"column": "time", "zone": "UTC"},
    "seq": "row",
    "absent": ["", "?"],
    "derive": [
        {"when": "first row", "event": "received"},
        {"when": {"column": "state", "becomes": ["Resolved", "Closed"]}, "event": "resolved"},
        {"when": {"column": "state", "leaves": "Waiting"}, "event": "resumed"},
        {
            "when": {"column": "who", "becomes": "present"},
            "event": "assigned",
            "fields": {"to": {"column": "who", "prefix": "p-"}},
        },
        {
            "when": {"column": "who", "changes": "true", "leaves": "present", "becomes": "present"},
            "event": "transferred",
            "fields": {"to": "who"},
            "actor": "nobody",
        },
        {"when": {"column": "again", "rises": "true"}, "event": "reopened"},
    ],
}


def snapshots(tmp_path: Path, *rows: str, mapping: dict[str, Any] = SNAPSHOTS) -> list[str]:
    """Kinds of the events that arise from rows of state, person and reopenings, an hour apart."""
    lines = [f"T1,2026-01-05T{hour:02}:00,{row}" for hour, row in enumerate(rows, start=9)]
    log = table(tmp_path, "\n".join(["ticket,time,state,who,again", *lines, ""]), mapping)
    (found,) = events(log).values()
    assert not any(event.tie for event in found), "events of one row follow in the order of the mapping"
    return [event.kind for event in found]


@pytest.mark.parametrize(
    ("rows", "arisen"),
    [
        (["New,?,0"], ["received"]),
        (["Resolved,?,0"], ["received", "resolved"]),
        (["New,?,0", "Resolved,?,0", "Closed,?,0"], ["received", "resolved"]),
        (["New,?,0", "Resolved,?,0", "New,?,1", "Closed,?,1"], ["received", "resolved", "reopened", "resolved"]),
        (["Waiting,?,0", "Waiting,?,0", "New,?,0"], ["received", "resumed"]),
        (["New,ann,0", "New,?,0", "New,bob,0"], ["received", "assigned", "assigned"]),
        (["New,ann,0", "New,bob,0", "New,bob,0"], ["received", "assigned", "transferred"]),
        (["New,?,9", "New,?,10", "New,?,2", "New,?,?"], ["received", "reopened"]),
    ],
)
def test_events_arise_from_changes(tmp_path: Path, rows: list[str], arisen: list[str]) -> None:
    """A log of snapshots says what happened only by what changes from one row of a case to the next."""
    assert snapshots(tmp_path, *rows) == arisen


def test_changes_without_row_order_follow_time(tmp_path: Path) -> None:
    """Where the order of rows means nothing, the next row is the next in time."""
    rows = "ticket,time,state,who,again\nT1,2026-01-05T11:00,New,?,1\nT1,2026-01-05T09:00,New,?,0\n"
    mapping = {key: value for key, value in SNAPSHOTS.items() if key != "seq"}
    assert [e.kind for e in events(table(tmp_path, rows, mapping))["T1"]] == ["received", "reopened"]


def test_a_truncated_parquet_file(tmp_path: Path) -> None:
    """A file that was cut off is told as such."""
    import polars

    path = tmp_path / "log.parquet"
    polars.DataFrame({"ticket": ["T1"] * 1000}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FactsError) as caught:
        read_log(path, LogMapping.model_validate(BASIC))
    assert [problem.code for problem in caught.value.problems] == ["not-readable"]
    assert "not a whole Parquet file" in str(caught.value)


def test_parquet_times_with_and_without_a_zone(tmp_path: Path) -> None:
    """Times that a Parquet file types are taken as they are; those without a zone get that of the mapping."""
    import polars

    mapping = {**BASIC, "at": {"column": "time", "zone": "Asia/Shanghai"}, "actor": {}}
    naive, aware = tmp_path / "naive.parquet", tmp_path / "aware.parquet"
    at = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  # what a naive column holds
    frame = polars.DataFrame({"ticket": ["T1"], "activity": ["Opened"], "time": [at]})
    frame.write_parquet(naive)
    frame.with_columns(polars.col("time").dt.replace_time_zone("UTC")).write_parquet(aware)
    first, second = (read_log(path, LogMapping.model_validate(mapping)).last_instant() for path in (naive, aware))
    assert first == datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
    assert second == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_parquet_without_polars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the message names it."""
    monkeypatch.setitem(sys.modules, "polars", None)
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(UsageError, match=r"servicepolicy\[bulk\]"):
        read_log(path, LogMapping.model_validate(BASIC))


def test_foreign_json_lines(tmp_path: Path) -> None:
    """With a mapping, the objects of a JSONL file are rows; a line that is none is told."""
    path = tmp_path / "log.jsonl"
    path.write_text('{"ticket": "T1", "activity": "Opened", "time": "5/1/2026 09:00", "who": "ann"}\n{oops\n')
    log = read_log(path, LogMapping.model_validate(BASIC))
    assert [event.kind for event in events(log)["T1"]] == ["received"]
    assert [(p.code, p.where.line) for p in log.problems] == [("not-json", 2)]


def test_rows_that_are_numbered_by_no_number(tmp_path: Path) -> None:
    """A number that is none is told; the event is read, and its place among those of its instant is not known."""
    rows = "ticket,activity,time,who,n\nT1,Answered,5/1/2026 09:00,ann,2\nT1,Opened,5/1/2026 09:00,ann,first\n"
    log = table(tmp_path, rows, {**BASIC, "seq": "n"})
    assert all(event.tie for event in events(log)["T1"])
    assert [(p.code, p.where.line) for p in log.problems] == [("not-a-number", 3)]


def test_an_empty_time(tmp_path: Path) -> None:
    """A row that does not say when it happened is told like a time that cannot be read."""
    log = table(tmp_path, ROWS + "T2,Answered,,bob\n", BASIC)
    assert list(events(log)) == ["T1"]
    assert [(p.code, p.where.line) for p in log.problems] == [("not-a-time", 6)]


def test_fields_that_hold_times(tmp_path: Path) -> None:
    """A column that is mapped to a field of time is read as one, in the zone of the mapping."""
    first, second = "T1,Opened,5/7/2026 09:00,ann,", "T1,Agreed,5/7/2026 09:05,ann,7/7/2026 17:00"
    rows = f"ticket,activity,time,who,promised\n{first}\n{second}\n"
    agreed = {"event": "reply_time_agreed", "fields": {"reply_by": {"column": "promised", "format": "%d/%m/%Y %H:%M"}}}
    log = table(tmp_path, rows, {**BASIC, "events": {"Opened": "received", "Agreed": agreed}})
    assert events(log)["T1"][1].fields["reply_by"] == int(datetime(2026, 7, 7, 16, 0, tzinfo=UTC).timestamp() * 1e6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ticket,activity,time,who\n", "empty-log"),
        ("ticket,activity,time,who,who\nT1,Opened,5/1/2026 09:00,ann,bob\n", "duplicate-column"),
        ('ticket,activity,time,who\nT1,Opened,5/1/2026 09:00,"ann\n', "not-readable"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path: Path, text: str, code: str) -> None:
    """A header without rows, a column that is there twice, a quote that never ends: each is told as what it is."""
    with pytest.raises(FactsError) as caught:
        table(tmp_path, text, BASIC)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("at", [{"instant": True}, {"format": "%d/%m/%Y %H:%M"}, {"zone": "Asia/Tokyo"}])
def test_a_time_of_a_field_of_ones_own(tmp_path: Path, at: dict[str, Any]) -> None:
    """A column of times may fill a field of a host's own, of the header and of events: it is read as an instant."""
    written = "5/1/2026 09:00" if "format" in at else "2026-01-05T09:00"
    own = {"x.deadline": {"column": "by", **at}}
    mapping = {**BASIC, "header": own, "events": {"Opened": {"event": "received", "fields": own}}}
    log = table(tmp_path, f"ticket,activity,time,who,by\nT1,Opened,5/1/2026 09:00,ann,{written}\n", mapping)
    (case,) = log
    facts = case.facts()
    at_zone = datetime(2026, 1, 5, 0 if "zone" in at else 9, 0, tzinfo=UTC).isoformat()
    assert facts.value("x.deadline", facts.timeline.events[0].at) == at_zone
    assert facts.timeline.events[0].fields["x.deadline"] == at_zone


def test_a_date_in_a_format_of_its_own(tmp_path: Path) -> None:
    """A date field takes the date that a column says in its own format."""
    mapping = {**BASIC, "header": {"expected_on": {"column": "on", "format": "%d/%m/%Y"}}}
    (case,) = table(tmp_path, "ticket,activity,time,who,on\nT1,Opened,5/1/2026 09:00,ann,6/7/2026\n", mapping)
    facts = case.facts()
    assert facts.value("expected_on", facts.timeline.events[0].at) == "2026-07-06"


def test_entries_that_no_row_matches(tmp_path: Path) -> None:
    """Once a pass has ended, activities, columns, codes and changes that no row held are named by their place."""
    said = {**BASIC, "header": {"channel": {"column": "via", "map": {"Phone": "telephone", "Mail": "letter"}}}}
    said["events"] = {**BASIC["events"], "Refunded": "ignore"}
    rows = "ticket,activity,time,who,via\nT1,Opened,5/1/2026 09:00,,Phone\nT1,Answered,5/2/2026 09:00,,\n"
    log = table(tmp_path, rows, said)
    assert log.counts.unmatched == ()
    assert [subject.id for subject in log] == ["T1"]
    assert log.counts.unmatched == ("actor.by", "events.Refunded", "events.Viewed", "header.channel.map.Mail")
    assert [subject.id for subject in log] == ["T1"], "a second pass counts afresh"
    assert log.counts.plain()["unmatched"] == list(log.counts.unmatched)


def test_changes_that_no_row_shows(tmp_path: Path) -> None:
    """A change whose texts are there and which never came about is named; one whose text is not there, by the text."""
    lines = "ticket,time,state,who,again\nT1,2026-01-05T09:00,Waiting,,1\nT1,2026-01-05T10:00,Closed,ann,1\n"
    log = table(tmp_path, lines, SNAPSHOTS)
    list(log)
    assert log.counts.unmatched == ("derive.1.when.becomes.Resolved", "derive.4", "derive.5")


@pytest.mark.parametrize(
    ("format_", "text", "date"),
    [(None, "2026-01-05", True), (None, "2026-01-05 09:00", False), ("%d/%m/%Y", "05/01/2026", True),
     ("%d/%m/%Y %H:%M", "05/01/2026 00:00", False)],
)  # fmt: skip
def test_a_column_of_dates(tmp_path: Path, format_: str | None, text: str, date: bool) -> None:
    """A column that holds dates gives dates: whole days of the mapping's zone, which the record then names."""
    path = tmp_path / "log.csv"
    path.write_text(f"Key,When,Act\nT1,{text},Open\n", encoding="utf-8")
    at = {"column": "When", "zone": "Asia/Shanghai", **({"format": format_} if format_ else {})}
    mapping = {
        "servicepolicy": 1,
        "mapping": "m",
        "case": "Key",
        "at": at,
        "event": "Act",
        "events": {"Open": "received"},
    }
    log = read_log(path, LogMapping.model_validate({**mapping, "constants": {"type": "complaint"}}))
    [subject] = list(log)
    written = subject.model_dump(mode="json")
    assert (len(written["events"][0]["at"]) == 10) is date
    assert written.get("timezone") == ("Asia/Shanghai" if date else None)
    if date:
        assert log.last_instant() == datetime(2026, 1, 5, 15, 59, 59, 999999, tzinfo=UTC), "the end of the last day"


def test_a_column_of_dates_needs_a_zone(tmp_path: Path) -> None:
    """Dates in a log whose mapping names no zone are refused."""
    path = tmp_path / "log.csv"
    path.write_text("Key,When,Act\nT1,2026-01-05,Open\n", encoding="utf-8")
    mapping = {"servicepolicy": 1, "mapping": "m", "case": "Key", "at": "When", "event": "Act"}
    with pytest.raises(FactsError) as raised:
        read_log(path, LogMapping.model_validate({**mapping, "events": {"Open": "received"}}))
    assert [problem.code for problem in raised.value.problems] == ["naive-time"]


def test_a_field_knows_its_columns(tmp_path: Path) -> None:
    """Whoever lacks a fact is told where it would be read; what is a constant has no column."""
    assert table(tmp_path, ROWS, BASIC).columns == {"by": ("who",)}


@pytest.mark.parametrize(
    ("at", "code"),
    [({"zone": "Europe/Londn"}, "unknown-zone"), ({"zone": "UTC", "format": "%Q"}, "unknown-directive")],
    ids=["zone", "form"],
)
def test_a_mapping_built_in_python_is_checked_like_a_file(at: dict[str, str], code: str) -> None:
    """A zone that there is not, and a form that means nothing, are told before a row is read."""
    said = {"servicepolicy": 1, "mapping": "m", "case": "t", "event": "e", "events": {"x": "received"}}
    with pytest.raises(PolicyError) as told:
        read_log([{"t": "1", "w": "2026-01-05 09:00", "e": "x"}], {**said, "at": {"column": "w", **at}})
    assert [problem.code for problem in told.value.problems] == [code]
