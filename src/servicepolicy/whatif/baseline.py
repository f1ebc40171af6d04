"""What the old policy said of a log, kept: a later question needs to judge only the new one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.models.fingerprint import fingerprint
from servicepolicy.whatif.cases import facts_of, judging

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy

__all__ = ["Baseline", "in_utc"]

FORMAT = 2  # the first one did not say of which facts it was kept


@attrs.frozen
class Baseline:
    """The statuses of a log under one policy at one moment.

    Attributes:
        digest: Of the policy.
        as_of: The moment, ISO 8601 in UTC.
        known_at: What was recorded by then; `None`: everything.
        context: Digest of the context; `None`: there was none.
        facts: By subject, a digest of all that was on record of it.
        statuses: By subject, then rule, then occurrence.
    """

    digest: str
    as_of: str
    known_at: str | None
    context: str | None
    facts: Mapping[str, str]
    statuses: Mapping[str, Mapping[str, Mapping[str, str]]]

    def fits(self, digest: str, as_of: str, known_at: str | None, context: Context | None) -> None:
        """Refuse a baseline that was kept for another policy, moment or context.

        Raises:
            UsageError: It was.
        """
        if self.digest != digest:
            raise UsageError(
                f"the baseline is stale: it was kept for the policy {self.digest[:16]}, and the old one is "
                f"{digest[:16]}; keep it anew"
            )
        if (self.as_of, self.known_at) != (as_of, known_at):
            raise UsageError(
                f"the baseline was kept as of {self.as_of}, and the question is as of {as_of}; keep it anew"
            )
        if self.context != _digest(context):
            raise UsageError("the baseline is stale: it was kept with another context; keep it anew")

    def of_case(self, facts: SubjectFacts) -> Mapping[str, Mapping[str, str]] | None:
        """What was said of a subject, by rule, then occurrence; `None`: other facts were on record of it, or none."""
        kept = self.facts.get(facts.id)
        return self.statuses[facts.id] if kept is not None and kept == fingerprint(facts) else None

    def save(self, path: str | Path) -> None:
        """Write it as JSON."""
        kept = {"servicepolicy": FORMAT, "baseline": attrs.asdict(self)}
        Path(path).write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def open(cls, path: str | Path) -> Baseline:
        """Read what `save` wrote.

        Raises:
            FactsError: It is no baseline.
        """
        try:
            held: Any = json.loads(Path(path).read_text(encoding="utf-8"))
            kept = held["baseline"]
            said = (kept[name] for name in ("known_at", "context", "facts", "statuses"))
            return cls(str(kept["digest"]), str(kept["as_of"]), *said)
        except (OSError, ValueError, KeyError, TypeError):
            place = Where(file=Path(path).name)
            problem = Problem("no-baseline", place, "this is no baseline", "write one with `Baseline.of(..).save(..)`")
            raise FactsError([problem]) from None

    @classmethod
    def of(
        cls,
        cases: Iterable[SubjectRecord | SubjectFacts],
        policy: Policy,
        *,
        as_of: datetime,
        known_at: datetime | None = None,
        context: Context | None = None,
    ) -> Baseline:
        """Judge a log by a policy and keep every status."""
        statuses: dict[str, dict[str, dict[str, str]]] = {}
        seen: dict[str, str] = {}
        judge = judging(policy, as_of=as_of, known_at=known_at, context=context, rules=None)
        for facts in facts_of(cases):
            held = statuses.setdefault(facts.id, {})
            seen[facts.id] = fingerprint(facts)
            for verdict in judge(facts):
                held.setdefault(verdict.rule, {})[verdict.occurrence] = str(verdict.status)
        known = None if known_at is None else in_utc(known_at)
        return cls(policy.digest, in_utc(as_of), known, _digest(context), seen, statuses)


def _digest(context: Context | None) -> str | None:
    return None if context is None else context.digest()


def in_utc(moment: datetime) -> str:
    """A moment as baselines name it."""
    return moment.astimezone(UTC).isoformat()
