"""Worked requirements: at an event, now, at the end, throughout, and in what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import servicepolicy as sp
from servicepolicy.models.subject import SubjectRecord
from tests.telling.building import at, bank, branch, complaint, event, told_of, verdicts

RATE = ("Neither too slow nor too fast", "语速适中")
GREETING = ("The caller is greeted", "接听使用问候语")


def requirement(title: tuple[str, str], judged: SubjectRecord, when: str, **said: Any) -> Callable[[str], str]:
    """How a requirement of one's own reads; a state is told as it stands unless `hold` says otherwise."""
    asked = {} if {"at", "until", "spoken", "hold"} & said.keys() else {"hold": "now"}
    rule = {
        **asked,
        "id": "required",
        "kind": "requirement",
        "clause": "L-3",
        "title": dict(zip(("en", "zh"), title, strict=True)),
    }
    return told_of({**rule, **said}, judged, when)


def call(*lines: tuple[str, str], **header: Any) -> sp.Interaction:
    """A call: who spoke, and what was said, a minute apart."""
    said = [
        event("said", f"05 09:{minute:02}", speaker=speaker, text=text) for minute, (speaker, text) in enumerate(lines)
    ]
    return sp.Interaction.model_validate({"id": "I-1", **header, "events": said})


def rate(**header: Any) -> Callable[[str], str]:
    """How the requirement on the rate of speech reads."""
    must = {"speech_rate": {"ge": 180, "le": 240}}
    return requirement(RATE, call(**header), "06 18:00", subject="interaction", must=must, duty="agent")


def greeted(*lines: tuple[str, str]) -> Callable[[str], str]:
    """How the requirement on the greeting reads."""
    spoken = {"part": "opening", "any": [{"words": "greeting"}]}
    return requirement(GREETING, call(*lines), "06 18:00", subject="interaction", spoken=spoken)


def mediated(**fields: Any) -> Callable[[str], str]:
    """How the requirement on a mediation reads."""
    return verdicts(
        bank(), "mediation-confidential", "12 18:00", event("mediated", "07 10:00", "h2", agreed=False, **fields)
    )


def in_charge(*values: dict[str, Any], until: str | None = None) -> Callable[[str], str]:
    """How it reads that somebody must be in charge all the time."""
    dated = [
        {**value, **{key: at(value[key]).isoformat() for key in ("from", "until") if key in value}} for value in values
    ]
    ends = {"until": until} if until is not None else {}
    return requirement(
        ("Somebody is in charge throughout", "始终有专人负责"),
        complaint(event("closed", "08 17:00", "e17"), owner=dated),
        "12 18:00",
        must={"owner": {"present": True}},
        hold="throughout",
        **ends,
    )


CASES: dict[str, Callable[[str], str]] = {
    "required-and-so": mediated(confidential=True, result_in_writing=True),
    "required-and-not-so": mediated(confidential=True, result_in_writing=False),
    "required-and-not-recorded": mediated(result_in_writing=True),
    "required-of-nothing": verdicts(bank(), "mediation-confidential", "12 18:00"),
    "forbidden-and-yet-so": verdicts(
        branch(), "hotline-never-refused", "12 18:00", event("hotline_contact", "06 10:00", "e17", conduct="hung_up")
    ),
    "below-the-band": rate(speech_rate=120),
    "above-the-band": rate(speech_rate=300),
    "within-the-band": rate(speech_rate=200),
    "judged-at-the-end": requirement(
        ("Satisfied when it is closed", "结案时客户满意"),
        complaint(),
        "06 18:00",
        must={"satisfied": True},
        until="closed",
    ),
    "not-so-at-the-end": requirement(
        ("Satisfied when it is closed", "结案时客户满意"),
        complaint(event("closed", "08 17:00", "e17"), satisfied=False),
        "12 18:00",
        must={"satisfied": True},
        until="closed",
    ),
    "a-gap": in_charge({"value": "e17", "until": "06 12:00"}, {"value": "e21", "from": "07 09:00"}, until="closed"),
    "throughout": in_charge({"value": "e17"}, until="closed"),
    "greeted": greeted(("agent", "您好，请讲"), ("customer", "我的卡丢了")),
    "not-greeted": greeted(("agent", "喂"), ("customer", "我的卡丢了")),
    "no-transcript": greeted(),
    "forbidden-words": requirement(
        ("Nobody shirks in words", "不说推诿的话"),
        call(("agent", "您好"), ("customer", "怎么办"), ("agent", "这不归我管")),
        "06 18:00",
        subject="interaction",
        spoken={"none": ["不归我管"]},
    ),
}
