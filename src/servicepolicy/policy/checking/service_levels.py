"""Service levels: the deadlines, fields and shares that they name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from servicepolicy.errors import Problem, Where
from servicepolicy.language.bound.found import Found, Path, no_rule
from servicepolicy.language.bound.quantities import Fillings, field_problems, number_problems, share_problems
from servicepolicy.language.measure import as_quantity
from servicepolicy.language.service_level import SLA
from servicepolicy.models.vocabulary import header_fields
from servicepolicy.policy.checking.vocabulary_check import Words
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.reading.read_document import Draft

__all__ = ["levels_in"]


def levels_in(draft: Draft, words: Words, fillings: Fillings) -> Iterator[Problem]:
    """Everything that is wrong with the service levels of a policy."""
    own = draft.source.plain.get("slas") if isinstance(draft.source.plain, Mapping) else None
    below = len(draft.document.slas) - (len(own) if isinstance(own, list | tuple) else 0)
    declared = draft.declared.get("rules", {})
    taken = set(declared)
    for index, level in enumerate(draft.document.slas):
        found = [*_level(level, draft.document, declared, fillings), *words.check(level)]
        if level.id in taken and not below:  # layers are compared with those below them where they are put together
            message = f"a rule or another service level has the id `{level.id}`"
            found.append(Found("duplicate-id", ("id",), message, "give each an id of its own"))
        taken.add(level.id)
        for one in found:
            spot: Path = ("slas", index - below, *one.path)
            placed = (
                Where(path=level.id) if index < below else draft.source.where(spot, key=one.code == "unknown-field")
            )
            yield Problem(one.code, one.elsewhere or placed, one.message, one.help)


def _level(level: SLA, document: PolicyDocument, declared: Collection[str], fillings: Fillings) -> Iterator[Found]:
    known = {one.id: one for one in document.rules}
    for name in level.rules:
        found = known.get(name)
        if found is None:
            yield from no_rule(name, declared, ("rules",))
        elif not found.nature.in_service_levels:
            yield Found("wrong-kind", ("rules",), f"`{name}` is not a deadline", "a service level is about deadlines")
        elif found.subject != level.of:
            message = f"`{name}` is about a {found.subject}, and the service level about a {level.of}"
            yield Found("wrong-kind", ("rules",), message, f"say `of: {found.subject}`")
        elif found.level == "advice":
            yield Found("wrong-kind", ("rules",), f"`{name}` is advice, which is in no attainment")
    yield from number_problems(level.objective, ("objective",), as_quantity, fillings)
    yield from share_problems(level.objective, ("objective",), fillings)
    if level.per != "policy":
        yield from field_problems(level.per, header_fields(level.of), level.of, ("per",))
