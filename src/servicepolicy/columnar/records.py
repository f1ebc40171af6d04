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
from servicepolicy.models.quick_making import quickly
from servicepolicy.models.timeline import SubjectFacts, Timeline
from servicepolicy.policy.policy import Policy

__all__ = ["Records"]

_event: Final = quickly(Event)
_FRAME: Final = frozenset({"subject", "event", "at", "recorded_at"})
_KEYS: Final = frozenset({"subject", "subject_kind"})
_WHO: Final = ("by", "role", "unit", "kind")
_NOBODY: Final = (None, None, None, None)
_AT_ONCE: Final = 500  # subjects whose rows are Python objects at one time
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

    def facts(self, wanted: Sequence[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some subjects, by their places, as the reference engine reads them.

        Raises:
            FactsError: Records that cannot be used, each problem with the row at which it stands.
        """
        problems: list[Problem] = []
        for start in range(0, len(wanted), _AT_ONCE):
            for place in wanted[start : start + _AT_ONCE]:
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

    def quickly(
        self, wanted: Sequence[int], checks: Checks, placed: Sequence[bool]
    ) -> Iterator[tuple[int, SubjectFacts]]:
        """The same of subjects of which everything that is said was checked.

        Args:
            wanted: Their places.
            checks: What was checked.
            placed: For each of them, whether its rows stand in canonical order, each at an instant of its own.
        """
        heads = [] if self._subjects is None else [one for one in self._subjects.columns if one not in _KEYS]
        for first in range(0, len(wanted), _AT_ONCE):
            until = first + _AT_ONCE
            yield from self._read(wanted[first:until], heads, checks, placed[first:until])

    def _read(
        self, places: Sequence[int], heads: Sequence[str], checks: Checks, placed: Sequence[bool]
    ) -> Iterator[tuple[int, SubjectFacts]]:
        spans = [(int(self._offsets[place]), int(self._offsets[place + 1])) for place in places]
        rows = np.concatenate([np.arange(begin, end) for begin, end in spans]) if spans else np.zeros(0, dtype=np.int64)
        events = self._events[rows]
        said = {name: events[name].to_list() for name in events.columns if _says(events, name)}
        kinds = events["event"].cast(pl.String).to_list()
        at, recorded = self._at[rows].tolist(), self._recorded[rows].tolist()
        nothing = [None] * len(rows)
        who = zip(*(said.get(name, nothing) for name in _WHO), strict=True)
        actors = [() if one == _NOBODY else (Actor(*one),) for one in who]
        ids, seqs, voids = (said.get(name, nothing) for name in ("id", "seq", "voids"))
        fields = _fields(said, kinds, checks)
        header_rows = None if self._subjects is None else self._subjects[places].select(heads).rows()
        base = 0
        for place, (begin, end), plain, head in zip(
            places, spans, placed, header_rows or [()] * len(places), strict=True
        ):
            mine = range(base, base + end - begin)
            base += end - begin
            made = [
                _event(
                    row - mine.start + 1,
                    kinds[row],
                    at[row],
                    recorded[row],
                    seqs[row],
                    ids[row],
                    actors[row],
                    fields[row],
                )
                for row in mine
            ]
            key = self._keys[place]
            header = checks.header(key)
            for name, value in zip(heads, head, strict=False):
                read = NOT_SAID if value is None else checks.value("", name, value)
                if read is not NOT_SAID:
                    header[name] = read
            if plain:
                timeline = Timeline.plain(tuple(made))
            else:
                timeline = Timeline.of(made, {row - mine.start: voids[row] for row in mine if voids[row] is not None})
            kind = header.get("type")
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


def _says(events: pl.DataFrame, name: str) -> bool:
    return name not in _FRAME and events[name].null_count() < len(events)


def _fields(said: Mapping[str, Sequence[Any]], kinds: Sequence[str], checks: Checks) -> list[dict[str, object]]:
    """What each event says in its fields, as evaluators read it."""
    found: list[dict[str, object]] = [{} for _ in kinds]
    for name, values in said.items():
        if name in COMMON:
            continue
        for row, value in enumerate(values):
            if value is not None:
                read = checks.value(kinds[row], name, value)
                if read is not NOT_SAID:
                    found[row][name] = read
    return found


def _there(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, without what it does not; the same inside of structs and lists of them."""
    return {name: _inner(value) for name, value in said.items() if value is not None}


def _inner(value: Any) -> Any:
    if isinstance(value, dict):
        return _there(value)
    return [_inner(item) for item in value] if isinstance(value, list) else value
