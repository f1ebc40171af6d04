"""What is due as an award and what is on record, and how the one stands to the other."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from servicepolicy.language.award_tables import Entitlement
from servicepolicy.language.truth import Leaf, Settle
from servicepolicy.money import Money
from servicepolicy.results.award import AwardLine, What
from servicepolicy.results.verdict import Status

__all__ = ["NO_AMOUNT", "Claim", "Entry", "Reading", "compared", "in_time", "said", "told_apart", "without_right"]

# Sanctions that are no amount, whoever imposes them. Another code without an amount may still be the one that is due.
NO_AMOUNT = frozenset({"reminder", "warning", "demotion", "transfer", "dismissal"})


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
        repeated: It was handed in more than once, and nothing tells whether it happened twice.
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
    repeated: bool = False

    @property
    def what(self) -> What | None:
        """What is on record: the amount if there is one, else the code."""
        return self.money if self.money is not None and self.money.amount else self.code

    def leaf(self, field: str, test: str) -> Leaf:
        """The doubt that a missing field leaves."""
        return Leaf(0, f"{self.subject}/{self.event}.{field}", test)


@attrs.frozen(slots=True, kw_only=True)
class Reading:
    """What a record is in one world, where what it does not say is filled in.

    Args:
        entry: The record, as it stands.
        code: What was awarded; `None`: something that is due to nobody, or the policy does not ask.
        money: The amount; `None`: there is none, or it is `another`.
        another: There is an amount, and it is due to nobody.
    """

    entry: Entry
    code: str | None
    money: Money | None
    another: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether it comes with an amount."""
        return self.another or self.money is not None

    def is_named(self, codes: tuple[str, ...]) -> bool:
        """Whether it is one of some codes; so is all, where the policy names no field that says it."""
        return not self.entry.code_field or self.code in codes

    def of_kind(self, entitles: Entitlement) -> bool:
        """Whether it is an amount where one is due, or without an amount the code that is due."""
        if entitles.money is not None:
            return self.is_amount
        alone = not self.another and (self.money is None or not self.money.amount)
        return alone and self.is_named(entitles.codes)

    def wrong(self, entitles: Entitlement) -> str:
        """What is not as it should be; empty if it is what is due."""
        if entitles.money is None:
            if self.of_kind(entitles):
                return ""
            return "award_more" if self.is_named(entitles.codes) else "award_other"
        if self.money is None or self.money.currency != entitles.money.currency:
            return "award_other"
        if self.money == entitles.money:
            return ""
        return "award_less" if self.money < entitles.money else "award_more"


def said(entitles: Entitlement) -> What | None:
    """An entitlement as an award lists it."""
    if entitles.money is not None:
        return entitles.money
    return "|".join(entitles.codes) if entitles.codes else None


def line_of(claim: Claim, code: str, status: Status) -> AwardLine:
    """A claim as a line, with nothing on record for it."""
    return AwardLine(
        code=code,
        status=status,
        ground=claim.ground,
        subject=claim.subject,
        occurrence=claim.occurrence,
        number=claim.number,
        score=claim.score,
        at_us=claim.at,
        entitled=said(claim.entitles),
        to=claim.to,
    )


def compared(claim: Claim, reading: Reading | None, as_of: int, settle: Settle) -> AwardLine:
    """How a claim stands: what it brings, what is on record, and whether that is in order and in time."""
    line = attrs.evolve(line_of(claim, "award_missing", Status.BREACHED), due_us=claim.due)
    if reading is None:
        return line if not in_time(claim, as_of, settle) else _told(line, "award_not_yet", Status.PENDING)
    entry = reading.entry
    line = attrs.evolve(line, recorded=entry.what, recorded_us=entry.at)
    if wrong := reading.wrong(claim.entitles):
        return _told(line, wrong, Status.BREACHED)
    if not in_time(claim, entry.at, settle):
        return _told(line, "award_late", Status.BREACHED)
    return _known(line, entry)


def told_apart(line: AwardLine, readings: Iterable[Reading | None], claim: Claim) -> AwardLine:
    """What is missing, with the way out where a record like it was handed in more than once and counted once."""
    if line.code not in ("award_missing", "award_not_yet"):
        return line
    alike = any(one is not None and one.entry.repeated and not one.wrong(claim.entitles) for one in readings)
    return attrs.evolve(line, code="award_counted_once") if alike and line.status is Status.BREACHED else line


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


def in_time(claim: Claim, at: int, settle: Settle) -> bool:
    """Whether an instant is not after the one by which a claim is due."""
    if claim.due is not None:
        return at <= claim.due
    return settle(Leaf(0, claim.lacking, f"what is due since {claim.at} is due after {at}"))


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
