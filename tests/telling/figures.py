"""Worked scorecards and service levels: reached, missed, not known, of too few cases, and what may still go wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import servicepolicy as sp
from servicepolicy.models.subject import SubjectRecord
from tests.telling.building import at, event

ANSWERED: dict[str, Any] = {
    "id": "answered",
    "kind": "deadline",
    "clause": "L-1",
    "start": "received",
    "stop": {"event": "replied", "where": {"to": "customer"}},
    "within": "2 days",
}
LEVEL: dict[str, Any] = {
    "id": "answers",
    "clause": "L-31",
    "title": {"en": "Letters answered in time", "zh": "来信答复及时率"},
    "rules": "answered",
    "objective": "75%",
    "period": "month",
}
CARD: dict[str, Any] = {
    "id": "appraisal",
    "kind": "scorecard",
    "subject": "agent",
    "clause": "L-30",
    "title": {"en": "Appraisal", "zh": "绩效考核"},
    "period": "month",
    "indicators": [
        {
            "id": "rating",
            "measure": {"mean": {"event": "rated", "of": "score"}},
            "scale": ["0", "100"],
            "weight": "60%",
            "target": {"ge": "80"},
        },
        {"id": "answers", "measure": {"kept": "answered"}, "weight": "40%", "target": {"ge": "90%"}},
    ],
    "grades": [{"ge": "90", "grade": "excellent"}, {"ge": "60", "grade": "good"}, {"grade": "poor"}],
}
MANY = {**CARD, "indicators": [{**CARD["indicators"][0], "weight": "100%", "at_least_cases": "5"}]}
FEWER: dict[str, Any] = {
    **CARD,
    "id": "fewer-complaints",
    "title": {"en": "Fewer complaints", "zh": "投诉下降"},
    "subject": "organisation",
    "indicators": [
        {
            "id": "complaints",
            "measure": {"count": {"of": "case", "credit": "all", "in": "start"}},
            "change": {"down": "10%"},
        }
    ],
}
del FEWER["grades"]


def letter(key: str, received: str, replied: str | None, to: str | None = "customer") -> sp.Case:
    """A letter, answered by e1."""
    events = [event("received", received)]
    if replied is not None:
        events.append(event("replied", replied, "e1", **({"to": to} if to else {})))
    return sp.Case.model_validate({"id": key, "type": "complaint", "events": events})


def employee(*scores: str | None) -> sp.Agent:
    """An employee with these ratings, one a day."""
    rated = [
        event("rated", f"{day:02} 10:00", **({"score": score} if score else {})) for day, score in enumerate(scores, 5)
    ]
    return sp.Agent.model_validate({"id": "e1", "events": rated})


def month(
    rule: dict[str, Any], *subjects: SubjectRecord, when: str = "03-01 09:00", period: str = "2026-01"
) -> Callable[[str], str]:
    """How January reads by a scorecard or a service level."""

    def told(language: str) -> str:
        rules, slas = ([ANSWERED], [rule]) if "rules" in rule else ([ANSWERED, rule], [])
        policy = sp.Policy(policy="letters", timezone="Asia/Shanghai", rules=rules, slas=slas)
        moment: datetime = at(when)
        return "\n".join(one.explain(language) for one in policy.assess(subjects, period, as_of=moment)[rule["id"]])

    return told


IN_TIME = [letter(f"C-{number}", "05 09:00", "06 09:00") for number in range(1, 5)]
LATE, UNSURE = letter("C-8", "05 09:00", "09 09:00"), letter("C-9", "05 09:00", "06 09:00", to=None)
CASES: dict[str, Callable[[str], str]] = {
    "appraisal-reached": month(CARD, employee("95", "88"), *IN_TIME),
    "appraisal-missed": month(CARD, employee("75", "70"), *IN_TIME[:3], LATE),
    "appraisal-not-known": month(CARD, employee("95", None), *IN_TIME, UNSURE),
    "appraisal-without-a-letter": month(CARD, employee("95", "88")),
    "appraisal-of-too-few": month(MANY, employee("95", "88")),
    "appraisal-of-nobody": month(MANY, employee()),
    "appraisal-before-its-end": month(CARD, employee("95", "88"), *IN_TIME, when="20 09:00"),
    "fewer-complaints": month(
        FEWER,
        sp.Organisation.model_validate({"id": "bank"}),
        *IN_TIME,
        LATE,
        *(letter(f"D-{number}", f"02-0{number} 09:00", None) for number in range(1, 6)),
        period="2026-02",
    ),
    "service-level-reached": month(LEVEL, *IN_TIME, LATE),
    "service-level-missed": month(LEVEL, *IN_TIME[:1], LATE),
    "service-level-not-known": month(LEVEL, *IN_TIME[:2], LATE, UNSURE),
    "service-level-so-far": month(LEVEL, *IN_TIME, LATE, letter("C-7", "19 09:00", None), when="20 09:00"),
    "service-level-of-nothing": month(LEVEL),
}
