"""The forms of authority beside limits: what they name must exist and be of the right type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from servicepolicy.kinds.authority.rule import Authority, Votes
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.language.share import as_share
from servicepolicy.language.value import Value
from servicepolicy.models.vocabulary import header_fields
from servicepolicy.policy.checking.vocabulary_check import Found, Words, blank_names
from servicepolicy.policy.checking.walk import PlacedCondition, Walk, tests_in
from servicepolicy.policy.filling.blanks import literals

__all__ = ["forms_in", "in_table", "memberships_in"]

_MEMBERSHIP: Final = frozenset({"is", "in", "not"})


def forms_in(rule: Authority, words: Words, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    """Roles, fields and shares that do not exist, in competence and votes."""
    if rule.competence is not None:
        for step, roles in rule.competence.steps:
            yield from words.roles(roles, ("competence", step))
    if rule.votes is not None:
        yield from _electorate(rule, rule.votes, words)
        yield from _shares(rule.votes, fillings)


def in_table(rule: Authority, problems: Iterable[Found]) -> Iterator[Found]:
    """Problems with the acts of a rule; where a table of competence names the acts, they lie there."""
    for one in problems:
        in_action = one.path[:1] == ("action",) and rule.competence is not None
        yield attrs.evolve(one, path=("competence",)) if in_action else one


def _electorate(rule: Authority, votes: Votes, words: Words) -> Iterator[Found]:
    listed = votes.electorate.field if votes.electorate is not None else None
    if listed is None or listed.startswith(HOST) or "." in listed:
        return
    known = (*header_fields(rule.subject), *words.declared.get("facts", {}))
    if listed not in known:
        message = f"`{listed}` is no field of a {rule.subject} and no computed fact"
        yield Found("unknown-field", ("votes", "electorate", "field"), message, did_you_mean(listed, known))


def _shares(votes: Votes, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    bound = "share_for" if votes.pass_.share_for is not None else "more_than"
    said: list[tuple[Value, tuple[str, ...]]] = [(votes.pass_.bound, ("votes", "pass", bound))]
    if not votes.quorum_of_all:
        said.append((votes.quorum, ("votes", "quorum")))
    for value, path in said:
        forms = [value.form]
        for name in blank_names(value.form):
            if name in fillings:
                forms.extend(dated.form for dated in fillings[name].fill.values)
        for literal in (one for form in forms for one in literals(form)):
            try:
                as_share(literal.raw)
            except ValueError as error:
                yield Found("wrong-type", path, f"`{path[-1]}`: {error}")


def memberships_in(rule: Rule, walk: Walk) -> Iterator[Found]:
    """Tests on membership that cannot be asked: one is a member of a team or not."""
    for part in walk.parts_of(rule):
        if not isinstance(part, PlacedCondition):
            continue
        for path, tested in tests_in(part.condition, part.path):
            if tested.path.removeprefix("actor.") != "member_of":
                continue
            for test in tested.tests:
                if test.op not in _MEMBERSHIP:
                    message = f"`{test.op}` cannot be asked of `member_of`"
                    yield Found("illegal-combination", path, message, "name the team, or several in a list")
