"""Scorecards and service levels: the rules, fields and numbers that they name, and whether weights add up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from servicepolicy.errors import Problem, Where
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.kinds.scorecard.rule import Indicator, Scorecard
from servicepolicy.language.bound.edition import Resolved
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.measure import CREDITS, Population, as_percent, as_quantity, percent
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import Blank, Literal, Value
from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields
from servicepolicy.policy.checking.vocabulary_check import Found, Words, blank_names, no_rule
from servicepolicy.policy.filling.blanks import literals
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.reading.document_source import Path
from servicepolicy.policy.reading.read_document import Draft
from servicepolicy.policy.versions.editions import Stretch

__all__ = ["levels_in", "scores_in"]

Fillings = Mapping[str, Filling]
Steady = Sequence[tuple[Stretch, Mapping[str, Resolved]]]
Convert = Callable[[object], Fraction]
_IDLE: Final = {"ge": 0, "lt": 0, "gt": 1, "le": 1}  # what every share reaches, or none
_NUMBERS: Final = ("integer", "decimal")
_NAMING: Final = ("credit", "per")  # keys whose fields name whoever is judged


def scores_in(
    rule: Scorecard, document: PolicyDocument, declared: Collection[str], fillings: Fillings, steady: Steady
) -> Iterator[Found]:
    """What a scorecard names and is not there, and numbers that are none."""
    for index, one in enumerate(rule.indicators):
        here: Path = ("indicators", index)
        for key, population in one.measure.populations():
            yield from _population(population, rule, document, declared, (*here, "measure", key))
        for path, value, convert in _numbers(one):
            yield from _number(value, (*here, *path), convert, fillings)
        shares = one.target.bounds() if one.target is not None and one.measure.form in ("share", "kept") else ()
        for op, value in shares:
            yield from _share(value, (*here, "target", op), fillings)
        raters = [(f"rater `{name}`", value) for name, value in one.raters.items()]
        yield from _sum("raters", raters, (*here, "raters"), steady)
    for op, value in rule.target.bounds() if rule.target is not None else ():
        yield from _number(value, ("target", op), as_quantity, fillings)
    for index, grade in enumerate(rule.grades):
        if grade.ge is not None:
            yield from _number(grade.ge, ("grades", index, "ge"), as_quantity, fillings)
    weights = [(f"`{one.id}`", one.weight) for one in rule.indicators if one.weight is not None]
    yield from _sum("weights", weights, ("indicators",), steady)


# numbers


def _numbers(one: Indicator) -> Iterator[tuple[Path, Value, Convert]]:
    """The numbers of an indicator, each with its place and how it is read."""
    for op, value in one.target.bounds() if one.target is not None else ():
        yield ("target", op), value, as_quantity
    if one.change is not None:
        per_cent = one.change.in_ == "percent" or one.measure.is_a_share
        key = "up" if one.change.up is not None else "down"
        yield ("change", key), one.change.by, as_percent if per_cent else as_quantity
    if one.weight is not None:
        yield ("weight",), one.weight, as_quantity
    for index, value in enumerate(one.scale or ()):
        yield ("scale", index), value, as_quantity
    for name, value in one.raters.items():
        yield ("raters", name), value, as_quantity
    if one.measure.at is not None:
        yield ("measure", "at"), one.measure.at, as_quantity


def _said(value: Value, fillings: Fillings) -> Iterator[tuple[Literal, Where | None]]:
    """What a value says outright, what fills its blanks included."""
    yield from ((literal, None) for literal in literals(value.form))
    for name in blank_names(value.form):
        if name in fillings:
            filling = fillings[name]
            for dated, place in zip(filling.fill.values, filling.places, strict=False):
                yield from ((literal, place) for literal in literals(dated.form))


def _number(value: Value, path: Path, convert: Convert, fillings: Fillings) -> Iterator[Found]:
    for literal, place in _said(value, fillings):
        try:
            convert(literal.raw)
        except ValueError as error:
            yield Found("wrong-type", path, f"`{path[-1]}`: {error}", "", place)
    if not isinstance(value.form, Literal | Blank):
        help = "say the number, or `{blank: name}`"
        yield Found("illegal-combination", path, f"`{path[-1]}` is one number for everybody", help)


def _share(value: Value, path: Path, fillings: Fillings) -> Iterator[Found]:
    """A share above 1 was meant in per cent; a target that every share reaches, or none, was not meant at all."""
    for literal, place in _said(value, fillings):
        try:
            share = as_quantity(literal.raw)
        except ValueError:
            continue
        if share > 1:
            message = f"`{path[-1]}` is a share, and `{literal.raw}` is more than all"
            yield Found("wrong-value", path, message, f"write `{literal.raw}%`", place)
        elif _IDLE.get(str(path[-1])) == share:
            every = "every" if path[-1] in ("ge", "le") else "no"
            message = f"`{path[-1]}: {literal.raw}` says nothing: {every} share is so"
            yield Found("idle-target", path, message, "name a share that some reach and others do not", place)


def _sum(what: str, said: Iterable[tuple[str, Value]], path: Path, steady: Steady) -> Iterator[Found]:
    """Weights add up to 100 % in every stretch of time in which their blanks are filled."""
    weights = list(said)
    if not weights or all(isinstance(value.form, Literal) for _, value in weights):
        return  # said outright, they were added up when they were read
    for _, held in steady:
        values = {name: found.form for name, found in held.items()}
        total = _total((value for _, value in weights), values)
        if total is not None and total != 1:
            help = "write shares such as `30%`: " + ", ".join(
                f"{name} {percent(share)}" for name, value in weights if (share := _total([value], values)) is not None
            )
            yield Found("weights-do-not-sum", path, f"the {what} add up to {percent(total)}, not to 100%", help)
            return


def _total(weights: Iterable[Value], values: Mapping[str, object]) -> Fraction | None:
    """The sum of weights in one stretch; `None` where one is open or no number."""
    total = Fraction(0)
    for value in weights:
        form = values.get(value.form.name) if isinstance(value.form, Blank) else value.form
        if not isinstance(form, Literal):
            return None
        try:
            total += as_quantity(form.raw)
        except ValueError:
            return None
    return total


# populations


def _population(
    one: Population, rule: Scorecard, document: PolicyDocument, declared: Collection[str], path: Path
) -> Iterator[Found]:
    kinds = one.of or (rule.subject,)
    if one.verdicts:
        yield from _rules(one.verdicts, document, declared, (*path, "verdicts"), kept=path[-1] == "kept")
        return
    events = tuple(sorted(one.event.kinds())) if one.event is not None else ()
    for kind in kinds:
        known = _fields_at(kind, events)
        if one.field is not None:
            yield from _number_field(one.field, known, kind, events, (*path, "field"))
        for key in ("by", "credit"):
            word = getattr(one, key)
            if word is not None and not (key == "credit" and word in CREDITS):
                if key == "credit" and any(event.startswith(HOST) for event in events):
                    yield _unnamed(word, (*path, key))
                    continue
                asked = known if key == "by" else {**known, **header_fields(kind)}
                yield from _field(word, asked, kind, (*path, key))


def _fields_at(kind: str, events: tuple[str, ...]) -> Mapping[str, object]:
    known = event_kinds(kind)
    if not events:
        return header_fields(kind)
    return {name: held for event in events if event in known for name, held in event_fields(kind, event).items()}


def _number_field(
    name: str, known: Mapping[str, object], kind: str, events: tuple[str, ...], path: Path
) -> Iterator[Found]:
    yield from _field(name, known, kind, path)
    declared = known.get(name)
    found = getattr(declared, "kind", None)
    if name.startswith(HOST) or any(event.startswith(HOST) for event in events) or getattr(declared, "personal", False):
        # The mean over one person is that person's own figure.
        help = "what is measured is told, and personal fields and those of your own are never shown"
        yield Found("personal-matter", path, f"`{name}` cannot be measured", help)
    elif found is not None and found not in _NUMBERS:
        said = " or ".join(f"`{event}`" for event in events) or f"a {kind}"
        yield Found("wrong-type", path, f"`{name}` of {said} is of type {found}, and a number is wanted here")


def _field(name: str, known: Mapping[str, object], kind: str, path: Path) -> Iterator[Found]:
    if name.startswith(HOST):
        if path[-1] in _NAMING:
            yield _unnamed(name, path)
        return
    declared = known.get(name)
    if declared is None:
        if known:
            help = did_you_mean(name, (*known, *(CREDITS if path[-1] == "credit" else ())))
            yield Found("unknown-field", path, f"`{name}` is no field of what is counted on each {kind}", help)
    elif path[-1] in _NAMING and getattr(declared, "personal", False):
        help = "its values are named in findings, and personal fields are never shown"
        yield Found("personal-matter", path, f"`{name}` cannot tell apart what is judged", help)


def _unnamed(name: str, path: Path) -> Found:
    help = "its values are named in findings, and fields of your own are never shown"
    return Found("personal-matter", path, f"`{name}` cannot tell apart what is judged", help)


def _rules(
    names: Iterable[str], document: PolicyDocument, declared: Collection[str], path: Path, *, kept: bool
) -> Iterator[Found]:
    known: Mapping[str, Rule] = {one.id: one for one in document.rules}
    for name in names:
        found = known.get(name)
        if found is None:
            yield from no_rule(name, declared, path)
        elif isinstance(found, Scorecard | Incentive):
            yield Found("wrong-kind", path, f"`{name}` is judged over a period: it has no verdicts to count")
        elif kept and found.level == "advice":
            help = "count its verdicts with `share` or `ratio`, or make it `level: breach`"
            yield Found("wrong-kind", path, f"`{name}` is advice, which is in no attainment", help)


# service levels


def levels_in(draft: Draft, words: Words, fillings: Fillings) -> Iterator[Problem]:
    """Everything that is wrong with the service levels of a policy."""
    own = draft.source.plain.get("slas") if isinstance(draft.source.plain, Mapping) else None
    below = len(draft.document.slas) - (len(own) if isinstance(own, list | tuple) else 0)
    declared = draft.declared.get("rules", {})
    taken = set(declared)
    for index, level in enumerate(draft.document.slas):
        found = [*_level(level, draft.document, declared, fillings), *words.check(level)]
        if level.id in taken and not below:  # layers are compared with those below them where they are put together
            message = f"a rule or another service level has the id `{level.id}`"
            found.append(Found("duplicate-id", ("id",), message, "give each an id of its own"))
        taken.add(level.id)
        for one in found:
            spot: Path = ("slas", index - below, *one.path)
            placed = (
                Where(path=level.id) if index < below else draft.source.where(spot, key=one.code == "unknown-field")
            )
            yield Problem(one.code, one.elsewhere or placed, one.message, one.help)


def _level(level: SLA, document: PolicyDocument, declared: Collection[str], fillings: Fillings) -> Iterator[Found]:
    known = {one.id: one for one in document.rules}
    for name in level.rules:
        found = known.get(name)
        if found is None:
            yield from no_rule(name, declared, ("rules",))
        elif not isinstance(found, Deadline):
            yield Found("wrong-kind", ("rules",), f"`{name}` is no deadline", "a service level is about deadlines")
        elif found.subject != level.of:
            message = f"`{name}` is about a {found.subject}, and the service level about a {level.of}"
            yield Found("wrong-kind", ("rules",), message, f"say `of: {found.subject}`")
        elif found.level == "advice":
            yield Found("wrong-kind", ("rules",), f"`{name}` is advice, which is in no attainment")
    yield from _number(level.objective, ("objective",), as_quantity, fillings)
    yield from _share(level.objective, ("objective",), fillings)
    if level.per != "policy":
        yield from _field(level.per, header_fields(level.of), level.of, ("per",))
