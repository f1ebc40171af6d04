"""The context of a judgement: organisation, ledger and waivers. What it lacks is unknown (decision 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from servicepolicy.errors import Problem, Where
from servicepolicy.models.dated_fields import Interval, has_dates
from servicepolicy.models.fields import Amount, Code, Instant, Personal, absent
from servicepolicy.models.organisation import Organisation
from servicepolicy.models.record import Record
from servicepolicy.models.subject import date_without_zone, known_zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from servicepolicy.money import Money

__all__ = ["Context", "LedgerEntry", "Waiver"]


class LedgerEntry(Record, frozen=True):
    """One act over money, on whatever case: what splitting is judged by (decision 35)."""

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            action: str,
            at: str | datetime,
            amount: str | Money | Mapping[str, str | int],
            customer: str | None = None,
            case: str | None = None,
            agent: str | None = None,
        ) -> None: ...

    action: Code = Field(description="what was done, such as remedied")
    at: Instant = Field(description="when")
    amount: Amount = Field(description="the amount")
    customer: Code | None = absent("pseudonymous key of the customer")
    case: Code | None = absent("id of the case")
    agent: Code | None = absent("key of who did it")


class Waiver(Interval, frozen=True):
    """An accepted exception to a rule for a subject. The verdict stays what it is and is marked (decision 15).

    It says why, by whom it was approved and until when it holds; whoever acted cannot have approved it.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the record
            self,
            *,
            id: str,
            rule: str,
            subject: str,
            approver: str,
            from_: str | date | datetime | None = None,
            until: str | date | datetime,
            occurrence: str | None = None,
            reason_code: str | None = None,
            reason: str | None = None,
            published: str | datetime | None = None,
        ) -> None: ...

    id: Code = Field(description="key of the waiver")
    rule: Code = Field(description="id of the rule")
    subject: Code = Field(description="id of the subject")
    occurrence: Code | None = absent("key of the occurrence; left out, all of them")
    reason_code: Code | None = absent("why, as a code")
    reason: Personal | None = absent("why, in words")
    approver: Code = Field(description="key of who approved it")
    published: Instant | None = absent("when it was made known; left out, it always was")

    def own_problems(self) -> tuple[Problem, ...]:
        """It holds for a time, and expires; and it has a reason."""
        found = list(super().own_problems())
        if self.until is None:
            help = "without an end it would change the rule"
            found.append(
                Problem("no-expiry", Where(path="until"), "an accepted exception says until when it holds", help)
            )
        if self.reason is None and self.reason_code is None:
            found.append(
                Problem("no-reason", Where(path="reason_code"), "an accepted exception says why it was accepted")
            )
        return tuple(found)


class Context(Record, frozen=True):
    """Everything around a subject that a judgement may read, frozen for one call.

    Example:
        >>> Context().organisation is None
        True
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            organisation: Organisation | Mapping[str, object] | None = None,
            ledger: Sequence[LedgerEntry | Mapping[str, object]] | None = None,
            waivers: Sequence[Waiver | Mapping[str, object]] | None = None,
            timezone: str | None = None,
        ) -> None: ...

    organisation: Organisation | None = absent("the bank; left out, posts and delegations are unknown")
    ledger: tuple[LedgerEntry, ...] | None = absent("acts over money; left out, sums over cases are unknown")
    waivers: tuple[Waiver, ...] | None = absent("accepted exceptions")
    timezone: Code | None = absent("IANA zone in which plain dates of waivers begin")

    def own_problems(self) -> Iterable[Problem]:
        """One waiver an id, and plain dates need a zone."""
        first: dict[str, int] = {}
        for index, waiver in enumerate(self.waivers or ()):
            if first.setdefault(waiver.id, index) != index:
                message = f"`{waiver.id}` is also the id of `waivers[{first[waiver.id]}]`"
                yield Problem("one-id-two-contents", Where(path=f"waivers[{index}].id"), message)
            if self.timezone is None and has_dates(waiver):
                yield date_without_zone(f"waivers[{index}]")
        if self.timezone is not None and not known_zone(self.timezone):
            yield Problem(
                "unknown-zone", Where(path="timezone"), "`timezone` is not an IANA zone", "such as `Asia/Shanghai`"
            )

    def digest(self) -> str:
        """One digest (SHA-256, hex) of everything the context says; worked out once."""
        cached = vars(self).get("_digest")
        if not isinstance(cached, str):
            cached = hashlib.sha256(self.model_dump_json().encode()).hexdigest()
            vars(self)["_digest"] = cached
        return cached
