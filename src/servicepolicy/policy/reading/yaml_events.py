"""The events of a YAML text: from a quick reader in C where it can be trusted, else from the strict one.

The strict reader is the authority: it knows YAML 1.2, and every message about a text is its own. It takes most of the
time that loading a policy takes. The quick one knows YAML 1.1, whose differences are in what plain scalars mean, which
nobody asks here, and in a few signs: a text with one of those is left to the strict reader, and so is one in which the
quick reader finds anything wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import attrs

from servicepolicy.policy.reading.source_map import KEY, LINE, NUMBER, ROOT, Places

__all__ = ["MERGE", "NOTHING", "Placed", "placed", "quick_events", "strict_events"]

NOTHING: Final = ("", "~", "null")
"""What stands for an absent value, where it is not quoted."""

MERGE: Final = "<<"
"""The key of YAML 1.1 by which one mapping takes over what another says, where it is not quoted."""

_SHORT: Final = (*NOTHING, MERGE)

# What the two do not read alike. Tabs, other ends of lines, and what no text holds:
_ODD: Final = re.compile(r"[\x00-\t\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_AT_LINE_START: Final = ("%", "...")  # directives, which may ask for another version; the end of a document
_ANOTHER_DOCUMENT: Final = "\n---"
_ODD_ANCHOR: Final = r"[&*][\w-]*[^\w\s,\[\]{}-]"  # names with other signs than letters and digits
_ODD_BLOCK: Final = re.compile(
    r"""
    [|>][-+0-9]*\#                        # a comment right behind the sign of a block of text
    | [|>][-+0-9]*\ *(\#[^\n]*)?\r?\n\s*\#  # a block of text that begins with what might be a comment
    """,
    re.VERBOSE,
)


def _is_doubtful(text: str) -> bool:
    """Whether a text holds something that the two readers may read differently."""
    return (
        any(text.startswith(sign) or f"\n{sign}" in text for sign in _AT_LINE_START)
        or _ANOTHER_DOCUMENT in text
        or _ODD.search(text) is not None
        or (("&" in text or "*" in text) and re.search(_ODD_ANCHOR, text) is not None)
        or (("|" in text or ">" in text) and _ODD_BLOCK.search(text) is not None)
    )


def quick_events(text: str) -> Iterator[Any] | None:  # the events have no types of their own
    """The events of a text, `None` where the quick reader is not installed or the text holds something doubtful.

    Whoever takes them must be ready for any error of the reader's own: it says only that the strict one is to be asked.
    """
    if _is_doubtful(text):
        return None
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML is built without its compiled part on some machines
        return None
    return iter(CParser(text).get_event, None)


@attrs.frozen(eq=False, repr=False)
class Placed:
    """Plain values, and the place of each value and key."""

    plain: Any
    places: Places


def placed(events: Iterator[Any], depth: int, most: int) -> Placed | None:  # noqa: C901, PLR0912 - one loop, for speed
    """What a quick reader's events come to; `None` where there is anything about them that the strict one must see.

    That is a tag, an anchor, a key that stands twice, merges or is no text, a second document, and an empty value: the
    readers do not agree on where it stands.

    Args:
        events: What the reader found.
        depth: How many levels of nesting there may be.
        most: How many values there may be.
    """
    from yaml.events import (
        AliasEvent,
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
    )

    places: Places = {}
    stack: list[tuple[Any, int]] = []
    holder: Any = None  # the mapping or list that is being read
    number = last = 0  # its number, and the highest one given
    root: Any = None
    key: str | None = None  # the key whose value comes next
    of_key = 0  # its spot
    here = ROOT  # under which the value's place is found
    for event in events:
        kind = type(event)
        if kind is ScalarEvent:
            value: Any = event.value
            if value in _SHORT and not event.style:
                if not value or value == MERGE:
                    return None
                value = None
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            value = {} if kind is MappingStartEvent else []
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            holder, number = stack.pop()
            continue
        elif kind is AliasEvent or (kind is DocumentStartEvent and root is not None):
            return None
        else:
            continue
        if event.tag is not None or event.anchor is not None:
            return None
        mark = event.start_mark
        place: int = (mark.line + 1) << LINE | (mark.column + 1)
        if type(holder) is dict:
            if key is None:
                if type(value) is not str or value in holder:
                    return None
                key, of_key = value, place
                continue
            holder[key] = value
            here, key = f"{number} {key}", None
            place |= of_key << KEY
        elif holder is None:
            if type(value) is str or value is None or root is not None:
                return None
            root = value
        else:
            here = f"{number} {len(holder)}"
            holder.append(value)
        if kind is not ScalarEvent:
            stack.append((holder, number))
            holder, last = value, last + 1
            number = last
            place |= number << NUMBER
        places[here] = place
        if len(places) > most or len(stack) > depth:
            return None
    return None if root is None else Placed(root, places)


def strict_events(text: str) -> Iterator[Any]:  # the events have no types of their own
    """The events of a text in YAML 1.2.

    Raises:
        ruamel.yaml.error.YAMLError: While they are taken, where the text is no YAML 1.2.
    """
    from ruamel.yaml import YAML

    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events
