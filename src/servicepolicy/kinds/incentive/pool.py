"""A pool of money: what went in, what went out, for what, and whether it adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import HEADER, Place
from servicepolicy.kinds.incentive.agreement import Lacking, asking
from servicepolicy.kinds.incentive.rule import Pool
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.truth import Settle, TooManyWorlds, deciding, explore, outcomes
from servicepolicy.models.event import Event
from servicepolicy.money import Money
from servicepolicy.results.award import AwardLine
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["Fines", "Movement", "PoolReader", "balanced", "certain"]

Fines: TypeAlias = Callable[[Settle], "Iterable[Movement]"]
"""What is on record as fined for a pool, ever."""


@attrs.frozen(slots=True, kw_only=True)
class Movement:
    """Money that goes into a pool or out of it.

    Args:
        at: When, UTC microseconds.
        amount: How much; `None`: not known.
        subject: On which subject the event lies.
        occurrence: Its number.
        doubt: The fact that would tell the amount.
        out: It goes out.
        allowed: It goes where it may.
    """

    at: int
    amount: Money | None
    subject: str
    occurrence: str
    doubt: str
    out: bool = False
    allowed: bool = True


Booked: TypeAlias = tuple[Movement, Money]
"""A movement with its amount, which is known."""


class PoolReader:
    """What a rule says of a pool, compiled."""

    def __init__(self, pool: Pool, compiled: CompiledEdition) -> None:
        self.pool = pool
        self.compiled = compiled
        self._in = None if pool.paid_in is None else _matcher(pool.paid_in, compiled)
        self._out = None if pool.paid_out is None else _matcher(pool.paid_out, compiled)
        self._only = compile_condition(pool.only, Place.of(compiled.edition, pool, "only", "organisation"))

    def movements(self, cohort: Cohort, settle: Settle) -> Iterator[Movement]:
        """What the organisation paid in and out, ever."""
        for facts in cohort.of("organisation"):
            scene = cohort.scene(self.compiled, facts)
            with asking(scene, settle) as ask:
                for matcher, out in ((self._in, False), (self._out, True)):
                    if matcher is None:
                        continue
                    for event in matcher.candidates(scene):
                        if ask(matcher.truth(scene, event)):
                            allowed = not out or self._only is None or ask(self._only(scene, event, event.at, None))
                            yield self._moved(scene, event, out=out, allowed=allowed)

    def _moved(self, scene: Scene, event: Event, *, out: bool, allowed: bool) -> Movement:
        amount = event.fields.get(self.pool.amount)
        return Movement(
            at=event.at,
            amount=amount if isinstance(amount, Money) else None,
            subject=scene.facts.id,
            occurrence=str(event.number),
            doubt=f"{scene.facts.id}/{event.number}.{self.pool.amount}",
            out=out,
            allowed=allowed,
        )


def _matcher(selector: Selector, compiled: CompiledEdition) -> Matcher:
    """The events on the organisation's own timeline."""
    patterns = tuple(
        tuple(EventPattern(one.events, one.where, one.who, one.nth, "subject", one.actors) for one in part)
        for part in selector.parts
    )
    return Matcher(Selector(patterns), Place(compiled.edition, "organisation", HEADER))


def certain(paid: Callable[[Settle], tuple[Movement, ...]], all_told: Iterable[Movement]) -> Iterator[Movement]:
    """Movements that hang on what records do not say: what some worlds lack is there, with an amount that is not known.

    Args:
        paid: What moves in one world.
        all_told: What may move at all, where the worlds are too many.
    """
    try:
        tree = explore(paid)
    except TooManyWorlds as many:
        yield from (attrs.evolve(one, amount=None, doubt=many.leaves[0].name) for one in all_told)
        return
    worlds = list(outcomes(tree))
    hanging = [leaf.name for leaf in deciding(tree, lambda found: found)]
    for one in dict.fromkeys(one for found in worlds for one in found):
        sure = all(one in found for found in worlds)
        yield one if sure else attrs.evolve(one, amount=None, doubt=hanging[0])


def balanced(
    name: str, movements: Sequence[Movement], fines: Sequence[Movement], bounds: tuple[int, int], *, banked: bool
) -> Iterator[AwardLine]:
    """The pool's book over a period. Where an amount is not known, only what is broken whatever it may be.

    Args:
        name: The pool.
        movements: What was paid in and out, ever.
        fines: What is on record as fined for it, ever.
        bounds: First instant of the period, and the first after it.
        banked: Fines are paid in by events of their own, and have to arrive; else they are in once they are on record.

    Raises:
        Lacking: An amount is not known, and nothing is broken whatever it may be; or there are several currencies.
    """
    since, until = bounds
    fined = [one for one in fines if one.at < until and (one.at >= since or not banked)]
    held = sorted((*(one for one in movements if one.at < until), *(() if banked else fined)), key=_order)
    unclear = [one for one in (*held, *fined) if one.amount is None]
    if unclear:
        misused = [one for one in held if one.at >= since and not one.allowed]
        if not misused:
            raise Lacking(unclear[0].doubt)
        yield from (_moved(one, owing=False) for one in misused)
        return
    book, fine_book = _booked(held), _booked(fined)
    currencies = sorted({amount.currency for _, amount in (*book, *fine_book)})
    if len(currencies) > 1:
        raise Lacking(f"{name} in one currency")
    if not currencies:
        return
    nought = Money(0, currencies[0])
    balance = _sum((booked for booked in book if booked[0].at < since), nought)
    yield _line("award_opening", name, balance, since)
    for one, amount in book:
        if one.at >= since:
            balance = balance - amount if one.out else balance + amount
            yield _moved(one, owing=balance.amount < 0)
    yield _arrived(name, book, fine_book, since, until, nought)
    yield _line("award_closing", name, balance, until)


def _order(one: Movement) -> tuple[int, bool, str, int]:
    return one.at, one.out, one.subject, int(one.occurrence)


def _booked(movements: Iterable[Movement]) -> list[Booked]:
    return [(one, one.amount) for one in movements if one.amount is not None]


def _sum(book: Iterable[Booked], nought: Money) -> Money:
    total = nought
    for one, amount in book:
        total = total - amount if one.out else total + amount
    return total


def _line(code: str, name: str, balance: Money, at: int) -> AwardLine:
    """A balance; one below nought is broken, whenever that began."""
    owing = balance.amount < 0
    return AwardLine(
        code="award_overdrawn" if owing else code,
        status=Status.BREACHED if owing else Status.MET,
        ground="balance",
        subject=name,
        score=str(balance),
        at_us=at,
    )


def _moved(one: Movement, *, owing: bool) -> AwardLine:
    code = "award_paid_out" if one.out else "award_paid_in"
    if not one.allowed:
        code = "award_misused"
    elif one.out and owing:
        code = "award_overdrawn"
    return AwardLine(
        code=code,
        status=Status.MET if code in ("award_paid_out", "award_paid_in") else Status.BREACHED,
        ground="paid_out" if one.out else "paid_in",
        subject=one.subject,
        occurrence=one.occurrence,
        score="" if one.amount is None else str(one.amount),
        at_us=one.at,
    )


def _arrived(
    name: str, book: Iterable[Booked], fines: Iterable[Booked], since: int, until: int, nought: Money
) -> AwardLine:
    """What was fined in the period against what came in."""
    fined = _sum((booked for booked in fines if since <= booked[0].at < until), nought)
    received = _sum((booked for booked in book if booked[0].at >= since and not booked[0].out), nought)
    code = "award_in_order" if fined == received else "award_less" if received < fined else "award_more"
    return AwardLine(
        code=code,
        status=Status.MET if fined == received else Status.BREACHED,
        ground="fines",
        subject=name,
        at_us=until,
        entitled=fined,
        recorded=received,
        to=name,
    )
