"""The naive twin of computed facts: worked out anew whenever asked, from what had happened by the instant asked about.

A subject that carries them answers their names like fields (see `conditions`). What a fact lacks is a question about
the fact, or about the one field that is missing for it. The verdict of another rule, and a time that still runs, are
waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference import clock as walked
from tests.reference.conditions import (
    ABSENT,
    COMPUTED,
    WAITS,
    AtLeast,
    Runs,
    World,
    header_reader,
    holds,
    matching,
    parts_of,
    typed,
)
from tests.reference.subject import instant, orders

Plain = dict[str, Any]
Found = tuple[int, str, Any]  # which fact settles it: event number, field; and the value, or None
Judge = Callable[[str, datetime], list[Plain]]
FORMS = ("count", "sum", "min", "max", "union", "distinct", "first", "last")
WORST = ("breached", "unknown", "pending", "met", "not_applicable")


class NotCovered(Exception):
    """The texts do not say enough for the twin to judge this example."""


def carrying(
    subject: Plain,
    facts: Plain | None,
    events: list[Plain],
    as_of: datetime,
    world: World,
    judge: Judge | None = None,
    calendars: Plain | None = None,
) -> Plain:
    """The subject with its computed facts.

    Args:
        subject: The subject as JSON.
        facts: The facts by name, as a document writes them.
        events: The events known at the judged moment.
        as_of: The judged moment.
        world: Answers what is doubtful.
        judge: Judges the rule of a name as of an instant, for facts of the form `verdict`.
        calendars: The calendars as written in a document, by name.
    """
    if not facts:
        return subject
    own: Plain = {**subject}
    own[COMPUTED] = {
        name: lambda at, name=name, fact=fact: _Fact(
            name, fact, own, events, at, as_of, world, judge, calendars or {}
        ).found()
        for name, fact in facts.items()
    }
    return own


def leaves(at: datetime, within: str, calendars: Plain) -> datetime:
    """When an event leaves the window: a time later, or at the same time of a later date in the policy's zone."""
    kind, many, _unit = walked.amount_of(within)
    if kind == "elapsed":
        return at + timedelta(minutes=many)
    zone = next(iter(calendars.values()))["timezone"]
    local = at.astimezone(ZoneInfo(zone))
    minute = local.replace(second=0, microsecond=0)
    later = walked.utc(zone, local.date() + timedelta(days=many), local.hour * 60 + local.minute)
    skipped = later.astimezone(ZoneInfo(zone)).time() != minute.time()
    return later if skipped else later + (local - minute)


class _Fact:
    def __init__(self, name: str, fact: Plain, subject: Plain, known: list[Plain], at: datetime, as_of: datetime,
                 world: World, judge: Judge | None, calendars: Plain) -> None:  # fmt: skip
        self.name, self.fact, self.subject = name, fact, subject
        self.known, self.events = known, [event for event in known if event["at"] <= at]
        self.at, self.as_of, self.world, self.judge, self.calendars = at, as_of, world, judge, calendars
        self.nothing: Found = (0, name, None)

    def found(self) -> Found:
        """Its value, or what is missing for it."""
        fact = self.fact
        if "verdict" in fact:
            return self._verdict(fact["verdict"], fact["is"])
        if "compare" in fact:
            return self._compare(*fact["compare"])
        if "together" in fact:
            return self._together(fact["together"])
        if "elapsed" in fact:
            return self._elapsed(fact["elapsed"])
        form = next(name for name in FORMS if name in fact)
        events = self._chosen(fact[form])
        if "lasting" in fact:
            events = [event for event in events if self._lasts(event, fact["lasting"])]
        if "within" in fact:
            events = [event for event in events if self.at < leaves(event["at"], fact["within"], self.calendars)]
        if form == "count":
            return 0, self.name, len(events)
        return self._picked(events, form, fact["of"]) if form in ("first", "last") else self._of_all(events, form)

    def _lasts(self, event: Plain, bounds: Plain) -> bool:
        """Whether what it grants lasts at the instant; where it does not say, the world says."""
        answers: list[bool] = []
        for name, test in (("from", "from then"), ("until", "until then")):
            said = event.get(bounds[name])
            if said is None:
                answers.append(self.world.ask((event["number"], bounds[name], test, False)))
                continue
            bound = said if isinstance(said, datetime) else instant(datetime.fromisoformat(said))
            answers.append(bound <= self.at if name == "from" else self.at <= bound)
        return all(answers)

    def _chosen(self, selector: Any) -> list[Plain]:
        return matching(parts_of(selector)[0], self.subject, self.events, self.world, everything=self.known)

    def _field(self, event: Plain, of: str) -> Found:
        return event["number"], of, event.get(of)

    def _picked(self, events: list[Plain], form: str, of: str) -> Found:
        """The field of the first or the last event."""
        if not events:
            return 0, self.name, ABSENT
        places = orders(self.events)
        best = (min if form == "first" else max)((event["at"], places[event["number"]]) for event in events)
        same = [event for event in events if (event["at"], places[event["number"]]) == best]
        if len({str(event.get(of)) for event in same}) > 1:
            raise NotCovered("which of simultaneous events is the first or the last")
        return self._field(same[0] if form == "first" else same[-1], of)

    def _of_all(self, events: list[Plain], form: str) -> Found:
        of = self.fact["of"]
        for event in events:
            if event.get(of) is None:
                return event["number"], of, None
        values = [event[of] for event in events]
        if "ended_by" in self.fact:
            return self._standing(events, form, of)
        items = [item for value in values for item in (value if isinstance(value, list) else [value])]
        if form == "distinct":
            return 0, self.name, len({str(item) for item in items})
        if form == "union":
            return 0, self.name, sorted({str(item) for item in items})
        read = [typed(value) for value in values]
        if not read:
            return 0, self.name, Decimal(0) if form == "sum" else ABSENT
        if form == "sum":
            return 0, self.name, _sum(read)
        return 0, self.name, min(read) if form == "min" else max(read)

    def _standing(self, events: list[Plain], form: str, of: str) -> Found:
        """Of each value, whether an event at or after its last naming ends it; one that names none may end any."""
        read = lambda event: event[of] if isinstance(event[of], list) else [event[of]]  # noqa: E731  # short
        begun = {str(item): max(e["at"] for e in events if item in read(e)) for one in events for item in read(one)}
        ends = self._chosen(self.fact["ended_by"])
        told = [end for end in ends if end.get(of) is not None]
        for end in ends:
            ended_before = {
                name for name in begun for one in told
                if (one["at"], one["number"]) < (end["at"], end["number"]) and name in map(str, read(one))
                and one["at"] >= begun[name]
            }  # fmt: skip
            open_then = [name for name in begun if begun[name] <= end["at"] and name not in ended_before]
            if end.get(of) is None and open_then:
                return end["number"], of, None
        left = {
            name for name, since in begun.items()
            if not any(end["at"] >= since and name in map(str, read(end)) for end in told)
        }  # fmt: skip
        return 0, self.name, len(left) if form == "distinct" else sorted(left)

    def _elapsed(self, said: Plain) -> Found:
        """From the first of the one to the first of the other that did not come before it, whenever that will be."""
        self.events = self.known
        begun = self._chosen(said["from"])
        if not begun:
            return 0, self.name, WAITS
        ended = [event for event in self._chosen(said["to"]) if event["at"] >= begun[0]["at"]]
        calendar = self.calendars[said["clock"]] if "clock" in said else None
        try:
            so_far = walked.running(calendar, begun[0]["at"], ended[0]["at"] if ended else self.as_of, [])
        except walked.Unpublished as beyond:
            if not ended:
                raise NotCovered("a time that runs where nothing is published") from None
            return 0, f"calendar {said['clock']} {beyond.year}", None
        return 0, self.name, so_far if ended else Runs(so_far)

    def _together(self, sources: list[Plain]) -> Found:
        """What the sources list and stand for; of one that is not on record, nobody knows what it lists."""
        read = header_reader(self.subject, self.events, instant(self.at))
        listed: set[str] = set()
        lacking: list[str] = []
        denied: dict[str, list[str]] = {}
        for source in sources:
            if "unless" in source and holds(source["unless"], read, self.world):
                denied[source["code"]] = list(source["unless"])
            if "code" in source:
                listed |= {source["code"]} if holds(source["when"], read, self.world) else set()
            elif (said := read(source["field"])[2]) is None:
                lacking.append(source["field"])
            else:
                listed |= set(said)
        lacking += [field for code in sorted(listed & set(denied)) for field in denied[code]]
        sure = listed - set(denied)
        return 0, self.name, AtLeast(lacking, sure, set(denied) - listed) if lacking else sorted(sure)

    def _compare(self, left: Plain, op: str, right: Plain) -> Found:
        one, other = self._side(left), self._side(right)
        for side in (one, other):
            if side[2] is None or side[2] is ABSENT:
                return (0, self.name, ABSENT) if side[2] is ABSENT else side
        first, second = typed(one[2]), typed(other[2])
        if op in ("eq", "ne"):
            return 0, self.name, (first == second) == (op == "eq")
        if type(first) is not type(second) or (isinstance(first, tuple) and first[0] != second[0]):
            return self.nothing
        more, less = first > second, first < second
        return 0, self.name, {"gt": more, "ge": not less, "lt": less, "le": not more}[op]

    def _side(self, side: Plain) -> Found:
        if "value" in side:
            return 0, self.name, side["value"]
        if "field" in side:
            return header_reader(self.subject, self.events, instant(self.at))(side["field"])
        form = "first" if "first" in side else "last"
        return self._picked(self._chosen(side[form]), form, side["of"])

    def _verdict(self, rule: str, wanted: Any) -> Found:
        """The worst answer on what had begun by then: how it stood, if `pending` is asked for, else how it ends."""
        assert self.judge is not None, "nobody judges the rule that a fact names"
        named = wanted if isinstance(wanted, list) else [wanted]
        then = self.judge(rule, self.at)
        if "pending" not in named:
            now = {verdict["occurrence"]: verdict for verdict in self.judge(rule, self.as_of)}
            then = [now.get(verdict["occurrence"], verdict) for verdict in then]
        statuses = {verdict["status"] for verdict in then} or {"not_applicable"}
        status = next(one for one in WORST if one in statuses)
        if status == "unknown":
            return self.nothing
        if status == "pending" and "pending" not in named:
            return 0, self.name, WAITS
        return 0, self.name, status in named


def _sum(values: list[Any]) -> Any:
    if not isinstance(values[0], tuple):
        return sum(values)
    if len({currency for currency, _ in values}) > 1:
        return None
    return values[0][0], sum(amount for _, amount in values)
