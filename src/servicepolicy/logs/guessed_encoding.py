"""In which encoding a text is written that is not UTF-8: a guess, and what else would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

__all__ = ["guessed_encoding"]

_KNOWN: Final = (
    *("cp1252", "gb18030", "big5", "cp932", "cp949", "cp1251", "cp1250", "cp1253", "cp1254"),
    *("koi8_r", "euc_jp", "big5hkscs"),
)
"""What exports are written in, the usual first: where several read a text alike, the first of them is named."""
_MANY: Final = 200_000  # bytes that show it
_OTHERS: Final = 4  # that are named


def guessed_encoding(text: bytes) -> tuple[str, tuple[str, ...]]:
    """The encoding that a text is most likely written in, and others that would read it to something else."""
    chosen = _by_library(text) or _by_pairs(text)
    seen, others = {text.decode(chosen, errors="replace")}, list[str]()
    for name, read in _readings(text):
        if read not in seen:
            seen.add(read)
            others.append(name)
    return chosen, tuple(others[:_OTHERS])


def _readings(text: bytes) -> Iterator[tuple[str, str]]:
    for name in _KNOWN:
        with suppress(UnicodeDecodeError):
            yield name, text.decode(name)


def _by_library(text: bytes) -> str | None:
    """What `charset-normalizer` says, if it is installed."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    best = from_bytes(text[:_MANY].rpartition(b"\n")[0] or text, cp_isolation=list(_KNOWN)).best()
    return None if best is None else min(best.could_be_from_charset, key=_KNOWN.index)


def _by_pairs(text: bytes) -> str:
    """By the kana of Japanese, and by bytes that stand in pairs as those of Chinese do."""
    with suppress(UnicodeDecodeError):
        letters = [sign for sign in text.decode("cp932") if not sign.isascii()]
        if sum(1 for sign in letters if "\u3041" <= sign <= "\u30ff") > len(letters) / 8:
            return "cp932"  # kana are of no other language
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", text)]
    paired = sum(1 for run in runs if run % 2 == 0)
    with suppress(UnicodeDecodeError):
        if paired >= 0.7 * len(runs):  # letters of Western Europe stand alone between others
            text.decode("gb18030")
            return "gb18030"
    return "cp1252"
