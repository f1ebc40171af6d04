"""Scenarios of periods: many subjects, a period, and what scorecards, service levels and awards must say."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from servicepolicy.language.measure import as_quantity
from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.rule import Name, Part

__all__ = ["NUMBERS", "AssessedPeriod", "ExpectedFinding"]

NUMBERS: Final = ("score", "low", "high", "attainment", "affordable")
"""What is expected as a number."""


Texts = Annotated[tuple[str, ...], LISTED]


class AssessedPeriod(Part):
    """A question about a period.

    Attributes:
        period: The period, such as `2026-Q1`.
        as_of: The instant that is judged; absent: the end of the period.
        known_at: The instant of knowledge, if other than everything handed in.
        subjects: The records of all subjects; each says what it is with `subject`, absent: a case.
    """

    period: str
    as_of: str | None = None
    known_at: str | None = None
    subjects: tuple[dict[str, Any], ...] = Field(min_length=1)


class ExpectedFinding(Part):
    """What must be said about one subject in one period. What is left out may be anything.

    Attributes:
        subject: Id of whom it is about; absent: whoever is worst off.
        period: The period, where the rule judges several of them.
        status: Its status.
        reason: Code of the reason.
        doubts: All facts that would settle it, in any order.
        score: The score, such as `82.5`.
        low: The least that score or attainment can be.
        high: The greatest.
        grade: The band of the score.
        indicators: The value of each indicator named; `none` where there is no value.
        attainment: The share met, such as `95%`.
        affordable: How many further breaches the objective allows.
        entitled: What an award brings, in any order.
        recorded: What is on record, in any order.
        least: What it brings at the least.
        most: What it brings at the most.
    """

    subject: str | None = None
    period: str | None = None
    status: Literal["met", "breached", "pending", "unknown", "not_applicable"] | None = None
    reason: str | None = None
    doubts: Texts | None = None
    score: str | None = None
    low: str | None = None
    high: str | None = None
    grade: str | None = None
    indicators: dict[Name, str] = Field(default_factory=dict)
    attainment: str | None = None
    affordable: str | None = None
    entitled: Texts | None = None
    recorded: Texts | None = None
    least: Texts | None = None
    most: Texts | None = None

    @model_validator(mode="after")
    def _are_numbers(self) -> ExpectedFinding:
        named = {name: getattr(self, name) for name in NUMBERS}
        for name, said in {**named, **self.indicators}.items():
            if said is not None and said != "none":
                try:
                    as_quantity(said)
                except ValueError as error:
                    raise refuse("wrong-type", str(error), (name,)) from None
        return self
