"""Tests of conditions: what is answered at once is what the general comparison answers."""

from __future__ import annotations

from decimal import Decimal

import pytest

import servicepolicy as sp
from servicepolicy.judging import conditions
from servicepolicy.judging.case_view import Missing
from servicepolicy.judging.readers import Place
from servicepolicy.language.bound.nodes import BoundField, BoundTest
from servicepolicy.language.condition import Condition

FOUND = [
    "complaint",
    "inquiry",
    "other",
    "",
    ("complaint", "other"),
    ("other",),
    (),
    True,
    3,
    Decimal(3),
    sp.Money("3", "CNY"),
    Missing(0, "type"),
    Missing(2, "type", because=("a", "b")),
    Missing(0, "type", future=True),
]


def bound(said: object) -> BoundField:
    """A test on the type of a case, bound in a policy."""
    rule = {"id": "r", "kind": "requirement", "clause": "1", "at": "received", "must": {"subject.type": said}}
    policy = sp.Policy(policy="p", timezone="UTC", rules=[rule])
    edition = policy._engine().editions.all[0]
    place = Place.of(edition, policy.rules[0], "applies")
    (clause,) = edition.binder.condition(Condition.parse({"type": said}), place.spot).clauses
    assert isinstance(clause, BoundField)
    return clause


@pytest.mark.parametrize("found", FOUND, ids=repr)
@pytest.mark.parametrize("said", [{"in": ["complaint"]}, {"in": ["complaint", "inquiry"]}], ids=["one", "several"])
def test_one_of_several_words_is_asked_at_once(said: object, found: object) -> None:
    """A test on words says of every value, of no value and of several what the general comparison says."""
    clause = bound(said)
    test: BoundTest = clause.tests[0]
    at_once = conditions._value_holds(test, lambda *_said: found, clause.ref)
    judge = conditions._compared(test, clause.ref, clause.ref.type)
    key = conditions._key(test)
    general = found.leaf(key) if isinstance(found, Missing) else judge(found, None, None, 0, None)  # type: ignore[arg-type] # no scene is asked
    assert conditions._words(test, clause.ref) is not None
    assert at_once(None, None, 0, None) == general  # type: ignore[arg-type] # likewise
