"""Approvals in a chain: each step after the one below it, and each by another person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from servicepolicy.judging.worlds import surely_after
from servicepolicy.kinds.authority.capacity import Capacity, How, holds
from servicepolicy.language.truth import Leaf, Truth, all_of, any_of
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import WhyNot

__all__ = ["Given", "astray", "chains", "taken"]

Steps = tuple[tuple[Event, str | None], ...]  # each step with the person who took it


@attrs.frozen(slots=True)
class Given:
    """One event that may be an approval.

    Attributes:
        event: The event.
        part: Which part of a combined selector it is.
        counts: Whether it counts, whoever gave it.
        people: Each way in which its actors may act, and whether that person may approve this act.
        fault: The first thing that is plainly wrong with it; empty if nothing is.
    """

    event: Event
    part: int
    counts: Truth
    people: tuple[tuple[Capacity, Truth], ...]
    fault: str

    def by(self, roles: Sequence[str], how: How) -> Truth:
        """Whether it is a valid approval by one of some roles."""
        if self.counts is False:
            return False
        allowed = any_of(all_of((may, holds(capacity, roles, how))) for capacity, may in self.people)
        return all_of((self.counts, allowed))


def chains(given: Sequence[Given], chain: Sequence[str], how: How) -> Iterator[Truth]:
    """Whether the steps of a chain follow each other, for each way of choosing an approval for each step.

    No step comes before the one below it, and nobody takes two steps.
    """
    return (truth for _steps, truth in _ways(given, chain, how, ()))


def taken(settle: Callable[[Truth], bool], given: Sequence[Given], chain: Sequence[str], how: How) -> tuple[int, Steps]:
    """How many steps of a chain were taken, from below, and by which approvals."""
    for done in range(len(chain), 0, -1):
        ways = list(_ways(given, chain[:done], how, ()))
        if settle(any_of(truth for _steps, truth in ways)):  # asked together: one that is sure leaves no doubt
            return done, next(steps for steps, truth in ways if settle(truth))
    return 0, ()


def astray(settle: Callable[[Truth], bool], given: Sequence[Given], chain: Sequence[str], how: How) -> Iterator[WhyNot]:
    """The approvals by the right roles that are no step of a chain: out of their turn, or by who took one before."""
    done, steps = taken(settle, given, chain, how)
    if done == len(chain):
        return
    used = {event.number for event, _person in steps}
    for one in given:
        if one.fault or one.event.number in used:
            continue
        steps_ahead = range(max(done, 1), len(chain))
        place = next((place for place in steps_ahead if settle(one.by((chain[place],), how))), None)
        if place is None:
            continue  # another approval of a step that was taken, or of none
        if place > done or surely_after(steps[-1][0], one.event):
            yield WhyNot("approval_out_of_turn", one.event.number, chain[place - 1])
        else:
            yield WhyNot("approval_same_person", one.event.number, chain[place])


def _ways(given: Sequence[Given], chain: Sequence[str], how: How, done: Steps) -> Iterator[tuple[Steps, Truth]]:
    if not chain:
        yield done, True
        return
    for one in given:
        if done and surely_after(done[-1][0], one.event):
            continue
        if any(one.event.number == event.number for event, _person in done):
            continue
        for capacity, may in one.people:
            here = all_of((one.counts, may, holds(capacity, chain[:1], how), _another(one.event, capacity, done)))
            if here is False:
                continue
            for steps, rest in _ways(given, chain[1:], how, (*done, (one.event, capacity.actor.id))):
                yield steps, all_of((here, rest))


def _another(event: Event, capacity: Capacity, done: Steps) -> Truth:
    """Whether this is another person than those of the steps before."""
    person = capacity.actor.id
    if person is not None and any(person == before for _event, before in done):
        return False
    if done and person is None:
        others = " ".join(sorted(before or str(step.number) for step, before in done))
        return Leaf(event.number, "by", f"another than {others}")
    unknown = [step for step, before in done if before is None]
    return all_of(Leaf(step.number, "by", f"another than {person}") for step in unknown)
