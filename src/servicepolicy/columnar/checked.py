"""What two tables say, checked and read by the policy: each thing that is said once, however often it is said.

Who says something that cannot be used is left to the reader of whole records, which tells what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import polars as pl

from servicepolicy.columnar.amounts import PLAIN
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks, Shelf, marks_of, mixed, seed
from servicepolicy.errors import FactsError
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money
from servicepolicy.policy.policy import Policy

__all__ = ["NOT_SAID", "Checks"]

NOT_SAID: Final = object()
"""What a field is read as that says nothing, such as an empty text."""

_REFUSED: Final = object()
_VOIDED: Final = "voided"
_TIMES: Final = frozenset({"subject", "event", "at", "recorded_at", "seq"})
_ANY_TEXT: Final = frozenset({"id", "voids", "by", "role", "unit"})
_MANY: Final = 300  # more values than these are checked by their form, where they have one
_MOST: Final = 20_000  # things that were found good are kept, of a column
_AT: Final = datetime(2026, 1, 5, tzinfo=UTC)


class Checks:
    """What a policy's reader says of the things that tables say; each is asked once.

    Args:
        policy: The policy.
        subject: The kind of subject.
    """

    def __init__(self, policy: Policy, subject: str) -> None:
        self._policy, self._subject = policy, subject
        self._known: dict[tuple[str, str, type, Any], object] = {}  # 1 and True are equal, and not the same
        self._good: dict[tuple[str, str], Shelf] = {}
        self._bare: dict[str, object] | None = None
        self._any_kind = policy.own_vocabulary.event_kinds(subject)[0]

    def events(self, log: Log) -> Flags:
        """The subjects of whose events something cannot be used."""
        wrong = np.zeros(len(log.at), dtype=bool)
        kinds = np.array([self._usable(kind, "", None) for kind in log.kinds], dtype=bool)
        if not kinds.all():
            wrong |= ~kinds[log.kind_of_row]
        if _VOIDED in log.kinds:
            takes_back = log.frame["voids"].is_not_null().to_numpy() if log.has("voids") else wrong & False
            wrong |= (log.kind_of_row == log.kinds.index(_VOIDED)) & ~takes_back
        for name in log.frame.columns:
            if name not in _TIMES and log.has(name):
                wrong |= self._column(log.frame[name], name, log.kinds, log.kind_of_row, log.marks_of_rows)
        found = np.zeros(log.count, dtype=bool)
        found[log.case[wrong]] = True
        return found

    def heads(self, frame: pl.DataFrame | None, keys: pl.Series) -> Flags:
        """The subjects of which something else that is said cannot be used."""
        wrong: Flags = (keys == "").to_numpy()
        if frame is None:
            return wrong
        nothing = np.zeros(len(frame), dtype=np.int64)
        for name in frame.columns:
            if name not in ("subject", "subject_kind") and frame[name].null_count() < len(frame):
                wrong = wrong | self._column(frame[name], name, [""], nothing, lambda of: marks_of(frame[of]))
        return wrong

    def value(self, kind: str, name: str, value: Any) -> object:
        """What a field of a kind of events, or of the header (`""`), is read as; it can be used."""
        found = self._known.get((kind, name, type(value), value))
        if found is None:
            if type(value) is str and isinstance(self._known.get((kind, name, str, _one_of(value))), Money):
                return Money.parse(value)
            found = self._read(kind, name, value)
        return found

    def header(self, key: str) -> dict[str, object]:
        """What the header of a subject says that says nothing else."""
        if self._bare is None:
            facts = self._facts({"subject": self._subject, "id": "x"})
            self._bare = {} if facts is None else dict(facts.header)
        return {**self._bare, "id": key}

    def _column(
        self, column: pl.Series, name: str, kinds: Sequence[str], kind: Places, marks: Callable[[str], Marks]
    ) -> Flags:
        """For each row, whether what it says in a column cannot be used.

        Args:
            column: What the rows say.
            name: The column.
            kinds: The kinds of events; `""` for the header.
            kind: Which of these each row is.
            marks: What stands for what they say in a column.
        """
        there = column.is_not_null().to_numpy()
        if isinstance(column.dtype, pl.List | pl.Struct | pl.Array | pl.Object | pl.Binary):
            return there
        if isinstance(column.dtype, pl.Categorical | pl.Enum):
            column = column.cast(pl.String)
        if name in _ANY_TEXT and column.dtype == pl.String and "" not in kinds:
            bad = np.array([not self._usable(one, name, "x") for one in kinds], dtype=bool)
            wrong: Flags = (column.str.len_bytes() == 0).fill_null(value=False).to_numpy()
            return wrong | (bad[kind] & there) if bad.any() else wrong
        wrong = np.zeros(len(column), dtype=bool)
        rows = np.flatnonzero(there)
        seeds = np.array([seed(one) for one in kinds], dtype=np.uint64)
        said = mixed(seeds.take(kind.take(rows)), marks(name).take(rows))
        typed = name, str(column.dtype)
        good = self._good.setdefault(typed, Shelf(np.zeros(0, dtype=np.uint64)))
        new = good.places(said) < 0
        if not new.any():
            return wrong
        rows, said = rows[new], said[new]
        values = column.gather(rows)
        if len(rows) > _MANY and column.dtype == pl.String and values.str.contains(PLAIN).all():
            values = "1 " + values.str.slice(-3)  # as `_one_of`
        pairs = pl.DataFrame({"kind": kind[rows].astype(np.uint32), "value": values})
        distinct = pairs.unique()
        refused = distinct.filter(
            pl.Series([not self._usable(kinds[int(one)], name, value) for one, value in distinct.iter_rows()])
        )
        if len(refused):
            joined = pairs.join(
                refused.with_columns(wrong=True), on=["kind", "value"], how="left", maintain_order="left"
            )
            wrong[rows] = joined["wrong"].is_not_null().to_numpy()
        found = np.unique(said[~wrong[rows]])
        if len(found) + len(good) < _MOST:
            self._good[typed] = Shelf(np.concatenate((good.marks, found)))
        return wrong

    def _usable(self, kind: str, name: str, value: Any) -> bool:
        """Whether an event of a kind, or the header (`""`), may say something."""
        key = kind, name, type(value), value
        if key not in self._known:
            self._known[key] = self._read(kind, name, value)
        return self._known[key] is not _REFUSED

    def _read(self, kind: str, name: str, value: Any) -> object:
        said = {name: value} if name else {}
        record: dict[str, Any] = {"subject": self._subject, "id": "x"}
        if not kind:
            facts = self._facts({**record, **said})
            return _REFUSED if facts is None else facts.header.get(name, NOT_SAID)
        event = {"event": kind, "at": _AT, **said}
        record["events"] = [event]
        if name == "voids" or kind == _VOIDED:
            event.setdefault("voids", "y")
            record["events"].append({"event": self._any_kind, "at": _AT, "id": event["voids"]})
        facts = self._facts(record)
        if facts is None:
            return _REFUSED
        read = [one.fields for one in facts.timeline.events if one.id is None or name == "id"]
        return read[0].get(name, NOT_SAID) if read else NOT_SAID

    def _facts(self, record: dict[str, Any]) -> SubjectFacts | None:
        try:
            return self._policy.read(record).facts()
        except FactsError:
            return None


def _one_of(amount: str) -> str:
    """One unit of the currency of an amount: what is checked in place of many amounts of it."""
    return f"1 {amount[-3:]}"
