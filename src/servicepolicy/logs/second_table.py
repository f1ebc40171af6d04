"""A second table, with one row a case: its header and its milestones, by the key that the log's rows name."""

from __future__ import annotations

from servicepolicy.logs.cell import TimeForm
from servicepolicy.logs.mapping import CaseCell, HeaderFrom, LogMapping, TablePart

__all__ = ["as_part"]


def as_part(mapping: LogMapping, said: HeaderFrom) -> TablePart:
    """The second table as one more table of a mapping."""
    zone = mapping.at.zone if mapping.at is not None else None
    return TablePart(
        file=said.file,
        rows=said.rows,
        case=CaseCell(
            column=said.case or said.key, prefix=mapping.case.prefix if isinstance(mapping.case, CaseCell) else ""
        ),
        times=TimeForm(zone=zone).form_of(mapping.times),
        milestones=said.events,
        header=said.header,
        actor=said.actor,
    )
