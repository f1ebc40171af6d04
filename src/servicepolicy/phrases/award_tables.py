"""Tables and ladders of awards, and what fills the blanks of a policy, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from servicepolicy.language.award_tables import Bracket, Entitlement, Rung, parse_ladder, parse_table
from servicepolicy.language.measure import exactly
from servicepolicy.language.value import Blank, Choose, Literal, ValueForm
from servicepolicy.phrases.teller import Teller

__all__ = ["band_words", "counted_band_words", "entitled_to", "one_entitlement", "rows_of", "rung_words", "told_value"]

Row = Callable[[Any, Teller], str]


def told_value(form: ValueForm, kind: str, teller: Teller) -> tuple[str, ...]:
    """What fills a blank of a kind such as `span`: one line, or the rows of `bands` or of a `ladder`."""
    match kind, form:
        case "bands", _:
            return tuple(rows_of(form, teller, parse_table, band_words))
        case "ladder", _:
            return tuple(rows_of(form, teller, parse_ladder, rung_words))
        case "range", Literal(list() | tuple() as ends) if len(ends) == 2:
            low, high = map(teller.outright, ends)
            return (teller.say("value.range", low=low, high=high),)
        case _:
            return (teller.value(form),)


def one_entitlement(raw: Any) -> tuple[Entitlement]:  # anything that a document may say
    """An entitlement outright, as a table of one row."""
    return (Entitlement.parse(raw),)


def rows_of(form: ValueForm, teller: Teller, parse: Callable[[Any], tuple[Any, ...]], row: Row) -> Iterator[str]:
    """The rows of a table or ladder, whatever fills it, each with its dates and its condition."""
    match form:
        case Literal(raw):
            yield from (row(one, teller) for one in parse(raw))
        case Blank(name):
            dated = teller.values.get(name, ())
            if not dated:
                yield teller.value(form)
            for filled, period in dated:
                yield from (teller.dated(text, period) for text in rows_of(filled, teller, parse, row))
        case Choose(options):
            for option in options:
                for text in rows_of(option.value, teller, parse, row):
                    if option.when is None:
                        yield teller.say("value.otherwise", value=text)
                    else:
                        yield teller.say("rung.where", condition=teller.condition(option.when), text=text)
        case _:
            yield teller.value(form)


def entitled_to(entitles: Entitlement, teller: Teller) -> str:
    """What somebody has a right to, or has coming."""
    if entitles.money is not None:
        return str(entitles.money)
    if not entitles.codes:
        return teller.say("value.none")
    return teller.say("event.or").join(teller.word(code) for code in entitles.codes)


def rung_words(rung: Rung, teller: Teller) -> str:
    """One rung of a ladder. Nobody is dismissed twice: such a rung is the last time, not each from then on."""
    once = rung.last == rung.first or rung.entitles.codes == ("dismissal",)
    code = "rung.one" if once else "rung.on" if rung.last is None else "rung.some"
    to = "" if rung.to is None else teller.say("rung.to", pool=teller.word(rung.to))
    first, last = teller.ordinal(rung.first), "" if rung.last is None else teller.ordinal(rung.last)
    return teller.say(code, first=first, last=last, what=entitled_to(rung.entitles, teller), to=to)


def counted_band_words(band: Bracket, teller: Teller) -> str:
    """One band of a table by how often something was: below one is never."""
    if band.low is None and band.high is not None and (exactly(band.high), band.high_in) in (("1", False), ("0", True)):
        return teller.say("band.never", what=entitled_to(band.entitles, teller))
    return band_words(band, teller)


def band_words(band: Bracket, teller: Teller) -> str:
    """One band of a table."""
    what = entitled_to(band.entitles, teller)
    if band.low is not None and band.low == band.high:
        return teller.say("band.is", low=exactly(band.low), what=what)
    low = "" if band.low is None else teller.say("band.ge" if band.low_in else "band.gt", value=exactly(band.low))
    high = "" if band.high is None else teller.say("band.le" if band.high_in else "band.lt", value=exactly(band.high))
    return teller.say("band.open", low=low.rstrip() if not high else low, high=high, what=what)
