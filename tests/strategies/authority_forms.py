"""Generated competence, access, acts of several people, and votes."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Example, Plain
from servicepolicy.testing.strategies.timeline import asked, pools, timelines
from tests.strategies.authority import ROLES, organisations, rarely

__all__ = ["access_examples", "competence_examples", "receiver_examples", "together_examples", "vote_examples"]

ZONE = "Asia/Shanghai"
DOERS = {
    "by": (*["e1", "e2", "e3"] * 2, None),
    "role": (*["clerk", "head"] * 3, None),
    "kind": (*["human"] * 3, "bot", None),
}


@st.composite
def competence_examples(draw: DrawFn) -> Example:
    """A table of which posts may take which steps, the steps that were taken, and perhaps posts and a delegation."""
    pool = draw(pools(ZONE))
    roles = st.sampled_from(("clerk", ["clerk"], ["clerk", "leader"], ["head"], ["head", "leader"]))
    steps = draw(st.dictionaries(st.sampled_from(("classified", "investigated", "remedied")), roles, min_size=1))
    rule: Plain = {"competence": steps}
    if rarely(draw):
        rule["who"] = draw(st.sampled_from(({"kind": "human"}, {"role": ["clerk", "head"]}, {"not": {"kind": "bot"}})))
    told = draw(timelines(pool, dict.fromkeys(("classified", "investigated", "remedied"), DOERS), 5))
    return _example(draw, rule, pool, told, {"organisation": draw(organisations(pool, ("classified",)))})


@st.composite
def access_examples(draw: DrawFn) -> Example:
    """Who may read a file: members of a team or a unit, perhaps for a stated need, and perhaps in one post only."""
    pool = draw(pools(ZONE))
    team = draw(st.sampled_from(("core", "core", "b1", ["core", "b2"], {"not": "core"}, "nobody-knows")))
    rule: Plain = {"action": "x.file_read", "who": {"member_of": team}}
    if draw(st.booleans()):
        rule["needed_for"] = {"field": "purpose"}
    if rarely(draw):
        rule["who"]["role"] = draw(st.sampled_from(("clerk", ["head", "leader"])))
    told = draw(timelines(pool, {"x.file_read": {**DOERS, "purpose": ("inquiry", "audit", None)}}, 4))
    organisation = draw(organisations(pool, ("x.file_read",)))
    if organisation is not None:
        _add_teams(draw, organisation, pool)
    return _example(draw, rule, pool, told, {"organisation": organisation})


def _add_teams(draw: DrawFn, organisation: Plain, pool: list[datetime]) -> None:
    """A team, perhaps only for a while or of nobody, and a unit below another."""
    turn = draw(st.sampled_from(pool)).isoformat()
    dated = draw(st.sampled_from(({}, {"from": turn}, {"until": turn})))
    people = draw(st.sampled_from((["e1"], ["e1", "e2"], ["e1", "e2"], [])))
    if not rarely(draw, 6):
        organisation["teams"] = [{"id": "core", "members": people, **dated}]
    organisation["units"] = [{"id": "b1"}, {"id": "b2", "parent": "b1"}]
    organisation["posts"].append({"person": "e2", "role": "clerk", "unit": "b2", **dated})


@st.composite
def receiver_examples(draw: DrawFn) -> Example:
    """Who may hand something to somebody in a post: as the organisation has it, else as the event states it."""
    pool = draw(pools(ZONE))
    wanted = draw(st.sampled_from(("head", "leader", ["head", "leader"], {"not": "clerk"})))
    rule: Plain = {"action": {"event": "escalated", "where": {"to_role": wanted}}, "who": {"role": ["clerk"]}}
    said = {"to": ("e1", "e1", "e3", "e4", None), "to_role": ("head", "head", "leader", "clerk", None)}
    told = draw(timelines(pool, {"escalated": {**DOERS, **said}}, 4))
    return _example(draw, rule, pool, told, {"organisation": draw(organisations(pool, ("escalated",)))})


@st.composite
def together_examples(draw: DrawFn) -> Example:
    """So many different people at one act, of which some are named twice and some are not recorded."""
    pool = draw(pools(ZONE))
    together: Plain = {"distinct": draw(st.sampled_from((2, 2, 3)))}
    if draw(st.booleans()):
        wanted = ({"role": ["clerk", "head"]}, {"role": "clerk"}, {"kind": "human"}, {"not": {"kind": "bot"}})
        together["who"] = draw(st.sampled_from(wanted))
    rule: Plain = {"action": "paid", "together": together}
    if rarely(draw):
        rule["who"] = draw(st.sampled_from(({"kind": "human"}, {"role": "head"})))
    told = draw(timelines(pool, {"paid": {}}, 2))
    for event in told:
        event["actors"] = draw(st.lists(_people(), min_size=0 if rarely(draw, 6) else 1, max_size=4))
    return _example(draw, rule, pool, told, {"organisation": draw(organisations(pool, ("paid",)))})


def _people() -> st.SearchStrategy[Plain]:
    """One person at an act; what is left out is not recorded."""
    names, posts = ("e1", "e2", "e3", "e4"), ("clerk", "clerk", "head")
    said = {"id": st.sampled_from(names), "role": st.sampled_from(posts), "kind": st.sampled_from(("human", "bot"))}
    return st.fixed_dictionaries({}, optional=said)


VOTES = {
    "x.voted": {
        "by": (*["e1", "e2", "e3"] * 3, "e9", None),
        "choice": (*["for", "for", "against"] * 3, "abstained", None, "perhaps"),
    }
}


@st.composite
def vote_examples(draw: DrawFn) -> Example:
    """An act that needs a vote: quorum, share, opening and closing, ballots that replace others, and publication."""
    pool = draw(pools(ZONE))
    votes: Plain = {"event": "x.voted", "electorate": draw(st.sampled_from(_ELECTORATES))}
    votes["pass"] = draw(st.sampled_from(_SHARES)) | draw(st.sampled_from(({}, {}, {"of": "electorate"})))
    votes["quorum"] = draw(st.sampled_from(("all", "all", "1/2", "1/3", "60%", "0.3")))
    for name, event in (("opens", "x.opened"), ("closes", "x.closed"), ("anew", "x.amended")):
        if rarely(draw):
            votes[name] = event
    if rarely(draw):
        votes["latest_vote_counts"] = "false"
    if rarely(draw):
        votes["publish"] = {"event": "x.published", "within": draw(st.sampled_from(("4 hours", "24 hours")))}
    rule: Plain = {"action": "x.rules_changed", "votes": votes}
    if rarely(draw):
        rule["late_entry"] = "4 hours"
    told = _poll(draw, pool, votes)
    subject: Plain = {} if rarely(draw) else {"x.electorate": draw(st.sampled_from((["e1", "e2"], ["e1", "e2", "e3"])))}
    return _example(draw, rule, pool, told, {"organisation": draw(_electorates(pool))}, subject)


_ELECTORATES: tuple[Plain, ...] = (
    {"members_of": "core"},
    {"members_of": "core"},
    {"members_of": "b1"},
    {"members_of": "everybody"},
    {"members_of": "everybody", "field": "x.electorate"},
    {"field": "x.electorate"},
)
_SHARES: tuple[Plain, ...] = (
    {"share_for": "2/3"},
    {"share_for": "60%"},
    {"share_for": "0.5"},
    {"more_than": "1/2"},
    {"more_than": "0.34"},
)


def _poll(draw: DrawFn, pool: list[datetime], votes: Plain) -> list[Plain]:
    """Ballots, and the act mostly after them."""
    kinds: Plain = dict(VOTES)
    if "publish" in votes:
        kinds["x.published"] = {}
    told = draw(timelines(pool, kinds, 6))
    at = draw(st.sampled_from((*[pool[-1]] * 5, *pool))).isoformat()
    told.append({"event": "x.rules_changed", "at": at, "by": "h1"})
    for name, kind, moments in (
        ("opens", "x.opened", pool[:2]),
        ("closes", "x.closed", pool[-2:]),
        ("anew", "x.amended", pool),
    ):
        if name in votes:
            told.append({"event": kind, "at": draw(st.sampled_from(moments)).isoformat()})
    for event in told:  # of those that were added nobody knows their place within an instant
        event.pop("seq", None)
    return told


@st.composite
def _electorates(draw: DrawFn, pool: list[datetime]) -> Plain | None:
    """Three people in a team and in posts; one of them perhaps joins or leaves on the way."""
    if rarely(draw, 6):
        return None
    turn = draw(st.sampled_from(pool)).isoformat()
    dated = draw(st.sampled_from(({}, {"from": turn}, {"until": turn})))
    people = draw(st.sampled_from((["e1", "e2"], ["e1", "e2", "e3"], ["e1"])))
    posts = [{"person": person, "role": "clerk", "unit": "b1"} for person in people]
    posts[0].update(dated)
    organisation: Plain = {"id": "bank", "subject": "organisation", "units": [{"id": "b1"}], "posts": posts}
    return {**organisation, "teams": [{"id": "core", "members": people, **dated}], "events": []}


def _example(
    draw: DrawFn, rule: Plain, pool: list[datetime], told: list[Plain], context: Plain, subject: Plain | None = None
) -> Example:
    """A rule and what is told of a case; `None` in the context is left out."""
    as_of, known_at = draw(asked(pool if rarely(draw) else pool[-1:]))
    if rarely(draw):
        rule["or_above"] = "true"
    return Example(
        [{"id": "form", "kind": "authority", "subject": "case", "clause": "X-4", **rule}],
        {"id": "C-1", "subject": "case", "type": "complaint", **(subject or {}), "events": told},
        as_of,
        known_at,
        ZONE,
        {**ROLES, "clerk": {"kind": "bot"}} if rarely(draw) else ROLES,
        {name: said for name, said in context.items() if said is not None} or None,
    )
