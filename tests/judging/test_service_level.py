"""Service levels: attainment, what is not known, and what may still go wrong."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.judging.service_level import affordable
from servicepolicy.results.assessment import SLAFinding

ANSWERED: dict[str, Any] = {
    "id": "answered",
    "kind": "deadline",
    "clause": "1",
    "start": "received",
    "stop": {"event": "replied", "where": {"to": "customer"}},
    "within": "2 days",
}
LEVEL: dict[str, Any] = {"id": "answers", "rules": "answered", "objective": "75%", "period": "month"}


def policy(**more: Any) -> sp.Policy:
    """A deadline of two days with a service level of 75 % a month."""
    settings = {name: more.pop(name) for name in ("blanks", "fill") if name in more}
    return sp.Policy(policy="p", timezone="Asia/Shanghai", rules=[ANSWERED], slas=[{**LEVEL, **more}], **settings)


def case(key: str, replied: str | None, to: str | None = "customer", **header: Any) -> sp.Case:
    """A case received on 5 January."""
    events: list[dict[str, Any]] = [{"event": "received", "at": "2026-01-05T09:00:00+08:00"}]
    if replied is not None:
        told = {} if to is None else {"to": to}
        events.append({"event": "replied", "at": f"2026-01-{replied}T09:00:00+08:00", **told})
    return sp.Case.model_validate({"id": key, "type": "complaint", **header, "events": events})


def level(asked: sp.Policy, *cases: sp.Case, **more: Any) -> SLAFinding:
    """The only service level of January."""
    (found,) = asked.assess(cases, "2026-01", **more).slas
    return found


KEPT, KEPT_TOO, KEPT_AS_WELL = (case(f"K-{number}", "06") for number in range(3))
LATE, UNSURE = case("L-1", "20"), case("U-1", "06", to=None)


def test_an_objective_is_reached_exactly() -> None:
    """Three of four are 75 %, which is enough, and nothing more may be broken."""
    found = level(policy(), KEPT, KEPT_TOO, KEPT_AS_WELL, LATE)
    assert (found.status, found.attainment, found.affordable) == ("met", Fraction(3, 4), 0)
    assert (found.subject_kind, found.subject, found.behind) == ("policy", "p", (("L-1", "1"),))


def test_an_objective_is_missed() -> None:
    """Two of three are not 75 %: one was broken too many."""
    found = level(policy(), KEPT, KEPT_TOO, LATE)
    assert (found.status, found.reason.code, found.affordable) == ("breached", "objective_missed", -1)


def test_an_objective_between_the_bounds_is_unknown() -> None:
    """Whether the answer went to the customer is not known: between one half and all, with the fact named."""
    found = level(policy(), KEPT, UNSURE)
    assert (found.status, found.low, found.high, found.attainment) == ("unknown", Fraction(1, 2), 1, None)
    assert found.doubts == ("U-1/2.to",)


def test_an_objective_below_both_bounds_is_reached() -> None:
    """What is not known does not matter where the worst is good enough."""
    assert level(policy(objective="50%"), KEPT, UNSURE).status == "met"


def test_a_broken_one_that_may_not_count_is_broken_where_it_counts() -> None:
    """Two were late, of one the channel is not known: whether or not it counts, nothing was kept."""
    found = level(policy(where={"channel": "letter"}), case("A", "20", channel="letter"), LATE)
    assert (found.status, found.low, found.high, found.attainment) == ("breached", 0, 0, 0)


def test_whether_anything_fell_due_at_all_may_not_be_known() -> None:
    """The only one was kept, and may not count: there may be nothing of which to keep a share."""
    found = level(policy(where={"channel": "letter"}), KEPT)
    assert (found.status, found.low, found.high, found.attainment) == ("unknown", 1, 1, None)


def test_nothing_due_is_not_judged() -> None:
    """A month in which nothing fell due has no attainment."""
    assert level(policy()).status == "not_applicable"


def test_a_waived_breach_stays_in_attainment() -> None:
    """An accepted exception changes nothing in the count (decision 15)."""
    waiver = {"id": "w", "rule": "answered", "subject": "L-1", "approver": "head", "reason_code": "storm"}
    waiver["until"] = "2026-12-31T00:00:00+08:00"
    found = level(policy(), KEPT, LATE, context=sp.Context.model_validate({"waivers": [waiver]}))
    assert (found.met, found.breached) == (1, 1)


def test_a_running_period_tells_what_is_still_affordable() -> None:
    """On 6 January two are kept, two are open: one of these may be broken, and nothing is judged yet."""
    moment = datetime.fromisoformat("2026-01-06T12:00:00+08:00")
    cases = (KEPT, KEPT_TOO, case("O-1", None), case("O-2", None))
    found = level(policy(), *cases, as_of=moment)
    assert (found.status, found.attainment, found.affordable) == ("pending", 1, 1)


def test_what_is_open_gives_room_only_where_it_surely_belongs() -> None:
    """Three letters answered and one open afford one breach; a case that is open by an unknown channel affords none."""
    answered = [case(f"K-{number}", "06", channel="letter") for number in range(3)]
    at = datetime.fromisoformat("2026-01-06T10:00:00+08:00")
    by_letter, unsaid = case("O-1", None, channel="letter"), case("O-1", None)
    found = [level(policy(per="channel"), *answered, one, as_of=at).affordable for one in (by_letter, unsaid)]
    assert found == [1, 0]


def test_parts_are_told_apart() -> None:
    """A header field tells the service level apart: each channel has its own attainment."""
    cases = (case("A", "06", channel="letter"), case("B", "20", channel="telephone"))
    found = policy(per="channel").assess(cases, "2026-01").slas
    assert [(one.subject_kind, one.subject, one.attainment) for one in found] == [
        ("channel", "letter", 1),
        ("channel", "telephone", 0),
    ]


def test_a_condition_says_which_cases_count() -> None:
    """Cases of another kind are left out."""
    found = level(policy(where={"channel": "letter"}), case("A", "06", channel="letter"), LATE.model_copy())
    assert (found.met, found.breached, found.unknown) == (1, 0, 1), "the channel of the other is not known"


def test_an_objective_may_be_left_to_the_bank() -> None:
    """The objective is a blank of type share, and the finding says who filled it."""
    blanks = {"goal": {"type": "share", "clause": "1", "ask": {"en": "which share?"}}}
    found = level(policy(objective={"blank": "goal"}, blanks=blanks, fill={"goal": "0.5"}), KEPT, LATE)
    assert (found.status, found.objective) == ("met", Fraction(1, 2))
    assert [(one.value, one.origin) for one in found.values] == [("50%", "goal/given")]


def test_a_service_level_is_explained() -> None:
    """Attainment, objective, what is affordable and what was broken, in both languages."""
    found = level(policy(title={"zh": "及时率", "en": "Answers in time"}), KEPT, LATE)
    assert found.explain("en") == (
        "BREACHED: Answers in time (answers), everything under p, January 2026\n"
        "  the objective is missed\n"
        "  50% met: 1 of 2 that fell due; the objective is 75%\n"
        "  breaches beyond what the objective allows: 1\n"
        "  breached: L-1"
    )
    assert "达标率 50%" in found.explain("zh")


shares = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


@given(st.integers(0, 300), st.integers(0, 300), shares)
def test_so_many_may_be_broken_and_not_one_more(met: int, breached: int, objective: Fraction) -> None:
    """With all that is affordable broken the objective is still reached, with one more it is not."""
    spare = affordable(met, breached, objective)
    assert spare is not None
    total = met + breached
    if total:
        assert Fraction(met - spare, total) >= objective
        assert Fraction(met - spare - 1, total) < objective
