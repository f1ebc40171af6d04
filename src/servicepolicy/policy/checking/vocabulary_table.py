"""What is wrong with a table of a vocabulary although each part of it can be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.vocabulary_table import Called, EventSaid, FieldSaid, OwnTable, Table
from servicepolicy.models.vocabulary import code_lists, event_kinds, subjects, with_article
from servicepolicy.models.vocabulary._own import HOST

__all__ = ["TYPES", "mistakes_in", "own_mistakes_in"]

TYPES: Final = ("text", "code", "bool", "integer", "count", "decimal", "money", "instant", "date", "list")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def mistakes_in(table: Table, shared: Collection[str] = ()) -> Iterator[Found]:
    """Everything in a table that names what does not exist, is said twice, or is not of its language.

    Args:
        table: The table.
        shared: The names of lists of codes that stand elsewhere.
    """
    lists = (*table.codes, *shared)
    for name, listed in table.codes.items():
        if name in TYPES:
            yield Found("already-declared", ("codes", name), f"`{name}` is a type, and cannot name a list of codes")
        yield from _in_chinese({code: _zh(said) for code, said in listed.items()}, ("codes", name))
    groups: list[tuple[Path, Mapping[str, FieldSaid]]] = [(("header",), table.header), (("every",), table.every)]
    groups += [(("groups", name), fields) for name, fields in table.groups.items()]
    groups += [(("events", kind, "fields"), said.fields) for kind, said in table.events.items()]
    for path, fields in groups:
        for name, field in fields.items():
            yield from _field(name, field, lists, (*path, name))
    yield from _in_chinese({kind: said.zh for kind, said in table.events.items()}, ("events",), "zh")
    for kind, said in table.events.items():
        yield from _event(said, table, ("events", kind))


def _zh(said: str | Called) -> str:
    return said if isinstance(said, str) else said.zh


def _field(name: str, field: FieldSaid, lists: Collection[str], path: Path) -> Iterator[Found]:
    if field.type not in TYPES and field.type not in lists:
        help = did_you_mean(field.type, (*TYPES, *lists)) or f"one of {', '.join(f'`{one}`' for one in TYPES)}"
        yield Found("unknown-type", (*path, "type"), f"`{field.type}` is neither a type nor a list of codes", help)
    if field.default is not None and field.type != "bool":
        yield Found("wrong-type", (*path, "default"), f"`{name}` has a default, and is not of type bool")
    yield from _in_chinese({name: field.zh}, path[:-1], "zh")


def _event(said: EventSaid, table: Table, path: Path) -> Iterator[Found]:
    if said.group is not None and said.group not in table.groups:
        help = did_you_mean(said.group, table.groups) or "declare it under `groups`"
        yield Found("unknown-name", (*path, "group"), f"`{said.group}` is not a group of fields", help)
    shared = table.groups.get(said.group or "", {})
    own = {**table.every, **shared, **said.fields}
    for name in said.fields:
        if name in shared or name in table.every:
            message = f"`{name}` is a field of this event already"
            yield Found("already-declared", (*path, "fields", name), message, "take one of the two away")
    for field, target in said.sets.items():
        if field not in own:
            help = did_you_mean(field, own)
            yield Found("unknown-field", (*path, "sets", field), f"`{field}` is not a field of this event", help)
        if target not in table.header:
            help = did_you_mean(target, table.header)
            yield Found("unknown-field", (*path, "sets", field), f"`{target}` is not a field of the header", help)
        elif field in own and _holds(own[field]) != _holds(table.header[target]):
            message = f"`{field}` sets `{target}`, which is of another type"
            yield Found("wrong-type", (*path, "sets", field), message)
    for number, field in enumerate(said.always_sets):
        if field not in said.sets:
            message = f"`{field}` is always set, and sets nothing"
            yield Found("unknown-field", (*path, "always_sets", number), message, "say under `sets` what it sets")


def _holds(field: FieldSaid) -> tuple[str, bool]:
    return ("integer" if field.type == "count" else field.type), field.personal == "true"


def _in_chinese(called: Mapping[str, str], path: Path, key: str = "") -> Iterator[Found]:
    """Words that are not Chinese, and words that two names of one place share."""
    first: dict[str, str] = {}
    for name, zh in called.items():
        place = (*path, name, key) if key else (*path, name)
        if not _HAN.search(zh):
            yield Found("wrong-value", place, f"`{name}` has no Chinese word: `{zh}`")
        elif (other := first.setdefault(zh, name)) != name:
            yield Found("already-declared", place, f"`{name}` and `{other}` are both called `{zh}`")


def own_mistakes_in(subject: str, table: OwnTable, whole: OwnTable) -> Iterator[Found]:
    """Everything that is wrong with what a layer adds to the vocabulary of a subject; paths start at its table.

    Args:
        subject: The subject.
        table: What the layer says.
        whole: What all layers say.
    """
    if subject not in subjects():
        help = did_you_mean(subject, subjects()) or f"one of {', '.join(f'`{one}`' for one in subjects())}"
        yield Found("unknown-subject", (), f"`{subject}` is not a subject", help)
        return
    shared = code_lists(subject)
    for name in table.codes:
        if name in TYPES or name in shared:
            message = f"`{name}` is a type or a list of codes already"
            yield Found("already-declared", ("codes", name), message, "give the list another name")
    lists = (*whole.codes, *shared)
    yield from _own_fields(table.header, lists, ("header",))
    known = event_kinds(subject)
    for kind, event in table.events.items():
        yield from _own_name(kind, "event", ("events", kind))
        for name, field in event.fields.items():
            yield from _field(name, field, lists, ("events", kind, "fields", name))
            yield from _shown(name, field, ("events", kind, "fields", name))
    for kind, fields in table.fields.items():
        if kind not in known:
            message = f"`{kind}` is not an event of {with_article(subject)}"
            help = did_you_mean(kind, known) or "fields of your own events stand with these, under `events`"
            yield Found("unknown-event", ("fields", kind), message, help)
        yield from _own_fields(fields, lists, ("fields", kind))
    for name, meant in table.synonyms.items():
        yield from _own_name(name, "event", ("synonyms", name))
        if name in whole.events:
            message = f"`{name}` is an event of your own already"
            yield Found("already-declared", ("synonyms", name), message, "take one of the two away")
        if meant not in known and meant not in whole.events:
            message = f"`{meant}` is not an event of {with_article(subject)}"
            yield Found("unknown-event", ("synonyms", name), message, did_you_mean(meant, (*known, *whole.events)))


def _own_fields(fields: Mapping[str, FieldSaid], lists: Collection[str], path: Path) -> Iterator[Found]:
    for name, field in fields.items():
        yield from _own_name(name, "field", (*path, name))
        yield from _field(name, field, lists, (*path, name))
        yield from _shown(name, field, (*path, name))


def _own_name(name: str, what: str, path: Path) -> Iterator[Found]:
    if not name.startswith(HOST) or name == HOST:
        message = f"`{name}` is not a name for {with_article(what)} of your own"
        yield Found("not-a-name", path, message, f"begin it with `{HOST}`: `{HOST}{name}`")


def _shown(name: str, field: FieldSaid, path: Path) -> Iterator[Found]:
    if field.en is None:
        yield Found("missing-key", path, f"`{name}` has no English word", "say under `en` what it is called")
    if field.type == "text" and field.personal == "false":
        message = f"`{name}` is text, which may tell about a customer, and is always personal"
        yield Found("illegal-combination", (*path, "personal"), message, "make it a `code`, or leave it personal")
    for key in ("dated", "default", "lasts_until", "told_apart_by", "role_of", "unit_of", "people"):
        if getattr(field, key):
            yield Found("unknown-key", (*path, key), f"`{key}` is not for fields of your own", "take it away")
