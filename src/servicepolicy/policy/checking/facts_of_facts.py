"""Which computed facts a computed fact reads, and which of them ask what the owner may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from servicepolicy.language.bound.walk import Placed, PlacedCondition, PlacedValue, tests_in
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.value import Field
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.reading.document import PolicyDocument

__all__ = ["OWNER", "asking_the_owner", "made_of", "read_in"]

OWNER: Final = "owner"


def asking_the_owner(document: PolicyDocument, walk: Walk) -> frozenset[str]:
    """The computed facts that ask what the owner may do, or are made of one that does."""
    facts = document.facts
    asking = {name for name, fact in facts.items() if fact.authority is not None and fact.of == OWNER}
    reading = {name: tuple(made_of(fact, document, walk)) for name, fact in facts.items()} if asking else {}
    while more := {name for name, read in reading.items() if name not in asking and not asking.isdisjoint(read)}:
        asking |= more
    return frozenset(asking)


def made_of(fact: ComputedFact, document: PolicyDocument, walk: Walk) -> Iterator[str]:
    """The computed facts that a fact reads."""
    yield from read_in(walk.parts_of(fact), document)
    yield from (name for name in fact.fields() if name in document.facts)


def read_in(parts: Iterable[Placed], document: PolicyDocument) -> Iterator[str]:
    """The computed facts that some parts of a rule or a fact read."""
    for part in parts:
        match part:
            case PlacedCondition():
                for _, tested in tests_in(part.condition, ()):
                    if tested.path in document.facts:
                        yield tested.path
            case PlacedValue(form=Field(path)) if path in document.facts:
                yield path
            case _:
                continue
