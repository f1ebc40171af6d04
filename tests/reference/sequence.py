"""The naive twin of sequences: every event compared with every other, in plain words, in every world.

What came before or after is asked of all pairs; who did what is decided by trying everybody whom a missing name, role
or unit could stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference import clock as walked
from tests.reference import matters
from tests.reference.conditions import (
    World,
    actor_reader,
    fits,
    header_reader,
    holds,
    kinds_of,
    merged,
    parts_of,
    worlds,
)
from tests.reference.deadline import key_of
from tests.reference.subject import actors, instant, known_events, orders

Plain = dict[str, Any]
Place = tuple[datetime, float]  # an instant and the place within it
EVER = float("inf")
MOST_MISSING = 4
CLOSING = {"case": "closed", "interaction": "ended"}


class NotCovered(Exception):
    """There is more to try than is worth trying."""


def evaluate(
    rule: Plain, subject: Plain, as_of: datetime, known_at: datetime | None, calendars: dict[str, Plain]
) -> list[Plain]:
    """The verdicts: occurrence, status and instants."""
    events = known_events(subject, instant(as_of), instant(known_at) if known_at else None)
    return merged(worlds(lambda world: _judged(rule, subject, events, world, instant(as_of), calendars)))


def _judged(
    rule: Plain, subject: Plain, events: list[Plain], world: World, as_of: datetime, calendars: dict[str, Plain]
) -> list[Plain]:
    each = any(form in rule for form in ("order", "preceded", "followed", "once"))
    per = matters.named(rule, each)
    read = set(_kinds_in(rule))
    concerned = [event for event in events if event["event"] in read]
    naming = concerned if "followed" in rule else events
    if per is None or all(matters.name_of(event, per) is None for event in naming):
        return _Matter(rule, subject, events, events, world, as_of, calendars).told("")

    def told(own: matters.Own, more: Sequence[Plain] = ()) -> _Matter:
        held = sorted([*own.all, *more], key=lambda event: event["number"])
        foreign = [event["number"] for event in own.beside]
        return _Matter(rule, subject, events, held, world, as_of, calendars, foreign)

    if "preceded" in rule:
        return _before_each(told, rule["preceded"], concerned, events, per, world)
    begins = lambda event, nameless: told(matters.Own(), [event]).begins(event, told(nameless))  # noqa: E731  # short
    waits = lambda event, own, beside: told(own).waits(event) or told(own, beside).waits(event, beside)  # noqa: E731
    found = []
    open_by = matters.nothing_on_record if "followed" in rule else matters.on_record(events, per)
    done = lambda event: "once" in rule and told(matters.Own(), [event]).first(rule["once"]) is not None  # noqa: E731  # short
    found_apart = matters.apart(concerned, per, world, begins, waits, open_by=open_by, done_before=done)
    for matter, own in found_apart.items():
        if "once" in rule and matter is not None and not told(own).is_named(matter, per):
            continue  # what was done without its name has a verdict without it
        found += told(own).told("" if matter is None else f"{matter}/", split=True)
    return found


def _before_each(
    told: Any, said: Plain, concerned: list[Plain], events: list[Plain], per: str, world: World
) -> list[Plain]:
    """Each act against what came before it in its matter."""
    whole = matters.Own()
    whole.belonging = concerned
    everybody = told(whole)
    acts = everybody.named(parts_of(said["every"])[0])
    kinds = {kind for choice in parts_of(said["by"]) for pattern in choice for kind in kinds_of(pattern)}
    back = matters.LookedBack(per, events, acts, lambda event: event["event"] in kinds, world)
    places = orders(events)
    after = lambda one, other: (one["at"], places[one["number"]]) > (other["at"], places[other["number"]])  # noqa: E731  # short
    found: list[Plain] = []
    for act in acts:
        name = matters.name_of(act, per)
        own = matters.Own()
        own.belonging = [event for event in concerned if event is act or back.concerns(event, act, after)]
        (verdict,) = told(own).of_act(act, "" if name is None else f"{name}/", found)
        found.append(verdict)
    return found


def _kinds_in(rule: Plain) -> list[str]:
    """Every word in a rule that may be an event, with what closes the case where the rule waits for that."""
    followed = rule.get("followed", {"within": ""})
    waits = "order" in rule or not {"within", "before"} & set(followed)
    reopened = ["reopened"] if "on_reopen" in rule else []
    return [*_words(rule), *reopened, *([CLOSING["case"]] if waits and "until" not in rule else [])]


def _words(said: Any) -> list[str]:
    """Every scalar, however deep; words that are no events do no harm."""
    if isinstance(said, dict):
        return [kind for value in said.values() for kind in _words(value)]
    return [kind for item in said for kind in _words(item)] if isinstance(said, list) else [str(said)]


class _Matter:
    """One matter in one world."""

    def __init__(
        self,
        rule: Plain,
        subject: Plain,
        everything: list[Plain],
        events: list[Plain],
        world: World,
        as_of: datetime,
        calendars: dict[str, Plain],
        foreign: Sequence[int] = (),
    ) -> None:
        ends = set(kinds_of({"event": CLOSING["case"]}) if "until" not in rule else _words(rule["until"]))
        ends |= set(_words(rule.get("cancel", {})))
        ends |= set(kinds_of({"event": "reopened"})) if "on_reopen" in rule else set()
        events = [event for event in events if event["number"] not in foreign or event["event"] in ends]
        self.foreign = foreign
        self.rule, self.subject, self.everything, self.events = rule, subject, everything, events
        self.world, self.as_of = world, as_of
        self.places = orders(everything)
        self.calendar = calendars.get(rule.get("clock", ""), calendars["always"])

    def begins(self, event: Plain, nameless: _Matter) -> bool:
        """Whether an event that names a matter opens it."""
        rule = self.rule
        if "order" in rule:
            first, *later = [self._step(step) for step in rule["order"]]
            if self._is(first, event):
                return True
            return not nameless.waits(event) and any(self._is(step, event) for step in later)
        for form in ("never_same", "same"):
            if form in rule:
                mine = [act for act in rule[form]["of"] if self._is(act, event)]
                done = [act for act in rule[form]["of"] if nameless.first(act) is not None]
                lacking = [act for act in mine if act not in done]
                return bool(mine) and not (done and lacking and not nameless.over())
        if "followed" in rule:
            said = rule["followed"]
            return self._is(said.get("every", said.get("some")), event)
        counted = rule.get("never", rule.get("once"))
        return self._is(counted, event) or ("until" in rule and self._is(rule["until"], event))

    def waits(self, event: Plain, beside: Sequence[Plain] = ()) -> bool:
        """Whether something is open that an event serves, or that it is one more of."""
        rule = self.rule
        if "order" in rule:
            steps = [self._step(step) for step in rule["order"]]
            own = [one for one in self.events if one["number"] not in self.foreign]
            begun = any(self._is(step, one) for step in steps for one in own)
            awaited = [
                step  # one that was taken at the same instant was not taken before
                for step in steps[1:]
                if self._taken(step) is None or any(self._taken(step) is one for one in beside)
            ]
            wanted = [step for step in awaited if self._is(step, event)]
            return begun and bool(wanted) and not self.over(beside)
        for form in ("never_same", "same"):
            if form in rule:
                acts = rule[form]["of"]
                begun = any(self.first(act) is not None for act in acts)
                return begun and any(self._is(act, event) for act in acts) and not self.over(beside)
        if "once" in rule:
            return self.first(rule["once"]) is not None and self._is(rule["once"], event) and not self.over(beside)
        if "never" in rule:
            return self.first(rule["never"]) is not None and self._is(rule["never"], event) and not self.over(beside)
        return self._is_waiting(event, beside)

    def _is_waiting(self, event: Plain, beside: Sequence[Plain]) -> bool:
        said = self.rule["followed"]
        if not any(self._is(said[name], event) for name in ("by", "before") if name in said):
            return False
        earlier = [one for one in self.events if one not in beside]
        starts = [one for one in self.named(parts_of(said.get("every", said.get("some")))[0]) if one in earlier]
        if any(one in beside for one in self.named(parts_of(said.get("every", said.get("some")))[0])):
            return True
        if not starts:
            return False
        start = max(starts, key=self.place)
        alone = None if any(self.place(one) == self.place(start) for one in starts if one is not start) else start
        for selector in [said[name] for name in ("by", "before") if name in said]:
            if self.first(selector, self.place(start), alone) is not None:
                return False
        limits = [self._ending(), self.rule.get("cancel")]
        return all(end is None or self.first(end, self.place(start), alone) is None for end in limits)

    def _ending(self) -> Any:
        waits = "order" in self.rule or not {"within", "before"} & set(self.rule.get("followed", {"within": ""}))
        return self.rule.get("until", CLOSING["case"] if waits else None)

    def over(self, beside: Sequence[Plain] = ()) -> bool:
        """Whether an event has ended what was begun."""
        begun = [one for one in self.events if one not in beside and self._counts(one)]
        if not begun:
            return False
        again = self._reopenings(min(map(self.place, begun)))
        limits = [end for end in (self._ending(), self.rule.get("cancel")) if end is not None]
        found = [self.first(end, min(map(self.place, begun))) for end in limits]
        if again:
            later = [
                [one for one in self.named(parts_of(end)[0]) if self.place(one) > self.place(again[-1])]
                for end in limits
            ]
            found = [min(ends, key=self.place) if ends else None for ends in later]
        return any(end is not None and end not in beside for end in found)

    def _reopenings(self, since: Place) -> list[Plain]:
        """What begins an order anew after a place."""
        if "on_reopen" not in self.rule:
            return []
        found = [event for event in self.events if event["event"] == "reopened" and self.place(event) > since]
        return sorted(found, key=self.place)

    def _taken(self, step: Any) -> Plain | None:
        """A step of the round that runs now."""
        begun = [self.place(one) for one in self.events if self._counts(one)]
        again = self._reopenings(min(begun)) if begun else []
        if not again:
            return self.first(step)
        if step == self._step(self.rule["order"][0]):
            return again[-1]
        later = self.first(step, (self.place(again[-1])[0], self.place(again[-1])[1]))
        return later if later is None or self.place(later) > self.place(again[-1]) else None

    def _counts(self, event: Plain) -> bool:
        rule = self.rule
        said = [self._step(step) for step in rule.get("order", ())]
        said += [rule[name] for name in ("once", "never") if name in rule]
        said += [act for name in ("same", "never_same") if name in rule for act in rule[name]["of"]]
        return any(self._is(selector, event) for selector in said)

    @staticmethod
    def _step(step: Any) -> Any:
        return {name: said for name, said in step.items() if name != "within"} if isinstance(step, dict) else step

    def _is(self, selector: Any, event: Plain) -> bool:
        """Whether an event is what a selector names, or one part of it."""
        return any(self._meets(pattern, event) for choice in parts_of(selector) for pattern in choice)

    def is_named(self, matter: str, per: str) -> bool:
        """Whether an act names the matter."""
        return any(matters.name_of(act, per) == matter for act in self.named(parts_of(self.rule["once"])[0]))

    def told(self, prefix: str, *, split: bool = False) -> list[Plain]:
        """The verdicts of the matter."""
        if split and not prefix and "never" in self.rule and not self._forbidden() and not self._was_over():
            return []  # there are other matters, and nothing happened beside them
        if "preceded" in self.rule or "every" in self.rule.get("followed", {}):
            return self._each(prefix)
        if "order" in self.rule:
            return self._rounds(prefix)
        form = next(form for form in ("followed", "never", "once", "never_same", "same") if form in self.rule)
        status = getattr(self, f"_{form}")()
        return [] if status is None else [{"occurrence": f"{prefix}1", "status": status}]

    # what the rule names

    def place(self, event: Plain) -> Place:
        """Where an event stands; two that stand at one place came before each other both ways."""
        return event["at"], self.places[event["number"]]

    def named(self, choice: list[Plain]) -> list[Plain]:
        """The events that meet one of several simple selectors."""
        return [event for event in self.events if any(self._meets(pattern, event) for pattern in choice)]

    def _meets(self, pattern: Plain, event: Plain) -> bool:
        if event["event"] not in kinds_of(pattern):
            return False
        if not fits(pattern, event, self.subject, self.everything, self.world, None):
            return False
        return "actors" not in pattern or self._enough(pattern["actors"], event)

    def _enough(self, wanted: Plain, event: Plain) -> bool:
        """At least so many different people, counted at the least and at the most."""
        acting = [
            actor
            for actor in actors(event)
            if actor.get("kind") not in ("bot", "system")
            and holds(wanted.get("who", {}), actor_reader(event, actor, None), self.world)
        ]
        people = {actor["id"] for actor in acting if "id" in actor}
        nameless = sum("id" not in actor for actor in acting)
        if not actors(event):
            return self.world.ask((event["number"], "by", "how many", False))
        if len(people) >= int(wanted["distinct"]):
            return True
        if len(people) + nameless < int(wanted["distinct"]):
            return False
        return self.world.ask((event["number"], "by", "how many", False))

    def applies(self, at: datetime) -> bool:
        """Whether the rule applies at an instant."""
        reader = header_reader(self.subject, self.everything, at)
        return holds(self.rule.get("applies", {}), reader, self.world)

    def due(self, start: datetime, span: str) -> datetime:
        """When a span from an instant is over."""
        return walked.due(self.calendar, start, span, "", [])

    def first(self, selector: Any, since: Place | None = None, but: Plain | None = None) -> Plain | None:
        """When all parts of a selector have happened, not before a place: the last of their first events."""
        firsts = []
        for choice in parts_of(selector):
            fitting = [e for e in self.named(choice) if e is not but and (since is None or self.place(e) >= since)]
            if not fitting:
                return None
            firsts.append(min(fitting, key=self.place))
        return max(firsts, key=self.place)

    # order

    def _rounds(self, prefix: str) -> list[Plain]:
        """The first round, and one for each reopening after it began."""
        steps = [step if isinstance(step, dict) else {"event": step} for step in self.rule["order"]]
        selectors = [{name: said for name, said in step.items() if name != "within"} for step in steps]
        taken = [self.first(selector) for selector in selectors]
        begun = [event for event in taken if event is not None]
        if not begun:
            return []
        again = self._reopenings(min(map(self.place, begun)))
        places = [self.place(event) for event in again]
        ranks = [*sorted(set(places))]  # two reopenings at one place are one
        first = min(map(self.place, begun))
        found: list[Plain] = [
            {"occurrence": f"{prefix}1", "status": self._round(steps, taken, first, False, ranks[:1])}
        ]
        for number, place in enumerate(ranks):
            opened = again[places.index(place)]
            anew = [opened, *(self.first(selector, place, opened) for selector in selectors[1:])]
            status = self._round(steps, anew, place, True, ranks[number + 1 : number + 2])
            found.append({"occurrence": prefix + key_of(opened["at"]), "status": status})
        return found

    def _round(
        self, steps: list[Plain], taken: list[Plain | None], start: Place, anew: bool, following: list[Place]
    ) -> str:
        if not self.applies(start[0]):
            return "not_applicable"

        def first_of(limit: Any) -> Plain | None:
            ends = [one for one in self.named(parts_of(limit)[0]) if self.place(one) > start or not anew]
            ends = [one for one in ends if self.place(one) >= start]
            ends = [one for one in ends if not (following and self.place(one) > following[0])]
            return min(ends, key=self.place) if ends else None

        end = first_of(self.rule.get("until", CLOSING["case"]))
        off = first_of(self.rule["cancel"]) if "cancel" in self.rule else None
        lifted = off is not None and (end is None or self.place(off) <= self.place(end))
        last = off if lifted else end
        if following:
            taken = [e if e is None or self.place(e) <= following[0] else None for e in taken]
        if last is not None:
            taken = [e if e is None or self.place(e) <= self.place(last) else None for e in taken]
        by = self.as_of if off is None or not lifted else off["at"]
        faults = [self._fault(steps, taken, number, by) for number in range(len(steps))]
        if lifted and not any(faults):
            return "not_applicable" if None in taken else "met"
        if any(faults) or (end is not None and None in taken):
            return "breached"
        return "met" if None not in taken else "not_applicable" if following else "pending"

    def _fault(self, steps: list[Plain], taken: list[Plain | None], number: int, by: datetime) -> bool:
        """Whether a step was passed over, came before an earlier one, or came too late, as of an instant."""
        here = taken[number]
        earlier, later = taken[:number], taken[number + 1 :]
        if here is None and any(later):
            return True
        if here is not None and any(e is not None and self.place(e) > self.place(here) for e in earlier):
            return True
        if "within" not in steps[number] or number == 0 or taken[number - 1] is None:
            return False
        before = taken[number - 1]
        assert before is not None
        return (by if here is None else here["at"]) > self.due(before["at"], steps[number]["within"])

    # before and after

    def _each(self, prefix: str) -> list[Plain]:
        form = "preceded" if "preceded" in self.rule else "followed"
        said: Plain = self.rule[form]
        found: list[Plain] = []
        for act in self.named(parts_of(said["every"])[0]):
            found += self._of(form, said, act, prefix, found)
        return found

    def of_act(self, act: Plain, prefix: str, found: list[Plain]) -> list[Plain]:
        """The verdict on one act that needs another before it, named beside those that were found."""
        return self._of("preceded", self.rule["preceded"], act, prefix, found)

    def _of(self, form: str, said: Plain, act: Plain, prefix: str, found: list[Plain]) -> list[Plain]:
        told = (self._looked_back if form == "preceded" else self._looked_ahead)(said, act)
        if not self.applies(act["at"]):
            told = {"status": "not_applicable"}
        key = prefix + key_of(act["at"])
        number = sum(one["occurrence"].split("#")[0] == key for one in found) + 1
        return [{"occurrence": key if number == 1 else f"{key}#{number}", **told}]

    def _looked_back(self, said: Plain, act: Plain) -> Plain:
        lasts = []
        for choice in parts_of(said["by"]):
            before = [e for e in self.named(choice) if e is not act and self.place(e) <= self.place(act)]
            if not before:
                return {"status": "breached"}
            lasts.append(max(before, key=self.place))
        since = max(event["at"] for event in lasts)
        late = "within" in said and act["at"] > self.due(since, said["within"])
        return {"status": "breached" if late else "met"}

    def _end(self, said: Plain, act: Plain) -> Plain | None:
        """The first event that ends the wait."""
        limits = [said["before"]] if "before" in said else []
        if "until" in self.rule:
            limits.append(self.rule["until"])
        if not limits and "within" not in said:
            limits.append(CLOSING["case"])
        ends = [end for limit in limits if (end := self.first(limit, self.place(act), act)) is not None]
        return min(ends, key=self.place) if ends else None

    def _planned(self, said: Plain, act: Plain) -> datetime | None:
        """When what follows is due: at the end of the period that the event names, day by day; else in its time."""
        named = act.get(said["by_end_of"]["field"]) if "by_end_of" in said else None
        if named is None:
            return self.due(act["at"], said["within"]) if "within" in said else None
        zone = ZoneInfo(self.calendar["timezone"])
        days = (
            [datetime(int(named[:4]), 1, 1, tzinfo=zone) + timedelta(days=day) for day in range(366)]
            if named[:4].isdigit()
            else []
        )
        within = [day for day in days if named in _periods_of(day)]
        if not within:
            sure = self.world.ask((act["number"], said["by_end_of"]["field"], "is a period", False))
            return None if sure else act["at"] - timedelta(days=1)
        return datetime.combine(max(within).date() + timedelta(days=1), time(), zone) - timedelta(microseconds=1)

    def _looked_ahead(self, said: Plain, act: Plain) -> Plain:
        alone = None if "itself" in said else act
        follower, end = self._following(said, act, alone), self._end(said, act)
        off = self.first(self.rule["cancel"], self.place(act), act) if "cancel" in self.rule else None
        due = self._planned(said, act)
        first = (
            off is not None
            and (follower is None or self.place(off) < self.place(follower))
            and (end is None or self.place(off) <= self.place(end))
        )
        if off is not None and first:
            status = "not_applicable" if due is None or off["at"] <= due else "breached"
        elif follower is not None and (end is None or self.place(follower) <= self.place(end)):
            status = "met" if due is None or follower["at"] <= due else "breached"
        elif end is not None or (due is not None and self.as_of > due):
            status = "breached"
        else:
            status = "pending"
        return {"status": status, "due": due}

    def _following(self, said: Plain, act: Plain, alone: Plain | None) -> Plain | None:
        """The first that follows an act, of those that name what it is about, where that is asked."""
        if "about" not in said and "told_apart_by" not in said:
            return self.first(said["by"], self.place(act), alone)
        meant = self._is_about if "about" in said else self._is_meant
        every, self.events = self.events, [event for event in self.events if meant(said, act, event)]
        try:
            return self.first(said["by"], self.place(act), alone)
        finally:
            self.events = every

    def _is_meant(self, said: Plain, act: Plain, event: Plain) -> bool:
        """Whether what follows is about what an act is about, where acts are told apart."""
        if not self._is(said["by"], event):
            return False
        field = said["told_apart_by"]
        mine, named = act.get(field), event.get(field)
        acts = self.named(parts_of(said["every" if "every" in said else "some"])[0])
        begun = [other for other in acts if self.place(other) <= self.place(event)]
        if named is not None:
            return bool(mine == (named if any(other.get(field) == named for other in begun) else None))
        if any(other.get(field) != mine and self._still_waits(said, other, event) for other in begun):
            return self.world.ask((event["number"], field, f"is {mine}", False))
        return True

    def _still_waits(self, said: Plain, act: Plain, event: Plain) -> bool:
        field, end = said["told_apart_by"], self._end(said, act)
        name, every = act.get(field), self.events
        self.events = [other for other in every if name is not None and other.get(field) == name]
        try:
            follower = self.first(said["by"], self.place(act), act)
        finally:
            self.events = every
        return all(one is None or self.place(one) >= self.place(event) for one in (follower, end))

    def _is_about(self, said: Plain, act: Plain, event: Plain) -> bool:
        if not self._is(said["by"], event):
            return False
        wanted, names = act.get(said["about"]["field"]), set[str]()
        for field in said["named_in"]:
            value = event.get(field)
            names |= set() if value is None else set(value) if isinstance(value, list) else {value}
        if wanted is None:
            return self.world.ask((act["number"], said["about"]["field"], f"one of {sorted(names)}", False))
        return wanted in names if names else self.world.ask((event["number"], said["named_in"][0], wanted, False))

    def _followed(self) -> str | None:
        """Some: broken at the first moment at which all that had begun by then were past their limit."""
        said = self.rule["followed"]
        begun = self.named(parts_of(said["some"])[0])
        if not begun:
            return None
        begun = [act for act in begun if self.applies(act["at"])]
        if not begun:
            return "not_applicable"
        every = [(act, self._looked_ahead(said, act)["status"]) for act in begun]
        told = [(act, status) for act, status in every if status != "not_applicable"]
        if not told:
            return "not_applicable"
        begun = [act for act, _ in told]
        over = [(self.place(act), self._over(said, act)) for act, status in told if status == "breached"]
        for _, moment in over:
            failed = sum(limit <= moment for begins, limit in over if begins <= moment)
            if failed == sum(self.place(act) <= moment for act in begun):
                return "breached"
        return "met" if any(status == "met" for _, status in told) else "pending"

    def _over(self, said: Plain, act: Plain) -> Place:
        end = self._end(said, act)
        limits: list[Place] = [] if end is None else [self.place(end)]
        if "within" in said:
            limits.append((self.due(act["at"], said["within"]), EVER))
        return min(limits)

    # how often

    def _forbidden(self) -> list[Plain]:
        """What must never happen and did, before the end."""
        end = self.first(self.rule["until"]) if "until" in self.rule else None
        acts = self.named(parts_of(self.rule["never"])[0])
        return [event for event in acts if end is None or self.place(event) <= self.place(end)]

    def _was_over(self) -> bool:
        """Whether it had ended before anything named a matter: what was final then stays."""
        end = self.first(self.rule["until"]) if "until" in self.rule else None
        per = matters.named(self.rule, False)
        naming = [event for event in self.everything if matters.name_of(event, per) is not None]
        return end is not None and all(self.place(end) < self.place(event) for event in naming)

    def _never(self) -> str | None:
        end = self.first(self.rule["until"]) if "until" in self.rule else None
        acts = self._forbidden()
        if not self.applies(min(e["at"] for e in acts) if acts else end["at"] if end else self.as_of):
            return "not_applicable"
        return "breached" if acts else "pending" if end is None and "until" in self.rule else "met"

    def _once(self) -> str | None:
        acts = self.named(parts_of(self.rule["once"])[0])
        if not acts:
            return None
        start = min(map(self.place, acts))
        end = self.first(self.rule["until"], start) if "until" in self.rule else None
        if not self.applies(start[0]):
            return "not_applicable"
        return "met" if sum(end is None or self.place(e) <= self.place(end) for e in acts) == 1 else "breached"

    # by whom

    def _never_same(self) -> str | None:
        return self._by_whom(self.rule["never_same"], lambda one, other: not (set().union(*one) & set().union(*other)))

    def _same(self) -> str | None:
        return self._by_whom(self.rule["same"], lambda one, other: bool(set.intersection(*one, *other)))

    def _by_whom(self, said: Plain, kept: Any) -> str | None:
        one, other = (self.named(parts_of(selector)[0]) for selector in said["of"])
        if not one or not other:
            return None
        start = min(self.place(event) for event in (*one, *other))
        if "until" in self.rule and (end := self.first(self.rule["until"], start)) is not None:
            one, other = ([e for e in side if self.place(e) <= self.place(end)] for side in (one, other))
            if not one or not other:
                return None
        if not self.applies(start[0]):
            return "not_applicable"
        by: str = said.get("by", "person")
        key = "id" if by == "person" else by
        doers = [[actor.get(key) for actor in actors(event) or [{}]] for event in (*one, *other)]
        return self._whoever(doers, len(one), kept)

    def _whoever(self, doers: list[list[str | None]], ones: int, kept: Any) -> str:
        """Try everybody known, and a stranger each, for every one that is missing."""
        missing = [
            (row, column) for row, names in enumerate(doers) for column, name in enumerate(names) if name is None
        ]
        if len(missing) > MOST_MISSING:
            raise NotCovered
        known = {name for names in doers for name in names if name is not None}
        candidates = [*sorted(known), *(f"stranger {number}" for number in range(len(missing)))]
        outcomes = set()
        for chosen in product(candidates, repeat=len(missing)):
            tried = [list(names) for names in doers]
            for (row, column), name in zip(missing, chosen, strict=True):
                tried[row][column] = name
            sides = [set(names) for names in tried]
            outcomes.add(kept(sides[:ones], sides[ones:]))
        if len(outcomes) > 1:
            return "unknown"
        return "met" if outcomes.pop() else "breached"


def _periods_of(day: datetime) -> set[str]:
    """The periods in which a day lies, as they are written; of weeks those that lie in one year."""
    quarter, half = (day.month + 2) // 3, (day.month + 5) // 6
    return {
        f"{day:%Y}",
        f"{day:%Y-%m}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y}-Q{quarter}",
        f"{day:%Y}-H{half}",
        f"{day:%G-W%V}",
    }
