"""Which record serves which claim: the one that it fits best, and what it may be where it does not say so.

Pairs of a claim and a record are taken best first, each claim and each record once: those of one kind (an amount where
one is due, else the code that is due) before others, then those in time, then exactly what is due; among equals the
oldest claim, then the oldest record. Served in the order of time alone, one omission would spoil everything after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import attrs

from servicepolicy.kinds.incentive.claims import NO_AMOUNT, Claim, Entry, Reading, in_time
from servicepolicy.language.truth import Settle

__all__ = ["Serves", "matched", "matched_from"]

Serves: TypeAlias = Callable[[Claim, Entry], bool]
"""Whether a record can be for a claim at all."""


def matched(
    claims: Sequence[Claim], entries: Sequence[Entry], serves: Serves, settle: Settle
) -> tuple[list[Reading | None], list[Entry]]:
    """The record of each claim, and the records that serve none.

    Args:
        claims: What is due, in the order of time.
        entries: What is on record, in the order of time.
        serves: Which records can be for which claims.
        settle: The world.
    """
    return _matched(claims, entries, serves, settle, _without_amount(claims))


def _matched(
    claims: Sequence[Claim], entries: Sequence[Entry], serves: Serves, settle: Settle, no_amount: frozenset[str]
) -> tuple[list[Reading | None], list[Entry]]:
    pairs: list[tuple[tuple[bool, bool, bool], int, int, Reading]] = []
    for order, entry in enumerate(entries):
        own = [(index, claim) for index, claim in enumerate(claims) if serves(claim, entry)]
        if own:
            reading = _read(entry, [claim for _, claim in own], no_amount, settle)
            pairs += [(_misfit(claim, reading, settle), index, order, reading) for index, claim in own]
    served: list[Reading | None] = [None] * len(claims)
    idle = dict(enumerate(entries))
    for _, index, order, reading in sorted(pairs, key=lambda pair: pair[:3]):
        if served[index] is None and idle.pop(order, None) is not None:
            served[index] = reading
    return served, list(idle.values())


def matched_from(
    since: int, claims: Sequence[Claim], entries: Sequence[Entry], serves: Serves, settle: Settle
) -> tuple[list[tuple[Claim, Reading | None]], list[Entry]]:
    """Likewise, at least of what lies from an instant on; what is older is asked only where it has a part in that.

    An older claim can take a younger record only if it falls due after it, or if nothing of its kind does so in time.
    """
    for claim in reversed(claims):
        if claim.at < since and (claim.due is None or claim.due >= since):
            since = claim.at
    recent = [claim for claim in claims if claim.at >= since]
    younger = [entry for entry in entries if entry.at >= since]
    served, idle = _matched(recent, younger, serves, settle, _without_amount(claims))
    pairs = list(zip(recent, served, strict=True))
    if not idle and all(one is None or _misfit(claim, one, settle)[:2] == (False, False) for claim, one in pairs):
        return pairs, idle
    served, idle = matched(claims, entries, serves, settle)
    return list(zip(claims, served, strict=True)), idle


def _misfit(claim: Claim, reading: Reading, settle: Settle) -> tuple[bool, bool, bool]:
    """How far a record is from what is due: less is better."""
    late = not in_time(claim, reading.entry.at, settle)
    return not reading.of_kind(claim.entitles), late, bool(reading.wrong(claim.entitles))


# what a record may be


def _without_amount(claims: Sequence[Claim]) -> frozenset[str]:
    """Codes that are no amount: a talk is none where the policy itself brings a talk."""
    return NO_AMOUNT.union(*(claim.entitles.codes for claim in claims))


def _read(entry: Entry, claims: Sequence[Claim], no_amount: frozenset[str], settle: Settle) -> Reading:
    """What a record is in a world: what one of these claims brings, another amount, or something else."""
    reading = Reading(entry=entry, code=entry.code, money=entry.money)
    alike = _alike(claims)
    amounts = {claim.entitles.money for claim in claims if claim.entitles.money is not None}
    may_be_amount = entry.money is None and entry.code not in no_amount
    may_be_code = bool(entry.code_field) and entry.code is None and not (entry.money and entry.money.amount)
    for money in sorted(amounts, key=str) if may_be_amount else ():
        if settle(entry.leaf(entry.amount_field, f"is {money}")):
            return attrs.evolve(reading, money=money)
    for codes in alike if may_be_code else ():
        if settle(entry.leaf(entry.code_field, f"is {'|'.join(codes)}")):
            return attrs.evolve(reading, code=codes[0])
    if may_be_amount and entry.code_field:
        told = entry.code is not None  # a fine whose amount is missing has one
        another = told or (bool(amounts) and settle(entry.leaf(entry.amount_field, "is another amount")))
        return attrs.evolve(reading, another=another)
    return reading


def _alike(claims: Sequence[Claim]) -> list[tuple[str, ...]]:
    """The codes that are due, those together that every claim takes or leaves together."""
    asked = sorted({claim.entitles.codes for claim in claims})
    taken = {code: tuple(code in codes for codes in asked) for codes in asked for code in codes}
    return [tuple(code for code in sorted(taken) if taken[code] == by) for by in sorted(set(taken.values()))]
