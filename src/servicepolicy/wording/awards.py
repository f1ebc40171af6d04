"""Awards in words: what is due, what is on record, and every case behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from servicepolicy.wording.phrases import PHRASES
from servicepolicy.wording.terms import doubt, in_language, say, value_name
from servicepolicy.wording.times import moment, span

if TYPE_CHECKING:
    from servicepolicy.award import Award, AwardLine, What

__all__ = ["explain_award"]


def explain_award(award: Award, language: str = "en") -> str:
    """An award in words.

    Args:
        award: The award.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    title = (award.label.en, award.label.zh)[in_language(language)] or award.rule
    head = say(
        "award.head",
        language,
        status=say(f"status.{award.status.value}", language),
        title=title,
        clause=award.clause,
        subject=award.subject,
        period=award.period,
    )
    return "\n".join([head, *(f"  {line}" for line in _body(award, language) if line)])


def _body(award: Award, language: str) -> Iterator[str]:
    args: dict[str, object] = dict(award.reason.args)
    if award.doubts:
        args["facts"] = tuple(_doubt(name, language) for name in award.doubts)
    yield say(f"reason.{award.reason.code}", language, **args)
    if award.entitled:
        yield say("award.entitled", language, what=_listed(award.entitled, language))
    if award.recorded:
        yield say("award.recorded", language, what=_listed(award.recorded, language))
    if award.least != award.most:
        least, most = _listed(award.least, language), _listed(award.most, language)
        yield say("award.between", language, least=least, most=most)
    yield from (_line(line, award.label.zone, language) for line in award.lines)
    for value in award.values:
        name = value_name(value.name, language)
        yield say("award.value", language, name=name, value=span(value.value, language), origin=value.origin)


def _doubt(name: str, language: str) -> str:
    """A fact, with the subject on which it is missing."""
    subject, slash, fact = name.rpartition("/")
    return f"{subject}{'：' if language == 'zh' else ': '}{doubt(fact, language)}" if slash else doubt(name, language)


def _line(line: AwardLine, zone: str, language: str) -> str:
    number = ""
    if line.number is not None:
        code = f"award.number.{line.ground}"
        number = say(code, language, number=line.number) if code in PHRASES else ""
    where = "award.where.occurrence" if line.occurrence else "award.where"
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
    return told + "".join(_compared(line, zone, language))


def _score(line: AwardLine, language: str) -> str:
    code = f"award.score.{line.ground}"
    return say(code if code in PHRASES else "award.score", language, score=line.score) if line.score else ""


def _compared(line: AwardLine, zone: str, language: str) -> Iterator[str]:
    if line.entitled is not None:
        yield say("award.brings", language, what=_what(line.entitled, language))
        if line.to:
            yield say("award.to", language, pool=line.to)
    if line.recorded is not None:
        yield say("award.has", language, what=_what(line.recorded, language))
    if line.recorded_us is not None and line.recorded_us != line.at_us:
        yield say("award.on", language, at=moment(line.recorded_us, zone, language))
    if line.due_us is not None and line.status.value != "met":
        yield say("award.by", language, at=moment(line.due_us, zone, language))


def _what(what: What, language: str) -> str:
    """A code, several of which one is chosen, or an amount."""
    either = " 或 " if language == "zh" else " or "
    return str(what).replace("|", either)


def _listed(items: Iterable[What], language: str) -> str:
    told = ("、" if language == "zh" else ", ").join(_what(item, language) for item in items)
    return told or say("award.nothing", language)
