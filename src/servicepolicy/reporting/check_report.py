"""What a check came to, as one value: what was read, what it came to, what was not judged and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from servicepolicy.reporting.jsonout import summary_plain
from servicepolicy.reporting.read_sections import read_plain
from servicepolicy.reporting.summary import Summary, exit_code

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.models.context import Waiver
    from servicepolicy.policy.policy import Policy

__all__ = ["CheckReport", "NotJudged"]

Why: TypeAlias = Literal[
    "not_asked", "over_a_period", "other_subject", "never_begins", "nothing_applied", "not_in_force"
]


@attrs.frozen
class NotJudged:
    """A rule that decided nothing here, and why.

    Attributes:
        rule: The rule.
        why: `not_asked`: other rules were asked for; `over_a_period`: it judges a period, for which there is `assess`;
            `other_subject`: the log holds no subject that it is about; `never_begins`: what begins it occurs in no
            case; `nothing_applied`: every verdict is not applicable; `not_in_force`: it gave no verdict.
        about: What it needs: the kind of subject, or the events that would begin it.
    """

    rule: Rule
    why: Why
    about: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class CheckReport:
    """What a check came to.

    Attributes:
        policy: By what was judged.
        file: Name of the log.
        counts: What was read of it, from when to when, and what was not.
        columns: The columns of a foreign log from which each field is read.
        as_of: The moment that is judged; `None`: there was nothing to judge.
        known_at: What was recorded later does not exist; `None`: everything handed in was known.
        summary: The counts.
        problems: What of the log could not be used.
        unlisted: How many more there are.
        notes: What is no problem, and may be none of what was meant.
        waivers: The accepted exceptions that were handed in.
        not_judged: The rules that decided nothing, and why.
        by: By what else was counted.
        strict: Whether what is unknown, or looked at nothing, counts.
        masked: People go by pseudonyms.
    """

    policy: Policy
    file: str
    counts: logs.Counts  # by its room: another class has that name, too
    columns: Mapping[str, tuple[str, ...]]
    as_of: datetime | None
    known_at: datetime | None
    summary: Summary
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0
    notes: tuple[Problem, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    by: tuple[str, ...] = ()
    strict: bool = False
    masked: bool = False

    @property
    def exit_code(self) -> int:
        """What a script is told, the first that holds: 3 something was unusable, 1 breached, 4 unknown, 0."""
        return exit_code(self.summary, problems=bool(self.problems), strict=self.strict)

    def plain(self, more_problems: Sequence[Problem] = ()) -> dict[str, object]:
        """The whole as JSON-ready data, single verdicts but the worst left out.

        `more_problems` are those that it does not list and a writer has been told.
        """
        policy, title = self.policy, self.policy.title
        return {
            "policy": policy.id,
            "title": {"zh": title.zh, "en": title.en},
            "digest": policy.digest,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            **read_plain(self, more_problems),
            **summary_plain(self.summary, self.columns),
            "waivers": [_waiver(waiver, self.summary) for waiver in self.waivers],
            "rules_not_judged": [
                {"rule": one.rule.id, "clause": list(one.rule.clause), "why": one.why, "about": list(one.about)}
                for one in self.not_judged
            ],
        }


def _waiver(waiver: Waiver, summary: Summary) -> dict[str, object]:
    """An exception with who accepted it and why, and what it covers here; its reason in words stays where it is."""
    covered = {rule: count for (name, rule), count in sorted(summary.waivers.items()) if name == waiver.id}
    refused = {why: count for (name, why), count in sorted(summary.refused_waivers.items()) if name == waiver.id}
    plain = waiver.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"reason", "reason_code"})
    code = {} if waiver.told_code is None else {"reason_code": waiver.told_code}
    return {**plain, **code, "covers": covered, "does_not_cover": refused}
