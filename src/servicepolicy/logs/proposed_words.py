"""What activities of a foreign log mean here: surely, if they say no more than one of our events, or perhaps.

The texts that other systems are known to have are data: `activities.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Final

import attrs

from servicepolicy.models.vocabulary import event_kinds, event_words

__all__ = ["Meaning", "looks_like_activity", "meaning", "meanings"]

_SAID: Final = json.loads((resources.files("servicepolicy") / "logs" / "activities.json").read_text(encoding="utf-8"))

_SURE: Final[Mapping[str, tuple[str, ...]]] = {kind: tuple(texts) for kind, texts in _SAID["sure"].items()}
"""What other systems say for an event and no more, the plainest first."""

_ONLY_ONE: Final = "received"  # a case begins once: of several texts, only the plainest is sure
_MANY_SENSES: Final = frozenset[str](_SAID["many_senses"])
"""Names of events that elsewhere are said of other things, too."""

_PERHAPS: Final = tuple((re.compile(pattern, re.IGNORECASE), str(kind)) for pattern, kind in _SAID["perhaps"])
"""What a text sounds like, the first that fits; no event where it sounds like something that is done with any case."""

_BESIDE: Final = frozenset[str](_SAID["beside"])
_BESIDE_CHINESE: Final = re.compile("|".join(_SAID["beside_chinese"]))


@attrs.frozen
class Meaning:
    """What an activity may mean.

    Attributes:
        kind: The event, or nothing.
        sure: Whether it says that and no more.
    """

    kind: str
    sure: bool


def meaning(text: str, subject: str) -> Meaning:
    """What an activity means, or the name of a milestone.

    >>> meaning("Complaint received", "case"), meaning("Refund signed off", "case")
    (Meaning(kind='received', sure=True), Meaning(kind='approved', sure=False))
    """
    plain = _plain(text)
    for said in dict.fromkeys((_tidy(text), plain)):
        kind = _known(subject).get(said)
        if kind is not None:
            return Meaning(kind, sure=kind not in _MANY_SENSES)
    kinds = event_kinds(subject)
    hinted = next((kind for pattern, kind in _PERHAPS if pattern.search(text)), "")
    return Meaning(hinted if hinted in kinds else "", sure=False)


def meanings(texts: Iterable[str], subject: str) -> dict[str, Meaning]:
    """What each activity of a log means; where several would begin a case, the plainest does.

    A halt is sure only where the log says what ends it: one that never ends would hide what is late.
    """
    found = {text: meaning(text, subject) for text in texts}
    if not any(one.sure and one.kind == "resumed" for one in found.values()):
        found |= {text: Meaning("paused", sure=False) for text, one in found.items() if one.kind == "paused"}
    rank = _SURE[_ONLY_ONE]
    begins = [text for text, one in found.items() if one.sure and one.kind == _ONLY_ONE]
    plainest = min(begins, default="", key=lambda text: rank.index(_plain(text)) if _plain(text) in rank else 0)
    for text in begins:
        if text != plainest:
            found[text] = Meaning(_ONLY_ONE, sure=False)
    return found


def looks_like_activity(text: str) -> bool:
    """Whether a text sounds like something that is done with a case."""
    return any(pattern.search(text) for pattern, _ in _PERHAPS)


@cache
def _known(subject: str) -> Mapping[str, str]:
    """What is sure, by text: our own names of events in English and Chinese, and what other systems say for them."""
    kinds = event_kinds(subject)
    known: dict[str, str] = {}
    for kind in sorted(kinds):
        words = event_words(kind, subject)
        for name in (kind, words.en if words else None, words.zh if words else None):
            if name:
                known.setdefault(_tidy(name), kind)
    for kind, texts in _SURE.items():
        if kind in kinds:
            known |= dict.fromkeys(texts, kind)
    return known


def _tidy(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold().split())


def _plain(text: str) -> str:
    """A text without the words that say what a case is called."""
    words = [word for word in _tidy(_BESIDE_CHINESE.sub(" ", text)).split() if word not in _BESIDE]
    return " ".join(words) or _tidy(text)
