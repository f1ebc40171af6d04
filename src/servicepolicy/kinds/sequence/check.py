"""Orders that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.sequence.rule import Followed, Sequence
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import Unresolved, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import EVENT

__all__ = ["problems", "warnings"]

_NAMING: Final = ("code", "list", None)


def problems(rule: Sequence, known: Known) -> Iterator[Found]:
    """Beyond names, types and spans: where what follows names what it is about."""
    said = rule.followed
    if said is None or said.about is None:
        return
    if rule.splits_by is not None:
        message = "`about` says what belongs together, and so does `per`"
        yield Found("illegal-combination", ("followed", "about"), message, "say `per: subject`")
    place = Place(rule.subject, EVENT, tuple(sorted(said.by.kinds())), _whose(said))
    for number, name in enumerate(said.named_in):
        found = resolve(name, place, known.names)
        spot = ("followed", "named_in", number)
        if isinstance(found, Unresolved):
            yield Found("unknown-field", spot, found.message, found.help)
        elif found.root != EVENT or found.personal or found.kind not in _NAMING:
            message = f"`{name}` is not a field in which an event names something"
            yield Found("wrong-type", spot, message, "a code, or a list of codes")


def _whose(said: Followed) -> str:
    return next((pattern.on for pattern in said.by.patterns()), "subject")


def warnings(_rule: Sequence, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
