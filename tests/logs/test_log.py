"""Logs in our own words: a case a line, or an event a line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicepolicy.errors import FactsError, UsageError
from servicepolicy.logs import read_folder, read_log

RECEIVED = {"event": "received", "at": "2026-01-05T09:12:00+08:00"}
REPLIED = {"event": "replied", "at": "2026-01-05T10:00:00+08:00", "to": "customer"}
CASE = {"id": "C-1", "type": "complaint", "events": [RECEIVED, REPLIED]}


def written(path: Path, *lines: object) -> Path:
    """A file of JSON lines; texts are written as they are."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_one_case_a_line(tmp_path: Path) -> None:
    """Each line is a subject, read with its events."""
    log = read_log(written(tmp_path / "log.jsonl", CASE, {**CASE, "id": "C-2"}))
    assert [subject.id for subject in log] == ["C-1", "C-2"]
    assert (log.counts.rows, log.counts.events, log.counts.subjects) == (2, 4, 2)
    assert log.problems == ()


def test_every_pass_reads_afresh(tmp_path: Path) -> None:
    """A log can be gone through again, and counts are those of the latest pass."""
    log = read_log(written(tmp_path / "log.jsonl", CASE))
    assert [s.id for s in log] == [s.id for s in log]
    assert log.counts.subjects == 1


def test_one_event_a_line(tmp_path: Path) -> None:
    """Lines with `event` and `case` are gathered by case; a line without `event` is the header."""
    lines = [
        {"case": "C-1", **RECEIVED},
        {"case": "C-2", **RECEIVED},
        {"case": "C-1", **REPLIED},
        {"id": "C-1", "type": "complaint"},
    ]
    cases = {subject.id: subject for subject in read_log(written(tmp_path / "log.jsonl", *lines))}
    assert [event.event for event in cases["C-1"].events] == ["received", "replied"]
    assert cases["C-1"].facts().type == "complaint"
    assert len(cases["C-2"].events) == 1


def test_an_event_without_a_case_is_reported(tmp_path: Path) -> None:
    """An event line that names no case is a problem of its line."""
    log = read_log(written(tmp_path / "log.jsonl", {"case": "C-1", **RECEIVED}, REPLIED))
    assert [subject.id for subject in log] == ["C-1"]
    assert [(p.code, p.where.line) for p in log.problems] == [("no-case", 2)]


def test_a_line_that_is_not_json_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    """The problem carries the number of the line; the other lines are subjects all the same."""
    log = read_log(written(tmp_path / "log.jsonl", CASE, '{"id": "C-2", "events": [', {**CASE, "id": "C-3"}))
    assert [subject.id for subject in log] == ["C-1", "C-3"]
    assert [(p.code, p.where.file, p.where.line) for p in log.problems] == [("not-json", "log.jsonl", 2)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[1, 2]", "not-an-object"),
        ('{"id": "C-1", "id": "C-2"}', "duplicate-key"),
        ('{"id": NaN}', "not-json"),
        ("[" * 100_000, "not-json"),
    ],
)
def test_other_lines_that_are_no_record(tmp_path: Path, line: str, code: str) -> None:
    """What is JSON but no record of ours is told as what it is."""
    log = read_log(written(tmp_path / "log.jsonl", CASE, line))
    assert [subject.id for subject in log] == ["C-1"]
    assert [problem.code for problem in log.problems] == [code]


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    """A line in another encoding is a problem of that line."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(json.dumps(CASE).encode() + b"\n" + '{"id": "Zoë"}'.encode("latin-1") + b"\n")
    log = read_log(path)
    assert len(list(log)) == 1
    assert [(p.code, p.where.line) for p in log.problems] == [("not-utf-8", 2)]


def test_an_unknown_event_leaves_its_subject_out(tmp_path: Path) -> None:
    """The subject is refused, the problem says where and what may have been meant."""
    wrong = {**CASE, "id": "C-2", "events": [RECEIVED, {"event": "replyed", "at": REPLIED["at"]}]}
    log = read_log(written(tmp_path / "log.jsonl", CASE, wrong))
    assert [subject.id for subject in log] == ["C-1"]
    assert log.counts.refused == 1
    (problem,) = log.problems
    assert (problem.code, problem.where.line, problem.where.path) == ("unknown-event", 2, "C-2: events[1].event")
    assert "`replied`" in problem.help


def test_a_naive_time_is_refused(tmp_path: Path) -> None:
    """A time without an offset is not an instant, in a log as anywhere."""
    log = read_log(
        written(tmp_path / "log.jsonl", {"id": "C-1", "events": [{"event": "received", "at": "2026-01-05T09:12:00"}]})
    )
    assert list(log) == []
    assert [problem.code for problem in log.problems] == ["naive-time"]


def test_one_id_twice(tmp_path: Path) -> None:
    """Two records of one id would be judged as two cases: the second is refused."""
    log = read_log(written(tmp_path / "log.jsonl", CASE, {**CASE, "events": [RECEIVED]}))
    assert len(list(log)) == 1
    assert [(p.code, p.where.line) for p in log.problems] == [("one-id-twice", 2)]


def test_an_unknown_subject(tmp_path: Path) -> None:
    """A record of a subject that there is not is told, with those that there are."""
    log = read_log(written(tmp_path / "log.jsonl", {"id": "C-1", "subject": "ticket"}))
    assert list(log) == []
    assert log.problems[0].code == "unknown-subject"
    assert "`case`" in log.problems[0].message


def test_personal_values_never_show(tmp_path: Path) -> None:
    """Problems of a record never repeat what it holds."""
    canary = "Canary-Zhang-San"
    log = read_log(
        written(
            tmp_path / "log.jsonl",
            {**CASE, "customer_name": [canary], "content": {"a": canary}, "x.note": {"b": canary}},
        )
    )
    list(log)
    assert len(log.problems) == 3
    assert canary not in "".join(map(str, log.problems)) + repr(log)


def test_duplicates_are_counted(tmp_path: Path) -> None:
    """An event that was handed in twice counts once, and is counted."""
    log = read_log(written(tmp_path / "log.jsonl", {**CASE, "events": [RECEIVED, RECEIVED, REPLIED]}))
    (subject,) = log
    assert len(subject.facts().timeline.events) == 2
    assert log.counts.duplicates == 1


def test_the_last_instant(tmp_path: Path) -> None:
    """It is the latest time of any event, in UTC, whatever the order of the lines and their offsets."""
    later = {"event": "replied", "at": "2026-01-05T03:00:00Z"}
    log = read_log(written(tmp_path / "log.jsonl", {**CASE, "events": [later]}, {**CASE, "id": "C-2"}))
    assert log.last_instant() == datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def test_no_event_no_last_instant(tmp_path: Path) -> None:
    """A log without events has no last instant."""
    assert read_log(written(tmp_path / "log.jsonl", {"id": "C-1"})).last_instant() is None


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """An empty log is not a log in which everything was kept."""
    path = tmp_path / "log.jsonl"
    path.touch()
    with pytest.raises(FactsError, match="empty"):
        read_log(path)


def test_no_such_file(tmp_path: Path) -> None:
    """A path that leads nowhere is a wrong call."""
    with pytest.raises(UsageError, match="no file"):
        read_log(tmp_path / "none.jsonl")


@pytest.mark.parametrize("name", ["log.csv", "log.parquet", "log"])
def test_foreign_forms_need_a_mapping(tmp_path: Path, name: str) -> None:
    """Columns mean nothing by themselves: the message says what is missing."""
    path = tmp_path / name
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="--mapping"):
        read_log(path)


def test_many_problems_are_listed_up_to_a_bound(tmp_path: Path) -> None:
    """The first 200 are listed and the others counted, so that a wrong log cannot fill the memory."""
    log = read_log(written(tmp_path / "log.jsonl", CASE, *(["{"] * 250)))
    list(log)
    assert (len(log.problems), log.unlisted) == (200, 50)


def test_a_problem_of_one_event_line_names_that_line(tmp_path: Path) -> None:
    """Where a case is spread over lines, the line is that of the event or header field that is wrong."""
    wrong = {"case": "C-1", "event": "recieved", "at": RECEIVED["at"]}
    header = {"id": "C-2", "channel": "pigeon"}
    log = read_log(
        written(tmp_path / "flat.jsonl", {"case": "C-1", **RECEIVED}, {"case": "C-2", **RECEIVED}, wrong, header)
    )
    list(log)
    told = [(p.where.line, p.where.path) for p in log.problems]
    assert told == [(3, "C-1: events[1].event"), (4, "C-2: channel")]


def test_a_folder_is_one_log_and_knows_the_context_beside_it(tmp_path: Path) -> None:
    """All files of a folder are one log; `context.json` is none of its subjects, and is found where it lies."""
    for name in ("C-1", "C-2"):
        (tmp_path / f"{name}.json").write_text(json.dumps({**CASE, "id": name}), encoding="utf-8")
    folder = read_folder(tmp_path)
    assert ([case.id for case in folder], folder.context, folder.problems) == (["C-1", "C-2"], None, ())
    beside = tmp_path / "context.json"
    beside.write_text("{}", encoding="utf-8")
    again = read_folder(tmp_path)
    assert ([case.id for case in again], again.context, again.folder) == (["C-1", "C-2"], beside, tmp_path)
    assert read_log(tmp_path).context is None


def test_a_folder_without_a_log_may_be_empty(tmp_path: Path) -> None:
    """It holds no subjects where that is allowed, and is no folder of subjects where it is not."""
    with pytest.raises(UsageError, match="holds no log"):
        read_folder(tmp_path)
    assert list(read_folder(tmp_path, allow_empty=True)) == []
