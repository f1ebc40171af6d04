"""Generated sequences and the cases that they judge."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import ZONES, Example, Plain
from servicepolicy.testing.strategies.timeline import asked, matters, pools, timelines

__all__ = ["sequence_examples"]

FULL = {"event": "replied", "where": {"substance": "full"}}
HUMAN = {"event": "replied", "who": {"kind": "human"}}
EITHER = {"any": [FULL, "resolved"]}
ONES: list[Any] = ["received", "investigated", "replied", FULL, HUMAN, EITHER]
BOTH = {"all": ["investigated", "replied"]}
TWO = {"event": "verified", "actors": {"distinct": "2"}}
TELLERS = {"event": "verified", "actors": {"distinct": "2", "who": {"role": "teller"}}}
SPANS = ("1 hour", "4 hours", "90 minutes", "2 working hours", "8 working hours")
PEOPLE: list[Any] = [
    {"id": "a", "role": "teller"},
    {"id": "b", "role": "teller"},
    {"id": "b", "role": "guard"},
    {"id": "a"},
    {"role": "teller"},
]
WHO: Plain = {"by": ("a", "a", "b", "c", None), "role": ("teller", "teller", "guard", None), "unit": ("u1", "u2", None)}
KINDS: Plain = {
    "received": {},
    "investigated": WHO,
    "replied": {"substance": ("full", "full", "partial", None), "kind": ("human", "human", "bot", None)},
    "resolved": WHO,
    "closed": {},
    "withdrawn": {},
}
UNITS = ("u1", "u1", "u2", None)
NAMING: Plain = {
    "passed_on": {"to_unit": UNITS},
    "followed_up": {"with_unit": UNITS},
    "evidence_collected": {"kinds": (["u1"], ["u1", "u2"], ["u2"], None)},
}

CALLS = ("x", "x", "y", "y", None)
APART: Plain = {"received": {"interaction": CALLS}, "replied": {**KINDS["replied"], "interaction": CALLS}}


@st.composite
def sequence_examples(draw: DrawFn) -> Example:
    """A sequence of any form and a case."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    form = draw(st.sampled_from(sorted(FORMS)))
    rule: Plain = {"id": "in-order", "kind": "sequence", "subject": "case", "clause": "X-4", **FORMS[form](draw)}
    if form != "preceded" and draw(st.integers(0, 2)) == 0:
        rule["until"] = draw(st.sampled_from(("closed", {"event": ["closed", "resolved"]})))
    if form in ("order", "followed") and draw(st.integers(0, 2)) == 0:
        rule["cancel"] = draw(st.sampled_from(("withdrawn", {"event": ["withdrawn", "resolved"]}, HUMAN)))
    reopened: Plain = {}
    if form == "order" and draw(st.integers(0, 2)) == 0:
        rule["on_reopen"] = "new_cycle"
        reopened = {"reopened": {}}
    if "within" in repr(rule):
        rule["clock"] = draw(st.sampled_from(("office", "plain-office", "always")))
    if draw(st.integers(0, 3)) == 0:
        rule["applies"] = {"channel": "telephone"}
    per = draw(matters(rule)) if "about" not in repr(rule) else None
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    if channel := draw(st.sampled_from(("telephone", "telephone", "letter", None))):
        subject["channel"] = channel
    often = (
        ["received", "received", "replied"] if form in ("preceded", "counted", "order") else []
    )  # several matters are open
    kinds = {
        **KINDS,
        **reopened,
        **(NAMING if "about" in repr(rule) else {}),
        **({"verified": {"actors": ACTORS}} if "verified" in repr(rule) else {}),
    }
    if form == "apart":
        kinds, often = {**APART, "closed": {}}, ["received", "replied", "replied"]
    subject["events"] = draw(timelines(pool, kinds, 9, per, often))
    if form == "apart":  # which of two of one instant is named first is another question
        subject["events"] = list({event["at"]: event for event in subject["events"]}.values())
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone)


ACTORS = tuple([PEOPLE[one], PEOPLE[other]] for one in range(len(PEOPLE)) for other in range(len(PEOPLE)))


def _within(draw: DrawFn) -> Plain:
    return {"within": draw(st.sampled_from(SPANS))} if draw(st.booleans()) else {}


def _order(draw: DrawFn) -> Plain:
    pool = ["received", "investigated", FULL, "resolved", BOTH, "closed"]
    chosen = draw(st.lists(st.sampled_from(range(len(pool))), min_size=2, max_size=4, unique=True))
    steps: list[Any] = [pool[number] for number in chosen]
    for number in range(1, len(steps)):
        limit = _within(draw)
        if limit:
            steps[number] = {**({"event": steps[number]} if isinstance(steps[number], str) else steps[number]), **limit}
    return {"order": steps}


def _preceded(draw: DrawFn) -> Plain:
    by = draw(st.sampled_from([*ONES, BOTH, TWO, TELLERS]))
    return {"preceded": {"every": draw(st.sampled_from(ONES)), "by": by, **_within(draw)}}


def _followed(draw: DrawFn) -> Plain:
    said: Plain = {draw(st.sampled_from(("every", "some"))): draw(st.sampled_from(ONES))}
    said.update(by=draw(st.sampled_from([*ONES, BOTH])), **_within(draw))
    if draw(st.integers(0, 2)) == 0:
        said["before"] = draw(st.sampled_from(("resolved", "closed")))
    if draw(st.integers(0, 3)) == 0:
        said["itself"] = "counts"
    return {"followed": said}


def _about(draw: DrawFn) -> Plain:
    said: Plain = {draw(st.sampled_from(("every", "every", "some"))): "passed_on", "by": "followed_up", **_within(draw)}
    said.update(about={"field": "to_unit"}, named_in=["with_unit"])
    if draw(st.booleans()):
        said.update(by={"event": ["followed_up", "evidence_collected"]}, named_in=["with_unit", "kinds"])
    if draw(st.integers(0, 2)) == 0:
        said["before"] = draw(st.sampled_from(("resolved", "closed")))
    return {"followed": said, "per": "subject"}


def _apart(draw: DrawFn) -> Plain:
    said: Plain = {draw(st.sampled_from(("every", "every", "some"))): "received", "by": "replied", **_within(draw)}
    said["told_apart_by"] = "interaction"
    if draw(st.integers(0, 2)) == 0:
        said["before"] = draw(st.sampled_from(("resolved", "closed")))
    if draw(st.integers(0, 3)) == 0:
        said.update(by={"event": ["replied", "received"]}, itself="counts")
    return {"followed": said}


def _compared(draw: DrawFn) -> Plain:
    form = draw(st.sampled_from(("never_same", "same")))
    by = draw(st.sampled_from(("person", "role", "unit")))
    return {form: {"of": ["investigated", draw(st.sampled_from(("resolved", "investigated")))], "by": by}}


def _counted(draw: DrawFn) -> Plain:
    return {draw(st.sampled_from(("never", "once"))): draw(st.sampled_from(ONES))}


FORMS: Plain = {
    "order": _order,
    "preceded": _preceded,
    "followed": _followed,
    "about": _about,
    "apart": _apart,
    "compared": _compared,
    "counted": _counted,
}
