"""A check as a JUnit report, as build servers show it: one test case a rule, which fails where it was breached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from servicepolicy.errors import Problem
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.durations import worst_of
from servicepolicy.reporting.summary import RuleTally, Summary
from servicepolicy.reporting.text import rule_text
from servicepolicy.results.verdict import Status

__all__ = ["junit"]

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
_SAID: Final = words("junit")


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
