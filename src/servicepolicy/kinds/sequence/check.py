"""Orders that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import Unresolved, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import EVENT
from servicepolicy.language.selector import Selector

__all__ = ["problems", "warnings"]

_NAMING: Final = ("code", "list", None)


def problems(rule: Sequence, known: Known) -> Iterator[Found]:
    """Beyond names, types and spans: where what follows names what it is about."""
    said = rule.followed
    if said is not None and said.told_apart_by is not None:
        begins = Place(rule.subject, EVENT, tuple(sorted(said.begins.kinds())), _whose(said.begins))
        yield from _naming(said.told_apart_by, ("followed", "told_apart_by"), begins, known, ("code", None))
    if said is None or said.about is None:
        return
    if rule.splits_by is not None:
        message = "`about` says what belongs together, and so does `per`"
        yield Found("illegal-combination", ("followed", "about"), message, "say `per: subject`")
    place = Place(rule.subject, EVENT, tuple(sorted(said.by.kinds())), _whose(said.by))
    for number, name in enumerate(said.named_in):
        yield from _naming(name, ("followed", "named_in", number), place, known, _NAMING)


def _naming(name: str, spot: Path, place: Place, known: Known, kinds: tuple[str | None, ...]) -> Iterator[Found]:
    found = resolve(name, place, known.names)
    if isinstance(found, Unresolved):
        yield Found("unknown-field", spot, found.message, found.help)
    elif found.root != EVENT or found.personal or found.kind not in kinds:
        message = f"`{name}` is not a field in which an event names something"
        yield Found("wrong-type", spot, message, "a code, or a list of codes" if "list" in kinds else "a code")


def _whose(said: Selector) -> str:
    return next((pattern.on for pattern in said.patterns()), "subject")


def warnings(_rule: Sequence, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
