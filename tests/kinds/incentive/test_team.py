"""Team bonuses: who is a member; and by when an award is due that arises with the end of a period."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.results.award import Award
from tests.kinds.incentive.awarding import agent, assess, award, event, outcome, policy, rated, scorecard, team_card

TEAM = {
    "id": "team-bonus",
    "kind": "incentive",
    "subject": "organisation",
    "clause": "X-8",
    "team": {"by": "team", "split": "equal"},
    "entitles": "1000 CNY",
    "recorded": {"event": "rewarded", "where": {"for_what": "team"}},
}
BONUS = {
    "id": "bonus",
    "kind": "incentive",
    "clause": "X-6",
    "score": "appraisal",
    "table": [{"ge": "80", "entitles": "1000 CNY"}],
}


def shared(members: list[dict[str, Any]], **more: Any) -> dict[str, tuple[str, list[str]]]:
    """Status and share of everybody in a team that has earned 3000; nothing is on record."""
    rule = {**TEAM, "entitles": "3000 CNY", "recorded": None}
    rule = {name: value for name, value in rule.items() if value is not None}
    awards = assess([team_card(), rule], members, **more)["team-bonus"]
    return {
        one.subject: (str(one.status), [str(what) for what in one.entitled]) for one in awards if isinstance(one, Award)
    }


def bank(**header: Any) -> dict[str, Any]:
    """An organisation, handed in like any subject."""
    return {"subject": "organisation", "id": "bank", "events": [], **header}


def test_who_has_left_and_machines_are_no_members() -> None:
    """Of three, one left last year and one is a bot: the third has it all."""
    people = [
        agent("e1", rated("90")),
        agent("e2", rated("90"), left_on="2025-06-30"),
        agent("e3", rated("90"), kind="bot"),
    ]
    own = shared(people)
    assert {name: brings for name, (_, brings) in own.items() if brings} == {
        "organisation": ["3000 CNY"],
        "e1": ["3000 CNY"],
    }
    assert own["e2"] == own["e3"] == ("not_applicable", [])


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"left_on": "2026-01-30"}, False),
        ({"left_on": "2026-01-31"}, True),
        ({"joined_on": "2026-02-01"}, False),
        ({"joined_on": "2026-01-31"}, True),
        ({"kind": "system"}, False),
        ({"kind": "human"}, True),
    ],
)
def test_members_are_in_service_as_the_period_ends(more: dict[str, Any], member: bool) -> None:
    """Who is there on the last day shares; who left before it, or came after it, does not."""
    own = shared([agent("e1", rated("90")), agent("e2", **more)])
    assert bool(own["e2"][1]) is member
    assert own["e1"][1] == (["1500 CNY"] if member else ["3000 CNY"])


def test_who_left_as_an_event_tells() -> None:
    """`left` and `joined` in the timeline say it, too; who came back is a member again."""
    gone, back = event("left", "2026-01-20"), event("joined", "2026-01-25")
    assert not shared([agent("e1", rated("90")), agent("e2", gone)])["e2"][1]
    assert shared([agent("e1", rated("90")), agent("e2", gone, back)])["e2"][1] == ["1500 CNY"]


def test_the_organisation_says_who_its_people_are() -> None:
    """Where the organisation lists its people, nobody else shares, and one who was not handed in does."""
    people = [agent(name, rated("90")) for name in ("e1", "e2")]
    assert shared([*people, bank(members=["e1"])])["e1"][1] == ["3000 CNY"]
    assert shared([*people, bank(members=["e1", "e2", "e9"])])["e9"] == ("met", ["1000 CNY"])
    posts = [
        {"person": "e2", "role": "clerk", "unit": "u"},
        {"person": "e1", "role": "clerk", "unit": "u", "until": "2026-01-31"},
    ]
    stated = {"id": "bank", "timezone": "Asia/Shanghai", "units": [{"id": "u"}], "posts": posts}
    context = sp.Context.model_validate({"organisation": stated})
    assert shared(people, context=context)["e2"][1] == ["3000 CNY"]


def test_a_bonus_of_nobody_is_not_met() -> None:
    """Without employees, and without a list of them, who shares is not known; nor is what is on record of others."""
    rating = {"mean": {"event": "rated", "of": "score", "on": "case"}}
    indicator = {"id": "rating", "measure": rating, "scale": ["0", "100"], "target": {"ge": "80"}}
    team = scorecard(id="team", subject="organisation", indicators=[indicator])
    case = {"subject": "case", "id": "C-1", "type": "complaint", "events": [rated("90")]}
    alone = award([team, TEAM], [case], "organisation")
    assert (alone.status, alone.doubts) == ("unknown", ("organisation.members",))
    listed = award([team, TEAM], [case, bank(members=["e1"])], "e1")
    assert (listed.status, listed.doubts) == ("unknown", ("e1/events",))
    whole = award([team, {**TEAM, "team": {"by": "team"}, "recorded": {"event": "awarded"}}], [case], "organisation")
    assert (whole.status, whole.doubts) == ("unknown", ("organisation/events",))


def test_what_is_on_record_for_no_member_has_no_ground() -> None:
    """A share that was paid to a bot is not a member's."""
    paid_out = event("rewarded", "2026-02-05", for_what="team", amount="500 CNY")
    people = [agent("e1", rated("90")), agent("e3", paid_out, kind="bot")]
    assert outcome(award([team_card(), TEAM], people, "e3"))[:2] == ("breached", "without_right")


@pytest.mark.parametrize(
    ("counting", "paid_on", "status"),
    [
        ("plain", "2026-04-10", "met"),
        ("plain", "2026-04-11", "breached"),
        ("plain", "2026-04-13", "breached"),
        ("cn-civil-code", "2026-04-13", "breached"),
    ],
)
def test_a_bonus_is_due_so_many_days_after_its_period(counting: str, paid_on: str, status: str) -> None:
    """Ten days after a quarter that ends in March end on 10 April, a Friday: the 13th is late, whatever rolls."""
    rule = {**BONUS, "period": "quarter", "recorded": {"event": "rewarded", "within": "10 days"}}
    record = event("rewarded", paid_on, amount="1000 CNY")
    card = scorecard(period="quarter")
    found = award(
        [card, rule], [agent("e1", rated("85"), record)], period="2026-Q1", as_of="2026-05-20", counting=counting
    )
    assert found.status == status


@pytest.mark.parametrize("within", ["1 day", "10 days", "2 weeks", "1 month", "3 working days", "5 hours"])
def test_awards_are_due_when_a_periodic_duty_is(within: str) -> None:
    """What is due after a period is due at one instant, be it an award or a duty."""
    clock = {"clock": "office"} if "working" in within else {}
    rule = {**BONUS, "recorded": {"event": "rewarded", "within": within, **clock}}
    duty = {"id": "report", "kind": "periodic", "subject": "organisation", "clause": "X", "every": "month"}
    duty |= {"act": "x.report", "due": {"after": "period", "within": within}, **clock}
    office = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}
    said = policy(scorecard(), rule, duty, in_force={"from": "2026-01-01"}, calendars={"office": office})
    records = [subject_model(one["subject"]).model_validate(one) for one in (agent("e1", rated("85")), bank())]
    as_of = datetime.fromisoformat("2026-04-20T10:00:00+08:00")
    (found,) = (one for one in said.assess(records, "2026-01", as_of=as_of)["bonus"] if isinstance(one, Award))
    verdicts = said.evaluate(records[1], as_of=as_of)["report"].verdicts
    assert found.lines[0].due_us == next(one for one in verdicts if one.occurrence == "2026-01").due_us


@pytest.mark.parametrize(
    ("scores", "target", "earned"),
    [
        (["80"], {"ge": "80"}, False),
        (["80.01"], {"ge": "80"}, True),
        (["79"], {"ge": "80"}, False),
        (["80"], {"le": "80"}, False),
        (["79"], {"le": "80"}, True),
        (["79"], {"lt": "80"}, True),
    ],
)
def test_what_only_reaches_a_target_does_not_exceed_it(scores: list[str], target: dict[str, str], earned: bool) -> None:
    """A bonus for exceeding comes once the value lies beyond its bound; upon it the target is met, and no more."""
    card = {**team_card(), "indicators": [{**team_card()["indicators"][0], "target": target}]}
    rule = {**TEAM, "team": {"by": "team", "when": "exceeded"}, "recorded": None}
    rule = {name: value for name, value in rule.items() if value is not None}
    awards = assess([card, rule], [agent(f"e{n}", rated(score)) for n, score in enumerate(scores)])["team-bonus"]
    [whole] = [one for one in awards if isinstance(one, Award) and one.subject == "organisation"]
    assert bool(whole.entitled) is earned


def test_a_table_says_itself_from_where_on_it_brings_something() -> None:
    """`when: exceeded` goes with `entitles`, for the bands of a table have their own bounds."""
    rule = {**TEAM, "team": {"by": "team", "when": "exceeded"}, "table": [{"ge": "80", "entitles": "1000 CNY"}]}
    del rule["entitles"]
    with pytest.raises(sp.PolicyError) as caught:
        policy(team_card(), rule)
    assert [problem.code for problem in caught.value.problems] == ["illegal-combination"]
