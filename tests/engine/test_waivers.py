"""Accepted exceptions: what they cover, what they never cover, and what stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import servicepolicy as sp
from servicepolicy.cli.app import app
from tests.judging.building import case, event, instant, policy, rule

LATE = [event("received", "2026-01-05T09:00"), event("resolved", "2026-01-05T13:30", by="e17")]  # due at 13:00
LATER = "2026-01-09T12:00"


def waiver(**said: Any) -> dict[str, Any]:
    """An exception from the rule for the case, through January; what is said replaces that."""
    base = {
        "id": "W-1",
        "rule": "answered",
        "subject": "C-1",
        "reason_code": "outage",
        "approver": "e99",
        "from": "2026-01-01T00:00:00Z",
        "until": "2026-02-01T00:00:00Z",
    }
    return {name: value for name, value in {**base, **said}.items() if value is not None}


def report(*waivers: dict[str, Any], events: Any = LATE, as_of: str = LATER, **more: Any) -> sp.Report:
    """What is said of the late case under these exceptions."""
    context = sp.Context.model_validate({"waivers": list(waivers)})
    return policy(rule(**more.pop("rule", {}))).evaluate(case(*events), as_of=instant(as_of), context=context, **more)


def told(*waivers: dict[str, Any], **more: Any) -> tuple[str, str | None, list[str]]:
    """Status, the exception that covers it, and which ones do not and why."""
    (verdict,) = report(*waivers, **more)["answered"].verdicts
    return str(verdict.status), verdict.waived, [why.code for why in verdict.why_not]


def test_a_covered_breach_stays_a_breach() -> None:
    """It is broken and marked: among the breaches, told in words, in the attainment."""
    found = report(waiver())
    assert [verdict.waived for verdict in found.breaches] == ["W-1"]
    assert "an accepted exception covers it, and it stays breached: W-1" in found.explain()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"approver": "e17"}, "waiver_own"),
        ({"until": "2026-01-05T13:00:00Z"}, "waiver_expired"),
        ({"from": "2026-01-05T13:00:00.000001Z"}, "waiver_too_late"),
    ],
)
def test_what_does_not_cover_it_says_why(said: dict[str, Any], code: str) -> None:
    """Approved by whoever acted, over when it fell due, or begun after that: not accepted, in words too."""
    assert told(waiver(**said)) == ("breached", None, [code])
    text = report(waiver(**said)).explain("zh")
    assert "例外 W-1" in text
    assert "批准人" in text or "例外 W-1 已过有效期" in text or "尚未生效" in text


@pytest.mark.parametrize(
    "said",
    [{"until": "2026-01-05T13:30:00.000001Z"}, {"from": "2026-01-05T13:00:00Z"}, {"from": None}],
)
def test_it_covers_what_fell_due_while_it_held(said: dict[str, Any]) -> None:
    """From its first moment, if the act was done before its end; without a beginning, everything before its end."""
    assert told(waiver(**said)) == ("breached", "W-1", [])


@pytest.mark.parametrize("said", [{"rule": "other"}, {"subject": "C-2"}, {"occurrence": "20260101T000000Z"}])
def test_an_exception_about_something_else_is_not_mentioned(said: dict[str, Any]) -> None:
    """Another rule, another subject, another occurrence."""
    assert told(waiver(**said)) == ("breached", None, [])


def test_the_first_that_covers_it_is_named() -> None:
    """One that does not count is not held against one that does."""
    assert told(waiver(approver="e17"), waiver(id="W-2")) == ("breached", "W-2", [])


@pytest.mark.parametrize(
    ("known_at", "expected"), [("2026-01-06T08:59", None), ("2026-01-06T09:00", "W-1"), (None, "W-1")]
)
def test_it_counts_from_when_it_was_known(known_at: str | None, expected: str | None) -> None:
    """What was published later than `known_at` does not exist."""
    more = {} if known_at is None else {"known_at": instant(known_at)}
    assert told(waiver(published="2026-01-06T09:00:00Z"), **more) == ("breached", expected, [])


def test_what_is_still_undone_when_it_expires_is_covered_no_longer() -> None:
    """The mark ends by time alone, and the report says when."""
    before = report(waiver(), events=LATE[:1], as_of="2026-01-31T12:00")
    assert [verdict.waived for verdict in before.breaches] == ["W-1"]
    assert before.next_change == instant("2026-02-01T00:00")
    assert told(waiver(), events=LATE[:1], as_of="2026-02-01T00:00") == ("breached", None, ["waiver_expired"])


@pytest.mark.parametrize(("as_of", "covered"), [("13:20", "W-1"), ("13:24", None), ("13:30", None), ("17:00", None)])
def test_an_exception_that_expired_does_not_come_back(as_of: str, covered: str | None) -> None:
    """Due at 13:00, covered until 13:24, done at 13:30: done after the end, it is covered no more than undone."""
    events = [one for one in LATE if one["at"][11:16] <= as_of]
    found = told(waiver(until="2026-01-05T13:24:00Z"), events=events, as_of=f"2026-01-05T{as_of}")
    assert found == ("breached", covered, [] if covered else ["waiver_expired"])


def test_an_act_at_the_end_of_an_exception_comes_too_late() -> None:
    """It holds until its last instant, which is not part of it."""
    assert told(waiver(until="2026-01-05T13:30:00Z")) == ("breached", None, ["waiver_expired"])


def test_kept_and_unknown_are_never_covered() -> None:
    """An exception changes nothing but a breach."""
    kept = [LATE[0], event("resolved", "2026-01-05T13:00", by="e17")]
    assert told(waiver(), events=kept) == ("met", None, [])


@pytest.mark.parametrize(("name", "code"), [("until", "no-expiry"), ("reason_code", "no-reason")])
def test_an_exception_expires_and_has_a_reason(name: str, code: str) -> None:
    """Without them it would be another rule."""
    with pytest.raises(sp.FactsError) as caught:
        sp.Context.model_validate({"waivers": [waiver(**{name: None})]})
    assert [problem.code for problem in caught.value.problems] == [code]


def test_early_destruction_is_broken_when_it_happens() -> None:
    """What is destroyed before its time is broken then, not at the end of the time that it should have been kept."""
    kept = {"id": "kept", "kind": "retention", "clause": "X", "anchor": "archived", "destroyed": "destroyed"}
    paper = sp.Document.model_validate(
        {"id": "D-1", "events": [event("archived", "2025-06-01T09:00"), event("destroyed", "2026-01-05T09:00")]}
    )
    context = sp.Context.model_validate({"waivers": [waiver(rule="kept", subject="D-1")]})
    found = policy({**kept, "keep": "5 years"}).evaluate(paper, as_of=instant(LATER), context=context)
    assert [verdict.waived for verdict in found.breaches] == ["W-1"]


@pytest.mark.parametrize(("said", "expected"), [({}, 0), ({"approver": "e17"}, 1)])
def test_the_exit_code_honours_it(tmp_path: Path, said: dict[str, Any], expected: int) -> None:
    """A script that checks a log is not stopped by what was accepted, and is by what was not."""
    (tmp_path / "policy.yaml").write_text(policy(rule()).to_yaml(), encoding="utf-8")
    record = {"id": "C-1", "subject": "case", "type": "complaint", "events": LATE}
    (tmp_path / "log.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (tmp_path / "context.json").write_text(json.dumps({"waivers": [waiver(**said)]}), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("policy.yaml", "log.jsonl", "context.json")]
    ran = CliRunner().invoke(app, ["check", *files[:2], "--context", files[2], "--as-of", "2026-01-09T12:00:00Z"])
    assert ran.exit_code == expected, ran.output


def test_nobody_excuses_what_may_be_an_own_lapse() -> None:
    """Whose late answer, or whose question, it was is not recorded: an exception by either of them does not count."""
    late = [LATE[0], event("replied", "2026-01-05T13:30", by="e17"), event("replied", "2026-01-05T14:00", by="e18")]
    seen = {"rule": {"stop": {"event": "replied", "where": {"visibility": "public"}}}}
    assert told(waiver(approver="e18"), events=late, **seen)[1:] == (None, ["waiver_own"])
    assert told(waiver(), events=late, **seen)[1:] == ("W-1", [])
