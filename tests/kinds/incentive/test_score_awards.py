"""What scores bring: bonus tables, honours, ranks with ties, team bonuses, promotions, and the pool of fines."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.results.award import Award
from tests.kinds.incentive.awarding import (
    agent,
    assess,
    award,
    desk,
    event,
    fined,
    found,
    outcome,
    policy,
    rated,
    reminded,
    scorecard,
    team_card,
)

BONUS = {
    "id": "bonus",
    "kind": "incentive",
    "clause": "X-6",
    "score": "appraisal",
    "table": [{"ge": "90", "entitles": "2000 CNY"}, {"ge": "80", "lt": "90", "entitles": "1000 CNY"}],
    "recorded": {"event": "rewarded", "where": {"for_what": "appraisal"}, "within": "10 days"},
}


def paid(amount: str, day: str = "2026-02-05", **more: Any) -> dict[str, Any]:
    """A bonus on record."""
    return event("rewarded", day, for_what="appraisal", amount=amount, **more)


@pytest.mark.parametrize(
    ("score", "brings"),
    [("100", ["2000 CNY"]), ("90", ["2000 CNY"]), ("89.9", ["1000 CNY"]), ("80", ["1000 CNY"]), ("79.9", [])],
)
def test_the_table_is_read_to_the_point(score: str, brings: list[str]) -> None:
    """A score exactly at a bound lies in the band that holds it; below the lowest band there is nothing."""
    assert outcome(award([scorecard(), BONUS], [agent("e1", rated(score))]))[2] == brings


@pytest.mark.parametrize(
    ("records", "status", "reason"),
    [
        ([paid("1000 CNY")], "met", "in_order"),
        ([], "breached", "missing"),
        ([paid("900 CNY")], "breached", "less"),
        ([paid("1100 CNY")], "breached", "more"),
        ([paid("1000 CNY", "2026-02-10")], "met", "in_order"),
        ([paid("1000 CNY", "2026-02-11")], "breached", "late"),
        ([paid("1000 CNY", "2026-02-13")], "breached", "late"),
        ([paid("1000 CNY"), paid("1000 CNY")], "met", "in_order"),
        ([paid("1000 CNY"), paid("1000 CNY", "2026-02-06")], "breached", "without_right"),
        ([paid("1000 CNY", "2026-01-31", period="2026-01")], "met", "in_order"),
        ([paid("1000 CNY", period="2025-12")], "breached", "missing"),
    ],
)
def test_a_bonus_is_compared(records: list[dict[str, Any]], status: str, reason: str) -> None:
    """A bonus is for the period that it names, else for the one that ended last; a second one has no ground."""
    one = award([scorecard(), BONUS], [agent("e1", rated("85"), *records)])
    assert outcome(one)[:2] == (status, reason)


def test_a_bonus_without_a_right_to_it_is_broken() -> None:
    """Who has too low a score, or none, and is paid all the same, is paid without a right."""
    for score in (rated("50"), event("trained", "2026-01-05")):
        one = award([scorecard(), BONUS], [agent("e1", score, paid("1000 CNY"))])
        assert outcome(one) == ("breached", "without_right", [])


def test_an_unknown_score_gives_two_bounds() -> None:
    """A rating that is missing lies between 0 and 100: nothing at the least, the highest band at the most."""
    one = award([scorecard(), BONUS], [agent("e1", rated(None))])
    assert (one.status, one.doubts) == ("unknown", ("e1/1.score",))
    assert (one.least, [str(what) for what in one.most]) == ((), ["2000 CNY"])


def test_an_unknown_score_between_bounds_of_one_band_is_enough() -> None:
    """Where every value that the score can have brings the same, the award is known."""
    ratings = [rated("100") for _ in range(0)] + [rated("95", f"2026-01-{day:02}") for day in range(1, 20)]
    table = [{"ge": "90", "entitles": "2000 CNY"}, {"lt": "90", "entitles": "none"}]
    one = award([scorecard(), {**BONUS, "table": table}], [agent("e1", *ratings, rated(None), paid("2000 CNY"))])
    assert outcome(one) == ("met", "in_order", ["2000 CNY"])


def test_targets_that_are_met_bring_something() -> None:
    """With `entitles` in the place of a table, it is brought where all targets of the scorecard are met."""
    card = scorecard(indicators=[{**scorecard()["indicators"][0], "target": {"ge": "80"}}])
    rule = {key: value for key, value in BONUS.items() if key not in ("table", "recorded")}
    rule["entitles"] = "honour"
    assert outcome(award([card, rule], [agent("e1", rated("80"))]))[2] == ["honour"]
    assert outcome(award([card, rule], [agent("e1", rated("79"))]))[2] == []


def test_a_table_may_be_chosen_by_role() -> None:
    """Supervisors have another table than the rest."""
    high = [{"ge": "80", "entitles": "3000 CNY"}]
    low = [{"ge": "80", "entitles": "1000 CNY"}]
    table = {"choose": [{"when": {"role": "supervisor"}, "value": high}, {"value": low}]}
    subjects = [agent("e1", rated("90"), role="supervisor"), agent("e2", rated("90"), role="agent")]
    for who, brings in (("e1", "3000 CNY"), ("e2", "1000 CNY")):
        assert outcome(award([scorecard(), {**BONUS, "table": table}], subjects, who))[2] == [brings]


# ranks

STAR = {
    "id": "star",
    "kind": "incentive",
    "clause": "X-7",
    "rank": {"by": "appraisal", "first": "2"},
    "entitles": "service_star",
}


def ranked(scores: dict[str, str | None], **rank: Any) -> dict[str, tuple[str, list[str]]]:
    """Who is a service star, by name."""
    subjects = [agent(name, rated(score)) for name, score in scores.items()]
    rule = {**STAR, "rank": {**STAR["rank"], **rank}}  # type: ignore[dict-item]  # a mapping
    awards = [one for one in assess([scorecard(), rule], subjects)["star"] if isinstance(one, Award)]
    return {one.subject: (str(one.status), [str(what) for what in one.entitled]) for one in awards}


def test_the_first_few_are_honoured() -> None:
    """The two best are service stars, the third is not."""
    found = ranked({"a": "90", "b": "80", "c": "70"})
    brings = {name: brings for name, (_, brings) in found.items()}
    assert brings == {"a": ["service_star"], "b": ["service_star"], "c": []}


def test_equal_scores_share_a_place_or_none_has_it() -> None:
    """Two on the second place are both in, or neither is, as the policy says."""
    scores: dict[str, str | None] = {"a": "90", "b": "80", "c": "80", "d": "70"}
    assert [name for name, (_, brings) in ranked(scores).items() if brings] == ["a", "b", "c"]
    assert [name for name, (_, brings) in ranked(scores, ties=["none"]).items() if brings] == ["a"]


def test_another_indicator_separates_equal_scores() -> None:
    """Of two with one score the one with more trainings is in."""
    rating = {**scorecard()["indicators"][0], "weight": "100%"}
    trainings = {"id": "trainings", "measure": {"count": "trained"}}
    card = scorecard(indicators=[rating, trainings])
    rule = {**STAR, "rank": {"by": "appraisal", "first": "1", "ties": ["trainings", "share"]}}
    subjects = [agent("a", rated("90")), agent("b", rated("90"), event("trained", "2026-01-05"))]
    assert outcome(award([card, rule], subjects, "b"))[2] == ["service_star"]
    assert outcome(award([card, rule], subjects, "a"))[2] == []


def test_an_unknown_score_leaves_only_those_places_open_that_hang_on_it() -> None:
    """With one score unknown the best is surely in, the last surely out, and the one between is unknown."""
    found = ranked({"a": "90", "b": "80", "c": "70", "d": None})
    assert {name: status for name, (status, _) in found.items()} == {
        "a": "met",
        "b": "unknown",
        "c": "not_applicable",
        "d": "unknown",
    }


def test_who_was_never_rated_is_not_ranked() -> None:
    """Somebody without a case takes no place from others."""
    subjects = [agent("a", rated("90")), agent("b", rated("80")), agent("new")]
    assert outcome(award([scorecard(), STAR], subjects, "b"))[2] == ["service_star"]
    assert award([scorecard(), STAR], subjects, "new").status == "not_applicable"


def test_a_rank_may_need_a_score_besides() -> None:
    """The second best is no star with a score below the one that is needed."""
    assert [name for name, (_, brings) in ranked({"a": "90", "b": "80"}, at_least="85").items() if brings] == ["a"]


# teams

TEAM = {
    "id": "team-bonus",
    "kind": "incentive",
    "subject": "organisation",
    "clause": "X-8",
    "team": {"by": "team", "split": "equal"},
    "entitles": "1000 CNY",
    "recorded": {"event": "rewarded", "where": {"for_what": "team"}},
}


def teammates(*scores: str) -> list[dict[str, Any]]:
    """Employees a, b, c ... with these scores."""
    return [agent(name, rated(score)) for name, score in zip("abcdefg", scores, strict=False)]


def test_an_equal_split_adds_up_to_the_cent() -> None:
    """1000 between three is 333.34 for the first and 333.33 for the others."""
    awards = assess([team_card(), TEAM], teammates("80", "90", "100"))["team-bonus"]
    brings = {one.subject: [str(what) for what in one.entitled] for one in awards if isinstance(one, Award)}
    assert brings == {
        "organisation": ["1000 CNY"],
        "a": ["333.34 CNY"],
        "b": ["333.33 CNY"],
        "c": ["333.33 CNY"],
    }


def test_a_split_by_score() -> None:
    """Who has thrice the score has thrice the share."""
    rule = {**TEAM, "team": {"by": "team", "split": "score", "members": "appraisal"}}
    awards = assess([scorecard(), team_card("50"), rule], teammates("30", "90"))["team-bonus"]
    shares = {one.subject: str(one.entitled[0]) for one in awards if isinstance(one, Award) and one.entitled}
    assert (shares["a"], shares["b"]) == ("250 CNY", "750 CNY")


def test_a_team_below_its_target_gets_nothing() -> None:
    """No member has a share of a bonus that was not earned; one that is paid all the same has no ground."""
    five = event("rewarded", "2026-02-05", for_what="team", amount="5 CNY")
    members = [*teammates("60"), agent("b", rated("60"), five)]
    assert award([team_card(), TEAM], members, "a").status == "not_applicable"
    assert outcome(award([team_card(), TEAM], members, "b"))[:2] == ("breached", "without_right")


def test_a_bonus_for_the_whole_is_on_record_with_the_organisation() -> None:
    """A bonus that is not split is compared with the organisation's own events."""
    rule = {**TEAM, "team": {"by": "team"}, "recorded": {"event": "awarded"}}
    bank = {"subject": "organisation", "id": "bank", "events": [event("awarded", "2026-02-05", amount="1000 CNY")]}
    assert outcome(award([team_card(), rule], [*teammates("90"), bank], "bank")) == ("met", "in_order", ["1000 CNY"])


# promotions

CLIMB: dict[str, Any] = {
    "id": "climb",
    "kind": "incentive",
    "clause": "X-9",
    "promotion": {"ladder": ["agent", "supervisor", ["manager", "group-leader"]]},
}


def promoted(to: str | None, day: str = "2026-01-20") -> dict[str, Any]:
    """A promotion."""
    return event("promoted", day, **({"to_role": to} if to else {}))


@pytest.mark.parametrize(
    ("role", "to", "step", "status", "reason"),
    [
        ("agent", "supervisor", "one", "met", "promoted"),
        ("supervisor", "group-leader", "one", "met", "promoted"),
        ("agent", "manager", "one", "breached", "skips_a_rung"),
        ("agent", "manager", "any", "met", "promoted"),
        ("manager", "supervisor", "any", "breached", "not_upwards"),
        ("clerk", "agent", "one", "met", "promoted"),
        ("clerk", "supervisor", "one", "breached", "skips_a_rung"),
        ("agent", "guard", "one", "not_applicable", "nothing_due"),
        (None, "manager", "one", "unknown", "hangs_on_missing"),
        ("agent", None, "one", "unknown", "hangs_on_missing"),
    ],
)
def test_rung_by_rung(role: str | None, to: str | None, step: str, status: str, reason: str) -> None:
    """No rung may be skipped where the policy says so; a post that is not known leaves it open."""
    rule = {**CLIMB, "promotion": {**CLIMB["promotion"], "step": step}}
    header = {"role": role} if role else {}
    assert outcome(award(rule, [agent("e1", promoted(to), **header)]))[:2] == (status, reason)


def appraised(**after: str) -> list[dict[str, Any]]:
    """A ladder on which each step rests on an appraisal."""
    said = {"scorecard": "appraisal", "within": "3 months", **after}
    return [scorecard(), {**CLIMB, "promotion": {**CLIMB["promotion"], "after": said}}]


def test_a_promotion_rests_on_an_appraisal() -> None:
    """With a score in one of the last months it is kept, without any it is broken, with an unknown one unknown."""
    for events, expected in (
        ([rated("50", "2025-12-05")], ("met", "promoted")),
        ([], ("breached", "without_appraisal")),
        ([rated("50", "2025-08-05")], ("breached", "without_appraisal")),
        ([rated(None, "2025-12-05")], ("unknown", "hangs_on_missing")),
        ([rated("50", "2026-01-05")], ("breached", "without_appraisal")),
    ):
        one = award(appraised(), [agent("e1", *events, promoted("supervisor"), role="agent")])
        assert outcome(one)[:2] == expected, events


def test_an_appraisal_may_have_to_be_good() -> None:
    """A score at the bound is enough, one below is not."""
    for score, reason in (("80", "promoted"), ("79", "appraisal_too_low")):
        person = agent("e1", rated(score, "2025-12-05"), promoted("supervisor"), role="agent")
        assert outcome(award(appraised(at_least="80"), [person]))[1] == reason


def favouring(**favours: str) -> list[dict[str, Any]]:
    """A ladder on which the better ones come first."""
    return [scorecard(), {**CLIMB, "promotion": {**CLIMB["promotion"], "favours": {"by": "appraisal", **favours}}}]


@pytest.mark.parametrize(
    ("other", "role", "reason"),
    [
        ("90", "agent", "others_first"),
        ("80", "agent", "promoted"),
        ("70", "agent", "promoted"),
        ("90", "supervisor", "promoted"),
    ],
)
def test_the_better_one_on_the_same_rung_comes_first(other: str, role: str, reason: str) -> None:
    """Promoting one while a better one stays on the same rung is broken; an equal one is not passed over."""
    subjects = [
        agent("e1", rated("80", "2025-12-05"), promoted("supervisor"), role="agent"),
        agent("e2", rated(other, "2025-12-05"), role=role),
    ]
    assert outcome(award(favouring(), subjects))[1] == reason


def test_only_the_excellent_come_first_where_the_policy_says_so() -> None:
    """A better score that is not excellent does not come first; an unknown one leaves it open."""
    for other, status in (("85", "met"), ("95", "breached"), (None, "unknown")):
        subjects = [
            agent("e1", rated("80", "2025-12-05"), promoted("supervisor"), role="agent"),
            agent("e2", rated(other, "2025-12-05"), role="agent"),
        ]
        assert award(favouring(at_least="90"), subjects).status == status, other


# pools

POOL: dict[str, Any] = {
    "id": "fund",
    "kind": "incentive",
    "subject": "organisation",
    "clause": "X-10",
    "pool": {
        "name": "activity-fund",
        "paid_in": {"event": "fund_paid_in", "where": {"fund": "activity-fund"}},
        "paid_out": {"event": "fund_spent", "where": {"fund": "activity-fund"}},
        "only": {"purpose": "group_activity"},
    },
}
FINED = [
    found("I1", "2026-01-05"),
    found("I2", "2026-01-12"),
    found("I3", "2026-01-19"),
    agent("e1", reminded("2026-01-05"), fined("2026-01-12"), fined("2026-01-19")),
]


def bank(*events: dict[str, Any]) -> dict[str, Any]:
    """The organisation."""
    return {"subject": "organisation", "id": "bank", "events": list(events)}


def moved(kind: str, day: str, amount: str | None, **more: Any) -> dict[str, Any]:
    """Money in or out of the activity fund."""
    return event(kind, day, fund="activity-fund", **({"amount": amount} if amount else {}), **more)


def fund(*events: dict[str, Any]) -> Award:
    """What is said of the fund in January."""
    return award([desk(), POOL], [*FINED, bank(*events)], "activity-fund")


def test_the_fund_adds_up() -> None:
    """What was fined came in, what was spent was spent on what it is for, and the balance is told."""
    one = fund(
        moved("fund_paid_in", "2025-12-20", "30 CNY"),
        moved("fund_paid_in", "2026-01-20", "20 CNY"),
        moved("fund_spent", "2026-01-25", "44.50 CNY", purpose="group_activity"),
    )
    assert outcome(one) == ("met", "adds_up", ["20 CNY"])
    balance = {line.code: line.score for line in one.lines if line.ground == "balance"}
    assert balance == {"award_opening": "30 CNY", "award_closing": "5.50 CNY"}


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([("fund_paid_in", "10 CNY", {})], "less"),
        ([("fund_paid_in", "20.01 CNY", {})], "more"),
        ([("fund_paid_in", "20 CNY", {}), ("fund_spent", "5 CNY", {"purpose": "office_supplies"})], "misused"),
        ([("fund_paid_in", "20 CNY", {}), ("fund_spent", "20.01 CNY", {"purpose": "group_activity"})], "overdrawn"),
    ],
)
def test_what_does_not_add_up_is_broken(events: list[tuple[str, str, dict[str, Any]]], reason: str) -> None:
    """Too little or too much came in, something else was paid for, or more than there was."""
    one = fund(*(moved(kind, "2026-01-25", amount, **more) for kind, amount, more in events))
    assert outcome(one)[:2] == ("breached", reason)


def test_an_unknown_amount_leaves_the_fund_open() -> None:
    """A payment without an amount is told by its event."""
    one = fund(moved("fund_paid_in", "2026-01-20", None))
    assert (one.status, one.doubts) == ("unknown", ("bank/1.amount",))


def test_an_unknown_purpose_leaves_the_fund_open() -> None:
    """What was spent on nobody knows what is neither kept nor broken."""
    one = fund(moved("fund_paid_in", "2026-01-20", "20 CNY"), moved("fund_spent", "2026-01-25", "5 CNY"))
    assert (one.status, one.doubts) == ("unknown", ("bank/2.purpose",))


def test_without_payments_of_its_own_the_record_of_fines_is_the_income() -> None:
    """A fund whose income is not booked apart has in it what is on record as fined."""
    rule = {**POOL, "pool": {key: value for key, value in POOL["pool"].items() if key != "paid_in"}}
    spent = moved("fund_spent", "2026-01-25", "20 CNY", purpose="group_activity")
    one = award([desk(), rule], [*FINED, bank(spent)], "activity-fund")
    assert (one.status, one.lines[-1].score) == ("met", "0 CNY")


# loading


def problems(*rules: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Codes and messages for which a policy is refused."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(*rules, **more)
    return [(problem.code, problem.message) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (desk(ladder=[{"nth": "1", "entitles": "x"}, {"from": "3", "each": "1 CNY"}]), "says nothing of time 2"),
        (desk(ladder=[{"nth": "1", "entitles": "x"}]), "the ladder says nothing from time 2 on"),
        (
            desk(ladder=[{"from": "1", "each": "1 CNY"}, {"nth": "2", "entitles": "x"}]),
            "a rung without an end must be the last",
        ),
        (desk(ladder=[{"nth": "1", "entitles": "x"}, {"from": "1", "each": "1 CNY"}]), "two rungs hold for time 1"),
        (desk(ladder=[{"from": "1", "each": "-1 CNY"}]), "`-1 CNY` is below zero"),
        (desk(ladder=[{"from": "1", "each": "1 XYZ"}]), "unknown currency"),
        (desk(window="3 working days"), "a window is counted back"),
        (desk(window="calendar decade"), "`calendar decade` is not a window"),
        (desk(counts={"of": "inspection", "event": "found", "verdicts": "desk"}), "what is counted is an `event`"),
        (desk(entitles="x"), "`entitles` does not go with `counts`"),
        (desk(ladder=None), "with `counts` goes one of `table` or `ladder`"),
        (desk(score="appraisal"), "an incentive has exactly one form of"),
        (
            desk(counts={"of": "inspection", "event": "found", "credit": "persson"}),
            "`persson` is not a field of `found`",
        ),
        (desk(recorded={"event": "sanctioned", "what": "sanctoin"}), "`sanctoin` is not a field of `sanctioned`"),
        (desk(recorded={"event": "sanctoned"}), "`sanctoned` is not an event of an agent"),
        (desk(counts={"verdicts": "answerd"}), "`answerd` is not a rule of this policy"),
        (BONUS, "`appraisal` is not a scorecard of this policy"),
        ({**POOL, "pool": {"name": "activity-fund"}}, "nothing is ever fined for the pool `activity-fund`"),
        ({**CLIMB, "promotion": {"ladder": ["a", "b", "a"]}}, "`a` stands on two rungs"),
        ({**STAR, "rank": {"by": "appraisal", "first": "1", "ties": ["share", "x"]}}, "`share` and `none` end"),
    ],
)
def test_what_cannot_be_is_refused(rule: dict[str, Any], message: str) -> None:
    """A ladder with a gap, two forms, names that are not there: each is told in a sentence."""
    assert any(message in said for _, said in problems(rule)), problems(rule)


def test_holes_and_overlaps_of_a_table_are_found() -> None:
    """Bands must touch; over counts, whole numbers touch that over scores leave a hole."""
    hole = [{"le": "2", "entitles": "none"}, {"ge": "3", "entitles": "talk"}]
    told = "between bands 1 and 2 there is a hole: neither holds between 2 and 3"
    assert problems(scorecard(), {**BONUS, "table": hole})[0][1] == told
    overlap = [{"le": "3", "entitles": "none"}, {"ge": "3", "entitles": "talk"}]
    assert problems(scorecard(), {**BONUS, "table": overlap})[0][1] == "bands 1 and 2 overlap: both hold for exactly 3"
    policy(desk(ladder=None, table=hole, recorded=None))
    assert problems(desk(ladder=None, table=overlap, recorded=None))[0][1] == "bands 1 and 2 overlap"


def test_what_fills_a_table_is_checked_where_it_is_filled() -> None:
    """A profile whose ladder has a gap, or whose table has a hole, is refused at its own place."""
    blank = {"type": "ladder", "clause": "X-2", "ask": {"en": "which ladder?"}}
    rule = desk(ladder={"blank": "steps"})
    gap = [{"nth": "2", "entitles": "x"}]
    found = problems(rule, blanks={"steps": blank}, fill={"steps": gap})
    assert found[0] == ("wrong-type", "`steps` must be of type ladder: the ladder says nothing of time 1")
    bands = {"type": "bands", "clause": "X-6", "ask": {"en": "which table?"}}
    hole = [{"lt": "50", "entitles": "none"}, {"gt": "50", "entitles": "1 CNY"}]
    refused = problems(
        scorecard(), {**BONUS, "table": {"blank": "table"}}, blanks={"table": bands}, fill={"table": hole}
    )
    assert refused == [("wrong-award", "`table`: between bands 1 and 2 there is a hole: neither holds for 50")]


def test_an_incentive_reads_back_to_the_same() -> None:
    """What an incentive says survives being written as YAML."""
    written = policy(scorecard(), team_card(), BONUS, STAR, TEAM, CLIMB, desk(), POOL)
    assert sp.Policy(policy="p", timezone="Asia/Shanghai", rules=list(written.rules)).digest == written.digest
