"""Field paths, compiled to readers. A path reads a value at the judged instant, never the final one."""

from __future__ import annotations

from functools import lru_cache

import attrs

from servicepolicy.judging.case_view import Missing, Reader, Scene
from servicepolicy.judging.lasting import lasting
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.names import ACTOR_FIELDS, Ref
from servicepolicy.language.bound.place import Place as Spot
from servicepolicy.language.bound.place import place_of, says_of
from servicepolicy.language.bound.says import ACTOR, EVENT, HEADER
from servicepolicy.language.rule import Part, Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.models.vocabulary._held import held

__all__ = [
    "ACTOR",
    "EVENT",
    "HEADER",
    "Place",
    "reader",
    "reader_of",
    "ref_of",
]

FACT = "fact"


class Place:
    """Where a path stands: what a bare name means there, for which subject and event kinds."""

    __slots__ = ("bare", "edition", "kinds", "spot", "subject", "wanted")

    def __init__(  # where something stands, in which edition, and of which type a value there is
        self,
        edition: Edition,
        subject: str,
        bare: str,
        kinds: tuple[str, ...] = (),
        on: str = "subject",
        wanted: str = "",
    ) -> None:
        self.edition = edition
        self.spot = Spot(subject, bare, kinds, on)
        self.subject = subject
        self.bare = bare
        self.kinds = kinds
        self.wanted = wanted

    @classmethod
    def of(cls, edition: Edition, part: Rule | SLA | Part, field: str, subject: str | None = None) -> Place:
        """Where a field of a rule, or of a part of it, stands: what a bare name means is said on the field itself.

        Args:
            edition: The edition.
            part: The rule or the part.
            field: The field.
            subject: The kind of subject; absent: that of the rule.
        """
        if subject is None and isinstance(part, Rule | SLA):
            subject = part.subject
        found = place_of(part, field, subject or "")
        return cls(edition, found.subject, found.bare, found.kinds, found.on, says_of(type(part), field).type)


def ref_of(place: Place, path: str) -> Ref:
    """What a path means there. One that means nothing, which loading refuses, is read where it stands: as missing."""
    return place.edition.binder.ref(path, place.spot)


def reader(place: Place, path: str) -> Reader:
    """Compile a path: `field`, `subject.field`, `unit.field`, `organisation.field`, `actor.field`, or a computed fact.

    Args:
        place: Where it stands.
        path: As the policy writes it.
    """
    return reader_of(ref_of(place, path))


def reader_of(ref: Ref) -> Reader:
    """Compile what a name means; a value of another type than the policy declares of its own field is unknown."""
    read = _reader(ref)
    return _declared(read, ref) if ref.own else read


def _declared(read: Reader, ref: Ref) -> Reader:
    own, of_event = dict(ref.own), ref.root == EVENT

    def typed(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> object:
        found = read(scene, event, at, actor)
        kind = event.kind if of_event and event is not None else None
        declared = own.get(kind)
        if declared is None or isinstance(found, Missing):
            return found
        try:
            return held(found, declared)
        except ValueError:
            return Missing(event.number if kind is not None and event is not None else 0, ref.name)

    return typed


def _reader(ref: Ref) -> Reader:
    match ref.root:
        case "event" if ref.type is not None and ref.type.lasts:
            return lasting(ref.name, ref.type)
        case "event" if ref.type is not None and ref.type.person:
            return _post_of(ref.name, ref.type)
        case "event":
            return _event(ref.name)
        case "actor":
            return _actor(ref.name)
        case "unit":
            return _unit(ref.name)
        case "organisation":
            return _organisation(ref.name)
        case "fact":
            name = ref.name
            return lambda scene, _event, at, _actor: (
                Missing(0, name, False) if scene.facts.half_read else scene.compute(scene, name, at)
            )
        case _:
            return _header(ref.name)


def _header(name: str) -> Reader:
    def read(scene: Scene, _event: Event | None, at: int, _actor: Actor | None) -> object:
        found = scene.facts.value(name, at)
        if found is not None:
            return found
        return Missing(0, name, name not in scene.facts.not_offered and not scene.facts.half_read)

    return read


def _event(name: str) -> Reader:
    if name == "by":
        return _by
    if name in ("role", "unit", "kind"):
        return _of_actors(name)
    if name in ("at", "recorded_at", "seq", "id"):
        return _frame(name)

    def read(scene: Scene, event: Event | None, _at: int, _actor: Actor | None) -> object:
        if event is None:
            return Missing(0, name)
        found = event.fields.get(name)
        if found is None:
            unread = scene.facts.not_offered  # of an act that is not done yet, nothing is (`7.*`)
            if not unread:
                return _unsaid(event.number, name)
            return Missing(
                event.number, name, f"{event.kind}.{name}" not in unread and f"{event.number}.*" not in unread
            )
        return found

    return read


@lru_cache(maxsize=4096)
def _unsaid(event: int, name: str) -> Missing:
    """What an event does not say; every rule that asks for it finds the same."""
    return Missing(event, name)


def _post_of(name: str, declared: FieldType) -> Reader:
    """The role or unit of whom an event names: by the organisation's posts if they cover them, else as stated.

    Whose posts have ended, or are to begin, has none of their roles; an event that states one of them contradicts it.
    """
    stated, place = _event(name), 0 if declared.role_of else 1

    def read(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> object:
        person = None if event is None else event.fields.get(declared.person)
        if event is not None and isinstance(person, str) and scene.organisation is not None:
            posts = scene.organisation.posts(person, event.at)
            if posts is not None:
                held = tuple(dict.fromkeys(post[place] for post in posts))
                return held[0] if len(held) == 1 else held
            never = scene.organisation.not_held(person, event.at) if declared.role_of else ()
            if never:
                told = stated(scene, event, at, actor)
                if isinstance(told, Missing):
                    return attrs.evolve(told, never=never)
                return Missing(event.number, name) if told in never else told
        return stated(scene, event, at, actor)

    return read


def _frame(name: str) -> Reader:
    """When and which it was."""

    def read(_scene: Scene, event: Event | None, _at: int, _actor: Actor | None) -> object:
        found = None if event is None else getattr(event, name)
        return Missing(event.number if event is not None else 0, name) if found is None else found

    return read


def _of_actors(name: str) -> Reader:
    """What is known of who acted: of one alone, or of all of them."""
    one = _actor(name)

    def read(scene: Scene, event: Event | None, at: int, _actor: Actor | None) -> object:
        if event is None or len(event.actors) < 2:
            return one(scene, event, at, None)
        found = [one(scene, event, at, actor) for actor in event.actors]
        missing = next((value for value in found if isinstance(value, Missing)), None)
        return tuple(found) if missing is None else missing

    return read


def _by(scene: Scene, event: Event | None, _at: int, _actor: Actor | None) -> object:
    """Who acted: one id, or all of them."""
    if event is None or not event.actors or event.actors[0].id is None:
        number, kind = (event.number, event.kind) if event is not None else (0, "")
        return Missing(number, "by", f"{kind}.by" not in scene.facts.not_offered)
    ids = tuple(actor.id for actor in event.actors if actor.id is not None)
    return ids[0] if len(ids) == 1 else ids


def _actor(name: str) -> Reader:
    def read(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> object:
        number = event.number if event is not None else 0
        if actor is None:
            if event is None or not event.actors:
                return Missing(number, "by")
            actor = event.actors[0]
        if name == "role":
            roles = scene.roles(actor, at)
            if not roles:
                return Missing(number, scene.untold(actor, "role"))
            return roles[0] if len(roles) == 1 else roles
        if name == "unit":
            units = scene.units(actor, at)
            if not units:
                return Missing(number, scene.untold(actor, "unit"))
            return units[0] if len(units) == 1 else units
        if name == "kind":
            kind = scene.kind(actor, at)
            return Missing(number, name) if kind is None else kind
        found = getattr(actor, name, None) if name in ACTOR_FIELDS else None
        return Missing(number, name if name != "id" else "by") if found is None else found

    return read


def _organisation(name: str) -> Reader:
    def read(scene: Scene, _event: Event | None, at: int, _actor: Actor | None) -> object:
        organisation = scene.context.organisation if scene.context is not None else None
        found = organisation.facts().value(name, at) if organisation is not None else None
        return Missing(0, f"organisation.{name}") if found is None else found

    return read


def _unit(name: str) -> Reader:
    def read(scene: Scene, _event: Event | None, at: int, _actor: Actor | None) -> object:
        unit = scene.unit_of(at)
        if unit is None or name == "id":
            return Missing(0, "unit") if unit is None else unit
        found: object = None
        if scene.organisation is not None:
            found = scene.organisation.head(unit, at) if name == "head" else None
            found = found or getattr(scene.organisation.unit(unit), name, None)
        return Missing(0, f"unit.{name}") if found is None else found

    return read
