"""What is found about one act, before it is a verdict or a decision."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Protocol

import attrs

from servicepolicy.judging.case_view import Scene, why_missing
from servicepolicy.judging.term import Term
from servicepolicy.kinds.authority.amount import Amount
from servicepolicy.kinds.authority.capacity import Capacity
from servicepolicy.kinds.authority.emergency import EmergencyClause
from servicepolicy.kinds.authority.rule import Approvers
from servicepolicy.kinds.authority.spending import Spent
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, Arg, Effect, FactRef, Margin, Reason, Status, Step, WhyNot

__all__ = ["Asking", "Finding", "Form", "Outcome", "Relaxed", "completed", "still_open", "unsettled"]


@attrs.frozen(slots=True, eq=False)
class Relaxed:
    """An act that came first: under which emergency, and who still has to approve what."""

    clause: EmergencyClause
    approvers: Approvers
    amount: Amount
    matter: tuple[Event, ...]

    def asked(self) -> dict[str, Arg]:
        """Whose approval has to follow, and in which form, as a reason says it."""
        roles, form = self.approvers.asked()
        return {"approvers": roles, "form": form} if roles else {}


@attrs.define(slots=True)
class Finding:
    """Whether an act is licensed at its instant.

    Attributes:
        effect: Permit, needs approval or refuse.
        reason: Why.
        approvers: The roles whose approval is missing.
        form: How they approve.
        margin: Money to the bound of the tier.
        steps: How the amount came about.
        facts: The facts read.
        values: The policy's values used.
        why_not: What nearly matched.
        tie: A simultaneous event of unknown order could have made a difference.
        relaxed: The emergency under which it came first.
        used: The approvals that it uses, where that is asked.
    """

    effect: Effect
    reason: Reason
    approvers: tuple[str, ...] = ()
    form: str = ""
    margin: Margin | None = None
    steps: tuple[Step, ...] = ()
    facts: tuple[FactRef, ...] = ()
    values: tuple[Applied, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    tie: bool = False
    relaxed: Relaxed | None = None
    used: tuple[int, ...] = ()

    def but(self, **said: Any) -> Finding:
        """The same with something else said; what `attrs.evolve` makes, in less than half the time."""
        return Finding(**dict(zip(_FIELDS, _values(self), strict=True)) | said)


_FIELDS = tuple(field.name for field in attrs.fields(Finding))
_values = attrgetter(*_FIELDS)


@attrs.define(slots=True, eq=False)
class Asking:
    """What is asked: whether an act is licensed, on record or hypothetical.

    Attributes:
        scene: The subject.
        act: The act.
        matter: The events of its matter.
        people: Who acts, in which roles.
        spent: What earlier acts took of each approval; `None`: it is worked out.
    """

    scene: Scene
    act: Event
    matter: tuple[Event, ...]
    people: tuple[Capacity, ...]
    spent: Mapping[int, Spent] | None = None


class Form(Protocol):
    """One of the things that a rule may ask of an act beside limits."""

    def find(self, asking: Asking, base: Finding) -> Finding:
        """What was found so far, with what this form adds; a refusal ends it."""
        ...


@attrs.define(slots=True)
class Outcome:
    """What a verdict on one act will say.

    Attributes:
        status: The status.
        reason: Why.
        found: What was found at the act.
        state: What else to know.
        term: By when formalities are due, after an emergency.
        stopped: The event that completed or refused them.
        doubts: What would settle an unknown.
    """

    status: Status
    reason: Reason
    found: Finding
    state: tuple[str, ...] = ()
    term: Term | None = None
    stopped: Event | None = None
    doubts: tuple[str, ...] = ()


def still_open(scene: Scene, term: Term, found: Finding, code: str, relaxed: Relaxed | None) -> Outcome:
    """Formalities that are not complete: pending until they are due, then a breach for the reason `code`."""
    asked = {} if relaxed is None else relaxed.asked()
    match term.in_time(scene.as_of):
        case True:
            return Outcome(Status.PENDING, Reason.of("not_yet_due", **asked), found, ("emergency",), term)
        case False:
            return Outcome(Status.BREACHED, Reason.of(code, **asked), found, ("emergency", "open"), term)
        case None:
            return unsettled(term, found)


def completed(
    term: Term, done: Event, found: Finding, codes: tuple[str, str], state: tuple[str, ...] = ("emergency",)
) -> Outcome:
    """What had to follow was done: in time or too late, each for its own reason among `codes`."""
    match term.in_time(done.at):
        case True:
            return Outcome(Status.MET, Reason.of(codes[0]), found, state, term, done)
        case False:
            return Outcome(Status.BREACHED, Reason.of(codes[1]), found, state, term, done)
        case None:
            return unsettled(term, found, state)


def unsettled(term: Term, found: Finding, state: tuple[str, ...] = ("emergency",)) -> Outcome:
    """Nobody can tell when what must follow is due."""
    code, fact = why_missing(term.missing)
    reason = Reason.of(code, fact=fact)
    if term.horizon is not None:
        reason = Reason.of("calendar_not_published", calendar=term.missing)
    return Outcome(Status.UNKNOWN, reason, found, state, term, doubts=(fact,))
