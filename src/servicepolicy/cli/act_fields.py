"""The fields of an act as a command line says them: `--field to=e5`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import click

from servicepolicy.cli.common import said_instant
from servicepolicy.language.operand import typed
from servicepolicy.policy.arguments import facts_or_nothing

if TYPE_CHECKING:
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.vocabulary import FieldType
    from servicepolicy.policy.policy import Policy

__all__ = ["act_fields"]

_FIELD: Final = "--field"
_ELSEWHERE: Final = {
    "by": "--by",
    "role": "--role",
    "unit": "--unit",
    "at": "--at",
    "on": "--on",
    "context": "--context",
}


def act_fields(
    policy: Policy, on: SubjectRecord | None, action: str, said: Sequence[str], also: Mapping[str, str]
) -> dict[str, Any]:
    """What an act would hold, each value in the type of its field; what cannot be one is left as it stands.

    Args:
        policy: The policy, whose own fields have the types that it declares.
        on: What the act is done to.
        action: The event kind of the act.
        said: `NAME=VALUE`, each.
        also: What options of their own say.

    Raises:
        click.BadParameter: One is written otherwise, is said twice, or has an option of its own.
    """
    found: dict[str, Any] = dict(also)
    subject = facts_or_nothing(on, action, policy.rules).subject
    known = {
        name: declared
        for edition in policy.editions
        if action in edition.vocabulary.event_kinds(subject)
        for name, declared in edition.vocabulary.event_fields(subject, action).items()
    }
    for one in said:
        name, sign, text = one.partition("=")
        if not sign or not name or not text:
            raise click.BadParameter(f"`{name}` has no value: say `NAME=VALUE`, such as `to=e5`", param_hint=_FIELD)
        if name in _ELSEWHERE:
            raise click.BadParameter(f"`{name}` is said by `{_ELSEWHERE[name]}`", param_hint=_FIELD)
        if name in found:
            raise click.BadParameter(f"`{name}` is said twice", param_hint=_FIELD)
        found[name] = text if name == "amount" else _value(text, known.get(name))
    return found


def _value(text: str, declared: FieldType | None) -> object:
    kind = None if declared is None else declared.kind
    if kind == "list":
        return [code.strip() for code in text.split(",")]
    if kind == "instant":
        return said_instant(text, _FIELD)
    if kind in (None, "bool", "integer", "decimal"):
        with suppress(ValueError):  # what it must be is told where the policy is asked
            return typed(text, declared)
    return text
