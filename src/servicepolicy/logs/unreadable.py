"""What a cell holds and its mapping cannot read."""

from __future__ import annotations

__all__ = ["Unreadable"]


class Unreadable(ValueError):
    """A cell holds what its mapping cannot read. Carries a code, never the value.

    Attributes:
        code: Stable code, such as `unmapped-value`.
        column: The column that holds it.
    """

    def __init__(self, code: str, column: str) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
