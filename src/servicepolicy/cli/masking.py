"""`--mask` and `--mask-salt`: people go by pseudonyms in all that a command writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from servicepolicy.logs import Log
    from servicepolicy.models.context import Context
    from servicepolicy.models.masking import Mask
    from servicepolicy.policy.policy import Policy

__all__ = ["mask_options", "masked"]

PEOPLE = "people"
LONGEST = 1_000  # bytes: more is no salt
F = TypeVar("F", bound=Callable[..., Any])


def mask_options(command: F) -> F:
    """Both options; the command is given a `mask`, or `None`."""

    @wraps(command)
    def given(*args: Any, mask: tuple[str, ...], mask_salt: str | None, **rest: Any) -> Any:
        return command(*args, mask=_mask(mask, mask_salt), **rest)

    salted = click.option(
        "--mask-salt",
        metavar="FILE",
        help="What pseudonyms are made with; whoever does not have it cannot work out who is who.",
    )
    named = click.option(
        "--mask",
        multiple=True,
        metavar="people|FIELD",
        help="Give `people` pseudonyms, and whoever a further FIELD names; may be repeated.",
    )
    return cast("F", named(salted(given)))


def _mask(names: tuple[str, ...], salt: str | None) -> Mask | None:
    from servicepolicy.models.masking import Mask

    if not names:
        if salt is not None:
            raise click.BadParameter("say whom to mask: `--mask people`", param_hint="--mask-salt")
        return None
    for name in names:
        if name != PEOPLE and name.removeprefix("x.") in ("", name):
            raise click.BadParameter(
                f"`{name}`: it is `people`, or a field of your own as `x.supervisor`", param_hint="--mask"
            )
    said = "" if salt is None else _salt(Path(salt))
    return Mask(said, fields=(name for name in names if name != PEOPLE))


def _salt(file: Path) -> str:
    try:
        said = file.read_bytes()
    except OSError:
        raise click.BadParameter(f"no file `{file}`", param_hint="--mask-salt") from None
    text = said[: LONGEST + 1].hex() if len(said.strip()) > 0 and len(said) <= LONGEST else ""
    if not text:
        raise click.BadParameter(f"`{file}` holds no salt: 1 to {LONGEST} bytes", param_hint="--mask-salt")
    return text


def masked(mask: Mask | None, policies: tuple[Policy, ...], subjects: Log, context: Context | None) -> Context | None:
    """The context under a mask; the subjects are read under it from now on.

    Raises:
        UsageError: A policy asks how the key of a person is written.
    """
    if mask is None:
        return context
    subjects.mask = mask.under(*policies)
    return None if context is None else subjects.mask.context(context)
