"""What each rule of a policy means, with all that it rests on: rules that mean the same judge the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from servicepolicy.language.bound.fillings import Filling
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.versions.digest import plain_parts

__all__ = ["EVERYWHERE", "Meanings", "meanings_of"]

_WORDS: Final = ("id", "title", "clause")  # what it is called and where it stands in its source: no verdict hangs on it
_NAMED: Final = ("values", "facts", "calendars")
EVERYWHERE: Final = ("timezone", "in_force", "pin", "counting", "roles", "vocabulary")  # every rule may hang on it


@attrs.frozen
class Meanings:
    """What a policy says, part by part, and what each rule means.

    Attributes:
        parts: By section (`values`, `rules`, `facts`, `calendars`, and what concerns every rule), then by name, what is
            said as plain data in canonical writing.
        rules: By the id of each rule, a text that is the same where the rule judges the same, whatever its id.
        named: By the id of each rule, the names of all that it rests on, directly or through others, itself included.
    """

    parts: Mapping[str, Any]
    rules: Mapping[str, str]
    named: Mapping[str, frozenset[str]]


def meanings_of(document: PolicyDocument, fillings: Mapping[str, Filling]) -> Meanings:
    """What a policy means.

    The meaning of a rule holds the rule, and everything that it names, directly or through others: blanks with what
    fills them, computed facts, calendars, other rules. A name that only looks like one of these makes two meanings
    differ that do not, never the other way round.
    """
    written = plain_parts(document, fillings)
    shared: dict[str, Any] = {name: written[name] for name in EVERYWHERE if name in written}
    rules = {
        rule["id"]: {key: said for key, said in rule.items() if key not in _WORDS} for rule in written.get("rules", ())
    }
    sections = {"values": written.get("fills", {}), "rules": rules, **{one: written.get(one, {}) for one in _NAMED[1:]}}
    known: dict[str, list[tuple[str, Any]]] = {}
    for section, said in sections.items():
        for name, part in said.items():
            known.setdefault(name, []).append((section, part))
    every = sorted(sections["calendars"])
    direct = {name: frozenset(_names(held, known, every)) for name, held in known.items()}
    named = {name: _reached(name, direct) for name in rules}
    texts = {name: _text([shared, said, *_rest(name, named[name], known)]) for name, said in rules.items()}
    return Meanings({**shared, **sections}, texts, named)


def _rest(
    rule: str, named: frozenset[str], known: Mapping[str, list[tuple[str, Any]]]
) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """What a rule rests on but itself."""
    for name in sorted(named):
        held = [(section, said) for section, said in known[name] if (name, section) != (rule, "rules")]
        if held:
            yield name, held


def _text(whole: Any) -> str:
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _names(said: Any, known: Mapping[str, Any], calendars: list[str]) -> Iterator[str]:
    """The things of the policy that plain data names, as text, as a key, or as a part of a path."""
    match said:
        case Mapping():
            for key, held in said.items():
                yield from _names(key, known, calendars)
                yield from _names(held, known, calendars)
        case list() | tuple():
            for held in said:
                yield from _names(held, known, calendars)
        case str():
            if said == "unit":  # the calendar of whichever unit it is
                yield from calendars
            yield from (part for part in {said, *said.split(".")} if part in known)
        case _:
            return


def _reached(name: str, named: Mapping[str, frozenset[str]]) -> frozenset[str]:
    reached, ahead = {name}, [name]
    while ahead:
        for one in named[ahead.pop()]:
            if one not in reached:
                reached.add(one)
                ahead.append(one)
    return frozenset(reached)
