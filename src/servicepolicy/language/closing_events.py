"""The event that ends a subject, where it has one."""

from __future__ import annotations

from typing import Final

__all__ = ["CLOSING"]

# The event that closes a subject; what is not listed never closes.
CLOSING: Final = {"case": "closed", "interaction": "ended"}
