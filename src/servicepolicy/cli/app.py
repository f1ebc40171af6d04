"""All commands."""

from __future__ import annotations

import click

from servicepolicy.cli.ask import agenda, decide, explain
from servicepolicy.cli.assess import assess
from servicepolicy.cli.begin import init, new
from servicepolicy.cli.book import book
from servicepolicy.cli.check import check
from servicepolicy.cli.closures import closures
from servicepolicy.cli.diff import diff
from servicepolicy.cli.documents import lint, packs, schema
from servicepolicy.cli.propose import propose_mapping
from servicepolicy.cli.scenarios import test
from servicepolicy.cli.whatif import kept_at, replay, sweep

__all__ = ["app"]

EXIT_CODES = (
    "Exit code: 0 met, 1 breached, 2 wrong call, 3 invalid policy or facts, 4 unknown (with --strict), "
    "70 a fault of ours."
)


class _App(click.Group):
    """All commands; an option that may be said once and is said twice is a wrong call, never the last of the two."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, if its options are each said once."""
        name, command, rest = super().resolve_command(ctx, args)
        for option in () if command is None else command.params:
            if isinstance(option, click.Option) and not (option.multiple or option.is_flag or option.count):
                said = [arg for arg in _before_end(rest) if arg.partition("=")[0] in option.opts]
                if len(said) > 1:
                    raise click.UsageError(f"`{option.opts[0]}` is said {len(said)} times: say it once")
        return name, command, rest


def _before_end(args: list[str]) -> list[str]:
    return args[: args.index("--")] if "--" in args else args


@click.group(
    cls=_App, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="servicepolicy", message="%(version)s")
def app() -> None:
    """Judge service cases by a policy: what was met, what was breached, what is due, who may do what, and why."""


for command in (
    init,
    new,
    check,
    assess,
    agenda,
    decide,
    explain,
    diff,
    replay,
    kept_at,
    sweep,
    propose_mapping,
    closures,
    lint,
    packs,
    book,
    test,
    schema,
):
    app.add_command(command)
