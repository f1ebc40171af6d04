"""Something that may be said in a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from pydantic_core import core_schema

from servicepolicy.language import plain
from servicepolicy.language.plain import Plain, refuse
from servicepolicy.language.value import ValueForm, blanks_of, parse_value, plain_value
from servicepolicy.language.wordlists import WORD_LISTS

__all__ = ["Phrase"]


@attrs.frozen(slots=True)
class Phrase:
    """Something that may be said: the words themselves, a blank that holds them, or `{words: greeting}`.

    Args:
        words: Name of a shipped word list, any of whose phrases counts; or `None`.
        form: The words outright or as another value; or `None`.
    """

    words: str | None = None
    form: ValueForm | None = None

    @classmethod
    def parse(cls, raw: Plain) -> Phrase:
        """Read it from plain data.

        Raises:
            PydanticCustomError: For what is no phrase; the error says why.
        """
        if isinstance(raw, Mapping) and "words" in raw:
            plain.keys(raw, ("words",), (), "a word list")
            name = plain.text(raw["words"], ("words",), "a word list")
            if name not in WORD_LISTS:
                help = plain.did_you_mean(name, WORD_LISTS) or f"one of {', '.join(f'`{one}`' for one in WORD_LISTS)}"
                raise refuse("unknown-word", f"`{name}` is not a word list", ("words",), help)
            return cls(words=name)
        if isinstance(raw, str) and not raw.strip():
            raise refuse("no-value", "a phrase is empty", (), "say the words, or `{words: greeting}`")
        return cls(form=parse_value(raw))

    def plain(self) -> Plain:
        """Write it as plain data that reads back to the same."""
        return {"words": self.words} if self.form is None else plain_value(self.form)

    def blanks(self) -> Iterator[str]:
        """The blanks it names."""
        if self.form is not None:
            yield from blanks_of(self.form)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"description": "words that are said, {words: name of a word list}, or a value such as {blank}"}
        return plain.plain_schema(cls, cls.parse, json)
