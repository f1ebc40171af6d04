"""The forms of authority beside limits: what they name must exist and be of the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servicepolicy.kinds.authority.rule import Authority, Votes
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.share import as_share
from servicepolicy.language.value import Value, blank_names, literals
from servicepolicy.models.vocabulary import header_fields

__all__ = ["forms_in"]


def forms_in(rule: Authority, words: Known) -> Iterator[Found]:
    """Roles, fields and shares that do not exist, in competence and votes."""
    if rule.competence is not None:
        for step, roles in rule.competence.steps:
            yield from words.roles(roles, ("competence", step))
    if rule.votes is not None:
        yield from _electorate(rule, rule.votes, words)
        yield from _shares(rule.votes, words.fillings)


def _electorate(rule: Authority, votes: Votes, words: Known) -> Iterator[Found]:
    listed = votes.electorate.field if votes.electorate is not None else None
    if listed is None or listed.startswith(HOST) or "." in listed:
        return
    known = (*header_fields(rule.subject), *words.names_in("facts"))
    if listed not in known:
        message = f"`{listed}` is neither a field of a {rule.subject} nor a computed fact"
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
