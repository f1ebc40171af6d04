"""Choices that leave a hole, options that are never taken, and options that overlap so that the looser one wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.boxes import ABSENT, Box, Boxes, Space, TooManyBoxes
from servicepolicy.language.bound.comparing import Reading
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.nodes import BoundCondition, BoundValue, Chosen, Extreme, Outright
from servicepolicy.language.bound.order import joined
from servicepolicy.language.bound.place import fields_of
from servicepolicy.language.bound.says import HEADER
from servicepolicy.language.bound.walk import PlacedValue, parts_of
from servicepolicy.language.rule import Part, Rule
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.lengths import over_first
from servicepolicy.language.suspected.selections import both_hold, options_taken
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import Literal, Value
from servicepolicy.money import Money
from servicepolicy.worktime import Span

__all__ = ["choices_in"]

_JUDGED: Final = ("met", "breached", "pending")
_SHOWN: Final = 3  # fields that an example names


def choices_in(rule: Rule, view: View) -> Iterator[Suspicion]:
    """What is suspected of the choices of a rule."""
    for part in parts_of(rule):
        if isinstance(part, PlacedValue):
            bound = view.edition.binder.value(part.form, part.place, wanted=part.wanted)
            context = view.applies(rule) if part.place.subject == rule.subject else BoundCondition()
            for extreme, path in _extremes(bound, part.path):
                yield from _of_extreme(rule, extreme, path, part, view)
            for chosen, path, here in _choices(bound, part.path, context):
                try:
                    yield from _of_choice(rule, chosen, path, here, part, view)
                except TooManyBoxes:
                    continue


def _choices(value: BoundValue, path: Path, context: BoundCondition) -> Iterator[tuple[Chosen, Path, BoundCondition]]:
    """The choices of a value, at any depth, and what holds where each of them is asked."""
    match value:
        case Chosen(options):
            yield value, (*path, "choose"), context
            for number, (_, inner) in enumerate(options):
                here = both_hold(context, options_taken(options, number))
                yield from _choices(inner, (*path, "choose", number, "value"), here)
        case Extreme(_, values):
            for number, inner in enumerate(values):
                yield from _choices(inner, (*path, number), context)
        case _:
            return


def _extremes(value: BoundValue, path: Path) -> Iterator[tuple[Extreme, Path]]:
    match value:
        case Chosen(options):
            for number, (_, inner) in enumerate(options):
                yield from _extremes(inner, (*path, "choose", number, "value"))
        case Extreme():
            yield value, path
        case _:
            return


def _of_extreme(rule: Rule, extreme: Extreme, path: Path, part: PlacedValue, view: View) -> Iterator[Suspicion]:
    """A value that is never the least, or the greatest, as another always is."""
    said = [one.value for one in extreme.values if isinstance(one, Outright)]
    for number, value in enumerate(extreme.values):
        if not isinstance(value, Outright):
            continue
        others = [other for other in said if other is not value.value]
        pairs = [(other, value.value) if extreme.pick == "least" else (value.value, other) for other in others]
        if any(_smaller(one, other, rule, view, part.clock) for one, other in pairs):
            args: dict[str, str | int] = {"value": str(value.raw), "pick": extreme.pick}
            spot = Spot(rule.id, (*path, extreme.pick, number))
            yield Suspicion("idle-value", spot, (rule.id,), args, tuple(_anyhow(rule, part, view)))


def _smaller(one: object, other: object, rule: Rule, view: View, clock: str | None) -> bool:
    match one, other:
        case Span(), Span():
            return over_first(one, other, view, clock, getattr(rule, "counting", None))
        case Money(), Money():
            return one.currency == other.currency and one.amount < other.amount
        case _:
            return False


def _of_choice(
    rule: Rule, chosen: Chosen, path: Path, context: BoundCondition, part: PlacedValue, view: View
) -> Iterator[Suspicion]:
    asked = [when for when, _ in chosen.options if when is not None]
    space = view.space((context, *asked))
    within = space.where(context)
    left = within
    for number, (when, _) in enumerate(chosen.options):
        own = within if when is None else space.common(within, space.where(when))
        here = space.common(left, own)
        spot = Spot(rule.id, (*path, number))
        if not own:
            examples = tuple(_anyhow(rule, part, view))
            yield Suspicion("dead-option", spot, (rule.id,), {"number": number + 1}, examples)
        elif not here:
            examples = (*_in_boxes(rule, space, own, part, view, _JUDGED), *_anyhow(rule, part, view))
            yield Suspicion("shadowed-option", spot, (rule.id,), {"number": number + 1}, examples)
        if when is None:
            left = ()
        elif left:
            left = space.common(left, space.where_not(when))
    if left:
        told = _values(space, left[0])
        examples = tuple(_in_boxes(rule, space, left, part, view, ("unknown",)))
        yield Suspicion("choice-hole", Spot(rule.id, path), (rule.id,), {"values": told}, examples)
    yield from _overlaps(rule, chosen, path, part, view, space, within)


def _overlaps(
    rule: Rule, chosen: Chosen, path: Path, part: PlacedValue, view: View, space: Space, within: Boxes
) -> Iterator[Suspicion]:
    """Two options of which neither is the special case of the other, and the first is the looser one."""
    options = [(when, value) for when, value in chosen.options if when is not None]
    for later, (when, value) in enumerate(options):
        for earlier, (other, won) in enumerate(options[:later]):
            one, two = space.common(within, space.where(other)), space.common(within, space.where(when))
            both = space.common(one, two)
            if (
                not both
                or not space.common(one, space.where_not(when))
                or not space.common(two, space.where_not(other))
            ):
                continue
            if not _looser(rule, path, won, value, view):
                continue
            for before, _ in options[:earlier]:
                both = space.common(both, space.where_not(before))
            if both:
                args: dict[str, str | int] = {
                    "first": earlier + 1,
                    "second": later + 1,
                    "shown": _values(space, both[0]),
                    "won": _told(won),
                    "lost": _told(value),
                }
                examples = tuple(_in_boxes(rule, space, both, part, view, (*_JUDGED, "unknown")))
                spot = Spot(rule.id, (*path, later))
                yield Suspicion("overlapping-options", spot, (rule.id,), args, examples)


def _looser(rule: Rule, path: Path, won: BoundValue, lost: BoundValue, view: View) -> bool:
    """Whether the rule asks for less with the value that wins than with the one that loses."""
    if not isinstance(won, Outright) or not isinstance(lost, Outright):
        return False
    place = path[: path.index("choose")]
    readings = (Reading(_with(rule, place, one), view.edition, view.calendars) for one in (lost, won))
    return joined(differing.order for differing in kind_of(rule).comparison.compared(*readings)) == "less"


def _with(rule: Rule, path: Path, value: Outright) -> Rule:
    """The rule with a value said outright at a place."""
    return cast("Rule", _replaced(rule, path, Value(Literal(value.raw))))


def _replaced(part: object, path: Path, value: Value) -> object:
    if not path:
        return value
    step, *rest = path
    match part:
        case Part():
            name = next(name for name, key, _ in fields_of(type(part)) if key == step)
            return part.replaced(**{name: _replaced(getattr(part, name), tuple(rest), value)})
        case tuple():
            items = cast("tuple[object, ...]", part)
            return tuple(
                _replaced(item, tuple(rest), value) if number == step else item for number, item in enumerate(items)
            )
        case _:
            return part


def _told(value: BoundValue) -> str:
    return str(value.raw) if isinstance(value, Outright) else "..."


def _values(space: Space, box: Box) -> str:
    """The values of a box that are not any, as text."""
    said: list[str] = []
    for variable, (ref, value) in space.values(box).items():
        if variable in box and not ref.personal:
            said.append(f"`{ref.path}: {'absent' if value is ABSENT else _written(value)}`")
    return ", ".join(said[:_SHOWN]) or "`...`"


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "[" + ", ".join(str(item) for item in value) + "]"
        case _:
            return str(value)


def _in_boxes(
    rule: Rule, space: Space, boxes: Boxes, part: PlacedValue, view: View, statuses: tuple[str, ...]
) -> Iterator[Example]:
    """Subjects, or events, that lie in boxes, asked soon and late."""
    if rule.nature.over_a_period or part.place.subject != rule.subject:
        return
    for box in boxes[:3]:
        world = Imagined(view, rule.subject)
        if part.place.bare == HEADER:
            world.lies_in(space, box)
        kind_of(rule).lint.scene(rule, view, world)
        if part.place.bare != HEADER:
            for ref, value in space.values(box).values():
                for event in world.events:
                    world.settle(ref, value, event)
        for hours in (1, 24 * 60):
            yield world.example(world.after(hours), {rule.id: statuses})


def _anyhow(rule: Rule, part: PlacedValue, view: View) -> Iterator[Example]:
    """Any subject to which the rule applies."""
    if rule.nature.over_a_period or part.place.subject != rule.subject:
        return
    world = Imagined(view, rule.subject)
    as_of = kind_of(rule).lint.scene(rule, view, world)
    yield world.example(as_of, {rule.id: (*_JUDGED, "unknown")})
