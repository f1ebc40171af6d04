"""Writes a policy book in a format: the templates beside this module say how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from servicepolicy.errors import UsageError
from servicepolicy.kinds.registry import kinds
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.book.parts import Book, Shown

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["as_html", "as_markdown"]

_SAID: Final = words("book")
GIVEN: Final = "given"  # what provenance calls values that Python code handed in
MARKED: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|"})  # what Markdown would read as markup


def as_html(book: Book) -> str:
    """One page that holds everything that it needs, and prints well.

    Raises:
        UsageError: Jinja is not installed.
    """
    return _environment(html=True).get_template("book.html.jinja").render(_names(book))


def as_markdown(book: Book) -> str:
    """The same in Markdown.

    Raises:
        UsageError: Jinja is not installed.
    """
    return _environment(html=False).get_template("book.md.jinja").render(_names(book))


def _names(book: Book) -> Mapping[str, object]:
    def heading(code: str) -> str:
        return " / ".join(_heading(code, language) for language in book.languages)

    fillers = {filling.by: filling.titled for filling in book.policy.fillings.values()}

    def origin(by: str) -> str:
        if by == GIVEN:
            return heading(GIVEN)
        en, zh = fillers.get(by, ("", ""))
        titles = dict.fromkeys((zh if language == "zh" else en) or by for language in book.languages)
        return " / ".join(titles) or "–"

    def called(scenario: Shown) -> str:
        return " / ".join(dict.fromkeys(scenario.called(language) for language in book.languages))

    clauses = {entry.clause for entry in book.entries}
    return {
        "book": book,
        "policy": book.policy,
        "heading": heading,
        "origin": origin,
        "clauses": clauses,
        "word": _heading,
        "called": called,
    }


@cache
def _environment(*, html: bool) -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise UsageError("a policy book needs Jinja: install the extra `servicepolicy[report]`") from None
    made = Environment(
        loader=PackageLoader("servicepolicy.reporting.book"),
        autoescape=html,  # noqa: S701 - Markdown is escaped by `marked`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["marked"] = _marked
    return made


def _marked(text: object) -> str:
    """Text in which Markdown finds no markup."""
    return str(text).translate(MARKED)


def _heading(code: str, language: str) -> str:
    """What a heading says: that of a kind of rule stands with the kind."""
    if code in kinds():
        english, chinese = kinds()[code].words.TITLE
        return english if language == "en" else chinese
    return _SAID[language][code]
