"""What is found does not hang on how many processes look for it, nor on how much they are sent at once."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.models.packed import packed, unpacked
from servicepolicy.whatif import cases as portions
from servicepolicy.whatif import kept_at, replay, sweep
from tests.whatif.cases import ANSWERED, AS_OF, PAUSE, case, hours, policy

RULE = {**ANSWERED, "clock": "office", "within": "4 working hours", "pause": PAUSE}
OLD = policy(
    RULE, {**ANSWERED, "id": "by-whom", "stop": {"event": "replied", "who": {"role": "agent"}}, "within": "2 days"}
)
CHANGE = {"answered.within": "2 working hours", "by-whom.within": "1 day"}
LOG = [
    *(case(f"C-{count}", ("received", hours(0)), ("replied", hours(count)), channel="email") for count in range(9)),
    case("paused", ("received", hours(0)), ("paused", hours(1)), ("resumed", hours(5)), ("replied", hours(6))),
    case("open", ("received", hours(0)), channel="letter"),
    case("twice", ("received", hours(0)), ("received", hours(0)), ("replied", hours(3))),
    sp.Case.model_validate(
        {
            "id": "taken-back",
            "type": "complaint",
            "timezone": "UTC",
            "events": [
                {"event": "received", "at": "2026-01-05"},
                {"event": "replied", "at": "2026-01-06T09:00:00Z", "id": "r"},
                {"event": "voided", "at": "2026-01-07T09:00:00Z", "voids": "r"},
            ],
        }
    ),
]


def through_a_pickle(sent: Any) -> Any:
    """What arrives at another process."""
    return pickle.loads(pickle.dumps(sent))  # noqa: S301  # our own


class Inline:
    """Stands for a pool of processes: all that is sent and found goes through a pickle, in this process."""

    def __init__(self, _workers: int, _context: object, begin: Callable[..., None], sent: tuple[Any, ...]) -> None:
        begin(*sent)

    def submit(self, judge: Callable[..., Any], sent: object) -> Future[Any]:
        """Do it now."""
        done: Future[Any] = Future()
        done.set_result(through_a_pickle(judge(through_a_pickle(sent))))
        return done

    def shutdown(self, **_said: object) -> None:
        """Nothing is left."""


def asked(question: str, workers: int) -> Any:
    """What one of the three answers."""
    if question == "replay":
        found = replay(LOG, OLD, OLD.but(CHANGE), as_of=AS_OF, by=["channel", "month"], workers=workers)
        return found.plain(), found.to_csv(), found.table(), found.explain("C-3")
    if question == "kept_at":
        told = kept_at(LOG, OLD, "answered.within", as_of=AS_OF, by="channel", workers=workers)
        return told.plain(), told.table()
    points = {"answered.within": ["1 working hour", "4 working hours"]}
    return sweep(LOG, OLD, points, as_of=AS_OF, workers=workers).plain()


@pytest.mark.parametrize("question", ["replay", "kept_at", "sweep"])
def test_several_find_what_one_finds(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent through a pickle, one subject at a time, the answer is that of one process and one portion."""
    alone = asked(question, 1)
    monkeypatch.setattr(portions, "PORTION", 1)
    monkeypatch.setattr(portions, "ProcessPoolExecutor", Inline)
    assert asked(question, 3) == alone


def test_processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes are begun, sent the policies once, and answer in the order of the log."""
    monkeypatch.setattr(portions, "PORTION", 4)
    assert asked("replay", 2) == asked("replay", 1)


def test_no_number_of_workers_is_an_error() -> None:
    """Nobody can judge nothing."""
    with pytest.raises(sp.UsageError, match="1 or more"):
        asked("replay", 0)


def test_a_worker_that_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended from outside, it is one clear error, and not silence."""
    monkeypatch.setattr(portions, "_judge", ended)
    with pytest.raises(sp.UsageError, match="ended from outside"):
        asked("replay", 1 + 1)


def ended(_portion: object) -> None:
    """What a process does that is killed."""
    os._exit(1)


@pytest.mark.parametrize("one", LOG, ids=lambda one: one.id)
def test_facts_arrive_as_they_were_sent(one: sp.Case) -> None:
    """Whatever the events: taken back, handed in twice, without a time."""
    facts = one.facts()
    sent = unpacked(through_a_pickle(packed(facts)))
    assert sent == facts
    assert (sent.header, sent.timeline) == (facts.header, facts.timeline)
    assert sent.timeline.by_kind == facts.timeline.by_kind
    assert sent.known(None, 0).timeline == facts.known(None, 0).timeline
