"""Everybody in a period, imagined: such that measures find the values that are asked for.

What is imagined need not be right: whoever uses it asks the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import timedelta
from fractions import Fraction
from itertools import product
from typing import Any, Final

import attrs

from servicepolicy.language.bound.nodes import BoundCondition, BoundNot, BoundSelector, Outright
from servicepolicy.language.closing_events import CLOSING
from servicepolicy.language.measure import Measure, Population, as_percent, as_quantity, exactly
from servicepolicy.language.suspected.imagined import Imagined, shown
from servicepolicy.language.suspected.measured import number, period_at
from servicepolicy.language.suspected.selections import both_hold
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime._instant import DAY_US, HOUR_US, date_of, parse_us
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

__all__ = ["Crowd", "Outcomes", "Trial", "beside_in", "narrowed", "period_with", "simplest"]

Plain = Any  # facts as a document has them

Outcomes = Callable[[str, bool], "tuple[Plain, int | None] | None"]
"""By the id of a rule, a record that keeps it (or breaks it) and when what it asks is due; `None`: none is known."""

_MINUTE: Final = HOUR_US // 60
_MOST: Final = 200  # cases of one measure
_HUNDRED: Final = Fraction(100)


@attrs.frozen(eq=False)
class Trial:
    """Everybody in a period, as a question about it.

    Args:
        name: What it shows.
        crowd: Everybody.
        as_of: When it is judged, UTC microseconds; `None`: well after the period.
    """

    name: str
    crowd: Crowd
    as_of: int | None = None


class Crowd:
    """Everybody in a period.

    Args:
        view: The edition.
        kind: What is judged: `agent`, `organisation` ...
        period: The period.
        outcomes: What keeps and what breaks the rules whose verdicts are counted.
        splits: Units are judged apart.
    """

    def __init__(
        self, view: View, kind: str, period: CalendarPeriod, outcomes: Outcomes, *, splits: bool = False
    ) -> None:
        self.view = view
        self.kind = kind
        self.period = period
        self.outcomes = outcomes
        self.splits = splits
        self.judged: dict[tuple[str, str], Imagined] = {}
        self.cases: list[Plain] = []

    def again(self) -> Crowd:
        """Another one that is the same so far."""
        other = Crowd(self.view, self.kind, self.period, self.outcomes, splits=self.splits)
        other.cases = deepcopy(self.cases)
        for (kind, name), world in self.judged.items():
            same = other.somebody(kind, name)
            same.header, same.events = dict(world.header), deepcopy(world.events)
        return other

    @property
    def begin(self) -> int:
        """Nine o'clock of a first working day of the period."""
        begin, end = self.period.bounds(self.view.edition.zone)
        monday = -date_of(begin, self.view.edition.zone).weekday() % 7 * DAY_US
        return begin + 9 * HOUR_US + (monday if begin + monday < end else 0)

    @property
    def end(self) -> int:
        """The end of the period."""
        return self.period.bounds(self.view.edition.zone)[1]

    def records(self) -> tuple[Plain, ...]:
        """The records of everybody."""
        people = ({**world.record(), "id": name} for (_, name), world in self.judged.items())
        return tuple(
            {**one, "timezone": self.view.edition.zone} if one["subject"] == "organisation" else one
            for one in (*people, *self.cases)
        )

    def somebody(self, kind: str | None = None, name: str = "") -> Imagined:
        """Somebody who is judged, or another subject of which there is one."""
        kind = kind or self.kind
        name = name or {"agent": "e1", "organisation": "bank"}.get(kind, f"{kind[0].upper()}-1")
        if (kind, name) not in self.judged:
            world = Imagined(self.view, kind)
            world.start = self.begin
            if kind == "agent":
                joined = date_of(self.begin, self.view.edition.zone) - timedelta(days=800)
                world.header["joined_on"] = str(joined)
            self.judged[kind, name] = world
        return self.judged[kind, name]

    # what is counted

    def adds(
        self,
        population: Population,
        times: int,
        *,
        hits: bool = True,
        at: int | None = None,
        of: str = "",
        fields: Mapping[str, Plain] | None = None,
        together: bool = False,
    ) -> bool:
        """Let so many cases of a population be there; whether they can.

        Args:
            population: What is counted.
            times: How many.
            hits: Whether its `where` holds of them, or fails.
            at: When they happen; absent: early in the period.
            of: To whom they are credited; absent: whoever is judged.
            fields: Fields of the event or the header that they all have.
            together: Each keeps, or breaks, all rules whose verdicts are counted; else they take turns.
        """
        at = self.begin if at is None else at
        if times > _MOST:
            return False
        if population.verdicts:
            kept = hits if not population.is_ else ("met" in population.is_) is hits
            turns = range(times)
            return all(self._verdict(population, kept, None if together else turn, of, fields or {}) for turn in turns)
        kind = (population.of or (self.kind,))[0]
        own = self._credit(population, kind) == "self" or kind == "organisation"
        where = self.view.inside(population, "where", kind)
        among = self.view.inside(population, "among", kind)
        if population.event is None:
            wanted = both_hold(among, _that(where, holds=hits))
            return all(self._subject(population, kind, wanted, at, of, fields) for _ in range(times))
        narrow = narrowed(self.view.selector(population.event, kind), where, holds=hits)
        world = self.somebody(kind, of if own else "") if own else Imagined(self.view, kind)
        if among.clauses and not world.holds([among]):
            return False
        named = self._names(population, kind, of)
        for turn in range(times):
            moment = at + turn * _MINUTE
            apart = {} if population.distinct is None else {population.distinct: f"n{len(world.events) + 1}"}
            if not world.meets(narrow, moment, **{**named, **apart, **(fields or {})}):
                return False
        if not own and times:
            self._named(population, world, kind, of)
            self._case(world)
        return True

    def _credit(self, population: Population, kind: str) -> str:
        """The way of crediting cases on one kind of subject."""
        return population.credited(kind, self.kind, splits=self.splits)

    def _names(self, population: Population, kind: str, of: str) -> dict[str, Plain]:
        """The field of an event that names whoever is credited."""
        word, known = self._credit(population, kind), self.view.edition.vocabulary
        if population.event is None:
            return {}
        if word == "actor":
            return {"by": of or "e1"}
        has = [one for one in population.event.kinds() if word in known.event_fields(kind, one)]
        return {word: of or "e1"} if has else {}

    def _named(self, population: Population, world: Imagined, kind: str, of: str) -> None:
        """Let the header name whoever is credited."""
        word = self._credit(population, kind)
        said = {"owner": "owner", "owner_at_close": "owner"}.get(word, word).removeprefix("subject.")
        fields = self.view.edition.vocabulary.header_fields(kind)
        if said in fields:
            world.header.setdefault(said, of or ("u1" if said == "unit" else "e1"))

    def _subject(
        self,
        population: Population,
        kind: str,
        condition: BoundCondition,
        at: int,
        of: str,
        fields: Mapping[str, Plain] | None,
    ) -> bool:
        world = Imagined(self.view, kind)
        world.start = at
        if condition.clauses and not world.holds([condition]):
            return False
        known = self.view.edition.vocabulary
        if "opened_at" in known.header_fields(kind):
            world.header.setdefault("opened_at", shown(at, world.zone))
        world.header.update(fields or {})
        self._named(population, world, kind, of)
        kinds = known.event_kinds(kind)
        if not world.events:
            world.happens("received" if "received" in kinds else kinds[0], at)
        closing = CLOSING.get(kind)
        if closing and all(event["event"] != closing for event in world.events):
            world.happens(closing, at + HOUR_US, by=of or "e1")
        self._case(world)
        return True

    def _case(self, world: Imagined) -> None:
        self._keep(world.record())

    def _keep(self, record: Plain) -> None:
        kind = str(record.get("subject", "case"))
        turn = sum(one["subject"] == kind for one in self.cases) + 1
        self.cases.append({**record, "subject": kind, "id": f"{kind[0].upper()}-{turn}"})

    def _verdict(
        self,
        population: Population,
        kept: bool,
        turn: int | None,
        of: str,
        fields: Mapping[str, Plain],
    ) -> bool:
        known = [one for one in (self.outcomes(name, kept) for name in population.verdicts) if one is not None]
        if not known:
            return False
        record = deepcopy(known[(turn or 0) % len(known)][0])
        for other, _ in known if turn is None else ():
            if other.get("subject", "case") == record.get("subject", "case"):
                _join(record, deepcopy(other))
        kind = str(record.get("subject", "case"))
        if kind == self.kind:
            world = self.somebody(kind, of)
            shift = (
                sum(event["event"] == record["events"][0]["event"] for event in world.events) if record["events"] else 0
            )
            for event in record["events"]:
                world.events.append({**event, "at": shown(parse_us(event["at"]) + shift * DAY_US, world.zone)})
            for name, value in record.items():
                if name not in ("subject", "id", "events"):
                    world.header.setdefault(name, value)
            return True
        word, vocabulary = self._credit(population, kind), self.view.edition.vocabulary
        for event in record["events"]:
            if word in vocabulary.event_fields(kind, event["event"]):
                event[word] = of or "e1"
            if word == "actor" and "by" in event:
                event["by"] = of or "e1"
        world = Imagined(self.view, kind)
        world.header = {
            name: value for name, value in {**record, **fields}.items() if name not in ("subject", "id", "events")
        }
        asked = [self.view.inside(population, part, kind) for part in ("among", "where")]
        if any(one.clauses for one in asked) and not world.holds(asked):
            return False
        self._named(population, world, kind, of)
        self._keep({**record, **world.header})
        return True

    # values

    def finds(
        self, indicator: Any, value: Fraction, *, at: int | None = None, of: str = "", cases: int | None = None
    ) -> bool:
        """Let a measure find a value; whether that can be imagined.

        Args:
            indicator: An indicator of a scorecard.
            value: The value.
            at: When; absent: early in the period.
            of: Of whom; absent: of whoever is judged.
            cases: Of how many cases; absent: of as many as it needs at the least.
        """
        measure: Measure = indicator.measure
        least = cases if cases is not None else int(self.least(indicator) or 1)
        counted = measure.population
        match measure.form:
            case "mean" | "median" | "quantile" if counted.field is not None and not counted.verdicts:
                raters = [{counted.by: rater} for rater in indicator.raters] if counted.by else [{}]
                return all(
                    self.adds(counted, times, at=at, of=of, fields={counted.field: said, **rater})
                    for rater in raters
                    for said, times in _numbers(value, least, apart=measure.form == "mean")
                )
            case "count" if value.denominator == 1 and value >= 0:
                return self.adds(counted, int(value), at=at, of=of)
            case "share" | "kept" if 0 <= value <= 1:
                whole = value.denominator * -(-least // value.denominator)
                met = int(value * whole)
                return self.adds(counted, met, at=at, of=of, together=True) and self.adds(
                    counted, whole - met, hits=False, at=at, of=of, together=True
                )
            case "ratio" | "rate" if measure.to is not None and value >= 0:
                share = value / (measure.each or 1)
                whole = share.denominator * -(-least // share.denominator)
                if counted.distinct is not None and counted.event is None and 0 < share <= 1:  # of those divided by
                    names = (f"n{min(turn, int(share * whole) - 1)}" for turn in range(whole))
                    return all(self.adds(measure.to, 1, at=at, of=of, fields={counted.distinct: one}) for one in names)
                return self.adds(measure.to, whole, at=at, of=of) and self.adds(
                    counted, int(share * whole), at=at, of=of
                )
            case _:
                return False

    def least(self, indicator: Any) -> Fraction | None:
        """With fewer cases its value is unknown."""
        return number(indicator.at_least_cases, self.view, self.kind)

    def good(self, indicator: Any, *, well: bool = True) -> Fraction | None:
        """A value that meets the target of an indicator, or one that does not; `None` where none is thought of."""
        found = self.values(indicator)
        return next((value for value in found if self.meets(indicator, value) is well), None)

    def values(self, indicator: Any) -> tuple[Fraction, ...]:
        """The values that an indicator may have of which something hangs, the limits of its target first."""
        low, high = self.ends(indicator)
        bounds = (
            []
            if indicator.target is None
            else [number(one, self.view, self.kind) for _, one in indicator.target.bounds()]
        )
        said = [one for one in bounds if one is not None]
        step = Fraction(1, 100) if indicator.measure.is_a_share else Fraction(1)
        ends = [end for end in (high, low) if end is not None]
        several = [*said, *(one + by for one in said for by in (step, -step)), *ends, Fraction(1), Fraction(0)]
        several = [self._whole(indicator, one) for one in several]
        return tuple(
            dict.fromkeys(one for one in several if (low is None or one >= low) and (high is None or one <= high))
        )

    @staticmethod
    def _whole(indicator: Any, value: Fraction) -> Fraction:
        return Fraction(round(value)) if indicator.measure.form == "count" else value

    def ends(self, indicator: Any) -> tuple[Fraction | None, Fraction | None]:
        """The least value and the greatest that an indicator can have."""
        if indicator.scale is not None:
            return number(indicator.scale[0], self.view, self.kind), number(indicator.scale[1], self.view, self.kind)
        if indicator.measure.form in ("share", "kept"):
            return Fraction(0), Fraction(1)
        return (Fraction(0), None) if indicator.measure.form in ("count", "rate", "ratio") else (None, None)

    def meets(self, indicator: Any, value: Fraction) -> bool:
        """Whether a value meets the target of an indicator."""
        if indicator.target is None:
            return True
        tests = ((op, number(one, self.view, self.kind)) for op, one in indicator.target.bounds())
        return all(bound is None or _COMPARE[op](value, bound) for op, bound in tests)

    def moves(self, indicator: Any) -> Iterator[tuple[Fraction, Fraction]]:
        """Values of the period before and of this one that differ just as is asked, and of which the later is good."""
        size, percent = self._change(indicator), indicator.change.in_ == "percent"
        good, per = self.good(indicator), 100 if indicator.measure.is_a_share else 1
        undone = None if good is None else self.before(indicator, good)
        for before in (undone, *(Fraction(one, per) for one in (2, 10, 50, 100, 1, 0))):
            if size is not None and before is not None and self.can_be(indicator, before) and (before or not percent):
                now = before * (1 + size) if percent else before + size
                if self.can_be(indicator, now) and self.meets(indicator, now):
                    yield before, now

    def before(self, indicator: Any, value: Fraction) -> Fraction | None:
        """The value of the period before from which it is just as far to a value as is asked; `None` where none is."""
        size = self._change(indicator)
        if size is None or size == -1:
            return None
        found = value / (1 + size) if indicator.change.in_ == "percent" else value - size
        return found if self.can_be(indicator, found) else None

    def _change(self, indicator: Any) -> Fraction | None:
        """By how much the value must move, upwards."""
        change = indicator.change
        bound = self.view.value(change.by, self.kind)
        read = as_percent if change.in_ == "percent" or indicator.measure.is_a_share else as_quantity
        try:
            size = read(bound.raw) if isinstance(bound, Outright) else None
        except ValueError:
            return None
        return -size if size is not None and change.up is None else size

    def can_be(self, indicator: Any, value: Fraction) -> bool:
        """Whether it is a value that an indicator can have and that can be written."""
        low, high = self.ends(indicator)
        inside = (low is None or value >= low) and (high is None or value <= high) and value >= 0
        written = indicator.measure.form not in ("median", "quantile") or "/" not in exactly(value)
        return inside and written and value == self._whole(indicator, value)

    # scores

    def scores(self, card: Any, score: Fraction, *, of: str = "") -> bool:
        """Let a scorecard come to a score from 0 to 100; whether that can be imagined.

        What enters by its target is met or not; of what enters by its value some are as good as can be, and all others
        have the same points, such that as many targets are met as can be.
        """
        indicators = [one for one in card.indicators if one.weight is not None] or list(card.indicators)
        weights = [number(one.weight, self.view, self.kind) or Fraction(1) for one in indicators]
        known = [
            [None, self.best(one), self.good(one)] if one.enters_by == "value" else self._either(one)
            for one in indicators
        ]
        found: list[tuple[int, int, list[Fraction]]] = []
        for place, way in enumerate(product(*known)):
            reached = [self._points(one, value) for one, value in zip(indicators, way, strict=True)]
            fixed = sum((w * one for w, one in zip(weights, reached, strict=True) if one is not None), Fraction(0))
            open_weight = sum((w for w, one in zip(weights, reached, strict=True) if one is None), Fraction(0))
            left = score * sum(weights, Fraction(0)) - fixed
            if not 0 <= left <= 100 * open_weight:
                continue
            points = left / open_weight if open_weight else Fraction(0)
            pairs = zip(indicators, way, strict=True)
            values = [self._at_points(one, points) if value is None else value for one, value in pairs]
            unmet = sum(not self.meets(one, value) for one, value in zip(indicators, values, strict=True))
            found.append((unmet, place, values))
        for _, _, values in sorted(found):
            if all(self.finds(one, value, of=of) for one, value in zip(indicators, values, strict=True)):
                return True
        return False

    def best(self, indicator: Any) -> Fraction | None:
        """The best value that is thought of and meets the target."""
        good = [value for value in self.values(indicator) if self.meets(indicator, value)]
        return None if not good else min(good) if indicator.falls else max(good)

    def _either(self, indicator: Any) -> list[Fraction | None]:
        """A value that meets the target, and one that does not, where there are any."""
        return [value for value in (self.good(indicator), self.good(indicator, well=False)) if value is not None]

    def _points(self, indicator: Any, value: Fraction | None) -> Fraction | None:
        """What a value brings to the score; `None` where it is open."""
        if value is None:
            return None
        if indicator.enters_by == "target":
            return _HUNDRED if self.meets(indicator, value) else Fraction(0)
        low, high = self.ends(indicator)
        if low is None or high is None or low == high:
            return None
        points = (value - low) / (high - low) * 100
        return _HUNDRED - points if indicator.falls else points

    def _at_points(self, indicator: Any, points: Fraction) -> Fraction:
        low, high = self.ends(indicator)
        share = (_HUNDRED - points if indicator.falls else points) / 100
        return (low or Fraction(0)) + ((high or Fraction(1)) - (low or Fraction(0))) * share


_COMPARE: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "ge": Fraction.__ge__,
    "gt": Fraction.__gt__,
    "le": Fraction.__le__,
    "lt": Fraction.__lt__,
}


def _numbers(value: Fraction, least: int, *, apart: bool) -> Iterator[tuple[int | str, int]]:
    """Numbers of which a value is the mean, each with how often it is there: itself, or the whole ones beside it."""
    said = exactly(value)
    if "/" not in said or not apart:
        yield int(value) if value.denominator == 1 else said, least
        return
    cases = value.denominator * -(-least // value.denominator)
    low, above = divmod(int(value * cases), cases)
    yield low, cases - above
    yield low + 1, above


def period_with(view: View, unit: PeriodUnit, names: Iterable[str], outcomes: Outcomes) -> CalendarPeriod:
    """The period in which verdicts of some rules fall due; the first whole one of an edition where none are counted."""
    period = period_at(view, unit)
    for name in names:
        _, due = outcomes(name, True) or (None, None)
        if due is not None and due >= period.bounds(view.edition.zone)[1]:
            period = CalendarPeriod.containing(date_of(due, view.edition.zone), unit)
    return period


def narrowed(selector: BoundSelector, condition: BoundCondition, *, holds: bool) -> BoundSelector:
    """A selector of those events only of which a condition holds, or fails."""
    wanted = _that(condition, holds=holds)
    parts = (tuple(attrs.evolve(one, where=both_hold(one.where, wanted)) for one in part) for part in selector.parts)
    return BoundSelector(tuple(parts))


def _that(condition: BoundCondition, *, holds: bool) -> BoundCondition:
    return condition if holds or not condition.clauses else BoundCondition((BoundNot(condition),))


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator that lies between two others, from the first up to the second.

    >>> simplest(Fraction(94, 100), Fraction(95, 100) - Fraction(1, 10**9))
    Fraction(16, 17)
    """
    whole = -((-low.numerator) // low.denominator)
    if whole <= high:
        return Fraction(whole)
    below = low.numerator // low.denominator
    return below + 1 / simplest(1 / (high - below), 1 / (low - below))


def beside_in(value: Fraction, step: Fraction, *, whole: bool, share: bool) -> Iterator[tuple[str, Fraction]]:
    """A limit, and values within one step below and above it, each with the word for its side.

    Args:
        value: The limit.
        step: The smallest step in which it is written.
        whole: Only whole numbers can be found.
        share: What is found is a share: of those within a step, the one of the fewest cases.
    """
    yield "at", value
    least = Fraction(1, 10**9)
    if share:
        yield "below", simplest(max(value - step, Fraction(0)), value - least) if value > 0 else value
        yield "above", simplest(value + least, min(value + step, Fraction(1)) if value < 1 else value + step)
    else:
        step = Fraction(1) if whole else step
        yield "below", value - step
        yield "above", value + step


def _join(record: Plain, other: Plain) -> None:
    """Let a record tell what another tells, too: of each kind of event, what it tells itself stays."""
    told = {event["event"] for event in record["events"]}
    record["events"] += [event for event in other["events"] if event["event"] not in told]
    record["events"].sort(key=lambda event: parse_us(event["at"]))
    for name, value in other.items():
        record.setdefault(name, value)
