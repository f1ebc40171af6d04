"""A summary of many reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.language.rule import Rule
from servicepolicy.money import Money
from servicepolicy.reporting import Summary, exit_code
from servicepolicy.reporting.durations import worst_of
from servicepolicy.results.report import Report
from servicepolicy.results.rows import row_of
from servicepolicy.results.verdict import Margin, Reason, Status, Verdict
from servicepolicy.telling.verdicts import reason_in_general


def deadline(name: str, **more: object) -> Deadline:
    """A rule; what it says does not matter here."""
    plain = {"id": name, "clause": "X-1", "start": "received", "stop": "replied", "within": "1 hour", **more}
    return Deadline.model_validate(plain)


def authority(name: str) -> Authority:
    """A rule about money; what it says does not matter here."""
    plain = {"id": name, "clause": "X-2", "action": "paid", "amount": {"field": "amount"}, "tiers": [{"le": "100 CNY"}]}
    return Authority.model_validate(plain)


def verdict(rule: Rule, status: Status, case: str = "C-1", *, hours: float | None = None, **more: Any) -> Verdict:
    """A verdict; `hours` are to spare."""
    margin = None if hours is None else Margin(wall_us=int(timedelta(hours=hours) / timedelta(microseconds=1)))
    made = Verdict(
        rule=rule.id,
        kind="deadline",
        clause=rule.clause,
        subject=case,
        occurrence="1",
        status=status,
        reason=Reason("late"),
        level=rule.level,
        gravity=rule.gravity,
        margin=margin,
    )
    return attrs.evolve(made, **more)


def report(*verdicts: Verdict, not_judged: int = 0) -> Report:
    """A report of verdicts on one subject."""
    return Report(
        policy="p",
        digest="d",
        basis="b",
        subject=verdicts[0].subject if verdicts else "C-0",
        kind="case",
        as_of_us=0,
        verdicts=tuple(v for v in verdicts if v.level == "breach"),
        advice=tuple(v for v in verdicts if v.level == "advice"),
        not_judged=not_judged,
    )


def summary(rules: list[Rule], *verdicts: Verdict, worst: int = 5) -> Summary:
    """A summary of reports of one verdict each."""
    made = Summary(rules, worst)
    for one in verdicts:
        made.add(report(one))
    return made


def test_counts_by_status() -> None:
    """Each verdict counts under its status, rule by rule."""
    rule = deadline("answered")
    made = summary([rule], *(verdict(rule, status, f"C-{i}") for i, status in enumerate([*Status, Status.MET])))
    (tally,) = made.rules
    assert {status: tally.statuses[status] for status in Status} == {**dict.fromkeys(Status, 1), Status.MET: 2}
    assert (made.subjects, made.breaches, made.unknown) == (6, 1, 1)


def test_waived_breaches_are_marked_and_do_not_count() -> None:
    """A waived breach stays broken in the table, and counts neither as a breach nor among the worst cases."""
    rule = deadline("answered")
    made = summary([rule], verdict(rule, Status.BREACHED, hours=-2, waived="W-1"))
    assert made.rules[0].statuses[Status.BREACHED] == 1
    assert (made.breaches, made.waived, made.worst) == (0, 1, ())
    assert exit_code(made, problems=False, strict=True) == 0


def test_advice_stands_apart() -> None:
    """A broken piece of advice is no breach."""
    rule = deadline("polite", level="advice")
    made = summary([rule], verdict(rule, Status.BREACHED))
    assert made.rules == ()
    assert made.advice[0].statuses[Status.BREACHED] == 1
    assert exit_code(made, problems=False, strict=False) == 0


def test_the_worst_margin_is_the_smallest() -> None:
    """Of kept and broken alike the smallest margin is kept: in time, or in money by currency."""
    rule, limit = deadline("answered"), authority("limit")
    made = summary(
        [rule, limit],
        verdict(rule, Status.MET, hours=5),
        verdict(rule, Status.BREACHED, hours=-3),
        verdict(rule, Status.BREACHED, hours=-1),
        verdict(limit, Status.MET, margin=Margin(money=Money("20", "CNY"))),
        verdict(limit, Status.BREACHED, margin=Margin(money=Money("-5.5", "CNY"))),
        verdict(limit, Status.MET, margin=Margin(money=Money("1", "EUR"))),
    )
    timed, paid = (tally.worst_margin for tally in made.rules)
    assert timed is not None
    assert timed.wall == timedelta(hours=-3)
    assert paid == Margin(money=Money("-5.5", "CNY"))


def test_a_breach_of_something_else_has_no_margin_to_spare() -> None:
    """What was within the limit and lacked an approval says nothing of by how much; nor do those that were kept."""
    limit, other = authority("limit"), authority("other")
    near = Margin(money=Money("0", "CNY"))
    made = summary(
        [limit, other],
        verdict(limit, Status.BREACHED, margin=Margin(money=Money("24000", "CNY"))),
        verdict(limit, Status.MET, "C-2", margin=near),
        verdict(other, Status.MET, margin=near),
    )
    lacking, kept = (tally.worst_margin for tally in made.rules)
    assert (lacking, kept) == (None, near)
    assert made.rules[0].over == {"CNY": Money("0", "CNY")}
    row = row_of(made.rules[0].worst[0], "p", "case")
    assert (row["margin_amount"], row["margin_currency"]) == (None, None)


def test_what_is_not_done_is_worse_than_what_was_late() -> None:
    """The longest due first; of the rule it is told how many are not done, beside the worst margin of the rest."""
    rule = deadline("answered")
    open_ = [verdict(rule, Status.BREACHED, f"C-{due}", due_us=due) for due in (9, 2, 5)]
    covered = verdict(rule, Status.BREACHED, "C-0", due_us=0, waived="W-1")
    late = verdict(rule, Status.BREACHED, "C-late", hours=-70, due_us=1, stopped_us=2)
    made = summary([rule], late, *open_, covered)
    assert [one.subject for one in made.worst] == ["C-2", "C-5", "C-9", "C-late"]
    (tally,) = made.rules
    assert worst_of(tally.undone, tally.worst_margin, "en") == "3 not done; 2 d 22 h over"


def test_reasons_name_the_step_that_was_missed() -> None:
    """Verdicts that lack the same step of an order are counted together, and told by it."""
    rule = deadline("in-order")
    lacking = [Reason.of("step_skipped", step=(step,)) for step in ("investigated", "approved", "approved")]
    made = summary([rule], *(verdict(rule, Status.BREACHED, f"C-{i}", reason=one) for i, one in enumerate(lacking)))
    told = [
        (found.count, reason_in_general(found.example, found.count, {}, "en")) for _, _, found in made.rules[0].reasons
    ]
    assert [count for count, _ in told] == [2, 1]
    assert "approved" in told[0][1]
    assert "investigated" in told[1][1]


def test_the_worst_cases_come_from_every_rule() -> None:
    """Each rule's worst in turn, serious rules first: one rule with many breaches hides no other."""
    often, rarely = deadline("often"), deadline("rarely", gravity="serious")
    late = [verdict(often, Status.BREACHED, f"C-{hours}", hours=-hours) for hours in (1, 9, 5, 7)]
    made = summary([often, rarely], *late, verdict(rarely, Status.BREACHED, "R-1", hours=-0.1), worst=3)
    assert [v.subject for v in made.worst] == ["R-1", "C-9", "C-7"]


def test_the_worst_cases_do_not_hang_on_the_order_of_the_log() -> None:
    """The same reports in another order give the same worst cases."""
    rule = deadline("answered")
    late = [verdict(rule, Status.BREACHED, f"C-{i}", hours=-(i // 2)) for i in range(10)]
    assert summary([rule], *late, worst=3).worst == summary([rule], *reversed(late), worst=3).worst


def test_memory_is_bounded() -> None:
    """No more verdicts are held than there are cases to explain."""
    rule = deadline("answered")
    made = summary([rule], *(verdict(rule, Status.BREACHED, f"C-{i}", hours=-i) for i in range(200)), worst=4)
    assert len(made.rules[0].worst) == 4


def test_missing_facts_are_counted_by_field() -> None:
    """A field that is missing in several events of a verdict counts once for it."""
    rule = deadline("answered")
    made = summary(
        [rule],
        verdict(rule, Status.UNKNOWN, doubts=("3.channel", "7.channel", "contact_left")),
        verdict(rule, Status.UNKNOWN, doubts=("12.channel",)),
    )
    assert made.missing == {"channel": 2, "contact_left": 1}


def test_rules_that_were_not_asked_for_are_left_out() -> None:
    """A summary of one rule counts no other."""
    rule, other = deadline("answered"), deadline("other")
    made = summary([rule], verdict(other, Status.BREACHED))
    assert (made.breaches, made.worst) == (0, ())


@pytest.mark.parametrize(
    ("status", "problems", "strict", "code"),
    [
        (Status.MET, False, True, 0),
        (Status.PENDING, False, True, 0),
        (Status.UNKNOWN, False, False, 0),
        (Status.UNKNOWN, False, True, 4),
        (Status.BREACHED, False, True, 1),
        (Status.BREACHED, True, True, 3),
        (Status.MET, True, False, 3),
    ],
)
def test_the_strongest_exit_code_wins(status: Status, problems: bool, strict: bool, code: int) -> None:
    """Three stands before one, one before four, four before nothing."""
    rule = deadline("answered")
    assert exit_code(summary([rule], verdict(rule, status)), problems=problems, strict=strict) == code


def test_not_judged_is_summed() -> None:
    """What reports left out is told."""
    made = Summary([deadline("answered")])
    made.add(report(not_judged=2))
    made.add(report(not_judged=1))
    assert made.not_judged == 3


def test_what_falls_due_as_a_month_ends_belongs_to_it() -> None:
    """The end of 31 March is no moment of April; what is done then is."""
    rule = deadline("a")
    midnight = 1_775_001_600_000_000  # 2026-04-01T00:00:00Z
    summary = Summary([rule])
    summary.add(report(verdict(rule, Status.BREACHED, due_us=midnight)))
    summary.add(report(verdict(rule, Status.MET, stopped_us=midnight)))
    assert {month: (one.met, one.breached) for month, one in summary.months.items()} == {
        "2026-03": (0, 1),
        "2026-04": (1, 0),
    }
