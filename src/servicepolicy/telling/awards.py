"""Awards in words: what is due, what is on record, and every case behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import attrs

from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.phrases.codes import code_word
from servicepolicy.phrases.terms import listed, role, say, titled, value_name
from servicepolicy.phrases.times import last_moment, moment, period
from servicepolicy.telling.naming import cited, doubt_in_words
from servicepolicy.telling.scores import doubts_in_words, figure
from servicepolicy.telling.verdicts import value_said

if TYPE_CHECKING:
    from servicepolicy.language.label import Label
    from servicepolicy.results.award import Award, AwardLine, What

__all__ = ["explain_award"]

Word: TypeAlias = Callable[[str], str]
_TABLES = ("ladder", "table", "entitles", "repeat")  # values that say what is brought
_INSTANT = re.compile(r"[0-9]{8}T[0-9.]+Z(#[0-9]+)?", re.ASCII)  # it is told as a time already
_BOUND = re.compile(r"(?P<sign>[<>≤≥])(?P<value>[0-9.]+)", re.ASCII)
_SIGNS = {"<": "lt", ">": "gt", "≤": "le", "≥": "ge"}
_TIMES = re.compile(r"(?P<first>\d+)((?P<on>\+)|-(?P<last>\d+))?", re.ASCII)


def explain_award(award: Award, language: str = "en") -> str:
    """An award in words.

    Args:
        award: The award.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    head = say(
        "award.head",
        language,
        status=say(f"status.{award.status.value}", language),
        title=titled(award.label, language) or award.rule,
        clause=cited(award.clause, award.label, language),
        subject=award.subject,
        period=period(award.period, language),
    )
    return "\n".join([head, *(f"  {line}" for line in _body(award, language) if line)])


def _body(award: Award, language: str) -> Iterator[str]:
    args: dict[str, object] = dict(award.reason.args)
    if award.doubts:
        args["facts"] = _doubts(award.doubts, award.label, language)
    elif isinstance(facts := args.get("facts"), tuple):
        args["facts"] = _doubts([str(name) for name in facts], award.label, language)
    if "period" in args:
        args["period"] = period(str(args["period"]), language)
    if award.reason.code == "either_way":
        codes = dict(award.reason.args).get("codes")
        ways = (say(f"reason.{code}", language) for code in (codes if isinstance(codes, tuple) else ()))
        args["either"] = say("word.or_else", language).join(ways)
    yield say(f"reason.{award.reason.code}{'.codes' if 'either' in args else ''}", language, **args)
    word = _words(award, language)
    if award.entitled:
        yield say("award.entitled", language, what=_listed(award.entitled, language, word))
    if award.recorded:
        yield say("award.recorded", language, what=_listed(award.recorded, language, word))
    if award.least != award.most:
        least, most = _listed(award.least, language, word), _listed(award.most, language, word)
        yield say("award.between", language, least=least, most=most)
    yield from (_line(line, award.label.zone, language, word) for line in award.lines)
    for value in award.values:
        told = attrs.evolve(value, value=_steps(value.value, language)) if value.name in _TABLES else value
        if value.name == "window" and f"window.{value.value}" in PHRASES:
            told = attrs.evolve(value, value=say(f"window.{value.value}", language))
        yield value_said(told, value_name(value.name, language), told.value, award.label, language)


def _words(award: Award, language: str) -> Word:
    """What the codes of an award are called: a promotion leads to a post, everything else brings what it is."""
    promoted = any(line.ground == "promotion" for line in award.lines)

    def word(code: str) -> str:
        return (
            role(code, award.label.roles, language)
            if promoted or code in award.label.roles
            else code_word(code, language)
        )

    return word


def _doubts(names: Sequence[str], label: Label, language: str) -> tuple[str, ...]:
    return doubts_in_words(names, lambda fact: doubt_in_words(fact, label, language), language)


def _line(line: AwardLine, zone: str, language: str, word: Word) -> str:
    number = ""
    if line.number is not None:
        code = f"award.number.{line.ground}"
        number = say(code, language, number=line.number) if code in PHRASES else ""
    where = "award.where.occurrence" if line.occurrence and not _INSTANT.fullmatch(line.occurrence) else "award.where"
    told = say(
        "award.line",
        language,
        at="" if line.at_us is None else moment(line.at_us, zone, language),
        ground=say(f"ground.{line.ground}", language),
        number=number,
        score=_score(line, language),
        where=say(where, language, subject=line.subject, occurrence=line.occurrence),
        outcome=say(f"reason.{line.code}", language),
    )
    return told + "".join(_compared(line, zone, language, word))


def _score(line: AwardLine, language: str) -> str:
    if not line.score:
        return ""
    code = f"award.score.{line.ground}"
    # A third has no end: people read two places. The balance of a pool is an amount and stays as it is.
    shown = figure(Fraction(line.score), "", language) if "/" in line.score else line.score
    return say(code if code in PHRASES else "award.score", language, score=shown)


def _compared(line: AwardLine, zone: str, language: str, word: Word) -> Iterator[str]:
    if line.entitled is not None:
        yield say("award.brings", language, what=_what(line.entitled, language, word))
        if line.to:
            yield say("award.to", language, pool=code_word(line.to, language))
    if line.recorded is not None:
        yield say("award.has", language, what=_what(line.recorded, language, word))
    if line.recorded_us is not None and line.recorded_us != line.at_us:
        yield say("award.on", language, at=moment(line.recorded_us, zone, language))
    if line.due_us is not None and line.status.value != "met":
        yield say("award.by", language, at=last_moment(line.due_us, zone, language))


def _what(what: What, language: str, word: Word) -> str:
    """A code, several of which one is chosen, or an amount."""
    if not isinstance(what, str):
        return str(what)
    either = "或" if language == "zh" else " or "
    return either.join(say("award.nothing", language) if code == "none" else word(code) for code in what.split("|"))


def _steps(written: str, language: str) -> str:
    """A ladder or a table: `1: reminder; 2+: 10 CNY` is said `time 1: reminder; from time 2 on: 10 CNY`."""
    return ("；" if language == "zh" else "; ").join(_step(part, language) for part in written.split("; "))


def _step(written: str, language: str) -> str:
    times, colon, what = written.partition(": ")
    told = _what(what or times, language, lambda code: code_word(code, language))
    if not colon:
        return told
    found = _TIMES.fullmatch(times)
    if found is None:
        bounds = (
            say(f"award.band.{_SIGNS[one['sign']]}", language, value=one["value"]) for one in _BOUND.finditer(times)
        )
        return say("award.band", language, band=listed(bounds, language) or times, what=told)
    first, last = found["first"], found["last"]
    code = "award.times.from" if found["on"] else "award.times" if last else "award.times.one"
    return say(code, language, first=first, last=last, what=told)


def _listed(items: Iterable[What], language: str, word: Word) -> str:
    told = ("、" if language == "zh" else ", ").join(_what(item, language, word) for item in items)
    return told or say("award.nothing", language)
