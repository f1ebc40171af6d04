"""One call of the clock against `workclock` and `timegrid`, both in Rust, and `businesstimedelta`.

All have the same office: London, Monday to Friday, 09:00-12:30 and 13:30-17:00. The intervals start at random minutes
of three years and last up to twenty days. Before anything is timed, the answers are compared.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from run import Row

from servicepolicy.worktime import WorkCalendar

LONDON = ZoneInfo("Europe/London")
COUNT = 2_000
SPAN = timedelta(hours=8)
Interval = tuple[datetime, datetime]
Call = Callable[[datetime, datetime], object]


def intervals() -> list[Interval]:
    """Random intervals, the same in every run, in UTC."""
    draw = random.Random(20260105)
    first = datetime(2024, 1, 8, tzinfo=UTC)
    starts = [first + timedelta(minutes=draw.randrange(3 * 365 * 1440)) for _ in range(COUNT)]
    return [(start, start + timedelta(minutes=draw.randrange(20 * 1440))) for start in starts]


def per_call(run: Callable[[], object], calls: int) -> float:
    """Seconds a call, the median of seven rounds after one that is not counted."""
    run()
    rounds = []
    for _ in range(7):
        begun = perf_counter()
        run()
        rounds.append((perf_counter() - begun) / calls)
    return statistics.median(rounds)


def over(call: Callable[[Any, Any], object], arguments: list[tuple[Any, Any]]) -> float:
    """Seconds that one call takes."""

    def run() -> None:
        for first, second in arguments:
            call(first, second)

    return per_call(run, len(arguments))


def workclock() -> tuple[Call, Call]:
    """Elapsed and due of `workclock`."""
    from workclock import Break, Schedule, WorkDay

    office = Schedule([WorkDay(time(9), time(17)), Break(time(12, 30), time(13, 30))], time_zone=LONDON)
    return office.between, lambda start, _: office.add(start, SPAN)


def timegrid() -> tuple[Call, Call]:
    """Elapsed and due of `timegrid`, which knows no zones: it is asked in local time, once the zone is put away."""
    from timegrid import TimeGridCalendar, hours

    office = TimeGridCalendar.weekdays(time(9), time(17)).break_weekdays(time(12, 30), time(13, 30))
    eight = hours(8)
    return (
        office.get_working_duration,
        lambda start, _: office.add_work_duration(start, eight),
    )


def businesstimedelta() -> tuple[Call, Call]:
    """Elapsed and due of `businesstimedelta`."""
    import businesstimedelta as rival
    import pytz  # it takes no other zones, and brings pytz with it

    london = pytz.timezone("Europe/London")
    office = rival.Rules(
        [
            rival.WorkDayRule(time(9), time(17), working_days=[0, 1, 2, 3, 4], tz=london),
            rival.LunchTimeRule(time(12, 30), time(13, 30), working_days=[0, 1, 2, 3, 4], tz=london),
        ]
    )
    eight = rival.BusinessTimeDelta(office, hours=8)
    return office.difference, lambda start, _: start + eight


RIVALS: dict[str, tuple[Callable[[], tuple[Call, Call]], float]] = {
    "workclock": (workclock, 1.0),
    "timegrid": (timegrid, 1.0),
    "businesstimedelta": (businesstimedelta, 0.01),
}


def as_local(name: str, one: Interval) -> Interval:
    """An interval as a rival takes it."""
    local = tuple(at.astimezone(LONDON) for at in one)
    if name == "timegrid":
        local = tuple(at.replace(tzinfo=None) for at in local)
    return local[0], local[1]


def differing(elapsed: Call, asked: list[Interval], expected: list[timedelta]) -> int:
    """On how many of the intervals a rival gives another working time."""
    return sum(_seconds(elapsed(*one)) != right.total_seconds() for one, right in zip(asked, expected, strict=True))


def _seconds(found: Any) -> float:
    if isinstance(found, timedelta):
        return found.total_seconds()
    return found.timedelta.total_seconds()


def rows() -> Iterator[Row]:
    """`elapsed` and `due` against each rival, then against the budget of a microsecond."""
    clock = WorkCalendar(timezone="Europe/London", hours={"mon-fri": ["09:00-12:30", "13:30-17:00"]}).clock()
    drawn = intervals()
    whole = [(_us(start), _us(stop)) for start, stop in drawn]
    eight = SPAN // timedelta(microseconds=1)
    ours = {
        "elapsed": over(clock.elapsed_us, whole),
        "due": over(clock.due_working_us, [(start, eight) for start, _ in whole]),
    }
    expected = [clock.elapsed(*one) for one in drawn]
    for name, (build, budget) in RIVALS.items():
        try:
            calls = build()
        except ImportError:
            for what, time_taken in ours.items():
                yield Row(f"clock.{what}, one call", time_taken, name, None, budget, "not installed")
            continue
        asked = [as_local(name, one) for one in drawn]
        sample = asked if budget == 1.0 else asked[:100]
        wrong = differing(calls[0], sample, expected[: len(sample)])
        note = f"differs on {wrong} of {len(sample)} intervals" if wrong else f"same answers on {len(sample)} intervals"
        for (what, time_taken), call in zip(ours.items(), calls, strict=True):
            yield Row(f"clock.{what}, one call", time_taken, name, over(call, sample), budget, note)
    for what, time_taken in ours.items():
        yield Row(f"clock.{what}, one call", time_taken, "1 µs", 1e-6, note="absolute: for orientation")


def _us(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
