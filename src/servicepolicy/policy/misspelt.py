"""Codes and roles of a record that nobody declared and that look like declared ones: told with what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from servicepolicy.errors import Problem, Where
from servicepolicy.language.plain import nearly
from servicepolicy.models.vocabulary import FieldType, usual_roles

if TYPE_CHECKING:
    from servicepolicy.language.bound.edition import Edition
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.vocabulary._own import OwnVocabulary

__all__ = ["misspelt", "misspelt_roles"]

_ROLES: Final = ("role", "to_role")


def misspelt(record: SubjectRecord, editions: Iterable[Edition], vocabulary: OwnVocabulary) -> Iterator[Problem]:
    """What a record says in a code that is none of the policy's, and was probably meant to be one.

    A code that is near to none is another one, and unknown to the rules: it stays.
    """
    every = tuple(editions)
    roles = frozenset(role for edition in every for role in edition.roles)
    subject = record.SUBJECT
    said = dict(vars(record))
    yield from _wrong(said, vocabulary.header_fields(subject), "", roles if subject == "agent" else frozenset(), every)
    for index, event in enumerate(record.events):
        if (
            event.event.startswith("x.") or event.event == "voided"
        ):  # takes back another one, and says nothing of its own
            continue
        known, place = vocabulary.event_fields(subject, event.event), f"events[{index}]."
        yield from _wrong(dict(vars(event)), known, place, roles, every)
        for number, doer in enumerate(event.actors or ()):
            yield from _wrong({"role": doer.role}, {}, f"{place}actors[{number}].", roles, every)


def misspelt_roles(record: Mapping[str, object], editions: Iterable[Edition]) -> Iterator[Problem]:
    """The same of the roles in a record that cannot be used, so that its other faults are told with them."""
    every, events = tuple(editions), record.get("events")
    roles = frozenset(role for edition in every for role in edition.roles)
    if not isinstance(events, Sequence) or isinstance(events, str | bytes):
        return
    for index, event in enumerate(cast("Sequence[object]", events)):
        if isinstance(event, Mapping):
            said = cast("Mapping[str, object]", event)
            held = {name: said[name] for name in _ROLES if name in said}
            yield from _wrong(held, {}, f"events[{index}].", roles, every)


def _wrong(
    said: Mapping[str, object],
    known: Mapping[str, FieldType],
    place: str,
    roles: frozenset[str],
    editions: tuple[Edition, ...],
) -> Iterator[Problem]:
    for name, value in said.items():
        where = Where(path=place + name)
        if name in _ROLES:
            if roles and isinstance(value, str) and value not in roles and value not in usual_roles():
                yield from _meant("unknown-role", where, value, roles, "is not a role of this policy")
            continue
        declared = known.get(name)
        if declared is None or not declared.known or declared.personal:
            continue
        for code in value if isinstance(value, tuple) else (value,):
            if (
                isinstance(code, str)
                and code not in declared.known
                and not any(e.codes.has(name, code) for e in editions)
            ):
                codes = (*declared.known, *(one for e in editions for one in e.codes.compared.get(name, ())))
                yield from _meant(
                    "unknown-code", where, code, codes, f"is not a code of `{name}` that anybody declared"
                )


def _meant(code: str, where: Where, said: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    near = nearly(said, known)
    if near:
        yield Problem(code, where, f"`{said}` {what}", f"did you mean `{near}`?")
