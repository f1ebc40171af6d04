"""Laws that hold for every policy and every timeline, on generated ones."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.kinds.deadline import judge as deadlines
from tests import strategies

EXAMPLES = strategies.deadline_examples()


def built(example: strategies.Example) -> tuple[sp.Policy, sp.Case]:
    """The policy and the case of an example."""
    policy = sp.Policy(policy="p", timezone=example.zone, calendars=example.calendars, rules=example.rules)
    return policy, sp.Case.model_validate(example.subject)


def settled(report: sp.Report) -> list[dict[str, Any]]:
    """What a report says, but for the moment that is judged."""
    return [verdict.plain() for verdict in report.verdicts]


@given(EXAMPLES, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_given_never_matters(example: strategies.Example, random: Any) -> None:
    """T42: the same evaluation twice, and with the events shuffled, gives the same bytes."""
    policy, case = built(example)
    events = list(example.subject["events"])
    random.shuffle(events)
    shuffled = sp.Case.model_validate({**example.subject, "events": events})
    asked = [policy.evaluate(one, as_of=example.as_of).plain() for one in (case, case, shuffled)]
    assert len({json.dumps(report, sort_keys=True) for report in asked}) == 1


@given(EXAMPLES)
def test_what_lies_ahead_never_matters(example: strategies.Example) -> None:
    """A case cut at `as_of` has the same verdicts as the whole case."""
    policy, case = built(example)
    past = [event for event in example.subject["events"] if moment_of(event["at"]) <= example.as_of]
    cut = sp.Case.model_validate({**example.subject, "events": past})
    assume(not any("tie" in verdict.state for verdict in policy.evaluate(case, as_of=example.as_of).verdicts))
    whole, part = (policy.evaluate(one, as_of=example.as_of) for one in (case, cut))
    assert [(v.occurrence, v.status, v.due_us) for v in whole.verdicts] == [
        (v.occurrence, v.status, v.due_us) for v in part.verdicts
    ]


@given(EXAMPLES, st.floats(0, 1))
def test_nothing_changes_before_the_next_change(example: strategies.Example, share: float) -> None:
    """While no event comes, verdicts stay as they are until `next_change`."""
    policy, case = built(example)
    now = policy.evaluate(case, as_of=example.as_of)
    coming = [moment for event in example.subject["events"] if (moment := moment_of(event["at"])) > example.as_of]
    ends = [moment for moment in (now.next_change, *coming) if moment is not None]
    until = min(ends, default=example.as_of + timedelta(days=30)) - timedelta(microseconds=1)
    assume(until > example.as_of)
    then = policy.evaluate(case, as_of=example.as_of + (until - example.as_of) * share)
    assert settled(now) == settled(then)


@given(EXAMPLES, st.integers(0, 96), st.integers(0, 96), st.integers(0, 96))
def test_notices_can_be_cut_into_pieces(example: strategies.Example, one: int, two: int, three: int) -> None:
    """Notices over [a, b) and [b, c) are those over [a, c), with the same identities."""
    policy, case = built(example)
    first = min((moment_of(event["at"]) for event in example.subject["events"]), default=example.as_of)
    a, b, c = sorted(first + timedelta(hours=hours) for hours in (one, two, three))
    pieces = (*policy.notices(case, after=a, until=b), *policy.notices(case, after=b, until=c))
    whole = policy.notices(case, after=a, until=c)
    assert [notice.plain() for notice in pieces] == [notice.plain() for notice in whole]
    assert len({notice.identity for notice in whole}) == len(whole)


@given(EXAMPLES, st.booleans())
def test_the_direct_way_says_what_the_general_one_says(example: strategies.Example, shortened: bool) -> None:
    """A deadline that nothing moved, folded directly, has the verdicts of the general fold."""
    moving = ("pause", "cancel", "reset", "extend", "on_reclassify", "on_reopen") if shortened else ()
    rule = {**{key: value for key, value in example.rules[0].items() if key not in moving}, "cycle": "once"}
    case = sp.Case.model_validate(example.subject)

    def judged() -> sp.Report:
        policy = sp.Policy(policy="p", timezone=example.zone, calendars=example.calendars, rules=[rule])
        return policy.evaluate(case, as_of=example.as_of)

    direct = judged()
    kept = deadlines.moved_by
    deadlines.moved_by = lambda _deadline: None
    try:
        general = judged()
    finally:
        deadlines.moved_by = kept
    assert settled(direct) == settled(general)


def moment_of(text: str) -> Any:
    """A time of a generated event."""
    return datetime.fromisoformat(text)
