"""What a name means: one resolution, for the loader that tells what is wrong and for the engine that reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

import attrs

from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import ACTOR, EVENT, HEADER
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.selector import ACTOR_KINDS, ANY_EVENT
from servicepolicy.models.vocabulary import FieldType, with_article

__all__ = ["ACTOR_FIELDS", "FACT", "HOST", "UNIT_FIELDS", "Ref", "Unresolved", "Vocabulary", "resolve"]

HOST: Final = "x."
FACT: Final = "fact"
_ORGANISATION: Final = "organisation"
_TEXT: Final = FieldType("text")

ACTOR_FIELDS: Final[Mapping[str, FieldType | None]] = {
    "id": _TEXT, "role": _TEXT, "unit": _TEXT, "kind": FieldType("code", ACTOR_KINDS), "member_of": None,
}  # fmt: skip
"""What can be asked of an actor."""

UNIT_FIELDS: Final[Mapping[str, FieldType | None]] = dict.fromkeys(("id", "title", "parent", "head", "calendar"), _TEXT)
"""What can be asked of the unit of a subject."""

_ONE: Final = {"actor": "an actor", "unit": "a unit"}
_OF_ANY_EVENT: Final = frozenset({"at", "by", "role", "unit", "kind"})  # also of those of a host's own
_NOT_READ: Final = frozenset({"actors", "voids"})  # asked in `who`; no event that is left says the other


def _open(_subject: str) -> bool:
    return False


@attrs.frozen(slots=True)
class Ref:
    """What a name means.

    Args:
        root: `header`, `event`, `actor`, `unit`, `organisation`, or `fact` for a computed one.
        name: The field, or the fact.
        path: As the policy writes it.
        type: Of which type it is declared to be; `None`: a host's own, of any.
        personal: Its values are never to be shown.
        running: It is a length of time whose end may still be to come.
        own: Of which type the policy itself declares it, for the header (`None`) or by the kind of event.
    """

    root: str
    name: str
    path: str
    type: FieldType | None
    personal: bool = False
    running: bool = False
    own: tuple[tuple[str | None, FieldType], ...] = ()

    @property
    def kind(self) -> str | None:
        """The word for its type."""
        return None if self.type is None else self.type.kind


@attrs.frozen(slots=True)
class Unresolved:
    """Why a name means nothing where it stands, and what to do about it."""

    message: str
    help: str


@attrs.frozen(slots=True, eq=False)
class Vocabulary:
    """The names that there are.

    Args:
        event_kinds: Kinds of events of a subject.
        event_fields: Fields of a kind of event of a subject.
        header_fields: Header fields of a subject.
        facts: The computed facts that could be read.
        declared: The names of all computed facts.
        is_closed: Whether the policy declares its own names of a subject, so that others under `x.` are none.
    """

    event_kinds: Callable[[str], tuple[str, ...]]
    event_fields: Callable[[str, str], Mapping[str, FieldType]]
    header_fields: Callable[[str], Mapping[str, FieldType]]
    facts: Mapping[str, ComputedFact]
    declared: Collection[str]
    is_closed: Callable[[str], bool] = _open

    def fields_at(self, place: Place) -> Iterator[Mapping[str, FieldType]]:
        """The fields of each kind of event that may be at hand."""
        subject = _ORGANISATION if place.on == _ORGANISATION else place.subject
        known = self.event_kinds(subject)
        kinds = known if ANY_EVENT in place.kinds else place.kinds
        yield from (self.event_fields(subject, kind) for kind in kinds if kind in known)


def resolve(path: str, place: Place, words: Vocabulary) -> Ref | Unresolved:
    """What a name means at a place.

    Args:
        path: `field`, `subject.field`, `actor.field`, `unit.field`, `organisation.field`, or a computed fact's name.
        place: Where it stands.
        words: The names that there are.
    """
    root, _, rest = path.partition(".")
    if rest:
        match root:
            case "subject":
                return _header(rest, path, place.subject, words)
            case "organisation":
                return _header(rest, path, _ORGANISATION, words)
            case "actor":
                return _of_table("actor", rest, path, ACTOR_FIELDS, words)
            case "unit":
                return _of_table("unit", rest, path, UNIT_FIELDS, words)
            case _:
                pass
    match place.bare:
        case "actor":
            return _of_table(ACTOR, path, path, ACTOR_FIELDS, words)
        case "event":
            return _of_event(path, place, words)
        case _:
            return _bare_header(path, place, words)


def _header(name: str, path: str, subject: str, words: Vocabulary) -> Ref | Unresolved:
    known = words.header_fields(subject)
    root = HEADER if path.startswith("subject.") else _ORGANISATION
    if name in known:
        return Ref(root, name, path, known[name], known[name].personal)
    if name.startswith(HOST):
        return _of_a_host(root, name, path, subject, known, words)
    return _is_a_fact(name, path, words) or _missing(name, known, f"not a field of {with_article(subject)}")


def _of_table(
    root: str, name: str, path: str, known: Mapping[str, FieldType | None], words: Vocabulary
) -> Ref | Unresolved:
    if name in known:
        return Ref(root, name, path, known[name])
    found = _is_a_fact(name, path, words) if name != path else None
    return found or _missing(name, known, f"not a field of {_ONE[root]}", own=False)


def _bare_header(path: str, place: Place, words: Vocabulary) -> Ref | Unresolved:
    known = words.header_fields(place.subject)
    if path in known:
        return Ref(HEADER, path, path, known[path], known[path].personal)
    if path.startswith(HOST):
        return _of_a_host(HEADER, path, path, place.subject, known, words)
    if path in words.declared:
        return _fact(path, words)
    return _missing(
        path, (*known, *words.declared), f"neither a field of {with_article(place.subject)} nor a computed fact"
    )


def _of_event(path: str, place: Place, words: Vocabulary) -> Ref | Unresolved:
    several = list(words.fields_at(place))
    declared = next((fields[path] for fields in several if path in fields), None)
    if path in _NOT_READ and declared is not None:
        return Unresolved(f"`{path}` is not a field that can be compared", "say who did it in `who`")
    if declared is not None:
        return Ref(EVENT, path, path, declared, declared.personal)
    if path in words.declared:
        return _fact(path, words)
    own = any(kind.startswith(HOST) for kind in place.kinds)
    closed = words.is_closed(_ORGANISATION if place.on == _ORGANISATION else place.subject)
    if not several or (not closed and (own or path.startswith(HOST))):  # events of a host's own may have any field
        return Ref(EVENT, path, path, None, path not in _OF_ANY_EVENT)
    said = " and ".join(f"`{kind}`" for kind in place.kinds)
    return Unresolved(f"`{path}` is not a field of {said}", _nearest(path, place, several, words))


def _nearest(path: str, place: Place, several: list[Mapping[str, FieldType]], words: Vocabulary) -> str:
    header = words.header_fields(place.subject)
    if path in header:
        return f"write `subject.{path}` for the field of the {place.subject}"
    own = (*{name: None for fields in several for name in fields}, *words.declared)
    hint = did_you_mean(path, (*own, *header))  # whichever is nearest
    return hint if hint == did_you_mean(path, own) else hint.replace("`", "`subject.", 1)


def _fact(name: str, words: Vocabulary) -> Ref:
    fact = words.facts.get(name)
    if fact is None:  # what it says could not be read, and that is told
        return Ref(FACT, name, name, None)
    kind = FieldType(fact.kind, known=_known_to(fact, words))
    return Ref(FACT, name, name, kind, _tells_personal(fact, words), fact.form == "elapsed")


def _known_to(fact: ComputedFact, words: Vocabulary) -> tuple[str, ...]:
    """The codes of the open list that a computed fact is made of."""
    if fact.of is None or fact.form == "authority":
        return ()
    subject = _ORGANISATION if fact.on == _ORGANISATION else fact.subject
    known, kinds = words.event_kinds(subject), fact.selector().kinds()
    fields = [words.event_fields(subject, kind).get(fact.of) for kind in known if kind in kinds]
    return next((field.known for field in fields if field is not None and field.known), ())


def _tells_personal(fact: ComputedFact, words: Vocabulary) -> bool:
    """Whether a computed fact is made of values that are never to be shown."""
    if fact.of is None or fact.form == "authority":
        return False
    subject = _ORGANISATION if fact.on == _ORGANISATION else fact.subject
    known = words.event_kinds(subject)
    name, kinds = fact.of, fact.selector().kinds()
    if name not in _OF_ANY_EVENT and any(kind.startswith(HOST) and kind not in known for kind in kinds):
        return True
    meant = [kind for kind in known if kind in kinds or ANY_EVENT in kinds]
    fields = [words.event_fields(subject, kind).get(name) for kind in meant]
    if name.startswith(HOST) and None in (fields or [None]):
        return True
    return any(field is not None and field.personal for field in fields)


def _of_a_host(
    root: str, name: str, path: str, subject: str, known: Iterable[str], words: Vocabulary
) -> Ref | Unresolved:
    """A name of a host's own that is not declared: of any type, unless the policy declares those of the subject."""
    if not words.is_closed(subject):
        return Ref(root, name, path, None, personal=True)
    return Unresolved(f"`{name}` is not declared", did_you_mean(name, known) or "declare it under `vocabulary`")


def _is_a_fact(name: str, path: str, words: Vocabulary) -> Unresolved | None:
    if name not in words.declared:
        return None
    return Unresolved(f"`{path}` is not a field: `{name}` is a computed fact", f"write `{name}`")


def _missing(name: str, known: Iterable[str], what: str, *, own: bool = True) -> Unresolved:
    names = tuple(known)
    else_ = f"a field of your own starts with `{HOST}`" if own else f"one of {', '.join(f'`{one}`' for one in names)}"
    return Unresolved(f"`{name}` is {what}", did_you_mean(name, names) or else_)
