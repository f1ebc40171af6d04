"""Scorecards: figures over many subjects, targets, weights, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.results.assessment import ScorecardFinding

ANSWERED: dict[str, Any] = {
    "id": "answered",
    "kind": "deadline",
    "clause": "1",
    "start": "received",
    "stop": "replied",
    "within": "2 days",
}
RATING: dict[str, Any] = {"id": "rating", "measure": {"mean": {"event": "rated", "of": "score"}}, "scale": ["0", "100"]}
KEPT: dict[str, Any] = {"id": "kept", "measure": {"kept": "answered"}}


def policy(*indicators: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy with a deadline and one scorecard for employees, by the month."""
    card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    settings = {name: more.pop(name) for name in ("blanks", "fill", "roles") if name in more}
    card = {**card, "indicators": list(indicators), **more}
    return sp.Policy(policy="p", timezone="Asia/Shanghai", rules=[ANSWERED, card], **settings)


def rated(day: str, score: float | None, **more: Any) -> dict[str, Any]:
    """A rating."""
    return {"event": "rated", "at": f"{day}T10:00:00+08:00", **({} if score is None else {"score": score}), **more}


def agent(*events: dict[str, Any], key: str = "e1", **header: Any) -> sp.Agent:
    """An employee."""
    return sp.Agent.model_validate({"id": key, "events": list(events), **header})


def case(key: str, received: str, replied: str | None = None, by: str | None = "e1", **header: Any) -> sp.Case:
    """A case, answered and closed on a day."""
    events = [{"event": "received", "at": f"{received}T09:00:00+08:00"}]
    if replied is not None:
        who = {} if by is None else {"by": by}
        events.append({"event": "replied", "at": f"{replied}T09:00:00+08:00", **who})
        events.append({"event": "closed", "at": f"{replied}T10:00:00+08:00", **who})
    return sp.Case.model_validate({"id": key, "type": "complaint", **header, "events": events})


def card(asked: sp.Policy, *subjects: Any, period: str = "2026-01", **more: Any) -> ScorecardFinding:
    """The only scorecard of a period."""
    (found,) = asked.assess(subjects, period, **more).scorecards
    return found


# measures


@pytest.mark.parametrize(
    ("measure", "scores", "value"),
    [
        ({"mean": {"event": "rated", "of": "score"}}, (80, 90, 91), Fraction(87)),
        ({"median": {"event": "rated", "of": "score"}}, (90, 70, 80), Fraction(80)),
        ({"median": {"event": "rated", "of": "score"}}, (70, 85), Fraction(155, 2)),
        ({"quantile": {"event": "rated", "of": "score"}, "at": "90%"}, range(1, 11), Fraction(9)),
        ({"quantile": {"event": "rated", "of": "score"}, "at": "91%"}, range(1, 11), Fraction(10)),
        ({"count": "rated"}, (1, 2, 3), Fraction(3)),
        ({"share": {"event": "rated", "where": {"score": {"ge": "80"}}}}, (80, 79, 100), Fraction(2, 3)),
    ],
)
def test_values_are_exact(measure: dict[str, Any], scores: Sequence[int], value: Fraction) -> None:
    """Each form has its exact value; a quantile is the nearest rank."""
    events = [rated("2026-01-05", score, seq=number) for number, score in enumerate(scores)]
    found = card(policy({"id": "figure", "measure": measure}), agent(*events)).indicators[0]
    assert found.value == value
    assert found.cases == len(scores)


def test_a_rate_counts_for_so_many_of_others() -> None:
    """Complaints for each thousand conversations: a ratio, times a thousand."""
    measure = {"rate": {"of": "case"}, "to": {"of": "interaction"}, "each": 1000, "credit": "all"}
    calls = [
        sp.Interaction.model_validate({"id": f"I-{n}", "events": [{"event": "ended", "at": "2026-01-05T10:00:00Z"}]})
        for n in range(3)
    ]
    found = card(policy({"id": "rate", "measure": measure}), agent(), case("C-1", "2026-01-05"), *calls)
    assert found.indicators[0].value == Fraction(1000, 3)


def test_the_time_used_is_measured_from_verdicts() -> None:
    """Response time falls by ten per cent against the quarter before: two days, then one."""
    measure = {"mean": {"verdicts": "answered", "of": "used"}, "credit": "actor", "in": "stop"}
    asked = policy({"id": "time", "measure": measure, "change": {"down": "10%"}}, period="quarter")
    found = card(
        asked, case("C-1", "2025-10-05", "2025-10-07"), case("C-2", "2026-01-05", "2026-01-06"), period="2026-Q1"
    )
    figure = found.indicators[0]
    assert (found.status, found.subject, figure.unit) == (sp.Status.MET, "e1", "time")
    assert (figure.previous, figure.value) == (Fraction(2 * 86_400_000_000), Fraction(86_400_000_000))


@pytest.mark.parametrize(("replies", "status"), [((7,), "met"), ((6, 9), "breached"), ((), "unknown")])
def test_a_share_moves_in_points(replies: tuple[int, ...], status: str) -> None:
    """Up by fifty points from one half: all kept is enough, one half again is not, and without a case nobody knows."""
    before = [case("A", "2025-12-05", "2025-12-06"), case("B", "2025-12-05", "2025-12-20")]
    now = [case(f"C-{day}", "2026-01-05", f"2026-01-{day:02}") for day in replies]
    asked = policy({**KEPT, "change": {"up": 50, "in": "points"}, "at_least_cases": 1})
    assert card(asked, agent(), *before, *now).status == status


def test_nothing_to_compare_with_is_unknown() -> None:
    """No case in the month before: whether the value fell is not known."""
    asked = policy({**KEPT, "change": {"up": "5%"}})
    found = card(asked, case("C-1", "2026-01-05", "2026-01-06"))
    assert (found.status, found.reason.code) == (sp.Status.UNKNOWN, "no_previous")


def test_a_base_of_nought_is_unknown() -> None:
    """Nothing was kept in the month before: by how many per cent it rose, nobody can say."""
    asked = policy({**KEPT, "change": {"up": "5%"}})
    found = card(asked, case("A", "2025-12-05", "2025-12-20"), case("B", "2026-01-05", "2026-01-06"))
    assert (found.status, found.reason.code) == (sp.Status.UNKNOWN, "zero_base")


# cases


def test_too_few_cases_are_no_hundred_per_cent() -> None:
    """All of two cases kept, where thirty are needed: no value, and the count is shown."""
    asked = policy({**KEPT, "target": {"ge": "95%"}, "at_least_cases": 30})
    found = card(asked, case("C-1", "2026-01-05", "2026-01-06"), case("C-2", "2026-01-05", "2026-01-06"))
    assert (found.status, found.reason.code) == (sp.Status.UNKNOWN, "too_few_cases")
    assert (found.indicators[0].value, found.indicators[0].cases) == (None, 2)


def test_no_case_at_all_is_not_judged() -> None:
    """An employee without any case is neither good nor bad."""
    assert card(policy({**KEPT, "target": {"ge": "95%"}}), agent()).status == "not_applicable"


def test_a_verdict_belongs_to_the_month_in_which_it_fell_due() -> None:
    """Due at the end of 31 January it is January's, whenever it was done; due on 1 February it is not."""
    asked = policy(KEPT)
    later = datetime.fromisoformat("2026-02-05T00:00:00+08:00")
    cases = (case("C-1", "2026-01-29", "2026-02-03"), case("C-2", "2026-01-30", "2026-01-31"))
    found = card(asked, *cases, as_of=later)
    assert found.indicators[0].behind == (("C-1", "1"),)
    assert found.indicators[0].value == 0


def test_what_falls_due_as_the_period_ends_is_decided() -> None:
    """Nobody answered by midnight of the last day: it is broken, not pending, at the end of the month."""
    rules = [{"id": "s", "rules": "answered", "objective": "95%", "period": "month"}]
    asked = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=[ANSWERED], slas=rules)
    (level,) = asked.assess([case("C-1", "2026-01-29")], "2026-01").slas
    assert (level.breached, level.status) == (1, "breached")


def test_a_rating_counts_in_the_month_that_it_names() -> None:
    """A rating of January that is written down in February is January's."""
    found = card(
        policy(RATING),
        agent(rated("2026-02-03", 80, period="2026-01")),
        as_of=datetime.fromisoformat("2026-02-05T00:00:00+08:00"),
    )
    assert found.score == 80


# credit


def test_an_answer_is_credited_to_who_gave_it() -> None:
    """Each employee has the verdicts on what that employee did; one without a record gets a row as well."""
    asked = policy(KEPT)
    found = asked.assess([agent(), case("C-1", "2026-01-05", "2026-01-06", by="e2")], "2026-01").scorecards
    assert {one.subject: one.indicators[0].cases for one in found} == {"e1": 0, "e2": 1}


def test_a_case_is_credited_to_its_owner_at_close() -> None:
    """Whoever owned the case when it was closed has it; a case that is open is nobody's."""
    measure = {"share": {"of": "case", "where": {"reopened": "false"}}, "credit": "owner_at_close", "in": "stop"}
    asked = policy({"id": "first-time", "measure": measure})
    subjects = [
        case("C-1", "2026-01-05", "2026-01-06", owner="e7", reopened=False),
        case("C-2", "2026-01-05", owner="e7"),
    ]
    found = card(asked, *subjects)
    assert (found.subject, found.indicators[0].value, found.indicators[0].cases) == ("e7", 1, 1)


def test_a_case_of_nobody_known_may_be_anybodys() -> None:
    """Who answered is not recorded: the case may count for each employee, and the bounds say so."""
    asked = policy({**KEPT, "target": {"ge": "60%"}})
    found = card(
        asked, agent(), case("C-1", "2026-01-05", "2026-01-06"), case("C-2", "2026-01-05", "2026-01-06", by=None)
    )
    assert found.status == "met", "both were kept, whoever's the second is"
    late = case("C-3", "2026-01-05", "2026-01-20", owner=None, by=None)
    unsure = policy({"id": "mine", "measure": {"kept": {"verdicts": "answered", "credit": "owner"}}})
    figure = card(unsure, agent(), case("C-1", "2026-01-05", "2026-01-06", owner="e1"), late).indicators[0]
    assert (figure.value, figure.low, figure.high) == (None, Fraction(1, 2), 1)
    assert figure.doubts == ("C-3/owner",)


def test_an_answer_that_may_have_been_the_first_counts_for_nobody_for_sure() -> None:
    """Kept either way, but by whom and after how long hangs on the first reply: unknown, with what would settle it."""
    seen = {**ANSWERED, "stop": {"event": "replied", "where": {"visibility": "public"}}}
    first = {"event": "replied", "at": "2026-01-05T10:00:00+08:00", "by": "e1"}
    record = case("C-1", "2026-01-05").model_dump(mode="json", exclude_none=True)
    second = {**first, "at": "2026-01-05T11:00:00+08:00", "by": "e2", "visibility": "public"}
    unsure = sp.Case.model_validate({**record, "events": [*record["events"], first, second]})
    for measure in (
        {"kept": {"verdicts": "answered", "credit": "actor"}},
        {"mean": {"verdicts": "answered", "of": "used"}, "credit": "all"},
        {"mean": {"verdicts": "answered", "of": "margin"}, "credit": "all"},
        {"mean": {"verdicts": "answered", "of": "used"}, "credit": "all", "in": "stop"},
    ):
        one = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
        rules = [seen, {**one, "indicators": [{"id": "figure", "measure": measure}]}]
        asked = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=rules)
        for found in asked.assess([agent(), agent(key="e2"), unsure], "2026-01").scorecards:
            assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("C-1/2.visibility",)), measure


OWING = {
    "units": [{"id": "north"}, {"id": "south"}],
    "posts": [
        {"person": "e1", "role": "clerk", "unit": "north"},
        {"person": "e2", "role": "clerk", "unit": "south", "until": "2026-01-10"},
        {"person": "e3", "role": "clerk", "unit": "south"},
        {"person": "e4", "role": "head", "unit": "south"},
    ],
}


def owing(
    *subjects: Any, measure: Any = "answered", posts: bool = True, **rule: Any
) -> dict[str, tuple[Any, int, int]]:
    """What is kept of a deadline that clerks owe: value, cases and breaches of nobody, by employee."""
    card_ = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    figures = [{"id": "kept", "measure": {"kept": measure}}]
    rules = [{**ANSWERED, "duty": "clerk", **rule}, {**card_, "indicators": figures}]
    asked = sp.Policy(policy="p", timezone="Asia/Shanghai", roles={"clerk": {}, "head": {}}, rules=rules)
    bank = {"id": "bank", "timezone": "Asia/Shanghai", **OWING}
    context = sp.Context.model_validate({"organisation": bank} if posts else {})
    found = asked.assess(subjects, "2026-01", context=context).scorecards
    return {
        one.subject: (one.indicators[0].value, one.indicators[0].cases, one.indicators[0].of_nobody) for one in found
    }


def test_what_nobody_did_is_laid_to_the_owner() -> None:
    """One of ten answered by its owner: 10 %, and not 100 % of the one that was answered."""
    subjects = [case(f"C-{number}", "2026-01-05", owner="ann") for number in range(9)]
    found = owing(*subjects, case("C-9", "2026-01-05", "2026-01-06", by="ann", owner="ann"), posts=False)
    assert found == {"ann": (Fraction(1, 10), 10, 0)}


def test_the_owner_is_the_one_at_the_due_instant() -> None:
    """What was handed over before it fell due, and never done, is laid to who had it then."""
    moved = case("C-1", "2026-01-05", owner="e1").model_dump(mode="json", exclude_none=True)
    for day, holder in (("2026-01-06", "e2"), ("2026-01-09", "e1")):
        handed = {"event": "assigned", "at": f"{day}T10:00:00+08:00", "to": "e2"}
        asked = sp.Case.model_validate({**moved, "events": [*moved["events"], handed]})
        assert owing(asked, posts=False) == {holder: (0, 1, 0)}


def test_what_nobody_did_and_nobody_owned_is_laid_to_the_only_holder_of_the_duty() -> None:
    """Without an owner it is the unit's only clerk when it fell due; of two clerks, or without a unit, nobody's."""
    assert owing(case("C-1", "2026-01-05", unit="north")) == {"e1": (0, 1, 0)}
    assert owing(agent(), case("C-1", "2026-01-05", unit="south")) == {"e1": (None, 0, 1)}, "e2 and e3"
    assert owing(case("C-1", "2026-01-12", unit="south")) == {"e3": (0, 1, 0)}, "e2 had left"
    assert owing(agent(), case("C-1", "2026-01-05")) == {"e1": (None, 0, 1)}
    assert owing(agent(), case("C-1", "2026-01-05", unit="north"), posts=False) == {"e1": (None, 0, 1)}
    assert owing(agent(), case("C-1", "2026-01-05", unit="north"), duty=None) == {"e1": (None, 0, 1)}


def test_what_was_done_late_is_laid_to_who_did_it() -> None:
    """A late answer is the breach of who gave it, whoever owned the case; one by nobody known may be anybody's."""
    late = case("C-1", "2026-01-05", "2026-01-20", by="e2", owner="e1")
    assert owing(late, posts=False) == {"e2": (0, 1, 0)}
    assert owing(agent(), case("C-1", "2026-01-05", "2026-01-20", by=None, owner="e1")) == {"e1": (None, 0, 0)}


def test_who_says_the_credit_is_taken_at_that_word() -> None:
    """`credit: actor` lays to nobody what nobody did, and the finding counts it; `owner` lays it to the owner."""
    undone = case("C-1", "2026-01-05", owner="e1", unit="north")
    assert owing(agent(), undone, measure={"verdicts": "answered", "credit": "actor"}) == {"e1": (None, 0, 1)}
    assert owing(agent(), undone, measure={"verdicts": "answered", "credit": "owner"}) == {"e1": (0, 1, 0)}


def test_a_mean_of_times_is_over_what_was_done() -> None:
    """A time that has not ended has no mean: what nobody did is in no one's."""
    used = {"id": "time", "measure": {"mean": {"verdicts": "answered", "of": "used"}}}
    subjects = [case("C-1", "2026-01-05", "2026-01-06", owner="e1"), case("C-2", "2026-01-05", owner="e1")]
    assert card(policy(used), *subjects).indicators[0].value == 86_400_000_000


def test_breaches_of_nobody_are_told() -> None:
    """How many breaches fell to nobody stands below the figure, in both languages."""
    asked = policy(KEPT)
    found = card(asked, agent(), case("C-1", "2026-01-05"), case("C-2", "2026-01-05"))
    assert "2 breaches are attributed to nobody" in found.explain("en")
    assert "2 项违反未归于任何人" in found.explain("zh")
    assert "one breach is attributed to nobody" in card(asked, agent(), case("C-1", "2026-01-05")).explain("en")


def test_units_are_told_apart() -> None:
    """`per: unit` judges each unit of the organisation."""
    asked = policy(KEPT, subject="organisation", per="unit")
    subjects = [
        case("C-1", "2026-01-05", "2026-01-06", unit="north"),
        case("C-2", "2026-01-05", "2026-01-20", unit="south"),
    ]
    found = asked.assess(subjects, "2026-01").scorecards
    assert [(one.subject_kind, one.subject, one.indicators[0].value) for one in found] == [
        ("unit", "north", 1),
        ("unit", "south", 0),
    ]


def test_the_rate_of_forced_passes_falls() -> None:
    """Of an organisation's own events: forced passes for each verification, not above the month before."""
    indicator = {
        "id": "forced",
        "measure": {"ratio": {"count": "forced_pass"}, "to": {"count": "seal_verified"}},
        "target": {"le": "50%"},
        "change": {"down": "0%"},
    }
    times = ("2025-12-05T10:00:00+08:00", "2026-01-05T10:00:00+08:00", "2026-01-06T10:00:00+08:00")
    events = [{"event": "seal_verified", "at": at} for at in times]
    forced = [{"event": "forced_pass", "at": at} for at in times[:2]]
    bank = sp.Organisation.model_validate({"id": "bank", "events": [*events, *forced]})
    found = card(policy(indicator, subject="organisation"), bank)
    assert (found.status, found.indicators[0].value, found.indicators[0].previous) == ("met", Fraction(1, 2), 1)
    assert found.indicators[0].behind == (("bank", "3"),)


# unknown


def test_an_answer_that_may_not_count_leaves_bounds() -> None:
    """A rating without a score may be anything on the scale; a target beyond it is known all the same."""
    events = [rated("2026-01-05", 100), rated("2026-01-06", None)]
    found = card(policy({**RATING, "target": {"ge": "90"}}), agent(*events))
    assert (found.status, found.low, found.high) == ("unknown", 50, 100)
    assert found.doubts == ("e1/2.score",)
    assert card(policy({**RATING, "target": {"ge": "50"}}), agent(*events)).status == "met"


def test_a_rating_outside_the_scale_is_named() -> None:
    """A score of 120 of 100 is not used, and the event and its field are named."""
    found = card(policy({**RATING, "target": {"ge": "50"}}), agent(rated("2026-01-05", 120)))
    assert (found.status, found.reason.code, found.doubts) == ("unknown", "out_of_scale", ("e1/1.score",))


# scores

RATERS: dict[str, Any] = {
    "id": "rating",
    "measure": {"mean": {"event": "rated", "of": "score", "by": "rater"}},
    "raters": {"self": "20%", "superior": "30%", "customer": "50%"},
    "scale": ["0", "100"],
}


def test_raters_are_combined_by_their_weights() -> None:
    """Self 80, superior 90, customers 60 and 80: 20 % of 80, 30 % of 90 and 50 % of 70 are 78."""
    scores = (("self", 80), ("superior", 90), ("customer", 60), ("customer", 80))
    events = [rated("2026-01-05", score, rater=rater, seq=n) for n, (rater, score) in enumerate(scores)]
    found = card(policy(RATERS), agent(*events))
    assert (found.status, found.score) == ("met", 78)


def test_a_missing_rater_is_unknown_or_reweighted() -> None:
    """No customer rated: nobody knows; or the others count 2 to 3, which is 86."""
    events = [rated("2026-01-05", 80, rater="self"), rated("2026-01-06", 90, rater="superior")]
    found = card(policy(RATERS), agent(*events))
    assert (found.status, found.reason.code, found.score) == ("unknown", "missing_rater", None)
    assert card(policy({**RATERS, "missing": "reweight"}), agent(*events)).score == 86


def test_the_score_is_weighed_from_values_and_targets() -> None:
    """Half of one kept by 60 % of the weight, and a target that is met by 40 %: 70."""
    rating = {**RATING, "target": {"ge": "80"}, "score": "target", "weight": "40%"}
    asked = policy({**KEPT, "weight": "60%"}, rating, grades=[{"ge": "90", "grade": "a"}, {"grade": "b"}])
    cases = [case("C-1", "2026-01-05", "2026-01-06"), case("C-2", "2026-01-05", "2026-01-20")]
    found = card(asked, agent(rated("2026-01-05", 85)), *cases)
    assert (found.score, found.grade, found.status) == (70, "b", "met")


def test_less_is_better_where_the_target_says_so() -> None:
    """A low share of reopened cases gives many points."""
    measure = {"share": {"of": "case", "where": {"reopened": "true"}}, "credit": "owner"}
    asked = policy({"id": "reopened", "measure": measure, "target": {"le": "10%"}})
    assert card(asked, case("C-1", "2026-01-05", owner="e1", reopened=False)).score == 100


def test_an_indicator_without_cases_leaves_no_score() -> None:
    """Nothing was rated: the score is unknown, or that of the other indicators where the policy says so."""
    both = ({**KEPT, "weight": "50%"}, {**RATING, "weight": "50%"})
    done = case("C-1", "2026-01-05", "2026-01-06")
    found = card(policy(*both), done)
    assert (found.status, found.reason.code, found.score) == ("unknown", "missing_indicator", None)
    assert card(policy(*both, missing="reweight"), done).score == 100


def test_the_target_of_the_score_is_judged() -> None:
    """A score of 80 misses a target of 90."""
    found = card(policy(RATING, target={"ge": "90"}), agent(rated("2026-01-05", 80)))
    assert (found.status, dict(found.reason.args)["indicators"]) == ("breached", ("score",))


# periods


def test_a_period_that_has_not_ended_is_pending() -> None:
    """In the middle of the month everything is pending, and says so."""
    moment = datetime.fromisoformat("2026-01-20T00:00:00+08:00")
    found = card(policy({**RATING, "target": {"ge": "90"}}), agent(rated("2026-01-05", 80)), as_of=moment)
    assert (found.status, found.reason.code) == ("pending", "period_not_ended")


def test_a_moment_before_the_period_is_a_wrong_call() -> None:
    """Nothing can be assessed before it has begun."""
    moment = datetime.fromisoformat("2025-12-31T00:00:00+08:00")
    with pytest.raises(sp.UsageError, match="`as_of` lies before `2026-01`"):
        policy(RATING).assess([agent()], "2026-01", as_of=moment)


def test_asked_about_a_quarter_its_months_are_judged() -> None:
    """A rule is judged for each of its own periods that ends within the one asked about."""
    found = policy(RATING).assess([agent()], "2026-Q1").scorecards
    assert [one.period for one in found] == ["2026-01", "2026-02", "2026-03"]
    assert policy(RATING, period="quarter").assess([agent()], "2026-01").scorecards == ()


def test_values_are_those_of_the_beginning_of_the_period() -> None:
    """A target that changes in the middle of a month is that of its first day until the month ends."""
    blanks = {"least": {"type": "number", "clause": "2", "ask": {"en": "least?"}}}
    fill = {"least": [{"value": "90", "until": "2026-01-15"}, {"value": "50", "from": "2026-01-15"}]}
    asked = policy({**RATING, "target": {"ge": {"blank": "least"}}}, blanks=blanks, fill=fill)
    events = (rated("2026-01-20", 80), rated("2026-02-20", 80))
    found = asked.assess([agent(*events)], "2026-Q1").scorecards
    assert [one.status.value for one in found] == ["breached", "met", "not_applicable"]


def test_evaluate_leaves_scorecards_out_and_counts_them() -> None:
    """A report on one employee says how many rules need a period."""
    report = policy(RATING).evaluate(agent(), as_of=datetime.fromisoformat("2026-01-20T00:00:00+08:00"))
    assert (report.verdicts, report.not_judged) == ((), 2)


def test_whom_the_scorecard_does_not_concern_is_left_out() -> None:
    """`applies` is asked of the employee as the period ends; an unknown role leaves it unknown."""
    asked = policy(RATING, applies={"role": "clerk"}, roles={"clerk": {}, "head": {}})
    events = (rated("2026-01-05", 80),)
    assert card(asked, agent(*events, role="head")).status == "not_applicable"
    assert card(asked, agent(*events, role="clerk")).status == "met"
    found = card(asked, agent(*events))
    assert (found.status, found.doubts) == ("unknown", ("e1/role",))


# words


def test_a_scorecard_is_explained_down_to_its_cases() -> None:
    """Score, figures, targets and the cases behind them, in English and Chinese."""
    asked = policy({**KEPT, "target": {"ge": "90%"}}, title={"zh": "月度考核", "en": "Monthly appraisal"})
    found = card(asked, case("C-1", "2026-01-05", "2026-01-06"), case("C-2", "2026-01-05", "2026-01-20"))
    assert found.explain("en") == (
        "BREACHED: Monthly appraisal [2] (card), employee e1, January 2026\n"
        "  missed: kept\n"
        "  score 50 of 100\n"
        "  kept: share met 50% over 2 cases; target: at least 90%, missed; weight 100%, 50 points\n"
        "    behind it: C-1, C-2"
    )
    assert "月度考核" in found.explain("zh")
    assert "达标率 50%" in found.explain("zh")


def test_findings_are_plain_data() -> None:
    """Numbers are exact text, and nothing empty is written."""
    scores = [rated("2026-01-05", score, seq=n) for n, score in enumerate((80, 81, 81))]
    plain = card(policy(RATING), agent(*scores)).plain()
    assert plain["score"] == "242/3"
    assert "doubts" not in plain


def test_a_case_that_has_not_begun_is_in_no_doubt() -> None:
    """What begins after the judged moment belongs to no period before it."""
    asked = policy(
        {"id": "cases", "measure": {"count": {"of": "case", "in": "start", "credit": "all"}}, "target": {"le": 1}}
    )
    found = card(asked, agent(), case("C-1", "2026-01-05"), case("C-2", "2026-02-01"))
    assert (str(found.status), found.indicators[0].value) == ("met", 1)


def test_what_never_happened_counts_as_kept() -> None:
    """A share over what must never happen counts the cases in which it did not."""
    never = {
        "id": "no-second",
        "kind": "sequence",
        "clause": "1",
        "never": {"event": "replied", "who": {"role": "bot"}},
    }
    indicator = {"id": "kept", "measure": {"kept": {"verdicts": "no-second"}, "credit": "all"}}
    scored = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    asked = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=[never, {**scored, "indicators": [indicator]}])
    finding = card(asked, agent(), case("C-1", "2026-01-05"), case("C-2", "2026-01-06"))
    (row,) = finding.indicators
    assert (row.value, row.cases) == (Fraction(1), 2)


def test_a_breach_in_a_matter_is_laid_to_its_own_owner() -> None:
    """Two matters of a case that nobody answered: each employee is laid the one that was asked of them."""
    owned = {"id": "asked", "kind": "ownership", "clause": "3", "starts": "received", "ends": "replied"}
    scores = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    rules = [ANSWERED, owned, {**scores, "indicators": [KEPT]}]
    asked = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=rules)
    received = [
        {"event": "received", "at": "2026-01-05T09:00:00+08:00", "by": by, "matter": matter}
        for by, matter in (("e1", "a"), ("e2", "b"), ("e2", "c"))
    ]
    twice = sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": received})
    found = asked.assess([twice, agent(key="e1"), agent(key="e2"), agent(key="e3")], "2026-01").scorecards
    cases = {one.subject: (one.indicators[0].cases, one.indicators[0].unknown) for one in found}
    assert (cases["e1"], cases["e2"]) == ((1, 0), (2, 0))


def test_what_a_resolution_names_its_owner_is_credited_with_it() -> None:
    """Kept resolutions count for whom the assignment names, done or not; nobody else has any."""
    carried_out = {
        "id": "answered",
        "kind": "deadline",
        "subject": "meeting",
        "clause": "1",
        "per": "resolution",
        "start": "assigned",
        "stop": "carried_out",
        "due": {"field": "due"},
    }
    kept = {"id": "kept", "measure": {"kept": "answered", "on": "meeting", "credit": "owner"}}
    cards = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    asked = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=[carried_out, {**cards, "indicators": [kept]}])
    at = "2026-01-05T10:00:00+08:00"
    events = [
        {"event": "assigned", "at": at, "resolution": key, "owner": owner, "due": "2026-01-09"}
        for key, owner in (("a", "e1"), ("b", "e1"), ("c", "e2"))
    ]
    events.append({"event": "carried_out", "at": "2026-01-08T10:00:00+08:00", "resolution": "a", "owner": "e3"})
    found = asked.assess([sp.Meeting.model_validate({"id": "M-1", "events": events})], period="2026-01").scorecards
    assert {one.subject: one.indicators[0].value for one in found} == {"e1": Fraction(1, 2), "e2": Fraction(0)}


@pytest.mark.parametrize(
    ("raters", "least", "most"),
    [
        (["self", "self", "superior"], 2, 2),
        (["self", None, None], 1, 3),
        ([None, None], 1, 2),
    ],
)
def test_what_has_the_same_value_counts_once(raters: list[str | None], least: int, most: int) -> None:
    """Of three ratings two are by one rater; of one whose rater is not recorded it may be anybody."""
    events = [
        rated(f"2026-01-{number + 5:02}", 80, **({} if rater is None else {"rater": rater}))
        for number, rater in enumerate(raters)
    ]
    counted = {"id": "raters", "measure": {"count": {"event": "rated", "distinct": "rater"}}}
    [figure] = card(policy(counted), agent(*events)).indicators
    assert (figure.low, figure.high, figure.cases) == (least, most, len(raters))


@pytest.mark.parametrize(
    "measure",
    [
        {"mean": {"event": "rated", "of": "score", "distinct": "rater"}},
        {"ratio": "rated", "to": {"event": "rated", "distinct": "rater"}},
        {"count": {"verdicts": "answered", "distinct": "rater"}},
        {"count": {"event": "rated", "distinct": "ratter"}},
    ],
)
def test_only_what_is_counted_is_told_apart(measure: dict[str, Any]) -> None:
    """`distinct` goes with a count of events or subjects, and names a field of theirs."""
    with pytest.raises(sp.PolicyError):
        policy({"id": "raters", "measure": measure})


def test_whether_a_scorecard_applies_may_hang_on_what_is_counted() -> None:
    """Judged where somebody was rated by a customer: of a rating whose rater is not recorded nobody can say so."""
    facts = {
        "asked": {"subject": "agent", "type": "number", "count": {"event": "rated", "where": {"rater": "customer"}}}
    }
    rules = [{"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}]
    rules[0] |= {"applies": {"asked": {"ge": 1}}, "indicators": [{**RATING, "target": {"ge": "50"}}]}
    judged = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=rules, facts=facts)
    for rater, status in (("customer", "met"), ("self", "not_applicable"), (None, "unknown")):
        said = {} if rater is None else {"rater": rater}
        assert card(judged, agent(rated("2026-01-06", 80, **said))).status == status
