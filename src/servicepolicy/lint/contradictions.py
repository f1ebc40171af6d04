"""What two rules claim against each other, or one of them in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from servicepolicy.language.suspected.claims import Demands, Follows, Permits
from servicepolicy.language.suspected.suspicion import Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.lint.bans import forbidden
from servicepolicy.lint.duplicates import duplicates, same_needs
from servicepolicy.lint.holdings import keepings, owners
from servicepolicy.lint.needs import needs, shadowed_needs
from servicepolicy.lint.orders import orders
from servicepolicy.lint.pairs import Pairs
from servicepolicy.lint.people import people
from servicepolicy.lint.powers import approvals, currencies, nobody_may, without_authority
from servicepolicy.lint.times import later_due_earlier, shadowed

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["contradictions_in"]


def contradictions_in(view: View, changed: Collection[str], policy: Policy) -> Iterator[Suspicion]:
    """What is suspected of any two rules of an edition.

    Args:
        view: The edition.
        changed: The rules that were not the same in the edition before: pairs without one of them have been looked at.
        policy: The policy.
    """
    pairs = Pairs(view, changed, policy)
    twice = list(duplicates(pairs))
    yield from twice
    told = [set(one.rules) for one in twice]
    for one in (*same_needs(pairs), *_against_each_other(pairs)):
        if not any(set(one.rules[:2]) <= rules for rules in told):
            yield one


def _against_each_other(pairs: Pairs) -> Iterator[Suspicion]:
    demands, follows, permits = pairs.of(Demands), pairs.of(Follows), pairs.of(Permits)
    yield from shadowed(pairs, demands)
    yield from later_due_earlier(pairs, demands, follows)
    yield from forbidden(pairs, demands)
    yield from without_authority(pairs, demands, permits)
    yield from approvals(pairs, permits)
    yield from nobody_may(pairs, permits)
    yield from currencies(pairs, permits)
    yield from people(pairs, permits)
    yield from orders(pairs, follows)
    yield from needs(pairs)
    yield from shadowed_needs(pairs)
    yield from owners(pairs)
    yield from keepings(pairs)
