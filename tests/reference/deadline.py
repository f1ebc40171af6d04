"""The naive twin of deadlines: loops over all events, plain booleans, real times, nothing compiled or shared.

An occurrence is replayed event by event, and at every event its due instant is worked out anew from all that is known
of it. What the facts leave open is judged in every world (see `conditions`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.reference import clock as walked
from tests.reference import computed, matters
from tests.reference.conditions import (
    NO_VALUE,
    World,
    fits,
    header_reader,
    holds,
    kinds_of,
    matching,
    merged,
    parts_of,
    typed,
    value_of,
    worlds,
)
from tests.reference.subject import instant, known_events, orders

Plain = dict[str, Any]
ALWAYS = {"timezone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}}

# At one instant, what happens is taken in this order.
ORDER = ("stop", "reset", "cancel", "reclassify", "extend", "pause", "resume", "start", "reopen")
Place = tuple[datetime, int, int]  # instant, known order within it, precedence

_Bounds = tuple[datetime, datetime | None]


class NotCovered(Exception):
    """The texts do not say enough for the twin to judge this example."""


def evaluate(
    rule: Plain,
    subject: Plain,
    as_of: datetime,
    known_at: datetime | None = None,
    calendars: Plain | None = None,
    facts: Plain | None = None,
    rules: list[Plain] | None = None,
    fill: Plain | None = None,
    units: Plain | None = None,
) -> list[Plain]:
    """The verdicts of a deadline rule on one subject.

    Args:
        rule: The rule as written in a document, blanks filled.
        subject: The subject as JSON.
        as_of: The instant that is judged.
        known_at: What was recorded by then counts; `None` = everything.
        calendars: The calendars as written in a document, by name.
        facts: The computed facts as written in a document, by name.
        rules: The other deadlines, on whose verdicts computed facts may rest.
        units: The name of the calendar of each unit.
        fill: The dated values of each blank in `within`; a policy that has them is pinned to `latest`.

    Returns:
        One dict an occurrence: occurrence, status, and the instants it may have `started`, been `due`, been `stopped`.
    """
    as_of = instant(as_of)
    events = known_events(subject, as_of, instant(known_at) if known_at else None)
    calendar = (calendars or {}).get(rule.get("clock"), ALWAYS)
    if units:
        calendar = {unit: (calendars or {})[name] for unit, name in units.items()}

    def judge_other(name: str, moment: datetime) -> list[Plain]:
        other = next(one for one in rules or () if one["id"] == name)
        return evaluate(other, subject, moment, known_at, calendars, facts, rules)

    def judge(world: World) -> list[Plain]:
        if facts:
            return judged(world, computed.carrying(subject, facts, events, as_of, world, judge_other, calendars))
        return judged(world, subject)

    def judged(world: World, subject: Plain) -> list[Plain]:
        per = matters.named(rule)
        if per is None or all(matters.name_of(event, per) is None for event in events):  # there is nothing to split
            return _Matter(rule, subject, events, events, as_of, calendar, world, fill).verdicts()

        def told(own: matters.Own, more: list[Plain], at: datetime) -> _Matter:
            held = sorted([*own.all, *more], key=lambda event: event["number"])
            foreign = [event["number"] for event in own.beside]
            return _Matter(rule, subject, events, held, at, calendar, world, fill, foreign)

        def begins(event: Plain, _nameless: matters.Own) -> bool:
            return told(matters.Own(), [event], event["at"]).is_one_of(event, "start")

        def waits(event: Plain, own: matters.Own, beside: list[Plain]) -> bool:
            alone = told(matters.Own(), [event], event["at"])
            serves = alone.is_one_of(event, "stop") or alone.changes(event)
            starting = [
                other for other in beside if told(matters.Own(), [other], other["at"]).is_one_of(other, "start")
            ]
            starting = starting if alone.is_one_of(event, "stop") else []
            return serves and (told(own, [], event["at"]).is_open() or told(own, starting, event["at"]).is_open())

        everywhere = rule.get("answers") == "all"
        found = []
        for matter, own in matters.apart(events, per, world, begins, waits, serves_all=everywhere).items():
            prefix = "" if matter is None else f"{matter}/"
            verdicts = told(own, [], as_of).verdicts()
            found += [{**one, "occurrence": prefix + one["occurrence"]} for one in verdicts if one["occurrence"]]
        return found

    return merged(worlds(judge))


def key_of(at: datetime) -> str:
    """The name of an occurrence that is known by an instant."""
    text = at.strftime("%Y%m%dT%H%M%S")
    return f"{text}.{at.microsecond:06d}Z" if at.microsecond else f"{text}Z"


class _Step:
    """One thing that happens to the matter: what, where in the order, and by which event."""

    def __init__(self, what: str, event: Plain, order: int, index: int = 0) -> None:
        self.what, self.event, self.at, self.index = what, event, event["at"], index
        self.group = (event["at"], order)
        rank = {"contact": "resume", "until": "cancel"}.get(what, what)
        self.place: Place = (event["at"], order, -1 if what == "version" else ORDER.index(rank))


class _Matter:
    """One matter of one subject in one world."""

    def __init__(self, rule: Plain, subject: Plain, everything: list[Plain], events: list[Plain], as_of: datetime,
                 calendar: Plain, world: World, fill: Plain | None = None,
                 foreign: Sequence[int] = ()) -> None:  # fmt: skip
        self.mine = [event for event in events if event["number"] not in foreign]
        self.standing = False  # something waits to be done
        self.fill = fill or {}
        self.rule, self.subject, self.everything, self.events = rule, subject, everything, events
        self.as_of, self.calendar, self.world = as_of, calendar, world
        self.order = orders(everything)
        self.steps = sorted(self._all_steps(), key=lambda step: step.place)

    # ------------------------------------------------------------ what happens

    def is_one_of(self, event: Plain, what: str) -> bool:
        """Whether an event is what the rule means by its start or stop, or one part of it."""
        return any(
            event in matching(part, self.subject, [event], self.world, None, self.everything)
            for part in parts_of(self.rule[what])
        )

    def changes(self, event: Plain) -> bool:
        """Whether an event would begin the count anew, or extend it."""
        grants = [item["grant"] for item in self._extensions()]
        said = [*grants, *([self.rule["reset"]] if "reset" in self.rule else [])]
        return any(
            event in matching(part, self.subject, [event], self.world, None, self.everything)
            for selector in said
            for part in parts_of(selector)
        )

    def is_open(self) -> bool:
        """Whether something waits to be done."""
        self.verdicts()
        return self.standing

    def _chosen(self, selector: Any, events: list[Plain] | None = None) -> list[Plain]:
        """The events that a selector means; of `all`, the event that completes it."""
        parts = parts_of(selector)
        events = self.events if events is None else events
        if len(parts) == 1:
            return matching(parts[0], self.subject, events, self.world, None, self.everything)
        firsts = []
        for part in parts:
            found = matching(part, self.subject, events, self.world, None, self.everything)
            if not found:
                return []
            firsts.append(found[0])
        return [max(firsts, key=lambda event: (event["at"], self.order[event["number"]]))]

    def _all_steps(self) -> list[_Step]:
        rule, order = self.rule, self.order
        found = [_Step("start", event, order[event["number"]]) for event in self._chosen(rule["start"], self.mine)]
        if len(parts_of(rule["stop"])) == 1:
            found += [_Step("stop", event, order[event["number"]]) for event in self._chosen(rule["stop"], self.mine)]
        if "reset" in rule:
            found += [_Step("reset", event, order[event["number"]]) for event in self._chosen(rule["reset"], self.mine)]
        selectors = {"cancel": rule.get("cancel")}
        if rule.get("on_reclassify", "none") != "none":
            selectors["reclassify"] = rule.get("reclassified", "reclassified")
        if rule.get("on_reopen", "none") != "none":
            selectors["reopen"] = rule.get("reopened", "reopened")
        if isinstance(rule.get("cycle"), dict) and "until" in rule["cycle"]:
            selectors["until"] = rule["cycle"]["until"]
        for what, selector in selectors.items():
            if selector is not None:
                found += [_Step(what, event, order[event["number"]]) for event in self._chosen(selector)]
        for index, pause in enumerate(self._pause_items()):
            found += [_Step("pause", event, order[event["number"]], index) for event in self._chosen(pause["from"])]
            if "until" in pause:
                found += [
                    _Step("resume", event, order[event["number"]], index) for event in self._chosen(pause["until"])
                ]
            if typed(pause.get("ends_on_contact", False)):
                found += [_Step("contact", event, order[event["number"]], index) for event in self._contacts()]
        changes = {instant(one["from"]) for dated in self.fill.values() for one in dated if "from" in one}
        found += [_Step("version", {"at": change}, -1) for change in changes if change <= self.as_of]
        grants = {kind for item in self._extensions() for kind in self._grant_kinds(item)}
        found += [_Step("extend", event, order[event["number"]]) for event in self.mine if event["event"] in grants]
        return found

    def rule_at(self, at: datetime) -> Plain:
        """The rule with the values of an instant in place of its blanks."""
        return {**self.rule, "within": self._filled(self.rule["within"], at)} if self.fill else self.rule

    def _filled(self, form: Any, at: datetime) -> Any:
        if isinstance(form, list):
            return [self._filled(item, at) for item in form]
        if not isinstance(form, dict):
            return form
        if "blank" not in form:
            return {key: self._filled(item, at) for key, item in form.items()}
        for one in self.fill[form["blank"]]:
            begun = "from" not in one or instant(one["from"]) <= at
            if begun and ("until" not in one or at < instant(one["until"])):
                return one["value"]
        raise NotCovered("a time without a value")

    def calendar_at(self, started: datetime, now: datetime) -> Plain:
        """Whose hours count for what began at an instant, as far as that is known now."""
        if self.rule.get("clock") != "unit":
            return self.calendar
        given = [event for event in self.everything if event["event"] == "assigned" and "to_unit" in event]
        first = (datetime.min.replace(tzinfo=UTC), self.subject["unit"])
        moves = [first, *((event["at"], event["to_unit"]) for event in given)]
        if self.rule["on_move"] == "keep":
            [*_, unit] = [unit for at, unit in moves if at <= started]
            found: Plain = self.calendar[unit]
            return found
        pieces = [(at, self.calendar[unit]) for at, unit in moves if at <= now]
        return {"timezone": pieces[0][1]["timezone"], "pieces": pieces}

    def _pause_items(self) -> list[Plain]:
        pause = self.rule.get("pause", [])
        return [] if pause == "forbidden" else pause if isinstance(pause, list) else [pause]

    def _extensions(self) -> list[Plain]:
        extend = self.rule.get("extend", [])
        return extend if isinstance(extend, list) else [extend]

    @staticmethod
    def _grant_kinds(item: Plain) -> list[str]:
        return [kind for pattern in parts_of(item["grant"])[0] for kind in kinds_of(pattern)]

    def _contacts(self) -> list[Plain]:
        customer = {"event": "any", "who": {"kind": "customer"}}
        return [
            event
            for event in self.events
            if event["event"] == "customer_contacted"
            or fits(customer, event, self.subject, self.everything, self.world, None)
        ]

    # ------------------------------------------------------------ which occurrences there are

    def verdicts(self) -> list[Plain]:
        """The verdicts of the matter, each under its own name."""
        starts = [step for step in self.steps if step.what == "start"]
        if not starts:
            return [{"occurrence": "", "status": "not_applicable"}]
        self.lives: list[tuple[Place, Place | None]] = []  # from where to where something was open, as far as told
        cycle = self.rule.get("cycle", "once")
        if isinstance(cycle, dict) and "repeat" in cycle:
            found = self._repeated(starts[0], cycle["repeat"])
        elif isinstance(cycle, dict):
            found = self._superseding(starts)
        else:
            found = self._counted(starts, str(cycle).replace(" ", "_"))
        names: dict[str, int] = {}
        for verdict in found:
            name = verdict["occurrence"]
            names[name] = names.get(name, 0) + 1
            if names[name] > 1:
                verdict["occurrence"] = f"{name}#{names[name]}"
        return found

    def _counted(self, starts: list[_Step], cycle: str) -> list[Plain]:
        if cycle == "once":
            return self._with_reopenings("1", starts[0])[0]
        found: list[Plain] = []
        free: dict[Any, Place] = {}
        opened: dict[Any, tuple[datetime, int]] = {}
        for start in starts:
            about = start.event.get(self.rule.get("told_apart_by", ""))
            waiting = start.group == opened.get(about) or (about in free and start.place <= free[about])
            if cycle == "oldest_unanswered" and waiting:
                continue
            opened[about] = start.group
            verdicts, ended = self._with_reopenings(key_of(start.at), start)
            found += verdicts
            if self.rule.get("on_reopen", "none") != "none":
                raise NotCovered("what is reopened among several")
            free[about] = ended or (datetime.max.replace(tzinfo=self.as_of.tzinfo), 0, 0)
        return found

    def _stops(self, start: _Step) -> list[_Step]:
        """The stops at or after a start, also those of the same instant unless it is known that they came before."""
        parts = parts_of(self.rule["stop"])
        if len(parts) == 1:
            stops = [step for step in self.steps if step.what == "stop" and step.group >= start.group]
            return [step for step in stops if self._serves(step, start)]
        firsts = []
        for part in parts:
            met = matching(part, self.subject, self.mine, self.world, None, self.everything)
            places = [_Step("stop", event, self.order[event["number"]]) for event in met]
            later = [step for step in places if step.group >= start.group]
            if not later:
                return []
            firsts.append(later[0])
        return [max(firsts, key=lambda step: step.place)]

    def _serves(self, stop: _Step, start: _Step) -> bool:
        """Whether a stop is about what a start is about, where the rule tells its starts apart."""
        field = self.rule.get("told_apart_by")
        if field is None:
            return True
        starts = [step for step in self.steps if step.what == "start" and step.place < stop.place]
        mine, said = start.event.get(field), stop.event.get(field)
        if said is not None:
            return bool(mine == (said if any(step.event.get(field) == said for step in starts) else None))
        if self.rule.get("answers") == "all":
            return True
        open_names = {step.event.get(field) for step in starts if self._still_waits(step, stop)}
        *others, last = sorted(open_names, key=lambda name: (name is None, name or "")) or [None]
        for name in others:
            if self.world.ask((stop.event["number"], field, f"is {name}", False)):
                return bool(mine == name)
        return bool(mine == last)

    def _still_waits(self, start: _Step, stop: _Step) -> bool:
        between = [step for step in self.steps if start.place < step.place < stop.place]
        return not any(step.what == "cancel" or (step.what == "stop" and self._serves(step, start)) for step in between)

    def _with_reopenings(self, name: str, start: _Step) -> tuple[list[Plain], Place | None]:
        """The verdict of a start and of each reopening after it, and where the last of them ended."""
        mode = self.rule.get("on_reopen", "none")
        run = _Run(self, start.at)
        try:
            run.pauses = self._standing(run, start)
        except walked.Unpublished as beyond:
            run.unsettled = beyond
        after = [step for step in self.steps if step.place > start.place and step.what != "stop"]
        after += self._cancelling(start) + self._stops(start)
        verdict, stop, ended = run.replay(name, sorted(after, key=lambda step: step.place))
        self.lives.append((start.place, ended))
        found = [verdict]
        while stop is not None and mode != "none":
            reopenings = [step for step in self.steps if step.what == "reopen" and step.place > stop.place]
            if not reopenings:
                break
            reopening = reopenings[0]
            if mode == "new_cycle":
                run = _Run(self, reopening.at)
            else:
                run = run.reopened(stop.at, reopening.at, credit=mode == "resume")
            after = [step for step in self.steps if step.place > reopening.place]
            verdict, stop, ended = run.replay(key_of(reopening.at), after)
            found.append(verdict)
        return found, ended

    def _cancelling(self, start: _Step) -> list[_Step]:
        """What cancels at the start's own instant, which counts if nothing was open before; else it ended only that."""
        if any(begun[:2] < start.group and (end is None or end[:2] >= start.group) for begun, end in self.lives):
            return []
        here = [step for step in self.steps if step.group == start.group and step.what in ("cancel", "until")]
        return [step for step in here if step.event["number"] != start.event["number"]]

    def _standing(self, run: _Run, start: _Step) -> list[_Pause]:
        """The pauses of the subject that stand where something starts; what leaves nothing open ends them."""
        ends = [step.place for step in self.steps if step.what in ("stop", "cancel", "until")]
        ends += [end for _, end in self.lives if end is not None]
        over = [end for end in ends if end < start.place and not self._is_open(end)]
        for step in self.steps:
            if step.place < start.place and all(end < step.place for end in over):
                run._cap(step.at)
                if step.what in ("pause", "resume", "contact"):
                    run._take(step)
        run._cap(start.at)
        standing = [pause for pause in run.pauses if pause.stands(start.at)]
        for pause in standing:
            pause.credited_from = start.at
        return standing

    def _is_open(self, place: Place) -> bool:
        return any(begun < place and (end is None or end > place) for begun, end in self.lives)

    # ------------------------------------------------------------ promised times that replace each other

    def _superseding(self, starts: list[_Step]) -> list[Plain]:
        if len(starts) > 1 and None in [self._promised(start) for start in starts]:
            raise NotCovered("a promise without a time among several")
        if len({start.place for start in starts}) < len(starts):
            raise NotCovered("several promises at one instant")
        found: list[Plain] = []
        free_from: Place | None = None
        for first in starts:
            if free_from is not None and first.place <= free_from:
                continue
            replaced, due = first, self._promised(first)
            stops = self._stops(first)
            cancels = [step for step in self.steps if step.what == "cancel" and step.place > first.place]
            cancels = self._cancelling(first) + cancels
            end = min(stops[:1] + cancels[:1], key=lambda step: step.place, default=None)
            for later in starts:
                if later.place <= replaced.place or (end is not None and later.place > end.place):
                    continue
                if due is None or later.at > due:
                    break
                replaced, due = later, self._promised(later)
            run = _Run(self, first.at, promised=due)
            found.append(run.replay(key_of(first.at), [end] if end else [])[0])
            self.lives.append((first.place, end.place if end else None))
            if not (due is not None and due < (end.at if end else self.as_of)):
                free_from = end.place if end else (datetime.max.replace(tzinfo=self.as_of.tzinfo), 0, 0)
            else:
                free_from = replaced.place
        return found

    def _promised(self, start: _Step) -> datetime | None:
        value = start.event.get(self.rule["due"]["field"])
        return instant(value) if isinstance(value, str) else None  # a number is not a time

    # ------------------------------------------------------------ again and again

    def _repeated(self, start: _Step, mode: str) -> list[Plain]:
        ends = [step for step in self.steps if step.what in ("until", "cancel") and step.place > start.place]
        stops = self._stops(start)
        if start.what == "reopen":
            stops = [step for step in stops if step.place > start.place]
        else:
            ends = self._cancelling(start) + ends
        end = ends[0] if ends else None
        stops = [step for step in stops if end is None or step.place < end.place]
        found = self._from_act(start, stops, end) if mode == "from_act" else self._from_due(start, stops, end)
        finished = [step for step in ends if step.what == "until"]  # a cancellation alone is taken up by nothing
        if finished and self.rule.get("on_reopen") == "new_cycle":
            again = [step for step in self.steps if step.what == "reopen" and step.place > finished[0].place]
            earlier = list(self.lives)
            found = found + (self._repeated(again[0], mode) if again else [])
            self.lives = earlier + [life for life in self.lives if life not in earlier]
        return found

    def _from_act(self, start: _Step, stops: list[_Step], end: _Step | None) -> list[Plain]:
        found = []
        begun = start
        self.lives = [(start.place, end.place if end else None)]  # an act leaves the next interval open
        for stop in [*stops, None]:
            last = end if stop is None else stop
            held = [step for step in self.steps if step.what in ("pause", "resume", "contact")]
            after = [step for step in held if step.place > begun.place and (last is None or step.place < last.place)]
            run = _Run(self, begun.at)
            run.pauses = self._standing(run, begun)
            found.append(run.replay(key_of(begun.at), [*after, *([last] if last else [])])[0])
            if stop:
                begun = stop
        return found

    def _from_due(self, start: _Step, stops: list[_Step], end: _Step | None) -> list[Plain]:
        intervals: list[Plain] = []
        begun, over = start.at, end.at if end else self.as_of
        if not _Run(self, begun).applies():
            return [{"occurrence": key_of(begun), "status": "not_applicable"}]
        asked = [stop.at for stop in stops]  # an act at an instant of the grid may serve what begins there
        while not intervals or begun < over or (begun == over and begun in asked):
            run = _Run(self, begun)
            if run.target is NO_VALUE:
                raise NotCovered("a grid without a span")
            due = run.known_due(self.as_of)
            if due is None:
                raise NotCovered("a grid that reaches where nothing is published")
            if due <= begun:
                raise NotCovered("a grid without a length")
            intervals.append({"occurrence": key_of(begun), "started": begun, "due": due, "stopped": None})
            begun = due
        for stop in stops:
            unserved = [item for item in intervals if item["started"] <= stop.at and item["stopped"] is None]
            if unserved:
                unserved[0]["stopped"] = stop.at
        intervals = [item for item in intervals if item is intervals[0] or item["started"] < over or item["stopped"]]
        self.standing = end is None and any(item["stopped"] is None for item in intervals)
        for item in intervals:
            if item["stopped"] is not None:
                item["status"] = "met" if item["stopped"] <= item["due"] else "breached"
            elif item["due"] < over:
                item["status"] = "breached"
            else:
                item["status"] = "not_applicable" if end else "pending"
        return intervals


class _Pause:
    def __init__(
        self, index: int, begun: datetime, ends: datetime | None, beyond: walked.Unpublished | None = None
    ) -> None:
        self.index, self.begun = index, begun
        self.credited_from = begun
        self.ended: datetime | None = None  # by an event
        self.ends = ends  # by its cap
        self.beyond = beyond  # its cap lies in a year that is not published
        self.runs_until = begun  # until then it has not ended by that cap, whatever will be published

    def _check(self, now: datetime) -> None:
        if self.ended is None and self.beyond is not None and now >= self.runs_until:
            raise self.beyond

    def end_by(self, now: datetime) -> datetime:
        """Its end as far as it is known at an instant."""
        self._check(now)
        return min(end for end in (self.ended, self.ends, now) if end is not None)

    def stands(self, now: datetime) -> bool:
        self._check(now)
        return self.ended is None and (self.ends is None or now < self.ends)


class _Run:
    """One occurrence while it is replayed."""

    def __init__(self, matter: _Matter, started: datetime, promised: datetime | None = None) -> None:
        self.matter, self.rule, self.started = matter, matter.rule_at(started), started
        self.first_read = self.read_at = started  # when the span was read that a reset goes back to, and the last one
        self.target = self._wanted(started)
        self.promised = promised
        self.base = self.first_base = started
        self.replaced = False  # by an extension
        self.used = timedelta(0)
        self.longer: list[str] = []  # what extensions added
        self.pauses: list[_Pause] = []
        self.granted: list[int] = []
        self.caps: list[str] = []
        self.away = False  # a re-classification may let the rule apply, which it does not for now
        self.begun = False  # it has applied
        self.unsettled: walked.Unpublished | None = None  # which pauses stood where it started

    def _wanted(self, at: datetime) -> Any:
        if "within" not in self.rule:
            return None
        read = header_reader(self.matter.subject, self.matter.everything, at)
        return value_of(self.rule["within"], read, self.matter.world)

    def applies(self, at: datetime | None = None) -> bool:
        """Whether the rule applies at an instant, else at the start."""
        read = header_reader(self.matter.subject, self.matter.everything, at or self.started)
        return holds(self.rule.get("applies", {}), read, self.matter.world)

    def reopened(self, closed: datetime, again: datetime, *, credit: bool) -> _Run:
        """The same count, taken up again."""
        if credit:
            away = _Pause(-1, closed, None)
            away.ended = again
            self.pauses.append(away)
        return self

    # ------------------------------------------------------------ arithmetic

    def is_paused(self, now: datetime) -> bool:
        """Whether the clock stands still; a pause at the due instant comes too late."""
        standing = [max(pause.begun, self.started) for pause in self.pauses if pause.stands(now)]
        due = self.known_due(now) if standing and self.target is not NO_VALUE and not self.away else None
        return bool(standing) and (due is None or min(standing) < due)

    def due_at(self, now: datetime, *, ahead: bool = False) -> datetime:
        """When it is due, with pauses that still stand cut off at `now`, or `ahead`, running up to their caps."""
        if self.promised is not None:
            return self.promised
        pauses = []
        for pause in self.pauses:
            end = pause.ends if ahead and pause.stands(now) and pause.ends else pause.end_by(now)
            pauses.append((max(pause.credited_from, self.base), end))
        calendar = self.matter.calendar_at(self.started, now)
        dues = [self._due(calendar, span, pauses) for span in _least(self.target)]
        due = (max if isinstance(self.target, dict) and "greatest" in self.target else min)(dues)
        return min([due] + [walked.due(calendar, self.first_base, cap, "", pauses) for cap in self.caps])

    def _due(self, calendar: Plain, span: Any, pauses: list[walked.Interval]) -> datetime:
        for by in self.longer:
            span = _sum(span, by)
        if not self.used:
            return walked.due(calendar, self.base, span, "", pauses)
        kind, minutes, _ = walked.amount_of(span)
        left = max(timedelta(minutes=minutes) - self.used, timedelta(0))
        return walked.due(calendar, self.base, left, kind, pauses)

    def _time_used(self, now: datetime) -> timedelta:
        pauses = [(max(pause.credited_from, self.base), pause.end_by(now)) for pause in self.pauses]
        kind = walked.amount_of(_least(self.target)[0])[0]
        calendar = self.matter.calendar_at(self.started, now)
        return walked.running(calendar if kind == "working" else None, self.base, now, pauses)

    def is_late(self, now: datetime) -> bool:
        """Whether it fell due before an instant, the clock not standing still then."""
        try:
            return self.due_at(now) < now
        except walked.Unpublished as beyond:
            soonest, latest = self._between(beyond.known_until, now)
            if latest is not None and now > latest:
                return True
            if now <= soonest:
                return False
            raise

    def known_due(self, now: datetime, *, ahead: bool = False) -> datetime | None:
        """When it is due, `None` where that hangs on a year that is not published."""
        try:
            return self.due_at(now, ahead=ahead)
        except walked.Unpublished:
            return None

    def _between(self, known_until: datetime, now: datetime) -> _Bounds:
        """Between which instants it is due, whatever will be published; the second is not known of working time."""
        calendar = self.matter.calendar_at(self.started, now)
        pauses = [(max(pause.credited_from, self.base), pause.end_by(now)) for pause in self.pauses]

        def bounds(reckoned: Callable[[Plain], datetime], base: datetime, span: Any) -> _Bounds:
            try:
                return (reckoned(calendar),) * 2
            except walked.Unpublished:
                if "pieces" in calendar:
                    return self._not_before(known_until, now), None
                if span == "same day" and base >= known_until:
                    return max(self._not_before(known_until, now), base), None
                return reckoned({**calendar, "assumed": True}), None

        spans = _least(self.target)
        found = [bounds(lambda hours, span=span: self._due(hours, span, pauses), self.base, span) for span in spans]
        ends = [latest for _, latest in found if latest is not None]
        if isinstance(self.target, dict) and "greatest" in self.target:
            target = max(soonest for soonest, _ in found), max(ends) if len(ends) == len(found) else None
        else:
            target = min(soonest for soonest, _ in found), min(ends, default=None)
        first = self.first_base
        capped = [
            bounds(lambda hours, cap=cap: walked.due(hours, first, cap, "", pauses), first, cap) for cap in self.caps
        ]
        ends = [latest for _, latest in (target, *capped) if latest is not None]
        return min(soonest for soonest, _ in (target, *capped)), min(ends, default=None)

    def _not_before(self, known_until: datetime, now: datetime) -> datetime:
        """What is due where nothing is published is not due before that, nor before a pause that runs there is over."""
        earliest = known_until
        for begun, ended in sorted((max(pause.credited_from, self.base), pause.end_by(now)) for pause in self.pauses):
            if begun < earliest < ended:
                earliest = ended
        return earliest

    # ------------------------------------------------------------ replay

    def replay(self, name: str, steps: list[_Step]) -> tuple[Plain, _Step | None, Place | None]:
        """Its verdict, the stop that closed it, and where it ended."""
        missing = self.target is NO_VALUE or ("due" in self.rule and self.promised is None and not self._promise(steps))
        asked_again = self.rule.get("on_reclassify", "none") != "none"
        applying = self.applies()
        self.away = asked_again and not applying
        self.begun = not self.away
        verdict: Plain = {"occurrence": name, "started": self.started, "due": None, "stopped": None}
        ends = next((step for step in steps if step.what in ("stop", "cancel", "until")), None)
        closing = ends if ends and ends.what == "stop" else None
        where = ends.place if ends else None
        self.matter.standing = self.matter.standing or where is None
        if not self.away and (not applying or missing):
            status = "unknown" if applying else "not_applicable"
            return {**verdict, "status": status, "stopped": closing.at if closing else None}, closing, where
        try:
            if self.unsettled is not None:
                raise self.unsettled
            return self._replayed(verdict, steps, closing, where)
        except walked.Unpublished as beyond:
            doubts = [f"calendar {self.rule['clock']} {beyond.year}"]
            return {**verdict, "status": "unknown", "doubts": doubts, "stopped": closing and closing.at}, closing, where

    def _replayed(
        self, verdict: Plain, steps: list[_Step], closing: _Step | None, where: Place | None
    ) -> tuple[Plain, _Step | None, Place | None]:
        as_of = self.matter.as_of
        for step in steps:
            self._cap(step.at)
            if not self.away and not self.is_paused(step.at) and self.is_late(step.at):
                if any(other.what == "reset" and other.at >= step.at for other in steps):
                    raise NotCovered("a reset after the due instant")
                stopped = closing.at if closing else None
                late = {"status": "breached", "due": self.known_due(step.at), "stopped": stopped}
                return {**verdict, **late}, closing, where
            if self.away and step.what in ("stop", "cancel", "until"):
                return {**verdict, "status": "not_applicable", "stopped": closing and step.at}, closing, where
            if step.what == "stop":
                due = self.known_due(step.at)
                for pause in self.pauses:
                    pause.ended = pause.end_by(step.at)
                return {**verdict, "status": "met", "due": due, "stopped": step.at}, step, where
            if step.what in ("cancel", "until"):
                return {**verdict, "status": "not_applicable"}, None, where
            if step.what == "reclassify" and not self.applies(step.at):
                self._leave(step.at)
                continue
            self._take(step)
            if self.target is NO_VALUE and not self.away:
                return {**verdict, "status": "unknown"}, closing, where
        if self.away:
            return {**verdict, "status": "not_applicable"}, None, None
        return {**verdict, **self._so_far(as_of)}, None, None

    def _so_far(self, as_of: datetime) -> Plain:
        """What is to be said while nothing has ended it."""
        self._cap(as_of)
        if self.is_paused(as_of):
            capped = all(pause.ends for pause in self.pauses if pause.stands(as_of))
            return {"status": "pending", "due": self.known_due(as_of, ahead=True) if capped else None}
        return {"status": "breached" if self.is_late(as_of) else "pending", "due": self.known_due(as_of)}

    def _take(self, step: _Step) -> None:
        """Let one thing that happened change the count."""
        match step.what:
            case "reclassify":
                self._reclassify(step.at)
            case "version":
                self._version(step.at)
            case "reset":
                self._reset(step.at)
            case "extend":
                self._extend(step.event)
            case "pause":
                self._pause(step)
            case "resume" | "contact":
                for pause in self.pauses:
                    if pause.index == step.index and pause.stands(step.at) and self._ends(pause, step):
                        pause.ended = step.at

    def _promise(self, steps: list[_Step]) -> bool:
        """Read the promised time from the starting event."""
        starting = [s for s in self.matter.steps if s.what == "start" and s.at == self.started]
        if len(starting) > 1 and len({s.event.get(self.rule["due"]["field"]) for s in starting}) > 1:
            raise NotCovered("several promises at one instant")
        self.promised = self.matter._promised(starting[0]) if starting else None
        return self.promised is not None

    @staticmethod
    def _ends(pause: _Pause, step: _Step) -> bool:
        return step.what == "resume" or step.at > pause.begun

    def _pause(self, step: _Step) -> None:
        if any(pause.index == step.index and pause.stands(step.at) for pause in self.pauses):
            return
        self.pauses.append(_Pause(step.index, step.at, None))
        self._cap(step.at)

    def _cap(self, now: datetime) -> None:
        """When each pause ends by its cap, as far as that is known: the case may move to other hours meanwhile."""
        items = self.matter._pause_items()
        for pause in self.pauses:
            if pause.index < 0 or "cap" not in items[pause.index]:
                continue
            calendar, cap = self.matter.calendar_at(self.started, now), items[pause.index]["cap"]
            try:
                pause.ends = walked.due(calendar, pause.begun, cap, "", [])
            except walked.Unpublished as unpublished:
                pause.beyond, pause.runs_until = unpublished, max(unpublished.known_until, pause.begun)
                if "pieces" not in calendar:
                    pause.runs_until = walked.due({**calendar, "assumed": True}, pause.begun, cap, "", [])

    def _reset(self, at: datetime) -> None:
        self.base = self.first_base = at
        self.target, self.used, self.longer = self._wanted(self.first_read), timedelta(0), []
        self.read_at, self.replaced = self.first_read, False
        self.granted, self.caps = [], []

    def _leave(self, at: datetime) -> None:
        """From here on the rule does not apply; the time used until then is kept in mind."""
        if not self.away and self.rule["on_reclassify"] == "carry":
            self.used += self._time_used(at)
        self.away, self.read_at = True, at

    def _reclassify(self, at: datetime) -> None:
        coming, self.away = self.away, False
        self.read_at = at
        if coming:
            self.first_read = at
        self._change(self.rule["on_reclassify"], at, coming=coming)

    def _version(self, at: datetime) -> None:
        """A new version changes what was read, if it reads otherwise, and no extension has taken its place."""
        before = self._wanted(self.read_at)
        self.rule = self.matter.rule_at(at)
        if self.away or self.replaced or self._wanted(self.read_at) == before:
            return
        self._change(self.rule.get("on_version", "retroactive"), at, coming=False)

    def _change(self, mode: str, at: datetime, *, coming: bool) -> None:
        """Count another span."""
        wanted = self._wanted(self.read_at)
        self.replaced = False
        if coming and not self.begun and mode in ("carry", "from_change"):
            self.first_base = at
        self.begun = True
        if mode == "carry" and not coming and self.target is not NO_VALUE:
            self.used += self._time_used(at)
        elif mode != "carry":
            self.used = timedelta(0)
        self.target = wanted
        self.base = at if mode in ("carry", "from_change") else self.first_base
        if mode == "retroactive_without_credit":
            self.pauses = [pause for pause in self.pauses if pause.stands(at)]
            for pause in self.pauses:
                pause.credited_from = at

    def _extend(self, event: Plain) -> None:
        matter = self.matter
        for number, item in enumerate(matter._extensions(), start=1):
            if number in self.granted or event["event"] not in matter._grant_kinds(item):
                continue
            pattern = [one for one in parts_of(item["grant"])[0] if event["event"] in kinds_of(one)]
            granted = any(fits(one, event, matter.subject, matter.everything, matter.world, None) for one in pattern)
            if not granted or ("after" in item and int(item["after"]) not in self.granted):
                return
            self.granted.append(number)
            read = header_reader(matter.subject, matter.everything, event["at"])
            if "to" in item:
                self.replaced, self.longer = True, []
                self.target = value_of(item["to"], read, matter.world)
            else:
                self.longer.append(value_of(item["by"], read, matter.world))
            if "at_most" in item:
                self.caps.append(value_of(item["at_most"], read, matter.world))
            return


def _least(target: Any) -> list[Any]:
    if isinstance(target, dict):
        return list(target.get("least") or target["greatest"])
    return [target]


def _sum(one: str, other: str) -> str:
    kind, number, unit = walked.amount_of(one)
    kind_2, number_2, _ = walked.amount_of(other)
    assert kind == kind_2, "spans of two kinds are not added"
    return f"{number + number_2} {'working ' if 'working' in kind else ''}{unit}s"
