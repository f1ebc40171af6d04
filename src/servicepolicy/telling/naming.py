"""What the things of a policy are called where a verdict, a finding or an award speaks of them: clauses, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from servicepolicy.language.label import Label
from servicepolicy.language.period import Period
from servicepolicy.models.vocabulary._own import OwnVocabulary
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.phrases.teller import Teller
from servicepolicy.phrases.terms import doubt, in_language, say, value_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from servicepolicy.language.label import Label, Titles
    from servicepolicy.models.vocabulary._tables import Words
    from servicepolicy.results.verdict import Applied

__all__ = ["cited", "doubt_in_words", "own_acts", "part_name", "quoted", "teller_of", "value_in_words", "who_filled"]

_ALWAYS = Period()
_RESULT = re.compile(r"(?P<rule>[a-z0-9.-]+) of (?P<subject>.+)", re.ASCII)


def teller_of(label: Label, language: str) -> Teller:
    """Says the conditions of an edition with its values and its names.

    Args:
        label: What a verdict is told with.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    named = label.named
    if named is None:
        return Teller(language, {}, roles=_called(label.roles, language), about=label.about)
    return Teller(
        language,
        {name: ((form, _ALWAYS),) for name, form in named.values.items()},
        rules=_called(named.rules, language),
        roles=_called(label.roles, language),
        facts=_called(named.facts, language),
        about=label.about,
        own=OwnVocabulary(named.own),
    )


def _called(titles: Titles, language: str) -> dict[str, str]:
    place = in_language(language)
    return {name: title[place] for name, title in titles.items() if title[place]}


def own_acts(label: Label) -> Mapping[str, Words]:
    """What a policy's own events on the subject are called, by their kinds."""
    own = {} if label.named is None else label.named.own
    return own[label.about].kind_words if label.about in own else {}


def part_name(id: str, label: Label, language: str) -> str:
    """What an indicator is called: its title, else its id in words."""
    return label.parts.get(id, ("", ""))[in_language(language)] or teller_of(label, language).indicator(id)


def who_filled(who: str, label: Label, language: str) -> str:
    """Who filled a blank: a profile by its title, the caller; others by their ids."""
    if f"who.{who}" in PHRASES:
        return say(f"who.{who}", language)
    titles = label.named.fillers if label.named is not None else {}
    return titles.get(who, ("", ""))[in_language(language)] or who


def value_in_words(value: Applied, name: str, label: Label, language: str) -> tuple[str, str]:
    """What a value is called, and the value: a field that is compared by its own words, with its unit and its codes."""
    called = value_name(name, language)
    if called != name or label.named is None:
        return called, value.value
    teller = attrs.evolve(teller_of(label, language), asked=value.name)
    low, to, high = value.value.partition(" to ")
    if to and low.isdigit():
        told = teller.say("value.range", low=low, high=high)
    else:
        told = teller.listed(map(teller.outright, value.value.split(", ")))
    return teller.path(value.name), teller.measured(told)


def doubt_in_words(name: str, label: Label, language: str) -> str:
    """A fact that would settle an unknown; what another rule found goes by the rule's title."""
    found = _RESULT.fullmatch(name)
    titles = label.named.rules if label.named is not None else {}
    if found is not None and found["rule"] in titles:
        title = titles[found["rule"]][in_language(language)] or found["rule"]
        return say("doubt.result", language, rule=title, subject=found["subject"])
    of_code = name.removeprefix("code ")
    title = None if label.named is None else label.named.facts.get(of_code)
    if title is not None and title[in_language(language)]:
        called = title[in_language(language)]
        return called if name == of_code else say("doubt.code", language, field=called)
    return doubt(name, language, label.about)


def cited(clauses: Iterable[str], label: Label, language: str) -> tuple[str, ...]:
    """Clauses by their ids, each with where it stands in the source, where the policy says so."""
    known = {} if label.named is None else label.named.clauses
    return tuple(
        say("clause.at", language, clause=clause, at=known[clause][0]) if known.get(clause, ("", ""))[0] else clause
        for clause in clauses
    )


def quoted(clauses: Iterable[str], label: Label, language: str) -> Iterator[str]:
    """The sentences of the source, where somebody supplied them."""
    known = {} if label.named is None else label.named.clauses
    for clause in clauses:
        text = known.get(clause, ("", ""))[1]
        if text:
            yield say("clause.text", language, clause=clause, text=text)
