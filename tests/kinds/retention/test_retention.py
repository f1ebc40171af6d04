"""Retention, case by case: kept long enough, at its place, disposed of in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import local

ZONE = "+08:00"
ARCHIVED = "2021-03-05T10:00"
END = "2026-03-06T00:00"  # 24:00 of the corresponding date
JUST_BEFORE, JUST_AFTER = "2026-03-05T23:59:59.999999", "2026-03-06T00:00:00.000001"
LATER = "2030-01-01T00:00"
CALENDARS = {"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}}

PLACED = ("place", "met", "in_place")


def moment(text: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(text + ZONE)


def event(kind: str, at: str, **fields: Any) -> dict[str, Any]:
    """An event in Shanghai."""
    return {"event": kind, "at": at + ZONE, **fields}


def rule(**said: Any) -> dict[str, Any]:
    """Kept five years from the archive on; what is said replaces that."""
    base = {
        "id": "kept",
        "kind": "retention",
        "clause": "X-1",
        "anchor": "archived",
        "keep": "5 years",
        "destroyed": "destroyed",
    }
    return {**base, **said}


def policy(said: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy in Shanghai of one rule."""
    return sp.Policy(policy="p", timezone="Asia/Shanghai", calendars=CALENDARS, rules=[said], **more)


def document(*events: dict[str, Any], **header: Any) -> sp.Document:
    """A paper with these events."""
    return sp.Document.model_validate({"id": "D-1", "medium": "paper", **header, "events": list(events)})


def told(
    said: dict[str, Any], *events: dict[str, Any], as_of: str = LATER, **header: Any
) -> list[tuple[str, str, str]]:
    """Part, status and reason of every verdict: `kept`, `place`, `disposal`."""
    found = policy(said).evaluate(document(*events, **header), as_of=moment(as_of))["kept"].verdicts
    return [(one.occurrence.partition("Z")[2].lstrip("-") or "kept", str(one.status), one.reason.code) for one in found]


def only(said: dict[str, Any], *events: dict[str, Any], as_of: str = LATER, **header: Any) -> sp.Verdict:
    """The single verdict."""
    (verdict,) = policy(said).evaluate(document(*events, **header), as_of=moment(as_of))["kept"].verdicts
    return verdict


# ---------------------------------------------------------------- kept long enough


@pytest.mark.parametrize(
    ("destroyed", "expected"),
    [
        (JUST_BEFORE, ("breached", "destroyed_early")),
        (END, ("met", "kept")),
        (JUST_AFTER, ("met", "kept")),
        (ARCHIVED, ("breached", "destroyed_early")),
    ],
)
def test_what_is_destroyed_before_its_time_is_broken(destroyed: str, expected: tuple[str, str]) -> None:
    """One microsecond before 24:00 of the corresponding date is too early; at that very instant it may be destroyed."""
    verdict = only(rule(), event("archived", ARCHIVED), event("destroyed", destroyed, by="e1"))
    assert (str(verdict.status), verdict.reason.code) == expected
    assert (local(verdict.due), verdict.final, verdict.credit) == (END, True, ("e1",))
    assert verdict.margin is not None
    assert verdict.margin.wall == moment(destroyed) - moment(END)


@pytest.mark.parametrize(("as_of", "expected"), [(JUST_BEFORE, "pending"), (END, "met"), (LATER, "met")])
def test_what_is_held_is_kept_once_its_time_is_over(as_of: str, expected: str) -> None:
    """Until its time is over it waits, and time alone settles it, for good."""
    archived = document(event("archived", ARCHIVED))
    report = policy(rule()).evaluate(archived, as_of=moment(as_of))
    (verdict,) = report["kept"].verdicts
    assert (str(verdict.status), verdict.final) == (expected, expected == "met")
    assert local(report.next_change) == (END if expected == "pending" else None)


def test_waiting_is_nobodys_duty() -> None:
    """A document that is merely to be kept stands on no agenda; one that is to be destroyed does."""
    said = rule(dispose={"within": "30 days"}, duty=None)
    archived = document(event("archived", ARCHIVED))
    assert policy(said).agenda(archived, as_of=moment(JUST_BEFORE)) == ()
    (duty,) = policy(said).agenda(archived, as_of=moment(END))
    assert (duty.act, local(duty.due)) == (("destroyed",), "2026-04-05T00:00")


@pytest.mark.parametrize(
    ("begun", "keep", "end"),
    [
        ("2024-02-29T10:00", "1 year", "2025-03-01T00:00"),
        ("2024-02-29T10:00", "4 years", "2028-03-01T00:00"),
        ("2023-02-28T10:00", "1 year", "2024-02-29T00:00"),
        ("2026-01-31T23:59", "1 month", "2026-03-01T00:00"),
        ("2026-01-05T10:00", "2 weeks", "2026-01-20T00:00"),
        ("2026-01-05T10:00", "36 hours", "2026-01-06T22:00"),
    ],
)
def test_a_time_ends_on_the_corresponding_date_else_with_the_month(begun: str, keep: str, end: str) -> None:
    """29 February has no corresponding date in other years: the month ends it; 28 February stays 28 February."""
    assert local(only(rule(keep=keep), event("archived", begun), as_of=begun).due) == end


@pytest.mark.parametrize("counting", ["plain", "cn-civil-code", "cn-nfra", {"roll": "none"}])
def test_the_time_never_rolls_and_asks_for_no_holidays(counting: Any) -> None:
    """It ends on a Sunday, in a year whose holidays nobody has published, whatever the convention says."""
    verdict = only(rule(counting=counting, keep="3 years"), event("archived", "2028-07-08T10:00"), as_of=LATER)
    assert (local(verdict.due), verdict.due_latest, str(verdict.status)) == ("2031-07-09T00:00", None, "pending")


def test_what_was_never_begun_and_never_destroyed_does_not_apply() -> None:
    """Nothing says since when it is kept, and nothing has happened to it."""
    assert told(rule(), event("created", ARCHIVED)) == [("kept", "not_applicable", "not_triggered")]


def test_a_destruction_without_a_known_beginning_is_unknown() -> None:
    """Whether it was kept long enough cannot be told, and the verdict says what is not on record."""
    verdict = only(rule(), event("destroyed", ARCHIVED))
    assert (str(verdict.status), verdict.reason.code) == ("unknown", "never_begun")
    assert verdict.doubts == ("event archived",)
    assert 'when "archived" was done' in verdict.explain()
    assert "“归档”" in verdict.explain("zh")


def test_a_beginning_after_the_destruction_heals_nothing() -> None:
    """What was filed again later is kept from then on; of what came before nothing more is known."""
    found = told(rule(), event("destroyed", ARCHIVED), event("archived", "2022-01-01T00:00"), as_of="2023-01-01T00:00")
    assert found == [("kept", "unknown", "never_begun"), ("kept", "pending", "kept_so_far")]


def test_what_begins_it_again_in_time_begins_it_anew() -> None:
    """The time runs from the last beginning; the earlier one is no longer judged."""
    events = [event("archived", ARCHIVED), event("archived", "2024-01-10T10:00")]
    gone = event("destroyed", JUST_AFTER)
    assert told(rule(), *events, gone) == [
        ("kept", "not_applicable", "begun_anew"),
        ("kept", "breached", "destroyed_early"),
    ]
    first = rule(anchor={"event": "archived", "nth": "first"})
    assert told(first, *events, gone) == [("kept", "met", "kept")]


def test_what_begins_after_the_time_was_over_leaves_it_kept() -> None:
    """A time that was over stays kept, and the next one is an occurrence of its own."""
    events = [event("archived", ARCHIVED), event("archived", END)]
    assert told(rule(), *events, as_of="2027-01-01T00:00") == [
        ("kept", "met", "kept"),
        ("kept", "pending", "kept_so_far"),
    ]


def test_a_second_destruction_changes_nothing() -> None:
    """It is destroyed once."""
    events = [event("archived", ARCHIVED), event("destroyed", END), event("destroyed", LATER)]
    assert told(rule(), *events) == [("kept", "met", "kept")]


def test_nobody_recorded_which_came_first() -> None:
    """Archived and destroyed at one instant: it was begun and then destroyed at once, and the verdict says so."""
    verdict = only(rule(), event("archived", ARCHIVED), event("destroyed", ARCHIVED))
    assert (verdict.reason.code, verdict.state) == ("destroyed_early", ("tie",))
    ordered = [event("destroyed", ARCHIVED, seq=1), event("archived", ARCHIVED, seq=2)]
    assert [one[2] for one in told(rule(), *ordered, as_of=ARCHIVED)] == ["never_begun", "kept_so_far"]


@pytest.mark.parametrize(
    ("medium", "expected"), [("paper", "breached"), ("electronic", "not_applicable"), (None, "unknown")]
)
def test_it_applies_to_what_the_rule_says(medium: str | None, expected: str) -> None:
    """Whether it is on paper decides; where that is not recorded it is unknown, never kept."""
    events = [event("archived", ARCHIVED), event("destroyed", "2022-01-01T00:00")]
    verdict = only(rule(applies={"medium": "paper"}), *events, medium=medium)
    assert (str(verdict.status), verdict.doubts) == (expected, ("medium",) if expected == "unknown" else ())


def test_the_time_may_depend_on_the_document() -> None:
    """Key files are kept longer; where it is not recorded whether it is one, both are tried."""
    keep = {"choose": [{"when": {"key_file": True}, "value": "10 years"}, {"value": "5 years"}]}
    archived, gone = event("archived", ARCHIVED), event("destroyed", JUST_AFTER)
    assert [str(only(rule(keep=keep), archived, gone, key_file=is_key).status) for is_key in (True, False, None)] == [
        "breached",
        "met",
        "unknown",
    ]
    early = event("destroyed", JUST_BEFORE)
    assert str(only(rule(keep=keep), archived, early).status) == "breached"


def test_matters_are_kept_apart() -> None:
    """With `per` each matter has its own time."""
    said = rule(subject="case", anchor="closed", destroyed="x.destroyed", per="matter")
    case = sp.Case.model_validate(
        {
            "id": "C-1",
            "type": "complaint",
            "events": [
                event("closed", ARCHIVED, matter="a"),
                event("closed", "2025-03-05T10:00", matter="b"),
                event("x.destroyed", END, matter="a"),
            ],
        }
    )
    found = policy(said).evaluate(case, as_of=moment(JUST_AFTER))["kept"].verdicts
    assert [(one.occurrence[:2], str(one.status)) for one in found] == [("a/", "met"), ("b/", "pending")]


# ---------------------------------------------------------------- disposal


@pytest.mark.parametrize(
    ("destroyed", "as_of", "expected"),
    [
        (None, "2026-04-05T00:00", [("disposal", "pending", "disposal_due")]),
        (None, "2026-04-05T00:00:00.000001", [("disposal", "breached", "not_disposed")]),
        ("2026-04-05T00:00", LATER, [("disposal", "met", "disposed")]),
        ("2026-04-05T00:00:00.000001", LATER, [("disposal", "breached", "disposed_late")]),
        (JUST_BEFORE, LATER, []),
        (None, JUST_BEFORE, []),
    ],
)
def test_a_disposal_is_an_occurrence_of_its_own(
    destroyed: str | None, as_of: str, expected: list[tuple[str, str, str]]
) -> None:
    """It is due thirty dates after the last one of keeping; before, and after an early destruction, there is none."""
    events = [event("archived", ARCHIVED), *([event("destroyed", destroyed)] if destroyed else [])]
    found = told(rule(dispose={"within": "30 days"}), *events, as_of=as_of)
    assert [one for one in found if one[0] == "disposal"] == expected


def test_a_disposal_in_working_days_waits_for_the_calendar() -> None:
    """Its year is not published: while five dates cannot be over it is pending, after that it is not guessed."""
    said = rule(keep="1 year", dispose={"within": "5 working days", "clock": "office"})
    archived = event("archived", "2026-12-28T10:00")
    assert told(said, archived, as_of="2028-01-02T17:00")[-1] == ("disposal", "pending", "disposal_due")
    assert told(said, archived, as_of="2028-01-02T17:01")[-1] == ("disposal", "unknown", "calendar_not_published")


def test_what_begins_anew_is_no_longer_to_be_destroyed() -> None:
    """A new time that begins before the disposal is due ends the duty; one that begins later does not heal it."""
    said = rule(dispose={"within": "30 days"})
    codes = [
        told(said, event("archived", ARCHIVED), event("archived", again), as_of="2027-01-01T00:00")[1]
        for again in ("2026-03-20T10:00", "2026-05-01T10:00")
    ]
    assert codes == [("disposal", "not_applicable", "begun_anew"), ("disposal", "breached", "not_disposed")]


# ---------------------------------------------------------------- at its place

PLACE = {"field": "location", "in": ["archive", "vault"]}


@pytest.mark.parametrize(
    ("moves", "as_of", "expected"),
    [
        ([], JUST_BEFORE, ("pending", "in_place_so_far")),
        ([], LATER, ("met", "in_place")),
        ([("vault", "2022-01-01T00:00")], LATER, ("met", "in_place")),
        ([("desk", "2022-01-01T00:00")], JUST_BEFORE, ("breached", "out_of_place")),
        ([("desk", "2022-01-01T00:00"), ("vault", "2022-01-02T00:00")], LATER, ("breached", "out_of_place")),
        ([("desk", END)], LATER, ("met", "in_place")),
        ([(None, "2022-01-01T00:00")], LATER, ("unknown", "hangs_on_missing")),
        ([(None, "2022-01-01T00:00"), ("vault", "2022-01-02T00:00")], LATER, ("unknown", "hangs_on_missing")),
        ([(None, END)], LATER, ("met", "in_place")),
    ],
)
def test_it_lies_where_it_must_for_as_long_as_it_is_kept(
    moves: list[tuple[str | None, str]], as_of: str, expected: tuple[str, str]
) -> None:
    """Moved elsewhere it is broken, also for a day, moved nobody knows whither unknown; after its time all is one."""
    events = [event("archived", ARCHIVED, location="archive")]
    events += [event("moved", at, **({"location": to} if to else {})) for to, at in moves]
    assert told(rule(place=PLACE), *events, as_of=as_of)[-1] == ("place", *expected)


def test_a_breach_of_place_stands_open_until_it_is_back() -> None:
    """The verdict says since when it was elsewhere, and when it was back."""
    events = [event("archived", ARCHIVED, location="archive"), event("moved", "2022-01-01T00:00", location="desk")]
    _, out = policy(rule(place=PLACE)).evaluate(document(*events), as_of=moment("2022-06-01T00:00"))["kept"].verdicts
    assert (out.state, out.stopped, out.final, out.arithmetic[0].code) == (("open",), None, False, "out_of_place")
    events.append(event("moved", "2022-02-01T00:00", location="vault"))
    _, back = policy(rule(place=PLACE)).evaluate(document(*events), as_of=moment(LATER))["kept"].verdicts
    assert (back.state, local(back.stopped), back.final) == ((), "2022-02-01T00:00", True)


def test_where_nobody_recorded_the_place_it_is_unknown() -> None:
    """The keeping is judged all the same."""
    verdicts = policy(rule(place=PLACE)).evaluate(document(event("archived", ARCHIVED)), as_of=moment(LATER))["kept"]
    assert [(str(one.status), one.doubts) for one in verdicts.verdicts] == [("met", ()), ("unknown", ("location",))]


# ---------------------------------------------------------------- what the policy may say


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"keep": "30 working days"}, "illegal-combination"),
        ({"keep": "same day"}, "illegal-combination"),
        ({"dispose": {"within": "5 working days"}}, "no-clock"),
        ({"destroyed": "archived"}, "illegal-combination"),
        ({"anchor": {"all": ["archived", "filed"]}}, "illegal-combination"),
        ({"anchor": {"event": "archived", "nth": "last"}}, "illegal-combination"),
        ({"counting": {"roll": "next"}}, "illegal-combination"),
        ({"place": {"field": "colour", "in": ["red"]}}, "unknown-field"),
        ({"keep": "5 yeers"}, "wrong-type"),
        ({"anchor": "received"}, "unknown-event"),
    ],
)
def test_what_means_nothing_is_refused(said: dict[str, Any], code: str) -> None:
    """A retention that could not be judged is a load error with its code."""
    with pytest.raises(sp.PolicyError) as caught:
        policy(rule(**said))
    assert code in {problem.code for problem in caught.value.problems}


def test_blanks_are_filled_and_the_policy_writes_itself_back() -> None:
    """Years and place may be blanks; the whole loads again to the same digest."""
    ask = {"clause": "X-1", "ask": {"en": "?", "zh": "?"}}
    blanks = {"keep_years": {"type": "span", **ask}, "archive": {"type": "list", **ask}}
    said = rule(keep={"blank": "keep_years"}, place={"field": "location", "in": {"blank": "archive"}})
    found = policy(said, blanks=blanks, fill={"keep_years": "5 years", "archive": ["archive", "vault"]})
    again = sp.Policy(**{key: value for key, value in found.plain().items() if key != "servicepolicy"})
    assert again.digest == found.digest
    report = found.evaluate(document(event("archived", ARCHIVED, location="desk")), as_of=moment(LATER))
    assert [str(one.status) for one in report["kept"].verdicts] == ["met", "breached"]
    assert report["kept"].verdicts[0].values[0].origin == "keep_years/given"


def test_a_document_is_judged_by_the_values_of_its_beginning() -> None:
    """A longer time that came into force later does not reach back."""
    blanks = {"years": {"type": "span", "clause": "X-1", "ask": {"en": "?", "zh": "?"}}}
    fill = {"years": [{"value": "5 years", "until": "2022-01-01"}, {"value": "10 years", "from": "2022-01-01"}]}
    found = policy(rule(keep={"blank": "years"}), blanks=blanks, fill=fill)
    record = document(event("created", "2020-01-01T00:00"), event("archived", ARCHIVED), event("destroyed", JUST_AFTER))
    assert str(found.evaluate(record, as_of=moment(LATER))["kept"].status) == "met"
    younger = document(event("created", "2020-01-01T00:00"), event("archived", "2022-03-05T10:00"))
    (verdict,) = found.evaluate(younger, as_of=moment(LATER))["kept"].verdicts
    assert local(verdict.due) == "2032-03-06T00:00"


@pytest.mark.parametrize(
    ("archived", "events", "expected"),
    [
        ("2021-06-01T10:00", [("destroyed", "2025-12-31T23:59:59")], [("", "not_applicable", "not_in_force")]),
        ("2021-06-01T10:00", [("destroyed", "2026-01-01T00:00:01")], [("", "breached", "destroyed_early"), PLACED]),
        ("2021-06-01T10:00", [], [("", "pending", "kept_so_far"), ("place", "pending", "in_place_so_far")]),
        ("2020-12-30T10:00", [], [("", "not_applicable", "not_in_force")]),
    ],
)
def test_what_was_there_before_the_policy_is_kept_under_it(
    archived: str, events: list[tuple[str, str]], expected: list[tuple[str, str, str]]
) -> None:
    """The time counts from the archive on; only what is done from the policy's first day on is watched."""
    said = rule(place={"location": "archive"})
    policy = sp.Policy(
        policy="p",
        timezone="Asia/Shanghai",
        calendars=CALENDARS,
        in_force={"from": "2026-01-01"},
        rules=[said],
    )
    timeline = [event("archived", archived, location="archive"), *(event(kind, at) for kind, at in events)]
    document = sp.Document.model_validate(
        {"id": "D-1", "kind": "other", "timezone": "Asia/Shanghai", "events": timeline}
    )
    found = policy.evaluate(document, as_of=moment("2026-02-01T00:00"))["kept"].verdicts
    parts = [verdict.occurrence.partition("-")[2] for verdict in found]
    told_now = [(part, one.status.value, one.reason.code) for part, one in zip(parts, found, strict=True)]
    assert told_now == expected


def test_a_place_before_the_policy_is_not_watched() -> None:
    """A file that was out of its place before the policy's first day and is back on it breaks nothing."""
    policy = sp.Policy(
        policy="p",
        timezone="Asia/Shanghai",
        calendars=CALENDARS,
        in_force={"from": "2026-01-01"},
        rules=[rule(place={"location": "archive"})],
    )
    timeline = [
        event("archived", "2021-06-01T10:00", location="archive"),
        event("moved", "2025-05-01T10:00", location="desk"),
        event("moved", "2025-12-01T10:00", location="archive"),
    ]
    document = sp.Document.model_validate(
        {"id": "D-1", "kind": "other", "timezone": "Asia/Shanghai", "events": timeline}
    )
    found = policy.evaluate(document, as_of=moment("2026-02-01T00:00"))["kept"].verdicts
    assert [verdict.status.value for verdict in found] == ["pending", "pending"]
