"""What a rule claims, whatever its kind: what must happen, what must not, in which order, and who may do it.

Claims of two rules can contradict each other. Each kind says what its rules claim; nobody who compares them needs to
know of which kind they are.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs

from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.nodes import BoundCondition, BoundSelector, BoundValue
from servicepolicy.language.rule import Rule
from servicepolicy.worktime import Span

__all__ = ["Alike", "Approves", "Claim", "Demands", "Follows", "Forbids", "Keeps", "Needs", "Owns", "Permits"]


_ANYBODY: Final = BoundCondition()


@attrs.frozen(eq=False)
class Demands:
    """Something must happen: after something else, within a time.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        act: What must happen.
        start: After what; `None`: whenever the calendar says.
        within: How long after it.
        clock: Name of the calendar that counts.
        counting: How days are counted.
        plain: Nothing else moves the time: no pause, no extension, no second count.
        again: It must happen again and again.
        owed: Whoever owes the rule does the act; else only sees to it, as to the steps of an order.
        path: Where the rule says how long.
    """

    rule: Rule
    cases: BoundCondition
    act: BoundSelector
    start: BoundSelector | None = None
    within: BoundValue | None = None
    clock: str | None = None
    counting: object = None
    plain: bool = True
    again: bool = False
    owed: bool = True
    path: Path = ()


@attrs.frozen(eq=False)
class Forbids:
    """Something must not happen more than so many times.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        act: What must not happen.
        most: How often it may: 0 or 1.
        until: Only until then.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    act: BoundSelector
    most: int = 0
    until: BoundSelector | None = None
    path: Path = ()


@attrs.frozen(eq=False)
class Follows:
    """Something comes before something else.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        first: What comes first.
        then: What comes after it.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    first: BoundSelector
    then: BoundSelector
    path: Path = ()


@attrs.frozen(eq=False)
class Alike:
    """Two acts are by one and the same person, role or unit, or never are.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        acts: The two acts.
        by: `person`, `role` or `unit`.
        same: They are, or never are.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    acts: tuple[BoundSelector, BoundSelector]
    by: str
    same: bool
    path: Path = ()


@attrs.frozen(eq=False)
class Permits:
    """Some roles may do an act.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        act: The act.
        roles: Who may, as roles; `None`: everybody.
        currencies: In which currencies its limits are; empty: it has none.
        amount: The field that holds the amount, if it is a field of the act.
        path: Where the rule says so.
        who: What whoever acts must be, as one condition; without the role where others may stand in.
    """

    rule: Rule
    cases: BoundCondition
    act: BoundSelector
    roles: frozenset[str] | None
    currencies: frozenset[str] = frozenset()
    amount: str | None = None
    path: Path = ()
    who: BoundCondition = _ANYBODY


@attrs.frozen(eq=False)
class Approves:
    """An act needs that one of some roles approves it.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        act: The approval.
        roles: The roles of which one approves.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    act: BoundSelector
    roles: frozenset[str]
    path: Path = ()


@attrs.frozen(eq=False)
class Needs:
    """A condition holds, and another does not: of the header, or of each event.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        must: What holds.
        must_not: What does not hold.
        at: At which events; `None`: of the subject itself.
        until: When it is judged for good.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    must: BoundCondition
    must_not: BoundCondition
    at: BoundSelector | None = None
    until: BoundSelector | None = None
    path: Path = ()


@attrs.frozen(eq=False)
class Owns:
    """Who does something holds the question until it is answered.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        starts: What makes its actor the owner.
        ends: What answers the question.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    starts: BoundSelector
    ends: BoundSelector
    path: Path = ()


@attrs.frozen(eq=False)
class Keeps:
    """Something is kept for a time, and perhaps destroyed soon after it.

    Args:
        rule: The rule that claims it.
        cases: On which subjects.
        anchor: From when on.
        keep: How long.
        destroyed: What ends it.
        dispose: How long after it must be destroyed; `None`: it may be kept for ever.
        path: Where the rule says so.
    """

    rule: Rule
    cases: BoundCondition
    anchor: BoundSelector
    keep: Span
    destroyed: BoundSelector
    dispose: Span | None = None
    path: Path = ()


Claim: TypeAlias = "Demands | Forbids | Follows | Alike | Approves | Permits | Needs | Owns | Keeps"
