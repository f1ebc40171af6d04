"""How two readings of an authority lie: who may do it, up to which amount, and who must approve it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel

from servicepolicy.kinds.authority.rule import Approvers, Authority, Tier
from servicepolicy.kinds.authority.rule_forms import Competence, Votes
from servicepolicy.kinds.authority.suffices import suffices
from servicepolicy.language.bound.comparing import (
    BASE,
    Differing,
    Reading,
    Table,
    by_table,
    flag,
    holds,
    numbers,
    orders_of,
    part,
    present,
    rank,
    read_elsewhere,
    splits,
    terms,
    untold,
)
from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.bound.order import Order, between, joined
from servicepolicy.money import Money, as_money

__all__ = ["compared"]

_Asked: TypeAlias = "Literal['none', 'refused'] | Approvers"
_OTHERS: Final = ""  # whoever is in none of the roles that are named


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of an authority differ."""
    yield from by_table(old, new, _TABLE)
    lifted = _lifts(old.rule) or _lifts(new.rule)
    if lifted and old.edition.roles != new.edition.roles:
        yield Differing(("or_above",), "untold")


def _lifts(rule: BaseModel) -> bool:
    """Whether it asks who stands above a role."""
    if not isinstance(rule, Authority):
        return False
    approvers = [tier.approvers for tier in rule.tiers if isinstance(tier.approvers, Approvers)]
    return rule.or_above or any(tier.or_above for tier in rule.tiers) or any(one.or_above for one in approvers)


# tiers: what is asked of each role for each amount


def _tiers(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    lifted = {rule.or_above for rule in (before, after) if isinstance(rule, Authority)}
    if untold(old, new, before, after, name) == "same" and len(lifted) == 1:
        return "same"
    was, now = _Table.of(old, before), _Table.of(new, after)
    if was is None or now is None:
        return "untold"
    if not was.tiers or not now.tiers:
        return between(at_most=not now.tiers, at_least=not was.tiers)
    currencies = {bound.currency for table in (was, now) for bound in table.bounds}
    if len(currencies) > 1:
        return "untold"
    roles = {role for table in (was, now) for tier, _, _ in table.tiers for role in tier.role or ()}
    amounts = tuple(_between({bound.amount for table in (was, now) for bound in table.bounds}))
    return joined(
        _order(was.asked(role, amount), now.asked(role, amount), old, new)
        for role in (*sorted(roles), _OTHERS)
        for amount in amounts
    )


def _order(was: _Asked, now: _Asked, old: Reading, new: Reading) -> Order:
    return between(at_most=_enough(was, now, old), at_least=_enough(now, was, new))


def _enough(given: _Asked, asked: _Asked, reading: Reading) -> bool:
    """Whether whatever satisfies the one satisfies the other; nothing satisfies a refusal."""
    if given == "refused" or asked == "refused":
        return given == "refused"
    return suffices(given, asked, reading.edition.roles)


class _Table:
    """The tiers of a rule, each with its bounds as they stand in an edition."""

    def __init__(self, rule: Authority, tiers: list[tuple[Tier, _Holds, tuple[Money, ...]]], reading: Reading) -> None:
        self.rule, self.tiers, self.reading = rule, tiers, reading
        self.bounds = [bound for _, _, bounds in tiers for bound in bounds]

    @classmethod
    def of(cls, reading: Reading, rule: BaseModel) -> _Table | None:
        """The tiers of a rule; `None` where a bound hangs on the subject."""
        if not isinstance(rule, Authority):
            return None
        found: list[tuple[Tier, _Holds, tuple[Money, ...]]] = []
        for tier in rule.tiers:
            bounds: dict[str, Money] = {}
            for side in ("gt", "ge", "lt", "le"):
                value = reading.value(tier, side)
                if value is None:
                    continue
                if not isinstance(value, Outright):
                    return None
                bounds[side] = as_money(value.value)
            found.append((tier, _holding(bounds), tuple(bounds.values())))
        return cls(rule, found, reading)

    def asked(self, role: str, amount: Decimal | None) -> _Asked:
        """What somebody in a role needs for an amount."""
        above = self.reading.edition.roles.get(role, frozenset())
        for tier, inside, _ in self.tiers:
            lifted = tier.or_above or self.rule.or_above
            fits = tier.role is None or role in tier.role or (lifted and not above.isdisjoint(tier.role))
            if fits and inside(amount):
                return tier.approvers
        return "refused"


_Holds: TypeAlias = "Callable[[Decimal | None], bool]"


def _holding(bounds: Mapping[str, Money]) -> _Holds:
    def inside(amount: Decimal | None) -> bool:
        if amount is None:
            return not bounds
        return (
            ("gt" not in bounds or amount > bounds["gt"].amount)
            and ("ge" not in bounds or amount >= bounds["ge"].amount)
            and ("lt" not in bounds or amount < bounds["lt"].amount)
            and ("le" not in bounds or amount <= bounds["le"].amount)
        )

    return inside


def _between(bounds: set[Decimal]) -> Iterator[Decimal | None]:
    """Every bound, an amount between each two of them, one below and one beyond; no amount is negative."""
    if not bounds:
        yield None
        return
    ordered = sorted({Decimal(0), *bounds})
    for low, high in zip(ordered, [*ordered[1:], ordered[-1] + 2], strict=True):
        yield low
        yield (low + high) / 2


# everything else


def _competence(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """Fewer roles for a step ask more; which acts are steps is what the rule is about."""
    was, now = getattr(before, name), getattr(after, name)
    if not isinstance(was, Competence) or not isinstance(now, Competence):
        return "untold"
    one, other = ({step: set(roles) for step, roles in table.steps} for table in (was, now))
    if one.keys() != other.keys():
        return "untold"
    return joined(between(at_most=other[step] >= one[step], at_least=other[step] <= one[step]) for step in one)


def _people(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    one, other = getattr(before, name), getattr(after, name)
    return between(at_most=other <= one, at_least=other >= one)


def _covers(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, _name: str) -> Order:
    """Whether an approval must be of the amount, said outright or not."""
    one, other = (isinstance(rule, Authority) and rule.approval_covers_amount for rule in (before, after))
    return between(at_most=other <= one, at_least=other >= one)


def _approval(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """What an approval is; without tiers nobody asks for one."""
    rules = [rule for rule in (before, after) if isinstance(rule, Authority)]
    if not any(rule.tiers for rule in rules):
        return "same"
    was, now = getattr(before, name), getattr(after, name)
    return joined((_covers(old, new, before, after, name), orders_of(old, new, _APPROVAL, was, now)))


_APPROVAL: Final[Table] = {
    "event": untold,
    "before": untold,
    "covers": read_elsewhere,
    "not_": rank("nobody", "maker"),
    "refused": untold,
    "stands": flag(asks=False),
    "unsaid_is_any": untold,
}

_TOGETHER: Final[Table] = {"distinct": _people, "who": holds(asks=False)}

_PASSING: Final[Table] = {
    "share_for": numbers(asks=True),
    "more_than": numbers(asks=True),
    "of": rank("voted", "electorate"),
}

_PUBLICATION: Final[Table] = {
    "event": untold,
    "within": terms(asks=False),
    "clock": read_elsewhere,
    "counting": read_elsewhere,
}


def _quorum(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """How many must have voted: a share, or all, which is more than any share."""
    if untold(old, new, before, after, name) == "same":
        return "same"
    one, other = (isinstance(votes, Votes) and votes.quorum_of_all for votes in (before, after))
    if one is other:
        return numbers(asks=True)(old, new, before, after, name)
    return "more" if other else "less"


_VOTES: Final[Table] = {
    "quorum": _quorum,
    "pass_": part(_PASSING),
    "publish": present(part(_PUBLICATION), asks=True),
}

_TABLE: Final[Table] = {
    **BASE,
    "applies": untold,  # a power that does not apply is refused before the act, and not judged after it
    "per": splits(asks=True),
    "action": untold,
    "who": holds(asks=False),
    "competence": present(_competence, asks=True),
    "needed_for": present(untold, asks=True),
    "together": present(part(_TOGETHER), asks=True),
    "votes": present(part(_VOTES), asks=True),
    "amount": untold,
    "approved_amount": untold,
    "tiers": _tiers,
    "approval": _approval,
    "splitting": present(untold, asks=True),
    "emergency": untold,
    "or_above": flag(asks=False),
    "late_entry": present(terms(asks=False), asks=False),
}
