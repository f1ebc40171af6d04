"""`servicepolicy map`: a mapping proposed for a file, and what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from servicepolicy.cli.common import say_log_problems, telling_problems
from servicepolicy.cli.screen import show
from servicepolicy.errors import FactsError, PolicyError

if TYPE_CHECKING:
    from servicepolicy.logs import Log
    from servicepolicy.logs.proposal import Proposal

__all__ = ["propose_mapping"]

_SHOWN = 3  # events of the first case, one a line


@click.command(name="map")
@click.argument("log", metavar="LOG")
@click.option("--zone", metavar="ZONE", help="The zone of times that name none, such as Europe/London.")
@click.option("--subject", default="case", show_default=True, help="What the log's cases are.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="Whether the day or the month is first, where no row of LOG decides it.",
)
@telling_problems
def propose_mapping(log: str, zone: str | None, subject: str, dates: Literal["day-first", "month-first"] | None) -> int:
    """Propose a mapping for LOG, and show what it reads.

    The mapping is written to standard output, to be kept in a file and corrected; what a person has to decide, and what
    was read with it, stand in its last lines.
    """
    from servicepolicy.logs import LogMapping, read_log
    from servicepolicy.logs.proposal import propose
    from servicepolicy.policy.reading.document_source import read_text

    proposal = propose(log, zone=zone, subject=subject, dates=dates)
    read, wrong = None, None
    if log != "-":  # that has been read to its end
        try:
            read = read_log(log, LogMapping.model_validate(read_text(proposal.text).plain))
            proposal, read = _passing_over(proposal, read, log)
        except (FactsError, PolicyError) as error:
            read, wrong = None, error.problems[0].message
    show(proposal.text.rstrip("\n"))
    for doubt in proposal.doubts:
        show(f"# decide: {doubt}")
    if wrong is not None:
        show(f"# it reads nothing yet: {wrong}")
    if read is not None:
        _show_reading(read, zone or "UTC")
        say_log_problems(read)
    return 0


def _passing_over(proposal: Proposal, read: Log, log: str) -> tuple[Proposal, Log]:
    """The proposal, and the log as it reads it: with what it says of rows without a key, if they spoil every case."""
    from servicepolicy.logs import LogMapping, read_log
    from servicepolicy.policy.reading.document_source import read_text

    for _ in read:
        pass
    counts = read.counts
    keyless = [(column, count) for (code, column), count in counts.unreadable.items() if code == "no-case"]
    if not counts.of_any_case or len(keyless) != 1:
        return proposal, read
    ((column, count),) = keyless
    rows = "1 row has" if count == 1 else f"{count} rows have"
    proposal = proposal.passing_over(column, rows, timed=counts.timed_of_none)
    return proposal, read_log(log, LogMapping.model_validate(read_text(proposal.text).plain))


def _show_reading(read: Log, zone: str) -> None:
    first = None
    for subject in read:
        first = first or subject
    counts = read.counts
    ends = [_moment(at, zone) for at in (counts.first, counts.last) if at is not None]
    span = f", from {' to '.join(ends)}" if ends else ""
    show(f"# it reads: rows {counts.rows}, cases {counts.subjects}, events {counts.events}{span}")
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.kinds.items()))
    if kinds:
        show(f"# events: {kinds}")
    if first is not None:
        events = first.facts().timeline.events
        told = ", ".join(f"{event.kind} {_moment(event.at, zone)}" for event in events[:_SHOWN])
        show(f"# the first case, {first.id}: {told}{' ...' if len(events) > _SHOWN else ''}")


def _moment(us: int, zone: str) -> str:
    from servicepolicy.worktime._instant import from_us, iso

    return iso(us) if zone == "UTC" else from_us(us, zone).isoformat(timespec="seconds")
