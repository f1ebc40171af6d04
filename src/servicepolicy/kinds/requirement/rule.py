"""Requirement: a condition that must, or must not, hold: on the header, at each event, or in what was said."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

import attrs
from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import core_schema

from servicepolicy.language import plain
from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import Plain, refuse
from servicepolicy.language.rule import WHOLE, Nature, Part, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import ValueForm, blanks_of, parse_value, plain_value
from servicepolicy.language.wordlists import WORD_LISTS

__all__ = ["RULE", "Phrase", "Requirement", "Speaker", "Spoken"]

Speaker = Literal["agent", "bot", "customer"]


@attrs.frozen(slots=True)
class Phrase:
    """Something that may be said: the words themselves, a blank that holds them, or `{words: greeting}`.

    Args:
        words: Name of a shipped word list, any of whose phrases counts; or `None`.
        form: The words outright or as another value; or `None`.
    """

    words: str | None = None
    form: "ValueForm | None" = None

    @classmethod
    def parse(cls, raw: Plain) -> "Phrase":
        """Read it from plain data.

        Raises:
            PydanticCustomError: For what is no phrase; the error says why.
        """
        if isinstance(raw, Mapping) and "words" in raw:
            plain.keys(raw, ("words",), (), "a word list")
            name = plain.text(raw["words"], ("words",), "a word list")
            if name not in WORD_LISTS:
                help = plain.did_you_mean(name, WORD_LISTS) or f"one of {', '.join(f'`{one}`' for one in WORD_LISTS)}"
                raise refuse("unknown-word", f"`{name}` is no word list", ("words",), help)
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


def _listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else (raw,)


Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(_listed), Says("phrase")]


class Spoken(Part):
    """What must, or must not, be said in a conversation.

    Case, width and spacing do not count; English is found at the edges of words, Chinese anywhere in the text.

    Attributes:
        by: Whose words are read: `agent`, `bot` or `customer`, or several of them.
        part: `opening` is the first turn of these speakers, up to where somebody else speaks; `closing` the last one.
        any_: At least one of these is said (`any` in a document).
        all_: Each of these is said (`all`).
        none_: None of these is said (`none`).
    """

    by: Annotated[tuple[Speaker, ...], BeforeValidator(_listed), Field(min_length=1)] = ("agent",)
    part: Literal["opening", "closing", "anywhere"] = "anywhere"
    any_: Phrases = Field(default=(), alias="any")
    all_: Phrases = Field(default=(), alias="all")
    none_: Phrases = Field(default=(), alias="none")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.any_ or self.all_ or self.none_):
            raise refuse("no-test", "nothing is said of what is spoken", (), "say `any`, `all` or `none`")
        return self


class Requirement(Rule):
    """A condition that must, or must not, hold.

    With `at` each matching event is one occurrence, judged at its instant; bare names in the conditions are the event's
    fields. Without `at` bare names are the header's and computed facts, judged now, or once and for all at `until`.

    Attributes:
        must: What must hold.
        must_not: What must not hold: a breach where all its clauses hold together; `any` makes each of them one.
        spoken: What must be said, or not, in an interaction; several must all be kept.
        at: The events at each of which it must hold.
        until: The event at which the header is judged for good; before it the answer is pending.
        hold: `now`, or `throughout`: each interval in which it does not hold is an occurrence.
    """

    nature: ClassVar[Nature] = Nature(begins_once=True)

    kind: Literal["requirement"] = "requirement"
    must: Annotated[Condition, Says(at=EventsOf("at"))] = Condition()
    must_not: Annotated[Condition, Says(at=EventsOf("at"))] = Condition()
    spoken: Annotated[tuple[Spoken, ...], BeforeValidator(_listed)] = ()
    at: Selector | None = None
    until: Selector | None = None
    hold: Literal["now", "throughout"] = "now"

    def about(self) -> Iterator[Selector]:
        """The events at each of which it must hold, if it is asked of events."""
        if self.at is not None:
            yield self.at

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return self.at is not None

    @model_validator(mode="after")
    def _can_be_judged(self) -> "Requirement":
        if not (self.must.clauses or self.must_not.clauses or self.spoken):
            raise refuse(
                "no-test", "a requirement says what must hold", (), "say `must`, `must_not` or, of a talk, `spoken`"
            )
        for name in ("at", "until"):
            selector = getattr(self, name)
            if selector is not None and len(selector.parts) > 1:
                raise refuse("illegal-combination", f"`{name}` is one event, not all of several", (name,), "use `any`")
        if self.at is not None and (self.until is not None or self.hold == "throughout"):
            name = "until" if self.until is not None else "hold"
            help = f"take `{name}` away: each event is judged at its own instant"
            raise refuse("illegal-combination", f"`{name}` does not go with `at`", (name,), help)
        if self.per not in (None, WHOLE) and self.at is None:
            help = "say `at`, or take `per` away"
            raise refuse("illegal-combination", "`per` splits events, and none are named", ("per",), help)
        return self._speech_is_of_a_talk()

    def _speech_is_of_a_talk(self) -> Self:
        if not self.spoken:
            return self
        if self.subject != "interaction":
            message = f"words are spoken in an interaction, not in a {self.subject}"
            raise refuse("illegal-combination", message, ("spoken",), "`subject: interaction`")
        if self.at is not None or self.hold == "throughout":
            name = "at" if self.at is not None else "hold"
            message = f"`spoken` reads the whole talk and does not go with `{name}`"
            raise refuse("illegal-combination", message, ("spoken",), "say `until`, such as `until: ended`")
        return self


RULE = Requirement
