"""Random policies on which the engine and its naive twin are compared: one file a kind of rule.

Each `*_examples()` draws an `Example`: one rule of a kind, a subject and an instant, all of it plain data. Vocabularies
are small and instants come from a small pool, so that what is rare in a log is common here.
"""

from __future__ import annotations

from servicepolicy.testing.strategies.example import YEAR_END, ZONES, Example, calendars
from servicepolicy.testing.strategies.timeline import Kinds, asked, asked_cases, pools, timelines
from tests.strategies.authority import authority_examples, emergency_examples
from tests.strategies.authority_forms import (
    access_examples,
    competence_examples,
    receiver_examples,
    together_examples,
    vote_examples,
)
from tests.strategies.changing import changing_deadline_examples
from tests.strategies.computed import computed_deadline_examples, computed_requirement_examples
from tests.strategies.deadline import deadline_examples, told_apart_examples, unpublished_examples
from tests.strategies.incentive_forms import (
    pool_examples,
    promotion_examples,
    published_examples,
)
from tests.strategies.incentive_scores import score_examples
from tests.strategies.owing import OwedExample, owed_examples
from tests.strategies.ownership import ownership_examples
from tests.strategies.periodic import periodic_examples
from tests.strategies.requirement import (
    at_event_examples,
    header_examples,
    talk_examples,
    throughout_examples,
)
from tests.strategies.retention import retention_examples
from tests.strategies.scorecard import AssessedExample, scorecard_examples
from tests.strategies.scorecard_forms import (
    ScoredExample,
    sla_examples,
    unit_examples,
    weighted_examples,
)
from tests.strategies.sequence import sequence_examples

__all__ = [
    "YEAR_END",
    "ZONES",
    "AssessedExample",
    "Example",
    "Kinds",
    "OwedExample",
    "ScoredExample",
    "access_examples",
    "asked",
    "asked_cases",
    "at_event_examples",
    "authority_examples",
    "calendars",
    "changing_deadline_examples",
    "competence_examples",
    "computed_deadline_examples",
    "computed_requirement_examples",
    "deadline_examples",
    "emergency_examples",
    "header_examples",
    "owed_examples",
    "ownership_examples",
    "periodic_examples",
    "pool_examples",
    "pools",
    "promotion_examples",
    "published_examples",
    "receiver_examples",
    "retention_examples",
    "score_examples",
    "scorecard_examples",
    "sequence_examples",
    "sla_examples",
    "talk_examples",
    "throughout_examples",
    "timelines",
    "together_examples",
    "told_apart_examples",
    "unit_examples",
    "unpublished_examples",
    "vote_examples",
    "weighted_examples",
]
