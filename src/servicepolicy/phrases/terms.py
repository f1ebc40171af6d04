"""The small parts of a sentence: names of values, doubts, tiers, people, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from servicepolicy.errors import UsageError, visible
from servicepolicy.language.label import LANGUAGES, Label
from servicepolicy.language.rule import Title
from servicepolicy.models.vocabulary import header_fields, subjects, usual_roles
from servicepolicy.phrases.acts import act, field
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.phrases.codes import code_word
from servicepolicy.phrases.times import amounts

__all__ = [
    "LANGUAGES",
    "Titles",
    "doubt",
    "in_language",
    "known",
    "listed",
    "role",
    "roles_in",
    "say",
    "tier",
    "titled",
    "value_name",
]

Titles: TypeAlias = Mapping[str, tuple[str, str]]
"""What a policy calls its roles: English and Chinese title by id."""

_WORD = re.compile(r"[^\s,、]+")
_HAN_APART = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")

_PLACED = re.compile(r"(?P<list>[a-z_]+)\[(?P<number>[0-9]+)\]\.(?P<key>[a-z_]+)")
_OF_EVENT = re.compile(r"(?P<event>[0-9]+)\.(?P<field>.+)")
_OF_ORGANISATION = re.compile(r"organisation\.(?P<event>[0-9]+)\.(?P<field>.+)")
_CODE = "code "  # before the name of a field whose code nobody declared
_CALENDAR = re.compile(r"calendar (?P<calendar>.+) (?P<year>[0-9]{4})")


def in_language(language: str) -> int:
    """The place of a language in a pair of phrases.

    Raises:
        UsageError: There are no words in that language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"no words in language `{language}`: there are {', '.join(f'`{name}`' for name in LANGUAGES)}")
    return LANGUAGES.index(language)


def titled(named: Title | Label | None, language: str) -> str:
    """What something is called in a language; nothing where it has no title there.

    Raises:
        UsageError: There are no words in that language.
    """
    return "" if named is None else (named.en, named.zh)[in_language(language)]


def known(*codes: str) -> str:
    """The first of several codes that has a phrase, else the last."""
    return next((code for code in codes if code in PHRASES), codes[-1])


def say(code: str, language: str, **args: object) -> str:
    """What a code says; what the phrase names and is not given stays empty.

    Args:
        code: The code.
        language: `en` or `zh`.
        args: What the phrase names.
    """
    pair = PHRASES.get(code)
    if pair is None:
        return code.rpartition(".")[2].replace("_", " ")
    written = {
        name: listed(arg, language) if isinstance(arg, tuple) else visible(str(arg)) for name, arg in args.items()
    }
    said = amounts(pair[in_language(language)].format_map(_Given(written)), language)
    return _HAN_APART.sub("", said) if language == "zh" else said  # blanks set off ids and numbers, not words


class _Given(dict[str, str]):
    """Arguments of a phrase."""

    def __missing__(self, key: str) -> str:
        return ""


def listed(items: Iterable[object], language: str, zh: str = "、", en: str = ", ") -> str:
    """Several things, one after the other, with what stands between them in each language."""
    return (zh if language == "zh" else en).join(str(item) for item in items)


_NAMED: Mapping[str, Callable[[str, str], str]] = {
    "event ": lambda kind, language: say("doubt.act", language, act=act(kind, language)),
    "value ": lambda value, language: say("doubt.value", language, value=value),
    "rater ": lambda rater, language: say("score.rater", language, rater=code_word(rater, language, "rater")),
    "organisation.members ": lambda team, language: say("doubt.members", language, team=code_word(team, language)),
    "organisation.units ": lambda unit, language: say("doubt.organisation_unit", language, unit=unit),
    "unit.calendar ": lambda unit, language: say("doubt.unit_calendar", language, unit=unit),
    "calendars ": lambda calendar, language: say("doubt.calendars", language, calendar=calendar),
}


def doubt(name: str, language: str, subject: str = "") -> str:
    """A fact that would settle an unknown: `kind of event 3`; of a header, whose is known if its `subject` is."""
    forms: Mapping[str, re.Pattern[str]] = {
        "organisation": _OF_ORGANISATION,
        "event": _OF_EVENT,
        "calendar": _CALENDAR,
    }
    for form, pattern in forms.items():
        if found := pattern.fullmatch(name):
            parts = found.groupdict()
            if parts.get("field", "").startswith(_CODE):
                parts["field"] = field(parts["field"].removeprefix(_CODE), language)
                return say("doubt.code", language, field=say(f"doubt.{form}", language, **parts))
            own = f"doubt.{form}.{parts.get('field')}"
            if own in PHRASES:
                return say(own, language, **parts)
            if "field" in parts:
                parts["field"] = _meant(parts["field"], language)
            if "calendar" in parts:
                parts["calendar"] = code_word(parts["calendar"], language)
            return say(f"doubt.{form}", language, **parts)
    if name == "date_only":
        return say("doubt.date_only", language)
    for root, told in _NAMED.items():
        if name.startswith(root):
            return told(name.removeprefix(root), language)
    of_header = subject in subjects() and name in header_fields(subject)  # `kind` is an incident's before an actor's
    if f"doubt.field.{name}" in PHRASES and not of_header:
        return say(f"doubt.field.{name}", language)
    return _meant(name, language, subject)


def _meant(name: str, language: str, subject: str = "") -> str:
    """A field, or what a code of it means that nobody declared."""
    if name.startswith(_CODE):
        return say("doubt.code", language, field=field(name.removeprefix(_CODE), language, subject))
    return field(name, language, subject)


def role(name: str, titles: Titles, language: str) -> str:
    """What a role is called; one without a title as in most banks, else by its id."""
    title = titles.get(name, ("", ""))[in_language(language)]
    return title or (code_word(name, language, "role") if name in usual_roles() else name)


def roles_in(text: str, titles: Titles, language: str) -> str:
    """A text with every role in it by its title: `president or engineer`."""
    said = _WORD.sub(lambda found: role(found[0], titles, language), text)
    return said.replace(" or ", "或").replace(" and ", "和") if language == "zh" else said


def value_name(name: str, language: str) -> str:
    """What a value of a rule is called: `within` is the time allowed, `tiers[2].gt` the bound of the second tier."""
    if found := _PLACED.fullmatch(name):
        code = f"name.{found['list']}.{found['key']}"
        return say(code, language, number=found["number"]) if code in PHRASES else name
    return say(f"name.{name}", language) if f"name.{name}" in PHRASES else name


def tier(written: str, language: str, titles: Titles, *, licence: bool = False) -> str:
    """A tier: `gt 50000 CNY: supervising-leader` is said as `above 50000 CNY, approval by supervising leader`."""
    band, _, approvers = written.rpartition(": ")
    parts: list[str] = []
    if band.startswith("role "):
        roles, band = _roles_of(band.removeprefix("role "))
        parts.append(say("tier.role", language, roles=_joined(roles, language, titles)))
    words = band.split()
    for place, word in enumerate(words):
        if f"tier.{word}" in PHRASES and word != "any":
            parts.append(say(f"tier.{word}", language, money=" ".join(words[place + 1 : place + 3])))
    if words == ["any"]:
        parts.append(say("tier.any", language))
    if approvers == "none":
        parts.append(say("tier.none", language))
    else:
        code = "tier.licence" if licence else "tier.approval"
        parts.append(say(code, language, roles=_joined(approvers, language, titles)))
    return ("，" if language == "zh" else ", ").join(parts)


def _roles_of(text: str) -> tuple[str, str]:
    """The roles at the beginning of a band, and the rest, which begins with a bound."""
    found = re.search(r" (gt|ge|lt|le|any)(?= |$)", text)
    return (text, "") if found is None else (text[: found.start()], text[found.start() + 1 :])


def _joined(written: str, language: str, titles: Titles) -> str:
    """Roles with the word that joins them: `a or b`, `a and b`, `a then b`."""
    for word in ("or", "and", "then"):
        roles = [role(name, titles, language) for name in written.split(f" {word} ")]
        if len(roles) > 1:
            joined = say(f"word.{word}", language)
            before = joined if word == "then" else listed(("", ""), language)
            return joined.join([before.join(roles[:-1]), roles[-1]])
    return role(written, titles, language)
