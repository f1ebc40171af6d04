"""A deadline in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.deadline.rule import Cycle, Deadline, Extension, Pause, SupersedeCycle
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.times import SAME_DAY, span
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("deadline", "时限")


def sentences(rule: Deadline, teller: Teller) -> Iterator[Sentence]:
    """What starts it, what satisfies it, by when, and what moves it."""
    start, stop = teller.selector(rule.start), teller.selector(rule.stop)
    if rule.within is not None:
        clock, within = teller.clock(rule.clock), teller.value(rule.within)
        code = "deadline.same_day" if within == span(SAME_DAY, teller.language) else "deadline.within"
        code = code if len(rule.stop.parts) == 1 else f"{code}.all"
        yield teller.sentence(code, start=start, stop=stop, within=within, clock=clock)
    elif rule.due is not None:
        yield teller.sentence("deadline.due", start=start, stop=stop, due=teller.value(rule.due))
    yield from teller.counting(rule.counting)
    yield from _cycle(rule, teller)
    if rule.pause == "forbidden":
        yield teller.sentence("deadline.pause.forbidden")
    else:
        yield from (_pause(pause, teller) for pause in rule.pause if isinstance(pause, Pause))
    yield from (_extension(step, teller) for step in rule.extend)
    for name in ("cancel", "reset"):
        selector = getattr(rule, name)
        if selector is not None:
            yield teller.sentence(f"deadline.{name}", event=teller.selector(selector))
    yield from _changes(rule, teller)
    if rule.warn:
        yield teller.sentence("deadline.warn", warn=teller.listed(_warning(str(at), teller) for at in rule.warn))
    for step in rule.escalate:
        after = span(str(step.after), teller.language)
        yield teller.sentence("deadline.escalate", after=after, to=teller.role(step.to))


def _changes(rule: Deadline, teller: Teller) -> Iterator[Sentence]:
    """What another class, another version or another unit means to it, and a reopening."""
    if rule.on_reopen != "none":
        yield teller.sentence(f"deadline.on_reopen.{rule.on_reopen}")
    if rule.on_reclassify != "none":
        yield teller.sentence(f"deadline.on_reclassify.{rule.on_reclassify}")
    if "on_version" in rule.model_fields_set:
        yield teller.sentence(f"deadline.on_version.{rule.on_version}")
    if rule.on_move == "piecewise":
        yield teller.sentence("deadline.on_move.piecewise")


def _cycle(rule: Deadline, teller: Teller) -> Iterator[Sentence]:
    match rule.cycle:
        case Cycle():
            yield teller.sentence(f"deadline.{rule.cycle.repeat}", until=teller.selector(rule.cycle.until))
        case SupersedeCycle():
            yield teller.sentence("deadline.supersede")
        case "each_start" | "oldest_unanswered":
            yield teller.sentence(f"deadline.{rule.cycle}")
            if rule.told_apart_by is not None:
                field = teller.of_events(*rule.start.patterns()).path(rule.told_apart_by)
                yield teller.sentence("deadline.told_apart_by", field=field)
        case _:
            pass


def _pause(pause: Pause, teller: Teller) -> Sentence:
    end = "" if pause.until is None else teller.say("pause.until", until=teller.selector(pause.until))
    if pause.cap is not None:
        end += teller.say("pause.cap", cap=span(str(pause.cap), teller.language))
    if pause.ends_on_contact:
        end += teller.say("pause.contact")
    return teller.sentence("deadline.pause", since=teller.selector(pause.since), end=end)


def _extension(step: Extension, teller: Teller) -> Sentence:
    limits = "" if step.at_most is None else teller.say("extend.at_most", most=teller.value(step.at_most))
    if step.after is not None:
        limits += teller.say("extend.after", number=step.after)
    grant = teller.selector(step.grant)
    if step.to is not None:
        return teller.sentence("deadline.extend.to", grant=grant, to=teller.value(step.to), limits=limits)
    by = "" if step.by is None else teller.value(step.by)
    return teller.sentence("deadline.extend.by", grant=grant, by=by, limits=limits)


def _warning(at: str, teller: Teller) -> str:
    if at.endswith("%"):
        return teller.say("warn.share", share=at)
    return teller.say("warn.before", span=span(at, teller.language))


def manner(_verdict: Verdict, /) -> Manner:
    """Its times are what they are called: begun, due, done."""
    return Manner()
