"""What a periodic duty names: the fields of its act, the list of those who owe it, the clock of its span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import HOST, Vocabulary
from servicepolicy.language.bound.spans import literals_in
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.selector import ANY_EVENT, Selector
from servicepolicy.models.vocabulary import FieldType

__all__ = ["problems", "warnings"]

_LIST_OF_PEOPLE = "members"


def problems(rule: Periodic, known: Known) -> Iterator[Found]:
    """Fields that do not exist, lists that are none, and counts of nothing."""
    yield from _named(rule, known.names)
    for form in () if rule.at_least is None else literals_in(rule.at_least.form, known.fillings):
        if str(form.raw).isdigit() and int(str(form.raw)) < 1:
            message = f"`at_least` counts acts, and `{form.raw}` of them is not a duty"
            yield Found("not-a-count", ("at_least",), message, "a whole number from 1")


def _named(rule: Periodic, names: Vocabulary) -> Iterator[Found]:
    fields = _fields(rule, rule.act, names)
    if fields is not None:
        yield from _field(rule.slot, ("slot",), rule, fields, names)
        yield from _field(rule.distinct, ("distinct",), rule, fields, names)
        if rule.covers is not None:
            yield from _field(rule.covers.field, ("covers", "field"), rule, fields, names)
            declared = fields.get(rule.covers.field)
            if declared is not None and declared.kind != "list":
                message = f"`{rule.covers.field}` is of type {declared.kind}, and a list that acts add to is wanted"
                yield Found("wrong-type", ("covers", "field"), message)
    yield from _excused(rule, names)
    each = rule.each
    if each is None:
        return
    if fields is not None:
        yield from _field(each.by, ("each", "by"), rule, fields, names)
    root, _, name = each.field.rpartition(".")
    subject = "organisation" if root == "organisation" else rule.subject
    if root not in ("", "subject", "organisation"):
        yield Found(
            "unknown-field", ("each", "field"), f"`{each.field}` is not a list", "such as `organisation.members`"
        )
        return
    known = names.header_fields(subject)
    declared = known.get(name)
    if declared is None and (names.is_closed(subject) or not name.startswith(HOST)):
        message = f"`{name}` is not a field of an {subject}"
        yield Found("unknown-field", ("each", "field"), message, did_you_mean(name, known))
    elif declared is not None and declared.kind != "list":
        message = f"`{name}` is of type {declared.kind}, and a list of those who owe it is wanted"
        yield Found("wrong-type", ("each", "field"), message, f"such as `{_LIST_OF_PEOPLE}`")


def _excused(rule: Periodic, names: Vocabulary) -> Iterator[Found]:
    """Fields that hold no instant, and keys that the granting event does not have."""
    said = rule.excused
    fields = None if said is None else _fields(rule, said.by, names)
    if said is None or not fields:
        return
    for name, path in ((said.since, "from"), (said.until, "until"), (said.per, "per")):
        yield from _field(name, ("excused", path), rule, fields, names, said.by)
        declared = None if name is None else fields.get(name)
        if declared is not None and path != "per" and declared.kind != "instant":
            message = f"`{name}` is of type {declared.kind}, and an instant is wanted"
            yield Found("wrong-type", ("excused", path), message)


def _fields(rule: Periodic, selector: Selector, names: Vocabulary) -> Mapping[str, FieldType] | None:
    """The fields of the events that a selector takes; `None` where some of them may have any."""
    found: dict[str, FieldType] = {}
    for pattern in selector.patterns():
        subject = "organisation" if pattern.on == "organisation" else rule.subject
        known = names.event_kinds(subject)
        for kind in pattern.events:
            if kind == ANY_EVENT or (kind.startswith(HOST) and kind not in known):
                return None
            if kind in known:
                found.update(names.event_fields(subject, kind))
    return found


def _field(
    name: str | None,
    path: Path,
    rule: Periodic,
    fields: Mapping[str, FieldType],
    names: Vocabulary,
    selector: Selector | None = None,
) -> Iterator[Found]:
    if name is None or name == "by" or not fields or (name.startswith(HOST) and not names.is_closed(rule.subject)):
        return
    said = " and ".join(f"`{kind}`" for kind in sorted((selector or rule.act).kinds()))
    if name not in fields:
        yield Found("unknown-field", path, f"`{name}` is not a field of {said}", did_you_mean(name, fields))
    elif fields[name].personal and path[-1] == "by":
        message = f"`{name}` is personal, and those who owe an act are named in verdicts"
        yield Found("personal-matter", path, message, "name a field that holds keys")


def warnings(_rule: Periodic, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
