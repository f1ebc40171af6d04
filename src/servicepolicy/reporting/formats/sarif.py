"""A check as SARIF 2.1.0, as code hosts show findings: one result a breached verdict, with its rule and clause.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Final, cast
from urllib.parse import quote

from servicepolicy.errors import Problem
from servicepolicy.language.rule import Rule
from servicepolicy.reporting.formats.spool import Spool
from servicepolicy.reporting.jsonout import line, written
from servicepolicy.reporting.text import rule_text
from servicepolicy.results.verdict import Status, Verdict

if TYPE_CHECKING:
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report

__all__ = ["SCHEMA", "SarifWriter", "breaches", "sarif"]

_RESULTS: Final = '"results": []'
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class SarifWriter:
    """Writes a check as SARIF: a result a breach, ordered by rule, subject and occurrence."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out, self._setting = out, setting
        self._results = Spool()

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:  # noqa: ARG002 - as all writers
        """Take in what is breached."""
        for verdict in breaches((*report.verdicts, *report.advice)):
            key = json.dumps([verdict.rule, verdict.subject, verdict.occurrence])
            found = result(verdict, report.policy, self._setting.language)
            self._results.add(key, line(found))

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """What is breached."""
        return None if status is Status.BREACHED else 0

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Write it."""
        tallies = (*checked.summary.rules, *checked.summary.advice)
        asked = {tally.rule.id for tally in tallies}
        rules = [rule for rule in checked.policy.rules if rule.id in asked]
        known = {} if checked.known_at is None else {"known_at": checked.known_at.isoformat()}
        facts = {
            "digest": checked.policy.digest,
            "as_of": None if checked.as_of is None else checked.as_of.isoformat(),
            **known,
            "log": checked.counts.plain(),
            "rules_not_judged": {one.rule.id: one.why for one in checked.not_judged},
            "waivers": checked.plain()["waivers"],
        }
        document = sarif(
            rules,
            (),
            policy=checked.policy.id,
            log=checked.file,
            facts=facts,
            problems=(*checked.problems, *problems),
            language=self._setting.language,
        )
        before, _, after = written(document).partition(_RESULTS)
        places = {rule.id: number for number, rule in enumerate(rules)}
        self._out.write(before + _RESULTS[:-1])
        comma = "\n        "
        for found in self._results:
            self._out.write(comma + json.dumps(located(json.loads(found), places, checked.file), ensure_ascii=False))
            comma = ",\n        "
        self._out.write(f"\n      ]{after}\n")


def breaches(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts that become results."""
    return tuple(verdict for verdict in verdicts if verdict.status is Status.BREACHED)


def sarif(
    rules: Iterable[Rule],
    verdicts: Iterable[Verdict],
    *,
    policy: str,
    log: str,
    facts: Mapping[str, object],
    problems: Iterable[Problem] = (),
    language: str = "en",
) -> dict[str, object]:
    """The document as JSON-ready data.

    A result is an error, that of an advice a note; one that an accepted exception covers is suppressed. Its fingerprint
    is the verdict's identity, so that a host knows it again.

    Args:
        rules: The rules that were judged.
        verdicts: The breached ones.
        policy: Id of the policy.
        log: Name of the log's file.
        facts: What else to say of the run, such as digest and moment.
        problems: What of the log could not be used.
        language: `en` or `zh`.
    """
    listed = list(rules)
    place = {rule.id: number for number, rule in enumerate(listed)}
    told = list(problems)
    run: dict[str, object] = {
        "tool": {"driver": {"name": "servicepolicy", "rules": [_rule(rule, language) for rule in listed]}},
        "invocations": [
            {
                "executionSuccessful": not told,
                "toolExecutionNotifications": [_notification(problem) for problem in told],
            }
        ],
        "results": [located(result(verdict, policy, language), place, log) for verdict in verdicts],
        "properties": {"policy": policy, **facts},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, language: str) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule_text(rule, language)},
        "defaultConfiguration": {"level": _level(rule.level)},
        "properties": {"clause": list(rule.clause), "gravity": rule.gravity},
    }


def _level(level: str) -> str:
    return "note" if level == "advice" else "error"


def result(verdict: Verdict, policy: str, language: str) -> dict[str, object]:
    """A breach as a result; where it stands in the log is added by `located`."""
    named = "/".join(part for part in (verdict.subject, verdict.occurrence) if part)
    made: dict[str, object] = {
        "ruleId": verdict.rule,
        "level": _level(verdict.level),
        "message": {"text": verdict.explain(language).strip()},
        "locations": [{"logicalLocations": [{"name": verdict.subject, "fullyQualifiedName": named}]}],
        "partialFingerprints": {"verdict/v1": f"{policy}/{verdict.rule}/{named}"},
        "properties": {"clause": list(verdict.clause)},
    }
    if verdict.waived is not None:
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": verdict.waived}]
    return made


def located(found: dict[str, object], places: Mapping[str, int], log: str) -> dict[str, object]:
    """A result with the place of its rule, and the log that it was found in."""
    (location,) = cast("list[dict[str, object]]", found["locations"])
    physical = {"artifactLocation": {"uri": quote(log)}}
    return found | {
        "ruleIndex": places[str(found["ruleId"])],
        "locations": [{"physicalLocation": physical, **location}],
    }


def _notification(problem: Problem) -> dict[str, object]:
    return {"descriptor": {"id": problem.code}, "level": "error", "message": {"text": str(problem)}}
