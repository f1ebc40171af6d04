"""Cases for a policy: what its rules speak of, kept, broken, at their limits and beside them, or left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, cast

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.errors import UsageError
from servicepolicy.models.complaint import Case
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.vocabulary import event_fields
from servicepolicy.policy.policy import Policy
from servicepolicy.testing.strategies.spoken import Length, Plain, Spoken, as_subject, spoken_of
from servicepolicy.testing.strategies.timeline import as_recorded
from servicepolicy.worktime._instant import DAY_US, HOUR_US, SECOND_US, from_us

__all__ = ["cases_for", "subjects_for"]

_BESIDE: Final = (0, SECOND_US, -SECOND_US)
_SOON: Final = 24  # half hours
_SETS_OUT: Final = (
    0,
    0,
    0,
    10 * HOUR_US,
    5 * DAY_US,
)  # at once, in the evening, at the weekend
_LATER: Final = (0, 2 * HOUR_US, 30 * HOUR_US, 9 * DAY_US, 400 * DAY_US)
_OF_ONE: Final = ("by", "role", "unit", "kind")  # who did it, where that is not several people
_NEVER: Final = st.just(value=False)
_RARELY: Final = st.sampled_from((False,) * 7 + (True,))


def cases_for(
    policy: Policy, *, rules: Collection[str] | None = None, most: int = 9
) -> st.SearchStrategy[tuple[Case, datetime]]:
    """Cases for a policy, each with an instant at which to judge it.

    Most of them begin as a rule would have it, kept or broken, and are changed from there: other acts that the rules
    select come between; people are three, in the roles that the rules name and in one that they do not; amounts lie at
    each limit, a hundredth beside it and far off; instants lie at the end of each length of time that a rule names, as
    its calendar counts, a second beside it and far off; values are those that the rules name and others; and of
    everything something is left out at times.

    Args:
        policy: The policy, its blanks filled.
        rules: Ids of the rules that are looked at; absent: all about cases.
        most: The greatest number of events.

    Raises:
        UsageError: No rule is about cases, or a rule that is named is none of them.
    """
    return subjects_for(policy, "case", rules=rules, most=most).map(_of_a_case)


def subjects_for(
    policy: Policy, subject: str, *, rules: Collection[str] | None = None, most: int = 9
) -> st.SearchStrategy[tuple[SubjectRecord, datetime]]:
    """The same of another kind of subject, such as an agent or a document (see `cases_for`).

    Args:
        policy: The policy, its blanks filled.
        subject: What is drawn.
        rules: Ids of the rules that are looked at; absent: all about such subjects.
        most: The greatest number of events.

    Raises:
        UsageError: No rule that is judged subject by subject is about them, or one that is named is none of them.
    """
    about = [rule for rule in policy.rules if rule.subject == subject and not rule.nature.over_a_period]
    if rules is not None:
        if strange := sorted(set(rules) - {rule.id for rule in about}):
            raise UsageError(f"`{strange[0]}` is no rule of `{policy.id}` that is judged {subject} by {subject}")
        about = [rule for rule in about if rule.id in rules]
    if not about:
        raise UsageError(f"no rule of `{policy.id}` is judged {subject} by {subject}, so there is nothing to draw")
    spoken = _spoken(policy, tuple(rule.id for rule in about), most)

    @st.composite
    def subjects(draw: DrawFn) -> tuple[SubjectRecord, datetime]:  # a failing law shows what was drawn, not from what
        return _subject(draw, spoken, most)

    return subjects()


@lru_cache(maxsize=8)  # whoever draws inside of a law asks for the same again and again
def _spoken(policy: Policy, names: tuple[str, ...], most: int) -> Spoken:
    return spoken_of(policy, [rule for rule in policy.rules if rule.id in names], most)


def _of_a_case(drawn: tuple[SubjectRecord, datetime]) -> tuple[Case, datetime]:
    return cast("Case", drawn[0]), drawn[1]


def _subject(draw: DrawFn, spoken: Spoken, most: int) -> tuple[SubjectRecord, datetime]:
    groups, lengths = draw(st.sampled_from(tuple(zip(spoken.stories, spoken.lengths, strict=True))))
    story = draw(st.sampled_from(draw(st.sampled_from(groups))))
    start = spoken.view.moment + draw(st.sampled_from(_SETS_OUT))
    rarely = _RARELY if draw(st.booleans()) else _NEVER  # some stories are only told at other times
    amount = draw(st.sampled_from(spoken.amounts)) if draw(st.booleans()) and spoken.amounts else None
    own: list[tuple[Plain, int | None]] = [(act, after) for act, after in story.acts if not draw(rarely)]
    more = 0 if own and rarely is _NEVER else min(max(most - len(own), 0), 4 if own else most)
    if spoken.acts:
        own += [(act, None) for act in draw(st.lists(st.sampled_from(spoken.acts), max_size=more))]
    apart = spoken.matters if draw(_RARELY) else None
    in_time: bool = draw(st.sampled_from((True, False, False)))
    at = start
    moments = [start]
    events: list[Plain] = []
    for act, after in own:
        if after is not None and (in_time or not events):
            at = start + after
        else:
            at = draw(_moments(spoken, lengths, at, moments))
        moments.append(at)
        made = _changed(draw, act, spoken.fields.get(act["event"], {}), amount, rarely)
        made["at"] = from_us(at, spoken.view.edition.zone)
        if apart is not None and apart in event_fields(spoken.subject, act["event"]) and not draw(_RARELY):
            made[apart] = draw(st.sampled_from(("a", "b")))
        events.append(made)
    header = _changed(draw, story.header, spoken.header, amount, rarely)
    as_of = start + story.as_of if draw(st.booleans()) else draw(_asked(spoken, lengths, moments))
    if not draw(_RARELY):  # else some of it is still to come
        as_of = max(as_of, *moments)
    return as_subject(spoken.subject, {**header, "events": as_recorded(draw, events)}), from_us(
        as_of, spoken.view.edition.zone
    )


def _changed(
    draw: DrawFn,
    said: Plain,
    pool: Mapping[str, Sequence[object]],
    amount: str | None,
    rarely: st.SearchStrategy[bool],
) -> Plain:
    """Fields as they are said, at times another value or none; of what nothing is said, any value."""
    made = dict(said)
    for name, values in pool.items():
        if name == "amount" and amount is not None and not draw(rarely):
            made[name] = amount
        elif draw(rarely) if name in said else rarely is not _NEVER:
            value = None if name in said and draw(st.booleans()) else draw(st.sampled_from(values))
            made.pop(name, None)
            if value is not None:
                made[name] = value
    return {name: value for name, value in made.items() if name not in _OF_ONE} if "actors" in made else made


@st.composite
def _moments(draw: DrawFn, spoken: Spoken, lengths: Sequence[Length], before: int, moments: Sequence[int]) -> int:
    """Soon after what came before, in the same instant, or at the end of a length of time, beside it, or far beyond."""
    if not lengths or draw(st.sampled_from((True, False, False))):
        return before + draw(st.integers(0, _SOON)) * HOUR_US // 2
    since = draw(st.sampled_from((*moments[:2], *moments)))  # most lengths run from what came first
    due = spoken.after(since, draw(st.sampled_from(lengths)))
    return draw(st.sampled_from((*(due + by for by in _BESIDE), since + (due - since) // 2, due + (due - since))))


@st.composite
def _asked(draw: DrawFn, spoken: Spoken, lengths: Sequence[Length], moments: Sequence[int]) -> int:
    """After something that happened, or right at the end of a length of time."""
    since = draw(st.sampled_from(moments))
    if draw(st.booleans()) and lengths:
        return spoken.after(since, draw(st.sampled_from(lengths))) + draw(st.sampled_from(_BESIDE))
    return max(moments) + draw(st.sampled_from(_LATER))
