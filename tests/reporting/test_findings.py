"""A check as JUnit and as SARIF: what build servers and code hosts read, by its structure."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from servicepolicy.errors import Problem, Where
from servicepolicy.reporting import Summary
from servicepolicy.reporting.formats.junit import junit
from servicepolicy.reporting.formats.sarif import breaches, sarif
from servicepolicy.results.verdict import Status, Verdict
from tests.reporting.test_summary import deadline, report, verdict

LATE, KEPT, IDLE = deadline("late"), deadline("kept"), deadline("idle")
ADVICE, DOUBT = deadline("advice", level="advice"), deadline("doubt")
RULES = (LATE, KEPT, IDLE, ADVICE, DOUBT)
VERDICTS = (
    verdict(LATE, Status.BREACHED, "C-1", hours=-2),
    verdict(LATE, Status.BREACHED, "C-2", hours=-3, waived="W-1"),
    verdict(LATE, Status.MET, "C-3", hours=1),
    verdict(KEPT, Status.MET, "C-1", hours=1),
    verdict(ADVICE, Status.BREACHED, "C-1", hours=-1),
    verdict(DOUBT, Status.UNKNOWN, "C-1"),
)
PROBLEMS = (Problem("not-json", Where("log.jsonl", 7), "the line is not JSON"),)


def suite(*verdicts: Verdict, **more: Any) -> ET.Element:
    """The test suite of a report on these verdicts."""
    summary = Summary(RULES)
    for one in verdicts:
        summary.add(report(one))
    whole = ET.fromstring(junit(summary, policy="desk", facts={"digest": "sp1:x"}, **more))  # noqa: S314  # our own
    assert whole.tag == "testsuites"
    (found,) = whole
    counts = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
    assert {name: int(found.attrib[name]) for name in counts} == {n: len(found.findall(p)) for n, p in counts.items()}
    return found


def outcomes(found: ET.Element) -> dict[str, list[str]]:
    """What stands under each test case, `system-out` left out."""
    return {
        case.attrib["name"].split()[0]: [part.tag for part in case if part.tag != "system-out"]
        for case in found.iterfind("testcase")
    }


def test_a_rule_is_a_test_case() -> None:
    """Broken fails, idle is skipped; kept, advice and, unless it is strict, unknown pass."""
    told = {"late": ["failure"], "kept": [], "idle": ["skipped"], "advice": [], "doubt": []}
    assert outcomes(suite(*VERDICTS)) == told
    assert outcomes(suite(*VERDICTS, strict=True)) == {**told, "doubt": ["failure"]}


def test_a_failure_tells_its_worst_cases() -> None:
    """How many, by how much, and each explained; what an accepted exception covers is not explained."""
    (failure,) = suite(*VERDICTS).iterfind("testcase/failure")
    assert failure.attrib == {"type": "breached", "message": "1 breached - 2 h over"}
    assert failure.text is not None
    assert ("rule late, C-1" in failure.text, "C-2" in failure.text) == (True, False)


def test_only_waived_breaches_do_not_fail() -> None:
    """An accepted exception keeps a build green, and is counted."""
    (case, *_) = suite(VERDICTS[1]).iterfind("testcase")
    assert [part.tag for part in case] == ["system-out"]
    assert "breached 1, of these waived 1" in (case[0].text or "")


def test_what_could_not_be_used_is_an_error() -> None:
    """A log with problems does not look clean."""
    found = suite(VERDICTS[3], problems=PROBLEMS)
    assert outcomes(found)["the"] == ["error"]
    assert "log.jsonl:7" in (found.findtext("testcase/error") or "")


def test_an_id_that_xml_cannot_hold() -> None:
    """The report stays XML whatever a case is called, and what cannot be seen of its name is spelt out."""
    failure = suite(verdict(LATE, Status.BREACHED, "C\x00<1>", hours=-2)).findtext("testcase/failure")
    assert "C\\x00<1>" in (failure or "")


def document(**more: Any) -> dict[str, Any]:
    """The run of a SARIF document on the verdicts."""
    found: Any = sarif(RULES, breaches(VERDICTS), policy="desk", log="my log.jsonl", facts={"digest": "sp1:x"}, **more)
    assert (found["version"], found["$schema"].rsplit("/", 1)[1]) == ("2.1.0", "sarif-schema-2.1.0.json")
    (run,) = found["runs"]
    return dict(run)


def test_a_breached_verdict_is_a_result() -> None:
    """With its rule, clause, place and identity; waived is suppressed, advice a note."""
    run = document()
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert [(r["level"], len(r.get("suppressions", ()))) for r in run["results"]] == [
        ("error", 0),
        ("error", 1),
        ("note", 0),
    ]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["properties"] == {"clause": ["X-1"]}
        assert result["message"]["text"].startswith("BREACHED: ")
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "my%20log.jsonl"
    assert run["results"][0]["partialFingerprints"] == {"verdict/v1": "desk/late/C-1/1"}


@pytest.mark.parametrize("problems", [(), PROBLEMS])
def test_a_run_says_whether_all_was_read(problems: tuple[Problem, ...]) -> None:
    """What could not be used stands in the invocation, with its code."""
    (invocation,) = document(problems=problems)["invocations"]
    assert invocation["executionSuccessful"] is not bool(problems)
    told = [(one["descriptor"]["id"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert told == [(problem.code, str(problem)) for problem in problems]


def test_words_follow_the_language() -> None:
    """Both documents speak Chinese."""
    assert document(language="zh")["results"][0]["message"]["text"].startswith("违反：")
    (failure,) = suite(*VERDICTS, language="zh").iterfind("testcase/failure")
    assert failure.attrib["message"].startswith("违反 1 项")
