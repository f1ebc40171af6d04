"""Texts that some templates match and others do not: every way in which they can, each with a text that shows it.

A template is a machine that reads a text sign by sign: what it reads leaves what may follow. Several templates are read
at once, over signs that stand for all others, so that whatever they can say together is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeAlias

import attrs

from servicepolicy.language.template import Template

__all__ = ["TooManyTexts", "texts_of"]

_CLASSES: Final = ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "客户卡号", "-", " _#~")
_MOST: Final = 5_000  # states in which the templates are together


class TooManyTexts(Exception):
    """Templates whose texts nobody looks through."""


@attrs.frozen(cache_hash=True)
class _Some:
    """A sign of some class, so many times."""

    of: str
    least: int = 1
    most: int = 1


@attrs.frozen(cache_hash=True)
class _Either:
    """One of several sequences."""

    options: tuple[_Sequence, ...]


_Sequence: TypeAlias = "tuple[_Some | _Either, ...]"
_State: TypeAlias = "frozenset[_Sequence]"
"""What may follow for a text to match; nothing: it cannot any more."""


@lru_cache(maxsize=256)
def texts_of(templates: tuple[str, ...], named: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """A text that is not named for each set of templates that such a text matches, and no other of them; short ones.

    Args:
        templates: The templates, as written.
        named: Texts that are not given.

    Raises:
        TooManyTexts: There is more than anybody looks through.

    Example:
        >>> texts_of(("{digits:2}", "{alnum:2}"))
        ('0', '00', '0A')
        >>> texts_of(("{one_of:A|B}",), frozenset({"A", "B"}))
        ('0',)
    """
    begun = [_parsed(Template.parse(template).pattern) for template in templates]
    signs = tuple(_signs(begun, len(named) + 1))
    steps: dict[tuple[_State, str], _State] = {}
    found: dict[tuple[bool, ...], str] = {}
    waiting: list[tuple[str, tuple[_State, ...]]] = [("", tuple(frozenset({sequence}) for sequence in begun))]
    reached = {
        waiting[0][1]: 1
    }  # a named text is passed by, so that each state is reached by one text more than are named
    for text, states in waiting:
        if text and text not in named:
            found.setdefault(tuple(any(map(_may_end, state)) for state in states), text)
        for sign in signs:
            then = tuple(_read(state, sign, steps) for state in states)
            times = reached.get(then, 0)
            if times <= len(named):
                reached[then] = times + 1
                waiting.append((text + sign, then))
        if len(waiting) > _MOST:
            raise TooManyTexts
    return tuple(found.values())


def _signs(sequences: Iterable[_Sequence], each: int) -> Iterator[str]:
    """Signs that stand for all others: some of those that every class of the templates takes, or refuses, alike."""
    classes = sorted({part.of for sequence in sequences for part in _parts(sequence)})
    literal = "".join(re.sub(r"^\\", "", one) for one in classes if len(re.sub(r"^\\", "", one)) == 1)
    alike: Counter[tuple[bool, ...]] = Counter()
    for sign in dict.fromkeys((*literal, *(sign for several in _CLASSES for sign in several))):
        told = tuple(re.fullmatch(one, sign) is not None for one in classes)
        alike[told] += 1
        if alike[told] <= each:
            yield sign


def _parts(sequence: _Sequence) -> Iterator[_Some]:
    for part in sequence:
        if isinstance(part, _Some):
            yield part
        else:
            for option in part.options:
                yield from _parts(option)


def _read(state: _State, sign: str, steps: dict[tuple[_State, str], _State]) -> _State:
    if (state, sign) not in steps:
        steps[state, sign] = frozenset(then for sequence in state for then in _after(sequence, sign))
    return steps[state, sign]


def _after(sequence: _Sequence, sign: str) -> Iterator[_Sequence]:
    """What may follow in a sequence once a sign was read."""
    if not sequence:
        return
    head, rest = sequence[0], sequence[1:]
    match head:
        case _Some(of, least, most):
            if re.fullmatch(of, sign):
                yield rest if most == 1 else (_Some(of, max(least - 1, 0), most - 1), *rest)
            if least == 0:
                yield from _after(rest, sign)
        case _Either(options):
            for option in options:
                yield from _after((*option, *rest), sign)


def _may_end(sequence: _Sequence) -> bool:
    return all(isinstance(part, _Some) and part.least == 0 for part in sequence)


# the expression of a template: signs and classes so many times, and groups of choices


_TOKEN: Final = re.compile(r"\(\?:|\[[^\]]*\]|\\.|\{(?P<least>\d+)(?:,(?P<most>\d+))?\}|.", re.DOTALL)


def _parsed(pattern: str) -> _Sequence:
    return (_choice(list(_TOKEN.finditer(pattern))[::-1]),)


def _choice(tokens: list[re.Match[str]]) -> _Some | _Either:
    options: list[_Sequence] = []
    here: list[_Some | _Either] = []
    while tokens and tokens[-1][0] != ")":
        token = tokens.pop()
        if token[0] == "|":
            options.append(tuple(here))
            here = []
        elif token["least"] is not None:
            again = here.pop()
            assert isinstance(again, _Some)  # noqa: S101 - no template repeats a group that is more than a class
            here.append(_Some(again.of, int(token["least"]), int(token["most"] or token["least"])))
        elif token[0] == "(?:":
            here.append(_choice(tokens))
            tokens.pop()
        else:
            here.append(_Some(token[0]))
    options.append(tuple(here))
    if all(len(option) == 1 and isinstance(option[0], _Some) and option[0].most == 1 for option in options):
        return _Some("|".join(part.of for (part,) in options if isinstance(part, _Some)))  # one class
    return _Either(tuple(options))
