"""The short check of a record says what the record says, or leaves it to the record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import FactsError
from servicepolicy.logs import read_log
from servicepolicy.logs.rows import RowReader
from servicepolicy.models.quick_check import quick_facts
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.models.vocabulary import event_kinds, event_model, subject_model, subjects
from servicepolicy.money import Money

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
MOMENTS = st.sampled_from(
    [
        *(NINE + timedelta(hours=count) for count in (0, 1, 2)),
        NINE.astimezone(timezone(timedelta(hours=8))),
        *("2026-01-05T09:00:00Z", "2026-01-05T10:00:00+08:00", "2026-01-05T10:00:00.250000+01:00"),
    ]
)
ODD = st.sampled_from(
    [
        *(None, "", "a", "张三", "\ud800", "2026-01-05", "2026-01-05T09:00:00", "1800-01-01T00:00:00Z", "2026-13-01"),
        *("80000 CNY", "80000 XYZ", "1e3", "true", b"a", True, False, 0, 1, -1, 40, 10**30, 1.5, float("nan")),
        *(Decimal("1.5"), Decimal("NaN"), Money("5", "CNY"), date(2026, 1, 5), datetime(2026, 1, 5), NINE),  # noqa: DTZ001  # a naive time is refused
        *([], ["a", "b"], ["a", ""], [1], ("a",), {}, {"amount": "5", "currency": "CNY"}),
        *([{"value": "a", "until": "2026-01-05T09:00:00Z"}], [{"id": "p1", "role": "agent"}], {"a": 1}),
    ]
)
COMMON = ("id", "recorded_at", "seq", "voids", "by", "role", "unit", "kind", "actors", "note", "x.own", "unknown", "at")


def values(model: Any, name: str) -> st.SearchStrategy[Any]:
    """Values of a field: its codes, if it has any, and all sorts that fit it or do not."""
    field = model.model_fields.get(name)
    codes = [] if field is None else [code for code in str(field.annotation).split("'")[1::2] if code]
    return st.one_of(st.sampled_from(codes), ODD) if codes else ODD


@st.composite
def events(draw: st.DrawFn, subject: str, kinds: list[str]) -> Any:
    """An event: mostly of a kind that there is, with some of its fields."""
    kind = draw(st.sampled_from(kinds))
    model: Any = event_model(subject, kind) if kind in event_kinds(subject) else event_model(subject, kinds[0])
    names = [name for name in model.model_fields if name not in ("event", "at")]
    chosen = draw(st.lists(st.sampled_from([*names, *COMMON]), max_size=3, unique=True))
    fields = {name: draw(values(model, name)) for name in chosen}
    return {"event": kind, "at": draw(st.one_of(MOMENTS, MOMENTS, MOMENTS, ODD)), **fields}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record of any subject, right or wrong."""
    subject = draw(st.sampled_from(subjects()))
    model = subject_model(subject)
    known = list(event_kinds(subject))
    kinds = [*draw(st.lists(st.sampled_from(known), min_size=1, max_size=3)), "voided", "x.own.kind", "unheard_of"]
    names = [name for name in model.model_fields if name not in ("id", "events")]
    chosen = draw(st.lists(st.sampled_from([*names, "x.own", "unknown"]), max_size=4, unique=True))
    header = {name: draw(values(model, name)) for name in chosen}
    several = draw(st.lists(events(subject, kinds), max_size=4))
    return {"id": draw(st.sampled_from(["K-1", "K-1", "K-1", ""])), "subject": subject, **header, "events": several}


def slowly(record: dict[str, Any]) -> SubjectFacts | None:
    """The facts of the record itself, if it can be used."""
    try:
        return subject_model(str(record["subject"])).model_validate(record).facts()
    except FactsError:
        return None


def whole(facts: SubjectFacts | None) -> Any:
    """All of facts that anybody can read."""
    if facts is None:
        return None
    line = facts.timeline
    told = [(event, dict(event.fields), event.recorded_at, event.seq, event.actors) for event in line.events]
    rest = (line.by_kind, line.duplicates, line.voided, line.repeated, line.dated, line.has_days)
    cut = facts.known(None, 0).timeline.events, facts.known(1_767_603_600_000_000, None).timeline
    return facts, dict(facts.header), facts.not_offered, line, told, rest, cut


@given(records())
def test_it_says_what_the_record_says(record: dict[str, Any]) -> None:
    """Whatever stands in a record: the same facts, or nothing; never facts of what the record refuses."""
    quick = quick_facts(record)
    if quick is not None:
        assert whole(quick) == whole(slowly(record))


@pytest.mark.parametrize("subject", subjects())
def test_what_is_plainly_right_needs_no_record(subject: str) -> None:
    """Codes, texts, flags, numbers and times with an offset are read at once, whatever the subject."""
    kinds = [kind for kind in event_kinds(subject) if kind != "voided"][:3]
    several = [
        {"event": kind, "at": NINE + timedelta(minutes=place), "by": "p-1", "seq": place, "x.own": "a", "note": "n"}
        for place, kind in enumerate([*kinds, "x.of_a_host"])
    ]
    record = {"id": "K-1", "subject": subject, "timezone": "Asia/Shanghai", "x.own": 1, "events": several}
    quick = quick_facts(record)
    assert quick is not None
    assert whole(quick) == whole(slowly(record))


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "case": st.sampled_from(["A", "B", "C", ""]),
            "at": st.sampled_from(
                [*(f"05/01/2026 {hour:02}:30" for hour in range(20)),
                 "05/01/2026 09:00", "5/1/2026 9:07", "29/03/2026 01:30", "25/10/2026 01:30", "26/10/2026 00:00",
                 "06/01/2026 24:00", "31/02/2026 09:00", "soon", "", "05/01/1850 09:00"]
            ),
            "what": st.sampled_from(["in", "in", "out", "move", "noise", ""]),
            "by": st.sampled_from(["p1", "p2", "?", "NULL", None]),
            "to": st.sampled_from(["customer", "head_office", "nobody"]),
            "channel": st.sampled_from(["Phone", "Email", "Pigeon"]),
            "severity": st.sampled_from(["major", "grave", "?"]),
            "state": st.sampled_from(["open", "done", None]),
        }
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip
FORM = {"format": "%d/%m/%Y %H:%M", "zone": "Europe/London"}
FORM_AT = {"column": "at", **FORM}
MAPPING: dict[str, Any] = {
    "servicepolicy": 1,
    "mapping": "rows",
    "subject": "case",
    "case": "case",
    "at": FORM_AT,
    "absent": ["", "?"],
    "actor": {"id": "by"},
    "header": {
        "channel": {"column": "channel", "map": {"Phone": "telephone", "Email": "email"}},
        "severity": "severity",
    },
    "event": "what",
    "events": {"in": "received", "out": {"event": "replied", "fields": {"to": "to"}}, "move": "transferred"},
}
DERIVED: dict[str, Any] = {
    **{key: said for key, said in MAPPING.items() if key not in ("event", "events")},
    "seq": "row",
    "derive": [
        {"when": "first row", "event": "received"},
        {"when": {"column": "state", "becomes": "present"}, "event": "classified"},
        {"when": {"column": "state", "becomes": "done"}, "event": "replied", "fields": {"to": "to"}},
        {"when": {"column": "state", "leaves": "done"}, "event": "reopened"},
    ],
}


WHERE = [
    {"when": {"what": "in", "state": "open"}, "event": "received"},
    {"when": {"to": "^channel"}, "event": "ignore"},
    {"when": {"what": ["out", "move"]}, "event": "replied", "fields": {"to": "to"}, "actor": "nobody"},
]
BARE = {key: said for key, said in MAPPING.items() if key not in ("event", "events", "actor", "at")}
HALF: dict[str, Any] = {
    **MAPPING,
    "actor": {"id": "by", "role": {"column": "to", "map": {"customer": "clerk"}}},
    "events": {**MAPPING["events"], "out": {"event": "replied", "fields": {"to": {"column": "to", "map": {"x": "y"}}}}},
}
MAPPINGS: list[dict[str, Any]] = [
    MAPPING,
    DERIVED,
    {**MAPPING, "header_row": "last", "not_offered": ["replied.to"], "constants": {"severity": "major"}},
    {**MAPPING, "seq": {"row": "descending"}, "events": {"in": "received", "out": "ignore", "move": "x.moved"}},
    {**{key: said for key, said in DERIVED.items() if key != "seq"}, "event": "what", "events": MAPPING["events"]},
    {**DERIVED, "event": "what", "events": MAPPING["events"], "milestones": {"at": {"event": "closed", "at": FORM_AT}}},
    {**BARE, "at": MAPPING["at"], "events": WHERE, "header_row": "last", "seq": "row"},
    {
        **BARE,
        "times": {"format": ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"], "zone": "UTC"},
        "milestones": {"at": "received"},
    },
    {
        **MAPPING,
        "milestones": {"at": {"event": "closed", "fields": {"recorded_at": FORM_AT}}},
        "header": {"severity": {"column": "severity", "dated": True}},
    },
    HALF,
]


PLAIN: dict[str, Any] = {"case": "A", "at": "05/01/2026 09:30", "what": "in", "by": "p1", "to": "customer",
                         "channel": "Phone", "severity": "major", "state": "open"}  # fmt: skip
IN_ORDER = [
    PLAIN,
    {**PLAIN, "what": "move", "state": "done"},
    {**PLAIN, "at": "05/01/2026 10:30", "what": "out", "by": "p2", "state": None},
    {**PLAIN, "case": "B", "what": "noise"},
    {**PLAIN, "at": "05/01/2026 11:30", "state": "done"},
]


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("rows", [IN_ORDER, IN_ORDER[::-1]])
def test_plain_rows_tell_the_same_facts_as_their_records(rows: list[dict[str, Any]], mapping: dict[str, Any]) -> None:
    """Several events of one row and of one instant, in the order that the mapping gives them."""
    alike(rows, mapping)


def test_a_case_some_fields_of_which_cannot_be_read_is_read_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that no map lists, and those that say nothing, are counted and left out without a record of the case."""
    rows = [{**one, "by": "NULL"} for one in IN_ORDER if one["what"] != "noise"]
    alike(rows, HALF)
    log = read_log(rows, HALF)
    monkeypatch.delattr(RowReader, "_read")
    lacking = [["received.by", "replied.by", "replied.to", "transferred.by"]]
    assert [sorted(facts.not_offered) for facts in log.facts()] == lacking
    assert log.counts.unreadable["says-nothing", "by"] == len(rows)


@given(ROWS, st.sampled_from(MAPPINGS))
def test_a_log_tells_the_same_facts_as_its_records(rows: list[dict[str, Any]], mapping: dict[str, Any]) -> None:
    """Facts, counts and problems of a pass without records are those of a pass that makes them."""
    alike(rows, mapping)


def alike(rows: list[dict[str, Any]], mapping: dict[str, Any]) -> None:
    """Compare both passes, where there is a log."""
    try:
        slow, quick = read_log(rows, mapping), read_log(rows, mapping)
    except FactsError:
        return
    records = [whole(subject.facts()) for subject in slow]
    assert [whole(facts) for facts in quick.facts()] == records
    assert quick.counts == slow.counts
    assert quick.problems == slow.problems
