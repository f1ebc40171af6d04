"""What people get wrong, as the commands tell it: where it stands, what is wrong, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]

HEAD = "servicepolicy: 1\npolicy: bad\ntimezone: Asia/Shanghai\nroles: {clerk: {}, senior: {}, head: {}}\n"
RATING = "{id: rating, measure: {mean: {event: rated, of: score}}, scale: ['0', '100'], weight: WEIGHT}"
CARD = "{id: card, kind: scorecard, subject: agent, clause: B-1, period: month, indicators: [RATINGS]}"
FINE = "{id: fine, kind: incentive, subject: agent, clause: B-2, counts: {of: inspection, event: found, credit: person}"
STAR = "{id: star, kind: incentive, clause: B-3, period: month, rank: {by: card, first: 1}, entitles: s}"
BONUS = "{id: bonus, kind: incentive, subject: agent, clause: B-4, period: month, score: card, table: TABLE}"
CLIMB = "{id: climb, kind: incentive, clause: B-5, period: month, promotion: {ladder: LADDER, step: one}}"
KEEP = "{id: keep, kind: retention, clause: B-6, anchor: archived, keep: 5 years, destroyed: destroyed}"
PAID = "{id: paid, kind: authority, clause: B-7, action: paid, amount: {field: amount}, tiers: TIERS}"
FILED = "{id: filed, kind: requirement, subject: document, clause: B-8, at: filed, must: {number: {matches: FORM}}}"
RINGS = "{id: rings, kind: requirement, subject: interaction, clause: B-9, at: answered, must: {rings: {ge: 5, le: 3}}}"
STEPS = "{id: steps, kind: sequence, clause: B-10, order: [received, classified, received]}"
REPORT = "{id: report, kind: periodic, subject: organisation, clause: B-11, act: report_submitted, rrule: RULE}"
VOTE = "{id: vote, kind: authority, subject: meeting, clause: B-12, action: adopted, votes: {event: voted, pass: PASS}}"
GREET = "{id: greet, kind: requirement, subject: interaction, clause: B-13, spoken: {all: [{words: greeting}]}}"
ACCESS = "{id: access, kind: authority, subject: document, clause: B-14, action: accessed, who: {member_of: core}}"


def written(folder: Path, *rules: str, also: str = "") -> str:
    """The path of a policy of these rules."""
    path = folder / "bad.yaml"
    path.write_text(f"{HEAD}{also}rules:\n" + "".join(f"- {rule}\n" for rule in rules), encoding="utf-8")
    return str(path)


def card(weight: str = "100%") -> str:
    """A scorecard of one rating."""
    return CARD.replace("RATINGS", RATING.replace("WEIGHT", weight))


def event(name: str, **fields: Any) -> dict[str, Any]:
    """An event on 20 January."""
    return {"event": name, "at": "2026-01-20T10:00:00+08:00", **fields}


def log(folder: Path, *subjects: dict[str, Any]) -> str:
    """The path of a log of these subjects."""
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in subjects), encoding="utf-8")
    return str(path)


WRONG = {
    "a hole in the limits": (
        PAID.replace("TIERS", "[{le: 100 CNY, approvers: none}, {gt: 200 CNY, approvers: {any_of: head}}]"),
        "between tiers 1 and 2 there is a hole: neither holds for amounts between 100 CNY and 200 CNY [hole-in-limits]",
        "let one end where the next begins: `le` goes with `gt`, `lt` with `ge`",
    ),
    "an unknown currency": (
        PAID.replace("TIERS", "[{le: 100 CNX, approvers: none}, {gt: 100 CNY, approvers: {any_of: head}}]"),
        "`le`: unknown currency `CNX`; did you mean `CNY`? [wrong-type]",
        "",
    ),
    "a template that no text can match": (
        FILED.replace("FORM", "'{digits:5-2}'"),
        "no text can match `{digits:5-2}`: it ends before it begins [wrong-template]",
        "",
    ),
    "a band upside down": (
        RINGS,
        "the band is upside down: no value lies in it [upside-down]",
        "the lower bound is `ge`",
    ),
    "an order with a step twice": (
        STEPS,
        "step 3 stands in the order twice [step-twice]",
        "repeats count by the first occurrence; say in `where` or `who` how they differ",
    ),
    "a vote without an electorate": (
        VOTE.replace("PASS", "{share_for: 2/3}"),
        "a vote without an electorate: nobody knows who may vote [no-electorate]",
        "`electorate: {members_of: ...}`",
    ),
    "weights that do not sum": (
        card("80%"),
        "the weights add up to 80%, not to 100% [weights-do-not-sum]",
        "",
    ),
    "a ladder with a gap": (
        FINE + ", ladder: [{nth: 1, entitles: reminder}, {from: 3, each: 10 CNY}]}",
        "the ladder says nothing of time 2 [wrong-award]",
        "`entitles: none` brings nothing",
    ),
    "a recurrence rule that never fires": (
        REPORT.replace("RULE", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"),
        "`FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30` never fires [wrong-recurrence]",
        "such as `FREQ=MONTHLY;BYDAY=2TU`, or say `every`",
    ),
}


@pytest.mark.parametrize("rule", WRONG)
def test_a_rule_that_cannot_be_is_told(run: Run, tmp_path: Path, rule: str) -> None:
    """Linting names file, line and column, says what is wrong with the rule in one sentence, and ends with 3."""
    said, message, help = WRONG[rule]
    result = run("lint", written(tmp_path, said))
    first, *rest = [line.strip() for line in result.stderr.splitlines()[1:]]
    assert (result.exit_code, first.split(": ", 1)[1]) == (3, message)
    assert "/bad.yaml:6:" in first
    assert not help or rest == [f"help: {help}"]


def test_a_hole_between_two_bands_says_where(run: Run, tmp_path: Path) -> None:
    """The scores of which a bonus table says nothing are named."""
    table = "[{ge: 90, entitles: 500 CNY}, {ge: 70, lt: 80, entitles: 100 CNY}]"
    result = run("lint", written(tmp_path, card(), BONUS.replace("TABLE", table)))
    assert "between bands 2 and 1 there is a hole: neither holds between 80 and 90" in result.stderr


def test_a_period_that_has_not_ended_is_told(run: Run, tmp_path: Path) -> None:
    """Scorecard and award are pending, and the table says why."""
    arguments = (written(tmp_path, card(), STAR), log(tmp_path, {"subject": "agent", "id": "e1"}))
    result = run("assess", *arguments, "--period", "2026-01", "--as-of", "2026-01-31T12:00:00+08:00")
    rows = [line.split(maxsplit=4) for line in result.stdout.splitlines() if line.startswith("PENDING")]
    assert [(row[1], row[4]) for row in rows] == [(rule, "January 2026 has not ended") for rule in ("card", "star")]


def test_a_rating_out_of_range_leaves_score_and_rank_unknown(run: Run, tmp_path: Path) -> None:
    """120 of 100 is not used: score and rank are unknown, both name the event; who was rated well stays kept."""
    ratings = {"e1": 120, "e2": 90}
    agents = [{"subject": "agent", "id": key, "events": [event("rated", score=n)]} for key, n in ratings.items()]
    result = run("assess", written(tmp_path, card(), STAR), log(tmp_path, *agents), "--period", "2026-01")
    assert "a rating lies outside the scale: rating" in result.stdout
    assert "cannot be decided without: e1: score of event 1" in result.stdout
    rows = [line.split()[:3] for line in result.stdout.splitlines() if line.startswith(("UNKNOWN ", "MET "))]
    unknown = [["UNKNOWN", "card", "e1"], ["UNKNOWN", "star", "e1"], ["UNKNOWN", "star", "e2"]]
    assert rows == [*unknown, ["MET", "card", "e2"]]


def test_a_promotion_that_skips_a_rung_is_broken(run: Run, tmp_path: Path) -> None:
    """From clerk to head at once: broken, with the reason in the table and in words."""
    climb = CLIMB.replace("LADDER", "[clerk, senior, head]")
    agent = {"subject": "agent", "id": "e1", "role": "clerk", "events": [event("promoted", to_role="head")]}
    result = run("assess", written(tmp_path, climb), log(tmp_path, agent), "--period", "2026-01")
    assert result.exit_code == 1
    assert result.stdout.count("the promotion skips a rung") >= 2


def test_a_retention_whose_anchor_never_happened_is_unknown(run: Run, tmp_path: Path) -> None:
    """Destroyed, and never archived: nobody can say whether it was kept long enough."""
    path = log(tmp_path, {"subject": "document", "id": "D-1", "events": [event("destroyed")]})
    result = run("explain", written(tmp_path, KEEP), path, "D-1")
    assert 'it is not recorded from when it had to be kept: no "archived"' in result.stdout


def test_a_conversation_without_speakers_is_unknown(run: Run, tmp_path: Path) -> None:
    """A transcript that is one text does not say who greeted whom."""
    talk = {"subject": "interaction", "id": "I-1", "transcript": "good morning", "events": [event("ended")]}
    result = run("explain", written(tmp_path, GREET), log(tmp_path, talk), "I-1")
    assert "cannot be decided; not recorded: transcript" in result.stdout


def test_a_team_nobody_belongs_to_lets_nobody_in(run: Run, tmp_path: Path) -> None:
    """The refusal is about the team, not about whoever came; a team that is not listed is unknown."""
    paper = {"subject": "document", "id": "D-1", "events": [event("accessed", by="e1")]}
    context = tmp_path / "context.json"
    arguments = ("explain", written(tmp_path, ACCESS), log(tmp_path, paper), "D-1", "--context", str(context))
    for team, said in (("core", "nobody belonged to core then, so nobody may do it"), ("other", "UNKNOWN: access")):
        bank = {"id": "bank", "teams": [{"id": team, "members": []}]}
        context.write_text(json.dumps({"organisation": bank}), encoding="utf-8")
        assert said in run(*arguments).stdout


@pytest.mark.parametrize(
    ("wrong", "message", "help"),
    [
        (event("received", at="2026-01-05T09:12:00"), "`at` has no time zone or offset", "write the"),
        (event("recieved"), "`recieved` is not an event of a case", "did you mean `received`?"),
        (
            event("received", recorded_at="2026-01-04T09:00:00+08:00"),
            "`recorded_at` is before `at`: it was written down before it happened",
            "correct the one that is wrong",
        ),
        (event("paid", amount="5 CNX"), "unknown currency `CNX`; did you mean `CNY`?", "write an ISO 4217 code"),
    ],
)
def test_facts_that_cannot_be_are_told(
    run: Run, tmp_path: Path, wrong: dict[str, Any], message: str, help: str
) -> None:
    """The line, the case and the place in it, what is wrong, and what to do; the other case is judged."""
    other = {"id": "C-2", "events": [event("received")]}
    result = run("check", written(tmp_path, KEEP), log(tmp_path, {"id": "C-1", "events": [wrong]}, other))
    heading, told, way_out = [line.strip() for line in result.stderr.splitlines()]
    assert (result.exit_code, heading) == (3, "error: 1 problem in the log")
    assert told.startswith("log.jsonl:1 (C-1: events[0]")
    assert message in told
    assert way_out.startswith(f"help: {help}")
    assert "subjects judged 1" in result.stdout
