"""Whether one policy is at least as strict as another: proved, disproved by a case, or not to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.plain import all_known
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.versions.rule_orders import RuleOrder, rule_orders
from servicepolicy.whatif.diff import Change, change_of
from servicepolicy.whatif.diff_examples import Allowance, Example

__all__ = ["Proof", "at_least_as_strict"]

_ENOUGH: Final = frozenset({"same", "more"})


@attrs.frozen
class Proof:
    """Whether whatever keeps the new policy keeps the old one.

    Attributes:
        holds: `True`: it was proved, for all complete facts; `False`: a case shows the contrary; `None`: neither.
        rule: The rule for which it fails, or cannot be told; of several the first one with a case.
        since: The date from which.
        parts: The parts of it that are in the way.
        reason: `proved`, `counterexample`, `no_case_found` (it looks looser, and no case was found that shows it), or
            `not_comparable` (how its parts lie cannot be told).
        scenario: The case that shows it, confirmed by both engines.
    """

    holds: bool | None
    reason: str
    rule: str | None = None
    since: str | None = None
    parts: tuple[str, ...] = ()
    scenario: Example | None = None
    _new: Policy = attrs.field(kw_only=True, alias="new", eq=False, repr=False)

    def __bool__(self) -> bool:
        """Refused: a proof has three outcomes.

        Raises:
            TypeError: Always; compare `holds`.
        """
        raise TypeError("a proof has three outcomes: compare `proof.holds` with `True`, `False` or `None`")

    def plain(self) -> dict[str, object]:
        """It as JSON-ready data."""
        return {
            "holds": self.holds,
            "reason": self.reason,
            "rule": self.rule,
            "since": self.since,
            "parts": list(self.parts),
            "scenario": None if self.scenario is None else self.scenario.plain(),
        }

    def explain(self, language: str = "en") -> str:
        """It in words, in `en` or `zh`."""
        from servicepolicy.whatif.diff_words import explain_proof

        return explain_proof(self, self._new, language)


def at_least_as_strict(new: Policy, old: Policy, rules: Iterable[str] | None = None) -> Proof:
    """Whether whatever keeps the new policy keeps the old one, whatever happens.

    It is read off what the policies say, and not off cases; facts are complete. Where that does not settle it, cases
    are made and asked, and one that the old policy alone breaches settles it.

    Args:
        new: The policy that should be at least as strict.
        old: The policy that it is measured by.
        rules: Ids of the rules, in either policy; absent: all of them.

    Raises:
        UsageError: Neither policy has such a rule.

    Example:
        >>> from servicepolicy import load
        >>> pack = load("service-handbook", fill="example-bank")
        >>> at_least_as_strict(pack, pack).holds
        True
    """
    if old.digest == new.digest:
        return Proof(True, "proved", new=new)
    wanted = None if rules is None else _named(rules, old, new)
    doubtful = [order for order in rule_orders(old, new, wanted) if order.order not in _ENOUGH]
    found = list(_weighed(doubtful, old, new))
    proved = Proof(True, "proved", new=new)
    return next((proof for proof in found if proof.holds is False), found[0] if found else proved)


def _weighed(doubtful: list[RuleOrder], old: Policy, new: Policy) -> Iterator[Proof]:
    allowance = Allowance(len(doubtful))
    for order in doubtful:
        change = change_of(order, old, new, allowance)
        scenario = next((example for example in change.examples if example.side == "old"), None)
        yield _proof(order, change, scenario, new)


def _proof(order: RuleOrder, change: Change, scenario: Example | None, new: Policy) -> Proof:
    if scenario is not None:
        holds, reason = False, "counterexample"
    else:
        holds, reason = None, "not_comparable" if order.order == "untold" else "no_case_found"
    blocking = tuple(".".join(part.path) for part in order.parts if part.order not in _ENOUGH)
    return Proof(holds, reason, change.name, change.since, blocking, scenario, new=new)


def _named(rules: Iterable[str], old: Policy, new: Policy) -> frozenset[str]:
    if isinstance(rules, str):
        raise UsageError(f'`rules` must be several ids, such as `["{rules}"]`')
    known = dict.fromkeys(rule.id for policy in (old, new) for rule in policy.rules)
    named = tuple(rules)
    all_known(named, known, "is a rule of neither policy")
    return frozenset(named)
