"""What a policy allows: `# lint: allow CODE because ...` beside or above what is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import Where
from servicepolicy.language.label import LANGUAGES
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.suspected.code import Arg, Code
from servicepolicy.lint.finding import Finding

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy
    from servicepolicy.policy.reading.source import Remark

__all__ = ["allowed"]

_ALLOWANCE: Final = re.compile(r"allow\s+(?P<code>[^\s,]+)(?:\s+because\s+(?P<reason>.*\S))?\s*(?P<rest>.*)")


def allowed(
    found: Iterable[Finding], policy: Policy, known: Mapping[str, Code], unasked: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """The findings, those that the policy allows as notes; and what is wrong with its allowances.

    Args:
        found: The findings.
        policy: The policy.
        known: All codes.
        unasked: Codes that were not looked for this time: their allowances are not idle.
    """
    remarks = policy._built.remarks
    if not remarks:
        yield from found
        return
    rows = _rows(policy)
    used: set[Remark] = set()
    for finding in found:
        remark = next((one for one in remarks if _allows(one, finding, rows)), None)
        if remark is None:
            yield finding
        else:
            used.add(remark)
            said = _ALLOWANCE.fullmatch(remark.text)
            yield attrs.evolve(finding, severity="note", allowed=said["reason"] if said else "")
    for remark in remarks:
        if remark not in used:
            yield from _wrong(remark, known, unasked)


def _allows(remark: Remark, finding: Finding, rows: Mapping[str, tuple[str | None, int, int]]) -> bool:
    said = _ALLOWANCE.fullmatch(remark.text)
    if said is None or said["code"] != finding.code or not said["reason"]:
        return False
    if (finding.where.file, finding.where.line) == (remark.file, remark.applies_to):
        return True
    for name in finding.rules:
        file, first, last = rows.get(name, (None, 0, -1))
        if file == remark.file and first <= remark.applies_to <= last:
            return True
    return False


def _rows(policy: Policy) -> Mapping[str, tuple[str | None, int, int]]:
    """The lines of each rule: from its first until the next thing begins."""
    places = [(where.file, where.line, rule.id) for rule in policy.rules for where in (_place(rule.id, policy),)]
    rows: dict[str, tuple[str | None, int, int]] = {}
    for file, line, name in places:
        if line is None:
            continue
        following = [other for beside, other, _ in places if beside == file and other is not None and other > line]
        rows[name] = (file, line, min(following, default=line + 1000) - 1)
    return rows


def _place(rule: str, policy: Policy) -> Where:
    return policy._built.places.get(rule, (Where(), ""))[0]


def _wrong(remark: Remark, known: Mapping[str, Code], unasked: frozenset[str]) -> Iterator[Finding]:
    said = _ALLOWANCE.fullmatch(remark.text)
    code = said["code"] if said is not None else remark.text.partition(" ")[0]
    if said is None or code not in known:
        hint = did_you_mean(code, known) or "`allow CODE because ...`"
        yield _told("unknown-allowance", remark, known, {"code": code, "hint": hint})
    elif not said["reason"]:
        yield _told("allowance-without-reason", remark, known, {"code": code})
    elif code not in unasked:
        yield _told("idle-allowance", remark, known, {"code": code})


def _told(code: str, remark: Remark, known: Mapping[str, Code], args: Mapping[str, Arg]) -> Finding:
    said = known[code]
    return Finding(
        code=code,
        severity=said.severity,
        where=Where(remark.file, remark.line),
        rules=(),
        clause=(),
        messages={language: said.message(language, args) for language in LANGUAGES},
        helps={language: said.help(language, args) for language in LANGUAGES},
    )
