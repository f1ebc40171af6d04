"""Where a policy stands in its own life: draft, voted, published, in force, superseded."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from servicepolicy.language.label import Label
from servicepolicy.results.verdict import FactRef, Reason, Verdict
from servicepolicy.worktime._instant import from_us, iso

__all__ = ["Life", "State"]

State: TypeAlias = Literal["draft", "voted", "published", "in_force", "superseded", "unknown"]


@attrs.frozen(kw_only=True)
class Life:
    """Where a policy stands in its life.

    Attributes:
        policy: Id of the policy.
        digest: Of which text.
        state: `draft`, `voted`, `published`, `in_force`, `superseded`, or `unknown`.
        reason: Why it is that, and not yet the next.
        since_us: Since when; `None` for a draft and for what is not known.
        next_us: When time alone changes it: its dates in force begin or end.
        facts: The events that it rests on.
        verdicts: What the rules say of its proposal, vote and publication.
        doubts: The facts that would settle what is not known.
    """

    policy: str
    digest: str
    state: State
    reason: Reason
    since_us: int | None = None
    next_us: int | None = None
    facts: tuple[FactRef, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    doubts: tuple[str, ...] = ()
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def since(self) -> datetime | None:
        """Since when it is so, in the policy's zone."""
        return None if self.since_us is None else from_us(self.since_us, self.label.zone)

    def explain(self, language: str = "en") -> str:
        """The state in words, in `en` or `zh`, with the verdicts behind it."""
        from servicepolicy.telling.lifecycle import explain_life

        return explain_life(self, [verdict.explain(language) for verdict in self.verdicts], language)

    def plain(self) -> dict[str, object]:
        """The state as JSON-ready data; times in UTC, nothing that is empty."""
        written: dict[str, object] = {
            "policy": self.policy,
            "digest": self.digest,
            "state": self.state,
            "reason": self.reason.code,
            "since": None if self.since_us is None else iso(self.since_us),
            "next": None if self.next_us is None else iso(self.next_us),
            "doubts": list(self.doubts),
            "verdicts": [verdict.plain() for verdict in self.verdicts],
        }
        return {name: value for name, value in written.items() if value not in (None, [])}
