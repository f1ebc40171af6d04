"""Whom an event names has the post that the organisation knows of, else the one that the event states."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, policy

TURN = "2026-03-01T00:00:00+08:00"
POSTS = [
    {"person": "p1", "role": "head", "unit": "b1", "until": TURN},
    {"person": "p2", "role": "head", "unit": "b1", "from": TURN},
    {"person": "p3", "role": "clerk", "unit": "b1"},
    {"person": "p3", "role": "deputy", "unit": "b2"},
]
AT = "2026-03-10T09:00"


def reported(posts: list[dict[str, Any]] | None = None, **fields: Any) -> tuple[str, tuple[str, ...]]:
    """What a rule says that asks for a report to the head, or to whatever `wanted` says."""
    wanted = fields.pop("wanted", {"to_role": "head"})
    said = {"every": "received", "by": {"event": "reported", "where": wanted}, "within": "1 hour"}
    rule = {"id": "s", "kind": "sequence", "clause": "X-1", "followed": said, "clock": "office"}
    subject = case(event("received", AT), event("reported", "2026-03-10T09:30", by="c1", **fields))
    bank = {"id": "bank", "subject": "organisation", "events": [], "posts": POSTS if posts is None else posts}
    context = sp.Context.model_validate({"organisation": bank} if bank["posts"] else {})
    (verdict,) = policy(rule).evaluate(subject, as_of=instant("2026-03-10T18:00"), context=context)["s"].verdicts
    return str(verdict.status), verdict.doubts


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"to": "p2"}, "met"),  # in that post since the first of the month
        ({"to": "p1"}, "breached"),  # the head no longer
        ({"to": "p1", "wanted": {"to_role": ["head"]}}, "breached"),
        ({"to": "p1", "wanted": {"to_role": "clerk"}}, "unknown"),  # in no post that is listed
        ({"to": "p1", "wanted": {"to_role": ["head", "clerk"]}}, "unknown"),
        ({"to": "p1", "to_role": "head"}, "unknown"),  # the posts contradict it
        ({"to": "p1", "to_role": "clerk", "wanted": {"to_role": "clerk"}}, "met"),  # as stated
        ({"to": "p9", "to_role": "head"}, "met"),  # not covered by the posts: as stated
        ({"to": "p3", "to_role": "head"}, "breached"),  # the posts decide
        ({"to": "p3", "wanted": {"to_role": "deputy"}}, "met"),  # one of several posts
        ({"to": "p3", "wanted": {"to_unit": "b2"}}, "met"),
        ({"to": "p2", "to_unit": "b2", "wanted": {"to_unit": "b2"}}, "breached"),
        ({"to_role": "head"}, "met"),  # told to whoever is in that post
        ({"to": "p9"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_receiver_has_a_post(fields: dict[str, Any], expected: str) -> None:
    """The posts at that instant come first, then what the event states; without either nobody knows."""
    assert reported(**fields) == (expected, ("2.to_role",) if expected == "unknown" else ())


def test_without_posts_the_event_says_it() -> None:
    """Where the context lists no posts, whoever is named has the role that is stated."""
    assert reported([], to="p3", to_role="head") == ("met", ())
    assert reported([], to="p2") == ("unknown", ("2.to_role",))
