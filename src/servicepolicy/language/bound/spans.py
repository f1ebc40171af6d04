"""Spans where they stand: of which kinds a value may be, and whether that can be counted there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.value import Literal, Value, ValueForm, blank_names, literals
from servicepolicy.worktime import Span
from servicepolicy.worktime.window import COUNTED_BACK

__all__ = [
    "ILLEGAL",
    "TIME",
    "WITHOUT_CLOCK",
    "as_span",
    "clock_missing",
    "forms_in",
    "literals_in",
    "needs_clock",
    "span_kinds",
    "uncountable",
    "window_in",
]

ILLEGAL: Final = "illegal-combination"


TIME: Final = frozenset({"elapsed", "working"})


_NEEDS_CLOCK: Final = frozenset({"working", "working_days"})


WITHOUT_CLOCK: Final = COUNTED_BACK | {"same_day"}  # what can be counted ahead by the dates of the policy's zone


def window_in(within: Span, path: Path) -> Iterator[Found]:
    """A window that cannot be counted back."""
    if within.kind not in COUNTED_BACK:
        message = f"a window is counted back in hours, days, weeks, months or years; `{within}` is none"
        yield Found(ILLEGAL, path, message, "such as `30 days`")


def clock_missing(
    within: Value | None, clock: str | None, path: Path, fillings: Mapping[str, Filling]
) -> Iterator[Found]:
    """Working time or working days without a calendar, and billing cycles without the day on which they close."""
    kinds = span_kinds(within, fillings)
    if "billing_cycles" in kinds and path:  # only the span of a deadline has a day on which they close
        message = "billing cycles need the day on which they close, and none can be said here"
        yield Found(ILLEGAL, (*path, "within"), message, "such as `1 month`")
    needing = kinds & _NEEDS_CLOCK
    if needing:
        yield from needs_clock("working" if "working" in needing else "working_days", clock, (*path, "within"))


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
    for literal in literals_in(form, fillings):
        try:
            yield as_span(literal.raw).kind
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
