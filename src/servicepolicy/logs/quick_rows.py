"""The facts of a case straight from its rows, where these are plainly in order: what is not is for `RowReader`.

Most rows of most logs say what rows before them said, of another instant: each different header, change and event is
read once, and so is each text of a time. Nothing is counted before the whole case was read, so that whoever reads it
anew counts it once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import itemgetter
from typing import Final, TypeVar

import attrs

from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Record
from servicepolicy.logs.gather import CaseRows, Held, Row
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.part_reader import PartReader
from servicepolicy.logs.texts import known_as
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.writer import Moment, Unread, Writer
from servicepolicy.models.quick_check import NO_SEQ, Heading, Placed, heading_of, plain_timeline, timeline_of
from servicepolicy.models.timeline import SubjectFacts

__all__ = ["QuickRows"]

_EVER: Final = -(1 << 62)  # before anything happened
_MANY: Final = 50_000  # of one kind that are remembered: then one begins anew
_Key = TypeVar("_Key", bound=Hashable)
_Found = TypeVar("_Found")
_Picked = tuple[object, ...]
_Picker = Callable[[Sequence[int]], Callable[[Row], _Picked]]


class _Written:
    """An event of the mapping at its place among those of a row, with what was read of it before."""

    __slots__ = ("apart", "at", "drafts", "instants", "place", "rests", "timer", "writer")

    def __init__(
        self, place: int, writer: Writer, timer: Moment | None, instants: dict[str, int], pick: _Picker
    ) -> None:
        self.place = place
        self.writer = writer
        self.timer = timer
        self.at = None if timer is None else timer.rests
        self.instants = instants
        self.rests = pick(writer.rests or ())
        self.apart = bool(writer.apart)
        self.drafts = writer.drafts


_Arisen = tuple[tuple[_Written, ...], "str | None", bool]
"""What a row says by itself: its events, the activity that the mapping does not list, whether it ignores that."""


class QuickRows:
    """Reads cases whose rows are of one table that is read plainly.

    Args:
        mapping: The mapping.
        part: Its table, made ready.
        findings: Where is counted what is read.
        constants: Header fields that are the same for all cases.
        width: By how much the numbers of two rows of one instant differ.
        flags: Some cell holds a flag.
    """

    def __init__(
        self,
        mapping: LogMapping,
        part: PartReader,
        findings: Findings,
        constants: Mapping[str, object],
        width: int,
        *,
        flags: bool,
    ) -> None:
        self._mapping = mapping
        self._part = part
        self._findings = findings
        self._constants = constants
        self._width = width
        self._picker = _typed_picker if flags else _picker
        self._head = self._picker(part.header_columns)
        self._headings: dict[_Picked, Heading | None] = {}
        self._watched = self._picker(part.watched)
        self._changed: dict[tuple[_Picked | None, _Picked], tuple[_Written, ...]] = {}
        held, there = part.arises_from
        self._arises_from = _asked(self._picker(held), there)
        self._arisen: dict[_Picked, _Arisen] = {}
        self._instants: dict[Moment | None, dict[str, int]] = {}
        self._written: dict[tuple[int, int], _Written] = {}

    def facts(self, case: CaseRows) -> SubjectFacts | None:
        """The facts of a case; `None` = it is for the slow reader, and nothing of it was counted."""
        if case.lost or case.doubted or not case.held:
            return None
        try:
            return self._read(case)
        except (TypeError, Unreadable):  # what a document holds in a list cannot be looked up
            return None

    def _read(self, case: CaseRows) -> SubjectFacts | None:  # noqa: C901, PLR0912, PLR0915  # one loop, for speed
        heading = self._heading(case)
        if heading is None:
            return None
        part, width, changed, watched = self._part, self._width, self._changed, self._watched
        alone, derives, ordered, sees = not part.only_changes, part.derives, self._mapping.ordered, part.open.any
        subject = self._mapping.subject
        placed: list[Placed] = []
        unmapped: list[str] = []
        unread: list[tuple[int, str, Unread]] = []
        ignored = 0
        before: Row | None = None
        was: _Picked | None = None
        latest, last, in_order = _EVER, _EVER, ordered
        for _, number, cells, order, file in self._in_order(case.held):
            if sees:
                part.open.saw(cells)
            written: tuple[_Written, ...] = ()
            if alone:
                key = self._arises_from(cells)
                written, text, passed = self._arisen.get(key) or self._arise(key, cells)
                if text is not None:
                    if part.untimed(cells) is not None:
                        return None
                    unmapped.append(text)
                ignored += passed
            if derives:
                now = watched(cells)
                if now != was:
                    more = changed.get((was, now))
                    more = self._change(before, cells, was, now) if more is None else more
                    written = written + more if written else more
                before, was = cells, now
            for one in written:
                when = None if one.at is None else cells[one.at]
                us = one.instants.get(when) if type(when) is str else None
                if us is None and (us := self._instant(one, cells)) is None:
                    return None
                said = one.drafts.get(one.rests(cells))
                if said is None:
                    said = one.writer.draft(subject, cells)
                elif one.apart:
                    said = one.writer.whole(said, subject, cells)
                if said is None:
                    half = one.writer.half(subject, cells)
                    if half is None:
                        return None
                    said = half[0]
                    unread += [(number, file, field) for field in half[1]]
                kind, recorded, _, name, actors, fields = said
                if recorded is None:
                    recorded = us
                elif recorded < us:
                    return None
                if not ordered:
                    placed.append((us, NO_SEQ, kind, recorded, None, name, actors, fields))
                    continue
                seq = order * width + one.place
                placed.append((us, seq, kind, recorded, seq, name, actors, fields))
                in_order = in_order and name is None and (us > latest or (us == latest and seq > last))
                latest, last = us, seq
        timeline = plain_timeline(placed) if in_order else timeline_of(placed)
        facts = None if timeline is None else heading.facts(case.key, timeline)
        if facts is not None:
            counts = self._findings.counts
            counts.events += len(placed)
            counts.ignored += ignored
            counts.unmapped.update(unmapped)
        return facts if facts is None or not unread else self._without(facts, unread)

    def _without(self, facts: SubjectFacts, unread: Sequence[tuple[int, str, Unread]]) -> SubjectFacts:
        """The facts of a case some fields of which cannot be read: these are counted, and unknown even to `present`."""
        for number, file, (name, unreadable, of) in unread:
            self._part.unread(unreadable, number, file, name, of)
        return attrs.evolve(facts, not_offered=facts.not_offered | {name for _, _, (name, _, _) in unread})

    def _in_order(self, held: Sequence[Held]) -> Sequence[Held]:
        """The rows in the order in which changes are looked for: the log's own where that means something, or time's.

        Raises:
            Unreadable: When one of them happened is a question.
        """
        if not self._part.derives or self._mapping.seq is not None:
            return held
        timer = self._part.at
        timed = [(None if timer is None else timer.instant(row[2]), row) for row in held]
        return [row for _, row in sorted(timed, key=itemgetter(0))]

    def _heading(self, case: CaseRows) -> Heading | None:
        """What the header says: in the first row or the last, where they differ."""
        held, head = case.held, self._head
        cells = held[-1 if self._mapping.header_row == "last" else 0][2]
        key = head(cells)
        if self._mapping.seq is None and len(held) > 1 and any(head(row[2]) != key for row in held):
            cells = self._part.header_row(case.rows).cells
            key = head(cells)
        if key not in self._headings:
            _remember(self._headings, key, self._read_heading(cells))
        return self._headings[key]

    def _read_heading(self, cells: Row) -> Heading | None:
        record: Record = {"id": "", "subject": self._mapping.subject, **self._constants}
        for name, read, *_ in self._part.header:
            try:
                value = read(cells)
            except Unreadable:
                return None
            if value is not None:
                record.setdefault(name, value)
        if self._mapping.not_offered:
            record["not_offered"] = sorted({*self._mapping.not_offered})
        return heading_of(record)

    def _arise(self, key: _Picked, cells: Row) -> _Arisen:
        arisen = self._part.arising(cells)
        if arisen.lacking is not None:
            raise Unreadable("half-read", arisen.lacking)
        found = tuple(self._made(*one) for one in arisen.written), arisen.unmapped, arisen.ignored
        return _remember(self._arisen, key, found)

    def _change(self, before: Row | None, cells: Row, was: _Picked | None, now: _Picked) -> tuple[_Written, ...]:
        emptied = self._part.emptied(before, cells)
        if emptied is not None:
            raise Unreadable("half-read", emptied)
        found = tuple(self._made(*one) for one in self._part.changed(before, cells))
        return _remember(self._changed, (was, now), found)

    def _made(self, place: int, writer: Writer) -> _Written:
        found = self._written.get((place, id(writer)))
        if found is None:
            timer = writer.at or self._part.at
            instants = self._instants.setdefault(timer, {})
            found = self._written[place, id(writer)] = _Written(place, writer, timer, instants, self._picker)
        return found

    def _instant(self, one: _Written, cells: Row) -> int | None:
        """When an event of a row happened; `None` = that is a question."""
        us = None if one.timer is None else one.timer.instant(cells)
        when = None if one.at is None else cells[one.at]
        if us is not None and isinstance(when, str):  # what is a time already is read sooner than looked up
            _remember(one.instants, when, us)
        return us


def _remember(known: dict[_Key, _Found], key: _Key, found: _Found) -> _Found:
    if len(known) >= _MANY:
        known.clear()
    known[key] = found
    return found


def _picker(positions: Sequence[int]) -> Callable[[Row], _Picked]:
    """The cells of a row that stand at some places."""
    if len(positions) > 1:
        return itemgetter(*positions)
    if not positions:
        return lambda _: ()
    (position,) = positions
    return lambda cells: (cells[position],)


def _typed_picker(positions: Sequence[int]) -> Callable[[Row], _Picked]:
    """The same of a log that has flags, which would be taken for numbers."""
    return lambda cells: tuple([known_as(cells[position]) for position in positions])


def _asked(pick: Callable[[Row], _Picked], there: Sequence[int]) -> Callable[[Row], _Picked]:
    """The cells that are picked, and whether there are any at other places."""
    if not there:
        return pick
    return lambda cells: (*pick(cells), *[cells[position] is not None for position in there])
