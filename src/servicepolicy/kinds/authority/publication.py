"""The result of a vote must be made known: by when, and whether it was."""

from __future__ import annotations

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import Place
from servicepolicy.judging.term import TermReader
from servicepolicy.judging.worlds import surely_after
from servicepolicy.kinds.authority.finding import Finding, Outcome, completed, unsettled
from servicepolicy.kinds.authority.rule import Authority, Publication
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import FactRef, Reason, Status

__all__ = ["PublicationClause"]


class PublicationClause:
    """What a rule says of making a result known, compiled."""

    def __init__(self, rule: Authority, publication: Publication, edition: Edition) -> None:
        self.event = Matcher(publication.event, Place.of(edition, rule, "applies"))
        self._due = TermReader(
            publication.within.form,
            "votes.publish.within",
            publication.clock,
            edition.convention(publication.counting),
            Place.of(edition, publication, "within", rule.subject),
        )

    def judge(self, scene: Scene, act: Event, found: Finding, matter: tuple[Event, ...]) -> Outcome:
        """Whether the result of a vote that was carried was made known in time."""
        term = self._due.term(scene, act)
        ballots = frozenset(fact.event for fact in found.facts if fact.role == "vote")
        done = self._done(scene, act, matter, [event for event in matter if event.number in ballots])
        if done is None:
            match term.in_time(scene.as_of):
                case True:
                    return Outcome(Status.PENDING, Reason.of("not_yet_published"), found, ("vote",), term)
                case False:
                    return Outcome(Status.BREACHED, Reason.of("not_published"), found, ("open", "vote"), term)
                case None:
                    return unsettled(term, found, ("vote",))
        shown = found.but(facts=(*found.facts, FactRef(done.number, "published")))
        return completed(term, done, shown, ("published_in_time", "published_late"), ("vote",))

    def _done(self, scene: Scene, act: Event, matter: tuple[Event, ...], cast: list[Event]) -> Event | None:
        """The event by which all that the policy names had happened since the act, or since the last ballot."""
        seen: set[int] = set()
        parts = range(len(self.event.parts))
        for event in self.event.candidates(scene) if self.event.on_organisation else matter:
            counted = bool(cast) and not any(surely_after(ballot, event) for ballot in cast)
            if event.number == act.number or (surely_after(act, event) and not counted):
                continue
            seen.update(part for part in parts if scene.settle(self.event.part(part, scene, event)))
            if len(seen) == len(parts):
                return event
        return None
