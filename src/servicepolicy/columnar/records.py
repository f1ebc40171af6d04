"""Subjects of two tables as records, for whoever is to be judged by the reference engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from servicepolicy.columnar.checked import NOT_SAID, Checks
from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.events._base import COMMON
from servicepolicy.models.timeline import SubjectFacts, Timeline
from servicepolicy.policy.policy import Policy

__all__ = ["Records"]

_FRAME: Final = frozenset({"subject", "event", "at", "recorded_at"})
_KEYS: Final = frozenset({"subject", "subject_kind"})
_WHO: Final = ("by", "role", "unit", "kind")
_NOBODY: Final = (None, None, None, None)
_AT_ONCE: Final = 5_000  # subjects whose rows are Python objects at one time
_SHOWN: Final = 100  # problems that are listed


class Records:
    """The subjects of two tables.

    Args:
        policy: Reads them by its own vocabulary.
        events: The events table, rows of one subject together.
        subjects: The subjects table; `None`: nothing but the events is known.
        keys: The subjects, in order.
        offsets: For each subject the place of its first event; one more at the end.
        rows: For each event the row that it has in the table that was handed in.
    """

    def __init__(
        self,
        policy: Policy,
        events: pl.DataFrame,
        subjects: pl.DataFrame | None,
        keys: pl.Series,
        offsets: Any,
        rows: Any,
    ) -> None:
        self._policy, self._events, self._subjects = policy, events, subjects
        self._keys, self._offsets, self._rows = keys, offsets, rows
        if all(
            isinstance(events.schema[name], pl.Datetime) for name in ("at", "recorded_at") if name in events.columns
        ):
            self._at = _us(events["at"])
            self._recorded = self._at
            if "recorded_at" in events.columns:
                self._recorded = _us(events.select(pl.coalesce("recorded_at", "at"))["recorded_at"])

    def __len__(self) -> int:
        return len(self._keys)

    def facts(self, wanted: Any) -> Iterator[tuple[int, SubjectFacts]]:
        """Some subjects, by their places, as the reference engine reads them.

        Raises:
            FactsError: Records that cannot be used, each problem with the row at which it stands.
        """
        problems: list[Problem] = []
        for start in range(0, len(wanted), _AT_ONCE):
            for place in (int(one) for one in wanted[start : start + _AT_ONCE]):
                try:
                    facts = self._policy.read(self._record(place)).facts()
                except FactsError as error:
                    problems.extend(self._placed(problem, place) for problem in error.problems)
                    if len(problems) >= _SHOWN:
                        raise FactsError(problems[:_SHOWN], f"{_SHOWN} problems, and perhaps more") from None
                    continue
                if not problems:
                    yield place, facts
        if problems:
            raise FactsError(problems)

    def quickly(self, wanted: Any, checks: Checks) -> Iterator[tuple[int, SubjectFacts]]:
        """The same of subjects of which everything that is said was checked."""
        heads = [] if self._subjects is None else [one for one in self._subjects.columns if one not in _KEYS]
        places = [int(one) for one in wanted]
        for start in range(0, len(places), _AT_ONCE):
            yield from self._read(places[start : start + _AT_ONCE], heads, checks)

    def _read(self, places: Sequence[int], heads: Sequence[str], checks: Checks) -> Iterator[tuple[int, SubjectFacts]]:
        spans = [(int(self._offsets[place]), int(self._offsets[place + 1])) for place in places]
        rows = np.concatenate([np.arange(begin, end) for begin, end in spans]) if spans else np.zeros(0, dtype=np.int64)
        events = self._events[rows]
        kinds = events["event"].cast(pl.String).to_list()
        told = [
            (name, events[name].to_list())
            for name in events.columns
            if name not in _FRAME and events[name].null_count() < len(events)
        ]
        at, recorded = self._at[rows].tolist(), self._recorded[rows].tolist()
        header_rows = None if self._subjects is None else self._subjects[places].select(heads).rows()
        base = 0
        for number, (place, (begin, end)) in enumerate(zip(places, spans, strict=True)):
            made: list[Event] = []
            voids: dict[int, str] = {}
            for row in range(base, base + end - begin):
                said = {name: values[row] for name, values in told if values[row] is not None}
                if "voids" in said:
                    voids[row - base] = said["voids"]
                made.append(_event(kinds[row], at[row], recorded[row], said, checks))
            base += end - begin
            key = self._keys[place]
            header = checks.header(key)
            for name, value in zip(heads, () if header_rows is None else header_rows[number], strict=True):
                read = NOT_SAID if value is None else checks.value("", name, value)
                if read is not NOT_SAID:
                    header[name] = read
            kind, timeline = header.get("type"), Timeline.of(made, voids)
            yield (
                place,
                SubjectFacts(
                    key, str(header["subject"]), kind if isinstance(kind, str) else None, header, timeline, frozenset()
                ),
            )

    def _record(self, place: int) -> dict[str, Any]:
        begin, end = int(self._offsets[place]), int(self._offsets[place + 1])
        record: dict[str, Any] = {"subject": "case"}
        if self._subjects is not None:
            record |= _there(self._subjects.row(place, named=True))
            record["subject"] = record.pop("subject_kind", "case")
        record["id"] = self._keys[place]
        events = self._events.slice(begin, end - begin).rows(named=True) if end > begin else []
        record["events"] = [_there(event) for event in events]
        for event in record["events"]:
            del event["subject"]
        return record

    def _placed(self, problem: Problem, place: int) -> Problem:
        """A problem of a record, where it stands in the tables."""
        path, key = problem.where.path, self._keys[place]
        if path.startswith("events["):
            index, _, field = path.removeprefix("events[").partition("]")
            path = f"events[{self._rows[int(self._offsets[place]) + int(index)]}]{field}"
        else:
            path = f"subjects.{path}"
        return Problem(problem.code, Where(path=path), f"subject `{key}`: {problem.message}", problem.help)


def _us(column: pl.Series) -> Any:
    return column.dt.cast_time_unit("us").dt.epoch("us").to_numpy()


def _event(kind: str, at: int, recorded: int, said: Mapping[str, Any], checks: Checks) -> Event:
    """An event as evaluators read it."""
    who = tuple(said.get(name) for name in _WHO)
    actors = () if who == _NOBODY else (Actor(*who),)
    fields: dict[str, object] = {}
    for name, value in said.items():
        if name not in COMMON:
            read = checks.value(kind, name, value)
            if read is not NOT_SAID:
                fields[name] = read
    return Event(0, kind, at, recorded, said.get("seq"), said.get("id"), actors, fields)


def _there(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, without what it does not; the same inside of structs and lists of them."""
    return {name: _inner(value) for name, value in said.items() if value is not None}


def _inner(value: Any) -> Any:
    if isinstance(value, dict):
        return _there(value)
    return [_inner(item) for item in value] if isinstance(value, list) else value
