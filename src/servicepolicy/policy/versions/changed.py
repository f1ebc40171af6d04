"""A policy with a few things said otherwise: what reads them is checked again, and nothing else."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from servicepolicy.errors import PolicyError, Problem, UsageError, Where
from servicepolicy.kinds.registry import kinds
from servicepolicy.language.bound.fillings import DatedValue, Fill, Filling
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.period import Period
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.policy.checking import check
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.filling.blanks import check_filling, gaps
from servicepolicy.policy.filling.profile import GIVEN, filling
from servicepolicy.policy.load import Built
from servicepolicy.policy.own_terms import terms_said
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.reading.read_document import Draft, read_part
from servicepolicy.policy.reading.source import Source
from servicepolicy.policy.versions.digest import plain_rule
from servicepolicy.worktime import WorkCalendar

__all__ = ["changed", "said"]

_SECTIONS: Final = ("blanks", "rules", "calendars", "facts")  # in the order in which a bare name is looked up
_SCHEMAS: Final[Mapping[str, type[WorkCalendar | ComputedFact]]] = {
    "calendars": WorkCalendar,
    "facts": ComputedFact,
}


@attrs.frozen
class _Target:
    """What one key of the changes means: a thing of the policy, and where inside it."""

    key: str
    section: str
    name: str
    inside: tuple[str | int, ...]


def changed(built: Built, changes: Mapping[str, Any], since: date | str | None, walk: Walk) -> Built:
    """What a policy would be built from, were a few things said otherwise.

    Args:
        built: What it is built from.
        changes: By name, what is said instead.
        since: From when on; `None`: at all times.
        walk: What the rules of the policy hold, as far as it was looked into.

    Raises:
        UsageError: A name means nothing here, or nothing reads it.
        PolicyError: With every problem of what would be said.
    """
    document = built.document
    targets = [_target(str(key), document) for key in changes]
    source = Source({target.key: value for target, value in zip(targets, changes.values(), strict=True)})
    problems: list[Problem] = []
    fillings, history = dict(built.fillings), dict(built.history)
    parts: dict[str, dict[str, Any]] = {section: {} for section in _SECTIONS}
    for target, value in zip(targets, changes.values(), strict=True):
        if target.section == "blanks":
            said = _filled(target, value, since, built, source, problems)
            if said is not None:
                fillings[target.name] = said
                history[target.name] = (*history.get(target.name, ()), said)
            continue
        if since is not None:
            raise UsageError(
                f"`{target.key}` has no value that could change at a date: only blanks have such values; "
                "give the rule a blank, or say the change without `since`"
            )
        before = parts[target.section].get(target.name, _said(document, target))
        parts[target.section][target.name] = _part(target, before, value, source, problems)
    after = _replaced(document, parts)
    touched = _touched(document, parts, {one.name for one in targets if one.section == "blanks"}, walk)
    draft = _draft(after, source)
    if not problems:
        problems.extend(check.errors_in(draft, fillings, walk, touched))
    if problems:
        count = len(problems)
        heading = f"`{document.policy}` cannot be changed like that: {count} problem{'s' if count != 1 else ''}"
        from servicepolicy.policy.versions.digest import plain_document

        terms = terms_said(document, plain_document(document))
        raise PolicyError(terms.problems(problems), heading)
    warnings = [*check.warnings_in(draft, fillings, walk)]
    for name, filled in fillings.items():
        warnings.extend(gaps(name, filled, after.timezone))
    return attrs.evolve(built, document=after, fillings=fillings, history=history, warnings=tuple(warnings))


def said(built: Built, key: str) -> Any:  # plain data, as in a document
    """What a policy says now under a name that `changed` takes; `None`: nothing.

    Raises:
        UsageError: The name means nothing here.
    """
    target = _target(key, built.document)
    if target.section == "blanks":
        held = built.fillings.get(target.name)
        return None if held is None else held.fill.plain()
    here: Any = _plain(target, _said(built.document, target))
    for step in target.inside:
        here = _step(here, step, target)
    return here


# ---------------------------------------------------------------- what a key names


def _target(key: str, document: PolicyDocument) -> _Target:
    section, _, rest = key.partition(".")
    if section in _SECTIONS and rest:
        name, _, inside = rest.partition(".")
        if name in _names(document, section):
            return _checked(_Target(key, section, name, _path(inside)))
    name, _, inside = key.partition(".")
    for section in _SECTIONS:
        if name in _names(document, section):
            return _checked(_Target(key, section, name, _path(inside)))
    known = [name for section in _SECTIONS for name in _names(document, section)]
    hint = did_you_mean(name, known)
    raise UsageError(
        f"`{key}` is neither a blank, a rule, a calendar nor a fact of `{document.policy}`; {hint}".rstrip("; ")
    )


def _names(document: PolicyDocument, section: str) -> tuple[str, ...]:
    if section == "rules":
        return tuple(rule.id for rule in document.rules)
    return tuple(getattr(document, section))


def _path(inside: str) -> tuple[str | int, ...]:
    """The steps of a name: an item of a list by its number, `tiers.0.le` or, as messages write it, `tiers[0].le`."""
    inside = re.sub(r"\[(\d+)\]", r".\1", inside)
    return tuple(int(part) if part.isdecimal() else part for part in inside.split(".") if part)


def _checked(target: _Target) -> _Target:
    if target.section == "blanks" and target.inside:
        raise UsageError(f"`{target.name}` is a blank: it is filled whole, so leave out `.{target.inside[0]}`")
    return target


# ---------------------------------------------------------------- what is said instead


def _filled(
    target: _Target,
    value: Any,  # plain data, as in a document
    since: date | str | None,
    built: Built,
    source: Source,
    problems: list[Problem],
) -> Filling | None:
    """What fills a blank then: from a date on, what filled it before holds until that date."""
    name, document = target.name, built.document
    fill: Fill | None = read_part(Fill, value, (target.key,), source, problems)
    if fill is None:
        return None
    said = filling(fill, GIVEN, source, (target.key,))
    if since is not None:
        said = _since(target, said, built.fillings.get(name), str(since), document.timezone)
    problems.extend(check_filling(name, document.blanks[name], said, document.timezone))
    return said


def _since(target: _Target, said: Filling, before: Filling | None, since: str, zone: str) -> Filling:
    try:
        period = Period.parse({"from": since})
    except ValueError as error:
        raise UsageError(f"`since` is not a date: {error}") from None
    (first, _), values = period.bounds(zone), said.fill.values
    if len(values) != 1 or values[0].period != Period():
        raise UsageError(f"`{target.key}` says its own dates: leave out `since`, or give one value")
    kept: list[DatedValue] = []
    for dated in () if before is None else before.fill.values:
        begins, ends = dated.period.bounds(zone)
        if begins is not None and first is not None and begins >= first:
            continue
        open_ended = ends is None or (first is not None and ends > first)
        kept.append(attrs.evolve(dated, period=Period(dated.period.since, since)) if open_ended else dated)
    places = (*((Where(path=target.key),) * len(kept)), *said.places)
    return attrs.evolve(said, fill=Fill((*kept, attrs.evolve(values[0], period=period))), places=places)


def _said(document: PolicyDocument, target: _Target) -> Rule | WorkCalendar | ComputedFact:
    if target.section == "rules":
        return next(rule for rule in document.rules if rule.id == target.name)
    found: WorkCalendar | ComputedFact = getattr(document, target.section)[target.name]
    return found


def _part(
    target: _Target,
    before: Any,  # a rule, a calendar or a computed fact
    value: Any,  # plain data, as in a document
    source: Source,
    problems: list[Problem],
) -> Any:  # likewise, or `None`: taken away
    if value is None and not target.inside:
        if target.section == "calendars":
            raise UsageError(f"the calendar `{target.name}` cannot be taken away: say other hours for it")
        return None
    if target.inside:
        plain = _plain(target, before)
        _put(plain, target, value)
    elif isinstance(value, Mapping):
        said = {str(name): part for name, part in value.items()}
        plain = {"id": target.name, **said} if target.section == "rules" else said
        if plain.get("id", target.name) != target.name:
            raise UsageError(f"`{target.key}` cannot become the rule `{plain['id']}`: leave out `id`")
    elif isinstance(value, type(before)):
        return value
    else:
        raise UsageError(
            f"`{target.key}` is said whole, as a mapping, or in a part, such as `{target.key}.{_first(target, before)}`"
        )
    if target.section == "rules":
        schema = kinds()[plain["kind"]].rule if plain.get("kind") in kinds() else type(before)
    else:
        schema = _SCHEMAS[target.section]
    return read_part(schema, plain, (target.name,), source, problems)


def _plain(target: _Target, before: Any) -> dict[str, Any]:
    if target.section == "rules":
        return copy.deepcopy(plain_rule(before))
    drop = {"name"} if target.section == "calendars" else set[str]()
    found: dict[str, Any] = before.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=drop)
    return found


def _first(target: _Target, before: Any) -> str:
    said = [name for name in _plain(target, before) if name not in ("id", "kind", "clause", "title")]
    return next((name for name in ("within", "limit") if name in said), next(iter(said), "title"))


def _put(plain: dict[str, Any], target: _Target, value: Any) -> None:
    *way, last = target.inside
    here: Any = plain
    for step in way:
        here = _step(here, step, target)
    if isinstance(here, list):
        _step(here, last, target)
    if not isinstance(here, dict | list):
        raise UsageError(f"`{target.key}` names nothing: there is no `{last}` there")
    if isinstance(here, list) and isinstance(last, int):
        here[last] = value
    elif isinstance(here, dict) and value is None:
        here.pop(last, None)
    elif isinstance(here, dict):
        here[last] = value


def _step(here: Any, step: str | int, target: _Target) -> Any:
    if isinstance(here, dict) and step in here:
        return here[step]
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    hint = did_you_mean(str(step), [str(one) for one in here]) if isinstance(here, Mapping) else ""
    raise UsageError(f"`{target.key}` names nothing: there is no `{step}` there; {hint}".rstrip("; "))


# ---------------------------------------------------------------- the whole, and what must be looked at again


def _replaced(document: PolicyDocument, parts: Mapping[str, Mapping[str, Any]]) -> PolicyDocument:
    update: dict[str, Any] = {}
    if parts["rules"]:
        rules = (parts["rules"].get(rule.id, rule) for rule in document.rules)
        update["rules"] = tuple(rule for rule in rules if rule is not None)
    for section in ("calendars", "facts"):
        if parts[section]:
            whole = {**getattr(document, section), **parts[section]}
            update[section] = {name: part for name, part in whole.items() if part is not None}
    return document.replaced(**update) if update else document


def _touched(
    before: PolicyDocument,
    parts: Mapping[str, Mapping[str, Any]],
    blanks: set[str],
    walk: Walk,
) -> Callable[[Rule | ComputedFact | SLA], bool] | None:
    """Which rules, facts and service levels read what is said otherwise; `None`: perhaps any of them does."""
    for name in blanks:
        if not any(name in walk.blanks_of(one) for one in _everything(before)):
            raise UsageError(f"no rule reads `{name}`, so nothing would change")
    if parts["facts"] or any(_stands_otherwise(before, name, rule) for name, rule in parts["rules"].items()):
        return None
    renewed = {*parts["rules"]}
    clocks = {*parts["calendars"]}

    def reads(said: Rule | ComputedFact | SLA) -> bool:
        if isinstance(said, Rule):
            if said.id in renewed or (clocks and getattr(said, "clock", None) in clocks):
                return True
        elif clocks:
            return True
        return not blanks.isdisjoint(walk.blanks_of(said))

    return reads


def _stands_otherwise(before: PolicyDocument, name: str, rule: Rule | None) -> bool:
    """Whether others that name a rule could mean something else by it."""
    was = next(one for one in before.rules if one.id == name)
    if rule is None or type(rule) is not type(was):
        return True
    return (rule.subject, rule.level, rule.nature) != (was.subject, was.level, was.nature)


def _everything(document: PolicyDocument) -> Iterator[Rule | ComputedFact | SLA]:
    yield from document.rules
    yield from document.facts.values()
    yield from document.slas


def _draft(document: PolicyDocument, source: Source) -> Draft:
    """The document as the check reads it; what stands nowhere in a file has the place of its rule."""
    declared: dict[str, dict[str, Any]] = {
        section: {name: (section, name) for name in getattr(document, section)}
        for section in ("calendars", "roles", "vocabulary", "blanks", "facts")
    }
    declared["rules"] = {rule.id: (rule.id,) for rule in document.rules}
    return Draft(document, source, [], declared, tuple((rule.id,) for rule in document.rules))
