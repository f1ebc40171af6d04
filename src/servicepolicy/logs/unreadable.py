"""What a cell holds and its mapping cannot read."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Unreadable", "shape_of"]

_LONGEST: Final = 24


class Unreadable(ValueError):
    """A cell holds what its mapping cannot read. Its message is a code, never the value.

    Attributes:
        code: Stable code, such as `unmapped-value`.
        column: The column that holds it.
        text: Of what should be a time, the text: it may be personal, and is shown only if it looks like a time. Of
            what a `map` does not list, the text where the field is a closed list of codes, else its shape.
        expected: The forms of times in which it is not written.
        whole: What a `map` does not list, as it stands there: shown only once several people have it (`Findings`).
    """

    def __init__(
        self, code: str, column: str, text: str = "", expected: tuple[str, ...] = (), *, whole: str = ""
    ) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.text = text
        self.expected = expected
        self.whole = whole


def shape_of(text: str) -> str:
    """How a text is written, and not what it says: `Aaaa 99` of `Room 12`."""
    shape = re.sub(r"[^\W\d_]", lambda found: "A" if found[0].isupper() else "a", re.sub(r"\d", "9", text))
    return shape if len(shape) <= _LONGEST else f"{shape[:_LONGEST]}.."
