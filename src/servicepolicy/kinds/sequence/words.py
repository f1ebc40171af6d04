"""A sequence in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.sequence.rule import Followed, Preceded, Sequence
from servicepolicy.language.step import Step
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.times import SAME_DAY, span
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("sequence", "次序")


def sentences(rule: Sequence, teller: Teller) -> Iterator[Sentence]:
    """What comes before what, what follows, what never happens, and who may not do both."""
    clock = teller.clock(rule.clock)
    if rule.order is not None:
        yield teller.sentence("sequence.order", under=(_step(step, clock, teller) for step in rule.order))
    if rule.preceded is not None:
        yield _preceded(rule.preceded, clock, teller)
    if rule.followed is not None:
        yield _followed(rule.followed, clock, teller)
    for name in ("never", "once"):
        selector = getattr(rule, name)
        if selector is not None:
            yield teller.sentence(f"sequence.{name}", event=teller.selector(selector))
    for name in ("never_same", "same"):
        compared = getattr(rule, name)
        if compared is not None:
            first, second = map(teller.selector, compared.of)
            yield teller.sentence(f"sequence.{name}", first=first, second=second, by=teller.say(f"by.{compared.by}"))
    yield from teller.counting(rule.counting)
    if rule.until is not None:
        only = rule.never is not None and rule.order is None and rule.preceded is None and rule.followed is None
        code = "sequence.until.never" if only else "sequence.until"
        yield teller.sentence(code, event=teller.selector(rule.until))
    if rule.cancel is not None:
        yield teller.sentence("sequence.cancel", event=teller.selector(rule.cancel))
    if rule.on_reopen != "none":
        yield teller.sentence("sequence.on_reopen.new_cycle")


def _step(step: Step, clock: str, teller: Teller) -> str:
    said = teller.selector(step.selector)
    if step.within is None:
        return teller.say("sequence.step", step=said)
    return teller.say("sequence.step.within", step=said, within=teller.value(step.within), clock=clock)


def _preceded(said: Preceded, clock: str, teller: Teller) -> Sentence:
    within = "" if said.within is None else teller.say("preceded.within", within=teller.value(said.within) + clock)
    every, by = teller.selector(said.every), teller.selector(said.by)
    return teller.sentence("sequence.preceded", every=every, by=by, within=within)


def _followed(said: Followed, clock: str, teller: Teller) -> Sentence:
    limit = "" if said.within is None else _in_time(teller.value(said.within), clock, teller)
    if said.by_end_of is not None:
        limit += teller.say("followed.by_end_of", period=teller.value(said.by_end_of))
    if said.before is not None:
        limit += teller.say("followed.before", before=teller.selector(said.before))
    if said.about is not None:
        fields = teller.either(dict.fromkeys(map(teller.of_events(*said.by.patterns()).path, said.named_in)))
        limit += teller.say(
            "followed.about", about=teller.of_events(*said.begins.patterns()).value(said.about), fields=fields
        )
    if said.told_apart_by is not None:
        field = teller.of_events(*said.begins.patterns()).path(said.told_apart_by)
        limit += teller.say("followed.told_apart_by", field=field)
    how = "every" if said.every is not None else "some"
    every, by = teller.selector(said.begins), teller.selector(said.by)
    limit += "" if said.itself is None else teller.say("followed.itself")
    return teller.sentence(f"sequence.followed.{how}", every=every, by=by, limit=limit)


def _in_time(within: str, clock: str, teller: Teller) -> str:
    code = "followed.same_day" if within == span(SAME_DAY, teller.language) else "followed.within"
    return teller.say(code, within=within, clock=clock)


def manner(verdict: Verdict, /) -> Manner:
    """What its times mean hangs on what became of it."""
    return Manner.of_outcome(verdict.reason.code, verdict.started_us, verdict.stopped_us)
