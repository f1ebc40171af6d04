"""Authority limits: for every role, the bands of amounts touch, without holes and without overlaps. Found exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final, TypeAlias

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.kinds.authority.rule import Authority, Tier
from servicepolicy.language.bound.edition import Resolved
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.stretch import Stretch, holds
from servicepolicy.language.period import Period
from servicepolicy.language.value import Blank, Literal, Value, ValueForm, blank_names, literals
from servicepolicy.money import Money
from servicepolicy.worktime._instant import from_us

__all__ = ["limits_in"]

EVERYBODY: Final = ""


@attrs.frozen
class Edge:
    """One side of a band.

    Args:
        form: The bound; `None`: open.
        after: The band begins, or the one below it ends, just above the bound and not at it.
    """

    form: ValueForm | None
    after: bool

    def spoken(self) -> str:
        """The bound as people read it."""
        match self.form:
            case Literal(raw):
                return str(raw)
            case Blank(name):
                return name
            case _:
                return "the bound"


Key: TypeAlias = "tuple[Decimal, bool]"


@attrs.frozen
class Band:
    """The amounts of one tier, given by its number."""

    tier: int
    low: Edge
    high: Edge


def limits_in(rule: Authority, known: Known) -> Iterator[Found]:
    """Holes and overlaps in the tiers of a rule, in each stretch in which its values are constant, each once."""
    seen: set[tuple[str, object]] = set()
    roles = frozenset(known.role_names)
    changing = any(_changes(bound) for tier in rule.tiers for bound in (tier.gt, tier.ge, tier.lt, tier.le))
    for stretch, values in known.constant:
        if not holds(rule.in_force or Period(), stretch, known.zone):
            continue
        for found in _in_stretch(rule, values, _when(stretch, known), roles):
            key = (found.code, found.path)
            if key not in seen:
                seen.add(key)
                yield found
        if not changing:  # what is so in the first stretch is so in all
            return


def _changes(bound: Value | None) -> bool:
    return bound is not None and not isinstance(bound.form, Literal)


def _when(stretch: Stretch, known: Known) -> str:
    since = stretch[0]
    whole = known.in_force.bounds(known.zone)[0] if known.in_force else None
    if since is None or since == whole:
        return ""
    return f" from {from_us(since, known.zone).date().isoformat()}"


def _in_stretch(rule: Authority, values: Mapping[str, Resolved], when: str, roles: frozenset[str]) -> Iterator[Found]:
    bands = [_band(number, tier, values) for number, tier in enumerate(rule.tiers)]
    for band in bands:
        yield from _empty(band, when)
    currencies = sorted({one for tier in rule.tiers for one in _currencies(tier, values)})
    if len(currencies) > 1:
        message = f"the limits are in {' and '.join(currencies)}{when}"
        yield Found("two-currencies", ("tiers",), message, "write one rule for each currency")
        return
    named = {role for tier in rule.tiers for role in tier.role or ()}
    general = frozenset(number for number, tier in enumerate(rule.tiers) if tier.role is None)
    for role in sorted(named) or [EVERYBODY]:
        own = [band for band in bands if _concerns(rule.tiers[band.tier], role)]
        yield from _chain(own, general, _Said(role, when, tuple(sorted(roles - named))))


@attrs.frozen
class _Said:
    """Whose tiers are looked at, in which stretch, and which other roles there are."""

    role: str
    when: str
    others: tuple[str, ...]

    @property
    def whose(self) -> str:
        return f" for `{self.role}`" if self.role else ""

    def help(self, mixed: bool, otherwise: str) -> str:
        """The way out; where a tier for everybody meets one for a role, that is most likely what was not meant."""
        if not (mixed and self.role):
            return otherwise
        named = f"`role: [{', '.join(self.others)}]`" if self.others else "`role: [..]`"
        return f"a tier without `role` is also for `{self.role}`; for all others write {named} in it"


def _concerns(tier: Tier, role: str) -> bool:
    return tier.role is None or role in tier.role


def _band(number: int, tier: Tier, values: Mapping[str, Resolved]) -> Band:
    low = tier.gt or tier.ge
    high = tier.lt or tier.le
    return Band(
        number,
        Edge(_form(low, values), tier.gt is not None),
        Edge(_form(high, values), tier.le is not None),
    )


def _form(bound: Value | None, values: Mapping[str, Resolved]) -> ValueForm | None:
    if bound is None:
        return None
    if isinstance(bound.form, Blank) and bound.form.name in values:
        return values[bound.form.name].form
    return bound.form


def _empty(band: Band, when: str) -> Iterator[Found]:
    low, high = _key(band.low), _key(band.high)
    if low is not None and high is not None and low >= high:
        message = f"no amount lies in the band from {band.low.spoken()} to {band.high.spoken()}{when}"
        yield Found("empty-band", ("tiers", band.tier), message, "exchange the bounds, or take the tier away")


def _chain(bands: list[Band], general: frozenset[int], said: _Said) -> Iterator[Found]:
    """Whether bands touch, from the lowest to the highest."""
    ordered = _sorted(bands)
    for lower, upper in pairwise(ordered):
        yield from _touch(lower, upper, said, mixed=(lower.tier in general) is not (upper.tier in general))


def _sorted(bands: list[Band]) -> list[Band]:
    """By lower bound, where all are known; else as written."""
    keys = {band.tier: _key(band.low) for band in bands}
    if any(band.low.form is not None and keys[band.tier] is None for band in bands):
        return bands
    lowest = (Decimal("-Infinity"), False)
    return sorted(bands, key=lambda band: keys[band.tier] or lowest)


def _touch(lower: Band, upper: Band, said: _Said, *, mixed: bool) -> Iterator[Found]:
    path = ("tiers", upper.tier)
    pair = f"tiers {lower.tier + 1} and {upper.tier + 1}"
    if lower.high.form is None or upper.low.form is None:
        message = f"{pair} overlap{said.whose}{said.when}: both hold for {_shared(lower, upper)}"
        yield Found("overlapping-limits", path, message, said.help(mixed, "let one end where the next begins"))
        return
    match _order(lower.high, upper.low):
        case 1:
            message = f"{pair} overlap{said.whose}{said.when}: both hold for {_shared(lower, upper)}"
            help = f"`le: {lower.high.spoken()}` goes with `gt`, `lt` with `ge`"
            yield Found("overlapping-limits", path, message, said.help(mixed, help))
        case -1:
            message = f"between {pair} there is a hole{said.whose}{said.when}: neither holds for {_hole(lower, upper)}"
            help = "let one end where the next begins: `le` goes with `gt`, `lt` with `ge`"
            yield Found("hole-in-limits", path, message, help)
        case _:
            return


def _order(end: Edge, begin: Edge) -> int | None:
    """1: a band ends above the beginning of the next; -1: below; 0: they touch; `None`: nobody can tell."""
    one, other = _key(end), _key(begin)
    if one is not None and other is not None:
        return (one > other) - (one < other)
    if end.form == begin.form:  # the same blank, whatever will fill it
        return end.after - begin.after
    return None  # only facts or later fills settle it


def _shared(lower: Band, upper: Band) -> str:
    """The amounts for which both of two overlapping bands hold; of bands in order the upper one begins later."""
    low, high = upper.low, _sooner(lower.high, upper.high)
    if high.form is None:
        return f"amounts {'above' if low.after else 'from'} {low.spoken()}" if low.form is not None else "every amount"
    if low.form is None:
        return f"amounts {'up to' if high.after else 'below'} {high.spoken()}"
    if _amount(high) == _amount(low):
        return f"exactly {low.spoken()}"
    return f"amounts from {low.spoken()} to {high.spoken()}"


def _sooner(one: Edge, other: Edge) -> Edge:
    """Which of two upper edges ends first; the first, where nobody can tell."""
    if one.form is None or other.form is None:
        return other if one.form is None else one
    return other if _order(one, other) == 1 else one


def _hole(lower: Band, upper: Band) -> str:
    if _amount(lower.high) == _amount(upper.low):
        return f"exactly {upper.low.spoken()}"
    return f"amounts between {lower.high.spoken()} and {upper.low.spoken()}"


def _amount(edge: Edge) -> object:
    key = _key(edge)
    return edge.form if key is None else key[0]


def _currencies(tier: Tier, values: Mapping[str, Resolved]) -> Iterator[str]:
    """The currencies of the bounds of a tier, whichever choice they take."""
    for bound in (tier.gt, tier.ge, tier.lt, tier.le):
        if bound is None:
            continue
        forms = [bound.form, *(values[name].form for name in blank_names(bound.form) if name in values)]
        for literal in (said for form in forms for said in literals(form)):
            money = _money(Edge(literal, False))
            if isinstance(money, Money):
                yield money.currency


def _key(edge: Edge) -> Key | None:
    money = _money(edge)
    if money is None:
        return None
    return (money.amount if isinstance(money, Money) else money), edge.after


def _money(edge: Edge) -> Money | Decimal | None:
    if not isinstance(edge.form, Literal):
        return None
    raw = edge.form.raw
    if isinstance(raw, Money):
        return raw
    try:
        return Money.parse(str(raw))
    except MoneyError:
        pass
    try:
        return Decimal(str(raw))
    except InvalidOperation:
        return None
