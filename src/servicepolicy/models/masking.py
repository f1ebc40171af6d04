"""Pseudonyms for people: facts are judged under them, so that no name reaches anything that is told.

Keys of people are compared and never read, so who goes by a pseudonym everywhere is judged as before. Two people never
share one; a key that the policy itself names stays, as it would be judged otherwise.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.organisation_queries import Post
from servicepolicy.models.timeline import Dated, SubjectFacts
from servicepolicy.models.vocabulary.names import common_fields, event_fields, event_kinds, header_fields, subjects

if TYPE_CHECKING:
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord

__all__ = ["Mask"]

DIGITS: Final = 12  # of a pseudonym, hexadecimal: among 10,000 people two would share one once in six million salts
_PEOPLE: Final = ("agent", "candidate")  # subjects that are people themselves
_HOST: Final = "x."
_RECORDS: Final = ("person", "from_person", "to_person", "approver", "agent")  # of posts, delegations, waivers, ledger


class Named(Protocol):
    """A policy, as far as a mask asks it."""

    @property
    def rules(self) -> Sequence[Any]:
        """Its rules, each about a kind of subject."""
        ...

    def plain(self) -> Mapping[str, Any]:
        """All that it says."""
        ...


def _several(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


@attrs.frozen
class Mask:
    """What gives people pseudonyms: the same key has the same one under the same salt, whatever the log.

    A pseudonym is made by HMAC-SHA-256. Without a salt whoever knows the keys can work out who is who; with one, only
    those who know the salt, too.

    Args:
        salt: Known to those who may work out who is who.
        fields: Names of further fields that name people, such as `x.supervisor`.
        keep: Keys that stay as they are.
        about: Ids of the rules whose subjects are people.

    Example:
        >>> Mask("2026").key("e17") == Mask("2026").key("e17") != Mask("2027").key("e17")
        True
    """

    salt: str = attrs.field(default="", repr=False)
    fields: frozenset[str] = attrs.field(default=frozenset(), converter=_several)
    keep: frozenset[str] = attrs.field(default=frozenset(), converter=_several, repr=False)
    about: frozenset[str] = attrs.field(default=frozenset(), converter=_several)
    _known: dict[str, str] = attrs.field(factory=dict[str, str], init=False, repr=False, eq=False)
    _given: dict[str, str] = attrs.field(factory=dict[str, str], init=False, repr=False, eq=False)

    def under(self, *policies: Named) -> Mask:
        """The mask for facts that policies judge: a key that one of them names stays, for it decides something there.

        Raises:
            UsageError: A policy asks how the key of a person is written.
        """
        said = [policy.plain() for policy in policies]
        for name in (name for plain in said for name in _patterns(plain) if name in _every() | self.fields):
            raise UsageError(f"a rule asks how `{name}` is written, which pseudonyms are not: it cannot be masked")
        words = {word for plain in said for word in _words(plain)}
        about = {rule.id for policy in policies for rule in policy.rules if rule.subject in _PEOPLE}
        return attrs.evolve(self, keep=self.keep | words, about=self.about | about)

    def key(self, key: str) -> str:
        """The pseudonym of a key.

        Raises:
            UsageError: Two keys would share one.
        """
        if key in self.keep:
            return key
        known = self._given.get(key)
        if known is not None:
            return known
        made = hmac.new(self.salt.encode(), key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        found = f"p-{made[:DIGITS]}"
        if self._known.setdefault(found, key) != key:
            raise UsageError("two people would have one pseudonym: take another salt")
        self._given[key] = found
        return found

    def facts(self, subject: SubjectRecord | SubjectFacts) -> SubjectFacts:
        """A subject as evaluators read it, its people under their pseudonyms."""
        facts = subject if isinstance(subject, SubjectFacts) else subject.facts()
        people = self._fields(facts.subject)
        known = {actor.id for event in facts.timeline.events for actor in event.actors if actor.id is not None}
        header = {name: self._value(name, value, people, known) for name, value in facts.header.items()}
        id = self.key(facts.id) if facts.subject in _PEOPLE else facts.id
        timeline = facts.timeline.each(lambda event: self._event(facts.subject, event, known))
        return attrs.evolve(facts, id=id, header=header, timeline=timeline)

    def context(self, context: Context) -> Context:
        """A context whose people go by their pseudonyms."""
        from servicepolicy.models.context import Context

        plain = context.model_dump(mode="json", by_alias=True, exclude_none=True)
        organisation = cast("dict[str, Any]", plain.get("organisation", {}))
        people, everybody = self._fields("organisation"), frozenset(_people_of(organisation))
        for name in ("posts", "delegations"):
            organisation.update(
                {name: [self._record(one) for one in organisation[name]]} if name in organisation else {}
            )
        for team in organisation.get("teams", ()):
            team["members"] = [self.key(key) for key in team["members"]]
        for name in [name for name in organisation if name in people or name in self.fields]:
            organisation[name] = self._written(organisation[name])
        for event in organisation.get("events", ()):
            self._event_written(event)
        plain["ledger"] = [self._record(one) for one in plain["ledger"]] if "ledger" in plain else None
        if "waivers" in plain:
            plain["waivers"] = [self._waiver(one, everybody) for one in plain["waivers"]]
        return Context.model_validate({name: value for name, value in plain.items() if value is not None})

    def text(self, field: str, text: str) -> str:
        """What a column holds from which a field is read, as it may be told."""
        return self.key(text) if field in self.fields or field in _every() else text

    # parts of facts

    def _fields(self, subject: str) -> frozenset[str]:
        return _header(subject) | self.fields

    def _value(self, name: str, value: object, people: frozenset[str], known: set[str]) -> object:
        if name in people:
            return self._masked(value)
        return self._masked(value, known) if name.startswith(_HOST) and known else value

    def _masked(self, value: object, among: set[str] | None = None) -> object:
        """A value whose keys are masked: all of them, or those that are among some."""
        match value:
            case str():
                return self.key(value) if among is None or value in among else value
            case Dated():
                return attrs.evolve(value, value=self._masked(value.value, among))
            case Post():
                return attrs.evolve(value, person=self.key(value.person))
            case tuple():
                return tuple(self._masked(one, among) for one in cast("tuple[object, ...]", value))
            case _:
                return value

    def _event(self, subject: str, event: Event, known: set[str]) -> Event:
        people = _of_event(subject, event.kind) | self.fields
        actors = tuple(self._actor(actor) for actor in event.actors)
        fields = {name: self._value(name, value, people, known) for name, value in event.fields.items()}
        return attrs.evolve(event, actors=actors, fields=fields)

    def _actor(self, actor: Actor) -> Actor:
        return actor if actor.id is None else attrs.evolve(actor, id=self.key(actor.id))

    # parts of a context, as plain data

    def _record(self, record: dict[str, Any]) -> dict[str, Any]:
        return {name: self.key(value) if name in _RECORDS else value for name, value in record.items()}

    def _written(self, value: Any) -> Any:
        match value:
            case str():
                return self.key(value)
            case list():
                return [self._written(one) for one in value]
            case dict():
                entry = cast("dict[str, Any]", value)
                return {name: self._written(one) if name == "value" else one for name, one in entry.items()}
            case _:
                return value

    def _event_written(self, event: dict[str, Any]) -> None:
        for name in _of_event("organisation", event["event"]) | self.fields:
            if name in event:
                event[name] = self._written(event[name])
        for actor in event.get("actors", ()):
            if "id" in actor:
                actor["id"] = self.key(actor["id"])

    def _waiver(self, waiver: dict[str, Any], everybody: frozenset[str]) -> dict[str, Any]:
        said = self._record(waiver)
        if "subject" in said and self.about.intersection((*said.get("rules", ()), said.get("rule", ""))):
            said["subject"] = self.key(said["subject"])
        if "occurrence" in said:
            parts = said["occurrence"].split("/")
            said["occurrence"] = "/".join(self.key(part) if part in everybody else part for part in parts)
        if "where" in said:
            said["where"] = {name: [self.text(name, one) for one in some] for name, some in said["where"].items()}
        return said


def _words(said: object) -> Iterator[str]:
    """Every text in a document that may stand for a value."""
    match said:
        case str():
            yield said
        case Mapping():
            for name, value in cast("Mapping[object, object]", said).items():
                yield str(name)
                yield from _words(value)
        case list() | tuple():
            for one in cast("Sequence[object]", said):
                yield from _words(one)
        case _:
            return


def _patterns(said: object) -> Iterator[str]:
    """Fields that are tested by how they are written."""
    match said:
        case Mapping():
            for name, value in cast("Mapping[object, object]", said).items():
                if isinstance(value, Mapping) and "matches" in value:
                    yield str(name).rpartition(".")[2]
                yield from _patterns(value)
        case list() | tuple():
            for one in cast("Sequence[object]", said):
                yield from _patterns(one)
        case _:
            return


def _people_of(organisation: Mapping[str, Any]) -> Iterator[str]:
    """The people of an organisation, by its posts, teams and lists."""
    yield from (post["person"] for post in organisation.get("posts", ()))
    yield from (key for team in organisation.get("teams", ()) for key in team["members"])
    yield from _words(organisation.get("members"))


def _marked(fields: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, field in fields.items() if field.people)


@cache
def _header(subject: str) -> frozenset[str]:
    return _marked(header_fields(subject)) | ({"posts"} if subject == "organisation" else frozenset())


@cache
def _of_event(subject: str, kind: str) -> frozenset[str]:
    known = kind in event_kinds(subject)
    return _marked(event_fields(subject, kind) if known else common_fields())


@cache
def _every() -> frozenset[str]:
    """Fields that name people anywhere, by name alone."""
    of_events = (_of_event(subject, kind) for subject in subjects() for kind in event_kinds(subject))
    return frozenset().union(*map(_header, subjects()), *of_events) - {"posts"}
