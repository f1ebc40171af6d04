"""What many reports come to, rule by rule. Built one report at a time, and no larger for a larger log."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from servicepolicy.language.rule import Rule
from servicepolicy.money import Money
from servicepolicy.results.verdict import Margin, Status, Verdict

if TYPE_CHECKING:
    from servicepolicy.results.report import Report

__all__ = ["RuleTally", "Summary", "exit_code"]

GRAVITY = ("serious", "normal", "minor")
MANY_DOUBTS = 2_000  # different facts that are missing; a log may invent field names without end


@attrs.define
class RuleTally:
    """What became of one rule.

    Attributes:
        rule: The rule.
        statuses: Verdicts by status.
        waived: Breaches that an accepted exception covers; they count among the breached, too.
        tightest: The smallest margin in time.
        over: The smallest margin in money, by currency.
        worst: The worst breaches that nothing covers, worst first.
    """

    rule: Rule
    statuses: Counter[Status] = attrs.field(factory=Counter[Status])
    waived: int = 0
    tightest: Margin | None = None
    over: dict[str, Money] = attrs.field(factory=dict[str, Money])
    worst: list[Verdict] = attrs.field(factory=list[Verdict])

    @property
    def worst_margin(self) -> Margin | None:
        """The smallest margin: in time, else in money (of the currency that comes first, where there are several).

        `None` where there is none, and where something was breached and the margin is not by how much: who lacked an
        approval kept the limit, and it would say nothing of that.
        """
        smallest = self.tightest
        if smallest is None and self.over:
            smallest = Margin(money=self.over[min(self.over)])
        return None if self.statuses[Status.BREACHED] and _to_spare(smallest) else smallest

    def add(self, verdict: Verdict, keep: int) -> None:
        """Count one verdict; `keep` is how many of the worst to remember."""
        self.statuses[verdict.status] += 1
        if verdict.status is not Status.BREACHED:
            self._measure(verdict.margin)
            return
        if not _to_spare(verdict.margin):
            self._measure(verdict.margin)
        if verdict.waived is not None:
            self.waived += 1
            return
        insort(self.worst, verdict, key=_badness)
        del self.worst[keep:]

    def _measure(self, margin: Margin | None) -> None:
        if margin is None:
            return
        if margin.wall_us is not None:
            held = None if self.tightest is None else self.tightest.wall_us
            if held is None or margin.wall_us < held:
                self.tightest = margin
        if margin.money is not None:
            known = self.over.get(margin.money.currency)
            if known is None or margin.money < known:
                self.over[margin.money.currency] = margin.money


def _to_spare(margin: Margin | None) -> bool:
    """Whether a margin says that nothing was exceeded."""
    if margin is None:
        return False
    wall = margin.wall_us is None or margin.wall_us >= 0
    return wall and (margin.money is None or margin.money.amount >= 0)


def _badness(verdict: Verdict) -> tuple[int, object, str, str]:
    """Smaller is worse: by time, else by money, else by name, so that the order never depends on the log's."""
    margin = verdict.margin
    if margin is not None and margin.wall_us is not None:
        return (0, margin.wall_us, verdict.subject, verdict.occurrence)
    if margin is not None and margin.money is not None:
        return (1, (margin.money.currency, margin.money.amount), verdict.subject, verdict.occurrence)
    return (2, 0, verdict.subject, verdict.occurrence)


class Summary:
    """Counts over many reports.

    Args:
        rules: The rules of the policy, in its order.
        worst: How many of the worst cases to remember.

    Attributes:
        subjects: Reports added.
        kinds: What they are about: `case`, `agent` .., with how many.
        not_judged: Rules left out of a report, summed.
        missing: Facts that would settle unknown verdicts, with how many verdicts hang on each; event numbers left out.
    """

    def __init__(self, rules: Iterable[Rule], worst: int = 5) -> None:
        self._tallies = {rule.id: RuleTally(rule) for rule in rules}
        self._worst = worst
        self.subjects = 0
        self.kinds: Counter[str] = Counter()
        self.not_judged = 0
        self.missing: Counter[str] = Counter()

    def add(self, report: Report) -> None:
        """Count one report."""
        self.subjects += 1
        self.kinds[report.kind] += 1
        self.not_judged += report.not_judged
        for verdict in (*report.verdicts, *report.advice):
            tally = self._tallies.get(verdict.rule)
            if tally is None:
                continue
            tally.add(verdict, self._worst)
            for doubt in {_field(doubt) for doubt in verdict.doubts}:
                if doubt in self.missing or len(self.missing) < MANY_DOUBTS:
                    self.missing[doubt] += 1

    @property
    def rules(self) -> tuple[RuleTally, ...]:
        """Rules whose breach is a breach, in the policy's order."""
        return tuple(tally for tally in self._tallies.values() if tally.rule.level == "breach")

    @property
    def advice(self) -> tuple[RuleTally, ...]:
        """Rules that only advise; they never count in `breaches`."""
        return tuple(tally for tally in self._tallies.values() if tally.rule.level == "advice")

    @property
    def elsewhere(self) -> int:
        """How many rules were not judged: they are about other subjects than were there, or over a period."""
        rules = [tally.rule for tally in self._tallies.values() if not tally.statuses.total()]
        return sum(rule.nature.over_a_period or rule.subject not in self.kinds for rule in rules) if self.kinds else 0

    @property
    def breaches(self) -> int:
        """Breaches that no accepted exception covers."""
        return sum(tally.statuses[Status.BREACHED] - tally.waived for tally in self.rules)

    @property
    def waived(self) -> int:
        """Breaches that an accepted exception covers."""
        return sum(tally.waived for tally in self.rules)

    @property
    def unknown(self) -> int:
        """Verdicts that lack a fact."""
        return sum(tally.statuses[Status.UNKNOWN] for tally in self.rules)

    @property
    def worst(self) -> tuple[Verdict, ...]:
        """The worst cases: each rule's worst in turn, serious breaches first, so that one rule hides no other."""
        ranked = sorted(self.rules, key=lambda tally: GRAVITY.index(tally.rule.gravity))
        turns = [tally.worst[turn : turn + 1] for turn in range(self._worst) for tally in ranked]
        return tuple(verdict for turn in turns for verdict in turn)[: self._worst]


def _field(doubt: str) -> str:
    """A doubt without the number of its event: `3.channel` and `7.channel` are one missing field."""
    number, dot, field = doubt.partition(".")
    return field if dot and number.isdecimal() else doubt


def exit_code(summary: Summary, *, problems: bool, strict: bool) -> int:
    """What a script is told, the first that holds: 3 something was unusable, 1 breached, 4 unknown (`strict`), 0."""
    if problems:
        return 3
    if summary.breaches:
        return 1
    return 4 if strict and summary.unknown else 0
