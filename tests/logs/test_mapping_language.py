"""What a mapping can say beyond one activity a row: conditions, tables, paths, second tables, corrections, aliases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import FactsError, PolicyError, UsageError
from servicepolicy.logs import Log, LogMapping, load_mapping, read_log

BASE: dict[str, Any] = {"servicepolicy": 1, "mapping": "m", "case": "c", "at": "t"}
T = "2026-01-05T{:02}:00:00Z"


def kinds(log: Log) -> dict[str, list[str]]:
    """Kinds of events by case."""
    return {case.id: [event.kind for event in case.facts().timeline.events] for case in log}


def rows(*tests: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of one case, an hour apart."""
    return [{"c": "1", "t": T.format(hour), **row} for hour, row in enumerate(tests, start=9)]


@pytest.mark.parametrize(
    ("when", "row", "holds"),
    [
        ({"f": "a"}, {"f": "a"}, True),
        ({"f": ["a", "b"]}, {"f": "b"}, True),
        ({"f": {"not": "a"}}, {"f": "b"}, True),
        ({"f": {"not": "a"}}, {"f": None}, False),
        ({"f": {"present": "false"}}, {"f": None}, True),
        ({"f": {"matches": "{upper:1}-{digits:1-3}"}}, {"f": "A-12"}, True),
        ({"f": {"gt": "9"}}, {"f": "10"}, True),
        ({"f": {"gt": "9"}}, {"f": "x"}, False),
        ({"f": "true"}, {"f": True}, True),
        ({"f": "17"}, {"f": 17.0}, True),
        ({"f": {"has": {"any": ["fees"]}}}, {"f": ["card", "fees"]}, True),
        ({"f": {"not": "^g"}}, {"f": "a", "g": "a"}, False),
        ({"f": {"field": "g"}}, {"f": "a", "g": "a"}, True),
        ({"any": [{"f": "a"}, {"g": "b"}]}, {"f": "x", "g": "b"}, True),
        ({"not": {"f": "a"}}, {"f": "b"}, True),
        ({"not": {"f": "a"}}, {"f": None}, False),
        ({"f": "a", "g": {"in": ["b"]}}, {"f": "a", "g": "c"}, False),
    ],
)
def test_an_event_by_conditions(when: dict[str, Any], row: dict[str, Any], holds: bool) -> None:
    """Rows are tested in the grammar of rules; what is empty fits no test but `present`; what fits none is counted."""
    if "^g" in str(when):
        when = {"f": {"not": {"field": "g"}}}
    mapping = {**BASE, "events": [{"when": {"f": "open"}, "event": "received"}, {"when": when, "event": "replied"}]}
    log = read_log(rows({"f": "open", "g": "open"}, {"g": "", **row}), mapping)
    assert kinds(log) == {"1": ["received", "replied"] if holds else ["received"]}
    assert log.counts.unmapped.total() == (0 if holds else 1)


def test_the_first_condition_that_holds_counts() -> None:
    """A row is one event: what stands below is for the rows that are left, and `ignore` counts them."""
    mapping = {**BASE, "events": [{"when": {"f": "a"}, "event": "received"}, {"event": "ignore"}]}
    log = read_log(rows({"f": "a"}, {"f": "b"}), mapping)
    assert (kinds(log), log.counts.ignored) == ({"1": ["received"]}, 1)


def test_a_test_that_cannot_be_asked_of_a_column(tmp_path: Path) -> None:
    """It is told with the line of the mapping."""
    path = tmp_path / "m.yaml"
    path.write_text(
        "servicepolicy: 1\nmapping: m\ncase: c\nat: t\nevents:\n- {when: {f: {under: x}}, event: received}\n"
    )
    with pytest.raises(PolicyError) as caught:
        load_mapping(path)
    assert [(p.code, p.where.line) for p in caught.value.problems] == [("unusable-test", 6)]


def test_conditions_that_never_hold_are_told() -> None:
    """An event that no row was written as is an entry of the mapping that matched nothing."""
    mapping = {**BASE, "events": [{"when": {"f": "a"}, "event": "received"}, {"when": {"f": "b"}, "event": "closed"}]}
    log = read_log(rows({"f": "a"}), mapping)
    list(log)
    assert log.unmatched == ("events.1.when.f.b",)


DOCUMENT = {
    "page": 1,
    "tickets": [
        {"id": 7, "via": {"channel": "web"}, "created": T.format(9), "asker": 1,
         "comments": [{"by": 1, "at": T.format(10)}, {"by": 2, "at": T.format(11)}],
         "audits": [{"at": T.format(12), "author": {"id": 2},
                     "events": [{"f": "status", "v": "solved"}, {"f": "x", "v": None}]}]},
        {"id": 8, "via": {"channel": "phone"}, "created": T.format(9), "asker": 3, "comments": [], "audits": []},
    ],
}  # fmt: skip
NESTED: dict[str, Any] = {
    "servicepolicy": 1, "mapping": "nested", "case": "id",
    "tables": [
        {"rows": "tickets[]", "at": "created", "actor": {"id": "asker"}, "events": [{"event": "received"}],
         "header": {"channel": {"column": "via.channel", "map": {"web": "online", "phone": "telephone"}}}},
        {"rows": "tickets[].comments[]", "case": "^id", "at": "at", "actor": {"id": "by"},
         "events": [{"when": {"by": {"not": "^asker"}}, "event": "replied",
                     "fields": {"to": {"constant": "customer"}}},
                    {"event": "ignore"}]},
        {"rows": "tickets[].audits[].events[]", "case": "^^id", "at": "^at", "actor": {"id": "^author.id"},
         "events": [{"when": {"f": "status", "v": "solved"}, "event": "resolved"}, {"event": "ignore"}]},
    ],
}  # fmt: skip


def test_rows_inside_documents(tmp_path: Path) -> None:
    """Several lists of one document are rows, each of its own kind; `^` is what holds a row, `^^` what holds that."""
    path = tmp_path / "log.json"
    path.write_text(json.dumps(DOCUMENT))
    log = read_log(path, NESTED)
    assert kinds(log) == {"7": ["received", "replied", "resolved"], "8": ["received"]}
    seven, eight = log
    assert [event.by for event in seven.events] == ["1", "2", "2"]
    assert [case.facts().header["channel"] for case in (seven, eight)] == ["online", "telephone"]
    assert log.counts.ignored == 2


@pytest.mark.parametrize("said", [{"header": {"channel": "via"}}, {"file": "a.csv"}, {"event": "what"}])
def test_what_only_a_table_says_does_not_stand_beside_tables(said: dict[str, Any]) -> None:
    """It would be read by none of them: it is refused, and the way out is told."""
    with pytest.raises(PolicyError) as found:
        read_log([{"id": "7"}], {**NESTED, **said})
    (problem,) = found.value.problems
    assert (problem.code, problem.where.path) == ("two-ways-of-saying", next(iter(said)))
    assert problem.help == "put it into one of the tables"


def test_columns_of_one_name_and_texts_of_several_parts() -> None:
    """Comments in columns of one name, each with its time and author, are events of their own."""
    text = "c,made,Comment,Comment\n1,2026-01-05 09:00,2026-01-05 10:00;ann;a;b,2026-01-05 11:00;bob;c\n"
    mapping = {
        "servicepolicy": 1, "mapping": "wide", "case": "c", "times": {"zone": "UTC"},
        "milestones": {"made": "received"},
        "each": [{"column": "Comment", "split": ";", "parts": ["at", "by", None], "event": "replied",
                  "when": {"by": {"not": "bob"}}, "actor": {"id": "by"}, "fields": {"to": {"constant": "customer"}}}],
    }  # fmt: skip
    log = read_log(text.encode(), mapping)
    (case,) = log
    assert [(event.event, event.by) for event in case.events] == [("received", None), ("replied", "ann")]


def test_a_wide_table() -> None:
    """A column a milestone: each that holds a time is an event, with the one form of the whole mapping."""
    mapping = {
        "servicepolicy": 1, "mapping": "wide", "case": "c", "times": {"format": "%d/%m/%Y %H:%M", "zone": "UTC"},
        "milestones": {"made": "received", "done": {"event": "resolved", "actor": {"id": "who"}}},
    }  # fmt: skip
    made = {"made": "05/01/2026 09:00"}
    given = [{"c": "1", **made, "done": "", "who": ""}, {"c": "2", **made, "done": "06/01/2026 09:00", "who": "ann"}]
    log = read_log(given, mapping)
    assert kinds(log) == {"1": ["received"], "2": ["received", "resolved"]}


def test_a_second_table_by_key(tmp_path: Path) -> None:
    """The log names cases by a key; ids, header and opening stand in another table. A key that it lacks is told."""
    (tmp_path / "audit.csv").write_text(
        f"doc,field,new,at\nk1,state,done,{T.format(11)}\nk2,state,done,{T.format(12)}\nk9,state,done,{T.format(12)}\n"
    )
    (tmp_path / "incident.csv").write_text(
        f"sys_id,number,opened,via\nk1,INC1,{T.format(9)},Phone\nk2,INC2,{T.format(9)},\nk3,INC3,{T.format(9)},\n"
    )
    mapping = {
        "servicepolicy": 1, "mapping": "now", "case": "doc", "at": "at",
        "events": [{"when": {"field": "state", "new": "done"}, "event": "resolved"}],
        "header_from": {"file": "incident.csv", "key": "sys_id", "on": "doc", "case": "number",
                        "events": {"opened": "received"},
                        "header": {"channel": {"column": "via", "map": {"Phone": "telephone"}}}},
    }  # fmt: skip
    for given in (tmp_path / "audit.csv", tmp_path):
        log = read_log(given, mapping)
        assert kinds(log) == {"INC1": ["received", "resolved"], "INC2": ["received", "resolved"], "INC3": ["received"]}
        assert next(iter(log)).facts().header["channel"] == "telephone"
        assert [problem.code for problem in log.problems] == ["no-such-key"]
    with pytest.raises(UsageError):
        read_log(tmp_path / "audit.csv", {**mapping, "header_from": {**mapping["header_from"], "file": "../x.csv"}})


def test_corrections() -> None:
    """An event that takes another back, and one that stands in its place, are read from any log."""
    fields = {"id": "id", "recorded_at": "entered", "voids": "voids"}
    mapping = {**BASE, "event": "e", "events": {
        "Opened": {"event": "received", "fields": fields}, "Void": {"event": "voided", "fields": fields},
        "Answered": {"event": "replied", "fields": {**fields, "to": {"constant": "customer"}}}}}  # fmt: skip
    log = read_log(rows({"e": "Opened", "id": "1", "entered": T.format(9), "voids": ""},
                        {"e": "Answered", "id": "2", "entered": T.format(10), "voids": ""},
                        {"e": "Void", "id": "3", "entered": T.format(11), "voids": "2"}), mapping)  # fmt: skip
    assert kinds(log) == {"1": ["received"]}


def test_cells_with_a_map_and_the_rest() -> None:
    """`else` says what texts mean that `map` does not list; `fold: case` takes upper and lower case for the same."""

    def people(**cell: Any) -> list[str | None]:
        mapping = {**BASE, "event": "e", "events": {"A": "received"}, "actor": {"id": {"column": "who", **cell}}}
        (case,) = read_log(rows({"e": "A", "who": "ann.a"}, {"e": "A", "who": "BOB"}), mapping)
        return [event.by for event in case.events]

    table = {"ann.a": "ann"}
    assert people(map=table) == ["ann", None]
    assert people(map=table, **{"else": "keep"}) == ["ann", "BOB"]
    assert people(map=table, **{"else": "absent"}) == ["ann", None]
    assert people(map=table, **{"else": "somebody"}) == ["ann", "somebody"]
    assert people(map={"ANN.A": "ann", "bob": "bob"}, fold="case") == ["ann", "bob"]


def test_one_person_with_two_keys() -> None:
    """`aliases` gives each key the one that is used here, wherever somebody acts."""
    mapping = {**BASE, "event": "e", "events": {"A": "received"}, "actor": {"id": "who"}, "aliases": {"a@b": "ann"}}
    (case,) = read_log(rows({"e": "A", "who": "ann"}, {"e": "A", "who": "a@b"}), mapping)
    assert [event.by for event in case.events] == ["ann", "ann"]


def test_texts_that_a_map_lacks() -> None:
    """A role that two people have is named; of what one alone has, which may be a name, only how it is written."""
    mapping = {**BASE, "event": "e", "events": {"A": "received"},
               "actor": {"id": "who", "role": {"column": "role", "map": {"clerk": "clerk"}}}}  # fmt: skip
    people = [("ann", "Team lead"), ("ann", "Team lead"), ("bob", "Team lead"), ("eve", "Eve Miller"), ("eve", "clerk")]
    given = [
        {"c": str(at), "t": T.format(9), "e": "A", "who": who, "role": role} for at, (who, role) in enumerate(people)
    ]
    log = read_log(given, mapping)
    assert len(list(log)) == len(people)
    assert dict(log.counts.unlisted_texts) == {("role", "Team lead"): 3, ("role", "Aaa Aaaaaa"): 1}


def test_cases_that_were_merged() -> None:
    """What happened to the one is part of the other, if the mapping says so; how many is counted."""
    mapping = {**BASE, "case": {"column": "c", "merged_into": "into"}, "event": "e",
               "events": {"A": "received", "M": {"event": "merged_into", "fields": {"into": "into"}}}}  # fmt: skip
    given = [{"c": "1", "t": T.format(9), "e": "A", "into": ""}, {"c": "1", "t": T.format(10), "e": "M", "into": "2"},
             {"c": "2", "t": T.format(11), "e": "A", "into": ""}]  # fmt: skip
    log = read_log(given, mapping)
    assert (list(kinds(log)), log.counts.merged) == (["2"], 1)
    assert log.counts.plain()["merged_into"] == {"1": "2"}


def test_the_header_is_that_of_the_first_row_in_time() -> None:
    """The order of rows in a file says nothing of what came first, unless the mapping says that it does."""
    mapping = {**BASE, "event": "e", "events": {"A": "received"}, "header": {"product": "p"}}
    given = list(reversed(rows({"e": "A", "p": "first"}, {"e": "A", "p": "last"})))
    assert next(iter(read_log(given, mapping))).facts().header["product"] == "first"
    assert next(iter(read_log(given, {**mapping, "header_row": "last"}))).facts().header["product"] == "last"
    newest = {**mapping, "seq": {"row": "descending"}}
    assert next(iter(read_log(given, newest))).facts().header["product"] == "first"


def test_rows_that_stand_the_wrong_way_round() -> None:
    """Where the order of rows is said to mean something and time runs backwards, the log is refused."""
    mapping = {**BASE, "event": "e", "events": {"A": "received"}, "seq": "row"}
    with pytest.raises(FactsError) as caught:
        read_log(list(reversed(rows({"e": "A"}, {"e": "A"}))), mapping)
    assert [(p.code, "descending" in p.help) for p in caught.value.problems] == [("rows-backwards", True)]


def test_snapshots_the_newest_first() -> None:
    """Read from the last row to the first, two changes of one minute included."""
    mapping = {**BASE, "at": {"column": "t", "zone": "UTC"}, "seq": {"row": "descending"}, "derive": [
        {"when": "first row", "event": "received"}, {"when": {"column": "s", "becomes": "R"}, "event": "resolved"},
        {"when": {"column": "s", "becomes": "C"}, "event": "closed"}]}  # fmt: skip
    given = [
        {"c": "1", "t": f"2026-01-05 {time}", "s": s} for time, s in (("10:00", "C"), ("10:00", "R"), ("09:00", "N"))
    ]
    assert kinds(read_log(given, mapping)) == {"1": ["received", "resolved", "closed"]}


def test_the_span_of_a_log_is_known() -> None:
    """From the first instant of any event to the last."""
    log = read_log(rows({"e": "A"}, {"e": "A"}), {**BASE, "event": "e", "events": {"A": "received"}})
    list(log)
    assert log.counts.plain()["span"] == {"first": "2026-01-05T09:00:00Z", "last": "2026-01-05T10:00:00Z"}


def test_a_person_is_no_time() -> None:
    """An actor has no form of times and no zone."""
    with pytest.raises(PolicyError):
        LogMapping.model_validate({**BASE, "event": "e", "events": {"A": "received"},
                                   "actor": {"id": {"column": "who", "zone": "Europe/London"}}})  # fmt: skip


@pytest.mark.parametrize("text", ['zone: ""', f"zone: {'x' * 300}", "zone: Mars/Base", "months: tlh, zone: UTC"])
def test_zones_and_languages_that_do_not_exist(tmp_path: Path, text: str) -> None:
    """Each is told with the line of the mapping, wherever it stands."""
    path = tmp_path / "m.yaml"
    for place in ("at: {column: t, %s}", "at: t\nheader: {expected_on: {column: d, %s}}", "at: t\ntimes: {%s}"):
        path.write_text(f"servicepolicy: 1\nmapping: m\ncase: c\n{place % text}\nevent: e\nevents: {{A: received}}\n")
        with pytest.raises(PolicyError) as caught:
            load_mapping(path)
        assert {p.code for p in caught.value.problems} <= {"unknown-zone", "unknown-language"}
        assert all(p.where.line for p in caught.value.problems)


def test_aliases_from_a_file(tmp_path: Path) -> None:
    """Keys of people may stand in a table beside the mapping, and nowhere else."""
    text = (
        "servicepolicy: 1\nmapping: m\ncase: c\nat: t\nevent: e\nevents: {A: received}\nactor: {id: who}\naliases: {}\n"
    )
    path = tmp_path / "m.yaml"
    (tmp_path / "people.csv").write_text("alias;id\na@b;ann\n;x\n")
    path.write_text(text.replace("{}", "people.csv"))
    (case,) = read_log(rows({"e": "A", "who": "ann"}, {"e": "A", "who": "a@b"}), path)
    assert [event.by for event in case.events] == ["ann", "ann"]
    for name in ("../people.csv", "nobody.csv"):
        path.write_text(text.replace("{}", name))
        with pytest.raises(PolicyError) as caught:
            load_mapping(path)
        assert caught.value.problems[0].where.line == 8


def test_a_header_field_from_time_to_time(tmp_path: Path) -> None:
    """A field that changes from row to row: each value holds from its row on, the first one from the opening."""
    given = list(reversed(rows({"e": "A", "p": "low"}, {"e": "A", "p": "low"}, {"e": "A", "p": "high"})))
    mapping = {
        **BASE,
        "event": "e",
        "events": {"A": "received"},
        "header": {"priority": {"column": "p", "dated": "true"}},
    }
    facts = next(iter(read_log(given, mapping))).facts()
    first, _, last = facts.timeline.events
    assert [facts.value("priority", at) for at in (first.at - 1, first.at, last.at - 1, last.at)] == ["low"] * 3 + [
        "high"
    ]
    (alone,) = read_log(given[:1], mapping)
    assert alone.facts().header["priority"] == "high"
    path = tmp_path / "m.yaml"
    text = "servicepolicy: 1\nmapping: m\ncase: c\nat: t\nevent: e\nevents: {A: received}\nheader:\n"
    text += "  channel: {column: p, dated: true}\n"
    path.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_mapping(path)
    assert [(p.code, p.where.line) for p in caught.value.problems] == [("not-dated", 8)]
