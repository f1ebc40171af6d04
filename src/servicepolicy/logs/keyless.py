"""Rows that tell no case: of which cases of their table they may be."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

import attrs

from servicepolicy.logs.mapping import IGNORE, TablePart
from servicepolicy.logs.texts import alike, says_nothing, text_of

__all__ = ["Gap", "Keyless"]


@attrs.define
class Gap:
    """Rows one below the other that tell no case, or may tell none.

    Attributes:
        above: The cases of the row above.
        activities: What those say happened that tell none; `None` = nobody knows.
        below: The case of the row below.
    """

    above: Sequence[str]
    activities: set[str | None] = attrs.field(factory=set[str | None])
    below: str | None = None

    def lost(self, what: str | None) -> None:
        """One of them tells no case."""
        self.activities.add(what)


class Keyless:
    """The rows of one table that tell no case.

    Where rows of a case stand together, such a row is of the case above it, or of the one below, if it says what cases
    begin with. Where they stand mixed, it may be of any.

    Args:
        activity: Where the cell stands that says what happened.
        telling: Where cells stand of which a total has none.
        written: What happened that is read, where the activity alone says it.

    Attributes:
        waiting: Such rows below which none with a key stands so far.
    """

    def __init__(
        self, activity: int | None = None, telling: Sequence[int] = (), written: Container[str] | None = None
    ) -> None:
        self._activity = activity
        self._telling = telling
        self._times = tuple(at for at in telling if at != activity)
        self._written = written
        self.waiting: Gap | None = None
        self._gaps: list[Gap] = []
        self._begun: dict[str | None, str | None] = {}  # each activity that begins cases, with the only one, if it is
        self._turns = 0
        self._cases = 0

    @classmethod
    def of(cls, part: TablePart, columns: Mapping[str, int]) -> Keyless:
        """The rows of a table that a mapping reads so, whose columns stand there."""
        names = () if part.at is None else (*part.at.cell().named(), part.event)
        telling = tuple(columns[name] for name in names if name is not None and name in columns)
        alone = not (part.milestones or part.each or part.derive or part.conditional)
        written = {alike(name) for name, one in part.activities.items() if one.event != IGNORE} if alone else None
        return cls(None if part.event is None else columns[part.event], telling, written)

    def tells(self, row: Sequence[object]) -> bool:
        """Whether a row says that something happened which the mapping reads, or may; a total does not."""
        if all(row[at] is None for at in self._telling):
            return False
        what = self.what(row)
        timed = all(row[at] is not None for at in self._telling)
        return not timed or what is None or self._written is None or what in self._written

    def timed(self, row: Sequence[object]) -> bool:
        """Whether a row says when it was, or nobody knows where that would stand."""
        return not self._times or any(row[at] is not None for at in self._times)

    def what(self, row: Sequence[object]) -> str | None:
        """What a row says happened; `None` = nobody knows."""
        held = None if self._activity is None else row[self._activity]
        text = None if held is None else alike(text_of(held))
        return None if not text or says_nothing(text) else text

    def gap(self, above: Sequence[str]) -> Gap:
        """Here stand rows that may tell no case."""
        if self.waiting is None:
            self.waiting = Gap(above)
            self._gaps.append(self.waiting)
        return self.waiting

    def goes_on(self, key: str, *, turns: bool) -> None:
        """A row with a key; whether it is of another case than the last such row above it."""
        self._turns += turns
        if self.waiting is not None:
            self.waiting.below = key if turns else None
            self.waiting = None

    def begins(self, key: str, row: Sequence[object]) -> None:
        """A case, with the first of its rows in this table."""
        what = self.what(row)
        self._cases += 1
        self._begun[what] = None if what in self._begun else key

    @property
    def lacks(self) -> bool:
        """Whether any row tells no case."""
        return any(gap.activities for gap in self._gaps)

    @property
    def mixed(self) -> bool:
        """Whether some case goes on below a row of another; every case has told its first row."""
        return self._turns > self._cases

    @property
    def doubted(self) -> Iterator[str]:
        """The cases of which such rows may be, where rows of a case stand together."""
        for gap in self._gaps:
            yield from gap.above if gap.activities else ()
            if gap.below is not None and any(self._may_begin(what, gap.below) for what in gap.activities):
                yield gap.below

    def _may_begin(self, what: str | None, key: str) -> bool:
        """Whether cases begin with an activity, that of this key aside."""
        return what is None or (what in self._begun and self._begun[what] != key)
