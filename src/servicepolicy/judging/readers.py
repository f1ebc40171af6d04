"""Field paths, compiled to readers. A path reads a value at the judged instant, never the final one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servicepolicy.judging.case_view import Missing, Reader, Scene
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.bound.says import ACTOR, EVENT, HEADER
from servicepolicy.language.rule import Part, Rule
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.service_level import SLA
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields

if TYPE_CHECKING:
    from servicepolicy.language.computed_fact import ComputedFact

__all__ = ["ACTOR", "EVENT", "HEADER", "Place", "fact_type", "field_type", "holds_instants", "is_personal", "reader"]

ACTOR_FIELDS = ("id", "role", "unit", "kind")
_OF_ANY_EVENT = ("at", "by", "role", "unit", "kind")  # also of those of a host's own, whose other fields are free


class Place:
    """Where a path stands: what a bare name means there, for which subject and event kinds."""

    __slots__ = ("bare", "edition", "kinds", "on", "subject")

    def __init__(  # where something stands, in which edition
        self, edition: Edition, subject: str, bare: str, kinds: tuple[str, ...] = (), on: str = "subject"
    ) -> None:
        self.edition = edition
        self.subject = subject
        self.bare = bare
        self.kinds = kinds
        self.on = on

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
        return cls(edition, found.subject, found.bare, found.kinds, found.on)


def field_type(place: Place, path: str) -> FieldType | None:
    """The declared type of what a path reads, `None` where none is declared."""
    root, _, rest = path.partition(".")
    if root == "subject" and rest:
        return header_fields(place.subject).get(rest)
    if place.bare == HEADER:
        return header_fields(place.subject).get(path)
    if place.bare == EVENT:
        known = event_kinds(place.subject)
        for kind in place.kinds:
            if kind in known and (found := event_fields(place.subject, kind).get(path)) is not None:
                return found
    return None


def fact_type(place: Place, path: str) -> FieldType | None:
    """The type of the computed fact that a path names, `None` where it names none."""
    fact = place.edition.facts.get(path) if field_type(place, path) is None else None
    return None if fact is None else FieldType(fact.kind)


def holds_instants(place: Place, path: str) -> bool:
    """Whether what a path reads is declared to be an instant, and so is a number inside."""
    root, _, rest = path.partition(".")
    if root == "organisation" and rest:
        declared = header_fields("organisation").get(rest)
    else:
        declared = field_type(place, path) or fact_type(place, path)
    return declared is not None and declared.kind == "instant"


def is_personal(place: Place, path: str) -> bool:
    """Whether what a path reads is never to be shown: a personal field, or one of a host's own."""
    root, _, rest = path.partition(".")
    if root in ("subject", "unit", "organisation") and rest:
        declared = header_fields(place.subject if root == "subject" else "organisation").get(rest)
        return rest.startswith("x.") or (declared is not None and declared.personal)
    declared = field_type(place, path)
    if declared is None and (fact := place.edition.facts.get(path)) is not None:
        return _tells_personal(fact)
    return path.startswith("x.") or (declared is not None and declared.personal)


def _tells_personal(fact: ComputedFact) -> bool:
    """Whether a computed fact is made of values that are never to be shown."""
    if fact.of is None or fact.form == "authority":
        return False
    subject = "organisation" if fact.on == "organisation" else fact.subject
    known = event_kinds(subject)
    name, kinds = fact.of, fact.selector().kinds()
    if name.startswith("x.") or (name not in _OF_ANY_EVENT and any(kind.startswith("x.") for kind in kinds)):
        return True
    fields = (event_fields(subject, kind).get(name) for kind in known if kind in kinds or ANY_EVENT in kinds)
    return any(field is not None and field.personal for field in fields)


def reader(place: Place, path: str) -> Reader:
    """Compile a path.

    Args:
        place: Where it stands.
        path: `field`, `subject.field`, `unit.field`, `organisation.field`, `actor.field`, or a computed fact's name.
    """
    root, _, rest = path.partition(".")
    if rest:
        match root:
            case "subject":
                return _header(rest)
            case "actor":
                return _actor(rest)
            case "unit" | "organisation":
                return _context(root, rest)
            case _:
                pass
    if place.bare == ACTOR:
        return _actor(path)
    if path in place.edition.facts and field_type(place, path) is None:
        return lambda scene, _event, at, _actor: scene.compute(scene, path, at)
    return _event(path) if place.bare == EVENT else _header(path)


def _header(name: str) -> Reader:
    def read(scene: Scene, _event: Event | None, at: int, _actor: Actor | None) -> object:
        found = scene.facts.value(name, at)
        return Missing(0, name, name not in scene.facts.not_offered) if found is None else found

    return read


def _event(name: str) -> Reader:
    if name == "by":
        return _by

    def read(scene: Scene, event: Event | None, _at: int, _actor: Actor | None) -> object:
        if event is None:
            return Missing(0, name)
        found = event.fields.get(name)
        if found is None:
            unread = scene.facts.not_offered  # of an act that is not done yet, nothing is (`7.*`)
            return Missing(
                event.number, name, f"{event.kind}.{name}" not in unread and f"{event.number}.*" not in unread
            )
        return found

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


def _context(root: str, name: str) -> Reader:
    if root == "unit":
        return _unit(name)

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
