"""All commands."""

from __future__ import annotations

from pathlib import Path

import click

from servicepolicy.cli.ask import agenda, decide, explain
from servicepolicy.cli.assess import assess
from servicepolicy.cli.begin import init, new
from servicepolicy.cli.book import book
from servicepolicy.cli.check import check
from servicepolicy.cli.closures import closures
from servicepolicy.cli.completion import FileName, PolicyName, ProfileName, completion
from servicepolicy.cli.configuration import OPTIONS, Configuration, configuration_at, configuration_for
from servicepolicy.cli.diff import diff
from servicepolicy.cli.documents import lint, packs, schema
from servicepolicy.cli.naming import ALIASES, meant
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

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, or by another under which it works."""
        return super().get_command(ctx, ALIASES.get(cmd_name, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, if its options are each said once; what it is not told, a configuration says."""
        if args and self.get_command(ctx, args[0]) is None and (hint := meant(args[0], self.commands)):
            raise click.UsageError(f"there is no command `{args[0]}`: {hint}")
        name, command, rest = super().resolve_command(ctx, args)
        for option in () if command is None else command.params:
            if isinstance(option, click.Option) and not (option.multiple or option.is_flag or option.count):
                said = [arg for arg in _before_end(rest) if arg.partition("=")[0] in option.opts]
                if len(said) > 1:
                    raise click.UsageError(f"`{option.opts[0]}` is said {len(said)} times: say it once")
        if name is None or command is None:
            return name, command, rest
        if args[0] == "show" and not rest and (policy := _configuration(ctx).policy) is not None:
            rest = [policy]
        rest = _configured(ctx, name, command, rest)
        if name == "test" and (named := _configuration(ctx).scenarios) is not None:
            ctx.default_map = {name: {**(ctx.default_map or {}).get(name, {}), "scenarios": (named,)}}
        return name, command, rest


def _configured(ctx: click.Context, name: str, command: click.Command, rest: list[str]) -> list[str]:
    """What a command is told, with what the configuration says besides: its policy, and defaults of its options."""
    first = next((param for param in command.params if isinstance(param, click.Argument)), None)
    asks = first is not None and first.name == "policy"
    wanted = {param.name for param in command.params} & OPTIONS
    if (not asks and not wanted) or any(arg in ("-h", "--help") for arg in rest):
        return rest
    configuration = _configuration(ctx)
    own = True
    if asks:
        given = _first_word(ctx, name, command, rest)
        if given is not None and (_is_policy(given) or (command.name == "lint" and Path(given).is_dir())):
            own = configuration.policy is not None and Path(given).resolve() == Path(configuration.policy).resolve()
            own = own or given == configuration.policy
        elif configuration.policy is not None:
            rest = [configuration.policy, *rest]
        elif given is not None and Path(given).exists():
            named = "a shipped pack, or a file that ends in .yaml"
            raise click.UsageError(f"`{given}` is not a policy: name one first ({named}), or in servicepolicy.toml")
    defaults = configuration.defaults(of_policy=own)
    ctx.default_map = {name: {key: value for key, value in defaults.items() if key in wanted}}
    return rest


def _configuration(ctx: click.Context) -> Configuration:
    from servicepolicy.cli.common import code_of, say_problems
    from servicepolicy.errors import PolicyError, UsageError

    named = ctx.params.get("config")
    try:
        return configuration_for(Path.cwd()) if named is None else configuration_at(Path(named))
    except PolicyError as error:
        say_problems(error.problems, error.heading)
        raise SystemExit(code_of(error)) from None
    except UsageError as error:
        raise click.UsageError(str(error)) from None


def _first_word(ctx: click.Context, name: str, command: click.Command, rest: list[str]) -> str | None:
    """The first argument that is no option, as the command's own parser sees it."""
    parser = command.make_parser(click.Context(command, info_name=name, parent=ctx, resilient_parsing=True))
    try:
        said, left, _ = parser.parse_args(list(rest))
    except click.UsageError:  # the command itself will tell
        return None
    found = said.get("policy")
    words = found if isinstance(found, tuple | list) else (found,)
    return next((word for word in (*words, *left) if isinstance(word, str)), None)


def _is_policy(word: str) -> bool:
    from servicepolicy.policy.reading.shipped import packs as shipped

    return word.lower().endswith((".yaml", ".yml")) or word in shipped()


def _before_end(args: list[str]) -> list[str]:
    return args[: args.index("--")] if "--" in args else args


@click.group(
    cls=_App, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="servicepolicy", message="%(version)s")
@click.option(
    "--config",
    metavar="FILE",
    help="Policy, fill, mapping, language; default: the nearest servicepolicy.toml, or pyproject.toml.",
)
def app(config: str | None) -> None:
    """Judge service cases by a policy: what was met, what was breached, what is due, who may do what, and why."""


_COMPLETED: dict[str, click.types.StringParamType] = {
    **dict.fromkeys(("policy", "old", "new", "earlier", "pack"), PolicyName()),
    **dict.fromkeys(("fill", "earlier_fill"), ProfileName()),
    **dict.fromkeys(("logs", "log", "mapping", "context_file", "file", "output", "outputs", "scenarios"), FileName()),
}

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
    completion,
):
    app.add_command(command)
    for param in command.params:
        if param.name in _COMPLETED and isinstance(param.type, click.types.StringParamType):
            param.type = _COMPLETED[param.name]
