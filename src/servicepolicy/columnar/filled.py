"""Verdicts of many subjects, read off what was found of the situation that each is in: all rules in one table."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from servicepolicy.columnar.clock_arrays import NONE, ClockArrays, Instants
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.seen import Seen
from servicepolicy.columnar.templates import Instant, Named, Person, Template, Told
from servicepolicy.columnar.verdict_table import ARROW, TEXT, TEXTS, Table

__all__ = ["Share", "filled"]

Column: TypeAlias = Any
"""A column of Arrow, whose package says nothing of its types."""

_DAY: Final = 86_400_000_000
_SECOND: Final = 1_000_000
_NEVER, _HAPPENED, _OPENED, _OVER = range(4)
"""Where an instant stands: nowhere, with an event, with the subject, with the end of a span (and those that follow)."""


@attrs.frozen(eq=False)
class Share:
    """The subjects whose verdicts on one rule are read off.

    Attributes:
        rule: The rule.
        templates: What was found of each situation.
        which: The place of the situation of each subject among these.
        cases: The subjects.
        seen: What the rule sees of them.
    """

    rule: str
    templates: Sequence[Template]
    which: Places
    cases: Places
    seen: Seen


def filled(shares: Sequence[Share], log: Log, keys: pl.Series, clocks: Sequence[ClockArrays]) -> Table:
    """The verdicts on some subjects, as a table of `verdict_table.ARROW`.

    Args:
        shares: Whose verdicts are read off, rule by rule.
        log: The log.
        keys: The keys of all subjects.
        clocks: The policy's clocks, by number.
    """
    return _Filling(shares, log, clocks).table(keys)


class _Filling:
    """The rows of a table: for each the verdict of its situation, its subject, and the first event that the rule sees.

    All verdicts of all situations stand in one list, in which each row has a slot; what the rules see stands in one
    array, rule after rule, in which each has its base.
    """

    def __init__(self, shares: Sequence[Share], log: Log, clocks: Sequence[ClockArrays]) -> None:
        self._shares, self._log, self._clocks = shares, log, clocks
        told: list[tuple[int, Told]] = []
        slots: list[Places] = []
        cases: list[Places] = []
        origins: list[Places] = []
        lengths = np.array([len(share.seen.rows) for share in shares], dtype=np.int64)
        self._base = np.cumsum(lengths) - lengths
        for number, share in enumerate(shares):
            sizes = np.array([len(template) for template in share.templates], dtype=np.int64)
            begins = len(told) + np.cumsum(sizes) - sizes
            told += [(number, one) for template in share.templates for one in template]
            slot, case = begins.take(share.which), share.cases
            if (sizes != 1).any():
                of, place = _each_of(sizes.take(share.which))
                slot, case = slot.take(of) + place, case.take(of)
            slots.append(slot)
            cases.append(case)
            origins.append(share.seen.first.take(case) + self._base[number])
        self._told = [one for _, one in told]
        self._share = np.array([number for number, _ in told], dtype=np.int64)
        self._slot, self._case, self._origin = _joined(slots), _joined(cases), _joined(origins)
        ends = np.cumsum([len(one) for one in slots])
        self._stretches = [slice(int(end) - len(one), int(end)) for one, end in zip(slots, ends, strict=True)]
        self._rows = _joined([share.seen.rows for share in shares])
        self._pool, self._bases = self._instants_at_hand()

    def _instants_at_hand(self) -> tuple[Instants, Places]:
        """All instants that a verdict may have, and where those of each rule begin, by where they stand."""
        pool: list[Instants] = [*(share.seen.at for share in self._shares), self._log.opened]
        spans = max((len(share.seen.dues) for share in self._shares), default=0)
        bases = np.zeros((len(self._shares), _OVER + spans), dtype=np.int64)
        end, reached = len(self._rows) + len(self._log.opened), 0
        for number, share in enumerate(self._shares):
            bases[number, _HAPPENED], bases[number, _OPENED] = reached, len(self._rows)
            reached += len(share.seen.rows)
            for span, dues in enumerate(share.seen.dues):
                bases[number, _OVER + span] = end
                pool.append(dues)
                end += len(dues)
        return _joined(pool), bases

    def table(self, keys: pl.Series) -> Table:
        """The table."""
        due, over = self._instants(lambda one: one.due)
        stopped, done = self._instants(lambda one: one.stopped)
        wall, working = self._margins(due, stopped)
        made: dict[str, Column] = {
            "rule": self._same([self._shares[number].rule for number in self._share.tolist()]),
            "subject": _coded(self._case.astype(np.int32), _arrow(keys)),
            "occurrence": self._keys(),
            "status": self._same([one.status for one in self._told]),
            "reason": self._same([one.reason for one in self._told]),
            "reason_args": self._args(),
            "state": self._same([one.state or None for one in self._told]),
            "started": _times(*self._instants(lambda one: one.started)),
            "due": _times(due, over),
            "due_latest": _times(*self._instants(lambda one: one.due_latest)),
            "stopped": _times(stopped, done),
            "margin_wall": wall,
            "margin_working": working,
            "margin_money": self._money(),
            "doubts": self._names(lambda one: one.doubts),
            "left_open": self._names(lambda one: one.left_open),
            "credit": self._people(lambda one: one.credit, in_order=False),
            "perhaps_by": self._people(lambda one: one.perhaps_by, in_order=True),
            "owner": self._owner(),
            "candidates": self._people(lambda one: one.candidates, in_order=True),
            "next": _times(*self._instants(lambda one: one.next)),
            "final": pa.array(np.array([one.final for one in self._told], dtype=bool).take(self._slot)),
            "waived": self._nothing(TEXT),
            "level": self._same([one.level for one in self._told]),
            "facts": self._facts(),
        }
        return pa.table(made, schema=ARROW)

    def _same(self, said: Sequence[str | None]) -> Column:
        """A column that says the same of all who are in a situation."""
        return _words(said, self._slot)

    def _nothing(self, dtype: Any) -> Column:
        """A column that says nothing."""
        return pa.nulls(len(self._slot), dtype)

    def _event(self, rows: Places, event: Places) -> Places:
        """The rows of the log that hold events of some rows of the table, by their places in the situation."""
        found: Places = self._rows.take(self._origin.take(rows) + event)
        return found

    # instants

    def _instants(self, part: Callable[[Told], Instant | None]) -> tuple[Instants, Flags]:
        """For each row an instant, and whether there is one."""
        said = [part(one) for one in self._told]
        if not any(said):
            return np.full(len(self._slot), NONE, dtype=np.int64), np.zeros(len(self._slot), dtype=bool)
        ways = {"at": _HAPPENED, "opened": _OPENED, "due": _OVER}
        way = np.array([_NEVER if one is None else ways[one.of] + one.span for one in said], dtype=np.int64)
        event = np.array([0 if one is None else one.event for one in said], dtype=np.int64)
        later = np.array([0 if one is None else one.later for one in said], dtype=np.int64)
        # Where there is none, whatever stands first: it is not looked at.
        place = self._bases[self._share, way] - self._base[self._share] + event
        at = np.where(way == _NEVER, -len(self._pool), place).take(self._slot) + self._origin
        if (way == _OPENED).any():
            rows = np.flatnonzero((way == _OPENED).take(self._slot))
            at[rows] += self._case[rows] - self._origin[rows] + self._base[self._share].take(self._slot[rows])
        values = self._pool.take(at, mode="clip")
        if later.any():
            values += later.take(self._slot)
        return values, (way != _NEVER).take(self._slot)

    def _margins(self, due: Instants, stopped: Instants) -> tuple[Column, Column]:
        how = np.array([("", "wall", "working").index(one.margin) for one in self._told], dtype=np.int8)
        span = np.array([0 if one.due is None else one.due.span for one in self._told], dtype=np.int64)
        working = np.zeros(len(due), dtype=np.int64)
        timed = how == 2
        for number, stretch in enumerate(self._stretches):
            theirs = timed & (self._share == number)
            for one in np.unique(span[theirs]).tolist():
                rows = stretch.start + np.flatnonzero((theirs & (span == one)).take(self._slot[stretch]))
                clocks = self._shares[number].seen.clocks[one].take(self._case.take(rows))
                for clock in np.flatnonzero(np.bincount(clocks)).tolist():
                    mine = rows if (clocks == clock).all() else rows[clocks == clock]
                    working[mine] = self._clocks[clock].between(stopped.take(mine), due.take(mine))
        return _lengths(due - stopped, (how > 0).take(self._slot)), _lengths(working, timed.take(self._slot))

    def _money(self) -> Column:
        there = np.array([one.money is not None for one in self._told], dtype=bool)
        if not there.any():
            return self._nothing(TEXT)
        said = [one.money or (0, 0, "") for one in self._told]
        rows = np.flatnonzero(there[self._slot])
        slot = self._slot[rows]
        limit = np.array([one[0] for one in said], dtype=np.int64)[slot]
        event = np.array([one[1] for one in said], dtype=np.int64)[slot]
        currency = pl.Series([one[2] for one in said], dtype=pl.String).gather(slot)
        amount = np.zeros(len(rows), dtype=np.int64)
        for number, share in enumerate(self._shares):
            if share.seen.amounts is not None:
                mine = self._share[slot] == number
                amount[mine] = share.seen.amounts.amount[self._origin[rows[mine]] - self._base[number] + event[mine]]
        left = pl.Series(limit - amount)
        minus = pl.Series(["", "-"]).gather((left < 0).cast(pl.Int64))
        whole, part = left.abs() // 100, left.abs() % 100
        digits = whole.cast(pl.String)
        exact = digits + "." + part.cast(pl.String).str.pad_start(2, "0")
        text = minus + digits.zip_with(part == 0, exact) + " " + currency
        return self._at(rows, text)

    # names of occurrences

    def _keys(self) -> Column:
        around = [("", 0, "") if isinstance(one.key, str) else one.key for one in self._told]
        keyed = np.array([not isinstance(one.key, str) for one in self._told], dtype=bool)
        if not keyed.any():
            return self._same([str(one.key) or None for one in self._told])
        bare = [one.key if isinstance(one.key, str) else "" for one in self._told]
        plain = list(dict.fromkeys(key for key in bare if key))
        place = {key: number for number, key in enumerate(plain)}
        codes = np.array([place.get(key, -1) for key in bare], dtype=np.int32).take(self._slot)
        rows = np.flatnonzero(keyed.take(self._slot))
        slot = self._slot.take(rows)
        at = self._log.at.take(
            self._event(rows, np.array([event for _, event, _ in around], dtype=np.int64).take(slot))
        )
        of = pa.array(at).dictionary_encode()
        texts = _keys_of(of.dictionary.to_numpy())
        codes[rows] = len(plain) + of.indices.to_numpy()
        words = [pa.array(plain, pa.large_string()), _arrow(texts)]
        dressed = np.flatnonzero(
            np.array([bool(before or after) for before, _, after in around], dtype=bool).take(slot)
        )
        if len(dressed):
            before = pl.Series([one for one, _, _ in around], dtype=pl.String).gather(slot[dressed])
            after = pl.Series([one for _, _, one in around], dtype=pl.String).gather(slot[dressed])
            said = before + texts.gather(of.indices.to_numpy()[dressed]) + after
            more = _arrow(said).dictionary_encode()
            codes[rows[dressed]] = len(plain) + len(texts) + more.indices.to_numpy()
            words.append(more.dictionary)
        return _coded(codes, pa.concat_arrays(words))

    # numbers and names of events

    def _items(self, said: Sequence[Sequence[Any]]) -> tuple[Places, Places, Places]:
        """What is told several times of a row: how often of each, the row of each, and its place among all told."""
        sizes = np.array([len(one) for one in said], dtype=np.int64)
        begins = np.cumsum(sizes) - sizes
        each = sizes.take(self._slot)
        row = np.flatnonzero(each)
        begin = begins.take(self._slot.take(row))
        if sizes.max() == 1:
            return each, row, begin
        of, place = _each_of(each.take(row))
        return each, row.take(of), begin.take(of) + place

    def _facts(self) -> Column:
        said = [one.facts for one in self._told]
        if not any(said):
            return self._nothing(ARROW.field("facts").type)
        sizes = np.array([len(one) for one in said], dtype=np.int64)
        most, each = int(sizes.max()), sizes.take(self._slot)
        padded = np.array([[*one, *([-1] * (most - len(one)))] for one in said], dtype=np.int64)
        offsets = _offsets(each)
        numbers, of_log = np.zeros(int(offsets[-1]), dtype=np.int32), self._log.number.astype(np.int32)
        row = np.flatnonzero(each)
        for place in range(most):
            row = row[each.take(row) > place] if place else row
            event = padded[:, place].take(self._slot.take(row))
            found = of_log.take(self._rows.take(self._origin.take(row) + event, mode="clip"))
            found[event < 0] = 0  # the header
            numbers[offsets.take(row) + place] = found
        return _lists(pa.array(numbers), each, offsets)

    def _names(self, part: Callable[[Told], Sequence[Named]]) -> Column:
        said = [part(one) for one in self._told]
        if not any(said):
            return self._nothing(TEXTS)
        found, which = self._combined(
            [[one.event for one in names if one.event is not None] for names in said],
            lambda slot, numbers: sorted(_names(said[slot], numbers)),
        )
        values: list[list[str]] = [value or [] for value in found]
        sizes = np.array([len(value) for value in values], dtype=np.int64)
        begins = np.cumsum(sizes) - sizes
        each = sizes.take(which)
        row = np.flatnonzero(each)
        of, place = _each_of(each.take(row))
        words = _words([name for value in values for name in value], begins.take(which.take(row)).take(of) + place)
        return _lists(words, each, _offsets(each))

    def _args(self) -> Column:
        said = [one.args for one in self._told]
        with_people = np.array([any(_holds_people(value) for _, value in args) for args in said], dtype=bool)
        values, which = self._combined(
            [[one.event for one in _named_in(args) if one.event is not None] for args in said],
            lambda slot, numbers: None if with_people[slot] else _written(said[slot], iter(numbers), {}),
        )
        if not with_people.any():
            return _words(values, which)
        people = [_people_in(one.args) for one in self._told]
        each, row, item = self._items(people)
        names = self._texts(people, row, item).to_list()
        rows = np.flatnonzero(each)
        named = [[one.event for one in _named_in(told.args) if one.event is not None] for told in self._told]
        told: dict[tuple[Any, ...], int] = {}  # few are different
        at = 0
        for place, slot, many in zip(rows.tolist(), self._slot[rows].tolist(), each[rows].tolist(), strict=True):
            first = int(self._origin[place])
            numbers = tuple(int(self._log.number[self._rows[first + event]]) for event in named[slot])
            who = tuple(names[at : at + many])
            key = slot, who, numbers
            if key not in told:
                by_place = dict(zip(people[slot], who, strict=True))
                told[key] = len(values)
                values.append(_written(self._told[slot].args, iter(numbers), by_place))
            which[place] = told[key]
            at += many
        return _words(values, which)

    def _combined(
        self, events: Sequence[Sequence[int]], make: Callable[[int, Sequence[int]], Any]
    ) -> tuple[list[Any], Places]:
        """Values that hang on the situation and on the numbers of some of its events, and the place of each row's.

        Few are different.
        """
        sizes = np.array([len(one) for one in events], dtype=np.int64)
        values = [None if size else make(slot, ()) for slot, size in enumerate(sizes.tolist())]
        which = self._slot.copy()
        rows = np.flatnonzero((sizes > 0).take(self._slot))
        if not len(rows):
            return values, which
        most = int(sizes.max())
        slot = self._slot.take(rows)
        padded = np.array([[*one, *([0] * (most - len(one)))] for one in events], dtype=np.int64)
        held = np.zeros((most, len(rows)), dtype=np.int64)
        for place in range(most):
            there = np.flatnonzero(sizes[slot] > place)
            held[place, there] = self._log.number[self._event(rows[there], padded[slot[there], place])]
        width = int(held.max()) + 1
        if len(self._told) * width**most < 1 << 62:
            mark = slot
            for number in held:
                mark = mark * width + number
            _, example, inverse = np.unique(mark, return_index=True, return_inverse=True)
        else:
            _, example, inverse = np.unique(np.vstack([slot, held]), axis=1, return_index=True, return_inverse=True)
        which[rows] = len(values) + inverse.reshape(-1)
        values += [make(int(slot[one]), held[: int(sizes[slot[one]]), one].tolist()) for one in example.tolist()]
        return values, which

    # people

    def _owner(self) -> Column:
        said = [() if one.owner is None else (one.owner,) for one in self._told]
        if not any(said):
            return self._nothing(TEXT)
        _, row, item = self._items(said)
        return self._at(row, self._texts(said, row, item))

    def _at(self, rows: Places, texts: pl.Series) -> Column:
        """A column in which some rows say something."""
        said = _arrow(texts).dictionary_encode()
        codes = np.full(len(self._slot), -1, dtype=np.int32)
        codes[rows] = said.indices.fill_null(-1).to_numpy()
        return _coded(codes, said.dictionary)

    def _people(self, part: Callable[[Told], Sequence[Person]], *, in_order: bool) -> Column:
        said = [part(one) for one in self._told]
        if not any(said):
            return self._nothing(TEXTS)
        each, row, item = self._items(said)
        who = self._texts(said, row, item)
        if who.null_count():
            row, who = row[who.is_not_null().to_numpy()], who.drop_nulls()
            each = np.bincount(row, minlength=len(self._slot))
        if in_order:
            who = pl.DataFrame({"row": row, "who": who}).sort("row", "who")["who"]
        return _lists(_arrow(who).dictionary_encode(), each, _offsets(each))

    def _texts(self, said: Sequence[Sequence[Person]], row: Places, item: Places) -> pl.Series:
        """The names of people."""
        people = [(share, one) for share, some in zip(self._share.tolist(), said, strict=True) for one in some]
        names = [self._shares[share].seen.people[one.column] for share, one in people]
        events = self._event(row, np.array([one.event for _, one in people], dtype=np.int64).take(item))
        columns = list(dict.fromkeys(names))
        if len(columns) == 1:
            return self._log.texts(columns[0], events)
        column = np.array([columns.index(name) for name in names], dtype=np.int64)[item]
        found = pl.Series([None], dtype=pl.String).new_from_index(0, len(row))
        for number, name in enumerate(columns):
            mine = np.flatnonzero(column == number)
            found = found.scatter(pl.Series(mine), self._log.texts(name, events[mine]))
        return found


def _joined(parts: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _arrow(texts: pl.Series) -> Column:
    return texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())


def _words(said: Sequence[str | None], which: Places) -> Column:
    """A column whose texts are few: each row says the one of its place."""
    words = {one: None for one in said if one is not None}
    place: dict[str | None, int] = {one: number for number, one in enumerate(words)} | {None: -1}
    codes = np.array([place[one] for one in said], dtype=np.int32).take(which)
    return _coded(codes, pa.array(list(words), pa.large_string()))


def _coded(codes: npt.NDArray[np.int32], words: Column) -> Column:
    """A column of texts, as places among words each of which stands there once; -1 where there is none."""
    return pa.DictionaryArray.from_arrays(_numbers(codes, codes >= 0, pa.int32()), words)


def _each_of(sizes: Places) -> tuple[Places, Places]:
    """For things of which each comes several times: of which it is, one after another, and the how manieth of it."""
    of = np.repeat(np.arange(len(sizes)), sizes)
    ends = np.cumsum(sizes)
    return of, np.arange(len(of)) - (ends - sizes).take(of)


def _offsets(sizes: Places) -> Places:
    """Where lists of so many begin, and where the last ends."""
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def _lists(values: Column, sizes: Places, offsets: Places) -> Column:
    """Lists of so many of the values, one after another; none for an empty one."""
    return pa.LargeListArray.from_arrays(pa.array(offsets), values, mask=pa.array(sizes == 0))


def _times(at: Instants, there: Flags) -> Column:
    return _numbers(at, there, pa.timestamp("us", "UTC"))


def _lengths(length: Instants, there: Flags) -> Column:
    return _numbers(length, there, pa.duration("us"))


def _numbers(values: npt.NDArray[Any], there: Flags, dtype: Any) -> Column:
    held = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(dtype, len(values), [held, pa.py_buffer(values)])


def _keys_of(at: Instants) -> pl.Series:
    """What occurrences that began at instants are called: `20260105T011200Z`."""
    if not len(at):
        return pl.Series([], dtype=pl.String)
    second = at // _SECOND
    day = second // 86_400
    first = int(day.min())
    dates = _eight_letters(pl.Series(np.arange(first, int(day.max()) + 1) * _DAY), "%Y%m%d")
    found = np.empty((len(at), 2), dtype=np.uint64)
    found[:, 0] = dates[day - first]
    found[:, 1] = _times_of_day()[second - day * 86_400]
    part = at - second * _SECOND
    offsets = np.arange(0, 16 * len(at) + 1, 16, dtype=np.int64)
    texts = pl.Series(pa.LargeStringArray.from_buffers(len(at), pa.py_buffer(offsets), pa.py_buffer(found)))
    if part.any():
        digits = pl.Series(part).cast(pl.String).str.pad_start(6, "0")
        texts = texts.zip_with(pl.Series(part == 0), texts.str.head(15) + "." + digits + "Z")
    return texts


@lru_cache(maxsize=1)
def _times_of_day() -> npt.NDArray[np.uint64]:
    """How each second of a day is written."""
    return _eight_letters(pl.Series(np.arange(86_400) * _SECOND), "T%H%M%SZ")


def _eight_letters(instants: pl.Series, form: str) -> npt.NDArray[np.uint64]:
    """How instants are written in a form of eight letters, each text as one word of eight bytes."""
    said = "".join(instants.cast(pl.Datetime("us")).dt.strftime(form).to_list())
    return np.frombuffer(said.encode(), dtype=np.uint64)


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


def _people_in(args: Sequence[tuple[str, Any]]) -> list[Person]:
    return [one for _, value in args if isinstance(value, tuple) for one in value if isinstance(one, Person)]


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
