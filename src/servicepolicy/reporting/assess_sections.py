"""An assessment laid out in sections: tables that a page and a workbook show alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from servicepolicy.language.measure import exactly
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import say, titled
from servicepolicy.phrases.times import period
from servicepolicy.reporting.assess_report import finding_reason, finding_result
from servicepolicy.reporting.read_sections import problems_section, read_section, run_section
from servicepolicy.reporting.remarks import left_out
from servicepolicy.reporting.section import Cell, Section
from servicepolicy.results.assessment import Finding, IndicatorFinding, ScorecardFinding, SLAFinding
from servicepolicy.results.award import Award, written
from servicepolicy.results.verdict import Status
from servicepolicy.telling.naming import part_name
from servicepolicy.telling.scores import figure

if TYPE_CHECKING:
    from fractions import Fraction

    from servicepolicy.reporting.assess_report import AssessReport

__all__ = ["assess_sections", "finding_title", "whom"]

_STATUSES: Final = (Status.MET, Status.BREACHED, Status.PENDING, Status.UNKNOWN, Status.NOT_APPLICABLE)
_SAID: Final = words("assess")


def assess_sections(report: AssessReport, language: str, *, parts: bool = False) -> tuple[Section, ...]:
    """All sections that have something to say.

    Args:
        report: The assessment.
        language: `en` or `zh`.
        parts: With what findings consist of, a row an indicator and a row a line of an award.
    """
    said, findings = _SAID[language], report.findings
    cards = [one for one in findings if isinstance(one, ScorecardFinding)]
    levels = [one for one in findings if isinstance(one, SLAFinding)]
    awards = [one for one in findings if isinstance(one, Award)]
    asked = (said["in"], period(report.assessment.period, language))
    found = [
        run_section(report, (told for *_, told in left_out(report.counts, language)), language, [asked]),
        read_section(report.counts, language),
        _rules(findings, language),
        _table("slas", _LEVEL, (_level(one, language) for one in levels), said),
        _table("scorecards", _CARD, (_card(one, language) for one in cards), said),
        _table("awards", _AWARD, (_award(one, language) for one in awards), said),
        problems_section(report, language),
    ]
    if parts:
        rows = (_indicator(one, part, language) for one in cards for part in one.indicators)
        found.append(_table("indicators", _INDICATOR, rows, said))
        found.append(_table("lines", _LINE, (row for one in awards for row in _lines(one, language)), said))
    return tuple(section for section in found if section.rows)


def finding_title(finding: Finding, language: str) -> str:
    """What the rule of a finding is called; its id where it has no title."""
    return titled(getattr(finding, "label", None), language) or finding.rule


def whom(finding: Finding, language: str) -> str:
    """Whom a finding is about; what goes for the whole house has no name of its own."""
    kind = getattr(finding, "subject_kind", "")
    return say("score.whole", language) if kind == finding.subject == "organisation" else finding.subject


_FIRST: Final = ("rule", "clause", "title", "who", "period", "status")
_LEVEL: Final = (*_FIRST, "attained", "objective", "met", "breached", "unknown", "affordable", "why")
_CARD: Final = (*_FIRST, "result", "grade", "why")
_AWARD: Final = (*_FIRST, "entitled", "recorded", "why")
_INDICATOR: Final = (
    *("rule", "who", "period", "indicator", "value", "low", "high", "cases", "doubtful"),
    *("target", "weight", "points"),
)
_LINE: Final = (
    *("rule", "who", "period", "status", "ground", "case", "occurrence", "number", "at", "entitled", "recorded"),
    *("on", "due", "why"),
)


def _table(name: str, head: Sequence[str], rows: Iterator[tuple[Cell, ...]], said: Mapping[str, str]) -> Section:
    return Section(name, said[name], tuple(said[one] for one in head), tuple(rows))


def _rules(findings: Sequence[Finding], language: str) -> Section:
    """How many findings of each status every rule has: where there is one of each, the tables below say it."""
    said = _SAID[language]
    counted: dict[str, tuple[Finding, Counter[Status]]] = {}
    for one in findings:
        counted.setdefault(one.rule, (one, Counter()))[1][one.status] += 1
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (rule, _clause(one), finding_title(one, language), *(counts[status] for status in _STATUSES))
        for rule, (one, counts) in sorted(counted.items())
    )
    head = tuple(said[name] for name in ("rule", "clause", "title", *(status.value for status in _STATUSES)))
    return Section("findings", said["rules"], head, rows if len(findings) > len(counted) else ())


def _clause(finding: Finding) -> str:
    return ", ".join(getattr(finding, "clause", ()))


def _first(finding: Finding, language: str) -> tuple[Cell, ...]:
    title = finding_title(finding, language)
    named = "" if title == finding.rule else title
    status = _SAID[language][finding.status.value]
    return finding.rule, _clause(finding), named, whom(finding, language), finding.period, status


def _level(one: SLAFinding, language: str) -> tuple[Cell, ...]:
    objective = None if one.objective is None else figure(one.objective, "share", language)
    counts = (one.met, one.breached, one.unknown, one.affordable)
    return *_first(one, language), finding_result(one, language), objective, *counts, finding_reason(one, language)


def _card(one: ScorecardFinding, language: str) -> tuple[Cell, ...]:
    return *_first(one, language), finding_result(one, language), one.grade, finding_reason(one, language)


def _award(one: Award, language: str) -> tuple[Cell, ...]:
    entitled, recorded = ("; ".join(map(written, some)) for some in (one.entitled, one.recorded))
    return *_first(one, language), entitled, recorded, finding_reason(one, language)


def _indicator(card: ScorecardFinding, one: IndicatorFinding, language: str) -> tuple[Cell, ...]:
    said = _SAID[language]
    bounds = (_figure(bound, one.unit, language) for bound in (one.value, one.low, one.high))
    outcome = {True: said["yes"], False: said["no"], None: said["open"]}[one.met] if one.asked else None
    points = None if one.points is None else " – ".join(dict.fromkeys(exactly(end) for end in one.points))
    return (
        *(card.rule, whom(card, language), card.period, part_name(one.id, card.label, language)),
        *bounds,
        *(one.cases, one.unknown, outcome, _figure(one.weight, "share", language), points),
    )


def _figure(number: Fraction | None, unit: str, language: str) -> str | None:
    return None if number is None else figure(number, unit, language)


def _lines(award: Award, language: str) -> Iterator[tuple[Cell, ...]]:
    said = _SAID[language]
    for line in award.lines:
        yield (
            *(award.rule, whom(award, language), award.period, said[line.status.value]),
            *(say(f"ground.{line.ground}", language), line.subject, line.occurrence, line.number),
            *(award.moment(line.at_us), written(line.entitled), written(line.recorded)),
            *(award.moment(line.recorded_us), award.moment(line.due_us), say(f"reason.{line.code}", language)),
        )
