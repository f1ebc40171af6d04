"""Counting a poll: who voted, how many were for it, and what of that nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

__all__ = ["FOR", "Ballot", "Count", "count", "left_open"]

FOR = "for"
FEW = 6  # so many nameless ballots are told apart by when they were cast


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

    def surely_after(self, other: Ballot) -> bool:
        """Whether it is on record that this one came after another."""
        return not self.ties(other) and (self.at, self.seq or 0) > (other.at, other.seq or 0)

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

    Of more than a few nameless ballots it is left aside whom each of them came too early to replace: that may tell of
    ways which are none, and leaves out none.

    Args:
        electorate: Who may vote.
        ballots: The ballots in the order in which they were cast.
        latest: The last ballot of a person counts; else the first.
    """
    standing = [_standing(found, latest=latest) for found in _by_voter(electorate, ballots).values()]
    sure = sum(1 for found in standing if _is_for(found) is True)
    open_ = sum(1 for found in standing if _is_for(found) is None)
    counts = {Count(len(standing), sure + more) for more in range(open_ + 1)}
    nameless = [ballot for ballot in ballots if ballot.voter is None]
    if len(nameless) <= FEW:
        return _exactly(counts, nameless if latest else nameless[::-1], standing, len(electorate), latest=latest)
    for ballot in nameless:
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


@attrs.frozen(slots=True)
class _Way:
    """One way in which nameless ballots may have been cast: the count, and how many with a name they replaced."""

    count: Count
    replaced_for: int = 0
    replaced_other: int = 0


def _exactly(
    counts: Iterable[Count],
    nameless: Sequence[Ballot],
    standing: Sequence[Sequence[Ballot]],
    electorate: int,
    *,
    latest: bool,
) -> frozenset[Count]:
    """Every way, by trying for each nameless ballot whose it may have been; the one that replaces fewest goes first."""
    ways = {_Way(count) for count in counts}
    for ballot in nameless:
        replaceable = [found for found in standing if not _stands_before(found[-1], ballot, latest=latest)]
        votes_for = sum(1 for found in replaceable if _is_for(found) is True)
        others = sum(1 for found in replaceable if _is_for(found) is False)
        ways.update([after for way in ways for after in _cast(way, ballot, votes_for, others, electorate)])
    return frozenset(way.count for way in ways)


def _stands_before(one: Ballot, other: Ballot, *, latest: bool) -> bool:
    """Whether the first of two ballots of one person counts, whoever says so."""
    return one.surely_after(other) if latest else other.surely_after(one)


def _cast(way: _Way, ballot: Ballot, votes_for: int, others: int, electorate: int) -> Iterator[_Way]:
    """A nameless ballot as that of somebody who did not vote otherwise, or in place of one with another choice."""
    turnout, said_for = way.count.turnout, way.count.votes_for
    if ballot.choice in (FOR, None):
        if turnout < electorate:
            yield attrs.evolve(way, count=Count(turnout + 1, said_for + 1))
        if way.replaced_other < others:
            yield attrs.evolve(way, count=Count(turnout, said_for + 1), replaced_other=way.replaced_other + 1)
    if ballot.choice != FOR:
        if turnout < electorate:
            yield attrs.evolve(way, count=Count(turnout + 1, said_for))
        if way.replaced_for < votes_for:
            yield attrs.evolve(way, count=Count(turnout, said_for - 1), replaced_for=way.replaced_for + 1)
