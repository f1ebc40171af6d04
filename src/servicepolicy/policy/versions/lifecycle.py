"""A policy's own life: draft, voted, published, in force, superseded; bound to the digest of its text.

The rules that decide it are rules like any other: who votes, with which quorum and which majority, is a vote on a
meeting, and stands in a policy. What is added here binds them to one text: ballots, adoptions and publications of any
other text do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.label import Label
from servicepolicy.language.rule import Rule
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.life import Life, State
from servicepolicy.results.verdict import FactRef, Reason, Status, Verdict

if TYPE_CHECKING:
    from servicepolicy.engine.engine import Engine
    from servicepolicy.models.context import Context
    from servicepolicy.policy.text import Text

__all__ = ["life_of"]


_OF_A_TEXT: Final = frozenset(
    {"drafted", "proposed", "amended", "vote_opened", "voted", "vote_closed", "adopted", "rejected"}
    | {"proposal_withdrawn", "result_published", "published", "superseded"}
)
_ADOPTED: Final = "adopted"
_MOST_DOUBTS: Final = 6  # beyond that, trying every way would take too long
_SETS_TEXT: Final = ("drafted", "proposed", "amended")
# What a vote says that was carried, whatever became of making its result known.
_CARRIED: Final = frozenset({"carried", "published_in_time", "not_yet_published", "not_published", "published_late"})


def life_of(
    policy: Text, facts: SubjectFacts, *, at: int, charter: Text, engine: Engine, context: Context | None
) -> Life:
    """Where a policy stood in its life at a moment.

    Args:
        policy: Whose life it is.
        facts: The meeting that drafted it, voted on it and published it.
        at: The moment, UTC microseconds.
        charter: The policy whose rules say how one is adopted.
        engine: The engine of the charter.
        context: The organisation, for who may vote.

    Raises:
        UsageError: The subject is no meeting, or the charter has no vote on an adoption.
    """
    if facts.subject != "meeting":
        raise UsageError(f"a policy is adopted by a meeting, not by a subject of kind `{facts.subject}`")
    if not any(_is_vote(rule) for rule in charter.rules):
        raise UsageError(f"`{charter.id}` has no vote on the act `adopted`: `under` names the policy that has one")
    known = facts.known(at, None)
    text = _Text(policy.digest, known)
    if len(text.doubtful) > _MOST_DOUBTS:
        return _unknown(policy, text)
    rules = {rule.id: rule for rule in charter.rules}
    lives: list[Life] = []
    for inside in product((True, False), repeat=len(text.doubtful)):
        without = text.others | {number for number, is_in in zip(text.doubtful, inside, strict=True) if not is_in}
        own = attrs.evolve(known, timeline=known.timeline.without(without))
        report = engine.evaluate(own, as_of=at, context=context)
        verdicts = tuple(one for one in report.verdicts if one.facts and rules[one.rule].binds(_ADOPTED))
        lives.append(_Reading(policy, own, at, text, rules, verdicts).life())
    same = {(life.state, life.since_us) for life in lives}
    return lives[0] if len(same) == 1 else _unknown(policy, text)


def _unknown(policy: Text, text: _Text) -> Life:
    return Life(
        policy=policy.id,
        digest=policy.digest,
        state="unknown",
        reason=Reason.of("hangs_on_missing"),
        doubts=tuple(f"{number}.digest" for number in text.doubtful),
        label=_label(policy),
    )


def _label(policy: Text) -> Label:
    return Label(policy.timezone, policy.title.zh, policy.title.en)


def _is_vote(rule: Rule) -> bool:
    return rule.subject == "meeting" and _ADOPTED in rule.carried_by_vote()


class _Text:
    """Which events are about one text, and which about others.

    An event that states no digest is about the text that stood when it happened: the one last drafted, proposed or
    amended. One that nothing tells, or that stands beside a change in no recorded order, may be about either.

    Attributes:
        others: Numbers of the events about other texts.
        doubtful: Numbers of those that may be about either.
        other_adopted: Whether another text was adopted.
    """

    def __init__(self, digest: str, facts: SubjectFacts) -> None:
        self.others: set[int] = set()
        self.doubtful: list[int] = []
        self.other_adopted = False
        stated = facts.header.get("digest")
        standing: dict[str, object] = {}
        own: set[str] = set()
        events = [event for event in facts.timeline.events if event.kind in _OF_A_TEXT]
        for event in events:
            proposal = str(event.fields.get("proposal", ""))
            said = event.fields.get("digest")
            if event.kind in _SETS_TEXT and said is not None:
                standing[proposal] = said
            about = said if said is not None else standing.get(proposal, stated)
            if said is None and (about is None or _beside_a_change(event, events)):
                self.doubtful.append(event.number)
            elif about != digest:
                self.others.add(event.number)
                self.other_adopted = self.other_adopted or event.kind == "adopted"
            else:
                own.add(proposal)
        # Whoever proposed or amended an earlier text of the same proposal has proposed this one, too.
        self.others -= {e.number for e in events if e.kind in _SETS_TEXT and str(e.fields.get("proposal", "")) in own}


def _beside_a_change(event: Event, events: list[Event]) -> bool:
    changes = (other for other in events if other.kind == "amended" and other.number != event.number)
    return event.tie and any(event.ties(other) for other in changes)


class _Reading:
    """The life of one text, read step by step; each step needs the one before."""

    def __init__(  # a policy, its meeting, a moment, and what the rules say
        self,
        policy: Text,
        facts: SubjectFacts,
        at: int,
        text: _Text,
        rules: dict[str, Rule],
        verdicts: tuple[Verdict, ...],
    ) -> None:
        self.policy, self.facts, self.at = policy, facts, at
        self.text, self.rules, self.verdicts = text, rules, verdicts

    def life(self) -> Life:
        """Where it stands."""
        adopted: Event | None = None
        why, doubts = Reason.of("not_adopted"), tuple[str, ...]()
        for event in self._events("adopted"):
            why, doubts = self._judged(event)
            if why.code == "adopted":
                adopted = event
                break
        if adopted is None:
            return self._without_adoption(why, doubts)
        published = next((one for one in self._events("published") if one.at >= adopted.at), None)
        if published is None:
            early = any(self._events("published"))
            return self._say("voted", "published_before_adoption" if early else "adopted", adopted)
        superseded = next((one for one in self._events("superseded") if one.at >= published.at), None)
        if superseded is not None:
            return self._say("superseded", "superseded", adopted, published, superseded)
        return self._published(adopted, published)

    def _published(self, adopted: Event, published: Event) -> Life:
        """In force from the latest of its dates on, until the last of them."""
        editions = self.policy.editions
        stated = published.fields.get("in_force_from")
        begins = [published.at, *([stated] if isinstance(stated, int) else [])]
        begins += [editions[0].since] if editions[0].since is not None else []
        since, until = max(begins), editions[-1].until
        if until is not None and until <= self.at:
            return self._say("published", "no_longer_in_force", adopted, published)
        if self.at < since:
            return attrs.evolve(self._say("published", "not_yet_in_force", adopted, published), next_us=since)
        return attrs.evolve(self._say("in_force", "in_force", adopted, published), since_us=since, next_us=until)

    def _without_adoption(self, why: Reason, doubts: tuple[str, ...]) -> Life:
        if why.code == "not_adopted" and self.text.other_adopted:
            why = Reason.of("adopted_other_text")
        if doubts:
            return attrs.evolve(self._say("unknown", "hangs_on_missing"), doubts=tuple(sorted(set(doubts))))
        return attrs.evolve(self._say("draft", why.code), reason=why)

    def _events(self, kind: str) -> Iterator[Event]:
        return iter(self.facts.timeline.by_kind.get(kind, ()))

    def _judged(self, adopted: Event) -> tuple[Reason, tuple[str, ...]]:
        """Whether an adoption counts: every power allows it, nobody had a part that must be kept apart, not alone."""
        here = [one for one in self.verdicts if any(fact.event == adopted.number for fact in one.facts)]
        standing = [one for one in here if one.status is not Status.NOT_APPLICABLE]
        powers = [one for one in standing if self.rules[one.rule].actions()]
        if not any(_is_vote(self.rules[one.rule]) for one in powers):
            return Reason.of("not_judged"), tuple(name for one in here for name in one.doubts)
        refused = next((one for one in standing if one.status is Status.BREACHED and not self._carried(one)), None)
        if refused is not None:
            return Reason.of("adoption_refused", rule=refused.rule), ()
        if any(one.status is Status.UNKNOWN for one in standing):
            return Reason.of("not_judged"), tuple(n for one in standing for n in one.doubts) or ("event adopted",)
        return self._not_alone(adopted)

    def _carried(self, verdict: Verdict) -> bool:
        return _is_vote(self.rules[verdict.rule]) and verdict.reason.code in _CARRIED

    def _not_alone(self, adopted: Event) -> tuple[Reason, tuple[str, ...]]:
        """Somebody was for it who had not proposed it."""
        first = [*self._events("proposed")] or [*self._events("drafted")]
        proposing = [*first, *self._events("amended")] if first else []
        proposers = {actor.id for event in proposing for actor in event.actors}
        nameless = [event.number for event in proposing if _nameless(event)]
        if not proposing or nameless:
            return Reason.of("not_judged"), tuple(f"{number}.by" for number in nameless) or ("event proposed",)
        ballots: dict[str, Event] = {}
        for event in self._events("voted"):
            if event.at <= adopted.at:
                ballots.update({actor.id: event for actor in event.actors if actor.id is not None})
        for_it = {person for person, ballot in ballots.items() if ballot.fields.get("choice") == "for"}
        if for_it - proposers:
            return Reason.of("adopted"), ()
        return Reason.of("adopted_alone"), ()

    def _say(self, state: State, code: str, *events: Event) -> Life:
        roles = ("act", "published", "end")
        return Life(
            policy=self.policy.id,
            digest=self.policy.digest,
            state=state,
            reason=Reason.of(code),
            since_us=events[-1].at if events else None,
            facts=tuple(FactRef(event.number, role) for event, role in zip(events, roles, strict=False)),
            verdicts=self.verdicts,
            label=_label(self.policy),
        )


def _nameless(event: Event) -> bool:
    return not event.actors or any(actor.id is None for actor in event.actors)
