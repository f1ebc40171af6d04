"""Votes: electorate, quorum, what carries, closing, publication; before the act that they license and after it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from tests.judging.building import LONDON, case, event, instant, local

ADOPTED = event("x.adopted", "2025-01-08T10:00", by="c1")
OPENED = event("x.opened", "2025-01-06T09:00")
CLOSED = event("x.closed", "2025-01-08T09:00")


def vote(**said: Any) -> dict[str, Any]:
    """Rules are changed by a vote of all three members of the board, more than half of them for it."""
    votes = {"event": "x.voted", "electorate": {"members_of": "board"}, "pass": {"more_than": "50%"}, **said}
    votes = {name: value for name, value in votes.items() if value is not None}
    return {"id": "vote", "kind": "authority", "clause": "X-1", "action": "x.adopted", "votes": votes}


def cast(by: str | None, choice: str | None, at: str = "2025-01-07T09:00", **fields: Any) -> dict[str, Any]:
    """One ballot."""
    said = {"by": by, "choice": choice, **fields}
    return event("x.voted", at, **{name: value for name, value in said.items() if value is not None})


def ballots(*choices: str, at: str = "2025-01-07T09:00") -> list[dict[str, Any]]:
    """Ballots of a, b and c, in this order."""
    return [cast(voter, choice, at) for voter, choice in zip("abc", choices, strict=False)]


def bank(**said: Any) -> sp.Context:
    """A bank with a board of three; d succeeds c on 7 January at noon."""
    teams = [
        {"id": "board", "members": ["a", "b", "c"], "until": "2025-01-07T12:00:00+00:00"},
        {"id": "board", "members": ["a", "b", "d"], "from": "2025-01-07T12:00:00+00:00"},
        {"id": "former", "members": ["a"], "until": "2020-01-01"},
    ]
    organisation = {"id": "bank", "timezone": "Europe/London", "units": [{"id": "u"}], "teams": teams, "events": []}
    return sp.Context.model_validate({"organisation": {**organisation, **said}})


BANK = bank()


def policy(rule: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy with one rule."""
    return sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, rules=[rule], **more)


def judged(
    rule: dict[str, Any],
    *events: dict[str, Any],
    as_of: str = "2025-01-31T09:00",
    context: sp.Context | None = BANK,
    **header: Any,
) -> sp.Verdict:
    """The verdict on the adoption."""
    report = policy(rule).evaluate(case(*events, ADOPTED, **header), as_of=instant(as_of), context=context)
    (verdict,) = report["vote"].verdicts
    return verdict


def asked(rule: dict[str, Any], *events: dict[str, Any], at: str = "2025-01-08T10:00") -> sp.Decision:
    """What is decided before the adoption."""
    return policy(rule).decide("x.adopted", by="c1", on=case(*events), at=instant(at), context=BANK)


def outcome(found: sp.Verdict) -> tuple[str, str]:
    """Status and reason."""
    return found.status.value, found.reason.code


# quorum and what carries


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (("for", "for", "for"), ("met", "carried")),
        (("for", "for", "against"), ("met", "carried")),
        (("for", "for", "abstained"), ("met", "carried")),
        (("for", "against", "abstained"), ("breached", "not_carried")),
        (("for", "abstained", "abstained"), ("breached", "not_carried")),
        (("for", "for"), ("breached", "no_quorum")),
        ((), ("breached", "no_vote")),
    ],
)
def test_all_must_vote_and_more_than_half_be_for_it(choices: tuple[str, ...], expected: tuple[str, str]) -> None:
    """Decision 37: a quorum of all means that everyone voted; an abstention is turnout, not assent."""
    events = ballots(*choices)
    assert outcome(judged(vote(), *events)) == expected
    before = asked(vote(), *events)
    assert (before.permitted, before.reason.code) == (expected[0] == "met", expected[1])


@pytest.mark.parametrize(
    ("said", "choices", "code"),
    [
        ({"pass": {"share_for": "2/3"}}, ("for", "for", "against"), "carried"),
        ({"pass": {"more_than": "2/3"}}, ("for", "for", "against"), "not_carried"),
        ({"pass": {"share_for": "66.7%"}}, ("for", "for", "against"), "not_carried"),
        ({"pass": {"share_for": "0.5"}, "quorum": "2/3"}, ("for", "against"), "carried"),
        ({"pass": {"share_for": "50%", "of": "electorate"}, "quorum": "2/3"}, ("for", "against"), "not_carried"),
        ({"pass": {"share_for": "50%"}, "quorum": "70%"}, ("for", "for"), "no_quorum"),
        ({"pass": {"share_for": "1"}, "quorum": "0"}, ("for",), "carried"),
    ],
)
def test_shares_are_exact(said: dict[str, Any], choices: tuple[str, ...], code: str) -> None:
    """Two of three are exactly two thirds: at least that is reached, more than that is not."""
    assert judged(vote(**said), *ballots(*choices)).reason.code == code


def test_a_share_may_be_left_blank() -> None:
    """The source leaves the majority open; the bank's own value is used and told with its origin."""
    rule = vote(**{"pass": {"share_for": {"blank": "majority"}}})
    blanks = {"majority": {"type": "number", "clause": "X-1", "ask": {"zh": "几成?", "en": "What majority?"}}}
    filled = policy(rule, blanks=blanks, fill={"majority": "0.6"})
    report = filled.evaluate(
        case(*ballots("for", "for", "against"), ADOPTED), as_of=instant("2025-01-31T09:00"), context=BANK
    )
    (found,) = report["vote"].verdicts
    assert (outcome(found), [value.value for value in found.values]) == (("met", "carried"), ["0.6"])
    with pytest.raises(sp.PolicyError):
        policy(rule, blanks=blanks, fill={"majority": "60"})


# who may vote, and which ballot counts


def test_the_electorate_are_the_members_at_the_opening() -> None:
    """The vote opens with its first ballot: who joins the board later has no vote, who leaves it keeps it."""
    events = [*ballots("for", "for"), cast("c", "for", "2025-01-07T15:00"), cast("d", "against", "2025-01-07T15:00")]
    found = judged(vote(), *events)
    assert outcome(found) == ("met", "carried")
    assert [(why.code, why.event) for why in found.why_not] == [("vote_not_entitled", 4)]
    assert "not entitled" in found.explain("en")
    assert "没有表决权" in found.explain("zh")


def test_what_opens_the_vote_may_be_named() -> None:
    """Ballots before the opening do not count, and the electorate is that of the opening."""
    rule = vote(opens="x.opened", quorum="2/3")
    opened = event("x.opened", "2025-01-07T14:00")
    late = [cast("a", "for", "2025-01-07T15:00"), cast("d", "for", "2025-01-07T15:00")]
    assert outcome(judged(rule, *ballots("for", "for", "for"), opened)) == ("breached", "no_quorum")
    assert outcome(judged(rule, opened, *late)) == ("met", "carried")
    assert outcome(judged(rule, *ballots("for", "for", "for"))) == ("breached", "no_vote")


@pytest.mark.parametrize(("latest", "code"), [(True, "not_carried"), (False, "carried")])
def test_who_votes_again_changes_the_vote(latest: bool, code: str) -> None:
    """The last ballot before the closing counts; where the policy says otherwise, the first."""
    again = cast("b", "against", "2025-01-07T10:00")
    rule = vote(latest_vote_counts=latest)
    assert judged(rule, *ballots("for", "for", "against"), again).reason.code == code


def test_a_ballot_after_the_closing_does_not_count() -> None:
    """It neither changes a vote nor adds to the turnout; one of the same instant is still in time."""
    rule = vote(opens="x.opened", closes="x.closed")
    events = [OPENED, *ballots("for", "for"), CLOSED]
    too_late = [cast("c", "for", "2025-01-08T09:00:01"), cast("a", "against", "2025-01-08T09:30")]
    assert outcome(judged(rule, *events, *too_late)) == ("breached", "no_quorum")
    assert outcome(judged(rule, *events, cast("c", "against", "2025-01-08T09:00"))) == ("met", "carried")


def test_a_vote_that_is_not_closed_carries_nothing() -> None:
    """Before the closing nobody knows the result, whatever the ballots say so far."""
    rule = vote(closes="x.closed")
    assert outcome(judged(rule, *ballots("for", "for", "for"))) == ("breached", "vote_open")
    assert asked(rule, *ballots("for", "for", "for")).reason.code == "vote_open"


def test_a_ballot_written_down_after_the_act_does_not_count() -> None:
    """Decision 29: what licenses an act is recorded by then, or within the time for late entries."""
    late = cast("c", "for", recorded_at="2025-01-08T11:00:00+00:00")
    assert outcome(judged(vote(), *ballots("for", "for"), late)) == ("breached", "no_quorum")
    rule = {**vote(), "late_entry": "2 hours"}
    assert outcome(judged(rule, *ballots("for", "for"), late)) == ("met", "carried")


def test_a_choice_that_is_none_is_no_vote() -> None:
    """`yes` is neither for, against nor an abstention: it does not count, and the verdict says so."""
    found = judged(vote(), *ballots("for", "for"), cast("c", "yes"))
    assert outcome(found) == ("breached", "no_quorum")
    assert [why.code for why in found.why_not] == ["vote_invalid"]


def test_several_raise_their_hands_at_once() -> None:
    """One event may be the vote of several people."""
    hands = event("x.voted", "2025-01-07T09:00", choice="for", actors=[{"id": "a"}, {"id": "b"}, {"id": "c"}])
    assert outcome(judged(vote(), hands)) == ("met", "carried")


def test_each_matter_has_its_own_vote() -> None:
    """Ballots on one proposal say nothing of another."""
    rule = {**vote(), "per": "proposal"}
    one = [cast(voter, "for", proposal="p1") for voter in "abc"]
    two = event("x.adopted", "2025-01-08T11:00", by="c1", proposal="p2")
    report = policy(rule).evaluate(
        case(*one, {**ADOPTED, "proposal": "p1"}, two), as_of=instant("2025-01-31T09:00"), context=BANK
    )
    assert [(v.occurrence[:2], *outcome(v)) for v in report["vote"].verdicts] == [
        ("p1", "met", "carried"),
        ("p2", "breached", "no_vote"),
    ]


@pytest.mark.parametrize(
    ("over", "found"),
    [([], "unknown"), ([event("rejected", "2025-01-06T12:00", proposal="p2")], "met")],
)
def test_nameless_ballots_carry_nothing_where_two_proposals_are_open(over: list[dict[str, Any]], found: str) -> None:
    """Nobody knows on which of two open proposals a ballot was cast; once one is rejected, it is the other."""
    rule = {**vote(event="voted", opens="vote_opened"), "subject": "meeting", "action": "adopted", "per": "proposal"}
    opened = [event("vote_opened", "2025-01-06T09:00", proposal=name) for name in ("p1", "p2")]
    cast_ = [event("voted", "2025-01-07T09:00", by=voter, choice="for") for voter in "abc"]
    adopted = event("adopted", "2025-01-08T10:00", by="c1", proposal="p1")
    meeting = sp.Meeting.model_validate({"id": "M-1", "events": [*opened, *over, *cast_, adopted]})
    report = policy(rule).evaluate(meeting, as_of=instant("2025-01-31T09:00"), context=BANK)
    assert report["vote"].status.value == found


def test_everybody_and_a_list_may_vote() -> None:
    """The electorate is the whole organisation, or those whom a field lists."""
    everybody = vote(electorate={"members_of": "everybody"})
    assert outcome(judged(everybody, *ballots("for", "for"), context=bank(members=["a", "b"]))) == ("met", "carried")
    listed = vote(electorate={"field": "x.entitled"})
    header: dict[str, Any] = {"x.entitled": ["a", "b"]}
    assert outcome(judged(listed, *ballots("for", "for"), **header)) == ("met", "carried")
    header = {"x.entitled": ["a", "z"]}
    assert outcome(judged(listed, *ballots("for", "for"), **header)) == ("breached", "no_quorum")


def test_an_electorate_of_nobody_carries_nothing() -> None:
    """Where nobody may vote, a quorum of all is not met by nobody voting."""
    found = judged(vote(electorate={"members_of": "former"}), *ballots("for", "for", "for"))
    assert outcome(found) == ("breached", "no_electorate")


# unknown


def test_without_the_members_the_vote_is_unknown() -> None:
    """Who was entitled would settle it; a vote that was never held needs nobody's list."""
    found = judged(vote(), *ballots("for", "for", "for"), context=None)
    assert (found.status.value, found.doubts) == ("unknown", ("organisation.members board",))
    assert outcome(judged(vote(), context=None)) == ("breached", "no_vote")


@pytest.mark.parametrize(
    ("third", "status", "doubts"),
    [
        (cast("c", None), "unknown", ("3.choice",)),
        (cast(None, "for"), "unknown", ("3.by",)),
        (cast(None, None), "unknown", ("3.by", "3.choice")),
    ],
)
def test_a_ballot_that_might_decide_is_named(third: dict[str, Any], status: str, doubts: tuple[str, ...]) -> None:
    """One for, one against: the third ballot decides, so what is missing of it leaves the vote open."""
    found = judged(vote(), *ballots("for", "against"), third)
    assert (found.status.value, found.doubts) == (status, doubts)


def test_what_cannot_change_the_result_is_not_asked() -> None:
    """Two of three are for it: how the third voted does not matter; nor that a ballot is nameless where one is sure."""
    assert outcome(judged(vote(), *ballots("for", "for"), cast("c", None))) == ("met", "carried")
    against = [*ballots("against", "against", "against"), cast(None, "for")]
    assert judged(vote(), *against).status is sp.Status.BREACHED


# publication

PUBLISH = {"event": "x.published", "within": "2 working days", "clock": "office"}


@pytest.mark.parametrize(
    ("published", "as_of", "expected"),
    [
        ("2025-01-10T17:00", "2025-01-31T09:00", ("met", "published_in_time")),
        ("2025-01-10T17:01", "2025-01-31T09:00", ("breached", "published_late")),
        (None, "2025-01-10T17:00", ("pending", "not_yet_published")),
        (None, "2025-01-10T17:01", ("breached", "not_published")),
    ],
)
def test_the_result_is_published_in_time(published: str | None, as_of: str, expected: tuple[str, str]) -> None:
    """What was carried must be made known; exactly at the due instant is in time."""
    events = [event("x.published", published, by="c1")] if published else []
    found = judged(vote(publish=PUBLISH), *ballots("for", "for", "for"), *events, as_of=as_of)
    assert outcome(found) == expected
    assert local(found.due) == "2025-01-10T17:00"
    assert "result is to be published by Fri 10 Jan 2025 17:00" in found.explain("en")
    assert "公布结果到期" in found.explain("zh")


@pytest.mark.parametrize(("published", "status"), [("2025-01-07T09:00", "met"), ("2025-01-07T08:59", "breached")])
def test_a_result_may_be_published_once_all_have_voted(published: str, status: str) -> None:
    """Made known after the last ballot and before the act, the result is known; before it there was none to tell."""
    told = event("x.published", published, by="c1")
    assert str(judged(vote(publish=PUBLISH), *ballots("for", "for", "for"), told).status) == status


@pytest.mark.parametrize(("context", "status"), [(BANK, "breached"), (None, "met")])
def test_a_list_of_voters_is_read_where_the_organisation_is_not_known(context: sp.Context | None, status: str) -> None:
    """Of the board of three one voted: the organisation decides, the list where it is not known."""
    said = vote(electorate={"members_of": "board", "field": "x.entitled"})
    assert str(judged(said, cast("a", "for"), context=context, **{"x.entitled": ["a"]}).status) == status


def test_what_is_to_be_published_stands_on_the_agenda() -> None:
    """The open duty names the publishing event, and when it is due."""
    subject = case(*ballots("for", "for", "for"), ADOPTED)
    (duty,) = policy(vote(publish=PUBLISH)).agenda(subject, as_of=instant("2025-01-09T09:00"), context=BANK)
    assert (duty.act, local(duty.due)) == (("x.published",), "2025-01-10T17:00")


def test_a_vote_that_was_lost_is_a_breach_whatever_is_published() -> None:
    """Publication is asked of what was carried only."""
    found = judged(vote(publish=PUBLISH), *ballots("for"), event("x.published", "2025-01-08T11:00", by="c1"))
    assert outcome(found) == ("breached", "no_quorum")


# telling it


def test_the_count_is_told() -> None:
    """The verdict shows who was entitled, who voted and who was for it, in both languages."""
    found = judged(vote(), *ballots("for", "for", "against"))
    assert [(step.code, step.value) for step in found.arithmetic] == [("turnout", "3/3"), ("votes_for", "2/3")]
    assert "2 for it, 3 voted, 3 were entitled to" in found.explain("en")
    assert "赞成 2 人，参加 3 人，有表决权 3 人" in found.explain("zh")
    assert asked(vote(), *ballots("for", "for", "against")).arithmetic == found.arithmetic


# loading


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"electorate": None}, "no-electorate", "rules[0].votes"),
        ({"electorate": {}}, "no-electorate", "rules[0].votes.electorate"),
        ({"electorate": {"field": "staff"}}, "unknown-field", "rules[0].votes.electorate.field"),
        ({"pass": {}}, "no-share", "rules[0].votes.pass"),
        ({"pass": {"share_for": "120%"}}, "wrong-type", "rules[0].votes.pass.share_for"),
        ({"quorum": "most"}, "wrong-type", "rules[0].votes.quorum"),
        (
            {"publish": {"event": "x.published", "within": "2 working days"}},
            "no-clock",
            "rules[0].votes.publish.within",
        ),
        ({"publish": {**PUBLISH, "clock": "offce"}}, "unknown-clock", "rules[0].votes.publish.clock"),
    ],
)
def test_a_vote_that_cannot_be_counted_is_refused_at_loading(said: dict[str, Any], code: str, path: str) -> None:
    """Nobody may vote, nothing carries it, shares that are none: each is a problem with its place."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(vote(**said))
    assert [(one.code, one.where.path) for one in refused.value.problems] == [(code, path)]


@pytest.mark.parametrize("beside", [{"amount": {"field": "x.amount"}}, {"tiers": [{"role": "head"}]}])
def test_votes_and_limits_are_rules_of_their_own(beside: dict[str, Any]) -> None:
    """A vote and limits would both say who decides; in two rules both must permit."""
    with pytest.raises(sp.PolicyError) as refused:
        policy({**vote(), **beside})
    assert [one.code for one in refused.value.problems] == ["illegal-combination"]


# laws

CAST = st.lists(
    st.tuples(st.sampled_from("abcz"), st.sampled_from(("for", "against", "abstained")), st.integers(0, 4)), max_size=5
)
QUORUMS = st.sampled_from(("all", "2/3", "0"))


def recorded(known: list[tuple[str | None, str | None, int]]) -> list[dict[str, Any]]:
    """Ballots of the seventh of January, in the hours given; each has a key, or two nameless ones would be one."""
    return [
        cast(voter, choice, f"2025-01-07T0{hour}:00", id=f"v{number}")
        for number, (voter, choice, hour) in enumerate(known)
    ]


@given(CAST, QUORUMS, st.data())
def test_what_is_not_recorded_never_turns_a_vote(
    known: list[tuple[str, str, int]], quorum: str, data: st.DataObject
) -> None:
    """Without some names and choices the answer is the same, or unknown and names what is missing."""
    hidden = [
        (data.draw(st.sampled_from((voter, None))), data.draw(st.sampled_from((choice, None))), hour)
        for voter, choice, hour in known
    ]
    full = judged(vote(quorum=quorum), *recorded([*known]))
    found = judged(vote(quorum=quorum), *recorded(hidden))
    if found.status is sp.Status.UNKNOWN:
        assert found.doubts
        assert {name.partition(".")[2] for name in found.doubts} <= {"by", "choice", "seq"}
    elif full.status is not sp.Status.UNKNOWN:
        assert found.status is full.status


@given(CAST, QUORUMS, st.data())
def test_what_may_be_done_is_kept_when_it_is_done(
    known: list[tuple[str, str, int]], quorum: str, data: st.DataObject
) -> None:
    """One definition serves before the act and after it: permitted is met, refused is breached, unknown is unknown."""
    hidden = [(voter, data.draw(st.sampled_from((choice, None))), hour) for voter, choice, hour in known]
    rule = vote(quorum=quorum)
    before, after = asked(rule, *recorded([*hidden])), judged(rule, *recorded([*hidden]))
    assert {"permit": "met", "refuse": "breached"}.get(before.effect.value, "unknown") == after.status.value
    assert (before.arithmetic, before.doubts) == (after.arithmetic, after.doubts)


@given(CAST, st.permutations(range(5)))
def test_the_order_in_the_file_never_matters(known: list[tuple[str, str, int]], order: list[int]) -> None:
    """Ballots stand in the order of their times, however they are handed in."""
    events = recorded([*known])
    shuffled = [events[place] for place in order if place < len(events)]
    assert judged(vote(), *events).plain() == judged(vote(), *shuffled).plain()
