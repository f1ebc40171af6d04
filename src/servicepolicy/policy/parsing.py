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

__all__ = ["quick_events", "strict_events"]

# What the two do not read alike.
_DOUBTFUL: Final = re.compile(
    r"""
    [^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]  # tabs, other line ends
    | ^% | ^\.\.\. | (?<=\n)---             # directives, which may ask for another version; several documents
    | [&*][\w-]*[^\w\s,\[\]{}-]          # names of anchors with other signs than letters and digits
    | [|>][-+0-9]*\#                      # a comment right behind the sign of a block of text
    | [|>][-+0-9]*\ *(\#[^\n]*)?\r?\n\s*\#  # a block of text that begins with what might be a comment
    """,
    re.MULTILINE | re.VERBOSE,
)


def quick_events(text: str) -> Iterator[Any] | None:  # the events have no types of their own
    """The events of a text, `None` where the quick reader is not installed or the text holds something doubtful.

    Whoever takes them must be ready for any error of the reader's own: it says only that the strict one is to be asked.
    """
    if _DOUBTFUL.search(text):
        return None
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML is built without its compiled part on some machines
        return None
    return iter(CParser(text).get_event, None)


def strict_events(text: str) -> Iterator[Any]:  # the events have no types of their own
    """The events of a text in YAML 1.2.

    Raises:
        ruamel.yaml.error.YAMLError: While they are taken, where the text is no YAML 1.2.
    """
    from ruamel.yaml import YAML

    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events
