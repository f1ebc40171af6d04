"""Who holds a question at a branch, under the shipped policy."""

from __future__ import annotations

from datetime import datetime

import servicepolicy as sp

TELLER = {"by": "t1", "role": "teller"}
EVENING = datetime.fromisoformat("2026-01-05T18:00:00+08:00")


def owner(amount: str, **handed: str) -> sp.Owner:
    """Whoever owns a complaint at the end of the day, after the teller handed it on at ten past nine."""
    record = {
        "id": "B-1",
        "type": "complaint",
        "amount": amount,
        "answerable_on_spot": True,
        "events": [
            {"event": "received", "at": "2026-01-05T09:00:00+08:00", **TELLER},
            {"event": "transferred", "at": "2026-01-05T09:10:00+08:00", **TELLER, **handed},
        ],
    }
    policy = sp.load("branch-service", fill="example-bank")
    return policy.owner(sp.Complaint.model_validate(record), at=EVENING)


def test_beyond_the_post_the_complaint_manager_owns_it() -> None:
    """A complaint of more than the post may settle goes to the complaint manager, who then owns it."""
    found = owner("500.01 CNY", to="m1", to_role="complaint-manager")
    assert (found.person, found.rule) == ("m1", "first-asked-is-responsible")


def test_within_the_post_it_stays_with_whoever_was_asked_first() -> None:
    """A complaint that the teller could settle stays with the teller, whoever it was pushed to."""
    assert owner("500 CNY", to="m1", to_role="complaint-manager").person == "t1"


def test_a_doubtful_hand_over_names_both() -> None:
    """Where nobody recorded the receiver's role, either may be the owner, and the missing fact is named."""
    found = owner("500.01 CNY", to="m1")
    assert found.person is None
    assert set(found.candidates) == {"t1", "m1"}
    assert found.doubts == ("2.to_role",)
