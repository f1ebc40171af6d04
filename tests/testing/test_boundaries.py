"""Which limits the scenarios hit exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.testing import load_scenarios
from servicepolicy.testing.boundaries import Limit, limits_of

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Asia/Shanghai
roles: {clerk: {}, head: {above: [clerk]}}
blanks:
  may_pay: {type: money, clause: D-2, ask: {zh: 多少?, en: How much?}}
  rate: {type: range, clause: D-3, ask: {zh: 语速?, en: How fast?}}
facts:
  sent_twice: {type: number, count: received}
rules:
- {id: answered, kind: deadline, clause: D-1, start: received, stop: replied, within: 2 hours}
- {id: limit, kind: authority, clause: D-2, action: paid, amount: {field: amount},
   tiers: [{role: clerk, le: {blank: may_pay}}, {role: clerk, gt: {blank: may_pay}, approvers: {any_of: [head]}}]}
- {id: speed, kind: requirement, subject: interaction, clause: D-3, must: {speech_rate: {in: {blank: rate}}}}
- {id: seldom, kind: requirement, clause: D-4, must: {sent_twice: {le: 2}}}
- {id: never-asked, kind: requirement, clause: D-5, must: {sent_twice: {le: 5}}}
"""
HEAD = """\
servicepolicy: 1
scenarios: desk.yaml
fill: {may_pay: [{value: 100 CNY, from: 2026-01-01}], rate: [180, 240]}
cases:
"""
AS_OF = "as_of: 2026-01-05T18:00:00+08:00"
RECEIVED = "{event: received, at: 2026-01-05T09:00:00+08:00}"


def limits(tmp_path: Path, *cases: str) -> dict[str, tuple[bool, bool]]:
    """The limits of the small policy: rule and name, and whether each side is shown."""
    (tmp_path / "desk.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "scenarios.yaml").write_text(HEAD + "".join(cases), encoding="utf-8")
    loaded = load_scenarios(tmp_path / "scenarios.yaml")
    results = tuple(loaded.results())
    assert all(result.passed for result in results), [result.problem or result.differences for result in results]
    return {f"{one.rule} {one.name}": (one.lower, one.upper) for one in limits_of(loaded, results)}


def replied(time: str, status: str) -> str:
    """A case that came in at nine and was answered at this time."""
    answer = f"{{event: replied, at: '2026-01-05T{time}+08:00'}}"
    subject = f"{{id: S-1, events: [{RECEIVED}, {answer}]}}"
    name = f"at-{time.replace(':', '-')}"
    return f"- {{id: {name}, rule: answered, {AS_OF}, subject: {subject}, expect: {{status: {status}}}}}\n"


def paid(amount: str, effect: str) -> str:
    """A clerk who asks whether to pay an amount."""
    asked = f"{{action: paid, by: {{id: e1, role: clerk}}, amount: {amount}, at: 2026-01-05T09:00:00+08:00}}"
    return f"- {{id: 'pays-{amount[:-4]}', rule: limit, decide: {asked}, expect: {{effect: {effect}}}}}\n"


def spoken(rate: int, status: str) -> str:
    """A talk at this rate."""
    subject = f"{{id: T-1, subject: interaction, speech_rate: {rate}}}"
    return f"- {{id: rate-{rate}, rule: speed, {AS_OF}, subject: {subject}, expect: {{status: {status}}}}}\n"


def received(times: int, status: str) -> str:
    """A case that was sent in so many times."""
    events = ", ".join(RECEIVED.replace("09:", f"{9 + hour:02}:") for hour in range(times))
    subject = f"{{id: S-1, events: [{events}]}}"
    return f"- {{id: times-{times}, rule: seldom, {AS_OF}, subject: {subject}, expect: {{status: {status}}}}}\n"


@pytest.mark.parametrize(
    ("cases", "limit", "sides"),
    [
        ((replied("11:00:00", "met"), replied("11:00:01", "breached")), "answered due", (True, True)),
        ((replied("10:59:59", "met"), replied("11:00:02", "breached")), "answered due", (False, False)),
        ((paid("100.00 CNY", "permit"), paid("100.01 CNY", "needs_approval")), "limit may_pay", (True, True)),
        ((paid("99.99 CNY", "permit"), paid("100.02 CNY", "needs_approval")), "limit may_pay", (False, False)),
        ((spoken(180, "met"), spoken(179, "breached"), spoken(240, "met")), "speed rate (lowest)", (True, True)),
        ((spoken(180, "met"), spoken(240, "met"), spoken(242, "breached")), "speed rate (highest)", (True, False)),
        ((received(2, "met"), received(3, "breached")), "seldom must.sent_twice.le", (True, True)),
        ((received(1, "met"), received(4, "breached")), "seldom must.sent_twice.le", (False, False)),
    ],
)
def test_a_limit_is_hit_by_what_stands_right_at_it(
    tmp_path: Path, cases: tuple[str, ...], limit: str, sides: tuple[bool, bool]
) -> None:
    """A limit counts as hit on a side only if a scenario would notice it one unit away."""
    assert limits(tmp_path, *cases)[limit] == sides


TIERS = {
    "of a role": "[{role: clerk, le: 100 CNY}, {role: clerk, gt: 100 CNY, le: 500 CNY, approvers: {any_of: [head]}},"
    " {role: clerk, gt: 500 CNY, approvers: {all_of: [clerk, head]}}, {role: head, le: 100 CNY},"
    " {role: head, gt: 100 CNY}]",
    "of everybody": "[{lt: 100 CNY}, {ge: 100 CNY, le: 500 CNY, approvers: {any_of: [head]}},"
    " {gt: 500 CNY, approvers: {all_of: [clerk, head]}}]",
}


@pytest.mark.parametrize("whose", sorted(TIERS))
def test_a_limit_at_which_one_tier_ends_and_the_next_begins_is_one(tmp_path: Path, whose: str) -> None:
    """Both tiers are moved together: neither is dropped since the other would overlap it, and none is counted twice."""
    policy = (
        "servicepolicy: 1\npolicy: desk\ntimezone: Asia/Shanghai\nroles: {clerk: {}, head: {above: [clerk]}}\n"
        "rules:\n"
        "- {id: limit, kind: authority, clause: D-2, action: paid, amount: {field: amount},\n"
        f"   tiers: {TIERS[whose]}}}\n"
    )
    (tmp_path / "desk.yaml").write_text(policy, encoding="utf-8")
    below = ("99.99 CNY", "100.00 CNY") if whose == "of everybody" else ("100.00 CNY", "100.01 CNY")
    cases = [paid(amount, effect) for amount, effect in zip(below, ("permit", "needs_approval"), strict=True)]
    file = tmp_path / "scenarios.yaml"
    file.write_text("servicepolicy: 1\nscenarios: desk.yaml\ncases:\n" + "".join(cases), encoding="utf-8")
    loaded = load_scenarios(file)
    found = {one.values: one.hit for one in limits_of(loaded, tuple(loaded.results())) if "tiers.3" not in one.name}
    assert found == {("100 CNY",): True, ("500 CNY",): False}


def test_a_limit_that_nobody_asks_about_is_not_hit(tmp_path: Path) -> None:
    """A rule without scenarios has its limits all the same."""
    assert limits(tmp_path, received(2, "met"))["never-asked must.sent_twice.le"] == (False, False)


def test_a_limit_is_hit_when_both_sides_are_shown() -> None:
    """One side is not enough."""
    assert Limit("r", "n", lower=True, upper=True).hit
    assert not Limit("r", "n", lower=True, upper=False).hit
