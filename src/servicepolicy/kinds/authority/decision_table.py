"""Decisions that hang only on who acts and on the amount: worked out once for each cell of a table of tiers.

Between two neighbouring bounds every amount gets the same answer, but for the margin. So where nothing else has a say
(no approval on record, no delegation, no emergency, no sum of parts, no fact missing) the general path answers the
first question of a cell, and later ones are looked up. A rule without tiers has a cell for each role, met or not.
A generated test checks that nobody could tell the difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.quick_results import decision_in_order, new_margin
from servicepolicy.kinds.authority.eligibility import Who
from servicepolicy.kinds.authority.limits import Limits
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.language.value import Field
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money
from servicepolicy.results.verdict import Decision

__all__ = ["Cells"]

_FIELDS = tuple(field.name for field in attrs.fields(Decision))
_said = attrgetter(*_FIELDS)
_MARGIN = _FIELDS.index("margin")
_Key = tuple[str, tuple[str, ...], int]
_MET, _NOT_MET = 0, 1  # the places of a rule without tiers: whether whoever acts may do it
_MOST_ROLES = 256  # told apart by a rule without tiers: a host's texts must not fill the memory


@attrs.frozen(slots=True)
class _Cell:
    """What is decided in one cell; each answer is a decision of its own, for it is marked with what it was made of.

    Attributes:
        said: The fields of the decision, in order, as it was for the first amount asked about.
        varies: Its margin hangs on the amount.
        up_to: The bound to which the margin is counted; outside all tiers, the nearest one below the cell.
        down_to: Outside all tiers: the nearest bound above the cell, which is a margin too where it is nearer.
    """

    said: tuple[object, ...]
    varies: bool = False
    up_to: Money | None = None
    down_to: Money | None = None

    def at(self, amount: Money | None) -> Decision:
        """The decision for an amount of this cell."""
        if not self.varies or amount is None:
            return decision_in_order(*self.said)
        left = None if self.up_to is None else self.up_to - amount
        if self.down_to is not None:
            other = amount - self.down_to
            left = other if left is None or other.amount > left.amount else left
        said = list(self.said)
        said[_MARGIN] = new_margin(None, None, left)
        return decision_in_order(*said)  # `attrs.evolve` would take many times as long


class Cells:
    """The cells of one rule that have been asked about.

    Args:
        rule: The rule.
        limits: What it says, compiled.
        asked: Which acts it means.
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
        "_tiers",
        "_unconditional",
        "usable",
    )

    def __init__(self, rule: Authority, limits: Limits, asked: Matcher) -> None:
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
        self._tiers = bool(rule.tiers)
        asks_who_alone = rule.emergency is None and len(limits.forms) == (limits.who is not None)
        self.usable = asks_who_alone and (
            (
                bool(bands)
                and not any(band.how is not None for band in bands)
                and rule.splitting is None
                and rule.approved_amount is None
                and (rule.amount is not None or not rule.approval_covers_amount)
                and self._evidence is not None
                and not any(band.missing for band in bands)
                and len({bound.currency for bound in bounds}) < 2
            )
            if self._tiers
            else not any(isinstance(form, Who) and form.asks_membership for form in limits.forms)
        )

        # Every act of the kind is meant, whoever does it, on every subject; its amount is what is asked about.
        self._unconditional = (
            self._tiers
            and not rule.applies.clauses
            and limits.who is None
            and all(pattern.certain and not pattern.on_organisation for part in asked.parts for pattern in part)
            and (rule.amount is None or rule.amount.form == Field("amount"))
        )

    def at_once(
        self, facts: SubjectFacts, act: str, actors: tuple[Actor, ...], amount: Money | None
    ) -> Decision | None:
        """What was decided in the same cell before, for a rule without conditions and an organisation not known.

        This needs neither scene nor event. The subject may hold events after the act: if none of all is evidence, none
        of the earlier is.
        """
        evidence = self._evidence
        if not (self.usable and self._unconditional) or self._limits.relieved_by or len(actors) != 1:
            return None
        role = actors[0].role
        if role is None or evidence is None or not evidence.isdisjoint(facts.timeline.by_kind):
            return None
        place = 0
        if self._reads_amount:
            if amount is None or self._currency not in (amount.currency, None) or amount.amount < 0:
                return None
            place = self._place(amount.amount)
        roles = self._of_table(role)
        cell = None if roles is None else self._cells.get((act, roles, place))
        return None if cell is None else cell.at(amount)

    def decision(self, scene: Scene, act: Event, general: Callable[[], Decision]) -> Decision | None:
        """What is decided about an act to which the rule applies; `None` where more than its cell has a say.

        Args:
            scene: The subject.
            act: The act.
            general: Decides it in full.
        """
        if not self._tiers:
            return self._of_role(scene, act, general)
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

    def _of_role(self, scene: Scene, act: Event, general: Callable[[], Decision]) -> Decision | None:
        """What a rule without tiers says of an act: it hangs on the roles held, which a refusal names."""
        roles, who = _held(scene, act), self._limits.who
        if roles is None:
            return None
        truth = who is None or who(scene, act, act.at, None)
        if truth is not True and truth is not False:
            return None
        key = (act.kind, roles, _MET if truth else _NOT_MET)
        cell = self._cells.get(key)
        if cell is None:
            decision = general()
            if decision.doubts or len(self._cells) >= _MOST_ROLES:
                return decision
            cell = self._cells[key] = _Cell(_said(decision))
        return cell.at(None)

    def _roles(self, scene: Scene, act: Event) -> tuple[str, ...] | None:
        """The roles of the one who acts, as far as the tiers name them; `None` where they are not plain, or none is."""
        held = _held(scene, act)
        if held is None:
            return None
        if len(held) == 1:
            return self._of_table(held[0])
        return tuple(sorted(self._named.intersection(held))) or (None if self._named else ())

    def _of_table(self, role: str) -> tuple[str, ...] | None:
        """A role as the tiers name it; `None`: they do not, and a refusal names it, or nobody declared it."""
        if role in self._named:
            return (role,)
        return None if self._named else ()

    def _place(self, amount: Decimal) -> int:
        """Where an amount lies among the bounds: odd on a bound, even between two."""
        bounds = self._bounds
        place = bisect_left(bounds, amount)
        return 2 * place + (place < len(bounds) and bounds[place] == amount)

    def _made(self, decision: Decision, roles: tuple[str, ...], amount: Money | None) -> _Cell:
        left = decision.margin.money if decision.margin is not None else None
        if left is None or amount is None:
            return _Cell(_said(decision))
        if decision.reason.code != "beyond_authority":
            return _Cell(_said(decision), True, amount + left)
        mine = (band for band in self._bands if band.roles is None or not set(band.roles).isdisjoint(roles))
        bounds = [bound for band in mine for bound in (band.low, band.high) if bound is not None]
        below = max((bound for bound in bounds if bound <= amount), default=None)
        above = min((bound for bound in bounds if bound > amount), default=None)
        return _Cell(_said(decision), True, below, above)


def _held(scene: Scene, act: Event) -> tuple[str, ...] | None:
    """The roles of the one who acts; `None` where they are not plain: nobody else's, and none that is contradicted."""
    if len(act.actors) != 1:
        return None
    actor, bank = act.actors[0], scene.organisation
    if bank is None:
        return scene.roles(actor, act.at) or None
    if actor.id is not None and bank.delegators(actor.id, act.at, act.kind):
        return None
    roles = tuple([role for role, _unit in scene.posts(actor, act.at) if role is not None])
    if not roles or (actor.id is not None and actor.role is not None and actor.role not in roles):
        return None
    return roles
