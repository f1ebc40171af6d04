"""Worked retentions: kept, destroyed too early, out of place, disposed of; and an exception that does not count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import servicepolicy as sp
from tests.telling.building import at, event, told_of

KEPT = {
    "id": "paper-kept",
    "kind": "retention",
    "clause": "L-5",
    "title": {"en": "Paper files are kept", "zh": "纸质档案保存"},
    "anchor": "archived",
    "keep": "3 months",
    "destroyed": "destroyed",
    "place": {"field": "location", "in": ["archive"]},
    "dispose": {"within": "30 days"},
    "duty": "archivist",
}
ARCHIVED = event("archived", "05 10:00", "e51", location="archive")
AWAY, BACK = (
    event("moved", "02-02 09:00", "e51", location="desk"),
    event("moved", "02-03 09:00", "e51", location="archive"),
)


def file(when: str, *events: dict[str, Any]) -> Callable[[str], str]:
    """How the keeping of a file reads."""
    return told_of(KEPT, sp.Document.model_validate({"id": "D-1", "events": list(events)}), when)


def not_excused(language: str) -> str:
    """How a breach reads for which somebody excused an own lapse."""
    waiver = {
        "id": "W-8",
        "rule": "paper-kept",
        "subject": "D-1",
        "approver": "e51",
        "reason_code": "lack_of_room",
        "until": "2027-01-01T00:00:00+08:00",
    }
    rule = {name: said for name, said in KEPT.items() if name not in ("place", "dispose")}
    paper = sp.Document.model_validate({"id": "D-1", "events": [ARCHIVED, event("destroyed", "02-02 09:00", "e51")]})
    policy = sp.Policy(policy="files", timezone="Asia/Shanghai", rules=[rule])
    context = sp.Context.model_validate({"waivers": [waiver]})
    return policy.evaluate(paper, as_of=at("03-01 09:00"), context=context)["paper-kept"].verdicts[0].explain(language)


CASES: dict[str, Callable[[str], str]] = {
    "kept-so-far": file("02-01 09:00", ARCHIVED),
    "destroyed-too-early": file("03-01 09:00", ARCHIVED, event("destroyed", "02-20 09:00", "e51")),
    "out-of-its-place": file("02-02 18:00", ARCHIVED, AWAY),
    "back-in-its-place": file("02-05 09:00", ARCHIVED, AWAY, BACK),
    "to-be-disposed-of": file("04-10 09:00", ARCHIVED),
    "disposed-of": file("05-10 09:00", ARCHIVED, event("destroyed", "04-20 09:00", "e51")),
    "disposed-of-too-late": file("06-10 09:00", ARCHIVED, event("destroyed", "05-20 09:00", "e51")),
    "begun-anew": file("03-01 09:00", ARCHIVED, event("archived", "02-10 10:00", "e51", location="archive")),
    "destroyed-without-a-beginning": file("03-01 09:00", event("destroyed", "02-20 09:00", "e51")),
    "not-excused": not_excused,
}
