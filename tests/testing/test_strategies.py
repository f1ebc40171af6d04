"""The public strategies: what they draw is plain, usable and rich in what is rare, and their need is told in words."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import servicepolicy as sp
from tests import strategies
from tests.strategies import Example

EXAMPLES = {
    "deadline": st.one_of(strategies.deadline_examples(), strategies.changing_deadline_examples()),
    "authority": st.one_of(
        strategies.authority_examples(),
        strategies.emergency_examples(),
        strategies.competence_examples(),
        strategies.access_examples(),
        strategies.together_examples(),
        strategies.vote_examples(),
    ),
    "ownership": strategies.ownership_examples(),
    "requirement": st.one_of(
        strategies.at_event_examples(),
        strategies.header_examples(),
        strategies.throughout_examples(),
        strategies.talk_examples(),
    ),
    "sequence": strategies.sequence_examples(),
}
ONCE = settings(max_examples=2000, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_example_can_be_asked_as_it_is(kind: str) -> None:
    """Each example is one rule of its kind in plain data, and the engine reports on it at its instant."""

    @settings(max_examples=25)
    @given(EXAMPLES[kind])
    def holds(example: Example) -> None:
        plain = [example.rules, example.subject, example.context, example.roles, example.calendars]
        assert json.loads(json.dumps(plain))[0] == example.rules
        assert {rule["kind"] for rule in example.rules} == {kind}
        report = example.report()
        assert report.as_of.timestamp() == example.as_of.timestamp()  # the hour that London skips equals nothing
        assert report[example.rules[0]["id"]] is not None

    holds()


@pytest.mark.parametrize("status", list(sp.Status))
def test_deadlines_end_in_every_way(status: sp.Status) -> None:
    """No status is out of reach of the generated deadlines."""
    found = find(
        strategies.deadline_examples(),
        lambda example: any(verdict.status is status for verdict in example.report().verdicts),
        settings=ONCE,
    )
    assert status in {verdict.status for verdict in found.report().verdicts}


@pytest.mark.parametrize("step", ["away", "reclassified_carry", "renewed_carry", "renewed_from_change"])
def test_deadlines_that_change_do_change(step: str) -> None:
    """The examples of change hold counts that were carried on, began anew, or rested while the rule did not apply."""

    def changed(example: Example) -> bool:
        return any(one.code == step for verdict in example.report().verdicts for one in verdict.arithmetic)

    assert changed(find(strategies.changing_deadline_examples(), changed, settings=ONCE))


POOL = [datetime.fromisoformat(f"2026-01-09T{hour:02}:00:00+08:00") for hour in (9, 10, 11)]


@given(strategies.timelines(POOL, {"received": {"by": ("e1", None)}, "reclassified": {}}, 5))
def test_a_timeline_says_only_what_it_was_given(events: list[dict[str, object]]) -> None:
    """Kinds, instants, values and number are those asked for; an instant is ordered wholly or not at all."""
    assert len(events) <= 5
    assert {event["event"] for event in events} <= {"received", "reclassified"}
    assert {event["at"] for event in events} <= {moment.isoformat() for moment in POOL}
    assert {event.get("by") for event in events} <= {"e1", None}
    for at in {event["at"] for event in events}:
        together = [event for event in events if event["at"] == at]
        assert len({"seq" in event for event in together}) == 1
        assert sum(event["event"] == "reclassified" for event in together) <= 1


@given(strategies.asked_cases(kinds={"received": {}}, header={"severity": ("major",)}, zone="Europe/London", most=2))
def test_a_case_is_of_the_vocabulary_given(asked: tuple[sp.Case, datetime]) -> None:
    """A case for laws of one's own holds no other events and fields than were named, and an instant with a zone."""
    case, as_of = asked
    assert [event.event for event in case.events] in (["received"], ["received"] * 2)
    assert case.severity == "major"
    assert as_of.utcoffset() is not None


def test_hypothesis_is_asked_for_in_words() -> None:
    """Without Hypothesis the strategies say what to install, and running scenarios needs no Hypothesis."""
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import servicepolicy.testing\n"
        "try:\n    import servicepolicy.testing.strategies\n"
        "except Exception as error:\n    print(type(error).__name__, error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said = "UsageError generating examples needs Hypothesis: `pip install 'servicepolicy[testing]'`"
    assert ran.stdout.strip() == said
