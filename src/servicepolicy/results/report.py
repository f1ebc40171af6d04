"""All verdicts on one subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.label import Label
from servicepolicy.language.plain import did_you_mean
from servicepolicy.results.record import Judged
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.verdict import Status, Verdict, worst
from servicepolicy.worktime._instant import from_us, iso

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.results.frames import Library, Rows

__all__ = ["Report", "RuleResult"]


@attrs.frozen(slots=True)
class RuleResult:
    """The verdicts of one rule, one an occurrence; the status is the worst of them."""

    rule: str
    verdicts: tuple[Verdict, ...]

    @property
    def status(self) -> Status:
        """The worst status: breached, unknown, pending, met, not applicable."""
        return worst(verdict.status for verdict in self.verdicts)


def _said(context: Context | None) -> str | None:
    return None if context is None else context.digest()


@shown_to_pydantic(
    said={
        "policy": str,
        "digest": str,
        "basis": str,
        "subject": str,
        "kind": str,
        "as_of": datetime,
        "known_at": datetime | None,
        "context": str | None,
        "duplicates": int,
        "status": Status,
        "next_change": datetime | None,
        "not_judged": int,
        "verdicts": tuple[Verdict, ...],
        "advice": tuple[Verdict, ...],
    },
    fields=False,
)
@attrs.frozen(kw_only=True)
class Report:
    """What a policy says about one subject at one moment.

    Attributes:
        policy: Id of the policy.
        digest: Identifies the meaning of policy and profile.
        basis: Identifies the calendars and the zone data used.
        subject: Id of the subject.
        kind: What it is: `case`, `agent` ...
        as_of_us: The moment that is judged, UTC microseconds.
        known_at_us: What was recorded later does not exist; `None` = everything handed in was known.
        verdicts: The verdicts of rules whose level is `breach`, in the order of the policy.
        advice: The verdicts of rules whose level is `advice`.
        not_judged: How many rules of the policy judge other subjects, or need a period.
        next_us: The next instant at which time alone changes a verdict or raises a notice.
        zone: The policy's zone.
        duplicates: How many events were handed in again, all fields alike; each was counted once. What did happen
            twice at one instant is told apart by an `id` or a `seq`.
    """

    policy: str
    digest: str
    basis: str
    subject: str
    kind: str
    as_of_us: int
    verdicts: tuple[Verdict, ...]
    advice: tuple[Verdict, ...] = ()
    not_judged: int = 0
    next_us: int | None = None
    zone: str = "UTC"
    known_at_us: int | None = None
    duplicates: int = 0
    # Its digest costs more than a judgement, and is worked out once a context, for whoever asks.
    _context: Context | None = attrs.field(default=None, alias="context", repr=False, eq=_said)

    @cached_property
    def _by_rule(self) -> dict[str, RuleResult]:
        rules: dict[str, list[Verdict]] = {}
        for verdict in (*self.verdicts, *self.advice):
            rules.setdefault(verdict.rule, []).append(verdict)
        return {rule: RuleResult(rule, tuple(verdicts)) for rule, verdicts in rules.items()}

    def __getitem__(self, rule: str) -> RuleResult:
        """The result of one rule.

        Raises:
            UsageError: The policy has no such rule for this subject.
        """
        try:
            return self._by_rule[rule]
        except KeyError:
            known = ", ".join(f"`{name}`" for name in self._by_rule)
            hint = did_you_mean(rule, self._by_rule) or f"judged: {known or 'none'}"
            raise UsageError(f"no rule `{rule}` was judged here; {hint}") from None

    @property
    def status(self) -> Status:
        """The worst status of the report; advice does not count."""
        return worst(verdict.status for verdict in self.verdicts)

    def of(self, status: Status) -> tuple[Verdict, ...]:
        """The verdicts of one status."""
        return tuple(verdict for verdict in self.verdicts if verdict.status is status)

    @property
    def breaches(self) -> tuple[Verdict, ...]:
        """What was breached, also where an accepted exception covers it (`verdict.waived`)."""
        return self.of(Status.BREACHED)

    @property
    def pending(self) -> tuple[Verdict, ...]:
        """What is still open and in time."""
        return self.of(Status.PENDING)

    @property
    def unknown(self) -> tuple[Verdict, ...]:
        """What cannot be decided, with the facts that would settle it."""
        return self.of(Status.UNKNOWN)

    @property
    def met(self) -> tuple[Verdict, ...]:
        """What was met."""
        return self.of(Status.MET)

    @property
    def not_applicable(self) -> tuple[Verdict, ...]:
        """What nothing triggered, or what does not apply."""
        return self.of(Status.NOT_APPLICABLE)

    @property
    def next_change(self) -> datetime | None:
        """The next instant at which time alone changes a verdict: set one timer instead of polling."""
        return None if self.next_us is None else from_us(self.next_us, self.zone)

    @property
    def as_of(self) -> datetime:
        """The moment that is judged."""
        return from_us(self.as_of_us, self.zone)

    @property
    def known_at(self) -> datetime | None:
        """What was recorded later does not exist; `None` = everything handed in was known."""
        return None if self.known_at_us is None else from_us(self.known_at_us, self.zone)

    @property
    def context(self) -> str | None:
        """Identifies all that was handed in around the subject, organisation, ledger, waivers; `None` = nothing was."""
        return _said(self._context)

    @property
    def label(self) -> Label:
        """What the report needs to be put into words."""
        return Label(self.zone)

    def explain(self, language: str = "en") -> str:
        """The report in words, in `en` or `zh`: breaches first, then what is unknown, pending and met."""
        from servicepolicy.telling import explain_report  # wording reads reports; put into words on demand

        return explain_report(self, language)

    def records(self, *, mask: Iterable[str] | None = None) -> tuple[dict[str, object], ...]:
        """Each verdict, advice too, as a decision record; see `Verdict.record`."""
        made = Judged(
            self.policy,
            self.digest,
            self.basis,
            self.kind,
            self.subject,
            self.as_of_us,
            self.known_at_us,
            self._context,
        )
        told = (attrs.evolve(verdict, judged=verdict.judged or made) for verdict in (*self.verdicts, *self.advice))
        return tuple(verdict.record(mask=mask) for verdict in told)

    def as_rows(self) -> Rows:
        """The verdicts, advice too, as rows of a frame."""
        from servicepolicy.results.frames import Rows
        from servicepolicy.results.rows import COLUMNS, row_of

        rows = [row_of(verdict, self.policy, self.kind) for verdict in (*self.verdicts, *self.advice)]
        return Rows({column.name: column.kind for column in COLUMNS}, rows, self.zone)

    def to_frame(self, library: Library | None = None) -> Any:
        """The verdicts, advice too, as a frame of `polars` or `pandas`; see `servicepolicy.to_frame`.

        Raises:
            UsageError: The library is not installed.
        """
        from servicepolicy.results.frames import to_frame

        return to_frame(self, library)

    def __str__(self) -> str:
        """The report in words, in the language in which the policy calls its rules; in English where it has both."""
        labels = [verdict.label for verdict in (*self.verdicts, *self.advice)]
        chinese = any(label.zh for label in labels) and not any(label.en for label in labels)
        return self.explain("zh" if chinese else "en")

    def _repr_html_(self) -> str:
        from html import escape

        return f'<pre style="white-space:pre-wrap">{escape(str(self))}</pre>'

    def plain(self) -> dict[str, object]:
        """The report as JSON-ready data."""
        return {
            "policy": self.policy,
            "digest": self.digest,
            "basis": self.basis,
            "subject": self.subject,
            "kind": self.kind,
            "as_of": iso(self.as_of_us),
            "known_at": None if self.known_at_us is None else iso(self.known_at_us),
            "context": self.context,
            "duplicates": self.duplicates,
            "status": self.status.value,
            "next_change": None if self.next_us is None else iso(self.next_us),
            "not_judged": self.not_judged,
            "verdicts": [verdict.plain() for verdict in self.verdicts],
            "advice": [verdict.plain() for verdict in self.advice],
        }
