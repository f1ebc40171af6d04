"""Whether tables are judged as `Policy.evaluate` judges each subject of them, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from servicepolicy.columnar.session import Session
from servicepolicy.columnar.verdict_table import frame_of, table_of
from servicepolicy.errors import FactsError
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy.policy import Policy

Plain = dict[str, Any]


def tables_of(subjects: Sequence[Plain]) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Records as the two tables; `None` where a column would hold values of several types."""
    events = [{"subject": one["id"], **_event(event)} for one in subjects for event in one.get("events", ())]
    heads = [
        {"subject": one["id"], "subject_kind": one.get("subject", "case")}
        | {name: value for name, value in one.items() if name not in ("id", "subject", "events")}
        for one in subjects
    ]
    told, known = _table(events, {"subject": pl.String(), "event": pl.String(), "at": _TIME}), _table(heads, {})
    return None if told is None or known is None else (told, known)


_TIME = pl.Datetime("us", "UTC")


def _event(event: Plain) -> Plain:
    return {name: _instant(value) if name in ("at", "recorded_at") else value for name, value in event.items()}


def _instant(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else value


def _table(rows: Sequence[Plain], schema: dict[str, Any]) -> pl.DataFrame | None:
    names = list(dict.fromkeys([*schema, *(name for row in rows for name in row)]))
    columns: list[pl.Series] = []
    for name in names:
        values = [row.get(name) for row in rows]
        kinds = {type(value) for value in values if value is not None}
        if len(kinds) > 1 or kinds & {float}:
            return None
        dtype = _TIME if kinds == {datetime} else _of_structs(values) if kinds else schema.get(name)
        try:
            columns.append(pl.Series(name, values, dtype=dtype))
        except (TypeError, pl.exceptions.PolarsError):
            return None
    return pl.DataFrame(columns)


def _of_structs(values: Sequence[Any]) -> Any:
    """The type of a column of lists of mappings, which hold texts; `None` where it is none, or they hold more."""
    items = [item for value in values if isinstance(value, list) for item in value]
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    held = [value for item in items for value in item.values()]
    keys = dict.fromkeys(key for item in items for key in item)
    return pl.List(pl.Struct(dict.fromkeys(keys, pl.String()))) if all(isinstance(one, str) for one in held) else None


def variants(subject: Plain, number: int) -> Iterable[Plain]:
    """A subject several times: as it is, with everything a little later, and done by others."""
    for place, (shift, renamed) in enumerate(((0, False), (0, True), (1, False), (61, True))):
        events = [_varied(event, shift, renamed=renamed) for event in subject.get("events", ())]
        yield {**subject, "id": f"S{number}-{place}", "events": events}


def _varied(event: Plain, shift: int, *, renamed: bool) -> Plain:
    made = dict(event)
    for name in ("at", "recorded_at"):
        if shift and isinstance(made.get(name), str) and "T" in made[name]:
            made[name] = (datetime.fromisoformat(made[name]) + timedelta(seconds=shift)).isoformat()
    if renamed and isinstance(made.get("by"), str):
        made["by"] = f"z{made['by']}"
    return made


def readable(policy: Policy, subjects: Iterable[Plain]) -> list[Plain]:
    """Those of some records that the policy can read."""
    found = []
    for subject in subjects:
        try:
            policy.read(subject)
        except FactsError:
            continue
        found.append(subject)
    return found


def differences(
    policy: Policy,
    subjects: Sequence[Plain],
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    session: Session | None = None,
) -> tuple[list[tuple[Any, ...]], pl.DataFrame]:
    """Where the verdicts on tables are others than those on records, and what was counted.

    Args:
        policy: The policy.
        subjects: The records.
        as_of: The moment that is judged.
        known_at: What was recorded by then counts.
        context: What is around the subjects.
        session: What was found of situations before; absent: nothing.
    """
    tables = tables_of(subjects)
    assert tables is not None
    session = session or Session(policy, as_of=as_of, known_at=known_at, context=context)
    found = session.judge(*tables)
    reports = [policy.evaluate(policy.read(one), as_of=as_of, known_at=known_at, context=context) for one in subjects]
    wanted = frame_of([table_of(verdict for report in reports for verdict in (*report.verdicts, *report.advice))])
    return list(_differing(_in_order(wanted), _in_order(found.verdicts))), found.counts


def facts_read_off(
    policy: Policy, facts: Sequence[SubjectFacts], *, as_of: datetime, context: Context, session: Session
) -> tuple[list[tuple[Any, ...]], int]:
    """Where the verdicts on subjects that are at hand, of one kind, are others than those of the engine.

    Returns:
        The differences, and how many verdicts columns told.
    """
    read = session.read_off(facts)
    rest = frame_of([table_of(verdict for verdicts in read.verdicts.values() for verdict in verdicts)])
    found = rest if read.table is None else pl.concat([read.table, rest])
    reports = [policy.evaluate(one, as_of=as_of, context=context) for one in facts]
    wanted = frame_of([table_of(verdict for report in reports for verdict in (*report.verdicts, *report.advice))])
    return list(_differing(_in_order(wanted), _in_order(found))), len(found) - len(rest)


def _in_order(table: pl.DataFrame) -> pl.DataFrame:
    plain = [pl.col(name).cast(pl.String) for name in ("rule", "status", "reason", "reason_args", "state", "level")]
    return table.with_columns(plain).sort("subject", "rule", "occurrence", "status", nulls_last=False)


def _differing(wanted: pl.DataFrame, found: pl.DataFrame) -> Iterable[tuple[Any, ...]]:
    if len(wanted) != len(found):
        yield "rows", len(wanted), len(found)
        return
    for name in wanted.columns:
        for row in (~wanted[name].eq_missing(found[name])).arg_true().head(3):
            yield name, wanted["rule"][row], wanted["subject"][row], wanted[name][row], found[name][row]
