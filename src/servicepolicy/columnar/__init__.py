"""Millions of subjects at once: two tables go in, one table of verdicts comes out, equal to `Policy.evaluate`.

**The events table** has one row an event. A row says what the event of a record says, each field in a column of its
own; null is absent.

| column | holds |
| --- | --- |
| `subject` | the key of the subject: text, never null |
| `event` | what happened: text, never null |
| `at` | when: a time with a zone, or text as in a record; a date is a whole day. Never null |
| `recorded_at`, `seq`, `id`, `voids` | as in a record: when it was written down, order, identity, what it takes back |
| `by`, `role`, `unit`, `kind` | who did it; several who did it together stand in `actors`, a list of structs |
| any other | a field of the events that have it: text, bool, number, list; an amount is text such as `80000 CNY` |

**The subjects table** has one row a subject: `subject`, its key, then header fields in columns of their own (`type`,
`channel`, `unit`, ...). `subject_kind` says what the subjects are (`case`, where it is left out). Without the table all
that is known of a subject is its events. A dated header field is a list of structs (`value`, `from`, `until`).

Both are frames of Polars, eager or lazy, or tables of Arrow. Rows may stand in any order.

What comes out is described by `Evaluated`. Needs the extra `bulk`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicepolicy.errors import UsageError

if TYPE_CHECKING:
    from servicepolicy.columnar.verdict_table import Evaluated
    from servicepolicy.models.context import Context
    from servicepolicy.policy.policy import Policy

__all__ = ["evaluate"]


def evaluate(
    policy: Policy,
    events: Any,
    subjects: Any = None,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] | None = None,
) -> Evaluated:
    """Judge all subjects of two tables.

    Args:
        policy: The policy.
        events: The events table.
        subjects: The subjects table; `None`: nothing but the events is known.
        as_of: The moment that is judged: what happened later does not exist.
        known_at: What was recorded later does not exist; absent: everything handed in.
        context: Organisation, ledger, waivers; what it lacks is unknown.
        rules: Ids of the rules that are judged; absent: all.

    Raises:
        UsageError: The extra `bulk` is not installed, or the policy has no such rule.
        FactsError: A table, or what it says of a subject, cannot be used; every problem is listed with its place.
        OpenBlanksError: The policy has blanks that nothing fills.
        NaiveTimeError: A time has neither zone nor offset.
    """
    try:
        import numpy
        import polars
    except ImportError:
        raise UsageError("judging tables needs Polars and NumPy: `pip install 'servicepolicy[bulk]'`") from None
    del numpy, polars
    from servicepolicy.columnar.judge_tables import judge_tables

    return judge_tables(policy, events, subjects, as_of=as_of, known_at=known_at, context=context, rules=rules)
