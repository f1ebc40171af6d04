"""What a writer is told: language, statuses, groupings, the columns of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

import attrs

from servicepolicy.results.verdict import Status

__all__ = ["ALL", "Dialect", "Room", "Setting"]

Room: TypeAlias = Mapping[tuple[Status, str], int | None]
"""How many more verdicts of a status by a rule are listed one by one; `None`: all of them."""

Dialect: TypeAlias = Literal["plain", "excel"]

ALL: Final = frozenset(status.value for status in Status)


@attrs.frozen(kw_only=True)
class Setting:
    """How a check is written.

    Attributes:
        language: `en` or `zh`.
        statuses: Verdicts of these statuses are listed, where single verdicts are.
        by: By what verdicts are grouped: columns of their own.
        columns: The columns of the log from which each field is read.
        width: How wide the screen is; 0: as wide as need be.
        dialect: How CSV is written: `plain`, for machines, or `excel`, as spreadsheets open it where a comma stands in
            numbers.
    """

    language: str = "en"
    statuses: frozenset[str] = ALL
    by: tuple[str, ...] = ()
    columns: Mapping[str, Sequence[str]] = attrs.field(factory=dict[str, Sequence[str]])
    width: int = 0
    dialect: Dialect = "plain"

    def room(self, status: Status) -> int | None:
        """How many verdicts of a status are listed, where single verdicts are: all (`None`), or none."""
        return None if status.value in self.statuses else 0

    @property
    def further(self) -> tuple[str, ...]:
        """The groupings that are no column of every row anyway."""
        from servicepolicy.results.rows import COLUMNS

        usual = {column.name for column in COLUMNS}
        return tuple(name for name in self.by if name not in usual)
