"""Who says the rules of a policy, with its values and its names."""

from __future__ import annotations

from collections.abc import Mapping

from servicepolicy.language.rule import Title
from servicepolicy.phrases.teller import Teller
from servicepolicy.phrases.terms import titled
from servicepolicy.policy.policy import Policy

__all__ = ["teller_of"]


def teller_of(policy: Policy, language: str) -> Teller:
    """Says the rules of a policy with its values and its names.

    Raises:
        UsageError: There are no words in that language.
    """
    values = {
        name: tuple((dated.form, dated.period) for dated in filling.fill.values)
        for name, filling in policy.fillings.items()
    }
    rules = {rule.id: rule.title for rule in policy.rules} | {level.id: level.title for level in policy.slas}
    return Teller(
        language,
        values,
        rules=_titles(rules, language),
        roles=_titles({name: role.title for name, role in policy.roles.items()}, language),
        facts=_titles({name: fact.title for name, fact in policy.facts.items()}, language),
        own=policy.own_vocabulary,
    )


def _titles(titles: Mapping[str, Title | None], language: str) -> dict[str, str]:
    return {name: said for name, title in titles.items() if (said := titled(title, language))}
