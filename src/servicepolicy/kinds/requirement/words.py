"""A requirement in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.requirement.rule import Requirement, Spoken
from servicepolicy.language.phrase import Phrase
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.terms import say
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("requirement", "要求")


def sentences(rule: Requirement, teller: Teller) -> Iterator[Sentence]:
    """What must hold, or must not, and when."""
    form = "at" if rule.at is not None else "throughout" if rule.throughout else "now"
    event = "" if rule.at is None else teller.selector(rule.at)
    speaking = teller if rule.at is None else teller.of_events(*(one for part in rule.at.parts for one in part))
    together = ".together" if len(rule.must_not.clauses) > 1 else ""
    codes = (rule.must, f"requirement.{form}"), (rule.must_not, f"requirement.{form}.not{together}")
    for condition, code in codes:
        if condition.clauses:
            yield teller.sentence(code, event=event, condition=speaking.condition(condition))
    for spoken in rule.spoken:
        yield from _spoken(spoken, teller)
    if rule.until is not None:
        yield teller.sentence("requirement.until", event=teller.selector(rule.until))
    if rule.cancel is not None:
        yield teller.sentence("requirement.cancel", event=teller.selector(rule.cancel))


def _spoken(spoken: Spoken, teller: Teller) -> Iterator[Sentence]:
    by = teller.listed(teller.say(f"speaker.{speaker}") for speaker in spoken.by)
    part = teller.say(f"spoken.part.{spoken.part}")
    for name, phrases in (("any", spoken.any_), ("all", spoken.all_), ("none", spoken.none_)):
        if phrases:
            share = spoken.share if name == "any" else None
            form = name if share is None else "share"
            written = "" if share is None else teller.value(share)
            said = teller.say(
                f"spoken.{form}", share=written, words=teller.listed(_phrase(phrase, teller) for phrase in phrases)
            )
            yield teller.sentence("spoken", by=by, part=part, said=said)
    if spoken.noted is not None:
        yield teller.sentence("spoken.noted", event=teller.selector(spoken.noted))
    if spoken.otherwise.clauses:
        yield teller.sentence("spoken.otherwise", condition=teller.condition(spoken.otherwise))


def _phrase(phrase: Phrase, teller: Teller) -> str:
    if phrase.form is None:
        named = f"words.{phrase.words}"
        name = say(named, teller.language) if named in PHRASES else teller.word(phrase.words or "")
        return teller.say("spoken.list", name=name)
    return f"“{teller.value(phrase.form)}”"


def manner(verdict: Verdict, /) -> Manner:
    """What its times mean hangs on how long it was so, or whether an act is judged."""
    if any(fact.role == "judged" for fact in verdict.facts):
        return Manner(way=".act")
    if verdict.stopped_us is not None or "open" in verdict.state:
        return Manner(way=f".{verdict.status.value}")
    return Manner()
