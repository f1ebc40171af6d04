"""All kinds of rules: one line a kind. Nothing outside of this folder names one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from servicepolicy.errors import UsageError
from servicepolicy.kinds.protocol import Kind
from servicepolicy.language.rule import Rule

__all__ = ["assessed", "kind_of", "kinds", "on_change", "register", "unregister"]

_KINDS: Final[dict[str, Kind]] = {
    "deadline": Kind("deadline", "servicepolicy.kinds.deadline"),
    "authority": Kind("authority", "servicepolicy.kinds.authority"),
    "ownership": Kind("ownership", "servicepolicy.kinds.ownership"),
    "periodic": Kind("periodic", "servicepolicy.kinds.periodic"),
    "requirement": Kind("requirement", "servicepolicy.kinds.requirement"),
    "sequence": Kind("sequence", "servicepolicy.kinds.sequence"),
    "retention": Kind("retention", "servicepolicy.kinds.retention"),
    "incentive": Kind("incentive", "servicepolicy.kinds.incentive"),
    "scorecard": Kind("scorecard", "servicepolicy.kinds.scorecard"),
}
_CHANGED: Final[list[Callable[[], object]]] = []


def kinds() -> Mapping[str, Kind]:
    """The kinds by name, in the order in which a JSON Schema lists them."""
    return _KINDS


def kind_of(rule: Rule | str) -> Kind:
    """The kind of a rule, or of what `kind:` says."""
    return _KINDS[rule if isinstance(rule, str) else rule.kind_name()]


def register(name: str, package: str) -> None:
    """Add a kind of one's own.

    Args:
        name: What `kind:` says in a policy.
        package: The dotted name of its folder.

    Raises:
        UsageError: There is such a kind, the folder lacks a part, or it says anew what a code means.
    """
    from servicepolicy.phrases.catalogue import BOOK, PHRASES  # loading a policy tells nothing

    if name in _KINDS:
        raise UsageError(f"there is a kind `{name}` already")
    kind = Kind(name, package).whole("PHRASES", "BOOK")
    own = ((kind.words.PHRASES, PHRASES), (kind.words.BOOK, BOOK))
    if taken := sorted({code for said, whole in own for code in said if code in whole}):
        raise UsageError(f"the kind `{name}` says anew what `{taken[0]}` means: take a code of its own")
    for said, whole in own:
        whole.update(said)
    _KINDS[name] = kind
    _tell()


def unregister(name: str) -> None:
    """Take a kind away that was added."""
    from servicepolicy.phrases.catalogue import BOOK, PHRASES

    words = _KINDS.pop(name).words
    for said, whole in ((words.PHRASES, PHRASES), (words.BOOK, BOOK)):
        for code in said:
            del whole[code]
    _tell()


def on_change(renew: Callable[[], object]) -> None:
    """Have something renewed whenever a kind comes or goes."""
    _CHANGED.append(renew)


def _tell() -> None:
    for renew in _CHANGED:
        renew()


def assessed() -> Iterator[Kind]:
    """The kinds that are judged over a period and many subjects, in the order of their names."""
    return (kind for _, kind in sorted(_KINDS.items()) if kind.nature.over_a_period)
