"""Exports as real systems write them, read by mappings: each with the reading that was decided before."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from servicepolicy.logs import LogMapping, read_log
from servicepolicy.logs.proposal import propose

Reading = dict[str, list[tuple[str, str, str | None]]]


def read(name: str, content: bytes, said: dict[str, Any]) -> tuple[Reading, list[str]]:
    """What a mapping reads of each case: kind, instant and who acted; and the codes of what it could not."""
    file = io.BytesIO(content)
    file.name = name
    log = read_log(file, LogMapping.model_validate({"servicepolicy": 1, "mapping": "m", **said}))
    found: Reading = {}
    for subject in log:
        events = subject.facts().timeline.events
        found[subject.id] = [
            (one.kind, datetime.fromtimestamp(one.at / 1e6, UTC).strftime("%d %H:%M:%S"),
             one.actors[0].id if one.actors else None)
            for one in events
        ]  # fmt: skip
    return found, [problem.code for problem in log.problems]


AUDITS = {
    "audits": [
        {"id": 1, "ticket_id": 35436, "created_at": "2026-01-05T09:30:00Z", "author_id": 501, "events": [
            {"type": "Create", "field_name": "subject", "value": "Fee"},
            {"type": "Create", "field_name": "status", "value": "new"},
            {"type": "Comment", "public": True, "author_id": 501, "body": "x"}]},
        {"id": 2, "ticket_id": 35436, "created_at": "2026-01-05T11:30:00Z", "author_id": 901, "events": [
            {"type": "Comment", "public": False, "author_id": 901, "body": "note"},
            {"type": "Comment", "public": True, "author_id": 901, "body": "y"},
            {"type": "Change", "field_name": "tags", "value": ["vip", "fee"]},
            {"type": "Change", "field_name": "status", "value": "solved"},
            {"type": "Change", "field_name": "assignee_id", "value": None}]},
    ]
}  # fmt: skip
CHANGES = {
    "issues": [
        {"key": "CMP-1", "fields": {"created": "2026-01-05T09:30:00.000+0000", "reporter": {"accountId": "r1"}},
         "changelog": {"histories": [
             {"author": {"accountId": "a1"}, "created": "2026-01-07T10:00:00.000+0100", "items": [
                 {"field": "resolution", "from": None, "to": "1", "toString": "Done"},
                 {"field": "status", "fromString": "Open", "toString": "Done"}]},
             {"author": {"accountId": "a2"}, "created": "2026-01-08T10:00:00.000+0000", "items": [
                 {"field": "resolution", "fromString": "Done", "to": None, "toString": None},
                 {"field": "status", "fromString": "Done", "toString": "Reopened"}]}]}},
        {"key": "CMP-2", "fields": {"created": "2026-01-05T10:30:00.000+0000"}, "changelog": {"histories": []}},
    ]
}  # fmt: skip
PARTS = {
    "conversations": [
        {"id": "471", "created_at": 1767605400, "source": {"author": {"type": "user", "id": "u1"}},
         "conversation_parts": {"conversation_parts": [
             {"part_type": "comment", "created_at": 1767607200, "author": {"id": "a1", "type": "admin"}},
             {"part_type": "comment", "created_at": 1767607800, "author": {"id": "u1", "type": "user"}},
             {"part_type": "close", "created_at": 1767610800, "author": {"id": "b", "type": "bot"}}]}}
    ]
}  # fmt: skip
XES = b"""<log xmlns="http://www.xes-standard.org/"><global scope="event">
<string key="concept:name" value="?"/></global><trace>
<string key="concept:name" value="K1"><string key="inner" value="no"/></string>
<list key="parties"><values><string key="concept:name" value="inner"/></values></list>
<event><string key="concept:name" value="Register"/><string key="lifecycle:transition" value="start"/>
<date key="time:timestamp" value="2026-01-05T09:00:00.000+01:00"/></event>
<event><string key="concept:name" value="Register"/><string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="2026-01-05T09:30:00.000+01:00"/>
<string key="org:resource" value="ann"><string key="org:role" value="inner"/></string></event></trace></log>"""
LEDGER = """投诉工单处理流水,,,,
制表日期：2026年2月1日,,,,
工单编号,处理时间,处理环节,柜员号,赔付金额（元）
TS01,2026年1月5日 上午9:30,受理,01023,
TS01,2026年1月5日 下午2:05,答复客户,01023,
TS01,2026年1月6日 中午11:05,赔付,00077,"1,250.00"
合计：1笔,,,,"1,250.00"
""".encode("gb18030")
DIARY = b"""Incident ID,Submit Date,Worklog
INC1,01/05/2026 09:30:00,"01/05/2026 10:00:00^ann^Acknowledged~01/06/2026 10:00:00^bob^Resolved"
INC2,01/05/2026 11:30:00,
"""
CALLS = b"""callid|row_date|row_time|tz|agent|disp|
0012|20260105|093000|EST|1001|ANS|
0012|20260105|240000|EST|1001|END|
0013|20260705|093000|EDT|1002|ANS|
0014|20260705|093000|CST|1002|ANS|
"""
CELL = b"""id,created,history
Z-1,2026-01-05T09:30:00Z,"[{""at"": ""2026-01-05T10:00:00Z"", ""by"": {""id"": 7}, ""what"": ""sent""}, {""what"": 1}]"
Z-2,2026-01-05T09:30:00Z,[]
Z-3,2026-01-05T09:30:00Z,"[{""at"": ""2026-01-05T10:00:00Z"", ""wh"
"""
SERIALS = b"t,when,act\nA,46027.3958333333,Opened\nA,13/01/2026 10:00,Answered\nB,46028.5,Opened\n"
UNITS = b"t,ts,act\nA,1767605400,Opened\nA,1767607200000,Answered\nB,1767605400000000,Opened\n"


@pytest.mark.parametrize(
    ("name", "content", "said", "known", "codes"),
    [
        pytest.param(
            "audits.json", json.dumps(AUDITS).encode(),
            {"rows": "audits[].events[]", "case": "^ticket_id", "at": "^created_at", "actor": {"id": "^author_id"},
             "events": [{"when": {"type": "Create", "field_name": "subject"}, "event": "received"},
                        {"when": {"type": "Comment", "public": True, "author_id": {"not": "501"}}, "event": "replied"},
                        {"when": {"type": "Change", "field_name": "status", "value": "solved"}, "event": "resolved"},
                        {"event": "ignore"}]},
            {"35436": [("received", "05 09:30:00", "501"), ("replied", "05 11:30:00", "901"),
                       ("resolved", "05 11:30:00", "901")]}, [], id="audits"),
        pytest.param(
            "search.json", json.dumps(CHANGES).encode(),
            {"tables": [
                {"rows": "issues[]", "case": "key", "milestones": {
                    "fields.created": {"event": "received", "actor": {"id": "fields.reporter.accountId"}}}},
                {"rows": "issues[].changelog.histories[].items[]", "case": "^^key", "at": "^created",
                 "actor": {"id": "^author.accountId"}, "events": [
                     {"when": {"field": "status", "toString": "Done"}, "event": "resolved"},
                     {"when": {"field": "status", "toString": "Reopened"}, "event": "reopened"},
                     {"event": "ignore"}]}]},
            {"CMP-1": [("received", "05 09:30:00", "r1"), ("resolved", "07 09:00:00", "a1"),
                       ("reopened", "08 10:00:00", "a2")], "CMP-2": [("received", "05 10:30:00", None)]}, [],
            id="changelog"),
        pytest.param(
            "conversations.json", json.dumps(PARTS).encode(),
            {"times": {"format": "epoch"}, "tables": [
                {"rows": "conversations[]", "case": "id", "milestones": {
                    "created_at": {"event": "received", "actor": {"id": "source.author.id"}}}},
                {"rows": "conversations[].conversation_parts.conversation_parts[]", "case": "^id", "at": "created_at",
                 "actor": {"id": "author.id"}, "events": [
                     {"when": {"part_type": "comment", "author.type": "admin"}, "event": "replied"},
                     {"when": {"part_type": "close"}, "event": "closed"}, {"event": "ignore"}]}]},
            {"471": [("received", "05 09:30:00", "u1"), ("replied", "05 10:00:00", "a1"),
                     ("closed", "05 11:00:00", "b")]}, [], id="parts"),
        pytest.param(
            "log.xes", XES,
            {"case": "case:concept:name", "at": "time:timestamp", "actor": {"id": "org:resource"}, "events": [
                {"when": {"concept:name": "Register", "lifecycle:transition": "complete"}, "event": "received"},
                {"event": "ignore"}]},
            {"K1": [("received", "05 08:30:00", "ann")]}, [], id="lifecycle"),
        pytest.param(
            "流水.csv", LEDGER,
            {"csv": {"encoding": "gb18030"}, "rows": {"skip": 2, "pass_over": {"工单编号": "合计*"}},
             "case": "工单编号", "event": "处理环节",
             "at": {"column": "处理时间", "format": "%Y年%m月%d日 %p%I:%M", "zone": "Asia/Shanghai"},
             "events": {"受理": "received", "答复客户": "replied", "赔付": {
                 "event": "paid",
                 "fields": {"amount": {"column": "赔付金额（元）", "currency": "CNY", "thousands": ","}}}},
             "actor": {"id": "柜员号"}},
            {"TS01": [("received", "05 01:30:00", "01023"), ("replied", "05 06:05:00", "01023"),
                      ("paid", "06 03:05:00", "00077")]}, [], id="ledger"),
        pytest.param(
            "HPD.csv", DIARY,
            {"case": "Incident ID", "times": {"format": "%m/%d/%Y %H:%M:%S", "zone": "UTC"},
             "milestones": {"Submit Date": "received"}, "each": [
                 {"column": "Worklog", "split": "^", "between": "~", "parts": ["at", "by", "what"],
                  "when": {"what": text}, "event": kind, "actor": {"id": "by"}}
                 for text, kind in (("Acknowledged", "acknowledged"), ("Resolved", "resolved"))]},
            {"INC1": [("received", "05 09:30:00", None), ("acknowledged", "05 10:00:00", "ann"),
                      ("resolved", "06 10:00:00", "bob")],
             "INC2": [("received", "05 11:30:00", None)]}, [], id="diary"),
        pytest.param(
            "acd.txt", CALLS,
            {"csv": {"delimiter": "|"}, "case": "callid", "at": {
                "columns": ["row_date", "row_time"], "format": "%Y%m%d %H%M%S",
                "zone": {"column": "tz", "map": {"EST": "America/New_York", "EDT": "America/New_York"}}},
             "event": "disp", "events": {"ANS": "received", "END": "closed"}, "actor": {"id": "agent"}},
            {"0012": [("received", "05 14:30:00", "1001"), ("closed", "06 05:00:00", "1001")],
             "0013": [("received", "05 13:30:00", "1002")]}, ["unknown-zone-name"], id="calls"),
        pytest.param(
            "t.csv", CELL,
            {"case": "id", "milestones": {"created": "received"}, "each": [
                {"column": "history", "rows": "[]", "parts": ["at", "by.id", "what"], "when": {"what": "sent"},
                 "event": "replied", "actor": {"id": "by.id"}}]},
            {"Z-1": [("received", "05 09:30:00", None), ("replied", "05 10:00:00", "7")],
             "Z-2": [("received", "05 09:30:00", None)], "Z-3": [("received", "05 09:30:00", None)]},
            ["half-read"], id="document-in-a-cell"),
        pytest.param(
            "s.csv", SERIALS,
            {"case": "t", "at": {"column": "when", "format": ["excel", "%d/%m/%Y %H:%M"], "zone": "UTC"},
             "event": "act", "events": {"Opened": "received", "Answered": "replied"}},
            {"A": [("received", "05 09:30:00", None), ("replied", "13 10:00:00", None)],
             "B": [("received", "06 12:00:00", None)]}, [], id="serials"),
        pytest.param(
            "e.csv", UNITS,
            {"case": "t", "at": {"column": "ts", "format": ["epoch", "epoch-ms", "epoch-us"]},
             "event": "act", "events": {"Opened": "received", "Answered": "replied"}},
            {"A": [("received", "05 09:30:00", None), ("replied", "05 10:00:00", None)],
             "B": [("received", "05 09:30:00", None)]}, [], id="units"),
    ],
)  # fmt: skip
def test_each_is_read_as_it_is_known(
    name: str, content: bytes, said: dict[str, Any], known: Reading, codes: list[str]
) -> None:
    """Histories in nested lists, diaries in one cell, zones a row, serials among texts, units of epochs mixed."""
    assert read(name, content, said) == (known, codes)


def test_a_proposal_leaves_no_case_in_doubt() -> None:
    """Entries of an audit that are about no field come first, as a row that is about none is no half-read one."""
    file = io.BytesIO(json.dumps(AUDITS).encode())
    file.name = "audits.json"
    from servicepolicy.policy.reading.document_source import read_text

    said = read_text(propose(file).text).plain
    assert said["case"] == "^ticket_id"
    found, codes = read("audits.json", json.dumps(AUDITS).encode(), said)
    assert (codes, [kind for kind, *_ in found["35436"]]) == ([], ["received", "resolved"])


def test_the_key_of_a_person_is_no_key_of_a_case() -> None:
    """Of two keys in what holds a list, the one of an author is passed by."""
    file = io.BytesIO(json.dumps(PARTS).encode())
    file.name = "conversations.json"
    assert "case: '^id'" in propose(file).text
