"""The naive twin of requirements: each event, each moment and each utterance is looked at by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

from servicepolicy.language.scripts import SIMPLIFIED
from servicepolicy.language.wordlists import WORD_LISTS
from tests.reference import computed, matters
from tests.reference.conditions import (
    World,
    event_reader,
    header_reader,
    holds,
    kinds_of,
    matching,
    merged,
    parts_of,
    worlds,
)
from tests.reference.deadline import key_of
from tests.reference.subject import instant, known_events, orders

Plain = dict[str, Any]
SETTERS = ("reclassified",)  # of the events that are generated, those that set a field of the header
Carrying = Callable[[World], Plain]  # the subject with its computed facts


class NotCovered(Exception):
    """The texts do not say enough for the twin to judge this example."""


def evaluate(
    rule: Plain,
    subject: Plain,
    as_of: datetime,
    known_at: datetime | None = None,
    facts: Plain | None = None,
    calendars: Plain | None = None,
) -> list[Plain]:
    """The verdicts: occurrence, status, from when, until when, and what would settle an unknown."""
    events = known_events(subject, instant(as_of), instant(known_at) if known_at else None)

    def carrying(world: World) -> Plain:
        return computed.carrying(subject, facts, events, instant(as_of), world, None, calendars)

    if "at" in rule:
        return _each(rule, carrying, events)
    if rule.get("hold", "throughout" if not {"until", "spoken"} & rule.keys() else "now") == "throughout":
        return _throughout(rule, subject, carrying, events, instant(as_of), _leaving(facts, subject, events, calendars))
    return merged(worlds(lambda world: [_header(rule, carrying, events, instant(as_of), world)]))


# ---------------------------------------------------------------- at each event


def _each(rule: Plain, carrying: Carrying, events: list[Plain]) -> list[Plain]:
    per = matters.named(rule)
    kinds = {kind for pattern in parts_of(rule["at"])[0] for kind in kinds_of(pattern)}
    asked = [event for event in events if event["event"] in kinds or "any" in kinds]  # matters are those of its events
    if per is None or all(matters.name_of(event, per) is None for event in asked):
        return _of_events(rule, carrying, events, events, "")
    return [
        verdict
        for matter in {matters.name_of(event, per) for event in asked}
        for verdict in _of_events(
            rule,
            carrying,
            [event for event in events if matters.name_of(event, per) == matter],
            events,
            "" if matter is None else f"{matter}/",
        )
    ]


def _of_events(
    rule: Plain, carrying: Carrying, events: list[Plain], everything: list[Plain], prefix: str
) -> list[Plain]:
    """The verdicts on the events of one matter; the header is that of the subject, whichever matter changed it."""
    found: list[Plain] = []
    places = [(event["at"], orders(everything)[event["number"]]) for event in events]
    if any("nth" in pattern for pattern in parts_of(rule["at"])[0]) and len(set(places)) < len(places):
        raise NotCovered("which of simultaneous events is the first")
    for event in events:
        again = sum(verdict["at"] == event["at"] for verdict in found) + 1
        key = prefix + key_of(event["at"]) + (f"#{again}" if again > 1 else "")

        def judged(world: World, event: Plain = event, key: str = key) -> list[Plain]:
            subject = carrying(world)
            if event not in matching(parts_of(rule["at"])[0], subject, events, world):
                return []
            status = _status(rule, subject, everything, event, world)
            return [{"occurrence": key, "status": status, "started": event["at"]}]

        found += [{**verdict, "at": event["at"]} for verdict in merged(worlds(judged))]
    return found


def _status(rule: Plain, subject: Plain, events: list[Plain], event: Plain, world: World) -> str:
    """How one event stands: whether the rule applies, and what must hold, are asked of that instant."""
    if not holds(rule.get("applies", {}), header_reader(subject, events, event["at"]), world):
        return "not_applicable"
    read = event_reader(subject, events, event)
    kept = holds(rule.get("must", {}), read, world)
    if kept and rule.get("must_not"):
        kept = not holds(rule["must_not"], read, world)
    return "met" if kept else "breached"


# ---------------------------------------------------------------- on the header


def _header(rule: Plain, carrying: Carrying, events: list[Plain], as_of: datetime, world: World) -> Plain:
    subject = carrying(world)
    ends = matching(parts_of(rule["until"])[0], subject, events, world) if "until" in rule else []
    lifting = matching(parts_of(rule["cancel"])[0], subject, events, world) if "cancel" in rule else []
    lifted = bool(lifting) and (not ends or lifting[0]["at"] <= ends[0]["at"])
    ends = lifting if lifted else ends
    at = ends[0]["at"] if ends else as_of
    verdict: Plain = {"occurrence": "1", "started": at if ends else None}
    if not holds(rule.get("applies", {}), header_reader(subject, events, at), world):
        return {**verdict, "status": "not_applicable"}
    if "until" in rule and not ends:
        return {**verdict, "status": "pending"}
    kept = _holds_at(rule, subject, events, at, world) and _spoken(rule, subject, events, at, world)
    return {**verdict, "status": "met" if kept else "not_applicable" if lifted else "breached"}


def _holds_at(rule: Plain, subject: Plain, events: list[Plain], at: datetime, world: World) -> bool:
    read = header_reader(subject, events, at)
    if not holds(rule.get("must", {}), read, world):
        return False
    return not rule.get("must_not") or not holds(rule["must_not"], read, world)


def _leaving(facts: Plain | None, subject: Plain, events: list[Plain], calendars: Plain | None) -> list[datetime]:
    """When an event leaves the window of a computed fact."""
    return [
        computed.leaves(event["at"], fact["within"], calendars or {})
        for fact in (facts or {}).values()
        if "within" in fact
        for event in events
    ]


def _throughout(
    rule: Plain, subject: Plain, carrying: Carrying, events: list[Plain], as_of: datetime, leaving: list[datetime]
) -> list[Plain]:
    ended = (
        worlds(lambda world: matching(parts_of(rule["until"])[0], carrying(world), events, world))
        if "until" in rule
        else []
    )
    if len(ended) > 1:
        raise NotCovered("an end that is not certain")
    end = ended[0][1][0]["at"] if ended and ended[0][1] else None
    if subject.get("opened_at") and instant(subject["opened_at"]) > (end or as_of):
        return []
    since = _watched_from(rule, subject, events)
    if since is not None and since > (end or as_of):
        return []
    first = _moments(subject, events, as_of)[0]
    moving = sorted({*_moments(subject, events, as_of), *(one for one in leaving if first < one <= as_of)})
    watched = [moment for moment in moving if since is None or moment > since]
    opened = bool(subject.get("opened_at")) or any(moment <= as_of for moment in _changing(subject, events))
    if since is not None and not (opened and _moments(subject, events, as_of)[0] > since):
        watched = [since, *watched]
    moments = watched if end is None else [moment for moment in watched if moment < end] or [end]
    runs: list[Plain] = []
    for moment in moments:

        def judged(world: World, moment: datetime = moment) -> list[Plain]:
            own = carrying(world)
            if not holds(rule.get("applies", {}), header_reader(own, events, moment), world):
                return [{"occurrence": "1", "status": "not_applicable"}]
            kept = _holds_at(rule, own, events, moment, world)
            return [{"occurrence": "1", "status": "met" if kept else "breached"}]

        status = merged(worlds(judged))[0]["status"]
        if not runs or runs[-1]["status"] != status:
            known = (
                since is not None
                or subject.get("opened_at")
                or any(watched_at <= as_of for watched_at in _changing(subject, events))
            )
            runs.append({"occurrence": key_of(moment) if known else "1", "status": status, "started": moment})
    wrong = [run for run in runs if run["status"] in ("breached", "unknown")]
    if wrong:
        return wrong
    if not any(run["status"] == "met" for run in runs):
        return [{"occurrence": "1", "status": "not_applicable"}]
    return [{"occurrence": "1", "status": "pending" if "until" in rule and end is None else "met"}]


def _watched_from(rule: Plain, subject: Plain, events: list[Plain]) -> datetime | None:
    """When the last of the fields that are tested came to be on record, or the rule into force; `None`: always."""
    found = [instant(rule["in_force"]["from"])] if rule.get("in_force", {}).get("from") else []
    for name in {path for part in ("must", "must_not") for path in _tested(rule.get(part, {}))}:
        stated = subject.get(name)
        dated = isinstance(stated, list) and all(isinstance(one, dict) and "value" in one for one in stated)
        if stated is not None and not dated:
            continue
        starts = [one.get("from") for one in stated or ()]
        if None in starts:
            continue
        said = [event["at"] for event in events if event["event"] in SETTERS and event.get(name) is not None]
        records = [*(instant(start) for start in starts), *said]
        found += [min(records)] if records else []
    return max(found, default=None)


def _tested(said: Plain) -> set[str]:
    names = {name for name in said if name not in ("any", "all", "not")}
    for form in ("any", "all"):
        for one in said.get(form, ()):
            names |= _tested(one)
    return names


def _changing(subject: Plain, events: list[Plain]) -> list[datetime]:
    """When anything may change."""
    dated = [
        instant(entry[key])
        for value in subject.values()
        if isinstance(value, list)
        for entry in value
        if isinstance(entry, dict) and "value" in entry
        for key in ("from", "until")
        if entry.get(key)
    ]
    return [*dated, *(event["at"] for event in events)]


def _moments(subject: Plain, events: list[Plain], as_of: datetime) -> list[datetime]:
    """When anything may change, from the opening on."""
    changing = [moment for moment in _changing(subject, events) if moment <= as_of]
    first = instant(subject["opened_at"]) if subject.get("opened_at") else min([*changing, as_of])
    return sorted({first, *(moment for moment in changing if moment > first)})


# ---------------------------------------------------------------- what was said


def _spoken(rule: Plain, subject: Plain, events: list[Plain], at: datetime, world: World) -> bool:
    said = [event for event in events if event["event"] == "said" and event["at"] <= at]
    answers = []
    for index, wanted in enumerate(rule.get("spoken", ())):
        if not said:
            answers.append(_noted(wanted, subject, events, at, world, index))
            continue
        answers += [not _heard(wanted, [item], said, world) for item in wanted.get("none", ())]
        answers += [_heard(wanted, [item], said, world) for item in wanted.get("all", ())]
        if wanted.get("share"):
            answers.append(_often_enough(wanted, said, world))
        elif wanted.get("any"):
            answers.append(_heard(wanted, wanted["any"], said, world))
    return all(answers)


def _noted(wanted: Plain, subject: Plain, events: list[Plain], at: datetime, world: World, index: int) -> bool:
    """Where no utterance is on record: the whole text may rule it out, else what was noted decides."""
    if isinstance(subject.get("transcript"), str):
        text: Plain = {"text": subject["transcript"]}
        must = [[item] for item in wanted.get("all", ())] + ([wanted["any"]] if wanted.get("any") else [])
        if not all(_holds_words(text, items, world) for items in must):
            return False
        if not must and not _holds_words(text, wanted["none"], world):
            return True
    entries = [one for one in events if "noted" in wanted and one["event"] in kinds_of(parts_of(wanted["noted"])[0][0])]
    entries = [one for one in entries if one["at"] <= at]
    if entries:
        return any(one in entries for one in matching(parts_of(wanted["noted"])[0], subject, events, world))
    if "otherwise" in wanted:
        return holds(wanted["otherwise"], header_reader(subject, events, at), world)
    return world.ask((0, "transcript", f"spoken {index}", False))


def _often_enough(wanted: Plain, said: list[Plain], world: World) -> bool:
    """Whether one of the phrases is in the share of the utterances that is asked."""
    counting = _counting(wanted, said, world)
    heard = [_holds_words(event, wanted["any"], world) for event in counting]
    share = str(wanted["share"])
    least = Fraction(share.removesuffix("%")) / (100 if share.endswith("%") else 1)
    return bool(heard) and Fraction(sum(heard), len(heard)) >= least


def _heard(wanted: Plain, items: list[Any], said: list[Plain], world: World) -> bool:
    return any(_holds_words(event, items, world) for event in _counting(wanted, said, world))


def _counting(wanted: Plain, said: list[Plain], world: World) -> list[Plain]:
    """The utterances of the speakers in the part that counts."""
    by = wanted.get("by", "agent")
    speakers = by if isinstance(by, list) else [by]

    def own(event: Plain) -> bool:
        if event.get("speaker") is None:
            return world.ask((event["number"], "speaker", f"in {sorted(speakers)}", False))
        return event["speaker"] in speakers

    places = orders(said)
    turns: list[list[Plain]] = []  # those that stand in no recorded order together
    for event in said:
        same = turns and turns[-1][0]["at"] == event["at"] and not places[event["number"]]
        if same:
            turns[-1].append(event)
        else:
            turns.append([event])
    part = wanted.get("part", "anywhere")
    counting: list[Plain] = []
    for turn in reversed(turns) if part == "closing" else turns:
        mine = [event for event in turn if own(event)]
        if part == "anywhere":
            counting += mine
            continue
        if counting and not mine:
            break
        counting += mine
        if counting and len(mine) < len(turn):
            break
    return counting


def _holds_words(event: Plain, items: list[Any], world: World) -> bool:
    if event.get("text") is None:
        return world.ask((event["number"], "text", f"says {items}", False))
    phrases = [
        phrase for item in items for phrase in (WORD_LISTS[item["words"]] if isinstance(item, dict) else (item,))
    ]
    return any(_stands_in(phrase, event["text"]) for phrase in phrases)


def _stands_in(phrase: str, text: str) -> bool:
    heard, wanted = _flat(text), _flat(phrase)
    if any(_is_chinese(sign) for sign in wanted):
        return wanted in heard
    for place in range(len(heard) - len(wanted) + 1):
        before, after = heard[place - 1 : place], heard[place + len(wanted) : place + len(wanted) + 1]
        if heard[place : place + len(wanted)] == wanted and not _joins(before) and not _joins(after):
            return True
    return False


def _flat(text: str) -> str:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")).strip()
    plain = plain.translate(SIMPLIFIED)
    kept = [
        sign
        for place, sign in enumerate(plain)
        if sign != " " or not (_is_chinese(plain[place - 1]) and _is_chinese(plain[place + 1]))
    ]
    return "".join(kept)


def _is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u4dbf" or "\u4e00" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff"


def _joins(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign == "_") and not _is_chinese(sign)
