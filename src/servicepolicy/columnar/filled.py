"""Verdicts of many subjects, read off what was found of the situation that each is in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from servicepolicy.columnar.clock_arrays import NONE, ClockArrays, Instants
from servicepolicy.columnar.log import Log, Places
from servicepolicy.columnar.seen import Seen
from servicepolicy.columnar.templates import Instant, Named, Person, Template, Told
from servicepolicy.columnar.verdict_table import SCHEMA

__all__ = ["filled"]

_DAY: Final = 86_400_000_000
_SECOND: Final = 1_000_000


def filled(
    rule: str,
    templates: Sequence[Template],
    which: Places,
    cases: Places,
    seen: Seen,
    log: Log,
    keys: pl.Series,
    clocks: Sequence[ClockArrays],
) -> pl.DataFrame:
    """The verdicts of a rule on some subjects.

    Args:
        rule: The rule.
        templates: What was found of each situation.
        which: The place of the situation of each subject among these.
        cases: The subjects.
        seen: What the rule sees of them.
        log: The log.
        keys: The keys of all subjects.
        clocks: The policy's clocks, by number.
    """
    told = [one for template in templates for one in template]
    sizes = np.array([len(template) for template in templates], dtype=np.int64)
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    repeat = sizes[which]
    rows = np.repeat(np.arange(len(cases)), repeat)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    return _Filling(rule, told, begins[which][rows] + place, cases[rows], seen, log, clocks).frame(keys)


class _Filling:
    """The rows of a table: for each the verdict of its situation, and its subject."""

    def __init__(
        self,
        rule: str,
        told: Sequence[Told],
        slot: Places,
        case: Places,
        seen: Seen,
        log: Log,
        clocks: Sequence[ClockArrays],
    ) -> None:
        self._rule, self._told, self._slot, self._case = rule, told, slot, case
        self._seen, self._log, self._clocks = seen, log, clocks
        self._first = seen.first[case]

    def frame(self, keys: pl.Series) -> pl.DataFrame:
        """The table."""
        due, stopped = self._instants(lambda one: one.due), self._instants(lambda one: one.stopped)
        wall, working = self._margins(due, stopped)
        size = len(self._slot)
        columns: dict[str, pl.Series] = {
            "rule": pl.Series([self._rule], dtype=pl.Categorical()).new_from_index(0, size),
            "subject": keys.gather(self._case),
            "occurrence": self._keys(),
            "status": self._texts(lambda one: one.status, SCHEMA["status"]),
            "reason": self._texts(lambda one: one.reason, SCHEMA["reason"]),
            "reason_args": self._args(),
            "state": self._texts(lambda one: one.state or None, SCHEMA["state"]),
            "started": _times(self._instants(lambda one: one.started)),
            "due": _times(due),
            "due_latest": _times(self._instants(lambda one: one.due_latest)),
            "stopped": _times(stopped),
            "margin_wall": wall,
            "margin_working": working,
            "margin_money": self._money(),
            "doubts": self._names(lambda one: one.doubts),
            "left_open": self._names(lambda one: one.left_open),
            "credit": self._people(lambda one: one.credit, in_order=False),
            "perhaps_by": self._people(lambda one: one.perhaps_by, in_order=True),
            "owner": self._owner(),
            "candidates": self._people(lambda one: one.candidates, in_order=True),
            "next": _times(self._instants(lambda one: one.next)),
            "final": pl.Series([one.final for one in self._told], dtype=pl.Boolean).gather(self._slot),
            "waived": _nothing(SCHEMA["waived"], size),
            "level": self._texts(lambda one: one.level, SCHEMA["level"]),
            "facts": self._facts(),
        }
        return pl.DataFrame(columns)

    # what is the same for all of a situation

    def _texts(self, part: Callable[[Told], str | None], dtype: pl.DataType) -> pl.Series:
        return pl.Series([part(one) for one in self._told], dtype=dtype).gather(self._slot)

    # instants

    def _instants(self, part: Callable[[Told], Instant | None]) -> Instants:
        said = [part(one) for one in self._told]
        found = np.full(len(self._slot), NONE, dtype=np.int64)
        ways = {("", 0, 0): 0}
        way = np.array(
            [0 if one is None else ways.setdefault((one.of, one.span, one.later), len(ways)) for one in said],
            dtype=np.int64,
        )
        if len(ways) == 1:
            return found
        event = np.array([0 if one is None else one.event for one in said], dtype=np.int64)
        of_rows = way[self._slot]
        for (of, span, later), number in ways.items():
            if number == 0:
                continue
            here = np.flatnonzero(of_rows == number)
            if of == "opened":
                found[here] = self._log.opened[self._case[here]] + later
                continue
            places = self._first[here] + event[self._slot[here]]
            values = self._log.at[self._seen.rows[places]] if of == "at" else self._seen.dues[span][places]
            found[here] = values + later
        return found

    def _margins(self, due: Instants, stopped: Instants) -> tuple[pl.Series, pl.Series]:
        how = np.array([("", "wall", "working").index(one.margin) for one in self._told], dtype=np.int8)[self._slot]
        size = len(self._slot)
        if not how.any():
            return _nothing(SCHEMA["margin_wall"], size), _nothing(SCHEMA["margin_working"], size)
        wall = np.where(how > 0, due - stopped, 0)
        working = np.zeros(size, dtype=np.int64)
        span = np.array([0 if one.due is None else one.due.span for one in self._told], dtype=np.int64)[self._slot]
        timed = how == 2
        for number in np.unique(span[timed]):
            here = np.flatnonzero(timed & (span == number))
            clock = self._seen.clocks[int(number)][self._case[here]]
            for one in np.unique(clock):
                rows = here[clock == one]
                working[rows] = self._clocks[int(one)].between(stopped[rows], due[rows])
        return _lengths(wall, how > 0), _lengths(working, timed)

    def _money(self) -> pl.Series:
        found = _nothing(pl.String(), len(self._slot))
        amounts = self._seen.amounts
        if amounts is None or all(one.money is None for one in self._told):
            return found
        said = [one.money or (0, 0, "") for one in self._told]
        there = np.array([one.money is not None for one in self._told], dtype=bool)
        rows = np.flatnonzero(there[self._slot])
        limit = np.array([one[0] for one in said], dtype=np.int64)[self._slot[rows]]
        event = np.array([one[1] for one in said], dtype=np.int64)[self._slot[rows]]
        currency = pl.Series([one[2] for one in said], dtype=pl.String).gather(self._slot[rows])
        left = pl.Series(limit - amounts.amount[self._first[rows] + event])
        minus = pl.Series(["", "-"]).gather((left < 0).cast(pl.Int64))
        whole, part = left.abs() // 100, left.abs() % 100
        digits = whole.cast(pl.String)
        exact = digits + "." + part.cast(pl.String).str.pad_start(2, "0")
        text = minus + digits.zip_with(part == 0, exact) + " " + currency
        return found.scatter(pl.Series(rows), text)

    # names of occurrences

    def _keys(self) -> pl.Series:
        plain = pl.Series(
            [one.key or None if isinstance(one.key, str) else None for one in self._told], dtype=pl.String
        )
        found = plain.gather(self._slot)
        keyed = np.array([not isinstance(one.key, str) for one in self._told], dtype=bool)
        if not keyed.any():
            return found
        event = np.array([0 if isinstance(one.key, str) else one.key[1] for one in self._told], dtype=np.int64)
        rows = np.flatnonzero(keyed[self._slot])
        at = self._log.at[self._seen.rows[self._first[rows] + event[self._slot[rows]]]]
        keys = _keys_of(at)
        around = [("", 0, "") if isinstance(one.key, str) else one.key for one in self._told]
        if any(before or after for before, _, after in around):
            slots = self._slot[rows]
            before = pl.Series([one for one, _, _ in around], dtype=pl.String).gather(slots)
            after = pl.Series([one for _, _, one in around], dtype=pl.String).gather(slots)
            keys = before + keys + after
        return keys if len(rows) == len(self._slot) else found.scatter(pl.Series(rows), keys)

    # numbers and names of events

    def _facts(self) -> pl.Series:
        said = [one.facts for one in self._told]
        most = max((len(one) for one in said), default=0)
        size = np.array([len(one) for one in said], dtype=np.int64)[self._slot]
        if most == 0 or not len(self._slot):
            return _nothing(SCHEMA["facts"], len(self._slot))
        padded = np.array([[*one, *([-1] * (most - len(one)))] for one in said], dtype=np.int64)[self._slot]
        numbers = np.zeros(padded.shape, dtype=np.int32)
        there = padded >= 0
        rows = self._seen.rows[(self._first[:, None] + padded)[there]]
        numbers[there] = self._log.number[rows]
        listed = np.arange(most)[None, :] < size[:, None]
        return _lists(pl.Series(numbers[listed]), size).cast(SCHEMA["facts"])

    def _names(self, part: Callable[[Told], Sequence[Named]]) -> pl.Series:
        said = [part(one) for one in self._told]
        return self._combined(
            [[one.event for one in names if one.event is not None] for names in said],
            lambda slot, numbers: sorted(_names(said[slot], numbers)) or None,
            pl.List(pl.String()),
        )

    def _args(self) -> pl.Series:
        said = [one.args for one in self._told]
        if any(_holds_people(value) for args in said for _, value in args):
            return self._args_with_people()
        return self._combined(
            [[one.event for one in _named_in(args) if one.event is not None] for args in said],
            lambda slot, numbers: _written(said[slot], iter(numbers), {}),
            SCHEMA["reason_args"],
        )

    def _args_with_people(self) -> pl.Series:
        found: list[str | None] = []
        numbers = self._log.number
        for row, slot in enumerate(self._slot.tolist()):
            args = self._told[slot].args
            first = int(self._first[row])
            events = [
                int(numbers[self._seen.rows[first + one.event]]) for one in _named_in(args) if one.event is not None
            ]
            people = {
                one: self._who(one, first)
                for _, value in args
                if isinstance(value, tuple)
                for one in value
                if isinstance(one, Person)
            }
            found.append(_written(args, iter(events), people))
        return pl.Series(found, dtype=SCHEMA["reason_args"])

    def _combined(
        self, events: Sequence[Sequence[int]], make: Callable[[int, Sequence[int]], Any], dtype: Any
    ) -> pl.Series:
        """A column whose values hang on the situation and on the numbers of some of its events: few are different."""
        most = max((len(one) for one in events), default=0)
        slot = self._slot
        if most == 0:
            return pl.Series([make(number, ()) for number in range(len(self._told))], dtype=dtype).gather(slot)
        sizes = np.array([len(one) for one in events], dtype=np.int64)
        padded = np.array([[*one, *([0] * (most - len(one)))] for one in events], dtype=np.int64)
        mark = slot.astype(np.int64).copy()
        held: list[npt.NDArray[np.int64]] = []
        for place in range(most):
            there = sizes[slot] > place
            rows = np.where(there, self._first + padded[slot, place], 0)
            number = np.where(there, self._log.number[self._seen.rows[rows]] if len(self._seen.rows) else 0, 0)
            held.append(number)
        width = max(int(one.max(initial=0)) for one in held) + 1
        if len(self._told) * width**most < 1 << 62:
            for number in held:
                mark = mark * width + number
        else:
            _, mark = np.unique(np.stack([slot, *held]), axis=1, return_inverse=True)
        _, example, inverse = np.unique(mark, return_index=True, return_inverse=True)
        values = [
            make(int(slot[row]), [int(number[row]) for number in held[: int(sizes[slot[row]])]]) for row in example
        ]
        return pl.Series(values, dtype=dtype).gather(inverse)

    # people

    def _who(self, person: Person, first: int) -> str | None:
        name = self._seen.people[person.column]
        who: str | None = self._log.people(name)[int(self._seen.rows[first + person.event])]
        return who

    def _owner(self) -> pl.Series:
        said = [one.owner for one in self._told]
        if all(one is None for one in said):
            return _nothing(pl.String(), len(self._slot))
        column = np.array([-1 if one is None else one.column for one in said], dtype=np.int64)[self._slot]
        event = np.array([0 if one is None else one.event for one in said], dtype=np.int64)[self._slot]
        found = _nothing(pl.String(), len(self._slot))
        for number, name in enumerate(self._seen.people):
            rows = np.flatnonzero(column == number)
            if len(rows):
                places = self._seen.rows[self._first[rows] + event[rows]]
                found = found.scatter(pl.Series(rows), self._log.people(name).gather(places))
        return found

    def _people(self, part: Callable[[Told], Sequence[Person]], *, in_order: bool) -> pl.Series:
        said = [part(one) for one in self._told]
        size = len(self._slot)
        if not any(said):
            return _nothing(pl.List(pl.String()), size)
        sizes = np.array([len(one) for one in said], dtype=np.int64)
        if sizes.max() == 1 and all(one.column == 0 for several in said for one in several):
            event = np.array([one[0].event if one else 0 for one in said], dtype=np.int64)
            return self._one_each(sizes[self._slot] == 1, event[self._slot])
        found: list[list[str] | None] = []
        for row, slot in enumerate(self._slot.tolist()):
            people = [self._who(one, int(self._first[row])) for one in said[slot]]
            names = [one for one in people if one is not None]
            found.append((sorted(names) if in_order else names) or None)
        return pl.Series(found, dtype=pl.List(pl.String()))

    def _one_each(self, there: npt.NDArray[np.bool_], event: Places) -> pl.Series:
        """Lists of one person each, or none."""
        rows = self._seen.rows[self._first[there] + event[there]]
        return _lists(self._log.people(self._seen.people[0]).gather(rows), there.astype(np.int64))


def _lists(values: pl.Series, sizes: npt.NDArray[np.int64]) -> pl.Series:
    """Lists of so many of the values, one after another; none for an empty one."""
    import pyarrow as pa

    offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), values.to_arrow(), mask=pa.array(sizes == 0))
    return pl.Series(lists).cast(pl.List(values.dtype))


def _nothing(dtype: Any, size: int) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, size)


def _times(at: Instants) -> pl.Series:
    return _nulled(at, at != NONE).cast(pl.Datetime("us", "UTC"))


def _lengths(length: Instants, there: npt.NDArray[np.bool_]) -> pl.Series:
    return _nulled(length, there).cast(pl.Duration("us"))


def _nulled(values: Instants, there: npt.NDArray[np.bool_]) -> pl.Series:
    column = pl.Series(values)
    return column if there.all() else column.zip_with(pl.Series(there), _nothing(pl.Int64(), len(values)))


def _keys_of(at: Instants) -> pl.Series:
    """What occurrences that began at instants are called: `20260105T011200Z`."""
    whole = at // _SECOND
    days, inverse = np.unique(whole // 86_400, return_inverse=True)
    dates = pl.Series(days * _DAY).cast(pl.Datetime("us")).dt.strftime("%Y%m%dT")
    seconds = pl.Series(np.arange(86_400) * _SECOND).cast(pl.Datetime("us")).dt.strftime("%H%M%S")
    found = dates.gather(inverse) + seconds.gather(whole % 86_400)
    part = at % _SECOND
    if part.any():
        digits = pl.Series(part).cast(pl.String).str.pad_start(6, "0")
        found = found.zip_with(pl.Series(part == 0), found + "." + digits)
    return found + "Z"


def _names(names: Sequence[Named], numbers: Sequence[int]) -> list[str]:
    events = iter(numbers)
    return [one.name if one.event is None else f"{next(events)}.{one.name}" for one in names]


def _named_in(args: Sequence[tuple[str, Any]]) -> list[Named]:
    found: list[Named] = []
    for _, value in args:
        if isinstance(value, Named):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend(one for one in value if isinstance(one, Named))
    return found


def _holds_people(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, Person) for one in value)


def _written(args: Sequence[tuple[str, Any]], numbers: Any, people: dict[Person, str | None]) -> str | None:
    """The arguments of a reason, written as JSON."""
    if not args:
        return None
    said: list[tuple[str, Any]] = []
    for name, value in args:
        if isinstance(value, Named):
            said.append((name, value.name if value.event is None else f"{next(numbers)}.{value.name}"))
        elif isinstance(value, tuple) and value and isinstance(value[0], Named):
            said.append(
                (name, sorted(one.name if one.event is None else f"{next(numbers)}.{one.name}" for one in value))
            )
        elif _holds_people(value):
            said.append((name, sorted(str(people[one]) for one in value)))
        else:
            said.append((name, value))
    return json.dumps(said)
