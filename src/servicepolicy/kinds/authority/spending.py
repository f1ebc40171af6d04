"""Licences are spent as far as they are used (decision 53)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from servicepolicy.judging.case_view import Missing
from servicepolicy.kinds.authority.capacity import How
from servicepolicy.kinds.authority.chain import Given, taken
from servicepolicy.kinds.authority.rule import Approvers
from servicepolicy.kinds.authority.several import signers
from servicepolicy.language.truth import Doubt, Truth
from servicepolicy.money import Money

__all__ = ["NOTHING_SPENT", "Spent", "used_by"]


@attrs.frozen(slots=True)
class Spent:
    """What earlier acts took of an approval.

    Attributes:
        amounts: The amounts that are known.
        doubts: What would tell the others.
    """

    amounts: tuple[Money, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def and_for(self, own: Money | Missing) -> Spent:
        """With what one more act took."""
        if isinstance(own, Missing):
            return attrs.evolve(self, doubts=(*self.doubts, own.leaf("covers")))
        return attrs.evolve(self, amounts=(*self.amounts, own))

    def leaves(self, approved: Money, wanted: Money) -> Truth:
        """Whether so much of an approval is left."""
        if approved.currency != wanted.currency:
            return False
        taken = [one for one in self.amounts if one.currency == approved.currency and one.amount > 0]
        if approved < Money.total([wanted, *taken], approved.currency):
            return False
        return self.doubts[0] if self.doubts else True


NOTHING_SPENT: Mapping[int, Spent] = {}


def used_by(
    settle: Callable[[Truth], bool], given: Sequence[Given], approvers: Approvers, how: How, parts: int
) -> tuple[int, ...]:
    """The approvals that an act uses, which has all that it needs: of each kind the earliest that will do."""
    used: dict[int, None] = {}
    for part in range(parts):
        here = [one for one in given if one.part == part]
        if approvers.chain is not None:
            steps = taken(settle, here, approvers.chain, how)[1]
            used.update(dict.fromkeys(event.number for event, _person in steps))
        elif approvers.all_of is not None and approvers.same_person != "allowed":
            used.update(dict.fromkeys(signers(settle, here, approvers.all_of, how)))
        else:
            groups = (
                (approvers.any_of,) if approvers.any_of is not None else ((role,) for role in approvers.all_of or ())
            )
            for roles in groups:
                first = next((one for one in here if settle(one.by(roles, how))), None)
                if first is not None:
                    used[first.event.number] = None
    return tuple(used)
