"""The naive twin of periodic duties: every period walked day by day, every act tried on every slot, in every world."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from dateutil.rrule import rrulestr

from tests.reference.clock import due as due_of
from tests.reference.clock import utc, windows_of
from tests.reference.conditions import World, fits, header_reader, holds, merged, parts_of, worlds
from tests.reference.subject import actors, header_value, instant, known_events

Plain = dict[str, Any]
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# How many days are walked before the duty and after the judged moment.
WALKED = {"day": 70, "week": 80, "month": 130, "quarter": 300, "half": 600, "year": 1200, "": 200}


class NotCovered(Exception):
    """The texts do not say what is meant."""


def evaluate(
    rule: Plain,
    subject: Plain,
    as_of: datetime,
    known_at: datetime | None,
    calendars: dict[str, Plain],
    zone: str,
) -> list[Plain]:
    """The verdicts: occurrence, status, due and stop."""
    events = known_events(subject, instant(as_of), instant(known_at) if known_at else None)
    since = _force(rule, zone, "from")
    if "opened_at" in subject:
        since = max(since, _midnight(instant(subject["opened_at"]).astimezone(_zone(zone)).date(), zone))
    duty = _Duty(rule, subject, events, instant(as_of), calendars, zone, since)
    return merged(worlds(duty.judged))


def _zone(name: str) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _midnight(day: date, zone: str) -> datetime:
    return utc(zone, day, 0)


def _force(rule: Plain, zone: str, key: str) -> datetime:
    said = rule["in_force"].get(key)
    return datetime.max.replace(tzinfo=UTC) if said is None else _midnight(date.fromisoformat(said), zone)


def code_of(day: date, unit: str) -> str:
    """The name of the period that holds a date."""
    match unit:
        case "day":
            return day.isoformat()
        case "week":
            return day.strftime("%G-W%V")
        case "month":
            return day.strftime("%Y-%m")
        case "quarter":
            return f"{day.year}-Q{1 + (day.month - 1) // 3}"
        case "half":
            return f"{day.year}-H{1 + (day.month - 1) // 6}"
        case _:
            return str(day.year)


class _Duty:
    """One duty of one subject."""

    def __init__(
        self,
        rule: Plain,
        subject: Plain,
        events: list[Plain],
        as_of: datetime,
        calendars: dict[str, Plain],
        zone: str,
        since: datetime,
    ) -> None:
        self.rule, self.subject, self.events, self.as_of = rule, subject, events, as_of
        self.calendar = calendars[rule.get("clock", "always")]
        self.zone, self.since = zone, since
        self.until = _force(rule, zone, "until")
        self.wanted = len(rule["covers"]["all"]) if "covers" in rule else int(rule.get("at_least", 1))
        self.slots = self._slots()

    # slots

    def _slots(self) -> list[Plain]:
        """All slots from long before the duty until now, in order."""
        walked = timedelta(days=WALKED[self.rule.get("every", "")])
        first = self.since.astimezone(_zone(self.zone)).date() - walked
        last = self.as_of.astimezone(_zone(self.zone)).date() + walked
        days = [first + timedelta(days=number) for number in range((last - first).days)]
        if "rrule" in self.rule:
            found = self._recurring(days)
        else:
            unit = self.rule["every"]
            by_code: dict[str, list[date]] = {}
            for day in days:
                by_code.setdefault(code_of(day, unit), []).append(day)
            whole = list(by_code)[1:-1]  # those at either end are cut
            found = [(code, by_code[code], by_code[code][0]) for code in whole]
        slots = [self._slot(code, held, start) for code, held, start in found if self._counts(held[0])]
        return [slot for slot in slots if slot is not None]

    def _recurring(self, days: list[date]) -> list[tuple[str, list[date], date]]:
        start, _, text = self.rule["rrule"].rpartition(" ")
        anchor = datetime.strptime(start[8:16], "%Y%m%d") if start else datetime(days[0].year, 1, 1)  # noqa: DTZ001, DTZ007  # dates, and no instants
        dates = []
        for fires in rrulestr(text.removeprefix("RRULE:"), dtstart=anchor):
            if fires.date() > days[-1]:
                break
            dates.append(fires.date())
        before = [None, *dates]
        return [
            (day.isoformat(), [day], day if earlier is None else earlier + DAY)
            for earlier, day in zip(before, dates, strict=False)
        ]

    def _counts(self, day: date) -> bool:
        odd = int(day.strftime("%V")) % 2 == 1
        return "weeks" not in self.rule or odd is (self.rule["weeks"] == "odd")

    def _slot(self, code: str, held: list[date], start: date) -> Plain | None:
        zone = self.zone
        slot: Plain = {"code": code, "days": held, "start": _midnight(start, zone), "whole": _midnight(held[0], zone)}
        slot["end"] = _midnight(held[-1] + DAY, zone)
        idle = "clock" in self.rule and self.rule.get("every", "day") != "day"
        idle = idle and not any(windows_of(self.calendar, day) for day in held)  # it owes nothing
        slot |= {"skipped": idle, "opens": None}
        if self.rule.get("due") == {"before": "period"}:  # a plan: owed as soon as the period before has begun
            before = held[0] - DAY
            while code_of(before - DAY, self.rule["every"]) == code_of(held[0] - DAY, self.rule["every"]):
                before -= DAY
            return {**slot, "start": _midnight(before, zone), "due": slot["whole"]}
        if "due" in self.rule:
            span = self.rule["due"]["within"]
            begins = slot["end"] - INSTANT if span.endswith("days") else slot["end"]
            return {**slot, "due": due_of(self.calendar, begins, span, "", [])}
        day = self._day(held)
        if self.rule.get("on") == "working_day" and not windows_of(self.calendar, day):
            return None
        if self.rule.get("on_holiday", "keep") != "keep" and self._holiday(day):
            moves = self.rule["on_holiday"]
            slot["skipped"] |= moves == "skip"
            while moves != "skip" and not windows_of(self.calendar, day):
                day += DAY if moves == "next" else -DAY
        slot["due"] = _wall(zone, day, self.rule["before"]) if "before" in self.rule else _midnight(day + DAY, zone)
        if "at" in self.rule:
            slot["opens"] = _wall(zone, day, self.rule["at"])
        if day < held[0]:  # owed from the period that it was moved to
            unit = self.rule.get("every", "day")
            while code_of(day - DAY, unit) == code_of(day, unit):
                day -= DAY
            slot["start"] = min(slot["start"], _midnight(day, zone))
        return slot

    def _holiday(self, day: date) -> bool:
        return day.isoformat() in self.calendar.get("closed", ())

    def _day(self, held: list[date]) -> date:
        on = self.rule.get("on", "last")
        fits = {
            "week": lambda day: WEEK[day.weekday()] == on,
            "month": lambda day: str(day.day) == on,
            "year": lambda day: day.strftime("%m-%d") == on,
        }
        if on in ("last", "working_day"):
            return held[-1]
        return next(day for day in held if fits[self.rule["every"]](day))

    def owed(self, slot: Plain) -> bool:
        """Whether the duty covers a slot."""
        started = max(slot["start"], self.since)
        if started > self.as_of or started >= self.until:
            return False
        if slot["due"] <= self.since or slot["end"] <= self.since:
            return False
        if self.rule["partial"] == "count":
            return True
        return slot["whole"] >= self.since and (slot["due"] <= self.until or slot["end"] <= self.until)

    # acts

    def judged(self, world: World) -> list[Plain]:
        """The verdicts in one world."""
        owed = [slot for slot in self.slots if self.owed(slot)]
        acts = [event for event in self.events if self._counting(event, world)]
        found: list[Plain] = []
        per = self.rule.get("per")
        matters = sorted({str(act[per]) for act in acts if per in act}) if per else []
        begun = {matter: self._begun(matter, acts, owed) for matter in matters}
        named = [matter for matter in matters if begun[matter] is not None]
        for matter in named if per else [None]:
            for number, slot in enumerate(owed):
                if matter is not None and number < begun[matter]:
                    continue
                own = [act for act in acts if matter is None or self._of(matter, act, acts, owed, slot, begun, world)]
                prefix = "" if matter is None else f"{matter}/"
                for member in self._members(slot):
                    told = self._verdict(slot, owed, own, member, world)
                    name = prefix + (f"{member}/" if member not in (None, "?") else "") + slot["code"]
                    found.append({"occurrence": name, **told})
        return found

    def _of(
        self, matter: str, act: Plain, acts: list[Plain], owed: list[Plain], slot: Plain, begun: Plain, world: World
    ) -> bool:
        """Whether an act is one of a matter; if it names none, of one that is owed and was not served by then."""
        per = self.rule["per"]
        if per in act:
            return str(act[per]) == matter
        if not self._may_serve(act, slot, owed):
            return False  # it makes no difference
        together = [one for one in owed if one["due"] == slot["due"] and not one["skipped"]]
        waiting = []
        for other in sorted(begun):
            its = [one for one in acts if str(one.get(per)) == other]
            owing = sum(begun[other] is not None and owed.index(one) >= begun[other] for one in together)
            if not owing or not any(one["at"] <= act["at"] for one in its):
                continue
            done = [one for one in its if one["at"] <= act["at"] and self._may_serve(one, slot, owed)]
            done = [
                one for one in done if self._named(one) != "?" and not (slot["opens"] and one["at"] < slot["opens"])
            ]
            if "distinct" in self.rule or "covers" in self.rule or len(done) < self.wanted * owing:
                waiting.append(other)
        if len(waiting) < 2:
            return waiting == [matter]
        return matter in waiting and world.ask((act["number"], per, f"is {matter}", False))

    def _may_serve(self, act: Plain, slot: Plain, owed: list[Plain]) -> bool:
        """Whether an act may be given to a slot, or to one that falls due together with it."""
        named = self._named(act)
        if named in (None, "?") and self._reports():
            return self._ended_last(act) is slot
        if named in (None, "?"):
            return slot in self._holding(act, owed)
        return named in [one["code"] for one in owed if one["due"] == slot["due"] and not one["skipped"]]

    def _begun(self, matter: str, acts: list[Plain], owed: list[Plain]) -> int | None:
        """The number of the first slot that is owed in a matter: that of its first act, or an earlier one it names."""
        taken = []
        for act in acts:
            if str(act.get(self.rule["per"])) == matter:
                named = self._named(act)
                earlier = named not in (None, "?") and named in [one["code"] for one in self.slots]
                before = [one for one in self.slots if one["code"] == named] if earlier else []
                later = [number for number, one in enumerate(owed) if one["due"] >= act["at"]]
                if self._reports() and named in (
                    None,
                    "?",
                ):  # it is about the period that ended last
                    ended = self._ended_last(act)
                    later += [number for number, one in enumerate(owed) if one is ended]
                    taken += later[-1:] if any(one is ended for one in owed) else later[:1]
                    continue
                named_at = [number for number, one in enumerate(owed) if before and one["due"] >= before[0]["due"]]
                taken += later[:1] + [number for number in named_at[:1] if owed[number]["code"] == named]
        return min(taken, default=None)

    def _counting(self, event: Plain, world: World) -> bool:
        return any(
            fits(pattern, event, self.subject, self.events, world, None) for pattern in parts_of(self.rule["act"])[0]
        )

    def _members(self, slot: Plain) -> list[Any]:
        if "each" not in self.rule or slot["skipped"]:
            return [None]
        people = header_value(self.subject, self.events, "members", slot["due"] - INSTANT)
        return ["?"] if people is None else sorted(people)

    def _named(self, act: Plain) -> str | None:
        """The code of the slot that an act names; `?` where that cannot be told."""
        said = act.get("slot") if "slot" in self.rule else None
        if said is None:
            return None
        days = _dates(said)
        if not days:
            return "?"
        if "rrule" in self.rule:
            fires = [slot["days"][0] for slot in self.slots]
            if len(days) == 1:
                return min((day for day in fires if day >= days[0]), default=date.min).isoformat()
            inside = [day for day in fires if day in days and _midnight(day, self.zone)]
            begun = [s["days"][0] for s in self.slots if s["start"] <= self.as_of]
            inside = [day for day in inside if day in begun]
            return inside[0].isoformat() if len(inside) == 1 else "?" if inside else "none"
        codes = {code_of(day, self.rule["every"]) for day in days}
        return codes.pop() if len(codes) == 1 else "?"

    def _holding(self, act: Plain, owed: list[Plain]) -> list[Plain]:
        """The slots whose time holds an act: after the due instant before, up to their own."""
        dues = sorted({slot["due"] for slot in self.slots if not slot["skipped"]})
        later = [due for due in dues if due >= act["at"]]
        return [slot for slot in owed if later and slot["due"] == later[0] and not slot["skipped"]]

    def _reports(self) -> bool:
        """Whether what is due is about its period, and so comes after it."""
        due = self.rule.get("due", {})
        return "within" in due and "early" not in due

    def _ended_last(self, act: Plain) -> Plain | None:
        """The period that ended last when a report was made, of those that owe one."""
        ended = [slot for slot in self.slots if not slot["skipped"] and slot["end"] <= act["at"]]
        return max(ended, key=lambda slot: slot["end"], default=None)

    def _serving(
        self, slot: Plain, owed: list[Plain], acts: list[Plain], member: str | None, world: World
    ) -> list[Plain]:
        """The acts that serve a slot, as they are given out one after the other."""
        counted: dict[str, list[Plain]] = {one["code"]: [] for one in owed}
        values: dict[str, set[Any]] = {one["code"]: set() for one in owed}
        for act in acts:
            goal = self._goal(act, slot, owed, counted, world)
            if goal is None or len(counted[goal]) >= self.wanted or (slot["opens"] and act["at"] < slot["opens"]):
                continue
            if not self._mine(act, member, world):
                continue
            if "covers" in self.rule:
                wanted, known = self.rule["covers"]["all"], values[goal]
                counted[goal] += [act for one in wanted if self._covered(act, one, known, world)]
            elif self._other(act, values[goal], world):
                counted[goal].append(act)
        return counted[slot["code"]]

    def _goal(self, act: Plain, slot: Plain, owed: list[Plain], counted: Plain, world: World) -> str | None:
        named = self._named(act)
        if named in (None, "?") and self._reports():
            if self._ended_last(act) is not slot:
                return None
            if named == "?" and not world.ask((act["number"], "slot", "which", False)):
                return None
            return str(slot["code"])
        here = self._holding(act, owed)
        if named is not None and named != "?":
            together = [one["code"] for one in owed if one["due"] == slot["due"] and not one["skipped"]]
            return named if named in together else None
        if slot not in here:
            return None
        if named == "?" and not world.ask((act["number"], "slot", "which", False)):
            return None
        return next((one["code"] for one in here if len(counted[one["code"]]) < self.wanted), None)

    def _mine(self, act: Plain, member: str | None, world: World) -> bool:
        if member is None or member == "?":
            return True
        people = [actor["id"] for actor in actors(act) if "id" in actor]
        if not people and self.rule["each"].get("unnamed") == "everybody":
            return True
        if member == "whoever":
            return False
        return member in people if people else world.ask((act["number"], "by", f"is {member}", False))

    def _covered(self, act: Plain, one: str, values: set[Any], world: World) -> bool:
        """Whether an act is the first to hold one of the things that are wanted."""
        if one in values:
            return False
        field = self.rule["covers"]["field"]
        held = one in act[field] if field in act else world.ask((act["number"], field, f"has {one}", False))
        if held:
            values.add(one)
        return bool(held)

    def _other(self, act: Plain, values: set[Any], world: World) -> bool:
        if "distinct" not in self.rule:
            return True
        value = act.get(self.rule["distinct"])
        if value is None:
            return world.ask((act["number"], self.rule["distinct"], "another", False))
        new = value not in values
        values.add(value)
        return new

    def _verdict(self, slot: Plain, owed: list[Plain], acts: list[Plain], member: str | None, world: World) -> Plain:
        started = max(slot["start"], self.since)
        reader = header_reader(self.subject, self.events, started)
        if not holds(self.rule.get("applies", {}), reader, world) or slot["skipped"]:
            return {"status": "not_applicable"}
        done = self._serving(slot, owed, acts, "whoever" if member == "?" else member, world)
        if member == "?" and not self._enough(done, slot):
            done = self._serving(slot, owed, acts, member, world)
            if self._enough(done, slot):  # somebody did it, or they did it together
                return {"status": "unknown", "doubts": ["members"]}
        told = {"due": slot["due"], "stopped": done[-1]["at"] if len(done) == self.wanted else None}
        if told["stopped"] is not None and told["stopped"] <= slot["due"]:
            return {**told, "status": "met"}
        if "excused" in self.rule and self._excused(slot, world):
            return {"status": "not_applicable"}
        if told["stopped"] is not None:
            return {**told, "status": "breached"}
        return {**told, "status": "pending" if self.as_of <= slot["due"] else "breached"}

    def _enough(self, done: list[Plain], slot: Plain) -> bool:
        return bool(len(done) == self.wanted and done[-1]["at"] <= slot["due"])

    def _excused(self, slot: Plain, world: World) -> bool:
        """Whether all the work from the slot's beginning to when it is due, of a report to the slot's end, was granted.

        Where there is no work in it at all, all of its time. It is cut wherever anything begins or ends.
        """
        begins, ends = max(slot["opens"] or slot["start"], self.since), slot["due"]
        if "due" in self.rule:
            ends = min(slot["end"], slot["due"])
        granted = [self._granted(event, world) for event in self.events if self._grants(event, slot)]
        windows = self._windows(begins, ends) if "clock" in self.rule else []
        cuts = sorted({begins, ends, *(cut for span in (*granted, *windows) for cut in span if begins < cut < ends)})
        pieces = list(pairwise(cuts))
        worked = [(since, until) for since, until in pieces if any(one <= since < other for one, other in windows)]
        return all(any(one <= since and until <= other for one, other in granted) for since, until in worked or pieces)

    def _windows(self, begins: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
        first = begins.astimezone(_zone(self.zone)).date() - DAY
        days = [first + timedelta(days=number) for number in range(int((ends - begins) / DAY) + 4)]
        return [
            (utc(self.zone, day, opens), utc(self.zone, day, closes))
            for day in days
            for opens, closes in windows_of(self.calendar, day)
        ]

    def _grants(self, event: Plain, slot: Plain) -> bool:
        return event["event"] == self.rule["excused"]["by"] and event["at"] <= slot["due"]

    def _granted(self, event: Plain, world: World) -> tuple[datetime, datetime]:
        """The span of a leave: as the event says it, else as its request says it; a bound that nobody says may be any.

        A world answers whether it reaches as far as it can, or nowhere.
        """
        said = []
        for name, furthest in (("from", EARLIEST), ("until", LATEST)):
            field, key = self.rule["excused"][name], self.rule["excused"].get("per")
            value = event.get(field)
            for other in self.events:
                asked = key is not None and key in event and other.get(key) == event[key]
                if value is None and asked and other["at"] <= event["at"] and field in other:
                    value = other[field]
            if value is None:
                reaches = world.ask((event["number"], field, "covers the period", False))
                said.append(furthest if reaches else None)
            else:
                said.append(instant(value))
        if None in said:
            return LATEST, LATEST
        return said[0], said[1]


def _wall(zone: str, day: date, text: str) -> datetime:
    return utc(zone, day, int(text[:2]) * 60 + int(text[3:]))


def _dates(said: str) -> list[date]:
    """The dates of what an act names; none where that cannot be read."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        return [date.fromisoformat(said)]
    if re.fullmatch(r"\d{4}-W\d{2}", said):
        monday = date.fromisocalendar(int(said[:4]), int(said[6:]), 1)
        return [monday + timedelta(days=number) for number in range(7)]
    if re.fullmatch(r"\d{4}-\d{2}", said):
        first = date.fromisoformat(f"{said}-01")
        return [day for number in range(31) if (day := first + timedelta(days=number)).month == first.month]
    return []
