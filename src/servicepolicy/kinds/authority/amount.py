"""The amount of an act: its own, or with the parts that came before it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import is_shown, value_reader
from servicepolicy.kinds.authority.rule import Authority, Splitting
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.truth import Doubt
from servicepolicy.language.value import Field
from servicepolicy.models.context import LedgerEntry
from servicepolicy.models.event import Event
from servicepolicy.money import Money, as_money
from servicepolicy.results.verdict import Step
from servicepolicy.worktime._instant import to_us
from servicepolicy.worktime.window import window_start

__all__ = ["Amount", "AmountReader"]


@attrs.frozen(slots=True)
class Amount:
    """What an act is judged by.

    Attributes:
        own: The amount of the act alone; `None` where it is not known.
        judged: With the parts before it; `None` where that is not known.
        least: With those parts that are known; it is at least that much.
        missing: What is not known.
        summed: The events whose amounts were added.
        unstated: Those that say no amount.
        supposed: What it is in the world that is judged; where nothing is missing, what it is judged by.
        approved: What an approval must cover, where that is another amount.
    """

    own: Money | None
    judged: Money | None
    least: Money | None = None
    missing: Missing | None = None
    summed: tuple[Event, ...] = ()
    unstated: tuple[Event, ...] = ()
    supposed: Money | None = attrs.field(default=attrs.Factory(lambda self: self.judged, takes_self=True))
    approved: Amount | None = None

    @property
    def to_cover(self) -> Amount:
        """What an approval must cover."""
        return self if self.approved is None else self.approved

    @property
    def unsure(self) -> Doubt | None:
        """Whether it is within a limit, where not even this world says what it is."""
        return self.missing.leaf("limit") if self.missing is not None and self.supposed is None else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The sum, where parts were added to the act's own amount."""
        return () if self.judged is None or self.judged == self.own else (Step("sum", value=str(self.judged)),)


class AmountReader:
    """Reads an amount of acts; a rule without `amount` has approvals cover the field of that name."""

    __slots__ = ("_paid", "_read", "shown", "splitting", "zone")

    def __init__(
        self, rule: Authority, edition: Edition, which: Literal["amount", "approved_amount"] = "amount"
    ) -> None:
        value = rule.amount if which == "amount" else rule.approved_amount
        form = value.form if value is not None else Field("amount")
        place = Place.of(edition, rule, which)
        self._read = value_reader(form, place, as_money)
        self.shown = is_shown(form, place)  # a personal amount is judged and never told, nor how far off it was
        self.splitting = rule.splitting
        # What is at stake does not add up from payment to payment; what is paid does.
        self._paid: AmountReader | None = None
        if which == "amount" and rule.splitting is not None and rule.approved_amount is not None:
            self._paid = AmountReader(rule, edition, "approved_amount")
        self.zone = edition.zone
        if rule.splitting is not None:
            window_start(0, rule.splitting.within, edition.zone)  # says at once where it cannot count back

    def own(self, scene: Scene, event: Event) -> Money | Missing:
        """The amount of one event."""
        read = self._read.read(scene, event, event.at)
        if read.missing is not None:
            return read.missing
        return read.value if isinstance(read.value, Money) else Missing(event.number, "amount")

    def amount(self, scene: Scene, act: Event) -> Amount:
        """The amount by which an act is judged.

        Args:
            scene: The subject.
            act: The act.
        """
        own = self.own(scene, act)
        if isinstance(own, Missing):
            return Amount(None, None, None, own)
        if self.splitting is None or own.amount < 0:
            return Amount(own, own, own)
        return self._sum(self.splitting, scene, act, own)

    def _sum(self, splitting: Splitting, scene: Scene, act: Event, own: Money) -> Amount:
        since = window_start(act.at, splitting.within, self.zone)
        summed: tuple[Event, ...] = ()
        unstated: tuple[Event, ...] = ()
        if splitting.per == "customer":
            found = list(_in_ledger(scene, splitting.sum, since, act, own))
        else:
            earlier = [event for event in scene.timeline.events if _is_part(event, splitting.sum, since, act)]
            found = [(self._paid or self).own(scene, event) for event in earlier]
            pairs = zip(earlier, found, strict=True)
            summed = tuple(event for event, part in pairs if isinstance(part, Money) and _adds_to(own, part))
            unstated = tuple(event for event, part in zip(earlier, found, strict=True) if isinstance(part, Missing))
        parts = [part for part in found if isinstance(part, Money) and _adds_to(own, part)]
        if self._paid is not None:
            found.append(self._paid.own(scene, act))
            paid = [part for part in found if isinstance(part, Money) and _adds_to(own, part)]
            total = max(own, Money.total(paid, own.currency), key=_size)
        else:
            total = Money.total([own, *parts], own.currency)
        missing = next((part for part in found if isinstance(part, Missing)), None)
        return Amount(own, total if missing is None else None, total, missing, summed, unstated)


def _is_part(event: Event, action: str, since: int, act: Event) -> bool:
    """Whether an event of the case is another act of the kind that is summed, in the window up to the act."""
    if event.kind != action or event is act or event.number == act.number:
        return False
    return since < event.at and (event.at <= act.at or event.beside(act)) and not _comes_after(event, act)


def _size(amount: Money) -> Decimal:
    return amount.amount


def _adds_to(own: Money, part: Money) -> bool:
    """Whether a part counts: one that takes away was not licensed itself, and never makes room for another."""
    return part.currency == own.currency and part.amount > 0


def _comes_after(event: Event, act: Event) -> bool:
    return event.beside(act) and event.seq is not None and act.seq is not None and event.seq > act.seq


def _in_ledger(scene: Scene, action: str, since: int, act: Event, own: Money) -> Iterator[Money | Missing]:
    """What the ledger adds for the same customer; the act itself, where it is entered already, is not counted twice."""
    ledger = scene.context.ledger if scene.context is not None else None
    customer = scene.facts.value("customer", act.at)
    if ledger is None:
        yield Missing(0, "ledger")
        return
    if customer is None:
        yield Missing(0, "customer")
        return
    entered = False
    for entry in ledger:
        if not _in_window(entry, action, since, act.at):
            continue
        if not entered and entry.case == scene.facts.id and (to_us(entry.at), entry.amount) == (act.at, own):
            entered = True
        elif entry.case == scene.facts.id or entry.customer == customer:
            yield entry.amount
        elif entry.customer is None and _adds_to(own, entry.amount):
            yield Missing(0, "ledger.customer")


def _in_window(entry: LedgerEntry, action: str, since: int, until: int) -> bool:
    return entry.action == action and since < to_us(entry.at) <= until
