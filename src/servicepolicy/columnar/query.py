"""A question to a database, whose answer is a table."""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Query"]


@attrs.frozen
class Query:
    """What a question to a database gives, read through ADBC a batch at a time.

    Args:
        sql: The question. It is kept in the notes of a run.
        database: An address such as `postgresql://host/bank` (needs `adbc-driver-postgresql`), which is never shown nor
            kept; or an open ADBC connection.
    """

    sql: str
    database: Any = attrs.field(repr=False)
