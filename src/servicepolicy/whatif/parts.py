"""The parts of a change: what of it can be said alone, so that a part that no case reads is told beside one that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.language.bound.fillings import DatedValue
from servicepolicy.language.period import Period
from servicepolicy.language.value import plain_value
from servicepolicy.results.replay import Changed

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["Part", "parts_of"]

MOST_ITEMS: Final = 24  # of one list that are looked at one by one
MOST_PARTS: Final = 60
_SECTIONS: Final = {"value": "blanks", "rule": "rules", "fact": "facts", "calendar": "calendars"}
_UNREAD: Final = ("id", "title", "clause")  # of a rule: no verdict hangs on it
_NOTHING: Final = object()
_SEVERAL: Final = ("choose", "any", "in")  # a mapping with such a key says several things


@attrs.frozen
class Part:
    """One part of a change.

    Attributes:
        whole: The change.
        said: The part by itself, as a change of its own.
        reverted: What the new policy would say but for this part, as `Policy.but` takes it; empty: that cannot be said.
        alone: What the old policy would say with nothing but this part.
        tried: The rules of which only a trial tells whether this part did anything, as others touch them as well.
    """

    whole: Changed
    said: Changed
    reverted: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    alone: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    tried: frozenset[str] = frozenset()


@attrs.frozen
class _Slice:
    """What differs at one place of two plain values: the new one but for it, and the old one with it alone."""

    path: tuple[str, ...]
    reverted: Any
    alone: Any
    old: Any
    new: Any


def parts_of(old: Policy, new: Policy, changes: Sequence[Changed], judged: Mapping[str, str]) -> tuple[Part, ...]:
    """Everything that was changed, in the smallest parts that can be said alone.

    Args:
        old: The old policy.
        new: The new one.
        changes: What was changed.
        judged: The rules that are judged under both, each with its name in the new policy.
    """
    found = [part for change in changes for part in _parts(change, old, new)]
    touching = {rule: frozenset(_touching(rule, name, old, new)) for rule, name in judged.items()}
    shares = Counter(rule for part in found for rule, names in touching.items() if _touches(part.whole, names))
    return tuple(
        attrs.evolve(part, tried=frozenset(rule for rule in part.whole.rules if part.reverted and shares[rule] > 1))
        for part in found
    )


def _touching(rule: str, name: str, old: Policy, new: Policy) -> Iterator[str]:
    yield from old.meanings.named.get(rule, ())
    yield from new.meanings.named.get(name, ())


def _touches(change: Changed, names: frozenset[str]) -> bool:
    return change.what == "policy" or change.name in names


def _parts(change: Changed, old: Policy, new: Policy) -> Iterator[Part]:
    slices = list(_dated(change.name, old, new) if change.what == "value" else _said(change, old, new))
    if len(slices) > MOST_PARTS:
        slices = []
    section = _SECTIONS.get(change.what, "")
    names = change.name, change.renamed_to or change.name
    for one in slices:
        said = attrs.evolve(change, part=" ".join(one.path), old=one.old, new=one.new)
        reverted, alone = (
            {f"{section}.{name}": held} for name, held in zip(names[::-1], (one.reverted, one.alone), strict=True)
        )
        yield Part(change, said, reverted, alone)
    if not slices:
        yield Part(change, change)


def _said(change: Changed, old: Policy, new: Policy) -> Iterator[_Slice]:
    """The parts of a rule, a computed fact or a calendar that both policies have."""
    if change.old is None or change.new is None or change.what not in _SECTIONS:
        return
    section = _SECTIONS[change.what]
    was, now = old.said(f"{section}.{change.name}"), new.said(f"{section}.{change.renamed_to or change.name}")
    if was.get("kind") != now.get("kind"):
        return
    unread = _UNREAD if change.what == "rule" else ()
    (called, before), (calling, after) = (_split(held, unread) for held in (was, now))
    for one in _apart(before, after):
        path = _called(change.name, one.path)
        yield attrs.evolve(one, path=path, reverted=calling | one.reverted, alone=called | one.alone)


def _split(held: dict[str, Any], names: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {name: held[name] for name in names if name in held}, {
        name: part for name, part in held.items() if name not in names
    }


def _called(name: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """A place by one name, with the item where that says what it is."""
    way = [step for step in path if " " not in step]
    return (".".join((name, *way)), *(step.strip() for step in path if " " in step))


# values that hold from a date on


def _dated(name: str, old: Policy, new: Policy) -> Iterator[_Slice]:
    """The parts of what fills a blank: each stretch in which another value holds, and each option that is another."""
    was, now = (policy.fillings[name].fill.values if name in policy.fillings else () for policy in (old, new))
    if not was or not now or any(dated.published is not None for dated in (*was, *now)):
        return
    edges = dict[int, str]()
    for policy, several in ((old, was), (new, now)):
        for dated in several:
            bounds = zip(dated.period.bounds(policy.timezone), (dated.period.since, dated.period.until), strict=True)
            edges.update({at: text for at, text in bounds if at is not None and text is not None})
    stretches = list(pairwise((None, *sorted(edges), None)))
    before, after = (
        [_held(several, stretch, policy.timezone) for stretch in stretches]
        for several, policy in ((was, old), (now, new))
    )
    periods = [Period(*(None if at is None else edges[at] for at in stretch)) for stretch in stretches]
    for place, (one, other) in enumerate(zip(before, after, strict=True)):
        if one == other:
            continue
        for part in _apart(one, other):
            ends = periods[place].since, periods[place].until
            when = [f"{word} {at}" for word, at in zip(("from", "until"), ends, strict=True) if at is not None]
            reverted = _over_time([*after[:place], part.reverted, *after[place + 1 :]], periods)
            alone = _over_time([*before[:place], part.alone, *before[place + 1 :]], periods)
            path = (*_called(name, part.path), *when)
            yield _Slice(path, reverted, alone, part.old, part.new)


def _held(values: Sequence[DatedValue], stretch: tuple[int | None, int | None], zone: str) -> Any:
    for dated in values:
        since, until = dated.period.bounds(zone)
        begun = since is None or (stretch[0] is not None and since <= stretch[0])
        if begun and (until is None or (stretch[1] is not None and stretch[1] <= until)):
            return plain_value(dated.form)
    return _NOTHING


def _over_time(values: Sequence[Any], periods: Sequence[Period]) -> Any:
    if len(values) == 1:
        return values[0]
    pairs = zip(values, periods, strict=True)
    return [{"value": value, **dict(period.plain())} for value, period in pairs if value is not _NOTHING]


# plain values


def _apart(was: Any, now: Any) -> Iterator[_Slice]:
    """The places at which two plain values differ: keys of mappings, items of lists."""
    if was is _NOTHING or now is _NOTHING:
        was, now = _none_of(was, now), _none_of(now, was)
    else:
        was, now = _alike(was, now), _alike(now, was)
    match was, now:
        case dict(), dict():
            for key in dict.fromkeys((*was, *now)):
                if was.get(key, _NOTHING) != now.get(key, _NOTHING):
                    yield from _at(key, was, now)
        case list(), list():
            yield from _items(was, now)
        case _:
            yield _slice(was, now)


def _slice(was: Any, now: Any) -> _Slice:
    """All of it as one part."""
    return _Slice((), was, now, *(None if held is _NOTHING else held for held in (was, now)))


def _none_of(one: Any, other: Any) -> Any:
    """Nothing, as none of several where the other side says several: of a list, or of what is said by dates."""
    if one is not _NOTHING or not isinstance(other, list | dict) or len(other) < 2:
        return one
    if isinstance(other, list):
        return []
    return {} if all(str(key)[:1].isdigit() for key in other) else one


def _alike(one: Any, other: Any) -> Any:
    """One value as the only one of several, where the other side says several."""
    if isinstance(other, list):
        return one if isinstance(one, list | dict) else [one]
    among = next(iter(other)) if isinstance(other, dict) and len(other) == 1 else ""
    if among not in _SEVERAL or (isinstance(one, dict) and among in one):
        return one
    return {among: [{"value": one} if among == "choose" else one]}


def _at(key: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[_Slice]:
    for part in _apart(was.get(key, _NOTHING), now.get(key, _NOTHING)):
        reverted, alone = _with(now, key, part.reverted), _with(was, key, part.alone)
        yield _Slice((key, *part.path), reverted, alone, part.old, part.new)


def _with(held: dict[str, Any], key: str, said: Any) -> dict[str, Any]:
    """A mapping that says something under a key; what is nothing, or none of several, is left out."""
    if said is _NOTHING or said == [] or said == {}:
        return {name: part for name, part in held.items() if name != key}
    return {**held, key: said}


def _items(was: list[Any], now: list[Any]) -> Iterator[_Slice]:
    """The items of two lists that differ; those that stand for one another are found by what they are for."""
    pairs = list(_paired(was, now))
    differing = [place for place, (one, other) in enumerate(pairs) if one != other]
    if not differing or len(differing) > MOST_ITEMS:
        yield _slice(was, now)
        return
    for place in differing:
        one, other = pairs[place]
        reverted = _kept(pair[0] if at == place else pair[1] for at, pair in enumerate(pairs))
        alone = _kept(pair[1] if at == place else pair[0] for at, pair in enumerate(pairs))
        shown = one if other is _NOTHING else other
        side = 0 if other is _NOTHING else 1
        index = sum(1 for pair in pairs[:place] if pair[side] is not _NOTHING)
        step = str(index) if isinstance(shown, dict | list) else f" {shown}"
        yield _Slice((step,), reverted, alone, *(None if held is _NOTHING else held for held in (one, other)))


def _kept(held: Iterator[Any]) -> list[Any]:
    return [item for item in held if item is not _NOTHING]


def _paired(was: list[Any], now: list[Any]) -> Iterator[tuple[Any, Any]]:
    before, after = ([_for_what(item) for item in items] for items in (was, now))
    for _, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        several = max(end - start, stop - begin)
        for step in range(several):
            yield (
                was[start + step] if start + step < end else _NOTHING,
                now[begin + step] if begin + step < stop else _NOTHING,
            )


def _for_what(item: Any) -> str:
    """What an item of a list is for: an option for its case, anything else is itself."""
    return repr(item.get("when")) if isinstance(item, dict) and "value" in item else repr(item)
