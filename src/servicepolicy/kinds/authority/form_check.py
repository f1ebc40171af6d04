"""The forms of authority beside limits: what they name must exist and be of the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servicepolicy.kinds.authority.rule import Authority, Votes
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import Unresolved, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import HEADER
from servicepolicy.language.bound.shares import wrong_shares
from servicepolicy.language.plain import did_you_mean
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
    if listed is None:
        return
    path = ("votes", "electorate", "field")
    ref = resolve(listed, Place(rule.subject, HEADER), words.names)
    if isinstance(ref, Unresolved):
        known = (*header_fields(rule.subject), *words.names_in("facts"))
        message = f"`{listed}` is neither a field of a {rule.subject} nor a computed fact"
        yield Found("unknown-field", path, message, did_you_mean(listed, known) or ref.help)
    elif ref.kind not in (None, "list"):
        message = f"`{listed}` is of type {ref.kind}, and a list of those who may vote is wanted"
        yield Found("wrong-type", path, message, "a field that lists them, or `members_of`")


def _shares(votes: Votes, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    bound = "share_for" if votes.pass_.share_for is not None else "more_than"
    yield from wrong_shares(votes.pass_.bound, ("votes", "pass", bound), fillings)
    if not votes.quorum_of_all:
        yield from wrong_shares(votes.quorum, ("votes", "quorum"), fillings)
