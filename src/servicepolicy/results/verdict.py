"""What is decided: verdicts, decisions and owners, as plain frozen values.

They hold ids, codes, integers and event numbers, no facts and no text: words come from `servicepolicy.telling`.
Instants are integers of UTC microseconds inside, and times in the policy's zone where a host reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from functools import cache
from typing import TYPE_CHECKING

import attrs

from servicepolicy.language.condition import Condition
from servicepolicy.language.label import Label
from servicepolicy.results.record import PEOPLE, Judged, record_of
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.worktime._instant import from_us, iso

if TYPE_CHECKING:
    from servicepolicy.money import Money

__all__ = [
    "Applied",
    "Arg",
    "Args",
    "Decision",
    "Effect",
    "FactRef",
    "Margin",
    "Owner",
    "Reason",
    "Status",
    "Step",
    "Verdict",
    "WhyNot",
    "plain_of",
    "step_named",
    "time_of",
    "worst",
]


class Status(StrEnum):
    """The five statuses."""

    MET = "met"
    BREACHED = "breached"
    PENDING = "pending"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


_WORST_FIRST = (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE)


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several: breached, unknown, pending, met, not applicable."""
    return min(statuses, key=_WORST_FIRST.index, default=Status.NOT_APPLICABLE)


class Effect(StrEnum):
    """What a decision before an act says."""

    PERMIT = "permit"
    NEEDS_APPROVAL = "needs_approval"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


Arg = str | int | tuple[str, ...]  # what a reason may carry: codes, ids, canonical values of the policy, numbers
Args = tuple[tuple[str, Arg], ...]


@attrs.frozen(slots=True)
class Reason:
    """Why, as a code with its arguments; `servicepolicy.telling` says it in words."""

    code: str
    args: Args = ()

    @classmethod
    def of(cls, code: str, **args: Arg) -> Reason:
        """A reason with its arguments, in a stable order."""
        return cls(code, tuple(sorted(args.items()))) if args else _bare(code)


def step_named(args: Args) -> Args:
    """The arguments of a reason that names a step and nothing else, which many verdicts have alike; else none."""
    return args if args and {name for name, _ in args} <= {"step", "form"} else ()


@cache
def _bare(code: str) -> Reason:
    """A reason without arguments; there are few, and they are asked for all the time."""
    return Reason(code)


@attrs.frozen(slots=True, order=True)
class FactRef:
    """A fact that was read: an event by its number (0: the header or the context), and the part it played.

    `event_kind` is what the event is, where its part says nothing of it: what its words are made of.
    """

    event: int
    role: str
    event_kind: str = attrs.field(default="", repr=False, eq=False, order=False)


@attrs.frozen(slots=True)
class Applied:
    """A value of the policy that was used: its name in the rule, itself in canonical text, and where it came from.

    `origin` is `policy`, or `blank/who filled it/since when`.
    """

    name: str
    value: str
    origin: str = "policy"


@attrs.frozen(slots=True)
class Step:
    """One step of the arithmetic: a code, the instant it leads to, an amount of time or money in its smallest unit."""

    code: str
    at: int | None = None
    amount: int | None = None
    value: str = ""


@attrs.frozen(slots=True)
class Asked:
    """What was asked of an event or of the subject, whole: what its words are made of.

    Args:
        condition: What had to hold.
        kinds: Of which kinds of events; none: of the header.
        of_actors: Of whoever acts.
        of_organisation: Of what happened to the whole organisation.
    """

    condition: Condition
    kinds: tuple[str, ...] = ()
    of_actors: bool = False
    of_organisation: bool = False


@attrs.frozen(slots=True)
class WhyNot:
    """What nearly matched: a code, the event, the first failing test as the policy says it, what was found instead.

    `meant` is the word of the policy that was probably meant by what was found, where one is near.
    """

    code: str
    event: int = 0
    test: str = ""
    found: str = ""  # empty where it is personal
    asked: Asked | None = attrs.field(default=None, repr=False, eq=False)  # the test, to be told in words
    meant: str = attrs.field(default="", kw_only=True)


@shown_to_pydantic(names={"wall_us": "wall_us", "working_us": "working_us"})
@attrs.frozen(slots=True, weakref_slot=False)
class Margin:
    """How much there was to spare; negative is over. Time in microseconds, wall and working; money as an amount."""

    wall_us: int | None = None
    working_us: int | None = None
    money: Money | None = None

    @property
    def wall(self) -> timedelta | None:
        """Time to spare on the wall clock."""
        return None if self.wall_us is None else timedelta(microseconds=self.wall_us)

    @property
    def working(self) -> timedelta | None:
        """Working time to spare."""
        return None if self.working_us is None else timedelta(microseconds=self.working_us)

    @property
    def kept(self) -> bool:
        """Whether nothing was exceeded."""
        return (self.wall_us is None or self.wall_us >= 0) and (self.money is None or self.money.amount >= 0)


def time_of(us: int | None, label: Label) -> datetime | None:
    """An instant as hosts read it, in the zone of a label."""
    return None if us is None else from_us(us, label.zone)


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True, weakref_slot=False)
class Verdict:
    """What is decided about one occurrence of one rule for one subject.

    Attributes:
        rule: Id of the rule.
        kind: Its kind.
        clause: The clauses it carries out.
        subject: Id of the subject.
        occurrence: Which occurrence; stable while facts arrive.
        status: One of the five.
        reason: Why.
        state: `open`, `paused`, `late`, `cancelled`, `tie` ... what else to know, sorted.
        level: `breach` or `advice`.
        gravity: How heavy a breach weighs.
        duty: Role that owes the act.
        credit: Who did it.
        perhaps_by: Who may have done it, where that hangs on what is not recorded.
        owner: Who owned the question then, if known.
        candidates: Who may have owned it, where that hangs on what is not recorded.
        started_us: When the occurrence began.
        due_us: When the act is due; the strict reading where the law is unsettled.
        due_latest_us: The later reading.
        stopped_us: When it was done.
        started_on: The date on which it began, where it is recorded without a time; `started_us` is its first instant.
        stopped_on: The date on which it was done, likewise.
        margin: How much there was to spare.
        facts: The facts read.
        values: The policy's values used and their origin.
        arithmetic: How the due instant came about.
        why_not: What nearly matched.
        doubts: The facts that would settle an unknown, sorted.
        left_open: The facts on which hangs what is not told here though the status is sure: owner, credit, times.
        warnings_us: The instants at which to warn.
        escalations_us: The instants at which to escalate, with the roles to tell.
        next_us: The next instant at which time alone changes this verdict.
        final: No later event of this occurrence can change it.
        waived: Id of the accepted exception that covers it.
        judged: Under which text and as of when it was made; `None`: not by asking a policy.
    """

    rule: str
    kind: str
    clause: tuple[str, ...]
    subject: str
    occurrence: str
    status: Status
    reason: Reason
    state: tuple[str, ...] = ()
    level: str = "breach"
    gravity: str = "normal"
    duty: str | None = None
    credit: tuple[str, ...] = ()
    perhaps_by: tuple[str, ...] = ()
    owner: str | None = None
    candidates: tuple[str, ...] = ()
    started_us: int | None = None
    due_us: int | None = None
    due_latest_us: int | None = None
    stopped_us: int | None = None
    started_on: date | None = None
    stopped_on: date | None = None
    margin: Margin | None = None
    facts: tuple[FactRef, ...] = ()
    values: tuple[Applied, ...] = ()
    arithmetic: tuple[Step, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    doubts: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    warnings_us: tuple[int, ...] = ()
    escalations_us: tuple[tuple[int, str], ...] = ()
    next_us: int | None = None
    final: bool = False
    waived: str | None = None
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)
    judged: Judged | None = attrs.field(default=None, repr=False, eq=False)

    @property
    def started(self) -> datetime | date | None:
        """When the occurrence began; a date where no time is on record."""
        return self.started_on or time_of(self.started_us, self.label)

    @property
    def due(self) -> datetime | None:
        """When the act is due."""
        return time_of(self.due_us, self.label)

    @property
    def due_latest(self) -> datetime | None:
        """The later reading of an unsettled law."""
        return time_of(self.due_latest_us, self.label)

    @property
    def stopped(self) -> datetime | date | None:
        """When the act was done; a date where no time is on record."""
        return self.stopped_on or time_of(self.stopped_us, self.label)

    @property
    def undone(self) -> bool:
        """Whether it is breached as something that fell due was not done until the moment that is judged."""
        open_ = self.stopped_us is None and self.margin is None
        return self.status is Status.BREACHED and self.due_us is not None and open_

    @property
    def measure(self) -> Margin | None:
        """The margin, if it says anything of the status: who acts without an approval breaches within the limit."""
        breached = self.status is Status.BREACHED
        return None if breached and self.margin is not None and self.margin.kept else self.margin

    def explain(self, language: str = "en") -> str:
        """The verdict in words, in `en` or `zh`, with every time in the policy's zone."""
        from servicepolicy.telling import explain_verdict  # words come on demand

        return explain_verdict(self, language)

    def __str__(self) -> str:
        """The verdict in words, in the language in which the policy calls its rule; in English where it has both."""
        return self.explain("zh" if self.label.zh and not self.label.en else "en")

    def plain(self) -> dict[str, object]:
        """The verdict as JSON-ready data; times in UTC, nothing that is empty."""
        return plain_of(self)

    def record(self, *, mask: Iterable[str] | None = None) -> dict[str, object]:
        """The verdict as a decision record, shaped as a CloudEvent (specversion 1.0), for a log of decisions.

        The same question has the same `id`: it is made of the policy's digest, subject, rule, occurrence, moment, what
        was known, and the context. Keys of people are masked.

        Args:
            mask: Names of fields whose values are not told; absent: those that name people. `()` tells all.

        Raises:
            UsageError: The verdict was not made by asking a policy.
        """
        parts = {"rule": self.rule, "occurrence": self.occurrence}
        return record_of("verdict", self.plain(), self.judged, parts, PEOPLE if mask is None else mask)


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True, weakref_slot=False)
class Decision:
    """What is decided before an act.

    Attributes:
        effect: Permit, needs approval, refuse or unknown.
        action: The act asked about.
        rule: The rule that decided, `None` where none names the action.
        kind: Its kind, where it is not one of authority: the act would breach it.
        clause: Its clauses.
        reason: Why.
        approvers: The roles whose approval is still missing, in order where there is one.
        form: `any_of`, `all_of` or `chain`, for the approvers.
        margin: Money to the bound of the tier.
        arithmetic: What the answer was reckoned with: the sum with earlier parts, the count of a vote.
        facts: The facts read.
        values: The policy's values used and their origin.
        why_not: The neighbouring tiers, what nearly matched, and the tests that the act itself fails.
        owner: Who owns the question, where a rule about that decided.
        doubts: The facts that would settle an unknown.
        to_record: The fields of the act that rules will ask for once it is done, and that the call does not give.
    """

    effect: Effect
    action: str
    rule: str | None
    clause: tuple[str, ...]
    reason: Reason
    approvers: tuple[str, ...] = ()
    form: str = ""
    margin: Margin | None = None
    arithmetic: tuple[Step, ...] = ()
    facts: tuple[FactRef, ...] = ()
    values: tuple[Applied, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    owner: str | None = None
    doubts: tuple[str, ...] = ()
    to_record: tuple[str, ...] = ()
    kind: str = ""
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)
    judged: Judged | None = attrs.field(default=None, repr=False, eq=False)

    @property
    def permitted(self) -> bool:
        """Whether the act may be done now. Unknown is not permission."""
        return self.effect is Effect.PERMIT

    def explain(self, language: str = "en") -> str:
        """The decision in words, in `en` or `zh`."""
        from servicepolicy.telling import explain_decision

        return explain_decision(self, language)

    def __str__(self) -> str:
        """The decision in words, in the language in which the policy calls its rule; in English where it has both."""
        return self.explain("zh" if self.label.zh and not self.label.en else "en")

    def plain(self) -> dict[str, object]:
        """The decision as JSON-ready data."""
        return plain_of(self)

    def record(self, *, mask: Iterable[str] | None = None) -> dict[str, object]:
        """The decision as a record, shaped as a CloudEvent (specversion 1.0); see `Verdict.record`.

        Who asked is no part of it: a decision does not hold it.

        Raises:
            UsageError: The decision was not made by asking a policy.
        """
        parts = {"action": self.action, "decision": self.plain()}
        return record_of("decision", self.plain(), self.judged, parts, PEOPLE if mask is None else mask)


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True)
class Owner:
    """Who holds the question.

    Attributes:
        rule: The ownership rule.
        person: Id of the owner, `None` where there is none or it is unknown.
        role: The owner's role, if known.
        since_us: Since when.
        ground: `received`, `handover`, `unit_head` ...: why this person.
        event: The event it rests on.
        candidates: Who it may be, where a doubtful hand-over leaves it open.
        doubts: The facts that would settle it; for a person who is known, since when and why.
    """

    rule: str | None
    person: str | None
    role: str | None = None
    since_us: int | None = None
    ground: str = ""
    event: int = 0
    candidates: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def since(self) -> datetime | None:
        """Since when the question is theirs."""
        return time_of(self.since_us, self.label)

    def explain(self, language: str = "en") -> str:
        """Who holds the question and why, in words."""
        from servicepolicy.telling import explain_owner

        return explain_owner(self, language)

    def plain(self) -> dict[str, object]:
        """The owner as JSON-ready data."""
        return plain_of(self)


_FOR_WORDS = ("label", "asked", "judged", "event_kind")  # not data: what words are made of


def plain_of(value: attrs.AttrsInstance) -> dict[str, object]:
    """An attrs value as JSON-ready data: `_us` fields as UTC times, empty fields left out."""
    written: dict[str, object] = {}
    for name, said_as, is_time in _data_of(value.__class__):
        held = getattr(value, name)
        if held is None or held is False or (isinstance(held, str | tuple) and not held):
            continue
        if is_time:
            written[said_as] = _times(held)
        elif isinstance(held, date):  # in the place of the instant that it begins with
            written[said_as.removesuffix("_on")] = held.isoformat()
        else:
            written[said_as] = _said(held)
    return written


@cache
def _data_of(kind: type[attrs.AttrsInstance]) -> tuple[tuple[str, str, bool], ...]:
    """Of each field of a class that is data: its name, what it is called where it is written, whether it is a time."""
    names = [field.name for field in attrs.fields(kind) if field.name not in _FOR_WORDS]
    if kind is Margin:  # a length of time, and no instant
        return tuple((name, name, False) for name in names)
    return tuple((name, name.removesuffix("_us"), name.endswith("_us")) for name in names)


def _times(held: object) -> object:
    if isinstance(held, tuple):
        return [_times(item) for item in held]
    return iso(held) if isinstance(held, int) else held


def _said(held: object) -> object:
    if held.__class__ is str or held.__class__ is int:  # most are, and to match them takes longer than all else
        return held
    match held:
        case Enum():
            return held.value
        case Reason(code, args):
            return {"code": code, **{key: list(arg) if isinstance(arg, tuple) else arg for key, arg in args}}
        case Step():
            return plain_of(held) | ({} if held.at is None else {"at": iso(held.at)})
        case Margin() | FactRef() | Applied() | WhyNot():
            return plain_of(held)
        case tuple():
            return [_said(item) for item in held]
        case Mapping():
            return dict(held)
        case bool() | int() | str():
            return held
        case _:
            return str(held)
