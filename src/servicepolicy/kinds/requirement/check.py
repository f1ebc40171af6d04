"""Requirements that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.bound.bind import Binder
from servicepolicy.language.bound.changing import facts_behind, followed
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.bound.shares import wrong_shares
from servicepolicy.language.bound.spans import ILLEGAL
from servicepolicy.models.vocabulary._own import SHIPPED

__all__ = ["problems", "warnings"]


def problems(rule: Requirement, known: Known) -> Iterator[Found]:
    """Shares that are none, and states that hang on what cannot be followed from moment to moment."""
    for number, spoken in enumerate(rule.spoken):
        if spoken.share is not None:
            path = ("spoken", number, "share") if len(rule.spoken) > 1 else ("spoken", "share")
            yield from wrong_shares(spoken.share, path, known.fillings)
    if not (rule.throughout and known.facts):
        return
    for name in ("must", "must_not", "applies"):
        for fact in dict.fromkeys(_read_once(rule, name, known)):
            message = f"`{fact}` is read once, and says nothing of the moments between events"
            help = "ask it `at` an event, `until` one, or say `hold: now`"
            tested = any(one.path == fact for one in getattr(rule, name).tested())
            yield Found(ILLEGAL, (name, fact) if tested else (name,), message, help)


def _read_once(rule: Requirement, name: str, known: Known) -> Iterator[str]:
    """The computed facts behind a condition that change while nothing happens to the subject."""
    place = place_of(rule, name, rule.subject)
    for _stretch, values in known.constant:
        binder = Binder(known.names, values, SHIPPED)
        bound = binder.condition(getattr(rule, name), place)
        behind = facts_behind((bound,), known.names.facts, binder)
        yield from (fact for fact, said in behind.items() if not followed(said))


def warnings(_rule: Requirement, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
