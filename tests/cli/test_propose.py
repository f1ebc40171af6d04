"""`servicepolicy map`: a mapping proposed for a file, and what it reads."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from servicepolicy.logs import LogMapping, read_log
from servicepolicy.logs.proposal import propose
from servicepolicy.policy.reading.document_source import read_text
from tests.cli.conftest import POLICY

Run = Callable[..., Result]

ENGLISH = (
    "Ticket ID;Action;When;Agent\n1;Opened;13/01/2026 09:30;ann\n"
    "1;Answered;13/01/2026 11:00;bob\n2;Opened;14/01/2026 09:30;ann\n"
)
CHINESE = (
    "工单号,操作,时间,经办人\n1,受理,2026/01/05 09:30,王芳\n"
    "1,答复,2026/01/05 11:00,李雷\n2,受理,2026/01/06 09:30,王芳\n"
)
BANK = (
    "Complaint ref,Status,Changed at,Agent\n1001,New,13/03/2026 09:12,\n1001,Ack sent,14/03/2026 16:00,j.smith\n"
    "1001,Closed,15/03/2026 11:30,j.smith\n1002,New,13/03/2026 10:00,\n"
)
WIDE = "case,created,resolved\n1,2026-01-05T09:30:00Z,2026-01-06T09:30:00Z\n2,2026-01-05T10:30:00Z,\n"


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (ENGLISH.encode(), {"1": ["received", "replied"], "2": ["received"]}),
        (ENGLISH.encode("utf-16"), {"1": ["received", "replied"], "2": ["received"]}),
        (ENGLISH.encode("utf-32"), {"1": ["received", "replied"], "2": ["received"]}),
        (BANK.encode(), {"1001": ["received", "acknowledged", "closed"], "1002": ["received"]}),
        (CHINESE.encode("gb18030"), {"1": ["received", "replied"], "2": ["received"]}),
        (WIDE.encode(), {"1": ["received", "resolved"], "2": ["received"]}),
    ],
)
def test_a_proposal_reads_its_own_log(tmp_path: Path, content: bytes, kinds: dict[str, list[str]]) -> None:
    """What is proposed is a mapping that loads, and reads the cases and events that a person would."""
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    mapping = LogMapping.model_validate(read_text(propose(path, zone="UTC").text).plain)
    assert {case.id: [event.event for event in case.events] for case in read_log(path, mapping)} == kinds


def test_what_a_person_has_to_decide(run: Run, tmp_path: Path) -> None:
    """A zone that nobody said, days that may be months, activities without a plain meaning: told, and never guessed."""
    path = tmp_path / "log.csv"
    path.write_text("case,event,time\n1,Opened,05/01/2026 09:30\n1,Refund signed off,06/01/2026 09:30\n")
    shown = run("map", str(path)).stdout
    assert "name no zone" in shown
    assert "`%d/%m/%Y %H:%M` or `%m/%d/%Y %H:%M`, and no row decides it" in shown
    assert "Refund signed off: ignore  # unsure: approved?" in shown
    assert "# it reads nothing yet" in shown
    said = run("map", str(path), "--dates", "month-first").stdout
    assert "# it reads: rows 2, cases 1, events 1, from 2026-05-01T09:30:00Z" in said


@pytest.mark.parametrize(
    ("case", "activity", "who"),
    [
        ("Ref", "What happened", "Who"),
        ("Case number", "Entry", "Handled by"),
        ("Complaint", "Action taken", "Adviser"),
        ("Ticket", "Status change", "Changed by"),
        ("Aktenzeichen", "Vorgang", "Bearbeiter"),
        ("编号", "操作", "经办人"),
    ],
)
def test_columns_are_found_by_what_they_hold(case: str, activity: str, who: str) -> None:
    """The activity is what has few texts that differ within cases, beside a key that repeats, whatever it is called."""
    rows = [
        {
            "No.": str(at),
            case: f"C-{at // 2}",
            activity: text,
            "Recorded": f"2026-01-0{at + 1}T09:00:00Z",
            who: f"p{at % 3}",
        }
        for at, text in enumerate(("Complaint opened", "Answered") * 4)
    ]
    said = read_text(propose(rows).text).plain
    assert (said["case"], said["event"], said["actor"]["id"]) == (case, activity, who)
    assert said["at"]["column"] == "Recorded"


UNTIDY = """\
Complaints of the branch in Harrogate,,,,,
printed,1 May 2026,,,,
,,,,,
Ref,When,What happened,,Who,Amount
,dd/mm/yy,,,,GBP
C-1,02/04/26,Opened,,ann,
C-1,03/04/26,Closed,,ann,1.00
C-2,13/04/26,Opened,,bob,
C-2,14/04/26,Closed,,bob,2.00
Total,,,,,3.00
"""


def test_rows_are_found_between_titles_units_and_totals(run: Run, tmp_path: Path) -> None:
    """Lines above the header, units below it, a column without a name, a total: what is proposed passes over them."""
    path = tmp_path / "log.csv"
    path.write_text(UNTIDY)
    shown = run("map", str(path)).stdout
    assert "skip: 3" in shown
    assert "# header: {amount: {column: Amount}}  # unsure: in which currency?" in shown
    assert "# it reads: rows 4, cases 2, events 4, from 2026-04-02T00:00:00Z to 2026-04-14T00:00:00Z" in shown


def test_a_history_of_fields_is_read_by_what_they_became() -> None:
    """Rows with a field and its new value are events by both; what else was changed is listed, and not read."""
    rows = [
        {
            "Case Number": "1",
            "Field": field,
            "Old Value": old,
            "New Value": new,
            "Edit Date": f"2026-01-05T1{at}:00:00Z",
        }
        for at, (field, old, new) in enumerate(
            [("Status", "", "New"), ("Status", "New", "Closed"), ("Owner", "a", "b")]
        )
    ]
    said = read_text(propose(rows).text).plain["events"]
    assert {"when": {"Field": "Status", "New Value": "Closed"}, "event": "closed"} in said
    assert {"when": {"Field": "Owner"}, "event": "ignore"} in said


def test_nothing_to_propose(run: Run, tmp_path: Path) -> None:
    """A file in our own words needs no mapping, and one without any time has none."""
    own = tmp_path / "log.jsonl"
    own.write_text('{"id": "C-1", "events": []}\n')
    assert run("map", str(own)).exit_code == 2
    none = tmp_path / "log.csv"
    none.write_text("a,b\n1,2\n")
    result = run("map", str(none))
    assert (result.exit_code, "nothing-proposed" in result.stderr) == (3, True)


def test_a_register_of_a_row_a_case(run: Run, tmp_path: Path) -> None:
    """Columns of times are milestones where their names say so, `n/a` is nothing, nobody did all of a row."""
    path = tmp_path / "log.csv"
    path.write_text(
        "Complaint no,Date received,Date acknowledged,Date of final response,Handler,Last contact\n"
        "26/001,02/04/26,03/04/26,28/04/26,ann,29/04/26\n26/002,03/04/26,n/a,,bob,14/04/26\n"
        "26/003,14/04/26,15/04/26,20/04/26,ann,20/04/26\n"
    )
    shown = run("map", str(path), "--zone", "Europe/London").stdout
    said = read_text(shown).plain
    assert said["milestones"] == {
        "Date received": "received",
        "Date acknowledged": "acknowledged",
        "Date of final response": "final_response",
    }
    assert said["absent"] == ["", "n/a"]
    assert "actor" not in said
    assert "# events: acknowledged 2, final_response 2, received 3" in shown


def test_a_file_without_a_header_is_not_read_as_if_it_had_one(run: Run, tmp_path: Path) -> None:
    """A first line that is a row names no columns: it would be lost, and its values would stand in the mapping."""
    path = tmp_path / "log.csv"
    path.write_text("C-1,Opened,2026-04-02T09:00Z,ann\nC-1,Closed,2026-04-03T09:00Z,ann\n")
    result = run("map", str(path))
    assert (result.exit_code, "no line of the file names its columns" in result.stderr) == (3, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a," * 30_000 + "b\n1,2\n", "too-wide"),
        ('case,event,time\n1,"Opened,2026-01-05\n' + "x" * 1_100_000, "too-long"),
    ],
)
def test_what_is_no_log_is_told_at_once(run: Run, tmp_path: Path, content: str, code: str) -> None:
    """A line of thirty thousand columns, and a quote that is never closed, are not looked at any longer."""
    path = tmp_path / "log.csv"
    path.write_text(content)
    result = run("map", str(path))
    assert (result.exit_code, code in result.stderr) == (3, True)


MONEY = """\
Case ref;Logged;What;Handler;Grade;Team;Redress{head}
C-1;13/01/2026 09:00;Opened;ann;Adviser;Leeds branch;{none}
C-1;13/01/2026 10:00;Answered;ann;Adviser;Leeds branch;{none}
C-1;14/01/2026 10:00;Refund paid;bob;Manager;Head office;{first}
C-2;15/01/2026 10:00;Opened;ann;Adviser;Leeds branch;{none}
C-2;16/01/2026 10:00;Refund paid;eve;Adviser;York branch;{second}
"""


@pytest.mark.parametrize(
    ("head", "none", "first", "second", "amount"),
    [
        ("", "", "£1,250.50", "£20.00", {"currency": "in the text", "decimal": ".", "thousands": ","}),
        (" EUR", "", "1.250,50", "20,00", {"currency": "EUR", "decimal": ",", "thousands": "."}),
        (";Cur", ";", "1250.50;GBP", "20;EUR", {"currency": {"column": "Cur"}}),
        (";Cur", ";", "1250.50;£", "20;€", {"currency": {"column": "Cur", "map": {"£": "GBP", "€": "EUR"}}}),
    ],
)
def test_money_grades_and_units(head: str, none: str, first: str, second: str, amount: dict[str, object]) -> None:
    """What columns hold makes it evident: a currency, offices, branches that go with people; each is read."""
    content = MONEY.format(head=head, none=none, first=first, second=second).encode()
    said = read_text(propose(content, zone="UTC").text).plain
    assert said["actor"] == {"id": "Handler", "role": "Grade", "unit": "Team"}
    assert said["events"]["Refund paid"] == {
        "event": "paid",
        "fields": {"amount": {"column": f"Redress{head}".partition(";")[0], **amount}},
    }
    read = read_log(content, LogMapping.model_validate(said))
    assert [len(case.events) for case in read] == [3, 2]
    assert read.problems == ()


@pytest.mark.parametrize(("first", "second"), [("1.250", "2.000"), ("1250.50", "20")])
def test_amounts_that_are_open(first: str, second: str) -> None:
    """Signs that may mean either, and amounts of no currency, are left to a person: a comment, and a question."""
    content = MONEY.format(head="", none="", first=first, second=second).encode()
    proposal = propose(content, zone="UTC")
    assert read_text(proposal.text).plain["events"]["Refund paid"] == "paid"
    assert "# header: {amount: {column: Redress" in proposal.text
    assert any("`Redress` holds amounts" in doubt for doubt in proposal.doubts)


def test_fields_of_the_case_stand_in_one_mapping() -> None:
    """What is sure is taken; the comments beside it can be taken as they stand, and nothing is said twice."""
    branches = ("Cards Branch", "Loans Branch")
    rows = [
        {"Case": f"C-{at // 2}", "When": f"2026-01-{at + 1:02}T09:00:00Z", "Event": text, "Agent": f"p{at % 3}",
         "Branch": branches[at // 2 % 2], "Amount": f"{at // 2 + 10}.50"}
        for at, text in enumerate(("Opened", "Answered") * 10)
    ]  # fmt: skip
    text = propose(rows).text
    assert read_text(text).plain["header"] == {"unit": "Branch"}
    taken = re.sub(r"^  # amount", "  amount", text, flags=re.MULTILINE)
    assert read_text(taken).plain["header"] == {"unit": "Branch", "amount": {"column": "Amount"}}


LETTERS = {
    "big5": ("Ticket,時間,動作,經辦人", "受理,王小明"),
    "gb18030": ("Ticket,时间,动作,经办人", "受理,王小明"),
    "cp932": ("Ticket,日時,操作,担当者", "受付,ヤマダタロウ"),
    "cp1251": ("Ticket,Время,Действие,Сотрудник", "Принято,Иванов"),
    "cp1252": ("Ticket,Zeit,Tätigkeit,Bearbeiter", "Eröffnet,Müller"),
    "cp1250": ("Ticket,Czas,Czynność,Pracownik", "Odpowiedź,Świątek"),
    "cp949": ("Ticket,시간,작업,담당자", "접수,김철수"),
}


@pytest.mark.parametrize("encoding", LETTERS)
def test_how_a_text_is_written(encoding: str) -> None:
    """It is guessed, said to be a guess, and others that would read it are named."""
    head, row = LETTERS[encoding]
    what, _, who = row.partition(",")
    text = head + "\n" + "".join(f"T-{at},2026-01-0{at}T09:00:00Z,{what},{who}\n" for at in range(1, 8))
    proposal = propose(text.encode(encoding))
    assert read_text(proposal.text).plain["csv"]["encoding"] == encoding
    assert any("is a guess" in doubt and "csv: {encoding: NAME}" in doubt for doubt in proposal.doubts)


@pytest.mark.parametrize("encoding", ["gb18030", "cp932", "cp1252"])
def test_how_a_text_is_written_without_the_library(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese, Japanese and Western European are told apart by themselves."""
    monkeypatch.setitem(sys.modules, "charset_normalizer", None)
    test_how_a_text_is_written(encoding)


def test_a_column_of_people_is_no_activity() -> None:
    """Names are not written down as activities, though they differ within cases; what happened is another column."""
    steps = ("Wpłynęła", "Odpowiedź wysłana", "Zwrot wypłacony")
    names = ("", "Anna Kowalska", "Jan Nowak", "Ewa Mazur")
    rows = [
        {"Sprawa": f"R/{at // 3}", "Data": f"2026-01-{at // 3 + 1:02}T0{at % 3}:00:00Z",
         "Pracownik": names[at % 4 * (at % 3 > 0)], "Czynność": steps[at % 3 if at % 7 else 1]}
        for at in range(60)
    ]  # fmt: skip
    text = propose(rows).text
    assert read_text(text).plain["event"] == "Czynność"
    assert "Nowak:" not in text


def test_a_unit_of_whom_nobody_knows() -> None:
    """A branch that is one in each case, and one of each person, may be the unit of either: it is asked."""
    rows = [
        {"Case": f"C-{at // 2}", "When": f"2026-01-0{at + 1}T09:00:00Z", "Event": text, "Agent": f"p{at // 2}",
         "Branch": f"Branch {at // 2}"}
        for at, text in enumerate(("Opened", "Answered") * 3)
    ]  # fmt: skip
    proposal = propose(rows)
    assert "unit" not in read_text(proposal.text).plain["actor"]
    assert any("`Branch` holds units" in doubt for doubt in proposal.doubts)


@pytest.mark.parametrize(("cell", "line"), [("", "\nrows: "), ("2026-01-05 12:00", "\n# rows: ")])
def test_a_row_without_a_key_among_mixed_rows(run: Run, tmp_path: Path, cell: str, line: str) -> None:
    """What leaves every case unjudged is passed over in what is proposed, if it has no time; else it is asked."""
    lines = [
        f"T-{case},2026-01-05 {hour:02}:{case:02},{what}"
        for hour, what in ((9, "Opened"), (11, "Answered"))
        for case in range(1, 13)
    ]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(["Ticket,When,What", *lines[:18], f",{cell},Answered", *lines[18:]]) + "\n")
    result = run("map", str(log), "--zone", "Europe/London")
    assert f"{line}{{pass_over: {{Ticket: ''}}}}" in result.stdout
    assert ("nothing is judged" in result.stderr) == bool(cell)
    mapping = tmp_path / "m.yaml"
    mapping.write_text(result.stdout)
    policy = tmp_path / "p.yaml"
    policy.write_text(POLICY)
    checked = run("check", str(policy), str(log), "--mapping", str(mapping), "--as-of", "2026-01-09").stdout
    assert checked.startswith("nothing could be judged of any of the 12 subjects" if cell else "policy desk")
    assert ('`rows: {pass_over: {Ticket: ""}}`' in checked) == bool(cell)
