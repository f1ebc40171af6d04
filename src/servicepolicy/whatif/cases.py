"""What is judged: the subjects of a log, or whatever else is handed in, as judges read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicepolicy.logs import Log
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy import arguments

__all__ = ["facts_of"]


def facts_of(cases: Iterable[SubjectRecord | SubjectFacts]) -> Iterator[SubjectFacts]:
    """The facts of each subject; a log tells them without making a record of what is plainly right."""
    return cases.facts() if isinstance(cases, Log) else map(arguments.facts_of, cases)
