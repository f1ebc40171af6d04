"""Where something stands in a rule: what a bare name means there, read off the field that holds it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import attrs
from pydantic import BaseModel

from servicepolicy.language.bound.says import EVENT, HEADER, EventsOf, Says
from servicepolicy.language.rule import Selecting
from servicepolicy.language.selector import Selector

__all__ = ["Place", "fields_of", "place_of", "places_of", "says_of"]


@attrs.frozen(slots=True)
class Place:
    """What a bare name means somewhere.

    Args:
        subject: The kind of subject.
        bare: `HEADER`, `EVENT` or `ACTOR`.
        kinds: For events: the kinds that may be at hand.
        on: Whose events: the subject's own, or those of the organisation.
        owned: Somebody owns what is judged.
    """

    subject: str
    bare: str
    kinds: tuple[str, ...] = ()
    on: str = "subject"
    owned: bool = False


_SAYS: Final = Says()
_FIELDS: Final[dict[type[BaseModel], tuple[tuple[str, str, Says], ...]]] = {}


def fields_of(model: type[BaseModel]) -> tuple[tuple[str, str, Says], ...]:
    """The fields of a part of a policy: its name in Python, its key in documents, and what it says."""
    found = _FIELDS.get(model)
    if found is None:
        found = _FIELDS[model] = tuple(
            (name, field.alias or name, next((one for one in field.metadata if isinstance(one, Says)), _SAYS))
            for name, field in model.model_fields.items()
        )
    return found


def says_of(model: type[BaseModel], field: str) -> Says:
    """What a field says."""
    return next(says for name, _, says in fields_of(model) if name == field)


def places_of(model: BaseModel, says: Says, subject: str) -> tuple[Place, ...]:
    """What a bare name means in a field of a part, once for each kind of subject on which it lies.

    Args:
        model: The part.
        says: What the field says.
        subject: The kind of subject of its rule.
    """
    named = getattr(model, says.subject) if says.subject else subject
    subjects: tuple[str, ...] = (named,) if isinstance(named, str) else named or (subject,)
    if not isinstance(says.at, EventsOf):
        return _on_each(subjects, says.at, (), says.owned)
    kinds = _kinds(getattr(model, says.at.field))
    return _on_each(subjects, HEADER if kinds is None else EVENT, kinds or (), says.owned)


@lru_cache(maxsize=1024)  # few places, each in many rules
def _on_each(subjects: tuple[str, ...], bare: str, kinds: tuple[str, ...], owned: bool) -> tuple[Place, ...]:
    return tuple(Place(one, bare, kinds, owned=owned) for one in subjects)


def place_of(model: BaseModel, field: str, subject: str) -> Place:
    """What a bare name means in a field that lies on one kind of subject."""
    return places_of(model, says_of(type(model), field), subject)[0]


def _kinds(said: object) -> tuple[str, ...] | None:
    """The kinds of events that another field selects; `None` where it is absent."""
    match said:
        case Selector():
            return tuple(sorted(said.kinds()))
        case Selecting():
            selector = said.selected()
            return None if selector is None else _kinds(selector)
        case tuple():
            return tuple(str(kind) for kind in said)
        case _:
            return None
