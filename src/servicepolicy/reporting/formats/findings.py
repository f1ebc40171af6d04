"""A check for build servers and code hosts: JUnit and SARIF, with the span of the log and what was not read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Final

from servicepolicy.reporting.formats.spool import Spool
from servicepolicy.reporting.jsonout import line, written
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report

__all__ = ["JUnitWriter", "SarifWriter"]

_RESULTS: Final = '"results": []'


class JUnitWriter:
    """Writes a check as JUnit: a test case a rule."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out, self._setting = out, setting
        self._problems: list[Problem] = []

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Nothing: the counts are kept elsewhere."""

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """None: the counts are kept elsewhere."""
        return 0

    def problem(self, problem: Problem) -> None:
        """Take in a problem that the report does not list."""
        self._problems.append(problem)

    def finish(self, checked: CheckReport) -> None:
        """Write it."""
        from servicepolicy.reporting.junit import junit

        text = junit(
            checked.summary,
            policy=checked.policy.id,
            facts=_properties(checked),
            problems=(*checked.problems, *self._problems),
            strict=checked.strict,
            language=self._setting.language,
        )
        self._out.write(f"{text}\n")


def _properties(checked: CheckReport) -> dict[str, str]:
    """What is said of the run: digest, moment, the span of the log, and all that was not read."""
    counts = checked.counts
    facts = {"digest": checked.policy.digest, "as_of": _moment(checked) or "", "log": checked.file}
    if checked.known_at is not None:
        facts["known_at"] = checked.known_at.isoformat()
    if counts.span is not None:
        facts["span.first"], facts["span.last"] = counts.span
    facts |= {name: str(count) for name, count in counts.plain().items() if isinstance(count, int)}
    facts |= {f"unmapped.{name}": str(count) for name, count in sorted(counts.unmapped.items())}
    facts |= {f"unreadable.{column}.{code}": str(n) for (code, column), n in sorted(counts.unreadable.items())}
    facts |= {f"unmatched.{at}": name for at, name in enumerate(counts.unmatched, start=1)}
    facts |= {f"not_judged.{one.rule.id}": one.why for one in checked.not_judged}
    facts |= {f"waiver.{one.id}": f"{one.approver}: {one.told_code or ''}" for one in checked.waivers}
    return facts


def _moment(checked: CheckReport) -> str | None:
    return None if checked.as_of is None else checked.as_of.isoformat()


class SarifWriter:
    """Writes a check as SARIF: a result a breach, ordered by rule, subject and occurrence."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out, self._setting = out, setting
        self._results = Spool()
        self._problems: list[Problem] = []

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:  # noqa: ARG002 - as all writers
        """Take in what is breached."""
        from servicepolicy.reporting.sarif import breaches, result

        for verdict in breaches((*report.verdicts, *report.advice)):
            key = json.dumps([verdict.rule, verdict.subject, verdict.occurrence])
            found = result(verdict, report.policy, self._setting.language)
            self._results.add(key, line(found))

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """What is breached."""
        return None if status is Status.BREACHED else 0

    def problem(self, problem: Problem) -> None:
        """Take in a problem that the report does not list."""
        self._problems.append(problem)

    def finish(self, checked: CheckReport) -> None:
        """Write it."""
        from servicepolicy.reporting.sarif import located, sarif

        tallies = (*checked.summary.rules, *checked.summary.advice)
        asked = {tally.rule.id for tally in tallies}
        rules = [rule for rule in checked.policy.rules if rule.id in asked]
        known = {} if checked.known_at is None else {"known_at": checked.known_at.isoformat()}
        facts = {
            "digest": checked.policy.digest,
            "as_of": _moment(checked),
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
            problems=(*checked.problems, *self._problems),
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
