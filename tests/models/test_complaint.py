"""Cases at the edge: what is accepted, what is refused, and how it is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import FactsError
from servicepolicy.models.complaint import BusinessRequest, Case, Complaint, Inquiry, Suggestion
from servicepolicy.models.event import Actor
from servicepolicy.models.vocabulary import event_model
from servicepolicy.money import Money

AT = "2026-01-05T09:12:00+08:00"
US = 1_767_575_520_000_000


def case(*events: dict[str, Any], **header: Any) -> Case:
    return Case.model_validate({"id": "C-1", **header, "events": list(events)})


def received(**more: Any) -> dict[str, Any]:
    return {"event": "received", "at": AT, **more}


def problems(*events: Any, **header: Any) -> list[tuple[str, str]]:
    with pytest.raises(FactsError) as caught:
        Case.model_validate({"id": "C-1", **header, "events": list(events)})
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_the_example_of_the_design_is_read() -> None:
    """A record of the documented shape becomes facts with instants in UTC microseconds and money as money."""
    record = {
        "id": "C-1",
        "subject": "case",
        "type": "complaint",
        "channel": "telephone",
        "amount": "80000 CNY",
        "events": [received(by="e17", role="intake-specialist")],
    }
    facts = Complaint.model_validate(record).facts()
    assert (facts.id, facts.subject, facts.type, facts.opened) == ("C-1", "case", "complaint", US)
    assert facts.header["amount"] == Money("80000", "CNY")
    assert facts.timeline.events[0].actors == (Actor("e17", "intake-specialist"),)


def test_facts_are_worked_out_once() -> None:
    """Asking twice gives the same object."""
    found = case(received())
    assert found.facts() is found.facts()


@pytest.mark.parametrize(
    ("model", "kind"),
    [(Complaint, "complaint"), (Inquiry, "inquiry"), (Suggestion, "suggestion"), (BusinessRequest, "business")],
)
def test_each_sort_of_case_knows_its_type(model: type[Case], kind: str) -> None:
    """The type need not be written, and another one is refused."""
    assert model.model_validate({"id": "1"}).facts().type == kind
    other = "inquiry" if kind != "inquiry" else "complaint"
    with pytest.raises(FactsError, match="unknown-code"):
        model.model_validate({"id": "1", "type": other})


def test_a_case_without_a_type_has_none() -> None:
    """What a plain case does not say is unknown."""
    assert case(received()).facts().value("type") is None


def test_json_comes_back_equal() -> None:
    """Writing and reading a case gives an equal case, whether or not its facts were asked for."""
    found = case(
        received(
            actors=[{"id": "e1", "kind": "human"}, {"id": "e2"}],
            recorded_at="2026-01-05T02:00:00Z",
            **{"x.mood": "calm"},
        ),
        {"event": "x.survey", "at": AT, "answers": [1, 2.5, "yes", None, True]},
        {"event": "settled", "at": AT, "amount": {"amount": "12.50", "currency": "EUR"}, "accepted": True},
        {"event": "called_back", "at": AT, "score": "4.5"},
        unit=[{"value": "b1", "until": "2026-01-06"}, {"value": "b2", "from": "2026-01-06"}],
        timezone="Asia/Shanghai",
        statement_day=5,
        expected_on="2026-02-01",
        **{"x.tags": ["a", "b"], "x.weight": 0.1},
    )
    text = found.model_dump_json()
    assert Case.model_validate_json(text) == found
    found.facts()
    assert Case.model_validate_json(text) == found
    assert found.model_dump_json() == text
    assert Case.model_validate(json.loads(text)) == found


def test_python_and_json_say_the_same() -> None:
    """A case built from event objects equals the one read from a record."""
    at = datetime(2026, 1, 5, 9, 12, tzinfo=timezone(timedelta(hours=8)))
    events = [
        event_model("case", "received")(at=at, by="e17"),
        event_model("case", "classified")(at=at, severity="major"),
    ]
    built = Case(id="C-1", events=events)
    assert built == case(received(by="e17"), {"event": "classified", "at": AT, "severity": "major"})


def test_null_is_absent() -> None:
    """A field that is null, or an empty text, is as if it were not there."""
    facts = case(received(matter=None, note="", **{"x.a": None}), product=None, content="", **{"x.b": None}).facts()
    assert not {"product", "content", "x.b"} & facts.header.keys()
    assert not facts.timeline.events[0].fields


def test_every_problem_is_named_at_once() -> None:
    """One reading finds what is wrong in the header, in every event and between events."""
    found = problems(
        received(bye=1),
        {"event": "recieved", "at": AT},
        {"at": AT},
        {"event": "received", "at": "2026-01-05T09:12:00"},
        received(recorded_at="2026-01-01T00:00:00Z", in_writing="yes"),
        "received",
        chanel="telephone",
        amount="80000 RMB",
        severity="mjor",
    )
    assert sorted(found) == sorted(
        [
            ("unknown-field", "chanel"),
            ("unknown-currency", "amount"),
            ("unknown-code", "severity"),
            ("unknown-field", "events[0].bye"),
            ("unknown-event", "events[1].event"),
            ("missing-field", "events[2].event"),
            ("naive-time", "events[3].at"),
            ("wrong-type", "events[4].in_writing"),
            ("wrong-type", "events[5]"),
        ]
    )


def test_an_event_of_no_kind_is_looked_at_all_the_same() -> None:
    """Its other faults are told with its name: those of the kind that was probably meant, or of any event."""
    faults = {"at": "2026-01-05 09:00", "role": 3, "amount": "£50"}
    said = [("at", "naive-time"), ("role", "wrong-type"), ("amount", "wrong-amount")]
    for kind, known in (("payed", said), ("no-such", said[:2]), (None, said[:2])):
        found = problems({"event": kind, **faults})
        assert [(place.rpartition(".")[2], code) for code, place in found[1:]] == known
        assert found[0] == ("unknown-event" if kind else "missing-field", "events[0].event")


@pytest.mark.parametrize(
    ("event", "code", "help_"),
    [
        ({"event": "recieved", "at": AT}, "unknown-event", "did you mean `received`?"),
        ({"event": "received", "at": AT, "chanel": "email"}, "unknown-field", "did you mean `channel`?"),
        ({"event": "replied", "at": AT, "to": "custmer"}, "unknown-code", "did you mean `customer`?"),
    ],
)
def test_a_misspelling_is_told_what_was_meant(event: dict[str, Any], code: str, help_: str) -> None:
    """Kinds, fields and closed codes come with the nearest known name."""
    with pytest.raises(FactsError) as caught:
        case(event)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.help.startswith(help_)


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-05T09:12:00",
        "2026-01-05 09:12",
        datetime(2026, 1, 5, 9, 12),  # noqa: DTZ001 - naive on purpose
    ],
)
def test_a_time_without_an_offset_is_refused(time: object) -> None:
    """No zone is ever guessed."""
    assert problems(received(at=time)) == [("naive-time", "events[0].at")]


@pytest.mark.parametrize(
    "time",
    ["2026-02-30T00:00:00Z", "now", "10:00", "2026-1-5", 1767575520, "2026-01-05T09:12:00.1234567Z", None, True],
)
def test_what_is_no_time_is_refused(time: object) -> None:
    """Neither numbers nor words nor impossible dates are instants."""
    assert problems(received(at=time)) == [("wrong-time", "events[0].at")]


@pytest.mark.parametrize(
    "time", [AT, "2026-01-05T01:12:00Z", "2026-01-05 09:12:00.000+0800", datetime(2026, 1, 5, 1, 12, tzinfo=UTC)]
)
def test_one_instant_has_many_spellings(time: object) -> None:
    """Whatever the offset, the instant is the same."""
    assert case(received(at=time)).facts().opened == US


def test_recording_before_it_happened_is_refused() -> None:
    """`recorded_at` before `at` is a problem; later is not."""
    assert problems(received(recorded_at="2026-01-05T01:11:59Z")) == [
        ("recorded-before-it-happened", "events[0].recorded_at")
    ]
    assert case(received(recorded_at="2026-01-06T00:00:00Z")).facts().timeline.events[0].recorded_at > US


def test_one_id_with_two_contents_is_refused() -> None:
    """The same id may be handed in twice only with the same content."""
    assert problems(received(id="a"), received(id="a", by="e1")) == [("one-id-two-contents", "events[1].id")]
    same = case(received(id="a"), received(id="a", at="2026-01-05T01:12:00Z"))
    assert same.facts().timeline.duplicates == 1


def test_voids_must_name_an_event() -> None:
    """Taking back what is not there is a problem, and so is taking back nothing."""
    assert problems(received(), {"event": "voided", "at": AT, "voids": "a"}) == [("nothing-to-void", "events[1].voids")]
    assert problems({"event": "voided", "at": AT}) == [("missing-field", "events[0].voids")]


@pytest.mark.parametrize(
    "amount", ["80000", 80000, "80,000 CNY", "1e5 CNY", {"amount": "5"}, {"amount": 1.5, "currency": "CNY"}, ""]
)
def test_an_amount_needs_digits_and_a_currency(amount: object) -> None:
    """Without a currency an amount is not a money; binary fractions are none either."""
    assert problems(amount=amount) == [("wrong-amount", "amount")]


def test_who_did_it_is_said_in_one_way() -> None:
    """`by` and `actors` together are refused; each alone is read."""
    assert problems(received(by="e1", actors=[{"id": "e2"}])) == [("two-ways-of-saying", "events[0].actors")]
    two = case(received(actors=[{"id": "e1", "kind": "human"}, {"id": "e2", "role": "teller"}])).facts()
    assert two.timeline.events[0].actors == (Actor("e1", kind="human"), Actor("e2", "teller"))


def test_nobody_is_an_actor_that_was_not_recorded() -> None:
    """An event that does not say who has no actors, which makes questions about them unknown."""
    assert case(received()).facts().timeline.events[0].actors == ()


def test_host_events_and_fields_are_taken_as_they_are() -> None:
    """Kinds and fields under `x.` need no declaration; their values are scalars or lists of these."""
    facts = case(
        {"event": "x.branch.queue", "at": AT, "ticket": 7}, received(**{"x.lane": [1, "b"]}), **{"x.vip": True}
    ).facts()
    assert facts.value("x.vip") is True
    assert {event.kind: dict(event.fields) for event in facts.timeline.events} == {
        "x.branch.queue": {"ticket": 7},
        "received": {"x.lane": (1, "b")},
    }
    assert problems(**{"x.vip": {"nested": 1}}) == [("wrong-type", "x.vip")]


@pytest.mark.parametrize("kind", ["x.", "x. a", "x.Mr Wang called", "y.own"])
def test_a_kind_is_a_code(kind: str) -> None:
    """A host's kinds are shown in logs, so a sentence is not a kind."""
    assert problems({"event": kind, "at": AT}) == [("unknown-event", "events[0].event")]


def test_reopening_is_told_in_the_header() -> None:
    """The event alone says that the case was opened again."""
    again = {"event": "reopened", "at": AT}
    assert case(again).facts().value("reopened") is True
    assert case().facts().value("reopened") is None


@pytest.mark.parametrize("score", ["1e999999999", "NaN", "Infinity", True, [1]])
def test_a_number_is_finite_and_short(score: object) -> None:
    """What could not be written out is not a number."""
    ((code, path),) = problems({"event": "called_back", "at": AT, "score": score})
    assert code in {"wrong-value", "wrong-number"}
    assert path == "events[0].score"


def test_times_among_fields_are_instants() -> None:
    """A promised time is an integer of UTC microseconds, like the event's own."""
    facts = case({"event": "reply_time_agreed", "at": AT, "reply_by": "2026-01-05T01:12:01Z"}).facts()
    assert facts.timeline.events[0].fields["reply_by"] == US + 1_000_000


def test_dates_of_a_dated_field_begin_at_local_midnight() -> None:
    """A plain date needs the record's zone, and then means its first instant there."""
    unit = [{"value": "b1", "until": "2026-01-06"}, {"value": "b2", "from": "2026-01-06"}]
    facts = case(unit=unit, timezone="Asia/Shanghai").facts()
    midnight = US + ((14 * 60 + 48) * 60) * 1_000_000
    assert (facts.value("unit", midnight - 1), facts.value("unit", midnight)) == ("b1", "b2")
    assert problems(unit=unit) == [("date-without-zone", "unit[0]"), ("date-without-zone", "unit[1]")]
    assert problems(timezone="Asia/Peking") == [("unknown-zone", "timezone")]


def test_two_values_at_one_time_are_refused() -> None:
    """A dated field has at most one value at an instant, and no empty interval."""
    twice = [{"value": "a", "until": "2026-01-07T00:00:00Z"}, {"value": "b", "from": "2026-01-06T00:00:00Z"}]
    assert problems(unit=twice) == [("overlapping-dates", "unit")]
    empty = [{"value": "a", "from": "2026-01-07T00:00:00Z", "until": "2026-01-07T00:00:00Z"}]
    assert problems(unit=empty) == [("empty-dates", "unit[0].until")]


JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from([AT, "1 CNY", "received", "x.a"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["event", "at", "value", "x.b"]), inner)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from([*Case.model_fields, "x.own", "other"])
EVENT_NAMES = st.sampled_from(
    ["event", "at", "recorded_at", "seq", "voids", "id", "actors", "by", "kind", "amount", "to", "x.own"]
)


@given(
    st.dictionaries(NAMES, JUNK, max_size=4),
    st.lists(st.dictionaries(EVENT_NAMES, JUNK, max_size=4).map(lambda event: received() | event), max_size=3),
)
def test_whatever_is_handed_in_is_read_or_refused(header: dict[str, Any], events: list[Any]) -> None:
    """Junk raises `FactsError` and nothing else; what is accepted has facts and comes back from JSON."""
    try:
        found = Case.model_validate({"id": "C-1", "events": events} | header)
    except FactsError:
        return
    assert found.facts().id == found.id
    assert Case.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "C-1"',
        "[",
        "",
        b"\xff",
        '{"id": ' + "9" * 5000 + "}",
        '{"id": NaN}',
        '{"id": "a", "id": "b"}',
        "[" * 100_000,
    ],
)
def test_broken_json_is_one_problem(text: str | bytes) -> None:
    """What is not JSON, or says one key twice, is refused without a trace of its text."""
    with pytest.raises(FactsError) as caught:
        Case.model_validate_json(text)
    assert caught.value.problems[0].code in {"wrong-json", "duplicate-key"}
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize(
    "record", [None, [], "case", 7, {}, {"id": ""}, {"id": 7}, {"id": "1", "events": None}, {7: 1}]
)
def test_what_is_no_case_is_refused(record: object) -> None:
    """Anything but a mapping with an id is a problem, never another exception."""
    with pytest.raises(FactsError):
        Case.model_validate(record)


def test_a_case_cannot_be_changed() -> None:
    """Fields of a record are frozen, and the refusal does not hold the value."""
    found = case(received(), product="loan")
    with pytest.raises(AttributeError, match="immutable") as caught:
        found.product = "card"  # type: ignore[misc]  # that it is refused is the point
    assert "card" not in str(caught.value)
    with pytest.raises(AttributeError, match="immutable"):
        del found.product


def test_a_changed_copy_is_checked_and_forgets_what_was_worked_out() -> None:
    """`model_copy` answers with facts of its own, and refuses what a new record would refuse."""
    first = case(received(), product="loan")
    first.facts()
    assert first.model_copy(update={"product": "card"}).facts().value("product") == "card"
    assert first.model_copy() == first
    with pytest.raises(FactsError, match="unknown-field"):
        first.model_copy(update={"produkt": "card"})


def test_what_the_source_cannot_supply_is_told() -> None:
    """Names that the source does not offer reach the evaluators."""
    assert case(not_offered=["amount", "replied.substance"]).facts().not_offered == {"amount", "replied.substance"}
