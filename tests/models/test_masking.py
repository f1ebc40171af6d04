"""People under pseudonyms: judged as before, and named nowhere."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.errors import UsageError
from servicepolicy.logs import read_log
from servicepolicy.models import masking
from servicepolicy.models.context import Context
from servicepolicy.models.masking import Mask
from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields, subject_model, subjects
from servicepolicy.results.report import Report
from servicepolicy.testing.strategies import Example
from tests.test_laws import KINDS

EYES = """\
servicepolicy: 1
policy: eyes
timezone: Europe/London
roles: {clerk: {}, head: {above: [clerk]}}
rules:
- {id: eyes, kind: sequence, clause: E-1, never_same: {of: [approved, remedied]}}
- {id: answered, kind: deadline, clause: E-2, start: received, stop: replied, within: 2 hours}
- id: limit
  kind: authority
  clause: E-3
  action: remedied
  amount: {field: amount}
  tiers:
  - {role: clerk, le: 100 GBP}
  - {role: head}
"""


def told(report: Report) -> Counter[tuple[object, ...]]:
    """What is said of a subject, without who it is about."""
    return Counter(
        (one.rule, one.status, one.reason.code, one.started_us, one.due_us, one.stopped_us, one.waived is not None)
        for one in (*report.verdicts, *report.advice)
    )


@given(example=st.one_of(*KINDS.values()))
@settings(max_examples=40)
def test_who_goes_by_a_pseudonym_is_judged_as_before(example: Example) -> None:
    """Rules of every kind, with organisations, delegations and exceptions, say the same of masked facts."""
    policy, mask = example.policy(), Mask("salt").under(example.policy())
    facts = subject_model(example.subject.get("subject", "case")).model_validate(example.subject)
    context = None if example.context is None else Context.model_validate(example.context)
    as_of = example.as_of
    note(repr(example.subject))
    note(repr(example.context))
    plain = policy.evaluate(facts, as_of=as_of, known_at=example.known_at, context=context)
    hidden = None if context is None else mask.context(context)
    masked = policy.evaluate(mask.facts(facts), as_of=as_of, known_at=example.known_at, context=hidden)
    assert told(masked) == told(plain)


OFFICE: dict[str, Any] = {
    "organisation": {
        "id": "bank",
        "units": [{"id": "desk"}],
        "posts": [
            {"person": "jan", "role": "clerk", "unit": "desk"},
            {"person": "eva", "role": "head", "unit": "desk"},
        ],
        "teams": [{"id": "first", "members": ["jan", "eva"]}],
        "delegations": [{"from_person": "eva", "to_person": "jan", "actions": ["*"], "until": "2026-12-31T00:00:00Z"}],
        "members": ["jan", "eva"],
        "head": "eva",
        "events": [{"event": "training_held", "at": "2026-01-02T09:00:00Z", "by": "eva", "attended": ["jan"]}],
    },
    "ledger": [{"action": "remedied", "at": "2026-01-04T09:00:00Z", "amount": "10 GBP", "agent": "jan"}],
    "waivers": [
        {
            "id": "W-1",
            "rule": "answered",
            "subject": "C-1",
            "approver": "eva",
            "reason_code": "outage",
            "until": "2026-12-31T00:00:00Z",
        }
    ],
}
CASE: dict[str, Any] = {
    "id": "C-1",
    "type": "complaint",
    "owner": "jan",
    "x.deputy": "eva",
    "x.coach": "uwe",
    "events": [
        {"event": "received", "at": "2026-01-05T09:00:00Z", "by": "jan", "role": "clerk"},
        {"event": "transferred", "at": "2026-01-05T09:30:00Z", "by": "jan", "to": "eva"},
        {"event": "approved", "at": "2026-01-05T10:00:00Z", "by": "eva", "role": "head"},
        {
            "event": "remedied",
            "at": "2026-01-05T11:00:00Z",
            "actors": [{"id": "eva"}, {"id": "jan"}],
            "amount": "150 GBP",
        },
        {"event": "replied", "at": "2026-01-05T15:00:00Z", "by": "jan"},
    ],
}


def test_nobody_is_named_in_facts_and_context() -> None:
    """Whoever acted, owned, received or approved, and whoever a field of one's own names that is one of them."""
    mask = Mask("salt", fields=["x.coach"]).under(sp.loads(EYES))
    facts, context = mask.facts(sp.Case.model_validate(CASE)), mask.context(Context.model_validate(OFFICE))
    shown = json.dumps([facts.header, [[event.actors, event.fields] for event in facts.timeline.events]], default=str)
    written = shown + context.model_dump_json()
    assert [name for name in ("jan", "eva", "uwe") if f'"{name}"' in written or f"'{name}'" in written] == []
    assert written.count(mask.key("eva")) > 8


@pytest.mark.parametrize("form", ["text", "html", "csv", "xlsx", "json", "jsonl", "junit", "sarif"])
def test_nobody_is_named_in_any_format(form: str, tmp_path: Any) -> None:
    """Every file that a check writes is without a name, tables by person included; who is one stays one."""
    from servicepolicy.reporting.formats import Setting, open_output

    log = read_log([{**CASE, "id": f"C-{number}"} for number in (1, 2)])
    target = tmp_path / f"r.{form}"
    writers = [open_output(form, Setting(by=("agent",)), str(target), "Europe/London")]
    context = Context.model_validate(OFFICE)
    found = sp.check(sp.loads(EYES), log, context=context, by=["agent"], writers=writers, mask=Mask("salt"))
    assert {Mask("salt").key("jan"), Mask("salt").key("eva")} >= {
        one for name in found.summary.by("agent") if name for one in name.split(", ")
    }
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    if form == "xlsx":
        import openpyxl

        book = openpyxl.load_workbook(target)
        written = "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row).encode()
    assert found.summary.breaches
    assert [name for name in (b"jan", b"eva") if name in written.replace(b"evaluat", b"")] == []


def test_one_person_has_one_pseudonym_and_two_never_share_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same under the same salt, another under another; where two would be one, nothing is judged."""
    assert Mask("a").key("jan") == Mask("a").key("jan") != Mask("b").key("jan")
    monkeypatch.setattr(masking, "DIGITS", 1)
    mask = Mask("a")
    with pytest.raises(UsageError, match="another salt"):
        [mask.key(f"e{number}") for number in range(20)]


def test_whom_the_policy_names_decides_as_before() -> None:
    """A key that stands in the policy stays, and a rule that asks how keys are written is not judged under a mask."""
    named = EYES.replace("start: received", "start: {event: received, where: {by: jan}}")
    mask = Mask("a").under(sp.loads(named))
    assert (mask.key("jan"), mask.key("eva")[:2]) == ("jan", "p-")
    written = EYES.replace("start: received", 'start: {event: transferred, where: {to: {matches: "{lower:3}"}}}')
    with pytest.raises(UsageError, match="`to`"):
        Mask("a").under(sp.loads(written))


def test_every_field_that_names_people_is_known() -> None:
    """By what the tables say that fields mean: the key of whoever, and keys of those who."""
    words = ("key of who", "keys of those", "key of the person", "key of the employee", "key of the receiver")
    fields = {(subject, "", name): one for subject in subjects() for name, one in header_fields(subject).items()}
    fields |= {
        (subject, kind, name): one
        for subject in subjects()
        for kind in event_kinds(subject)
        for name, one in event_fields(subject, kind).items()
    }
    assert [place for place, one in fields.items() if one.meaning.startswith(words) and not one.people] == []
