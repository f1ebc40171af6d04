"""Accepted exceptions: the verdict stays what it is and is marked, or says why an exception does not count."""

from __future__ import annotations

from servicepolicy.judging.quick_results import changed
from servicepolicy.kinds.registry import kind_of
from servicepolicy.models.context import Context, Waiver
from servicepolicy.models.dated_fields import inside_interval
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.verdict import Status, Verdict, WhyNot
from servicepolicy.worktime._instant import to_us

__all__ = ["waive"]


def waive(verdict: Verdict, facts: SubjectFacts, context: Context | None, known_at: int | None, as_of: int) -> Verdict:
    """Mark a breach that an accepted exception covers; it stays a breach.

    An exception covers what was broken while it holds. What is still undone when it expires is covered no longer,
    and is not covered again by being done afterwards.

    Args:
        verdict: The verdict.
        facts: Its subject.
        context: Holds the exceptions.
        known_at: What was published later does not exist; `None`: everything handed in.
        as_of: The moment that is judged.
    """
    if context is None or not context.waivers or verdict.status is not Status.BREACHED:
        return verdict
    refused: list[WhyNot] = []
    for waiver in context.waivers:
        if not _about(waiver, verdict, as_of, context.timezone) or not _known(waiver, known_at):
            continue
        meant = not waiver.where or _meant(waiver, facts.known(as_of, known_at), _broken(verdict, as_of))
        if meant is False:
            continue
        wrong = _wrong(waiver, verdict, as_of, context.timezone) if meant else "waiver_unsaid"
        if wrong is None:
            return _marked(verdict, waiver, as_of, context.timezone)
        refused.append(WhyNot(wrong, test=waiver.id))
    return changed(verdict, why_not=(*verdict.why_not, *refused)) if refused else verdict


def _about(waiver: Waiver, verdict: Verdict, as_of: int, zone: str | None) -> bool:
    named = verdict.rule in waiver.of_rules() and waiver.subject in (None, verdict.subject)
    if not named or waiver.occurrence not in (None, verdict.occurrence):
        return False
    if waiver.during is None:
        return True
    since, until = inside_interval(waiver.during, zone)
    return since <= _broken(verdict, as_of) < until


def _meant(waiver: Waiver, facts: SubjectFacts, at: int) -> bool | None:
    """Whether a subject is one of those that are meant, as it stood at an instant; `None`: that is not recorded."""
    unsaid = False
    for name, values in (waiver.where or {}).items():
        held = facts.type if name == "type" else facts.value(name, at)
        if held is None:
            unsaid = True
        elif not any(_text(one) in values for one in (held if isinstance(held, tuple) else (held,))):
            return False
    return None if unsaid else True


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _known(waiver: Waiver, known_at: int | None) -> bool:
    return known_at is None or waiver.published is None or to_us(waiver.published) <= known_at


def _wrong(waiver: Waiver, verdict: Verdict, as_of: int, zone: str | None) -> str | None:
    """Why an exception does not cover a breach that it is about; `None` if it does."""
    if waiver.approver in (*verdict.credit, *verdict.perhaps_by, verdict.owner, *verdict.candidates):
        return "waiver_own"  # nobody excuses an own lapse
    broken = _broken(verdict, as_of)
    since, until = inside_interval(waiver, zone)
    if broken < since:
        return "waiver_too_late"
    if until <= broken or _undone_at(until, verdict, as_of):
        return "waiver_expired"
    return None


def _undone_at(until: int, verdict: Verdict, as_of: int) -> bool:
    """Whether the act was still owed when an exception ended, be it done later or not."""
    if _lasts(verdict):
        return until <= as_of
    return verdict.due_us is not None and verdict.stopped_us is not None and until <= verdict.stopped_us


def _broken(verdict: Verdict, as_of: int) -> int:
    """When it was broken: when it fell due, or earlier where the act came too early; else when the act was done."""
    stepped = next((step.at for step in verdict.arithmetic if step.code == "out_of_place"), None)
    done = verdict.stopped_us if kind_of(verdict.kind).nature.broken_by_the_act else stepped
    moments = [verdict.due_us, verdict.stopped_us if verdict.due_us is not None else done]
    said = [moment for moment in moments if moment is not None]
    if said:
        return min(said)
    return verdict.started_us if verdict.started_us is not None else as_of


def _lasts(verdict: Verdict) -> bool:
    return "open" in verdict.state


def _marked(verdict: Verdict, waiver: Waiver, as_of: int, zone: str | None) -> Verdict:
    _, until = inside_interval(waiver, zone)
    following = verdict.next_us
    if _lasts(verdict) and until > as_of:  # time alone ends it
        following = until if following is None else min(following, until)
    return changed(verdict, waived=waiver.id, next_us=following)
