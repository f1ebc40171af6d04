"""Authority limits: holes and overlaps are found exactly, before anything is decided."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import PolicyError
from servicepolicy.policy.policy import Policy
from tests.policy.documents import HEAD, loaded, only, problems


def limits(*tiers: str) -> str:
    """A document with one authority rule and these tiers, one a line, the first in line 19."""
    rule = "- id: paid\n  kind: authority\n  clause: A-2\n  action: remedied\n  amount: {field: amount}\n  tiers:\n"
    return f"{HEAD}rules:\n{rule}" + "".join(f"  - {tier}\n" for tier in tiers)


@pytest.mark.parametrize(
    ("tiers", "code", "message"),
    [
        (
            ["{le: 100 CNY}", "{gt: 200 CNY}"],
            "hole-in-limits",
            "between tiers 1 and 2 there is a hole: neither holds for amounts between 100 CNY and 200 CNY",
        ),
        (
            ["{lt: 100 CNY}", "{gt: 100 CNY}"],
            "hole-in-limits",
            "between tiers 1 and 2 there is a hole: neither holds for exactly 100 CNY",
        ),
        (
            ["{le: 100 CNY}", "{ge: 100 CNY}"],
            "overlapping-limits",
            "tiers 1 and 2 overlap: both hold for exactly 100 CNY",
        ),
        (
            ["{lt: 200 CNY}", "{ge: 100 CNY}"],
            "overlapping-limits",
            "tiers 1 and 2 overlap: both hold for amounts from 100 CNY to 200 CNY",
        ),
        (
            ["{approvers: none}", "{gt: 100 CNY}"],
            "overlapping-limits",
            "tiers 1 and 2 overlap: both hold for amounts above 100 CNY",
        ),
        (
            ["{approvers: none}", "{approvers: {any_of: head}}"],
            "overlapping-limits",
            "tiers 1 and 2 overlap: both hold for every amount",
        ),
        (
            ["{le: 99.999 CNY}", "{ge: 100 CNY}"],
            "hole-in-limits",
            "between tiers 1 and 2 there is a hole: neither holds for amounts between 99.999 CNY and 100 CNY",
        ),
        (
            ["{role: clerk, le: 100 CNY}", "{role: [clerk, head], ge: 50 CNY}"],
            "overlapping-limits",
            "tiers 1 and 2 overlap for `clerk`: both hold for amounts from 50 CNY to 100 CNY",
        ),
        (
            ["{le: 100 CNY}", "{gt: 100 EUR}"],
            "two-currencies",
            "the limits are in CNY and EUR",
        ),
        (["{gt: 100 CNY, le: 50 CNY}"], "empty-band", "no amount lies in the band from 100 CNY to 50 CNY"),
        (["{gt: 100 CNY, le: 100 CNY}"], "empty-band", "no amount lies in the band from 100 CNY to 100 CNY"),
        (["{le: lots}"], "wrong-type", None),
        (
            ["{le: 5 CNY, approvers: {any_of: [boss]}}"],
            "unknown-role",
            "`boss` is not a role of this policy",
        ),
    ],
)
def test_wrong_limits_are_told(tmp_path: Path, tiers: list[str], code: str, message: str | None) -> None:
    """A hole, an overlap, an empty band or two currencies are errors at load, with the amounts concerned."""
    problem = only(tmp_path, limits(*tiers))
    assert problem.code == code
    assert message is None or problem.message == message


@pytest.mark.parametrize(
    "tiers",
    [
        ["{lt: 100 CNY}", "{ge: 100 CNY, lt: 200 CNY}", "{ge: 200 CNY}"],
        ["{gt: 100 CNY}", "{le: 100 CNY}"],
        ["{le: 100.00 CNY}", "{gt: 100 CNY}"],
        ["{role: clerk, le: 100 CNY}", "{role: head, le: 5000 CNY}"],
        ["{le: 100 CNY}"],
        ["{ge: 100 CNY, le: 100 CNY}", "{gt: 100 CNY}"],
        ["{approvers: none}"],
    ],
)
def test_limits_that_touch_are_fine(tmp_path: Path, tiers: list[str]) -> None:
    """T39: bands that touch are fine in whatever order, and an upper end beyond which nobody may act is a limit."""
    assert len(loaded(tmp_path, limits(*tiers)).rules) == 1


def test_bounds_that_are_one_blank_are_compared_while_it_is_open(tmp_path: Path) -> None:
    """`le` and `ge` of one blank overlap whatever fills it."""
    problem = only(tmp_path, limits("{le: {blank: head_above}}", "{ge: {blank: head_above}}"))
    assert (problem.code, problem.message) == (
        "overlapping-limits",
        "tiers 1 and 2 overlap: both hold for exactly head_above",
    )


def test_bounds_of_blanks_are_checked_once_filled(tmp_path: Path) -> None:
    """A profile whose amounts leave a hole is refused; while the blank is open nobody can tell."""
    text = limits("{le: 100 CNY}", "{gt: {blank: head_above}}")
    assert "head_above" in loaded(tmp_path, text).open_blanks
    assert loaded(tmp_path, text, {"head_above": "100 CNY"}).open_blanks == ("answer_within",)
    assert only(tmp_path, text, {"head_above": "150 CNY"}).code == "hole-in-limits"


def test_limits_are_checked_in_each_edition(tmp_path: Path) -> None:
    """A hole that opens only when a dated value changes is found, with its date."""
    text = limits("{le: 100 CNY}", "{gt: {blank: head_above}}")
    values = [{"value": "100 CNY", "until": "2026-07-01"}, {"value": "90 CNY", "from": "2026-07-01"}]
    problem = only(tmp_path, text, {"head_above": values})
    assert problem.message == ("tiers 1 and 2 overlap from 2026-07-01: both hold for amounts from 90 CNY to 100 CNY")


def test_all_wrong_tiers_are_told(tmp_path: Path) -> None:
    """Several holes in one rule are several problems."""
    found = problems(tmp_path, limits("{lt: 1 CNY}", "{gt: 1 CNY, lt: 2 CNY}", "{gt: 2 CNY}"))
    assert [problem.where.line for problem in found] == [20, 21]


@st.composite
def bands(draw: st.DrawFn) -> list[dict[str, str]]:
    """A few bands with bounds near one another, so that they often touch."""
    amounts = st.integers(0, 4).map(lambda number: f"{Decimal(number) / 2} CNY")
    tiers = []
    for _ in range(draw(st.integers(1, 3))):
        tier: dict[str, str] = {}
        low = draw(st.sampled_from(["gt", "ge", ""]))
        high = draw(st.sampled_from(["lt", "le", ""]))
        if low:
            tier[low] = draw(amounts)
        if high:
            tier[high] = draw(amounts)
        tiers.append(tier)
    return tiers


def holds(tier: dict[str, str], amount: Decimal) -> bool:
    """Whether a band holds an amount, as a child would say it."""
    bound = {key: Decimal(text.split()[0]) for key, text in tier.items()}
    return (
        ("gt" not in bound or amount > bound["gt"])
        and ("ge" not in bound or amount >= bound["ge"])
        and ("lt" not in bound or amount < bound["lt"])
        and ("le" not in bound or amount <= bound["le"])
    )


@given(bands())
def test_limits_agree_with_trying_every_amount(tiers: list[dict[str, str]]) -> None:
    """The checker finds a fault exactly where counting the tiers amount by amount finds one."""
    grid = [Decimal(number) / 4 for number in range(-1, 11)]
    counts = [sum(holds(tier, amount) for tier in tiers) for amount in grid]
    held = [index for index, count in enumerate(counts) if count]
    hole = bool(held) and any(count == 0 for count in counts[held[0] : held[-1]])
    faulty = any(count > 1 for count in counts) or hole or any(not any(holds(t, a) for a in grid) for t in tiers)
    rule = {
        "id": "a",
        "kind": "authority",
        "clause": "C",
        "action": "remedied",
        "amount": {"field": "amount"},
        "tiers": tiers,
    }
    if not any(tiers):
        rule.pop("amount")
    assert faults(rule) <= {"hole-in-limits", "overlapping-limits", "empty-band"}
    assert bool(faults(rule)) == faulty


def faults(rule: dict[str, Any]) -> set[str]:
    """The codes of what is wrong with a rule."""
    try:
        Policy(policy="p", timezone="UTC", rules=[rule])
    except PolicyError as error:
        return {problem.code for problem in error.problems}
    return set()


def test_the_overlap_of_a_general_tier_and_a_special_one_is_told_as_it_is(tmp_path: Path) -> None:
    """Both hold up to the lesser bound; the way out says how a tier is written that is for all others."""
    problem = only(tmp_path, limits("{role: head, le: 500 CNY}", "{le: 100 CNY}"))
    assert problem.message == "tiers 1 and 2 overlap for `head`: both hold for amounts up to 100 CNY"
    assert problem.help == "a tier without `role` is also for `head`; for all others write `role: [clerk]` in it"


def by(amount: str, bound: str, more: str = "") -> str:
    """A document whose rule takes the amount from somewhere and limits it by something."""
    rule = f"{{id: paid, kind: authority, clause: A-2, action: remedied, amount: {amount}, tiers: [{{{bound}}}]}}"
    return f"{HEAD}{more}rules:\n- {rule}\n"


LAST = "facts:\n  paid_out: {type: money, sum: remedied, of: amount}\n"


@pytest.mark.parametrize(
    ("amount", "bound", "more"),
    [
        ("{field: subject.amount}", "le: {field: amount}", ""),
        ("{field: subject.amount}", "lt: {field: subject.amount}", ""),
        ("{field: subject.amount}", "gt: {field: amount}", ""),
        ("{field: subject.x.sum}", "le: {field: x.sum}", ""),
        ("{field: subject.amount}", "le: {greatest: [{field: amount}, 100 CNY]}", ""),
        ("{field: subject.amount}", "le: {choose: [{when: {type: complaint}, value: {field: amount}}]}", ""),
        ("{least: [{field: subject.amount}, {field: amount}]}", "le: {field: amount}", ""),
        ("{field: subject.amount}", "le: {blank: head_above}", ""),
        ("{field: paid_out}", "le: {field: paid_out}", LAST),
        ("{field: amount}", "le: {field: paid_out}", LAST),
        ("{field: amount}", "ge: {field: paid_out}", LAST),
    ],
)
def test_a_limit_that_reads_the_amount_itself_is_refused(tmp_path: Path, amount: str, bound: str, more: str) -> None:
    """A bound that is the amount which it limits, or is made of it, would permit any amount: refused at load."""
    fill = {"head_above": {"field": "amount"}} if "blank" in bound else None
    found = only(tmp_path, by(amount, bound, more), fill)
    assert (found.code, found.help) == ("limits-itself", "read the limit from another field, or say it outright")


@pytest.mark.parametrize(
    ("amount", "bound", "more"),
    [
        ("{field: amount}", "le: {field: subject.amount}", ""),
        ("{field: amount}", "le: {field: amount}", ""),  # a bound is of the case, the amount of the act
        ("{field: amount}", "le: {field: paid_out}", LAST.replace("sum: remedied", "first: approved")),
        ("{field: subject.amount}", "le: {choose: [{when: {amount: {gt: 9 CNY}}, value: 100 CNY}]}", ""),
    ],
)
def test_a_limit_that_reads_another_field_loads(tmp_path: Path, amount: str, bound: str, more: str) -> None:
    """What a case says may limit what an act says, and a choice may hang on the amount."""
    assert loaded(tmp_path, by(amount, bound, more)).rules
