"""Promotions: rung by rung, after an appraisal, and those first who come first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.scorebook import Scores
from servicepolicy.kinds.incentive.agreement import whole
from servicepolicy.kinds.incentive.rule import Promotion
from servicepolicy.kinds.incentive.score_awards import doubt_of
from servicepolicy.language.truth import Leaf, Settle
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.results.award import AwardLine
from servicepolicy.results.verdict import Status
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod
from servicepolicy.worktime.window import window_start

__all__ = ["Climb", "Conditions", "climbs", "judged"]

_MOST_PERIODS = 400  # further back than this no appraisal is looked for


@attrs.frozen(slots=True, kw_only=True)
class Conditions:
    """What a rule asks of a promotion, its values read.

    Args:
        within: How long ago the period of the appraisal may have ended.
        appraised: The score that is needed; `None`: any.
        favoured: The score of those who come first; `None`: whoever has the higher one.
    """

    within: Span | None = None
    appraised: Fraction | None = None
    favoured: Fraction | None = None


@attrs.frozen(slots=True, kw_only=True)
class Climb:
    """One promotion.

    Args:
        subject: Who was promoted.
        event: The event.
        before: The post before; `None`: not known.
        after: The post after; `None`: not known.
    """

    subject: str
    event: Event
    before: str | None
    after: str | None


def climbs(rule: Promotion, cohort: Cohort, facts: SubjectFacts, since: int, until: int) -> Iterator[Climb]:
    """The promotions of one person in a period."""
    known = facts.known(cohort.as_of, cohort.known_at)
    for event in known.timeline.by_kind.get(rule.event, ()):
        if since <= event.at < until:
            before, after = _post(known, event), event.fields.get(rule.field)
            yield Climb(subject=facts.id, event=event, before=before, after=after if isinstance(after, str) else None)


def _post(facts: SubjectFacts, event: Event) -> str | None:
    """The post right before a promotion: what it says itself, else what the header said then.

    A header tells posts by the day, and a promotion happens within it: what it says of itself comes first.
    """
    said = event.fields.get("from_role")
    found = facts.value("role", event.at - 1) if said is None else said
    return found if isinstance(found, str) else None


def judged(
    rule: Promotion, conditions: Conditions, climb: Climb, cohort: Cohort, scores: Scores, settle: Settle
) -> AwardLine | None:
    """How a promotion stands to the rule; `None`: the ladder is not concerned."""
    line = AwardLine(
        code="award_promoted",
        status=Status.MET,
        ground="promotion",
        subject=climb.subject,
        occurrence=str(climb.event.number),
        at_us=climb.event.at,
        recorded=climb.after,
        recorded_us=climb.event.at,
    )
    wrong = _steps(rule, climb, settle)
    if wrong is None:
        return None
    if not wrong and rule.after is not None and conditions.within is not None:
        wrong = _appraisal(rule.after.scorecard, conditions, climb, cohort, scores, settle)
    if not wrong and rule.favours is not None:
        wrong = _passed_over(rule, conditions, climb, cohort, scores, settle)
    return attrs.evolve(line, code=wrong, status=Status.BREACHED) if wrong else line


def _steps(rule: Promotion, climb: Climb, settle: Settle) -> str | None:
    """Whether a rung is skipped: empty if not, `None` where the ladder does not hold the new post."""
    new = _rung(rule, climb.after, f"{climb.subject}/{climb.event.number}.{rule.field}", settle)
    if new is None:
        return None
    old = _rung(rule, climb.before, f"{climb.subject}/role", settle)
    if old is not None and new <= old:
        return "award_not_upwards"
    if rule.step == "one" and new != (0 if old is None else old + 1):
        return "award_skips_a_rung"
    return ""


def _rung(rule: Promotion, post: str | None, name: str, settle: Settle) -> int | None:
    """On which rung a post stands, `None`: on none. A post that is not known may be any, also one beside the ladder."""
    if post is not None:
        return rule.rung(post)
    posts = enumerate(rule.ladder)
    return next((index for index, rung in posts if settle(Leaf(0, name, f"is on the rung of {rung[0]}"))), None)


def _appraisal(
    scorecard: str, conditions: Conditions, climb: Climb, cohort: Cohort, scores: Scores, settle: Settle
) -> str:
    """Whether a promotion rests on an appraisal: a scorecard whose period ended not too long before."""
    at, zone = climb.event.at, cohort.engine.zone
    earliest = window_start(at, conditions.within, zone) if conditions.within is not None else at
    low = False
    for finding in _earlier(scorecard, climb, at, earliest, zone, scores):
        enough = _enough(finding, conditions.appraised)
        if enough is None:
            enough = settle(Leaf(0, doubt_of(finding), f"is enough in {finding.period}"))
        if enough:
            return ""
        low = low or finding.score is not None
    return "award_appraisal_too_low" if low else "award_without_appraisal"


def _earlier(
    scorecard: str, climb: Climb, at: int, earliest: int, zone: str, scores: Scores
) -> Iterator[ScorecardFinding]:
    """The person's scorecards of the periods that ended in a window before an instant, the latest first."""
    unit = scores.unit(scorecard, at)
    if unit is None:
        return
    period = CalendarPeriod.containing(date_of(at, zone), unit).previous()
    for _ in range(_MOST_PERIODS):
        if period.bounds(zone)[1] < earliest:
            return
        yield from (one for one in scores.findings(scorecard, period) if one.subject == climb.subject)
        period = period.previous()


def _enough(finding: ScorecardFinding, needed: Fraction | None) -> bool | None:
    """Whether there is a score, and a high enough one; `None`: not known."""
    if finding.status is Status.NOT_APPLICABLE:
        return False
    if needed is None:
        return True if finding.score is not None else None
    if finding.low is not None and finding.low >= needed:
        return True
    return False if finding.high is not None and finding.high < needed else None


def _passed_over(
    rule: Promotion, conditions: Conditions, climb: Climb, cohort: Cohort, scores: Scores, settle: Settle
) -> str:
    """Whether somebody on the same rung came first and was not promoted by then."""
    if rule.favours is None:
        return ""
    at, zone = climb.event.at, cohort.engine.zone
    unit = scores.unit(rule.favours.by, at)
    if unit is None:
        return ""
    period = CalendarPeriod.containing(date_of(at, zone), unit).previous()
    findings = {one.subject: one for one in scores.findings(rule.favours.by, period)}
    own = findings.get(climb.subject)
    for name, finding in sorted(findings.items()):
        if name == climb.subject:
            continue
        ahead = _ahead(finding, own, conditions.favoured)
        if ahead is False or not _beside(rule, climb, cohort, name, settle):
            continue
        if ahead is None:
            open_ = finding if finding.score is None or own is None else own
            ahead = settle(Leaf(0, doubt_of(open_), f"{name} comes before {climb.subject}"))
        if ahead:
            return "award_others_first"
    return ""


def _beside(rule: Promotion, climb: Climb, cohort: Cohort, name: str, settle: Settle) -> bool:
    """Whether somebody stands, right before a promotion and still after it, on the rung from which it led."""
    rung = _rung(rule, climb.before, f"{climb.subject}/role", settle)
    if rung is None:
        return False  # who comes from beside the ladder leaves nobody behind on a rung
    whole(cohort.subject("agent", name))
    facts = cohort.subject("agent", name).known(cohort.as_of, cohort.known_at)
    for at in (climb.event.at - 1, climb.event.at):
        post = facts.value("role", at)
        if _rung(rule, post if isinstance(post, str) else None, f"{name}/role", settle) != rung:
            return False
    return True


def _ahead(finding: ScorecardFinding, own: ScorecardFinding | None, favoured: Fraction | None) -> bool | None:
    """Whether one score comes before another; `None`: not known."""
    if finding.status is Status.NOT_APPLICABLE:
        return False
    first, mine = _standing(finding, favoured), _standing(own, favoured)
    if first[0] > mine[1]:
        return True
    return False if first[1] <= mine[0] else None


def _standing(finding: ScorecardFinding | None, favoured: Fraction | None) -> tuple[Fraction, Fraction]:
    """Where somebody stands at the least and at the most: by score, or by being among those who come first."""
    if finding is None or finding.status is Status.NOT_APPLICABLE:
        none = Fraction(-1 if favoured is None else 0)
        return none, none
    low = finding.low if finding.low is not None else Fraction(0)
    high = finding.high if finding.high is not None else Fraction(100)
    if favoured is None:
        return low, high
    return Fraction(low >= favoured), Fraction(high >= favoured)
