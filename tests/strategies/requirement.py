"""Generated requirements: at each event, on the header, throughout, on lists and templates, and in transcripts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Example, Plain
from servicepolicy.testing.strategies.timeline import matters, pools, timelines

__all__ = ["at_event_examples", "header_examples", "talk_examples", "throughout_examples"]

ZONE = "Asia/Shanghai"
RULE: Plain = {"id": "required", "kind": "requirement", "clause": "X-1"}


@st.composite
def _asked(draw: DrawFn, pool: list[datetime]) -> datetime:
    later = [moment + timedelta(hours=hours) for moment in pool for hours in (0, 2)]
    asked: datetime = draw(st.sampled_from([*later, pool[-1] + timedelta(days=9)]))
    return asked


# ---------------------------------------------------------------- at each event

CASE_KINDS: Plain = {
    "received": {"by": ("e1", "e2", None), "in_writing": (True, False, None)},
    "replied": {"by": ("e1", None), "visibility": ("public", "internal", None), "substance": ("full", "partial", None)},
    "reclassified": {"severity": ("minor", "major", "serious", None)},
    "resolved": {},
}
AT: list[Any] = [
    "replied",
    {"event": "any"},
    {"event": "replied", "where": {"visibility": "public"}},
    {"event": ["received", "replied"], "nth": "first"},
    {"any": ["resolved", {"event": "replied", "where": {"substance": "full"}}]},
]
AT_MUST: list[Plain] = [
    {"by": {"present": "true"}},
    {"subject.severity": ["minor", "major"]},
    {"subject.severity": {"not": "serious"}, "by": {"present": "true"}},
    {"any": [{"subject.category": "credit"}, {"subject.severity": {"in": ["major", "serious"]}}]},
    {"any": [{"subject.severity": "major", "by": "e1"}, {"not": {"subject.severity": "major"}}]},
]


@st.composite
def at_event_examples(draw: DrawFn) -> Example:
    """A requirement at events of a case, some with a condition on the case."""
    pool = draw(pools(ZONE))
    rule = {**RULE, "at": draw(st.sampled_from(AT)), "must": draw(st.sampled_from(AT_MUST))}
    if draw(st.booleans()):
        rule["must_not"] = draw(st.sampled_from([{"subject.category": "card"}, {"subject.severity": "major"}]))
    if draw(st.integers(0, 2)) == 0:
        rule["applies"] = {"severity": {"in": ["major", "serious"]}}
    per = draw(matters(rule))
    subject = {
        "id": "C-1",
        "type": "complaint",
        "severity": draw(st.sampled_from(("minor", "major", None))),
        "category": draw(st.sampled_from(("credit", "card", None))),
        "events": draw(timelines(pool, CASE_KINDS, 6, per)),
    }
    return Example([rule], subject, draw(_asked(pool)), None, ZONE)


# ---------------------------------------------------------------- the header

TALK_KINDS: Plain = {"answered": {"rings": (2, 5, None)}, "read_back": {"confirmed": (True, False, None)}, "ended": {}}
HEADER_MUST: list[Plain] = [
    {"speech_rate": {"ge": "180", "le": "240"}},
    {"speech_rate": {"gt": "180"}, "jargon": "false"},
    {"important_items": {"has": {"all": ["amount", "account"]}}},
    {"important_items": {"has": {"any": ["amount", "date"], "none": ["password"]}}},
    {"important_items": {"size": {"ge": "1", "lt": "3"}}},
    {"important_items": {"size": "2"}},
    {"important_items": {"size": {"ge": "2"}}},
    {"important_items": {"each": {"in": ["amount", "account"]}}},
    {"important_items": {"each": {"matches": "a{lower:1-6}"}}},
    {"product": {"matches": "{upper:2}-{digits:1-3}"}},
    {"product": {"matches": "{name:1-6}-{digits:1-3}"}},
    {"product": {"matches": "{one_of:AB|CD}{alnum:1-4}{date:yymmdd}"}},
    {"product": {"matches": "{alnum:1-9}{date:yyyymmdd}"}},
    {"any": [{"jargon": "false"}, {"polite_words": "true"}]},
]
PRODUCTS = ("AB-12", "AB-1234", "ab-12", "CDx260228", "CDx260230", "x20260228", "x220260230", "120260101", None)


@st.composite
def header_examples(draw: DrawFn) -> Example:
    """A requirement on the header of a talk, now or once it has ended."""
    pool = draw(pools(ZONE))
    rule = {**RULE, "subject": "interaction", "must": draw(st.sampled_from(HEADER_MUST))}
    if draw(st.booleans()):
        rule["until"] = draw(st.sampled_from(["ended", {"event": "read_back", "where": {"confirmed": "true"}}]))
        if draw(st.integers(0, 2)) == 0:
            rule["cancel"] = draw(st.sampled_from(["ended", {"event": "answered", "where": {"rings": {"ge": "5"}}}]))
    elif draw(st.booleans()):
        rule["hold"] = "now"
    if draw(st.integers(0, 2)) == 0:
        rule["must_not"] = {"jargon": "true", "vague_words": "true"}
    if draw(st.integers(0, 3)) == 0:
        rule["applies"] = {"channel": "telephone"}
    items = st.lists(st.sampled_from(("amount", "account", "date", "password")), min_size=1, max_size=4)
    flag = st.sampled_from((True, False, None))
    subject = {
        "id": "I-1",
        "subject": "interaction",
        "channel": draw(st.sampled_from(("telephone", "telephone", "online", None))),
        "speech_rate": draw(st.sampled_from((179, 180, 181, 240, 241, None))),
        "important_items": draw(st.one_of(st.none(), items)),
        "product": draw(st.sampled_from(PRODUCTS)),
        **{name: draw(flag) for name in ("jargon", "vague_words", "polite_words")},
        "events": draw(timelines(pool, TALK_KINDS, 4)),
    }
    return Example([rule], subject, draw(_asked(pool)), None, ZONE)


# ---------------------------------------------------------------- throughout


@st.composite
def _dated(draw: DrawFn, pool: list[datetime], values: tuple[str, ...]) -> list[Plain]:
    """A value that begins, ends, or gives way to another, at moments of the subject."""
    first, second = sorted(draw(st.lists(st.sampled_from(pool), min_size=2, max_size=2)))
    bounds: list[Plain] = [{"from": first.isoformat()}, {"until": first.isoformat()}, {"from": second.isoformat()}]
    chosen = draw(st.sampled_from([bounds[:1], bounds[1:2], bounds[1:]] if first < second else [bounds[:1]]))
    return [{"value": draw(st.sampled_from(values)), **bound} for bound in chosen]


@st.composite
def throughout_examples(draw: DrawFn) -> Example:
    """A requirement that must hold throughout, on a severity that events change."""
    pool = draw(pools(ZONE))
    musts: list[Plain] = [{"severity": "minor"}, {"severity": {"not": "serious"}}]
    musts.append({"severity": ["minor", "major"], "category": {"not": "card"}})
    must = draw(st.sampled_from(musts))
    rule: Plain = {**RULE, "must": must}
    if draw(st.booleans()):
        rule["hold"] = "throughout"
        if draw(st.booleans()):
            rule["until"] = "resolved"
    if draw(st.integers(0, 2)) == 0:
        rule["applies"] = {"category": {"not": "leasing"}}
    kinds = {
        "reclassified": {
            "severity": ("minor", "major", "serious", None),
            "category": ("credit", "card", "leasing", None),
        },
        "received": {},
        "resolved": {},
    }
    subject = {
        "id": "C-1",
        "type": "complaint",
        "severity": draw(st.sampled_from(("minor", "serious", None))),
        "category": draw(st.one_of(st.sampled_from(("credit", "card", None)), _dated(pool, ("credit", "card")))),
        "opened_at": draw(st.sampled_from((None, pool[0].isoformat(), pool[-1].isoformat()))),
        "events": draw(timelines(pool, kinds, 6)),
    }
    return Example([rule], subject, draw(_asked(pool)), None, ZONE)


# ---------------------------------------------------------------- talks

TEXTS = (
    "您好，请问有什么可以帮您",
    "您 好 ，ABC银行",
    "Good  Morning, ABC Bank",
    "ＨＥＬＬＯ",
    "say hi",
    "Chicago",
    "whichever",
    "再见thank you for calling",
    "不归我管",
    "",
    None,
)
SPOKEN: list[Plain] = [
    {"part": "opening", "any": [{"words": "greeting"}]},
    {"part": "opening", "all": [{"words": "greeting"}, "abc 银行"]},
    {"part": "opening", "all": [{"words": "greeting"}, "ABC Bank"]},
    {"part": "closing", "any": [{"words": "farewell"}, "bye"]},
    {"none": [{"words": "brushing_off"}, "Chicago"]},
    {"any": [{"words": "polite"}], "none": ["hi"]},
    {"by": ["agent", "bot"], "part": "opening", "any": ["hello", "您好"]},
    {"by": "customer", "all": ["which"]},
    {"any": [{"words": "polite"}], "otherwise": {"polite_words": "true"}},
    {"any": [{"words": "polite"}], "share": "1/2", "otherwise": {"polite_words": "true"}},
    {"by": ["agent", "customer"], "any": ["hi", {"words": "greeting"}], "share": "2/3"},
    {"part": "opening", "any": [{"words": "greeting"}], "share": "1"},
    {"part": "opening", "any": [{"words": "greeting"}], "noted": {"event": "greeted", "where": {"polite": "true"}}},
    {"none": ["hi"], "noted": {"event": "greeted", "where": {"polite": "true"}}, "otherwise": {"vague_words": "false"}},
]


@st.composite
def talk_examples(draw: DrawFn) -> Example:
    """What is said in a talk, some of it by nobody known, some of it not legible."""
    pool = draw(pools(ZONE))
    kinds = {
        "said": {"speaker": ("agent", "agent", "customer", "customer", "bot", None), "text": TEXTS},
        "greeted": {"polite": (True, False, None)},
        "ended": {"ended_by": ("customer", "customer", "internal", None)},
    }
    spoken = draw(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=2, unique_by=repr))
    rule: Plain = {**RULE, "subject": "interaction", "spoken": spoken}
    if draw(st.booleans()):
        rule["until"] = "ended"
        if draw(st.integers(0, 2)) == 0:
            rule["cancel"] = {"event": "ended", "where": {"ended_by": "customer"}}
    events = [
        {name: value for name, value in event.items() if value != ""} for event in draw(timelines(pool, kinds, 6))
    ]
    if not draw(st.integers(0, 2)):
        events = [event for event in events if event["event"] != "said"]
    flags = {name: draw(st.sampled_from((True, False, None))) for name in ("polite_words", "vague_words")}
    whole = draw(st.sampled_from((None, None, "您好", "say hi", "再见")))
    subject = {"id": "I-1", "subject": "interaction", "events": events, "transcript": whole, **flags}
    subject = {name: value for name, value in subject.items() if value is not None}
    return Example([rule], subject, draw(_asked(pool)), None, ZONE)
