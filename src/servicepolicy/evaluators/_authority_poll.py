"""Counting a poll: who voted, how many were for it, and what of that nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

__all__ = ["FOR", "Ballot", "Count", "count"]

FOR = "for"


@attrs.frozen(slots=True)
class Ballot:
    """One person's vote.

    Args:
        event: Number of the event.
        voter: Who voted; `None` where that is not recorded.
        choice: `for`, `against` or `abstained`; `None` where that is not recorded.
        tied: It stands at the same instant as the next one, and nobody recorded which came first.
    """

    event: int
    voter: str | None
    choice: str | None
    tied: bool = False


@attrs.frozen(slots=True, order=True)
class Count:
    """One way in which a poll may have come out: how many voted, and how many of them for it."""

    turnout: int
    votes_for: int


def count(electorate: frozenset[str], ballots: Sequence[Ballot], *, latest: bool) -> frozenset[Count]:
    """Every way in which a poll may have come out; where everything is recorded, exactly one.

    A ballot without a name may be that of somebody who did not vote otherwise, stand for or be replaced by another of
    the same person, or come from somebody who may not vote at all.

    Args:
        electorate: Who may vote.
        ballots: The ballots in the order in which they were cast.
        latest: The last ballot of a person counts; else the first.
    """
    standing = [_standing(found, latest=latest) for found in _by_voter(electorate, ballots).values()]
    sure = sum(1 for choices in standing if choices == {FOR})
    open_ = sum(1 for choices in standing if _may_be_for(choices) and choices != {FOR})
    counts = {Count(len(standing), sure + more) for more in range(open_ + 1)}
    for ballot in ballots:
        if ballot.voter is None:
            counts.update([after for one in counts for after in _with_nameless(one, ballot, len(electorate))])
    return frozenset(counts)


def _by_voter(electorate: frozenset[str], ballots: Iterable[Ballot]) -> dict[str, list[Ballot]]:
    found: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        if ballot.voter is not None and ballot.voter in electorate:
            found.setdefault(ballot.voter, []).append(ballot)
    return found


def _standing(ballots: Sequence[Ballot], *, latest: bool) -> set[str | None]:
    """What one person's ballot says that counts; several things, where the order is not recorded."""
    if latest:
        here = len(ballots) - 1
        while here > 0 and ballots[here - 1].tied:
            here -= 1
        return {ballot.choice for ballot in ballots[here:]}
    here = 0
    while ballots[here].tied and here + 1 < len(ballots):
        here += 1
    return {ballot.choice for ballot in ballots[: here + 1]}


def _may_be_for(choices: Iterable[str | None]) -> bool:
    return any(choice in (FOR, None) for choice in choices)


def _with_nameless(one: Count, ballot: Ballot, electorate: int) -> Iterator[Count]:
    if ballot.choice in (FOR, None):
        if one.turnout < electorate:
            yield Count(one.turnout + 1, one.votes_for + 1)
        if one.votes_for < one.turnout:
            yield Count(one.turnout, one.votes_for + 1)
    if ballot.choice != FOR:
        if one.turnout < electorate:
            yield Count(one.turnout + 1, one.votes_for)
        if one.votes_for > 0:
            yield Count(one.turnout, one.votes_for - 1)
