"""What many verdicts come to, rule by rule and by month, unit, agent or field: a pure fold.

It is built one report at a time and is no larger for a larger log. A fold has no order: the same verdicts in any order,
or added up in parts (`merge`), come to the same.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.language.plain import all_known
from servicepolicy.language.rule import Rule
from servicepolicy.money import Money
from servicepolicy.reporting.grouping import Dimension, dimensions
from servicepolicy.results.moments import moment_of, month_of
from servicepolicy.results.rows import field_of
from servicepolicy.results.verdict import Args, Margin, Status, Verdict, WhyNot, step_named

if TYPE_CHECKING:
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.results.report import Report

__all__ = ["Count", "Reasons", "RuleTally", "Summary", "exit_code", "undeclared_in"]

GRAVITY = ("serious", "normal", "minor")
MANY_DOUBTS = 2_000  # different facts that are missing; a log may invent field names without end
MANY_GROUPS: Final = 100_000  # groups of one dimension, times rules; what comes after is one group of its own
OTHERS: Final = "*"  # the group of what comes after


@attrs.define
class Count:
    """Verdicts by status; the waived are among the breached, too."""

    met: int = 0
    breached: int = 0
    pending: int = 0
    unknown: int = 0
    not_applicable: int = 0
    waived: int = 0

    def add(self, status: Status, *, waived: bool = False, times: int = 1) -> None:
        """Count verdicts of one status."""
        setattr(self, status.value, getattr(self, status.value) + times)
        if waived:
            self.waived += times

    def merge(self, other: Count) -> None:
        """Add what another has counted."""
        for field in attrs.fields(Count):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def decided(self) -> int:
        """How many are met or breached."""
        return self.met + self.breached

    @property
    def total(self) -> int:
        """How many there are of any status."""
        return self.decided + self.pending + self.unknown + self.not_applicable

    @property
    def rate(self) -> Fraction | None:
        """The share of the met among the met and the breached; the waived count as breached. `None`: none is either."""
        return Fraction(self.met, self.decided) if self.decided else None

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """The least and the greatest that the rate can be, once what is unknown is known."""
        whole = self.decided + self.unknown
        return (Fraction(self.met, whole), Fraction(self.met + self.unknown, whole)) if whole else None


@attrs.define
class Reasons:
    """How often a rule gave one reason, with the worst verdict that has it.

    Attributes:
        count: How many verdicts have it.
        example: The worst of them; of equally bad ones the first by subject and occurrence.
        facts: What is lacking for those that are unknown, with how many lack it.
    """

    count: int
    example: Verdict
    facts: Counter[str] = attrs.field(factory=Counter[str])

    @classmethod
    def of(cls, verdict: Verdict) -> Reasons:
        """That of one verdict."""
        return cls(1, verdict, Counter({field_of(doubt) for doubt in verdict.doubts}))

    def merge(self, other: Reasons) -> None:
        """Add what another has counted."""
        self.count += other.count
        if _badness(other.example) < _badness(self.example):
            self.example = other.example
        for name, count in other.facts.items():
            if name in self.facts or len(self.facts) < MANY_DOUBTS:
                self.facts[name] += count


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
        why: The reasons of what is breached or unknown, by status, code, and the step that they name (`step_named`).
        undone: Breaches that nothing covers where what fell due is not done yet.
        first: When the first of its breaches that nothing covers fell due, was done or began, UTC microseconds.
        last: When the last one did.
        months: The same counts by month (`2026-03`) in which they fell due, were done or began; `""`: in none.
    """

    rule: Rule
    statuses: Counter[Status] = attrs.field(factory=Counter[Status])
    waived: int = 0
    undone: int = 0
    tightest: Margin | None = None
    over: dict[str, Money] = attrs.field(factory=dict[str, Money])
    worst: list[Verdict] = attrs.field(factory=list[Verdict])
    why: dict[tuple[Status, str, Args], Reasons] = attrs.field(factory=dict[tuple[Status, str, Args], Reasons])
    first: int | None = None
    last: int | None = None
    months: dict[str, Count] = attrs.field(factory=dict[str, Count])

    @property
    def count(self) -> Count:
        """The counts, with their rate."""
        return Count(**{status.value: self.statuses[status] for status in Status}, waived=self.waived)

    @property
    def worst_margin(self) -> Margin | None:
        """The smallest margin: in time, else in money (of the currency that comes first, where there are several).

        `None` where there is none, and where something was breached and the margin is not by how much: who lacked an
        approval kept the limit, and it would say nothing of that.
        """
        smallest = self.tightest
        if smallest is None and self.over:
            smallest = Margin(money=self.over[min(self.over)])
        return None if self.statuses[Status.BREACHED] and smallest is not None and smallest.kept else smallest

    @property
    def reasons(self) -> tuple[tuple[Status, str, Reasons], ...]:
        """The reasons of what is breached or unknown, the breached first, the most frequent first."""
        ranked = sorted(
            self.why.items(), key=lambda item: (item[0][0] is Status.UNKNOWN, -item[1].count, str(item[0][1:]))
        )
        return tuple((status, code, found) for (status, code, _), found in ranked)

    def add(self, verdict: Verdict, keep: int) -> None:
        """Count one verdict; `keep` is how many of the worst to remember."""
        status = verdict.status
        self.statuses[status] += 1
        if status is not Status.NOT_APPLICABLE:
            month = month_of(verdict, verdict.label.zone)
            counted = self.months.get(month)
            if counted is None:
                counted = self.months[month] = Count()
            counted.add(status, waived=verdict.waived is not None)
        if status is Status.BREACHED or status is Status.UNKNOWN:
            self._explain(verdict)
        self._measure(verdict.measure)
        if status is not Status.BREACHED:
            return
        if verdict.waived is not None:
            self.waived += 1
            return
        self.undone += verdict.undone
        self._span(moment_of(verdict))
        self._remember(verdict, keep)

    def merge(self, other: RuleTally, keep: int) -> None:
        """Add what another has counted of the same rule."""
        self.statuses.update(other.statuses)
        self.waived += other.waived
        self.undone += other.undone
        for month, counted in other.months.items():
            self.months.setdefault(month, Count()).merge(counted)
        for key, found in other.why.items():
            held = self.why.get(key)
            if held is None:
                self.why[key] = attrs.evolve(found, facts=Counter(found.facts))
            else:
                held.merge(found)
        for at in (other.first, other.last):
            self._span(at)
        self._measure(other.tightest)
        for money in other.over.values():
            self._measure(Margin(money=money))
        for verdict in other.worst:
            self._remember(verdict, keep)

    def _remember(self, verdict: Verdict, keep: int) -> None:
        insort(self.worst, verdict, key=_badness)
        del self.worst[keep:]

    def _explain(self, verdict: Verdict) -> None:
        key = (verdict.status, verdict.reason.code, step_named(verdict.reason.args))
        found = self.why.get(key)
        if found is None:
            self.why[key] = Reasons.of(verdict)
        else:
            found.merge(Reasons.of(verdict))

    def _span(self, at: int | None) -> None:
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)

    def _measure(self, margin: Margin | None) -> None:
        if margin is None:
            return
        if margin.wall_us is not None and (self.tightest is None or _tightness(margin) < _tightness(self.tightest)):
            self.tightest = margin
        if margin.money is not None:
            known = self.over.get(margin.money.currency)
            if known is None or margin.money < known:
                self.over[margin.money.currency] = margin.money


def _tightness(margin: Margin) -> tuple[int, int]:
    """Smaller is tighter; of two that are so by the calendar, that with less working time."""
    return margin.wall_us or 0, margin.working_us or 0


def undeclared_in(verdict: Verdict) -> tuple[WhyNot, ...]:
    """The roles and codes that nobody declared and a verdict hangs on, wherever they stand."""
    named = dict.fromkeys(near for near in verdict.why_not if near.code.startswith("undeclared_"))
    return tuple(dict.fromkeys(attrs.evolve(near, event=0) for near in named)) if named else ()


def _badness(verdict: Verdict) -> tuple[int, object, str, str]:
    """Smaller is worse: what is not done yet, by time, by money, by name: the order never depends on the log's."""
    margin = verdict.margin
    if verdict.undone:
        return (0, verdict.due_us, verdict.subject, verdict.occurrence)
    if margin is not None and margin.wall_us is not None:
        return (1, margin.wall_us, verdict.subject, verdict.occurrence)
    if margin is not None and margin.money is not None:
        return (2, (margin.money.currency, margin.money.amount), verdict.subject, verdict.occurrence)
    return (3, 0, verdict.subject, verdict.occurrence)


class Summary:
    """Counts over many reports.

    Args:
        rules: The rules of the policy, in its order.
        worst: How many of the worst cases to remember.
        by: By what else to count: `unit`, `agent`, `quarter`, `year`, a field of the header; rule and month always are.

    Attributes:
        worst_kept: How many of the worst cases are remembered.
        dimensions: The ways of `by` to count.
        subjects: Reports added.
        subjects_breached: Of these, how many have at least one breach that nothing covers, advice left aside.
        kinds: What they are about: `case`, `agent` .., with how many.
        not_judged: Rules left out of a report, summed.
        missing: Facts that would settle unknown verdicts, with how many verdicts hang on each; event numbers left out.
        unlisted: How often yet another fact was missing, once `missing` holds 2,000.
        waivers: Breaches that each accepted exception covers, by its id and the rule.
        refused_waivers: Breaches that one is about and does not cover, by its id and why.
        undeclared: Roles and codes that the policy does not know and verdicts hang on, each with what was probably
            meant: how many verdicts, and the first subject.
        groups: Counts of each of `by`, by group and rule; `""`: nothing says which, `*`: those after 100,000 others.
        crossed: The same of rules whose breach is a breach by group and month, for each of `by` that is no time.

    Raises:
        UsageError: Verdicts cannot be counted by one of `by`.
    """

    def __init__(self, rules: Iterable[Rule], worst: int = 5, by: Iterable[str] = ()) -> None:
        self._tallies = {rule.id: RuleTally(rule) for rule in rules}
        self.worst_kept = worst
        self.dimensions: tuple[Dimension, ...] = dimensions(by)
        self.subjects = 0
        self.subjects_breached = 0
        self.kinds: Counter[str] = Counter()
        self.not_judged = 0
        self.missing: Counter[str] = Counter()
        self.unlisted = 0
        self.waivers: Counter[tuple[str, str]] = Counter()
        self.refused_waivers: Counter[tuple[str, str]] = Counter()
        self.undeclared: dict[WhyNot, tuple[int, str]] = {}
        self.groups: dict[str, dict[tuple[str, str], Count]] = {dimension.name: {} for dimension in self.dimensions}
        self.crossed: dict[str, dict[tuple[str, str], Count]] = {
            one.name: {} for one in self.dimensions if not one.period
        }

    def add(self, report: Report, facts: SubjectFacts | None = None) -> tuple[Mapping[str, str], ...]:
        """Count one report, and tell the groups of each of its verdicts.

        What is counted by fields of the subject needs its facts.
        """
        self.subjects += 1
        self.subjects_breached += any(one.status is Status.BREACHED and one.waived is None for one in report.verdicts)
        self.kinds[report.kind] += 1
        self.not_judged += report.not_judged
        groups = self.groups_of(report, facts)
        for verdict, belongs in zip((*report.verdicts, *report.advice), groups, strict=True):
            self.take(verdict, belongs)
        return groups

    def groups_of(self, report: Report, facts: SubjectFacts | None) -> tuple[Mapping[str, str], ...]:
        """The groups of each verdict of a report, advice last."""
        verdicts = (*report.verdicts, *report.advice)
        return tuple({one.name: one.of(verdict, facts, report.zone) for one in self.dimensions} for verdict in verdicts)

    def take(self, verdict: Verdict, groups: Mapping[str, str]) -> None:
        """Count one verdict, which belongs to these groups; its subject is counted elsewhere."""
        tally = self._tallies.get(verdict.rule)
        if tally is None:
            return
        tally.add(verdict, self.worst_kept)
        if verdict.waived is not None:
            self.waivers[verdict.waived, verdict.rule] += 1
        for near in verdict.why_not:
            if near.code.startswith("waiver_"):
                self.refused_waivers[near.test, near.code] += 1
        for near in undeclared_in(verdict):
            self.take_undeclared(near, 1, verdict.subject)
        for name, group in groups.items():
            self._group(name, group, verdict.rule).add(verdict.status, waived=verdict.waived is not None)
            if name in self.crossed and tally.rule.level == "breach" and verdict.status is not Status.NOT_APPLICABLE:
                month = month_of(verdict, verdict.label.zone)
                self._cross(name, group, month).add(verdict.status, waived=verdict.waived is not None)
        self.doubt(verdict.doubts, 1)

    def take_subjects(self, kind: str, count: int, not_judged: int, breached: int) -> None:
        """Count subjects of a kind, each judged without so many rules, so many of them with a breach.

        Verdicts are counted elsewhere.
        """
        self.subjects += count
        self.subjects_breached += breached
        self.kinds[kind] += count
        self.not_judged += not_judged * count

    def __getitem__(self, rule: str) -> RuleTally:
        """What became of one rule.

        Raises:
            UsageError: There is no such rule, or it was not judged.
        """
        all_known([rule], self._tallies, "is no rule that was judged")
        return self._tallies[rule]

    def tally(self, rule: str) -> RuleTally:
        """An empty one for one of the rules."""
        return RuleTally(self._tallies[rule].rule)

    def take_tally(self, tally: RuleTally) -> None:
        """Add what was counted of one of the rules; its subjects and groups are counted elsewhere."""
        self._tallies[tally.rule.id].merge(tally, self.worst_kept)

    def take_group(self, name: str, group: str, rule: str, counted: Count) -> None:
        """Add what was counted of a group of one of `by`."""
        self._group(name, group, rule).merge(counted)

    def take_cross(self, name: str, group: str, month: str, counted: Count) -> None:
        """Add what was counted of a group of one of `by` in a month, by rules whose breach is a breach."""
        self._cross(name, group, month).merge(counted)

    def doubt(self, doubts: Iterable[str], times: int) -> None:
        """Count what several verdicts lack, of which each lacks all of it."""
        for doubt in {field_of(doubt) for doubt in doubts}:
            self._lack(doubt, times)

    def take_undeclared(self, near: WhyNot, times: int, subject: str) -> None:
        """Count verdicts that hang on one role or code; the first of their subjects is given."""
        held = self.undeclared.get(near)
        if held is not None:
            self.undeclared[near] = (held[0] + times, min(held[1], subject))
        elif len(self.undeclared) < MANY_DOUBTS:
            self.undeclared[near] = (times, subject)

    def merge(self, other: Summary) -> None:
        """Add what another has counted of other subjects by the same rules."""
        self.subjects += other.subjects
        self.subjects_breached += other.subjects_breached
        self.kinds.update(other.kinds)
        self.not_judged += other.not_judged
        self.waivers.update(other.waivers)
        self.refused_waivers.update(other.refused_waivers)
        self.unlisted += other.unlisted
        for doubt, count in other.missing.items():
            self._lack(doubt, count)
        for near, (count, first) in other.undeclared.items():
            self.take_undeclared(near, count, first)
        for name, groups in other.groups.items():
            for (group, rule), counted in groups.items():
                self.take_group(name, group, rule, counted)
        for name, crossed in other.crossed.items():
            for (group, month), counted in crossed.items():
                self.take_cross(name, group, month, counted)
        for tally in other._tallies.values():
            self.take_tally(tally)

    def _group(self, name: str, group: str, rule: str) -> Count:
        return _place(self.groups[name], group, rule)

    def _cross(self, name: str, group: str, month: str) -> Count:
        return _place(self.crossed[name], group, month)

    def _lack(self, doubt: str, count: int) -> None:
        if doubt in self.missing or len(self.missing) < MANY_DOUBTS:
            self.missing[doubt] += count
        else:
            self.unlisted += count

    @property
    def rules(self) -> tuple[RuleTally, ...]:
        """Rules whose breach is a breach, in the policy's order."""
        return tuple(tally for tally in self._tallies.values() if tally.rule.level == "breach")

    @property
    def advice(self) -> tuple[RuleTally, ...]:
        """Rules that only advise; they never count in `breaches`."""
        return tuple(tally for tally in self._tallies.values() if tally.rule.level == "advice")

    @property
    def total(self) -> Count:
        """All counts of rules whose breach is a breach."""
        return _summed(tally.count for tally in self.rules)

    @property
    def months(self) -> dict[str, Count]:
        """The counts of rules whose breach is a breach, by month, in order; `""`, if anything has none, comes last."""
        found: dict[str, Count] = {}
        for tally in self.rules:
            for month, counted in tally.months.items():
                found.setdefault(month, Count()).merge(counted)
        return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))

    def by(self, name: str) -> dict[str, Count]:
        """The counts of rules whose breach is a breach, by group: those with most breaches first.

        Raises:
            KeyError: Nothing was counted by that name.
        """
        if name == "month":
            return self.months
        if name == "rule":
            return {tally.rule.id: tally.count for tally in self.rules}
        found: dict[str, Count] = {}
        binding = {tally.rule.id for tally in self.rules}
        for (group, rule), counted in self.groups[name].items():
            if rule in binding:
                found.setdefault(group, Count()).merge(counted)
        return dict(sorted(found.items(), key=lambda item: (-item[1].breached, -item[1].total, item[0])))

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
        turns = [tally.worst[turn : turn + 1] for turn in range(self.worst_kept) for tally in ranked]
        return tuple(verdict for turn in turns for verdict in turn)[: self.worst_kept]


def _place(groups: dict[tuple[str, str], Count], group: str, part: str) -> Count:
    """The counts of a part of a group; of the group of all others, once there are very many."""
    found = groups.get((group, part))
    if found is None:
        if len(groups) >= MANY_GROUPS:
            group = OTHERS
        found = groups.setdefault((group, part), Count())
    return found


def _summed(counts: Iterable[Count]) -> Count:
    whole = Count()
    for one in counts:
        whole.merge(one)
    return whole


def exit_code(summary: Summary, *, problems: bool, strict: bool) -> int:
    """What a script is told, the first that holds: 3 something was unusable, 1 breached, 4 unknown (`strict`), 0."""
    if problems:
        return 3
    if summary.breaches:
        return 1
    return 4 if strict and summary.unknown else 0
