"""What of a document its policy decides, and what the scenarios show of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Final, Literal, TypeAlias

import attrs

from servicepolicy.policy.policy import Policy
from servicepolicy.testing.boundaries import Limit, limits_of
from servicepolicy.testing.document_clauses import ListedClause, listed_clauses
from servicepolicy.testing.scenario import Result, Scenarios, rules_of
from servicepolicy.testing.situations import SITUATIONS, possible, shown

__all__ = ["ClauseCoverage", "Coverage", "ListedClause", "Standing", "coverage_of", "listed_clauses"]

SHOWN = ("met", "breached", "unknown")

Standing: TypeAlias = Literal["decided", "carried", "missing"]
"""A rule cites it; it stands there as text; or neither."""

_TOLD: Final[dict[Standing, str]] = {
    "decided": "decided by rules",
    "carried": "carried as text",
    "missing": "still missing",
}
_SAID: Final = {"met": "met", "breached": "breached", "unknown": "unknown"}
_COLUMNS: Final = 100


@attrs.frozen
class ClauseCoverage:
    """What is there of one clause.

    Attributes:
        clause: The clause.
        standing: Whether it is decided.
        rules: The rules that cite it.
        shown: How many scenarios that passed show each status.
        limits: The limits of its rules.
        at: Where it stands in the source, in the source's own numbering.
    """

    clause: str
    standing: Standing
    rules: tuple[str, ...]
    shown: Mapping[str, int]
    limits: tuple[Limit, ...] = ()
    at: str = ""

    def plain(self) -> dict[str, object]:
        """It as JSON-ready data."""
        plain: dict[str, object] = {"at": self.at} if self.at else {}
        plain |= {"standing": self.standing, "rules": list(self.rules), **{word: self.shown[word] for word in SHOWN}}
        return {**plain, "limits": len(self.limits), "limits_hit": sum(limit.hit for limit in self.limits)}


@attrs.frozen
class Coverage:
    """What is there of one document.

    Attributes:
        policy: The policy.
        clauses: Its clauses, in the order of the document.
        rules: Its rules and service levels, each with the statuses that no scenario shows.
        scenarios: How many scenarios there are.
        limits: Its limits, and whether scenarios stand right at each of them.
        situations: For each rule, those of the situations that can occur for it, and how many scenarios that
            passed show each.
    """

    policy: str
    clauses: tuple[ClauseCoverage, ...]
    rules: Mapping[str, tuple[str, ...]]
    scenarios: int
    limits: tuple[Limit, ...] = ()
    situations: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict[str, Mapping[str, int]])

    def of(self, standing: Standing) -> tuple[str, ...]:
        """The clauses that stand so."""
        return tuple(clause.clause for clause in self.clauses if clause.standing == standing)

    def lacking(self, *statuses: str) -> tuple[str, ...]:
        """The rules of which no scenario shows one of these statuses."""
        return tuple(rule for rule, missing in self.rules.items() if any(status in missing for status in statuses))

    def unseen(self, situation: str) -> tuple[str, ...]:
        """The rules for which a situation can occur and no scenario shows it."""
        return tuple(rule for rule, counts in self.situations.items() if counts.get(situation) == 0)

    def plain(self) -> dict[str, object]:
        """It as JSON-ready data: one entry a clause, with the situations of each of its rules."""
        return {
            one.clause: {**one.plain(), "situations": {rule: dict(self.situations[rule]) for rule in one.rules}}
            for one in self.clauses
        }

    def text(self) -> str:
        """It for people, several lines: first what is counted, then what is behind the counts."""
        head = f"{self.policy}: {len(self.rules)} rules, {self.scenarios} scenarios"
        return "\n".join([head, *self._counts(), *self._lists()])

    def _counts(self) -> Iterator[str]:
        clauses = ", ".join(f"{len(self.of(standing))} {said}" for standing, said in _TOLD.items())
        yield f"  clauses: {clauses}"
        shown = ", ".join(f"{len(self.rules) - len(self.lacking(status))} {said}" for status, said in _SAID.items())
        yield f"  rules with scenarios: {shown}"
        yield f"  limits hit exactly: {sum(limit.hit for limit in self.limits)} of {len(self.limits)}"
        counted = [self._counted(situation) for situation in SITUATIONS]
        yield from _listed(
            "situations, in how many of the rules for which they can occur", [one for one in counted if one]
        )

    def _counted(self, situation: str) -> str:
        """How many rules are shown in a situation, of those for which it can occur; empty where there are none."""
        counts = [shown[situation] for shown in self.situations.values() if situation in shown]
        said = f"{situation.replace('_', ' ')}: {sum(count > 0 for count in counts)} of {len(counts)}"
        return said if counts else ""

    def _lists(self) -> Iterator[str]:
        for standing, said in _TOLD.items():
            yield from _listed(said, self.of(standing))
        for status, said in _SAID.items():
            yield from _listed(f"no scenario shows it {said}", self.lacking(status))
        for situation in SITUATIONS:
            yield from _listed(f"not shown {situation.replace('_', ' ')}", self.unseen(situation))
        yield from _listed("not hit", [f"{limit.rule} {limit.name}" for limit in self.limits if not limit.hit])


def _listed(heading: str, names: Sequence[str]) -> Iterator[str]:
    """Names below their heading, as many a line as fit; nothing where there are none."""
    if names:
        yield f"  {heading} ({len(names)})"
        # A name is never torn: a rule that is looked for is found.
        yield from (
            f"    {line}" for line in wrap(", ".join(names), _COLUMNS, break_long_words=False, break_on_hyphens=False)
        )


def coverage_of(scenarios: Scenarios, results: Iterable[Result]) -> Coverage:
    """What of its document the policy of some scenarios decides, and what those that passed show of it."""
    passed = [result for result in results if result.passed]
    limits = limits_of(scenarios, passed)
    policy = scenarios.policy
    listed = listed_clauses(policy.id)
    clauses = tuple(_clause(name, policy, passed, limits) for name in dict.fromkeys((*listed, *_named(policy))))
    rules = {rule.id: tuple(_never(rule.id, passed)) for rule in rules_of(policy)}
    return Coverage(policy.id, clauses, rules, len(scenarios.document.cases), limits, dict(_situations(policy, passed)))


def _situations(policy: Policy, passed: Sequence[Result]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """For each rule the situations that can occur for it, and how many scenarios show each."""
    for rule in policy.rules:
        can = possible(rule)
        counts = shown(rule, [one for one in passed if one.scenario.rule == rule.id])
        yield rule.id, {name: counts[name] for name in SITUATIONS if name in can}
    yield from ((level.id, {}) for level in policy.slas)


def _named(policy: Policy) -> Iterator[str]:
    for rule in rules_of(policy):
        yield from rule.clause
    for statement in policy.statements:
        yield from statement.clause


def _clause(name: str, policy: Policy, passed: Iterable[Result], limits: Iterable[Limit]) -> ClauseCoverage:
    rules = tuple(rule.id for rule in rules_of(policy) if name in rule.clause)
    shown: Counter[str] = Counter()
    for result in passed:
        # A scenario that names no clause illustrates every clause of its rule.
        if result.scenario.rule in rules and name in (result.scenario.clause or (name,)):
            shown.update(_shows(result))
    held = tuple(one for one in limits if one.rule in rules)
    place = policy.clauses.get(name)
    return ClauseCoverage(name, _standing(name, rules, policy), rules, shown, held, "" if place is None else place.at)


def _standing(name: str, rules: tuple[str, ...], policy: Policy) -> Standing:
    if rules:
        return "decided"
    return "carried" if any(name in statement.clause for statement in policy.statements) else "missing"


def _never(rule: str, passed: Iterable[Result]) -> Iterator[str]:
    shown = {status for result in passed if result.scenario.rule == rule for status in _shows(result)}
    yield from (status for status in SHOWN if status not in shown)


def _shows(result: Result) -> frozenset[str]:
    """The statuses that a scenario expects, and found."""
    expect = result.scenario.expect
    said = {expect.status, *(verdict.status for verdict in expect.verdicts or ())}
    said.update(finding.status for finding in expect.findings or ())
    return frozenset(status for status in said if status is not None)
