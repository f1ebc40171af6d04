"""The policy book: a policy as a document that is read and filed, as HTML or Markdown (extra `report`)."""

from __future__ import annotations

from servicepolicy.reporting.book.contents import book_of, teller_of
from servicepolicy.reporting.book.parts import Book, Shown
from servicepolicy.reporting.book.written import as_html, as_markdown

__all__ = ["Book", "Shown", "as_html", "as_markdown", "book_of", "teller_of"]
