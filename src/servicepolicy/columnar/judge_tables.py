"""Two tables judged: on columns whatever columns express exactly, by the reference engine the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from servicepolicy.columnar.records import Records
from servicepolicy.columnar.tables import events_table, subjects_table
from servicepolicy.columnar.verdict_table import COUNTS, Evaluated, table_of
from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.models.context import Context
from servicepolicy.policy import arguments
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Verdict

__all__ = ["judge_tables"]


def judge_tables(
    policy: Policy,
    events: Any,
    subjects: Any = None,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] | None = None,
) -> Evaluated:
    """What `servicepolicy.columnar.evaluate` does, once Polars and NumPy are there."""
    moment, known = arguments.instant(as_of, "as_of"), arguments.perhaps(known_at, "known_at")
    asked = None if rules is None else arguments.rules_of(policy, rules)
    engine = policy._engine(known, context)  # the same engine that the policy asks
    records = _arranged(policy, events_table(events), None if subjects is None else subjects_table(subjects))
    found: list[Verdict] = []
    pairs: dict[str, int] = {}
    kinds = {rule.id: rule.kind_name() for rule in policy.rules}
    for _place, facts in records.facts(range(len(records))):
        report = engine.evaluate(facts, as_of=moment, known_at=known, context=context, rules=asked)
        verdicts = (*report.verdicts, *report.advice)
        found.extend(verdicts)
        for rule in {verdict.rule for verdict in verdicts}:
            pairs[kinds[rule]] = pairs.get(kinds[rule], 0) + 1
    counts = [(kind, "reference", "no_columns", number) for kind, number in sorted(pairs.items())]
    return Evaluated(table_of(found), pl.DataFrame(counts, schema=COUNTS, orient="row"))


def _arranged(policy: Policy, events: pl.DataFrame, subjects: pl.DataFrame | None) -> Records:
    """The tables with the rows of each subject together, in the order of the subjects table or of their keys."""
    events = events.with_columns(pl.col("subject").cast(pl.String))
    if subjects is None:
        keys = events["subject"].unique().sort()
    else:
        subjects = subjects.with_columns(pl.col("subject").cast(pl.String))
        keys = subjects["subject"]
    places = pl.DataFrame({"subject": keys, "place": pl.Series(range(len(keys)), dtype=pl.Int64)})
    place = events.select("subject").join(places, on="subject", how="left", maintain_order="left")["place"]
    if place.null_count():
        rows = place.is_null().arg_true().head(20)
        message = "the table of subjects has no row for this subject"
        raise FactsError(Problem("unknown-subject", Where(path=f"events[{row}].subject"), message) for row in rows)
    order = np.argsort(place.to_numpy(), kind="stable")
    offsets = np.concatenate(([0], np.cumsum(np.bincount(place.to_numpy(), minlength=len(keys)))))
    return Records(policy, events[order], subjects, keys, offsets, order)
