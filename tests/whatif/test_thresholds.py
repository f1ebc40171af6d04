"""The smallest limit at which a share of a log would have been kept, and sweeps."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.whatif import kept_at, sweep
from tests.whatif.cases import ANSWERED, AS_OF, PAUSE, case, hours, logs, policy

RULE = policy({**ANSWERED, "within": "4 hours"})
LOG = [case(f"C-{count}", ("received", hours(0)), ("replied", hours(count)), channel="email") for count in (1, 2, 3, 8)]
NAMES = ("attained_least", "attained_most", "least", "most")


def test_the_smallest_limit_at_which_a_share_is_kept() -> None:
    """Three of four within three hours; exactly at the limit is in time."""
    found = kept_at(LOG, RULE, "answered.within", as_of=AS_OF, shares=(0.5, 0.75, 1))
    assert [found.said(found[share].least) for share in (0.5, 0.75, 1)] == ["2 hours", "3 hours", "8 hours"]
    assert (found.occurrences, found.open, found.unknown) == (4, 0, 0)


def test_what_is_open_lies_between_its_two_ends() -> None:
    """Done now it would need the time since; never done, no limit is enough for all."""
    open_log = [*LOG, case("open", ("received", hours(0)))]
    found = kept_at(open_log, RULE, "answered.within", as_of=AS_OF, shares=(1,))
    waited = int((AS_OF - datetime.fromisoformat("2026-01-05T09:00:00+00:00")).total_seconds() // 3600)
    assert (found[1].least, found[1].most) == (waited, None)
    assert found[1].attained_least == waited  # below that it is broken, from there on it is open


@pytest.mark.parametrize("asked", [{"who": {"role": "agent"}}, {"where": {"substance": "full"}}])
def test_what_is_open_is_done_at_best_as_the_rule_asks(asked: dict[str, Any]) -> None:
    """By whom, and how: whoever does it now may be whoever should, and no limit is enough if nobody ever does."""
    rule = policy({**ANSWERED, "stop": {"event": "replied", **asked}, "within": "4 hours"})
    found = kept_at([case("open", ("received", hours(0)))], rule, "answered.within", as_of=AS_OF, shares=(1,))
    waited = int((AS_OF - datetime.fromisoformat("2026-01-05T09:00:00+00:00")).total_seconds() // 3600)
    assert (found[1].least, found[1].most) == (waited, None)
    assert "no limit" in found.table()
    assert f"{waited}小时" in found.table("zh")


def test_what_is_unknown_is_kept_at_best_and_broken_at_worst() -> None:
    """A reply of nobody knows whom is kept from when it came on, or at no limit."""
    asked = policy({**ANSWERED, "stop": {"event": "replied", "who": {"role": "agent"}}, "within": "4 hours"})
    found = kept_at(LOG, asked, "answered.within", as_of=AS_OF, shares=(0.5,))
    assert (found[0.5].least, found[0.5].most, found.unknown) == (2, None, 4)


@pytest.mark.parametrize(
    ("lost", "half", "all_of_them"),
    [
        ("events", (1, None, 1, None), (8, None, 8, None)),  # any number of matters may have been kept, or broken
        ("events <= 2", (1, None, 1, None), (8, None, 8, None)),  # five at most, and so more than the others
        ("events <= 1", (1, 8, 1, 8), (8, None, 8, None)),  # four at most: as many as there are others
    ],
)
def test_a_case_read_by_half_may_be_several(lost: str, half: tuple[Any, ...], all_of_them: tuple[Any, ...]) -> None:
    """A lost event may have begun another matter: what is kept of four others lies between wider bounds."""
    torn = case("torn", ("received", hours(0)), ("replied", hours(1)), not_offered=[lost])
    found = kept_at([*LOG, torn], RULE, "answered.within", as_of=AS_OF, shares=(0.5, 1))
    assert tuple(getattr(found[0.5], name) for name in NAMES) == half
    assert tuple(getattr(found[1], name) for name in NAMES) == all_of_them
    assert (found.occurrences, found.unknown) == (5, 1)


def test_a_count_and_an_amount_have_limits_too() -> None:
    """A count starts at nought; an amount goes in steps that are said."""
    facts = {"replies": {"type": "number", "count": "replied"}}
    rule = {"id": "few", "kind": "requirement", "clause": "D-1", "must": {"replies": {"le": 2}}, "until": "resolved"}
    cases = [
        case("one", ("received", hours(0)), ("replied", hours(1)), ("resolved", hours(2))),
        case("three", *(("replied", hours(one)) for one in (1, 2, 3)), ("resolved", hours(4))),
    ]
    found = kept_at(cases, policy(rule, facts=facts), "few.must.replies.le", as_of=AS_OF, shares=(0.5, 1))
    assert (found[0.5].least, found[1].least, found.unit) == (1, 3, "")


@pytest.mark.parametrize(
    ("value", "more", "said"),
    [
        ("answerd.within", {}, "did you mean `answered`"),
        ("answered.clause", {}, "answered"),
        ("answered", {}, "such as `answered.within`"),
        ("answered.within", {"step": "5 CNY"}, "no step"),
        ("answered.within", {"shares": (95,)}, "above 0 and is at most 1"),
        ("answered.within", {"rule": "other"}, "does not read"),
        ("answered.within", {"by": "chanel"}, "did you mean `channel`"),
    ],
)
def test_what_means_nothing_is_one_clear_error(value: str, more: Any, said: str) -> None:
    """A value that nothing reads, a step of another unit, a share above one."""
    with pytest.raises((sp.UsageError, sp.PolicyError), match=said):
        kept_at(LOG, RULE, value, as_of=AS_OF, **more)


@pytest.mark.parametrize("name", ["limit.tiers.0.le", "limit.tiers[0].le", "limit.tiers[1].gt"])
def test_a_limit_between_two_tiers_moves_for_both(name: str) -> None:
    """Named as messages name it, at either side: the tier that adjoins begins where the other one ends."""
    tiers = [{"le": "100 GBP"}, {"gt": "100 GBP", "approvers": {"any_of": ["head"]}}]
    rule = {
        "id": "limit",
        "kind": "authority",
        "clause": "D-1",
        "action": "paid",
        "amount": {"field": "amount"},
        "tiers": tiers,
    }
    paid = [
        sp.Case.model_validate(
            {"id": f"C-{amount}", "events": [{"event": "paid", "at": AS_OF, "by": "e", "amount": f"{amount} GBP"}]}
        )
        for amount in (50, 120, 300)
    ]
    found = kept_at(paid, policy(rule), name, as_of=AS_OF, shares=(0.5, 1))
    assert [found.said(found[share].least) for share in (0.5, 1)] == ["120 GBP", "300 GBP"]
    swept = sweep(paid, policy(rule), {name: ["50 GBP", "120 GBP"]}, as_of=AS_OF)
    assert [point.share("limit") for point in swept.points] == [1 / 3, 2 / 3]


def test_a_log_about_nothing_is_an_error() -> None:
    """No limit can be told of no case."""
    with pytest.raises(sp.UsageError, match="no case is about"):
        kept_at([], RULE, "answered.within", as_of=AS_OF)


TO_CUSTOMER = {"event": "replied", "where": {"to": "customer"}}


@cache
def limited(unit: str, paused: bool, told: bool) -> tuple[sp.Policy, list[sp.Policy]]:
    """A policy, and the same at each of many limits."""
    rule = {**ANSWERED, "stop": TO_CUSTOMER if told else "replied", "clock": "office", "within": f"4 {unit}"}
    of = policy({**rule, **({"pause": PAUSE} if paused else {})})
    return of, [of.but({"answered.within": f"{step} {unit}"}) for step in range(1, 60)]


@given(logs(), st.sampled_from(["hours", "working hours", "days"]), st.booleans(), st.booleans())
def test_it_is_the_first_limit_of_all(cases: list[sp.Case], unit: str, paused: bool, told: bool) -> None:
    """Tried one limit after the other by the whole engine, the first that is enough is the one that is told.

    What is unknown at a limit is kept there at best, and not at worst; at other limits it is what it is.
    """
    of, tried = limited(unit, paused, told)
    shares = (0.5, 0.8, 1)
    found = kept_at(cases, of, "answered.within", as_of=AS_OF, shares=shares)
    first: dict[tuple[float, bool], int] = {}
    for step, at_step in enumerate(tried, start=1):
        said = [str(at_step.evaluate(one, as_of=AS_OF)["answered"].status) for one in cases]
        met, broken, unknown = (said.count(status) for status in ("met", "breached", "unknown"))
        for share in shares:
            for at_best in (True, False):
                kept, total = met + (unknown if at_best else 0), met + broken + unknown
                if total and kept >= share * total:
                    first.setdefault((share, at_best), step)
    for share in shares:
        for at_best, ours in ((True, found[share].attained_least), (False, found[share].attained_most)):
            right = first.get((share, at_best))
            assert ours == right if right is not None else ours is None or ours >= 60


def test_what_is_unknown_at_one_limit_is_not_so_at_another() -> None:
    """A reply on Wednesday that does not say to whom, one on Thursday to the customer: only between is it unknown."""
    replies = (("replied", hours(49)), ("replied", hours(73), {"to": "customer"}))
    rule = policy({**ANSWERED, "stop": TO_CUSTOMER, "within": "1 day"})
    found = kept_at([case("d", ("received", hours(1)), *replies)], rule, "answered.within", as_of=AS_OF, shares=(1,))
    assert tuple(getattr(found[1], name) for name in NAMES) == (2, 3, 2, 3)
    assert (found.unknown, found.needed) == (1, {3: 1})


def test_a_sweep_counts_at_every_point() -> None:
    """A line of points, or a table of two values; the log is read once."""
    found = sweep(iter(LOG), RULE, {"answered.within": ["1 hour", "2 hours", "9 hours"]}, as_of=AS_OF)
    assert [point.share("answered") for point in found.points] == [0.25, 0.5, 1.0]
    grid: dict[str, list[Any]] = {
        "answered.within": ["1 hour", "2 hours"],
        "office.hours": [{"mon-fri": ["09:00-17:00"]}],
    }
    assert len(sweep(LOG, RULE, grid, as_of=AS_OF).points) == 2
    assert "<svg" in found._repr_svg_()
    for point in ("2 hours", "4 hours"):  # alone, as the policy has it and otherwise
        assert sweep(LOG, RULE, {"answered.within": [point]}, as_of=AS_OF).rules == ("answered",)


def test_a_sweep_says_of_how_many_a_share_is() -> None:
    """What is decided, and what is not; equal ends of a range are one value."""
    cases = [*LOG, case("doubt", ("received", hours(1)), ("replied", hours(2)))]
    rule = policy({**ANSWERED, "within": "2 hours", "applies": {"x.heard": False}})
    found = sweep(cases, rule, {"answered.within": ["2 hours"]}, as_of=AS_OF)
    assert found.points[0].rules["answered"][sp.Status.UNKNOWN] >= 1
    assert "unknown" in found.table()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "one value or two"),
        ({"answered.within": []}, "no points"),
        ({"answered.within": [f"{one} hours" for one in range(1, 5_000)]}, "more than 2000"),
        ({"answered.within": ["60 minutes", "1 hour"]}, "mean the same"),
    ],
)
def test_a_sweep_that_means_nothing_is_refused(values: Any, said: str) -> None:
    """Too many points, none, or points that are one."""
    with pytest.raises(sp.UsageError, match=said):
        sweep(LOG, RULE, values, as_of=AS_OF)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "value"), [("T1", "limit.within"), ("T5", "limit.must.queueings.le")])
def test_real_logs(shared: Path, number: str, value: str) -> None:
    """The limits of real logs are those that another hand found, overall and by group, to the step."""
    folder = shared / "what-if" / "thresholds" / number
    expected = json.loads((folder / "expected.json").read_text())
    log = read_log(shared / "data" / Path(expected["log"]).name, folder / "mapping.yaml")
    moment, group = datetime.fromisoformat(expected["as_of"]), expected["group"]
    found = kept_at(log, sp.load(folder / "policy.yaml"), value, as_of=moment, by=group)
    parts = [(expected["overall"], found.overall)]
    parts += [(expected["by_group"][name], shares) for name, shares in found.groups[group].items()]
    for wanted, shares in parts:
        for share, one in shares.items():
            figures = wanted[str(int(share * 100))]
            assert {name: getattr(one, name) for name in NAMES} == {name: figures[name] for name in NAMES}
