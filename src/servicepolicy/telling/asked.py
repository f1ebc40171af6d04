"""What was asked of an event or of a subject, and what was found instead, in the words of the policy book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from servicepolicy.language.condition import FieldTest, Test
from servicepolicy.language.value import Literal
from servicepolicy.phrases.terms import roles_in
from servicepolicy.telling.naming import teller_of

if TYPE_CHECKING:
    from servicepolicy.language.label import Label
    from servicepolicy.phrases.teller import Teller
    from servicepolicy.results.verdict import Asked

__all__ = ["asked_in_words", "found_in_words", "unrecorded"]

_OF_ROLES = ("role", "to_role")


def asked_in_words(asked: Asked, label: Label, language: str) -> str:
    """A test that failed: `number of rings at most 3`, `响铃次数不超过3声`."""
    return _speaking(asked, label, language).condition(asked.condition)


def unrecorded(asked: Asked | None, label: Label, language: str) -> str:
    """The field that had to be recorded, where nothing else was asked of it; else nothing."""
    if asked is None:
        return ""
    match asked.condition.clauses:
        case (FieldTest(path, (Test(op="present", operands=(Literal(raw=True),)),)),):
            return _speaking(asked, label, language).path(path)
        case _:
            return ""


def found_in_words(asked: Asked | None, found: str, label: Label, language: str) -> str:
    """What was found in the place of what a test asks for; as it is recorded where no word is known for it."""
    if asked is None or len(asked.condition.clauses) != 1 or not isinstance(asked.condition.clauses[0], FieldTest):
        return found
    path = asked.condition.clauses[0].path
    teller = attrs.evolve(_speaking(asked, label, language), asked=path)
    if found in ("true", "false"):
        return teller.answered(path, found)
    if path.rpartition(".")[2] in _OF_ROLES:
        return roles_in(found, label.roles, language)
    told = [teller.measured(teller.outright(part)) for part in found.split(", ")]
    lacking = [one for one in teller.all_of(asked.condition) if one not in told]
    if lacking:
        return teller.say("found.lacking", found=teller.listed(told), lacking=teller.listed(lacking))
    return teller.listed(told)


def _speaking(asked: Asked, label: Label, language: str) -> Teller:
    teller = teller_of(label, language)
    about = "organisation" if asked.of_organisation else teller.about
    return attrs.evolve(teller, about=about, acts=asked.kinds, of_actors=asked.of_actors)
