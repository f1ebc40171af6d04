"""The naive twin of authority: the vote that an act needs, counted in every way in which it may have been cast."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from tests.reference.authority_people import as_list, surely_after
from tests.reference.conditions import TooManyQuestions, header_reader, typed

if TYPE_CHECKING:
    from tests.reference.authority_act import Act

Plain = dict[str, Any]
Ballot = tuple[Plain, str, str]  # the event, who voted, and what
CHOICES = ("for", "against", "abstained")
NOBODY_WHO_MAY = "/somebody else"
MOST_WAYS = 3000


def carried(act: Act) -> bool:
    """Whether the vote was held in time, by enough of those who may vote, and carried."""
    votes = act.rule["votes"]
    cast = _in_time(act, votes["event"])
    opened = _in_time(act, votes.get("opens", votes["event"]))
    if not opened:
        return False
    opening = opened[0]
    begins = _begins(act, opening)
    cast = [one for one in cast if not surely_after(begins, one)]
    if "closes" in votes:
        closed = [one for one in _in_time(act, votes["closes"]) if not surely_after(opening, one)]
        if not closed:
            return False
        cast = [one for one in cast if not surely_after(one, closed[0])]
    electorate = _electorate(act, votes["electorate"], opening)
    if electorate is None:
        return act.world.ask((0, "electorate", "carried", False))
    results = {
        _result(votes, way, electorate)
        for way in _ways(cast, electorate, latest=typed(votes.get("latest_vote_counts", True)))
    }
    if len(results) == 1:
        return results.pop()
    return act.world.ask((0, "votes", "carried", False))


def cast_on(act: Act) -> list[Plain]:
    """The ballots that may count in a vote that was carried."""
    votes = act.rule["votes"]
    opening = _in_time(act, votes.get("opens", votes["event"]))[0]
    begins = _begins(act, opening)
    cast = [one for one in _in_time(act, votes["event"]) if not surely_after(begins, one)]
    if "closes" in votes:
        closed = [one for one in _in_time(act, votes["closes"]) if not surely_after(opening, one)]
        cast = [one for one in cast if not surely_after(one, closed[0])]
    electorate = _electorate(act, votes["electorate"], opening)
    if electorate is None:
        return []
    voters = [[actor.get("id") for actor in one.get("actors") or [{"id": one.get("by")}]] for one in cast]
    return [
        one for one, who in zip(cast, voters, strict=True) if any(name is None or name in electorate for name in who)
    ]


def _begins(act: Act, opening: Plain) -> Plain:
    """From when on ballots count: since all had to vote anew for the last time, else since the opening."""
    again = _in_time(act, act.rule["votes"]["anew"]) if "anew" in act.rule["votes"] else []
    return ([opening, *(one for one in again if not surely_after(opening, one))])[-1]


def _in_time(act: Act, selector: Any) -> list[Plain]:
    """What may have come before the act and was written down in time."""
    from tests.reference.authority_act import late_entry

    by = act.at + late_entry(act.rule)
    return [
        one
        for one in act.matching(selector)
        if one is not act.act and not surely_after(one, act.act) and one["recorded_at"] <= by
    ]


def _electorate(act: Act, said: Plain, opening: Plain) -> set[Any] | None:
    name = said.get("members_of")
    members = None if name is None else act.people.members(None if name == "everybody" else name, opening["at"])
    if members is not None or "field" not in said:
        return members
    listed = header_reader(act.subject, act.events, opening["at"])(said["field"])[2]
    return None if listed is None else set(as_list(listed))


def _ways(cast: list[Plain], electorate: set[Any], *, latest: bool) -> set[tuple[int, int]]:
    """How many voted and how many were for it, for every name and every choice that nobody recorded."""
    options: list[list[Ballot]] = []
    for event in cast:
        if event.get("choice") not in (None, *CHOICES):
            continue
        for voter in event.get("actors") or [{"id": event.get("by")}]:
            names = [str(voter["id"])] if voter.get("id") else [*sorted(electorate), NOBODY_WHO_MAY]
            choices = list(CHOICES) if event.get("choice") is None else [str(event["choice"])]
            options.append([(event, name, str(choice)) for name in names for choice in choices])
    ways = 1
    for option in options:
        ways *= len(option)
    if ways > MOST_WAYS:
        raise TooManyQuestions
    return {count for way in product(*options) for count in _counts(list(way), electorate, latest=latest)}


def _counts(ballots: list[Ballot], electorate: set[Any], *, latest: bool) -> set[tuple[int, int]]:
    """The counts of ballots that are fully known; of two at one instant either may be the last."""
    said: list[set[str]] = []
    for person in electorate:
        own = [ballot for ballot in ballots if ballot[1] == person]
        if own:
            said.append({one[2] for one in own if not any(_replaces(other, one, latest=latest) for other in own)})
    return {(len(said), choices.count("for")) for choices in product(*said)}


def _replaces(other: Ballot, one: Ballot, *, latest: bool) -> bool:
    return surely_after(other[0], one[0]) if latest else surely_after(one[0], other[0])


def _result(votes: Plain, count: tuple[int, int], electorate: set[Any]) -> bool:
    turnout, votes_for = count
    quorum = votes.get("quorum", "all")
    if not electorate:
        return False
    if turnout < (len(electorate) if quorum == "all" else share(quorum) * len(electorate)):
        return False
    passing = votes["pass"]
    whole = len(electorate) if passing.get("of") == "electorate" else turnout
    if whole == 0:
        return False
    if "more_than" in passing:
        return Fraction(votes_for, whole) > share(passing["more_than"])
    return Fraction(votes_for, whole) >= share(passing["share_for"])


def share(text: str) -> Fraction:
    """A share: `2/3`, `60%` or `0.6`."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
