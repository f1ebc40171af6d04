"""The organisation: its tree, its posts, its delegations, and what it answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from servicepolicy.errors import FactsError
from servicepolicy.models.agent import Agent
from servicepolicy.models.organisation import Organisation
from servicepolicy.money import Money

UNITS = [
    {"id": "bank", "calendar": "office", "head": "e0"},
    {"id": "branch", "parent": "bank", "head_role": "branch-head"},
    {"id": "counter", "parent": "branch", "calendar": "counter-hours"},
]
POSTS = [
    {"person": "e1", "role": "teller", "unit": "counter", "until": "2026-02-01"},
    {"person": "e1", "role": "branch-head", "unit": "branch", "from": "2026-02-01"},
    {"person": "e2", "role": "branch-head", "unit": "branch", "until": "2026-02-01"},
]
DAY = 86_400_000_000


def us(month: int, day: int) -> int:
    """Midnight in Shanghai of a day of 2026, in UTC microseconds."""
    return int(datetime(2026, month, day, tzinfo=UTC).timestamp()) * 1_000_000 - DAY // 3


def organisation(**given: Any) -> Organisation:
    return Organisation.model_validate({"id": "bank", "timezone": "Asia/Shanghai", **given})


def problems(**given: Any) -> list[tuple[str, str]]:
    with pytest.raises(FactsError) as caught:
        Organisation.model_validate({"id": "bank", **given})
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def delegation(giver: str, receiver: str, *actions: str, **more: Any) -> dict[str, Any]:
    return {"from_person": giver, "to_person": receiver, "actions": list(actions) or ["*"], **more}


def test_a_post_is_held_between_its_dates() -> None:
    """Roles and units are those of the instant; a plain date begins at local midnight."""
    answers = organisation(units=UNITS, posts=POSTS).answers()
    assert answers.posts("e1", us(2, 1) - 1) == (("teller", "counter"),)
    assert answers.posts("e1", us(2, 1)) == (("branch-head", "branch"),)


def test_a_person_without_a_post_is_not_covered() -> None:
    """Where the organisation says nothing of a person at that time, the answer is unknown, not `no role`."""
    answers = organisation(units=UNITS, posts=POSTS).answers()
    assert answers.posts("e2", us(2, 1)) is None
    assert answers.posts("stranger", us(1, 1)) is None
    assert organisation().answers().posts("e1", us(1, 1)) is None


def test_the_head_is_found_by_post_else_by_name() -> None:
    """The holder of the head's role at that time; without such a role, the named head."""
    answers = organisation(units=UNITS, posts=POSTS).answers()
    assert answers.head("branch", us(1, 15)) == "e2"
    assert answers.head("branch", us(2, 15)) == "e1"
    assert answers.head("bank", us(1, 1)) == "e0"
    assert answers.head("nowhere", us(1, 1)) is None


def test_two_heads_at_once_are_no_answer() -> None:
    """Which of two heads decides is not known."""
    twice = [{"person": name, "role": "branch-head", "unit": "branch"} for name in ("e1", "e2")]
    assert organisation(units=UNITS, posts=twice).answers().head("branch", us(1, 1)) is None


def test_units_lie_below_one_another() -> None:
    """A unit is under itself and under each above it; of unknown units nothing is known."""
    answers = organisation(units=UNITS).answers()
    assert answers.under("counter", "bank") is True
    assert answers.under("counter", "counter") is True
    assert answers.under("bank", "counter") is False
    assert answers.under("counter", "elsewhere") is None


def test_a_unit_works_by_the_nearest_calendar() -> None:
    """Its own calendar, else that of the unit above."""
    answers = organisation(units=UNITS).answers()
    assert [answers.calendar_of(unit) for unit in ("counter", "branch", "bank", "nowhere")] == [
        "counter-hours",
        "office",
        "office",
        None,
    ]


def test_members_are_those_of_the_instant() -> None:
    """A unit's people include those of the units below it; a team's are listed; unknown names have none known."""
    teams = [
        {"id": "core", "members": ["e7", "e8"], "until": "2026-02-01"},
        {"id": "core", "members": ["e8"], "from": "2026-02-01"},
    ]
    answers = organisation(units=UNITS, posts=POSTS, teams=teams).answers()
    assert answers.members("branch", us(1, 1)) == {"e1", "e2"}
    assert answers.members("branch", us(2, 1)) == {"e1"}
    assert answers.members("core", us(1, 1)) == {"e7", "e8"}
    assert answers.members("core", us(2, 1)) == {"e8"}
    assert answers.members("nowhere", us(1, 1)) is None
    assert answers.members(None, us(2, 1)) == {"e1"}


def test_listed_members_stand_for_everybody() -> None:
    """Where posts are not listed, the dated list of members says who belongs."""
    dated = [{"value": ["e1"], "until": "2026-02-01"}, {"value": ["e1", "e2"], "from": "2026-02-01"}]
    answers = organisation(members=dated).answers()
    assert answers.members(None, us(1, 31)) == {"e1"}
    assert answers.members(None, us(2, 1)) == {"e1", "e2"}
    assert organisation(members=["e9"]).answers().members(None, 0) == {"e9"}


def test_a_delegation_holds_for_its_dates_actions_and_limit() -> None:
    """Whoever acts for another does so for what was delegated, as long as it was, up to its limit."""
    given = delegation("head", "e1", "remedied", limit="5000 CNY", **{"from": "2026-01-10", "until": "2026-01-20"})
    answers = organisation(delegations=[given]).answers()
    (found,) = answers.delegators("e1", us(1, 10), "remedied")
    assert (found.from_person, found.limit) == ("head", Money("5000", "CNY"))
    assert answers.delegators("e1", us(1, 20), "remedied") == ()
    assert answers.delegators("e1", us(1, 15), "settled") == ()
    assert answers.delegators("head", us(1, 15), "remedied") == ()


def test_everything_may_be_delegated() -> None:
    """`*` stands for every action, and no dates for always."""
    answers = organisation(delegations=[delegation("head", "e1")]).answers()
    assert len(answers.delegators("e1", 0, "whatever")) == 1


def test_whether_delegations_are_known_can_be_asked() -> None:
    """An organisation without the list leaves delegation unknown; an empty list says there was none."""
    assert not organisation().answers().knows_delegations()
    assert organisation(delegations=[]).answers().knows_delegations()


@pytest.mark.parametrize(
    "delegations",
    [
        [delegation("a", "b", "remedied"), delegation("b", "a", "remedied")],
        [delegation("a", "b"), delegation("b", "a", "remedied")],
        [delegation("a", "b"), delegation("b", "c"), delegation("c", "a")],
        [delegation("a", "b", until="2026-02-02"), delegation("b", "a", **{"from": "2026-02-01"})],
    ],
    ids=["direct", "everything and one", "over a third", "one day together"],
)
def test_delegations_that_come_back_are_refused(delegations: list[dict[str, Any]]) -> None:
    """For one action at one time, no delegation leads back to its giver; each of the circle is named."""
    paths = [f"delegations[{index}].to_person" for index in range(len(delegations))]
    assert problems(delegations=delegations, timezone="Asia/Shanghai") == [
        ("cyclic-delegation", path) for path in paths
    ]


@pytest.mark.parametrize(
    "delegations",
    [
        [delegation("a", "b", "remedied"), delegation("b", "a", "settled")],
        [delegation("a", "b", until="2026-02-01"), delegation("b", "a", **{"from": "2026-02-01"})],
        [delegation("a", "b", "remedied"), delegation("b", "c", "settled"), delegation("c", "a", "remedied")],
    ],
    ids=["other actions", "one after the other", "no action all the way"],
)
def test_delegations_that_never_meet_are_no_circle(delegations: list[dict[str, Any]]) -> None:
    """Different actions, or dates that do not overlap, lead back nowhere."""
    assert organisation(delegations=delegations).answers().knows_delegations()


def test_nobody_delegates_to_oneself() -> None:
    """The shortest circle is one too."""
    assert problems(delegations=[delegation("a", "a")]) == [("cyclic-delegation", "delegations[0].to_person")]


def test_units_form_a_tree() -> None:
    """A unit that is a part of itself, two units of one id and a parent that does not exist are all named at once."""
    units = [
        {"id": "a", "parent": "b"},
        {"id": "b", "parent": "a"},
        {"id": "c", "parent": "nowhere"},
        {"id": "c"},
        {"id": "d", "parent": "d"},
        {"id": "e", "parent": "a"},
    ]
    assert problems(units=units) == [
        ("cyclic-units", "units[0].parent"),
        ("cyclic-units", "units[1].parent"),
        ("unknown-unit", "units[2].parent"),
        ("one-id-two-contents", "units[3].id"),
        ("cyclic-units", "units[4].parent"),
    ]


def test_a_post_stands_in_a_unit_that_exists() -> None:
    """A misspelt unit is told what was meant."""
    with pytest.raises(FactsError, match="did you mean `counter`"):
        organisation(units=UNITS, posts=[{"person": "e1", "role": "teller", "unit": "conter"}])


def test_plain_dates_need_a_zone() -> None:
    """Without the organisation's zone, a date is not an instant."""
    assert problems(posts=POSTS[:1], delegations=[delegation("a", "b", until="2026-01-01")]) == [
        ("date-without-zone", "posts[0]"),
        ("date-without-zone", "delegations[0]"),
    ]


def test_a_misspelt_field_inside_is_told_what_was_meant() -> None:
    """Nested records know their names as well."""
    with pytest.raises(FactsError) as caught:
        organisation(units=[{"id": "bank", "calender": "office"}])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path, problem.help) == (
        "unknown-field",
        "units[0].calender",
        "did you mean `calendar`?",
    )


def test_an_organisation_comes_back_from_json() -> None:
    """Units, posts, teams and delegations survive being written and read."""
    found = organisation(
        units=UNITS,
        posts=POSTS,
        teams=[{"id": "t", "members": ["e1"]}],
        delegations=[delegation("a", "b", limit="5 CNY")],
    )
    assert found.answers() is found.answers()
    assert Organisation.model_validate_json(found.model_dump_json()) == found


def test_an_agent_acts_in_the_role_of_the_instant() -> None:
    """An agent with dated roles is an actor with the one that holds."""
    roles = [{"value": "agent", "until": "2026-02-01"}, {"value": "supervisor", "from": "2026-02-01"}]
    agent = Agent.model_validate(
        {"id": "e1", "timezone": "Asia/Shanghai", "role": roles, "unit": "branch", "kind": "human"}
    )
    assert agent.actor(us(2, 1) - 1).role == "agent"
    assert (agent.actor(us(2, 1)).role, agent.actor(us(2, 1)).unit) == ("supervisor", "branch")


def test_a_promotion_sets_the_role() -> None:
    """What happened to an agent changes the header from then on."""
    promoted = {"event": "promoted", "at": "2026-03-01T00:00:00+08:00", "to_role": "manager"}
    agent = Agent.model_validate({"id": "e1", "role": "supervisor", "events": [promoted]})
    assert [agent.actor(us(month, 1)).role for month in (2, 3)] == ["supervisor", "manager"]
