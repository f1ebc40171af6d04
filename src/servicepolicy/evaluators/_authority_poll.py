"""Counting a poll: who voted, how many were for it, and what of that nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

__all__ = ["FOR", "Ballot", "Count", "count", "left_open"]

FOR = "for"


@attrs.frozen(slots=True)
class Ballot:
    """One person's vote.

    Args:
        event: Number of the event.
        voter: Who voted; `None` where that is not recorded.
        choice: `for`, `against` or `abstained`; `None` where that is not recorded.
        at: When it was cast, UTC microseconds.
        seq: Its place among others of that instant; `None` where that is not recorded.
    """

    event: int
    voter: str | None
    choice: str | None
    at: int
    seq: int | None = None

    def ties(self, other: Ballot) -> bool:
        """Whether nobody recorded which of two came first."""
        return self.at == other.at and (self.seq is None or other.seq is None)


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
    sure = sum(1 for found in standing if _is_for(found) is True)
    open_ = sum(1 for found in standing if _is_for(found) is None)
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


def _standing(ballots: Sequence[Ballot], *, latest: bool) -> tuple[Ballot, ...]:
    """The ballot of one person that counts; several, where nobody recorded which of them is the last or the first."""
    counting = ballots[-1 if latest else 0]
    return tuple(ballot for ballot in ballots if ballot is counting or ballot.ties(counting))


def _is_for(standing: Sequence[Ballot]) -> bool | None:
    """Whether one person is for it; `None` where that is not recorded."""
    said = {None if ballot.choice is None else ballot.choice == FOR for ballot in standing}
    return said.pop() if len(said) == 1 else None


def left_open(electorate: frozenset[str], ballots: Sequence[Ballot], *, latest: bool) -> Iterator[tuple[int, str]]:
    """What is not recorded and might change a count: event and field."""
    for ballot in ballots:
        if ballot.voter is None:
            yield ballot.event, "by"
            if ballot.choice is None:
                yield ballot.event, "choice"
    for found in _by_voter(electorate, ballots).values():
        standing = _standing(found, latest=latest)
        if _is_for(standing) is None:
            unsaid = [ballot for ballot in standing if ballot.choice is None]
            yield from ((ballot.event, "choice") for ballot in unsaid)
            yield from ((ballot.event, "seq") for ballot in standing if len(standing) > 1)


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
