"""A deadline whose policy is pinned to `latest`: what a new version does to a count that is running."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, local, only, rule, verdicts

MODES = ("retroactive", "retroactive_without_credit", "from_change", "carry")
LIMIT = {"limit": {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}}}
PAUSE = {"from": "paused", "until": "resumed"}
RECEIVED = event("received", "2026-03-09T15:00")  # a Monday


def dated(before: str, after: str, change: str = "2026-03-10") -> dict[str, Any]:
    """A limit that changes, at midnight before the tenth of March if nothing else is said."""
    return {"limit": [{"value": before, "until": change}, {"value": after, "from": change}]}


def told(**said: Any) -> dict[str, Any]:
    """A deadline of that limit, from nine to five."""
    return rule(within={"blank": "limit"}, **said)


def judged(mode: str, as_of: str, *events: dict[str, Any], fill: Any = None, **said: Any) -> sp.Verdict:
    """The verdict of four working hours that become two overnight, on what was received at three in the afternoon."""
    fill = fill or dated("4 working hours", "2 working hours")
    received = case(RECEIVED, *events, severity="minor")
    return only(told(on_version=mode, **said), received, f"2026-03-{as_of}", blanks=LIMIT, fill=fill, pin="latest")


@pytest.mark.parametrize(
    ("mode", "status", "due"),
    [
        ("retroactive", sp.Status.BREACHED, "09T17:00"),
        ("retroactive_without_credit", sp.Status.BREACHED, "09T17:00"),
        ("from_change", sp.Status.MET, "10T11:00"),
        ("carry", sp.Status.BREACHED, "10T00:00"),
    ],
)
def test_a_shorter_span_takes_over_as_the_rule_says(mode: str, status: sp.Status, due: str) -> None:
    """Two hours were used when four became two: from the start it is over, from the change two remain, carried none."""
    found = judged(mode, "10T12:00", event("resolved", "2026-03-10T10:30"))
    assert (found.status, local(found.due)) == (status, f"2026-03-{due}")


@pytest.mark.parametrize(
    ("mode", "due"),
    [
        ("retroactive", "10T15:00"),
        ("retroactive_without_credit", "10T15:00"),
        ("from_change", "10T17:00"),
        ("carry", "10T15:00"),
    ],
)
def test_a_longer_span_takes_over_as_the_rule_says(mode: str, due: str) -> None:
    """Four hours become eight, two of them used."""
    found = judged(mode, "10T12:00", fill=dated("4 working hours", "8 working hours"))
    assert (found.status, local(found.due)) == (sp.Status.PENDING, f"2026-03-{due}")


@pytest.mark.parametrize(("mode", "due"), [("retroactive", "10T16:00"), ("retroactive_without_credit", "10T15:00")])
def test_pauses_before_the_change_count_as_the_mode_says(mode: str, due: str) -> None:
    """An hour of pause in the afternoon before."""
    paused = (event("paused", "2026-03-09T15:30"), event("resumed", "2026-03-09T16:30"))
    found = judged(mode, "10T12:00", *paused, fill=dated("4 working hours", "8 working hours"), pause=PAUSE)
    assert local(found.due) == f"2026-03-{due}"


def test_before_the_change_the_old_version_holds() -> None:
    """On the evening before, four hours are due in the morning after."""
    found = judged("from_change", "09T23:00")
    assert (found.status, local(found.due)) == (sp.Status.PENDING, "2026-03-10T11:00")


@pytest.mark.parametrize("mode", MODES)
def test_what_was_overdue_stays_overdue(mode: str) -> None:
    """One hour, over since four in the afternoon, does not become eight overnight; done later, it was done late."""
    fill = dated("1 working hour", "8 working hours")
    open_still = judged(mode, "10T12:00", fill=fill)
    done = judged(mode, "10T12:00", event("resolved", "2026-03-10T09:30"), fill=fill)
    assert (open_still.status, open_still.state, local(open_still.due)) == (
        sp.Status.BREACHED,
        ("open",),
        "2026-03-09T16:00",
    )
    assert (done.status, local(done.due), local(done.stopped)) == (
        sp.Status.BREACHED,
        "2026-03-09T16:00",
        "2026-03-10T09:30",
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_version_that_leaves_the_span_alone_moves_nothing(mode: str) -> None:
    """Another value of the policy changes overnight: four hours from three are due at eleven all the same."""
    blanks = {**LIMIT, "other": LIMIT["limit"]}
    fill = {"limit": "4 working hours", "other": dated("1 hour", "2 hours")["limit"]}
    second = rule(id="second", within={"blank": "other"})
    pinned = sp.Policy(
        policy="p",
        timezone="Europe/London",
        calendars={"office": {"timezone": "Europe/London", "hours": {"mon-fri": ["09:00-17:00"]}}},
        blanks=blanks,
        fill=fill,
        pin="latest",
        rules=[told(on_version=mode), second],
    )
    [found] = pinned.evaluate(case(RECEIVED), as_of=instant("2026-03-10T12:00"))["answered"].verdicts
    assert local(found.due) == "2026-03-10T11:00"


def test_a_version_changes_the_value_and_no_facts() -> None:
    """What became major while the rule did not ask again is read as it was at the start, in the new version too."""
    within = {"choose": [{"when": {"severity": "major"}, "value": "1 working hour"}, {"value": {"blank": "limit"}}]}
    grave = event("reclassified", "2026-03-09T16:00", severity="major")
    received = case(RECEIVED, grave, severity="minor")
    said = rule(within=within, on_version="retroactive")
    fill = dated("4 working hours", "8 working hours")
    found = only(said, received, "2026-03-10T12:00", blanks=LIMIT, fill=fill, pin="latest")
    assert local(found.due) == "2026-03-10T15:00"


def test_a_version_may_let_a_rule_apply() -> None:
    """From the tenth, what is minor is under the rule too: counted from the change, it begins there."""
    blanks = {"graves": {"type": "text", "clause": "X-1", "ask": {"en": "which?"}}}
    fill = {"graves": [{"value": "major", "until": "2026-03-10"}, {"value": "minor", "from": "2026-03-10"}]}
    said = rule(applies={"severity": {"blank": "graves"}}, on_version="from_change")
    received = case(RECEIVED, severity="minor")
    before = only(said, received, "2026-03-09T23:00", blanks=blanks, fill=fill, pin="latest")
    after = only(said, received, "2026-03-10T10:00", blanks=blanks, fill=fill, pin="latest")
    assert before.status is sp.Status.NOT_APPLICABLE
    assert (after.status, local(after.due)) == (sp.Status.PENDING, "2026-03-10T13:00")


def test_what_was_granted_is_not_taken_back() -> None:
    """Extended to eight hours, it stays at eight when the rule's own four become two."""
    grant = event("extended", "2026-03-09T16:00")
    found = judged("retroactive", "10T12:00", grant, extend={"grant": "extended", "to": "8 working hours"})
    assert local(found.due) == "2026-03-10T15:00"


def test_a_reset_counts_the_version_of_its_moment() -> None:
    """New material at ten of the tenth: two hours from there, though four were due before."""
    found = judged("from_change", "10T12:00", event("material_received", "2026-03-10T10:00"), reset="material_received")
    assert local(found.due) == "2026-03-10T12:00"


def test_a_gap_is_bridged_by_the_version_after_it() -> None:
    """Without a value from the tenth to the eleventh nothing is known; from the eleventh on it is counted again."""
    fill = {
        "limit": [
            {"value": "4 working hours", "until": "2026-03-10"},
            {"value": "8 working hours", "from": "2026-03-11"},
        ]
    }
    gap = judged("from_change", "10T12:00", fill=fill)
    after = judged("from_change", "11T10:00", fill=fill)
    assert gap.status is sp.Status.UNKNOWN
    assert (after.status, local(after.due)) == (sp.Status.PENDING, "2026-03-11T17:00")


def test_several_versions_in_a_row() -> None:
    """Sixteen hours, twelve from the tenth, fourteen from the eleventh, carrying on: after ten, four are left."""
    fill = {
        "limit": [
            {"value": "16 working hours", "until": "2026-03-10"},
            {"value": "12 working hours", "from": "2026-03-10", "until": "2026-03-11"},
            {"value": "14 working hours", "from": "2026-03-11"},
        ]
    }
    found = judged("carry", "11T10:00", fill=fill)
    assert local(found.due) == "2026-03-11T13:00"


def test_each_start_is_moved_by_itself() -> None:
    """Of two starts, one before the change and one after, each is counted by what governs it."""
    again = event("received", "2026-03-10T09:30")
    said = told(on_version="from_change", cycle="each start")
    found = verdicts(
        said,
        case(RECEIVED, again),
        "2026-03-10T10:00",
        blanks=LIMIT,
        fill=dated("4 working hours", "2 working hours"),
        pin="latest",
    )
    assert [local(verdict.due) for verdict in found] == ["2026-03-10T11:00", "2026-03-10T11:30"]


@pytest.mark.parametrize(("reset", "due"), [(True, "10T11:30"), (False, "11T11:00")])
def test_after_a_reset_a_new_version_reads_what_the_reset_went_back_to(reset: bool, due: str) -> None:
    """A reset counts the span of the start anew, so a version that changes another choice leaves it as it is."""
    chosen = {
        "choose": [
            {"when": {"severity": "major"}, "value": {"blank": "limit"}},
            {"value": "4 working hours"},
        ]
    }
    events = [event("reclassified", "2026-03-09T15:10", severity="major")]
    if reset:
        events.append(event("material_received", "2026-03-09T15:30"))
    said = rule(within=chosen, on_reclassify="retroactive", on_version="retroactive", reset="material_received")
    found = only(
        said,
        case(RECEIVED, *events, severity="minor"),
        "2026-03-10T09:30",
        blanks=LIMIT,
        fill=dated("4 working hours", "12 working hours"),
        pin="latest",
    )
    assert local(found.due) == f"2026-03-{due}"
