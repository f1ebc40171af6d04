"""What is to be told of a control beside its verdicts: whether it looked at anything, and what was meant otherwise.

One that found nothing to look at has not passed: where no rule is about a subject that was handed in, or none was, that
is a problem. Where rules looked and nothing concerned them, where entries of a mapping matched no row, where roles and
codes are none that the policy knows, or an accepted exception covers nothing, it is told: that may well be meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import Problem, Where, visible
from servicepolicy.language.plain import did_you_mean

if TYPE_CHECKING:
    from servicepolicy.models.context import Waiver
    from servicepolicy.policy.policy import Policy
    from servicepolicy.reporting.summary import Summary

__all__ = ["Looked", "empty_log", "idle_exceptions", "looked_at", "undeclared"]

_ALLOW: Final = "say `--allow-empty` if it may be"
_MANY: Final = 10  # entries of a mapping, told one by one


@attrs.frozen
class Looked:
    """What is to be said of a control that looked at nothing, or perhaps at nothing.

    Attributes:
        nothing: It looked at nothing.
        perhaps: It looked, and nothing concerned it, or part of a mapping matched nothing.
    """

    nothing: tuple[Problem, ...] = ()
    perhaps: tuple[Problem, ...] = ()

    def problems(self, *, strict: bool) -> tuple[Problem, ...]:
        """What counts as a problem: under `strict`, all of it."""
        return (*self.nothing, *self.perhaps) if strict else self.nothing

    def notes(self, *, strict: bool) -> tuple[Problem, ...]:
        """What is merely told."""
        return () if strict else self.perhaps


def looked_at(  # noqa: PLR0913  # one question, all of whose parts are named
    *,
    where: Where,
    policy: str,
    rows: int,
    refused: bool,
    judged: bool,
    applied: bool = True,
    held: Iterable[str],
    about: Iterable[str],
    period: str = "",
    unmatched: Collection[str] = (),
    unstarted: Mapping[str, Collection[str]] | None = None,
    ungrouped: Iterable[str] = (),
    allow_empty: bool = False,
) -> Looked:
    """What is to be said of what a control looked at.

    Args:
        where: What was handed in.
        policy: Id of the policy.
        rows: How many lines or rows were handed in.
        refused: Something of it could not be used: that is told already.
        judged: Some rule that was asked for gave a verdict.
        applied: Some verdict is another one than not applicable.
        held: Kinds of the subjects that were handed in.
        about: Kinds of the subjects that the rules are about.
        period: The period that was asked about.
        unmatched: Entries of the mapping that matched no row.
        ungrouped: What it was to be counted by, and no subject says.
        unstarted: Rules whose beginning occurs in no case, each with the events that would be one.
        allow_empty: It may be empty.
    """
    if not rows:
        return Looked() if allow_empty or refused else Looked((empty_log(where),))
    if not judged:
        also = f", or has a period of its own that ends within `{period}`" if period else ""
        message = f"nothing was looked at: no rule of `{policy}` that was asked for is about a subject of the log{also}"
        kinds_asked = tuple(about)
        help = f"the log holds: {_listed(held)}; the rules are about: {_listed(kinds_asked)}"
        if period and not kinds_asked:
            help = f"`{policy}` has no scorecard, service level or incentive: `check` judges its rules"
        return Looked() if refused else Looked((Problem("nothing-judged", where, message, help),))
    perhaps: list[Problem] = []
    if not applied:
        message = "every verdict is not applicable: no rule found anything here that concerns it"
        perhaps.append(Problem("nothing-applied", where, message))
    for rule, kinds in (unstarted or {}).items():
        begins = " or ".join(f"`{kind}`" for kind in sorted(kinds))
        message = f"the rule `{rule}` judged nothing: it begins with {begins}, which occurs in no case"
        perhaps.append(Problem("never-begins", where, message, "is it missing from the log, or from the mapping?"))
    for name in ungrouped:
        message = f"no case says `{name}`, so nothing is counted by it"
        perhaps.append(Problem("nothing-grouped", where, message, "is it missing from the log, or from the mapping?"))
    if unmatched:
        named = ", ".join(f"`{entry}`" for entry in list(unmatched)[:_MANY])
        more = f" and {len(unmatched) - _MANY} more" if len(unmatched) > _MANY else ""
        message = f"entries of the mapping match no row: {named}{more}"
        perhaps.append(Problem("unmatched-entry", where, message, "compare them with what the log holds"))
    return Looked(perhaps=tuple(perhaps))


def empty_log(where: Where) -> Problem:
    """The problem of a log in which there is nothing."""
    return Problem("empty-log", where, "the log is empty: nothing was looked at", _ALLOW)


def _listed(kinds: Iterable[str]) -> str:
    return ", ".join(sorted(set(kinds))) or "nothing"


_TOLD: Final = 20  # told one by one
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
        if near.code not in ("undeclared_role", "undeclared_code") or len(told) > _TOLD:
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


def _unknown_codes(waiver: Waiver, summary: Summary) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Values that the field of no subject here has: the field, the value, and those that are known."""
    from servicepolicy.models.vocabulary import header_fields

    for field, values in (waiver.where or {}).items():
        types = [found for kind in summary.kinds if (found := header_fields(kind).get(field)) is not None]
        known = tuple(dict.fromkeys(code for one in types for code in (*(one.codes or ()), *(one.known or ()))))
        yield from ((field, value, known) for value in values if known and value not in known)


def idle_exceptions(waivers: tuple[Waiver, ...], policy: Policy, summary: Summary) -> Iterator[Problem]:
    """What is to be said of exceptions that cover no breach: no problem, and probably none of what was meant."""
    known = tuple(rule.id for rule in policy.rules)
    at_work = {name for name, _ in (*summary.waivers, *summary.refused_waivers)}
    for number, waiver in enumerate(waivers):
        if waiver.id in at_work:
            continue
        where = Where(path=f"waivers[{number}]")
        named = (*(() if waiver.rule is None else (waiver.rule,)), *(waiver.rules or ()))
        strange = [name for name in named if name not in known]
        if strange:
            message = f"the exception `{waiver.id}` names `{strange[0]}`, which is no rule of `{policy.id}`"
            yield Problem("unknown-rule", where, message, did_you_mean(strange[0], known))
        elif unheld := tuple(_unknown_codes(waiver, summary)):
            field, value, known_codes = unheld[0]
            message = (
                f"the exception `{waiver.id}` is about no breach in this log: `{value}` is not a value of `{field}`"
            )
            help = did_you_mean(value, known_codes) or f"one of {', '.join(f'`{one}`' for one in known_codes)}"
            yield Problem("idle-exception", where, message, help)
        else:
            message = f"the exception `{waiver.id}` is about no breach in this log"
            yield Problem("idle-exception", where, message, "compare its `rules`, `during` and `where` with the log")
