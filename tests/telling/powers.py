"""Worked authority beside limits: competence, access, several people, votes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import servicepolicy as sp
from tests.telling.building import complaint, event, told_of

COMPETENCE = {
    "title": {"en": "Each step by its post", "zh": "各步骤由相应岗位办理"},
    "competence": {"classified": ["clerk"], "investigated": ["analyst", "head"]},
}
ACCESS = {
    "title": {"en": "Customer data for the team only", "zh": "客户资料仅限专班查阅"},
    "action": "x.read",
    "who": {"member_of": "core"},
    "needed_for": {"field": "purpose"},
}
TWO = {
    "title": {"en": "Two people pay", "zh": "付款双人办理"},
    "action": "paid",
    "together": {"distinct": 2, "who": {"role": ["clerk", "head"]}},
}
VOTE = {
    "title": {"en": "Rules are changed by vote", "zh": "制度修订须经表决"},
    "action": "x.adopted",
    "votes": {
        "event": "x.voted",
        "electorate": {"members_of": "core"},
        "pass": {"share_for": "2/3"},
        "publish": {"event": "x.announced", "within": "2 working days", "clock": "office"},
    },
}
BANK = sp.Context.model_validate(
    {
        "organisation": {
            "id": "bank",
            "timezone": "Asia/Shanghai",
            "units": [{"id": "u"}],
            "teams": [{"id": "core", "members": ["e1", "e2", "e3"]}],
            "events": [],
        }
    }
)


def power(said: dict[str, Any], *events: dict[str, Any]) -> Callable[[str], str]:
    """How the verdict on an act reads."""
    return told_of({"id": "who", "kind": "authority", "clause": "L-4", **said}, complaint(*events), "14 18:00", BANK)


def paid(*people: dict[str, Any]) -> Callable[[str], str]:
    """How the verdict on a payment by these people reads."""
    return power(TWO, event("paid", "08 10:00", amount="10 CNY", actors=list(people)))


def vote(*choices: str, then: tuple[dict[str, Any], ...] = ()) -> Callable[[str], str]:
    """How the verdict on a change of the rules reads, after these ballots."""
    ballots = [event("x.voted", "07 09:00", f"e{number}", choice=choice) for number, choice in enumerate(choices, 1)]
    return power(VOTE, *ballots, event("x.adopted", "08 10:00", "e1"), *then)


CASES: dict[str, Callable[[str], str]] = {
    "the-right-post": power(COMPETENCE, event("investigated", "06 10:00", "e21", "analyst")),
    "the-wrong-post": power(COMPETENCE, event("investigated", "06 10:00", "e17", "clerk")),
    "nobody-knows-the-post": power(COMPETENCE, event("investigated", "06 10:00", "e17")),
    "one-of-the-team": power(ACCESS, event("x.read", "06 10:00", "e1", purpose="investigation")),
    "none-of-the-team": power(ACCESS, event("x.read", "06 10:00", "e9", purpose="investigation")),
    "read-for-nothing": power(ACCESS, event("x.read", "06 10:00", "e1")),
    "two-people": paid({"id": "a", "role": "clerk"}, {"id": "b", "role": "head"}),
    "one-person": paid({"id": "a", "role": "clerk"}),
    "two-people-or-one": paid({"id": "a", "role": "clerk"}, {"role": "head"}),
    "vote-lost": vote("for", "against", "abstained"),
    "vote-without-quorum": vote("for", "for"),
    "vote-not-published": vote("for", "for", "against"),
    "vote-published": vote("for", "for", "against", then=(event("x.announced", "09 10:00", "e1"),)),
    "vote-published-late": vote("for", "for", "against", then=(event("x.announced", "13 10:00", "e1"),)),
    "no-vote": vote(),
}
