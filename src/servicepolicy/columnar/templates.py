"""What verdicts say of a situation, whoever is in it: instants, numbers and names are told by events."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeAlias

import attrs

from servicepolicy.judging.occurrence import occurrence_key
from servicepolicy.money import minor_units
from servicepolicy.results.verdict import Arg, Margin, Status, Verdict

__all__ = ["Example", "Instant", "Named", "Person", "Template", "Told", "Untold", "likewise", "template_of"]

_TIME: Final = re.compile(r"[0-9]{8}T[0-9]{6}(?:[.][0-9]{6})?Z")
_NUMBERED: Final = re.compile(r"([1-9][0-9]*)\.(.+)")


class Untold(Exception):
    """Something in a verdict is not told by the events of the situation."""


@attrs.frozen
class Instant:
    """An instant: that of an event, the end of a span counted from one, or the opening; and how much later.

    Attributes:
        of: `at`, `due` or `opened`.
        event: The place of the event among those of the situation.
        span: Which span.
        later: Microseconds.
    """

    of: str
    event: int = 0
    span: int = 0
    later: int = 0


@attrs.frozen
class Person:
    """Who stands in a column of an event.

    Attributes:
        column: Which column.
        event: The place of the event among those of the situation.
        likewise: Other columns and events where the same person stood: which of all is meant was not told. So it is
            told only of those with whom one person stands everywhere.
    """

    column: int
    event: int
    likewise: tuple[tuple[int, int], ...] = ()


@attrs.frozen
class Named:
    """A fact by its name, of an event of the situation; `None`: of none."""

    event: int | None
    name: str


Names: TypeAlias = tuple[Named, ...]
People: TypeAlias = tuple[Person, ...]


@attrs.frozen
class Told:
    """One verdict of a situation.

    Attributes:
        key: The occurrence: a text, or what comes before and after the key of an event's instant.
        margin: How much of it is told: nothing, wall time, or working time too.
        money: Of a margin in money: the limit, in hundredths, the event whose amount is under it, and the currency.
        args: The arguments of the reason.
        facts: The places of the events that were read; -1 for the header.
    """

    key: str | tuple[str, int, str]
    status: str
    reason: str
    args: tuple[tuple[str, int | str | tuple[str, ...] | Named | Names | People], ...]
    state: str
    started: Instant | None
    due: Instant | None
    due_latest: Instant | None
    stopped: Instant | None
    margin: str
    money: tuple[int, int, str] | None
    doubts: Names
    left_open: Names
    credit: People
    perhaps_by: People
    owner: Person | None
    candidates: People
    next: Instant | None
    final: bool
    level: str
    facts: tuple[int, ...]


Template: TypeAlias = tuple[Told, ...]


def likewise(template: Template) -> list[Person]:
    """The people of a template of whom it was not told which of several events names them."""
    found: list[Person] = []
    for told in template:
        said = [value for _, value in told.args if isinstance(value, tuple)]
        owner = () if told.owner is None else (told.owner,)
        for some in (told.credit, told.perhaps_by, owner, told.candidates, *said):
            found.extend(one for one in some if isinstance(one, Person) and one.likewise)
    return found


@attrs.frozen(eq=False)
class Example:
    """One subject that is in a situation.

    Attributes:
        numbers: The number of each event.
        at: Its instant.
        dues: For each span, its end counted from each event.
        people: For each column that holds people, who stands in it.
        opened: When the subject opened.
        amounts: The amount of each, in hundredths; none where amounts do not matter.
        limits: What amounts are compared with, in hundredths.
        sided: What its events and its header say where no more than the side of tests is part of the situation.
        compares: For each event, whether who did it is part of the situation, as far as it is who did others.
        compared_in: For each column that holds people, whether that is so of those who stand in it.
        from_start: Whether a span is counted from the event that begins the occurrence, and from no other.
        worked: The working time between two instants by the clock of a span; `None` where columns cannot tell.
    """

    numbers: Sequence[int]
    at: Sequence[int]
    dues: Sequence[Sequence[int]]
    people: Sequence[Sequence[str | None]]
    opened: int
    compares: Sequence[bool]
    compared_in: Sequence[bool]
    from_start: bool
    worked: Callable[[int, int, int], int | None]
    amounts: Sequence[int] = ()
    limits: Sequence[int] = ()
    sided: Collection[str] = ()


def template_of(
    verdicts: Sequence[Verdict], example: Example, *, passing: Collection[Status] = frozenset()
) -> Template:
    """What verdicts say, told by the events of the situation.

    Args:
        verdicts: Those on one subject that is in it.
        example: That subject.
        passing: The statuses of verdicts that say something which hangs on when it was, whoever is in the situation.

    Raises:
        Untold: Something is not told by them.
    """
    if passing and any(verdict.status in passing for verdict in verdicts):
        raise Untold
    reader = _Reader(example)
    return tuple(reader.told(verdict) for verdict in verdicts)


def _order(name: Named) -> tuple[int, str]:
    return -1 if name.event is None else name.event, name.name


class _Reader:
    def __init__(self, example: Example) -> None:
        self._example = example
        self._places = {number: place for place, number in enumerate(example.numbers)}
        self._ids = {person for column in example.people for person in column if person is not None}

    def told(self, verdict: Verdict) -> Told:
        if verdict.waived is not None or verdict.started_on is not None or verdict.stopped_on is not None:
            raise Untold
        started, due = self._happened(verdict.started_us), self._over(verdict.due_us, verdict.started_us)
        stopped = self._happened(verdict.stopped_us)
        return Told(
            key=self._key(verdict.occurrence),
            status=verdict.status.value,
            reason=verdict.reason.code,
            args=tuple((name, self._arg(name, value, verdict)) for name, value in verdict.reason.args),
            state=" ".join(verdict.state),
            started=started,
            due=due,
            due_latest=self._over(verdict.due_latest_us, verdict.started_us),
            stopped=stopped,
            margin=self._margin(verdict, due),
            money=self._money(verdict),
            doubts=self._names(verdict.doubts),
            left_open=self._names(verdict.left_open),
            credit=tuple(self._person(person, verdict, credited=True) for person in verdict.credit),
            perhaps_by=tuple(self._person(person, verdict) for person in verdict.perhaps_by),
            owner=None if verdict.owner is None else self._person(verdict.owner, verdict),
            candidates=tuple(self._person(person, verdict) for person in verdict.candidates),
            next=self._over(verdict.next_us, verdict.started_us),
            final=verdict.final,
            level=verdict.level,
            facts=tuple(self._place(fact.event) for fact in verdict.facts),
        )

    def _place(self, number: int) -> int:
        if number == 0:
            return -1
        if number not in self._places:
            raise Untold
        return self._places[number]

    def _key(self, occurrence: str) -> str | tuple[str, int, str]:
        times = list(_TIME.finditer(occurrence))
        if not times:
            return occurrence
        (time, *more) = times
        place = next((place for place, at in enumerate(self._example.at) if occurrence_key(at, set()) == time[0]), None)
        if more or place is None:
            raise Untold
        return occurrence[: time.start()], place, occurrence[time.end() :]

    def _happened(self, at: int | None) -> Instant | None:
        if at is None:
            return None
        if at in self._example.at:
            return Instant("at", self._example.at.index(at))
        if at == self._example.opened:
            return Instant("opened")
        found = self._end(at, 0)
        if found is None:
            raise Untold
        return found

    def _over(self, at: int | None, started: int | None = None) -> Instant | None:
        if at is None:
            return None
        found = self._end(at, 0, started) or self._end(at - 1, 1, started)
        return found if found is not None else self._happened(at)

    def _end(self, at: int, later: int, started: int | None = None) -> Instant | None:
        """The end of a span; of several that end then, that of the one that began with the occurrence."""
        ends = [
            Instant("due", event, span, later)
            for span, dues in enumerate(self._example.dues)
            for event, due in enumerate(dues)
            if due == at
        ]
        if len(ends) > 1 and self._example.from_start:
            ends = [one for one in ends if self._example.at[one.event] == started]
            if len({one.event for one in ends}) != 1:
                raise Untold  # that two spans of one event end together is part of the situation
        return ends[0] if ends else None

    def _margin(self, verdict: Verdict, due: Instant | None) -> str:
        margin: Margin | None = verdict.margin
        if margin is None or (margin.wall_us is None and margin.working_us is None):
            return ""
        plain = due is not None and due.of == "due" and due.later == 0
        if not plain or due is None or verdict.due_us is None or verdict.stopped_us is None:
            raise Untold
        if margin.wall_us != verdict.due_us - verdict.stopped_us:
            raise Untold
        if margin.working_us is None:
            return "wall"
        if self._example.worked(due.span, verdict.stopped_us, verdict.due_us) != margin.working_us:
            raise Untold
        return "working"

    def _money(self, verdict: Verdict) -> tuple[int, int, str] | None:
        if verdict.margin is None or verdict.margin.money is None:
            return None
        money = verdict.margin.money
        if minor_units(money.currency) == 2 and money.amount * 100 % 1 == 0:
            for place, amount in enumerate(self._example.amounts):
                if int(money.amount * 100) + amount in self._example.limits:
                    return int(money.amount * 100) + amount, place, money.currency
        raise Untold

    def _person(self, person: str, verdict: Verdict, *, credited: bool = False) -> Person:
        places = [
            Person(column, place)
            for column, people in enumerate(self._example.people)
            for place, one in enumerate(people)
            if one == person
        ]
        if not places:
            raise Untold
        in_columns = {self._example.compared_in[one.column] for one in places}
        if len(in_columns) > 1:
            raise Untold
        compared = [one for one in places if in_columns == {True} and self._example.compares[one.event]]
        if compared and (not credited or len(compared) == len(places)):
            return compared[0]  # who is the same as whom is part of the situation; others matter for credit alone
        for at in (verdict.stopped_us, verdict.started_us):
            found = [one for one in places if self._example.at[one.event] == at]
            if len(found) > 1:
                numbers = {fact.event for fact in verdict.facts}
                found = [one for one in found if self._example.numbers[one.event] in numbers]
            if found:
                places = found
                break
        first, *others = places
        return attrs.evolve(first, likewise=tuple((one.column, one.event) for one in others))

    def _names(self, names: Sequence[str]) -> Names:
        return tuple(sorted((self._named(name) for name in names), key=_order))

    def _named(self, name: str) -> Named:
        written = _NUMBERED.fullmatch(name)
        if written is None:
            return Named(None, name)
        return Named(self._place(int(written[1])), written[2])

    def _arg(self, name: str, value: Arg, verdict: Verdict) -> int | str | tuple[str, ...] | Named | Names | People:
        if name in ("fact", "facts"):
            return self._names(value) if isinstance(value, tuple) else self._named(str(value))
        said = value if isinstance(value, tuple) else (value,)
        if name == "who" and isinstance(value, tuple) and self._ids.issuperset(value):
            return tuple(self._person(one, verdict) for one in value)
        if any(one in self._ids or one in self._example.sided for one in said):
            raise Untold
        return value
