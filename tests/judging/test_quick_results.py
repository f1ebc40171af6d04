"""What verdicts are made with in a hurry is what their classes say."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest

from servicepolicy.judging.quick_results import changed, new_decision, new_verdict, verdict_in_order
from servicepolicy.results.verdict import Decision, Effect, Reason, Status, Verdict

SAID: dict[str, Any] = {"rule": "r", "kind": "deadline", "clause": ("X-1",), "subject": "C-1", "occurrence": "1"}


def test_a_verdict_made_quickly_is_one_like_any_other() -> None:
    """Same class, same value, same hash, same text, and it survives a process boundary."""
    said: dict[str, Any] = {**SAID, "status": Status.MET, "reason": Reason.of("in_time"), "due_us": 5}
    quick, plain = new_verdict(**said), Verdict(**said)
    assert (type(quick), quick, hash(quick), repr(quick)) == (Verdict, plain, hash(plain), repr(plain))
    assert pickle.loads(pickle.dumps(quick)) == plain  # noqa: S301  # these bytes are our own


def test_a_verdict_made_in_order_is_the_one_made_by_name() -> None:
    """Its fields are taken in the order in which the class lists them, and one too many is refused."""
    said: dict[str, Any] = {**SAID, "status": Status.MET, "reason": Reason.of("in_time"), "due_us": 5, "final": True}
    by_name = Verdict(**said)
    fields = [getattr(by_name, field.name) for field in attrs.fields(Verdict)]
    assert verdict_in_order(*fields) == by_name
    with pytest.raises(TypeError, match="positional"):
        verdict_in_order(*fields, None)


def test_a_decision_made_quickly_is_one_like_any_other() -> None:
    """The defaults are those of the class."""
    said: dict[str, Any] = {
        "effect": Effect.REFUSE,
        "action": "paid",
        "rule": None,
        "clause": (),
        "reason": Reason.of("no_rule"),
    }
    assert (type(new_decision(**said)), new_decision(**said)) == (Decision, Decision(**said))


def test_what_is_made_quickly_is_frozen() -> None:
    """Nothing can be set afterwards, and what is missing is missed."""
    quick = new_verdict(**SAID, status=Status.MET, reason=Reason.of("in_time"))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        quick.rule = "another"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # it must not work
    with pytest.raises(TypeError, match="status"):
        new_verdict(**SAID, reason=Reason.of("in_time"))


def test_a_verdict_is_changed_as_attrs_would_change_it() -> None:
    """What is said is replaced, all else stays, and the verdict itself is as it was."""
    before = Verdict(**SAID, status=Status.PENDING, reason=Reason.of("not_yet_due"), credit=("e1",), next_us=7)
    after = changed(before, status=Status.MET, next_us=None)
    assert after == attrs.evolve(before, status=Status.MET, next_us=None)
    assert (before.status, before.next_us, type(after)) == (Status.PENDING, 7, Verdict)
