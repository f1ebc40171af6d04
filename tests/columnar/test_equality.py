"""Tables are judged as `Policy.evaluate` judges each subject: generated policies on generated logs."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from servicepolicy.models.context import Context
from tests import strategies
from tests.columnar.equal import differences, readable, tables_of, variants

STRATEGIES = (
    "access_examples",
    "at_event_examples",
    "authority_examples",
    "changing_deadline_examples",
    "competence_examples",
    "computed_deadline_examples",
    "computed_requirement_examples",
    "deadline_examples",
    "emergency_examples",
    "header_examples",
    "ownership_examples",
    "periodic_examples",
    "receiver_examples",
    "retention_examples",
    "sequence_examples",
    "talk_examples",
    "throughout_examples",
    "together_examples",
    "told_apart_examples",
    "unpublished_examples",
    "vote_examples",
)
FEW = settings().max_examples // 5 if settings().max_examples <= 60 else settings().max_examples


@pytest.mark.parametrize("name", STRATEGIES)
def test_tables_agree_with_single_subjects(name: str) -> None:
    """Every column of every verdict is that of the reference engine, whatever the rule and whoever is judged beside."""
    examples = getattr(strategies, name)

    @settings(max_examples=FEW, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(examples(), min_size=1, max_size=4))
    def agree(several: list[Any]) -> None:
        first = several[0]
        policy = first.policy()
        context = None if first.context is None else Context.model_validate(first.context)
        drawn = [one for number, example in enumerate(several) for one in variants(example.subject, number)]
        subjects = [
            one for one in readable(policy, drawn) if one.get("subject", "case") == first.subject.get("subject", "case")
        ]
        subjects = [one for one in subjects if tables_of([one]) is not None]
        assume(subjects and tables_of(subjects) is not None)
        differing, counts = differences(policy, subjects, as_of=first.as_of, known_at=first.known_at, context=context)
        note(f"{first.rules}\n{subjects}\n{counts.filter(pl.col('pairs') > 0)}")
        assert differing == []

    agree()
