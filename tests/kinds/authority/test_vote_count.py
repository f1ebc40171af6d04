"""Counting a poll, against a count that tries every name and every choice that nobody recorded."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.kinds.authority.vote_count import Ballot, Count, count, left_open

VOTERS = ("a", "b", "c")
CHOICES = ("for", "against", "abstained")
STRANGER = "z"


def plainly(cast: list[tuple[str, str]], *, latest: bool) -> Count:
    """The count of ballots of which everything is known."""
    standing: dict[str, str] = {}
    for voter, choice in cast:
        if voter in VOTERS and (latest or voter not in standing):
            standing[voter] = choice
    return Count(len(standing), sum(choice == "for" for choice in standing.values()))


def every_way(ballots: list[Ballot], *, latest: bool) -> set[Count]:
    """The counts of every way in which what is missing could be."""
    options = [
        [
            (voter, choice)
            for voter in ((ballot.voter,) if ballot.voter else (*VOTERS, STRANGER))
            for choice in ((ballot.choice,) if ballot.choice else CHOICES)
        ]
        for ballot in ballots
    ]
    return {plainly(list(cast), latest=latest) for cast in product(*options)}


def ballots(*, voters: tuple[str | None, ...], choices: tuple[str | None, ...]) -> st.SearchStrategy[list[Ballot]]:
    """A few ballots, in order."""
    one = st.tuples(st.sampled_from(voters), st.sampled_from(choices))
    return st.lists(one, max_size=4).map(
        lambda cast: [Ballot(number, *said, at=number) for number, said in enumerate(cast)]
    )


@given(ballots(voters=(*VOTERS, STRANGER), choices=CHOICES), st.booleans())
def test_a_poll_of_which_all_is_known_has_one_count(cast: list[Ballot], latest: bool) -> None:
    """Each person has one vote, the last or the first; strangers have none."""
    known = [(ballot.voter or "", ballot.choice or "") for ballot in cast]
    assert count(frozenset(VOTERS), cast, latest=latest) == {plainly(known, latest=latest)}


@given(ballots(voters=(*VOTERS, STRANGER, None), choices=(*CHOICES, None)), st.booleans())
def test_no_way_in_which_a_poll_may_have_come_out_is_left_out(cast: list[Ballot], latest: bool) -> None:
    """Whatever the missing names and choices are, the true count is among those that are told."""
    told = count(frozenset(VOTERS), cast, latest=latest)
    assert every_way(cast, latest=latest) <= told
    assert all(0 <= one.votes_for <= one.turnout <= len(VOTERS) for one in told)


@given(ballots(voters=(*VOTERS, STRANGER, None), choices=(*CHOICES, None)), st.booleans())
def test_a_few_missing_names_and_choices_are_told_exactly(cast: list[Ballot], latest: bool) -> None:
    """Where little is missing, exactly the counts that may be are told."""
    assert count(frozenset(VOTERS), cast, latest=latest) == every_way(cast, latest=latest)


def test_two_ballots_of_one_instant_may_have_come_in_either_order() -> None:
    """Which of them is the last is not recorded, so either may count."""
    cast = [Ballot(1, "a", "for", at=5), Ballot(2, "a", "against", at=5)]
    assert count(frozenset(VOTERS), cast, latest=True) == {Count(1, 0), Count(1, 1)}
    assert list(left_open(frozenset(VOTERS), cast, latest=True)) == [(1, "seq"), (2, "seq")]
    ordered = [Ballot(1, "a", "for", at=5, seq=1), Ballot(2, "a", "against", at=5, seq=2)]
    assert count(frozenset(VOTERS), ordered, latest=True) == {Count(1, 0)}


def test_what_was_replaced_or_does_not_count_is_not_left_open() -> None:
    """The missing choice of a ballot that was replaced, or of a stranger, changes nothing."""
    cast = [Ballot(1, "a", None, at=1), Ballot(2, "a", "for", at=2), Ballot(3, STRANGER, None, at=3)]
    assert not list(left_open(frozenset(VOTERS), cast, latest=True))


def test_a_nameless_ballot_replaces_none_that_came_after_it() -> None:
    """Everybody voted later in their own name, so whose it was changes nothing; cast last, it may change one vote."""
    nameless, own = Ballot(1, None, "for", at=1), [Ballot(2 + n, who, "against", at=2) for n, who in enumerate(VOTERS)]
    assert count(frozenset(VOTERS), [nameless, *own], latest=True) == {Count(3, 0)}
    assert count(frozenset(VOTERS), [*own, Ballot(9, None, "for", at=3)], latest=True) == {Count(3, 0), Count(3, 1)}


def test_many_nameless_ballots_are_counted_with_every_way_among_them() -> None:
    """A secret ballot of nine leaves open everything that it may have come to."""
    cast = [Ballot(number, None, "for", at=number) for number in range(9)]
    told = count(frozenset(VOTERS), cast, latest=True)
    assert told == {Count(turnout, turnout) for turnout in range(4)}
