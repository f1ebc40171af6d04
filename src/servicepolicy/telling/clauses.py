"""Clauses as people look them up: by id, by where they stand in the source, and in the source's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicepolicy.language.label import Label
from servicepolicy.phrases.terms import say

__all__ = ["cited", "quoted"]


def cited(clauses: Iterable[str], label: Label, language: str) -> tuple[str, ...]:
    """Clauses by their ids, each with where it stands in the source, where the policy says so."""
    known = {} if label.named is None else label.named.clauses
    return tuple(
        say("clause.at", language, clause=clause, at=known[clause][0]) if known.get(clause, ("", ""))[0] else clause
        for clause in clauses
    )


def quoted(clauses: Iterable[str], label: Label, language: str) -> Iterator[str]:
    """The sentences of the source, where somebody supplied them."""
    known = {} if label.named is None else label.named.clauses
    for clause in clauses:
        text = known.get(clause, ("", ""))[1]
        if text:
            yield say("clause.text", language, clause=clause, text=text)
