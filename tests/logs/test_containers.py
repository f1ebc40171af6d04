"""What logs come in: packed files, folders, streams, workbooks, frames, cursors, event logs."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import FactsError, UsageError
from servicepolicy.logs import Log, LogMapping, read_log
from servicepolicy.logs.containers.frames import read_columnar
from servicepolicy.logs.containers.source import sources_of

ROWS = (
    ("T-1", "Opened", "2026-01-05T09:30:00Z", "ann"),
    ("T-1", "Answered", "2026-01-05T11:00:00Z", "bob"),
    ("T-2", "Opened", "2026-01-06T09:30:00Z", "ann"),
)
NAMES = ("ticket", "activity", "time", "person")
CSV = "\n".join(",".join(row) for row in (NAMES, *ROWS)) + "\n"
MAPPING: dict[str, Any] = {
    "servicepolicy": 1,
    "mapping": "tickets",
    "case": "ticket",
    "at": "time",
    "event": "activity",
    "actor": {"id": "person"},
    "events": {"Opened": "received", "Answered": {"event": "replied", "fields": {"to": {"constant": "customer"}}}},
}
READ = {"T-1": [("received", "ann"), ("replied", "bob")], "T-2": [("received", "ann")]}


def told(log: Log) -> dict[str, list[tuple[str, str | None]]]:
    """Kind and actor of every event, by case."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for case in log:
        events = case.facts().timeline.events
        found[case.id] = [(event.kind, event.actors[0].id if event.actors else None) for event in events]
    return found


def written(path: Path, content: bytes) -> Path:
    """A file."""
    path.write_bytes(content)
    return path


def packed(name: str, *files: tuple[str, str]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, text in files or ((name, CSV),):
            archive.writestr(inner, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv.gz", gzip.compress(CSV.encode(), mtime=0)),
        ("log.gz", gzip.compress(CSV.encode(), mtime=0)),
        ("log.csv.zip", packed("log.csv")),
        ("logs.zip", packed("log.csv", ("a/log.csv", CSV), ("a/.hidden.csv", "x"), ("__MACOSX/log.csv", "x"))),
        ("log.csv", ("\ufeff" + CSV).encode("utf-8")),
        ("log.csv", CSV.encode("utf-16")),
        ("log.csv", CSV.replace(",", ";").encode()),
        ("log.csv", ("sep=;\n" + CSV.replace(",", ";")).encode()),
        ("log.tsv", CSV.replace(",", "\t").encode()),
        ("log.csv", CSV.replace("\n", "\r\n").encode()),
        ("log.csv", CSV.replace("\n", ",\n").replace("person,", "person").encode()),
        ("log.csv", CSV.replace("ticket,activity", " Ticket , ACTIVITY").encode()),
        ("log.csv", (CSV + "\n\n" + ",,,\n").encode()),
        ("log.csv", CSV.replace("time,", "time,note,note,").replace("Z,", 'Z,"a ""b"", c\nd",,').encode()),
        ("log.csv", (CSV + ",".join(NAMES) + "\n").encode()),
        ("log", CSV.encode()),
        ("log.json", json.dumps([dict(zip(NAMES, row, strict=True)) for row in ROWS]).encode()),
        ("log.json", "\n".join(json.dumps(dict(zip(NAMES, row, strict=True))) for row in ROWS).encode()),
        (
            "log.jsonl.gz",
            gzip.compress("\n".join(json.dumps(dict(zip(NAMES, r, strict=True))) for r in ROWS).encode(), mtime=0),
        ),
    ],
)
def test_one_log_in_many_containers(tmp_path: Path, name: str, content: bytes) -> None:
    """However it is packed, encoded and delimited, the same cases are read."""
    assert told(read_log(written(tmp_path / name, content), MAPPING)) == READ


def test_columns_of_a_frame_are_named_as_those_of_any_table() -> None:
    """Marks that nobody sees in the name of a column hide it neither in a file of text nor in a frame."""
    import polars

    names = [f"\ufeff{NAMES[0]}", f"{NAMES[1]}\u200b", f" {NAMES[2]}  ", NAMES[3]]
    frame = polars.DataFrame(list(ROWS), schema=names, orient="row")
    parquet = io.BytesIO()
    frame.write_parquet(parquet)
    assert told(read_log(frame, MAPPING)) == told(read_log(parquet.getvalue(), MAPPING)) == READ


def test_a_frame_a_cursor_and_rows_of_a_program() -> None:
    """What a program holds is a log without any file."""
    import polars

    frame = polars.DataFrame(list(ROWS), schema=list(NAMES), orient="row")
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE log ({', '.join(NAMES)})")
    database.executemany("INSERT INTO log VALUES (?, ?, ?, ?)", ROWS)
    cursor = database.execute("SELECT * FROM log")
    rows = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    for given in (
        frame,
        frame.lazy(),
        cursor,
        rows,
        iter(rows),
        CSV.encode(),
        io.BytesIO(CSV.encode()),
        io.StringIO(CSV),
    ):
        assert told(read_log(given, MAPPING)) == READ, type(given)


def test_records_of_a_program_need_no_mapping() -> None:
    """An iterable of records in our own words is a log, and can be gone through again."""
    record = {"id": "C-1", "events": [{"event": "received", "at": "2026-01-05T09:30:00Z"}]}
    log = read_log(iter([record]))
    assert [[case.id for case in log], [case.id for case in log]] == [["C-1"], ["C-1"]]
    assert log.last_instant() == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def test_few_rows_of_a_columnar_file_are_values_of_python_at_once(tmp_path: Path) -> None:
    """They take far more room than in the file, however many of its rows stand together there."""
    import polars

    count = 12_001
    said = polars.DataFrame({"case": [f"C-{number}" for number in range(count)]})
    said.write_parquet(tmp_path / "log.parquet", row_group_size=count)
    (source,) = sources_of(tmp_path / "log.parquet")
    table = read_columnar(source, ("case", "absent"), ())
    pieces = [[list(column) for column in piece] for piece in table.columns or ()]
    assert max(len(cases) for cases, _ in pieces) <= 5_000
    assert [key for cases, _ in pieces for key in cases] == said["case"].to_list()


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_columnar_files(tmp_path: Path, form: str) -> None:
    """Parquet and Arrow are read, whole numbers of a column with gaps are keys without decimals."""
    import polars

    frame = polars.DataFrame({
        "ticket": [1, 1], "activity": ["Opened", "Answered"], "person": [17.0, None],
        "time": [datetime(2026, 1, 5, 9), datetime(2026, 1, 5, 10)],  # noqa: DTZ001  # as such files hold them
    })  # fmt: skip
    path = tmp_path / f"log.{form}"
    frame.write_parquet(path) if form == "parquet" else frame.write_ipc(path)
    log = read_log(path, {**MAPPING, "at": {"column": "time", "zone": "UTC"}})
    assert told(log) == {"1": [("received", "17"), ("replied", None)]}


def test_a_case_in_several_files(tmp_path: Path) -> None:
    """A folder, and a list of files, is one log: a case that begins in one file goes on in the next."""
    head, *rows = CSV.splitlines(keepends=True)
    first = written(tmp_path / "a.csv", "".join([head, rows[0]]).encode())
    second = written(tmp_path / "b.csv", "".join([head, *rows[1:]]).encode())
    written(tmp_path / "readme.md", b"nothing")
    written(tmp_path / ".DS_Store", b"\0\1")
    assert told(read_log(tmp_path, MAPPING)) == READ
    log = read_log([first, second], MAPPING)
    assert told(log) == READ
    assert (log.file, log.counts.rows) == ("2 files", 3)


def test_events_of_a_case_in_two_files_in_our_own_words(tmp_path: Path) -> None:
    """Event lines are gathered across files; half a case is never judged."""
    written(
        tmp_path / "a.jsonl",
        b'{"id": "C-1", "type": "complaint"}\n{"case": "C-1", "event": "received", "at": "2026-01-05T09:30:00Z"}\n',
    )
    written(
        tmp_path / "b.jsonl", b'{"case": "C-1", "event": "replied", "to": "customer", "at": "2026-01-05T10:30:00Z"}\n'
    )
    (case,) = read_log(tmp_path)
    assert [event.event for event in case.events] == ["received", "replied"]
    assert case.facts().type == "complaint"


def test_records_of_a_case_in_two_files(tmp_path: Path) -> None:
    """Which of two whole records is right cannot be told: both are left out, and told."""
    record = b'{"id": "C-1", "events": [{"event": "received", "at": "2026-01-05T09:30:00Z"}]}\n'
    written(tmp_path / "a.jsonl", record)
    written(tmp_path / "b.jsonl", record + record.replace(b"C-1", b"C-2"))
    log = read_log(tmp_path)
    assert [case.id for case in log] == ["C-2"]
    assert [(p.code, p.where.file) for p in log.problems] == [("one-id-twice", "a.jsonl"), ("one-id-twice", "b.jsonl")]


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    """What a broken link stands for is not read: that is told, and nothing is judged."""
    written(tmp_path / "a.csv", CSV.encode())
    (tmp_path / "again").symlink_to(tmp_path / "again")
    with pytest.raises(UsageError, match="link `again`"):
        read_log(tmp_path, MAPPING)


def test_header_lines_above_and_totals_below(tmp_path: Path) -> None:
    """A preamble, comments, totals and a footer are passed over as the mapping says, and counted."""
    text = f"Report\n\n# by night\n{CSV}Total,,,3\nmade today\n"
    rows = {"skip": 2, "comment": "#", "footer": 1, "pass_over": {"ticket": "Total*"}}
    log = read_log(written(tmp_path / "log.csv", text.encode()), {**MAPPING, "rows": rows})
    assert (told(log), log.counts.passed_over, log.problems) == (READ, 2, ())


def test_a_header_that_stands_later_is_told(tmp_path: Path) -> None:
    """The columns are found below a title, and the mapping is told how to say so."""
    with pytest.raises(FactsError) as caught:
        read_log(written(tmp_path / "log.csv", f"Report\n\n{CSV}".encode()), MAPPING)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line, "skip: 2" in problem.help) == ("header-later", 3, True)


def test_a_column_twice_matters_only_if_it_is_named(tmp_path: Path) -> None:
    """A column that no mapping names may be there as often as it likes; one that is named may not."""
    path = written(tmp_path / "log.csv", CSV.replace("person", "time").encode())
    with pytest.raises(FactsError) as caught:
        read_log(path, {**MAPPING, "actor": {}})
    assert [problem.code for problem in caught.value.problems] == ["duplicate-column"]


def test_a_quote_in_one_row_spoils_one_case(tmp_path: Path) -> None:
    """The row is told with its line, its case is left out, and the others are read."""
    log = read_log(written(tmp_path / "log.csv", CSV.replace("ann\nT-1", '"a" nn\nT-1').encode()), MAPPING)
    assert list(told(log)) == ["T-2"]
    assert [(p.code, p.where.line, p.where.path) for p in log.problems] == [("stray-quote", 2, "T-1")]


def test_a_nul_in_a_row_is_no_text(tmp_path: Path) -> None:
    """The row cannot be used, and the case that it names is left out."""
    log = read_log(written(tmp_path / "log.csv", CSV.replace("bob", "b\0ob").encode()), MAPPING)
    assert list(told(log)) == ["T-2"]
    assert [problem.code for problem in log.problems] == ["not-text"]


def test_rows_without_an_activity_are_counted(tmp_path: Path) -> None:
    """They were not read, like those of activities that the mapping does not list."""
    log = read_log(written(tmp_path / "log.csv", CSV.replace("Answered", "").encode()), MAPPING)
    assert (len(list(log)), log.counts.unmapped) == (2, {"": 1})


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("log.csv.gz", gzip.compress(CSV.encode(), mtime=0)[:-12], "not-readable"),
        ("log.csv.gz", b"\x1f\x8b\x08", "not-readable"),
        ("log.zip", packed("log.csv")[:-30], "not-readable"),
        ("log.xlsx", packed("xl/workbook.xml")[:-30], "not-readable"),
        ("log.xlsx", b"a,b\n", "not-readable"),
        ("log.xls", b"<html><table></table></html>", "not-readable"),
        ("log.parquet", CSV.encode(), "not-readable"),
        ("log.csv", b"", "empty-log"),
        ("log.csv", b"\xef\xbb\xbf", "empty-log"),
        ("log.csv", CSV.encode("utf-16-le"), "not-readable"),
        ("log.json", b'[{"ticket": "T-1"', "not-json"),
        ("log.json", b'{"a": 1, "a": 2}', "duplicate-key"),
        ("log.xes", b"<log><trace>", "not-readable"),
        ("log.xes", b'<!DOCTYPE l [<!ENTITY a "b">]><log>&a;</log>', "not-readable"),
        ("log.sqlite", b"SQLite format 3\0" + b"\0" * 90, "not-readable"),
        ("log.csv", ("ticket,activity,time,person," + "c," * 30_000 + "\n").encode(), "too-wide"),
    ],
)
def test_files_that_cannot_be_read_are_told_as_what_they_are(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    """Cut off, under a false name, empty, unsafe: one clear error, never a traceback."""
    with pytest.raises(FactsError) as caught:
        list(read_log(written(tmp_path / name, content), MAPPING))
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "gb18030"])
def test_a_file_that_is_not_written_as_the_mapping_says(tmp_path: Path, encoding: str) -> None:
    """The file is told not to be in that encoding, in a name in the header or far below."""
    path = written(tmp_path / "log.csv", CSV.replace("ann", "Zoë").encode("latin-1"))
    with pytest.raises(FactsError) as caught:
        list(read_log(path, {**MAPPING, "csv": {"encoding": encoding}}))
    assert [problem.code for problem in caught.value.problems] == ["not-readable"]


def test_no_encoding_of_texts() -> None:
    """Codecs that are no encodings of text files are refused."""
    for encoding in ("punycode", "idna", "unicode_escape", "base64", "rot13"):
        with pytest.raises(FactsError) as caught:
            read_log(CSV.encode(), {**MAPPING, "csv": {"encoding": encoding}})
        assert [problem.code for problem in caught.value.problems] == ["unknown-encoding"]


def test_a_case_with_more_rows_than_any(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows without end that name one case are no record of it: the case is left out, and the memory stays bounded."""
    monkeypatch.setattr("servicepolicy.logs.gather.MANY_ROWS", 2)
    log = read_log((CSV + "T-1,Answered,2026-01-07T09:30:00Z,ann\n" * 5).encode(), MAPPING)
    assert list(told(log)) == ["T-2"]
    assert [problem.code for problem in log.problems] == ["too-many-rows"]


def test_a_file_that_unpacks_to_more_than_any_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are all alike pack as no log does: the file is refused before it fills memory or time."""
    monkeypatch.setattr("servicepolicy.logs.containers.source._MUCH", 100_000)
    rows = (CSV + "T-1,Answered,2026-01-07T09:30:00Z,ann\n" * 100_000).encode()
    for content in (gzip.compress(rows, mtime=0), packed("log.csv", ("log.csv", rows.decode()))):
        with pytest.raises(FactsError) as caught:
            read_log(content, MAPPING)
        assert [problem.code for problem in caught.value.problems] == ["too-large"]


XES = """<log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="T-1"/>
<event><string key="concept:name" value="Opened"/><date key="time:timestamp" value="2026-01-05T09:30:00Z"/>
<string key="org:resource" value="ann"/></event>
<event><string key="concept:name" value="Answered"/><string key="lifecycle:transition" value="start"/>
<date key="time:timestamp" value="2026-01-05T10:30:00Z"/></event>
<event><string key="concept:name" value="Answered"/><string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="2026-01-05T11:00:00Z"/><string key="org:resource" value="bob"/></event>
<string key="channel" value="letter"/></trace></log>"""
OF_XES = {**MAPPING, "case": "case:concept:name", "at": "time:timestamp", "event": "concept:name",
          "actor": {"id": "org:resource"}, "header": {"channel": "case:channel"}}  # fmt: skip


def test_an_event_log_in_xes(tmp_path: Path) -> None:
    """Activities count when they are complete, unless the mapping tests the transition; traces have a header."""
    path = written(tmp_path / "log.xes.gz", gzip.compress(XES.encode(), mtime=0))
    log = read_log(path, OF_XES)
    assert told(log) == {"T-1": READ["T-1"]}
    assert (next(iter(log)).facts().header["channel"], log.counts.passed_over) == ("letter", 1)
    tested = [{"when": {"lifecycle:transition": "start"}, "event": "acknowledged"}]
    own = {key: value for key, value in OF_XES.items() if key != "event"}
    assert [kind for kind, _ in told(read_log(path, {**own, "events": tested}))["T-1"]] == ["acknowledged"]


OCEL: dict[str, Any] = {
    "objectTypes": [], "eventTypes": [],
    "objects": [
        {"id": "T-1", "type": "case",
         "attributes": [{"name": "via", "time": "2026-01-01T00:00:00Z", "value": "letter"}]},
        {"id": "T-2", "type": "case"}, {"id": "ann", "type": "agent"}, {"id": "bob", "type": "agent"},
    ],
    "events": [
        {"id": "1", "type": "Opened", "time": "2026-01-05T09:30:00", "relationships": [
            {"objectId": "T-1", "qualifier": "about"}, {"objectId": "ann", "qualifier": "by"},
            {"objectId": "bob", "qualifier": "for"}]},
        {"id": "2", "type": "Answered", "time": "2026-01-05T11:00:00Z", "relationships": [
            {"objectId": "T-1", "qualifier": "about"}, {"objectId": "T-2", "qualifier": "about"},
            {"objectId": "bob", "qualifier": "by"}]},
    ],
}  # fmt: skip
OF_OCEL = {**MAPPING, "case": {"object": "case"}, "at": "time", "event": "type",
           "actor": {"id": {"object": "agent", "qualifier": "by"}},
           "header": {"channel": {"object": "case", "attribute": "via"}}}  # fmt: skip


def test_an_object_centric_event_log(tmp_path: Path) -> None:
    """Cases and people are objects that an event is related to; one event may be part of two cases."""
    log = read_log(written(tmp_path / "log.json", json.dumps(OCEL).encode()), OF_OCEL)
    assert told(log) == {"T-1": READ["T-1"], "T-2": [("replied", "bob")]}
    assert next(iter(log)).facts().header["channel"] == "letter"


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""
PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/>'
    '<Relationship Id="r2" Target="/xl/worksheets/b.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns:r="x"><sheets><sheet name="Notes" sheetId="1" r:id="r1"/>'
    '<sheet name="Cases" sheetId="2" r:id="r2"/></sheets></workbook>',
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": "<sst><si><t>ticket</t></si><si><r><t>act</t></r><r><t>ivity</t></r></si></sst>",
    "xl/worksheets/a.xml": SHEET.format(rows='<row r="1"><c r="A1" t="inlineStr"><is><t>nothing</t></is></c></row>'),
    "xl/worksheets/b.xml": SHEET.format(
        rows='<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="str"><v>time</v></c>'
        '<c r="D1" t="str"><v>person</v></c></row>'
        '<row r="2"><c r="A2"><v>12</v></c><c r="B2" t="str"><v>Opened</v></c>'
        '<c r="C2" s="1"><v>46027.39583333334</v></c></row>'
        '<row r="4"><c r="A4"><v>12</v></c><c r="B4" t="str"><v>Answered</v></c><c r="C4" s="1"><v>46027.5</v></c>'
        '<c r="D4"><v>7</v></c></row>'
    ),
}


def workbook(**changed: str) -> bytes:
    """A workbook of two sheets."""
    return packed("", *{**PARTS, **changed}.items())


def test_a_workbook() -> None:
    """Dates are dates, numbers keys, empty rows are passed over, and the mapping says which sheet."""
    timed = {**MAPPING, "at": {"column": "time", "zone": "UTC"}}
    log = read_log(workbook(), {**timed, "rows": {"sheet": "Cases"}})
    assert told(log) == {"12": [("received", None), ("replied", "7")]}
    assert next(iter(log)).events[0].at == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    with pytest.raises(FactsError) as caught:
        read_log(workbook(), timed)
    assert "`Cases`" in caught.value.problems[0].message, "which of two sheets is not guessed"
    with pytest.raises(FactsError) as caught:
        read_log(workbook(), {**timed, "rows": {"sheet": "Kases"}})
    assert [problem.code for problem in caught.value.problems] == ["no-such-sheet"]


def test_rows_of_a_workbook_are_counted_as_people_see_them() -> None:
    """A row that was never written into has its number all the same: the header in row 4 lies below three others."""
    title = '<row r="1"><c r="A1" t="str"><v>Complaints</v></c></row>'
    rows = "".join(
        f'<row r="{number}">' + "".join(f'<c t="str"><v>{text}</v></c>' for text in cells) + "</row>"
        for number, cells in (
            (4, ("ticket", "activity", "time", "person")),
            (5, ("1", "Opened", "2026-01-05T09:30Z", "")),
        )
    )
    book = workbook(**{"xl/worksheets/b.xml": SHEET.format(rows=title + rows)})
    assert told(read_log(book, {**MAPPING, "rows": {"sheet": "Cases", "skip": 3}})) == {"1": [("received", None)]}


def test_what_a_spreadsheet_could_not_work_out_is_no_value() -> None:
    """An error is nobody's name, no case and no time: its fact is unknown, and counted."""
    rows = [("ticket", "activity", "time", "person"), ("1", "Opened", "2026-01-05T09:30Z", "#REF!")]
    rows += [("#N/A", "Opened", "2026-01-05T09:30Z", "ann"), ("2", "Opened", "#VALUE!", "ann")]
    cells = ["".join(f'<c t="str"><v>{text}</v></c>' for text in row) for row in rows]
    cells.append(
        '<c t="str"><v>1</v></c><c t="str"><v>Answered</v></c><c t="str"><v>2026-01-05T10:30Z</v></c><c><f>A1</f></c>'
    )
    sheet = "".join(f"<row>{row}</row>" for row in cells)
    log = read_log(workbook(**{"xl/worksheets/b.xml": SHEET.format(rows=sheet)}), {**MAPPING, "rows": {"sheet": 2}})
    assert told(log) == {"1": [("received", None), ("replied", None)]}
    assert log.counts.unreadable == {("error-cell", "person"): 2, ("error-cell", "time"): 1, ("no-case", "ticket"): 1}


@pytest.mark.parametrize(
    ("row", "code", "line"),
    [
        ("T-1,Opened,2026-01-05T09:30Z,Smith, Jr,", "ragged-row", 2),
        ("ticket,time,activity,person\nT-1,2026-01-05T09:30Z,Opened,ann", "header-later", 2),
        ("T-1,Opened,2026-01-05T09:30Z,zo\xeb\xb3\nT-2,Opened,2026-01-05T09:30Z,zo\xeb", "not-readable", 3),
    ],
)
def test_rows_that_do_not_fit_their_header(row: str, code: str, line: int) -> None:
    """A comma in a name, columns in another order further down, letters of another encoding: told with the line."""
    head, kept = "ticket,activity,time,person\n", "T-3,Opened,2026-01-05T09:30Z,ann\n" * 3
    content = (head + row).encode("latin-1").replace(b"\xeb\xb3", "ë".encode()) + b"\n" + kept.encode()
    try:
        log = read_log(content, MAPPING)
        assert list(told(log)) == ["T-3"]
        found = log.problems
    except FactsError as error:
        found = error.problems
    assert [(problem.code, problem.where.line) for problem in found] == [(code, line)]


def test_a_workbook_that_is_made_to_harm() -> None:
    """Entities are never resolved, and a part that is missing is told."""
    evil = '<!DOCTYPE a [<!ENTITY b "c">]><sst><si><t>&b;</t></si></sst>'
    without = {key: value for key, value in PARTS.items() if key != "xl/worksheets/b.xml"}
    for content in (workbook(**{"xl/sharedStrings.xml": evil}), packed("", *without.items())):
        with pytest.raises(FactsError) as caught:
            read_log(content, {**MAPPING, "rows": {"sheet": 2}})
        assert [problem.code for problem in caught.value.problems] == ["not-readable"]


def test_a_header_of_two_rows() -> None:
    """Names of both rows are joined; a name above stands over what is below it to the right."""
    rows = (
        '<row r="1"><c r="A1" t="str"><v>ticket</v></c><c r="B1" t="str"><v>Opened</v></c></row>'
        '<row r="2"><c r="B2" t="str"><v>when</v></c><c r="C2" t="str"><v>by</v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>T-1</v></c><c r="B3" s="1"><v>46027.5</v></c>'
        '<c r="C3" t="str"><v>ann</v></c></row>'
    )
    mapping = {
        "servicepolicy": 1, "mapping": "wide", "case": "ticket", "times": {"zone": "UTC"},
        "rows": {"sheet": "Cases", "header": [1, 2]},
        "milestones": {"Opened / when": {"event": "received", "actor": {"id": "Opened / by"}}},
    }  # fmt: skip
    log = read_log(workbook(**{"xl/worksheets/b.xml": SHEET.format(rows=rows)}), mapping)
    assert told(log) == {"T-1": [("received", "ann")]}
    assert LogMapping.model_validate(mapping).rows.header == (1, 2)


def test_one_name_is_one_name_however_it_is_written() -> None:
    """Accents in one sign or two, marks that nobody sees, `="1"`, a header further down: one person, one case."""
    head = "ticket,activity,time,person\n"
    first = head + "1,Opened,2026-01-05T09:30Z,Zo\u00eb\n"
    second = "\ufeff" + head + '="1",Answered\u200b,2026-01-05T10:30Z,Zoe\u0308\n'
    log = read_log((first + second).encode(), MAPPING)
    assert told(log) == {"1": [("received", "Zo\u00eb"), ("replied", "Zo\u00eb")]}
    assert log.counts.passed_over == 1


def test_an_object_or_a_list_is_nobody() -> None:
    """A column of documents that holds more than a key names no person: it is counted, and who acted is unknown."""
    held: list[object] = [{"id": 7, "name": "Ann"}, ["ann", "bob"], ["ann"]]
    rows = [
        {"ticket": number, "activity": "Opened", "time": "2026-01-05T09:30Z", "person": person}
        for number, person in enumerate(held)
    ]
    log = read_log(rows, MAPPING)
    assert told(log) == {"0": [("received", None)], "1": [("received", None)], "2": [("received", "ann")]}
    assert log.counts.unreadable == {("not-one-value", "person"): 2}


def test_a_key_that_a_spreadsheet_shortened_is_nobodys() -> None:
    """`2.02604E+15` may be many keys: its rows are counted, and not one case; `1E5` is a key like any other."""
    head = "ticket,activity,time,person\n"
    rows = [f"{key},Opened,2026-01-05T09:30Z,ann\n" for key in ("2.02604E+15", "2.02604E+15", "1E5")]
    log = read_log((head + "".join(rows) + "   \n\x1a").encode(), MAPPING)
    assert told(log) == {"1E5": [("received", "ann")]}
    assert log.counts.unreadable == {("no-case", "ticket"): 2}
