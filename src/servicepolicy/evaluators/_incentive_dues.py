"""What is due as an award and what is on record: the two are matched in the order of time, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from servicepolicy.award import AwardLine, What
from servicepolicy.money import Money
from servicepolicy.rules._incentive_tables import Entitlement
from servicepolicy.rules.truth import Leaf, Settle
from servicepolicy.verdict import Status

__all__ = ["Claim", "Deadline", "Entry", "compared", "matched", "said", "without_right"]

# Sanctions that are no amount, whoever imposes them. Another code without an amount may still be the one that is due.
_NO_AMOUNT = frozenset({"reminder", "warning", "demotion", "transfer", "dismissal"})

Deadline: TypeAlias = Callable[[int], "tuple[int | None, str]"]
"""From the instant at which a claim arose to the one by which it is met, or what is missing to tell."""


@attrs.frozen(slots=True, kw_only=True)
class Claim:
    """What is due on one ground.

    Args:
        at: When the ground arose, UTC microseconds.
        entitles: What it brings.
        ground: What kind of ground it is.
        subject: On which subject it lies.
        occurrence: Which event or verdict of it.
        number: The n of the n-th time, the place in a ranking.
        score: The score behind it, as text.
        to: The pool that an amount goes to.
        due: By when it must be on record; `None`: not known.
        lacking: What is missing to know that.
    """

    at: int
    entitles: Entitlement
    ground: str
    subject: str
    occurrence: str = ""
    number: int | None = None
    score: str = ""
    to: str | None = None
    due: int | None = None
    lacking: str = ""


@attrs.frozen(slots=True, kw_only=True)
class Entry:
    """What one event puts on record.

    Args:
        at: When, UTC microseconds.
        subject: On which subject the event lies.
        event: Its number.
        code: What was awarded; `None`: the event does not say.
        money: The amount; `None`: the event does not say.
        code_field: Name of the field for the former; empty: the policy names none.
        amount_field: Name of the field for the latter.
        period: Code of the period for which it says that it is; empty: it does not say.
        made_known: `yes`, `late`, `no`, `not_yet`, or empty where nothing needs to be published.
    """

    at: int
    subject: str
    event: int
    code: str | None
    money: Money | None
    code_field: str = ""
    amount_field: str = "amount"
    made_known: str = ""
    period: str = ""

    @property
    def what(self) -> What | None:
        """What is on record: the amount if there is one, else the code."""
        return self.money if self.money is not None and self.money.amount else self.code

    @property
    def names_no_amount(self) -> bool:
        """Whether it is of a kind that has no amount: that of a reminder is not missing."""
        return self.money is None and self.code in _NO_AMOUNT

    def leaf(self, field: str, test: str) -> Leaf:
        """The doubt that a missing field leaves."""
        return Leaf(0, f"{self.subject}/{self.event}.{field}", test)


def said(entitles: Entitlement) -> What | None:
    """An entitlement as an award lists it."""
    if entitles.money is not None:
        return entitles.money
    return "|".join(entitles.codes) if entitles.codes else None


def matched(claims: Sequence[Claim], entries: Iterable[Entry]) -> tuple[list[Entry | None], list[Entry]]:
    """Each entry serves the oldest claim that is still open and not younger than it.

    Args:
        claims: What is due, in the order of time.
        entries: What is on record, in the order of time.

    Returns:
        The entry of each claim, and the entries that serve none.
    """
    served: list[Entry | None] = [None] * len(claims)
    idle: list[Entry] = []
    following = 0
    for entry in entries:
        if following < len(claims) and claims[following].at <= entry.at:
            served[following] = entry
            following += 1
        else:
            idle.append(entry)
    return served, idle


def compared(claim: Claim, entry: Entry | None, as_of: int, settle: Settle) -> AwardLine:
    """How a claim stands: what it brings, what is on record, and whether that is in order and in time."""
    line = AwardLine(
        code="award_missing",
        status=Status.BREACHED,
        ground=claim.ground,
        subject=claim.subject,
        occurrence=claim.occurrence,
        number=claim.number,
        score=claim.score,
        at_us=claim.at,
        entitled=said(claim.entitles),
        due_us=claim.due,
        to=claim.to,
    )
    if entry is None:
        return line if not _in_time(claim, as_of, settle) else _told(line, "award_not_yet", Status.PENDING)
    line = attrs.evolve(line, recorded=entry.what, recorded_us=entry.at)
    wrong = next(_wrong(claim.entitles, entry, settle), "")
    if wrong:
        return _told(line, wrong, Status.BREACHED)
    if not _in_time(claim, entry.at, settle):
        return _told(line, "award_late", Status.BREACHED)
    return _known(line, entry)


def _told(line: AwardLine, code: str, status: Status) -> AwardLine:
    return attrs.evolve(line, code=code, status=status)


def _known(line: AwardLine, entry: Entry) -> AwardLine:
    match entry.made_known:
        case "no":
            return _told(line, "award_unpublished", Status.BREACHED)
        case "late":
            return _told(line, "award_published_late", Status.BREACHED)
        case "not_yet":
            return _told(line, "award_unpublished_yet", Status.PENDING)
        case _:
            return _told(line, "award_in_order", Status.MET)


def _in_time(claim: Claim, at: int, settle: Settle) -> bool:
    if claim.due is not None:
        return at <= claim.due
    return settle(Leaf(0, claim.lacking, f"due after {at}"))


def _wrong(entitles: Entitlement, entry: Entry, settle: Settle) -> Iterator[str]:
    """What is not as it should be; nothing if all is."""
    if entitles.money is None:
        yield from _other_code(entitles.codes, entry, settle)
        if entry.money is not None and entry.money.amount > 0:
            yield "award_more"
        return
    if entry.money is None:
        if entry.names_no_amount or not settle(entry.leaf(entry.amount_field, f"is {entitles.money}")):
            yield "award_other"
        return
    if entry.money.currency != entitles.money.currency:
        yield "award_other"
    elif entry.money != entitles.money:
        yield "award_less" if entry.money < entitles.money else "award_more"


def _other_code(codes: tuple[str, ...], entry: Entry, settle: Settle) -> Iterator[str]:
    if not entry.code_field:
        return  # the policy names no field: that it is on record is all that is asked
    if entry.code is None:
        if not settle(entry.leaf(entry.code_field, f"is {'|'.join(codes)}")):
            yield "award_other"
    elif entry.code not in codes:
        yield "award_other"


def without_right(entry: Entry) -> AwardLine:
    """What is on record although nothing was due."""
    return AwardLine(
        code="award_without_right",
        status=Status.BREACHED,
        ground="record",
        subject=entry.subject,
        occurrence=str(entry.event),
        at_us=entry.at,
        recorded=entry.what,
        recorded_us=entry.at,
    )
