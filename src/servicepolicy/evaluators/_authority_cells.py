"""Decisions that hang only on who acts and on the amount: worked out once for each cell of a table of tiers.

Between two neighbouring bounds every amount gets the same answer, but for the margin. So where nothing else has a say
(no approval on record, no delegation, no emergency, no sum of parts, no fact missing) the general path answers the first
question of a cell, and later ones are looked up. A generated test checks that nobody could tell the difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal

import attrs

from servicepolicy.evaluators._authority_limits import Limits
from servicepolicy.evaluators._authority_people import capacities, role_disagrees
from servicepolicy.evaluators._authority_tiers import Band, margin
from servicepolicy.evaluators.scene import Scene
from servicepolicy.models.timeline import Event
from servicepolicy.money import Money
from servicepolicy.rules.authority import Authority
from servicepolicy.verdict import Decision, Margin

__all__ = ["Cells"]

_Key = tuple[str, tuple[str, ...], int]


@attrs.frozen(slots=True)
class _Cell:
    """What is decided in one cell.

    Attributes:
        decision: The decision, as it was for the first amount asked about.
        upper: The bound to which the margin is counted.
        near: Outside all tiers: the tiers to whose nearest bound it is counted.
    """

    decision: Decision
    upper: Money | None
    near: tuple[Band, ...]

    def at(self, amount: Money | None) -> Decision:
        """The decision for an amount of this cell."""
        first = self.decision
        if first.margin is None or amount is None:
            return first
        left = Margin(money=self.upper - amount) if self.upper is not None else margin(self.near, None, amount)
        return Decision(  # not `attrs.evolve`, which takes four times as long
            effect=first.effect,
            action=first.action,
            rule=first.rule,
            clause=first.clause,
            reason=first.reason,
            approvers=first.approvers,
            form=first.form,
            margin=left,
            values=first.values,
            why_not=first.why_not,
            label=first.label,
        )


class Cells:
    """The cells of one rule that have been asked about.

    Args:
        rule: The rule.
        limits: What it says, compiled.
    """

    __slots__ = (
        "_bands",
        "_bounds",
        "_cells",
        "_currency",
        "_evidence",
        "_limits",
        "_named",
        "_reads_amount",
        "usable",
    )

    def __init__(self, rule: Authority, limits: Limits) -> None:
        bands = limits.bands.constant or ()
        bounds = [bound for band in bands for bound in (band.low, band.high) if bound is not None]
        self._limits = limits
        self._bands = bands
        self._bounds = sorted({bound.amount for bound in bounds})
        self._currency = bounds[0].currency if bounds else None
        self._named = frozenset(role for band in bands for role in band.roles or ())
        self._reads_amount = rule.amount is not None
        self._evidence = limits.approvals.kinds
        self._cells: dict[_Key, _Cell] = {}
        self.usable = (
            bool(bands)
            and rule.emergency is None
            and rule.splitting is None
            and (rule.amount is not None or rule.approval.covers == "nothing")
            and self._evidence is not None
            and not any(band.missing for band in bands)
            and len({bound.currency for bound in bounds}) < 2
        )

    def decision(self, scene: Scene, act: Event, general: Callable[[], Decision]) -> Decision | None:
        """What is decided about an act to which the rule applies; `None` where more than its cell has a say.

        Args:
            scene: The subject.
            act: The act.
            general: Decides it in full.
        """
        limits = self._limits
        evidence = self._evidence
        if limits.relieved_by or evidence is None or not evidence.isdisjoint(scene.timeline.by_kind):
            return None
        roles = self._roles(scene, act)
        if roles is None or (limits.who is not None and limits.who(scene, act, act.at, None) is not True):
            return None
        amount: Money | None = None
        place = 0
        if self._reads_amount:
            own = limits.amounts.own(scene, act)
            if not isinstance(own, Money) or own.amount < 0 or self._currency not in (own.currency, None):
                return None
            amount, place = own, self._place(own.amount)
        key = (act.kind, roles, place)
        cell = self._cells.get(key)
        if cell is None:
            decision = general()
            if decision.doubts:
                return decision
            cell = self._cells[key] = self._made(decision, roles, amount)
        return cell.at(amount)

    def _roles(self, scene: Scene, act: Event) -> tuple[str, ...] | None:
        """The roles of the one who acts, as far as the tiers name them; `None` where they are not plain."""
        if len(act.actors) != 1:
            return None
        if scene.organisation is None:
            role = act.actors[0].role
            # Roles that no tier names are one and the same here: a host's texts must not fill the memory.
            return None if role is None else (role,) if role in self._named else ()
        people = capacities(scene, act, (act.kind,))
        if len(people) != 1 or not people[0].roles or role_disagrees(scene, act):
            return None
        return tuple(sorted(self._named.intersection(people[0].roles)))

    def _place(self, amount: Decimal) -> int:
        """Where an amount lies among the bounds: odd on a bound, even between two."""
        bounds = self._bounds
        place = bisect_left(bounds, amount)
        return 2 * place + (place < len(bounds) and bounds[place] == amount)

    def _made(self, decision: Decision, roles: tuple[str, ...], amount: Money | None) -> _Cell:
        left = decision.margin.money if decision.margin is not None else None
        if left is None or amount is None:
            return _Cell(decision, None, ())
        if decision.reason.code == "beyond_authority":
            mine = tuple(b for b in self._bands if b.roles is None or not set(b.roles).isdisjoint(roles))
            return _Cell(decision, None, mine)
        return _Cell(decision, amount + left, ())
