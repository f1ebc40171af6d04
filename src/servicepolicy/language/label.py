"""What a verdict needs to be put into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from servicepolicy.language.value import ValueForm
    from servicepolicy.models.vocabulary._own import OwnTerms

__all__ = ["LANGUAGES", "Label", "Named", "Titles"]

LANGUAGES: Final = ("en", "zh")
"""In which there are words."""

Titles = Mapping[str, tuple[str, str]]
"""English and Chinese title by id."""


def _held(own: Mapping[str, OwnTerms]) -> Mapping[str, OwnTerms]:
    """A view of a mapping cannot be pickled."""
    return dict(own)


@attrs.frozen(slots=True, eq=False)
class Named:
    """What the things of one edition are called, and what fills its blanks: what its conditions are told with.

    Args:
        values: What fills each blank; a blank that is not there is open.
        rules: What rules are called.
        facts: What computed facts are called.
        fillers: What those who filled the blanks are called.
        own: What the policy adds to the vocabulary, by subject.
        clauses: Where each clause stands in its source, and its sentence, where somebody supplied it; `""` else.
    """

    values: Mapping[str, ValueForm]
    rules: Titles
    facts: Titles
    fillers: Titles
    own: Mapping[str, OwnTerms] = attrs.field(converter=_held)
    clauses: Titles = attrs.field(factory=dict[str, tuple[str, str]])


@attrs.frozen(slots=True)
class Label:
    """What a verdict needs to be put into words.

    Args:
        zone: The zone of its times.
        zh: The rule's title in Chinese.
        en: The rule's title in English.
        roles: What roles are called; one mapping for all verdicts of an edition.
        about: The kind of subject that is judged.
        parts: What the parts of a rule are called that have an id: the indicators of a scorecard.
        named: What everything else of the edition is called; one for all its verdicts.
    """

    zone: str
    zh: str = ""
    en: str = ""
    roles: Titles = attrs.field(factory=dict[str, tuple[str, str]], repr=False, eq=False)
    about: str = attrs.field(default="", repr=False, eq=False)
    parts: Titles = attrs.field(factory=dict[str, tuple[str, str]], repr=False, eq=False)
    named: Named | None = attrs.field(default=None, repr=False, eq=False)
