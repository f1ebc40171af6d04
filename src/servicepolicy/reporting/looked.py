"""Whether a control looked at anything: one that found nothing to look at has not passed.

Where no rule is about a subject that was handed in, or none was, that is a problem. Where rules looked and nothing
concerned them, or entries of a mapping matched no row, it is told: that may well be meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import attrs

from servicepolicy.errors import Problem, Where

__all__ = ["Looked", "empty_log", "looked_at"]

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
