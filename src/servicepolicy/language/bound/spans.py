"""Spans where they stand: of which kinds a value may be, and whether that can be counted there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.walk import PlacedValue
from servicepolicy.language.value import Literal, Value, ValueForm, blank_names, literals
from servicepolicy.worktime import Span
from servicepolicy.worktime.window import COUNTED_BACK

__all__ = [
    "ILLEGAL",
    "TIME",
    "WITHOUT_CLOCK",
    "as_span",
    "forms_in",
    "literals_in",
    "needs_clock",
    "span_kinds",
    "uncountable",
    "uncounted",
    "window_in",
]

ILLEGAL: Final = "illegal-combination"


TIME: Final = frozenset({"elapsed", "working"})


_NEEDS_CLOCK: Final = frozenset({"working", "working_days"})


WITHOUT_CLOCK: Final = COUNTED_BACK | {"same_day"}  # what can be counted ahead by the dates of the policy's zone


KEPT_FOR: Final = frozenset({"elapsed", "days", "weeks", "months", "years"})
"""The spans for which something may be kept: those that need no calendar of a year far off."""

_WINDOW: Final = "a window is counted back in hours, days, weeks, months or years; `{span}` is none"
_HONOURED: Final[Mapping[str, tuple[frozenset[str], str, str]]] = {
    "kept": (
        KEPT_FOR,
        "what is kept is kept for years, months, weeks, days or hours: no calendar reaches so far ahead",
        "such as `5 years`",
    ),
    "window": (COUNTED_BACK, _WINDOW, "such as `30 days`"),
}


def window_in(within: Span, path: Path) -> Iterator[Found]:
    """A window that cannot be counted back."""
    if within.kind not in COUNTED_BACK:
        yield Found(ILLEGAL, path, _WINDOW.format(span=within), "such as `30 days`")


def uncounted(part: PlacedValue, fillings: Mapping[str, Filling], *, cycles: bool) -> Iterator[Found]:
    """Why a span cannot be counted where it stands: of a kind that has no place there, or in want of a calendar.

    Args:
        part: The value, of type `span`.
        fillings: What fills its blanks.
        cycles: The rule can say the day on which billing cycles close.
    """
    if part.spans == "added":
        return
    spans = tuple(_spans_in(part.form, fillings))
    honoured = _HONOURED.get(part.spans)
    if honoured is not None:
        kinds, message, help = honoured
        for span in spans:
            if span.kind not in kinds:
                yield Found(ILLEGAL, part.path, message.format(span=span), help)
                return
    needing = {span.kind for span in spans}
    if "billing_cycles" in needing and not cycles:
        message = "billing cycles need the day on which they close, and none can be said here"
        yield Found(ILLEGAL, part.path, message, "such as `1 month`")
    for kind in ("working", "working_days"):
        if kind in needing:
            yield from needs_clock(kind, part.clock, part.path)
            return


def uncountable(span: Span, clock: str | None, path: Path) -> Iterator[Found]:
    """A span that needs a calendar, and none is named."""
    yield from needs_clock(span.kind, clock, path)


def needs_clock(kind: str, clock: str | None, path: Path) -> Iterator[Found]:
    """A kind of span that needs a calendar, and none is named."""
    if kind in _NEEDS_CLOCK and clock is None:
        what = "working time" if kind == "working" else "working days"
        yield Found("no-clock", path, f"{what} cannot be counted without a calendar", "name it: `clock: office`")


def span_kinds(value: Value | None, fillings: Mapping[str, Filling]) -> frozenset[str]:
    """The kinds of all spans that a value may be; what cannot be read is a problem of its own."""
    return frozenset(_kinds_of_form(value.form, fillings)) if value is not None else frozenset()


def _kinds_of_form(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[str]:
    return (span.kind for span in _spans_in(form, fillings))


def _spans_in(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[Span]:
    for literal in literals_in(form, fillings):
        try:
            yield as_span(literal.raw)
        except ValueError:
            continue


def as_span(raw: object) -> Span:
    """A span, from text or as it is."""
    return raw if isinstance(raw, Span) else Span(str(raw))


def literals_in(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[Literal]:
    """Every value that is said outright, in the form or in what fills its blanks."""
    for one in forms_in(form, fillings):
        yield from literals(one)


def forms_in(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[ValueForm]:
    """A form, and all that ever fills the blanks in it."""
    yield form
    for name in blank_names(form):
        filling = fillings.get(name)
        if filling is not None:
            for dated in filling.fill.values:
                yield from forms_in(dated.form, fillings)
