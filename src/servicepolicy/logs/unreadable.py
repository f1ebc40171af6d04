"""What a cell holds and its mapping cannot read."""

from __future__ import annotations

__all__ = ["Unreadable"]


class Unreadable(ValueError):
    """A cell holds what its mapping cannot read. Its message is a code, never the value.

    Attributes:
        code: Stable code, such as `unmapped-value`.
        column: The column that holds it.
        text: Of what should be a time, the text: it may be personal, and is shown only if it looks like a time.
        expected: The forms of times in which it is not written.
    """

    def __init__(self, code: str, column: str, text: str = "", expected: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.text = text
        self.expected = expected
