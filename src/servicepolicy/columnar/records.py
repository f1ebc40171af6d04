"""Subjects of two tables as records, for whoever is to be judged by the reference engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy.policy import Policy

__all__ = ["Records"]

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


def _there(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, without what it does not; the same inside of structs and lists of them."""
    return {name: _inner(value) for name, value in said.items() if value is not None}


def _inner(value: Any) -> Any:
    if isinstance(value, dict):
        return _there(value)
    return [_inner(item) for item in value] if isinstance(value, list) else value
