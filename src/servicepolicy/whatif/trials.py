"""Whether a part of a change did anything to a case: it is judged without that part, and with that part alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from servicepolicy.errors import PolicyError, UsageError
from servicepolicy.results.replay import says_otherwise
from servicepolicy.results.verdict import Status, Verdict

if TYPE_CHECKING:
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy
    from servicepolicy.whatif.parts import Part

__all__ = ["Found", "Trials", "by_rule", "otherwise"]

Found: TypeAlias = Mapping[str, Mapping[str, Verdict]]
"""Verdicts by rule, then occurrence."""

_Asking: TypeAlias = Callable[..., Callable[["SubjectFacts"], list[Verdict]]]
_SILENT = Status.NOT_APPLICABLE
_NO_VERDICTS: Mapping[str, Verdict] = {}


def by_rule(verdicts: Iterable[Verdict]) -> Found:
    """Verdicts on one subject by rule, then occurrence."""
    found: dict[str, dict[str, Verdict]] = {}
    for verdict in verdicts:
        if verdict.rule in found:
            found[verdict.rule][verdict.occurrence] = verdict
        else:
            found[verdict.rule] = {verdict.occurrence: verdict}
    return found


def otherwise(was: Mapping[str, Verdict], now: Mapping[str, Verdict]) -> bool:
    """Whether anything is said otherwise of a subject; that a rule does not apply, and that there is none, is one."""
    if was.keys() != now.keys():
        return any(verdict.status is not _SILENT for several in (was, now) for verdict in several.values())
    return any(
        says_otherwise(verdict, now[key])
        for key, verdict in was.items()
        if verdict.status is not _SILENT or now[key].status is not _SILENT
    )


class Trials:
    """The parts of a change that are still to be tried, over the subjects of a portion.

    Each is tried only on a subject of which the whole change says something otherwise, and only until it did anything.

    Args:
        parts: All parts.
        old: The old policy.
        new: The new one.
        names: The rules that have another name in the new policy.
        ask: How a policy is asked for the verdicts of some rules on a subject.
    """

    def __init__(self, parts: Sequence[Part], old: Policy, new: Policy, names: Mapping[str, str], ask: _Asking) -> None:
        self._parts, self._old, self._new, self._names, self._ask = parts, old, new, names, ask
        self._asked: dict[int, tuple[Callable[[SubjectFacts], list[Verdict]], ...]] = {}
        self._waiting = [place for place, part in enumerate(parts) if part.tried]
        self.read: set[int] = set()
        self.empty: set[int] = set()  # only written otherwise

    @property
    def rules(self) -> frozenset[str]:
        """The rules whose verdicts are still to be compared."""
        return frozenset(rule for place in self._waiting for rule in self._parts[place].tried)

    def take(self, facts: SubjectFacts, differing: frozenset[str], before: Found, after: Found) -> bool:
        """Try what may have made the verdicts on a subject differ; whether there is less to be tried from here on."""
        places = [place for place in self._waiting if not differing.isdisjoint(self._parts[place].tried)]
        for place in places:
            self._try(place, facts, differing & self._parts[place].tried, before, after)
        done = self.read | self.empty
        left = [place for place in self._waiting if place not in done]
        less, self._waiting = len(left) < len(self._waiting), left
        return less

    def _try(self, place: int, facts: SubjectFacts, rules: frozenset[str], before: Found, after: Found) -> None:
        if place not in self._asked:
            self._begin(place)
        if place in self.read or place in self.empty:
            return
        without, alone = self._asked[place]
        found = by_rule(without(facts))
        names = [(rule, self._names.get(rule, rule)) for rule in rules]
        if any(otherwise(found.get(name, _NO_VERDICTS), after.get(name, _NO_VERDICTS)) for _, name in names):
            self.read.add(place)
            return
        found = by_rule(alone(facts))
        if any(otherwise(before.get(rule, _NO_VERDICTS), found.get(rule, _NO_VERDICTS)) for rule in rules):
            self.read.add(place)

    def _begin(self, place: int) -> None:
        """Say a part otherwise; what cannot be said otherwise by itself counts as read with the rest."""
        part = self._parts[place]
        renamed = frozenset(self._names.get(rule, rule) for rule in part.tried)
        try:
            without, alone = self._new.but(part.reverted), self._old.but(part.alone)
            asked = self._ask(without, rules=renamed), self._ask(alone, rules=part.tried)
        except (PolicyError, UsageError):
            self.read.add(place)
            return
        if all(without.meanings.rules.get(rule) == self._new.meanings.rules.get(rule) for rule in renamed):
            self.empty.add(place)
            return
        self._asked[place] = asked
