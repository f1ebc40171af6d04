"""What differs between the ways in which doubtful facts may turn out is not told as sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.judging import verdicts
from servicepolicy.judging.agreement import alike
from servicepolicy.kinds.incentive.agreement import Outcome, award
from servicepolicy.language.truth import Leaf, Settle
from servicepolicy.results.award import Award, AwardLine
from servicepolicy.results.verdict import Margin, Reason, Verdict
from tests import strategies
from tests.judging.building import case, event, instant, only, policy, rule
from tests.strategies import Example

HUMAN = {"event": "received", "who": {"kind": "human"}}
KEPT: dict[str, Any] = {
    "id": "kept",
    "kind": "ownership",
    "clause": "X-3",
    "starts": HUMAN,
    "ends": "resolved",
    "handover": {"event": "transferred", "allowed": {"customer_told": True}},
}
ASKED = event("received", "2025-01-06T09:00", by="e1", kind="human")
HANDED = event("transferred", "2025-01-06T10:00", by="e1", to="e2")
PUBLIC = {"event": "replied", "where": {"visibility": "public"}}
EXAMPLES = st.one_of(
    strategies.deadline_examples(),
    strategies.ownership_examples(),
    strategies.authority_examples(),
    strategies.sequence_examples(),
    strategies.throughout_examples(),
    strategies.periodic_examples(),
    strategies.retention_examples(),
)
Merged = tuple[Sequence[Verdict], Verdict]


def question(*events: dict[str, Any]) -> tuple[sp.Verdict, tuple[sp.Duty, ...]]:
    """The verdict on the question, at noon, and the agenda."""
    asked = policy(KEPT)
    noon, about = instant("2025-01-06T12:00"), case(*events)
    found = {one.occurrence: one for one in asked.evaluate(about, as_of=noon)["kept"].verdicts}
    return found["question"], tuple(one for one in asked.agenda(about, as_of=noon) if one.occurrence == "question")


def test_a_doubtful_hand_over_names_both_and_accuses_nobody() -> None:
    """Whether the customer was told is not recorded: no owner, no reason against it, and nobody's duty for sure."""
    verdict, duties = question(ASKED, HANDED)
    assert verdict.status is sp.Status.PENDING
    assert (verdict.owner, verdict.candidates, verdict.left_open) == (None, ("e1", "e2"), ("2.customer_told",))
    assert verdict.why_not == ()
    assert [duty.person for duty in duties] == [None]
    assert "the question is with one of: e1, e2" in verdict.explain("en")
    assert "现由以下之一负责：e1、e2" in verdict.explain("zh")


def test_whoever_may_have_been_asked_first_is_a_candidate() -> None:
    """Whether the first who was asked is human is not recorded: either may own it, and since when is open."""
    nameless = {name: value for name, value in ASKED.items() if name != "kind"}
    verdict, duties = question(nameless, event("received", "2025-01-06T09:30", by="e2", kind="human"))
    assert (verdict.owner, verdict.candidates, verdict.started) == (None, ("e1", "e2"), None)
    assert (verdict.left_open, verdict.doubts) == (("1.kind",), ())
    assert [duty.person for duty in duties] == [None]


def test_an_act_that_may_have_been_the_first_is_credited_to_nobody() -> None:
    """In time either way: when it was done, by whom and with how much to spare hangs on the doubtful act."""
    first = event("replied", "2025-01-06T10:00", by="e1")
    sure = event("replied", "2025-01-06T11:00", by="e2", visibility="public")
    verdict = only(rule(stop=PUBLIC), case(ASKED, first, sure), "2025-01-06T12:00")
    assert (verdict.status, verdict.reason.code) == (sp.Status.MET, "in_time")
    assert (verdict.credit, verdict.stopped, verdict.margin) == ((), None, None)
    assert verdict.perhaps_by == ("e1", "e2")
    assert "who may have acted: e1, e2" in verdict.explain("en")
    assert (verdict.left_open, verdict.doubts) == (("2.visibility",), ())
    assert verdict.due == instant("2025-01-06T13:00")


def test_a_due_time_that_is_not_sure_is_the_earliest() -> None:
    """The span hangs on the severity, which is not recorded: the earliest due time, and it says so."""
    spans = {"choose": [{"when": {"severity": "major"}, "value": "2 hours"}, {"value": "4 hours"}]}
    verdict = only(rule(within=spans), case(ASKED), "2025-01-06T10:00")
    assert (verdict.status, verdict.due) == (sp.Status.PENDING, instant("2025-01-06T11:00"))
    assert verdict.state == ("earliest",)
    assert (verdict.values, verdict.left_open) == ((), ("severity",))


def test_reasons_that_differ_are_told_as_one_or_the_other() -> None:
    """Broken either way: done too late, or not done; it is not overdue for sure."""
    late = event("replied", "2025-01-06T15:00", by="e1")
    verdict = only(rule(stop=PUBLIC), case(ASKED, late), "2025-01-06T16:00")
    assert (verdict.status, verdict.reason.code, verdict.state) == (sp.Status.BREACHED, "either_way", ())
    assert "it was not done by the due time, or else it was done too late" in verdict.explain("en")
    assert not verdict.final


def met(merge: Callable[[Sequence[Verdict], Callable[[], Iterable[str]]], Verdict], example: Example) -> list[Merged]:
    """What was merged while an example was judged, and into what."""
    found: list[Merged] = []

    def noted(worlds: Sequence[Verdict], hanging: Callable[[], Iterable[str]]) -> Verdict:
        verdict = merge(worlds, hanging)
        found.append((worlds, verdict))
        return verdict

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdicts, "alike", noted)
        example.report()
    return found


@given(EXAMPLES)
def test_what_differs_between_worlds_is_never_told_as_sure(example: Example) -> None:
    """Whatever a merged verdict says is so in every world, or it is the earliest due time that any world has."""
    for worlds, verdict in met(alike, example):
        for field in ("owner", "credit", "started_us", "stopped_us", "margin"):
            said = getattr(verdict, field)
            assert said in (None, ()) or {getattr(world, field) for world in worlds} == {said}, field
        assert verdict.reason.code == "either_way" or {one.reason.code for one in worlds} == {verdict.reason.code}
        shared = [pair for pair in verdict.reason.args if pair[0] not in ("codes", "facts")]
        assert all(dict(world.reason.args).get(name, arg) == arg for world in worlds for name, arg in shared)
        for field in ("why_not", "values", "arithmetic"):
            assert all(item in getattr(world, field) for world in worlds for item in getattr(verdict, field)), field
        dues = {world.due_us for world in worlds}
        assert verdict.due_us in dues or None in dues
        assert len(dues) == 1 or verdict.due_us is None or "earliest" in verdict.state
        credits_ = {world.credit for world in worlds}
        assert len(credits_) == 1 or set(verdict.perhaps_by) == set[str]().union(*credits_)
        owners = {world.owner for world in worlds}
        assert len(owners) == 1 or set(verdict.candidates) == owners - {None}
        assert verdict.next_us == min((one.next_us for one in worlds if one.next_us is not None), default=None)
        assert not verdict.final or all(world.final for world in worlds)


def test_an_owner_who_is_sure_is_named_without_since_when() -> None:
    """Handed over, perhaps wrongly, and handed back: hers either way, since the first or the last of it."""
    back = event("transferred", "2025-01-06T11:00", by="e2", to="e1", customer_told=True)
    holds = policy(KEPT).owner(case(ASKED, HANDED, back), at=instant("2025-01-06T12:00"))
    assert (holds.person, holds.candidates, holds.since, holds.event) == ("e1", (), None, 0)
    assert holds.doubts == ("2.customer_told",)
    told = holds.explain("en")
    assert told.startswith("e1 holds the question; since when and why would be settled by: ")
    assert "(customer_told) of event 2" in told
    assert holds.explain("zh").startswith("由 e1 负责；自何时起、因何，补充以下信息即可判定：")


def test_a_decision_says_only_what_is_so_in_every_way() -> None:
    """Refused to a bot and to a human: that it lies beyond the limit, and how far, hangs on which of them asks."""
    limit = {"id": "money", "kind": "authority", "clause": "X", "action": "remedied", "amount": {"field": "amount"}}
    asked = policy({**limit, "who": {"kind": "human"}, "tiers": [{"le": "500 CNY"}]})
    noon = instant("2025-01-06T12:00")
    decision = asked.decide("remedied", by="e1", on=case(ASKED), amount="2000 CNY", at=noon)
    assert (decision.effect, decision.reason.code) == (sp.Effect.REFUSE, "either_way")
    assert (decision.margin, decision.values) == (None, ())
    told = "it is beyond every limit of authority, or else the actor has no role that may do it"
    assert told in decision.explain("en")
    human = asked.decide("remedied", by=sp.Agent(id="e1", role="teller"), on=case(ASKED), amount="2000 CNY", at=noon)
    assert (human.reason.code, human.margin) == ("beyond_authority", Margin(money=sp.Money("-1500", "CNY")))


def test_beyond_every_tier_no_role_is_missed() -> None:
    """Nobody may do it, whatever the role, which is not on record: it is not called the wrong one."""
    limit = {"id": "money", "kind": "authority", "clause": "X", "action": "remedied", "amount": {"field": "amount"}}
    tiers = [{"role": "teller", "le": "500 CNY"}, {"role": "manager", "le": "1000 CNY"}]
    asked = policy({**limit, "tiers": tiers})
    decision = asked.decide("remedied", by="e1", on=case(ASKED), amount="2000 CNY", at=instant("2025-01-06T12:00"))
    assert (decision.effect, decision.reason.code) == (sp.Effect.REFUSE, "beyond_authority")


def test_an_award_gives_no_reason_that_is_not_so_in_every_way() -> None:
    """Broken either way, late or too little of it: it is told as one or the other, with what it hangs on."""
    line = partial(AwardLine, status=sp.Status.BREACHED, ground="count", subject="e1")
    reason = Reason.of("award_in_order")
    blank = Award(
        rule="bonus",
        clause=("X",),
        subject_kind="agent",
        subject="e1",
        period="2025-01",
        status=sp.Status.MET,
        reason=reason,
    )

    def world(settle: Settle) -> Outcome:
        late = settle(Leaf(2, "amount", "enough"))
        return Outcome(lines=(line(code="award_late"),) if late else (line(code="award_less"), line(code="award_less")))

    told = award(blank, world, {})
    codes = ("award_late", "award_less")
    assert (told.status, told.reason) == (sp.Status.BREACHED, Reason.of("either_way", codes=codes, facts=("2.amount",)))
    words = "it is on record, but too late, or else less is on record than is due; which of these depends on: "
    assert words in told.explain("en")
    assert "已记录，但逾期，或者记录少于应有数额；属于哪种情形，取决于：" in told.explain("zh")
