"""The timeline: order, identity, ties, corrections, and what was known when."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import FactsError
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import Dated, SubjectFacts, Timeline
from servicepolicy.money import Money

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from(["a", "b"]),
    st.just(Money("5", "CNY")),
    st.just(Decimal(2)),
)


@st.composite
def happenings(draw: st.DrawFn) -> Event:
    """An event out of a small world, so that instants, contents and orders collide."""
    at = draw(st.integers(0, 4))
    fields = {"value": value} if (value := draw(VALUES)) is not None else {}
    return Event(
        number=0,
        kind=draw(st.sampled_from(["received", "replied", "closed"])),
        at=at,
        recorded_at=at + draw(st.integers(0, 3)),
        seq=draw(st.one_of(st.none(), st.integers(0, 2))),
        actors=(Actor(id="e1"),) if draw(st.booleans()) else (),
        fields=fields,
    )


def event(kind: str, at: int, recorded_at: int | None = None, **more: object) -> Event:
    return Event(0, kind, at, at if recorded_at is None else recorded_at, **more)  # type: ignore[arg-type]  # shorthand


def kinds(timeline: Timeline) -> list[str]:
    return [one.kind for one in timeline.events]


def subject(header: dict[str, object], *events: Event) -> SubjectFacts:
    return SubjectFacts("C-1", "case", "complaint", header, Timeline.of(events))


@given(st.lists(happenings(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_handed_in_never_matters(events: list[Event], chance: object) -> None:
    """Shuffled events make the same timeline, numbers and ties included."""
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis types its randoms loosely
    one, other = Timeline.of(events), Timeline.of(shuffled)
    assert one == other
    assert one.duplicates == other.duplicates


@given(st.lists(happenings(), max_size=8))
def test_numbers_count_the_order(events: list[Event]) -> None:
    """Numbers run from 1 in the order of `at`, and every event is kept or counted as a duplicate."""
    timeline = Timeline.of(events)
    assert [one.number for one in timeline.events] == list(range(1, len(timeline.events) + 1))
    assert [one.at for one in timeline.events] == sorted(one.at for one in timeline.events)
    assert len(timeline.events) + timeline.duplicates == len(events)


@given(st.lists(happenings(), max_size=8), st.integers(0, 5), st.integers(0, 8))
def test_what_was_not_yet_known_is_as_if_never_handed_in(events: list[Event], as_of: int, known_at: int) -> None:
    """Cutting a timeline leaves what a timeline of the known events alone would hold, but for the numbers."""
    cut = Timeline.of(events).known(as_of, known_at)
    alone = Timeline.of([one for one in events if one.at <= as_of and one.recorded_at <= known_at])
    assert [(one.kind, one.at, one.fields, one.tie) for one in cut.events] == [
        (one.kind, one.at, one.fields, one.tie) for one in alone.events
    ]
    assert {kind: len(found) for kind, found in cut.by_kind.items()} == {
        kind: len(found) for kind, found in alone.by_kind.items()
    }


@given(st.lists(happenings(), max_size=8), st.integers(0, 5), st.integers(0, 8))
def test_a_cut_cut_again_changes_nothing(events: list[Event], as_of: int, known_at: int) -> None:
    """Knowing what is known already is the same object."""
    cut = Timeline.of(events).known(as_of, known_at)
    assert cut.known(as_of, known_at) is cut
    assert cut.known(None, None) is cut


def test_nothing_cut_is_the_same_object() -> None:
    """A judgement after the last event copies nothing."""
    timeline = Timeline.of([event("received", 1), event("closed", 2)])
    assert timeline.known(2, 2) is timeline
    assert timeline.known(None, None) is timeline


def test_an_event_at_exactly_as_of_exists() -> None:
    """The bound is inclusive."""
    timeline = Timeline.of([event("received", 1), event("closed", 2)])
    assert kinds(timeline.known(1, None)) == ["received"]


@pytest.mark.parametrize(
    ("one", "other", "tie"),
    [(None, None, True), (1, None, True), (1, 1, True), (1, 2, False)],
    ids=["neither", "one only", "equal", "known order"],
)
def test_a_tie_is_an_order_nobody_recorded(one: int | None, other: int | None, tie: bool) -> None:
    """Events of one instant tie unless each has a `seq` of its own."""
    timeline = Timeline.of([event("received", 1, seq=one), event("closed", 1, seq=other), event("reopened", 2)])
    assert [found.tie for found in timeline.events] == [tie, tie, False]


def test_seq_orders_one_instant() -> None:
    """Where the source knows the order of one instant, that order stands."""
    timeline = Timeline.of([event("closed", 1, seq=2), event("received", 1, seq=1)])
    assert kinds(timeline) == ["received", "closed"]


def test_a_tie_ends_where_its_partner_was_not_known() -> None:
    """An event recorded later ties with nothing before that."""
    timeline = Timeline.of([event("received", 1), event("closed", 1, recorded_at=9)])
    assert [found.tie for found in timeline.events] == [True, True]
    assert [found.tie for found in timeline.known(None, 5).events] == [False]


def test_identical_events_count_once() -> None:
    """Without ids, an event equal in all fields is the same event."""
    timeline = Timeline.of([event("received", 1), event("received", 1), event("received", 1, fields={"matter": "a"})])
    assert len(timeline.events) == 2
    assert timeline.duplicates == 1


def test_amounts_written_differently_are_one_content() -> None:
    """`5.0` and `5` are one number, so the events are identical."""
    twice = [event("paid", 1, fields={"rate": Decimal("5.0")}), event("paid", 1, fields={"rate": Decimal(5)})]
    assert Timeline.of(twice).duplicates == 1


def test_one_id_with_two_contents_is_refused() -> None:
    """An id names one event; the problem names the place of the second."""
    with pytest.raises(FactsError) as caught:
        Timeline.of([event("received", 1, id="a"), event("received", 2, id="a")])
    assert [(p.code, p.where.path) for p in caught.value.problems] == [("one-id-two-contents", "events[1].id")]


def test_a_correction_counts_from_when_it_was_recorded() -> None:
    """What was taken back later still stood before."""
    events = [event("received", 1), event("closed", 2, id="wrong"), event("voided", 2, recorded_at=8, id="v")]
    timeline = Timeline.of(events, {2: "wrong"})
    assert kinds(timeline) == ["received"]
    assert timeline.voided == 1
    assert kinds(timeline.known(None, 7)) == ["received", "closed"]
    assert kinds(timeline.known(None, 8)) == ["received"]


def test_a_correction_that_says_what_was_right_stands_itself() -> None:
    """An event of any other kind that takes another back takes its place."""
    events = [event("closed", 5, id="wrong"), event("closed", 3, recorded_at=8)]
    timeline = Timeline.of(events, {1: "wrong"})
    assert [found.at for found in timeline.events] == [3]
    assert [found.at for found in timeline.known(None, 7).events] == [5]


def test_a_correction_can_be_taken_back() -> None:
    """Taking back a correction brings the first event back."""
    events = [
        event("closed", 1, id="a"),
        event("voided", 2, recorded_at=4, id="b"),
        event("voided", 3, recorded_at=6, id="c"),
    ]
    timeline = Timeline.of(events, {1: "a", 2: "b"})
    assert kinds(timeline) == ["closed"]
    assert kinds(timeline.known(None, 5)) == []


def test_a_judgement_before_the_correction_happened_still_knows_it() -> None:
    """`known_at` alone decides whether a correction counts; `as_of` asks about the world, not about the files."""
    timeline = Timeline.of([event("closed", 1, id="a"), event("voided", 5)], {1: "a"})
    assert kinds(timeline.known(2, None)) == []


def test_events_that_take_each_other_back_are_refused() -> None:
    """A circle of corrections has no meaning; each of its events is named."""
    with pytest.raises(FactsError) as caught:
        Timeline.of([event("voided", 1, id="a"), event("voided", 2, id="b")], {0: "b", 1: "a"})
    assert [(p.code, p.where.path) for p in caught.value.problems] == [
        ("circular-voids", "events[0].voids"),
        ("circular-voids", "events[1].voids"),
    ]


def test_taking_back_what_is_not_there_is_refused() -> None:
    """`voids` must name an event of the same timeline."""
    with pytest.raises(FactsError, match="nothing-to-void"):
        Timeline.of([event("voided", 1)], {0: "nowhere"})


def test_a_long_chain_of_corrections_is_followed() -> None:
    """Ten thousand corrections of corrections neither recurse nor hang."""
    length = 10_000
    events = [event("closed", 0, id="0"), *(event("voided", n, id=str(n)) for n in range(1, length + 1))]
    timeline = Timeline.of(events, {n: str(n - 1) for n in range(1, length + 1)})
    assert kinds(timeline) == ["closed"]


def test_a_field_is_read_as_it_stood() -> None:
    """A header field has the value of the judged instant, never its final one."""
    facts = subject(
        {"severity": "minor"},
        event("classified", 2, fields={"severity": "normal"}),
        event("reclassified", 4, fields={"severity": "major"}),
    )
    assert [facts.value("severity", at) for at in (1, 2, 3, 4)] == ["minor", "normal", "normal", "major"]
    assert facts.value("severity") == "major"


def test_an_event_without_the_field_sets_nothing() -> None:
    """A classification that says nothing about severity leaves it as it was."""
    facts = subject({"severity": "minor"}, event("classified", 2, fields={"category": "fees"}))
    assert facts.value("severity", 3) == "minor"


def test_an_event_that_always_sets_a_field_leaves_it_unknown_where_it_is_silent() -> None:
    """A paper that was moved, nobody knows whither, lies no longer where it lay; the next place that is told holds."""
    moves = [event("moved", 2), event("moved", 4, fields={"location": "vault"})]
    facts = SubjectFacts("D-1", "document", None, {"location": "archive"}, Timeline.of(moves))
    assert [facts.value("location", at) for at in (1, 2, 3, 4)] == ["archive", None, None, "vault"]
    assert facts.value("location") == "vault"


def test_a_field_that_an_event_need_not_set_stays_as_it_was() -> None:
    """A paper that was put into the archive under no number keeps the one that it had."""
    header = {"location": "desk", "number": "7"}
    facts = SubjectFacts("D-1", "document", None, header, Timeline.of([event("filed", 2)]))
    assert (facts.value("location", 3), facts.value("number", 3)) == (None, "7")


def test_a_cut_subject_forgets_later_values() -> None:
    """What was recorded later sets nothing yet, not even for the latest value."""
    facts = subject({}, event("classified", 2, recorded_at=9, fields={"severity": "major"}))
    assert facts.value("severity") == "major"
    assert facts.known(None, 5).value("severity") is None
    assert facts.known(9, 9) is facts


def test_a_dated_field_holds_between_its_dates() -> None:
    """From is included, until is not, and a gap is unknown."""
    facts = subject({"unit": (Dated("a", None, 3), Dated("b", 5, None))})
    assert [facts.value("unit", at) for at in (0, 2, 3, 4, 5)] == ["a", "a", None, None, "b"]
    assert facts.value("unit") == "b"


def test_a_case_opens_with_its_first_event() -> None:
    """Unless the header says when it was opened."""
    first = event("received", 7)
    assert subject({}, first).opened == 7
    assert subject({"opened_at": 3}, first).opened == 3
    assert subject({}).opened is None


def test_matters_stand_in_order_of_occurrence() -> None:
    """`per` lists each matter once."""
    found = [event("paid", n, fields={"matter": name}) for n, name in enumerate("bab")]
    assert subject({}, *found, event("closed", 9)).matters("matter") == ("b", "a")


def test_the_shape_of_an_event_in_a_log_is_number_kind_and_instant() -> None:
    """The repr of an event holds nothing that a customer said."""
    shown = repr(Timeline.of([event("received", 1, fields={"content": "private"})]).events[0])
    assert shown == "Event(number=1, kind='received', at=1)"


@given(events=st.lists(happenings(), max_size=4), at=st.integers(0, 6), kind=st.sampled_from(["received", "replied"]))
def test_an_event_more_is_as_if_it_had_been_handed_in(events: list[Event], at: int, kind: str) -> None:
    """A timeline with one event more, after all others or at the instant of the last, is that of all of them."""
    before = Timeline.of(events)
    last = max((one.at for one in before.events), default=0)
    number = 1 + max((one.number for one in before.events), default=0)
    more = Event(number, kind, max(at, last), max(at, last) + 2, id="the one more")
    extended, whole = before.with_one_more(more), Timeline.of([*before.events, more])
    told = sorted((one.at, one.kind, one.tie) for one in whole.events)
    assert sorted((one.at, one.kind, one.tie) for one in extended.events) == told
    assert {kind: [one.number for one in several] for kind, several in extended.by_kind.items()} == {
        kind: [one.number for one in extended.events if one.kind == kind] for kind in extended.by_kind
    }
    assert extended.known(more.at - 1, None).events == before.known(more.at - 1, None).events
    assert not any(one.number == number for one in extended.known(None, more.recorded_at - 1).events)
