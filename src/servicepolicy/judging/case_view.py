"""What an evaluator sees while it judges one subject: facts as known then, context, computed facts, and `settle`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.truth import Doubt, Leaf, Settle, Truth, all_of, fact_name
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import SubjectFacts, Timeline, in_their_hours, on_their_days
from servicepolicy.models.vocabulary import usual_roles
from servicepolicy.worktime import WorkClock

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.organisation_queries import Answers

__all__ = ["Missing", "Reader", "Running", "Scene", "UnsettledTruth", "Walk", "complete", "why_missing"]

_NO_VERSIONS: Mapping[str, Sequence[tuple[int, object]]] = MappingProxyType({})


@attrs.frozen(slots=True)
class Running:
    """A length of time, in microseconds, whose end has not come.

    Attributes:
        so_far: How long it is at least.
        reaches: The instant by which it is so long; `None` where that is not known.
        in_dates: The same, counted in dates.
    """

    so_far: int
    reaches: Callable[[int], int | None] = attrs.field(eq=False, repr=False)
    in_dates: Running | None = attrs.field(default=None, eq=False, repr=False)


@attrs.define(slots=True, unsafe_hash=True)  # nobody changes it, and to make a frozen one takes three times as long
class Missing:
    """A value that is not there: which event and field would settle it.

    Args:
        event: Number of the event, 0 for header and context.
        field: The field, with its root.
        offered: The source could have supplied it; `present` is then plainly false.
        future: Only time has to pass.
        because: For a computed value: the names of the facts that would settle it, in place of its own.
        absent: For a computed value: nothing has happened that it could be read from. No doubt: it fits no test.
        running: For a length of time whose end has not come: how long it is by now.
        never: Values that it surely has not.
        among: Values that are surely in it, where it is a list.
    """

    event: int
    field: str
    offered: bool = True
    future: bool = False
    because: tuple[str, ...] = ()
    absent: bool = False
    running: Running | None = None
    never: tuple[str, ...] = ()
    among: tuple[object, ...] = ()

    def leaf(self, test: str) -> Doubt:
        """The doubt that a test on it leaves: one leaf, or one for each fact that it hangs on."""
        if not self.because:
            return _leaf(self.event, self.field, test, self.future)
        hanging = all_of(Leaf(0, name, f"{self.field} {test}", self.future) for name in self.because)
        return hanging if isinstance(hanging, Doubt) else Leaf(0, self.field, test, self.future)

    @property
    def name(self) -> str:
        """What a verdict calls it."""
        return fact_name(self.event, self.field)


_CODES: Mapping[str, str] = MappingProxyType({"value": "missing_value", "calendars": "no_calendar"})


def why_missing(name: str) -> tuple[str, str]:
    """The code of a reason for want of a value, and what it names: a fact, a value, or what is chosen by.

    Args:
        name: What is missing, as `Missing` names it.
    """
    root, _, rest = name.partition(" ")
    if root == "option" and rest:
        return "no_option", rest
    return (_CODES.get(root, "missing_fact") if rest else "missing_fact"), name


@lru_cache(maxsize=4096)  # the worlds of a case ask the same few again and again
def _leaf(event: int, field: str, test: str, future: bool) -> Leaf:
    code, name = why_missing(field)
    return Leaf(event, name, test, future, unfit=code == "no_option")


class UnsettledTruth(Exception):
    """A judgement met a doubt where it was promised complete facts.

    Attributes:
        doubt: What it asked.
    """

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt
        super().__init__()


def complete(truth: Truth) -> bool:
    """The `settle` for complete facts."""
    if isinstance(truth, Doubt):
        raise UnsettledTruth(truth)
    return truth


@attrs.frozen
class InPost(Actor):
    """Somebody in one of several posts: role and unit are those of the post, whatever else the person holds."""


@attrs.define(slots=True)
class Walk:
    """What is known of a subject from the instants at which it was judged before, while one is judged after another.

    Attributes:
        settled: What fell due before this instant was told already.
        final: By rule, the occurrences whose verdict was told and is final.
        courses: How far evaluators had come with the events up to the last instant.
    """

    settled: int | None = None
    final: dict[str, set[str]] = attrs.field(factory=dict[str, set[str]])
    courses: dict[Hashable, Any] = attrs.field(factory=dict["Hashable", "Any"])


class Scene:
    """One subject under judgement, in one edition.

    Attributes:
        facts: The subject.
        timeline: Its events as known.
        as_of: The moment that is judged, UTC microseconds.
        known_at: What was recorded by then counts; `None`: everything handed in.
        context: Organisation, ledger and waivers; `None`: nothing is known of them.
        organisation: The organisation of the context, as it answers questions.
        edition: The policy.
        settle: Turns a doubt into yes or no in the world being explored.
        matter: The field that splits the timeline and the value at hand (`None`: the nameless matter's), while one
            matter is judged.
        owner: While ownership is judged: who holds the question at that moment.
        versions: Under the pin `latest`, for each deadline that earlier editions hold too: its evaluators up to this
            edition, the earliest first, each with the instant from which it governs.
        compute: Works out a computed fact: name and judged instant to its value or `Missing`.
        walk: While the subject is judged at one instant after another: what an evaluator may leave out.
        until: While a computed fact is worked out: the instant asked about, after which nothing has happened yet.
        moving: A computed fact was read that a later event can change, though it was asked of an instant gone by.
        by_hour: What has no time was placed at an hour of its day, and its order is that of the hours.
    """

    __slots__ = (
        "_merged",
        "as_of",
        "by_hour",
        "compute",
        "context",
        "edition",
        "facts",
        "hints",
        "known_at",
        "matter",
        "memo",
        "moving",
        "organisation",
        "owner",
        "settle",
        "timeline",
        "until",
        "versions",
        "walk",
        "whole_at",
    )

    def __init__(
        self,
        facts: SubjectFacts,
        as_of: int,
        known_at: int | None,
        context: Context | None,
        edition: Edition,
        compute: Callable[[Scene, str, int], object],
    ) -> None:
        self.facts = facts.known(as_of, known_at)
        self.timeline: Timeline = self.facts.timeline
        self.as_of = as_of
        self.known_at = known_at
        self.context = context
        stated = context.organisation if context is not None else None
        self.organisation: Answers | None = stated.answers() if stated is not None else None
        self.edition = edition
        self.settle: Settle = complete
        self.owner: Actor | None = None
        self.compute = compute
        self.memo: dict[tuple[str, int], object] = {}  # computed facts, by name and instant asked about
        self.until: int | None = None
        self.moving = self.by_hour = False
        self.matter: tuple[str, str | None] | None = None
        self._merged: dict[frozenset[str] | None, tuple[Event, ...]] = {}
        self.walk: Walk | None = None
        self.whole_at: Callable[[Event], int] | None = None  # when the organisation's events without a time happened
        self.versions: Mapping[str, Sequence[tuple[int, object]]] = _NO_VERSIONS
        self.hints: list[int] = []  # instants at which a computed fact changes by time alone

    def with_organisation(self, kinds: frozenset[str] | None) -> Sequence[Event]:
        """The subject's events and those of the whole organisation, in order; the latter have negative numbers.

        Args:
            kinds: Which kinds; `None`: all.
        """
        found = self._merged.get(kinds)
        if found is None:
            found = self._merged[kinds] = tuple(self._merge(kinds))
        return found

    def _merge(self, kinds: frozenset[str] | None) -> Sequence[Event]:
        organisation = self.context.organisation if self.context is not None else None
        own = self.timeline.of_kinds(kinds)
        if organisation is None:
            return own
        whole = organisation.facts().timeline.of_others(self.known_at)
        instants = {event.at for event in self.timeline.events}
        theirs = [event for event in whole.of_kinds(kinds) if event.since <= self.as_of]
        if self.whole_at is not None:
            at = self.whole_at
            theirs = [event if event.date is None else attrs.evolve(event, at=at(event)) for event in theirs]
        if self.by_hour:
            theirs = list(in_their_hours(theirs))
        elif whole.has_days or self.timeline.has_days:  # what lies on a date that another has alone is beside it
            several = [
                event if event.day is None or event.tie else attrs.evolve(event, tie=True)
                for event in on_their_days((*own, *theirs))
            ]
            own, theirs = several[: len(own)], several[len(own) :]
        events = [
            *(event if event.tie or event.at not in whole.instants else attrs.evolve(event, tie=True) for event in own),
            *(event if event.tie or event.at not in instants else attrs.evolve(event, tie=True) for event in theirs),
        ]
        return sorted(events, key=lambda event: (event.at, event.seq or 0, abs(event.number)))

    def told(self, rule: str) -> Collection[str]:
        """The occurrences of a rule whose verdict was told at an earlier instant and is final: they may be left out."""
        return () if self.walk is None or self.timeline.has_days else self.walk.final.get(rule, ())

    @property
    def organisation_has_days(self) -> bool:
        """Whether an event of the whole organisation was handed in with a date and no time."""
        organisation = self.context.organisation if self.context is not None else None
        return organisation is not None and organisation.facts().timeline.has_days

    def placed(
        self, instant: Callable[[Event], int], whole: Callable[[Event], int] | None = None, *, by_hour: bool = False
    ) -> Scene:
        """The subject as if each event without a time had happened at an instant of its day.

        Args:
            instant: When its own events happened.
            whole: When those of the organisation did; `None`: at the first instants of their days.
            by_hour: It is one hour of many that are tried, and says what came first.
        """
        made = copy(self)
        made.whole_at, made.by_hour = whole, by_hour
        made.timeline = self.timeline.placed(instant, by_hour=by_hour)
        made.facts = attrs.evolve(self.facts, timeline=made.timeline)
        made.memo, made._merged = {}, {}
        return made

    def concerns(self, event: Event) -> bool:
        """Whether an event names the matter at hand, or none where that is the nameless one."""
        if self.matter is None:
            return True
        per, value = self.matter
        stated = event.fields.get(per)
        return value is None if stated is None else str(stated) == value

    def roles(self, actor: Actor, at: int) -> tuple[str, ...]:
        """The roles of an actor: the organisation's posts if it covers the person at that instant, else the event's."""
        return tuple(dict.fromkeys(role for role, _unit in self.posts(actor, at) if role is not None))

    def units(self, actor: Actor, at: int) -> tuple[str, ...]:
        """The units of an actor, found as roles are."""
        return tuple(dict.fromkeys(unit for _role, unit in self.posts(actor, at) if unit is not None))

    def posts(self, actor: Actor, at: int) -> tuple[tuple[str | None, str | None], ...]:
        """The posts of an actor, each a role and a unit: the organisation's if it covers the person, else the event's.

        Where posts are on record, a role stated of nobody tells nothing: the person would. Nor does one that the person
        had, or will have, by the posts, and has not then; nor a role that nobody declared: it may be any other.
        """
        if isinstance(actor, InPost):
            return ((actor.role, actor.unit),)
        if self.organisation is not None:
            if actor.id is not None:
                posts = self.organisation.posts(actor.id, at)
                if posts is not None:
                    return posts
                if actor.role in self.organisation.not_held(actor.id, at):
                    return () if actor.unit is None else ((None, actor.unit),)
            elif self.organisation.knows_posts():
                return ()
        role = actor.role if self.declares(actor.role) else None
        return () if role is None and actor.unit is None else ((role, actor.unit),)

    def declares(self, role: str | None) -> bool:
        """Whether a role is one of the policy, of the usual ones, or of a post of the organisation.

        A policy that declares none takes any.
        """
        declared = self.edition.roles
        if role is None or not declared or role in declared or role in usual_roles():
            return True
        return self.organisation is not None and self.organisation.has_role(role)

    def in_each_post(self, actor: Actor, at: int) -> tuple[Actor, ...]:
        """An actor once for each post held: what is asked of role and unit together is asked of one post."""
        posts = self.posts(actor, at)
        if len(posts) < 2:
            return (actor,)
        return tuple(InPost(actor.id, role, unit, actor.kind) for role, unit in posts)

    def kind(self, actor: Actor, at: int) -> str | None:
        """What an actor is: as recorded, else as the roles held are declared; a post of the organisation is a person's.

        Roles of two kinds, and an actor with neither role nor kind, leave it open.
        """
        if actor.kind is not None:
            return actor.kind
        held = None
        if self.organisation is not None and actor.id is not None:
            held = self.organisation.posts(actor.id, at)
        kinds = self.edition.kinds
        if held is not None:
            found = {kinds.get(role, "human") for role, _unit in held}
            return found.pop() if len(found) == 1 else None
        return None if actor.role is None else kinds.get(actor.role)

    def untold(self, actor: Actor, field: str) -> str:
        """The field of an event that would tell the role or unit of an actor."""
        nameless = actor.id is None and self.organisation is not None and self.organisation.knows_posts()
        if nameless:
            return "by"
        return f"code {field}" if field == "role" and not self.declares(actor.role) else field

    def unit_of(self, at: int) -> str | None:
        """The subject's unit at an instant, if known."""
        unit = self.facts.value("unit", at)
        return unit if isinstance(unit, str) else None

    def clock(self, name: str | None, at: int) -> WorkClock | Missing:
        """The clock a rule names; `unit` is the calendar of the subject's unit at that instant."""
        if name != "unit":
            return self.edition.clocks[name or ""]
        unit = self.unit_of(at)
        if unit is None:
            return Missing(0, "unit")
        if self.organisation is None:
            return Missing(0, "organisation.units")
        calendar = self.organisation.calendar_of(unit)
        if calendar is None:
            known = self.organisation.unit(unit) is not None
            return Missing(0, f"unit.calendar {unit}" if known else f"organisation.units {unit}")
        if calendar not in self.edition.clocks:
            return Missing(0, f"calendars {calendar}")
        return self.edition.clocks[calendar]

    def whose_hours(self, at: int) -> str:
        """The unit that has the subject, and the calendar that it keeps: `leeds (leeds-hours)`; else nothing."""
        unit = self.unit_of(at)
        calendar = None if unit is None or self.organisation is None else self.organisation.calendar_of(unit)
        return f"{unit} ({calendar})" if calendar in self.edition.clocks else ""


Reader: TypeAlias = Callable[[Scene, Event | None, int, Actor | None], object]
"""Reads a value: scene, the event at hand, the judged instant, the actor at hand; `Missing` if it is not there."""
