"""What is suspected of a rule, and the facts that would show it. The engine decides whether it is so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from servicepolicy.language.bound.found import Path
from servicepolicy.language.suspected.code import Arg, Severity

__all__ = ["Act", "Example", "Period", "Spot", "Suspicion"]

Plain: TypeAlias = Any  # facts as a document has them


@attrs.frozen(eq=False)
class Act:
    """A question before an act.

    Args:
        action: The act.
        by: Who would do it: a record of an agent.
        effects: What the engine answers, one of these.
        reason: The code of its reason; empty: whichever.
        amount: The amount at stake.
        fields: Further fields of the act.
    """

    action: str
    by: Plain
    effects: tuple[str, ...]
    reason: str = ""
    amount: str | None = None
    fields: Mapping[str, Plain] = attrs.field(factory=dict[str, Plain])


@attrs.frozen(eq=False)
class Period:
    """A question about a period.

    Args:
        period: The period, such as `2026-01`.
        subjects: The records of everybody in it.
        said: For a rule what its findings say: `grade`, `entitled` ..., each with the text of what it must be.
    """

    period: str
    subjects: tuple[Plain, ...]
    said: Mapping[str, Mapping[str, Plain]] = attrs.field(factory=dict[str, Mapping[str, Plain]])


@attrs.frozen(eq=False)
class Example:
    """Facts and a moment, and what the engine says of them if what is suspected is so.

    Args:
        as_of: The moment, UTC microseconds.
        expect: For each rule the statuses of which it has one.
        record: The record of the subject, as plain data; `None` for a period.
        context: The context.
        due: For each rule when it is due.
        notices: What comes up about a rule: `warning` or `escalation`, with the role that is told.
        act: The question before an act, instead of `expect`.
        period: The question about a period.
        like: Another record of which every rule says the same: what differs between the two decides nothing.
        unlike: Another record of which some rule named in `expect` says something else.
    """

    as_of: int
    expect: Mapping[str, tuple[str, ...]]
    record: Plain = None
    context: Plain = None
    due: Mapping[str, int] = attrs.field(factory=dict[str, int])
    notices: tuple[tuple[str, str, str | None], ...] = ()
    act: Act | None = None
    period: Period | None = None
    like: Plain = None


@attrs.frozen(eq=False)
class Spot:
    """Where something stands: in a rule, or in a named part of a section.

    Args:
        name: Id of the rule, or name of the part.
        path: The path inside.
        section: The section; empty: the rules.
    """

    name: str
    path: Path = ()
    section: str = ""


@attrs.frozen(eq=False)
class Suspicion:
    """What is suspected.

    Args:
        code: Its code.
        spot: Where it stands.
        rules: The rules that have a part in it.
        args: What the message is filled with.
        examples: Facts that would show it, the plainest first; the first that the engine confirms is shown.
        severity: How grave it is, where that is not as the code says.
        since: From which moment on it is so, where it was not so before.
    """

    code: str
    spot: Spot
    rules: tuple[str, ...]
    args: Mapping[str, Arg] = attrs.field(factory=dict[str, Arg])
    examples: tuple[Example, ...] = ()
    severity: Severity | None = None
    since: int | None = None
