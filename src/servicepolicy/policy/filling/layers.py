"""Layers: a bank's policy stands on the group's, a branch's on the bank's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.rule import Rule
from servicepolicy.language.vocabulary_table import OwnTable
from servicepolicy.policy.filling.offices import (
    alike,
    amounts_otherwise,
    counted_otherwise,
    left_open,
    only_titled,
    retitled,
    said_below,
)
from servicepolicy.policy.reading.document import PolicyDocument, Role
from servicepolicy.policy.reading.read_document import Draft
from servicepolicy.worktime import WorkCalendar

__all__ = ["Layer", "may_replace", "merged"]

_ADDED: Final = ("calendars", "roles", "blanks", "facts")
_NAMES: Final = ("codes", "words", "header", "events", "synonyms")  # of the vocabulary of a subject
_STRICTER: Final = ("open", "tighten_only", "closed")
_ZONE: Final = "leave `timezone` to the layer below, or say `layers: open` of all its calendars there"
_ADDS: Final = "a layer adds, it does not replace"
_INSTEAD: Final = {
    "blanks": "fill a blank of the layer below under `values`",
    "calendars": "a layer replaces a calendar that says `layers: open` below; else give it a name of its own",
    "roles": "a layer adds roles, and says of one below nothing but its `title`",
}
# What changes the meaning of rules that stand below.
_MEANING: Final = ("counting", "pin", "in_force", "currency", "amounts")
_TAKEN_OVER: Final = (
    "title",
    "source",
    "source_note",
    "timezone",
    "in_force",
    "published",
    "pin",
    "counting",
    "currency",
)


@attrs.frozen(eq=False)
class Layer:
    """One document of a chain.

    Args:
        id: Id of its policy.
        draft: What could be read of it.
    """

    id: str
    draft: Draft


def merged(layers: list[Layer]) -> tuple[Draft, list[Problem]]:
    """The layers put together, the lowest first.

    A layer adds rules, blanks, facts, roles and calendars and fills in values. Of a layer below it replaces
    the calendars that are left open, and says otherwise what roles are called; no other part.

    Returns:
        The whole, and where a layer declares what a layer below has declared already.
    """
    whole = alike(layers[0].draft, {})
    problems: list[Problem] = []
    for section, help in (("clocks", "say `clock` in the rules"), ("amounts", "say the amount in the rules")):
        for name in getattr(whole.document, section):
            message = f"`{section}` is about the rules of a layer below, and there is none"
            problems.append(Problem("no-layer-below", whole.source.where((section, name), key=True), message, help))
    for layer in layers[1:]:
        told = len(layer.draft.problems)
        draft = alike(layer.draft, whole.document.calendars)
        problems.extend(draft.problems[told:])
        whole, clashes = _on_top(whole, attrs.evolve(layer, draft=draft))
        problems.extend(clashes)
    return whole, problems


def _on_top(below: Draft, layer: Layer) -> tuple[Draft, list[Problem]]:
    upper = layer.draft
    base, own = below.document, upper.document
    problems = [
        *_clashes(below, layer),
        *_forbidden(below, layer),
        *counted_otherwise(base, upper),
        *amounts_otherwise(base, upper),
    ]
    update: dict[str, Any] = {name: {**getattr(base, name), **getattr(own, name)} for name in _ADDED}
    update["vocabulary"] = {
        **base.vocabulary,
        **{subject: _joined(base.vocabulary.get(subject), table) for subject, table in own.vocabulary.items()},
    }
    update["calendars"] = {**base.calendars, **{name: _stays_open(base, name, own) for name in own.calendars}}
    update["roles"] = {**base.roles, **{name: _called(base, name, own) for name in own.roles}}
    rules, facts = said_below(base, own)
    update["rules"], update["facts"] = (*rules, *own.rules), {**facts, **own.facts}
    update["clocks"], update["amounts"] = {}, {}
    update["open_acts"] = tuple(dict.fromkeys((*base.open_acts, *own.open_acts)))
    update["slas"] = (*base.slas, *own.slas)
    update["statements"] = (*base.statements, *own.statements)
    update["clauses"] = {**base.clauses, **own.clauses}
    update["chapters"] = {**base.chapters, **own.chapters}
    for name in _TAKEN_OVER:
        if name not in own.model_fields_set:
            update[name] = getattr(base, name)
    update["layers"] = max(base.layers, own.layers, key=_STRICTER.index)
    document = own.replaced(**update, values={})
    declared = {
        section: {**below.declared.get(section, {}), **upper.declared.get(section, {})}
        for section in {*below.declared, *upper.declared}
    }
    sources = [*(below.sources or [below.source] * len(base.rules)), *([upper.source] * len(own.rules))]
    lower = {
        section: {
            name: below.lower.get(section, {}).get(name, below.source)
            for name in getattr(base, section)
            if name not in upper.declared.get(section, {})
        }
        for section in _ADDED
    }
    spots = (*below.spots, *upper.spots)
    return Draft(document, upper.source, [], declared, spots, sources=sources, lower=lower), problems


def _stays_open(base: PolicyDocument, name: str, own: PolicyDocument) -> WorkCalendar:
    """A calendar of a layer; in place of one that is left open, it is left open too, unless it says otherwise."""
    calendar = own.calendars[name]
    if left_open(base, name) and "layers" not in calendar.model_fields_set:
        return calendar.replaced(layers="open")
    return calendar


def _called(base: PolicyDocument, name: str, own: PolicyDocument) -> Role:
    """A role of a layer, or one of a layer below by another title."""
    role = own.roles[name]
    return retitled(base.roles[name], role) if name in base.roles and only_titled(role) else role


def _may_say(base: PolicyDocument, section: str, name: str, own: PolicyDocument) -> bool:
    """Whether a layer may say something of what a layer below declares."""
    if section == "calendars":
        return left_open(base, name)
    if section != "roles" or base.layers == "closed":
        return False
    return name not in own.roles or only_titled(own.roles[name])  # what cannot be read is told as that


def _joined(below: OwnTable | None, above: OwnTable) -> OwnTable:
    """What two layers add to the vocabulary of one subject."""
    if below is None:
        return above
    update: dict[str, Any] = {name: {**getattr(below, name), **getattr(above, name)} for name in _NAMES}
    kinds = {*below.fields, *above.fields}
    update["fields"] = {kind: {**below.fields.get(kind, {}), **above.fields.get(kind, {})} for kind in sorted(kinds)}
    return above.model_copy(update=update)


def _twice_named(below: PolicyDocument, upper: Draft) -> Iterator[Problem]:
    """Names of the vocabulary that a layer declares although one below has."""
    for subject, table in upper.document.vocabulary.items():
        base = below.vocabulary.get(subject)
        if base is None:
            continue
        said = [
            (section, name) for section in _NAMES for name in getattr(table, section) if name in getattr(base, section)
        ]
        paths: list[tuple[str, ...]] = [*said]
        paths += [
            ("fields", kind, name)
            for kind, fields in table.fields.items()
            for name in fields
            if name in base.fields.get(kind, {})
        ]
        for path in paths:
            where = upper.source.where(("vocabulary", subject, *path), key=True)
            message = f"`{path[-1]}` is declared in `{below.policy}` already"
            yield Problem("already-declared", where, message, "a layer adds, it does not replace")


def _clashes(below: Draft, layer: Layer) -> Iterator[Problem]:
    upper = layer.draft
    yield from _twice_named(below.document, upper)
    for section in (*_ADDED, "rules"):
        for name, path in upper.declared.get(section, {}).items():
            if name in below.declared.get(section, {}) and not _may_say(below.document, section, name, upper.document):
                where = upper.source.where((*path, "id") if section == "rules" else path, key=True)
                message = f"`{name}` is declared in `{below.document.policy}` already"
                yield Problem("already-declared", where, message, _INSTEAD.get(section, _ADDS))
    levels = {one.id for one in below.document.slas} | set(below.declared.get("rules", {}))
    for number, level in enumerate(upper.document.slas):
        if level.id in levels:
            where = upper.source.where(("slas", number, "id"), key=True)
            message = f"`{level.id}` is declared in `{below.document.policy}` already"
            yield Problem("already-declared", where, message, "a layer adds, it does not replace")
    zone = upper.document.timezone
    offices = below.document.calendars
    mine = offices and all(left_open(below.document, name) for name in offices)
    if "timezone" in upper.document.model_fields_set and zone != below.document.timezone and not mine:
        message = f"the layer is in `{zone}`, `{below.document.policy}` below it in `{below.document.timezone}`"
        yield Problem("two-zones", upper.source.where(("timezone",)), message, _ZONE)


def _forbidden(below: Draft, layer: Layer) -> Iterator[Problem]:
    """What a layer says although the layers below do not allow it."""
    base, upper = below.document, layer.draft
    own = upper.document
    if base.layers == "open":
        return
    for name in _MEANING:
        if name in own.model_fields_set and getattr(own, name) != getattr(base, name):
            message = f"`{name}` changes what the rules of `{base.policy}` mean, which allows no such layer"
            yield Problem("closed-layer", upper.source.where((name,), key=True), message, "take it away")
    for index, act in enumerate(own.open_acts):
        if act not in base.open_acts:
            message = f"`{act}` would need no licence, and `{base.policy}` may only be tightened"
            yield Problem(
                "closed-layer", upper.source.where(("open_acts", index)), message, "say it in the layer below"
            )
    if base.layers == "closed":
        added = [
            (path, name)
            for section in (*_ADDED, "vocabulary")
            for name, path in upper.declared.get(section, {}).items()
            if not (section == "calendars" and left_open(base, name))
        ]
        added += [((*path, "id"), name) for name, path in upper.declared.get("rules", {}).items()]
        added += [(("slas", number, "id"), level.id) for number, level in enumerate(own.slas)]
        for path, name in added:
            where = upper.source.where(path, key=True)
            message = f"`{base.policy}` lets a layer fill blanks and add nothing: `{name}` is added"
            yield Problem("closed-layer", where, message, "say it in the layer below")
        return
    kept = {rule.id for rule in base.rules}
    for rule, spot in zip(own.rules, upper.spots, strict=True):
        for path, lifted in rule.lifts():
            if lifted in kept:
                message = f"`{rule.id}` relaxes `{lifted}` of a layer below, which may only be tightened"
                where = upper.source.where((*spot, *path))
                yield Problem("closed-layer", where, message, "say it in the layer below")


def may_replace(
    name: str,
    below: PolicyDocument,
    before: Filling,
    after: Filling,
    place: Where,
    rules: tuple[Rule, ...],
    others: Mapping[str, Filling],
) -> Iterator[Problem]:
    """Whether a later filling of a blank may take the place of an earlier one.

    Args:
        name: The blank.
        below: The layers put together.
        before: What fills it now.
        after: What is to fill it.
        place: Where that is said.
        rules: The rules of the layers below the one that says it: those that it must not loosen.
        others: What fills the other blanks.
    """
    declared = below.blanks[name]
    if declared.layers == "closed":
        message = f"`{name}` is closed: `{before.by}` has filled it"
        yield Problem("closed-blank", place, message, "take the value away, or open the blank with `layers: open`")
    if declared.layers == "tighten_only" and before.fill != after.fill:
        # Only layers that may tighten need to know what is tighter.
        from servicepolicy.policy.filling.tightening import not_tighter, users_of

        bound = users_of(name, rules, below) or users_of(name, below.rules, below)
        yield from not_tighter(name, below, others, before, after, bound, place)
