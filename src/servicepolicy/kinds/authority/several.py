"""Approvals by all of several roles, each by another person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import attrs

from servicepolicy.kinds.authority.capacity import How, holds
from servicepolicy.kinds.authority.chain import Given
from servicepolicy.language.truth import Leaf, Truth, all_of, any_of
from servicepolicy.results.verdict import WhyNot

__all__ = ["all_different", "not_covered", "signed_twice", "signers"]


@attrs.frozen(slots=True)
class _Person:
    """Somebody who approved: known by id, or only as one of those at an event."""

    id: str | None
    event: int = 0
    place: int = 0


_Signed = Mapping[_Person, Truth]  # who may have approved in one role, each with whether that is so


def all_different(given: Sequence[Given], roles: Sequence[str], how: How) -> Truth:
    """Whether all of some roles approved, each in the person of somebody else."""
    return _matched([_signed(given, role, how) for role in roles])


def not_covered(
    settle: Callable[[Truth], bool], given: Sequence[Given], roles: Sequence[str], how: How
) -> tuple[str, ...]:
    """The roles in which somebody else still has to approve: as few as can be.

    Of two ways to leave out as few, the one in which more have approved in the very role that is asked for; then the
    one that leaves the roles named first.
    """
    signed = [_signed(given, role, how) for role in roles]
    exactly = [_signed(given, role, attrs.evolve(how, below=None)) for role in roles]

    def done(those: tuple[int, ...], by_role: Sequence[_Signed]) -> bool:
        return settle(_matched([by_role[index] for index in those]))

    for count in range(len(roles) - 1, 0, -1):
        ways = [those for those in combinations(range(len(roles)), count) if done(those, signed)]
        if ways:
            best = min(ways, key=lambda those: (not done(those, exactly), _first(those)))
            return tuple(role for index, role in enumerate(roles) if index not in best)
    return tuple(roles)


def signers(settle: Callable[[Truth], bool], given: Sequence[Given], roles: Sequence[str], how: How) -> tuple[int, ...]:
    """The earliest approvals by which all of some roles approved, each in the person of somebody else."""

    def search(left: Sequence[str], taken: tuple[_Person, ...]) -> tuple[int, ...] | None:
        if not left:
            return ()
        for one in given:
            for person, truth in _signed([one], left[0], how).items():
                if person in taken or not settle(all_of((truth, *_others(person, taken)))):
                    continue
                rest = search(left[1:], (*taken, person))
                if rest is not None:
                    return one.event.number, *rest
        return None

    return search(roles, ()) or ()


def signed_twice(
    settle: Callable[[Truth], bool], given: Sequence[Given], roles: Sequence[str], how: How
) -> Iterator[WhyNot]:
    """The approvals in a role that is still missing: whoever gave them is counted in another role."""
    if settle(all_different(given, roles, how)):
        return
    for role in not_covered(settle, given, roles, how):
        for one in given:
            if not one.fault and settle(one.by((role,), how)):
                yield WhyNot("approval_same_person", one.event.number, role)


def _first(those: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-index for index in reversed(those))


def _signed(given: Sequence[Given], role: str, how: How) -> _Signed:
    """Who may have approved in a role."""
    found: dict[_Person, list[Truth]] = {}
    for one in given:
        for place, (capacity, may) in enumerate(one.people):
            truth = all_of((one.counts, may, holds(capacity, (role,), how)))
            if truth is False:
                continue
            person = capacity.actor.id
            who = _Person(person) if person is not None else _Person(None, one.event.number, place)
            found.setdefault(who, []).append(truth)
    return {person: any_of(truths) for person, truths in found.items()}


def _matched(signed: Sequence[_Signed]) -> Truth:
    """Whether each role can be given another person.

    A role in which as many known people surely approved as there are roles always finds one, and is left aside.
    """
    hard = [role for role in signed if _plenty(role) < len(signed)]
    hard.sort(key=len)
    return any_of(_ways(hard, ()))


def _plenty(signed: _Signed) -> int:
    return sum(1 for person, truth in signed.items() if truth is True and person.id is not None)


def _ways(signed: Sequence[_Signed], taken: tuple[_Person, ...]) -> Iterator[Truth]:
    """Whether it is so, for each way of choosing another person for each role."""
    if not signed:
        yield True
        return
    for person, truth in signed[0].items():
        if person in taken:
            continue
        here = all_of((truth, *_others(person, taken)))
        if here is False:
            continue
        for rest in _ways(signed[1:], (*taken, person)):
            yield all_of((here, rest))
            if rest is True and here is True:
                return


def _others(person: _Person, taken: tuple[_Person, ...]) -> Iterator[Truth]:
    """Whether somebody is another person than some others: of whom nobody recorded the name, that is open."""
    for other in taken:
        if person.id is None:
            yield Leaf(person.event, "by", f"another than {other.id or other.event}")
        elif other.id is None:
            yield Leaf(other.event, "by", f"another than {person.id}")
