"""Assertions for tests about policies: a change flips no case, a case keeps every rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from servicepolicy.errors import UsageError
from servicepolicy.results.replay import ABSENT
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.policy.policy import Policy
    from servicepolicy.results.replay import Replay

__all__ = ["assert_kept", "assert_no_flip"]

_NAMED = 3  # cases that a failure explains
_STATUSES = (*(str(status) for status in Status), ABSENT)


def assert_no_flip(
    replay: Replay, old: str | None = None, new: str | None = None, *, rule: str | None = None, at_most: int = 0
) -> None:
    """Fail where a changed policy gives cases another status.

    Args:
        replay: What the change did to a log.
        old: The status from which none may go; `None`: any.
        new: The status to which none may go; `None`: any other.
        rule: The rule that is looked at; `None`: every one.
        at_most: How many are allowed all the same.

    Raises:
        AssertionError: More cases flipped; the first three are explained.
        UsageError: There is no such status, or no such rule was judged.
    """
    for status in (old, new):
        if status is not None and status not in _STATUSES:
            raise UsageError(f"`{status}` is no status: one of {', '.join(_STATUSES)}")
    judged = replay.rules if rule is None else (replay[rule],)
    changes = {change for one in judged for change in one.by_subject if change[0] != change[1]}
    wanted = {change for change in changes if old in (None, change[0]) and new in (None, change[1])}
    count = sum(one.by_subject[change] for one in judged for change in wanted)
    if count <= at_most:
        return
    found = islice(replay.flipped(old, new, rule), _NAMED)
    told = "\n\n".join(replay.explain(flip.subject) for flip in found)
    raise AssertionError(f"{count} cases flipped, and at most {at_most} may:\n{told}".rstrip(":\n"))


def assert_kept(
    policy: Policy,
    subject: SubjectRecord,
    *,
    as_of: datetime,
    rules: Iterable[str] | None = None,
    context: Context | None = None,
) -> None:
    """Fail where a subject breaches a rule, or cannot be judged.

    Args:
        policy: The policy.
        subject: The subject.
        as_of: The moment that is judged.
        rules: Ids of the rules that must be kept; absent: all.
        context: Organisation, ledger, waivers; what an accepted exception covers counts as kept.

    Raises:
        AssertionError: A verdict is breached or unknown, each in words; or nothing was judged at all.
    """
    report = policy.evaluate(subject, as_of=as_of, context=context, rules=rules)
    verdicts = (*report.verdicts, *report.advice) if rules is not None else report.verdicts
    if all(verdict.status is Status.NOT_APPLICABLE for verdict in verdicts):
        raise AssertionError("nothing was judged: no rule applies to this subject")
    wrong = [v for v in verdicts if v.status in (Status.BREACHED, Status.UNKNOWN) and v.waived is None]
    if wrong:
        raise AssertionError("\n\n".join(verdict.explain("en").strip() for verdict in wrong))
