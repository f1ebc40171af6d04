"""Votes: whether the vote that an act needs was held, by enough of those who may vote, and carried (decision 37)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.membership import members
from servicepolicy.judging.readers import Place, reader
from servicepolicy.judging.values import Read, ValueReader, value_reader
from servicepolicy.judging.worlds import may_precede, surely_after
from servicepolicy.kinds.authority.approvals import recorded_by
from servicepolicy.kinds.authority.finding import Asking, Finding
from servicepolicy.kinds.authority.publication import PublicationClause
from servicepolicy.kinds.authority.rule import Authority, Electorate, Votes
from servicepolicy.kinds.authority.vote_count import Ballot, Count, count, left_open
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.selector import Selector
from servicepolicy.language.share import as_share
from servicepolicy.language.truth import Leaf, all_of
from servicepolicy.language.value import Value
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, Effect, FactRef, Reason, Step, WhyNot

__all__ = ["VoteClause"]

CHOICES = ("for", "against", "abstained")
EVERYBODY = "everybody"

_Electorate = Callable[[Scene, int], "frozenset[str] | Missing"]


class VoteClause:
    """What a rule says of the vote that an act needs, compiled."""

    def __init__(self, rule: Authority, votes: Votes, edition: Edition) -> None:
        place = Place.of(edition, rule, "applies")
        self._late_entry = rule.late_entry
        self._cast = Matcher(votes.event, place)
        self._opens = _matcher(votes.opens, place)
        self._closes = _matcher(votes.closes, place)
        self._anew = _matcher(votes.anew, place)
        self._electorate = _electorate(votes.electorate or Electorate(members_of=EVERYBODY), place)
        self._shares = _Shares(votes, edition, rule.subject)
        self._latest = votes.latest_vote_counts
        self.publication: PublicationClause | None = None
        if votes.publish is not None:
            self.publication = PublicationClause(rule, votes.publish, edition)

    def find(self, asking: Asking, base: Finding) -> Finding:
        """Whether the vote licenses the act."""
        opening = self._opening(asking)
        if opening is None:
            return _refused(base, "no_vote")
        facts = (FactRef(opening.number, "vote_opened"),) if self._opens is not None else ()
        base = base.but(facts=base.facts + facts)
        closing: Event | None = None
        if self._closes is not None:
            closing = self._first(self._closes, asking, opening)
            if closing is None:
                return _refused(base, "vote_open")
            base = base.but(facts=(*base.facts, FactRef(closing.number, "vote_closed")))
        electorate = self._electorate(asking.scene, opening.at)
        if isinstance(electorate, Missing):
            reason = "carried" if asking.scene.settle(electorate.leaf("electorate")) else "not_carried"
            return base if reason == "carried" else _refused(base, reason)
        if not electorate:
            return _refused(base, "no_electorate")
        return self._counted(asking, base, electorate, list(self._ballots(asking, opening, closing)))

    # which events

    def _opening(self, asking: Asking) -> Event | None:
        """What opened the vote; where the policy names nothing, the first ballot."""
        return self._first(self._opens or self._cast, asking, None)

    def _first(self, matcher: Matcher, asking: Asking, after: Event | None) -> Event | None:
        events = (event for event in self._events(matcher, asking) if after is None or not surely_after(after, event))
        return next((event for event in events if asking.scene.settle(matcher.truth(asking.scene, event))), None)

    def _events(self, matcher: Matcher, asking: Asking) -> Iterator[Event]:
        """What may match in time for the act, and was written down in time."""
        recorded = recorded_by(self._late_entry, asking.scene, asking.act.at)
        events: Iterable[Event] = matcher.candidates(asking.scene) if matcher.on_organisation else asking.matter
        for event in events:
            if event.number != asking.act.number and may_precede(event, asking.act) and event.recorded_at <= recorded:
                yield event

    def _begins(self, asking: Asking, opening: Event) -> Event:
        """From when on ballots count: the opening, or the last time that all had to vote anew."""
        if self._anew is None:
            return opening
        events = [event for event in self._events(self._anew, asking) if not surely_after(opening, event)]
        settle, scene = asking.scene.settle, asking.scene
        return next((event for event in reversed(events) if settle(self._anew.truth(scene, event))), opening)

    def _ballots(self, asking: Asking, opening: Event, closing: Event | None) -> Iterator[Event]:
        begins = self._begins(asking, opening)
        for event in self._events(self._cast, asking):
            if surely_after(begins, event) or (closing is not None and surely_after(event, closing)):
                continue
            if asking.scene.settle(self._cast.truth(asking.scene, event)):
                yield event

    # what it came to

    def _counted(self, asking: Asking, base: Finding, electorate: frozenset[str], cast: list[Event]) -> Finding:
        shares = self._shares.read(asking)
        if isinstance(shares, Missing):
            return base if asking.scene.settle(shares.leaf("share")) else _refused(base, "not_carried")
        ballots = list(_by_person(cast))
        counts = count(electorate, ballots, latest=self._latest)
        shown = base.but(
            values=base.values + shares.values,
            facts=(*base.facts, *_counting(cast, electorate)),
            why_not=(*base.why_not, *_not_counting(cast, electorate)),
        )
        if len(counts) == 1:
            shown = shown.but(steps=(*shown.steps, *_steps(min(counts), len(electorate))))
        code, told = self._result(asking, ballots, counts, electorate, shares)
        args = {"turnout": told.turnout, "votes_for": told.votes_for, "electorate": len(electorate)}
        if code == "carried":
            return shown.but(reason=Reason.of(code, **args))
        return shown.but(effect=Effect.REFUSE, reason=Reason.of(code, **args))

    def _result(
        self,
        asking: Asking,
        ballots: list[Ballot],
        counts: frozenset[Count],
        electorate: frozenset[str],
        shares: _Read,
    ) -> tuple[str, Count]:
        """How it came out, with a count for which that is so; in a doubt, as this world has it."""
        results = {shares.result(one, len(electorate)): one for one in sorted(counts, reverse=True)}
        carried = results.pop("carried", None)
        if carried is not None:
            open_ = left_open(electorate, ballots, latest=self._latest) if results else ()
            if asking.scene.settle(all_of(Leaf(event, field, "vote") for event, field in open_)):
                return "carried", carried
        code = "no_quorum" if "no_quorum" in results else "not_carried"
        return code, results[code]


def _matcher(selector: Selector | None, place: Place) -> Matcher | None:
    return None if selector is None else Matcher(selector, place)


def _refused(base: Finding, code: str) -> Finding:
    return base.but(effect=Effect.REFUSE, reason=Reason.of(code))


def _electorate(said: Electorate, place: Place) -> _Electorate:
    """Who may vote at an instant, compiled: what the organisation says, else the list."""
    if said.field is not None and said.members_of is not None:
        held = _electorate(Electorate(members_of=said.members_of), place)
        noted = _electorate(Electorate(field=said.field), place)

        def either(scene: Scene, at: int) -> frozenset[str] | Missing:
            found = held(scene, at)
            return noted(scene, at) if isinstance(found, Missing) else found

        return either
    if said.field is not None:
        read = reader(place, said.field)

        def listed(scene: Scene, at: int) -> frozenset[str] | Missing:
            found = read(scene, None, at, None)
            if isinstance(found, Missing):
                return found
            return frozenset(str(person) for person in found) if isinstance(found, tuple) else frozenset((str(found),))

        return listed
    name = said.members_of or EVERYBODY

    def belonging(scene: Scene, at: int) -> frozenset[str] | Missing:
        if name != EVERYBODY:
            found = members(scene, name, at)
        else:
            found = None if scene.organisation is None else scene.organisation.members(None, at)
        return Missing(0, f"organisation.members {name}".removesuffix(f" {EVERYBODY}")) if found is None else found

    return belonging


def _by_person(cast: list[Event]) -> Iterator[Ballot]:
    """The ballots, one for each of those who cast it; one with a choice that is none of the three is not valid."""
    for event in cast:
        choice = event.fields.get("choice")
        if choice is None or choice in CHOICES:
            said = None if choice is None else str(choice)
            voters = [actor.id for actor in event.actors] or [None]
            yield from (Ballot(event.number, voter, said, event.slot, event.seq) for voter in voters)


def _counting(cast: list[Event], electorate: frozenset[str]) -> Iterator[FactRef]:
    for event in cast:
        if not event.actors or any(actor.id is None or actor.id in electorate for actor in event.actors):
            yield FactRef(event.number, "vote")


def _not_counting(cast: list[Event], electorate: frozenset[str]) -> Iterator[WhyNot]:
    for event in cast:
        choice = event.fields.get("choice")
        if choice is not None and choice not in CHOICES:
            yield WhyNot("vote_invalid", event.number)
        elif any(actor.id is not None and actor.id not in electorate for actor in event.actors):
            yield WhyNot("vote_not_entitled", event.number)


def _steps(one: Count, electorate: int) -> tuple[Step, ...]:
    return (
        Step("turnout", value=f"{one.turnout}/{electorate}"),
        Step("votes_for", value=f"{one.votes_for}/{one.turnout}"),
    )


@attrs.frozen(slots=True)
class _Read:
    """The shares that a vote needs, as they are at the act."""

    quorum: Fraction | None  # `None`: everybody
    bound: Fraction
    strictly: bool
    of_all: bool
    values: tuple[Applied, ...]

    def result(self, one: Count, electorate: int) -> str:
        """How a vote with this count comes out."""
        quorate = one.turnout == electorate if self.quorum is None else one.turnout >= self.quorum * electorate
        if not quorate:
            return "no_quorum"
        whole = electorate if self.of_all else one.turnout
        if whole == 0:
            return "not_carried"
        share = Fraction(one.votes_for, whole)
        return "carried" if share > self.bound or (share == self.bound and not self.strictly) else "not_carried"


class _Shares:
    """The shares that a vote needs, compiled."""

    def __init__(self, votes: Votes, edition: Edition, subject: str) -> None:
        self._quorum: ValueReader | None = None
        if not votes.quorum_of_all:
            self._quorum = value_reader(votes.quorum.form, Place.of(edition, votes, "quorum", subject), _share)
        bound: Value = votes.pass_.bound
        self._strictly = votes.pass_.more_than is not None
        field = "more_than" if self._strictly else "share_for"
        self._bound = value_reader(bound.form, Place.of(edition, votes.pass_, field, subject), _share)
        self._name = "votes.pass.more_than" if self._strictly else "votes.pass.share_for"
        self._of_all = votes.pass_.of == "electorate"

    def read(self, asking: Asking) -> _Read | Missing:
        """As they are at the act."""
        bound = self._bound.read(asking.scene, asking.act, asking.act.at)
        values = [(bound, self._name)]
        quorum: Read | None = None
        if self._quorum is not None:
            quorum = self._quorum.read(asking.scene, asking.act, asking.act.at)
            values.append((quorum, "votes.quorum"))
        for read, name in values:
            if read.missing is not None or not isinstance(read.value, _Share):
                return read.missing or Missing(0, name)
        applied = tuple(read.applied(name) for read, name in values)
        least = quorum.value.share if quorum is not None and isinstance(quorum.value, _Share) else None
        most = bound.value.share if isinstance(bound.value, _Share) else Fraction(1)
        return _Read(least, most, self._strictly, self._of_all, applied)


@attrs.frozen(slots=True)
class _Share:
    """A share, and how the policy writes it."""

    share: Fraction
    written: str

    def __str__(self) -> str:
        return self.written


def _share(raw: object) -> _Share:
    return _Share(as_share(raw), str(raw))
