"""The context of a judgement: organisation, ledger and waivers. What it lacks is unknown (decision 5)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, cast

from pydantic import Field, field_validator

from servicepolicy.errors import Problem, Where
from servicepolicy.models.dated_fields import Interval, has_dates
from servicepolicy.models.fields import Amount, Code, Instant, Personal, Texts, absent
from servicepolicy.models.organisation import Organisation
from servicepolicy.models.record import Record, unknown_name
from servicepolicy.models.subject import date_without_zone, known_zone, zone_help

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    """An accepted exception: for one subject, or for all that an event such as an outage has held up.

    The verdict stays what it is and is marked (decision 15). An exception says why, by whom it was approved and until
    when it holds; whoever acted cannot have approved it. One without a `subject` says `during` which time things fell
    due, and may say `where`.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the record
            self,
            *,
            id: str,
            rule: str | None = None,
            rules: Sequence[str] | None = None,
            subject: str | None = None,
            approver: str,
            from_: str | date | datetime | None = None,
            until: str | date | datetime,
            occurrence: str | None = None,
            during: Interval | Mapping[str, str | date | datetime] | None = None,
            where: Mapping[str, str | bool | int | Sequence[str]] | None = None,
            reason_code: str | None = None,
            reason: str | None = None,
            published: str | datetime | None = None,
        ) -> None: ...

    id: Code = Field(description="key of the waiver")
    rule: Code | None = absent("id of the rule")
    rules: Texts | None = absent("ids of the rules, where there are several")
    subject: Code | None = absent("id of the subject; left out, all that fell due `during` a time")
    occurrence: Code | None = absent("key of the occurrence; left out, all of them")
    during: Interval | None = absent("the time within which things fell due, or were done, such as that of an outage")
    where: dict[str, tuple[str, ...]] | None = absent("fields of the header, each with the values that are meant")
    reason_code: Code | None = absent("why, as a code")
    reason: Personal | None = absent("why, in words")
    approver: Code = Field(description="key of who approved it")
    published: Instant | None = absent("when it was made known; left out, it always was")

    @field_validator("where", mode="before")
    @classmethod
    def _several(cls, given: object) -> object:
        """One value is a list of one."""
        if not isinstance(given, Mapping):
            return given
        return {
            name: (_said(one),) if isinstance(one, str | bool | int) else one
            for name, one in cast("Mapping[str, object]", given).items()
        }

    def own_problems(self) -> tuple[Problem, ...]:
        """It holds for a time, and expires; it has a reason; and it says what it is about."""
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
        if (self.rule is None) == (self.rules is None):
            message = "an accepted exception says of which rule it is: `rule`, or `rules` for several"
            found.append(Problem("no-rule", Where(path="rule"), message))
        if self.subject is None and (self.during is None or self.during.from_ is None or self.during.until is None):
            message = "an accepted exception is of one `subject`, or of all that fell due `during` a time"
            help = "say `during: {from: .., until: ..}`, both ends"
            found.append(Problem("no-window", Where(path="during"), message, help))
        found += _field_problems(self.where or {})
        return tuple(found)

    def of_rules(self) -> tuple[str, ...]:
        """The rules that it is about."""
        return self.rules or (() if self.rule is None else (self.rule,))

    @property
    def told_code(self) -> str | None:
        """Its reason as a code, if it is one: what holds blanks may be a sentence about somebody."""
        return None if self.reason_code is None or not _CODED.fullmatch(self.reason_code) else self.reason_code

    def about(self) -> tuple[str, ...]:
        """What it is about: rules, subject, occurrence, window and fields."""
        window = self.during
        said = (
            ", ".join(self.of_rules()),
            self.subject,
            self.occurrence,
            None if window is None else f"{window.from_} – {window.until}",
            *(f"{name}: {' | '.join(values)}" for name, values in (self.where or {}).items()),
        )
        return tuple(one for one in said if one)


_CODED: Final = re.compile(r"[\w.:/#-]{1,40}")


def _said(value: object) -> str:
    """A value of a field as text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field_problems(where: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Fields that no subject has, and those that may hold personal data, which no exception turns on."""
    from servicepolicy.models.vocabulary import header_fields, subjects

    fields = {name: kind for subject in subjects() for name, kind in header_fields(subject).items()}
    for name in where:
        known = fields.get(name)
        path = Where(path=f"where.{name}")
        if name == "type":
            continue
        if known is None:
            yield unknown_name("unknown-field", path, "field of a header", name, ("type", *fields))
        elif known.personal:
            message = f"`{name}` may hold personal data, on which no exception turns"
            yield Problem("personal-field", path, message)


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
            for part, dated in (("", waiver), (".during", waiver.during)):
                if self.timezone is None and dated is not None and has_dates(dated):
                    yield date_without_zone(f"waivers[{index}]{part}")
        if self.timezone is not None and not known_zone(self.timezone):
            where, help = Where(path="timezone"), zone_help(self.timezone)
            yield Problem("unknown-zone", where, "`timezone` is not an IANA zone", help)

    def digest(self) -> str:
        """One digest (SHA-256, hex) of everything the context says; worked out once."""
        cached = vars(self).get("_digest")
        if not isinstance(cached, str):
            cached = hashlib.sha256(self.model_dump_json().encode()).hexdigest()
            vars(self)["_digest"] = cached
        return cached
