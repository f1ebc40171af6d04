"""A policy's own life: which text was voted on, whether that counts, and when it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.results.life import Life

VOTES = {
    "event": "voted",
    "electorate": {"field": "electorate"},
    "quorum": "all",
    "pass": {"share_for": "2/3"},
    "publish": {"event": "result_published", "within": "3 days"},
}
BY_VOTE = {
    "id": "by-vote",
    "kind": "authority",
    "subject": "meeting",
    "clause": "C-1",
    "action": {"event": "adopted", "where": {"matter": "rules"}},
    "votes": VOTES,
}
APART = {
    "id": "apart",
    "kind": "sequence",
    "subject": "meeting",
    "clause": "C-1",
    "never_same": {"of": ["proposed", "adopted"]},
}
CHAIRED = {
    "id": "chaired",
    "kind": "authority",
    "subject": "meeting",
    "clause": "C-2",
    "action": "adopted",
    "who": {"role": "chair"},
}
LATER = "2026-03-15T00:00"


def charter(*rules: dict[str, Any]) -> sp.Policy:
    """The policy that says how one is adopted."""
    return sp.Policy(policy="charter", timezone="Asia/Shanghai", rules=list(rules or (BY_VOTE, APART)))


def text(hours: int, **more: Any) -> sp.Policy:
    """One text of the policy that is voted on."""
    rule = {"id": "answered", "kind": "deadline", "clause": "D-1", "start": "received", "stop": "replied"}
    said: dict[str, Any] = {"in_force": {"from": "2026-03-01"}, **more}
    return sp.Policy(policy="desk", timezone="Asia/Shanghai", rules=[{**rule, "within": f"{hours} hours"}], **said)


FOUR, EIGHT = text(4), text(8)


def event(name: str, day: str, by: str | None = "e1", **fields: Any) -> dict[str, Any]:
    """An event of February."""
    return {"event": name, "at": f"2026-02-{day}+08:00", **({"by": by} if by else {}), **fields}


PROPOSED = event("proposed", "02T09:00", digest=FOUR.digest)
BALLOTS = [
    event("voted", "03T10:00", "e1", choice="for"),
    event("voted", "03T10:01", "e2", choice="for"),
    event("voted", "03T10:02", "e3", choice="against"),
]
LOST = {**BALLOTS[1], "choice": "against"}
ADOPTED = event("adopted", "03T10:05", "e2", role="chair", matter="rules")
MADE_KNOWN = event("result_published", "04T09:00")
PUBLISHED = event("published", "05T09:00")
WHOLE = [PROPOSED, *BALLOTS, ADOPTED, MADE_KNOWN, PUBLISHED]


def life(
    *events: dict[str, Any], of: sp.Policy = FOUR, at: str = LATER, under: sp.Policy | None = None, **header: Any
) -> Life:
    """Where a text stands after these events."""
    record = {"id": "M-1", "electorate": ["e1", "e2", "e3"], **header, "events": list(events)}
    moment = datetime.fromisoformat(f"{at}+08:00")
    return of.life(sp.Meeting.model_validate(record), at=moment, under=under or charter())


def told(*events: dict[str, Any], **more: Any) -> tuple[str, str]:
    """State and reason."""
    found = life(*events, **more)
    return found.state, found.reason.code


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-02-02T09:00", ("draft", "not_adopted")),
        ("2026-02-03T10:04:59.999999", ("draft", "not_adopted")),
        ("2026-02-03T10:05", ("voted", "adopted")),
        ("2026-02-05T08:59:59", ("voted", "adopted")),
        ("2026-02-05T09:00", ("published", "not_yet_in_force")),
        ("2026-02-28T23:59:59.999999", ("published", "not_yet_in_force")),
        ("2026-03-01T00:00", ("in_force", "in_force")),
    ],
)
def test_a_text_goes_through_its_states(at: str, expected: tuple[str, str]) -> None:
    """Draft, voted, published, in force: each from its own instant on."""
    assert told(*WHOLE, at=at) == expected


def test_it_says_since_when_and_what_comes_next() -> None:
    """The dates in force begin and end by time alone."""
    limited = text(4, in_force={"from": "2026-03-01", "until": "2027-01-01"})
    events = [{**PROPOSED, "digest": limited.digest}, *WHOLE[1:]]
    waiting = life(*events, of=limited, at="2026-02-10T00:00").plain()
    assert (waiting["since"], waiting["next"]) == ("2026-02-05T01:00:00Z", "2026-02-28T16:00:00Z")
    holding = life(*events, of=limited).plain()
    assert (holding["since"], holding["next"]) == ("2026-02-28T16:00:00Z", "2026-12-31T16:00:00Z")
    assert told(*events, of=limited, at="2027-01-01T00:00") == ("published", "no_longer_in_force")


def test_the_publication_may_name_a_later_day() -> None:
    """In force is the later of the policy's own date and that of the publication."""
    later = {**PUBLISHED, "in_force_from": "2026-04-01T00:00:00+08:00"}
    assert told(*WHOLE[:-1], later) == ("published", "not_yet_in_force")
    assert told(*WHOLE[:-1], later, at="2026-04-01T00:00") == ("in_force", "in_force")


def test_another_text_was_not_adopted() -> None:
    """An adoption is bound to the digest: the same policy with another value is a draft."""
    assert told(*WHOLE, of=EIGHT) == ("draft", "adopted_other_text")


@pytest.mark.parametrize(("at", "four", "eight"), [("03T09:30", "draft", "in_force"), ("03T10:03", "draft", "draft")])
def test_ballots_before_an_amendment_are_on_another_text(at: str, four: str, eight: str) -> None:
    """Amended before the vote, the new text is adopted; amended after it, nobody has voted on the new one."""
    amended = event("amended", at, "e3", digest=EIGHT.digest)
    assert life(*WHOLE, amended).state == four
    assert life(*WHOLE, amended, of=EIGHT).state == eight


def test_a_ballot_may_name_its_text() -> None:
    """A ballot that names another digest is one on that text, whatever stood at the time."""
    other = {**BALLOTS[1], "digest": EIGHT.digest}
    assert told(PROPOSED, BALLOTS[0], other, *WHOLE[3:]) == ("draft", "adoption_refused")


def test_beside_an_amendment_both_ways_are_tried() -> None:
    """A ballot at the instant of an amendment, in no recorded order, leaves it open only where it matters."""
    amended = event("amended", "03T10:01", "e3", digest=EIGHT.digest)
    ballots = [{**one, "digest": EIGHT.digest} for one in (BALLOTS[0], BALLOTS[2])]
    found = life(PROPOSED, amended, *ballots, BALLOTS[1], *WHOLE[4:], of=EIGHT)
    assert (found.state, found.doubts) == ("unknown", ("4.digest",))
    sure = [{**amended, "seq": 1}, {**BALLOTS[1], "seq": 2}]
    assert life(PROPOSED, *sure, *ballots, *WHOLE[4:], of=EIGHT).state == "in_force"


def test_without_any_digest_it_is_unknown() -> None:
    """Nothing says which text was adopted: that is neither this one nor another."""
    bare = {name: value for name, value in PROPOSED.items() if name != "digest"}
    assert life(bare, *WHOLE[1:]).state == "unknown"
    assert life(bare, *WHOLE[1:], digest=FOUR.digest).state == "in_force"


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([PROPOSED, *BALLOTS[:2], ADOPTED, PUBLISHED], "adoption_refused"),
        ([PROPOSED, BALLOTS[0], LOST, BALLOTS[2], ADOPTED, PUBLISHED], "adoption_refused"),
        ([PROPOSED, *BALLOTS, {**ADOPTED, "by": "e1"}, PUBLISHED], "adoption_refused"),
        ([PROPOSED, *BALLOTS, {**ADOPTED, "matter": "other"}, PUBLISHED], "not_judged"),
        ([PROPOSED, *BALLOTS, PUBLISHED], "not_adopted"),
    ],
)
def test_an_adoption_that_does_not_count_leaves_a_draft(events: list[dict[str, Any]], reason: str) -> None:
    """No quorum, no majority, declared by the proposer, about something else, or not declared at all."""
    assert told(*events) == ("draft", reason)


def test_every_power_over_the_act_must_allow_it() -> None:
    """A second rule on the adoption that refuses it is enough."""
    under = charter(BY_VOTE, CHAIRED)
    assert told(*WHOLE, under=under) == ("in_force", "in_force")
    clerk = [{**one, "role": "clerk"} if one is ADOPTED else one for one in WHOLE]
    found = life(*clerk, under=under)
    assert (found.state, dict(found.reason.args)) == ("draft", {"rule": "chaired"})


def test_who_proposed_does_not_approve_alone() -> None:
    """Carried by the proposer's own voice, it is not adopted; with another voice for it, it is."""
    rule = {**BY_VOTE, "votes": {**VOTES, "quorum": "1/3", "pass": {"share_for": "1/2"}}}
    own = [PROPOSED, BALLOTS[0], ADOPTED, PUBLISHED]
    assert told(*own, under=charter(rule)) == ("draft", "adopted_alone")
    assert told(*own, BALLOTS[1], under=charter(rule)) == ("in_force", "in_force")
    nobody = {name: value for name, value in PROPOSED.items() if name != "by"}
    found = life(nobody, *own[1:], under=charter(rule))
    assert (found.state, found.doubts) == ("unknown", ("1.by",))


def test_whoever_amended_has_proposed_it_too() -> None:
    """One who changes the text and alone votes for it approves an own proposal."""
    rule = {**BY_VOTE, "votes": {**VOTES, "quorum": "1/3", "pass": {"share_for": "1/2"}}}
    amended = event("amended", "02T12:00", "e2", digest=EIGHT.digest)
    assert told(PROPOSED, amended, BALLOTS[1], ADOPTED, of=EIGHT, under=charter(rule)) == ("draft", "adopted_alone")


@pytest.mark.parametrize("made_known", [[], [event("result_published", "20T09:00")]])
def test_a_late_result_breaks_the_rule_and_not_the_adoption(made_known: list[dict[str, Any]]) -> None:
    """The vote was carried; that its result was not made known in time is a breach of its own."""
    found = life(PROPOSED, *BALLOTS, ADOPTED, PUBLISHED, *made_known)
    assert found.state == "in_force"
    assert "breached" in {str(verdict.status) for verdict in found.verdicts}


def test_an_unknown_vote_is_neither_carried_nor_lost() -> None:
    """How the third voted is not recorded, and decides it."""
    unsaid = {name: value for name, value in BALLOTS[1].items() if name != "choice"}
    found = life(PROPOSED, BALLOTS[0], unsaid, BALLOTS[2], *WHOLE[4:])
    assert (found.state, found.doubts) == ("unknown", ("3.choice",))


def test_published_before_it_was_adopted_does_not_count() -> None:
    """What is made known before the vote is a draft that was made known."""
    assert told(PROPOSED, event("published", "02T10:00"), *BALLOTS, ADOPTED) == ("voted", "published_before_adoption")


def test_superseded_by_another_text() -> None:
    """From the event on, and only if this text had been published."""
    replaced = event("superseded", "20T09:00", digest=FOUR.digest, by_digest=EIGHT.digest)
    assert told(*WHOLE, replaced) == ("superseded", "superseded")
    assert told(*WHOLE, replaced, at="2026-02-20T08:59:59") == ("published", "not_yet_in_force")
    assert told(*WHOLE[:-1], replaced) == ("voted", "adopted")


def test_proposals_of_one_meeting_are_kept_apart() -> None:
    """Each event says of which proposal it is; the votes on one never count for the other."""
    under = charter({**BY_VOTE, "per": "proposal"})
    first = [{**one, "proposal": "P-1"} for one in WHOLE]
    second = [event("proposed", "02T10:00", "e3", digest=EIGHT.digest, proposal="P-2")]
    second += [event("voted", f"03T11:0{n}", f"e{n}", choice="against", proposal="P-2") for n in (1, 2, 3)]
    second += [event("adopted", "03T11:05", "e2", matter="rules", proposal="P-2")]
    assert life(*first, *second, under=under).state == "in_force"
    assert told(*first, *second, of=EIGHT, under=under) == ("draft", "adoption_refused")


def test_the_shipped_pack_has_such_a_vote() -> None:
    """A bank's text is adopted under clause CH-4.2.5 as shipped."""
    pack = sp.load("complaint-handling", fill="example-bank")
    assert life(*WHOLE, under=pack).state == "in_force"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_told_in_words(language: str) -> None:
    """State, since when, and the verdicts behind it, with no bare code."""
    found = life(*WHOLE, at="2026-02-10T00:00").explain(language)
    assert {"en": "PUBLISHED, its dates in force have not begun", "zh": "已公布，尚未到生效日期"}[language] in found
    assert "by-vote" in found


def test_what_cannot_be_asked_is_refused() -> None:
    """A case adopts nothing, and a policy without a vote cannot say how one is adopted."""
    case = sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": []})
    with pytest.raises(sp.UsageError, match="adopted by a meeting"):
        FOUR.life(case, at=datetime.fromisoformat(f"{LATER}+08:00"), under=charter())
    meeting = sp.Meeting.model_validate({"id": "M-1", "events": []})
    with pytest.raises(sp.UsageError, match="`desk` has no vote on the act `adopted`"):
        FOUR.life(meeting, at=datetime.fromisoformat(f"{LATER}+08:00"))
