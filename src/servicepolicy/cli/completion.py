"""`servicepolicy completion`: what makes a shell complete commands, options, packs and profiles."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

from servicepolicy.cli.common import telling_problems

__all__ = ["FileName", "PolicyName", "ProfileName", "completion"]

VARIABLE = "_SERVICEPOLICY_COMPLETE"
_HOW = {
    "bash": 'eval "$(servicepolicy completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(servicepolicy completion zsh)"    # in ~/.zshrc, after compinit',
    "fish": "servicepolicy completion fish > ~/.config/fish/completions/servicepolicy.fish",
}


class FileName(click.types.StringParamType):
    """A path, which a shell completes."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - as click asks
        """Files."""
        return [CompletionItem(incomplete, type="file")]


class PolicyName(FileName):
    """A shipped pack, or a path."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Packs, then files."""
        from servicepolicy.policy.reading.shipped import packs

        found = [CompletionItem(name) for name in packs() if name.startswith(incomplete)]
        return [*found, *super().shell_complete(ctx, param, incomplete)]


class ProfileName(FileName):
    """A shipped profile, or a path."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Profiles, then files."""
        from servicepolicy.policy.reading.shipped import profiles

        found = [CompletionItem(name) for name in profiles() if name.startswith(incomplete)]
        return [*found, *super().shell_complete(ctx, param, incomplete)]


@click.command()
@click.argument("shell", type=click.Choice(list(_HOW)), required=False)
@click.pass_context
@telling_problems
def completion(ctx: click.Context, shell: str | None) -> int:
    """What makes SHELL complete commands, options, packs and profiles; without one, how to use it."""
    if shell is None:
        for line in _HOW.values():
            click.echo(line)
        return 0
    made = get_completion_class(shell)
    if made is None:  # click knows the three
        raise click.BadParameter(f"`{shell}`")
    click.echo(made(ctx.find_root().command, {}, "servicepolicy", VARIABLE).source())
    return 0
