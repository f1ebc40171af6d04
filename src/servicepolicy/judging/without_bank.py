"""What a rule says that asks after events of the whole organisation, where no organisation is handed in."""

from __future__ import annotations

from servicepolicy.judging.case_view import Scene, UnsettledTruth
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.quick_results import changed
from servicepolicy.judging.readers import Place
from servicepolicy.language.rule import Rule
from servicepolicy.results.verdict import Reason, Status, Verdict

__all__ = ["without_bank"]

_BANK = "organisation"
_SURE = frozenset({Status.MET, Status.UNKNOWN})


def without_bank(rule: Rule, scene: Scene, found: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """What the context lacks is unknown: nobody knows what happened, nor that nothing did.

    What is met by the subject's own events stays met, and what the rule does not apply to stays so.

    Args:
        rule: The rule, which names events of the organisation.
        scene: The subject, without an organisation.
        found: What its own events say.
    """
    if all(verdict.status in _SURE for verdict in found):
        return found
    begins_there = any(pattern.on == _BANK for selector in rule.about() for pattern in selector.patterns())
    return tuple(_open(verdict) if _hangs(rule, scene, verdict, begins_there) else verdict for verdict in found)


def _hangs(rule: Rule, scene: Scene, verdict: Verdict, begins_there: bool) -> bool:
    if verdict.status in _SURE:
        return False
    if verdict.status is not Status.NOT_APPLICABLE:
        return True
    return begins_there and not verdict.occurrence and _may_apply(rule, scene)


def _may_apply(rule: Rule, scene: Scene) -> bool:
    applies = compile_condition(rule.applies, Place.of(scene.edition, rule, "applies"))
    try:
        return applies is None or applies(scene, None, scene.as_of, None) is not False
    except UnsettledTruth:
        return True


def _open(verdict: Verdict) -> Verdict:
    reason = Reason.of("missing_fact", fact=_BANK)
    return changed(verdict, status=Status.UNKNOWN, reason=reason, doubts=(_BANK,), final=False, state=(), why_not=())
