"""All commands."""

from __future__ import annotations

import click

from servicepolicy.cli.ask import agenda, decide, explain
from servicepolicy.cli.assess import assess
from servicepolicy.cli.book import book
from servicepolicy.cli.check import check
from servicepolicy.cli.diff import diff
from servicepolicy.cli.documents import lint, packs, schema
from servicepolicy.cli.scenarios import test
from servicepolicy.cli.whatif import kept_at, replay, sweep

__all__ = ["app"]

EXIT_CODES = "Exit code: 0 met, 1 breached, 2 wrong call, 3 invalid policy or facts, 4 unknown (with --strict)."


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="servicepolicy", message="%(version)s")
def app() -> None:
    """Judge service cases by a policy: what was met, what was breached, what is due, who may do what, and why."""


for command in (check, assess, agenda, decide, explain, diff, replay, kept_at, sweep, lint, packs, book, test, schema):
    app.add_command(command)
