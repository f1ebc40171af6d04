"""The examples run, and the shipped log is what its script writes."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.logs import read_folder
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.results.assessment import ScorecardFinding, SLAFinding
from servicepolicy.results.award import Award

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LOG = EXAMPLES / "complaints.jsonl"
AS_OF = datetime.fromisoformat("2026-06-30T17:30:00+08:00")


def test_the_log_is_what_its_script_writes() -> None:
    """The script is seeded: it writes the committed bytes again."""
    script = runpy.run_path(str(EXAMPLES / "make_complaint_log.py"))
    assert script["log"]() == LOG.read_text(encoding="utf-8")


def test_the_script_of_the_log_has_help_and_takes_a_file(tmp_path: Path) -> None:
    """`--help` is answered, and is not a name of a file; a name is."""
    command = [sys.executable, str(EXAMPLES / "make_complaint_log.py")]
    done = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "usage: make_complaint_log.py" in done.stdout
    assert list(tmp_path.iterdir()) == []
    subprocess.run([*command, "log.jsonl"], check=True, cwd=tmp_path)
    assert (tmp_path / "log.jsonl").read_bytes() == LOG.read_bytes()


@pytest.mark.parametrize("name", ["one_case.py", "one_call.py", "what_is_due.py", "decide.py"])
def test_a_script_runs_and_prints(name: str) -> None:
    """Each small script runs from beginning to end and has something to say."""
    done = subprocess.run([sys.executable, str(EXAMPLES / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_unit_test_example_passes() -> None:
    """The example of a bank's own tests is a test file that passes."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLES / "unit_test.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_log_has_something_of_everything() -> None:
    """At its last instant most is kept, every rule about cases is broken somewhere, some is unknown or pending."""
    policy = sp.load("complaint-handling", fill="example-bank")
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in LOG.read_text(encoding="utf-8").splitlines():
        report = policy.evaluate(sp.Complaint.model_validate(json.loads(line)), as_of=AS_OF)
        for rule in policy.rules:
            if rule.subject == "case":
                found[rule.id][str(report[rule.id].status)] += 1
    total = sum(found.values(), Counter[str]())
    assert total["met"] > 10 * total["breached"]
    assert total["unknown"] >= 10
    assert total["pending"] >= 5
    assert {rule for rule, statuses in found.items() if not statuses["breached"]} == set()


# ---------------------------------------------------------------- a month in a bank

JUDGED_AT = datetime.fromisoformat("2026-04-01T00:00:00+08:00")


class Month:
    """A small month: what was written, and what each policy says of it."""

    def __init__(self, folder: Path) -> None:
        from month.world import Size, make_world

        size = Size(agents=4, tellers=3, complaints=8, branch_complaints=6, desk_cases=6, calls=70, chats=50, visits=20)
        size = replace(size, contacts=40, requests=10, questions=10, candidates=3, files=6)
        self.folder, self.size = folder, size
        self.records = make_world(folder, seed=7, size=size)
        self._assessed: dict[str, sp.Assessment] = {}

    def of(self, part: str, kind: str) -> list[dict[str, Any]]:
        """The records of one kind of subject."""
        return self.records[part][kind]

    def events(self, part: str, kind: str, event: str) -> list[dict[str, Any]]:
        """The events of one kind, over all subjects."""
        return [found for one in self.of(part, kind) for found in one["events"] if found["event"] == event]

    def counts(self, part: str, kind: str) -> defaultdict[str, Counter[str]]:
        """How many verdicts of which status each rule has."""
        policy, context = sp.load(part, fill="example-bank"), self.context(part)
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for record in self.of(part, kind):
            subject = subject_model(kind).model_validate(record)
            for verdict in policy.evaluate(subject, as_of=JUDGED_AT, context=context).verdicts:
                found[verdict.rule][verdict.status.value] += 1
        return found

    def assessment(self, part: str) -> sp.Assessment:
        """The month's assessment, with the service levels that the bank promised itself."""
        if part not in self._assessed:
            policy = sp.load(EXAMPLES / "month" / "levels" / f"{part}.yaml", fill="example-bank")
            subjects = read_folder(self.folder / part)
            self._assessed[part] = policy.assess(subjects, "2026-03", context=self.context(part))
        return self._assessed[part]

    def context(self, part: str) -> sp.Context:
        """The bank around the subjects."""
        return sp.Context.model_validate_json((self.folder / part / "context.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """The small month, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXAMPLES))
        yield Month(tmp_path_factory.mktemp("month"))


def minutes(earlier: str, later: str) -> float:
    """From one instant to another."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds() / 60


def test_the_same_seed_and_size_write_the_same_month(month: Month, tmp_path: Path) -> None:
    """A month made again has the same bytes, file for file; one of another seed has not."""
    again, other = Month(tmp_path / "again"), tmp_path / "other"
    files = sorted(path.relative_to(month.folder) for path in month.folder.rglob("*.json*"))
    assert len(files) >= 20
    assert [path for path in files if (month.folder / path).read_bytes() != (again.folder / path).read_bytes()] == []
    from month.world import make_world

    assert make_world(other, seed=8, size=month.size)["branch-service"] != month.records["branch-service"]


def test_a_larger_month_has_so_many_times_as_much(month: Month) -> None:
    """Sizes are multiplied; months of which the days off are not known are refused."""
    from month.days import month_of
    from month.world import Size

    assert Size().times(10) == replace(Size().times(1), **{name: 10 * size for name, size in asdict(Size()).items()})
    with pytest.raises(ValueError, match="first half of 2026"):
        month_of("2026-07")


def test_every_record_of_the_month_can_be_used(month: Month) -> None:
    """No file has a problem, and nothing in them is later than the month."""
    for part in month.records:
        folder = read_folder(month.folder / part)
        subjects = list(folder)
        assert folder.problems == ()
        assert len(subjects) == sum(len(records) for records in month.records[part].values())
        assert (
            max(event["at"] for kind in month.records[part].values() for one in kind for event in one["events"])
            < "2026-04"
        )


def test_calls_are_judged_as_a_count_of_the_log_says(month: Month) -> None:
    """Rings above three are broken, rings that nobody noted unknown; the same with interruptions."""
    counts = month.counts("agent-process", "interaction")
    rings = [event.get("rings") for event in month.events("agent-process", "interaction", "answered")]
    assert counts["answered-within-rings"]["breached"] == sum(n is not None and n > 3 for n in rings) > 0
    assert counts["answered-within-rings"]["unknown"] == rings.count(None)
    interrupted = [one.get("interruptions") for one in month.of("agent-process", "interaction")]
    assert counts["not-interrupted"]["breached"] == sum(n is not None and n > 0 for n in interrupted) > 0
    assert counts["not-interrupted"]["met"] == interrupted.count(0)


def test_the_service_level_is_that_of_a_count_of_the_chats(month: Month) -> None:
    """Of all chats those count as kept that a human answered within three minutes."""
    chats = [one for one in month.of("agent-process", "interaction") if one["channel"] == "online"]
    waits = []
    for chat in chats:
        human = [event for event in chat["events"] if event["event"] == "replied" and event["kind"] == "human"]
        waits.append(minutes(chat["events"][0]["at"], human[0]["at"]))
    late = sum(wait > 3 for wait in waits)
    (level,) = month.assessment("agent-process")["inquiries-answered"]
    assert isinstance(level, SLAFinding)
    assert (level.met, level.breached) == (len(chats) - late, late)
    assert level.attainment == Fraction(len(chats) - late, len(chats))
    assert late > 0


def test_shifts_are_judged_as_a_count_of_the_log_says(month: Month) -> None:
    """Bags opened or sealed by one alone are broken; large cash that lay for more than ten minutes, too."""
    counts = month.counts("branch-service", "shift")
    bags = [
        *month.events("branch-service", "shift", "bags_opened"),
        *month.events("branch-service", "shift", "bags_sealed"),
    ]
    assert counts["bags-by-two"]["breached"] == sum(len(event["actors"]) < 2 for event in bags) > 0
    assert counts["bags-by-two"]["met"] == sum(len(event["actors"]) == 2 for event in bags)
    lay = []
    for shift in month.of("branch-service", "shift"):
        locked = {event["receipt"]: event["at"] for event in shift["events"] if event["event"] == "cash_locked"}
        received = [event for event in shift["events"] if event["event"] == "cash_received"]
        large = [event for event in received if int(event["amount"].removesuffix(" CNY")) >= 50_000]
        lay += [minutes(event["at"], locked[event["receipt"]]) for event in large]
    assert counts["large-cash-locked"]["breached"] == sum(wait > 10 for wait in lay) > 0
    assert counts["large-cash-locked"]["met"] == sum(wait <= 10 for wait in lay)


def test_untidy_desks_cost_what_a_count_of_the_findings_says(month: Month) -> None:
    """Each person's first finding brings a reminder, every further one ten yuan."""
    found = month.events("branch-service", "inspection", "found")
    times = Counter(event["person"] for event in found if event["what"] == "untidy_desk")
    assert max(times.values()) > 1
    for award in month.assessment("branch-service")["untidy-desk"]:
        assert isinstance(award, Award)
        fines = max(times[award.subject] - 1, 0)
        assert [str(what) for what in award.entitled] == ["reminder"] * bool(times[award.subject]) + ["10 CNY"] * fines


def test_scores_are_the_means_of_what_is_on_file(month: Month) -> None:
    """Of each agent: the mean of the month's ratings of teamwork by others is the value of the indicator."""
    findings = {one.subject: one for one in month.assessment("agent-process")["teamwork"]}
    for agent in month.of("agent-process", "agent"):
        ratings = [
            event.get("score")
            for event in agent["events"]
            if event["event"] == "rated" and event["indicator"] == "teamwork" and event["period"] == "2026-03"
            if event.get("rater") != "self"
        ]
        finding = findings[agent["id"]]
        assert isinstance(finding, ScorecardFinding)
        if None not in ratings:
            assert finding.indicators[0].value == Fraction(sum(ratings), len(ratings))
            assert finding.status.value == ("met" if sum(ratings) >= 80 * len(ratings) else "breached")


def test_the_month_is_told(month: Month, capsys: pytest.CaptureFixture[str]) -> None:
    """The script tells of every part its counts, its scores and awards, and what is due on the last day."""
    script = runpy.run_path(str(EXAMPLES / "bank_month.py"))
    script["tell"](month.folder)
    told = capsys.readouterr().out
    for said in (
        *month.records,
        "scorecards",
        "service levels",
        "bonuses and sanctions",
        "due on 31 March 2026, 11:00",
    ):
        assert said in told
    assert "BREACHED" in told
    assert "overdue" in told
