"""Whole questions for a policy: a subject, or everybody in a period, with the bank around it and what was known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.errors import UsageError
from servicepolicy.models.context import Context
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.vocabulary import event_fields, header_fields, subject_model
from servicepolicy.policy.policy import Policy
from servicepolicy.results.assessment import Assessment
from servicepolicy.results.report import Report
from servicepolicy.testing.document import ScenarioDocument
from servicepolicy.testing.first_periods import imagined_periods, outcomes_of
from servicepolicy.testing.periods import AssessedPeriod
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.testing.strategies.of_policy import subjects_for
from servicepolicy.testing.strategies.spoken import PEOPLE, Plain, amounts_of
from servicepolicy.testing.typed import typed_record
from servicepolicy.worktime._instant import from_us, parse_us

__all__ = ["PeriodQuestion", "Question", "periods_for", "questions_for"]

_UNITS: Final = ("u1", "u2")
_RARELY: Final = st.sampled_from((False,) * 5 + (True,))
_LATE: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 240, 3000))
_AROUND: Final = tuple(timedelta(hours=hours) for hours in (0, 0, 1, 24, 24 * 7))
_FRAME: Final = frozenset({"id", "subject", "type", "event", "at", "recorded_at", "seq", "timezone"})


@attrs.frozen
class Question:
    """A question to a policy.

    Attributes:
        subject: The subject.
        as_of: The instant that is judged.
        known_at: What was recorded by then counts; `None` = everything.
        context: The bank and the exceptions; `None` = nothing of it is known.
    """

    subject: SubjectRecord
    as_of: datetime
    known_at: datetime | None = None
    context: Context | None = None

    def report(self, policy: Policy, rules: Collection[str] | None = None) -> Report:
        """What the policy says."""
        return policy.evaluate(
            self.subject, as_of=self.as_of, known_at=self.known_at, context=self.context, rules=rules
        )  # fmt: skip


@attrs.frozen
class PeriodQuestion:
    """A question to a policy about a period.

    Attributes:
        subjects: Everybody in it.
        period: The period.
        as_of: The instant that is judged.
        known_at: What was recorded by then counts; `None` = everything.
    """

    subjects: tuple[SubjectRecord, ...]
    period: str
    as_of: datetime
    known_at: datetime | None = None

    def assessment(self, policy: Policy) -> Assessment:
        """What the policy says."""
        return policy.assess(self.subjects, self.period, as_of=self.as_of, known_at=self.known_at)


def questions_for(
    policy: Policy, subject: str = "case", *, rules: Collection[str] | None = None, most: int = 9
) -> st.SearchStrategy[Question]:
    """Subjects as `subjects_for` draws them, with the bank around them, records that come late, and corrections.

    People have posts in units with the policy's calendars: those that the events tell or others, now and then only
    until, or only from, an instant at which something happens; some of what events say of roles is left to the posts.
    People lend each other their power, for some acts and up to some amount; breaches are excepted. Events come on
    record later, are taken back and told anew; and at times it is asked what was known before that.

    Args:
        policy: The policy, its blanks filled.
        subject: What is drawn.
        rules: Ids of the rules that are looked at; absent: all about such subjects.
        most: The greatest number of events, but for those that take others back.

    Raises:
        UsageError: No rule that is judged subject by subject is about them, or one that is named is none of them.
    """
    drawn = subjects_for(policy, subject, rules=rules, most=most)

    @st.composite
    def questions(draw: DrawFn) -> Question:
        record, as_of = draw(drawn)
        plain: Plain = record.model_dump(mode="json", exclude_none=True)
        plain["events"] = _recorded(draw, plain.get("events", []), subject)
        context = _context(draw, policy, plain, rules) if draw(st.sampled_from((True, True, False))) else None
        moments = sorted({event[key] for event in plain["events"] for key in ("at", "recorded_at") if key in event})
        told = subject_model(subject).model_validate(plain)
        known_at = draw(st.sampled_from((None, None, as_of, *map(_moment, moments))))
        return Question(told, as_of, known_at, context)

    return questions()


def periods_for(policy: Policy, *, rules: Collection[str] | None = None) -> st.SearchStrategy[PeriodQuestion]:
    """Periods of the scorecards, service levels and awards of a policy, each met and missed, at its limits and beside.

    Most are as the rule would have it, or not; of others something is left out, told twice, or put on record late.

    Args:
        policy: The policy, its blanks filled.
        rules: Ids of the rules and service levels that are looked at; absent: all that are judged over a period.

    Raises:
        UsageError: No rule is judged over a period, or one that is named is none of them.
    """
    about = (*(rule.id for rule in policy.rules if rule.nature.over_a_period), *(level.id for level in policy.slas))
    if rules is not None and (strange := sorted(set(rules) - set(about))):
        raise UsageError(f"`{strange[0]}` is no rule of `{policy.id}` that is judged over a period")
    wanted = tuple(name for name in about if rules is None or name in rules)
    told = {name: groups for name in wanted if (groups := _groups(policy, name))}
    if not told:
        raise UsageError(f"no rule of `{policy.id}` is judged over a period, so there is nothing to draw")

    @st.composite
    def periods(draw: DrawFn) -> PeriodQuestion:
        groups = told[draw(st.sampled_from(tuple(told)))]
        asked = draw(st.sampled_from(draw(st.sampled_from(groups))))
        subjects = [_told_again(draw, one) for one in asked.subjects] if draw(st.booleans()) else list(asked.subjects)
        as_of = _moment(asked.as_of or "")
        records = tuple(subject_model(str(one["subject"])).model_validate(typed_record(one)) for one in subjects)
        known_at = draw(st.sampled_from((None, None, None, as_of - timedelta(days=30))))
        return PeriodQuestion(records, asked.period, as_of, known_at)

    return periods()


@lru_cache(maxsize=64)
def _groups(policy: Policy, name: str) -> tuple[tuple[AssessedPeriod, ...], ...]:
    """Periods in which a rule or a service level is asked, by its status."""
    document = ScenarioDocument.model_construct(servicepolicy=1, scenarios=policy.id, fill=None, context=None, cases=())
    scenarios = Scenarios(policy.id, document, policy)
    rule = next(one for one in scenarios.rules if one.id == name)
    groups: dict[str | None, list[AssessedPeriod]] = {}
    for result in imagined_periods(scenarios, rule, outcomes_of(scenarios)):
        groups.setdefault(result.scenario.expect.status, []).extend(_asked(result))
    return tuple(map(tuple, groups.values()))


def _asked(result: Result) -> Iterator[AssessedPeriod]:
    if result.scenario.assess is not None:
        yield result.scenario.assess


def _moment(said: str) -> datetime:
    return from_us(parse_us(said), "UTC")


# records


def _recorded(draw: DrawFn, events: Sequence[Plain], subject: str) -> list[Plain]:
    """Events some of which come on record late, are taken back, or are taken back and told anew."""
    made: list[Plain] = []
    corrected = draw(st.sampled_from((True, False, False)))
    for number, event in enumerate(events, start=1):
        said = dict(event)
        if "recorded_at" not in said and draw(_RARELY):
            said["recorded_at"] = (_moment(said["at"]) + draw(st.sampled_from(_LATE))).isoformat()
        made.append(said)
        if corrected and draw(_RARELY):
            said["id"] = said.get("id", f"E-{number}")
            at = _moment(said.get("recorded_at", said["at"])) + draw(st.sampled_from(_LATE))
            made.append({"event": "voided", "at": at.isoformat(), "voids": said["id"]})
            if draw(st.booleans()):
                again = {key: value for key, value in said.items() if key != "id"}
                fields = [name for name in again if name in event_fields(subject, said["event"]) and name not in _FRAME]
                shorter: bool = draw(st.booleans())
                if fields and shorter:
                    again.pop(draw(st.sampled_from(fields)))
                made.append({**again, "recorded_at": at.isoformat()})
    return made


def _told_again(draw: DrawFn, record: Plain) -> Plain:
    """A record with something left out, told twice, or recorded late."""
    events: list[Plain] = [dict(event) for event in record.get("events", ())]
    if not events or not draw(st.booleans()):
        return {**record, "events": events}
    place = draw(st.integers(0, len(events) - 1))
    match draw(st.sampled_from(("lost", "twice", "late", "field", "field"))):
        case "lost":
            events.pop(place)
        case "twice":
            events.append({**events[place], "id": "again"})
        case "late":
            at = _moment(events[place]["at"]) + timedelta(days=draw(st.sampled_from((1, 40))))
            events[place]["recorded_at"] = at.isoformat()
        case _:
            fields = [name for name in events[place] if name not in _FRAME]
            if fields:
                events[place].pop(draw(st.sampled_from(fields)))
    return {**record, "events": events}


# the bank


def _context(draw: DrawFn, policy: Policy, plain: Plain, rules: Collection[str] | None) -> Context:
    """The bank as the events tell it, or otherwise; the roles of some events are left to the posts."""
    events: list[Plain] = plain["events"]
    if "unit" in header_fields(plain.get("subject", "case")) and not draw(_RARELY):
        plain.setdefault("unit", draw(st.sampled_from(_UNITS)))
    stated = _posts(events)
    if draw(st.sampled_from((True, False, False))):
        for event in events:
            for actor in (event, *event.get("actors", ())):
                actor.pop("role", None)
    roles = sorted({*policy.plain().get("roles", {}), *(role for _, role in stated)}) or ["staff"]
    moments = sorted({_moment(event["at"]) for event in events}) or [_moment("2026-01-05T09:00:00Z")]
    posts = [_dated(draw, {"person": who, "role": role, "unit": "u1"}, moments) for who, role in stated]
    for person in PEOPLE:
        if not stated or draw(_RARELY):
            post = {"person": person, "role": draw(st.sampled_from(roles)), "unit": draw(st.sampled_from(_UNITS))}
            posts.append(_dated(draw, post, moments))
    calendars = sorted(policy.calendars)
    calendar = {"calendar": draw(st.sampled_from(calendars))} if calendars and not draw(_RARELY) else {}
    units = [{"id": "u1", "head": draw(st.sampled_from(PEOPLE)), **calendar}, {"id": "u2", "parent": "u1"}]
    bank: Plain = {"id": "bank", "timezone": policy.timezone, "units": units, "posts": posts}
    if draw(st.booleans()):
        bank["delegations"] = [_delegation(draw, policy, moments)]
    said: Plain = {"organisation": bank, "timezone": policy.timezone}
    if draw(st.sampled_from((True, False, False))):
        said["waivers"] = [_waiver(draw, policy, plain, rules, moments)]
    return Context.model_validate(said)


def _posts(events: Sequence[Mapping[str, object]]) -> list[tuple[str, str]]:
    """Who acted in which role, as the events say it."""
    found: dict[tuple[str, str], None] = {}
    for event in events:
        actors = event.get("actors")
        for actor in actors if isinstance(actors, list) else [event]:
            who, role = actor.get("by", actor.get("id")) if actor is event else actor.get("id"), actor.get("role")
            if isinstance(who, str) and isinstance(role, str):
                found[who, role] = None
    return list(found)


def _dated(draw: DrawFn, said: Plain, moments: Sequence[datetime]) -> Plain:
    """Something that holds always, from an instant on, or until one: at which something happens, or near it."""
    end = draw(st.sampled_from(("", "", "", "from", "until")))
    if not end:
        return said
    return {**said, end: (draw(st.sampled_from(moments)) + draw(st.sampled_from(_AROUND))).isoformat()}


def _delegation(draw: DrawFn, policy: Policy, moments: Sequence[datetime]) -> Plain:
    acts = sorted({act for rule in policy.rules for act in rule.actions()}) or ["*"]
    limits = (None, *amounts_of(policy))
    limit = draw(st.sampled_from(limits))
    one, other = draw(st.permutations(PEOPLE))[:2]
    return {
        "from_person": one,
        "to_person": other,
        "actions": [draw(st.sampled_from((*acts, "*")))],
        **({} if limit is None else {"limit": limit}),
        "from": (moments[0] - timedelta(days=1)).isoformat(),
        "until": (draw(st.sampled_from(moments)) + draw(st.sampled_from(_AROUND))).isoformat(),
    }


def _waiver(
    draw: DrawFn, policy: Policy, plain: Plain, rules: Collection[str] | None, moments: Sequence[datetime]
) -> Plain:
    names = sorted(rules or (rule.id for rule in policy.rules if rule.subject == plain.get("subject", "case")))
    return {
        "id": "W-1",
        "rules": draw(st.sampled_from((names, names[:1], names[-1:]))),
        "subject": plain["id"],
        "approver": draw(st.sampled_from((*PEOPLE, "h9"))),
        "reason": "accepted",
        "until": (moments[-1] + draw(st.sampled_from(_AROUND)) * 60).isoformat(),
    }
