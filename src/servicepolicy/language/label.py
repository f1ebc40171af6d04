"""What a verdict needs to be put into words."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

__all__ = ["Label"]


@attrs.frozen(slots=True)
class Label:
    """What a verdict needs to be put into words: the rule's title, the zone of its times, what roles are called."""

    zone: str
    zh: str = ""
    en: str = ""
    # English and Chinese title by id; one mapping for all verdicts of an edition.
    roles: Mapping[str, tuple[str, str]] = attrs.field(factory=dict[str, tuple[str, str]], repr=False, eq=False)
