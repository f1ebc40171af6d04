"""The shipped scenarios pass, and they show each rule kept, broken and unknown."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from servicepolicy.columnar.session import Session
from servicepolicy.errors import FactsError
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy.reading.shipped import packs
from servicepolicy.testing import Result, load_scenarios
from servicepolicy.testing.boundaries import limits_of
from servicepolicy.testing.coverage import coverage_of
from servicepolicy.testing.document import Scenario
from servicepolicy.testing.situations import SITUATIONS
from tests.columnar.equal import facts_read_off, variants

SCENARIOS = {pack: load_scenarios(pack) for pack in packs()}
RULES = [
    pytest.param(pack, rule.id, id=f"{pack}:{rule.id}")
    for pack, file in SCENARIOS.items()
    for rule in file.policy.rules
]
CASES = [
    pytest.param(pack, index, id=f"{pack}:{case.id}")
    for pack, file in SCENARIOS.items()
    for index, case in enumerate(file.document.cases)
]
# These ask only which events there are: no fact that could be missing decides them.
ASKS_NO_FIELD = {
    "agent-process:analysis-decided",
    "agent-process:emergency-has-a-class",
    "agent-process:emergency-progress",
    "agent-process:need-recorded",
    "agent-process:selection-order",
    "branch-service:atm-difference-same-day",
    "branch-service:eating-place-cleared",
    "branch-service:files-returned",
    "branch-service:meal-cleared",
    "branch-service:no-bin-left",
    "branch-service:no-spitting-littering-smoking",
    "branch-service:rooms-cleaned-after-use",
    "branch-service:waste-emptied",
    "complaint-handling:minutes-compiled",
    "complaint-handling:problem-rectified",
    "complaint-handling:rewards-published",
}
RESULTS: dict[str, tuple[Result, ...]] = {}


def results(pack: str) -> tuple[Result, ...]:
    """The results of a pack's scenarios, run once."""
    if pack not in RESULTS:
        RESULTS[pack] = tuple(SCENARIOS[pack].results())
    return RESULTS[pack]


def expected(case: Scenario) -> set[str]:
    """The statuses that a scenario expects."""
    several = {verdict.status for verdict in case.expect.verdicts or ()}
    several |= {finding.status for finding in case.expect.findings or ()}
    return {status for status in (case.expect.status, *several) if status is not None}


@pytest.mark.parametrize(("pack", "index"), CASES)
def test_the_policy_says_what_the_scenario_expects(pack: str, index: int) -> None:
    """Facts, instant and expectation are data; the policy agrees with them."""
    result = results(pack)[index]
    assert result.passed, f"{result.problem or result.differences}\n{result.explanations.get('en', '')}"


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_a_rule_is_shown_kept_and_broken(pack: str, rule: str) -> None:
    """Each rule has a scenario that keeps it and one that breaks it."""
    shown = {status for case in SCENARIOS[pack].document.cases if case.rule == rule for status in expected(case)}
    assert {"met", "breached"} <= shown


def test_a_rule_that_can_be_unknown_is_shown_unknown() -> None:
    """Each rule has a scenario in which a fact is missing, but for those that ask only what happened and when.

    What did not happen is not missing: a rule without any test of a field can only be kept, broken or waited for.
    """
    lacking = {
        f"{pack}:{rule.id}"
        for pack, file in SCENARIOS.items()
        for rule in file.policy.rules
        if not any(case.rule == rule.id and "unknown" in expected(case) for case in file.document.cases)
    }
    assert lacking == ASKS_NO_FIELD


@pytest.mark.parametrize("pack", sorted(SCENARIOS))
def test_each_situation_that_can_occur_is_shown(pack: str) -> None:
    """Never begun, twice, reopened, merged, recorded otherwise, another post, nothing to do: all that can occur."""
    coverage = coverage_of(SCENARIOS[pack], results(pack))
    assert {name: coverage.unseen(name) for name in SITUATIONS if coverage.unseen(name)} == {}


@pytest.mark.parametrize("pack", sorted(SCENARIOS))
def test_a_scenario_illustrates_a_clause_of_its_rule(pack: str) -> None:
    """The clause that a scenario names is one that its rule cites."""
    file = SCENARIOS[pack]
    cited = {rule.id: set(rule.clause) for rule in file.policy.rules}
    every = set[str]().union(*cited.values())
    for case in file.document.cases:
        assert case.clause, case.id
        assert set(case.clause) <= (every if case.rule is None else cited[case.rule]), case.id


# Counts and lists of which is asked whether there is any: nobody shows two, or none where another fact tells.
# And a ratio of all: of the next one below, which is that of 100 files, there is none.
ANY_AT_ALL = {
    "numbers-used-once: indicators.0.target.ge",
    "act-first: action.any.1.where.given_so_far.lt",
    "flat-structure: must.any.0.groups_formed.lt",
    "each-post-described: must.any.0.posts_described.size.lt",
    "each-post-described: must.any.1.posts_undescribed.size.le",
    "leak-reported: stop.all.0.any.1.where.reports.ge",
    "taken-by-hand: start.any.1.where.hindering_failures.lt",
    "quantified-aims: indicators.1.measure.share.where.reopenings.lt",
    "classified-by-nature: followed.by.any.2.where.classifications.lt",
    "closed-only-classified: preceded.by.any.2.where.classifications.lt",
    "customers-contacted: act.any.0.where.any.1.customers.ge",
    "customers-contacted: act.any.1.where.any.1.customers.ge",
    "opinions-collected-each-way: must.any.0.ways_recorded.size.lt",
}


@pytest.mark.parametrize("pack", sorted(SCENARIOS))
def test_every_limit_is_hit_exactly(pack: str) -> None:
    """Scenarios stand right at each limit and right beyond it: moved by one unit, somebody notices."""
    limits = limits_of(SCENARIOS[pack], results(pack))
    assert {limit.name == "due" for limit in limits} == {True, False}
    rules = {rule.id for rule in SCENARIOS[pack].policy.rules}
    known = {name for name in ANY_AT_ALL if name.partition(":")[0] in rules}
    assert {f"{limit.rule}: {limit.name}" for limit in limits if not limit.hit} == known


@pytest.mark.parametrize("pack", packs())
def test_what_verdicts_tell_has_names(pack: str) -> None:
    """No value stands under its key in the policy, and no due time is the last microsecond of a day."""
    told = [
        (result.scenario.id, line)
        for result in results(pack)
        for said in result.explanations.values()
        for line in said.splitlines()
        if re.match(r"\s+[a-z]+([_.][a-z]+)+[:：]", line) or "59.999999" in line
    ]
    assert told == []


@pytest.mark.parametrize("pack", packs())
def test_columns_say_what_the_engine_says(pack: str) -> None:
    """Every column of every verdict on a sample of the subjects, each four times, is that of the engine."""
    file = SCENARIOS[pack]
    alike: dict[tuple[str, frozenset[str]], list[SubjectFacts]] = defaultdict(list)
    for number, case in enumerate(file.document.cases[::17]):
        for one in variants(case.subject or {}, number):
            try:
                facts = file.policy.read(one).facts()
            except FactsError:  # some are about no subject, or about one that cannot be read a little later
                continue
            alike[facts.subject, facts.not_offered].append(facts)
    as_of = datetime(2026, 3, 31, 4, tzinfo=UTC)
    session = Session(file.policy, as_of=as_of)
    found = [
        facts_read_off(file.policy, some, as_of=as_of, context=Context(), session=session) for some in alike.values()
    ]
    assert [one for differing, _ in found for one in differing] == []
    assert sum(told for _, told in found)
