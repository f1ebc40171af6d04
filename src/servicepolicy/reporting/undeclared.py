"""Roles and codes of a log that the policy does not know, and on which verdicts hang: told with what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from servicepolicy.errors import Problem, Where, visible

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy
    from servicepolicy.reporting.summary import Summary

__all__ = ["undeclared"]

_MANY: Final = 20  # told one by one
_CODE: Final = "code "  # before the name of a field whose code nobody declared


def undeclared(
    summary: Summary,
    policy: Policy,
    file: str,
    columns: Mapping[str, tuple[str, ...]],
    maps: Mapping[str, frozenset[str]],
) -> Iterator[Problem]:
    """What is to be said of roles and codes that the policy does not know: their verdicts are unknown, not breached.

    Args:
        summary: What the verdicts came to.
        policy: The policy.
        file: The log.
        columns: From which columns a mapping reads each field.
        maps: What the `map` of each field makes of texts.
    """
    ranked = sorted(summary.undeclared.items(), key=lambda one: (-one[1][0], one[0].code, one[0].found))
    told: set[str] = set()
    for near, (count, first) in ranked:
        field = "role" if near.code == "undeclared_role" else near.test
        if near.code not in ("undeclared_role", "undeclared_code") or len(told) > _MANY:
            continue
        told.add(field)
        found = visible(near.found)
        code, what = ("unknown-role", f"a role of `{policy.id}`") if field == "role" else _code_of(field)
        message = f"`{found}` is not {what}: {_verdicts(count)} on what it means"
        yield Problem(code, Where(file=file, path=first), message, _way_out(field, found, near.meant, columns, maps))
    for doubt, count in sorted(summary.missing.items()):
        field = doubt.removeprefix(_CODE)
        if doubt.startswith(_CODE) and field not in told:
            code, what = ("unknown-role", f"no roles of `{policy.id}`") if field == "role" else _codes_of(field)
            message = f"the log holds what are {what}: {_verdicts(count)} on what they mean"
            yield Problem(code, Where(file=file), message, _way_out(field, "", "", columns, maps))


def _code_of(field: str) -> tuple[str, str]:
    return "unknown-code", f"a code of `{field}` that anybody declared"


def _codes_of(field: str) -> tuple[str, str]:
    return "unknown-code", f"no codes of `{field}` that anybody declared"


def _verdicts(count: int) -> str:
    return "1 verdict hangs" if count == 1 else f"{count} verdicts hang"


def _way_out(
    field: str, found: str, meant: str, columns: Mapping[str, tuple[str, ...]], maps: Mapping[str, frozenset[str]]
) -> str:
    question = f"did you mean `{meant}`? " if meant else ""
    if found in maps.get(field, ()):
        return f"{question}the mapping itself says so: correct `{found}` in the `map` of `{field}`"
    if field in maps:
        return f"{question}say what it means in the `map` of `{field}`, beside what stands there"
    if field not in columns:
        return f"{question}correct it in the log, or declare it in the policy"
    said = f"{found or 'TEXT'}: {meant or 'CODE'}"
    return f"{question}say it in the mapping: `{field}: {{column: {columns[field][0]}, map: {{{said}}}, else: keep}}`"
