"""Scorecards and service levels: the rules, fields and numbers that they name, and whether weights add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from servicepolicy.kinds.scorecard.rule import Indicator, Scorecard
from servicepolicy.language.bound.edition import Resolved
from servicepolicy.language.bound.found import Found, Path, no_rule
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.bound.quantities import Convert, field_problems, number_problems, share_problems, unnamed
from servicepolicy.language.bound.stretch import Stretch
from servicepolicy.language.measure import CREDITS, Population, as_percent, as_quantity, percent
from servicepolicy.language.value import Blank, Literal, Value
from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields

__all__ = ["problems", "warnings"]

Steady = Sequence[tuple[Stretch, Mapping[str, Resolved]]]
_NUMBERS: Final = ("integer", "decimal")


def problems(rule: Scorecard, known: Known) -> Iterator[Found]:
    """What a scorecard names and is not there, and numbers that are none."""
    fillings, steady = known.fillings, known.constant
    for index, one in enumerate(rule.indicators):
        here: Path = ("indicators", index)
        for key, population in one.measure.populations():
            yield from _population(population, rule, known, (*here, "measure", key))
        for path, value, convert in _numbers(one):
            yield from number_problems(value, (*here, *path), convert, fillings)
        shares = one.target.bounds() if one.target is not None and one.measure.form in ("share", "kept") else ()
        for op, value in shares:
            yield from share_problems(value, (*here, "target", op), fillings)
        raters = [(f"rater `{name}`", value) for name, value in one.raters.items()]
        yield from _sum("raters", raters, (*here, "raters"), steady)
    for op, value in rule.target.bounds() if rule.target is not None else ():
        yield from number_problems(value, ("target", op), as_quantity, fillings)
    for index, grade in enumerate(rule.grades):
        if grade.ge is not None:
            yield from number_problems(grade.ge, ("grades", index, "ge"), as_quantity, fillings)
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


def _population(one: Population, rule: Scorecard, policy: Known, path: Path) -> Iterator[Found]:
    kinds = one.of or (rule.subject,)
    if one.verdicts:
        yield from _rules(one.verdicts, policy, (*path, "verdicts"), kept=path[-1] == "kept")
        return
    events = tuple(sorted(one.event.kinds())) if one.event is not None else ()
    for kind in kinds:
        known = _fields_at(kind, events)
        if one.field is not None:
            yield from _number_field(one.field, known, kind, events, (*path, "field"))
        for key in ("by", "credit", "distinct"):
            word = getattr(one, key)
            if word is not None and not (key == "credit" and word in CREDITS):
                if key == "credit" and any(event.startswith(HOST) for event in events):
                    yield unnamed(word, (*path, key))
                    continue
                asked = {**known, **header_fields(kind)} if key == "credit" else known
                yield from field_problems(word, asked, kind, (*path, key))


def _fields_at(kind: str, events: tuple[str, ...]) -> Mapping[str, object]:
    known = event_kinds(kind)
    if not events:
        return header_fields(kind)
    return {name: held for event in events if event in known for name, held in event_fields(kind, event).items()}


def _number_field(
    name: str, known: Mapping[str, object], kind: str, events: tuple[str, ...], path: Path
) -> Iterator[Found]:
    yield from field_problems(name, known, kind, path)
    declared = known.get(name)
    found = getattr(declared, "kind", None)
    if name.startswith(HOST) or any(event.startswith(HOST) for event in events) or getattr(declared, "personal", False):
        # The mean over one person is that person's own figure.
        help = "what is measured is told, and personal fields and those of your own are never shown"
        yield Found("personal-matter", path, f"`{name}` cannot be measured", help)
    elif found is not None and found not in _NUMBERS:
        said = " or ".join(f"`{event}`" for event in events) or f"a {kind}"
        yield Found("wrong-type", path, f"`{name}` of {said} is of type {found}, and a number is wanted here")


def _rules(names: Iterable[str], policy: Known, path: Path, *, kept: bool) -> Iterator[Found]:
    for name in names:
        found = policy.rule(name)
        if found is None:
            yield from no_rule(name, policy.names_in("rules"), path)
        elif found.nature.over_a_period:
            yield Found("wrong-kind", path, f"`{name}` is judged over a period: it has no verdicts to count")
        elif kept and found.level == "advice":
            help = "count its verdicts with `share` or `ratio`, or make it `level: breach`"
            yield Found("wrong-kind", path, f"`{name}` is advice, which is in no attainment", help)


# service levels


def warnings(_rule: Scorecard, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
