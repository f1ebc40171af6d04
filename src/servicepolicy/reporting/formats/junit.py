"""A check as JUnit, as build servers show it: a test case a rule, which fails where it was breached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from servicepolicy.errors import Problem
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.durations import worst_of
from servicepolicy.reporting.summary import RuleTally, Summary
from servicepolicy.reporting.text import rule_text
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report

__all__ = ["JUnitWriter", "junit"]

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
_SAID: Final = words("junit")


class JUnitWriter:
    """Writes a check as JUnit: a test case a rule."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out, self._setting = out, setting

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Nothing: the counts are kept elsewhere."""

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """None: the counts are kept elsewhere."""
        return 0

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:
        """Write it."""
        text = junit(
            checked.summary,
            policy=checked.policy.id,
            facts=_properties(checked),
            problems=(*checked.problems, *problems),
            strict=checked.strict,
            language=self._setting.language,
        )
        self._out.write(f"{text}\n")


def _properties(checked: CheckReport) -> dict[str, str]:
    """What is said of the run: digest, moment, the span of the log, and all that was not read."""
    counts = checked.counts
    facts = {
        "digest": checked.policy.digest,
        "as_of": "" if checked.as_of is None else checked.as_of.isoformat(),
        "log": checked.file,
    }
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


def junit(  # one document, all of whose parts are named
    summary: Summary,
    *,
    policy: str,
    facts: Mapping[str, str],
    problems: Iterable[Problem] = (),
    strict: bool = False,
    language: str = "en",
) -> str:
    """The report as XML.

    A breached rule fails, with its worst cases. One that found nothing to judge is skipped. Advice never fails, and
    what is unknown only where it is `strict`. What of the log could not be used is an error of its own.

    Args:
        summary: What was counted.
        policy: Id of the policy: the name of the suite.
        facts: What else to say of the run, such as digest and moment.
        problems: What of the log could not be used.
        strict: Whether an unknown verdict fails its rule.
        language: `en` or `zh`.
    """
    suite = ET.Element("testsuite", name=_fit(policy))
    properties = ET.SubElement(suite, "properties")
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=_fit(value))
    for tally in (*summary.rules, *summary.advice):
        _rule(suite, policy, tally, strict, language)
    told = list(problems)
    if told:
        _log(suite, policy, told, language)
    for name, part in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{part}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    whole = ET.Element("testsuites")
    whole.append(suite)
    ET.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, encoding="unicode")


def _rule(suite: ET.Element, policy: str, tally: RuleTally, strict: bool, language: str) -> None:
    said = _SAID[language]
    case = ET.SubElement(suite, "testcase", classname=_fit(policy), name=_fit(rule_text(tally.rule, language)))
    breached = tally.statuses[Status.BREACHED] - tally.waived
    unknown = tally.statuses[Status.UNKNOWN]
    if not tally.statuses.total():
        ET.SubElement(case, "skipped")
        return
    if tally.rule.level == "breach" and breached:
        margin = _over(tally, language)
        message = " - ".join(part for part in (said["breached"].format(count=breached), margin) if part)
        failure = ET.SubElement(case, "failure", type="breached", message=message)
        failure.text = _fit("\n\n".join(verdict.explain(language).strip() for verdict in tally.worst))
    elif tally.rule.level == "breach" and unknown and strict:
        ET.SubElement(case, "failure", type="unknown", message=said["unknown"].format(count=unknown))
    counts = {str(status): tally.statuses[status] for status in Status}
    ET.SubElement(case, "system-out").text = said["counts"].format(waived=tally.waived, **counts)


def _over(tally: RuleTally, language: str) -> str:
    """By how much the worst case missed it; nothing where it was breached otherwise."""
    measured = (one.measure for one in tally.worst if one.measure is not None and not one.measure.kept)
    return worst_of(tally.undone, next(measured, None), language)


def _log(suite: ET.Element, policy: str, problems: list[Problem], language: str) -> None:
    said = _SAID[language]
    case = ET.SubElement(suite, "testcase", classname=_fit(policy), name=said["log"])
    error = ET.SubElement(case, "error", type="problems", message=said["problems"].format(count=len(problems)))
    error.text = _fit("\n".join(str(problem) for problem in problems))


def _fit(text: str) -> str:
    """A text as XML can hold it: an id may have any characters."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
