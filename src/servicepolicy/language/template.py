"""Templates for numbers and keys: a small closed language, anchored at both ends, that checks real dates."""

from __future__ import annotations

import re
from typing import Final

import attrs

__all__ = ["FIELDS", "Template"]

# A field of a template, and the characters that it stands for: ASCII, but for a name, which is of any script.
_CLASSES: Final = {
    "alnum": "[A-Za-z0-9]",
    "digits": "[0-9]",
    "letters": "[A-Za-z]",
    "upper": "[A-Z]",
    "lower": "[a-z]",
    "name": r"(?:[^\W_]|-)",
}
FIELDS: Final = (*_CLASSES, "date", "one_of")
LONGEST: Final = 200  # characters of one field
MOST_FIELDS: Final = 20

_LENGTH: Final = re.compile(r"(?P<least>[0-9]{1,4})(-(?P<most>[0-9]{1,4}))?")

# Years 0001 to 9999; the month and day of every year; leap years, for 29 February.
_YEAR: Final = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_SHORT_LEAP: Final = "(?:[02468][048]|[13579][26])"  # of 2000 to 2099


def _days(year: str, leap: str, dash: str) -> str:
    return (
        f"(?:{year}{dash}(?:(?:0[13578]|1[02]){dash}(?:0[1-9]|[12][0-9]|3[01])"
        f"|(?:0[469]|11){dash}(?:0[1-9]|[12][0-9]|30)"
        f"|02{dash}(?:0[1-9]|1[0-9]|2[0-8]))"
        f"|{leap}{dash}02{dash}29)"
    )


_DATES: Final = {
    "yyyymmdd": _days(_YEAR, _LEAP, ""),
    "yyyy-mm-dd": _days(_YEAR, _LEAP, "-"),
    "yymmdd": _days("[0-9]{2}", _SHORT_LEAP, ""),
}


@attrs.frozen(slots=True)
class Template:
    """What a whole text must look like.

    Literal text stands for itself (`{{` and `}}` for braces). A field is one of `{alnum:1-12}`, `{digits:4}`,
    `{letters:2-3}`, `{upper:2}`, `{lower:1}`, `{name:1-20}` (letters of any script, digits and hyphens),
    `{date:yyyymmdd}`, `{date:yyyy-mm-dd}`, `{date:yymmdd}` (years 2000 to 2099) and `{one_of:A|B|C}`. A date must be
    one of the calendar: `20260230` is none.

    >>> Template.parse("{alnum:1-12}-{date:yyyymmdd}-{upper:2}").matches("X1-20260228-AB")
    True

    Args:
        text: The template as written.
        pattern: A regular expression for the whole text, without anything that engines read differently.
    """

    text: str
    pattern: str

    @classmethod
    def parse(cls, text: str) -> Template:
        """Read a template.

        Raises:
            ValueError: It cannot be read, or no text could ever match it; the message says why.
        """
        if not text:
            raise ValueError("the template is empty")
        pieces: list[str] = []
        rest = text
        while rest:
            piece, rest = _piece(rest)
            pieces.append(piece)
        if sum(1 for piece in pieces if piece.startswith(("[", "(?:"))) > MOST_FIELDS:
            raise ValueError(f"the template has more than {MOST_FIELDS} fields")
        return cls(text, "".join(pieces))

    def matches(self, found: str) -> bool:
        """Whether a text, all of it, is of this form."""
        return re.fullmatch(self.pattern, found) is not None


def _piece(rest: str) -> tuple[str, str]:
    """The pattern of what a template begins with, and what follows it."""
    if rest[:2] in ("{{", "}}"):
        return re.escape(rest[0]), rest[2:]
    if rest[0] == "}":
        raise ValueError("the template has a `}` that closes nothing: write `}}` for the sign itself")
    if rest[0] != "{":
        return re.escape(rest[0]), rest[1:]
    body, closed, after = rest[1:].partition("}")
    if not closed:
        raise ValueError(f"the field `{rest}` of the template is not closed")
    return _field(body), after


def _field(body: str) -> str:
    name, _, said = body.partition(":")
    if name in _CLASSES:
        least, most = _length(body, said)
        return f"{_CLASSES[name]}{{{least},{most}}}"
    if name == "date":
        if said not in _DATES:
            raise ValueError(f"`{{{body}}}` is not a form of date: one of {', '.join(f'`{form}`' for form in _DATES)}")
        return _DATES[said]
    if name == "one_of":
        choices = said.split("|")
        if not all(choices):
            raise ValueError(f"`{{{body}}}` names an empty choice: write `{{one_of:A|B}}`")
        return f"(?:{'|'.join(re.escape(choice) for choice in choices)})"
    raise ValueError(f"`{{{body}}}` is not a field of a template: one of {', '.join(f'`{field}`' for field in FIELDS)}")


def _length(body: str, said: str) -> tuple[int, int]:
    written = _LENGTH.fullmatch(said)
    if written is None:
        raise ValueError(f"`{{{body}}}` does not say how long it is: write `{{digits:4}}` or `{{digits:2-4}}`")
    least = int(written["least"])
    most = int(written["most"]) if written["most"] is not None else least
    if most < least:
        raise ValueError(f"no text can match `{{{body}}}`: it ends before it begins")
    if least < 1 or most > LONGEST:
        raise ValueError(f"`{{{body}}}` must stand for 1 to {LONGEST} characters")
    return least, most
