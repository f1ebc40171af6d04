"""A log judged by two policies at once: only what the change can touch, one case at a time, nothing kept but counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import NothingJudgedError, UsageError
from servicepolicy.policy import arguments
from servicepolicy.results.replay import ABSENT, Changed, Flip, Replay, RuleReplay, Transition
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.whatif.affected import Affected, affected
from servicepolicy.whatif.baseline import Baseline, in_utc
from servicepolicy.whatif.cases import in_portions, judging
from servicepolicy.whatif.grouping import Grouping, groupings
from servicepolicy.whatif.parts import Part, parts_of
from servicepolicy.whatif.trials import Found, Trials, by_rule, otherwise
from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy

__all__ = ["replay"]

SHOWN: Final = 20  # flips of one transition of one rule whose verdicts are kept
MANY_DOUBTS: Final = 2_000  # different facts that are missing; a log may invent field names without end
_WORST: Final = tuple(str(status) for status in (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET))
_RANK: Final = {status: rank for rank, status in enumerate((*_WORST, str(Status.NOT_APPLICABLE), ABSENT))}
_NO_VERDICTS: Final[Mapping[str, Verdict]] = {}
_BREACHED, _UNKNOWN = (
    Status.BREACHED,
    Status.UNKNOWN,
)  # before Python 3.12, a member of an enumeration is slow to look up


def replay(  # noqa: PLR0913 - one argument a choice, all but the first three by name
    cases: Iterable[SubjectRecord | SubjectFacts],
    old: Policy,
    new: Policy,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: str | Iterable[str] = "affected",
    by: str | Iterable[str] = (),
    baseline: Baseline | None = None,
    workers: int = 1,
) -> Replay:
    """What a log would have been judged to be, had a policy said something else.

    The two policies are compared first; only rules that the change can touch are judged, under both. The cases are read
    once, one at a time: a log of any size needs no more memory than what flips in it.

    Args:
        cases: The subjects, such as a log (`servicepolicy.logs.read_log`).
        old: The policy as it is.
        new: The policy as it would be; `old.but(...)` makes one.
        as_of: The moment that is judged.
        known_at: What was recorded later does not exist; absent: everything.
        context: Organisation, ledger, waivers.
        rules: `affected`; `all`; or the ids of rules.
        by: Groupings of the subjects: fields of the header, `month`, `quarter`, `year`, `agent`.
        baseline: What the old policy said of the log (`Baseline.of`): then it is asked again only about cases of which
            something else is on record by now, or of which every verdict was the same so far.
        workers: How many processes judge; what is found does not hang on it.

    Raises:
        UsageError: The policies share no rule, whatever its id; nothing was judged; a grouping says nothing; the
            baseline is stale.
        OpenBlanksError: A policy has blanks that nothing fills.
        NaiveTimeError: `as_of` has neither zone nor offset.
    """
    for moment, name in ((as_of, "as_of"), (known_at, "known_at")):
        arguments.perhaps(moment, name)
    touched = affected(old, new, rules)
    grouped = groupings(by)
    if baseline is not None:
        baseline.fits(old.digest, in_utc(as_of), None if known_at is None else in_utc(known_at), context)
    both = {rule: touched.renamed.get(rule, rule) for rule, side in touched.sides.items() if side == "both"}
    parts = parts_of(old, new, touched.changes, both)
    tally, inert = _Tally.begun(touched, grouped, as_of), tuple[Changed, ...]()
    if touched.sides:
        judge = _Judge(touched, parts, grouped, old, new, as_of, known_at, context, baseline)
        for found in in_portions(judge, cases, workers):
            tally.take(found)
        tally.refuse_nothing()
        inert = tuple(_inert(parts, tally, frozenset(touched.assessed)))
    return Replay(
        old=old.digest,
        new=new.digest,
        as_of=from_us(arguments.instant(as_of, "as_of"), new.timezone),
        subjects=tally.subjects,
        rules=tuple(tally.rules.values()),
        changes=tuple(attrs.evolve(change, parts=tuple(_said_of(change, parts))) for change in touched.changes),
        inert=inert,
        assessed=touched.assessed,
        flips=tuple(tally.flips),
        unjudged=dict(sorted(tally.unjudged.items(), key=lambda item: (-item[1], item[0]))),
        groups=tally.grouped(),
    )


@attrs.frozen
class _Judge:
    """Judges a portion of the subjects, under both policies."""

    touched: Affected
    parts: tuple[Part, ...]
    by: tuple[Grouping, ...]
    old: Policy
    new: Policy
    as_of: datetime
    known_at: datetime | None
    context: Context | None
    baseline: Baseline | None

    def __call__(self, portion: Iterable[SubjectFacts]) -> _Tally:
        ask = partial(judging, as_of=self.as_of, known_at=self.known_at, context=self.context)
        was = ask(self.old, rules=self.touched.of("old"))
        now = ask(self.new, rules=self.touched.of("new"))
        tally, kept = _Tally.begun(self.touched, self.by, self.as_of), self.baseline
        trials = Trials(self.parts, self.old, self.new, self.touched.renamed, ask)
        trying, zone, asking = trials.rules, self.new.timezone, True
        for facts in portion:
            after = by_rule(now(facts))
            known = None if kept is None else kept.of_case(facts)
            if known is None:
                before = by_rule(was(facts))
                tally.add(facts, before, after, None, zone)
            else:
                tally.add(facts, {}, after, known, zone)
                before = by_rule(was(facts)) if asking else {}
            if asking and (differing := tally.differing(before, after, trying)):
                if trying and trials.take(facts, differing, before, after):
                    trying = trials.rules
                asking = bool(trying) or tally.unread()
        tally.read, tally.empty = trials.read, trials.empty
        return tally


def _said_of(change: Changed, parts: Iterable[Part]) -> Iterator[Changed]:
    """The parts of a change, where it has any; what is only written otherwise has none."""
    if change.old != change.new:
        yield from (part.said for part in parts if part.whole is change and part.said is not change)


def _inert(parts: Iterable[Part], tally: _Tally, assessed: frozenset[str]) -> Iterator[Changed]:
    """The changes that no case ever read, whole or in part."""
    read_rules = {name for name, rule in tally.rules.items() if rule.read}
    found: dict[tuple[str, str], list[tuple[Part, bool]]] = {}
    for place, part in enumerate(parts):
        if place not in tally.empty and not assessed.issuperset(part.whole.rules):
            read = place in tally.read or not read_rules.isdisjoint(frozenset(part.whole.rules) - part.tried)
            found.setdefault((part.whole.what, part.whole.name), []).append((part, read))
    for several in found.values():
        if any(read for _, read in several):
            yield from (part.said for part, read in several if not read)
        else:
            yield several[0][0].whole


@attrs.define
class _Tally:
    """Counts over a portion of the subjects, and those of several portions taken together."""

    by: tuple[Grouping, ...]
    as_of: int
    rules: dict[str, RuleReplay]
    subjects: int = 0
    judged: bool = False
    flips: list[Flip] = attrs.field(factory=list[Flip])
    unjudged: Counter[str] = attrs.field(factory=Counter[str])
    read: set[int] = attrs.field(factory=set[int])  # parts of the change that did anything
    empty: set[int] = attrs.field(factory=set[int])  # those that are only written otherwise
    shown: Counter[tuple[str, str, str]] = attrs.field(factory=Counter[tuple[str, str, str]])
    groups: dict[str, dict[str, dict[str, Counter[Transition]]]] = attrs.field(
        factory=dict[str, dict[str, dict[str, Counter[Transition]]]]
    )

    @classmethod
    def begun(cls, touched: Affected, by: tuple[Grouping, ...], as_of: datetime) -> _Tally:
        """A tally of nothing."""
        rules = {rule: RuleReplay(rule, side, touched.renamed.get(rule)) for rule, side in touched.sides.items()}
        return cls(by, arguments.instant(as_of, "as_of"), rules, groups={grouping.name: {} for grouping in by})

    def take(self, other: _Tally) -> None:
        """Count what was found of the portion that follows."""
        self.subjects += other.subjects
        self.judged = self.judged or other.judged
        self.read |= other.read
        self.empty |= other.empty
        for rule, more in other.rules.items():
            self.rules[rule].take(more)
        for flip in other.flips:
            self.shown[flip.rule, flip.old, flip.new] += 1
            whole = self.shown[flip.rule, flip.old, flip.new] <= SHOWN
            self.flips.append(flip if whole else attrs.evolve(flip, before=None, after=None))
        for fact, count in other.unjudged.items():
            if fact in self.unjudged or len(self.unjudged) < MANY_DOUBTS:
                self.unjudged[fact] += count
        for name, groups in other.groups.items():
            for group, rules in groups.items():
                for rule, counts in rules.items():
                    self.groups[name].setdefault(group, {}).setdefault(rule, Counter()).update(counts)

    def add(
        self,
        facts: SubjectFacts,
        before: Found,
        after: Found,
        kept: Mapping[str, Mapping[str, str]] | None,
        zone: str,
    ) -> None:
        """Count one subject."""
        self.subjects += 1
        missing: set[str] = set()
        for name, rule in self.rules.items():
            was = before.get(name, _NO_VERDICTS)
            now = after.get(name if rule.renamed_to is None else rule.renamed_to, _NO_VERDICTS)
            if kept is None:
                statuses = {occurrence: str(verdict.status) for occurrence, verdict in was.items()}
            else:
                statuses = dict(kept.get(name, {}))
            if not statuses and not now:
                continue
            self.judged = True
            self._count(rule, facts, statuses, was, now, zone)
            for verdict in (*was.values(), *now.values()):
                if verdict.status is _UNKNOWN:
                    missing.update(_missing(verdict))
        for fact in sorted(missing):
            if fact in self.unjudged or len(self.unjudged) < MANY_DOUBTS:
                self.unjudged[fact] += 1

    def unread(self) -> bool:
        """Whether there is a rule of which nothing was said otherwise so far."""
        return not all(rule.read for rule in self.rules.values())

    def differing(self, before: Found, after: Found, trying: frozenset[str]) -> frozenset[str]:
        """The rules that say something otherwise of a subject, as far as that is still asked."""
        found: list[str] = []
        for name, rule in self.rules.items():
            if rule.read and name not in trying:
                continue
            now = after.get(name if rule.renamed_to is None else rule.renamed_to, _NO_VERDICTS)
            if otherwise(before.get(name, _NO_VERDICTS), now):
                rule.read = True
                found.append(name)
        return frozenset(found)

    def _count(
        self,
        rule: RuleReplay,
        facts: SubjectFacts,
        statuses: Mapping[str, str],
        was: Mapping[str, Verdict],
        now: Mapping[str, Verdict],
        zone: str,
    ) -> None:
        for occurrence in statuses if statuses.keys() == now.keys() else dict.fromkeys((*statuses, *now)):
            second = now.get(occurrence)
            old = statuses.get(occurrence, ABSENT)
            new = ABSENT if second is None else str(second.status)
            rule.by_occurrence[old, new] += 1
        for verdict in was.values():
            if verdict.status is _BREACHED:
                _measure(rule, "old", verdict, self.as_of)
        for verdict in now.values():
            if verdict.status is _BREACHED:
                _measure(rule, "new", verdict, self.as_of)
        change = (_worst(statuses.values()), _worst([str(verdict.status) for verdict in now.values()]))
        rule.by_subject[change] += 1
        if change[0] != change[1] and rule.side == "both":
            self.flips.append(self._flip(rule, facts.id, change, was, now))
        for grouping in self.by:
            group = grouping.of(facts, _weightiest(now) or _weightiest(was), zone)
            self.groups[grouping.name].setdefault(group, {}).setdefault(rule.rule, Counter())[change] += 1

    def _flip(
        self, rule: RuleReplay, subject: str, change: Transition, was: Mapping[str, Verdict], now: Mapping[str, Verdict]
    ) -> Flip:
        key = (rule.rule, *change)
        self.shown[key] += 1
        flip = Flip(rule=rule.rule, renamed_to=rule.renamed_to, subject=subject, old=change[0], new=change[1])
        if self.shown[key] > SHOWN:
            return flip
        first, second = _side_by_side(was, now)
        return attrs.evolve(flip, before=first, after=second)

    def refuse_nothing(self) -> None:
        """A replay that looked at nothing says so.

        Raises:
            UsageError: There was no subject, none that the rules are about, or none that a grouping says anything of.
        """
        if not self.subjects:
            raise NothingJudgedError("the log has no case that can be used, so nothing was replayed")
        if not self.judged:
            named = ", ".join(f"`{name}`" for name in self.rules)
            raise NothingJudgedError(f"nothing was judged: the log has no case that {named} is about")
        for grouping in self.by:
            if set(self.groups[grouping.name]) <= {""}:
                raise UsageError(f"no case says `{grouping.name}`, so nothing can be grouped by it")

    def grouped(self) -> dict[str, dict[str, dict[str, Counter[Transition]]]]:
        """The groups by name."""
        return {name: dict(sorted(groups.items())) for name, groups in self.groups.items()}


def _worst(statuses: Collection[str]) -> str:
    if len(statuses) == 1:
        return next(iter(statuses))
    return min(statuses, key=_RANK.__getitem__, default=ABSENT)


def _weightiest(verdicts: Mapping[str, Verdict]) -> Verdict | None:
    """The verdict that gives a subject its status."""
    return min(verdicts.values(), key=lambda verdict: _RANK[str(verdict.status)], default=None)


def _side_by_side(was: Mapping[str, Verdict], now: Mapping[str, Verdict]) -> tuple[Verdict | None, Verdict | None]:
    """The verdicts that show best why a subject has another status: of one occurrence, where it is there twice."""
    first, second = _weightiest(was), _weightiest(now)
    for here, there, turned in ((first, now, False), (second, was, True)):
        if here is not None and here.occurrence in there and there[here.occurrence].status is not here.status:
            pair = (here, there[here.occurrence])
            return (pair[1], pair[0]) if turned else pair
    return first, second


def _missing(verdict: Verdict) -> Iterator[str]:
    """The facts that would settle what is unknown; event numbers are left out."""
    for doubt in verdict.doubts:
        number, dot, field = doubt.partition(".")
        yield field if dot and number.isdecimal() else doubt


def _measure(rule: RuleReplay, side: str, verdict: Verdict, as_of: int) -> None:
    """Sum up by how much things are over their limit; what is still owed, up to the moment that is judged."""
    margin = verdict.margin
    if margin is None:
        if verdict.due_us is not None and verdict.stopped_us is None and "open" in verdict.state:
            rule.over_us[side] += max(0, as_of - verdict.due_us)
        return
    if margin.wall_us is not None and margin.wall_us < 0:
        rule.over_us[side] -= margin.wall_us
    if margin.money is not None and margin.money.amount < 0:
        key = (side, margin.money.currency)
        rule.over_money[key] = rule.over_money.get(key, Decimal(0)) - margin.money.amount
