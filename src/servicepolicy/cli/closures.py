"""`servicepolicy closures`: the days off of a calendar program, as a calendar of a policy says them."""

from __future__ import annotations

import click

from servicepolicy.cli.common import telling_problems
from servicepolicy.cli.screen import show

__all__ = ["closures"]


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--from", "since", metavar="DATE", required=True, help="The first date that matters.")
@click.option("--until", metavar="DATE", required=True, help="The first date that does not matter any more.")
@click.option("--zone", metavar="ZONE", default="UTC", show_default=True, help="In which a day is a day.")
@telling_problems
def closures(file: str, since: str, until: str, zone: str) -> int:
    """Write the days off in FILE, an export of a calendar program (.ics), as `closed` dates of a calendar.

    The lines go under the calendar of a policy or of a profile.
    """
    from servicepolicy.logs.closures import read_closures

    show(read_closures(file, since=since, until=until, zone=zone).to_yaml().rstrip("\n"))
    return 0
