"""What a deadline's signals are folded into: runs, one for each occurrence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.matching import Matcher, Pattern
from servicepolicy.judging.worlds import surely_after
from servicepolicy.kinds.deadline.rule import PRECEDENCE, TRANSITIONS
from servicepolicy.language.truth import Truth, any_of
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import WhyNot

__all__ = ["Dispatch", "Move", "Pause", "Run", "Signal", "by_event", "in_turn", "parts_given"]


@attrs.frozen(slots=True)
class Signal:
    """What an event may mean to a rule: its role, which item of a list, which part of a combined selector."""

    role: str
    item: int
    part: int
    pattern: Pattern


@attrs.frozen(slots=True)
class Move:
    """Something that changed the count of a run.

    Args:
        kind: `reset`, `grant`, `promise`, `retarget`, `renew` (a new version of the policy), or `leave` (the rule does
            not apply from there on).
        at: When.
        event: The event it rests on; for a new version the event that the span was read from before.
        item: For a grant: which step.
        mode: For a retarget, a new version, or where the rule ceases to apply: how the change counts.
        read_at: For a new version: the instant at which its span is read, for a version changes no facts.
    """

    kind: str
    at: int
    event: Event | None
    item: int = 0
    mode: str = ""
    read_at: int = 0


@attrs.define(slots=True)
class Pause:
    """A pause: from when, until when (`None`: it still runs), by which item, begun and ended by which events.

    Attributes:
        begun: When the subject was paused. What starts meanwhile is paused from its start on; a cap runs from here.
    """

    begun: int
    since: int
    until: int | None
    item: int
    event: int
    ended_by: int = 0

    def ends(self, horizon: int) -> int:
        """Its end; one that still runs is cut at the horizon."""
        return horizon if self.until is None else self.until


@attrs.define(slots=True, eq=False)
class Run:
    """One occurrence while it is being folded.

    Attributes:
        key: Its key among the occurrences of the rule.
        started: When the occurrence began.
        event: The event that began it, `None` where time alone did.
        anchor: From when time is counted; differs from `started` after a reopening.
        anchor_event: The event at the anchor: what the span is read from.
        state: As in the table of transitions.
        seen: Which parts of a combined stop have happened.
        moves: What changed the count, in order.
        pauses: The pauses.
        granted: Which steps of extension were granted.
        stop: The event that satisfied it.
        ended: Why, when and by which event it ended without being satisfied.
        read: The event and the instant for which the span was read last, `None` for those of the anchor.
        asked: The event and the instant for which it was asked last whether the rule applies, `None` for the start.
        exempt: Why the rule does not apply to it for now, as a code; empty where it applies, `None` where that is
            judged once, at its start.
        blocked: What is missing to go on.
        facts: The events that were read, by number, and the part that each played.
        tie: A simultaneous event of unknown order could have made a difference.
        named: What its start names, where that tells it apart from others.
        overtaken: As what has no time was placed, what would have served it on its date had come before.
    """

    key: str
    started: int
    event: Event | None
    anchor: int
    anchor_event: Event | None
    state: str = TRANSITIONS["idle", "start"]
    seen: frozenset[int] = frozenset()
    moves: tuple[Move, ...] = ()
    pauses: tuple[Pause, ...] = ()
    granted: frozenset[int] = frozenset()
    stop: Event | None = None
    ended: tuple[str, int, int] | None = None
    read: tuple[Event | None, int] | None = None
    asked: tuple[Event | None, int] | None = None
    exempt: str | None = None
    blocked: Missing | None = None
    why_not: tuple[WhyNot, ...] = ()
    facts: tuple[tuple[int, str], ...] = ()
    tie: bool = False
    named: str | None = None
    overtaken: bool = False

    @property
    def open(self) -> bool:
        """Whether it is neither stopped nor ended."""
        return (self.state, "stop") in TRANSITIONS

    def take(self, role: str) -> None:
        """Go to the state that follows a signal which has taken effect."""
        self.state = TRANSITIONS[self.state, role]

    def copied(self) -> Run:
        """The same run, to be folded on by itself."""
        copied = Run(self.key, self.started, self.event, self.anchor, self.anchor_event, self.state)
        copied.seen, copied.granted, copied.moves = self.seen, self.granted, self.moves
        copied.why_not, copied.facts = self.why_not, self.facts
        if self.pauses:
            copied.pauses = self.own_pauses()
        copied.stop, copied.ended, copied.read, copied.asked = self.stop, self.ended, self.read, self.asked
        copied.exempt, copied.blocked, copied.tie = self.exempt, self.blocked, self.tie
        copied.named, copied.overtaken = self.named, self.overtaken
        return copied

    def own_pauses(self) -> tuple[Pause, ...]:
        """The same pauses, to be ended by themselves; all else of a run is replaced and never changed."""
        return tuple([attrs.evolve(pause) for pause in self.pauses])

    def held(self, item: int) -> Pause | None:
        """The running pause of an item."""
        return next((pause for pause in self.pauses if pause.item == item and pause.until is None), None)

    def release(self) -> None:
        """Run again, unless another pause still holds it."""
        if (self.state, "resume") in TRANSITIONS and all(pause.until is not None for pause in self.pauses):
            self.take("resume")

    def may(self, role: str, event: Event) -> bool:
        """Whether an act may concern it: beside a date without a time, what came before its start does not."""
        if event.day is None or self.event is None or role in ("pause", "resume"):
            return True
        return not surely_after(self.event, event)

    def end_pauses(self, event: Event) -> None:
        """The event that ends the run ends what holds it: the time until then is credited, and no more."""
        for pause in self.pauses:
            if pause.until is None:
                pause.until, pause.ended_by = event.at, event.number

    def note(self, event: Event | None, role: str) -> None:
        """Remember an event that was read, and the part it played."""
        if event is not None:
            self.facts += ((event.number, role),)


class Dispatch:
    """The signals of a rule: `all`, by event kind, and those that any kind may give (`always`)."""

    __slots__ = (
        "_always",
        "_doubtful",
        "_in_turn",
        "all",
        "always",
        "by_kind",
        "kinds",
        "of_the_last",
        "on_organisation",
    )

    def __init__(self, roles: Iterable[tuple[str, int, Matcher]]) -> None:
        by_kind: dict[str, list[Signal]] = {}
        always: list[Signal] = []
        self.on_organisation = False
        for role, item, matcher in roles:
            for part, patterns in enumerate(matcher.parts):
                for pattern in patterns:
                    self.on_organisation = self.on_organisation or pattern.on_organisation
                    signal = Signal(role, item, part, pattern)
                    if pattern.kinds is None:
                        always.append(signal)
                    for kind in sorted(pattern.kinds or ()):
                        by_kind.setdefault(kind, []).append(signal)
        self.all = (*always, *(signal for signals in by_kind.values() for signal in signals))
        # whether a later event can change what an earlier one means
        self.of_the_last = any(signal.pattern.nth == "last" for signal in self.all)
        self.by_kind = {kind: tuple(signals) for kind, signals in by_kind.items()}
        self.always = tuple(always)
        self.kinds = None if always else frozenset(by_kind)
        self._in_turn = {kind: _by_role(signals + self.always) for kind, signals in self.by_kind.items()}
        self._always = _by_role(self.always)
        self._doubtful = {
            kind: not all(signal.pattern.certain for signal in signals) for kind, signals in self.by_kind.items()
        }

    def kinds_but(self, roles: Collection[str]) -> frozenset[str] | None:
        """The event kinds that may give a signal of any other role; `None` if every kind may."""
        found: set[str] = set()
        for signal in self.all:
            if signal.role not in roles:
                if signal.pattern.kinds is None:
                    return None
                found |= signal.pattern.kinds
        return frozenset(found)

    def signals(self, event: Event) -> tuple[Signal, ...]:
        """What an event may mean."""
        return self.by_kind.get(event.kind, ()) + self.always

    def in_turn(self, event: Event) -> Sequence[tuple[str, list[Signal]]]:
        """What an event that stands alone at its instant may mean, role by role in the order of precedence."""
        return self._in_turn.get(event.kind, self._always)

    def may_doubt(self, event: Event) -> bool:
        """Whether a test of the rule may find nothing on record in an event."""
        return bool(self.always) or self._doubtful.get(event.kind, False)


def _by_role(signals: Iterable[Signal]) -> list[tuple[str, list[Signal]]]:
    grouped: dict[str, list[Signal]] = {}
    for signal in signals:
        grouped.setdefault(signal.role, []).append(signal)
    return [(role, grouped[role]) for role in PRECEDENCE if role in grouped]


def by_event(found: list[tuple[Event, Signal]]) -> list[tuple[Event, list[Signal]]]:
    """Signals of one instant, event by event."""
    grouped: dict[int, tuple[Event, list[Signal]]] = {}
    for event, signal in found:
        grouped.setdefault(event.number, (event, []))[1].append(signal)
    return list(grouped.values())


def parts_given(scene: Scene, event: Event, signals: list[Signal]) -> list[tuple[int, Truth]]:
    """For each part of a combined selector: whether the event gives it."""
    if len(signals) == 1:
        return [(signals[0].part, signals[0].pattern.truth(scene, event))]
    parts: dict[int, list[Truth]] = {}
    for signal in signals:
        parts.setdefault(signal.part, []).append(signal.pattern.truth(scene, event))
    return [(part, any_of(truths)) for part, truths in parts.items()]


def in_turn(acts: list[tuple[str, Event, list[Signal]]]) -> Iterator[tuple[str, Event, list[Signal]]]:
    """What happened on one date, in the order given, but for what surely came after something else of it."""
    while acts:
        free = (place for place, act in enumerate(acts) if not any(surely_after(act[1], one[1]) for one in acts))
        yield acts.pop(next(free, 0))
